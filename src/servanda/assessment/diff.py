"""What changed between two boards of one case, and because of what (SEMANTICS 7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import pyarrow as pa

from servanda.assessment.board import build_findings
from servanda.assessment.doing import Doing, Doings, Key, doings_of, said_of
from servanda.assessment.findings import Board, Change, Changes, Finding, report_words
from servanda.assessment.judge import Request, board_of, judged_case, searched
from servanda.progress import Progress, part_of, silent

if TYPE_CHECKING:
    from servanda.case import Case


def judge_both(
    asked: Sequence[tuple[Case, Request]], progress: Progress = silent
) -> tuple[Board, Board]:
    """Return the boards of two instants; what would change a finding is told where they differ.

    Args:
        asked: for each instant the case as it is judged then, and what is asked of it.
        progress: called with the name of the step and the done share.
    """
    earlier, later = (
        judged_case(case, _shown(request, progress, 0.4 * k, 0.4 * (k + 1)), with_changes=False)
        for k, (case, request) in enumerate(asked)
    )
    before, after = build_findings(earlier), build_findings(later)
    changed = {key for key, pair in _pairs(before, after).items() if _differ(*pair)}
    boards = []
    for k, (judged, findings) in enumerate(((earlier, before), (later, after))):
        case, request = asked[k]
        done = part_of(progress, 0.8 + 0.1 * k, 0.9 + 0.1 * k)
        differ = pa.array([finding.key in changed for finding in findings], pa.bool_())
        told = searched(judged, judged.findings.filter(differ), done)
        boards.append(board_of(case, request, told, build_findings(told)))
    return boards[0], boards[1]


def _shown(request: Request, progress: Progress, begin: float, end: float) -> Request:
    return replace(request, progress=part_of(progress, begin, end))


def find_doings(earlier: int, asked: tuple[Case, Request], boards: tuple[Board, Board]) -> Doings:
    """Return whose doing the changes between two boards are: of new terms, of rows, or of both.

    Args:
        earlier: instant of the first board.
        asked: of the second board the case as it is judged then, and what is asked of it.
        boards: both, as they were judged.
    """
    case, request = asked
    plain = replace(request, explained=False, progress=silent)

    def judge(other: Case) -> dict[Key, Finding]:
        return {one.key: one for one in build_findings(judged_case(other, plain))}

    pairs = _pairs(boards[0].findings, boards[1].findings)
    changed = {key: said_of(pair[1]) for key, pair in pairs.items() if _differ(*pair)}
    return doings_of(case, earlier, request.as_of, changed, judge)


def compare_boards(
    earlier: Board, later: Board, rows: Mapping[str, int], doings: Doings | None = None
) -> Changes:
    """Return what differs between two boards.

    Args:
        earlier: the board as of the first instant, with its uses.
        later: the board of the same case and standard as of the second instant.
        rows: table of evidence to the number of its rows recorded between the two instants.
        doings: from `find_doings`; None: no amendment or ruling came between.

    Returns:
        The findings whose verdict, reason or bounds differ, in the order of the later board, those
        that are on the earlier one alone last; each with the reports that made the difference, and
        whether what changed the terms did.
    """
    told = doings or Doings()
    changes = tuple(
        _change(pair, told.of.get(key, ""))
        for key, pair in _pairs(earlier.findings, later.findings).items()
        if _differ(*pair)
    )
    return Changes(earlier, later, changes, dict(rows), told.terms)


def _change(pair: tuple[Finding | None, Finding | None], doing: Doing) -> Change:
    # Where the terms did it alone, reports bear otherwise on the finding because of them.
    return Change(*pair, () if doing == "terms" else _because(*pair), doing)


def _pairs(
    earlier: Sequence[Finding], later: Sequence[Finding]
) -> dict[Key, tuple[Finding | None, Finding | None]]:
    """Return what each finding was and is, those that are no more last."""
    before = {finding.key: finding for finding in earlier}
    after = {finding.key: finding for finding in later}
    keys = [*after, *(key for key in before if key not in after)]
    return {key: (before.get(key), after.get(key)) for key in keys}


def _differ(before: Finding | None, after: Finding | None) -> bool:
    return before is None or after is None or said_of(before) != said_of(after)


def _because(before: Finding | None, after: Finding | None) -> tuple[str, ...]:
    """Return the reports whose bearing on the finding differs, in order of their ids."""
    earlier, later = _bearings(before), _bearings(after)
    every = sorted({*earlier, *later}, key=lambda name: (name[1], name[0]))
    changed = [name for name in every if earlier.get(name) != later.get(name)]
    return tuple(report_words(every, changed))


def _bearings(finding: Finding | None) -> dict[tuple[str, str], tuple[object, ...]]:
    """Return how each report, by its source and id, bears on a finding."""
    uses = finding.uses if finding else ()
    return {
        (use.source, use.report): (use.bears, use.low, use.high, use.why, use.status)
        for use in uses
    }
