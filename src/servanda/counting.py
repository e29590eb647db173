"""Counting the verdicts of a case, without an object for each finding."""

from __future__ import annotations

import pyarrow as pa

from servanda.asking import Engine, instant_of_case, opener_of, standard_of
from servanda.assessment.judge import Request, count_findings
from servanda.case import Case
from servanda.moments import Moment
from servanda.progress import Progress, silent


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
    instant = instant_of_case(case, as_of)
    request = Request(instant, standard_of(standard), False, progress, opener_of(engine))
    return count_findings(case.for_judging(request.as_of), request)
