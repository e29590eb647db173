"""Inner clauses and time phrases of the canonical text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from servanda.agreement.model import (
    After,
    AtOnce,
    Before,
    By,
    DailyHours,
    DonePoint,
    During,
    Each,
    Event,
    Every,
    Filter,
    From,
    HoursOf,
    InAny,
    Lasting,
    Lead,
    Leave,
    On,
    OnDaysWhen,
    Point,
    Quantity,
    RatioTerm,
    Schedule,
    Until,
    While,
    Window,
    Within,
)
from servanda.agreement.words import (
    base_form,
    does_form,
    done_form,
    duration_text,
    join,
    object_text,
    place_text,
    point_text,
    quantity_text,
)
from servanda.vocabulary.terms import Vocabulary

TOLD: Final = frozenset(("notify", "inform", "tell", "ask"))
"""Acts that are written with those to whom they are done right after them."""
MOVING: Final = frozenset(
    ("enter", "leave", "cross", "pass", "move", "walk", "travel", "advance", "arrive", "depart",
     "go", "come", "sail", "fly", "meet", "begin", "end", "explode")
)  # fmt: skip


# ---- events -----------------------------------------------------------------------------------


def event_text(event: Event, vocabulary: Vocabulary) -> str:
    """Return `hamas releases hostages`, `phase 1 begins` in canonical words."""
    if event.phase:
        name = "the agreement" if event.phase == "agreement" else event.phase
        return f"{name} {event.turn}"
    found = event.filter
    act = found.acts[0]
    if not found.whose and not event.is_bearer:
        return _doerless(event, act, vocabulary)
    subject, is_plural = doers_text(event)
    form = base_form if is_plural else does_form
    verb = join((form(one, vocabulary) for one in found.acts), "or")
    objects = counted_text(found, event.quantity, vocabulary)
    return spaced(subject, verb, *inner_qualifiers(found, act, objects))


def doers_text(event: Event) -> tuple[str, bool]:
    """Return who does it, every one of them or any, and whether that is a plural."""
    if event.group:
        return f"{'each' if event.each else 'a'} {event.group}", False
    if event.is_bearer:
        return "it", False
    return join(event.filter.whose, "and" if event.each else "or"), event.each


def _doerless(event: Event, act: str, vocabulary: Vocabulary) -> str:
    """Return an event that names no doer: a thing moves, or something is done to it."""
    found = event.filter
    first = found.objects[:1]
    subject = counted_text(Filter(found.acts, first, found.unit), event.quantity, vocabulary)
    if act in MOVING or len(found.objects) > 1 or len(found.acts) > 1:
        rest = join((object_text(o, vocabulary) for o in found.objects[1:]), "or")
        verbs = join((base_form(one, vocabulary) for one in found.acts), "or")
        return spaced(subject, verbs, *inner_qualifiers(found, act, rest))
    verb = f"are {done_form(act, vocabulary)}"
    return spaced(subject, verb, *inner_qualifiers(found, act, ""))


def inner_qualifiers(found: Filter, act: str, objects: str) -> list[str]:
    """Return the object and the qualifiers of an inner clause, in their order."""
    direct = [place_text(p) for p in found.places if p.roles == ("object",)]
    others = [place_text(p) for p in found.places if p.roles != ("object",)]
    recipients = recipients_text(found)
    manners = [join(m, "or") for m in found.manners]
    if act in TOLD and recipients:
        told = [recipients, f"of {objects}" if objects else ""]
        return [*told, *direct, *others, *manners]
    to = [f"to {recipients}"] if recipients else []
    senders = [f"from {senders_text(found)}"] if found.senders else []
    return [objects, *direct, *others, *manners, *to, *senders]


def recipients_text(found: Filter) -> str:
    """Return to whom: each of them, or any one."""
    return join(found.recipients, "or" if found.any_recipient else "and")


def senders_text(found: Filter) -> str:
    """Return from whom: each of them, or any one."""
    return join(found.senders, "or" if found.any_sender else "and")


def leave_text(leave: Leave) -> str:
    """Return whose leave is needed: that of each of them, or of any one."""
    return join(leave.by, "and" if leave.each else "or")


def spaced(*words: str) -> str:
    """Return words joined by spaces, empty ones left out."""
    return " ".join(word for word in words if word)


def counted_text(found: Filter, quantity: Quantity | None, vocabulary: Vocabulary) -> str:
    """Return the objects of a filter with a quantity: `at least 50 hostages`."""
    count = quantity_text(quantity) if quantity is not None else ""
    count += " other" if found.other_than else ""
    measure = vocabulary.things.get(found.unit)
    if measure is not None and measure.is_unit:
        of = " or ".join(object_text(spec, vocabulary) for spec in found.objects)
        return spaced(count, measure.plural, f"of {of}" if of else "")
    if count == "the rest":
        of = " or ".join(object_text(spec, vocabulary) for spec in found.objects)
        return f"the rest of {of}" if of else count
    # `all maps and plans` are all of both, `at least 2 maps or plans` two of either.
    last = "and" if quantity is not None and quantity.basis == "all" else "or"
    return spaced(count, f" {last} ".join(object_text(o, vocabulary) for o in found.objects))


def ratio_text(term: RatioTerm, vocabulary: Vocabulary) -> str:
    """Return `each hostage that hamas releases beyond 50`, without its `for`."""
    trigger = term.trigger
    plural = term.every > 1
    nouns = [object_text(o, vocabulary, plural=plural) for o in trigger.filter.objects]
    start = f"every {term.every:,}" if plural else "each"
    act = trigger.filter.acts[0]
    doers = "it" if trigger.is_bearer else join(trigger.filter.whose)
    if trigger.is_bearer:
        verb = f"has {done_form(act, vocabulary)}"
    elif len(trigger.filter.whose) == 1:
        verb = does_form(act, vocabulary)
    else:
        verb = base_form(act, vocabulary)
    beyond = f" beyond {term.beyond:,}" if term.beyond else ""
    return f"{start} {' or '.join(nouns)} that {doers} {verb}{beyond}"


# ---- times ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Phrase:
    """A qualifier; `is_open` if it ends in an inner clause, so that a comma must follow."""

    text: str
    is_open: bool = False


def window_text(window: Window, vocabulary: Vocabulary) -> Phrase:  # noqa: C901, PLR0911, PLR0912 - one line a kind
    """Return a time phrase."""

    def spoken(word: str, point: Point | Event) -> Phrase:
        if isinstance(point, Event):
            return Phrase(f"{word} {event_text(point, vocabulary)}", is_open=True)
        return Phrase(f"{word} {point_text(point)}")

    match window:
        case By(point) | Before(point) | After(point) | Until(point) | On(point):
            return spoken(type(window).__name__.lower(), point)
        case From(point, to, until):
            end = f" to {point_text(to)}" if to is not None else ""
            if until is not None and not isinstance(until, Event):
                end = f" until {point_text(until)}"
            return Phrase(f"from {point_text(point)}{end}")
        case Within(duration, of):
            word = "after" if isinstance(of, DonePoint) else "of"
            base = f" {word} {point_text(of)}" if of and not isinstance(of, Event) else ""
            if isinstance(of, Event):
                said = event_text(of, vocabulary)
                return Phrase(f"within {duration_text(duration)} after {said}", is_open=True)
            return Phrase(f"within {duration_text(duration)}{base}")
        case AtOnce():
            return Phrase("at once")
        case DailyHours(begins, ends, on):
            when = f"on {point_text(on)}" if on is not None else "each day"
            return Phrase(f"between {begins:%H:%M} and {ends:%H:%M} {when}")
        case Each(period):
            return Phrase(f"each {period}")
        case Every(duration):
            return Phrase(f"every {duration_text(duration)}")
        case Lead(duration, before):
            return spoken(f"at least {duration_text(duration)} before", before)
        case InAny(duration):
            return Phrase(f"in any {duration_text(duration)}")
        case Lasting(duration):
            return Phrase(f"for {duration_text(duration)}")
        case HoursOf(op, duration, how):
            return Phrase(spaced("for", op, duration_text(duration), how))
        case OnDaysWhen(period, event):
            said = event_text(event, vocabulary)
            return Phrase(f"on each {period} on which {said}", is_open=True)
        case During(phase):
            return Phrase(f"in {phase}")
        case While(fact):
            from servanda.agreement.fact_words import fact_text

            return Phrase(f"while {fact_text(fact, vocabulary)}", is_open=True)
        case Schedule():
            return _schedule(window)
        case _:
            return Phrase("")


def _schedule(schedule: Schedule) -> Phrase:
    """Return the deadline of the first stage, and the further stages."""
    first, *others = schedule.stages
    texts = [f"by {point_text(first.by)}" if first.by is not None else ""]
    for stage in others:
        count = quantity_text(stage.quantity).removeprefix("at least ")
        when = f"every {duration_text(stage.every)}" if stage.every is not None else ""
        when = f"by {point_text(stage.by)}" if stage.by is not None else when
        texts.append(f"{count.removesuffix(' of')} {when}")
    return Phrase(join(texts))
