"""Mapping files: what the columns of any table mean, in YAML that a person writes and reads.

Every key is a column of `reports`. Its value is a text that holds for all rows, or says which
column it comes from: `{column: Date, form: "%d/%m/%Y"}`. A `?` is left by `servanda map` where only
a person can tell, and stops the import.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, TypeVar

import duckdb

from servanda.civil import find_zone
from servanda.errors import EvidenceError, Place, Problem
from servanda.evidence.door.plan import DoorPlan, Ordered, Parts, Running
from servanda.evidence.importers.number_form import NumberForm, number_form
from servanda.evidence.importers.sheet import unreadable
from servanda.evidence.names import near_hint
from servanda.evidence.scratch import scratch
from servanda.evidence.tables import REPORTS

OPEN: Final = "?"
CELL_KEYS: Final = frozenset({"column", "form", "zone", "codes", "time", "numbers"})
CODE_KEYS: Final = frozenset({"act", "object", "attributes", "about", "aside"})
OTHER_KEYS: Final = frozenset(
    {"name", "zone", "numbers", "point", "also", "set aside", "checks", "not used"}
)
_CLOCKS: Final = ("%H", "%I", "%X", "%c")
"""What a form of times has that tells a time of day."""

_WHOLE: Final = ("%x", "%c", "%s")
_PARTS: Final = (
    ("day", ("%d", "%j", "%u", "%w")),
    ("month", ("%m", "%b", "%B", "%j", "%U", "%W", "%V")),
    ("year", ("%Y", "%y", "%G")),
)
"""What a form must have for a day: the part, and the signs that say it."""

_SHAPES: Final = {
    "parts": "write `[{total: Killed, parts: [Men, Women]}]`",
    "running": "write `[{total: So far, daily: Killed}]`",
    "ordered": "write `[[Low, Best, High]]`",
}
T = TypeVar("T")
_REPORTS: Final = {column.name: column for column in REPORTS}


@dataclass(frozen=True)
class Cell:
    """Where the cells of one column of `reports` come from.

    Attributes:
        constant: text that holds for all rows; None: they come from a column.
        column: of the file.
        coarser: columns to fall back on, of an area: the next wider ones.
        form: how its times are written, as in `%d/%m/%Y %H:%M`; empty: as evidence writes them.
        clock: columns of the time of day, where `column` holds the day alone; the first that is
            filled in counts.
        clock_form: how times of day are written; empty: `14:30` or `14:30:05`.
        others: of a time: what says it where all columns of this one are empty, in their order.
        zone: IANA name of its local times; empty: that of the mapping, else that of the case.
        codes: cell of the file to a text, or (of `act`) to what it means in several columns.
        numbers: how its numbers are written; None: as the mapping says, else as evidence does.
        line: where it stands in the mapping file.
    """

    constant: str | None = None
    column: str = ""
    coarser: tuple[str, ...] = ()
    form: str = ""
    clock: tuple[str, ...] = ()
    clock_form: str = ""
    others: tuple[Cell, ...] = ()
    zone: str = ""
    codes: Mapping[str, Mapping[str, str]] | None = None
    numbers: NumberForm | None = None
    line: int = 0

    @property
    def days(self) -> tuple[str, ...]:
        """The columns of its cells, or of a time in two columns those of the day."""
        return (self.column, *self.coarser)

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column of the file that it reads; a text reads none."""
        if not self.column:
            return ()
        return (*self.days, *self.clock, *(name for cell in self.others for name in cell.columns))


@dataclass(frozen=True)
class TableMapping:
    """What the columns of a table mean.

    Attributes:
        name: in the names of the files that an import writes.
        cells: column of `reports` to where its cells come from.
        zone: IANA name of local times in the file; empty: that of the case.
        numbers: how numbers are written in the file; None: as evidence writes them.
        point: column that holds `latitude longitude`; empty: none.
        also: further reports that each row gives: suffix of their identity, and their own cells.
        asides: column to cell to the reason why its rows are no report.
        door: sums to check.
    """

    name: str
    cells: Mapping[str, Cell]
    zone: str = ""
    numbers: NumberForm | None = None
    point: str = ""
    also: tuple[tuple[str, Mapping[str, Cell]], ...] = ()
    asides: Mapping[str, Mapping[str, str]] | None = None
    door: DoorPlan = field(default_factory=DoorPlan)

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column of the file that it reads, once."""
        groups = [self.cells, *(cells for _, cells in self.also)]
        named = [name for cells in groups for cell in cells.values() for name in cell.columns]
        return tuple(dict.fromkeys([*named, *([self.point] if self.point else []),
                                    *(self.asides or {})]))  # fmt: skip


def read_mapping(path: Path) -> TableMapping:
    """Read a mapping file.

    Raises:
        EvidenceError: SV302, it cannot be read; SV810, it is wrong; SV811, something is open.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        data = YAML(typ="rt").load(path.read_text("utf-8-sig"))
    except OSError as error:
        raise unreadable(path, error) from None
    except (YAMLError, UnicodeDecodeError) as error:
        line = getattr(getattr(error, "problem_mark", None), "line", -1) + 1
        message = f"`{path.name}` is no YAML: {str(error).splitlines()[0]}"
        raise EvidenceError((Problem("SV810", message, (Place(str(path), line),)),)) from None
    reader = _Reader(path)
    mapping = reader.mapping(data)
    if reader.problems:
        raise EvidenceError(tuple(reader.problems))
    return mapping


