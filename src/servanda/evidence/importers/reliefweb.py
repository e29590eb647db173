"""Tables of publications, as ReliefWeb lists them: somebody published something.

A row says that a document exists and never that what it tells of happened, so it becomes a report
of the act `mention`, with the document's link. What it tells is for a person to write down.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from servanda.evidence.importers.outside import OutsideFormat
from servanda.evidence.importers.sample import Sample
from servanda.evidence.importers.sheet import Sheet, read_json_records, read_table
from servanda.evidence.scratch import scratch

_SQL: Final = """
WITH read AS (
    SELECT s.*, coalesce("date.original", "date", "date.created") AS told,
        coalesce("date.created", "date.changed", getvariable('seen')) AS known_at,
        coalesce("source.shortname", "source.name", "source") AS publisher,
        coalesce(n.means, "source.shortname", "source.name", "source") AS first_source,
        coalesce("primary_country.name", "country.name", country) AS country_name,
        coalesce(url_alias, url, link) AS address
    FROM sheet s LEFT JOIN origins n
        ON n.says = coalesce(s."source.shortname", s."source.name", s."source")
), placed AS (
    SELECT read.*, a.means AS place_means FROM read LEFT JOIN areas a ON a.says = country_name
)
SELECT row_no, id AS report, getvariable('source') AS source, first_source AS origin,
    known_at AS recorded_at, told[1:10] AS begins, 'event' AS kind, 'mention' AS act,
    nullif(place_means, '-') AS area, title AS about, country_name AS place, title AS "text",
    address AS link, 'document' AS means, getvariable('licence') AS licence,
    concat_ws('; ', "format.name", "disaster_type.name") AS note,
    CASE WHEN try_cast(told[1:10] AS DATE) IS NULL THEN 'no date can be read from `'
            || coalesce(told, '') || '`'
        WHEN known_at IS NULL THEN 'neither a date of entry nor `--seen` says when it became known'
        END AS fault,
    CASE WHEN place_means = '-' THEN 'it is of a country outside of the case' END AS aside
FROM placed ORDER BY row_no
"""


def _read(path: Path, encoding: str) -> Sheet:
    if path.suffix.lower() != ".json":
        return read_table(path, encoding)
    sheet = read_json_records(path, ("$.data", "$"), encoding)
    return sheet if "fields" not in sheet.header else _flattened(sheet)


def _flattened(sheet: Sheet) -> Sheet:
    """Return records of the form `{id, fields: {...}}` with one column for each field."""
    paths = {"title": "$.title", "url": "$.url", "url_alias": "$.url_alias",
             "date.created": "$.date.created", "date.original": "$.date.original",
             "date.changed": "$.date.changed", "source.name": "$.source[0].name",
             "source.shortname": "$.source[0].shortname",
             "primary_country.name": "$.primary_country.name", "country.name": "$.country[0].name",
             "format.name": "$.format[0].name"}  # fmt: skip
    cells = ", ".join(f"json_extract_string(fields, '{p}') AS \"{n}\"" for n, p in paths.items())
    with scratch() as connection:
        connection.register("found", sheet.rows)
        sql = f'SELECT "id", {cells}, fields, row_no FROM found ORDER BY row_no'
        return Sheet(sheet.file, connection.sql(sql).to_arrow_table(), sheet.bad_rows)


def _recognise(sample: Sample) -> str:
    found = set(sample.header)
    if {"id", "fields"} <= found:
        return "its records have `id` and `fields`, as the ReliefWeb service answers"
    dates = {"date", "date.created", "date.original"}
    addresses = {"url", "link", "url_alias"}
    if (
        {"title"} <= found
        and found & dates
        and found & addresses
        and any(name.startswith("source") for name in found)
    ):
        return "it lists documents by title, date, source and link"
    return ""


RELIEFWEB: Final = OutsideFormat(
    name="reliefweb",
    title="a list of publications as of ReliefWeb",
    source="reliefweb",
    licence="",
    header=("title",),
    may_have=("id", "date", "date.created", "date.original", "date.changed", "source",
              "source.name", "source.shortname", "country", "country.name",
              "primary_country.name", "url", "url_alias", "link", "format.name",
              "disaster_type.name", "fields", "*"),
    sql=_SQL,
    areas=("primary_country.name", "country.name", "country"),
    origins=("source.shortname", "source.name", "source"),
    read=_read,
    recognise=_recognise,
    assumes=("a document is a mention and no incident: no duty counts it",),
)  # fmt: skip
"""The format."""
