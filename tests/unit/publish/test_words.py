"""Words of verdicts, numbers and times."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.unit.publish.northland import ZONE, aid, aid_findings, at, calm, day, finding

from servanda.assessment.findings import Bound, Pivot
from servanda.errors import UsageError
from servanda.plurals import how_many
from servanda.publish import words


@pytest.mark.parametrize(
    ("value", "shown"),
    [(None, "no upper end"), (0, "0"), (1400, "1,400"), (191.0, "191"), (3.08, "3.08")],
)
def test_number_is_short_and_grouped(value, shown):
    assert words.number(value) == shown


@pytest.mark.parametrize(
    ("low", "high", "shown"),
    [
        (191, 191, "191"),
        (5, 8, "5 to 8"),
        (187, None, "at least 187"),
        (None, 150, "at most 150"),
        (0, None, "0 or more"),
        (None, None, "not known"),
    ],
)
def test_span_says_which_ends_are_known(low, high, shown):
    assert words.span(low, high) == shown


@pytest.mark.parametrize(
    ("bound", "shown"),
    [
        (Bound("at least", 200, 200, "truck"), "at least 200 trucks"),
        (Bound("at most", 0, 0, "occurrence"), "none"),
        (Bound("at most", 8000, 8000, "soldier"), "at most 8,000 soldiers"),
        (Bound("at least", 48, 52, "person"), "at least 48 to 52 persons"),
        (Bound("exactly", 1, 1, "list"), "exactly 1 list"),
        (Bound("at least", None, None, "map"), "all; nobody declared how many"),
        (Bound("at least", 3, None, "kg"), "at least 3 or more kg"),
    ],
)
def test_bound_is_plain_english(bound, shown):
    assert words.bound(bound) == shown


@pytest.mark.parametrize(
    ("unit", "shown"),
    [
        ("truck", "trucks"),
        ("party", "parties"),
        ("kg", "kg"),
        ("aircraft", "aircraft"),
        ("day", "days"),
    ],
)
def test_plural_leaves_abbreviations_alone(unit, shown):
    assert words.plural(unit) == shown


def test_letters_differ_from_each_other():
    assert sorted(words.LETTERS.values()) == ["C", "D", "E", "N", "P", "V", "–"]


def test_letter_is_starred_only_for_a_violation_with_a_reason():
    shown = [words.letter("violated", "day not known"), words.letter("disputed", "alleged")]
    assert shown == ["V*", "D"]


@pytest.mark.parametrize(
    ("begins", "ends", "shown"),
    [
        (*day("2024-03-05"), "2024-03-05"),
        (at("2024-03-05 00:00"), at("2024-03-08 00:00"), "2024-03-05 to 2024-03-07"),
        (at("2024-03-05 14:00"), at("2024-03-05 14:01"), "2024-03-05 14:00"),
        (at("2024-03-05 10:00"), at("2024-03-05 16:00"), "2024-03-05 10:00 to 16:00"),
        (at("2024-03-01 06:00"), at("2024-03-08 06:00"), "2024-03-01 06:00 to 2024-03-08 06:00"),
    ],
)
def test_period_reads_as_people_write_it(begins, ends, shown):
    assert words.period(begins, ends, ZONE) == shown


def test_slot_of_a_reply_names_its_trigger():
    reply = finding("visit", "mission", "after mission:s-20", "pending")
    assert words.slot_words(reply, ZONE) == (
        "after mission:s-20, 2024-03-01 06:00 to 2024-03-08 06:00")  # fmt: skip


def test_reports_that_say_both_stand_on_both_sides():
    sides = words.for_and_against(aid_findings()[4])
    assert [[use.report for use in uses] for uses in sides.values()] == [
        ["a-05"], ["a-05", "s-05"], ["n-05"], ["g-05"],
    ]  # fmt: skip


def test_an_at_least_is_for_a_floor_and_against_a_ceiling():
    heads = [
        words.headings_of(f)["at least"]
        for f in (aid_findings()[0], calm("n", "2024-03-01", "pending"))
    ]
    assert heads == ["For: says at least", "Against: says at least"]


def test_change_of_a_disputed_finding_names_its_pivot():
    first = words.what_would_change(aid_findings()[3])[0]
    assert first == words.WhatIf(
        "It turns on this report. If n-04 is marked verified: complied; if n-04 is retracted: not"
        " verifiable.",
        ("n-04",),
    )


def test_change_says_where_there_is_no_short_pivot():
    found = replace(aid_findings()[3], pivot=Pivot(()))
    assert words.what_would_change(found)[0].sentence.startswith("No short pivot")


def test_change_is_silent_on_a_pivot_that_nobody_looked_for():
    found = replace(aid_findings()[3], pivot=None)
    assert len(words.what_would_change(found)) == 1


@pytest.mark.parametrize(
    ("found", "needed"),
    [
        (calm("n", "2024-03-01", "complied"), "Proof of one would make this violated."),
        (
            aid("2024-03-05", "violated", (191, 191, 200)),
            "Proof of at least 200 trucks, contradicted by no neutral count, would make this"
            " complied.",
        ),
        (
            calm("n", "2024-03-01", "disputed", reason="hand unknown"),
            "Proof of whose act it was would settle this.",
        ),
        (
            finding("maps", "n", "", "not verifiable", bound=Bound("at least", None, None, "map")),
            "A declared total would let this be judged.",
        ),
        (
            finding("visit", "n", "", "not verifiable", bound=Bound("at least", 0, 1, "visit")),
            "Proof of at least 1 visit, contradicted by no neutral count, would make this complied."
            " Whether anything is owed is not certain, so that it cannot be violated yet.",
        ),
        (
            aid("2024-03-05", "ended", (0, None, 0)),
            "Nothing: the duty lapsed before its time was over.",
        ),
    ],
)
def test_every_verdict_says_what_would_change_it(found, needed):
    assert words.what_would_change(found)[-1].sentence == needed


def test_zone_that_is_not_known_is_a_problem_with_its_code():
    with pytest.raises(UsageError) as caught:
        words.zone_of("Nowhere/Land")
    assert caught.value.code == "SV601"


@pytest.mark.parametrize(
    ("count", "named", "said"),
    [
        (1, "reports", "1 report"),
        (0, "reports", "0 reports"),
        (1204, "sources", "1,204 sources"),
        (1, "coverage", "1 coverage"),
        (1, "rows rejected", "1 row rejected"),
    ],
)
def test_one_of_a_thing_is_no_plural(count, named, said):
    """Boards had said `1 reports, 1 sources`, and checks `1 errors`."""
    assert how_many(count, named) == said
