"""Arithmetic at the door: what a file says of itself that cannot be so. Nothing is corrected."""

from __future__ import annotations

from servanda.evidence.door.checking import check_reports, check_sheet
from servanda.evidence.door.plan import Clocks, DoorPlan, Ordered, Parts, Running
from servanda.evidence.door.slips import Slip, SlipRow

__all__ = [
    "Clocks",
    "DoorPlan",
    "Ordered",
    "Parts",
    "Running",
    "Slip",
    "SlipRow",
    "check_reports",
    "check_sheet",
]
