"""A made-up country for tests of evidence: two parties, a valley of two halves."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from servanda.evidence import Evidence, KnownNames, build_area_map, read_evidence
from servanda.vocabulary import build_vocabulary, shipped_vocabulary


@dataclass(frozen=True)
class Area:
    """An area as an agreement declares it."""

    parts: tuple[str, ...] = ()
    union: tuple[str, ...] = ()
    less: tuple[str, ...] = ()
    buffer: None = None
    common: tuple[str, ...] = ()
    side_of: str = ""
    side: str = ""
    centre: None = None


AREAS = build_area_map(
    {"valley": Area(parts=("east", "west")), "east": Area(), "west": Area(), "coast": Area()}
)
VOCABULARY = build_vocabulary(
    {"things": {"blue truck": {"kind of": "truck"}}}, base=shipped_vocabulary()
)


def names(zone: str = "Africa/Maputo", areas=AREAS) -> KnownNames:
    """Return what reports from the valley may name."""
    return KnownNames(
        zone=ZoneInfo(zone),
        vocabulary=VOCABULARY,
        actors={
            "northland": "northland",
            "nl": "northland",
            "southland": "southland",
            "hill militia": "hill militia",
            "mission": "mission",
        },
        parties=("northland", "southland"),
        monitors=("mission",),
        answers_for={"northland": frozenset({"northland", "hill militia"})},
        lists=frozenset({"list-1"}),
        clauses=frozenset({"aid", "phase 2"}),
        areas=areas,
    )


def table(folder: Path, name: str, text: str) -> Path:
    """Write a table as CSV, blanks around cells removed."""
    lines = [
        ",".join(cell.strip() for cell in line.split(",")) for line in text.strip().splitlines()
    ]
    path = folder / f"{name}.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def read(folder: Path, zone: str = "Africa/Maputo", **tables: str) -> Evidence:
    """Return the evidence of tables written as CSV."""
    for name, text in tables.items():
        table(folder, name, text)
    return read_evidence(folder, names(zone))


def shelling(*rows: str) -> str:
    """Return reports of shelling: `report, source, recorded_at, begins, actor, area`."""
    return "\n".join(
        [
            "report,source,act,recorded_at,begins,actor,area",
            *(",".join([*(row.split(",")[:2]), "shell", *row.split(",")[2:]]) for row in rows),
        ]
    )
