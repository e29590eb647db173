"""The sister files of Tech for Palestine: West Bank, Lebanon, infrastructure damaged in Gaza.

As in the Gaza series (`tech_for_palestine.py`) figures are what was registered, so that they are
read as `register`, which no duty against killing counts. Traps: figures of the West Bank stand
twice, verified and not; days whose `flash_source` is `fill` repeat the report before. Lebanon's
ministry began to count anew in each phase: `killed_cum` is the publisher's own sum over the phases,
`killed_cum_reported` what was reported. `ext_` of infrastructure stands inside the name.
"""

from __future__ import annotations

from typing import Final

from servanda.evidence.door.plan import DoorPlan, Running
from servanda.evidence.importers.daily_series import DailySeries, has_all, read_series
from servanda.evidence.importers.outside import OutsideFormat

_SOURCE: Final = "tech-for-palestine"
_LICENCE: Final = "Unlicense"
_REGISTERED: Final = "what is registered is not what happened on that day: it is read as `register`"
_WHOLE_DAYS: Final = "a figure is of whole days up to the day of its report"

# ---- West Bank ----------------------------------------------------------------------------------

_COUNTED: Final = ("killed", "killed_children", "injured", "injured_children")
_VERIFIED: Final = tuple(f"verified.{name}{ending}" for name in _COUNTED for ending in ("", "_cum"))
_UNVERIFIED: Final = (
    *(f"{name}_cum" for name in _COUNTED), "settler_attacks_cum", "displaced_households_cum",
    "displaced_persons_cum", "displaced_children_cum",
)  # fmt: skip
_IS_VERIFIED: Final = "starts_with(field, 'verified.')"

WEST_BANK: Final = OutsideFormat(
    name="tech-for-palestine-west-bank",
    title="Tech for Palestine daily casualties, West Bank",
    source=_SOURCE,
    licence=_LICENCE,
    header=("report_date", "flash_source", "settler_attacks_cum"),
    may_have=(*_VERIFIED, *_UNVERIFIED, "completed"),
    sql=DailySeries(
        figures=(*_VERIFIED, *_UNVERIFIED),
        kept=("flash_source",),
        place="West Bank",
        prefix="west-bank-",
        code="replace(field, 'verified.', '')",
        is_running="field LIKE '%_cum'",
        is_filled=f"NOT {_IS_VERIFIED} AND coalesce(flash_source, 'fill') = 'fill'",
        begins="'2023-10-07'",
        hours="24",
        origin=f"CASE WHEN {_IS_VERIFIED} THEN 'unocha' ELSE flash_source END",
        unit="CASE thing WHEN 'family' THEN 'family' ELSE 'person' END",
        remark=f"CASE WHEN {_IS_VERIFIED} THEN 'verified by UN OCHA' ELSE 'not yet verified' END",
    ).sql(),
    codes="tech-for-palestine-west-bank.csv",
    read=read_series,
    recognise=lambda sample: (
        "its records have `flash_source` and `settler_attacks_cum`"
        if has_all(sample.header, "report_date", "flash_source", "settler_attacks_cum")
        else ""
    ),
    area_names=("West Bank",),
    door=DoorPlan(
        day="report_date",
        running=(
            *(Running(f"verified.{name}_cum", f"verified.{name}") for name in _COUNTED),
            *(Running(name) for name in _UNVERIFIED),
        ),
    ),
    assumes=(
        _WHOLE_DAYS,
        "running totals count from 2023-10-07",
        "what UN OCHA verified is so by its own word: that it counts as verified takes a mark",
        _REGISTERED,
    ),
)
"""The format; `west_bank_daily.json` or the same as CSV."""

# ---- Lebanon ------------------------------------------------------------------------------------

_PHASES: Final = ("2023-10-08", "2026-03-02")

LEBANON: Final = OutsideFormat(
    name="tech-for-palestine-lebanon",
    title="Tech for Palestine daily casualties, Lebanon",
    source=_SOURCE,
    licence=_LICENCE,
    header=("report_date", "report_source", "report_period", "phase"),
    may_have=("killed", "killed_cum", "killed_cum_reported", "injured", "injured_cum",
              "injured_cum_reported"),
    sql=DailySeries(
        figures=("killed", "killed_cum", "killed_cum_reported", "injured", "injured_cum",
                 "injured_cum_reported"),
        kept=("report_source", "report_period", "phase"),
        place="Lebanon",
        prefix="lebanon-",
        code="regexp_replace(field, '_reported$', '')",
        is_running="contains(field, '_cum')",
        is_filled="field LIKE '%_cum'",
        begins=f"CASE WHEN field LIKE '%_cum' OR phase = '1' THEN '{_PHASES[0]}'"
               f" WHEN phase = '2' THEN '{_PHASES[1]}' END",
        hours="try_cast(report_period AS INTEGER)",
        origin="report_source",
        remark="'phase ' || phase",
    ).sql(),
    codes="tech-for-palestine-lebanon.csv",
    read=read_series,
    area_names=("Lebanon",),
    door=DoorPlan(
        day="report_date",
        running=(Running("killed_cum", "killed"), Running("injured_cum", "injured")),
    ),
    assumes=(
        _WHOLE_DAYS,
        f"what was reported counts from {_PHASES[0]} in phase 1 and from {_PHASES[1]} in phase 2",
        "`killed_cum` and `injured_cum` were put together by the publisher",
        _REGISTERED,
    ),
)  # fmt: skip
"""The format; `lebanon_casualties_daily.json` or the same as CSV."""

# ---- infrastructure -----------------------------------------------------------------------------

_DAMAGED: Final = (
    ("civic_buildings", "destroyed"), ("educational_buildings", "destroyed"),
    ("educational_buildings", "damaged"), ("places_of_worship", "mosques_destroyed"),
    ("places_of_worship", "mosques_damaged"), ("places_of_worship", "churches_destroyed"),
    ("places_of_worship", "churches_damaged"), ("residential", "destroyed"),
    ("residential", "damaged"),
)  # fmt: skip
_BUILDINGS: Final = tuple(
    f"{group}.{filled}{what}" for group, what in _DAMAGED for filled in ("", "ext_")
)

INFRASTRUCTURE: Final = OutsideFormat(
    name="tech-for-palestine-infrastructure",
    title="Tech for Palestine infrastructure damaged",
    source=_SOURCE,
    licence=_LICENCE,
    header=("report_date", "civic_buildings.ext_destroyed", "residential.ext_destroyed"),
    may_have=_BUILDINGS,
    sql=DailySeries(
        figures=_BUILDINGS,
        kept=(),
        place="Gaza Strip",
        prefix="infrastructure-",
        code="replace(field, '.ext_', '.')",
        is_filled="contains(field, '.ext_')",
        begins="'2023-10-07'",
        origin="'gmotel'",
        unit="thing",
    ).sql(),
    codes="tech-for-palestine-infrastructure.csv",
    read=read_series,
    recognise=lambda sample: (
        "its records have `civic_buildings`, `educational_buildings` and `residential`"
        if has_all(sample.header, "report_date", "civic_buildings", "educational_buildings",
                   "residential")
        else ""
    ),
    area_names=("Gaza Strip",),
    door=DoorPlan(day="report_date", running=tuple(Running(name) for name in _BUILDINGS)),
    assumes=(
        _WHOLE_DAYS,
        "running totals count from 2023-10-07",
        "what is not filled in comes from the Government Media Office in Gaza",
        _REGISTERED,
    ),
)  # fmt: skip
"""The format; `infrastructure-damaged.json` or the same as CSV."""
