"""Judges a case duty by duty: what the engine finds before findings are told together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final, TypeAlias

import pyarrow as pa

from servanda.assessment import engine
from servanda.assessment.backends import Backend
from servanda.assessment.backends.embedded import has_few_reports
from servanda.assessment.backends.sqlite import SqliteBackend
from servanda.assessment.spent import spent_in
from servanda.assessment.tables import FINDINGS, CaseTables

Key: TypeAlias = tuple[int, int, int, bool, str]
Alone: TypeAlias = tuple[Any, ...]
"""A finding by itself: the columns of `ALONE` after the key."""

KEY_WIDTH: Final = 5
_FEW_REPORTS: Final = 6_000
"""Measured: of a part, which is asked for in few duties, so many are judged faster on SQLite."""
ALONE: Final = pa.schema([
    *list(FINDINGS)[:KEY_WIDTH],
    ("op", pa.int8()), ("opens_at", pa.int64()), ("closes_at", pa.int64()), ("n_low", pa.int64()),
    ("n_high", pa.int64()), ("certain", pa.int64()), ("possible", pa.int64()),
    ("alleged", pa.int64()), ("verdict", pa.string()), ("reason", pa.string()),
    ("since_at", pa.int64()), ("late_at", pa.int64()), ("mode", pa.int32()),
])  # fmt: skip
OPENS_AT: Final = 1
CLOSES_AT: Final = 2
VERDICT: Final = 8
REASON: Final = 9
MODE: Final = 12

JudgeAlone: TypeAlias = Callable[[CaseTables], pa.Table]


def judge_alone(
    case: CaseTables, backend: Backend | None = None, *, is_dated: bool = True
) -> pa.Table:
    """Return what is found of each duty by itself (SEMANTICS 5, before 5.1 and 5.2).

    Args:
        case: as for `engine.judge`.
        backend: as for `engine.judge`.
        is_dated: as for `engine.judge`.

    Returns:
        A table in schema `ALONE`, in no order.

    Raises:
        EngineError: the engine failed.
    """
    session = engine.open_session(case, backend or _backend_for(case), is_dated=is_dated)
    try:
        if not is_dated:
            session = replace(session, spent=spent_in(case, session.idle_stations))
        engine.run_to_findings(session)
        return session.table("told_alone", ALONE)
    finally:
        session.backend.close()


def _backend_for(case: CaseTables) -> Backend | None:
    """Return the engine for a part of a case; None: the one that whole cases are judged on."""
    return SqliteBackend() if has_few_reports(case, _FEW_REPORTS) else None


def rows_of(table: pa.Table) -> dict[Key, Alone]:
    """Return findings by their keys."""
    columns = [column.to_pylist() for column in table.select(ALONE.names).columns]
    keys = zip(*columns[:KEY_WIDTH], strict=True)
    return dict(zip(keys, zip(*columns[KEY_WIDTH:], strict=True), strict=True))
