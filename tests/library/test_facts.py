"""Days that the sources themselves give come out of the agreements of the library."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from servanda.agreement import read_agreement
from servanda.agreement.model import Agreement
from servanda.agreement.schedule import ScheduledDuty, schedule_of

FOLDER = Path(__file__).parents[2] / "agreements"

DAYTON = "dayton-annex1a-1995"
SRI_LANKA = "sri-lanka-cfa-2002"
GAZA = "gaza-three-phase-jan-2025"
EASTER = "ukraine-energy-easter-2025"


@cache
def agreement_of(name: str) -> Agreement:
    return read_agreement(FOLDER / f"{name}.md")


def duty(name: str, label: str) -> ScheduledDuty:
    found = schedule_of(agreement_of(name), only=[label]).duties
    assert found, label
    return found[0]


def local(name: str, instant: int) -> str:
    zone = ZoneInfo(agreement_of(name).zone_name)
    return f"{datetime.fromtimestamp(instant / 1_000_000, zone):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("name", "label", "begins"),
    [
        (DAYTON, "separation", "1996-01-20 00:00"),  # D+30 is 19 January
        (DAYTON, "cleared", "1996-02-04 00:00"),  # D+45 is 3 February
        (DAYTON, "cantonments", "1996-04-19 00:00"),  # D+120 is 18 April
        (DAYTON, "foreign", "1996-01-14 00:00"),  # signing + 30 is 13 January
        (GAZA, "centre", "2025-02-09 00:00"),  # day 22
        (GAZA, "corridor", "2025-03-10 00:00"),  # day 50 is 9 March
        (EASTER, "easter", "2025-04-19 18:00"),
    ],
)
def test_a_standing_duty_begins_on_the_day_of_the_sources(
    name: str, label: str, begins: str
) -> None:
    assert local(name, duty(name, label).begins_at) == begins


@pytest.mark.parametrize(
    ("name", "label", "ends"),
    [
        (DAYTON, "not-before", "1996-03-20 00:00"),  # D+91, the day itself is free
        (DAYTON, "civilian-groups", "1996-01-20 00:00"),
        (
            SRI_LANKA,
            "paramilitaries",
            "2002-03-26 00:00",
        ),  # D+30 is 25 March; a newspaper counts to the 24th
        (GAZA, "alive", "2025-01-26 00:00"),  # day 7 is 25 January
        (GAZA, "talks", "2025-02-04 00:00"),  # day 16 is 3 February
        (GAZA, "hostages", "2025-03-02 00:00"),  # day 42 is 1 March
        (EASTER, "easter", "2025-04-21 00:00"),
    ],
)
def test_a_duty_ends_with_the_day_of_the_sources(name: str, label: str, ends: str) -> None:
    assert local(name, duty(name, label).ends_at) == ends


def test_the_easter_truce_lasts_thirty_hours() -> None:
    easter = duty(EASTER, "easter")
    assert easter.ends_at - easter.begins_at == 30 * 3600 * 1_000_000
