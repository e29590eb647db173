"""Any value of the model in a few words, and what lawyers call the part that it is."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import fields, is_dataclass
from datetime import date, time
from decimal import Decimal
from typing import Any, Final, TypeAlias

from servanda.agreement.clauses import (
    Bearer,
    Demand,
    Exemption,
    Leave,
    Opening,
    Part,
    RatioTerm,
)
from servanda.agreement.fact_words import fact_text
from servanda.agreement.model import LocalMoment
from servanda.agreement.patterns import (
    Event,
    Fact,
    Filter,
    Length,
    ObjectSpec,
    PlaceSpec,
    Quantity,
)
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

Joined: TypeAlias = tuple[str, ...]
"""What stands between several values, then between those within each of them."""
Printer: TypeAlias = Callable[[object, Vocabulary, Joined], str]

_JOINED: Final[dict[str, Joined]] = {
    **dict.fromkeys(
        ("acts", "by", "carries", "held_by", "notified_to", "objects", "of_actors", "only_to",
         "other_than", "told_as", "upon"),
        ("or",),
    ),
    **dict.fromkeys(("attributes", "manners", "only"), ("and", "or")),
}  # fmt: skip
"""Fields of which any one value is enough, and those that hold several such; others need all."""
_WITH_ANY: Final = {"recipients": "any_recipient", "senders": "any_sender"}


def element_of(path: tuple[str, ...]) -> str:
    """Return what the part of a clause at a path is called: `number`, `area`, `period` ...

    Args:
        path: names of fields; the last one says it.
    """
    name = path[-1] if path else "clause"
    return ELEMENTS.get(name, name.replace("_", " "))


def joining(owner: object, name: str, all_of: bool = False) -> Joined:
    """Return how several values of a field are joined.

    Args:
        owner: what has the field.
        name: of the field.
        all_of: whether the owner is a filter of which all are asked for (`all maps and plans`).
    """
    if name == "objects" and all_of:
        return ("and",)
    if isinstance(owner, Filter) and name in _WITH_ANY:
        return ("or",) if getattr(owner, _WITH_ANY[name]) else ("and",)
    if name == "manners" and isinstance(owner, Exemption):
        return ("or",)
    return _JOINED.get(name, ("and",))


def asks_for_all(owner: object) -> bool:
    """Return whether all things of some kinds are asked for, which then are added up."""
    counted = owner.quantity if isinstance(owner, Demand | Part) else None
    return counted is not None and counted.basis == "all"


def said(value: object, vocabulary: Vocabulary, joined: Joined = ("and",)) -> str:
    """Return any value of the model in words.

    Args:
        value: a part of an agreement, or several.
        vocabulary: of that agreement.
        joined: how several are joined, from `joining`.
    """
    if value is None or value in ((), "", {}):
        return NONE
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal | int):
        return number(Decimal(value))
    if isinstance(value, tuple | frozenset):
        return _several(value, vocabulary, joined, said)
    if isinstance(value, date | time):
        return value.isoformat()[:10] if isinstance(value, date) else f"{value:%H:%M}"
    return _of_class(value, vocabulary) if is_dataclass(value) else str(value)


def in_full(value: object, vocabulary: Vocabulary, joined: Joined = ("and",)) -> str:
    """Return any value field by field, however deep: where two that differ read alike in words.

    Args:
        value: a part of an agreement, or several.
        vocabulary: of that agreement.
        joined: how several are joined, from `joining`.
    """
    if isinstance(value, tuple) and value:
        return _several(value, vocabulary, joined, in_full)
    if not is_dataclass(value) or isinstance(value, type):
        return said(value, vocabulary)
    return _plainly(value, vocabulary, in_full)


def _several(
    values: Collection[object], vocabulary: Vocabulary, joined: Joined, of_one: Printer
) -> str:
    """Return values joined as their field is, those within each as `joined` goes on."""
    inner = joined[1:] or ("and",)
    texts = [of_one(one, vocabulary, inner) for one in values]
    if len(joined) > 1 and len(texts) > 1:  # `(by air or by sea) and at night`
        texts = [
            f"({text})" if isinstance(one, tuple) and len(one) > 1 else text
            for one, text in zip(values, texts, strict=True)
        ]
    return join(texts, joined[0])


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
    of_field: Printer = said,
) -> str:
    """Return the fields that say something, each by its name."""
    parts = [
        f"{element_of((one.name,))} "
        f"{of_field(getattr(value, one.name), vocabulary, joining(value, one.name))}"
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
