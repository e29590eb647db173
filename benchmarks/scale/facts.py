"""What a workload is: its time, and the few facts that stand beside its tables."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

ZONE: Final = "Africa/Maputo"
"""Two hours before UTC, and its clocks never change."""
FIRST_SECOND: Final = 1_732_658_400
"""2024-11-27 00:00 in the zone, in seconds UTC."""
DAY: Final = 86_400
DAYS: Final = 30
SPAN: Final = DAYS * DAY
_PARTIES: Final = ("northland", "southland", "eastland", "westland", "midland", "highland")


def parties(count: int) -> tuple[str, ...]:
    """Return so many made-up parties, at most six."""
    return _PARTIES[:count]


def write_facts(folder: Path, facts: Mapping[str, Any]) -> None:
    """Write what a workload is, for those who measure it."""
    text = json.dumps(facts, indent=1, sort_keys=True)
    (folder / "workload.json").write_text(text + "\n", encoding="utf-8")


def read_facts(folder: Path) -> dict[str, Any]:
    """Return what a workload is."""
    found: dict[str, Any] = json.loads((folder / "workload.json").read_text(encoding="utf-8"))
    return found
