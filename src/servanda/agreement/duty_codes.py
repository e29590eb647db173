"""The codes of problems that only show when duties are laid out in time (see also `codes`)."""

from __future__ import annotations

from typing import Final

CODES: Final[dict[str, tuple[str, str, str]]] = {
    "SV250": (
        "too many periods",
        "A clause that repeats, or the agreement itself, has more periods than anybody meant; one"
        " of its dates or lengths is probably wrong.",
        "[aid] Northland must admit at least 2 aid trucks into valley every 1 minute.",
    ),
    "SV251": (
        "date beyond the calendar",
        "A sentence counts to a date before the year 1 or after the year 9999.",
        "[late] Northland must release at least 2 prisoners by 9999 years after day 1.",
    ),
}
