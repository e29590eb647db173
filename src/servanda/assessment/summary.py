"""What is said of a whole clause: worst of its findings, all its readings (SEMANTICS 5.9, 5.10).

Pure functions over rows of `FINDINGS` as mappings. No score: counts stand beside every worst-of.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from servanda.assessment.tables import VERDICTS

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Summary:
    """What is said of one clause.

    Attributes:
        verdict: worst-of over the findings of the clause as it stands (reading 0; of its readings,
            where it has no such finding).
        reason: beside the verdict; empty if one of the worst findings stands without a reason.
        counts: verdict to how many findings have it, worst first.
        all_readings: the verdict that holds in every reading that has data; None where they differ,
            or where fewer than two have data.
    """

    verdict: str
    reason: str
    counts: dict[str, int]
    all_readings: str | None


def worst_of(verdicts: Iterable[str]) -> str:
    """Return the worst of some verdicts (5.10).

    Raises:
        ValueError: there is none, or one is no verdict.
    """
    return min(verdicts, key=VERDICTS.index)


def summary_of(rows: Sequence[Row]) -> Summary:
    """Return the summary of one clause.

    Args:
        rows: all its findings: every reading, bearer, the group (5.1) and slot; at least one.
    """
    standing = [row for row in rows if row["reading_no"] == 0] or list(rows)
    verdict, reason = _worst(standing)
    found = Counter(row["verdict"] for row in standing)
    counts = {name: found[name] for name in VERDICTS if name in found}
    return Summary(verdict, reason, counts, all_readings_of(rows))


def _worst(rows: Sequence[Row]) -> tuple[str, str]:
    """Return the worst verdict with its reason; a plain breach needs none (5.1, 5.2)."""
    verdict = worst_of(row["verdict"] for row in rows)
    reasons = {row["reason"] for row in rows if row["verdict"] == verdict}
    if len(reasons) == 1 or "" in reasons:
        return verdict, min(reasons)
    first = next(row for row in rows if row["verdict"] == verdict)
    return verdict, str(first["reason"])


def all_readings_of(rows: Sequence[Row]) -> str | None:
    """Return the verdict on which all readings that have data agree, else None (5.9)."""
    readings = sorted({row["reading_no"] for row in rows})
    groups = [[row for row in rows if row["reading_no"] == number] for number in readings]
    told = [_worst(group)[0] for group in groups if any(map(has_data, group))]
    return told[0] if len(told) > 1 and len(set(told)) == 1 else None


def has_data(row: Row) -> bool:
    """Return whether anybody said anything, by a figure or by covering silence, of a duty."""
    return bool(row["certain"] or row["alleged"] or row["possible"] is not None)
