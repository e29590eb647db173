"""Duties in the scaled figures of their units: where litres are counted in tenths, so is n."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pyarrow as pa

from servanda.assessment.match_things import WantedLike
from servanda.evidence.scratch import scratch_for

_MEASURED: Final = """
SELECT m.measure_id, coalesce(s.scale, 1) AS scale, coalesce(s.scale // s.asked, 1) AS factor
FROM measures m
LEFT JOIN units u ON u.filter_id = m.filter_id LEFT JOIN scales s ON s.unit = u.unit
"""
_DUTIES: Final = """
SELECT d.* REPLACE (d.n_low * m.factor AS n_low, d.n_high * m.factor AS n_high)
FROM duties d JOIN measured m USING (measure_id) ORDER BY d.duty_id
"""
# num * floor(max(0, m - beyond) / den) in whole units of both sides.
_TERMS: Final = """
SELECT t.* REPLACE (t.num * own.scale AS num, t.den * m.scale AS den, t.beyond * m.scale AS beyond)
FROM duty_terms t JOIN measured m USING (measure_id)
JOIN duties d USING (duty_id) JOIN measured own ON own.measure_id = d.measure_id
ORDER BY t.duty_id, t.measure_id
"""
_TRIGGERS: Final = """
SELECT t.* REPLACE (t.num * coalesce(so.scale, 1) AS num, t.den * coalesce(st.scale, 1) AS den,
    t.beyond * coalesce(st.scale, 1) AS beyond,
    t.at_least * coalesce(st.scale // st.asked, 1) AS at_least)
FROM rule_triggers t JOIN rules r USING (rule_id)
LEFT JOIN units ut ON ut.filter_id = t.filter_id LEFT JOIN scales st ON st.unit = ut.unit
LEFT JOIN units uo ON uo.filter_id = r.filter_id LEFT JOIN scales so ON so.unit = uo.unit
ORDER BY ALL
"""
_RULES: Final = """
SELECT r.* REPLACE (r.n_low * coalesce(s.scale // s.asked, 1) AS n_low,
    r.n_high * coalesce(s.scale // s.asked, 1) AS n_high)
FROM rules r LEFT JOIN units u ON u.filter_id = r.filter_id LEFT JOIN scales s ON s.unit = u.unit
ORDER BY r.rule_id
"""


def scaled_duties(
    tables: Mapping[str, pa.Table],
    filters: Mapping[int, WantedLike],
    scales: Mapping[str, int],
    asked: Mapping[str, int] | None = None,
) -> dict[str, pa.Table]:
    """Return the tables of duties, their numbers multiplied as the figures of their units are.

    Args:
        tables: in the schemas of `assessment.tables`, numbers in whole units.
        filters: what measures count.
        scales: unit to its factor; a unit that is not there has 1.
        asked: unit to the factor that the numbers of its duties already have.
    """
    if not scales:
        return dict(tables)
    units = pa.table({
        "filter_id": pa.array(list(filters), pa.int64()),
        "unit": pa.array([wanted.unit for wanted in filters.values()], pa.string()),
    })  # fmt: skip
    known = pa.table({
        "unit": pa.array(list(scales), pa.string()),
        "scale": pa.array(list(scales.values()), pa.int64()),
        "asked": pa.array([(asked or {}).get(unit, 1) for unit in scales], pa.int64()),
    })  # fmt: skip
    with scratch_for(max(table.num_rows for table in tables.values())) as place:
        for name, table in {**tables, "units": units, "scales": known}.items():
            place.register(name, table)
        place.execute(f"CREATE TEMP TABLE measured AS {_MEASURED}")
        changed = {"duties": _DUTIES, "duty_terms": _TERMS, "rule_triggers": _TRIGGERS}
        if "rules" in tables and "n_low" in tables["rules"].column_names:
            changed["rules"] = _RULES
        scaled = {name: place.read(sql) for name, sql in changed.items() if name in tables}
    return {**tables, **scaled}
