"""What stands on record at an instant: reports, series of tallies, denials (SEMANTICS 2, 7)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

import pyarrow as pa

from servanda.assessment.reference.rows import Key, Statement, rows_of
from servanda.assessment.tables import (
    ASSERTS,
    DENIES,
    EVENT,
    EXCEPTS,
    LEVEL,
    OBSERVED_NONE,
    TALLY,
)
from servanda.civil import Period


@dataclass(frozen=True)
class Record:
    """All that stands on record.

    Attributes:
        events: standing assertions of one occurrence each.
        tallies: standing tallies and the differences of running totals.
        none_seen: standing `observed-none` reports of acts.
        levels, none_stood: standing assertions of levels, and `observed-none` of them, also such as
            are said by telling of another state (4.8).
        denials, pleas: report number to the standing reports that deny it, or except it (5.6).
        ruled_excepted: reports that a person has ruled to fall under an exception.
        ruled_in, ruled_out: reports of which a person has ruled that it happened, or not (5.6.3).
        last_word: source to the end of the last period of which it has reported anything (4.3).
    """

    events: list[Statement]
    tallies: list[Statement]
    none_seen: list[Statement]
    denials: dict[int, list[Statement]]
    pleas: dict[int, list[Statement]]
    ruled_excepted: set[int]
    ruled_in: set[int]
    ruled_out: set[int]
    last_word: dict[int, int]
    levels: list[Statement] = field(default_factory=list)
    none_stood: list[Statement] = field(default_factory=list)

    @property
    def assertions(self) -> list[Statement]:
        """Return events and tallies together."""
        return [*self.events, *self.tallies]


def read_record(tables: dict[str, pa.Table], as_of: int) -> Record:
    """Return what stands on record at `as_of` (2.8, 7).

    Args:
        tables: `reports`, `targets`, `linked`, `marks`, `excepted`, `ruled` and `contraries` of a
            case.
        as_of: microseconds UTC; nothing recorded later is read.
    """
    incident = {row["report_no"]: row["incident_no"] for row in rows_of(tables["linked"])}
    rows = _usable(tables["reports"], as_of)
    roots = {row["report_no"]: row["root_no"] for row in rows}
    ruled_in, ruled_out = _rulings(tables["ruled"], roots, as_of)
    # 2.9: the words that were checked, and no later ones.
    marked = _known(tables["marks"], as_of) | ruled_in
    standing = [_statement(row, marked, incident) for row in _standing(rows)]
    contraries = {r["thing_id"]: r["none_thing_id"] for r in rows_of(tables["contraries"])}
    heirs = {roots[s.report_no]: s.report_no for s in standing}
    chain = {report: heirs.get(root, 0) for report, root in roots.items()}
    aims = _aims(tables["targets"], chain)
    asserted = [s for s in standing if s.stance == ASSERTS]
    none_seen = [s for s in standing if s.stance == OBSERVED_NONE]
    return Record(
        events=[s for s in asserted if s.kind == EVENT],
        tallies=with_differences([s for s in asserted if s.kind == TALLY]),
        none_seen=[s for s in none_seen if s.kind != LEVEL],
        denials=_aimed(standing, aims, DENIES),
        pleas=_aimed(standing, aims, EXCEPTS),
        ruled_excepted=_heirs(_known(tables["excepted"], as_of), chain),
        ruled_in=_heirs(ruled_in, chain),
        ruled_out=_heirs(ruled_out, chain),
        last_word=_last_words(standing),
        levels=[s for s in asserted if s.kind == LEVEL],
        none_stood=[
            *(s for s in none_seen if s.kind == LEVEL),
            *(_none_of(s, contraries[s.thing_id]) for s in asserted if _excludes(s, contraries)),
        ],
    )


def _excludes(level: Statement, contraries: dict[int, int]) -> bool:
    """Return whether what it tells excludes another state that is asked for (4.8.7)."""
    return level.kind == LEVEL and level.low > 0 and level.thing_id in contraries


def _none_of(level: Statement, thing_id: int) -> Statement:
    """Return what else somebody says who tells of a state: nothing was in the other (4.8.7)."""
    return replace(level, stance=OBSERVED_NONE, thing_id=thing_id, low=0, high=0, holds_us=0)


def _rulings(table: pa.Table, roots: dict[int, int], as_of: int) -> tuple[set[int], set[int]]:
    """Return of which reports the last ruling on their chain says that it happened, or not."""
    last: dict[int, dict[str, Any]] = {}
    known = [r for r in rows_of(table) if r["recorded_at"] <= as_of and r["report_no"] in roots]
    for row in sorted(known, key=lambda row: (row["recorded_at"], not row["happened"])):
        last[roots[row["report_no"]]] = row
    holding = [row for row in known if row["happened"] == last[roots[row["report_no"]]]["happened"]]
    return (
        {row["report_no"] for row in holding if row["happened"]},
        {row["report_no"] for row in holding if not row["happened"]},
    )


def _heirs(numbers: set[int], chain: dict[int, int]) -> set[int]:
    """Return the standing reports of the chains of some reports (2.9)."""
    return {chain.get(number, 0) for number in numbers} - {0}


def _known(table: pa.Table, as_of: int) -> set[int]:
    return {row["report_no"] for row in rows_of(table) if row["recorded_at"] <= as_of}


def _usable(reports: pa.Table, as_of: int) -> list[dict[str, Any]]:
    return [row for row in rows_of(reports) if row["usable_at"] <= as_of]


def _standing(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the last word of each chain of corrections, unless it was withdrawn (2.8)."""
    last: dict[int, dict[str, Any]] = {}
    for row in sorted(rows, key=_rank):
        last[row["root_no"]] = row
    standing = [row for row in last.values() if not row["withdrawn"]]
    return sorted(standing, key=lambda row: int(row["report_no"]))


