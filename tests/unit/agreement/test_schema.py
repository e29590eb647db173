"""Agreements as JSON: both ways the identity, described by a schema, never a meaning of its own."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass, replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from tests.unit.agreement.conftest import TRUCE
from tests.unit.agreement.full_model import FULL, OUTLINES, RIGHT, golden_text
from tests.unit.agreement.model_values import TEXTS, records, values
from tests.unit.agreement.test_wording import sentences

from servanda.agreement import parse_agreement, read_agreement
from servanda.agreement.model import Agreement, AnyClause, Clause, NoteClause
from servanda.agreement.schema import (
    agreement_from_json,
    agreement_json_text,
    agreement_to_json,
    json_schema,
    read_json,
)
from servanda.agreement.schema_front import word_key
from servanda.agreement.schema_records import OneOf, default_of, documented, shape_of
from servanda.agreement.schema_text import agreement_text
from servanda.errors import AgreementError
from servanda.vocabulary.loader import KEYS
from servanda.vocabulary.terms import Vocabulary

ROOT = Path(__file__).parents[3]
SCHEMA = json_schema()
VALIDATOR = Draft202012Validator(SCHEMA)


def parsed(text):
    agreement, problems = parse_agreement(text, "a.md", OUTLINES)
    assert [p for p in problems if p.severity == "error"] == []
    return agreement


@pytest.fixture(scope="module")
def full():
    return parsed(FULL)


# ---- every class and field of the model


RECORDS = records()


@pytest.mark.parametrize("record", RECORDS, ids=lambda r: r.tag)
@settings(max_examples=10)
@given(data=st.data())
def test_any_value_of_a_class_comes_back_from_json(record, data):
    from servanda.agreement.schema_shapes import Reading

    value = data.draw(values(record))
    reading = Reading()
    written = json.loads(json.dumps(record.write(value)))
    assert (record.read(written, (), reading), reading.faults) == (value, [])


@pytest.mark.parametrize("record", RECORDS, ids=lambda r: r.tag)
@settings(max_examples=5)
@given(data=st.data())
def test_any_value_of_a_class_fits_the_schema(record, data):
    defs = {}
    reference = record.schema(defs)
    validator = Draft202012Validator({**reference, "$defs": defs})
    validator.validate(json.loads(json.dumps(record.write(data.draw(values(record))))))


@pytest.mark.parametrize("record", RECORDS, ids=lambda r: r.tag)
def test_class_says_in_the_schema_what_it_is(record):
    summary, notes = documented(record.kind)
    assert summary.endswith((".", ".**"))
    assert set(notes) <= set(record.fields)


def test_schema_is_a_schema():
    Draft202012Validator.check_schema(SCHEMA)


def test_classes_of_a_union_have_tags_of_their_own():
    assert len({record.tag for record in RECORDS}) == len(RECORDS)


# ---- text to JSON to text


@pytest.mark.parametrize("row", RIGHT, ids=lambda row: row["id"])
def test_golden_sentence_comes_back_from_json(row):
    agreement = parsed(golden_text(row))
    data = agreement_to_json(agreement)
    VALIDATOR.validate(data)
    assert agreement_to_json(read_json(json.dumps(data))) == data


@settings(max_examples=60)
@given(sentences())
def test_any_sentence_comes_back_from_json(words):
    data = agreement_to_json(parsed(TRUCE.replace("%s", words)))
    assert agreement_to_json(read_json(json.dumps(data))) == data


def test_text_of_an_agreement_is_read_as_the_same_agreement(full):
    again = parsed(agreement_text(full))
    assert agreement_to_json(again) == agreement_to_json(full)


def test_text_written_twice_is_the_same(full):
    text = agreement_text(full)
    assert agreement_text(parsed(text)) == text


def test_full_agreement_says_something_in_every_field(full):
    empty = [
        one.name for one in fields(Agreement) if not getattr(full, one.name) and one.name != "path"
    ]
    assert empty == []


@pytest.mark.parametrize(
    "kind", ["actors", "areas", "lists", "phases", "amendments", "totals", "tables"]
)
def test_full_agreement_says_something_in_every_field_of(full, kind):
    found = getattr(full, kind)
    values = list(found.values()) if isinstance(found, dict) else list(found)
    said = {
        one.name
        for value in values
        for one in fields(value)
        if getattr(value, one.name) != default_of(one)
    }
    assert said == {one.name for one in fields(values[0])}


@pytest.mark.parametrize("kind", KEYS)
def test_every_key_of_a_word_is_written(kind):
    hint = Vocabulary.__dataclass_fields__[kind].type
    names = {word_key(one.name) for one in fields(eval_hint(hint))}
    assert KEYS[kind] == names - {"name", "added"}


def eval_hint(hint):
    from servanda.vocabulary import terms

    return getattr(terms, hint.removeprefix("dict[str, ").removesuffix("]"))


@pytest.mark.parametrize("name", ["gaza-2023", "northland"])
def test_example_comes_back_from_json_with_its_places(name):
    agreement = read_agreement(ROOT / "examples" / name / "agreement.md")
    data = json.loads(json.dumps(agreement_to_json(agreement, with_places=True)))
    assert agreement_from_json(data) == agreement


FILES = [*(ROOT / "examples").glob("*/agreement.md"), *(ROOT / "agreements").glob("*-*.md")]


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_real_agreement_comes_back_through_its_text(path):
    text = agreement_json_text(read_agreement(path))
    assert agreement_json_text(read_json(text)) == text


def test_number_that_is_not_whole_loses_no_digit(full):
    data = agreement_to_json(full)
    assert data["areas"]["strip"]["buffer"][1]["count"] == "4.5"
    assert data["tables"]["distances"]["rows"][1] == ["mortar", {"count": "1.5", "unit": "km"}]


# ---- what programs write

HEAD = {
    "title": "Truce",
    "zone_name": "Africa/Maputo",
    "actors": {"northland": {"name": "northland", "title": "Northland", "is_party": True}},
    "areas": {"valley": {"name": "valley", "title": "Valley"}},
}


def with_clauses(*clauses, **more):
    return json.dumps({**HEAD, **more, "clauses": list(clauses)}, indent=1)


def problems_of(text):
    with pytest.raises(AgreementError) as raised:
        read_json(text, "a.json")
    return [(p.code, p.message, p.hint, p.places[0].line) for p in raised.value.problems]


def test_clause_may_be_given_by_its_sentence():
    agreement = read_json(
        with_clauses({"label": "calm", "sentence": "Northland must not attack in valley."})
    )
    assert agreement.clauses[0].demands[0].filter.acts == ("attack",)


def test_clause_may_be_given_by_its_data():
    agreement = read_json(
        with_clauses({
            "is": "duty-clause",
            "label": "calm",
            "bearer": {"mode": "one", "actors": ["northland"]},
            "modality": "must not",
            "form": "never",
            "demands": [{
                "filter": {"acts": ["attack"], "places": [{"roles": ["in"], "areas": ["valley"]}]},
                "quantity": {"op": "at most"},
            }],
        })
    )  # fmt: skip
    assert agreement.clauses[0].sentence == "Northland must not attack in valley."


def test_words_and_heading_of_a_clause_become_prose():
    agreement = read_json(
        with_clauses({
            "label": "calm",
            "sentence": "Northland must not attack.",
            "words": "No shot.\nNone.",
            "heading": "Fighting",
        })
    )  # fmt: skip
    assert [(p.heading, p.text, p.labels) for p in agreement.prose] == [
        ("Fighting", "> No shot.\n\n> None.", ("calm",))
    ]
    assert agreement.clauses[0].words == "No shot.\nNone."


def test_data_that_say_something_else_than_the_sentence_are_refused():
    text = with_clauses({
        "is": "note-clause",
        "label": "calm",
        "sentence": "northland keeps calm.",
        "reason": "",
    })  # fmt: skip
    assert isinstance(read_json(text).clauses[0], NoteClause)
    changed = text.replace('"note-clause"', '"duty-clause"').replace(
        '"reason": ""', '"modality": "may"'
    )
    changed = changed.replace("northland keeps calm.", "Northland must not attack.")
    assert problems_of(changed) == [
        ("SV272", "the data of `[calm]` do not say what its sentence says",
         "leave out one of the two", 18)
    ]  # fmt: skip


def test_sentence_that_holds_two_is_refused():
    text = with_clauses(
        {"label": "a", "sentence": "Northland must not attack. [b] not checked: x."}
    )
    assert problems_of(text)[0][0] == "SV273"


def test_mistake_in_a_sentence_is_told_at_its_clause():
    text = with_clauses({"label": "calm", "sentence": "Northland must not attack in vally."})
    assert problems_of(text) == [
        ("SV109",
         "`vally` is no known word; expected an area: valley, a comma, an actor: northland, `a`,"
         " `all` or `and`",
         "did you mean `valley` or `all`?", 18)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"titel": "x"}, ("`titel`: `titel` is not a key here", "did you mean `title`?", 17)),
        ({"zone_name": 3}, ("`zone_name`: 3 is not a text", "", 3)),
        ({"format": "other"}, ("`format`: `other` is no format that is known",
                               "write `servanda-agreement-1`", 17)),
        ({"in_force": {"begins": {"day": "2024-13-01", "clock": "07:00"}}},
         ("`in_force.begins.day`: '2024-13-01' is not a date `2023-11-24`", "", 19)),
        ({"clauses": [{"is": "duty", "label": "x"}]},
         ("`clauses[0].is`: 'duty' is none of `duty-clause`, `reading-clause`, `note-clause`,"
          " `term-clause`, `phase-clause` ...", "", 19)),
        ({"actors": {"n": {"name": "n"}}}, ("`actors.n`: `title` is missing", "", 5)),
    ],
)  # fmt: skip
def test_value_that_does_not_fit_is_told_at_its_place(change, expected):
    text = json.dumps({**HEAD, **change}, indent=1)
    assert problems_of(text) == [("SV271", *expected)]


def test_text_that_is_no_json_is_told_with_its_line():
    assert problems_of('{\n "title": }') == [("SV271", "this is no JSON: Expecting value", "", 2)]


@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from([*HEAD, "clauses", "is", "label", "sentence", "x"]), inner),
    max_leaves=20,
))  # fmt: skip
def test_any_json_is_read_or_refused(data):
    try:
        found = read_json(json.dumps(data))
    except AgreementError:
        return
    assert found.title == data["title"]


def test_every_clause_class_has_the_own_words_of_a_clause():
    kinds = shape_of(AnyClause)
    assert isinstance(kinds, OneOf)
    assert all(issubclass(option.kind, Clause) for option in kinds.options)
    assert all(is_dataclass(option.kind) for option in kinds.options)


def test_vocabulary_has_only_what_the_agreement_adds(full):
    data = agreement_to_json(replace(full))
    assert {kind: list(terms) for kind, terms in data["vocabulary"].items()} == {
        "acts": ["be ajar", "whistle"],
        "things": ["kite", "sack"],
        "adjectives": ["blue"],
        "states": ["ajar"],
        "manners": ["at dawn"],
    }
