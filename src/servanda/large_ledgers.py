"""Answers on cases in large ledgers, from an index that is made for one answer and then deleted."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from servanda.asking import Release, delayed, instant_of_case, profile_of
from servanda.case import Case, agreement_beside, case_beside, with_index
from servanda.moments import Moment
from servanda.progress import Progress, part_of

if TYPE_CHECKING:
    from servanda.evidence.ledger import Ledger
    from servanda.evidence.ledger.large import LargeRecord

LARGE: Final = 2_000_000
"""Bytes of reports, some 20,000 in CSV or 90,000 in Parquet. Measured: of more, an index is made
and judged from in less time than they are judged as they were read."""
LARGE_ROWS: Final = 20_000
"""Rows of a ledger, of which more are judged in less time from an index of them, made for it."""
_INDEXED: Final = 0.8
"""The share of the work that is done when there is an index."""

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Purpose:
    """What an index of a ledger has to serve for.

    Attributes:
        as_of: as for `assess`.
        release: as for `assess`.
        hashed: whether a fingerprint is shown.
    """

    as_of: Moment = None
    release: Release = None
    hashed: bool = False


def from_index_of_ledger(
    paths: Sequence[Path | str],
    ledger: Path | str,
    progress: Progress,
    ask: Callable[[Case, Progress], Answer],
    purpose: Purpose,
) -> Answer | None:
    """Return what is told of a case from an index of its ledger; None if it is better read whole.

    That is so if the ledger is small, or if the agreement asks for what an index does not hold.

    Args:
        paths: as for `read`.
        ledger: address.
        progress: called with the name of the step and the done share.
        ask: what is asked of the case.
        purpose: instant and more.

    Raises:
        AgreementError: as for `read`.
        EvidenceError: as for `read`, or the index finds no room (SV393, SV398).
        UsageError: as for `read` and `assess`.
        EngineError: SV509, only reports themselves tell it; or as for `assess`.
    """
    from servanda.evidence.ledger import open_ledger
    from servanda.evidence.ledger.large import read_large_record

    path = agreement_beside(ledger, paths) if paths else None
    with open_ledger(ledger) as book:
        if not _is_large(book):
            return None
        case = case_beside(book, path)
        if case.agreement.linking_within is not None:
            return None
        progress("ledger", 0.0)
        record = read_large_record(book, case.names)
        with tempfile.TemporaryDirectory(prefix="servanda-index-") as folder:
            step = part_of(progress, 0.0, _INDEXED)
            case = _indexed(case, record, (Path(folder), step), purpose)
            return ask(case, part_of(progress, _INDEXED, 1.0))


def _is_large(ledger: Ledger) -> bool:
    from servanda.evidence.ledger.large import bytes_outside

    return ledger.head().seq > LARGE_ROWS or bytes_outside(ledger) > LARGE


def _indexed(case: Case, record: LargeRecord, how: tuple[Path, Progress], purpose: Purpose) -> Case:
    """Return a case with an index of what its ledger held at the instant that is asked for.

    What is worth knowing of it is told of what the ledger holds now, as of one that is read whole.
    """
    (folder, progress), hashed = how, purpose.hashed
    if not record.later.has_endings:
        return _made(case, record, how, (None, hashed))
    first = folder, part_of(progress, 0.0, 0.5)
    found = _made(case, record, first, (None, hashed))
    # When the last row was recorded is known by now, and so what had not ended by then.
    profile = profile_of(purpose.release)
    as_of = delayed(instant_of_case(found, purpose.as_of), profile)
    if record.later.rows_at(as_of) == record.later.rows_at(None):
        return found
    judged = _made(case, record, (folder, part_of(progress, 0.5, 1.0)), (as_of, hashed))
    evidence = replace(judged.evidence, problems=found.evidence.problems)
    return replace(judged, evidence=evidence)


def _made(
    case: Case, record: LargeRecord, how: tuple[Path, Progress], what: tuple[int | None, bool]
) -> Case:
    from servanda.evidence.ledger.large import LedgerFiles
    from servanda.evidence.projection.making import make_projection

    (folder, progress), (as_of, hashed) = how, what
    files = LedgerFiles(record, folder / "ledger", as_of, hashed=hashed)
    made = make_projection(files, case.names, folder / "index", progress, hashed=hashed)
    case = replace(with_index(case, made.folder, files.own()), record=record.later)
    return replace(case, evidence=replace(case.evidence, problems=made.problems))
