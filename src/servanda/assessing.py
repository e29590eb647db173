"""Judging a case: the board, and what of it a caller asks for."""

from __future__ import annotations

from collections.abc import Sequence

from servanda.asking import (
    Engine,
    Release,
    check_labels,
    delayed,
    instant_of_case,
    leaving,
    only_clauses,
    opener_of,
    profile_of,
    standard_of,
)
from servanda.assessment.findings import Board
from servanda.assessment.judge import Request, judge_case
from servanda.case import Case
from servanda.moments import Moment
from servanda.progress import Progress, silent


def assess(  # noqa: PLR0913 - all but the case are options, by keyword only
    case: Case,
    *,
    as_of: Moment = None,
    standard: str = "independent",
    clauses: Sequence[str] | None = None,
    explained: bool = True,
    release: Release = None,
    engine: Engine = None,
    progress: Progress = silent,
) -> Board:
    """Judge a case.

    Args:
        case: from `read`.
        as_of: what was known then: text local to the agreement's zone, an aware datetime or
            microseconds UTC; None: when the last row was recorded.
        standard: of proof: claimed, independent, corroborated or verified.
        clauses: labels of the clauses to show; None: all. All are judged either way.
        explained: with the reports behind each finding, what is missing and what would change it.
            Of a case with an index never: its board has verdicts and figures, `explain` the rest.
        release: profile or its name; the board then is as it may leave, and says so. Points of an
            open vault never are on a board, whatever the profile.
        engine: that works the findings out: `sqlite` (small cases), `duckdb`, `postgresql://...`,
            `spark://host:port` or `local[*]`; None: of the first two the faster. All give the same.
        progress: called with the name of the step and the done share.

    Returns:
        The board; the same for the same case, instant and standard, on every machine.

    Raises:
        UsageError: an unknown clause, standard or engine, or no instant can be told.
        MissingExtraError: SV506, the package for the engine is not installed.
        EngineError: the engine failed, or does not answer (SV507).
    """
    profile = profile_of(release)
    instant = delayed(instant_of_case(case, as_of), profile)
    explained = explained and case.index is None
    request = Request(instant, standard_of(standard), explained, progress, opener_of(engine))
    check_labels(case.agreement, clauses or ())
    board = leaving(judge_case(case.for_judging(request.as_of), request), case, profile)
    return board if clauses is None else only_clauses(board, set(clauses))
