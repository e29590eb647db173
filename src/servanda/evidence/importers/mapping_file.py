"""Mapping files: what the columns of any table mean, in YAML that a person writes and reads.

Every key is a column of `reports`. Its value is a text that holds for all rows, or says which
column it comes from: `{column: Date, form: "%d/%m/%Y"}`. A `?` is left by `servanda map` where only
a person can tell, and stops the import.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeVar

import duckdb

from servanda.civil import find_zone
from servanda.errors import EvidenceError, Place, Problem
from servanda.evidence.door.plan import DoorPlan, Ordered, Parts, Running
from servanda.evidence.importers.sheet import unreadable
from servanda.evidence.names import near_hint
from servanda.evidence.scratch import scratch
from servanda.evidence.tables import REPORTS

OPEN: Final = "?"
CELL_KEYS: Final = frozenset({"column", "form", "zone", "codes"})
CODE_KEYS: Final = frozenset({"act", "object", "attributes", "about", "aside"})
OTHER_KEYS: Final = frozenset({"name", "zone", "point", "also", "set aside", "checks", "not used"})
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
        zone: IANA name of its local times; empty: that of the mapping, else that of the case.
        codes: cell of the file to a text, or (of `act`) to what it means in several columns.
        line: where it stands in the mapping file.
    """

    constant: str | None = None
    column: str = ""
    coarser: tuple[str, ...] = ()
    form: str = ""
    zone: str = ""
    codes: Mapping[str, Mapping[str, str]] | None = None
    line: int = 0


@dataclass(frozen=True)
class TableMapping:
    """What the columns of a table mean.

    Attributes:
        name: in the names of the files that an import writes.
        cells: column of `reports` to where its cells come from.
        zone: IANA name of local times in the file; empty: that of the case.
        point: column that holds `latitude longitude`; empty: none.
        also: further reports that each row gives: suffix of their identity, and their own cells.
        asides: column to cell to the reason why its rows are no report.
        door: sums to check.
    """

    name: str
    cells: Mapping[str, Cell]
    zone: str = ""
    point: str = ""
    also: tuple[tuple[str, Mapping[str, Cell]], ...] = ()
    asides: Mapping[str, Mapping[str, str]] | None = None
    door: DoorPlan = field(default_factory=DoorPlan)

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column of the file that it reads, once."""
        groups = [self.cells, *(cells for _, cells in self.also)]
        named = [name for cells in groups for cell in cells.values() if cell.column
                 for name in (cell.column, *cell.coarser)]  # fmt: skip
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
        if not isinstance(value, Mapping):
            return Cell(constant=str(value), line=line)
        wrong = [name for name in value if name not in CELL_KEYS]
        if wrong or "column" not in value:
            message = f"`{key}` takes a text, or `{{column: ..., form: ..., codes: ...}}`"
            hint = near_hint(str(wrong[0]), CELL_KEYS) if wrong else "name the `column`"
            self._add("SV810", message, line, hint)
            return None
        if value.get("form") and _REPORTS[key].kind != "time":
            self._add("SV810", f"`{key}` is no time and takes no `form`", line)
        if value.get("form") and not _is_form(str(value["form"])):
            hint = "write it as in `%d/%m/%Y %H:%M`"
            self._add("SV810", f"`{value['form']}` is no form of times", line, hint)
        given = value["column"]
        columns = [str(name) for name in given] if isinstance(given, list) else [str(given)]
        return Cell(
            column=columns[0], coarser=tuple(columns[1:]), form=str(value.get("form") or ""),
            zone=self._zone(value), codes=self._codes(key, value.get("codes"), line),
            line=line,
        )  # fmt: skip

    def _zone(self, data: Any) -> str:  # noqa: ANN401 - YAML
        zone = str(data.get("zone") or "")
        if zone and zone != OPEN and find_zone(zone) is None:
            hint = "write `Africa/Maputo`, or another"
            self._add("SV810", f"`{zone}` is no IANA time zone", _line(data, "zone"), hint)
        return zone

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


def _is_form(text: str) -> bool:
    """Return whether times can be read in a form."""
    with scratch() as connection:
        try:
            connection.execute("SELECT try_strptime('', ?)", [text]).fetchall()
        except duckdb.Error:
            return False
    return True


def _line(data: Any, key: Any) -> int:  # noqa: ANN401 - of ruamel
    try:
        return int(data.lc.key(key)[0]) + 1
    except (AttributeError, KeyError, TypeError):
        return 0
