"""Agreements as JSON: in, out, and the JSON Schema that describes both.

The JSON is the model itself (`model.Agreement`), field by field; what holds its default is left
out. It has no positions unless asked for, and of the vocabulary only what the agreement adds, so
text to JSON to text to JSON is the identity. The sentence of a clause is what counts: data that say
something else are refused, and a clause may be given by its sentence alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any, Final

from servanda.agreement.model import Agreement, AnyClause, Clause, DutyClause, ReadingClause
from servanda.agreement.reading import parse_agreement
from servanda.agreement.schema_front import added_terms
from servanda.agreement.schema_places import place_of
from servanda.agreement.schema_records import TAG, Record, shape_of
from servanda.agreement.schema_shapes import Fault, Json, Reading
from servanda.agreement.schema_text import agreement_text
from servanda.errors import AgreementError, Place, Problem
from servanda.vocabulary import shipped_vocabulary
from servanda.vocabulary.terms import Vocabulary

SCHEMA_NAME: Final = "servanda-agreement-1"
"""Version of the JSON; a new field with a default does not change it."""
FORMAT_KEY: Final = "format"

_POSITIONS: Final = ("path", "text_hash", "places", "mentioned")
_OWN_WORDS: Final = frozenset(
    ("label", "place", "sentence", "words", "heading", "is_judged", "reason")
)
_NO_PLACE: Final = {"file": ""}


# ---- out --------------------------------------------------------------------------------------


def agreement_to_json(agreement: Agreement, *, with_places: bool = False) -> dict[str, Any]:
    """Return an agreement as JSON-ready data.

    Args:
        agreement: its model.
        with_places: also where everything stands in the file, and the hash of its text.
    """
    data = shape_of(Agreement).write(replace(agreement, vocabulary=_unmarked(agreement)))
    if not with_places:
        _drop_positions(data)
    return {FORMAT_KEY: SCHEMA_NAME, **data}


def agreement_json_text(agreement: Agreement) -> str:
    """Return an agreement as the text of a JSON file, without positions."""
    return json.dumps(agreement_to_json(agreement), ensure_ascii=False, indent=2) + "\n"


def _unmarked(agreement: Agreement) -> Vocabulary:
    """Return the added terms, not marked as added: all of them are."""
    return _marked(added_terms(agreement.vocabulary), is_added=False)


def _marked(vocabulary: Vocabulary, *, is_added: bool) -> Vocabulary:
    return Vocabulary(**{
        kind: {name: replace(term, is_added=is_added) for name, term in terms.items()}
        for kind, terms in vars(vocabulary).items()
    })  # fmt: skip


def _drop_positions(data: Json) -> None:
    for key in _POSITIONS:
        data.pop(key, None)
    for clause in _clauses_in(data):
        clause.pop("place", None)
    for prose in data.get("prose", []):
        prose.pop("line", None)


def _clauses_in(data: Json) -> Iterator[Json]:
    """Yield the objects of all clauses, those of readings too, as far as they are objects."""
    clauses = data.get("clauses") if isinstance(data, dict) else None
    for clause in clauses if isinstance(clauses, list) else []:
        if isinstance(clause, dict):
            yield clause
            if isinstance(clause.get("clause"), dict):
                yield clause["clause"]


# ---- in ---------------------------------------------------------------------------------------


def agreement_from_json(data: Json, file: str = "agreement.json") -> Agreement:
    """Return the agreement of JSON data as it stands; `read_json` also reads its sentences.

    Args:
        data: as `json.loads` gives it; numbers may be text, so that no digit is lost.
        file: its name, for messages.

    Raises:
        AgreementError: SV271, a value is not what the schema asks for; all of them at once.
    """
    return _from_data(data, file, "")


def _from_data(data: Json, file: str, text: str) -> Agreement:
    reading = Reading()
    name = data.get(FORMAT_KEY, SCHEMA_NAME) if isinstance(data, dict) else SCHEMA_NAME
    if name != SCHEMA_NAME:
        reading.wrong(
            (FORMAT_KEY,), f"`{name}` is no format that is known", f"write `{SCHEMA_NAME}`"
        )
    agreement = shape_of(Agreement).read(_with_defaults(data, file), (), reading)
    if reading.faults:
        raise AgreementError(tuple(_problem(fault, file, text) for fault in reading.faults))
    shipped, added = shipped_vocabulary(), _marked(agreement.vocabulary, is_added=True)
    words = Vocabulary(**{k: {**vars(shipped)[k], **terms} for k, terms in vars(added).items()})
    found: Agreement = replace(agreement, vocabulary=words)
    return found


def _with_defaults(data: Json, file: str) -> Json:
    """Return a copy in which positions that may be left out are filled in."""
    if not isinstance(data, dict):
        return data
    data = json.loads(json.dumps(data))
    data.pop(FORMAT_KEY, None)
    for key, default in (("path", file), ("language", ""), ("zone_name", "")):
        data.setdefault(key, default)
    for clause in _clauses_in(data):
        clause.setdefault("place", dict(_NO_PLACE))
        clause.setdefault("sentence", "")
        if TAG not in clause and "bearer" not in clause:
            clause[TAG] = "duty-clause"  # a sentence alone: reading it says what it is
    prose = data.get("prose")
    for piece in prose if isinstance(prose, list) else []:
        if isinstance(piece, dict):
            piece.setdefault("line", 0)
    return data


def _problem(fault: Fault, file: str, text: str) -> Problem:
    way = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in fault.path)
    where = f"`{way.lstrip('.')}`: " if way else ""
    return Problem("SV271", where + fault.message, (place_of(file, text, fault.path),), fault.hint)


def read_json(text: str, file: str = "agreement.json") -> Agreement:
    """Return the agreement of a JSON file: the one whose text it is.

    The sentences are read as those of a Markdown file are; data beside a sentence must agree.

    Args:
        text: of the file.
        file: its name, for messages.

    Raises:
        AgreementError: SV271, it is no JSON or does not fit the schema; SV272 or SV273, sentences
            and data differ; or what is wrong with the sentences.
    """
    given = _from_data(_load(text, file), file, text)
    written = agreement_text(given)
    found, problems = parse_agreement(written, file, {given.geojson: _outlines(given)})
    errors = [problem for problem in problems if problem.severity == "error"]
    if errors or found is None:
        raise AgreementError(tuple(_in_json(p, given, file, text) for p in errors))
    differing = list(_differences(given, found, file, text))
    if differing:
        raise AgreementError(tuple(differing))
    return found


def _load(text: str, file: str) -> Json:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        line = text.split("\n")[error.lineno - 1]
        place = Place(file, error.lineno, error.colno, 1, line[:300] if error.colno < 300 else "")
        raise AgreementError(
            (Problem("SV271", f"this is no JSON: {error.msg}", (place,)),)
        ) from None
    except (RecursionError, ValueError):
        message = "this is no JSON that can be read"
        raise AgreementError((Problem("SV271", message, (Place(file),)),)) from None


def _outlines(given: Agreement) -> str:
    """Return a file of areas with the names that the JSON says it has."""
    features = [
        {"id": area.name, "properties": {"name": area.title}}
        for area in given.areas.values()
        if area.in_file
    ]
    return json.dumps({"features": features})


def _in_json(problem: Problem, given: Agreement, file: str, text: str) -> Problem:
    """Return a problem of the written text at the clause of the JSON file that it belongs to."""
    shown = problem.places[0].text if problem.places else ""
    labels = [clause.label for clause in given.clauses]
    label = next((one for one in labels if shown.startswith(f"[{one}]")), None)
    path = ("clauses", labels.index(label)) if label is not None else ()
    place = place_of(file, text, path)
    return replace(problem, places=(replace(place, caption=shown),))


def _differences(given: Agreement, found: Agreement, file: str, text: str) -> Iterator[Problem]:
    """Yield where the data of the JSON say something else than its sentences."""
    given_labels = [clause.label for clause in given.clauses]
    if sorted(given_labels) != sorted(clause.label for clause in found.clauses):
        message = "as a text it would have other clauses than as JSON"
        yield Problem("SV273", message, (Place(file),), "keep blocks of terms out of the prose")
        return
    for index, clause in enumerate(given.clauses):
        read = found.clause(clause.label)
        if not _is_sentence_alone(clause) and (read is None or meaning(read) != meaning(clause)):
            message = f"the data of `[{clause.label}]` do not say what its sentence says"
            hint = "leave out one of the two"
            place = place_of(file, text, ("clauses", index))
            yield Problem("SV272", message, (place,), hint)


def _is_sentence_alone(clause: AnyClause) -> bool:
    return isinstance(clause, DutyClause) and meaning(clause) == meaning(
        DutyClause(clause.label, clause.place, clause.sentence)
    )


def meaning(clause: AnyClause) -> AnyClause:
    """Return a clause without its place and its own words, so that two wordings compare equal."""
    blank = {"place": Place(""), "sentence": "", "words": "", "heading": "", "reason": ""}
    found = replace(clause, **blank, is_judged=True)  # type: ignore[arg-type]
    if isinstance(found, ReadingClause) and found.clause is not None:
        inner = meaning(found.clause)
        return replace(found, clause=inner if isinstance(inner, DutyClause) else None)
    return found


# ---- the schema -------------------------------------------------------------------------------


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of an agreement as JSON."""
    defs: dict[str, Json] = {}
    shape_of(Agreement).schema(defs)
    top = defs.pop(Record(Agreement).tag)
    for tag in (shape_of(kind).tag for kind in _clause_kinds()):  # type: ignore[attr-defined]
        _make_optional(defs[tag], "place", "sentence")
    _make_optional(defs["prose"], "line")
    _make_optional(top, "path", "language", "zone_name")
    top["properties"] = {FORMAT_KEY: {"const": SCHEMA_NAME}, **top["properties"]}
    _allow_sentences(top)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "An agreement",
        **top,
        "$defs": dict(sorted(defs.items())),
    }


def _clause_kinds() -> list[type]:
    from typing import get_args

    return list(get_args(AnyClause))


def _make_optional(definition: Json, *keys: str) -> None:
    definition["required"] = [key for key in definition["required"] if key not in keys]


def _allow_sentences(top: Json) -> None:
    """Add the clause that is given by its sentence alone."""
    texts = {
        one.name: {"type": "string"}
        for one in fields(Clause)
        if one.name in _OWN_WORDS and one.type == "str"
    }
    alone = {
        "description": "A clause by its sentence alone; reading it says what it means.",
        "type": "object",
        "properties": texts,
        "required": ["label", "sentence"],
        "additionalProperties": False,
    }
    top["properties"]["clauses"]["items"]["anyOf"].append(alone)