class _Reader:
    """Reads one mapping file and collects all that is wrong with it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.problems: list[Problem] = []

    def mapping(self, data: Any) -> TableMapping:  # noqa: ANN401 - YAML
        if not isinstance(data, Mapping):
            self._add("SV810", "a mapping file has one key for each column of `reports`", 1)
            return TableMapping("", {})
        self._find_open(data)
        cells = self._cells(data, OTHER_KEYS)
        for name, column in _REPORTS.items():
            # When rows became known may be said by `--seen`, and forms have a source of their own.
            is_settled = name in cells or name in {"recorded_at", "source"}
            if column.is_required and not is_settled:
                self._add("SV810", f"`{name}` is needed: say which column, or a text", 1)
        return TableMapping(
            name=str(data.get("name") or self._path.stem),
            cells=cells,
            zone=self._zone(data),
            numbers=self._numbers(data),
            point=self._point(data),
            also=tuple(self._also(data)),
            asides=self._asides(data),
            door=self._door(data),
        )

    def _cells(self, data: Mapping[str, Any], others: frozenset[str]) -> dict[str, Cell]:
        cells = {}
        for key, value in data.items():
            if key in others or value is None:
                continue
            line = _line(data, key)
            if key not in _REPORTS:
                hint = near_hint(str(key), [*_REPORTS, *OTHER_KEYS])
                self._add("SV810", f"`{key}` is no column of `reports`", line, hint)
            elif cell := self._cell(key, value, line):
                cells[key] = cell
        return cells

    def _cell(self, key: str, value: Any, line: int) -> Cell | None:  # noqa: ANN401 - YAML
        if isinstance(value, list):
            return self._first_of(key, value, line)
        if not isinstance(value, Mapping):
            return Cell(constant=str(value), line=line)
        wrong = [name for name in value if name not in CELL_KEYS]
        columns = _names_in(value.get("column"))
        if wrong or not columns:
            message = f"`{key}` takes a text, or `{{column: ..., form: ..., codes: ...}}`"
            hint = near_hint(str(wrong[0]), CELL_KEYS) if wrong else "name the `column`"
            self._add("SV810", message, line, hint)
            return None
        form = str(value.get("form") or "")
        for word in ("form", "time"):
            if value.get(word) and _REPORTS[key].kind != "time":
                self._add("SV810", f"`{key}` is no time and takes no `{word}`", line)
        if value.get("numbers") and not is_number(key):
            self._add("SV810", f"`{key}` is no number and takes no `numbers`", line)
        self._check_form(form, line)
        clock, clock_form = self._clock(key, value, line)
        return Cell(
            column=columns[0], coarser=columns[1:], form=form, clock=clock, clock_form=clock_form,
            zone=self._zone(value), codes=self._codes(key, value.get("codes"), line),
            numbers=self._numbers(value),
            line=line,
        )  # fmt: skip

    def _first_of(self, key: str, entries: list[Any], line: int) -> Cell | None:
        """Return a time that several columns may say, each in its own form."""
        if _REPORTS[key].kind != "time":
            message = f"`{key}` takes no list"
            self._add("SV810", message, line, "write `{column: [First choice, Second choice]}`")
            return None
        if not entries or not all(isinstance(entry, Mapping) for entry in entries):
            message = f"`{key}` takes a list of columns, the first that is filled in counting"
            hint = "write `[{column: Date corrected}, {column: Date}]`"
            self._add("SV810", message, line, hint)
            return None
        cells = [self._cell(key, entry, _first_line(entry) or line) for entry in entries]
        if any(cell is not None and cell.codes is not None for cell in cells):
            self._add("SV810", f"`{key}` takes `codes` or a list, not both", line)
        found = [cell for cell in cells if cell is not None]
        return replace(found[0], others=tuple(found[1:])) if len(found) == len(cells) else None

    def _check_form(self, form: str, line: int) -> None:
        if not form or form == OPEN:
            return
        if not _is_form(form):
            hint = "write it as in `%d/%m/%Y %H:%M`"
            self._add("SV810", f"`{form}` is no form of times", line, hint)
        elif missing := _missing_of(form):
            message = f"`{form}` names no {missing}, which nobody but the source could fill in"
            hint = "write it as in `%d/%m/%Y`; a whole month is a `begins` and an `ends`"
            self._add("SV810", message, line, hint)
        self._check_half(form, line)

    def _check_half(self, form: str, line: int) -> None:
        if "%I" in _signs(form) and "%p" not in _signs(form):
            message = f"`{form}` does not say which half of the day"
            self._add(
                "SV810", message, line, "write `%I:%M %p` of `2:30 PM`, or `%H:%M` of `14:30`"
            )

    def _clock(self, key: str, value: Mapping[str, Any], line: int) -> tuple[tuple[str, ...], str]:
        """Return the columns of a time of day beside the day's, and their form."""
        said = value.get("time")
        if said is None:
            return (), ""
        clock = said if isinstance(said, Mapping) else {"column": said}
        columns, form = _names_in(clock.get("column")), str(clock.get("form") or "")
        day_form = str(value.get("form") or "")
        if not columns or set(clock) - {"column", "form"}:
            hint = 'write `time: Hour`, or `time: {column: Hour, form: "%H.%M"}`'
            self._add("SV810", f"`time` of `{key}` names the column of the time of day", line, hint)
        elif shared := set(columns) & set(_names_in(value.get("column"))):
            message = f"`{sorted(shared)[0]}` is named for the day and for its time"
            hint = "leave `time` away, and say both in one `form`: `%d/%m/%Y %H:%M`"
            self._add("SV810", message, line, hint)
        if has_clock(day_form):
            message = f"the form `{day_form}` has a time of day, and `time` names another"
            self._add("SV810", message, line, "leave one of them away")
        if form and not (_is_form(form) and has_clock(form) and not _has_day(form)):
            message = f"`{form}` is no form of a time of day"
            self._add("SV810", message, line, "write it as in `%H:%M` or `%I:%M %p`")
        self._check_half(form, line)
        if any(sign in text for sign in ("%z", "%Z") for text in (day_form, form)):
            message = f"`time` of `{key}` cannot be read with an offset"
            self._add("SV810", message, line, "leave it away and name the `zone`: `zone: UTC`")
        if value.get("codes") is not None:
            self._add("SV810", f"`{key}` takes `codes` or `time`, not both", line)
        return columns, form

    def _zone(self, data: Any) -> str:  # noqa: ANN401 - YAML
        zone = str(data.get("zone") or "")
        if zone and zone != OPEN and find_zone(zone) is None:
            hint = "write `Africa/Maputo`, or another"
            self._add("SV810", f"`{zone}` is no IANA time zone", _line(data, "zone"), hint)
        return zone

    def _numbers(self, data: Any) -> NumberForm | None:  # noqa: ANN401 - YAML
        shown = str(data.get("numbers") or "")
        form = number_form(shown)
        if shown and shown != OPEN and form is None:
            message = f"`{shown}` does not show how numbers are written"
            hint = "write that number as the file would: `1.234,5`, `1 234,5`, `1,234.5`, `1234,5`"
            self._add("SV810", message, _line(data, "numbers"), hint)
        return form

    def _codes(
        self,
        key: str,
        codes: Any,  # noqa: ANN401 - YAML
        line: int,
    ) -> Mapping[str, Mapping[str, str]] | None:
        if codes is None:
            return None
        if not isinstance(codes, Mapping):
            self._add("SV810", f"`codes` of `{key}` says for each cell what it means", line)
            return None
        found = {}
        for code, means in codes.items():
            said = means if isinstance(means, Mapping) else {key: means}
            wrong = [name for name in said if name not in {*CODE_KEYS, key}]
            if wrong or (isinstance(means, Mapping) and key != "act"):
                message = f"`{code}` of `{key}` cannot say `{wrong[0] if wrong else 'several'}`"
                self._add("SV810", message, _line(codes, code))
            found[str(code)] = {str(n): str(t) for n, t in said.items() if t is not None}
        return found

    def _point(self, data: Mapping[str, Any]) -> str:
        value = data.get("point")
        column = value.get("column") if isinstance(value, Mapping) else value
        if isinstance(column, list | Mapping) or (isinstance(value, Mapping) and not column):
            self._add("SV810", "`point` names one column", _line(data, "point"))
            return ""
        return str(column or "")

    def _also(self, data: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Cell]]]:
        several = data.get("also") or []
        if not isinstance(several, list) or not all(isinstance(e, Mapping) for e in several):
            message = "`also` is a list of reports, each with keys of its own"
            hint = "write `- {suffix: kill, act: kill, ...}` below it"
            self._add("SV810", message, _line(data, "also"), hint)
            return
        for place, entry in enumerate(several, start=1):
            suffix = str(entry.get("suffix") or place)
            yield suffix, self._cells(entry, frozenset({"suffix"}))

    def _asides(self, data: Mapping[str, Any]) -> Mapping[str, Mapping[str, str]]:
        value = data.get("set aside") or {}
        is_said = isinstance(value, Mapping)
        if not is_said or not all(isinstance(cells, Mapping) for cells in value.values()):
            hint = "write `{Status: {draft: the post is a draft}}`"
            message = "`set aside` says for each cell of a column why"
            self._add("SV810", message, _line(data, "set aside"), hint)
            return {}
        return {
            str(column): {str(cell): str(why) for cell, why in cells.items()}
            for column, cells in value.items()
        }

    def _door(self, data: Mapping[str, Any]) -> DoorPlan:
        checks, line = data.get("checks") or {}, _line(data, "checks")
        if not isinstance(checks, Mapping):
            self._add("SV810", "`checks` takes keys such as `parts` and `running`", line)
            return DoorPlan()

        def each(name: str, made: Callable[[Any], T]) -> tuple[T, ...]:
            try:
                return tuple(made(entry) for entry in checks.get(name) or [])
            except (KeyError, TypeError, AttributeError):
                message = f"`{name}` of `checks` is not written as it has to be"
                self._add("SV810", message, line, _SHAPES[name])
                return ()

        return DoorPlan(
            day=str(checks.get("day") or ""),
            parts=each("parts", lambda p: Parts(str(p["total"]), tuple(map(str, p["parts"])),
                                                not p.get("some", False))),
            running=each("running", lambda r: Running(str(r["total"]), str(r.get("daily") or ""),
                                                      tuple(map(str, r.get("within") or [])))),
            ordered=each("ordered", lambda o: Ordered(tuple(map(str, o)))),
            latitude=str(checks.get("latitude") or ""),
            longitude=str(checks.get("longitude") or ""),
        )  # fmt: skip

    def _find_open(self, data: Any, name: str = "") -> None:  # noqa: ANN401 - YAML
        if not isinstance(data, Mapping):
            return
        for key, value in data.items():
            if isinstance(value, str) and value.strip() == OPEN:
                shown = f"`{key}` of `{name}`" if name else f"`{key}`"
                hint = "replace the `?`; only a person can tell"
                self._add("SV811", f"{shown} is still open", _line(data, key), hint)
            elif isinstance(value, list):
                for entry in value:
                    self._find_open(entry, str(key))
            else:
                self._find_open(value, str(key))

    def _add(self, code: str, message: str, line: int, hint: str = "") -> None:
        self.problems.append(Problem(code, message, (Place(str(self._path), line),), hint))


