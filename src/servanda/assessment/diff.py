"""What changed between two boards of one case, and because of which report (SEMANTICS 7)."""

from __future__ import annotations

from collections.abc import Mapping

from servanda.assessment.findings import Board, Change, Changes, Finding


def compare_boards(earlier: Board, later: Board, rows: Mapping[str, int]) -> Changes:
    """Return what differs between two boards.

    Args:
        earlier: the board as of the first instant, with its uses.
        later: the board of the same case and standard as of the second instant.
        rows: table of evidence to the number of its rows recorded between the two instants.

    Returns:
        The findings whose verdict, reason or bounds differ, in the order of the later board, those
        that are on the earlier one alone last; each with the reports that made the difference.
    """
    before = {finding.key: finding for finding in earlier.findings}
    after = {finding.key: finding for finding in later.findings}
    keys = [*after, *(key for key in before if key not in after)]
    changes = [_change(before.get(key), after.get(key)) for key in keys]
    return Changes(earlier, later, tuple(c for c in changes if c is not None), dict(rows))


def _change(before: Finding | None, after: Finding | None) -> Change | None:
    if before is not None and after is not None and _said(before) == _said(after):
        return None
    return Change(before, after, _because(before, after))


def _said(finding: Finding) -> tuple[object, ...]:
    return (
        finding.verdict,
        finding.reason,
        finding.bound,
        finding.certain,
        finding.possible,
        finding.alleged,
    )


def _because(before: Finding | None, after: Finding | None) -> tuple[str, ...]:
    """Return the reports whose bearing on the finding differs, in order of their ids."""
    earlier, later = _bearings(before), _bearings(after)
    reports = sorted({*earlier, *later})
    return tuple(report for report in reports if earlier.get(report) != later.get(report))


def _bearings(finding: Finding | None) -> dict[str, tuple[object, ...]]:
    uses = finding.uses if finding else ()
    return {use.report: (use.bears, use.low, use.high, use.why, use.status) for use in uses}
