"""Totals that somebody declared, together with those of the agreement (SEMANTICS 4.10)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from servanda.agreement.amounts import Total, singular_nouns, total_name, whole
from servanda.agreement.decisions import Record
from servanda.agreement.model import Agreement

_BEFORE_EVERYTHING = -(2**62)


def declared_totals(agreement: Agreement, rows: Iterable[Mapping[str, Any]]) -> dict[str, Total]:
    """Return what the declared totals come to.

    Of each who declares one the last counts. Where they differ nobody can tell who is right, so
    that the total lies between the least and the greatest; what all parties accept stands for all
    that was declared before it.

    Args:
        agreement: whose own totals count as declared before all others.
        rows: of the table `totals`, times in microseconds UTC.

    Returns:
        Name of the thing or list (`total_name`) to its total, of all that rows speak of.
    """
    singular = singular_nouns(agreement.vocabulary)
    spoken: defaultdict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        spoken[total_name(row["of"], singular)].append(row)
    own, record = _own_totals(agreement, singular), Record(agreement)
    return {
        name: _together(record, dict(own.get(name, {})), sorted(told, key=_recorded_at))
        for name, told in spoken.items()
    }


def _own_totals(agreement: Agreement, singular: Mapping[str, str]) -> dict[str, dict[str, Total]]:
    """Return the totals that the agreement names, by name and by who declared them."""
    found: defaultdict[str, dict[str, Total]] = defaultdict(dict)
    for total in agreement.totals:
        if not total.is_unknown:
            name = total_name(total.of, singular)
            found[name][total.declared_by] = whole((total.low, total.high))
    for name, one in agreement.lists.items():
        if one.total is not None:
            found[total_name(name, singular)][""] = whole(one.total)
    return found


def _together(
    record: Record, standing: dict[str, Total], rows: Iterable[Mapping[str, Any]]
) -> Total:
    """Return one total of all that stand, after rows in order of their recording."""
    parties, last = set(record.agreement.parties), dict.fromkeys(standing, _BEFORE_EVERYTHING - 1)
    for row in rows:
        by, at = record.name_of(row["declared_by"]), _recorded_at(row)
        if parties <= {by, *(record.name_of(name) for name in row["accepted_by"] or ())}:
            standing = {name: total for name, total in standing.items() if last[name] == at}
        told = int(row["low"]), None if row["high"] is None else int(row["high"])
        is_twice = by in standing and last[by] == at
        standing[by] = _hull([standing[by], told]) if is_twice else told
        last[by] = at
    return _hull(list(standing.values()))


def _hull(totals: list[Total]) -> Total:
    highs = [high for _, high in totals if high is not None]
    return min(low for low, _ in totals), max(highs) if len(highs) == len(totals) else None


def _recorded_at(row: Mapping[str, Any]) -> int:
    return _BEFORE_EVERYTHING if row["recorded_at"] is None else int(row["recorded_at"])
