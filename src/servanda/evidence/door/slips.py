"""A slip: something that a file says of itself that cannot be so, with the rows that say it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from servanda.errors import Place, Problem

MOST_SHOWN: Final = 5


@dataclass(frozen=True)
class SlipRow:
    """One row of a slip.

    Attributes:
        row_no: line or row of the file.
        says: what stands there, and what was expected.
    """

    row_no: int
    says: str


@dataclass(frozen=True)
class Slip:
    """Something that cannot be so, or is worth a look. It is shown and kept, never corrected.

    Attributes:
        code: SV831 to SV840.
        message: what was found, without a full stop.
        hint: what a person may do.
        rows: every row that shows it, in order.
    """

    code: str
    message: str
    hint: str = ""
    rows: tuple[SlipRow, ...] = ()

    def problem(self, file: str) -> Problem:
        """Return the slip as a warning with its first rows."""
        places = [Place(file, row.row_no, caption=row.says) for row in self.rows[:MOST_SHOWN]]
        left = len(self.rows) - MOST_SHOWN
        message = f"{self.message}: {counted(len(self.rows))}" if self.rows else self.message
        if left > 0:
            places.append(Place(file, caption=f"and {counted(left)} more"))
        return Problem(self.code, message, tuple(places), self.hint, "warning")

    def to_dict(self) -> dict[str, Any]:
        """Return the slip with all of its rows as JSON-ready data."""
        rows = [{"row": row.row_no, "says": row.says} for row in self.rows]
        return {"code": self.code, "message": self.message, "hint": self.hint, "rows": rows}


def counted(rows: int) -> str:
    """Return a number of rows in words."""
    return f"{rows} row" if rows == 1 else f"{rows} rows"
