import random

import pytest
from tests.unit.evidence.valley import names, read

from servanda.civil import MINUTE
from servanda.evidence import LinkingRule, find_incidents
from servanda.evidence.matching import find_candidates
from servanda.evidence.numbering import number_reports

HEADER = "report,source,recorded_at,begins,act,actor,area,object"
RULE = LinkingRule(10 * MINUTE)
LATE = 2_000_000_000_000_000
LINK_HEADER = "reports,link,by,reason,recorded_at"


def row(name, source, begins="2024-03-05 14:00", **cells):
    given = {"cells": "nl,east", "act": "shell", "recorded": "2024-03-06", **cells}
    return f"{name},{source},{given['recorded']},{begins},{given['act']},{given['cells']},"


def evidence_of(folder, *rows, links=()):
    tables = {"reports": "\n".join([HEADER, *rows])}
    if links:
        tables["links"] = "\n".join([LINK_HEADER, *links])
    evidence = read(folder, **tables)
    assert evidence.rejects.num_rows == 0
    return evidence


def groups(evidence, rule=RULE, as_of=LATE):
    """Return the incidents as sets of report ids."""
    found = find_incidents(evidence.tables, names(), as_of, rule)
    ids = number_reports(evidence.reports, as_of)["report"].to_pylist()
    sets = {}
    for one in found.linked.to_pylist():
        sets.setdefault(one["incident_no"], []).append(ids[one["report_no"] - 1])
    return [" ".join(members) for members in sets.values()]


def test_nothing_is_linked_by_rule_unless_it_is_declared(tmp_path):
    evidence = evidence_of(tmp_path, row("a1", "a"), row("b1", "b"))
    assert groups(evidence, None) == []
    assert groups(evidence) == ["a1 b1"]


@pytest.mark.parametrize(
    "other",
    [
        row("b1", "b", "2024-03-05 14:10"),
        row("b1", "b", act="attack"),
    ],
    ids=["ten minutes later", "a wider act"],
)
def test_the_rule_links_what_is_alike(tmp_path, other):
    assert groups(evidence_of(tmp_path, row("a1", "a"), other)) == ["a1 b1"]


@pytest.mark.parametrize(
    "other",
    [
        row("b1", "b", "2024-03-05 14:12"),
        row("b1", "b", "2024-03-05"),
        row("b1", "b", act="air strike"),
        row("b1", "b", cells="southland,east"),
        row("b1", "b", cells="nl,west"),
        row("b1", "b", cells=",east"),
        row("a2", "a"),
    ],
    ids=["too late", "only the day known", "other act", "other hand", "other area", "hand unknown",
         "same source"],
)  # fmt: skip
def test_the_rule_leaves_the_rest_alone(tmp_path, other):
    assert groups(evidence_of(tmp_path, row("a1", "a"), other)) == []


def test_two_sides_of_midnight_are_different_days(tmp_path):
    evidence = evidence_of(tmp_path, row("a1", "a", "2024-03-05 23:58"),
                           row("b1", "b", "2024-03-06 00:01"))  # fmt: skip
    found = find_incidents(evidence.tables, names(), LATE, RULE)
    assert [link.reason for link in found.refused] == ["they happened on different days"]
    assert found.linked.num_rows == 0


def test_what_one_of_two_leaves_open_is_suggested(tmp_path):
    evidence = evidence_of(tmp_path, row("a1", "a"), row("b1", "b", cells=",east"))
    linked = find_incidents(evidence.tables, names(), LATE, RULE)
    found = find_candidates(evidence.tables, names(), LATE, linked)
    assert [pair.reports for pair in found] == [("a:a1", "b:b1")]


def test_no_two_reports_of_one_source_meet_through_a_third(tmp_path):
    evidence = evidence_of(tmp_path, row("a1", "a", "2024-03-05 14:00"),
                           row("b1", "b", "2024-03-05 14:05"),
                           row("a2", "a", "2024-03-05 14:10"))  # fmt: skip
    assert groups(evidence) == ["a1 b1"]


def test_a_link_by_hand_wins_over_what_the_rule_would_veto(tmp_path):
    evidence = evidence_of(tmp_path, row("a1", "a"), row("b1", "b", "2024-03-07 09:00"),
                           links=["a1|b1,same,Ann,same crater,2024-03-08"])  # fmt: skip
    assert groups(evidence) == ["a1 b1"]


def test_not_the_same_by_hand_wins_over_the_rule(tmp_path):
    evidence = evidence_of(tmp_path, row("a1", "a"), row("b1", "b"),
                           links=["a1|b1,not the same,Ann,two craters,2024-03-08"])  # fmt: skip
    found = find_incidents(evidence.tables, names(), LATE, RULE)
    assert found.linked.num_rows == 0
    assert [link.reason for link in found.refused] == [
        "Ann says that they are not the same: two craters"
    ]


def test_of_two_words_on_one_pair_the_last_recorded_stands(tmp_path):
    links = ["a1|b1,same,Ann,one crater,2024-03-08", "a1|b1,not the same,Ann,two,2024-03-09"]
    evidence = evidence_of(tmp_path, row("a1", "a"), row("b1", "b"), links=links)
    assert groups(evidence) == []
    assert groups(evidence, None, as_of=1709935200_000000) == ["a1 b1"]


def test_links_and_reports_recorded_later_are_not_known(tmp_path):
    evidence = evidence_of(tmp_path, row("a1", "a"), row("b1", "b", recorded="2024-03-09"))
    assert groups(evidence, as_of=1709762400_000000) == []


def test_a_link_follows_a_report_to_its_correction(tmp_path):
    header = "report,source,recorded_at,begins,act,area,replaces"
    rows = [
        "a1,a,2024-03-06,2024-03-05 14:00,shell,east,",
        "b1,b,2024-03-06,2024-03-05 14:00,shell,,",
        "a2,a,2024-03-07,2024-03-05 14:30,shell,west,a1",
    ]
    evidence = read(tmp_path, reports="\n".join([header, *rows]),
                    links=f"{LINK_HEADER}\na1|b1,same,Ann,one crater,2024-03-08")  # fmt: skip
    assert groups(evidence, None) == ["a2 b1"]


def test_those_whom_a_party_answers_for_are_no_other_hand(tmp_path):
    evidence = evidence_of(tmp_path, row("a1", "a"), row("b1", "b", cells="hill militia,east"))
    found = find_incidents(
        evidence.tables, names(), LATE, LinkingRule(10 * MINUTE, ("act", "area"))
    )
    assert found.linked["report_no"].to_pylist() == [1, 2]


def test_incidents_do_not_depend_on_the_order_of_rows(tmp_path):
    times = [f"2024-03-05 14:{minute:02d}" for minute in (0, 4, 8, 12, 16, 20)]
    rows = [row(f"r{k}", "abcabc"[k], at) for k, at in enumerate(times)]
    first = groups(evidence_of(tmp_path, *rows))
    random.Random(5).shuffle(rows)
    assert groups(evidence_of(tmp_path, *rows)) == first
    assert first == ["r0 r1 r2", "r3 r4 r5"]
