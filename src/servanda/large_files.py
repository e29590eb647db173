"""Answers on cases in large records, from an index that is made for one answer and then deleted."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, TypeVar

import pyarrow as pa

from servanda.agreement.model import Agreement
from servanda.agreement.schedule import Schedule
from servanda.asking import Engine, Release, instant_of_case, last_of_case
from servanda.assessing import assess
from servanda.assessment.findings import Board
from servanda.assessment.judge import Request
from servanda.case import Case, bare_case, read_case, split_paths, with_index
from servanda.counting import Counted, counted
from servanda.errors import EngineError, Problem
from servanda.evidence.files import find_files
from servanda.explaining import Wanted, explain
from servanda.large_ledgers import LARGE, Purpose, from_index_of_ledger
from servanda.moments import Moment
from servanda.progress import Progress, part_of, silent

VERY_LARGE: Final = 10_000_000
"""Of more bytes a whole board from the files takes several times as long, and as much memory, as
an index and a board from it."""
_NEEDS_REPORTS: Final = "SV509"
_INDEXED: Final = 0.8
"""The share of the work that is done when there is an index."""

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Assessed:
    """The board of a case that lies in files or in a ledger.

    Attributes:
        board: as `assess` gives it without explanations.
        problems: what is worth knowing of the evidence.
        agreement: by which it was judged.
    """

    board: Board
    problems: tuple[Problem, ...]
    agreement: Agreement


def assess_files(  # noqa: PLR0913 - all but the files are options, by keyword only
    *paths: Path | str,
    as_of: Moment = None,
    standard: str = "independent",
    clauses: Sequence[str] | None = None,
    release: Release = None,
    engine: Engine = None,
    ledger: Path | str | None = None,
    progress: Progress = silent,
) -> Assessed:
    """Judge a case that lies in files or in a ledger: verdicts and figures, without their reasons.

    Of large ones an index is made for this one answer, as `count_files` does. Verdicts, figures,
    counts and the fingerprint are the same; but such a board does not tell since when a finding is
    what it is, and its material has no reports and incidents.

    Args:
        paths: as for `read`.
        as_of: as for `assess`.
        standard: as for `assess`.
        clauses: as for `assess`.
        release: as for `assess`.
        engine: as for `assess`; with one, the evidence is judged as it was read.
        ledger: as for `read`.
        progress: as for `assess`.

    Raises:
        AgreementError: as for `read`.
        EvidenceError: as for `count_files`.
        UsageError: as for `read` and `assess`.
        MissingExtraError: as for `assess`.
        EngineError: as for `assess`.
    """
    asked: dict[str, Any] = {
        "as_of": as_of, "standard": standard, "clauses": clauses, "release": release,
        "explained": False,
    }  # fmt: skip

    def by(case: Case, step: Progress) -> Assessed:
        return _assessed(case, assess(case, progress=step, **asked))

    purpose = Purpose(as_of, release, hashed=True)
    found = None if engine is not None else _from_own_index(paths, progress, by, ledger, purpose)
    if found is not None:
        return found
    case = read_case(paths, progress, ledger)
    return _assessed(case, assess(case, engine=engine, progress=progress, **asked))


def _assessed(case: Case, board: Board) -> Assessed:
    return Assessed(board, case.evidence.problems, case.agreement)


def count_files(
    *paths: Path | str,
    as_of: Moment = None,
    standard: str = "independent",
    engine: Engine = None,
    ledger: Path | str | None = None,
    progress: Progress = silent,
) -> pa.Table:
    """Count the verdicts of a case that lies in files or in a ledger.

    Of large ones an index is made for this one answer in the folder for temporary files, and gone
    afterwards; what it needs there is about as large as the reports in Parquet.

    Args:
        paths: as for `read`.
        as_of: as for `assess`.
        standard: as for `assess`.
        engine: as for `assess`; with one, the evidence is judged as it was read.
        ledger: as for `read`.
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
    found = counted_files(
        *paths, as_of=as_of, standard=standard, engine=engine, ledger=ledger, progress=progress
    )
    return found.counts


def counted_files(
    *paths: Path | str,
    as_of: Moment = None,
    standard: str = "independent",
    engine: Engine = None,
    ledger: Path | str | None = None,
    progress: Progress = silent,
) -> Counted:
    """Count as `count_files` does, and tell what `assess_files` tells of the evidence."""
    asked: dict[str, Any] = {"as_of": as_of, "standard": standard}

    def by(case: Case, step: Progress) -> Counted:
        return counted(case, progress=step, **asked)

    purpose = Purpose(as_of)
    found = None if engine is not None else _from_own_index(paths, progress, by, ledger, purpose)
    if found is not None:
        return found
    return counted(read_case(paths, progress, ledger), engine=engine, progress=progress, **asked)


