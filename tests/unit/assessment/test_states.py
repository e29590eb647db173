"""Of two states that exclude each other, who tells of one says that nothing was in the other."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest
from tests.unit.assessment.folders import write_case

from servanda import api
from servanda.assessment import engine, reference
from servanda.assessment.backends.duckdb import DuckDBBackend
from servanda.assessment.backends.sqlite import SqliteBackend
from servanda.assessment.judge import Request, ready_case

AGREEMENT = """\
---
title: States (made up)
parties: {northland: Northland, southland: Southland}
third parties: {mission: The mission}
monitors: [mission]
time zone: Africa/Maputo
in force: {from: 2024-03-01 00:00, for: 5 days}
levels: {be open: 24 hours, be closed: 6 hours}
areas: {gates: {parts: [gate, door]}, gate: The gate, door: The door}
---
# States

```terms
[day] Southland must keep gate open between 08:00 and 18:00 each day.
[all] Southland must keep gates open.
[night] Southland must keep gate closed between 20:00 and 06:00 each day.
[never] Southland must not keep door closed.
```
"""
SOURCES = """\
source,name,kind,affiliation,leaning,reason,recorded_at
agency,Agency,ngo,none,,of neither party,
paper,Paper,media,none,,of neither party,
southland,Southland,party,southland,,itself,
mission,Mission,monitor,none,,named,
"""
COVERAGE = """\
source,role,act,object,unit,area,begins,ends,reason,recorded_at
agency,counts,be open,,,gates,2024-03-01,2024-03-06,stands there,2024-03-01
mission,covers,be closed,,,door,2024-03-01,2024-03-06,stands there,2024-03-01
"""
HEADER = (
    "report,source,origin,recorded_at,begins,ends,kind,series,actor,act,area,quantity,"
    "stance,of,replaces,withdrawn"
)


def drawn(seed: int) -> list[str]:
    """Return reports of both states, of several sources, that correct and deny each other."""
    choose = random.Random(seed)
    rows: list[str] = []
    names: list[tuple[str, str]] = []
    for number in range(choose.randrange(1, 12)):
        source = choose.choice(["agency", "agency", "paper", "southland", "mission"])
        hour, length = choose.randrange(0, 110), choose.choice([1, 2, 6, 12])
        begins, ends = (f"2024-03-0{1 + at // 24} {at % 24:02}:00" for at in (hour, hour + length))
        stance = choose.choice(["asserts"] * 6 + ["observed-none", "denies"])
        own = [name for one, name in names if one == source]
        cells = {
            "report": f"r{number}",
            "source": source,
            "origin": choose.choice(["", "", "", "paper"]),
            "recorded_at": f"2024-03-{choose.choice([6, 7, 8]):02} 0{choose.randrange(9)}:00",
            "begins": begins,
            "ends": ends,
            "kind": "level",
            "series": choose.choice(["", "", "", "log"]),
            "actor": choose.choice(["southland", "southland", "southland", ""]),
            "act": choose.choice(["be open", "be closed"]),
            "area": choose.choice(["gate", "gate", "door", "gates", ""]),
            "quantity": choose.choice(["", "", "", "", "0"]) if stance == "asserts" else "",
            "stance": stance,
            "of": ":".join(choose.choice(names)) if stance == "denies" and names else "",
            "replaces": choose.choice(own) if own and choose.random() < 0.25 else "",
            "withdrawn": "",
        }
        if cells["replaces"] and choose.random() < 0.25:
            cells["withdrawn"] = "yes"
        if stance != "denies" or names:
            rows.append(",".join(cells.values()))
            names.append((source, cells["report"]))
    return rows


def case_of(folder: Path, rows: list[str]) -> Path:
    text = "\n".join([HEADER, *rows]) + "\n"
    tables = {"sources": SOURCES, "coverage": COVERAGE, "reports": text}
    return write_case(folder, AGREEMENT, tables)


def found_in(board):
    """Return findings by what names them; neither an index nor following tells since when."""
    told = (replace(f, since=None, late_since=None) for f in board.findings)
    return {(f.key, f.is_group): f for f in told}


SEEDS = range(3)


@pytest.mark.parametrize("seed", SEEDS)
def test_engines_agree_with_the_reference(seed: int, tmp_path: Path):
    case = api.read(case_of(tmp_path / "case", drawn(seed)))
    for standard in ("claimed", "independent", "corroborated"):
        request = Request(api.instant_of_case(case, None), standard)
        prepared = ready_case(case, request)[1].case
        expected = reference.judge(prepared)
        for backend in (DuckDBBackend(), SqliteBackend()):
            assert engine.judge(prepared, backend).equals(expected)
        keys = [tuple(row.values()) for row in expected.select(engine.KEY).to_pylist()]
        told = zip(engine.explain(prepared), reference.explain(prepared, keys), strict=True)
        assert all(one.equals(other) for one, other in told)


@pytest.mark.parametrize("seed", SEEDS)
def test_an_index_and_its_cards_give_the_board_of_all_rows(seed: int, tmp_path: Path):
    rows = drawn(seed)
    folder = case_of(tmp_path / "case", rows)
    whole = found_in(api.assess(api.read(folder), explained=False))
    api.index(folder, tmp_path / "index")
    indexed = api.read(folder, index=tmp_path / "index")
    assert found_in(api.assess(indexed)) == whole
    for (key, _), finding in list(whole.items())[::3]:
        wanted = api.Wanted(finding.clause, finding.slot or None, finding.reading, finding.bearer)
        (card,) = api.explain(indexed, wanted).findings
        assert (card.key, card.verdict, card.certain, card.alleged) == (
            key, finding.verdict, finding.certain, finding.alleged,
        )  # fmt: skip


@pytest.mark.parametrize("is_indexed", [False, True])
@pytest.mark.parametrize("seed", SEEDS)
def test_following_gives_the_board_of_all_rows(seed: int, is_indexed: bool, tmp_path: Path):
    rows = drawn(seed)
    kept = len(rows) // 3
    folder = case_of(tmp_path / "case", rows[:kept])
    index = tmp_path / "index" if is_indexed else None
    if index is not None:
        api.index(folder, index)
    live = api.follow(api.read(folder, index=index), as_of="2024-03-10")
    for number in range(kept, len(rows)):
        file = tmp_path / f"reports-{number}.csv"
        file.write_text(f"{HEADER}\n{rows[number]}\n", encoding="utf-8")
        live.add([file])
        all_of_them = api.read(case_of(tmp_path / "all", rows[: number + 1]))
        whole = api.assess(all_of_them, as_of="2024-03-10", explained=False)
        assert found_in(live) == found_in(whole)
