"""The daily casualty series of Tech for Palestine: counts as they were reported, day by day.

Traps: two totals subtracted are not the dead of the time between, since bodies found, older deaths
registered by a committee and late deaths are in the same total; so totals are read as `register`,
which no duty against killing counts, and only `killed_truce_new` as `kill`. A row with a period of
0 hours repeats the day before. `ext_` figures were filled in by the publisher and are a source of
their own. The name of `killed_truce_new` misleads: it also holds months without a truce.
"""

from __future__ import annotations

from typing import Final

from servanda.evidence.door.plan import DoorPlan, Parts, Running
from servanda.evidence.importers.daily_series import DailySeries, read_series
from servanda.evidence.importers.outside import OutsideFormat

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

GAZA: Final = DailySeries(
    figures=(*_OWN, *_FILLED),
    kept=("report_source", "report_period"),
    place=PLACE,
    code="regexp_replace(field, '^ext_', '')",
    is_running="field LIKE '%_cum'",
    is_filled="field LIKE 'ext%'",
    begins=f"'{FIRST_DAY}'",
    hours="try_cast(report_period AS INTEGER)",
    origin="report_source",
    unit="CASE thing WHEN 'body' THEN 'body' ELSE 'person' END",
)


TECH_FOR_PALESTINE: Final = OutsideFormat(
    name="tech-for-palestine",
    title="Tech for Palestine daily casualties",
    source="tech-for-palestine",
    licence="Unlicense",
    header=("report_date", "report_period"),
    may_have=("report_source", *_OWN, *_FILLED),
    sql=GAZA.sql(),
    codes="tech-for-palestine.csv",
    read=read_series,
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
