"""Candidate pairs: what might be one occurrence, with reasons; a person decides (SEMANTICS 2.7).

Two reports of different sources are a candidate pair if no veto lies between them and nobody has
linked them or kept them apart. They are ordered by how much of what both say is alike, or, with
the extra `match`, by the probability that a model of record linkage gives. Neither links anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import duckdb
import pyarrow as pa

from servanda.evidence.incidents import Incidents, Vetoes, act_lines, kept_apart, pair_facts
from servanda.evidence.matching.alike import COMPARED, EVENTS_SQL, pairs_sql
from servanda.evidence.matching.model import probabilities
from servanda.evidence.names import KnownNames
from servanda.evidence.numbering import known_by, number_reports

_WORDS: Final = {
    "time": ("the same hour", "the same day", "hours apart"),
    "act": ("the same act", "", "one act is a kind of the other"),
    "area": ("the same area", "", "no area that contradicts"),
    "actor": ("the same hand", "", "one names no hand"),
    "object": ("the same object", "", "one names no object"),
    "quantity": ("the same number", "numbers that overlap", "numbers that differ"),
    "words": ("much the same words", "some of the same words", "other words"),
}
"""Column to what its levels 2, 1 and 0 say."""


@dataclass(frozen=True)
class Candidate:
    """Two reports that may tell of one occurrence.

    Attributes:
        reports: both as `source:report`, in order.
        score: 0 to 1: the share of what was compared that is alike, or the model's probability.
        alike: what is alike, in words.
        unlike: what differs or is left open, in words.
    """

    reports: tuple[str, str]
    score: float
    alike: tuple[str, ...] = ()
    unlike: tuple[str, ...] = ()


def find_candidates(
    tables: Mapping[str, pa.Table],
    names: KnownNames,
    as_of: int,
    linked: Incidents,
    *,
    with_model: bool = False,
) -> tuple[Candidate, ...]:
    """Return the pairs that nobody decided on, the likeliest first.

    Args:
        tables: `reports`, `links` and `words` of the evidence.
        names: of the agreement.
        as_of: microseconds UTC.
        linked: the incidents at that instant; pairs inside one are left out.
        with_model: score by a model of record linkage.

    Raises:
        MissingExtraError: SV392, the model is asked for and the extra `match` is not installed.
    """
    numbered = number_reports(tables["reports"], as_of, known_by(tables["words"], as_of))
    pairs, scores = _open_pairs(numbered, names, with_model=with_model)
    apart = kept_apart(numbered, known_by(tables["links"], as_of))
    facts = pair_facts(numbered, {n for row in pairs for n in (row["one"], row["other"])})
    vetoes = Vetoes(facts, names, apart)
    incident = dict(zip(*(linked.linked[c].to_pylist() for c in linked.linked.column_names),
                        strict=True))  # fmt: skip
    found = [
        _candidate(row, scores.get((row["one"], row["other"]), _share(row)), facts)
        for row in pairs
        if not vetoes.any(row["one"], row["other"])
        and incident.get(row["one"], row["one"]) != incident.get(row["other"], row["other"])
    ]
    return tuple(sorted(found, key=lambda c: (-c.score, c.reports)))


def _open_pairs(
    numbered: pa.Table, names: KnownNames, *, with_model: bool
) -> tuple[list[dict[str, Any]], dict[tuple[int, int], float]]:
    """Return pairs of events of different sources that share a day and a kind of act."""
    with duckdb.connect() as connection:
        connection.register("numbered", numbered)
        connection.execute(f"CREATE TABLE events AS {EVENTS_SQL}")
        acts = act_lines(numbered, names)
        connection.register("acts", acts)
        rows = connection.sql(pairs_sql()).to_arrow_table().to_pylist()
        if not with_model or not rows:
            return rows, {}
        connection.register("kinds", _kinds(numbered, acts))
        return rows, probabilities(connection, len(rows))


def _kinds(numbered: pa.Table, near: pa.Table) -> pa.Table:
    """Return a number for each kin of acts: those of which one is a kind of the other."""
    kin = {act: number for number, act in enumerate(sorted(numbered["act"].unique().to_pylist()))}
    for a, b in zip(near["act"].to_pylist(), near["other"].to_pylist(), strict=True):
        old, new = sorted((kin[a], kin[b]), reverse=True)
        kin = {act: new if number == old else number for act, number in kin.items()}
    schema = pa.schema([("act", pa.string()), ("kind", pa.int64())])
    return pa.table([list(kin), list(kin.values())], schema=schema)


def _share(row: Mapping[str, Any]) -> float:
    """Return the share of what both say that is alike; what one leaves open does not count."""
    levels = [row[name] for name in COMPARED if row[name] is not None]
    return round(sum(levels) / (2 * len(levels)), 3) if levels else 0.0


def _candidate(row: Mapping[str, Any], score: float, facts: Mapping[int, Any]) -> Candidate:
    one, other = (f"{facts[row[n]]['source']}:{facts[row[n]]['report']}" for n in ("one", "other"))
    alike: list[str] = []
    unlike: list[str] = []
    for name in COMPARED:
        level = row[name]
        word = _WORDS[name][2 - level] if level is not None else f"one leaves {name} open"
        (alike if level else unlike).append(word)
    return Candidate((one, other), score, _filled(alike), _filled(unlike))


def _filled(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(word for word in words if word)
