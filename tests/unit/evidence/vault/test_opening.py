"""The use of an open vault."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from servanda import api
from servanda.evidence.vault import Vault, opened

NORTHLAND = Path(__file__).parents[4] / "examples" / "northland"


def test_point_on_the_equator_and_radius_of_none_are_held_too():
    """Zero is a place, and no lack of one."""
    evidence = api.read(NORTHLAND).evidence
    cells = {"latitude": "0", "longitude": "0.0", "radius_m": "0"}
    found = opened(evidence, Vault(reports={"courier:c04": cells})).reports.to_pylist()
    row = next(r for r in found if (r["source"], r["report"]) == ("courier", "c04"))
    assert [row[name] for name in cells] == [Decimal(0)] * 3
