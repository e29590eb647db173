"""What a line asks for, in a few plain words: `admit at least 200 aid trucks each day`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from servanda.agreement.duty_rows import IDLE, IDLE_RUN
from servanda.agreement.line_kinds import Line
from servanda.agreement.model import (
    ANY_UNIT,
    By,
    ClockPoint,
    DutyClause,
    Each,
    Every,
    Filter,
    HoursOf,
    PlaceSpec,
    Quantity,
)
from servanda.agreement.phrases import TOLD, recipients_text, window_text
from servanda.agreement.standing_words import (
    compared_texts,
    is_parity,
    share_text,
    standing_words,
)
from servanda.agreement.times import daily_hours
from servanda.agreement.wording import sentence
from servanda.agreement.words import (
    areas_text,
    base_form,
    duration_text,
    join,
    length_text,
    number,
    object_text,
    place_text,
    quantity_text,
)
from servanda.vocabulary.terms import Vocabulary


def duty_text(line: Line, clause: DutyClause, vocabulary: Vocabulary) -> str:
    """Return a line as a short text without bearer and place.

    Args:
        line: of the clause.
        clause: for its periods; where other acts call for it the whole sentence is the text.
        vocabulary: knows the forms of words.
    """
    if line.is_rule or line.triggers:
        text = sentence(clause, vocabulary).removesuffix(".")
        part = line.part.words if line.part else _one_of_those_told(line, clause)
        return f"{text} ({part})" if part else text
    if clause.form in _STANDING or line.mode in {IDLE, IDLE_RUN}:
        return _of_its_own(line, clause, vocabulary)
    found = line.wanted.filter
    act = join((base_form(act, vocabulary) for act in _main_acts(found)), "or")
    recipients = f"to {recipients_text(found)}" if found.recipients else ""
    if found.recipients and _UPON.issuperset(found.acts):
        act, recipients = f"{act} {recipients_text(found)}", ""
    if line.wanted.who:
        act = f"let {join(line.wanted.who)} {act}"
    if line.is_prohibition:
        pieces = ["not", act, _objects(found, vocabulary), recipients, _hours(clause)]
    elif line.kind == "schedule":
        pieces = [act, _objects(found, vocabulary), recipients, "in stages"]
    elif line.part is not None:
        whole = clause.demands[0].filter
        which = "whom" if whole.unit == "person" else "which"
        part = f"of {which} {line.quantity.op} {_part_words(line)}"
        period = f"{_period(clause)},"
        pieces = [act, _objects(whole, vocabulary), recipients, period, part]
    elif line.asked is not None:
        pieces = [_let(line, clause, act, vocabulary), recipients, _period(clause)]
    else:
        pieces = [act, _counted(line, vocabulary), recipients, _period(clause)]
    return " ".join(piece for piece in pieces if piece).replace(" ,", ",")


def _let(line: Line, clause: DutyClause, act: str, vocabulary: Vocabulary) -> str:
    """Return `let at least 9 farmers harvest crops`."""
    upon = clause.let.upon if clause.let is not None else ()
    what = join((object_text(spec, vocabulary) for spec in upon), "or")
    found = line.wanted.filter
    if upon:
        found = replace(found, objects=tuple(replace(o, event=None) for o in found.objects))
    counted = _counted(replace(line, wanted=replace(line.wanted, filter=found)), vocabulary)
    return " ".join(piece for piece in ("let", counted, act, what) if piece)


def _one_of_those_told(line: Line, clause: DutyClause) -> str:
    """Return to whom something is told or given, of several whom the sentence names."""
    told = line.wanted.filter.recipients
    whole = {name for demand in clause.demands for name in demand.filter.recipients}
    return f"to {join(told)}" if set(told) < whole else ""


_UPON: Final = TOLD | {"hinder"}
"""Acts whose recipients are written right after them."""
_STANDING: Final = frozenset(("level", "distance", "standstill", "refrain", "share"))
"""Forms that have their own way to say what they ask for."""


def _of_its_own(line: Line, clause: DutyClause, vocabulary: Vocabulary) -> str:
    """Return a line of what stands, or of time without an act."""
    found = line.wanted.filter
    if line.part is not None:
        whole = clause.demands[0].filter
        act = join((base_form(act, vocabulary) for act in whole.acts), "or")
        which = "whom" if whole.unit == "person" else "which"
        part = f"{line.quantity.op} {_part_words(line)}"
        return f"{act} {_objects(whole, vocabulary)}, of {which} {part}"
    words = " ".join(standing_words(clause, vocabulary))
    if clause.form == "share" and not is_parity(clause):
        return share_text(clause, vocabulary)
    if clause.form == "share":
        words = " ".join([_said_level(line, vocabulary), *compared_texts(clause, vocabulary)])
    elif clause.form == "distance" and clause.distance is not None and clause.distance.table:
        words = f"keep {_objects(found, vocabulary)} {_of_table(line)}"
    elif not words and line.mode in {IDLE, IDLE_RUN}:
        act = join((base_form(act, vocabulary) for act in found.acts), "or")
        denied = "" if clause.form == "permission" else "not "
        words = f"{denied}{act} {_objects(found, vocabulary)}"
    elif not words:
        words = _said_level(line, vocabulary)
    lasts = [window_text(w, vocabulary).text for w in clause.windows if isinstance(w, HoursOf)]
    pieces = [words, *lasts, _period(clause)]
    return " ".join(piece for piece in pieces if piece).replace("  ", " ")


def _said_level(line: Line, vocabulary: Vocabulary) -> str:
    """Return `have at most 100 soldiers`, `have no soldiers`, `store as many weapons`."""
    found, quantity = line.wanted.filter, line.quantity
    act = join((base_form(act, vocabulary) for act in found.acts), "or")
    if line.share is not None and quantity.low == 100:
        return f"{act} {quantity.op} as many {_objects(found, vocabulary)}"
    if line.is_prohibition:
        return f"{act} no {_objects(found, vocabulary)}"
    if found.unit == ANY_UNIT:
        return f"{act} {_objects(found, vocabulary)}"
    return f"{act} {quantity_text(quantity)} {_objects(found, vocabulary)}"


def _of_table(line: Line) -> str:
    """Return the distance of one class of a table: `at least 25 km from contact-line`."""
    near = [place for place in line.wanted.places if place.distance is not None]
    if not near or near[0].distance is None:
        return ""
    return f"at least {length_text(near[0].distance)} from {areas_text(near[0])}"


def _part_words(line: Line) -> str:
    """Return the words of a part without their comparator."""
    words = line.part.words if line.part is not None else ""
    for comparator in ("at least", "at most", "exactly"):
        words = words.removeprefix(comparator)
    return words.strip()


def _hours(clause: DutyClause) -> str:
    """Return the hours of every day that a prohibition is limited to; else nothing."""
    hours = daily_hours(clause)
    return "" if hours is None else f"between {hours.begins:%H:%M} and {hours.ends:%H:%M} each day"


def _main_acts(found: Filter) -> list[str]:
    """Return the acts without those that only report one of the others (`let as`)."""
    return [act for act in found.acts if act not in found.told_as]


def _counted(line: Line, vocabulary: Vocabulary) -> str:
    found, quantity = line.wanted.filter, line.quantity
    if not found.objects and not found.unit:
        return f"{quantity.op} {_times(quantity)}"
    measure = vocabulary.things.get(found.unit)
    is_one = quantity.basis == "number" and quantity.high == 1
    objects = _objects(found, vocabulary, plural=not is_one)
    if measure is not None and measure.is_unit:
        return f"{quantity_text(quantity)} {measure.plural} of {objects}"
    count = quantity_text(quantity) + (" other" if found.other_than else "")
    return f"{count} {objects}"


def _times(quantity: Quantity) -> str:
    return "once" if quantity.high == 1 else f"{number(quantity.low)} times"


def _objects(found: Filter, vocabulary: Vocabulary, *, plural: bool = True) -> str:
    return " or ".join(object_text(spec, vocabulary, plural=plural) for spec in found.objects)


def _period(clause: DutyClause) -> str:
    """Return `each day`, `every 8 days`, `between 10:00 and 16:00 each day`; else nothing."""
    texts = []
    for window in clause.windows:
        match window:
            case By(ClockPoint(clock, "each day")):
                texts.append(f"by {clock:%H:%M}")
            case Each(period):
                texts.append(f"each {period}")
            case Every(duration):
                texts.append(f"every {duration_text(duration)}")
            case _:
                continue
    return " ".join([*texts, _hours(clause)]).strip()


def area_text(places: Iterable[PlaceSpec]) -> str:
    """Return the name of a single area, else the phrases of place; empty: everywhere."""
    found = list(places)
    if len(found) == 1 and len(found[0].areas) == 1 and "outside" not in found[0].roles:
        return found[0].areas[0]
    return ", ".join(_place(place) for place in found)


def _place(place: PlaceSpec) -> str:
    if len(place.roles) > 1 and place.roles[0] == "outside":
        return f"not {_bare_place(place)}"
    return place_text(place)


def _bare_place(place: PlaceSpec) -> str:
    roles = [role for role in place.roles if role not in {"outside", "object"}]
    return f"{join(roles, 'or') or 'in'} {join(place.areas, 'or')}"