def explain_files(  # noqa: PLR0913 - all but the files are options, by keyword only
    *paths: Path | str,
    wanted: Wanted | str,
    as_of: Moment = None,
    standard: str = "independent",
    release: Release = None,
    ledger: Path | str | None = None,
    progress: Progress = silent,
) -> Board:
    """Explain findings of a case that lies in files or in a ledger.

    Of large ones an index is made for this one answer, as `count_files` does.

    Args:
        paths: as for `read`.
        wanted: as for `explain`.
        as_of: as for `assess`.
        standard: as for `assess`.
        release: as for `assess`.
        ledger: as for `read`.
        progress: as for `assess`.

    Returns:
        As `explain`; the fingerprint of such an index is that of the files, or of the chain of the
        ledger.

    Raises:
        AgreementError: as for `read`.
        EvidenceError: as for `count_files`.
        UsageError: as for `read` and `explain`.
        EngineError: as for `assess`.
    """
    asked: dict[str, Any] = {"as_of": as_of, "standard": standard, "release": release}
    return explained_files(*paths, wanted=wanted, ledger=ledger, progress=progress, **asked).board


def explained_files(
    *paths: Path | str,
    wanted: Wanted | str,
    ledger: Path | str | None = None,
    progress: Progress = silent,
    **asked: Any,  # noqa: ANN401 - as of `explain_files`
) -> Assessed:
    """Explain as `explain_files` does, and tell what `assess_files` tells of the evidence."""

    def by(case: Case, step: Progress) -> Assessed:
        return _assessed(case, _with_reasons(explain(case, wanted, progress=step, **asked)))

    purpose = Purpose(asked.get("as_of"), asked.get("release"))
    found = _from_own_index(paths, progress, by, ledger, purpose)
    if found is not None:
        return found
    case = read_case(paths, progress, ledger)
    return _assessed(case, explain(case, wanted, progress=progress, **asked))


def scheduled_files(path: Path, *, as_of: Moment = None, progress: Progress = silent) -> Schedule:
    """Return the calendar of a case folder, of a large one from an index that is made for it."""

    def by(case: Case, step: Progress) -> Schedule:
        return scheduled(case, as_of, step)

    found = _from_own_index([path], progress, by, None, Purpose(as_of))
    return scheduled(read_case([path], progress), as_of, progress) if found is None else found


def scheduled(case: Case, as_of: Moment, progress: Progress = silent) -> Schedule:
    """Return the calendar of a case, as `api.schedule` does."""
    from servanda.agreement.schedule import schedule_of
    from servanda.assessment.calendar import calendar_of

    if as_of is None and last_of_case(case) is None:
        return schedule_of(case.agreement)
    now = instant_of_case(case, as_of)
    until = None if as_of is None else now
    request = Request(now, explained=False, progress=progress)
    return calendar_of(case.for_judging(now), request, until)


def advice_on(*paths: Path | str) -> str:
    """Return what whoever judges very large files as they are had better know; empty if nothing.

    Args:
        paths: as for `read`.

    Raises:
        UsageError: as for `read`.
    """
    _, tables = split_paths(paths)
    size = _bytes_of_reports(tables) if tables else 0
    if size <= VERY_LARGE:
        return ""
    return (
        f"the reports have {size / 1e6:,.0f} MB: `servanda index CASE --to FOLDER` once, and then"
        " `--index FOLDER`, needs far less time and memory"
    )


def _with_reasons(board: Board) -> Board:
    """Return a board of which nothing is left to be read from its index."""
    findings = tuple(replace(finding, uses=tuple(finding.uses)) for finding in board.findings)
    material = replace(board.material, reports=tuple(board.material.reports))
    return replace(board, findings=findings, material=material)


def _from_own_index(
    paths: Sequence[Path | str],
    progress: Progress,
    ask: Callable[[Case, Progress], Answer],
    ledger: Path | str | None,
    purpose: Purpose,
) -> Answer | None:
    """Return what is told of a case from an index of its own; None if it is better read whole.

    That is so if it is small, or if the agreement asks for what an index does not hold.
    """
    try:
        if ledger is None:
            return _from_index_of_files(paths, progress, ask, hashed=purpose.hashed)
        return from_index_of_ledger(paths, ledger, progress, ask, purpose)
    except EngineError as error:
        if error.code != _NEEDS_REPORTS:
            raise
        return None


def _from_index_of_files(
    paths: Sequence[Path | str],
    progress: Progress,
    ask: Callable[[Case, Progress], Answer],
    *,
    hashed: bool,
) -> Answer | None:
    """Return what is told of a case from an index of its files; None if they are small.

    Whoever shows a fingerprint has to ask for the hash.
    """
    from servanda.evidence.projection.making import make_projection

    agreement, tables = split_paths(paths)
    if not tables or _bytes_of_reports(tables) <= LARGE:
        return None
    case = bare_case(agreement)
    if case.agreement.linking_within is not None:
        return None
    with tempfile.TemporaryDirectory(prefix="servanda-index-") as folder:
        index = Path(folder) / "index"
        step = part_of(progress, 0.0, _INDEXED)
        made = make_projection(tables, case.names, index, step, hashed=hashed)
        case = with_index(case, index)
        case = replace(case, evidence=replace(case.evidence, problems=made.problems))
        return ask(case, part_of(progress, _INDEXED, 1.0))


def _bytes_of_reports(tables: Path | Sequence[Path]) -> int:
    found, _ = find_files(tables)
    return sum(path.stat().st_size for name, path in found if name == "reports")
