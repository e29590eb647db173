"""What is offered is what the parser accepts, and all of it."""

from __future__ import annotations

import pytest
from tests.unit.agreement.conftest import PREAMBLE, TRUCE
from tests.unit.agreement.full_model import RIGHT

from servanda.agreement import areas, front_who, frontmatter, totals
from servanda.agreement.lexer import read_tokens
from servanda.agreement.parser import Refusal, parse_tokens
from servanda.lsp.complete import complete_sentence, complete_text
from servanda.lsp.complete_front import NESTED, complete_front
from servanda.lsp.draft import Draft
from servanda.vocabulary.loader import KEYS as WORD_KEYS


def offers(words, head=TRUCE, before="[calm] Each party must not attack.\n"):
    """Return what is offered at the end of a sentence."""
    start, _, end = head.partition("%s")
    text = f"{start}{before}[a] {words}"
    return complete_sentence(Draft(text + end), len(text))


def texts(words, **more):
    return [offer.text for offer in offers(words, **more)]


@pytest.mark.parametrize(
    ("words", "some", "none"),
    [
        ("", {"Northland", "Each", "When", "No one"}, {"must", "valley", "attack"}),
        ("Northland ", {"must", "must not", "may", "and"}, {"valley", "attack"}),
        ("Northland must ", {"release", "let", "begin to", "must not"},
         {"valley", "northland", "releases"}),
        ("Northland must not attack in ", {"valley", "the east", "each"}, {"attack", "by"}),
        ("Northland must release at least 5 prisoners by ", {"day 1", "D+1", "the end", "signing"},
         {"valley", "prisoners"}),
        ("Northland must release at least 5 prisoners within 2 ", {"hours", "days"}, {"valley"}),
        ("Northland must admit at least 5 aid trucks into valley each ", {"day", "calendar month"},
         {"valley"}),
        ("When southland ", {"attacks", "releases"}, {"must", "valley"}),
        ("After [", {"calm", "a"}, {"valley"}),
        ("After [calm] ", {"is done", "is verified by", "is found breached"}, {"must"}),
        ("Northland must report to ", {"mission", "southland"}, {"attack"}),
    ],
)  # fmt: skip
def test_offers_are_those_of_the_place(words, some, none):
    found = {text.removeprefix("each ") for text in texts(words)}
    assert some - found == set()
    assert none & found == set()


def test_typed_letters_narrow_the_offers():
    assert texts("Northland must not attack in va") == ["valley"]


def test_phrase_of_several_words_replaces_all_that_was_typed():
    (offer,) = offers("Northland must admit at least 5 aid trucks into valley each calendar m")
    assert (offer.text, offer.kind) == ("each calendar month", "keyword")
    text = TRUCE.partition("%s")[0] + "[calm] Each party must not attack.\n[a] "
    assert offer.start == len(text) + len("Northland must admit at least 5 aid trucks into valley ")


def test_sentence_within_a_reading_is_completed():
    words = 'reading of [calm]: "Each party must not attack in va'
    assert texts(words.replace("[calm]", "[calm]")) == ["valley"]


@pytest.mark.parametrize("words", ["Northland must not attack.", "not checked: whatever "])
def test_nothing_is_offered_after_a_sentence(words):
    assert texts(words + " ") == []


# ---- every boundary of every golden sentence

FOLLOWERS = ("", "gaza", "'s islands", "israel", "hostage-list", "phase 1", "5 days before",
             "5 km of", "100 mm",
             "hostages", "living hostages", "on foot", "release", "at least 5", "each day", "day 1",
             "50", "10:00", "[s01]", "are women", "12:00 each day", "50 hostages")  # fmt: skip


def fits(draft, words):
    """Return whether words can begin a sentence, however it goes on."""
    return any(_fits(draft, words, follower) for follower in FOLLOWERS)


def _fits(draft, words, follower):
    tokens = (
        read_tokens(
            f"{words}{follower}" if "'" in follower else f"{words} {follower}", 0, draft.phrases
        )
        or []
    )
    kept = [token for token in tokens if token.start < len(words)]
    if not kept or any(token.is_unknown for token in kept):
        return False
    parsed = parse_tokens(kept)
    return not (isinstance(parsed, Refusal) and parsed.token is not None)


def boundaries(sentence, draft):
    """Yield each beginning of a sentence, with the phrase that follows it."""
    tokens = read_tokens(sentence, 0, draft.phrases)
    for token in tokens:
        yield sentence[: token.start], token.text


SENTENCES = [
    (row["id"], row["sentence"].split("] ", 1)[1].removesuffix("."))
    for row in RIGHT
    if "reading of" not in row["sentence"] and "not checked" not in row["sentence"]
]


DRAFT = Draft(PREAMBLE.replace("%s", "[calm] Each party must not attack."))


@pytest.mark.parametrize(("row", "sentence"), SENTENCES, ids=[row for row, _ in SENTENCES])
def test_next_phrase_of_a_golden_sentence_is_offered(row, sentence):
    missing = [
        (start, phrase)
        for start, phrase in list(boundaries(sentence, DRAFT))[len(sentence) % 2 :: 2]
        if phrase[0].isalpha() and not any(c.isdigit() for c in phrase)
        if phrase.lower() not in {offer.text.lower() for offer in complete_text(DRAFT, start)}
    ]
    assert missing == []


@pytest.mark.parametrize(
    ("row", "sentence"), SENTENCES[::9], ids=[row for row, _ in SENTENCES[::9]]
)
def test_offers_within_a_golden_sentence_are_accepted(row, sentence):
    starts = [start for start, _ in boundaries(sentence, DRAFT)][::3]
    wrong = [
        f"{start[: offer.start]}{offer.text}"
        for start in starts
        for offer in complete_text(DRAFT, start)[::5]
        if not fits(DRAFT, f"{start[: offer.start]}{offer.text}")
    ]
    assert wrong == []


# ---- the front matter


def front_offers(front):
    """Return what is offered at the mark `|` of a front matter."""
    head = "---\ntitle: x\nparties: {northland: North, southland: South}\nareas: {valley: V}\n"
    text = f"{head}{front}\n---\n"
    at = text.index("|")
    return [offer.text for offer in complete_front(Draft(text.replace("|", "")), at)]


@pytest.mark.parametrize(
    ("front", "expected"),
    [
        ("ti|", ["time zone: ", "title: "]),
        ("monitors: [no|]", ["northland"]),
        ("monitors: [northland, |]", ["northland", "southland"]),
        ("time zone: Africa/Map|", ["Africa/Maputo"]),
        ("in force: {fr|}", ["from: "]),
        ("in force:\n  un|", ["until: "]),
        ("apart:\n  - [va|]", ["valley"]),
        ("lists:\n  a-list: {se|}", ["secret: "]),
    ],
)
def test_front_matter_is_completed(front, expected):
    assert front_offers(front) == expected


@pytest.mark.parametrize(
    ("key", "known"),
    [
        ("parties", front_who.ACTOR_KEYS),
        ("lists", frontmatter.LIST_KEYS),
        ("areas", areas._AREA_KEYS),
        ("totals", totals._KEYS),
        ("vocabulary", {key for keys in WORD_KEYS.values() for key in keys}),
    ],
)
def test_keys_offered_are_those_that_are_read(key, known):
    assert set(NESTED[key]) == set(known)
