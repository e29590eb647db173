"""After which statement nobody reads a table any more, so that an engine may drop it.

Worked out from the texts of the stations alone: a table is spent after a statement that reads it if
on every way from there it is made anew before it is read again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final

from servanda.assessment.backends.sqlite_text import reads_of
from servanda.assessment.pipeline import (
    CLAIM,
    COUNT,
    JUDGE,
    MEASURE,
    RECORD,
    SETTLE,
    SINCE,
    WITHOUT,
    Step,
    steps_of,
)
from servanda.assessment.tables import CaseTables

StepName = tuple[str, str]
_TELL: Final = ("96_findings", *COUNT)
_MAYBE: Final = SETTLE[1]
_COUNTED: Final = frozenset({"tiers", "bad_cells", "probes"})
"""What the engine counts between two stations; all are small."""
# Tiers are settled one after the other: what a further round reads counts as read.
_SETTLE: Final = (*SETTLE, *SETTLE)


@cache
def spent_after(
    idle_stations: frozenset[str], *, is_searched: bool
) -> Mapping[StepName, tuple[str, ...]]:
    """Return what is spent after each statement on the way to findings and their counts.

    Args:
        idle_stations: stations in whose place a stand-in runs.
        is_searched: instants may be asked since when a finding is what it is.

    Returns:
        Station and table made, to names of tables; what tells findings is never among them.
    """
    way = _Way(idle_stations)
    told = way.back(_TELL, frozenset())
    live = way.back(["92_probes"], told)
    for _ in range(2 if is_searched else 0):  # until all instants are known, or none at all
        live = way.back(["92_probes"], told | way.back([*MEASURE, *_SETTLE, "94_answers"], live))
    way.back([*RECORD, *CLAIM, *MEASURE, *_SETTLE, *JUDGE, *SINCE], live)
    lasting = _COUNTED | {step.name for station in _TELL for step in steps_of(station)}
    spent = {key: tuple(sorted(names - lasting)) for key, names in way.spent.items()}
    return {key: names for key, names in spent.items() if names}


def spent_in(case: CaseTables, idle_stations: frozenset[str]) -> Mapping[StepName, tuple[str, ...]]:
    """Return what is spent after each statement on the way to undated findings of a case.

    Args:
        case: of its rules and duties it depends whether instants may be asked all the same (1.6).
        idle_stations: as for `spent_after`.
    """
    cuts = case.tables["duties"]["cut_at"]
    is_searched = case.tables["rules"].num_rows > 0 or cuts.null_count < len(cuts)
    return spent_after(idle_stations, is_searched=is_searched)


class _Way:
    """Walks statements backwards, from what is read to where it was made."""

    def __init__(self, idle_stations: frozenset[str]) -> None:
        self.spent: dict[StepName, set[str]] = {}
        self._idle_stations = idle_stations
        stations = (*RECORD, *CLAIM, *MEASURE, *JUDGE)
        steps = [step for station in stations for step in self._steps(station)]
        self._views = {step.name: step for step in steps if step.kind == "view"}

    def back(self, stations: Sequence[str], live: frozenset[str]) -> frozenset[str]:
        """Return what is read from the first of some stations on; note what is spent.

        Args:
            stations: in the order in which they run.
            live: what is read after them.
        """
        for station in reversed(stations):
            for step in reversed(self._steps(station)):
                read = frozenset() if step.kind == "view" else _read_by(step, self._views)
                dead = set(read - live - {step.name} - self._views.keys())
                key = (step.station, step.name)
                self.spent[key] = self.spent[key] & dead if key in self.spent else dead
                if station != _MAYBE:
                    live -= {step.name}
                live |= read
        return live

    def _steps(self, station: str) -> tuple[Step, ...]:
        return steps_of(WITHOUT[station] if station in self._idle_stations else station)


def _read_by(step: Step, views: Mapping[str, Step]) -> frozenset[str]:
    """Return what a statement reads, by itself and through views."""
    found: set[str] = set()
    left = set(reads_of(step.query))
    while left:
        found |= left
        below = [reads_of(views[name].query) for name in left if name in views]
        left = set().union(*below) - found
    return frozenset(found)
