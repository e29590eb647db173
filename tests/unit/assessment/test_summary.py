from __future__ import annotations

from typing import Any

import pytest

from servanda.assessment.summary import summary_of, worst_of


def row(verdict: str, reason: str = "", **columns: Any) -> dict[str, Any]:
    plain = {"reading_no": 0, "certain": 0, "possible": None, "alleged": 0}
    return {**plain, "verdict": verdict, "reason": reason, **columns}


def test_worst_of_puts_not_verifiable_before_pending():
    assert worst_of(["complied", "pending", "not verifiable", "ended"]) == "not verifiable"


def test_worst_of_puts_complied_before_ended():
    assert worst_of(["ended", "complied"]) == "complied"


def test_worst_of_nothing_is_refused():
    with pytest.raises(ValueError, match="empty"):
        worst_of([])


def test_counts_stand_beside_the_verdict_worst_first():
    rows = [row("complied"), row("disputed", "alleged"), row("complied")]
    assert list(summary_of(rows).counts.items()) == [("disputed", 1), ("complied", 2)]


def test_plain_breach_needs_no_reason():
    rows = [row("violated", "not attributed"), row("violated"), row("disputed", "hand unknown")]
    summary = summary_of(rows)
    assert (summary.verdict, summary.reason) == ("violated", "")


def test_breach_of_no_member_is_not_attributed():
    rows = [row("disputed", "hand unknown"), row("violated", "not attributed")]
    assert summary_of(rows).reason == "not attributed"


def test_clause_as_it_stands_is_its_reading_zero():
    rows = [row("complied", alleged=1), row("violated", alleged=1, reading_no=1)]
    assert summary_of(rows).verdict == "complied"


def test_readings_that_differ_have_no_common_verdict():
    rows = [row("complied", alleged=1), row("violated", alleged=1, reading_no=1)]
    assert summary_of(rows).all_readings is None


def test_reading_without_data_is_left_out_of_the_common_verdict():
    rows = [
        row("complied", alleged=1),
        row("complied", alleged=1, reading_no=1),
        row("not verifiable", reading_no=2),
    ]
    assert summary_of(rows).all_readings == "complied"


def test_one_reading_with_data_is_no_agreement_of_readings():
    rows = [row("complied", alleged=1), row("not verifiable", reading_no=1)]
    assert summary_of(rows).all_readings is None
