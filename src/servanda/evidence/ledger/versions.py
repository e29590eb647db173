"""What each thing on record said when: silent changes and withdrawals (SEMANTICS 2.8).

A source that changes a row under the same identity says nothing of it; the ledger saw both. The
new words are known from when they were seen: a report gets them as a correction `a1@2` of `a1`,
one that is gone as a correction that withdraws it, so that an earlier board stays as it was known.
Rows of the other tables, and reports without an id, have no corrections; of them the version of
the asked instant is taken.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa

from servanda.evidence.ledger.instants import instant_of_text, instant_text
from servanda.evidence.ledger.records import GONE
from servanda.evidence.names import KnownNames
from servanda.evidence.times import read_times

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Version:
    """One version of a thing.

    Attributes:
        row: as in the ledger, with `feed`, `file`, `seen_at` and `before_at` (when the feed was
            last seen before) of its receipt.
        cells: what it says.
        known_at: from when it is known, microseconds UTC; None for the first, which says itself
            when it was recorded.
        is_gone: it says that the thing is no longer shown.
    """

    row: Row
    cells: Mapping[str, str]
    known_at: int | None
    is_gone: bool


def histories(rows: Iterable[Row], names: KnownNames) -> list[list[Version]]:
    """Return the versions of each thing in order.

    Args:
        rows: of things with several versions, by `seq`, each with `feed`, `seen_at`, `before_at`.
        names: whose zone times without an offset are local to.

    Returns:
        One list a thing. Where our own copy was mended the versions say what it should have said
        from the start; a thing that was ours by mistake has none.
    """
    things: dict[tuple[str, str, str], list[Version]] = {}
    kept = list(rows)
    stated = _stated_times(kept, names)
    for row in kept:
        versions = things.setdefault((row["feed"], row["table_name"], row["row_key"]), [])
        cells = json.loads(row["cells"])
        if row["change"] == "dropped":
            versions.clear()
        elif row["change"] == "mended" and versions:
            versions[-1] = replace(versions[-1], row=row, cells=cells)
        else:
            known_at = _known_at(row, stated) if versions else None
            versions.append(Version(row, cells, known_at, row["change"] in GONE))
    return [versions for versions in things.values() if versions]


def _stated_times(rows: Sequence[Row], names: KnownNames) -> dict[str, int]:
    cells = (json.loads(row["cells"]).get("recorded_at") for row in rows)
    texts = sorted({text for text in cells if text})
    if not texts:
        return {}
    found = read_times(pa.array(texts, pa.string()), names.zone).to_pylist()
    return {
        row["text"]: row["after_at"] if row["precision"] == "day" else row["first_at"]
        for row in found
        if row["fault"] is None
    }


def _known_at(row: Row, stated: Mapping[str, int]) -> int:
    """Return from when a later version is known.

    What the row itself says holds if it lies after the feed was last seen without it: then the
    source dates its change. Otherwise it is when the change was seen.
    """
    said = stated.get(json.loads(row["cells"]).get("recorded_at", ""))
    is_dated = said is not None and row["before_at"] and row["change"] not in GONE
    if said is not None and is_dated and said > instant_of_text(row["before_at"]):
        return said
    return instant_of_text(row["seen_at"])


def corrections(history: Sequence[Version], replaced: Mapping[tuple[str, str], int]) -> list[Row]:
    """Return a report with an id as rows that correct each other.

    Args:
        history: its versions.
        replaced: (source, report id) to the first receipt in which another report openly corrects
            it; silent changes from there on change nothing, since the report stood no longer.
    """
    first = history[0]
    source, report = first.cells.get("source", ""), first.cells.get("report", "")
    ends = replaced.get((source, report))
    found = [with_cells(first.row, first.cells)]
    said, is_gone = first.cells, False
    for number, version in enumerate(history[1:], start=2):
        if ends is not None and ends <= version.row["entry_no"]:
            break
        if (version.cells, version.is_gone) == (said, is_gone):
            continue  # only what the project does not read was changed
        said, is_gone = version.cells, version.is_gone
        own = {"report": f"{report}@{number}", "replaces": report,
               "recorded_at": instant_text(version.known_at or 0)}  # fmt: skip
        cells = {**version.cells, **own, **({"withdrawn": "true"} if is_gone else {})}
        found.append(with_cells(version.row, cells))
    return found


def version_at(history: Sequence[Version], as_of: int | None) -> Row | None:
    """Return what a thing without corrections said at an instant, None if it was gone.

    Args:
        history: its versions.
        as_of: microseconds UTC; None: the last version.
    """
    known = [v for v in history if as_of is None or v.known_at is None or v.known_at <= as_of]
    last = known[-1]
    return None if last.is_gone else with_cells(last.row, last.cells)


def with_cells(row: Row, cells: Mapping[str, str]) -> Row:
    """Return a row that says something else."""
    return {**row, "cells": json.dumps(cells, ensure_ascii=False)}
