"""Reads the shipped vocabulary and the additions of an agreement (the only reader of the file)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from servanda.derived import derive
from servanda.vocabulary.terms import Act, Adjective, Manner, State, Thing, Vocabulary

KEYS = {
    "acts": {"base", "does", "doing", "done", "kind of", "apart from", "forms", "codes", "meaning",
             "result", "level", "lasting", "two ends", "let as"},
    "things": {"plural", "kind of", "apart from", "forms", "codes", "meaning", "unit", "measure",
               "implies"},
    "adjectives": {"kind of", "apart from", "forms", "codes", "meaning"},
    "states": {"kind of", "apart from", "forms", "codes", "meaning"},
    "manners": {"kind of", "apart from", "forms", "codes", "meaning", "forbids"},
}  # fmt: skip
"""Class of words to the keys that an entry of it may have."""

_VOWELS = "aeiou"


@cache
def shipped_vocabulary() -> Vocabulary:
    """Return the vocabulary that comes with the package, read once."""
    text = files("servanda.vocabulary").joinpath("terms.yaml").read_text(encoding="utf-8")
    return build_vocabulary(derive("vocabulary", text, lambda: _read_yaml(text)))


def _read_yaml(text: str) -> Any:  # noqa: ANN401
    """Return the plain data of a YAML text; reading it takes longer than all else of a start."""
    from ruamel.yaml import YAML

    return YAML(typ="safe", pure=True).load(text)


def build_vocabulary(data: Mapping[str, Any], base: Vocabulary | None = None) -> Vocabulary:
    """Return a vocabulary of the entries in `data`, added to those of `base`.

    Args:
        data: class (`acts`, `things` ...) to name to entry; keys as in `KEYS`.
        base: terms to add to; an entry of the same name replaces the shipped one.
    """
    start = base or Vocabulary()
    is_added = base is not None
    return Vocabulary(
        acts={
            **start.acts,
            **{state_act(n): _state_act(n, is_added) for n, _ in _entries(data, "states")},
            **{n: _act(n, e, is_added) for n, e in _entries(data, "acts")},
        },
        things={**start.things, **_things(data, start, is_added=is_added)},
        adjectives={
            **start.adjectives,
            **{n: Adjective(n, **_common(e, is_added)) for n, e in _entries(data, "adjectives")},
        },
        states={
            **start.states,
            **{n: State(n, **_common(e, is_added)) for n, e in _entries(data, "states")},
        },
        manners={
            **start.manners,
            **{
                n: Manner(n, **_common(e, is_added), forbids=str(e.get("forbids", "")))
                for n, e in _entries(data, "manners")
            },
        },
    )


def state_act(state: str) -> str:
    """Return the act by which reports say that a state holds: `be open`."""
    return f"be {state}"


def _state_act(state: str, is_added: bool) -> Act:
    """Return the level of a state: 1 where it holds, 0 where it does not (4.8)."""
    return Act(
        state_act(state),
        is_added=is_added,
        base=f"be {state}",
        does=f"is {state}",
        doing=f"being {state}",
        done=f"been {state}",
        is_level=True,
    )


def words_of(value: object) -> tuple[str, ...]:
    """Return one word or a list of words as a tuple, in lower case."""
    if value is None:
        return ()
    if isinstance(value, str):
        return (value.lower(),)
    if isinstance(value, Iterable):
        return tuple(str(word).lower() for word in value)
    return (str(value).lower(),)


def _entries(data: Mapping[str, Any], kind: str) -> list[tuple[str, Mapping[str, Any]]]:
    entries = data.get(kind) or {}
    return [(str(name).lower(), entry or {}) for name, entry in entries.items()]


def _common(entry: Mapping[str, Any], is_added: bool) -> dict[str, Any]:
    codes = entry.get("codes") or {}
    return {
        "forms": words_of(entry.get("forms")),
        "kind_of": words_of(entry.get("kind of")),
        "apart_from": words_of(entry.get("apart from")),
        "codes": tuple((str(k), tuple(str(c) for c in v)) for k, v in codes.items()),
        "meaning": str(entry.get("meaning", "")),
        "is_added": is_added,
    }


def _act(name: str, entry: Mapping[str, Any], is_added: bool) -> Act:
    base = str(entry.get("base", name)).lower()
    return Act(
        name,
        **_common(entry, is_added),
        base=base,
        does=str(entry.get("does", third_person(base))).lower(),
        doing=str(entry.get("doing", present_participle(base))).lower(),
        done=str(entry.get("done", past_participle(base))).lower(),
        let_as=words_of(entry.get("let as")),
        is_result=bool(entry.get("result", False)),
        is_level=bool(entry.get("level", False)),
        is_lasting=bool(entry.get("lasting", False)),
        has_two_ends=bool(entry.get("two ends", False)),
    )


def _things(data: Mapping[str, Any], base: Vocabulary, *, is_added: bool) -> dict[str, Thing]:
    entries = dict(_entries(data, "things"))
    return {
        name: Thing(
            name,
            **_common(entry, is_added),
            plural=str(entry.get("plural", plural_of(name))).lower(),
            unit=_unit_of(name, entries, base),
            is_unit=bool(entry.get("measure", False)),
            implies=words_of(entry.get("implies")),
        )
        for name, entry in entries.items()
    }


def _unit_of(name: str, entries: Mapping[str, Mapping[str, Any]], base: Vocabulary) -> str:
    """Return the unit of a thing: its own, else that of the first wider thing that has one."""
    waiting, seen = [name], set[str]()
    while waiting:
        current = waiting.pop(0)
        if current in seen:
            continue
        seen.add(current)
        entry = entries.get(current)
        if entry is None:
            known = base.things.get(current)
            if known and known.unit:
                return known.unit
            waiting += known.kind_of if known else ()
            continue
        if entry.get("unit"):
            return str(entry["unit"]).lower()
        waiting += words_of(entry.get("kind of"))
    return ""


def plural_of(word: str) -> str:
    """Return the regular English plural of a noun."""
    return third_person(word)


def third_person(word: str) -> str:
    """Return the regular form after `she`: releases, carries, passes."""
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return word + "es"
    if word.endswith("y") and word[-2:-1] not in _VOWELS:
        return word[:-1] + "ies"
    return word + "s"


def present_participle(word: str) -> str:
    """Return the regular -ing form."""
    if word.endswith("e") and not word.endswith(("ee", "ye", "oe")):
        return word[:-1] + "ing"
    return word + "ing"


def past_participle(word: str) -> str:
    """Return the regular -ed form."""
    if word.endswith("e"):
        return word + "d"
    if word.endswith("y") and word[-2:-1] not in _VOWELS:
        return word[:-1] + "ied"
    return word + "ed"
