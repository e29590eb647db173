"""Any table by a mapping file: the mapping becomes one SQL text, as of every other format."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pyarrow as pa

from servanda.evidence.formats import quoted_name, quoted_text
from servanda.evidence.importers.code_table import COLUMNS as CODE_COLUMNS
from servanda.evidence.importers.mapped_times import SaidTime, emptiness_of, faults_of, value_of
from servanda.evidence.importers.mapping_file import Cell, TableMapping, is_number
from servanda.evidence.importers.number_form import NumberColumn, NumberForm
from servanda.evidence.importers.outside import OutsideFormat
from servanda.evidence.importers.repeats import REPEAT
from servanda.evidence.importers.sheet import read_table

_TIMES: Final = frozenset({"recorded_at", "begins", "ends"})
_NEEDED_TIMES: Final = frozenset({"recorded_at", "begins"})
"""Times without which nothing can be said of a row."""

_NAMED: Final = {"actor": "actor", "recipient": "actor", "area": "area", "area_from": "area",
                 "origin": "origin"}  # fmt: skip
_OF_CODES: Final = ("act", "object", "attributes", "about")
_WHEN: Final = frozenset({"begins", "ends"})
_NUMBER: Final = r"[-+]?\d+([.]\d+)?"
_POINT: Final = rf"{_NUMBER}(\s*[,;]\s*{_NUMBER}|\s+{_NUMBER}(\s+{_NUMBER}){{0,2}})"
"""Latitude and longitude; height and accuracy may follow, where no comma could be a decimal one."""

_WHERE: Final = frozenset({"area", "area_from", "latitude", "longitude", "radius_m", "place"})
_OF_FORM: Final = frozenset(
    {"report", "source", "origin", "recorded_at", "actor", "recipient", "means", "language",
     "link", "licence", *_WHEN, *_WHERE}
)  # fmt: skip
"""Columns that a form says for the rows of its repeat groups too; what happened is not among them.

