"""What an outside format is: how its files are read, recognised and turned into reports."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

import pyarrow as pa

from servanda.evidence.door.plan import DoorPlan
from servanda.evidence.importers.number_form import NumberColumn
from servanda.evidence.importers.sample import Sample
from servanda.evidence.importers.sheet import Sheet, read_table

Reader: TypeAlias = Callable[[Path, str], Sheet]
"""From a path and an encoding (empty: not named) to text."""
Recogniser: TypeAlias = Callable[[Sample], str]
"""From the beginning of a file to the reason why it is of the format; empty: it is not."""


@dataclass(frozen=True)
class OutsideFormat:
    """An outside format.

    Attributes:
        name: as in `servanda import NAME`.
        title: full name.
        source: short name that its reports carry as their source.
        licence: terms that its rows carry, a key of the table of licences; empty: not known.
        header: columns that must be there.
        may_have: further columns that are known; a star stands for any ending.
        sql: SELECT over `sheet`, `codes`, `actors`, `areas`, `origins` and the settings; it gives
            columns of `reports`, `row_no`, and `fault` or `aside` where a row is no report.
        codes: data file that says what its codes mean; empty: it has none.
        code: SQL of the code of a row of `sheet`, for rows that have one.
        actors, areas, origins: columns whose cells name actors, places and first sources.
        has_own_time: its rows say when they became known; else the user must.
        read: reads its files.
        recognise: tells its files by how they begin; None: by `header`.
        settle: makes the format of one file from its columns; None: all files are alike.
        aside: SQL of the reason why a row of `sheet` is no report, for formats read by a mapping.
        has_repeats: its rows may be of repeat groups (`Sheet.context`), for formats read by a
            mapping.
        area_splits: what parts several places in one cell; empty: a cell holds one.
        area_names: places that no column names, since the whole file is of them.
        door: sums to check at the door.
        numbers: columns whose numbers are read by a form that a mapping says.
        door_numbers: the same of columns that are checked at the door.
        own_codes: codes that are not in a data file, with the columns of `code_table`.
        beside: name of the format whose reports in the case its rows speak of; its SQL sees them as
            `held`: columns of `reports`, and `key`, the cell of the first column of `header`.
        system: columns that forms fill in by themselves: they may say what a report is called and
            when it became known, and never what happened.
        assumes: what is read into a row beyond its own words, one sentence each; shown and kept.
    """

    name: str
    title: str
    source: str
    licence: str
    sql: str
    header: tuple[str, ...] = ()
    may_have: tuple[str, ...] = ()
    codes: str = ""
    code: str = ""
    actors: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    has_own_time: bool = True
    read: Reader = read_table
    recognise: Recogniser | None = None
    settle: Callable[[Sheet], OutsideFormat] | None = None
    aside: str = ""
    has_repeats: bool = False
    area_names: tuple[str, ...] = ()
    area_splits: str = ""
    door: DoorPlan = field(default_factory=DoorPlan)
    numbers: tuple[NumberColumn, ...] = ()
    door_numbers: tuple[NumberColumn, ...] = ()
    own_codes: pa.Table | None = field(default=None, hash=False, compare=False)
    beside: str = ""
    system: frozenset[str] = frozenset()
    assumes: tuple[str, ...] = ()

    def reason(self, sample: Sample) -> str:
        """Return why a file that begins so is of the format; empty: it is not."""
        if self.recognise is not None:
            return self.recognise(sample)
        if self.header and set(self.header) <= set(sample.header):
            return f"it has the columns {', '.join(f'`{name}`' for name in self.header[:4])} ..."
        return ""

    def knows(self, column: str) -> bool:
        """Return whether a column is known to the format."""
        return column in self.header or any(
            column == name or (name.endswith("*") and column.startswith(name[:-1]))
            for name in self.may_have
        )
