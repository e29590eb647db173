"""Addresses, checkpoints, instants, differences, codes of the ledger."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.errors import EvidenceError
from servanda.evidence.ledger import Terms, codes, open_ledger
from servanda.evidence.ledger.address import read_address
from servanda.evidence.ledger.agreements import agreement_copy, agreement_versions, text_digest
from servanda.evidence.ledger.checkpoint import Checkpoint, read_checkpoint, show_checkpoint
from servanda.evidence.ledger.importing import differences
from servanda.evidence.ledger.instants import instant_of_text, instant_text
from servanda.evidence.ledger.records import ROWS
from servanda.evidence.ledger.shaping import SHAPED

HOME = Path(codes.__file__).parent
POINT = Checkpoint("0b1c9d52-6f7e-4c39-8a51-0d8f4f1b2a3c", 12, 345, "2024-03-05T09:00:00.000000Z",
                   "0123456789abcdef" * 4)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("case.servanda", "case.servanda"),
        ("postgresql://ann:secret@db:5432/case?sslmode=require", "postgresql://ann@db:5432/case"),
        ("postgres://db/case", "postgres://db/case"),
    ],
)
def test_address_is_shown_without_its_password(text, shown):
    assert read_address(text).shown == shown


def test_checkpoint_is_a_few_lines_for_paper():
    assert show_checkpoint(POINT) == (
        "servanda checkpoint 1\n"
        "ledger   0b1c9d52-6f7e-4c39-8a51-0d8f4f1b2a3c\n"
        "receipt  12\n"
        "row      345\n"
        "written  2024-03-05T09:00:00.000000Z\n"
        "chain    01234567 89abcdef 01234567 89abcdef\n"
        "         01234567 89abcdef 01234567 89abcdef\n"
    )


def test_checkpoint_is_read_as_it_was_typed(tmp_path):
    path = tmp_path / "checkpoint.txt"
    path.write_text(show_checkpoint(POINT).upper().replace("  ", "\n"))
    assert read_checkpoint(path) == POINT


@pytest.mark.parametrize("cut", [0, 30, 100, 170, 210])
def test_cut_off_checkpoint_is_told(tmp_path, cut):
    path = tmp_path / "checkpoint.txt"
    path.write_text(show_checkpoint(POINT)[:cut])
    with pytest.raises(EvidenceError) as caught:
        read_checkpoint(path)
    assert caught.value.code == "SV710"


def test_checkpoint_that_is_no_text_is_told(tmp_path):
    path = tmp_path / "checkpoint.txt"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(EvidenceError, match="is no checkpoint"):
        read_checkpoint(path)


@given(st.integers(0, 4_000_000_000_000_000))
def test_instant_and_its_text_are_the_same(instant):
    assert instant_of_text(instant_text(instant)) == instant


def test_texts_of_instants_sort_like_instants():
    assert instant_text(9_999_999) < instant_text(10_000_000)


# ---- differences ------------------------------------------------------------------------------

KEYS = st.dictionaries(st.sampled_from("abcdef"), st.sampled_from("xyz"), max_size=6)


def arrived(content: dict[str, str]) -> pa.Table:
    rows = [
        {"table_name": "reports", "row_key": key, "cells": cells, "place": place}
        for place, (key, cells) in enumerate(content.items())
    ]
    return pa.Table.from_pylist(rows, SHAPED)


def standing(content: dict[str, str]) -> pa.Table:
    rows = [
        {"seq": place, "entry_no": 1, "table_name": "reports", "row_key": key, "change": "new",
         "cells": cells, "chain": ""}
        for place, (key, cells) in enumerate(content.items(), start=1)
    ]  # fmt: skip
    return pa.Table.from_pylist(rows, ROWS)


@given(KEYS, KEYS)
def test_differences_lead_from_one_version_to_the_next(before, after):
    added, unchanged = differences(arrived(after), standing(before), Terms("me"))
    now = dict(before)
    for row in added.to_pylist():
        if row["change"] == "withdrawn":
            del now[row["row_key"]]
        else:
            now[row["row_key"]] = row["cells"]
    assert now == after
    assert unchanged == sum(before.get(key) == cells for key, cells in after.items())


@given(KEYS, KEYS)
def test_partial_file_never_takes_away(before, after):
    added, _ = differences(arrived(after), standing(before), Terms("me", is_partial=True))
    assert "withdrawn" not in added["change"].to_pylist()


# ---- codes --------------------------------------------------------------------------------------


def test_every_code_of_the_ledger_is_used_and_explained():
    texts = [p.read_text("utf-8") for p in HOME.glob("*.py") if p.name != "codes.py"]
    outside = Path(__file__).parents[4] / "src" / "servanda"
    others = ("case.py", "assessment/keeping.py", "assessment/keeping_files.py")
    texts += [(outside / p).read_text("utf-8") for p in others]
    used = {code for text in texts for code in re.findall(r"SV7\d\d", text)}
    assert used == set(codes.CODES)
    assert [code for code, words in codes.CODES.items() if not all(words)] == []


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_text_has_the_digest_that_fingerprints_name(mark, end):
    from servanda.agreement import parse_agreement

    path = Path(__file__).parents[4] / "examples" / "northland" / "agreement.md"
    text = mark + path.read_text("utf-8").replace("\n", end)
    agreement, _ = parse_agreement(text)
    assert text_digest(text.encode()) == agreement.text_hash


def test_file_that_is_no_text_has_the_digest_of_none():
    assert text_digest(b"\xff\xfe\x00") == ""


def test_working_copy_of_an_agreement_leaves_its_folder_for_no_outlines(tmp_path):
    from servanda import api

    address = tmp_path / "case.servanda"
    case = Path(__file__).parents[4] / "examples" / "northland" / "agreement.md"
    api.record([case], address, Terms("A. Monitor"))
    outside = tmp_path / "valley.geojson"
    with open_ledger(address) as ledger:
        version = agreement_versions(ledger)[0]
        named = replace(version, areas=str(outside), areas_sha256=version.sha256)
        with pytest.raises(EvidenceError) as caught, agreement_copy(ledger, named):
            pass
    assert caught.value.code == "SV714"
    assert not outside.exists()
