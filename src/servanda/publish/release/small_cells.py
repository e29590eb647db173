"""Figures so small that persons may be recognised by them."""

from __future__ import annotations

from collections.abc import Iterable

from servanda.assessment.findings import Board, Finding
from servanda.errors import Problem
from servanda.publish.release.profile import Profile

MOST_SHOWN = 10


def small_cells(board: Board, profile: Profile) -> tuple[Problem, ...]:
    """Return a warning that names the findings with small figures of persons, or nothing.

    Args:
        board: about to leave.
        profile: says below what a figure is small.
    """
    if not profile.small_below:
        return ()
    found = [f for f in board.findings if _is_small(f, profile.small_below)]
    if not found:
        return ()
    shown = ", ".join(f"[{f.clause}] {f.bearer} {f.slot}".rstrip() for f in found[:MOST_SHOWN])
    more = f" and {len(found) - MOST_SHOWN} more" if len(found) > MOST_SHOWN else ""
    message = f"figures of fewer than {profile.small_below} persons: {shown}{more}"
    hint = "who knows the place may know the persons: release a wider period or area"
    return (Problem("SV863", message, (), hint, "warning"),)


def _is_small(finding: Finding, below: int) -> bool:
    if finding.bound.unit not in {"person", "body", "family"}:
        return False
    return any(value is not None and 0 < value < below for value in _figures(finding))


def _figures(finding: Finding) -> Iterable[float | None]:
    yield from (finding.certain, finding.possible, finding.alleged)
    for figure in finding.figures:
        yield from (figure.low, figure.high)
