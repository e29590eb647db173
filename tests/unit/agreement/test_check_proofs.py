"""What `check` says beside the faults themselves: solver, sources, counterexamples as files."""

from __future__ import annotations

import pytest
from tests.drafting.drafts import draft_text

import servanda
from servanda import api
from servanda.agreement import parse_agreement
from servanda.agreement.check import examine
from servanda.agreement.duties import build_duties
from servanda.agreement.proof import Sources, atoms, circles, prove, sums

PARTS = (
    "[whole] Northland must admit at most 100 trucks into valley each day.\n"
    "[east] Northland must admit at least 60 trucks into east each day.\n"
    "[west] Northland must admit at least 70 trucks into west each day."
)
GATE = (
    "[aid] Northland must admit at least 300 trucks into valley each day.\n"
    "[gate] Northland must admit at most 200 trucks into valley each day."
)


def proofs(sentences, sources=None, front=""):
    agreement, _ = parse_agreement(draft_text(sentences, front), "truce.md")
    return prove(agreement, build_duties(agreement), sources=sources)


def codes(sentences):
    return [fault.problem.code for fault in proofs(sentences).faults]


def test_sums_without_a_solver_are_said_not_to_be_checked(monkeypatch):
    monkeypatch.setattr(sums, "has_solver", lambda: False)
    (fault,) = proofs(PARTS).faults
    assert (fault.problem.code, fault.problem.severity) == ("SV288", "remark")
    assert fault.problem.hint == "install it: `pip install servanda[proof]`"


def test_no_solver_is_missed_where_plain_sums_decide(monkeypatch):
    monkeypatch.setattr(sums, "has_solver", lambda: False)
    assert codes(GATE) == ["SV280"]


def test_sums_that_are_too_many_are_said_to_be_undecided(monkeypatch):
    pytest.importorskip("z3")
    monkeypatch.setattr(atoms, "MOST_ATOMS", 1)
    (fault,) = proofs(PARTS).faults
    assert fault.problem.code == "SV287"
    assert fault.problem.message.endswith("too many kinds of act lie in each other")


def test_contradiction_has_both_places_its_time_and_one_way_out():
    (fault,) = proofs(GATE).faults
    places = [(place.line, place.caption) for place in fault.problem.places]
    assert places == [
        (23, "northland: admit at least 300 trucks each day"),
        (24, "northland: admit at most 200 trucks each day"),
    ]
    assert fault.to_dict()["begins_at"] == "2024-03-01 04:00:00+00:00"
    assert fault.area == "valley"
    assert fault.problem.hint == "lower `[aid]` to 200, or raise `[gate]` to 300"
    assert fault.problem.notes == (
        "if `[aid]` is kept, with 300 in all, `[gate]` is violated",
        "if `[gate]` is kept, with 200 in all, `[aid]` is violated",
    )


@pytest.mark.parametrize(
    "sentences",
    [
        "[calm] Northland must not attack in valley, unless southland attacks.\n"
        "[east] Northland must not attack in east.",
        "[free] Northland must release at least 9 prisoners by day 5, unless southland attacks.\n"
        "[few] Northland must release at least 5 prisoners by day 6.",
        "[list] Southland must publish a list by day 5.\n"
        "[calm] Northland must not attack in valley.\n"
        "[east] Northland must not attack in east.\n"
        "[tie] If [list] is found breached, [calm] is suspended for 3 days.",
        "[some] From day 3 to day 5, northland must release at least 9 prisoners each day.\n"
        "[more] From 2024-03-03 20:00 to day 5, northland must release at least 9 prisoners each"
        " day.",
    ],
    ids=["excused by an act", "excused from a floor", "suspended", "a part of a day"],
)
def test_a_clause_adds_something_where_the_other_may_not_hold(sentences):
    assert codes(sentences) == []


def test_what_a_contradiction_assumes_is_said():
    (fault,) = proofs(
        "[give] When southland has released prisoners, northland must publish a report within 3"
        " days.\n[keep] Northland must not publish reports."
    ).faults
    assert fault.problem.message == (
        "`[give]` asks for what `[keep]` forbids, from 2024-03-01 06:00 to 2024-03-05 00:00, if"
        " what `[give]` waits for comes at once"
    )


def test_a_clause_that_two_owe_is_not_said_to_be_kept_and_violated():
    pytest.importorskip("z3")
    (fault,) = proofs(
        "[free] Northland and southland must each release at least 30 prisoners by day 5.",
        front="totals: {prisoners: 50}\n",
    ).faults
    assert fault.problem.notes == (
        "if the declared total of `prisoners` is kept, `[free]` is violated",
    )


@pytest.mark.parametrize(
    ("sentences", "said"),
    [
        (
            "[calm] Northland must not shell in east.\n[free] Northland may attack in valley.",
            "`[calm]` forbids nothing: `[free]` permits all of it",
        ),
        (
            "[calm] Northland must not release women.\n[free] Northland may release persons.",
            "`[calm]` forbids nothing: what is permitted elsewhere takes all of it away",
        ),
        (
            "[calm] Northland must not fly drones over valley except drones.",
            "`[calm]` forbids nothing: its exceptions take all of it away",
        ),
    ],
)
def test_what_takes_a_prohibition_away_is_said(sentences, said):
    assert [fault.problem.message for fault in proofs(sentences).faults] == [said]


