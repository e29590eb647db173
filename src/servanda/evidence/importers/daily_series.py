"""Series of counts, one record a report date, with a figure in each column: one tally a figure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from servanda.evidence.formats import parse_jsonl, quoted_name
from servanda.evidence.importers.sheet import (
    Sheet,
    no_list,
    placed,
    read_table,
    text_of,
)


@dataclass(frozen=True)
class DailySeries:
    """What sets one series apart; SQL sees the columns of `kept`, `field` (a figure) and `thing`.

    Attributes:
        figures: columns that hold a figure each.
        kept: columns beside them.
        place: name of the place that all figures are of.
        prefix: of identities and series, so that those of several files of a source stay apart.
        code: SQL of the code of a figure in the table of codes.
        is_running: SQL: the figure counts since a first day, and not for a period.
        is_filled: SQL: its publisher filled it in.
        begins: SQL of the first day of a running figure; null: it is not said.
        hours: SQL of the hours that a figure of a period covers; null: not said.
        origin: SQL of the first source.
        unit: SQL of what is counted.
        remark: SQL of a remark, or null.
    """

    figures: tuple[str, ...]
    kept: tuple[str, ...]
    place: str
    prefix: str = ""
    code: str = "field"
    is_running: str = "true"
    is_filled: str = "false"
    begins: str = "NULL"
    hours: str = "NULL"
    origin: str = "NULL"
    unit: str = "'person'"
    remark: str = "NULL"

    def sql(self) -> str:
        """Return the SELECT that makes a tally of each figure."""
        columns = ", ".join(quoted_name(name) for name in self.figures)
        kept = ", ".join(("row_no", "report_date", *self.kept))
        return f"""
WITH figures AS (
    UNPIVOT (SELECT {kept}, {columns} FROM sheet) ON {columns} INTO NAME field VALUE figure
), coded AS (
    SELECT f.*, c.act, c.object AS thing, c.attributes AS said, c.about,
        c.aside AS code_aside, c.why,
        {self.is_filled} AS is_filled, {self.is_running} AS is_running,
        CAST({self.hours} AS INTEGER) AS hours, CAST({self.begins} AS VARCHAR) AS first_day,
        try_strptime(report_date, '%Y-%m-%d') AS day,
        (SELECT means FROM areas WHERE says = '{self.place}') AS place_means
    FROM figures f LEFT JOIN codes c ON c.code = {self.code}
)
SELECT row_no, '{self.prefix}' || report_date || '-' || field AS report,
    getvariable('source') || CASE WHEN is_filled THEN '-estimate' ELSE '' END AS source,
    CASE WHEN NOT is_filled THEN {self.origin} END AS origin, report_date AS recorded_at,
    CASE WHEN is_running THEN first_day
        ELSE day_text(day - to_days(greatest(hours, 24) // 24 - 1)) END AS begins,
    report_date AS ends, 'tally' AS kind, '{self.prefix}' || field AS series, act,
    thing AS object, said AS attributes, about, figure AS quantity,
    CASE WHEN act IS NOT NULL THEN {self.unit} END AS unit,
    nullif(place_means, '-') AS area, '{self.place}' AS place, getvariable('licence') AS licence,
    concat_ws('; ', why, {self.remark},
        CASE WHEN is_filled THEN 'filled in by the publisher' END,
        CASE WHEN NOT is_running THEN 'period of ' || hours || ' hours' END) AS note,
    CASE WHEN day IS NULL THEN 'no date can be read from `' || coalesce(report_date, '') || '`'
        WHEN NOT is_running AND hours IS NULL THEN 'the period of the figure is not said'
        WHEN is_running AND first_day IS NULL THEN 'since when the figure counts is not said'
        END AS fault,
    CASE WHEN act IS NULL THEN coalesce(code_aside, 'its code is not known')
        WHEN NOT is_running AND hours = 0 THEN 'a period of 0 hours repeats the day before'
        END AS aside
FROM coded ORDER BY row_no, field
"""


def read_series(path: Path, encoding: str) -> Sheet:
    """Read a series as CSV, or as a JSON list whose records may hold objects: `verified.killed`.

    Raises:
        EvidenceError: it cannot be read.
    """
    if path.suffix.lower() != ".json":
        return read_table(path, encoding)
    text = text_of(path, encoding).decode()
    try:
        # Figures are kept as they are written.
        records = json.loads(text, parse_int=str, parse_float=str)
    except ValueError:
        raise no_list(path) from None
    if not isinstance(records, list) or not all(isinstance(one, dict) for one in records):
        raise no_list(path)
    rows, bad = parse_jsonl([json.dumps(dict(_flat(one)), ensure_ascii=False) for one in records])
    return Sheet(str(path), rows, placed(bad, path))


def _flat(record: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in record.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", value


def has_all(header: Sequence[str], *names: str) -> bool:
    """Return whether a header has columns, or objects that hold them (`verified.killed`)."""
    there = {*header, *(name.partition(".")[0] for name in header)}
    return set(names) <= there
