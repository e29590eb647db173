"""Forms that the pipeline does not judge yet; `LACKING` is empty when it judges all of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Row = dict[str, Any]

LACKING: frozenset[str] = frozenset()


def is_lacking(case: Row) -> bool:
    """Return whether the pipeline lacks a form that a case needs."""
    return bool(LACKING & set(forms_of(case)))


def forms_of(case: Row) -> Iterator[str]:
    """Yield the forms of the second half of the language that a case needs."""
    duties = case.get("duties") or [case["duty"]]
    for duty in duties:
        yield duty.get("mode", "sum")
        yield duty["kind"]
        if duty.get("lapses"):
            yield "lapses"
        if duty["kind"] in {"reply", "order"} and {"op", "n", "whole_day", "months"} & duty.keys():
            yield "a reply of more"
        if any(term.get("share") for term in duty.get("terms", ())):
            yield "shares"
    if any(r.get("stance") in {"denies", "observed-none"} for r in case["reports"]):
        yield "contested"
    if case.get("rulings"):
        yield "rulings"
    acts = {act for duty in duties for act in _unitless(duty)}
    counts = [report for report in case["reports"] if report.get("kind") in {"tally", "level"}]
    if acts and any(report.get("unit") for report in counts):
        yield "a tally in a unit"


def _unitless(duty: Row) -> Iterator[str]:
    """Yield the acts that a duty counts as occurrences."""
    rows = [duty] if "act" in duty else []
    rows += [duty[key] for key in ("give", "trigger", "asked") if isinstance(duty.get(key), dict)]
    rows += duty["trigger"] if isinstance(duty.get("trigger"), list) else []
    yield from (row["act"] for row in rows if not row.get("unit"))
