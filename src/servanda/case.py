"""A case: an agreement with its evidence, read from a folder or from files."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from servanda.agreement import read_agreement
from servanda.agreement.life import zone_of
from servanda.agreement.model import Agreement
from servanda.errors import EvidenceError, Problem, UsageError
from servanda.evidence import (
    Evidence,
    KnownNames,
    build_area_map,
    empty_evidence,
    known_names,
    read_evidence,
)
from servanda.progress import Progress, silent

if TYPE_CHECKING:
    from servanda.evidence.ledger import Ledger
    from servanda.evidence.ledger.agreements import AgreementVersion
    from servanda.evidence.ledger.projection import Record
    from servanda.evidence.projection.folder import ProjectionFolder, Whole
    from servanda.evidence.projection.making import Projection
    from servanda.evidence.vault import Vault

AGREEMENT_NAME = "agreement.md"


@dataclass(frozen=True)
class Case:
    """An agreement with its evidence.

    Attributes:
        agreement: its model.
        evidence: what was reported and declared; rejected rows are kept in it.
        names: what evidence may name; the areas with their outlines are in it.
        shapes: GeoJSON features of the areas, as they were read.
        record: the state of the ledger that the evidence was read from; None: it came from files.
        folder: where the agreement lies, and a vault beside it; None: it came from a ledger.
        vault: open, with the exact places that verdicts may use and nothing may show; None: there
            is none, or it is closed.
        index: the reports and links, made ready for judging and left on disk; `evidence` has all
            else. None: `evidence` has all.
        kept: what was found out for one answer and serves the next; of this very case only.
    """

    agreement: Agreement
    evidence: Evidence
    names: KnownNames
    shapes: tuple[dict[str, Any], ...] = field(default=(), hash=False)
    record: Record | None = field(default=None, hash=False, compare=False)
    folder: Path | None = field(default=None, hash=False, compare=False)
    vault: Vault | None = field(default=None, hash=False, compare=False, repr=False)
    index: ProjectionFolder | None = field(default=None, hash=False, compare=False, repr=False)
    kept: dict[str, Any] = field(
        default_factory=dict, init=False, hash=False, compare=False, repr=False
    )

    def for_judging(self, as_of: int) -> Case:
        """Return the case as known at an instant, held reports with their exact places again.

        What is judged from it has to go through `held_back` before anything is shown.
        """
        known = self.known_at(as_of)
        if self.vault is None:
            return known
        from servanda.evidence.vault import opened

        return replace(known, evidence=opened(known.evidence, self.vault))

    def known_at(self, as_of: int) -> Case:
        """Return the case with the evidence of its ledger as it was at an instant (SEMANTICS 7).

        Only rows that have no corrections of their own differ: a mark that its source took back
        is there until then. Without a ledger the case is the same at every instant, and so is one
        with an index, which holds them as they were at one.
        """
        if self.record is None or self.index is not None or not self.record.has_endings:
            return self
        return replace(self, evidence=self.record.at(as_of))


def read_case(
    paths: Sequence[Path | str],
    progress: Progress = silent,
    ledger: str | Path | None = None,
    index: str | Path | None = None,
) -> Case:
    """Read a case.

    Args:
        paths: one folder with `agreement.md` and tables, or the files themselves; none: the
            agreement comes from the ledger too.
        progress: called with the name of the step and the done share.
        ledger: address of a ledger; all evidence then comes from it, and the tables of the folder
            are left alone.
        index: folder in which the evidence was made ready for judging; it then comes from there.

    Raises:
        AgreementError: the agreement is wrong; all its problems at once.
        EvidenceError: a table is wrong as a whole; wrong rows are rejected and kept instead. Or the
            ledger or the index cannot be read.
        UsageError: SV401 or SV402, there is no agreement among the files, or more than one; SV718,
            tables are named beside a ledger.
    """
    progress("agreement", 0.0)
    if ledger is not None:
        return _case_of_ledger(paths, ledger, progress)
    if index is not None:
        return _case_of_index(paths, index, progress)
    agreement_path, tables = split_paths(paths)
    agreement = read_agreement(agreement_path)
    progress("evidence", 0.3)
    names, shapes = read_names(agreement)
    evidence = read_evidence(tables, names) if tables else empty_evidence()
    evidence.raise_errors()
    progress("read", 1.0)
    return Case(agreement, evidence, names, shapes, folder=agreement_path.parent)


def _case_of_index(paths: Sequence[Path | str], index: str | Path, progress: Progress) -> Case:
    case = bare_case(split_paths(paths)[0])
    progress("index", 0.5)
    case = with_index(case, index)
    progress("read", 1.0)
    return case


def with_index(case: Case, index: str | Path, own: Mapping[str, Whole] | None = None) -> Case:
    """Return a case without evidence with what an index holds, made for its agreement.

    Args:
        case: with its agreement.
        index: folder.
        own: as for `open_index`.

    Raises:
        EvidenceError: the index cannot be read, or belongs to another agreement.
    """
    from servanda.evidence.projection.folder import open_index

    opened = open_index(index, case.names, own)
    return replace(case, evidence=opened.evidence(), index=opened)


def _case_of_ledger(paths: Sequence[Path | str], ledger: str | Path, progress: Progress) -> Case:
    from servanda.evidence.ledger import open_ledger, read_record

    path = agreement_beside(ledger, paths) if paths else None
    with open_ledger(ledger) as book:
        case = case_beside(book, path)
        progress("ledger", 0.3)
        record = read_record(book, case.names)
    evidence = record.at()
    evidence.raise_errors()
    progress("read", 1.0)
    return replace(case, evidence=evidence, record=record)


def case_beside(ledger: Ledger, path: Path | None) -> Case:
    """Return a case without evidence, by the file of its agreement or by the one on record.

    Raises:
        AgreementError: the agreement is wrong; all its problems at once.
        EvidenceError: the file of areas cannot be read, or no agreement stands in the ledger.
    """
    from servanda.evidence.ledger.agreements import standing_agreement

    return bare_case(path) if path else case_on_record(ledger, standing_agreement(ledger))


def agreement_beside(ledger: str | Path, paths: Sequence[Path | str]) -> Path:
    """Return the agreement among paths, beside which no table may be named.

    Raises:
        UsageError: SV401 or SV402, there is no agreement, or more than one; SV718, a table is
            named.
    """
    path, tables = split_paths(paths)
    if isinstance(tables, list) and tables:
        message = f"`{tables[0]}` is named beside a ledger, from which all evidence comes"
        hint = f"record it first: `servanda record {tables[0]} --ledger {ledger}`"
        raise UsageError((Problem("SV718", message, hint=hint),))
    return path


def bare_case(path: Path) -> Case:
    """Return a case without evidence, by the file of its agreement.

    Raises:
        AgreementError: the agreement is wrong; all its problems at once.
        EvidenceError: the file of areas cannot be read.
    """
    agreement = read_agreement(path)
    names, shapes = read_names(agreement)
    return Case(agreement, empty_evidence(), names, shapes, folder=path.parent)


def case_on_record(ledger: Ledger, version: AgreementVersion) -> Case:
    """Return a case without evidence, by a version of an agreement that a ledger holds.

    Raises:
        AgreementError: this program cannot read it.
        EvidenceError: SV714, an original is damaged.
    """
    from servanda.evidence.ledger.agreements import agreement_copy

    with agreement_copy(ledger, version) as path:
        case = bare_case(path)
    # What it is called, not where its copy lay for a moment.
    return replace(case, agreement=replace(case.agreement, path=version.name), folder=None)


def index_case(
    folder: Path, to: Path, progress: Progress = silent, memory: str = "", *, hashed: bool = False
) -> Projection:
    """Read and check the record of a case folder, and write it ready for judging.

    Args:
        folder: with `agreement.md` and tables.
        to: folder of the index.
        progress: called with the name of the step and the done share.
        memory: that sorting may take before it goes to disk; empty: an eighth of what there is.
        hashed: whether its hash is that of the evidence, not of the files.
    """
    from servanda.evidence.projection.making import make_projection

    names, _ = read_names(read_agreement(find_agreement(folder)))
    return make_projection(folder, names, to, progress, memory, hashed=hashed)


def read_names(agreement: Agreement) -> tuple[KnownNames, tuple[dict[str, Any], ...]]:
    """Return what evidence may name under an agreement, with the outlines of its areas.

    Raises:
        AgreementError: SV218, its time zone is missing or none.
        EvidenceError: the file of areas cannot be read.
        MissingExtraError: outlines are given and the package for geometry is not installed.
    """
    zone_of(agreement)
    outlines = Path(agreement.path).parent / agreement.geojson if agreement.geojson else None
    areas = build_area_map(agreement.areas, outlines, agreement.apart)
    wrong = tuple(problem for problem in areas.problems if problem.severity == "error")
    if wrong:
        raise EvidenceError(wrong)
    return known_names(agreement, areas), _features(outlines)


def _features(outlines: Path | None) -> tuple[dict[str, Any], ...]:
    if outlines is None:
        return ()
    return tuple(json.loads(outlines.read_text("utf-8-sig"))["features"])


def find_agreement(path: Path | str) -> Path:
    """Return the agreement file of a path: the file itself, or `agreement.md` of a folder.

    Raises:
        UsageError: SV401, there is none.
    """
    place = Path(path)
    if place.is_dir():
        place /= AGREEMENT_NAME
    if not place.is_file():
        message = f"there is no agreement at `{place}`"
        hint = "name a Markdown file, or a folder that has `agreement.md`"
        raise UsageError((Problem("SV401", message, hint=hint),))
    return place


def split_paths(paths: Sequence[Path | str]) -> tuple[Path, list[Path] | Path | None]:
    """Return the agreement among the paths of a case, and its folder or its tables, if any.

    Raises:
        UsageError: SV401 or SV402, there is no agreement among them, or more than one.
    """
    places = [Path(path) for path in paths]
    if not places:
        hint = "name a case folder, or a ledger that holds the agreement: `--ledger LEDGER`"
        raise UsageError((Problem("SV401", "no case is named", hint=hint),))
    if len(places) == 1:
        folder = places[0]
        return find_agreement(folder), folder if folder.is_dir() else None
    agreements = [place for place in places if place.suffix.lower() in {".md", ".markdown"}]
    if len(agreements) != 1:
        message = f"{len(agreements)} agreement files were named, one is needed"
        hint = "name one .md file and the tables beside it, or a folder"
        raise UsageError((Problem("SV402", message, hint=hint),))
    return find_agreement(agreements[0]), [place for place in places if place not in agreements]
