"""Declared totals: of each the last, and where they differ everything between."""

from __future__ import annotations

import pytest
from tests.unit.agreement.pauses import northland

from servanda.agreement.declared import declared_totals

AGREEMENT = northland("[x] Northland must release all prisoners by day 5.")


def row(count, by, at, *, accepted=(), of="prisoner", high=-1):
    """Return a row of the table, recorded at some instant."""
    return {
        "of": of,
        "low": count,
        "high": count if high == -1 else high,
        "declared_by": by,
        "accepted_by": list(accepted),
        "recorded_at": at,
    }


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([row(10, "southland", 1)], (10, 10)),
        ([row(10, "southland", 1), row(3, "Southland", 2)], (3, 3)),
        ([row(10, "southland", 1), row(3, "northland", 2)], (3, 10)),
        ([row(3, "northland", 1), row(10, "southland", 2)], (3, 10)),
        ([row(10, "southland", 1), row(4, "southland", 1)], (4, 10)),
        ([row(10, "southland", None), row(3, "southland", 1, of="Prisoners")], (3, 3)),
        ([row(10, "southland", 1), row(3, "northland", 2, high=None)], (3, None)),
        ([row(10, "southland", 1), row(7, "mission", 2, accepted=["northland"])], (7, 10)),
        ([row(10, "southland", 1), row(7, "northland", 2, accepted=["Southland"])], (7, 7)),
        (
            [row(7, "mission", 1, accepted=["northland", "southland"]), row(9, "southland", 2)],
            (7, 9),
        ),
    ],
)
def test_total_is_what_all_who_declare_one_leave_open(rows, expected):
    assert declared_totals(AGREEMENT, rows) == {"prisoner": expected}
    assert declared_totals(AGREEMENT, rows[::-1]) == {"prisoner": expected}


def test_what_the_agreement_says_counts_as_declared_before():
    own = northland(
        "[x] Northland must release all prisoners by day 5.",
        "totals:\n  prisoners: {count: 12, declared by: southland}\n",
    )
    assert declared_totals(own, [row(9, "southland", 1)]) == {"prisoner": (9, 9)}
    assert declared_totals(own, [row(9, "northland", 1)]) == {"prisoner": (9, 12)}
    accepted = row(9, "northland", 1, accepted=["southland"])
    assert declared_totals(own, [accepted]) == {"prisoner": (9, 9)}


def test_nothing_declared_is_nothing():
    assert declared_totals(AGREEMENT, []) == {}
