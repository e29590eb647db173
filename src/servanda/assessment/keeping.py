"""Keeping the record of a case: files and agreements into a ledger, figures out of it again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Final

from servanda.agreement import read_agreement
from servanda.agreement.model import Agreement
from servanda.assessment.findings import Board
from servanda.assessment.judge import Request, judge_case
from servanda.assessment.tables import STANDARDS
from servanda.case import AGREEMENT_NAME, Case, case_on_record, read_names
from servanda.errors import EvidenceError, Place, Problem, UsageError, problem_error
from servanda.evidence import KnownNames
from servanda.evidence.files import ENDINGS, find_files, table_name
from servanda.evidence.ledger import Delivery, Entry, Ledger, Terms, open_ledger, read_record
from servanda.evidence.ledger.agreements import (
    AgreementVersion,
    agreement_copy,
    agreement_versions,
)
from servanda.evidence.ledger.by_hand import check_author, enter_row
from servanda.evidence.ledger.delivery import (
    deliver_outside,
    deliver_table,
    file_digest,
    plain_table,
)
from servanda.evidence.ledger.importing import record_deliveries
from servanda.evidence.ledger.instants import instant_of_text
from servanda.evidence.ledger.subjects import check_about
from servanda.evidence.vault import Vault, opened
from servanda.progress import Progress, silent

_AGREEMENT_ENDINGS: Final = (".md", ".markdown")
_MOST_SHOWN: Final = 20


# ---- into the ledger ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Recorded:
    """What was recorded.

    Attributes:
        entries: one receipt for each file.
        problems: warnings: files of a folder that were left alone.
    """

    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]


def record(
    paths: Sequence[Path | str],
    ledger: Path | str,
    terms: Terms,
    *,
    is_outside: bool = False,
    progress: Progress = silent,
) -> Recorded:
    """Record files in a ledger, all or none; it is made if it is not there.

    Args:
        paths: folders of cases, agreements (.md) and tables (`reports.csv` ...). The outlines of an
            agreement's areas are recorded with it.
        ledger: `case.servanda` or `postgresql://...`.
        terms: who, why, under what licence.
        is_outside: the ledger names the tables by their SHA-256 and holds none of their rows.
        progress: called with the name of the step and the done share.

    Raises:
        AgreementError: the agreement is wrong; all its problems at once.
        EvidenceError: a file cannot be read or the ledger not be written; nothing was recorded.
        UsageError: SV721, there is nothing to record.
    """
    check_author(terms)
    progress("reading files", 0.0)
    agreements, tables, problems = _sorted_out(paths)
    deliver = deliver_outside if is_outside else deliver_table
    deliveries = [_deliver_agreement(path) for path in agreements]
    deliveries += [deliver(path, version("servanda")) for path in tables]
    with open_ledger(ledger, create=True) as book:
        names = _names_of(agreements[-1]) if agreements else _names_on_record(book)
        entries = record_deliveries(book, deliveries, terms, names, progress)
        problems += _rejected(book, entries)
    return Recorded(tuple(entries), problems)


def _rejected(book: Ledger, entries: Sequence[Entry]) -> tuple[Problem, ...]:
    """Return warnings of the first rows that were recorded and cannot be used."""
    number = min(entry.entry_no for entry in entries)
    found = book.store.run(
        "SELECT feed, file_row, code, reason, hint FROM rejected WHERE entry_no >= ?"
        f" ORDER BY seq LIMIT {_MOST_SHOWN}",
        (number,),
    )
    return tuple(
        Problem(code, reason, (Place(feed, row or 0),), hint or "", "warning")
        for feed, row, code, reason, hint in found
    )


def _sorted_out(
    paths: Sequence[Path | str],
) -> tuple[list[Path], list[Path], tuple[Problem, ...]]:
    """Return the agreements and tables among files and folders, and warnings."""
    agreements: list[Path] = []
    tables: list[Path] = []
    problems: list[Problem] = []
    for path in map(Path, paths):
        if path.is_dir():
            found, warnings = find_files(path)
            tables += [table for _, table in found]
            problems += warnings
            agreements += [path / AGREEMENT_NAME] if (path / AGREEMENT_NAME).is_file() else []
        elif path.suffix.lower() in _AGREEMENT_ENDINGS:
            agreements.append(path)
        elif path.is_file() and table_name(path) and path.suffix.lower() in ENDINGS:
            tables.append(path)
        else:
            raise _no_table(path)
    if not agreements and not tables:
        hint = "a folder has `agreement.md` and tables such as `reports.csv`"
        raise problem_error(UsageError, "SV721", "there is nothing to record", hint)
    return agreements, tables, tuple(problems)


def _no_table(path: Path) -> UsageError:
    if not path.exists():
        message = f"there is no file `{path}`"
    else:
        message = f"`{path}` is no table of evidence and no agreement"
    hint = "call tables `reports.csv`, `sources-2024.csv` ...; other files: `servanda attach`"
    return UsageError((Problem("SV721", message, (Place(str(path)),), hint),))


def _deliver_agreement(path: Path) -> Delivery:
    agreement = read_agreement(path)
    digest, size = file_digest(path)
    keeps = {digest: path}
    cells: dict[str, str | None] = {
        "name": path.name, "title": agreement.title, "sha256": digest,
        "text_sha256": agreement.text_hash,
    }  # fmt: skip
    if agreement.geojson:
        outlines = path.parent / agreement.geojson
        areas = file_digest(outlines)[0]
        keeps[areas] = outlines
        cells |= {"areas": agreement.geojson, "areas_sha256": areas}
    table = plain_table("agreements", [cells], str(path))
    return Delivery(
        str(path), digest, size, "agreement", version("servanda"), (table,), keeps=keeps
    )  # fmt: skip


def _names_of(path: Path) -> KnownNames:
    return read_names(read_agreement(path))[0]


def _names_on_record(book: Ledger) -> KnownNames | None:
    """Return what rows may name under the agreement recorded last; None where there is none."""
    found = agreement_versions(book)
    if not found:
        return None
    with agreement_copy(book, found[-1]) as path:
        return _names_of(path)


def enter(ledger: Path | str, table: str, cells: Mapping[str, str], terms: Terms) -> Entry:
    """Add one row that a person enters: a mark, a ruling, a link, a gap in coverage, a note.

    Args:
        ledger: that is there already.
        table: `marks`, `rulings`, `links`, `coverage` or `notes`.
        cells: column to text; time, author and reason are filled in.
        terms: author and reason.

    Raises:
        EvidenceError: SV709 or SV722, author or reason is missing; SV723, the row cannot be used;
            or the ledger cannot be written.
    """
    with open_ledger(ledger) as book:
        return enter_row(book, table, cells, terms, _names_on_record(book))


def attach(
    ledger: Path | str, paths: Sequence[Path], about: str, terms: Terms
) -> tuple[Entry, ...]:
    """Keep files in a ledger by their SHA-256.

    Args:
        ledger: that is there already.
        paths: of any kind: photographs, letters, recordings.
        about: what they belong to: a report, a clause (`[label]`), or empty.
        terms: author, reason and licence.

    Raises:
        EvidenceError: SV723, nothing on record is called what they belong to; or a file cannot be
            read or the ledger not be written; nothing was attached.
    """
    check_author(terms)
    deliveries = [_deliver_attachment(path, about) for path in paths]
    with open_ledger(ledger) as book:
        names = _names_on_record(book)
        if names is not None:
            check_about(book, about, names)
        kept = replace(terms, feed="attachments", is_partial=True)
        return tuple(record_deliveries(book, [replace(d, kind="import") for d in deliveries], kept))


def _deliver_attachment(path: Path, about: str) -> Delivery:
    digest, size = file_digest(path)
    cells = {"about": about, "name": path.name, "sha256": digest, "bytes": str(size)}
    table = plain_table("attachments", [cells], str(path))
    keeps = {digest: path}
    return Delivery(
        str(path), digest, size, "attachment", version("servanda"), (table,), keeps=keeps
    )


# ---- out of the ledger --------------------------------------------------------------------------


@dataclass(frozen=True)
class Fingerprint:
    """The parts of a fingerprint (SEMANTICS 7).

    Attributes:
        agreement, evidence: first 16 digits of their hashes.
        standard: of proof.
        as_of: microseconds UTC.
    """

    agreement: str
    evidence: str
    standard: str
    as_of: int


def read_fingerprint(text: str) -> Fingerprint:
    """Read a fingerprint as it is published.

    Raises:
        UsageError: SV711, it is none.
    """
    parts = text.strip().split(":")
    try:
        if parts[0] != "servanda1":
            raise ValueError
        agreement, evidence, standard, stamp = parts[1:]
        if standard not in STANDARDS:
            raise ValueError
        moment = datetime.strptime(stamp, "%Y%m%dT%H%M%S.%fZ").replace(tzinfo=UTC)
    except ValueError:
        hint = "copy it from the head of the board: `servanda1:...`"
        raise problem_error(UsageError, "SV711", f"`{text}` is no fingerprint", hint) from None
    as_of = instant_of_text(f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond:06d}Z")
    return Fingerprint(agreement, evidence, standard, as_of)


@dataclass(frozen=True)
class Reproduced:
    """A figure that was made anew.

    Attributes:
        board: the same as was published.
        entry_no: receipt with which the ledger had the evidence of the figure first.
        entered_at: when that receipt was written.
    """

    board: Board
    entry_no: int
    entered_at: str


def reproduce(
    ledger: Path | str,
    fingerprint: str,
    *,
    explained: bool = True,
    vault: Vault | None = None,
    progress: Progress = silent,
) -> Reproduced:
    """Find the agreement and the state of a ledger that give a fingerprint, and judge again.

    The states nearest to the instant of the figure are looked at first, since figures are
    published soon after it.

    Args:
        ledger: that held the case when the figure was published.
        fingerprint: as published.
        explained: with everything that each finding rests on.
        vault: open, for a figure that was judged with it; what comes of it has to go through
            `held_back` before anything is shown.
        progress: called with the name of the step and the done share.

    Raises:
        EvidenceError: SV712, no agreement on record or no state of the ledger gives it.
        UsageError: SV711, it is no fingerprint.
    """
    wanted = read_fingerprint(fingerprint)
    with open_ledger(ledger) as book:
        versions = _agreements_of(book, wanted)
        entries = {entry.entry_no: entry for entry in book.entries()}
        states = _states(list(entries.values()), wanted.as_of)
        found = _search(book, versions, (states, wanted, vault), progress)
        if found is None:
            message = f"no state of `{book.shown}` has the evidence of `{fingerprint}`"
            hint = (
                "was the figure judged from files that were never recorded, or with an open vault"
                " (`--vault FILE`, as the file was then)?"
            )
            raise problem_error(EvidenceError, "SV712", message, hint)
        judged, number = found
        request = Request(wanted.as_of, wanted.standard, explained, progress)
        return Reproduced(judge_case(judged, request), number, entries[number].entered_at)


def _agreements_of(book: Ledger, wanted: Fingerprint) -> list[AgreementVersion]:
    """Return the versions with the text of a fingerprint; outlines of areas may differ in them."""
    found = [
        version
        for version in agreement_versions(book)
        if version.text_sha256.startswith(wanted.agreement)
    ]
    if found:
        return found
    message = f"no agreement in `{book.shown}` has a hash that begins with `{wanted.agreement}`"
    hint = "record the agreement the figure was judged by: `servanda record agreement.md`"
    raise problem_error(EvidenceError, "SV712", message, hint)


def _states(entries: Sequence[Entry], as_of: int) -> list[int]:
    """Return the states of a ledger that differ in evidence, the nearest to an instant first."""
    # The receipts of one import came together: only the last of them is a state.
    last = {entry.entered_at: entry.entry_no for entry in entries}
    times = {number: instant_of_text(at) for at, number in last.items()}
    return sorted(times, key=lambda number: (abs(times[number] - as_of), number))


def _search(
    book: Ledger,
    versions: Sequence[AgreementVersion],
    what: tuple[list[int], Fingerprint, Vault | None],
    progress: Progress,
) -> tuple[Case, int] | None:
    states, wanted, vault = what
    cases: dict[int, Case] = {}
    for place, number in enumerate(states):
        progress("looking for the state of the ledger", place / len(states))
        # The outlines of areas are those that stood then; an agreement may have come later.
        stood = [version for version in versions if version.entry_no <= number] or versions[:1]
        if stood[-1].seq not in cases:
            cases[stood[-1].seq] = replace(case_on_record(book, stood[-1]), vault=vault)
        case = cases[stood[-1].seq]
        record = read_record(book, case.names, number)
        evidence = record.at(wanted.as_of if record.has_endings else None)
        evidence = evidence if vault is None else opened(evidence, vault)
        if evidence.hash.startswith(wanted.evidence):
            return replace(case, evidence=evidence, record=record), number
    return None


def unrecorded_agreement(agreement: Agreement, ledger: Path | str) -> tuple[Problem, ...]:
    """Return a warning where a ledger does not hold the agreement that a board is judged by."""
    with open_ledger(ledger) as book:
        known = {found.text_sha256 for found in agreement_versions(book)}
        shown = book.shown
    if agreement.text_hash in known:
        return ()
    message = f"`{agreement.path}` is not in the ledger as it stands"
    command = f"`servanda record {agreement.path} --ledger {shown}`"
    hint = f"so that its figures can be reproduced: {command}"
    return (Problem("SV719", message, (Place(agreement.path),), hint, "warning"),)
