"""Findings as data."""

from __future__ import annotations

import json
from dataclasses import replace

from tests.unit.publish.northland import aid_findings, other_findings, rich_board

from servanda.assessment.findings import Change, Changes
from servanda.errors import Problem
from servanda.publish.json import board_to_json, changes_to_json, envelope, finding_to_json


def test_finding_has_exactly_the_published_keys():
    assert list(finding_to_json(aid_findings()[4], "Africa/Maputo")) == [
        "clause", "reading", "bearer", "duty", "period", "area", "bound", "certain", "possible",
        "alleged", "stated", "total", "verdict", "reason", "since", "attributed", "counted",
        "missing", "pivot", "sentence",
    ]  # fmt: skip


def test_instants_carry_the_offset_of_the_agreement():
    said = finding_to_json(aid_findings()[4], "Africa/Maputo")
    assert said["period"] == {
        "start": "2024-03-05T00:00:00+02:00",
        "end": "2024-03-06T00:00:00+02:00",
    }


def test_bound_is_a_number_an_interval_or_null():
    bounds = [finding_to_json(f)["bound"] for f in other_findings()]
    assert [bound["n"] for bound in bounds] == [[48, 52], [144, 156], 1, None, 1000]


def test_unbounded_possible_is_null_and_whole_numbers_are_integers():
    said = finding_to_json(replace(aid_findings()[3], certain=187.0))
    assert json.dumps([said["certain"], said["possible"]]) == "[187, null]"


def test_total_without_an_upper_end_keeps_its_lower_one():
    assert finding_to_json(other_findings()[0])["total"] == [60, None]


def test_counted_sorts_reports_by_how_they_bear():
    counted = finding_to_json(aid_findings()[4])["counted"]
    assert {key: [use["report"] for use in uses] for key, uses in counted.items()} == {
        "at_least": ["a-05"],
        "at_most": ["a-05", "s-05"],
        "alleged": ["n-05"],
        "left_out": ["g-05"],
    }


def test_pivot_says_what_follows_from_what():
    assert finding_to_json(aid_findings()[3])["pivot"] == {
        "reports": ["n-04"],
        "verdict_if": [
            {"if": "n-04 is marked verified", "verdict": "complied"},
            {"if": "n-04 is retracted", "verdict": "not verifiable"},
        ],
    }


def test_board_can_be_written_as_json_with_every_finding():
    board = rich_board()
    said = json.loads(json.dumps(board_to_json(board)))
    assert [f["slot"] for f in said["findings"]] == [f.slot for f in board.findings]


def test_envelope_is_not_ok_with_an_error():
    answer = envelope("check", "0.1", None, errors=[Problem("SV101", "wrong")])
    assert (list(answer), answer["ok"], answer["errors"][0]["code"]) == (
        ["ok", "command", "version", "data", "errors", "warnings"], False, "SV101",
    )  # fmt: skip


def test_change_keeps_a_side_that_is_not_there_as_null():
    board = rich_board()
    changes = Changes(board, board, (Change(None, board.findings[0], ("m-17",)),), {"reports": 2})
    said = changes_to_json(changes)["changes"][0]
    assert (said["before"], said["after"]["verdict"], said["because"]) == (
        None, "complied", ["m-17"],
    )  # fmt: skip
