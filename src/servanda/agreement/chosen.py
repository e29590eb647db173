"""Days, weeks and months that an act chooses (`on each day on which hamas releases hostages`)."""

from __future__ import annotations

from typing import Final

from servanda.agreement.model import DutyClause, HoursOf, OnDaysWhen

_CALLED: Final = frozenset(("floor", "ceiling", "exactly", "never", "refrain", "level", "distance",
                               "standstill", "permission"))  # fmt: skip
"""Forms of which each act calls one duty, on its own day."""


def is_asked(clause: DutyClause, window: OnDaysWhen) -> bool:
    """Return whether it is asked beforehand in which days, weeks or months an act happened (5.5).

    On plain days each act calls a duty for its day (5.3.8). A week or a month has one duty, however
    often the act happens in it; so has a day on which several must do it, or on which it must reach
    a number, and one of which only some hours are left.

    Args:
        clause: of the phrase.
        window: the phrase.
    """
    event = window.event
    is_number = event.quantity is not None and event.quantity.low > 1
    has_rest = clause.form != "refrain" and any(isinstance(w, HoursOf) for w in clause.windows)
    return (
        window.period != "day" or event.each or is_number or has_rest or clause.form not in _CALLED
    )
