"""Which stations a case has no use for, by what it asks for (`WITHOUT` in the pipeline)."""

from __future__ import annotations

import pyarrow.compute as pc

from servanda.assessment.tables import (
    IDLE_MODE,
    IDLE_RUN_MODE,
    LEVEL_MODE,
    SUM_MODE,
    CaseTables,
)


def stations_without_use(case: CaseTables, *, is_alike: bool, is_counted: bool) -> frozenset[str]:
    """Return the stations in whose place a stand-in runs.

    Args:
        case: whose tables say what is asked for.
        is_alike: alike incidents are looked at together.
        is_counted: findings are only counted: alike calls are then looked at together, too, if
            incidents are, and nobody asks why a finding is disputed.
    """
    modes = {*_values(case, "measures", "mode"), *_values(case, "rules", "mode")}
    are_calls_joined = is_counted and is_alike and case.tables["rules"].num_rows > 0
    uses = {
        "12_known": case.is_known,
        "21_calls": are_calls_joined,
        "21_shapes": are_calls_joined,
        "22_codes": is_alike,
        "22_alike": is_alike,
        "25_levels": LEVEL_MODE in modes,
        "60_called": case.tables["rules"].num_rows > 0,
        "64_stretches": LEVEL_MODE in modes,
        "83_idle": bool({IDLE_MODE, IDLE_RUN_MODE} & modes),
        "88_reasons": not is_counted,
    }
    return frozenset(station for station, is_used in uses.items() if not is_used)


def is_alleged_for_verdicts_only(case: CaseTables) -> bool:
    """Return whether nothing but verdicts and reasons rests on what is alleged.

    It may bound a share (5.3.9), and what is said of a level is shown.
    """
    tables = case.tables
    is_plain = {*_values(case, "measures", "mode")} <= {SUM_MODE}
    return is_plain and not tables["rules"].num_rows and not tables["duty_terms"].num_rows


def _values(case: CaseTables, table: str, column: str) -> list[object]:
    values: list[object] = pc.unique(case.tables[table][column]).to_pylist()
    return values
