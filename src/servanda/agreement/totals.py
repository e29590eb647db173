"""Declared totals: their keys are objects as sentences write them."""

from __future__ import annotations

from decimal import Decimal

from servanda.agreement import values
from servanda.agreement.front import FrontMatter, check_known, report_unknown_keys
from servanda.agreement.model import Agreement, ObjectSpec, TotalDef
from servanda.agreement.names import Phrases
from servanda.agreement.source import Source
from servanda.agreement.yaml_nodes import Node

_KEYS = {"count", "declared by", "on", "accepted by", "note"}


def read_totals(source: Source, front: FrontMatter, phrases: Phrases) -> tuple[TotalDef, ...]:
    """Return the declared totals; keys such as `living hostages on hostage-list` are parsed.

    Args:
        source: the file; collects the problems.
        front: with the node of `totals`.
        phrases: all known words.
    """
    node = front.totals
    if node is None:
        return ()
    if node.kind != "map":
        node.wrong("`totals` must be a list of `thing: count`")
        return ()
    found = []
    for key, key_node, value in node.pairs():
        of = total_key(key, source, front, phrases)
        if not of:
            key_node.wrong(f"`{key}` is no object that sentences could name", code="SV221")
            continue
        total = _read_total(front, of, value)
        if total is not None:
            found.append(total)
    return tuple(found)


def total_key(text: str, source: Source, front: FrontMatter, phrases: Phrases) -> str:
    """Return an object in canonical words, or an empty text."""
    from servanda.agreement.meaning.context import Context
    from servanda.agreement.meaning.objects import read_noun
    from servanda.agreement.parser import parse_object
    from servanda.agreement.wording import object_text

    noun = parse_object(text, phrases)
    if noun is None:
        return ""
    scratch = Context(Source(source.file, text), front)
    return object_text(read_noun(scratch, noun), front.vocabulary)


def _read_total(front: FrontMatter, of: str, value: Node) -> TotalDef | None:
    count: Node | None = value
    if value.kind == "map":
        report_unknown_keys(value, _KEYS)
        count = value.get("count")
    if count is not None and count.text == "unknown":
        return TotalDef(of, Decimal(0), None, is_unknown=True)
    interval = values.read_interval(count, "count") if count is not None else None
    if interval is None:
        if count is None:
            value.wrong("a total needs `count`", "write `count: 50`")
        return None
    is_map = value.kind == "map"
    declared_by = values.read_text(value.get("declared by"), "declared by") if is_map else ""
    accepted = values.read_words(value.get("accepted by"), "accepted by") if is_map else ()
    by = values.clean_name(declared_by)
    check_known(value.get("declared by") if is_map else None, [by], front.actors, "parties")
    check_known(value.get("accepted by") if is_map else None, accepted, front.actors, "parties")
    on_node = value.get("on") if is_map else None
    on = values.read_date(on_node.text) if on_node is not None else None
    if on_node is not None and on is None:
        on_node.wrong("`on` is no date", "write it as `2023-11-22`")
    return TotalDef(of, interval[0], interval[1], by, on, accepted)


def total_of(agreement: Agreement, spec: ObjectSpec) -> tuple[Decimal, Decimal | None] | None:
    """Return the declared total `(low, high)` of an object, None if nobody declared it.

    A total declared for exactly these words comes first, then, for a whole list, that of the list.
    """
    from servanda.agreement.wording import object_text

    words = {object_text(spec, agreement.vocabulary)}
    is_whole_list = bool(spec.on_list) and spec == ObjectSpec(spec.thing, on_list=spec.on_list)
    if is_whole_list:
        words.add(spec.on_list)
    for total in agreement.totals:
        if total.of in words and not total.is_unknown:
            return total.low, total.high
    entry = agreement.lists.get(spec.on_list)
    return entry.total if entry is not None and is_whole_list else None


def is_known_to_be_unknown(agreement: Agreement, spec: ObjectSpec) -> bool:
    """Return whether the agreement says itself that nobody knows how many all of them are."""
    from servanda.agreement.wording import object_text

    words = {object_text(spec, agreement.vocabulary), spec.on_list}
    return any(total.is_unknown and total.of in words for total in agreement.totals)
