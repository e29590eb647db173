"""Mentions, hover, definitions and renaming, straight on the text."""

from __future__ import annotations

import pytest
from tests.unit.agreement.conftest import TRUCE
from tests.unit.agreement.full_model import FULL, OUTLINES

from servanda.lsp.draft import Draft, is_agreement
from servanda.lsp.hover import hover_at
from servanda.lsp.mentions import mention_at, mentions_of
from servanda.lsp.problems import fixes_of, problems_of
from servanda.lsp.rename import Refused, definitions, references, rename

FULL_DRAFT = Draft(FULL, "a.md", OUTLINES)


def truce(block):
    return Draft(TRUCE.replace("%s", block))


def renamed(draft, words, new, shift=0):
    """Return the text after renaming what stands at some words, or why it cannot be."""
    edits = rename(draft, draft.text.index(words) + shift, new)
    if isinstance(edits, Refused):
        return edits.why
    text = draft.text
    for edit in reversed(edits):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


def test_mentions_are_the_words_themselves():
    draft = truce("[calm] When a side attacks the East, it must notify the mission within 2 hours.")
    block = draft.text.index("[calm]")
    found = [(m.kind, m.name, draft.text[m.start : m.end]) for m in mentions_of(draft)
             if m.start > block]  # fmt: skip
    assert found == [
        ("clause", "calm", "calm"),
        ("group", "side", "side"),
        ("act", "attack", "attacks"),
        ("area", "east", "the East"),
        ("act", "notify", "notify"),
        ("actor", "mission", "the mission"),
    ]


def test_every_declared_name_has_its_definition():
    found = {m.key for m in mentions_of(FULL_DRAFT) if m.is_definition}
    no_names = ("word of", "key", "time")
    expected = {key for key in FULL_DRAFT.front.places if not key[0].startswith(no_names)}
    in_file = {("area", "river"), ("area", "ford")}
    assert expected - found == in_file


def test_names_inside_the_front_matter_are_mentions():
    keys = [m.key for m in mentions_of(FULL_DRAFT) if not m.is_definition]
    assert keys.count(("area", "east")) == 2
    assert ("clause", "calm") in keys
    assert ("actor", "hill-militia") in keys


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("northland: {name", "**Northland** (`northland`), a party; also north, the north;"
         " answers for hill-militia"),
        ("mission: The Mission", "**The Mission** (`mission`), a third party, whose word verifies"),
        ("valley: {name", "**The valley** (`valley`), an area; parts east, west"),
        ("hill: {difference", "**hill** (`hill`), an area; the union of bridge; less ford"),
        ("prisoner-list: {name", "**The list** (`prisoner-list`), a list of prisoners"),
        ("kite: {plural", "**kite**, a thing; a kind of drone; counted in kites; added by this"
         " agreement"),
        ("whistle: {does", "**whistle**, an act; a kind of notify; apart from fly; added by this"
         " agreement. to whistle"),
    ],
)  # fmt: skip
def test_hover_says_what_a_name_is(words, expected):
    assert hover_at(FULL_DRAFT, FULL_DRAFT.text.index(words)) == expected


def test_hover_on_a_sentence_says_when_it_is_due():
    draft = truce("[free] Southland must release at least 3 prisoners by day 3.")
    assert hover_at(draft, draft.text.index("must release") + 1) == (
        "**[free]** Southland must release at least 3 prisoners by day 3.\n\n"
        "- Southland: to be done 2024-03-01 06:00 to 2024-03-04 00:00"
    )


def test_hover_on_a_prohibition_names_all_bearers_once():
    draft = truce("[calm] Each party must not attack in valley.")
    assert hover_at(draft, draft.text.index(" must not")).endswith(
        "- Northland, Southland: holds 2024-03-01 06:00 to 2024-03-31 06:00"
    )


def test_hover_on_a_label_shows_that_clause():
    draft = truce("[free] Southland must release at least 3 prisoners by day 3.\n"
                  "[b] After [free] is done, northland must not attack.")  # fmt: skip
    text = hover_at(draft, draft.text.index("[free] is done") + 2)
    assert text.startswith("**[free]** Southland must release")


