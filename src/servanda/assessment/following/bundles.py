"""Reports of a part that nothing tells apart are looked at once, as in decision 15.

A duty on which thousands of reports bear has them all in its part. Of a report that shares its
incident with none, that nobody has corrected, denied, excused, marked, ruled on or looked over,
only thing, place, hand, speaker and the borders between which it lies bear on a sum of acts.
Reports alike in these stand as one, with the figures of all.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from servanda.assessment.following.columns import (
    EVER,
    UNKNOWN,
    Columns,
    Numbers,
    distinct,
    rows_at,
    size_of,
    union,
)
from servanda.assessment.tables import ASSERTS, BUNDLES, EVENT, OBSERVED_NONE, TALLY

_ALIKE: Final = ("thing_id", "place_id", "hand_id", "source_id", "origin_id")
_MANY: Final = 2**62

_Mask = npt.NDArray[np.bool_]


def bundled(rows: Columns, fixed: _Mask, borders: Numbers) -> tuple[Columns, pa.Table]:
    """Return reports with those put together that nothing tells apart.

    Args:
        rows: all reports of a part, in order of number.
        fixed: which of them have to be kept as they are, whatever else is told in the part.
        borders: the instants at which an answer may change, each once, in order.

    Returns:
        The reports; of those put together the one with the least number, with the figures of all,
        and a table in schema `BUNDLES`.
    """
    places = np.flatnonzero(_is_plain(rows) & ~fixed)
    names = dict.fromkeys((*_ALIKE, "source_id", "begins_at", "ends_at", "high", "low"))
    plain = rows_at({name: rows[name] for name in names}, places)
    codes = _codes(plain, borders, _borders_of_tellers(rows))
    order = np.argsort(codes, kind="stable")
    is_first = np.append(True, np.diff(codes[order]) != 0)[: len(order)]
    first = np.flatnonzero(is_first)
    acts = np.diff(np.append(first, len(order)))
    several = acts > 1
    kept = places[order[first]]
    # The rows may be those of the record itself.
    rows = {**rows, "low": rows["low"].copy(), "high": rows["high"].copy()}
    if len(first):
        rows["low"][kept] = np.add.reduceat(plain["low"][order], first)
        # What is unknown is alike only with what is unknown, too.
        high = np.where(plain["high"] == UNKNOWN, 0, plain["high"])
        is_known = plain["high"][order[first]] != UNKNOWN
        rows["high"][kept] = np.where(is_known, np.add.reduceat(high[order], first), UNKNOWN)
    is_there = np.ones(size_of(rows), bool)
    is_there[places] = False
    is_there[kept] = True
    table = pa.table([rows["report_no"][kept[several]], acts[several]], schema=BUNDLES)
    return rows_at(rows, is_there), table


def _is_plain(rows: Columns) -> _Mask:
    """Return which reports of events stand alone, as far as other reports tell."""
    is_event = (rows["stance"] == ASSERTS) & (rows["kind"] == EVENT)
    is_corrected = np.isin(rows["root_no"], _corrected(rows))
    found: _Mask = is_event & ~is_corrected & ~rows["withdrawn"]
    return found & ~_is_looked_over(rows)


def _corrected(rows: Columns) -> Numbers:
    found: Numbers = rows["root_no"][rows["root_no"] != rows["report_no"]]
    return found


def _is_looked_over(rows: Columns) -> _Mask:
    """Return whose time somebody has looked over who saw none, of whatever it was."""
    looks = rows["stance"] == OBSERVED_NONE
    reached = _Reached(rows["begins_at"][looks], rows["ends_at"][looks])
    found: _Mask = reached.by(rows["begins_at"]) >= rows["ends_at"]
    return found


def _borders_of_tellers(rows: Columns) -> dict[int, Numbers]:
    """Return source to where its tallies begin and end.

    Who counts as well as tells of events is not added to itself where both coincide (4.1).
    """
    tallies = rows["kind"] == TALLY
    sources = rows["source_id"][tallies]
    times = np.stack([rows["begins_at"][tallies], rows["ends_at"][tallies]])
    return {int(s): distinct(times[:, sources == s].ravel()) for s in distinct(sources)}


class _Reached:
    """How far those of some periods reach that have begun by an instant."""

    def __init__(self, begins: Numbers, ends: Numbers) -> None:
        order = np.argsort(begins, kind="stable")
        self._begins = begins[order]
        self._ends = np.append(-EVER, np.maximum.accumulate(ends[order]))

    def by(self, instants: Numbers) -> Numbers:
        """Return how far they reach."""
        found: Numbers = self._ends[np.searchsorted(self._begins, instants, "right")]
        return found


def _codes(rows: Columns, borders: Numbers, of_tellers: dict[int, Numbers]) -> Numbers:
    """Return one number for all of a report that bears on a sum of acts."""
    codes: Numbers = (rows["high"] == UNKNOWN).astype(np.int64)
    # What is perhaps none, or none, is not one act (2.3).
    codes = 4 * codes + 2 * (rows["low"] == 0) + (rows["high"] == 0)
    for name in _ALIKE:
        codes = _with(codes, rows[name].astype(np.int64))
    for name in ("begins_at", "ends_at"):
        places = _places(rows[name], borders)
        for source, own in of_tellers.items():
            mine = rows["source_id"] == source
            places[mine] = _places(rows[name][mine], union([borders, own]))
        codes = _with(codes, places)
    return codes


def _places(instants: Numbers, borders: Numbers) -> Numbers:
    """Return how many borders lie before each instant, twice, and one more if it is one itself."""
    found: Numbers = np.searchsorted(borders, instants, "left").astype(np.int64)
    found += np.searchsorted(borders, instants, "right")
    return found


def _with(codes: Numbers, values: Numbers) -> Numbers:
    if not len(codes):
        return codes
    size = int(values.max()) + 1
    if int(codes.max()) + 1 > _MANY // size:
        codes = np.unique(codes, return_inverse=True)[1].astype(np.int64)
    found: Numbers = codes * size + values
    return found