def is_number(name: str) -> bool:
    """Return whether a column of `reports` holds numbers."""
    return name == "quantity" or _REPORTS[name].kind == "number"


def has_clock(form: str) -> bool:
    """Return whether a form of times tells a time of day."""
    return any(sign in _signs(form) for sign in _CLOCKS)


def _has_day(form: str) -> bool:
    return any(sign in _signs(form) for sign in (*_WHOLE, *(s for _, some in _PARTS for s in some)))


def _missing_of(form: str) -> str:
    """Return which part of a day a form does not have; empty: none."""
    signs = _signs(form)
    if any(sign in signs for sign in _WHOLE):
        return ""
    return next((word for word, some in _PARTS if not any(s in signs for s in some)), "")


def _signs(form: str) -> list[str]:
    """Return the signs of a form of times, `%-d` as `%d`."""
    return [f"%{sign}" for sign in re.findall(r"%-?(.)", form)]


def _names_in(given: Any) -> tuple[str, ...]:  # noqa: ANN401 - YAML
    """Return the columns that are named: one, or several in their order; empty: none rightly."""
    names = given if isinstance(given, list) else [given]
    if any(name is None or name == "" or isinstance(name, list | Mapping) for name in names):
        return ()
    return tuple(str(name) for name in names)


def _is_form(text: str) -> bool:
    """Return whether times can be read in a form."""
    with scratch() as connection:
        try:
            connection.execute("SELECT try_strptime('', ?)", [text]).fetchall()
        except duckdb.Error:
            return False
    return True


def _first_line(data: Mapping[str, Any]) -> int:
    return _line(data, next(iter(data), None))


def _line(data: Any, key: Any) -> int:  # noqa: ANN401 - of ruamel
    try:
        return int(data.lc.key(key)[0]) + 1
    except (AttributeError, KeyError, TypeError):
        return 0
