"""The coverage map: which listed source could ever tell whether a clause was kept (SEMANTICS 2.6).

A floor can be found violated only where a declared counter says how much there was; a prohibition
complied with only where the silence of a source that watches means something (4.3).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from servanda.agreement.codes import severity_of
from servanda.agreement.duty_ids import DutyFilter
from servanda.agreement.duty_rows import CEILING
from servanda.agreement.model import ObjectSpec, PlaceSpec
from servanda.agreement.proof.acts import Acts, Kinds
from servanda.agreement.proof.bounds import Bounds
from servanda.agreement.proof.circles import rule_acts
from servanda.agreement.proof.faults import Fault, place_of
from servanda.agreement.words import join
from servanda.civil import Period
from servanda.errors import Problem

Row = Mapping[str, Any]

MOST_NAMES: Final = 12
"""Lines and acts that a warning names."""


@dataclass(frozen=True)
class Watched:
    """Who could tell whether a line was kept.

    Attributes:
        line: its label.
        clause: label of its clause.
        is_floor: something is asked for; else something is forbidden or limited.
        counters, watchers: sources declared to count, or to watch, all of it.
        partly: sources declared for a part of it, or perhaps for it.
    """

    line: str
    clause: str
    is_floor: bool
    counters: tuple[str, ...] = ()
    watchers: tuple[str, ...] = ()
    partly: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON-ready data."""
        return {
            "clause": self.line,
            "asks": "at least" if self.is_floor else "at most",
            "counted_by": list(self.counters),
            "watched_by": list(self.watchers),
            "partly_by": list(self.partly),
        }


@dataclass(frozen=True)
class Sources:
    """Rows of the tables `sources` and `coverage` as they are loaded, times in microseconds UTC."""

    sources: Sequence[Row] = field(default_factory=tuple)
    coverage: Sequence[Row] = field(default_factory=tuple)


def watched_by(bounds: Bounds, kinds: Kinds, sources: Sources) -> list[Watched]:
    """Return for every line of the agreement who could tell whether it was kept.

    Args:
        bounds: of the agreement.
        kinds: how its acts lie to each other.
        sources: as listed.
    """
    found: dict[str, Watched] = {}
    for line, is_floor, acts, times in _lines(bounds):
        if line not in found:
            found[line] = _watched(bounds, kinds, sources, (line, is_floor, acts, times))
    order = {line: number for number, line in enumerate(bounds.tables.order)}
    return sorted(found.values(), key=lambda one: order.get(one.line, 0))


def gaps_of(bounds: Bounds, watched: Sequence[Watched]) -> Iterator[Fault]:
    """Yield one warning that names all lines that no listed source could observe."""
    gaps = [one for one in watched if not (one.counters or one.watchers or one.partly)]
    if not gaps:
        return
    floors, ceilings = ([one for one in gaps if one.is_floor is side] for side in (True, False))
    notes = (
        *((f"can never be found violated: {_labels(floors)}",) if floors else ()),
        *((f"can never be found complied with: {_labels(ceilings)}",) if ceilings else ()),
    )
    told = {line: acts.filter.acts for line, _, acts, _ in _lines(bounds)}
    acts = list(dict.fromkeys(act for one in gaps for act in told.get(one.line, ())))
    which = (
        f"what `[{gaps[0].line}]` speaks of"
        if len(gaps) == 1
        else (f"what {len(gaps)} of {len(watched)} lines speak of")
    )
    problem = Problem(
        "SV289",
        f"no listed source is declared to count or to watch {which}",
        (place_of(bounds.agreement, gaps[0].clause),),
        f"name in `coverage.csv` who counts or watches {_some([f'`{act}`' for act in acts])}, or"
        " agree on somebody who does",
        severity_of("SV289"),
        notes=notes,
    )
    yield Fault(problem, tuple(dict.fromkeys(one.clause for one in gaps)))


def _labels(lines: Sequence[Watched]) -> str:
    return _some([f"`[{one.line}]`" for one in lines])


def _some(names: Sequence[str]) -> str:
    """Return names in words; of many the first ones, and how many more there are."""
    more = len(names) - MOST_NAMES
    return join(names) if more <= 1 else join([*names[:MOST_NAMES], f"{more} more"])


def _lines(bounds: Bounds) -> Iterator[tuple[str, bool, Acts, Period]]:
    for bound in (*bounds.floors, *bounds.ceilings):
        if bound.clause:
            yield bound.line, bound.is_floor, bounds.acts[bound.acts_id], bound.span
    for row in bounds.tables.rows.rules:
        facts = bounds.tables.facts(row.clause_no, row.reading_no, row.member_id)
        if not row.reading_no:
            span = Period(row.opens_at, row.closes_at)
            yield facts.clause, row.op != CEILING, rule_acts(bounds, row), span


def _watched(
    bounds: Bounds, kinds: Kinds, sources: Sources, line: tuple[str, bool, Acts, Period]
) -> Watched:
    label, is_floor, acts, times = line
    known = {str(row["source"]) for row in sources.sources}
    whole: dict[str, list[str]] = {"counts": [], "covers": []}
    partly: list[str] = []
    for row in sources.coverage:
        source, role = str(row["source"]), str(row["role"])
        if role not in whole or (known and source not in known):
            continue
        seen = _seen(row)
        plain = Acts(_bare(acts), acts.places)
        if not _meets(row, times) or kinds.apart(plain, seen) or not _related(plain, seen, kinds):
            continue
        if kinds.inside(plain, seen):
            whole[role].append(source)
        else:
            partly.append(source)
    counters, watchers = (tuple(dict.fromkeys(whole[role])) for role in ("counts", "covers"))
    rest = tuple(s for s in dict.fromkeys(partly) if s not in {*counters, *watchers})
    return Watched(label, bounds.clause_of(label), is_floor, counters, watchers, rest)


def _bare(acts: Acts) -> DutyFilter:
    found = acts.filter
    # Who counts what enters has counted what was let in (SEMANTICS 5.4.1).
    counted = tuple(act for act in found.acts if act not in found.told_as)
    return DutyFilter(counted, found.objects, "", found.recipients, found.senders, found.manners)


def _seen(row: Row) -> Acts:
    """Return what a row of coverage is declared for, its adjectives left aside."""
    objects = (ObjectSpec(str(row["object"])),) if row.get("object") else ()
    areas = tuple(row.get("area") or ())
    places = (PlaceSpec(("in",), areas),) if areas else ()
    return Acts(DutyFilter((str(row["act"]),), objects), places)


def _related(one: Acts, other: Acts, kinds: Kinds) -> bool:
    words = kinds.agreement.vocabulary
    return any(
        words.is_kind(a, b) or words.is_kind(b, a)
        for a in one.filter.acts for b in other.filter.acts
    )  # fmt: skip


def _meets(row: Row, times: Period) -> bool:
    begins, ends = row.get("begins"), row.get("ends")
    return (ends is None or ends > times.begins_at) and (begins is None or begins < times.ends_at)
