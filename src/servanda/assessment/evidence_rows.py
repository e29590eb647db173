"""The rows of evidence in integers: reports, targets, marks, exceptions, coverage."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from servanda.assessment.dictionary import Dictionary
from servanda.assessment.tables import (
    ASSERTS,
    COUNTS,
    COVERS,
    DENIED,
    DENIES,
    EVENT,
    EXCEPTS,
    LEVEL,
    OBSERVED_NONE,
    TALLY,
)
from servanda.civil import date_at, day_start
from servanda.evidence.names import KnownNames
from servanda.evidence.numbering import BEFORE_EVERYTHING, NEVER
from servanda.evidence.quantities import DeclaredWords, number_array
from servanda.evidence.rows import total_of_average
from servanda.evidence.scratch import scratch_for

if TYPE_CHECKING:
    from servanda.assessment.prepare import Setting

_KINDS: Final = {"event": EVENT, "tally": TALLY, "level": LEVEL}
_STANCES: Final = {"asserts": ASSERTS, "denies": DENIES, "observed-none": OBSERVED_NONE,
                   "excepts": EXCEPTS}  # fmt: skip
_ROLES: Final = {"counts": COUNTS, "covers": COVERS, "denied": DENIED}
_MOST: Final = 2**62


def unit_scales(reports: pa.Table) -> dict[str, int]:
    """Return the power of ten that makes all figures of a unit whole, of units that need one.

    Acts are counted whole: without a unit a figure with decimals is widened instead.
    """
    with scratch_for(reports.num_rows) as place:
        place.register("reports", reports)
        rows = place.execute(
            """WITH figures AS (
                SELECT unit, quantity_low AS figure FROM reports WHERE unit IS NOT NULL
                UNION ALL SELECT unit, quantity_high FROM reports WHERE unit IS NOT NULL
            ) SELECT unit, max(length(rtrim(split_part(CAST(figure AS VARCHAR), '.', 2), '0')))
            FROM figures WHERE figure <> trunc(figure) GROUP BY unit ORDER BY unit"""
        ).fetchall()
    return {unit: 10**places for unit, places in rows}


def evidence_rows(
    known: tuple[pa.Table, Mapping[str, pa.Table]],
    dictionary: Dictionary,
    setting: Setting,
    scales: Mapping[str, int],
) -> dict[str, pa.Table]:
    """Return reports, targets, marks, rulings and coverage in the tables of `assessment.tables`.

    Args:
        known: reports from `number_reports`, `with_words` and `with_states`, and the other tables,
            all as known by the instant asked.
        dictionary: from `build_dictionary` of the same reports and coverage.
        setting: of the agreement.
        scales: from `unit_scales`.
    """
    reports, tables = known
    with scratch_for(dictionary.mentions.num_rows) as place:
        place.register("reports", from_entry(reports, setting))
        place.register("mentions", dictionary.mentions)
        place.register("scales", _scale_table(scales))
        place.register("levels", level_acts(setting))
        place.register("marks", tables["marks"])
        place.register("rulings", tables["rulings"])
        place.register("covered", dictionary.coverage)
        return {name: place.read(sql) for name, sql in _SQL.items()}


def level_acts(setting: Setting) -> pa.Table:
    """Return the acts that stand, and for how long a report of them holds at most (4.8.1).

    What a source saw or told is there for its own period, and as long after it as the agreement
    says. Only a declared strength (`station`) holds until another is told: silence about what stood
    there yesterday does not say that it stands there today.

    Returns:
        Columns `act` and `holds_us`; null: until replaced.
    """
    vocabulary, acts, holds = setting.names.vocabulary, [], []
    for name, act in sorted(vocabulary.acts.items()):
        if act.is_level:
            own = setting.levels.get(name)
            wider = (setting.levels[k] for k in sorted(act.kind_of) if k in setting.levels)
            acts.append(name)
            said = own if own is not None else next(wider, None)
            holds.append(said if said is not None or act.is_lasting else 0)
    return pa.table({"act": pa.array(acts, pa.string()), "holds_us": pa.array(holds, pa.int64())})


def _scale_table(scales: Mapping[str, int]) -> pa.Table:
    return pa.table({
        "unit": pa.array(list(scales), pa.string()),
        "scale": pa.array(list(scales.values()), pa.int64()),
    })  # fmt: skip


def _case(column: str, numbers: Mapping[str, int]) -> str:
    whens = " ".join(f"WHEN '{word}' THEN {number}" for word, number in numbers.items())
    return f"CASE {column} {whens} END"


_SQL: Final = {
    "reports": f"""
        SELECT r.report_no, r.root_no, m.source_id, m.origin_id,
            CASE WHEN r.overtaken THEN {BEFORE_EVERYTHING} ELSE r.recorded_at END AS recorded_at,
            r.usable_at,
            r.begins AS begins_at, r.ends AS ends_at,
            CASE WHEN l.act IS NOT NULL THEN {LEVEL} ELSE {_case("r.kind", _KINDS)} END AS kind,
            m.series_id, m.hand_id, m.thing_id, m.place_id,
            CASE WHEN l.act IS NOT NULL AND r.stance = 'observed-none' THEN 0 ELSE CAST(
                least(floor(r.quantity_low * coalesce(s.scale, 1)), {_MOST}) AS BIGINT) END AS low,
            CASE WHEN l.act IS NOT NULL AND r.stance = 'observed-none' THEN 0
                WHEN r.quantity_high IS NOT NULL THEN CAST(
                least(ceil(r.quantity_high * coalesce(s.scale, 1)), {_MOST}) AS BIGINT) END AS high,
            {_case("r.stance", _STANCES)} AS stance, r.withdrawn, m.about_id,
            CASE WHEN r.kind <> 'level' OR r.stance = 'observed-none' THEN 0
                ELSE l.holds_us END AS holds_us
        FROM reports r JOIN mentions m ON m.ref = r.report_no LEFT JOIN scales s ON s.unit = r.unit
        LEFT JOIN levels l ON l.act = r.told_act
        ORDER BY r.report_no""",
    "targets": """
        SELECT DISTINCT r.report_no, t.report_no AS target_no
        FROM (SELECT report_no, unnest("of") AS ref FROM reports) r
        JOIN reports t ON t.source || ':' || t.report = r.ref ORDER BY ALL""",
    "marks": """
        SELECT r.report_no, min(m.recorded_at) AS recorded_at
        FROM marks m JOIN reports r ON r.source || ':' || r.report = m.report
        GROUP BY ALL ORDER BY ALL""",
    "excepted": """
        SELECT r.report_no, min(x.recorded_at) AS recorded_at
        FROM rulings x JOIN reports r ON r.source || ':' || r.report = x.subject
        WHERE x.says = 'excepted' GROUP BY ALL ORDER BY ALL""",
    "ruled": """
        SELECT r.report_no, x.says = 'happened' AS happened, max(x.recorded_at) AS recorded_at
        FROM rulings x JOIN reports r ON r.source || ':' || r.report = x.subject
        WHERE x.says IN ('happened', 'did not happen') GROUP BY ALL ORDER BY ALL""",
    "coverage": f"""
        SELECT -c.ref AS coverage_id, m.source_id, {_case("c.role", _ROLES)} AS role, m.thing_id,
            m.place_id, coalesce(c.begins, {BEFORE_EVERYTHING}) AS begins_at,
            coalesce(c.ends, {NEVER}) AS ends_at,
            coalesce(c.recorded_at, {BEFORE_EVERYTHING}) AS recorded_at
        FROM covered c JOIN mentions m ON m.ref = c.ref ORDER BY coverage_id""",
}


def with_words(reports: pa.Table, words: pa.Table, names: KnownNames) -> pa.Table:
    """Return reports whose words mean what their sources had declared by then (SEMANTICS 2.2)."""
    is_word = pc.is_valid(reports["word"]).combine_chunks()
    some = reports.filter(is_word).to_pylist()
    if not some:
        return reports
    declared = DeclaredWords(words)
    bounds = []
    for row in some:
        low, high = declared.meaning(row["source"], row["word"])
        if row["average_per"] == "day":
            low, high = total_of_average((low, high), Decimal(0), row, names)
        bounds.append((low, high))
    for k, name in enumerate(("quantity_low", "quantity_high")):
        column = reports[name].combine_chunks()
        values: Any = number_array([pair[k] for pair in bounds])
        position = reports.schema.get_field_index(name)
        replaced = pc.replace_with_mask(column, is_word, values)
        reports = reports.set_column(position, reports.schema.field(name), replaced)
    return reports


def from_entry(reports: pa.Table, setting: Setting) -> pa.Table:
    """Return reports, those dated to the whole day of entry read from its instant (1.4).

    So are those dated to whole days of which it is the first.
    """
    entry = setting.entry_at
    if entry is None:
        return reports
    zone = setting.names.zone
    midnight = day_start(date_at(entry, zone), zone)
    is_whole = pc.and_(pc.equal(reports["begins"], midnight), pc.equal(reports["precision"], "day"))
    ends = pc.unique(reports["ends"].filter(is_whole)).to_pylist()
    whole_days = [at for at in ends if at > entry and day_start(date_at(at, zone), zone) == at]
    is_whole = pc.and_(is_whole, pc.is_in(reports["ends"], pa.array(whole_days, pa.int64())))
    position = reports.schema.get_field_index("begins")
    begins = pc.if_else(is_whole, pa.scalar(entry, pa.int64()), reports["begins"])
    return reports.set_column(position, reports.schema.field("begins"), begins)
