"""Counting the verdicts of a case, without an object for each finding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from servanda.asking import Engine, instant_of_case, opener_of, standard_of
from servanda.assessment.judge import Request, count_findings
from servanda.assessment.material import RejectNote
from servanda.assessment.record import reject_notes_later
from servanda.case import Case
from servanda.errors import Problem
from servanda.moments import Moment
from servanda.progress import Progress, silent


@dataclass(frozen=True)
class Counted:
    """The verdicts of a case, counted, with what its evidence is told of.

    Attributes:
        counts: as `count` gives them.
        problems: what is worth knowing of the evidence.
        rejects: rows that could not be used.
    """

    counts: pa.Table
    problems: tuple[Problem, ...]
    rejects: Sequence[RejectNote]


def count(
    case: Case,
    *,
    as_of: Moment = None,
    standard: str = "independent",
    engine: Engine = None,
    progress: Progress = silent,
) -> pa.Table:
    """Judge a case and count its verdicts, without an object for each finding.

    Args:
        case: from `read`.
        as_of: as for `assess`.
        standard: as for `assess`.
        engine: as for `assess`.
        progress: as for `assess`.

    Returns:
        Columns `clause`, `reading`, `bearer`, `verdict` and `findings` (a count), in the order of
        the clauses.

    Raises:
        UsageError: an unknown standard or engine, or no instant can be told.
        MissingExtraError: as for `assess`.
        EngineError: as for `assess`.
    """
    found = counted(case, as_of=as_of, standard=standard, engine=engine, progress=progress)
    return found.counts


def counted(
    case: Case,
    *,
    as_of: Moment = None,
    standard: str = "independent",
    engine: Engine = None,
    progress: Progress = silent,
) -> Counted:
    """Count as `count` does, and tell what `assess` tells of the evidence."""
    instant = instant_of_case(case, as_of)
    request = Request(instant, standard_of(standard), False, progress, opener_of(engine))
    judged = case.for_judging(request.as_of)
    counts = count_findings(judged, request)
    return Counted(counts, case.evidence.problems, reject_notes_later(judged.evidence))
