"""Any value of the model in a few words, and what lawyers call the part that it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date, time
from decimal import Decimal
from typing import Any, Final

from servanda.agreement.clauses import Bearer, Demand, Leave, Opening, Part, RatioTerm
from servanda.agreement.fact_words import fact_text
from servanda.agreement.model import LocalMoment
from servanda.agreement.patterns import Event, Fact, Length, ObjectSpec, PlaceSpec, Quantity
from servanda.agreement.phrases import (
    counted_text,
    event_text,
    leave_text,
    ratio_text,
    spaced,
    window_text,
)
from servanda.agreement.points import Duration, Point
from servanda.agreement.schema_records import default_of, tag_of
from servanda.agreement.windows import Window
from servanda.agreement.words import (
    base_form,
    duration_text,
    join,
    number,
    object_text,
    place_text,
    point_text,
    quantity_text,
)
from servanda.vocabulary.terms import Vocabulary

ELEMENTS: Final = {
    "modality": "must or may",
    "quantity": "number",
    "acts": "act",
    "objects": "object",
    "recipients": "recipient",
    "senders": "sender",
    "manners": "manner",
    "places": "area",
    "whose": "doer",
    "any_hand": "by any hand",
    "parts": "part",
    "demands": "demand",
    "windows": "period",
    "openings": "condition",
    "exemptions": "exception",
    "sentence": "note",
    "words": "agreed text",
    "reason": "why it has no verdict",
    "is_judged": "has a verdict",
    "also": "other names",
    "lasts": "for",
    "begins": "from",
    "zone_name": "time zone",
    "geojson": "file of areas",
    "linking_within": "linking",
    "texts": "brings",
    "is_party": "is a party",
    "is_monitor": "is a monitor",
}
"""Field of the model to its name; any other is called by its own."""
NONE: Final = "none"


def element_of(path: tuple[str, ...]) -> str:
    """Return what the part of a clause at a path is called: `number`, `area`, `period` ...

    Args:
        path: names of fields; the last one says it.
    """
    name = path[-1] if path else "clause"
    return ELEMENTS.get(name, name.replace("_", " "))


def said(value: object, vocabulary: Vocabulary) -> str:
    """Return any value of the model in words.

    Args:
        value: a part of an agreement, or several.
        vocabulary: of that agreement.
    """
    if value is None or value in ((), "", {}):
        return NONE
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal | int):
        return number(Decimal(value))
    if isinstance(value, tuple | frozenset):
        return join([said(item, vocabulary) for item in value])
    if isinstance(value, date | time):
        return value.isoformat()[:10] if isinstance(value, date) else f"{value:%H:%M}"
    return _of_class(value, vocabulary) if is_dataclass(value) else str(value)


def in_full(value: object, vocabulary: Vocabulary) -> str:
    """Return any value field by field, however deep: where two that differ read alike in words.

    Args:
        value: a part of an agreement, or several.
        vocabulary: of that agreement.
    """
    if isinstance(value, tuple):
        # Of several in several, any of those within will do.
        inner = [
            " or ".join(in_full(one, vocabulary) for one in item)
            if isinstance(item, tuple)
            else in_full(item, vocabulary)
            for item in value
        ]
        return " and ".join(f"({one})" if " or " in one else one for one in inner) or NONE
    if not is_dataclass(value) or isinstance(value, type):
        return said(value, vocabulary)
    return _plainly(value, vocabulary, in_full)


def _of_class(value: Any, vocabulary: Vocabulary) -> str:  # noqa: ANN401 - any class of the model
    for kinds, words in _PRINTERS:
        if isinstance(value, kinds):
            text = words(value, vocabulary)
            if text:
                return text
    return _plainly(value, vocabulary)


def _plainly(
    value: Any,  # noqa: ANN401 - any class of the model
    vocabulary: Vocabulary,
    of_field: Callable[[Any, Vocabulary], str] = said,
) -> str:
    """Return the fields that say something, each by its name."""
    parts = [
        f"{element_of((one.name,))} {of_field(getattr(value, one.name), vocabulary)}"
        for one in fields(value)
        if getattr(value, one.name) != default_of(one)
    ]
    return ", ".join(parts) or tag_of(type(value)).replace("-", " ")


def _bearer(bearer: Bearer, vocabulary: Vocabulary) -> str:
    del vocabulary
    names = bearer.group or join(bearer.actors)
    forms = {
        "anyone": "no one may",
        "all but": f"only {names} may",
        "each": f"each {bearer.group}" if bearer.group else f"{names} each",
        "together": f"{names} together",
        "doer": "it",
    }
    return forms.get(bearer.mode, names)


def _opening(opening: Opening, vocabulary: Vocabulary) -> str:
    word = "if" if opening.kind == "if" else "when"
    return f"{word} {said(opening.event or opening.fact, vocabulary)}"


def _demand(demand: Demand, vocabulary: Vocabulary) -> str:
    acts = join([base_form(act, vocabulary) for act in demand.filter.acts], "or")
    return spaced(acts, counted_text(demand.filter, demand.quantity, vocabulary))


def _part(part: Part, vocabulary: Vocabulary) -> str:
    del vocabulary
    return part.words or quantity_text(part.quantity)


_PRINTERS: Final[tuple[tuple[Any, Callable[[Any, Vocabulary], str]], ...]] = (
    (Bearer, _bearer),
    (Quantity, lambda value, _: quantity_text(value)),
    (PlaceSpec, lambda value, _: place_text(value)),
    (ObjectSpec, object_text),
    (Event, event_text),
    (Fact, fact_text),
    (Opening, _opening),
    (RatioTerm, lambda value, words: f"{number(value.per)} for {ratio_text(value, words)}"),
    (Part, _part),
    (Demand, _demand),
    (Leave, lambda value, _: f"the leave of {leave_text(value)}"),
    (Duration, lambda value, _: duration_text(value)),
    (Length, lambda value, _: f"{number(value.count)} {value.unit}"),
    (LocalMoment, lambda value, _: f"{value.day.isoformat()} {value.clock:%H:%M}"),
    (Window, lambda value, vocabulary: window_text(value, vocabulary).text),
    (Point, lambda value, _: point_text(value)),
)
