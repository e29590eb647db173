"""Counting the verdicts of a case, without an object for each finding."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from servanda.asking import Engine, instant_of_case, opener_of, standard_of
from servanda.assessment.judge import Request, count_findings
from servanda.case import Case, bare_case, read_case, split_paths, with_index
from servanda.errors import EngineError
from servanda.evidence.files import find_files
from servanda.moments import Moment
from servanda.progress import Progress, part_of, silent

LARGE: Final = 2_000_000
"""Bytes of reports, some 20,000 in CSV or 90,000 in Parquet. Measured: of more, an index is made
and judged from in less time than they are judged as they were read."""
_NEEDS_REPORTS: Final = "SV509"
_INDEXED: Final = 0.8
"""The share of the work that is done when there is an index."""


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


def count_files(
    *paths: Path | str,
    as_of: Moment = None,
    standard: str = "independent",
    engine: Engine = None,
    progress: Progress = silent,
) -> pa.Table:
    """Count the verdicts of a case that lies in files.

    Of large files an index is made for this one answer in the folder for temporary files, and gone
    afterwards; what it needs there is about as large as the reports in Parquet.

    Args:
        paths: as for `read`.
        as_of: as for `assess`.
        standard: as for `assess`.
        engine: as for `assess`; with one, the files are judged as they were read.
        progress: as for `assess`.

    Returns:
        As `count`.

    Raises:
        AgreementError: as for `read`.
        EvidenceError: as for `read`, or the index finds no room (SV398).
        UsageError: as for `read` and `count`.
        MissingExtraError: as for `assess`.
        EngineError: as for `assess`.
    """
    asked: dict[str, Any] = {"as_of": as_of, "standard": standard}
    agreement, tables = split_paths(paths)
    if engine is None and tables and _bytes_of_reports(tables) > LARGE:
        case = bare_case(agreement)
        if case.agreement.linking_within is None:
            try:
                return _count_by_index(case, tables, progress, asked)
            except EngineError as error:
                if error.code != _NEEDS_REPORTS:
                    raise
    return count(read_case(paths, progress), engine=engine, progress=progress, **asked)


def _bytes_of_reports(tables: Path | Sequence[Path]) -> int:
    found, _ = find_files(tables)
    return sum(path.stat().st_size for name, path in found if name == "reports")


def _count_by_index(
    case: Case, tables: Path | Sequence[Path], progress: Progress, asked: dict[str, Any]
) -> pa.Table:
    """Return the counts of a case without evidence yet, from an index of its tables."""
    from servanda.evidence.projection.making import make_projection

    with tempfile.TemporaryDirectory(prefix="servanda-index-") as folder:
        index = Path(folder) / "index"
        make_projection(tables, case.names, index, part_of(progress, 0.0, _INDEXED))
        return count(with_index(case, index), progress=part_of(progress, _INDEXED, 1.0), **asked)
