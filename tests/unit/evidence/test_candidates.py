"""Pairs that a person should look at."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from tests.unit.evidence.valley import names, read

from servanda.errors import MissingExtraError
from servanda.evidence import find_incidents
from servanda.evidence.matching import find_candidates
from servanda.evidence.matching.alike import COMPARISONS
from servanda.evidence.matching.model import read_weights

HEAD = "report,source,recorded_at,begins,act,actor,area,object,quantity,text"
SHOTS = "people were shot near the market by the river road"
LATE = 2**60


def candidates(folder: Path, *rows: str, links: str = "", with_model: bool = False):
    evidence = read(folder, reports="\n".join([HEAD, *rows]), **({"links": links} if links else {}))
    assert evidence.rejects.num_rows == 0
    linked = find_incidents(dict(evidence.tables), names(), LATE)
    return find_candidates(evidence.tables, names(), LATE, linked, with_model=with_model)


def row(report: str, source: str, **cells: str) -> str:
    base = {
        "begins": "2024-03-05 10:00",
        "act": "shoot",
        "actor": "northland",
        "area": "east",
        "object": "civilian",
        "quantity": "2",
        "text": SHOTS,
    } | cells
    return ",".join([report, source, "2024-03-06", *base.values()])


def test_two_reports_that_are_alike_in_all_are_a_pair_with_the_highest_score(tmp_path):
    (found,) = candidates(tmp_path, row("a", "agency"), row("b", "paper"))
    assert found.reports == ("agency:a", "paper:b")
    assert found.score == 1.0
    assert found.unlike == ()


def test_what_one_leaves_open_is_named_and_does_not_count(tmp_path):
    (found,) = candidates(tmp_path, row("a", "agency"), row("b", "paper", actor="", text=""))
    assert found.score == 1.0
    assert found.unlike == ("one leaves actor open", "one leaves words open")


@pytest.mark.parametrize(
    "other",
    [
        row("b", "agency"),
        row("b", "paper", begins="2024-03-06 10:00"),
        row("b", "paper", actor="southland"),
        row("b", "paper", area="west"),
        row("b", "paper", act="release", object="prisoner"),
    ],
    ids=["one source", "another day", "another hand", "another area", "another act"],
)
def test_a_veto_makes_no_pair(tmp_path, other):
    assert candidates(tmp_path, row("a", "agency"), other) == ()


@pytest.mark.parametrize("decision", ["same", "not the same"])
def test_what_a_person_decided_is_asked_no_more(tmp_path, decision):
    links = f"reports,link,by,reason,recorded_at\na|b,{decision},R. Analyst,looked,2024-03-07"
    assert candidates(tmp_path, row("a", "agency"), row("b", "paper"), links=links) == ()


def test_the_likeliest_pair_comes_first(tmp_path):
    rows = [row("a", "agency"), row("b", "paper", quantity="9", text="other words were used here")]
    found = candidates(tmp_path, *rows, row("c", "radio"))
    assert found[0].reports == ("agency:a", "radio:c")


def test_the_model_gives_every_pair_a_probability_and_orders_them_alike(tmp_path):
    pytest.importorskip("splink")
    rows = [row("a", "agency"), row("b", "paper", quantity="9", text="other words were used here")]
    found = candidates(tmp_path, *rows, row("c", "radio"), with_model=True)
    assert found[0].reports == ("agency:a", "radio:c")
    assert all(0 < c.score < 1 for c in found)


def test_without_the_extra_the_model_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "splink", None)
    with pytest.raises(MissingExtraError, match="SV392"):
        candidates(tmp_path, row("a", "agency"), row("b", "paper"), with_model=True)


def test_every_level_that_is_compared_has_weights():
    levels = {(c.name, n) for c in COMPARISONS for n in ((2, 1, 0) if c.is_near else (2, 0))}
    assert set(read_weights()) == levels
