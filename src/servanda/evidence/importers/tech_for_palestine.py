"""The daily casualty series of Tech for Palestine: counts as they were reported, day by day.

Traps: two totals subtracted are not the dead of the time between, since bodies found, older deaths
registered by a committee and late deaths are in the same total; so totals are read as `register`,
which no duty against killing counts, and only `killed_truce_new` as `kill`. A row with a period of
0 hours repeats the day before. `ext_` figures were filled in by the publisher and are a source of
their own. The name of `killed_truce_new` misleads: it also holds months without a truce.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from servanda.evidence.door.plan import DoorPlan, Parts, Running
from servanda.evidence.importers.outside import OutsideFormat
from servanda.evidence.importers.sheet import Sheet, read_json_records, read_table

_OWN: Final = (
    "killed", "killed_cum", "killed_children_cum", "killed_women_cum", "killed_recovered",
    "killed_succumbed", "killed_truce_new", "killed_committee", "injured", "injured_cum",
    "massacres_cum", "civdef_killed_cum", "med_killed_cum", "press_killed_cum", "famine_cum",
    "child_famine_cum", "aid_seeker_killed_cum", "aid_seeker_injured_cum",
)  # fmt: skip
_FILLED: Final = (
    "ext_killed", "ext_killed_cum", "ext_killed_children_cum", "ext_killed_women_cum",
    "ext_injured", "ext_injured_cum", "ext_massacres_cum", "ext_civdef_killed_cum",
    "ext_med_killed_cum", "ext_press_killed_cum",
)  # fmt: skip
FIRST_DAY: Final = "2023-10-07"
PLACE: Final = "Gaza Strip"

_COLUMNS: Final = ", ".join(f'"{name}"' for name in (*_OWN, *_FILLED))
_SQL: Final = f"""
WITH figures AS (
    UNPIVOT (SELECT row_no, report_date, report_source, report_period, {_COLUMNS} FROM sheet)
    ON {_COLUMNS} INTO NAME field VALUE figure
), read AS (
    SELECT f.*, c.act, c.object AS thing, c.attributes AS said, c.aside AS code_aside, c.why,
        field LIKE 'ext%' AS is_filled, field LIKE '%_cum' AS is_running,
        try_strptime(report_date, '%Y-%m-%d') AS day, try_cast(report_period AS INTEGER) AS hours,
        (SELECT means FROM areas WHERE says = '{PLACE}') AS place_means
    FROM figures f LEFT JOIN codes c ON c.code = regexp_replace(field, '^ext_', '')
)
SELECT row_no, report_date || '-' || field AS report,
    getvariable('source') || CASE WHEN is_filled THEN '-estimate' ELSE '' END AS source,
    CASE WHEN NOT is_filled THEN report_source END AS origin, report_date AS recorded_at,
    CASE WHEN is_running THEN '{FIRST_DAY}'
        ELSE day_text(day - to_days(greatest(hours, 24) // 24 - 1)) END AS begins,
    report_date AS ends, 'tally' AS kind, field AS series, act, thing AS object, said AS attributes,
    figure AS quantity, CASE WHEN act IS NOT NULL THEN coalesce(
        CASE thing WHEN 'body' THEN 'body' END, 'person') END AS unit,
    nullif(place_means, '-') AS area, '{PLACE}' AS place, getvariable('licence') AS licence,
    concat_ws('; ', why, CASE WHEN is_filled THEN 'filled in by the publisher' END,
        CASE WHEN NOT is_running THEN 'period of ' || report_period || ' hours' END) AS note,
    CASE WHEN day IS NULL THEN 'no date can be read from `' || coalesce(report_date, '') || '`'
        WHEN NOT is_running AND hours IS NULL THEN 'the period of the figure is not said'
        END AS fault,
    CASE WHEN act IS NULL THEN coalesce(code_aside, 'its code is not known')
        WHEN NOT is_running AND hours = 0 THEN 'a period of 0 hours repeats the day before'
        END AS aside
FROM read ORDER BY row_no, field
"""


def _read(path: Path, encoding: str) -> Sheet:
    if path.suffix.lower() == ".json":
        return read_json_records(path, ("$",), encoding)
    return read_table(path, encoding)


TECH_FOR_PALESTINE: Final = OutsideFormat(
    name="tech-for-palestine",
    title="Tech for Palestine daily casualties",
    source="tech-for-palestine",
    licence="Unlicense",
    header=("report_date", "report_period"),
    may_have=("report_source", *_OWN, *_FILLED),
    sql=_SQL,
    codes="tech-for-palestine.csv",
    read=_read,
    recognise=lambda sample: (
        "its records have `report_date`, `report_period` and `ext_killed_cum`"
        if {"report_date", "report_period", "ext_killed_cum"} <= set(sample.header)
        else ""
    ),
    area_names=(PLACE,),
    door=DoorPlan(
        day="report_date",
        parts=(
            Parts("killed", ("killed_truce_new", "killed_recovered", "killed_committee",
                             "killed_succumbed"), is_whole=False),
        ),
        running=(
            Running("killed_cum", "killed"), Running("injured_cum", "injured"),
            Running("ext_killed_cum", "ext_killed"), Running("ext_injured_cum", "ext_injured"),
            *(Running(name) for name in (*_OWN, *_FILLED) if name.endswith("_cum")
              and name.removesuffix("_cum") not in (*_OWN, *_FILLED)),
        ),
    ),
    assumes=(
        "the hour of a report is not said: a figure is of whole days up to the day of its report",
        f"running totals count from {FIRST_DAY}",
        "what is registered is not what happened on that day: totals are read as `register`",
    ),
)  # fmt: skip
"""The format; `casualties_daily.json` or the same as CSV."""
