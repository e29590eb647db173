"""The golden sentences mean what the YAML file says; renew it by hand and read the difference."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from tests.unit.agreement.plain import bare, plain

from servanda.agreement.check import check_agreement
from servanda.agreement.wording import canonical_text

ROWS = yaml.safe_load(
    (Path(__file__).parents[2] / "golden/sentences/sentences.yaml").read_text(encoding="utf-8")
)
RIGHT = [row for row in ROWS if "problems" not in row]
JUDGED = [row for row in RIGHT if "model" in row]
LATER = [row for row in RIGHT if "not judged" in row]
WRONG = [row for row in ROWS if "problems" in row]
GENERAL = {"SV236", "SV237", "SV239"}


def ids(rows):
    return [row["id"] for row in rows]


def sentences_of(row):
    return row.get("beside", "") + "\n" + row["sentence"]


def test_golden_sentences_are_all_there():
    assert (len(JUDGED), len(LATER), len(WRONG)) == (157, 1, 15)


@pytest.mark.parametrize("row", JUDGED, ids=ids(JUDGED))
def test_golden_sentence_has_its_meaning(golden, row):
    assert plain(golden(sentences_of(row)).clause) == row["model"]


@pytest.mark.parametrize("row", LATER, ids=ids(LATER))
def test_golden_sentence_of_later_is_kept_and_not_judged(golden, row):
    clause = golden(sentences_of(row)).clause
    assert (clause.is_judged, clause.reason) == (False, row["not judged"])


@pytest.mark.parametrize("row", RIGHT, ids=ids(RIGHT))
def test_golden_sentence_has_no_error(golden, row):
    severities = {problem.severity for problem in golden(sentences_of(row)).problems}
    assert severities <= {"warning"}


@pytest.mark.parametrize("row", RIGHT, ids=ids(RIGHT))
def test_canonical_text_of_a_golden_sentence_means_the_same(golden, row):
    first = golden(sentences_of(row))
    text = canonical_text(first.clause, first.agreement.vocabulary)
    again = golden(row.get("beside", "") + "\n" + text)
    assert bare(again.clause) == bare(first.clause)


@pytest.mark.parametrize("row", RIGHT, ids=ids(RIGHT))
def test_canonical_text_of_a_golden_sentence_is_stable(golden, row):
    first = golden(sentences_of(row))
    text = canonical_text(first.clause, first.agreement.vocabulary)
    again = golden(row.get("beside", "") + "\n" + text)
    assert canonical_text(again.clause, again.agreement.vocabulary) == text


@pytest.mark.parametrize("row", WRONG, ids=ids(WRONG))
def test_wrong_sentence_gives_its_code_and_its_way_out(golden, row):
    reading = golden(row["sentence"])
    found = [*reading.problems, *check_agreement(reading.agreement)]
    shown = [
        {"code": p.code, "severity": p.severity, "says": p.message.split(";")[0], "offers": p.hint}
        | ({"name": p.name} if p.name else {})
        for p in found
        if p.code not in GENERAL
    ]
    assert shown == row["problems"]
