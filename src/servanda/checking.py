"""`check`: an agreement alone, before the first report, and who of the sources could tell."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from servanda.agreement.model import Agreement
from servanda.case import find_agreement, read_names
from servanda.civil import find_zone
from servanda.errors import Problem, ServandaError
from servanda.plurals import how_many

if TYPE_CHECKING:
    from servanda.agreement.proof import AreaRelations, Fault, Sources, Watched

_LISTS = ("sources", "coverage")


@dataclass(frozen=True)
class CheckReport:
    """What `check` found in an agreement.

    Attributes:
        agreement: None where it could not be read.
        problems: errors, warnings and remarks, in the order of the file.
        faults: those of them that are proved, each with its counterexample as reports.
        watched: which sources could tell whether each line is kept; empty: none were listed.
    """

    agreement: Agreement | None
    problems: tuple[Problem, ...]
    faults: tuple[Fault, ...] = ()
    watched: tuple[Watched, ...] = ()

    def summary(self) -> str:
        """Return one line: how much was read and what was found."""
        counts = {
            kind: sum(problem.severity == kind for problem in self.problems)
            for kind in ("error", "warning", "remark")
        }
        clauses = len(self.agreement.clauses) if self.agreement else 0
        told = {"clauses": clauses, "errors": counts["error"], "warnings": counts["warning"]}
        if counts["remark"]:
            told["remarks"] = counts["remark"]
        return ", ".join(how_many(count, name) for name, count in told.items())

    def to_dict(self) -> dict[str, Any]:
        """Return the clauses, the proofs and the coverage map as JSON-ready data."""
        clauses = self.agreement.clauses if self.agreement else ()
        return {
            "clauses": [
                {"label": c.label, "line": c.place.line, "is_judged": c.is_judged,
                 "reason": c.reason, "sentence": c.sentence}
                for c in clauses
            ],
            "remarks": [p.to_dict() for p in self.problems if p.severity == "remark"],
            "faults": [fault.to_dict() for fault in self.faults],
            "coverage": [one.to_dict() for one in self.watched],
        }  # fmt: skip


def check(path: Path | str, *, sources: Sequence[Path | str] = ()) -> CheckReport:
    """Read an agreement alone and return every problem: errors, and what a careful drafter doubts.

    Args:
        path: the agreement file, or a folder with `agreement.md`; the tables `sources` and
            `coverage` of a folder are read as well.
        sources: files of these two tables.

    Raises:
        UsageError: SV401, there is no file.
        EvidenceError: a table of sources is wrong.
    """
    from servanda.agreement.check import examine
    from servanda.agreement.reading import load_agreement

    agreement, problems = load_agreement(find_agreement(path))
    if agreement is None:
        return CheckReport(None, problems)
    files = [Path(file) for file in sources] or _lists_in(Path(path))
    areas = _areas(agreement)
    is_read = not any(problem.severity == "error" for problem in problems)
    # Without a zone no time of a table can be read; what is wrong with it is told below.
    has_zone = find_zone(agreement.zone_name) is not None
    listed = _read_sources(agreement, files) if files and is_read and has_zone else None
    found = examine(agreement, areas, listed, with_proofs=is_read)
    together = tuple(dict.fromkeys((*problems, *found.problems)))
    return CheckReport(agreement, together, found.faults, found.watched)


def write_histories(report: CheckReport, folder: Path) -> list[Path]:
    """Write every counterexample as a case folder of its own; return the folders.

    Args:
        report: of an agreement that could be read.
        folder: is made; each history gets a folder such as `1-SV280-b`.
    """
    if report.agreement is None:
        return []
    written = []
    text = Path(report.agreement.path).read_text(encoding="utf-8")
    for number, fault in enumerate(report.faults, start=1):
        for history in fault.histories:
            place = folder / f"{number}-{fault.problem.code}-breaks-{history.breaks}"
            place.mkdir(parents=True, exist_ok=True)
            (place / "agreement.md").write_text(text, encoding="utf-8")
            _copy_outlines(report.agreement, place)
            for name, rows in history.tables.items():
                _write_table(place / f"{name}.csv", rows)
            written.append(place)
    return written


def _copy_outlines(agreement: Agreement, place: Path) -> None:
    if agreement.geojson:
        outlines = Path(agreement.path).parent / agreement.geojson
        target = place / agreement.geojson
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(outlines.read_bytes())


def _write_table(file: Path, rows: Sequence[dict[str, str]]) -> None:
    columns = list(dict.fromkeys(column for row in rows for column in row))
    with file.open("w", newline="", encoding="utf-8") as target:
        writer = csv.DictWriter(target, columns)
        writer.writeheader()
        writer.writerows(rows)


def _lists_in(path: Path) -> list[Path]:
    """Return the tables of sources in a folder that says who counts or watches; else none."""
    if not path.is_dir() or not any(path.glob("coverage.*")):
        return []
    return sorted(file for name in _LISTS for file in path.glob(f"{name}.*"))


def _read_sources(agreement: Agreement, files: list[Path]) -> Sources:
    from servanda.agreement.proof import Sources
    from servanda.evidence import read_evidence

    names, _ = read_names(agreement)
    evidence = read_evidence(files, names)
    evidence.raise_errors()
    return Sources(*(tuple(evidence.tables[name].to_pylist()) for name in _LISTS))


@dataclass(frozen=True)
class _Drawn:
    """Areas as they are declared and drawn; both together say more than one alone."""

    declared: AreaRelations
    drawn: Any

    def is_inside(self, areas: Iterable[str], others: Iterable[str]) -> bool:
        areas, others = tuple(areas), tuple(others)
        if self.declared.is_inside(areas, others):
            return True
        return bool((self.drawn.union_relation(areas, others) or 0) & 1)

    def are_apart(self, areas: Iterable[str], others: Iterable[str]) -> bool:
        areas, others = tuple(areas), tuple(others)
        if self.declared.are_apart(areas, others):
            return True
        return bool(areas and others) and self.drawn.union_relation(areas, others) is None


def _areas(agreement: Agreement) -> AreaRelations | None:
    """Return what is known of areas with their outlines; None where there are none."""
    from servanda.agreement.proof import declared_areas

    if not agreement.geojson:
        return None
    try:
        names, _ = read_names(agreement)
    except ServandaError:
        return None  # without the extra `geo`, or with a bad file, what is declared is known
    return _Drawn(declared_areas(agreement), names.areas)
