"""All checks at the door, of an outside file and of the reports of a case."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pyarrow as pa

from servanda.evidence.door import numbers, points, times
from servanda.evidence.door.plan import DoorPlan
from servanda.evidence.door.slips import Slip
from servanda.evidence.places import AreaMap
from servanda.evidence.scratch import scratch


def check_sheet(rows: pa.Table, plan: DoorPlan) -> tuple[Slip, ...]:
    """Return the slips of an outside file.

    Args:
        rows: string columns, and `row_no`.
        plan: what to check; columns that the file lacks are left out.
    """
    with scratch() as connection:
        connection.register("given", rows)
        have = frozenset(rows.column_names)
        return tuple(slip for slip in _of_sheet(connection, plan, have) if slip.rows)


def _of_sheet(
    connection: duckdb.DuckDBPyConnection, plan: DoorPlan, have: frozenset[str]
) -> Iterator[Slip]:
    yield from _of_numbers(connection, plan, have)
    if {plan.latitude, plan.longitude} <= have:
        yield points.check_swapped(connection, plan.latitude, plan.longitude)
    for clocks in plan.clocks:
        if {*clocks.one, *clocks.other} <= have:
            yield times.check_clocks(connection, clocks)
    if plan.unit in have:
        yield times.check_unit(connection, plan.unit, plan.day)


def _of_numbers(
    connection: duckdb.DuckDBPyConnection, plan: DoorPlan, have: frozenset[str]
) -> Iterator[Slip]:
    for parts in plan.parts:
        if parts.total in have:
            yield numbers.check_parts(connection, parts, have)
    for ordered in plan.ordered:
        if set(ordered.columns) <= have:
            yield numbers.check_order(connection, ordered)
    for running in plan.running:
        if running.total in have:
            yield from numbers.check_running(connection, running, plan.day, have)


def check_reports(reports: pa.Table, areas: AreaMap) -> tuple[Slip, ...]:
    """Return the slips of the reports of a case.

    Args:
        reports: in the schema of `arrow_schema("reports")`.
        areas: of the agreement; without outlines no point is outside.
    """
    with scratch() as connection:
        connection.register("given", reports)
        found = [
            times.check_recorded(connection),
            numbers.check_series(connection),
            numbers.check_thousands(connection),
            points.check_outside(reports, areas),
        ]
    return tuple(slip for slip in found if slip.rows)
