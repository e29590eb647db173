"""How alike two reports are, column by column: level 2 the same, 1 near, 0 different.

A level is null where one of the two leaves the column open. The conditions are written once, for
the plain query over all pairs that share a day and for the model.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

DAY: Final = 86_400_000_000


@dataclass(frozen=True)
class Comparison:
    """One column that is compared.

    Attributes:
        name: of it.
        is_open: SQL, with `l.` and `r.`: one of the two says nothing; empty: both always do.
        is_same: SQL of level 2.
        is_near: SQL of level 1; empty: there is none.
    """

    name: str
    is_open: str
    is_same: str
    is_near: str = ""


COMPARISONS: Final = (
    Comparison(
        "time",
        "",
        "GREATEST(l.ends, r.ends) - LEAST(l.begins, r.begins) <= 3600000000",
        f"l.ends - l.begins >= {DAY} OR r.ends - r.begins >= {DAY}",
    ),
    Comparison("act", "", "l.act = r.act"),
    Comparison("area", "l.area = '' OR r.area = ''", "l.area = r.area"),
    Comparison("actor", "l.actor = '' OR r.actor = ''", "l.actor = r.actor"),
    Comparison("object", "l.object = '' OR r.object = ''", "l.object = r.object"),
    Comparison(
        "quantity",
        "l.low IS NULL OR r.low IS NULL",
        "l.low = r.low AND l.high IS NOT DISTINCT FROM r.high",
        "l.low <= COALESCE(r.high, l.low) AND r.low <= COALESCE(l.high, r.low)",
    ),
    Comparison(
        "words",
        "LEAST(len(l.words), len(r.words)) < 3",
        "2 * len(list_intersect(l.words, r.words)) >= LEAST(len(l.words), len(r.words))",
        "5 * len(list_intersect(l.words, r.words)) >= LEAST(len(l.words), len(r.words))",
    ),
)
COMPARED: Final = tuple(comparison.name for comparison in COMPARISONS)

EVENTS_SQL: Final = f"""
SELECT report_no, source, begins, ends, act, COALESCE(object, '') AS object,
    COALESCE(array_to_string(list_sort(actor), '|'), '') AS actor,
    COALESCE(array_to_string(list_sort(area), '|'), '') AS area,
    CAST(quantity_low AS double) AS low, CAST(quantity_high AS double) AS high,
    list_distinct(regexp_extract_all(lower(COALESCE(text, '')), '[[:alpha:]]{{4,}}')) AS words,
    begins // {DAY} AS first_day, (ends - 1) // {DAY} AS last_day
FROM numbered
WHERE stands AND kind = 'event' AND stance = 'asserts' AND ends - begins <= 3 * {DAY}
"""
"""Events of `numbered` that assert and stand, of three days at most, as they are compared."""


def level_sql(comparison: Comparison) -> str:
    """Return the level of a column of two reports `l` and `r` as an SQL expression."""
    cases = [f"WHEN {comparison.is_open} THEN NULL"] if comparison.is_open else []
    cases.append(f"WHEN {comparison.is_same} THEN 2")
    if comparison.is_near:
        cases.append(f"WHEN {comparison.is_near} THEN 1")
    return f"CASE {' '.join(cases)} ELSE 0 END"


def pairs_sql() -> str:
    """Return the query over `events` and `acts` (act, other): pairs of a day with their levels."""
    levels = ", ".join(f"{level_sql(c)} AS {c.name}" for c in COMPARISONS)
    return f"""
WITH days AS (SELECT report_no, act, source, unnest(range(first_day, last_day + 1)) AS day
              FROM events),
near AS (SELECT DISTINCT a.report_no AS one, b.report_no AS other
         FROM days a JOIN acts ON acts.act = a.act
         JOIN days b ON b.day = a.day AND b.act = acts.other AND a.report_no < b.report_no
         WHERE a.source <> b.source)
SELECT one, other, {levels}
FROM near JOIN events l ON l.report_no = one JOIN events r ON r.report_no = other
ORDER BY one, other
"""
