"""What an amendment changed, in words; no field of the model is left out."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.unit.agreement.conftest import TRUCE
from tests.unit.agreement.full_model import FULL, OUTLINES, RIGHT, golden_text
from tests.unit.agreement.model_values import values

from servanda.agreement import parse_agreement, read_agreement
from servanda.agreement.diff_terms import Change, diff_terms, differences
from servanda.agreement.diff_terms_words import said
from servanda.agreement.model import Agreement, AnyClause
from servanda.agreement.references import parts_of
from servanda.agreement.schema_records import shape_of

ROOT = Path(__file__).parents[3]
GIVEN = "[aid] Northland must admit at least 100 aid trucks into valley each day."


def parsed(block, head=TRUCE):
    agreement, problems = parse_agreement(head.replace("%s", block), "truce.md", OUTLINES)
    assert [p for p in problems if p.severity == "error"] == []
    return agreement


def changes(before, after):
    """Return (kind, label, changes as texts) of every clause that changed."""
    found = diff_terms(parsed(before), parsed(after))
    return [
        (c.kind, c.label, [f"{x.element}: {x.before} -> {x.after}" for x in c.changes])
        for c in found.clauses
    ]


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ("at least 200 aid trucks into valley each day", "number: at least 100 -> at least 200"),
        ("at least 100 aid trucks into east each day", "area: into valley -> into east"),
        ("at least 100 aid trucks into valley each week", "period: each day -> each week"),
        ("at least 100 fuel trucks into valley each day", "object: aid trucks -> fuel trucks"),
        ("at least 100 aid trucks into valley each day, except on day 3",
         "exception: none -> window on day 3"),
        ("at least 100 aid trucks into valley each day from day 2", "period: none -> from day 2"),
        ("at least 100 aid trucks into valley without inspection each day",
         "manner: none -> without inspection"),
        ("at least 100 aid trucks into valley each day, of which at least 10 carry fuel",
         "part: none -> at least 10 carry fuel"),
    ],
)  # fmt: skip
def test_element_that_changed_is_named(after, expected):
    found = changes(GIVEN, f"[aid] Northland must admit {after}.")
    assert found == [("changed", "aid", [expected])]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("[a] Northland must not attack.", "[a] Each party must not attack.",
         ["bearer: northland -> each party"]),
        ("[a] Northland must not attack.", "[a] Northland may attack.",
         ["must or may: must not -> may", "number: at most 0 -> none"]),
        ("[a] Northland must admit at least 100 aid trucks into valley each day.",
         "[a] Northland must admit at most 100 aid trucks into valley each day.",
         ["by any hand: yes -> no", "number: at least 100 -> at most 100"]),
        ("[a] Northland must not attack.", "[a] Northland must not attack or fly.",
         ["act: none -> fly"]),
        ("[a] Northland must not attack tanks or drones.",
         "[a] Northland must not attack trucks or men.",
         ["object: tanks or drones -> trucks or men"]),
        ("[a] Northland must release all women and men by day 3.",
         "[a] Northland must release all children and prisoners by day 3.",
         ["object: women and men -> children and prisoners"]),
        ("[a] Northland must give at least 3 maps to the council or the mission by day 3.",
         "[a] Northland must give at least 3 maps to southland by day 3.",
         ["recipient: council or mission -> southland", "any recipient: yes -> no"]),
        ("[a] When southland attacks, northland must notify the mission within 2 hours.",
         "[a] When the mission attacks, northland must notify the mission within 3 hours.",
         ["period: within 2 hours -> within 3 hours",
          "condition: when southland attacks -> when mission attacks"]),
    ],
)  # fmt: skip
def test_changes_of_a_clause(before, after, expected):
    assert changes(before, after) == [("changed", "a", expected)]


def test_other_wording_is_no_change():
    found = changes("[a] Northland must release at least 2 prisoners by day 3.",
                    "[a] By day 3, northland must release more than 1 prisoner.")  # fmt: skip
    assert found == [("reworded", "a", [])]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("northland and southland must together release", "southland and northland must together"
         " release"),
        ("northland must not attack in east or west", "northland must not attack in west or east"),
        ("northland must not release women or men", "northland must not release men or women"),
    ],
)  # fmt: skip
def test_another_order_of_the_same_is_no_change(before, after):
    more = " at least 9 men by day 3" if "together" in before else ""
    found = changes(f"[x] {before}{more}.", f"[x] {after}{more}.")
    assert found == [("reworded", "x", [])]


def test_clauses_come_and_go():
    assert changes("[a] Northland must not attack.", "[b] not checked: all is well.") == [
        ("added", "b", []),
        ("dropped", "a", []),
    ]


def test_clause_with_a_new_label_is_renamed():
    assert changes(f"{GIVEN}\n[a] Northland must not fly drones over east.",
                   f"[trucks] {GIVEN[6:]}\n[a] Northland must not fly drones over east.") == [
        ("renamed", "trucks", [])
    ]  # fmt: skip


def test_clause_with_a_new_label_and_number_is_renamed_and_changed():
    after = GIVEN.replace("aid]", "trucks]").replace("100", "200")
    assert changes(GIVEN, after) == [
        ("renamed", "trucks", ["number: at least 100 -> at least 200"])
    ]


def test_clause_that_waits_for_a_renamed_one_is_as_before():
    waits = "[b] After [%s] is verified by the mission, northland must not fly drones over east."
    before = f"[a] Southland must release at least 2 prisoners by day 3.\n{waits % 'a'}"
    found = changes(before, before.replace("[a]", "[free]"))
    assert found == [("renamed", "free", []), ("reworded", "b", [])]


def test_pace_of_a_renamed_clause_is_as_before():
    text = (
        "[free] Northland must release at least 60 prisoners by day 9.\n"
        "[pull] Southland must withdraw at least 90 tanks at the pace of [free], within 2 days."
    )
    found = changes(text, text.replace("free]", "let-go]"))
    assert [one for one in found if one[0] != "reworded"] == [("renamed", "let-go", [])]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (
            "[swap] Northland must release at least 15 prisoners for each hostage that southland"
            " releases.",
            "[swap] Northland must release at least 16 prisoners for each hostage that southland"
            " releases.",
            "exchange: 15 for each hostage that southland releases"
            " -> 16 for each hostage that southland releases",
        ),
        (
            "[out] Northland must leave valley only unarmed and in civilian dress.",
            "[out] Northland must leave valley only unarmed or in civilian dress.",
            "only: unarmed and in civilian dress -> unarmed or in civilian dress",
        ),
        (
            "[good] not checked: both act in good faith.",
            "[good] not checked: northland acts in good faith.",
            "note: both act in good faith. -> northland acts in good faith.",
        ),
    ],
    ids=["ratio", "and, or", "note"],
)
def test_what_reads_alike_is_said_apart(before, after, expected):
    label = after[1:].partition("]")[0]
    assert changes(before, after) == [("changed", label, [expected])]


def test_another_note_is_no_renamed_one():
    before = "[good] not checked: both act in good faith."
    after = "[plan] not checked: the council draws up a plan of its own."
    assert [change[:2] for change in changes(before, after)] == [
        ("added", "plan"),
        ("dropped", "good"),
    ]


def test_agreed_words_that_changed_are_told():
    before = parsed(GIVEN)
    after = parsed(GIVEN, TRUCE.replace("> No shot shall be fired.", "> No shot is fired."))
    assert [c.changes for c in diff_terms(before, after).clauses] == [
        (Change("agreed text", "No shot shall be fired.", "No shot is fired."),)
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("for: 30 days", "for: 40 days", ("in force", Change("for", "30 days", "40 days"))),
        ("2024-04-05 06:00", "2024-04-07 06:00",
         ("amendments", Change("changed",
                               "on 2024-03-20, in force until 2024-04-05 06:00, brings calm",
                               "on 2024-03-20, in force until 2024-04-07 06:00, brings calm"))),
        ("Africa/Maputo", "Asia/Gaza",
         ("time zone", Change("changed", "Africa/Maputo", "Asia/Gaza"))),
        ("parts: [east, west]", "parts: [east, bridge]",
         ("areas: valley", Change("part", "west", "bridge"))),
        ("monitors: [mission]", "monitors: [mission, council]",
         ("actors: council", Change("is a monitor", "no", "yes"))),
        ("station: 7 days", "station: 9 days",
         ("levels: station", Change("changed", "7 days", "9 days"))),
        ("artillery: 25 km", "artillery: 30 km",
         ("tables: distances", Change("rows", "artillery and 25 km", "artillery and 30 km"))),
        ("forbids: inspect", "forbids: attack",
         ("manners: at dawn", Change("forbids", "inspect", "attack"))),
    ],
)  # fmt: skip
def test_declaration_that_changed_is_told(old, new, expected):
    assert old in FULL
    found = diff_terms(parsed("", FULL), parsed("", FULL.replace(old, new)))
    assert found.declarations == (expected,)


def test_same_agreement_has_no_changes():
    found = diff_terms(parsed("", FULL), parsed("", FULL.replace("\n## What", "\n\n\n## What")))
    assert (found.declarations, found.clauses, found.same) == ((), (), 4)


def test_example_of_the_pause_is_as_itself():
    agreement = read_agreement(ROOT / "examples/gaza-2023/agreement.md")
    assert diff_terms(agreement, agreement).same == len(agreement.clauses)


# ---- every field


@pytest.mark.parametrize("kind", get_args(AnyClause), ids=lambda kind: kind.__name__)
@settings(max_examples=30)
@given(data=st.data())
def test_every_field_of_a_clause_is_compared(kind, data):
    shape = shape_of(kind)
    before = data.draw(values(shape, 1))
    name = data.draw(st.sampled_from([one.name for one in fields(kind)]))
    after = replace(before, **{name: data.draw(values(shape.fields[name][1], 0))})
    assume(before != after)
    assert {difference.path[0] for difference in differences(before, after)} == {name}


@settings(max_examples=30)
@given(data=st.data())
def test_every_declaration_is_compared(data):
    shape = shape_of(Agreement)
    apart = {"path", "text_hash", "places", "mentioned", "clauses", "prose", "vocabulary"}
    name = data.draw(st.sampled_from(sorted(set(shape.fields) - apart)))
    before = Agreement("", "", "", "")
    after = replace(before, **{name: data.draw(values(shape.fields[name][1], 1))})
    assume(before != after)
    assert diff_terms(before, after).declarations != ()


@pytest.mark.parametrize("row", RIGHT, ids=lambda row: row["id"])
def test_golden_clause_is_as_itself(row):
    agreement, _ = parse_agreement(golden_text(row))
    assert diff_terms(agreement, agreement).clauses == ()


@pytest.mark.parametrize("row", RIGHT, ids=lambda row: row["id"])
def test_every_part_of_a_golden_clause_can_be_said(row):
    agreement, _ = parse_agreement(golden_text(row))
    texts = [said(part, agreement.vocabulary) for part in parts_of(agreement.clauses)]
    assert all(texts)