@pytest.mark.parametrize(
    ("sentences", "said"),
    [
        (
            "[all] Southland must release at least 8 prisoners before day 2.\n"
            "[days] Southland must release at least 1 prisoner from day 3 to day 7 each day.\n"
            "[few] Southland must release at most 8 prisoners each week.",
            "if `[all]` and `[few]` are kept, with 8 in all, `[days]` is violated",
        ),
        (
            "[days] Southland must release at least 3 prisoners each day.\n"
            "[last] Southland must release at least 5 prisoners on day 8.\n"
            "[few] Southland must release at most 9 prisoners from day 1 to day 8.",
            "if `[few]` is kept, with 9 in all, `[last]` is violated",
        ),
    ],
)
def test_what_is_said_to_be_kept_is_kept(sentences, said):
    (fault,) = (f for f in proofs(sentences).faults if f.problem.code == "SV280")
    assert said in fault.problem.notes


def test_nothing_is_proved_where_a_clause_is_unknown():
    agreement, _ = parse_agreement(
        draft_text(GATE + "\n[x] Northland must publish a list after [nothing] is done."), "a.md"
    )
    assert examine(agreement).faults == ()


def test_counterexamples_are_written_as_cases_that_can_be_judged(tmp_path):
    file = tmp_path / "truce.md"
    file.write_text(draft_text(GATE), encoding="utf-8")
    folders = api.write_histories(api.check(file), tmp_path / "facts")
    assert [folder.name for folder in folders] == ["1-SV280-breaks-gate", "1-SV280-breaks-aid"]
    board = servanda.assess(servanda.read(folders[0]), as_of="2024-03-02", explained=False)
    first = [f.verdict for f in board.findings if f.clause == "gate" and f.slot == "2024-03-01"]
    assert first == ["violated"]


def test_coverage_map_tells_counters_watchers_and_parts():
    listed = Sources(
        ({"source": "agency"}, {"source": "mission"}),
        (
            {"source": "agency", "role": "counts", "act": "admit", "object": "truck"},
            {"source": "mission", "role": "covers", "act": "attack", "area": ["east"]},
            {"source": "stranger", "role": "covers", "act": "attack"},
        ),
    )
    found = proofs(
        "[aid] Northland must admit at least 3 fuel trucks into valley each day.\n"
        "[calm] Each party must not attack in hills.\n"
        "[wide] Each party must not shell in valley.\n"
        "[maps] Northland must publish a map by day 3.",
        listed,
    )
    watched = [(w.line, w.counters, w.watchers, w.partly) for w in found.watched]
    assert watched == [
        ("aid", ("agency",), (), ()),
        ("calm", (), ("mission",), ()),
        ("wide", (), (), ("mission",)),
        ("maps", (), (), ()),
    ]
    gaps = [fault.clauses for fault in found.faults if fault.problem.code == "SV289"]
    assert gaps == [("maps",)]


def test_lines_that_nobody_watches_are_told_in_one_warning():
    listed = Sources(
        ({"source": "agency"},), ({"source": "agency", "role": "counts", "act": "fly"},)
    )
    areas = ["hills", "shore", "west", "town"]
    calm = [f"[calm-{k}] Northland must not attack in {areas[k % 4]}." for k in range(14)]
    text = "\n".join(
        [*calm, "[air] Northland must not fly over east.", "[map] Southland must publish a map."]
    )
    faults = [f for f in proofs(text, listed).faults if f.problem.code == "SV289"]
    assert [len(fault.clauses) for fault in faults] == [15]
    (problem,) = (fault.problem for fault in faults)
    assert "15 of 16 lines" in problem.message
    violated, complied = problem.notes
    assert violated == "can never be found violated: `[map]`"
    assert complied.startswith("can never be found complied with: `[calm-0]`, `[calm-1]`")
    assert complied.endswith("`[calm-11]` and 2 more")
    assert "`attack` and `publish`" in problem.hint


def test_one_line_that_nobody_watches_is_named():
    (fault,) = proofs("[map] Southland must publish a map by day 3.", Sources()).faults
    assert fault.problem.message.endswith("what `[map]` speaks of")


@pytest.mark.parametrize("is_turned", [False, True])
def test_every_prohibition_of_what_a_clause_asks_for_is_named(is_turned):
    """Who takes one of them out has still to take out the others."""
    asked = "[give] Northland must release at least 20 prisoners by day 5."
    bans = [
        "[keep] Northland must not release prisoners.",
        "[none] No one may release prisoners before day 10.",
        "[few] Northland must not release more than 10 prisoners.",
    ]
    sentences = "\n".join([asked, *(bans[::-1] if is_turned else bans)])
    found = [fault for fault in proofs(sentences).faults if fault.problem.code == "SV280"]
    assert {fault.clauses for fault in found} == {("give", "keep", "none"), ("give", "few")}
    both = next(fault for fault in found if len(fault.clauses) > 2)
    assert both.problem.message.startswith("`[give]` asks for what `[keep]` and `[none]` forbid,")
    assert both.problem.notes == (
        "if `[give]` is kept, with 20 in all, `[keep]` is violated",
        "if `[keep]` is kept, with nothing done, `[give]` is violated",
    )


def test_circles_are_told_once_for_each_component():
    graph = {"a": {"b"}, "b": {"c", "a"}, "c": {"a"}, "d": {"d"}, "e": {"a"}, "f": {"unknown"}}
    assert circles.circles_in(graph) == [["a", "b"], ["d"]]
