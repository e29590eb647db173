"""What is no fault but worth knowing before figures are trusted: warnings, one per cause."""

from __future__ import annotations

from collections.abc import Mapping

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from servanda.errors import Problem
from servanda.evidence.quantities import DeclaredWords


def remarks_on(tables: Mapping[str, pa.Table], words: DeclaredWords) -> list[Problem]:
    """Return warnings about reports: undeclared words, points without radius, missing units."""
    reports = tables["reports"]
    return [
        *_undeclared_words(reports, words),
        *_bare_points(reports),
        *_missing_units(reports),
        *_unlisted_sources(reports, tables["sources"]),
    ]


def _undeclared_words(reports: pa.Table, words: DeclaredWords) -> list[Problem]:
    spoken = reports.filter(pc.is_valid(reports["word"])).select(["source", "word"])
    pairs = spoken.group_by(["source", "word"]).aggregate([]).to_pylist()
    known = sorted((p["source"], p["word"]) for p in pairs)
    return [
        Problem(
            "SV340", f"`{source}` says `{word}` and has declared no spread for it",
            hint="add it to `words.csv`; until then it means: at least 1", severity="warning",
        )
        for source, word in known
        if words.spread(source, word) is None
    ]  # fmt: skip


def _bare_points(reports: pa.Table) -> list[Problem]:
    has_point = pc.and_(pc.is_valid(reports["latitude"]), pc.is_null(reports["radius_m"]))
    count = pc.sum(pc.and_(has_point, pc.is_null(reports["area"]))).as_py() or 0
    if not count:
        return []
    message = f"the place of {count} reports is unknown: a point without `radius_m`, and no `area`"
    hint = "say within how many metres the true place lies, or name the area"
    return [Problem("SV341", message, hint=hint, severity="warning")]


def _missing_units(reports: pa.Table) -> list[Problem]:
    with duckdb.connect() as connection:
        connection.register("reports", reports)
        rows = connection.execute(
            """SELECT act, object, count(*) FROM reports WHERE unit IS NULL AND object IS NOT NULL
            AND quantity_low > 1 AND stance = 'asserts' GROUP BY ALL ORDER BY ALL"""
        ).fetchall()
    return [
        Problem(
            "SV342", f"{count} reports of `{act}` give a figure for `{thing}` without a unit: they"
            " count acts", hint="fill in `unit` where things are counted", severity="warning",
        )
        for act, thing, count in rows
    ]  # fmt: skip


def _unlisted_sources(reports: pa.Table, sources: pa.Table) -> list[Problem]:
    used = {*pc.unique(reports["source"]).to_pylist(), *pc.unique(reports["origin"]).to_pylist()}
    unlisted = sorted(used - {*sources["source"].to_pylist(), None})
    if not unlisted:
        return []
    shown = ", ".join(f"`{name}`" for name in unlisted[:3]) + (" ..." if unlisted[3:] else "")
    message = f"{len(unlisted)} sources are not listed in `sources`: {shown}"
    hint = "declare their affiliation; until then their word meets only the standard `claimed`"
    return [Problem("SV343", message, hint=hint, severity="warning")]
