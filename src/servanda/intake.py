"""Taking outside files into a case: the importers, with the names that the case knows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import pyarrow.compute as pc

from servanda.agreement import read_agreement
from servanda.case import AGREEMENT_NAME, read_case, read_names
from servanda.errors import Problem, UsageError
from servanda.evidence import Evidence, KnownNames, read_evidence
from servanda.evidence import vault as vault_files
from servanda.evidence.door import Slip, check_reports
from servanda.evidence.files import find_files
from servanda.evidence.importers import FORMATS, Imported, Terms, find_format, import_file
from servanda.evidence.importers.convert import number_cells_of
from servanda.evidence.importers.draft import Draft, draft_mapping
from servanda.evidence.importers.importing import slips_of
from servanda.evidence.importers.name_table import NameTable
from servanda.evidence.importers.name_table import read_names as read_name_table
from servanda.evidence.importers.origins import FOLDER, origin_of
from servanda.evidence.importers.sample import sample_of
from servanda.evidence.importers.sheet import read_table
from servanda.evidence.importers.writing import NAMES
from servanda.evidence.licences import licence_of
from servanda.evidence.vault import Sealed

_FORMS: Final = ("kobo", "ushahidi", "hxl")
"""Formats of which `servanda map` reads the columns as they do."""
_MOST_PLACES: Final = 3
_PASSES: Final = {
    True: "rows may be passed on",
    False: "rows may not be passed on",
    None: "nobody has said whether rows may be passed on",
}


@dataclass(frozen=True)
class Wish:
    """How files are to be taken in; an empty text leaves it to the format.

    Attributes:
        outside: name of the format, or `auto`.
        seen: when the files were fetched.
        mapping, codes: files of the user.
        licence, source: of the rows.
        encoding: of the files.
        is_lenient: go on with columns and codes that are not known.
    """

    outside: str = "auto"
    seen: str = ""
    mapping: Path | None = None
    codes: Path | None = None
    licence: str = ""
    source: str = ""
    encoding: str = ""
    is_lenient: bool = False


@dataclass(frozen=True)
class Intake:
    """What became of one file.

    Attributes:
        imported: the import itself.
        reason: why the file is of that format; empty: the user named it.
        evidence: its reports as the case reads them; None: the folder has no agreement yet.
        slips: of these reports.
    """

    imported: Imported
    reason: str = ""
    evidence: Evidence | None = None
    slips: tuple[Slip, ...] = ()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Warnings of the import and slips found at the door."""
        places = self.imported.places
        file = str(places.reports) if places else self.imported.sheet.file
        return (*self.imported.problems, *(slip.problem(file) for slip in self.slips))

    def lines(self) -> Iterator[tuple[str, str]]:
        """Yield what is told of it, a word and a text each."""
        imported = self.imported
        converted, places = imported.converted, imported.places
        rows = imported.sheet.rows.num_rows + len(imported.sheet.bad_rows)
        yield "read", f"{rows} rows of {imported.sheet.file} as {imported.outside.title}"
        if self.reason:
            yield "", f"recognised: {self.reason}"
        span = f", {imported.span[0]} to {imported.span[1]}" if imported.span else ""
        target = f" -> {places.reports}" if places else ""
        yield "reports", f"{converted.reports.num_rows}{span}{target}"
        why = imported.why_aside
        if why:
            target = f" -> {places.asides}" if places else ""
            yield "set aside", f"{sum(why.values())}{target}"
            yield from (("", f"{count}  {reason}") for reason, count in why.items())
        yield from (("assumes", text) for text in imported.outside.assumes)
        yield "licence", self._licence()
        if converted.new_names and places:
            yield "names", f"{len(converted.new_names)} to explain -> {places.names}"
        if self.evidence is not None:
            counts = self.evidence.counts
            yield "usable", f"{counts['reports']} reports, {counts['rejected']} rejected"
            if counts["repeated"]:
                yield "", f"{counts['repeated']}  the same as another row: one report with it"
            yield from (("", f"{count}  {why}") for why, count in _reasons(self.evidence).items())

    def _licence(self) -> str:
        names = self.imported.converted.reports["licence"].unique().to_pylist()
        said = [f"{name or 'not stated'}: {_PASSES[licence_of(name or '').passes_rows]}"
                for name in names]  # fmt: skip
        return "; ".join(said) or "no row"

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON-ready data."""
        imported = self.imported
        places = imported.places
        return {
            "file": imported.sheet.file,
            "format": imported.outside.name,
            "recognised": self.reason,
            "reports": imported.converted.reports.num_rows,
            "set_aside": dict(imported.why_aside),
            "assumes": list(imported.outside.assumes),
            "names_to_explain": [
                {"kind": n.kind, "says": n.says, "rows": n.rows}
                for n in imported.converted.new_names
            ],
            "slips": [slip.to_dict() for slip in (*imported.converted.slips, *self.slips)],
            "written": str(places.reports) if places else None,
            "rejected": self.evidence.counts["rejected"] if self.evidence else None,
        }


def in_order(paths: Sequence[Path], wish: Wish) -> list[Path]:
    """Return files in the order given, but those that speak of reports of others last.

    Raises:
        EvidenceError: a file is of no known format.
    """
    if len(paths) < 2:
        return list(paths)
    found = {
        path: find_format(wish.outside, path, wish.mapping, wish.encoding).outside.beside
        for path in paths
    }
    return sorted(paths, key=lambda path: bool(found[path]))


def take_in(path: Path, folder: Path | None, wish: Wish) -> Intake:
    """Import one file into a case folder and check its reports as the case would.

    Args:
        path: the outside file.
        folder: of the case; its agreement, if there is one yet, gives the names and the zone.
            None: nothing is written, and no name is known.
        wish: how.

    Raises:
        AgreementError: the agreement of the folder is wrong.
        EvidenceError: the file cannot be imported.
    """
    names = names_of_folder(folder) if folder else None
    known = read_name_table(folder / FOLDER / NAMES, names) if folder else NameTable()
    found = find_format(wish.outside, path, wish.mapping, wish.encoding)
    terms = Terms(
        seen_at=wish.seen, licence=wish.licence, source=wish.source,
        zone=names.zone.key if names else "UTC", names=known, codes=wish.codes,
        is_lenient=wish.is_lenient,
    )  # fmt: skip
    imported = import_file(path, found.outside, terms, wish.encoding, folder)
    evidence = None
    if names is not None and imported.places is not None:
        evidence = _as_the_case_reads(imported.places.reports, folder, names)
    slips = check_reports(evidence.reports, names.areas) if evidence and names else ()
    return Intake(imported, found.reason, evidence, slips)


def _as_the_case_reads(reports: Path, folder: Path | None, names: KnownNames) -> Evidence:
    """Return reports with what the folder declares of words, of which no row is told here."""
    files = find_files(folder)[0] if folder else []
    words = [path for table, path in files if table == "words"]
    evidence = read_evidence([reports, *words], names)
    own = evidence.rejects.filter(pc.equal(evidence.rejects["file"], str(reports)))
    return replace(evidence, rejects=own)


def names_of_folder(folder: Path) -> KnownNames | None:
    """Return what the agreement of a folder names, or None where there is none yet."""
    agreement = folder / AGREEMENT_NAME
    return read_names(read_agreement(agreement))[0] if agreement.is_file() else None


def _reasons(evidence: Evidence) -> dict[str, int]:
    """Return why rows were rejected, with where the first of them stand, and how many."""
    found: dict[str, list[str]] = {}
    for row in evidence.rejects.to_pylist():
        where = origin_of(row["file"], row["row_no"]).partition(", ")[2]
        found.setdefault(f"{row['code']} {row['reason']}", []).append(where)
    order = sorted(found.items(), key=lambda item: -len(item[1]))
    return {f"{why}{_first_of(places)}": len(places) for why, places in order}


def _first_of(places: Sequence[str]) -> str:
    told = list(dict.fromkeys(filter(None, places)))
    more = " ..." if len(told) > _MOST_PLACES else ""
    return f" ({'; '.join(told[:_MOST_PLACES])}{more})" if told else ""


def draft_of(path: Path, encoding: str = "") -> Draft:
    """Return a mapping file for a table, drafted from its columns.

    Raises:
        EvidenceError: the file cannot be read.
    """
    sample = sample_of(path, encoding)
    known = next((name for name, f in FORMATS.items() if f.reason(sample)), "")
    base = FORMATS[known] if known in _FORMS else None
    sheet = FORMATS[known].read(path, encoding) if known else read_table(path, encoding)
    return replace(draft_mapping(sheet, base), is_of=known)


def write_draft(draft: Draft, path: Path) -> None:
    """Write a drafted mapping file.

    Raises:
        UsageError: SV404, there is a file already.
    """
    if path.exists():
        message = f"`{path}` is there already"
        raise UsageError((Problem("SV404", message, hint="name a file that does not exist"),))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(draft.text, encoding="utf-8")


@dataclass(frozen=True)
class Proofread:
    """What was found in a file or a case.

    Attributes:
        file: which.
        read_as: title of its format, or `a case`.
        slips: what cannot be so; nothing was corrected.
    """

    file: str
    read_as: str
    slips: tuple[Slip, ...]


def proofread_path(
    path: Path, outside: str = "auto", mapping: Path | None = None, encoding: str = ""
) -> Proofread:
    """Check a case folder, or an outside file, for slips.

    Raises:
        EvidenceError: the file cannot be read, or is of no known format.
        AgreementError: the agreement of the case is wrong.
    """
    if path.is_dir():
        case = read_case([path])
        slips = check_reports(case.evidence.reports, case.names.areas)
        return Proofread(str(path), f"a case of {case.evidence.reports.num_rows} reports", slips)
    found = find_format(outside, path, mapping, encoding)
    sheet = found.outside.read(path, encoding)
    kept = number_cells_of(sheet, found.outside, encoding)
    slips = slips_of(sheet, found.outside, kept)
    return Proofread(str(path), found.outside.title, slips)


@dataclass(frozen=True)
class SealedCase:
    """What sealing a case did.

    Attributes:
        sealed: aliases and rewritten tables.
        vault: the encrypted file.
        left_over: where sealed names can still be read.
    """

    sealed: Sealed
    vault: Path
    left_over: tuple[Problem, ...] = ()


def seal_case(folder: Path, sources: Sequence[str], passphrase: str) -> SealedCase:
    """Move sources of a case into its vault, making one if there is none.

    Raises:
        EvidenceError: a source does not occur, a table cannot be rewritten, the vault stays closed
            or the passphrase is too short.
    """
    path = folder / vault_files.FILE
    vault = vault_files.read_vault(path, passphrase) if path.is_file() else vault_files.Vault()

    def keep(full: vault_files.Vault) -> None:
        vault_files.write_vault(full, path, passphrase)

    sealed = vault_files.seal_sources(folder, sources, vault, keep)
    cells = [sealed.vault.sources[alias] for alias in sealed.aliases.values()]
    words = [text for row in cells for name in ("source", "name") if (text := row.get(name, ""))]
    return SealedCase(sealed, path, vault_files.left_over(folder, words))


def open_vault(folder: Path, passphrase: str) -> vault_files.Vault:
    """Return the open vault of a case folder.

    Raises:
        UsageError: SV858, there is none.
        EvidenceError: SV851, it stays closed.
    """
    path = folder / vault_files.FILE
    if not path.is_file():
        message = f"there is no vault at `{path}`"
        raise UsageError((Problem("SV858", message, hint="`servanda seal` makes one"),))
    return vault_files.read_vault(path, passphrase)
