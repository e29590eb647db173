"""The agreement of the conflicting workload, and what is declared of its sources."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from benchmarks.scale.facts import DAYS, ZONE, parties
from benchmarks.scale.writing import write_rows

PARTIES: Final = parties(4)
REGIONS: Final = ("river", "hills", "coast", "plain", "forest")
PARTS: Final = 8
AREAS: Final = tuple(f"{REGIONS[k % 5]}-{k // 5 + 1}" for k in range(len(REGIONS) * PARTS))
"""Parts of the regions, the busiest first, so that each region has busy and quiet ones."""
AREA_WEIGHTS: Final = tuple(0.85**k for k in range(len(AREAS)))

ACTS: Final = (
    ("shell", None, None, 0.16, 1), ("air strike", None, None, 0.08, 1),
    ("shoot", None, None, 0.12, 1), ("fly", "drone", None, 0.15, 1),
    ("move", "troop", None, 0.08, 1), ("admit", "aid truck", "truck", 0.20, 20),
    ("release", "prisoner", "person", 0.06, 4), ("send", "soldier", "person", 0.08, 40),
    ("detain", "civilian", "person", 0.04, 3), ("patrol", None, None, 0.03, 1),
)  # fmt: skip
"""Act, object, unit, its share of what happens, the greatest number that one occurrence has."""
COUNTED: Final = (5, 6, 7)
"""The acts that are counted in a unit by declared counters."""

SOURCES: Final = (
    ("mission", "Observer mission", "monitor", "mission", ""),
    ("agency", "Relief agency", "un", "none", ""),
    ("hospital", "Hospital network", "ngo", "none", ""),
    ("courier", "The Courier", "media", "none", ""),
    ("wire", "The Wire", "media", "none", ""),
    ("radio", "River Radio", "media", "none", "northland"),
    ("seismograph", "Seismograph network", "sensor", "none", ""),
    *((name, name.title(), "party", name, "") for name in PARTIES),
    ("channel", "", "", "", ""),
)
"""Name, title, kind, affiliation, leaning; the last is not listed."""
FIRST_PARTY: Final = 7
MEDIA: Final = (3, 4, 5)
WORDS: Final = (("a few", 2, 6), ("dozens", 24, 96), ("about a hundred", 90, 110))

_HEAD: Final = """\
---
title: Truce with conflicting reports (made up)
parties:
{parties}
third parties: {{mission: The observer mission}}
monitors: [mission]
time zone: {zone}
in force: {{from: 2024-11-27 00:00, for: {days} days}}
areas:
{areas}
apart:
{apart}
---
# Truce with conflicting reports

Nothing here is real: the parties, the places and every report are made up by a program.

```terms
{terms}
```
"""
_FORMS: Final = (
    ("{party} must not attack in {area}.", None),
    ("{party} must admit at least {n} aid trucks into {area} each day.", 5),
    ("{party} must not fly drones over {area} between 08:00 and 16:00 each day.", None),
    ("{party} must send at most {n} soldiers into {area} each day.", 7),
    ("{party} must release at least {n} prisoners in {area} each day.", 6),
    ("{party} must not detain civilians in {area}.", None),
    ("{party} must not move troops in {area} between 18:00 and 06:00 each day.", None),
)
"""Each form, and the act whose number it asks for."""


def agreement_text(occurrences: float, clauses: int) -> str:
    """Return the agreement.

    Args:
        occurrences: on one day, in all areas.
        clauses: how many; every third is of a whole region, the others of one part.
    """
    names = [*REGIONS, *AREAS]
    parts = {name: [a for a in AREAS if a.startswith(name)] for name in REGIONS}
    declared = [f"  {name}: {{parts: [{', '.join(parts[name])}]}}" for name in REGIONS]
    declared += [f"  {name}: {name.replace('-', ' ').title()}" for name in names[len(REGIONS) :]]
    apart = [f"  - [{', '.join(group)}]" for group in (REGIONS, *parts.values())]
    terms = [clause_text(number, occurrences) for number in range(clauses)]
    return _HEAD.format(
        parties="\n".join(f"  {name}: {name.title()}" for name in PARTIES),
        zone=ZONE,
        days=DAYS,
        areas="\n".join(declared),
        apart="\n".join(apart),
        terms="\n".join(terms),
    )


def clause_text(number: int, occurrences: float) -> str:
    """Return one sentence; the numbers asked for are near what happens on an average day."""
    form, act = _FORMS[number % len(_FORMS)]
    party = number % len(PARTIES)
    area = REGIONS[number % 5] if number % 3 == 0 else AREAS[number * 7 % len(AREAS)]
    asked = 1
    if act is not None:
        expected = occurrences * _weight(area) * ACTS[act][3] * (ACTS[act][4] + 1) / 2
        asked = max(1, round(expected if act == 5 else expected / len(PARTIES)))
    text = form.format(party=PARTIES[party].title(), area=area, n=asked)
    return f"[c{number + 1}] {text}"


def _weight(area: str) -> float:
    """Return the share of an area, or of all parts of a region, in what happens."""
    inside = [w for a, w in zip(AREAS, AREA_WEIGHTS, strict=True) if a.startswith(area)]
    return sum(inside) / sum(AREA_WEIGHTS)


def write_declarations(case: Path) -> None:
    """Write who the sources are, what they count and watch, and what their words mean."""
    write_rows(
        case / "sources.csv",
        ("source", "name", "kind", "affiliation", "leaning", "reason"),
        [(*row, "made up") for row in SOURCES if row[1]],
    )
    counts = [
        ("agency", "counts", ACTS[act][0], ACTS[act][1] or "", ACTS[act][2] or "", "", "", "")
        for act in COUNTED
    ]
    covers = [
        ("mission", "covers", act, "", "", area, "", "")
        for area in REGIONS
        for act in ("attack", "fly", "move", "detain")
    ]
    denied = [
        ("mission", "denied", act, "", "", AREAS[5 + k], f"2024-12-{begins:02d}",
         f"2024-12-{begins + 2:02d}")
        for k, begins in enumerate(range(3, 11))
        for act in ("attack", "fly")
    ]  # fmt: skip
    header = ("source", "role", "act", "object", "unit", "area", "begins", "ends", "reason")
    write_rows(case / "coverage.csv", header, [(*r, "made up") for r in counts + covers + denied])
    write_rows(
        case / "words.csv",
        ("source", "word", "low", "high", "reason"),
        [(source[0], word, str(low), str(high), "made up")
         for source in SOURCES for word, low, high in WORDS],
    )  # fmt: skip