Of a time or a place a row says all or nothing: no end of one goes with the begin of another.
"""


def mapped_format(mapping: TableMapping, base: OutsideFormat | None = None) -> OutsideFormat:
    """Return a mapping as a format.

    Args:
        mapping: what the columns mean.
        base: whose reader, title, source and licence it has; None: any CSV or XLSX.
    """
    has_repeats = bool(base and base.has_repeats)
    compiled = _Compiled(mapping, base.aside if base else "", has_repeats)
    numbers = compiled.number_columns()
    source = mapping.cells.get("source")
    licence = mapping.cells.get("licence")
    act = mapping.cells.get("act")
    return OutsideFormat(
        name=mapping.name,
        title=base.title if base else "a table with a mapping file",
        source=(source.constant if source else "") or (base.source if base else ""),
        licence=(licence.constant if licence else "") or (base.licence if base else ""),
        header=mapping.columns,
        may_have=(*(base.may_have if base else ()), "*"),
        has_repeats=has_repeats,
        sql=compiled.sql(),
        code=compiled.code(),
        own_codes=_codes_of(act),
        actors=compiled.named("actor"),
        areas=compiled.named("area"),
        origins=compiled.named("origin"),
        has_own_time="recorded_at" in mapping.cells,
        read=base.read if base else read_table,
        door=mapping.door,
        numbers=numbers,
        door_numbers=compiled.door_columns(numbers),
        assumes=base.assumes if base else (),
    )


def _codes_of(act: Cell | None) -> pa.Table:
    rows = [{"code": code, **means} for code, means in ((act and act.codes) or {}).items()]
    schema = pa.schema([(name, pa.string()) for name in CODE_COLUMNS])
    return pa.Table.from_pylist(rows, schema)


_ABSENT_FORM: Final = (
    f"WHEN s.{REPEAT} IS NOT NULL AND x.form_row IS NULL THEN 'its form is not in the file'",
)


@dataclass(frozen=True)
class _Compiled:
    mapping: TableMapping
    aside: str = ""
    has_repeats: bool = False

    def named(self, kind: str) -> tuple[str, ...]:
        """Return the columns whose cells name something of a kind."""
        groups = [self.mapping.cells, *(cells for _, cells in self.mapping.also)]
        found = [
            column
            for cells in groups
            for name, cell in cells.items()
            if _NAMED.get(name) == kind and cell.column and not cell.codes
            for column in (cell.column, *cell.coarser)
        ]
        return tuple(dict.fromkeys(found))

    def code(self) -> str:
        """Return the SQL of the code of a row; empty: its acts have none."""
        act = self.mapping.cells.get("act")
        return self._cell("act", act) if act and act.codes is not None else ""

    def sql(self) -> str:
        """Return the SELECT of the mapping."""
        cells = self.mapping.cells
        on = f"c.code = {self.code()}" if self.code() else "false"
        join = f"LEFT JOIN codes c ON {on}"
        if self.has_repeats:
            join = f"JOIN context x ON x.row_no = s.row_no {join}"
        first = self._select(cells, "")
        others = [self._select({**cells, **own}, suffix, own) for suffix, own in self.mapping.also]
        texts = [f"SELECT {columns} FROM sheet s {join} {where}" for columns, where in
                 [first, *others]]  # fmt: skip
        return " UNION ALL BY NAME ".join(texts) + " ORDER BY row_no, report, act"

    def _select(
        self, cells: Mapping[str, Cell], suffix: str, own: Mapping[str, Cell] | None = None
    ) -> tuple[str, str]:
        columns = {name: self._value(name, cell) for name, cell in cells.items()}
        columns.setdefault("recorded_at", "getvariable('seen')")
        columns.setdefault("source", "getvariable('source')")
        if not (cells.get("licence") and cells["licence"].column):
            columns["licence"] = "getvariable('licence')"
        if self.has_repeats:
            columns |= self._of_rows(columns)
        if suffix and "report" in columns:
            columns["report"] += f" || {quoted_text('-' + suffix)}"
        columns.setdefault("report", "CAST(NULL AS VARCHAR)")
        if self.mapping.point:
            columns |= _point(self._column("latitude", self.mapping.point))
        if not suffix or "act" not in (own or {}):
            columns |= self._from_codes(columns)
        if self.has_repeats and not (own and "act" in own) and not cells["act"].column:
            # An act that holds for all rows is said of forms: their rows would count it again.
            columns["act"] = f"CASE WHEN s.{REPEAT} IS NULL THEN {columns['act']} END"
        asides = self._asides(use_code=not (own and "act" in own))
        if self.has_repeats:
            asides = [*asides, *_ABSENT_FORM, *self._without_act(columns["act"])]
        columns["aside"] = _first(asides)
        faults = [*self._faults(cells), *self._emptiness(cells, columns["aside"])]
        columns["fault"] = _first(faults)
        shown = ", ".join(f"{sql} AS {quoted_name(name)}" for name, sql in columns.items())
        needed = [cell.column for name, cell in (own or {}).items()
                  if cell.column and name.startswith("quantity")]  # fmt: skip
        where = " OR ".join(f"s.{quoted_name(n)} IS NOT NULL" for n in needed)
        return f"s.row_no, {shown}", f"WHERE {where}" if where else ""

    def _from_codes(self, columns: Mapping[str, str]) -> dict[str, str]:
        act = self.mapping.cells.get("act")
        if not (act and act.codes is not None):
            return {}
        return {
            name: f"coalesce(c.{name}, {columns[name]})" if name in columns and name != "act"
            else f"c.{name}" for name in _OF_CODES
        }  # fmt: skip

    def _of_rows(self, columns: Mapping[str, str]) -> dict[str, str]:
        """Return what tells the reports of a form's rows apart, and which form they are of."""
        note = columns.get("note", "NULL")
        own = {
            "note": f"concat_ws('; ', {note}, CASE WHEN s.{REPEAT} IS NOT NULL THEN"
            f" 'row `' || s.{REPEAT} || '` of form ' || coalesce(x._uuid, '?') END)"
        }
        if "report" in columns:
            own["report"] = f"{columns['report']} || coalesce('/' || s.{REPEAT}, '')"
        return own  # fmt: skip

    def _without_act(self, act: str) -> list[str]:
        is_asked = f"({act}) IS NULL"
        return [
            f"WHEN {is_asked} AND s.{REPEAT} IS NOT NULL THEN"
            " 'a row of a repeat group without an act of its own'",
            f"WHEN {is_asked} AND s.row_no IN (SELECT form_row FROM context) THEN"
            " 'what happened is said by the rows of its repeat groups'",
        ]

    def _column(self, name: str, column: str) -> str:
        """Return the SQL of a cell of the file, for one column of reports."""
        if not self.has_repeats or name not in _OF_FORM:
            return f"s.{quoted_name(column)}"
        together = next((group for group in (_WHEN, _WHERE) if name in group), frozenset())
        own = [c for n in sorted(together) if (cell := self.mapping.cells.get(n)) and cell.column
               for c in cell.columns]  # fmt: skip
        own += [self.mapping.point] if name in _WHERE and self.mapping.point else []
        if not own:
            return f"x.{quoted_name(column)}"
        says = " OR ".join(f"s.{quoted_name(c)} IS NOT NULL" for c in own)
        return f"CASE WHEN {says} THEN s.{quoted_name(column)} ELSE x.{quoted_name(column)} END"

    def _cell(self, name: str, cell: Cell) -> str:
        """Return the SQL of the first of its columns that is filled in."""
        return self._first_of(name, cell.days)

    def _first_of(self, name: str, columns: Sequence[str]) -> str:
        parts = [self._column(name, column) for column in columns]
        return parts[0] if len(parts) == 1 else f"coalesce({', '.join(parts)})" if parts else ""

    def _value(self, name: str, cell: Cell) -> str:
        if cell.constant is not None:
            return quoted_text(cell.constant)
        if cell.codes is not None and name != "act":
            whens = " ".join(
                f"WHEN {quoted_text(code)} THEN {quoted_text(means[name])}"
                for code, means in cell.codes.items() if name in means
            )  # fmt: skip
            other = self._uncoded(name, cell)
            return f"CASE {self._cell(name, cell)} {whens} ELSE {other} END" if whens else other
        if name in _TIMES:
            return value_of(self._ways(name, cell))
        kind = _NAMED.get(name)
        if kind is None:
            return self._uncoded(name, cell)
        if kind == "origin":
            return f"coalesce({self._meaning(name, kind, cell)}, {self._cell(name, cell)})"
        return f"nullif({self._meaning(name, kind, cell)}, '-')"

    def _uncoded(self, name: str, cell: Cell) -> str:
        """Return the SQL of a cell as it stands, its numbers as evidence writes them."""
        form = self._form(name, cell)
        return self._number(name, cell, form) if form else self._cell(name, cell)

    def _meaning(self, name: str, kind: str, cell: Cell) -> str:
        """Return the SQL of what the finest name of a cell means that anybody has explained."""
        columns = (self._column(name, column) for column in (cell.column, *cell.coarser))
        means = [f"(SELECT n.means FROM {kind}s n WHERE n.says = {sql})" for sql in columns]
        return f"coalesce({', '.join(means)})"

    def _ways(self, name: str, cell: Cell) -> list[SaidTime]:
        """Return the ways in which a time may be said, the first that is filled in counting."""
        return [
            SaidTime(name, way, self._first_of(name, way.days), self._first_of(name, way.clock),
                     self.mapping.zone)
            for way in (cell, *cell.others)
        ]  # fmt: skip

    def _faults(self, cells: Mapping[str, Cell]) -> list[str]:
        faults = []
        for name in sorted(_TIMES & set(cells)):
            if cells[name].column:
                faults += faults_of(self._ways(name, cells[name]))
        for name, cell in cells.items():
            if form := self._form(name, cell):
                faults.append(self._faults_of_number(name, cell, form))
        if self.mapping.point:
            column = self._column("latitude", self.mapping.point)
            faults.append(
                f"WHEN NOT regexp_full_match(trim({column}), '({_POINT})?') THEN "
                f"'no point can be read from `' || {column} || '`'"
            )
        return faults

    def _form(self, name: str, cell: Cell) -> NumberForm | None:
        """Return the form of the numbers of a cell; None: it holds none, or as evidence writes."""
        return (cell.numbers or self.mapping.numbers) if is_number(name) and cell.column else None

    def _number(self, name: str, cell: Cell, form: NumberForm) -> str:
        """Return the SQL of a cell with plain numbers; null: it is empty, or cannot be read."""
        whens = [
            f"WHEN {self._column(name, column)} IS NOT NULL"
            f" THEN {self._column(name, _number_column(name, column, form).name)}"
            for column in cell.days
        ]
        return f"CASE {' '.join(whens)} END"

    def number_columns(self) -> tuple[NumberColumn, ...]:
        """Return the columns of the file whose numbers are read by a form."""
        groups = [self.mapping.cells, *(cells for _, cells in self.mapping.also)]
        found = [
            _number_column(name, column, form)
            for cells in groups
            for name, cell in cells.items() if (form := self._form(name, cell))
            for column in cell.days
        ]  # fmt: skip
        return tuple(dict.fromkeys(found))

    def door_columns(self, read: Sequence[NumberColumn]) -> tuple[NumberColumn, ...]:
        """Return the columns that are checked at the door, with the form of their numbers."""
        own = {column.column: column for column in read}
        form = self.mapping.numbers
        others = {name: NumberColumn(name, form) for name in self.mapping.door.numbers if form}
        return tuple((others | own)[name] for name in self.mapping.door.numbers
                     if name in others | own)  # fmt: skip

    def _faults_of_number(self, name: str, cell: Cell, form: NumberForm) -> str:
        raw = self._cell(name, cell)
        coded = ", ".join(quoted_text(code) for code in cell.codes or ())
        uncoded = f" AND {raw} NOT IN ({coded})" if coded else ""
        return (
            f"WHEN {raw} IS NOT NULL{uncoded} AND {self._number(name, cell, form)} IS NULL THEN"
            f" '`{name}`: `' || {raw} || {quoted_text(f'` is not written as {form.shown}')}"
        )

    def _emptiness(self, cells: Mapping[str, Cell], aside: str) -> list[str]:
        """Return why a row says no time where several columns may; not of one set aside anyway."""
        found = []
        for name in sorted(_NEEDED_TIMES & set(cells)):
            if len(cells[name].columns) > 1:
                is_empty, why = emptiness_of(self._ways(name, cells[name]))
                found.append(f"WHEN {is_empty} AND ({aside}) IS NULL THEN {why}")
        return found

    def _asides(self, *, use_code: bool) -> list[str]:
        asides = [f"WHEN ({self.aside}) IS NOT NULL THEN {self.aside}"] if self.aside else []
        of = "x" if self.has_repeats else "s"
        for column, cells in (self.mapping.asides or {}).items():
            for cell, why in cells.items():
                asides.append(f"WHEN {of}.{quoted_name(column)} = {quoted_text(cell)} THEN "
                              f"{quoted_text(why)}")  # fmt: skip
        act = self.mapping.cells.get("act")
        if use_code and act and act.codes is not None:
            column = self._cell("act", act)
            asides.append(f"WHEN c.aside IS NOT NULL THEN c.aside WHEN {column} IS NOT NULL"
                          " AND c.code IS NULL THEN 'its code is not known'")  # fmt: skip
        for name in ("actor", "area"):
            named = self.mapping.cells.get(name)
            if named and named.column and not named.codes:
                asides.append(f"WHEN {self._meaning(name, name, named)} = '-' THEN "
                              f"'its {name} is none of the case'")  # fmt: skip
        return asides


def _number_column(name: str, column: str, form: NumberForm) -> NumberColumn:
    return NumberColumn(column, form, has_thousands=name not in {"latitude", "longitude"})


def _point(column: str) -> dict[str, str]:
    parts = f"string_split_regex(trim({column}), '[ ,;]+')"
    return {"latitude": f"{parts}[1]", "longitude": f"{parts}[2]"}


def _first(whens: list[str]) -> str:
    return f"CASE {' '.join(whens)} END" if whens else "CAST(NULL AS VARCHAR)"
