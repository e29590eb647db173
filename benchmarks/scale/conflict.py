"""The conflicting workload: some three reports of each event, many of them against each other.

Usage: python -m benchmarks.scale.conflict REPORTS FOLDER [--clauses N] [--share NAME=VALUE]

It writes a case in `FOLDER/case`: an agreement of daily duties between four made-up parties in
forty parts of five regions, and so many reports of thirty days in `reports.parquet`, their links in
`links.parquet`. How much conflict there is: `Shares` in `conflict_events.py`, each of which can be
given on the command line.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from benchmarks.scale.conflict_answers import (
    corrected_again,
    follow_ups,
    looks,
    party_tallies,
    tallies,
)
from benchmarks.scale.conflict_events import NOTHING, Rows, Shares, chance, reports_of_events
from benchmarks.scale.conflict_terms import (
    ACTS,
    AREAS,
    PARTIES,
    REGIONS,
    SOURCES,
    WORDS,
    agreement_text,
    write_declarations,
)
from benchmarks.scale.facts import DAYS, FIRST_SECOND, write_facts
from benchmarks.scale.writing import TableFile, instants, words, write_variant

_PLACES: Final = (*AREAS, *REGIONS)
_NAMES: Final = tuple(source[0] for source in SOURCES)
_UNITS: Final = [act[2] for act in ACTS]


def rows_of_day(rows: int, day: int, shares: Shares) -> Rows:
    """Return all rows of one day, numbered from where the day before ended, by their begin."""
    first, last = rows * day // DAYS, rows * (day + 1) // DAYS
    size = last - first
    random = np.random.default_rng([20241127, rows, day, 2])
    counts = {"tallies": size * shares.tallies, "party": size * shares.party_tallies}
    seen = looks(random, day, round(size * shares.none_seen), size)
    answered = sum(round(size * share) for share in (shares.denials, shares.exceptions,
                   shares.corrections, shares.withdrawals))  # fmt: skip
    # The truth is needed for the tallies, and their number for that of the reports of events.
    room = size - answered - len(seen) - int(counts["tallies"]) - int(counts["party"])
    truth, told = reports_of_events(random, day, room, shares)
    counted = np.concatenate([
        tallies(random, day, truth, int(counts["tallies"]), shares.inexact_tallies),
        party_tallies(random, day, truth, int(counts["party"])),
    ])  # fmt: skip
    told["report"] = first + np.arange(len(told))
    later = follow_ups(random, told, size, shares)
    rest = _filled(random, told, size - len(told) - len(counted) - len(seen) - len(later))
    found = np.concatenate([told, rest, later, counted, seen])
    found["report"] = first + np.arange(size)
    is_correction = (found["replaces"] != NOTHING) & ~found["withdrawn"]
    corrections = found[is_correction]
    corrected_again(random, corrections, shares.second_corrections)
    found[is_correction] = corrections
    return found


def _filled(random: np.random.Generator, told: Rows, size: int) -> Rows:
    """Return further reports of events, told once, in place of tallies that did not fit."""
    rows: Rows = told[random.choice(len(told), size, replace=size > len(told))].copy()
    rows["occurrence"] = NOTHING
    return rows


def write_conflict(
    rows: int, folder: Path, *, clauses: int = 20, shares: Shares | None = None
) -> None:
    """Write the case.

    Args:
        rows: of reports.
        folder: is made.
        clauses: how many.
        shares: how much conflict.
    """
    shares = shares or Shares()
    case = folder / "case"
    case.mkdir(parents=True, exist_ok=True)
    reports, links = TableFile(case / "reports.parquet"), TableFile(case / "links.parquet")
    for day in range(DAYS):
        found = rows_of_day(rows, day, shares)
        reports.add(_columns(found))
        links.add(_links(np.random.default_rng([20241127, rows, day, 3]), found, shares))
    reports.close()
    links.close()
    occurrences = rows / DAYS / shares.reports_per_event * 0.87
    text = agreement_text(occurrences, clauses)
    (case / "agreement.md").write_text(text, encoding="utf-8")
    write_declarations(case)
    for count in (1, 50):
        write_variant(folder, str(count), agreement_text(occurrences, count))
    write_facts(folder, {"kind": "conflict", "rows": rows, "reports": reports.rows,
                         "links": links.rows, "clauses": clauses,
                         "shares": shares.as_facts()})  # fmt: skip


# ---- as tables --------------------------------------------------------------------------------


def _columns(rows: Rows) -> dict[str, pa.Array]:
    order = np.argsort(rows["begins"], kind="stable")
    first = int(rows["report"][0])
    sources = rows["source"]
    rows = rows[order]
    has_number = rows["number"] != NOTHING
    unit = np.where((rows["kind"] == 1) | has_number | (rows["low"] != NOTHING)
                    | (rows["word"] != NOTHING), rows["act"], len(ACTS))  # fmt: skip
    number = _numbers(rows["number"])
    return {
        "report": _ids(rows["report"]),
        "source": words(rows["source"], _NAMES),
        "origin": _named(rows["origin"], _NAMES),
        "recorded_at": instants(rows["recorded"] + FIRST_SECOND),
        "begins": instants(rows["begins"] + FIRST_SECOND),
        "ends": instants(rows["ends"] + FIRST_SECOND),
        "kind": words(rows["kind"], ["event", "tally"]),
        "series": _named(rows["series"], ["by slot", "by day"]),
        "actor": _two(rows["actor"], rows["rival"], PARTIES),
        "act": words(rows["act"], [act[0] for act in ACTS]),
        "object": words(rows["act"], [act[1] for act in ACTS]),
        "quantity": pc.coalesce(number, _named(rows["word"], [w[0] for w in WORDS])),
        "quantity_low": _numbers(rows["low"]),
        "quantity_high": _numbers(rows["high"]),
        "unit": words(unit, [*_UNITS, None]),
        "area": _two(rows["area"], rows["second_area"], _PLACES),
        "stance": words(rows["stance"], ["asserts", "denies", "observed-none", "excepts"]),
        "of": _references(rows["target"], sources, first),
        "replaces": _references(rows["replaces"], sources, first),
        "withdrawn": pa.array(rows["withdrawn"]),
    }


def _ids(numbers: npt.NDArray[Any]) -> pa.Array:
    return pc.binary_join_element_wise("r", pa.array(numbers).cast(pa.string()), "")


def _numbers(column: npt.NDArray[Any]) -> pa.Array:
    return pa.array(column, mask=column == NOTHING).cast(pa.string())


def _named(codes: npt.NDArray[Any], names: tuple[str, ...] | list[str]) -> pa.Array:
    """Return names as text; -1 is an empty cell."""
    return words(codes, [*names, None]).cast(pa.string())


def _two(
    first: npt.NDArray[Any], second: npt.NDArray[Any], names: tuple[str, ...]
) -> pa.Array:  # fmt: skip
    """Return one name, or two that are parted by a bar."""
    one, other = _named(first, names), _named(second, names)
    return pc.coalesce(pc.binary_join_element_wise(one, other, "|"), one)


def _references(targets: npt.NDArray[Any], sources: npt.NDArray[Any], first: int) -> pa.Array:
    """Return `source:report` of reports of the same day; -1 is an empty cell."""
    is_none = targets == NOTHING
    source = sources[np.where(is_none, 0, targets - first)]
    full = pc.binary_join_element_wise(words(source, _NAMES).cast(pa.string()), _ids(targets), ":")
    return pc.if_else(pa.array(is_none), pa.scalar(None, pa.string()), full)


def _links(random: np.random.Generator, rows: Rows, shares: Shares) -> dict[str, pa.Array]:
    """Return the links of one day: reports of one occurrence, and a few that are not the same."""
    told = rows[(rows["occurrence"] != NOTHING) & (rows["replaces"] == NOTHING)]
    starts = np.flatnonzero(np.diff(told["occurrence"], prepend=-1))
    counts = np.diff(starts, append=len(told))
    linked = (counts > 1) & chance(random, shares.linked, len(starts))
    apart = chance(random, shares.kept_apart, len(starts))
    apart[-1:] = False
    firsts = starts[np.flatnonzero(apart)]
    nexts = starts[np.flatnonzero(apart) + 1]
    places = np.concatenate([
        np.flatnonzero(np.repeat(linked, counts)), np.column_stack([firsts, nexts]).ravel()
    ])  # fmt: skip
    sizes = np.concatenate([counts[linked], np.full(len(firsts), 2)])
    offsets = np.concatenate([[0], np.cumsum(sizes)])
    chosen = told[places]
    refs = pc.binary_join_element_wise(
        words(chosen["source"], _NAMES).cast(pa.string()), _ids(chosen["report"]), ":"
    )
    recorded = np.maximum.reduceat(chosen["recorded"], offsets[:-1]) + 3_600
    is_apart = np.repeat([0, 1], [int(linked.sum()), len(firsts)])
    same = np.zeros(len(sizes), np.int8)
    return {
        "reports": pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), refs),
        "link": words(is_apart, ["same", "not the same"]),
        "by": words(same, ["A. Reader"]),
        "reason": words(is_apart, ["same hour and place", "two places"]),
        "recorded_at": instants(recorded + FIRST_SECOND),
    }


def main(arguments: list[str] | None = None) -> int:
    """Write one workload."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale.conflict")
    parser.add_argument("rows", type=float)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--clauses", type=int, default=20)
    parser.add_argument("--share", action="append", default=[], metavar="NAME=VALUE")
    options = parser.parse_args(arguments)
    given = dict(text.split("=", 1) for text in options.share)
    shares = replace(Shares(), **{name: float(value) for name, value in given.items()})
    write_conflict(int(options.rows), options.folder, clauses=options.clauses, shares=shares)
    return 0


if __name__ == "__main__":
    sys.exit(main())