def test_hover_on_many_days_shows_the_first_and_the_last():
    draft = truce("[aid] Northland must admit at least 2 aid trucks into valley each day.")
    lines = hover_at(draft, draft.text.index(" must admit")).splitlines()
    assert lines[-2:] == [
        "- and 26 more, the last:",
        "- Northland: to be done 2024-03-30",
    ]


def test_definition_of_a_word_written_otherwise():
    draft = truce("[a] Northland must not attack the East.")
    (found,) = definitions(draft, draft.text.index("the East") + 5)
    assert draft.text[found.start :].startswith("east: The East")


def test_references_of_an_area_are_in_both_halves_of_the_file():
    draft = truce("[a] Northland must not attack in east or west.")
    found = references(draft, draft.text.index("east or"))
    assert len(found) == 3


def test_rename_of_an_area_changes_its_names_and_not_its_title():
    draft = truce("[a] Northland must not attack in east, except in the East.")
    assert renamed(draft, "east, except", "orient") == draft.text.replace(
        "[east, west]", "[orient, west]"
    ).replace("  east: The", "  orient: The").replace("in east,", "in orient,")


def test_rename_of_a_party_keeps_capitals():
    draft = truce(
        "[a] Northland must not attack.\n[b] When northland attacks, southland may attack."
    )
    text = renamed(draft, "northland attacks", "uplands")
    assert "[a] Uplands must not attack.\n[b] When uplands attacks, southland may attack." in text
    assert "\n  uplands: {name: Northland" in text


def test_rename_of_a_clause_renames_its_readings():
    draft = Draft(FULL, "a.md", OUTLINES)
    assert renamed(draft, "[calm]\n" if "[calm]\n" in FULL else "[calm] Each", "quiet", 1) == (
        FULL.replace("[calm", "[quiet")
    )


@pytest.mark.parametrize(
    ("words", "shift", "new", "why"),
    [
        ("[a] North", 1, "b", "the label `[b]` stands in this file already"),
        ("[a] North", 1, "x y", "`x y` is no label here: letters, digits and hyphens, and it has no"
         " slash"),
        ("Northland must", 0, "southland", "`southland` already is a name or a word of the"
         " language"),
        ("Northland must", 0, "each day", "`each day` already is a name or a word of the language"),
        ("Northland must", 0, "no:name", "`no:name` would be read otherwise"),
        ("must not", 0, "x", "only labels and declared names can be renamed"),
        ("attack.", 0, "x", "only labels and declared names can be renamed"),
    ],
)  # fmt: skip
def test_rename_that_would_break_the_file_is_refused(words, shift, new, why):
    draft = truce("[a] Northland must not attack.\n[b] not checked: x.")
    assert renamed(draft, words, new, shift) == why


def test_fix_of_a_key_of_the_front_matter():
    draft = Draft(TRUCE.replace("monitors:", "monitor:").replace("%s", "[a] not checked: x."))
    fixes = [fix for problem in problems_of(draft) for fix in fixes_of(draft, problem)]
    assert [(f.title, f.edit.text) for f in fixes] == [("write `monitors`", "monitors")]


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        (TRUCE, "x.md", True),
        ("", "agreement.md", True),
        ("", "C:\\a\\agreement.md", True),
        ("# x\n```terms\n```\n", "x.md", False),
        ("---\ntitle: blog\n---\n# x\n", "x.md", False),
    ],
)
def test_agreement_is_told_from_other_markdown(text, path, expected):
    assert is_agreement(text, path) is expected


@pytest.mark.parametrize(
    ("mark", "expected"),
    [("[a] Northland", True), ("# Truce", False), ("title:", False), ("No shot", False)],
)
def test_blocks_of_terms_are_told_from_prose(mark, expected):
    draft = truce("[a] Northland must not attack.")
    assert draft.is_in_terms(draft.text.index(mark)) is expected


def test_nothing_is_mentioned_between_words():
    draft = truce("[a] Northland must not attack.")
    assert mention_at(draft, draft.text.index("# Truce")) is None
