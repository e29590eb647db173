"""Phrases of the canonical text: objects, quantities, places, points and times."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from servanda.agreement.model import (
    AgreementSpan,
    Attribute,
    Boundary,
    ChosenPoint,
    ClauseSpan,
    ClockPoint,
    DatePoint,
    DayPoint,
    DonePoint,
    DPlusPoint,
    Duration,
    EntryPoint,
    Event,
    Length,
    MomentPoint,
    ObjectSpec,
    PhaseSpan,
    PlaceSpec,
    Point,
    Quantity,
    ShiftedPoint,
    SigningPoint,
    Size,
    TriggerDay,
    WeekPoint,
    Whole,
    YearPoint,
)
from servanda.vocabulary import shipped_vocabulary
from servanda.vocabulary.loader import past_participle, plural_of, third_person

if TYPE_CHECKING:
    from servanda.vocabulary.terms import Vocabulary


def join(words: Iterable[str], last: str = "and") -> str:
    """Return `a, b and c`."""
    found = list(words)
    if len(found) < 2:
        return "".join(found)
    return f"{', '.join(found[:-1])} {last} {found[-1]}"


def number(count: Decimal) -> str:
    """Return a number with thousands parted by commas, without trailing zeros."""
    text = f"{count:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


# ---- verbs ------------------------------------------------------------------------------------


def base_form(act: str, vocabulary: Vocabulary) -> str:
    """Return an act as it stands after `must`."""
    found = vocabulary.acts.get(act)
    return found.base if found else act


def does_form(act: str, vocabulary: Vocabulary) -> str:
    """Return an act as it stands after `she`."""
    found = vocabulary.acts.get(act)
    return found.does if found else third_person(act)


def done_form(act: str, vocabulary: Vocabulary) -> str:
    """Return the past participle of an act."""
    found = vocabulary.acts.get(act)
    return found.done if found else past_participle(act)


# ---- objects ----------------------------------------------------------------------------------


def plural_form(thing: str, vocabulary: Vocabulary) -> str:
    """Return the plural of a thing; a phase and other names have none."""
    found = vocabulary.things.get(thing)
    if found is None:
        return thing if any(c.isdigit() for c in thing) else plural_of(thing)
    return found.plural


def object_text(spec: ObjectSpec, vocabulary: Vocabulary, *, plural: bool = True) -> str:
    """Return an object in canonical words, without a quantity.

    Args:
        spec: the object.
        vocabulary: that knows its plural.
        plural: whether to write the plural.
    """
    if spec == ObjectSpec("", of_actors=spec.of_actors):  # the actors themselves
        return join(spec.of_actors, "or")
    leading, trailing = _split_attributes(spec.attributes, vocabulary)
    if not spec.thing and spec.on_list:
        noun = spec.on_list
        spec = replace(spec, on_list="")
    elif not spec.thing:
        noun = ""
    else:
        noun = plural_form(spec.thing, vocabulary) if plural else spec.thing
    words = [*leading, noun, *_whose(spec, vocabulary)]
    relative = "who" if _is_person(spec, vocabulary) else "that"
    be = "are" if plural else "is"
    words += [f"{relative} {be} {_attribute_text(c, vocabulary, plural)}" for c in trailing]
    words += _further(spec, relative, vocabulary, plural=plural)
    return " ".join(word for word in words if word)


def _whose(spec: ObjectSpec, vocabulary: Vocabulary) -> list[str]:
    """Return what stands right after the noun: `of the osce`, `on a list`, `over 100 mm`."""
    return [
        f"of {join(spec.of_actors, 'or')}" if spec.of_actors else "",
        f"of {object_text(spec.of_object, vocabulary)}" if spec.of_object is not None else "",
        f"on {spec.on_list}" if spec.on_list else "",
        f"not on {spec.off_list}" if spec.off_list else "",
        size_text(spec.size) if spec.size is not None else "",
        f"held by {join(spec.held_by, 'or')}" if spec.held_by else "",
    ]


def _further(spec: ObjectSpec, relative: str, vocabulary: Vocabulary, *, plural: bool) -> list[str]:
    """Return what an object carries, what was done to it, and where it is."""
    words = []
    if spec.carries:
        carried = join((object_text(c, vocabulary) for c in spec.carries), "or")
        words.append(f"{relative} {'carry' if plural else 'carries'} {carried}")
    if spec.event is not None:
        words.append(_done_to_it(spec.event, relative, vocabulary, plural=plural))
    if spec.notified_to:
        words.append("notified to " + join(spec.notified_to, "or"))
    if spec.place is not None:
        words.append(f"{relative} {'are' if plural else 'is'} {place_text(spec.place)}")
    return words


def _done_to_it(event: Event, relative: str, vocabulary: Vocabulary, *, plural: bool) -> str:
    """Return what an object takes part in: `released by hamas`, `who patrol`."""
    act = event.filter.acts[0]
    if event.is_bearer:
        return f"{relative} it has {done_form(act, vocabulary)}"
    if event.filter.whose:
        return f"{done_form(act, vocabulary)} by {join(event.filter.whose, 'or')}"
    verb = base_form(act, vocabulary) if plural else does_form(act, vocabulary)
    upon = join((object_text(o, vocabulary) for o in event.filter.objects), "or")
    return f"{relative} {verb} {upon}".strip()


def size_text(size: Size) -> str:
    """Return `over 100 mm`, `under 19 years`, `of at most 100 mm`."""
    is_time = size.unit in {"minute", "hour", "day", "week", "month", "year"}
    unit = f"{size.unit}s" if is_time else _LENGTH_PLURALS.get(size.unit, size.unit)
    of = "of " if size.side.startswith("at ") else ""
    return f"{of}{size.side} {number(size.count)} {unit}"


def _is_person(spec: ObjectSpec, vocabulary: Vocabulary) -> bool:
    thing = vocabulary.things.get(spec.thing)
    return thing is not None and thing.unit == "person"


def _split_attributes(
    attributes: tuple[tuple[Attribute, ...], ...], vocabulary: Vocabulary
) -> tuple[list[str], list[tuple[Attribute, ...]]]:
    """Return the adjectives that stand before the noun, and the classes that follow it."""
    leading: list[str] = []
    for index, clause in enumerate(attributes):
        single = len(clause) == 1 or (index == 0 and len(attributes) == 1)
        if not single or not all(_may_lead(a, vocabulary) for a in clause):
            return leading, list(attributes[index:])
        leading.append(" or ".join(a.name for a in clause))
    return leading, []


def _may_lead(attribute: Attribute, vocabulary: Vocabulary) -> bool:
    is_word = " " not in attribute.name and attribute.name not in vocabulary.things
    return is_word and not attribute.negated and attribute.name in vocabulary.adjectives


def _attribute_text(clause: tuple[Attribute, ...], vocabulary: Vocabulary, plural: bool) -> str:
    names = []
    for attribute in clause:
        is_thing = attribute.name in vocabulary.things
        if is_thing and plural:
            names.append(plural_form(attribute.name, vocabulary))
        else:
            names.append(with_article(attribute.name) if is_thing else attribute.name)
    return ("not " if clause[0].negated else "") + " or ".join(names)


def with_article(text: str) -> str:
    """Return a singular with `a` or `an`."""
    return f"{'an' if text[:1] in 'aeiou' else 'a'} {text}"


def quantity_text(quantity: Quantity) -> str:
    """Return `at least 50`, `all`, `the rest`, `4 more`, `at least 30% of`."""
    if quantity.basis == "all":
        return "all"
    if quantity.basis == "rest":
        return "the rest"
    more = " more" if quantity.more else ""
    if quantity.about is not None:
        return f"about {number(quantity.about)}{more}"
    percent = ""
    if quantity.basis == "percent":
        percent = "%" if quantity.more else "% of"
    return f"{quantity.op} {number(quantity.low)}{percent}{more}"


# ---- places -----------------------------------------------------------------------------------


_LENGTH_PLURALS: Final = {"foot": "feet", "mile": "miles", "nautical mile": "nautical miles"}


def length_text(length: Length) -> str:
    """Return `25 km`, `5,000 feet`."""
    unit = length.unit if length.count == 1 else _LENGTH_PLURALS.get(length.unit, length.unit)
    return f"{number(length.count)} {unit}"


def place_text(place: PlaceSpec) -> str:
    """Return `in gaza`, `inside, from or against dmz`, `within 5 km of its line`."""
    if place.near is not None:
        where = f"each {object_text(place.near, shipped_vocabulary(), plural=False)}"
    else:
        where = areas_text(place)
    if place.roles == ("object",):
        return where
    if place.roles == ("between",):
        return f"between {join(place.areas)}"
    if place.distance is not None and "below" in place.roles:
        return f"below {length_text(place.distance)} over {where}"
    if place.distance is not None:
        return f"within {length_text(place.distance)} of {where}"
    return f"{join(place.roles, 'or')} {where}"


def areas_text(place: PlaceSpec) -> str:
    """Return the areas of a place without its preposition: `its line`, `a or b`."""
    if place.own:
        owner = "its" if place.owner == "bearer" else "the other side's"
        return f"{owner} {place.own}"
    where = join(place.areas, "or")
    return f"each {where}" if place.for_each else where


# ---- points -----------------------------------------------------------------------------------


def duration_text(duration: Duration) -> str:
    """Return `24 hours`."""
    plural = "" if duration.count == 1 else "s"
    return f"{duration.count:,} {duration.unit}{plural}"


def whole_text(whole: Whole) -> str:
    """Return `day 22`, `phase 1`, `[x]`; empty for the agreement."""
    match whole:
        case PhaseSpan(phase):
            return phase
        case ClauseSpan(label):
            return f"[{label}]"
        case AgreementSpan():
            return ""
        case TriggerDay():
            return "the day"
        case _:
            return point_text(whole)


def done_text(done: DonePoint) -> str:
    """Return `[x] is done` and its kin."""
    own = "its part of " if done.own_part else ""
    if done.state == "verified":
        return f"{own}[{done.label}] is verified by {join(done.by, 'or')}"
    return f"{own}[{done.label}] is {done.state}"


def point_text(point: Point) -> str:  # noqa: C901, PLR0911, PLR0912 - one line a kind
    """Return a point of time in canonical words."""
    match point:
        case DayPoint(count):
            return f"day {count}"
        case DPlusPoint(days):
            return f"D{days:+d}"
        case DatePoint(day):
            return day.isoformat()
        case WeekPoint(count):
            return f"week {count}"
        case YearPoint(count):
            return str(count)
        case MomentPoint(day, clock):
            return f"{point_text(day)} {clock:%H:%M}"
        case ClockPoint(clock, of):
            return f"{clock:%H:%M} {'each day' if of == 'each day' else 'on the same day'}"
        case SigningPoint():
            return "signing"
        case EntryPoint():
            return "entry into force"
        case Boundary(side, of):
            whole = whole_text(of)
            return f"the {side} of {whole}" if whole else f"the {side}"
        case DonePoint():
            return done_text(point)
        case ShiftedPoint(duration, direction, base):
            return f"{duration_text(duration)} {direction} {point_text(base)}"
        case ChosenPoint(which, first, second):
            return f"the {which} of {point_text(first)} and {point_text(second)}"
