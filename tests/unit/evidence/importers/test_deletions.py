"""Deletions of ACLED beside its events: taken back by the source, and never gone."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from tests.unit.evidence.importers.country import SAMPLES, terms

from servanda import api
from servanda.errors import EvidenceError
from servanda.evidence.importers import FORMATS, Imported, import_file
from servanda.intake import Wish, in_order

AGREEMENT = """---
title: Pause in the valley (made up)
parties: {northland: Northland, southland: Southland}
time zone: Africa/Maputo
in force: {from: 2024-03-01 06:00, for: 4 days}
areas: {valley: {parts: [east, west]}, east: East, west: West}
---
```terms
[calm] Each party must not attack in valley.
```
"""


def take_in(case: Path, outside: str, file: str) -> Imported:
    return import_file(SAMPLES / file, FORMATS[outside], terms(), to=case)


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """A case with the events of the sample."""
    (tmp_path / "agreement.md").write_text(AGREEMENT, encoding="utf-8")
    take_in(tmp_path, "acled", "acled.csv")
    return tmp_path


def written(case: Path, name: str) -> list[dict[str, str]]:
    with (case / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_each_report_of_a_deleted_event_is_taken_back_from_then_on(case):
    take_in(case, "acled-deleted", "acled-deleted.csv")
    rows = written(case, "reports-acled-deleted.csv")
    cells = ("report", "replaces", "withdrawn", "recorded_at", "source", "licence")
    at = "2024-03-21T05:46:40Z"
    assert [tuple(row[name] for name in cells) for row in rows] == [
        ("VAL103-deleted", "VAL103", "true", at, "acled", "ACLED"),
        ("VAL103-killed-deleted", "VAL103-killed", "true", at, "acled", "ACLED"),
    ]
    assert rows[0]["original_deleted_timestamp"] == "1711000000"


def test_deletions_that_take_nothing_back_are_kept_with_the_reason(case):
    found = take_in(case, "acled-deleted", "acled-deleted.csv").converted.asides.to_pylist()
    assert [(row["row_no"], row["code"], row["why"]) for row in found] == [
        (3, None, "the event changed after it was deleted, so that it stands"),
        (4, None, "no import of the case holds this event"),
        (5, "SV806", "no time can be read from `soon`"),
    ]


def test_deletion_without_a_case_finds_no_event():
    found = import_file(SAMPLES / "acled-deleted.csv", FORMATS["acled-deleted"], terms())
    assert found.converted.reports.num_rows == 0
    assert found.converted.asides.num_rows == 4


def test_board_shows_the_event_until_it_was_deleted(case):
    take_in(case, "acled-deleted", "acled-deleted.csv")
    read = api.read(case)
    assert read.evidence.rejects.num_rows == 0
    days = {}
    for as_of in ("2024-03-21 07:00", "2024-03-22 08:00"):
        board = api.explain(read, api.Wanted("calm", "2024-03-04"), as_of=as_of, standard="claimed")
        days[as_of] = {finding.bearer: finding.verdict for finding in board.findings}
    assert days["2024-03-21 07:00"]["northland"] == "violated"
    assert days["2024-03-22 08:00"]["northland"] != "violated"


def test_answer_of_the_endpoint_is_read_too(case):
    take_in(case, "acled-deleted", "acled-deleted-again.json")
    rows = written(case, "reports-acled-deleted-acled-deleted-again.csv")
    assert [row["replaces"] for row in rows] == ["VAL101", "VAL101-killed"]


def test_events_are_taken_in_before_their_deletions():
    files = [SAMPLES / "acled-deleted.csv", SAMPLES / "acled.csv"]
    assert in_order(files, Wish()) == files[::-1]
    assert in_order(files[:1], Wish()) == files[:1]


def test_import_never_overwrites_that_of_another_file(case, tmp_path):
    other = tmp_path / "acled.tsv"
    other.write_text((SAMPLES / "acled.csv").read_text("utf-8"), encoding="utf-8")
    with pytest.raises(EvidenceError, match=r"was made of `acled\.csv`") as caught:
        import_file(other, FORMATS["acled"], terms(), to=case)
    assert caught.value.code == "SV809"
