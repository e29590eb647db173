"""Repeat groups of forms: rows that belong to a row of another table, nested or on a further sheet.

All rows come into one sheet. A row of a group keeps its own cells and has in `_repeat` which it is
(`incidents-2`, or `incidents-2/victims-1` in a group of a group): the position within its form, so
that other forms that come or go rename nothing. `Sheet.context` has beside them what its form says.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from servanda.evidence.formats import BadRow, FileFault, parse_jsonl
from servanda.evidence.importers.sheet import (
    Sheet,
    file_error,
    json_lines,
    no_list,
    placed,
    text_of,
    unreadable,
    with_every_name,
)
from servanda.evidence.json_rows import with_keys_once
from servanda.evidence.scratch import scratch
from servanda.evidence.workbooks import read_sheets

REPEAT: Final = "_repeat"
_PARENT: Final = "_parent_index"
_TABLE: Final = "_parent_table_name"
_INDEX: Final = "_index"
_LINKS: Final = frozenset({_INDEX, _PARENT, _TABLE, REPEAT})
_MOST_DEEP: Final = 20


@dataclass(frozen=True)
class _Level:
    """Rows of one table of a form.

    Attributes:
        rows: string columns, `row_no`, numbered over all levels.
        repeats: what stands in `_repeat`, one for each row; empty for forms.
        parents: number of the row each belongs to; None: it is a form, or its form is missing.
    """

    rows: pa.Table
    repeats: tuple[str, ...]
    parents: tuple[int | None, ...]


def read_nested(path: Path, pointers: Sequence[str], encoding: str = "") -> Sheet:
    """Read the records of a JSON file with the objects that lists inside them hold.

    Args:
        path: a list of objects, or an object that holds one.
        pointers: JSON paths at which the list may stand, the first that is one counts.
        encoding: of the file.

    Raises:
        EvidenceError: SV304, it is no such JSON.
    """
    lines = json_lines(text_of(path, encoding).decode(), pointers)
    if lines is None:
        raise no_list(path)
    rows, bad = parse_jsonl(lines)
    levels = [_forms(rows)]
    numbers, names = list(range(1, len(lines) + 1)), [""] * len(lines)
    last = len(lines)
    forms = dict(zip(numbers, numbers, strict=True))
    places: dict[int, tuple[str, int]] = {}
    while (found := _members(lines, numbers, names, bad)).num_rows and len(levels) < _MOST_DEEP:
        lines, names = found["item"].to_pylist(), found["repeat"].to_pylist()
        numbers = list(range(last + 1, last + 1 + len(lines)))
        last = numbers[-1]
        read, more = parse_jsonl(lines)
        bad += [replace(row, row_no=numbers[row.row_no - 1]) for row in more]
        rows = _renumbered(read, numbers)
        place = dict(zip(numbers, range(len(numbers)), strict=True))
        kept = [place[number] for number in rows["row_no"].to_pylist()]
        parents = found["parent"].to_pylist()
        for number, parent, repeat in zip(numbers, parents, names, strict=True):
            forms[number] = forms[parent]
            places[number] = (f"{repeat} of record", forms[number])
        levels.append(_Level(rows, tuple(names[k] for k in kept), tuple(parents[k] for k in kept)))
    return replace(_together(path, levels, placed(bad, path)), places=places)


_MEMBERS: Final = """
WITH keys AS (
    SELECT parent, repeat, line, unnest(json_keys(line)) AS key FROM lines
    WHERE coalesce(json_type(try_cast(line AS JSON)), '') = 'OBJECT'
), lists AS (
    SELECT parent, repeat, key,
        CAST(json_extract(line, '$."' || replace(key, '"', '\\"') || '"') AS JSON) AS list
    FROM keys WHERE NOT starts_with(key, '_')
), members AS (
    SELECT parent, repeat, key, unnest(CAST(list AS JSON[])) AS item,
        generate_subscripts(CAST(list AS JSON[]), 1) AS number
    FROM lists WHERE json_type(list) = 'ARRAY'
)
SELECT parent, CAST(item AS VARCHAR) AS item,
    concat_ws('/', nullif(repeat, ''), regexp_extract(key, '[^/]*$') || '-' || number) AS repeat
