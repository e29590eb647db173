"""The reference of the language: whole, fresh, and every sentence on it is one."""

from __future__ import annotations

import pytest
from tests.docs.test_docs import script

LANGUAGE = script("language_reference")
FORMS = LANGUAGE.forms()


def test_pages_are_what_the_grammar_says():
    stale = [path.name for path, text in LANGUAGE.files() if path.read_text("utf-8") != text]
    assert stale == []


def test_every_rule_of_the_grammar_is_in_one_form():
    named = [rule for form in FORMS for rule in form.rules] + sorted(LANGUAGE.parts())
    assert sorted(named) == sorted(set(named))
    assert set(named) == LANGUAGE.grammar_rules()


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.form)
def test_every_rule_of_a_form_has_a_sentence(form):
    used = frozenset().union(*map(LANGUAGE.rules_of, form.examples))
    assert set(form.rules) - used == set()


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.form)
def test_sentences_of_a_form_can_be_read(form):
    assert [text for text, clause in LANGUAGE.clauses_of(form) if clause is None] == []
