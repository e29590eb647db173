"""The stations of the pipeline: SQL texts, the same for every case and every engine."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

AS_READ: Final = "05_projected"
AS_WRITTEN: Final = "05_as_written"
"""Where reports lie in files: the one or the other."""
PAIRED: Final = "05_paired"
UNPAIRED: Final = "05_unpaired"
"""Where calls are counted together: the one or the other."""
RECORD: Final = (
    "10_matters", "12_known", "20_record", "21_calls", "21_shapes", "21_touched", "22_codes",
    "22_alike",
)  # fmt: skip
"""From tables to what is told of what is asked; once. All that is large ends here."""
CLAIM: Final = (
    "25_levels", "30_statements", "40_claims", "50_incidents", "60_called", "62_duties",
    "64_stretches",
)  # fmt: skip
"""From what is told to claims, incidents and duties; once."""
READ: Final = (*RECORD, *CLAIM)
MEASURE: Final = ("70_units", "72_lies", "74_at_least", "76_at_most", "77_denied", "78_readings")
"""From measures to what each voice says of each unit; for duties, then for instants of `since`."""
SETTLE: Final = ("80_cells", "81_caps", "82_bounds")
"""From what voices say to bounds; once for every tier of units, 81 where a cell is contradicted."""
JUDGE: Final = ("83_idle", "84_alleged", "85_levels", "86_verdicts", "88_reasons")
"""From bounds to verdicts."""
SINCE: Final = ("90_candidates", "91_sums")
"""Since when a finding is what it is: what can be told without asking instant by instant."""
COUNT: Final = ("99_counts",)
"""From findings to how many there are."""
WITHOUT: Final = {
    "12_known": "12_told",
    "21_calls": "21_no_calls",
    "21_shapes": "21_no_shapes",
    "22_codes": "22_no_codes",
    "22_alike": "22_each",
    "25_levels": "25_no_levels",
    "60_called": "60_no_rules",
    "64_stretches": "64_no_levels",
    "83_idle": "83_no_idle",
    "84_alleged": "84_not_alleged",
    "88_reasons": "88_no_reasons",
}
"""What runs in place of a station that a case has no use for, or whose tables it lacks: it makes
the same tables, mostly empty."""

_STATEMENT: Final = re.compile(r"CREATE (TABLE|VIEW) (\w+) AS\n(.*)", re.DOTALL)
_COMMENT: Final = re.compile(r"--[^\n]*")


@dataclass(frozen=True)
class Step:
    """One statement of a station: it makes one table or view.

    Attributes:
        station: the file's name without its ending.
        kind: `table` or `view`.
        name: what it makes.
        query: the `SELECT` that says how.
    """

    station: str
    kind: str
    name: str
    query: str


@cache
def steps_of(station: str) -> tuple[Step, ...]:
    """Return the statements of a station, in order.

    Raises:
        FileNotFoundError: there is no station of that name.
        ValueError: the file holds something that is no `CREATE TABLE ... AS` or `CREATE VIEW`.
    """
    text = files(__name__).joinpath(f"{station}.sql").read_text(encoding="utf-8")
    statements = (part.strip() for part in _COMMENT.sub("", text).split(";"))
    return tuple(_step(station, statement) for statement in statements if statement)


def _step(station: str, statement: str) -> Step:
    match = _STATEMENT.fullmatch(statement)
    if match is None:
        msg = f"{station}: not a station's statement: {statement[:60]}"
        raise ValueError(msg)
    kind, name, query = match.groups()
    return Step(station, kind.lower(), name, query)
