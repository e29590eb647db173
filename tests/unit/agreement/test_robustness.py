"""Whatever is written, reading it ends soon and with problems, never with a traceback."""

from __future__ import annotations

import subprocess
import sys
from time import perf_counter

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st
from tests.unit.agreement.conftest import PREAMBLE
from tests.unit.agreement.test_golden_sentences import ROWS

from servanda.agreement import parse_agreement
from servanda.agreement.check import check_agreement
from servanda.agreement.wording import canonical_text
from servanda.errors import show_problem

SENTENCES = [row["sentence"] for row in ROWS]
_BEYOND = "`1000000000001` is more than 1,000,000,000,000"
WORDS = sorted({word for sentence in SENTENCES for word in sentence.split()})


def read_all(text):
    """Read, check, word and show everything; return the problems."""
    agreement, problems = parse_agreement(text, "x.md")
    if agreement is not None:
        problems = (*problems, *check_agreement(agreement))
        for clause in agreement.clauses:
            canonical_text(clause, agreement.vocabulary)
    for problem in problems:
        show_problem(problem)
    return problems


@given(st.text(max_size=400))
@example("---\n---\n```terms\n[]\n```")
@example("---\n? a\n---\n")
@example("---\n\x00\n---\n")
def test_any_text_is_read(text):
    read_all(text)


@pytest.mark.parametrize(
    ("front", "sentence", "message"),
    [
        ("", "Hamas must release at least 1,000,000,000,001 hostages by day 3", _BEYOND),
        ("", "For every 1,000,000,000,001 hostages that hamas releases, the agreement is extended"
             " by 1 day, at most 5 days in total", _BEYOND),
        ("totals: {hostages: {count: 1e99999999}}\n", "Hamas must release all hostages by day 3",
         "`count` is no number"),
    ],
)  # fmt: skip
def test_number_beyond_all_counting_is_reported(front, sentence, message):
    text = PREAMBLE.replace("%s", f"[x] {sentence}.").replace("---\n", f"---\n{front}", 1)
    found = [p.message for p in read_all(text) if p.severity == "error"]
    assert found == [message]


@given(st.text(max_size=300))
def test_any_front_matter_is_read(text):
    read_all(f"---\n{text}\n---\n")


@given(st.text(max_size=300))
def test_any_block_is_read(text):
    read_all(PREAMBLE.replace("%s", text))


@given(st.lists(st.sampled_from(WORDS), max_size=25))
def test_any_order_of_known_words_is_read(words):
    read_all(PREAMBLE.replace("%s", "[x] " + " ".join(words) + "."))


@st.composite
def mutated(draw):
    words = draw(st.sampled_from(SENTENCES)).split(" ")
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(words) - 1))
        change = draw(st.sampled_from(("drop", "double", "swap", "insert", "spoil")))
        if change == "drop" and len(words) > 1:
            del words[at]
        elif change == "double":
            words.insert(at, words[at])
        elif change == "swap":
            other = draw(st.integers(0, len(words) - 1))
            words[at], words[other] = words[other], words[at]
        elif change == "insert":
            words.insert(at, draw(st.sampled_from(WORDS)))
        else:
            words[at] = words[at][:-1] + draw(st.characters())
    return " ".join(words)


@given(mutated())
def test_any_spoilt_sentence_is_read(sentence):
    read_all(PREAMBLE.replace("%s", sentence))


@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(("from", "for", "parts", "total", "kind of", "x")), inner, max_size=3),
    max_leaves=12,
), st.sampled_from(("parties", "third parties", "groups", "monitors", "in force", "amendments",
                    "phases", "areas", "apart", "own", "lists", "totals", "tables", "vocabulary",
                    "about", "levels", "linking", "title", "signed")))  # fmt: skip
def test_any_value_of_a_key_is_read(value, key):
    read_all("---\n" + yaml.safe_dump({"title": "T", key: value}) + "---\n")


HUGE = {
    "words": "[x] " + "israel " * 100_000 + ".",
    "commas": "[x] Israel must not attack " + "gaza, " * 40_000 + "gaza.",
    "short lists": "\n".join(f"[x{i}] Israel must attack {'gaza, ' * 130}." for i in range(300)),
    "nested": "[x] Israel must attack before " + "the earlier of day 1 and " * 30_000 + "day 2.",
    "brackets": "[" * 200_000,
    "labels": "[x]\n" * 3_000,
    "dots": ". " * 60_000,
    "no labels": "x\n" * 3_000,
    "determiners": "\n".join(f"[x{i}] {'the ' * 390}." for i in range(100)),
    "prepositions": "\n".join(f"[x{i}] {'in ' * 390}." for i in range(100)),
    "hyphens": "[x] " + "-" * 200_000 + ".",
    "digits": "[x] " + "9" * 100_000 + ".",
    "spaces": "[x] " + " " * 300_000 + "x.",
}


@pytest.mark.parametrize("name", HUGE)
def test_huge_input_is_read_in_seconds(name):
    start = perf_counter()
    read_all(PREAMBLE.replace("%s", HUGE[name]))
    assert perf_counter() - start < 8  # ten times what it takes: the machine may be busy


def lines(count):
    good = [s.split("] ", 1)[1] for s in SENTENCES[:15]]
    return PREAMBLE.replace("%s", "\n".join(f"[c{i}] {good[i % 15]}" for i in range(count)))


def seconds(text):
    start = perf_counter()
    parse_agreement(text, "x.md")
    return perf_counter() - start


def test_time_grows_with_the_length_only():
    seconds(lines(10))
    small = min(seconds(lines(300)) for _ in range(3))
    large = min(seconds(lines(1_200)) for _ in range(3))
    assert large < 4 * small * 2.5


def test_import_of_the_package_loads_no_parser():
    code = "import sys, servanda, servanda.agreement.model; print('lark' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "False\n"