FROM members WHERE json_type(item) = 'OBJECT' ORDER BY parent, key, number
"""


def _members(
    lines: Sequence[str], numbers: Sequence[int], names: Sequence[str], bad: Sequence[BadRow]
) -> pa.Table:
    """Return the objects in lists of JSON objects that can be read: `parent`, `item`, `repeat`."""
    wrong = {row.row_no for row in bad}
    usable = [k for k, number in enumerate(numbers) if number not in wrong]
    given = pa.table({
        "line": pa.array([_once(lines[k]) for k in usable], pa.string()),
        "parent": pa.array([numbers[k] for k in usable], pa.int64()),
        "repeat": pa.array([names[k] for k in usable], pa.string()),
    })  # fmt: skip
    with scratch() as connection:
        connection.register("lines", given)
        return connection.sql(_MEMBERS).to_arrow_table()


def _once(line: str) -> str:
    """Return an object with each key once, and what is none as it is."""
    try:
        return with_keys_once(line) if line.lstrip().startswith("{") else line
    except (ValueError, RecursionError):
        return line


def _renumbered(rows: pa.Table, numbers: Sequence[int]) -> pa.Table:
    own = pc.take(pa.array(numbers, pa.int64()), pc.subtract(rows["row_no"], 1))
    return rows.set_column(rows.schema.get_field_index("row_no"), "row_no", own)


def read_workbook(path: Path, tidy: Callable[[pa.Table], pa.Table]) -> Sheet:
    """Read a workbook whose first sheet holds forms and further ones the rows of repeat groups.

    Args:
        path: the workbook.
        tidy: leaves out rows below the names that hold no data.

    Raises:
        EvidenceError: it cannot be read.
        MissingExtraError: SV391, openpyxl is not installed.
    """
    try:
        read = read_sheets(path)
    except FileFault as fault:
        raise file_error(path, fault) from None
    except OSError as error:
        raise unreadable(path, error) from None
    sheets = {name: tidy(with_every_name(sheet.rows)) for name, sheet in read.items()}
    main, *others = sheets
    levels, bad = [_forms(sheets[main])], list(read[main].bad)
    # Where each row that others may belong to stands: its number and what it is called.
    known = _index_of(main, levels[0])
    last = _last_number(sheets[main])
    places: dict[int, tuple[str, int]] = {}
    for name in others:
        if _PARENT not in sheets[name].column_names:
            continue  # a sheet of somebody's own
        numbers = list(range(last + 1, last + 1 + sheets[name].num_rows))
        theirs = sheets[name]["row_no"].to_pylist()
        places |= {no: (f"sheet {name}, row", own) for no, own in zip(numbers, theirs, strict=True)}
        level = _level_of_sheet(name, sheets[name], numbers, known)
        known |= _index_of(name, level)
        last += len(numbers)
        levels.append(level)
        bad += [replace(row, reason=f"sheet `{name}`: {row.reason}") for row in read[name].bad]
    return replace(_together(path, levels, placed(bad, path)), sheet=main, places=places)


def _index_of(sheet: str, level: _Level) -> dict[tuple[str, str], tuple[int, str]]:
    if _INDEX not in level.rows.column_names:
        return {}
    indexes, numbers = level.rows[_INDEX].to_pylist(), level.rows["row_no"].to_pylist()
    rows = zip(indexes, numbers, level.repeats, strict=True)
    return {(sheet, index): (number, repeat) for index, number, repeat in rows if index}


def _level_of_sheet(
    name: str,
    rows: pa.Table,
    numbers: list[int],
    known: dict[tuple[str, str], tuple[int, str]],
) -> _Level:
    main = next(iter(known), ("", ""))[0]
    tables = rows[_TABLE].to_pylist() if _TABLE in rows.column_names else [main] * rows.num_rows
    found = [known.get((table or main, index or ""))
             for table, index in zip(tables, rows[_PARENT].to_pylist(), strict=True)]  # fmt: skip
    counts: dict[int | None, int] = {}
    repeats = []
    for parent in found:
        number, above = parent or (None, "")
        counts[number] = counts.get(number, 0) + 1
        repeats.append("/".join(filter(None, (above, f"{name}-{counts[number]}"))))
    named = rows.rename_columns([_in_group(name, column) for column in rows.column_names])
    own = named.set_column(
        named.schema.get_field_index("row_no"), "row_no", pa.array(numbers, pa.int64())
    )
    return _Level(own, tuple(repeats), tuple(parent[0] if parent else None for parent in found))


def _in_group(sheet: str, column: str) -> str:
    """Return a question by its group, so that it is not taken for one of the form."""
    is_plain = "/" not in column and not column.startswith("_") and column not in {"", "row_no"}
    return f"{sheet}/{column}" if is_plain else column


# ---- together -----------------------------------------------------------------------------------


def _forms(rows: pa.Table) -> _Level:
    return _Level(rows, ("",) * rows.num_rows, (None,) * rows.num_rows)


def _last_number(rows: pa.Table) -> int:
    return int(pc.max(rows["row_no"]).as_py() or 1)


def _together(path: Path, levels: Sequence[_Level], bad: tuple[BadRow, ...] = ()) -> Sheet:
    if len(levels) == 1:
        return Sheet(str(path), levels[0].rows, bad)
    rows = pa.concat_tables([level.rows for level in levels], promote_options="default")
    repeats = [name or None for level in levels for name in level.repeats]
    parents = [parent for level in levels for parent in level.parents]
    rows = rows.append_column(REPEAT, pa.array(repeats, pa.string()))
    return Sheet(str(path), rows, bad, context=_context(rows, parents))


def _context(rows: pa.Table, parents: Sequence[int | None]) -> pa.Table:
    """Return rows in which empty cells are those of the row each belongs to, and `form_row`."""
    places = {number: place for place, number in enumerate(rows["row_no"].to_pylist())}
    # Each row with all that it belongs to, the nearest first.
    above = [places.get(parent) if parent is not None else None for parent in parents]
    columns = {name: rows[name].combine_chunks() for name in rows.column_names}
    step, forms = list(above), list(above)
    while any(place is not None for place in step):
        taken = pa.array(step, pa.int64())
        for name, cells in columns.items():
            if name not in _LINKS and name != "row_no":
                columns[name] = pc.coalesce(cells, pc.take(rows[name].combine_chunks(), taken))
        forms = [new if new is not None else old for new, old in zip(step, forms, strict=True)]
        step = [above[place] if place is not None else None for place in step]
    form_rows = pc.take(rows["row_no"], pa.array(forms, pa.int64()))
    return pa.table({**columns, "form_row": form_rows})
