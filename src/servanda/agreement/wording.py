"""The canonical text of a clause: reading it again gives the same clause.

Order: opening, bearer, modal, act, object, place, manner, recipient, time, exceptions. A clause
that is not judged yet keeps its own sentence.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from servanda.agreement.model import (
    After,
    AnyClause,
    Before,
    By,
    ClockPoint,
    DailyHours,
    Demand,
    During,
    DutyClause,
    Each,
    EffectClause,
    Event,
    Every,
    Exemption,
    Filter,
    From,
    IsDone,
    Lead,
    NoteClause,
    On,
    Opening,
    PhaseClause,
    Point,
    Quantity,
    RatioTerm,
    ReadingClause,
    Schedule,
    TermClause,
    Until,
    While,
    Window,
    Within,
)
from servanda.agreement.words import (
    base_form,
    does_form,
    done_form,
    done_text,
    duration_text,
    join,
    number,
    object_text,
    place_text,
    plural_form,
    point_text,
    quantity_text,
    with_article,
)
from servanda.vocabulary import shipped_vocabulary
from servanda.vocabulary.terms import Vocabulary

__all__ = ["canonical_text", "object_text", "sentence"]

_TOLD: Final = frozenset(
    ("notify", "inform", "tell", "ask", "give notice", "give access", "give leave")
)
_MOVING: Final = frozenset(
    ("enter", "leave", "cross", "pass", "move", "walk", "travel", "advance", "arrive", "depart",
     "go", "come", "sail", "fly", "meet", "begin", "end", "explode")
)  # fmt: skip


def canonical_text(clause: AnyClause, vocabulary: Vocabulary | None = None) -> str:
    """Return a clause as one line of a terms block, label and full stop included.

    Args:
        clause: any clause.
        vocabulary: of its agreement; None: the shipped one.
    """
    words = vocabulary or shipped_vocabulary()
    if isinstance(clause, NoteClause):
        return f"[{clause.label}] not checked: {clause.sentence}"
    if isinstance(clause, ReadingClause):
        return f"[{clause.label}] reading of [{clause.base}]: {_reading(clause, words)}"
    return f"[{clause.label}] {sentence(clause, words)}"


def sentence(clause: AnyClause, vocabulary: Vocabulary | None = None) -> str:
    """Return a clause as one plain sentence, with its full stop and without its label.

    Args:
        clause: any clause.
        vocabulary: of its agreement; None: the shipped one.
    """
    words = vocabulary or shipped_vocabulary()
    if isinstance(clause, ReadingClause) and clause.clause is not None:
        return sentence(clause.clause, words)
    if not clause.is_judged or isinstance(clause, EffectClause):
        return clause.sentence
    if isinstance(clause, DutyClause):
        return _capital(_Duty(clause, words).text()) + "."
    if isinstance(clause, PhaseClause):
        return (
            _capital(f"{clause.phase} {clause.turn} {_turn(clause.at, clause.when, words)}") + "."
        )
    if isinstance(clause, TermClause):
        return _term(clause, words) + "."
    return clause.sentence


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _reading(clause: ReadingClause, vocabulary: Vocabulary) -> str:
    if clause.instead:
        old, new = clause.instead[0]
        return f"count {base_form(new, vocabulary)} instead of {base_form(old, vocabulary)}."
    inner = sentence(clause.clause, vocabulary) if clause.clause is not None else clause.sentence
    return f'"{inner}"'


def _turn(at: Point | None, when: object, vocabulary: Vocabulary) -> str:
    if at is not None:
        return f"at {point_text(at)}"
    if isinstance(when, IsDone):
        return f"when {done_text(when.done)}"
    return f"when {event_text(when, vocabulary)}" if isinstance(when, Event) else ""


def _term(clause: TermClause, vocabulary: Vocabulary) -> str:
    if clause.extension is None:
        return f"The agreement {clause.turn} {_turn(clause.at, clause.when, vocabulary)}"
    extension = clause.extension
    openings = [_opening(o, vocabulary) for o in clause.openings]
    openings += [f"for {_ratio(term, vocabulary)}" for term in extension.terms]
    cap = f", at most {duration_text(extension.cap)} in total" if extension.cap else ""
    by = duration_text(extension.by)
    return _capital(", ".join([*openings, f"the agreement is extended by {by}{cap}"]))


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
    subject = "it" if event.is_bearer else join(found.whose)
    if event.group:
        subject = f"{'each' if event.each else 'a'} {event.group}"
    plural = not (event.group or event.is_bearer) and len(found.whose) > 1
    verb = base_form(act, vocabulary) if plural else does_form(act, vocabulary)
    objects = _counted(found, event.quantity, vocabulary)
    return _spaced(subject, verb, *_inner_qualifiers(found, act, objects))


def _doerless(event: Event, act: str, vocabulary: Vocabulary) -> str:
    """Return an event that names no doer: a thing moves, or something is done to it."""
    found = event.filter
    first = found.objects[:1]
    subject = _counted(Filter(found.acts, first, found.unit), event.quantity, vocabulary)
    if act in _MOVING or len(found.objects) > 1:
        rest = join((object_text(o, vocabulary) for o in found.objects[1:]), "or")
        return _spaced(subject, base_form(act, vocabulary), *_inner_qualifiers(found, act, rest))
    verb = f"are {done_form(act, vocabulary)}"
    return _spaced(subject, verb, *_inner_qualifiers(found, act, ""))


def _inner_qualifiers(found: Filter, act: str, objects: str) -> list[str]:
    direct = [place_text(p) for p in found.places if p.roles == ("object",)]
    others = [place_text(p) for p in found.places if p.roles != ("object",)]
    recipients = join(found.recipients)
    manners = [join(m, "or") for m in found.manners]
    if act in _TOLD and recipients:
        told = [recipients, f"of {objects}" if objects else ""]
        return [*told, *direct, *others, *manners]
    to = [f"to {recipients}"] if recipients else []
    senders = [f"from {join(found.senders)}"] if found.senders else []
    return [objects, *direct, *others, *manners, *to, *senders]


def _spaced(*words: str) -> str:
    return " ".join(word for word in words if word)


def _counted(found: Filter, quantity: Quantity | None, vocabulary: Vocabulary) -> str:
    """Return the objects of a filter with a quantity."""
    count = quantity_text(quantity) if quantity is not None else ""
    measure = vocabulary.things.get(found.unit)
    if measure is not None and measure.is_unit:
        of = " or ".join(object_text(spec, vocabulary) for spec in found.objects)
        return _spaced(count, measure.plural, f"of {of}" if of else "")
    if count == "the rest":
        of = " or ".join(object_text(spec, vocabulary) for spec in found.objects)
        return f"the rest of {of}" if of else count
    return _spaced(count, " or ".join(object_text(spec, vocabulary) for spec in found.objects))


def _ratio(term: RatioTerm, vocabulary: Vocabulary) -> str:
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


def _opening(opening: Opening, vocabulary: Vocabulary) -> str:
    word = "if" if opening.kind == "if" else "when"
    if opening.event is not None:
        return f"{word} {event_text(opening.event, vocabulary)}"
    return f"{word} {done_text(opening.fact.done)}" if isinstance(opening.fact, IsDone) else ""


# ---- times ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Phrase:
    """A qualifier; `is_open` if it ends in an inner clause, so that a comma must follow."""

    text: str
    is_open: bool = False


def _window(window: Window, vocabulary: Vocabulary) -> _Phrase:
    """Return a time phrase."""

    def spoken(word: str, point: Point | Event) -> _Phrase:
        if isinstance(point, Event):
            return _Phrase(f"{word} {event_text(point, vocabulary)}", is_open=True)
        return _Phrase(f"{word} {point_text(point)}")

    match window:
        case By(point):
            return spoken("by", point)
        case Before(point):
            return spoken("before", point)
        case After(point):
            return spoken("after", point)
        case Until(point):
            return spoken("until", point)
        case On(point):
            return spoken("on", point)
        case From(point, to, until):
            end = f" to {point_text(to)}" if to is not None else ""
            if until is not None and not isinstance(until, Event):
                end = f" until {point_text(until)}"
            return _Phrase(f"from {point_text(point)}{end}")
        case Within(duration, of):
            base = f" of {point_text(of)}" if of is not None and not isinstance(of, Event) else ""
            return _Phrase(f"within {duration_text(duration)}{base}")
        case DailyHours(begins, ends, on):
            when = f"on {point_text(on)}" if on is not None else "each day"
            return _Phrase(f"between {begins:%H:%M} and {ends:%H:%M} {when}")
        case Each(period):
            return _Phrase(f"each {period}")
        case Every(duration):
            return _Phrase(f"every {duration_text(duration)}")
        case Lead(duration, before):
            return spoken(f"at least {duration_text(duration)} before", before)
        case During(phase):
            return _Phrase(f"in {phase}")
        case While(IsDone(done)):
            return _Phrase(f"while {done_text(done)}", is_open=True)
        case Schedule():
            return _schedule(window)
        case _:
            return _Phrase("")


def _schedule(schedule: Schedule) -> _Phrase:
    """Return the deadline of the first stage, and the further stages."""
    first, *others = schedule.stages
    texts = [f"by {point_text(first.by)}" if first.by is not None else ""]
    for stage in others:
        count = quantity_text(stage.quantity).removeprefix("at least ")
        when = f"every {duration_text(stage.every)}" if stage.every is not None else ""
        when = f"by {point_text(stage.by)}" if stage.by is not None else when
        texts.append(f"{count.removesuffix(' of')} {when}")
    return _Phrase(join(texts))


# ---- duties -----------------------------------------------------------------------------------


class _Duty:
    """Writes one duty."""

    def __init__(self, clause: DutyClause, vocabulary: Vocabulary) -> None:
        self.clause = clause
        self.vocabulary = vocabulary
        self.filter = clause.demands[0].filter

    def text(self) -> str:
        """Return the sentence without its full stop."""
        openings = [_opening(opening, self.vocabulary) + "," for opening in self.clause.openings]
        head = [*openings, self._bearer_and_modal(), *self._act_and_object()]
        is_open = bool(self.clause.exchange)
        text = _spaced(*head)
        for phrase in self._qualifiers():
            if phrase.text:
                text += f"{',' if is_open else ''} {phrase.text}"
                is_open = phrase.is_open or is_open
        return text

    def _bearer_and_modal(self) -> str:
        bearer, modality = self.clause.bearer, self.clause.modality
        negated = modality in {"must not", "must not let"}
        modal = "must" if modality.startswith("must") else "may"
        names = join(bearer.actors)
        match bearer.mode:
            case "anyone":
                return "no one may"
            case "all but":
                return f"only {bearer.group or names} may"
            case "together":
                return f"{names} must together{' not' if negated else ''}"
            case "doer":
                return f"it {modal}{' not' if negated else ''}"
            case "each" if bearer.group:
                return f"each {bearer.group} {modal}{' not' if negated else ''}"
            case "each":
                each = " each" if modal == "must" else ""
                return f"{names} {modal}{each}{' not' if negated else ''}"
            case _:
                return f"{names} {modal}{' not' if negated else ''}"

    def _act_and_object(self) -> list[str]:
        clause = self.clause
        if clause.let is not None:
            return self._let()
        if self._has_own_acts():
            acts = " and ".join(base_form(a, self.vocabulary) for a in self._own_acts())
        else:
            acts = join((base_form(a, self.vocabulary) for a in self.filter.acts), "or")
        begin = "begin to " if clause.begins_to else ""
        told = all(act in _TOLD for act in self.filter.acts) and self.filter.recipients
        objects = self._objects()
        if told:
            about = f"of {objects}" if objects else ""
            objects = _spaced(join(self.filter.recipients), about)
        direct = [place_text(p) for p in self.filter.places if p.roles == ("object",)]
        return [f"{begin}{acts}", objects, *direct]

    def _own_acts(self) -> list[str]:
        return list(dict.fromkeys(d.filter.acts[0] for d in self.clause.demands))

    def _has_own_acts(self) -> bool:
        """Return whether each demand has an act of its own (`must A and B`)."""
        return len({d.filter.acts for d in self.clause.demands}) > 1

    def _let(self) -> list[str]:
        acts: list[str] = []
        for act in self.filter.acts:
            shown = [a for other in acts for a in self.vocabulary.acts[other].let_as]
            if act not in shown:
                acts.append(act)
        who = join(self.filter.whose) or self._objects()
        what = self._objects() if self.filter.whose else ""
        direct = [place_text(p) for p in self.filter.places if p.roles == ("object",)]
        verbs = join((base_form(a, self.vocabulary) for a in acts), "or")
        return ["let", who, verbs, what, *direct]

    def _objects(self) -> str:
        if self.clause.exchange:
            return self._exchange()
        demands = self.clause.demands
        if self._has_own_acts():
            demands = tuple(d for d in demands if d.filter.acts == demands[0].filter.acts)
        return " and ".join(self._demand(demand) for demand in demands)

    def _exchange(self) -> str:
        objects = " or ".join(object_text(o, self.vocabulary) for o in self.filter.objects)
        terms = []
        for index, term in enumerate(self.clause.exchange):
            what = f" {objects}" if index == 0 else ""
            terms.append(f"at least {number(term.per)}{what} for {_ratio(term, self.vocabulary)}")
        return " and ".join(terms)

    def _demand(self, demand: Demand) -> str:
        """Return the objects of a demand with their number."""
        quantity = demand.quantity
        schedule = self.clause.schedule
        if schedule is not None:
            text = _counted(demand.filter, schedule.stages[0].quantity, self.vocabulary)
            return text.removeprefix("at least ")
        is_none = quantity is not None and quantity.high == 0 and quantity.basis == "number"
        if quantity is None or is_none or self._is_times(demand):
            return self._uncounted(demand.filter)
        if self.clause.modality in {"must not", "must not let"}:
            quantity_words = f"more than {number(quantity.low)}"
            plain = " or ".join(object_text(o, self.vocabulary) for o in demand.filter.objects)
            return _spaced(quantity_words, plain)
        return _counted(demand.filter, quantity, self.vocabulary)

    def _uncounted(self, found: Filter) -> str:
        """Return objects without a number: `a report` where one is enough, else the plural."""
        needs_one = self.clause.modality == "must" and self.clause.order is None
        texts = []
        for spec in found.objects:
            thing = self.vocabulary.things.get(spec.thing)
            has_plural = (
                thing is not None and plural_form(spec.thing, self.vocabulary) != thing.name
            )
            if needs_one and has_plural and not self._is_level_none():
                texts.append(with_article(object_text(spec, self.vocabulary, plural=False)))
            else:
                texts.append(object_text(spec, self.vocabulary))
        return join(texts, "or")

    def _is_level_none(self) -> bool:
        """Return whether the sentence says `must release no hostages`."""
        return self.clause.modality == "must" and self.clause.form == "never"

    def _is_times(self, demand: Demand) -> bool:
        """Return whether the number says how often, not how many."""
        quantity = demand.quantity
        if quantity is None or quantity.basis != "number" or quantity.high == 0:
            return False
        objects = demand.filter.objects
        things = self.vocabulary.things
        has_unit = any(o.thing in things and things[o.thing].unit for o in objects)
        return not demand.filter.unit and (not objects or has_unit)

    def _qualifiers(self) -> list[_Phrase]:
        found, clause = self.filter, self.clause
        told = all(act in _TOLD for act in found.acts) and clause.let is None
        phrases = [_Phrase(place_text(p)) for p in found.places if p.roles != ("object",)]
        phrases += [_Phrase(join(m, "or")) for m in found.manners]
        if found.recipients and not told:
            phrases.append(_Phrase("to " + join(found.recipients)))
        if found.senders:
            phrases.append(_Phrase("from " + join(found.senders)))
        if clause.leave is not None:
            phrases.append(_Phrase("without the leave of " + join(clause.leave.by)))
        phrases += self._times()
        phrases += self._parts()
        if clause.order is not None:
            event = event_text(clause.order.event, self.vocabulary)
            phrases.append(_Phrase(f"before {event}", is_open=True))
        phrases += [self._exemption(exemption) for exemption in clause.exemptions]
        return phrases

    def _times(self) -> list[_Phrase]:
        phrases = []
        demand = self.clause.demands[0]
        if self._is_times(demand) and demand.quantity is not None:
            phrases.append(_Phrase(self._how_often(demand.quantity)))
        windows = list(self.clause.windows)
        if any(isinstance(w, By) and w.point == _clock_of(w) for w in windows):
            windows = [w for w in windows if w != Each("day")]
        # A schedule goes last: whatever follows it would belong to its last stage.
        windows.sort(key=lambda window: isinstance(window, Schedule))
        return phrases + [_window(window, self.vocabulary) for window in windows]

    def _how_often(self, quantity: Quantity) -> str:
        if self.clause.modality in {"must not", "must not let"}:
            return f"more than {number(quantity.low)} times"
        return f"{quantity.op} {number(quantity.low)} times"

    def _parts(self) -> list[_Phrase]:
        parts = self.clause.demands[0].parts
        if not parts:
            return []
        is_person = self.filter.unit == "person"
        words = " and ".join(part.words for part in parts)
        return [_Phrase(f"of {'whom' if is_person else 'which'} {words}", is_open=True)]

    def _exemption(self, exemption: Exemption) -> _Phrase:
        if exemption.fact is not None and isinstance(exemption.fact, IsDone):
            return _Phrase(f"unless {done_text(exemption.fact.done)}", is_open=True)
        if exemption.place is not None:
            return _Phrase("except " + place_text(exemption.place))
        if exemption.manners:
            return _Phrase("except " + join(exemption.manners, "or"))
        if exemption.window is not None:
            return _Phrase("except " + _window(exemption.window, self.vocabulary).text)
        if exemption.leave is not None:
            return _Phrase("except with the leave of " + join(exemption.leave.by))
        objects = " or ".join(object_text(o, self.vocabulary) for o in exemption.objects)
        lead = f" at least {duration_text(exemption.lead)} before" if exemption.lead else ""
        return _Phrase(f"except {objects}{lead}", is_open=bool(lead))


def _clock_of(window: Window) -> Point | None:
    """Return the point of `by 12:00 each day`, else None."""
    if isinstance(window, By) and isinstance(window.point, ClockPoint):
        return window.point if window.point.of == "each day" else None
    return None
