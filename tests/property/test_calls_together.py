"""Calls for replies that nothing tells apart are judged together, as if each were judged alone."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from pyarrow import parquet
from tests.property.callings import write_alike, write_case

from servanda import api
from servanda.assessment import engine
from servanda.assessment.backends.duckdb import DuckDBBackend
from servanda.assessment.judge import Request, ready_case
from servanda.assessment.pipeline import CLAIM, RECORD
from servanda.assessment.tables import VERDICT_COUNTS, CaseTables

RECORDS = range(40)
_KEYS = VERDICT_COUNTS.names[:5]


def tables_of(folder: Path, seed: int, *, is_indexed: bool = False) -> CaseTables:
    """Return the tables of a drawn case, whose reports are read from an index or from its files."""
    write_case(folder, seed, matters=150)
    return case_of(folder, is_indexed=is_indexed)


def case_of(folder: Path, *, is_indexed: bool) -> CaseTables:
    """Return the tables of a case in a folder."""
    if is_indexed:
        api.index(folder, folder / "index")
    case = api.read(folder, index=folder / "index") if is_indexed else api.read(folder)
    _, prepared = ready_case(case, Request(as_of=api.instant_of_case(case, None)))
    return prepared.case


def called_rows(case: CaseTables, *, is_counted: bool) -> int:
    """Return how many duties are called into being to judge a case."""
    backend = DuckDBBackend()
    session = engine.open_session(case, backend, is_dated=False, is_counted=is_counted)
    try:
        session.run([*RECORD, *CLAIM[: CLAIM.index("60_called") + 1]])
        return session.backend.count("called")
    finally:
        session.backend.close()


@pytest.mark.parametrize("seed", RECORDS)
def test_calls_judged_together_are_counted_as_if_each_were_judged_alone(
    seed: int, tmp_path: Path
) -> None:
    case = tables_of(tmp_path, seed)
    alone = alone_of(case)
    assert counted(case) == alone
    # So are those that an index has beside their replies.
    indexed = case_of(tmp_path, is_indexed=True)
    assert indexed.is_known
    assert counted(indexed) == alone


_RELEASED = "[c0] When hostages are released, Northland must receive at least {n} prisoners within"
_FIGURES = ({"figure": "1", "reply figure": "2"}, {"figure": "1", "reply figure": "1"}) * 3
_ALIKE = {
    "all alike": (_RELEASED + " 24 hours.", 2, _FIGURES[:1] * 6),
    "figures of answers": (_RELEASED + " 24 hours.", 2, _FIGURES),
    "least figures of answers": (
        _RELEASED + " 24 hours.", 2,
        ({"reply low": "1", "reply figure": "2"}, {"reply low": "2", "reply figure": "2"}) * 3,
    ),
    "figures of releases": (
        _RELEASED.replace("hostages", "at least 2 hostages") + " 24 hours.", 1,
        ({"figure": "1"}, {"figure": "2"}) * 3,
    ),
    "who tells of releases": (
        _RELEASED + " 24 hours.", 2, ({"source": "post"}, {"source": "south press"}) * 3,
    ),
    "who tells of answers": (
        _RELEASED + " 24 hours.", 1,
        ({"reply source": "post"}, {"reply source": "north press"}) * 3,
    ),
    "answers asked for by themselves": (
        _RELEASED + " 24 hours.\n[c1] Northland must receive at least 5 prisoners each day.", 2,
        _FIGURES,
    ),
    "answers that call": (
        _RELEASED + " 24 hours.\n[c1] When prisoners are received, Southland must receive at least"
        " 1 prisoner within 24 hours.", 2, _FIGURES,
    ),
    "two rules": (
        _RELEASED + " 24 hours.\n[c1] When hostages are released, Northland must receive at least"
        " 1 prisoner within 2 hours.", 2, _FIGURES,
    ),
}  # fmt: skip
_LOOKED = {"is answered": False, "is looked for": True}
_ALONE = {
    "who looked": ({**_LOOKED, "look source": "post"}, {**_LOOKED, "look source": "south press"}),
    # The instant asked is half an hour after eight.
    "due before and after the instant asked": (
        {"is answered": False, "at": timedelta(days=6, minutes=20)},
        {"is answered": False, "at": timedelta(days=6, minutes=40)},
    ),
}


@pytest.mark.parametrize("name", sorted(_ALIKE))
def test_pairs_are_alike_in_all_that_matters(name: str, tmp_path: Path) -> None:
    terms, n, ways = _ALIKE[name]
    write_alike(tmp_path, terms.format(n=n), ways)
    case = case_of(tmp_path, is_indexed=True)
    assert parquet.read_metadata(case.known["pairs"].pattern).num_rows == len(ways)
    assert counted(case) == alone_of(case)


@pytest.mark.parametrize("name", sorted(_ALONE))
def test_unanswered_calls_are_alike_in_all_that_matters(name: str, tmp_path: Path) -> None:
    write_alike(tmp_path, _RELEASED.format(n=1) + " 24 hours.", _ALONE[name] * 3)
    case = case_of(tmp_path, is_indexed=True)
    found = counted(case)
    assert found == alone_of(case)
    assert len(found) > 1, "what tells them apart gives them different verdicts"


def counted(case: CaseTables) -> dict[tuple[object, ...], int]:
    """Return how many findings there are of each kind, alike calls being judged together."""
    rows = engine.count(case, DuckDBBackend()).to_pylist()
    return {tuple(row[k] for k in _KEYS): row["findings"] for row in rows}


def alone_of(case: CaseTables) -> dict[tuple[object, ...], int]:
    """Return the same of a case that knows nothing ahead, each call being judged by itself."""
    rows = engine.judge(replace(case, known={})).to_pylist()
    return dict(Counter(tuple(row[k] for k in _KEYS) for row in rows))


def test_calls_are_in_fact_judged_together(tmp_path: Path) -> None:
    alone = together = 0
    for seed in range(12):
        folder = tmp_path / str(seed)
        folder.mkdir()
        case = tables_of(folder, seed)
        alone += called_rows(case, is_counted=False)
        together += called_rows(case, is_counted=True)
    # Where a look that saw none covers answers, each call is judged by itself: 0.65, measured.
    assert together < 0.7 * alone


def test_of_six_alike_calls_one_is_looked_at(tmp_path: Path) -> None:
    terms, n, ways = _ALIKE["all alike"]
    write_alike(tmp_path, terms.format(n=n), ways)
    for is_indexed in (False, True):
        case = case_of(tmp_path, is_indexed=is_indexed)
        assert called_rows(case, is_counted=False) == 6
        assert called_rows(case, is_counted=True) == 1
