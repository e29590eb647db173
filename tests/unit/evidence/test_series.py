"""Rows of series that count the same are found among many, as one by one."""

from __future__ import annotations

from itertools import permutations

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.evidence.valley import names

from servanda.evidence.series import overlaps_among, thing_of
from servanda.evidence.things import ThingRelations

KNOWN = names()
ROWS = st.lists(
    st.fixed_dictionaries({
        "series": st.sampled_from(["daily", "weekly"]),
        "object": st.sampled_from(["truck", "fuel truck", "food truck"]),
        "area": st.sampled_from([["east"], ["west"], ["valley"]]),
        "begins": st.integers(0, 12),
        "length": st.integers(1, 4),
        "recorded_at": st.integers(0, 3),
        "replaces": st.sampled_from([None, None, "r0", "r1"]),
    }),
    max_size=9,
)  # fmt: skip


def rows_of(drawn):
    found = []
    for number, row in enumerate(drawn):
        named = {"row_id": number, "source": "agency", "report": f"r{number}", "act": "admit",
                 "unit": "truck", "ends": row["begins"] + row["length"]}  # fmt: skip
        # A report replaces only older ones here, so that there are no circles.
        replaces = row["replaces"] if number > 1 else None
        found.append({**row, **named, "replaces": replaces})
    return found


def table_of(rows):
    lists = ("recipient", "manner", "area", "area_from")
    texts = (
        "source",
        "series",
        "report",
        "replaces",
        "act",
        "object",
        "attributes",
        "list",
        "unit",
    )
    numbers = ("row_id", "begins", "ends", "recorded_at")
    schema = pa.schema([*((name, pa.list_(pa.string())) for name in lists),
                        *((name, pa.string()) for name in texts),
                        *((name, pa.int64()) for name in numbers)])  # fmt: skip
    return pa.Table.from_pylist(rows, schema)


def root_of(row):
    return row["replaces"] or row["report"]


def counts_again(one, other):
    """Say whether `other`, recorded later, counts again what `one` counts."""
    things = thing_of(one, KNOWN), thing_of(other, KNOWN)
    return (
        (one["recorded_at"], one["report"]) < (other["recorded_at"], other["report"])
        and one["series"] == other["series"]
        and root_of(one) != root_of(other)
        and one["begins"] < other["ends"]
        and other["begins"] < one["ends"]
        and (one["begins"] != other["begins"] or one["ends"] == other["ends"])
        and ThingRelations(KNOWN.vocabulary).relation(*things) is not None
        and KNOWN.areas.relation(one["area"], other["area"]) is not None
    )


@given(ROWS)
def test_overlaps_are_those_that_pairs_of_rows_have(drawn):
    rows = rows_of(drawn)
    pairs = [(one, other) for one, other in permutations(rows, 2) if counts_again(one, other)]
    pairs.sort(key=lambda p: (p[1]["recorded_at"], p[1]["report"], p[0]["recorded_at"],
                              p[0]["report"]))  # fmt: skip
    bad = {}
    for one, other in pairs:
        if one["row_id"] not in bad and other["row_id"] not in bad:
            bad[other["row_id"]] = one["report"]
    found = overlaps_among(table_of(rows), KNOWN)
    assert {row: fault.reason.split("`")[1] for row, fault in found.items()} == bad
