"""That an engine gives the findings of the reference evaluator (SEMANTICS 8, property 9)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow as pa
from tests.property.batch import Judge, alike, judge_alone, judge_together

from servanda.assessment import engine, reference
from servanda.assessment.backends.duckdb import DuckDBBackend
from servanda.assessment.backends.sqlite import SqliteBackend
from servanda.assessment.tables import CaseTables

Row = dict[str, Any]


def on_duckdb(case: CaseTables, *, is_dated: bool = True) -> pa.Table:
    """Return the findings of a case, judged on DuckDB whatever its size."""
    return engine.judge(case, DuckDBBackend(), is_dated=is_dated)


def on_sqlite(case: CaseTables) -> pa.Table:
    """Return the findings of a case, judged on SQLite whatever its size."""
    return engine.judge(case, SqliteBackend())


def disagreement(judge: Judge, world: Row) -> str:
    """Return in what an engine and the reference evaluator differ on one world, or ""."""
    return difference(judge_alone(reference.judge, world), judge_alone(judge, world))


def difference(expected: list[Row], found: list[Row]) -> str:
    """Return the findings that differ, each with the columns that do."""
    if expected == found:
        return ""
    if [_key(row) for row in expected] != [_key(row) for row in found]:
        return f"other rows: {[_key(r) for r in expected]} and {[_key(r) for r in found]}"
    return "\n".join(
        f"{_key(one)}: "
        + ", ".join(
            f"{name} {one[name]} and {other[name]}" for name in one if one[name] != other[name]
        )
        for one, other in zip(expected, found, strict=True)
        if one != other
    )


def _key(row: Row) -> tuple[Any, ...]:
    return tuple(row.values())[:5]


def disagreements(judge: Judge, worlds: Sequence[Row]) -> Iterator[tuple[Row, str]]:
    """Yield the worlds on which an engine, judging many at once, differs from the reference."""
    for group in alike(worlds):
        for world, found in zip(group, judge_together(judge, group), strict=True):
            message = difference(judge_alone(reference.judge, world), found)
            if message:
                yield world, message
