"""The chain, worked out again by hand from its description."""

from __future__ import annotations

import hashlib

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from servanda.evidence.ledger.chain import entry_link, genesis, links, record_text, row_digests
from servanda.evidence.ledger.records import CHANGES, ROWS, Entry

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
NUMBER = st.integers(0, 2**62)
ROW = st.fixed_dictionaries(
    {
        "seq": NUMBER,
        "entry_no": NUMBER,
        "table_name": TEXT,
        "row_key": TEXT,
        "change": st.sampled_from(sorted(CHANGES)),
        "replaces_seq": NUMBER | st.none(),
        "file_row": NUMBER | st.none(),
        "cells": TEXT,
        "original": TEXT | st.none(),
        "fault": TEXT | st.none(),
        "chain": TEXT,
    }
)
ENTRY = Entry(
    1, "import", "2024-03-05T09:00:00.000000Z", "2024-03-05T09:00:00.000000Z", "A. Monitor", "",
    "reports.csv", "in/reports.csv", "ab" * 32, 120, "tables", "0.1.0", None, 2, 2, 0, 0, 0, 0, 0,
    1, 2, "",
)  # fmt: skip


def by_hand(row: dict) -> str:
    text = "".join(
        "-," if row[name] is None else f"{len(str(row[name]).encode())}:{row[name]},"
        for name in ROWS.names[:-1]
    )
    return hashlib.sha256(text.encode()).hexdigest()


@given(st.lists(ROW, max_size=5))
def test_digests_are_those_of_the_description(rows):
    assert row_digests(pa.Table.from_pylist(rows, ROWS)) == [by_hand(row) for row in rows]


def test_text_tells_null_from_empty_and_fields_from_each_other():
    assert record_text([None, "", "a", "é", 12]) == "-,0:,1:a,2:é,2:12,"
    assert record_text(["ab", "c"]) != record_text(["a", "bc"])


def test_link_follows_from_the_one_before_it():
    first = hashlib.sha256(b"0" * 64 + b"1" * 64).hexdigest()
    second = hashlib.sha256(first.encode() + b"2" * 64).hexdigest()
    assert links("0" * 64, ["1" * 64, "2" * 64]) == [first, second]


def test_genesis_is_of_the_name_of_the_ledger():
    expected = hashlib.sha256(b"servanda ledger x 2024").hexdigest()
    assert genesis("x", "2024") == expected


def test_link_of_a_receipt_covers_its_fields():
    text = record_text(
        (1, "import", ENTRY.entered_at, ENTRY.seen_at, "A. Monitor", "", "reports.csv",
         "in/reports.csv", "ab" * 32, 120, "tables", "0.1.0", None, 2, 2, 0, 0, 0, 0, 0, 1, 2)
    )  # fmt: skip
    digest = hashlib.sha256(text.encode()).hexdigest()
    assert entry_link("0" * 64, ENTRY) == links("0" * 64, [digest])[0]
