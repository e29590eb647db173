"""What a line asks for, in a few plain words: `admit at least 200 aid trucks each day`."""

from __future__ import annotations

from collections.abc import Iterable

from servanda.agreement.lines import Line
from servanda.agreement.model import (
    By,
    ClockPoint,
    DutyClause,
    Each,
    Every,
    Filter,
    PlaceSpec,
    Quantity,
)
from servanda.agreement.times import daily_hours
from servanda.agreement.wording import sentence
from servanda.agreement.words import (
    base_form,
    duration_text,
    join,
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
        clause: for its periods; of a rule the whole sentence is the text.
        vocabulary: knows the forms of words.
    """
    if line.is_rule:
        text = sentence(clause, vocabulary).removesuffix(".")
        return f"{text} ({line.part.words})" if line.part else text
    found = line.wanted.filter
    act = join((base_form(act, vocabulary) for act in _main_acts(found, vocabulary)), "or")
    recipients = f"to {join(found.recipients)}" if found.recipients else ""
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
        pieces = ["let", _counted(line, vocabulary), act, recipients, _period(clause)]
    else:
        pieces = [act, _counted(line, vocabulary), recipients, _period(clause)]
    return " ".join(piece for piece in pieces if piece).replace(" ,", ",")


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


def _main_acts(found: Filter, vocabulary: Vocabulary) -> list[str]:
    """Return the acts without those that only report one of the others (`let as`)."""
    shown: list[str] = []
    for act in found.acts:
        told = [name for one in shown for name in vocabulary.acts[one].let_as]
        if act not in told:
            shown.append(act)
    return shown


def _counted(line: Line, vocabulary: Vocabulary) -> str:
    found, quantity = line.wanted.filter, line.quantity
    if not found.objects and not found.unit:
        return f"{quantity.op} {_times(quantity)}"
    measure = vocabulary.things.get(found.unit)
    is_one = quantity.basis == "number" and quantity.high == 1
    objects = _objects(found, vocabulary, plural=not is_one)
    if measure is not None and measure.is_unit:
        return f"{quantity_text(quantity)} {measure.plural} of {objects}"
    return f"{quantity_text(quantity)} {objects}"


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
