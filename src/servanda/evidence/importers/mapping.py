"""Any table by a mapping file: the mapping becomes one SQL text, as of every other format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pyarrow as pa

from servanda.evidence.formats import quoted_name, quoted_text
from servanda.evidence.importers.code_table import COLUMNS as CODE_COLUMNS
from servanda.evidence.importers.mapping_file import Cell, TableMapping
from servanda.evidence.importers.outside import OutsideFormat
from servanda.evidence.importers.sheet import read_table

_TIMES: Final = frozenset({"recorded_at", "begins", "ends"})
_NAMED: Final = {"actor": "actor", "recipient": "actor", "area": "area", "area_from": "area",
                 "origin": "origin"}  # fmt: skip
_OF_CODES: Final = ("act", "object", "attributes", "about")


def mapped_format(mapping: TableMapping, base: OutsideFormat | None = None) -> OutsideFormat:
    """Return a mapping as a format.

    Args:
        mapping: what the columns mean.
        base: whose reader, title, source and licence it has; None: any CSV or XLSX.
    """
    compiled = _Compiled(mapping, base.aside if base else "")
    source = mapping.cells.get("source")
    licence = mapping.cells.get("licence")
    act = mapping.cells.get("act")
    return OutsideFormat(
        name=mapping.name,
        title=base.title if base else "a table with a mapping file",
        source=(source.constant if source else "") or (base.source if base else ""),
        licence=(licence.constant if licence else "") or (base.licence if base else ""),
        header=mapping.columns,
        may_have=("*",),
        sql=compiled.sql(),
        code=f"s.{quoted_name(act.column)}" if act and act.codes is not None else "",
        own_codes=_codes_of(act),
        actors=compiled.named("actor"),
        areas=compiled.named("area"),
        origins=compiled.named("origin"),
        has_own_time="recorded_at" in mapping.cells,
        read=base.read if base else read_table,
        door=mapping.door,
        assumes=base.assumes if base else (),
    )


def _codes_of(act: Cell | None) -> pa.Table:
    rows = [{"code": code, **means} for code, means in ((act and act.codes) or {}).items()]
    schema = pa.schema([(name, pa.string()) for name in CODE_COLUMNS])
    return pa.Table.from_pylist(rows, schema)


@dataclass(frozen=True)
class _Compiled:
    mapping: TableMapping
    aside: str = ""

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

    def sql(self) -> str:
        """Return the SELECT of the mapping."""
        cells = self.mapping.cells
        act = cells.get("act")
        has_codes = act is not None and act.codes is not None
        on = f"c.code = s.{quoted_name(act.column)}" if act and has_codes else "false"
        join = f"LEFT JOIN codes c ON {on}"
        first = self._select(cells, "")
        others = [self._select({**cells, **own}, suffix, own) for suffix, own in self.mapping.also]
        texts = [f"SELECT {columns} FROM sheet s {join} {where}" for columns, where in
                 [first, *others]]  # fmt: skip
        return " UNION ALL BY NAME ".join(texts) + " ORDER BY row_no, report"

    def _select(
        self, cells: Mapping[str, Cell], suffix: str, own: Mapping[str, Cell] | None = None
    ) -> tuple[str, str]:
        columns = {name: self._value(name, cell) for name, cell in cells.items()}
        columns.setdefault("recorded_at", "getvariable('seen')")
        columns.setdefault("source", "getvariable('source')")
        if not (cells.get("licence") and cells["licence"].column):
            columns["licence"] = "getvariable('licence')"
        if suffix and "report" in columns:
            columns["report"] += f" || {quoted_text('-' + suffix)}"
        columns.setdefault("report", "CAST(NULL AS VARCHAR)")
        if self.mapping.point:
            columns |= _point(f"s.{quoted_name(self.mapping.point)}")
        if not suffix or "act" not in (own or {}):
            columns |= self._from_codes(columns)
        columns["fault"] = _first(self._faults(cells))
        columns["aside"] = _first(self._asides(use_code=not (own and "act" in own)))
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

    def _value(self, name: str, cell: Cell) -> str:
        if cell.constant is not None:
            return quoted_text(cell.constant)
        column = f"s.{quoted_name(cell.column)}"
        if cell.codes is not None and name != "act":
            whens = " ".join(
                f"WHEN {quoted_text(code)} THEN {quoted_text(means[name])}"
                for code, means in cell.codes.items() if name in means
            )  # fmt: skip
            return f"CASE {column} {whens} ELSE {column} END" if whens else column
        if name in _TIMES and cell.form:
            return self._time(column, cell)
        kind = _NAMED.get(name)
        if kind is None:
            return column
        if kind == "origin":
            return f"coalesce({_means(kind, cell.column)}, {column})"
        return f"nullif({_meaning(kind, cell)}, '-')"

    def _time(self, column: str, cell: Cell) -> str:
        moment = f"try_strptime({column}, {quoted_text(cell.form)})"
        if "%H" not in cell.form and "%I" not in cell.form and "%X" not in cell.form:
            return f"day_text({moment})"
        word = "instant_text" if "%S" in cell.form or "%X" in cell.form else "minute_text"
        if "%z" in cell.form:
            return f"{word}(timezone('UTC', {moment}))"
        return f"{word}(first_utc({moment}, {self._zone(cell)}))"

    def _zone(self, cell: Cell) -> str:
        zone = cell.zone or self.mapping.zone
        return quoted_text(zone) if zone else "getvariable('zone')"

    def _faults(self, cells: Mapping[str, Cell]) -> list[str]:
        faults = []
        for name in sorted(_TIMES & set(cells)):
            cell = cells[name]
            if not (cell.column and cell.form):
                continue
            column, form = f"s.{quoted_name(cell.column)}", quoted_text(cell.form)
            faults.append(
                f"WHEN {column} IS NOT NULL AND try_strptime({column}, {form}) IS NULL THEN "
                f"'no time of the form ' || {form} || ' can be read from ' || {column}"
            )
            if "%H" in cell.form and "%z" not in cell.form:
                moment, zone = f"try_strptime({column}, {form})", self._zone(cell)
                faults += [
                    f"WHEN first_utc({moment}, {zone}) <> last_utc({moment}, {zone}) THEN "
                    f"'the clocks show ' || {column} || ' twice'",
                    f"WHEN is_jumped({moment}, {zone}) THEN 'the clocks jump over ' || {column}",
                ]
        return faults

    def _asides(self, *, use_code: bool) -> list[str]:
        asides = [f"WHEN ({self.aside}) IS NOT NULL THEN {self.aside}"] if self.aside else []
        for column, cells in (self.mapping.asides or {}).items():
            for cell, why in cells.items():
                asides.append(f"WHEN s.{quoted_name(column)} = {quoted_text(cell)} THEN "
                              f"{quoted_text(why)}")  # fmt: skip
        act = self.mapping.cells.get("act")
        if use_code and act and act.codes is not None:
            column = f"s.{quoted_name(act.column)}"
            asides.append(f"WHEN c.aside IS NOT NULL THEN c.aside WHEN {column} IS NOT NULL"
                          " AND c.code IS NULL THEN 'its code is not known'")  # fmt: skip
        for name in ("actor", "area"):
            named = self.mapping.cells.get(name)
            if named and named.column and not named.codes:
                asides.append(f"WHEN {_meaning(name, named)} = '-' THEN "
                              f"'its {name} is none of the case'")  # fmt: skip
        return asides


def _means(kind: str, column: str) -> str:
    return f"(SELECT n.means FROM {kind}s n WHERE n.says = s.{quoted_name(column)})"


def _meaning(kind: str, cell: Cell) -> str:
    """Return the SQL of what the finest name of a cell means that anybody has explained."""
    return f"coalesce({', '.join(_means(kind, name) for name in (cell.column, *cell.coarser))})"


def _point(column: str) -> dict[str, str]:
    parts = f"string_split_regex(trim({column}), '[ ,;]+')"
    return {"latitude": f"{parts}[1]", "longitude": f"{parts}[2]"}


def _first(whens: list[str]) -> str:
    return f"CASE {' '.join(whens)} END" if whens else "CAST(NULL AS VARCHAR)"