def _rank(row: dict[str, Any]) -> tuple[bool, int, int]:
    """Return the place of a report in its chain: what others replace comes before all of them."""
    return row["report_no"] != row["root_no"], row["recorded_at"], row["report_no"]


def _statement(row: dict[str, Any], marked: set[int], incident: dict[int, int]) -> Statement:
    number = row["report_no"]
    is_event = row["kind"] == EVENT and row["stance"] == ASSERTS
    names = (
        "source_id",
        "origin_id",
        "recorded_at",
        "kind",
        "stance",
        "series_id",
        "hand_id",
        "thing_id",
        "place_id",
        "low",
        "high",
        "about_id",
        "holds_us",
    )
    return Statement(
        report_no=number,
        period=Period(row["begins_at"], row["ends_at"]),
        marked=number in marked,
        incident_no=incident.get(number, number) if is_event else 0,
        parts=(number,),
        **{name: row[name] for name in names},
    )


def _aims(targets: pa.Table, chain: dict[int, int]) -> dict[int, set[int]]:
    """Return what each denial or plea speaks of: the standing reports of the chains it names."""
    aims: dict[int, set[int]] = {}
    for row in rows_of(targets):
        aims.setdefault(row["report_no"], set()).add(chain.get(row["target_no"], 0))
    return aims


def _aimed(
    standing: list[Statement], aims: dict[int, set[int]], stance: int
) -> dict[int, list[Statement]]:
    spoken: dict[int, list[Statement]] = {}
    for statement in standing:
        if statement.stance == stance:
            for target in aims.get(statement.report_no, ()):
                spoken.setdefault(target, []).append(statement)
    return spoken


def _last_words(standing: list[Statement]) -> dict[int, int]:
    """Return until when each source is known to have spoken; nobody reports of the future."""
    last: dict[int, int] = {}
    for s in standing:
        end = min(s.period.ends_at, s.recorded_at)
        last[s.source_id] = max(end, last.get(s.source_id, end))
    return last


# ---- series (2.4) -------------------------------------------------------------------------------


def with_differences(tallies: list[Statement]) -> list[Statement]:
    """Return tallies with their series, and the differences of running totals (2.4)."""
    groups: dict[Key, list[Statement]] = {}
    for tally in tallies:
        groups.setdefault(_group_key(tally), []).append(tally)
    return [member for key, group in groups.items() for member in _series_of(key, group)]


def _group_key(tally: Statement) -> Key:
    speaker = (tally.source_id, tally.origin_id)
    if tally.series_id:
        return (*speaker, "named", tally.series_id)
    return (*speaker, "unnamed", tally.thing_id, tally.place_id, tally.hand_id)


def _series_of(key: Key, group: list[Statement]) -> list[Statement]:
    is_named = key[2] == "named"
    rows = []
    for tally in group:
        others = [other for other in group if other is not tally and _same_thing(other, tally)]
        apart = _is_running_total if is_named else _overlaps
        is_alone = any(apart(tally, other) for other in others)
        rows.append(replace(tally, series=(*key, tally.report_no if is_alone else 0)))
    return rows + _differences(key, rows)


def _same_thing(one: Statement, other: Statement) -> bool:
    return (one.thing_id, one.place_id, one.hand_id) == (
        other.thing_id,
        other.place_id,
        other.hand_id,
    )


def _overlaps(one: Statement, other: Statement) -> bool:
    return one.period.meets(other.period)


def _is_running_total(one: Statement, other: Statement) -> bool:
    same_begin = one.period.begins_at == other.period.begins_at
    return same_begin and one.period.ends_at != other.period.ends_at


def _differences(key: Key, group: list[Statement]) -> list[Statement]:
    """Return the differences of neighbouring running totals, one series per begin."""
    last: dict[tuple[int, ...], Statement] = {}
    for tally in sorted(group, key=lambda t: (t.recorded_at, t.report_no)):
        what = (tally.thing_id, tally.place_id, tally.hand_id)
        last[(*what, tally.period.begins_at, tally.period.ends_at)] = tally
    ordered = sorted(last.items(), key=lambda item: item[0])
    found = []
    for (one_key, earlier), (other_key, later) in pairwise(ordered):
        if one_key[:-1] == other_key[:-1]:
            found += _difference((*key, "difference", *one_key[:-1]), earlier, later)
    return found


def _difference(series: Key, earlier: Statement, later: Statement) -> list[Statement]:
    low = 0 if earlier.high is None else max(0, later.low - earlier.high)
    high = None if later.high is None else later.high - earlier.low
    if high is not None and high < 0:
        return []  # the total fell: no count of what came between
    difference = replace(
        later,
        report_no=-later.report_no,
        recorded_at=max(earlier.recorded_at, later.recorded_at),
        period=Period(earlier.period.ends_at, later.period.ends_at),
        low=low,
        high=high,
        about_id=later.about_id if later.about_id == earlier.about_id else 0,
        marked=earlier.marked and later.marked,
        series=series,
        parts=(earlier.report_no, later.report_no),
    )
    return [difference]
