"""What importer tests share: made-up samples, and a case that explains some of their names."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from tests.unit.evidence import valley

from servanda.evidence import read_evidence
from servanda.evidence.importers import FORMATS, Imported, NameTable, Terms, import_file

SAMPLES = Path(__file__).parents[3] / "data" / "formats"
SEEN = "2025-06-01"
MEANS = {
    ("actor", "military forces of northland (2019-)"): "northland",
    ("actor", "military forces of southland"): "southland",
    ("actor", "government of northland"): "northland",
    ("actor", "government of southland"): "southland",
    ("actor", "northland army"): "northland",
    ("area", "middleford"): "east",
    ("area", "oldmill"): "west",
    ("area", "valley province"): "valley",
    ("area", "valleyland"): "valley",
    ("area", "עמק מזרח"): "east",
    ("area", "עמק מערב"): "west",
    ("area", "gaza strip"): "valley",
    ("area", "west bank"): "valley",
    ("area", "lebanon"): "valley",
    ("area", "far away"): "-",
}


def terms(**changes: object) -> Terms:
    """Return terms under which every sample can be imported."""
    given = {"seen_at": SEEN, "zone": "Africa/Maputo", "names": NameTable(MEANS, valley.names())}
    return Terms(**{**given, **changes})


def imported(outside: str, file: str, **changes: object) -> Imported:
    """Return the import of a sample, which writes nothing."""
    if changes:
        return import_file(SAMPLES / file, FORMATS[outside], terms(**changes))
    return _imported(outside, file)


@cache
def _imported(outside: str, file: str) -> Imported:
    return import_file(SAMPLES / file, FORMATS[outside], terms())


def reports(outside: str, file: str, *columns: str, **changes: object) -> list[tuple[object, ...]]:
    """Return some columns of the reports made of a sample, in order."""
    table = imported(outside, file, **changes).converted.reports
    return [tuple(row[name] for name in columns) for row in table.to_pylist()]


def asides(outside: str, file: str, **changes: object) -> list[tuple[int, str | None, str]]:
    """Return the rows of a sample that became no report: number, code and reason."""
    table = imported(outside, file, **changes).converted.asides
    return [(row["row_no"], row["code"], row["why"]) for row in table.to_pylist()]


def usable(outside: str, file: str) -> tuple[int, list[str]]:
    """Return how many reports of a sample a case can use, and why others are rejected."""
    found = imported(outside, file).converted.reports.drop_columns(["row_no"])
    evidence = read_evidence({"reports": found}, valley.names())
    return evidence.counts["reports"], evidence.rejects["reason"].to_pylist()


def slips(outside: str, file: str) -> dict[str, list[int]]:
    """Return the codes of slips found in a sample, with the rows that show them."""
    found: dict[str, list[int]] = {}
    for slip in imported(outside, file).converted.slips:
        found.setdefault(slip.code, []).extend(row.row_no for row in slip.rows)
    return found
