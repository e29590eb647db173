"""The canonical form of files: stable, the same meaning, nothing changed outside of terms."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.unit.agreement.conftest import TRUCE
from tests.unit.agreement.full_model import FULL, OUTLINES, RIGHT, golden_text
from tests.unit.agreement.test_wording import sentences

from servanda.agreement import parse_agreement
from servanda.agreement.format import format_agreement
from servanda.agreement.reading import read_geojson
from servanda.agreement.schema import meaning

ROOT = Path(__file__).parents[3]


def formatted(block):
    """Return the block of a truce in canonical form."""
    text = format_agreement(TRUCE.replace("%s", block)).text
    return text.split("```terms\n")[1].split("\n```")[0]


@pytest.mark.parametrize(
    ("block", "canonical"),
    [
        ("[a]   each  party must\n   not attack in\tthe valley.",
         "[a] Each party must not attack in valley."),
        ("  [a] Each party must not attack .  [b] not checked: all is well.",
         "[a] Each party must not attack.\n[b] not checked: all is well."),
        ("\n\n[a] Each party must not attack.\n\n\n\n[b] not checked: well.\n\n",
         "[a] Each party must not attack.\n\n[b] not checked: well."),
        ("[a] Northland must release prisoners only after day 3.",
         "[a] Northland must not release prisoners until the end of day 3."),
        ("[a] Each party must not attack.\n[a/x] reading  of [a]: count  fly instead of attack.",
         "[a] Each party must not attack.\n[a/x] reading of [a]: count fly instead of attack."),
    ],
)  # fmt: skip
def test_block_is_put_into_form(block, canonical):
    assert formatted(block) == canonical


@pytest.mark.parametrize(
    "block",
    [
        "[a]   Each  party must not atack.",
        "[a]  Each party must not attack.\n[a]  Each party must not fly.",
        "stray   words\n[a",
        "[a]  Each party  must not attack",
    ],
)
def test_sentence_that_cannot_be_read_stays_as_it_is(block):
    assert formatted(block) == block


def test_sentence_beside_a_wrong_one_is_formatted():
    assert formatted("[a]  Each party  must not attack.\n  [b]  Each party must not atack.") == (
        "[a] Each party must not attack.\n  [b]  Each party must not atack."
    )


def test_file_without_front_matter_stays_as_it_is():
    text = "# Truce\n```terms\n[a]   Each party must not attack.\n```\n"
    assert format_agreement(text).text == text


def test_line_ends_and_byte_order_mark_are_kept():
    text = "\ufeff" + TRUCE.replace("%s", "[a]   Each party must\nnot attack.\n[b] not checked: x.")
    text = text.replace("\n", "\r\n")
    assert format_agreement(text).text == text.replace(
        "[a]   Each party must\r\nnot attack.", "[a] Each party must not attack."
    )


def test_block_in_a_list_keeps_its_indent():
    text = TRUCE.replace("%s", "") + "- item\n\n  ```terms\n  [a]   Each party must not\n"
    text += "  attack.\n  [b] not checked: x.\n  ```\n"
    assert format_agreement(text).text == text.replace(
        "[a]   Each party must not\n  attack.", "[a] Each party must not attack."
    )


def test_edits_are_those_of_the_text_as_it_was():
    text = TRUCE.replace("%s", "[a]   Each party must not attack.").replace("\n", "\r\n")
    (edit,) = format_agreement(text).edits
    assert text[edit.start : edit.end] == "[a]   Each party must not attack."
    assert edit.text == "[a] Each party must not attack."


@pytest.mark.parametrize("row", RIGHT, ids=lambda row: row["id"])
def test_golden_sentence_keeps_its_meaning(row):
    text = golden_text(row)
    first, again = (parse_agreement(t)[0] for t in (text, format_agreement(text).text))
    assert [meaning(c) for c in first.clauses] == [meaning(c) for c in again.clauses]


@pytest.mark.parametrize("row", RIGHT, ids=lambda row: row["id"])
def test_golden_sentence_formatted_twice_is_the_same(row):
    once = format_agreement(golden_text(row)).text
    assert format_agreement(once).text == once


@pytest.mark.parametrize("name", ["gaza-2023", "northland"])
def test_example_is_in_canonical_form_but_for_its_words(name):
    path = ROOT / "examples" / name / "agreement.md"
    text = path.read_text(encoding="utf-8")
    outlines = read_geojson(text, path.parent)
    once = format_agreement(text, str(path), outlines)
    assert format_agreement(once.text, str(path), outlines).edits == ()
    assert outside(once.text) == outside(text)


def outside(text):
    """Return a file without what stands in its blocks of terms."""
    return re.sub(r"(?ms)^( {0,3}```terms)$.*?^ {0,3}```$", r"\1", text)


@settings(max_examples=60)
@given(sentences(), sentences(), st.sampled_from([" ", "\n", "\n\n\n", "  \n\t"]))
def test_any_two_sentences_formatted_twice_are_the_same(one, other, gap):
    text = TRUCE.replace("%s", one + gap + other.replace("[a]", "[b]", 1))
    once = format_agreement(text)
    assert format_agreement(once.text).edits == ()
    assert outside(once.text) == outside(text)


WORDS = ["[a]", "[b]", "Each party", "must not", "attack", ".", "\n", "\n\n", "```", "```terms",
         "valley", " ", "\r\n", "\r", "# x", "> y", "not checked:", "\t", "~~~", "é😀"]  # fmt: skip


@settings(max_examples=60)
@given(st.lists(st.sampled_from(WORDS), max_size=40).map("".join))
@example("[a] Each party must not attack.```\n```")
@example("```\n\n\n```terms\n[a] Each party must not attack.")
def test_any_text_formatted_twice_is_the_same(words):
    text = TRUCE.replace("%s", words)
    once = format_agreement(text)
    again = format_agreement(once.text)
    assert (again.text, again.edits) == (once.text, ())
    first, second = (parse_agreement(t)[0] for t in (text, once.text))
    assert [meaning(c) for c in first.clauses] == [meaning(c) for c in second.clauses]


def test_layout_alone_keeps_the_words():
    text = TRUCE.replace("%s", "[a]   No party may\n attack in the valley.")
    found = format_agreement(text, keeps_words=True)
    assert found.text == TRUCE.replace("%s", "[a] No party may attack in the valley.")


def test_full_agreement_changes_only_in_its_terms():
    once = format_agreement(FULL, "a.md", OUTLINES)
    assert once.text == FULL


@given(st.text(max_size=200))
def test_any_text_at_all_is_formatted(text):
    assert format_agreement(text).text is not None
