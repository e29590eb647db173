"""Where the examples lie, and their tables as plain rows."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from servanda.agreement.reading import read_agreement
from servanda.evidence.load import Evidence, read_evidence
from servanda.evidence.names import known_names
from servanda.evidence.places import build_area_map

EXAMPLES = Path(__file__).parents[3] / "examples"
GAZA = EXAMPLES / "gaza-2023"
NORTHLAND = EXAMPLES / "northland"


def rows_of(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def evidence_of(folder: Path) -> Evidence:
    """Return the evidence of an example as the reader sees it."""
    agreement = read_agreement(folder / "agreement.md")
    outlines = folder / agreement.geojson if agreement.geojson else None
    areas = build_area_map(agreement.areas, outlines, agreement.apart)
    return read_evidence(folder, known_names(agreement, areas))


def reports_by_id(folder: Path) -> dict[str, dict[str, Any]]:
    """Return the loaded reports of an example by their id."""
    return {row["report"]: row for row in evidence_of(folder).reports.to_pylist()}
