"""The front matter of an agreement as YAML text: reading it again gives the same declarations."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from servanda.agreement.model import (
    Actor,
    Agreement,
    Amendment,
    Area,
    Duration,
    InForce,
    Length,
    ListDef,
    LocalMoment,
    Phase,
    TableDef,
    TotalDef,
)
from servanda.agreement.words import duration_text, number, point_text
from servanda.vocabulary import build_vocabulary, shipped_vocabulary
from servanda.vocabulary.terms import Term, Vocabulary

_PLAIN = re.compile(r"[^\W_][\w.()/+-]*(?: [\w.()/+-]+)*|\d{4}-\d\d-\d\d \d\d:\d\d")
_COMPUTED = ("party", "side")
_NOT_WRITTEN: Final = frozenset(("name", "is_added"))

Plain = Any  # texts, lists and dictionaries


def front_matter_text(agreement: Agreement) -> str:
    """Return the lines between the two `---`, each with its line break.

    Args:
        agreement: its model; comments and `note` keys of a file are not in it.
    """
    entries = _entries(agreement)
    return "".join(
        _block(key, value) for key, value in entries.items() if value not in ("", {}, [])
    )


def _entries(agreement: Agreement) -> dict[str, Plain]:
    parties = agreement.parties
    groups = {
        name: list(members)
        for name, members in agreement.groups.items()
        if name not in _COMPUTED or members != parties
    }
    return {
        "title": agreement.title,
        "language": agreement.language,
        "parties": {n: _actor(a) for n, a in agreement.actors.items() if a.is_party},
        "third parties": {n: _actor(a) for n, a in agreement.actors.items() if not a.is_party},
        "groups": groups,
        "monitors": list(agreement.monitors),
        "time zone": agreement.zone_name,
        "signed": _moment(agreement.signed) if agreement.signed else "",
        "in force": _in_force(agreement.in_force) if agreement.in_force else {},
        "amendments": [_amendment(one) for one in agreement.amendments],
        "phases": _phases(agreement),
        "areas": _areas(agreement),
        "apart": [list(group) for group in agreement.apart],
        "own": agreement.own,
        "lists": {name: _list(one) for name, one in agreement.lists.items()},
        "totals": {one.of: _total(one) for one in agreement.totals},
        "tables": {name: _table(table) for name, table in agreement.tables.items()},
        "about": {f"about {_number(n)}": _interval(*ends) for n, ends in agreement.about.items()},
        "levels": _levels(agreement),
        "linking": _kept(
            within=agreement.linking_within and duration_text(agreement.linking_within)
        ),
        "at once": duration_text(agreement.at_once) if agreement.at_once else "",
        "vocabulary": _vocabulary(agreement.vocabulary),
    }


def _kept(**entries: Plain) -> dict[str, Plain]:
    """Return the entries that say something, `_` in their keys as a space."""
    return {
        key.replace("_", " "): value
        for key, value in entries.items()
        if value not in (None, "", {}, [], False)
    }


# ---- single declarations ----------------------------------------------------------------------


def _actor(actor: Actor) -> Plain:
    return _kept(name=actor.title, also=list(actor.also), answers_for=list(actor.answers_for))


def _moment(moment: LocalMoment | date) -> str:
    if isinstance(moment, LocalMoment):
        return f"{moment.day.isoformat()} {moment.clock:%H:%M}"
    return moment.isoformat()


def _in_force(in_force: InForce) -> Plain:
    found = {"from": _moment(in_force.begins)}
    if in_force.lasts is not None:
        found["for"] = duration_text(in_force.lasts)
    if in_force.until is not None:
        found["until"] = _moment(in_force.until)
    return found


def _amendment(amendment: Amendment) -> Plain:
    until = amendment.in_force_until
    return _kept(
        on=_moment(amendment.on),
        in_force_until=until and _moment(until),
        text=list(amendment.texts),
    )


def _phases(agreement: Agreement) -> Plain:
    """Return the declared phases; one that only a sentence names declares itself there."""
    return {
        name: _phase(phase)
        for name, phase in agreement.phases.items()
        if phase != Phase(name, name) or not agreement.places or ("phase", name) in agreement.places
    }


def _phase(phase: Phase) -> Plain:
    found = {"name": phase.title}
    if phase.begins is not None:
        found["from"] = point_text(phase.begins)
    if phase.ends is not None:
        found["to"] = point_text(phase.ends)
    return found


def _areas(agreement: Agreement) -> Plain:
    areas = {name: _area(area) for name, area in agreement.areas.items()}
    return _kept(file=agreement.geojson) | areas


def _area(area: Area) -> Plain:
    derived: dict[str, Plain] = {"difference" if area.less else "union": [*area.union, *area.less]}
    if area.centre is not None and area.buffer is not None:
        derived["circle"] = [*(_number(n) for n in area.centre), _length(area.buffer[1])]
    elif area.buffer:
        derived["buffer"] = [area.buffer[0], _length(area.buffer[1])]
    if area.side_of:
        derived |= {f"{area.side}_of": area.side_of, "within": list(area.common)}
    else:
        derived["intersection"] = list(area.common)
    return _kept(name=area.title, parts=list(area.parts), **derived)


def _table(table: TableDef) -> Plain:
    """Return class to distance, or to sector to distance."""
    found: dict[str, Plain] = {}
    sectors = table.sectors or ("",) * len(table.rows)
    for (name, length), sector in zip(table.rows, sectors, strict=True):
        if sector:
            found.setdefault(name, {})[sector] = _length(length)
        else:
            found[name] = _length(length)
    return found


def _length(length: Length) -> str:
    return f"{_number(length.count)} {length.unit}"


def _list(entry: ListDef) -> Plain:
    return _kept(
        name=entry.title,
        of=entry.of,
        members=list(entry.members),
        file=entry.file,
        secret="true" if entry.is_secret else "",
        version=entry.version,
        total=_interval(*entry.total) if entry.total else None,
    )


def _total(total: TotalDef) -> Plain:
    if total.is_unknown:
        return "unknown"
    return _kept(
        count=_interval(total.low, total.high),
        declared_by=total.declared_by,
        on=total.on and total.on.isoformat(),
        accepted_by=list(total.accepted_by),
    )


def _number(count: Decimal) -> str:
    return number(count).replace(",", "")


def _interval(low: Decimal, high: Decimal | None) -> Plain:
    if low == high:
        return _number(low)
    return [_number(low), None if high is None else _number(high)]


def _levels(agreement: Agreement) -> Plain:
    acts = agreement.vocabulary.acts
    return {acts[act].base: duration_text(lasts) for act, lasts in agreement.levels.items()}


def _linking(within: Duration | None) -> Plain:
    return {"within": duration_text(within)} if within is not None else {}


# ---- vocabulary -------------------------------------------------------------------------------


def added_terms(vocabulary: Vocabulary) -> Vocabulary:
    """Return the terms of a vocabulary that the shipped one does not have, or has otherwise."""
    shipped = shipped_vocabulary()

    def added(terms: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
        return {name: term for name, term in terms.items() if known.get(name) != term}

    return Vocabulary(**{name: added(getattr(vocabulary, name), getattr(shipped, name))
                         for name in vars(Vocabulary())})  # fmt: skip


def _vocabulary(vocabulary: Vocabulary) -> Plain:
    added = vars(added_terms(vocabulary))
    # A state brings an act of its own, which nobody declares.
    brought = build_vocabulary({"states": dict.fromkeys(added["states"])}, shipped_vocabulary())
    found = {
        kind: {n: _term(t) for n, t in terms.items() if kind != "acts" or brought.acts.get(n) != t}
        for kind, terms in added.items()
    }
    return _kept(**found)


def word_key(name: str) -> str:
    """Return the key of the front matter that a field of a term is read from."""
    return "measure" if name == "is_unit" else re.sub("^(is|has)_", "", name).replace("_", " ")


def _term(term: Term) -> Plain:
    values = {
        word_key(name): _word_value(value)
        for name, value in vars(term).items()
        if name not in _NOT_WRITTEN
    }
    return {key: value for key, value in values.items() if value not in ("", [], {})}


def _word_value(value: object) -> Plain:
    """Return a field of a term; `codes` are pairs of a data set and its codes."""
    if isinstance(value, bool):
        return "true" if value else ""
    if isinstance(value, tuple) and value and isinstance(value[0], tuple):
        return {name: list(codes) for name, codes in value}
    return list(value) if isinstance(value, tuple) else value


# ---- YAML -------------------------------------------------------------------------------------


def _block(key: str, value: Plain) -> str:
    """Return one key of the top; the entries of a map or list of lists on lines of their own."""
    if isinstance(value, dict) and key != "in force":
        lines = [f"  {_scalar(name)}: {_flow(entry)}" for name, entry in value.items()]
        return "\n".join([f"{key}:", *lines]) + "\n"
    if isinstance(value, list) and any(isinstance(item, dict | list) for item in value):
        return "\n".join([f"{key}:", *(f"  - {_flow(item)}" for item in value)]) + "\n"
    return f"{key}: {_flow(value)}\n"


def _flow(value: Plain) -> str:
    if isinstance(value, dict):
        if set(value) == {"name"}:
            return _scalar(value["name"])
        return "{" + ", ".join(f"{_scalar(k)}: {_flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + _listed(value) + "]"
    return "null" if value is None else _scalar(str(value))


def _listed(values: Iterable[Plain]) -> str:
    return ", ".join(_flow(value) for value in values)


def _scalar(text: str) -> str:
    """Return a text plain where YAML cannot misread it, else in quotation marks."""
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)
