"""From when what an amendment brings is known, and from when it counts (SEMANTICS 5.7.1, 7).

An amendment is known from the instant at which it was agreed. On a board of an earlier as-of the
agreement is the one that was known then (`known_by`): whoever looks through its clauses finds none
that was brought later. On a later board what was brought counts from that instant on
(`brought_at`), unless it names an earlier time itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date
from zoneinfo import ZoneInfo

from servanda.agreement.model import Agreement, Amendment, Clause, DutyClause, ReadingClause
from servanda.agreement.periods import NEVER, clock_instant
from servanda.civil import local_day


@dataclass(frozen=True)
class ReadDuty(DutyClause):
    """A duty as one of its readings has it; all else of the clause is that of its readings.

    Attributes:
        reading: label of the reading, which an amendment may bring to a clause that was there.
    """

    reading: str = ""


def read_duty(reading: ReadingClause, label: str) -> ReadDuty | None:
    """Return a reading as a duty under the label of the clause it reads; None: it is not judged."""
    if reading.clause is None:
        return None
    said = {one.name: getattr(reading.clause, one.name) for one in fields(DutyClause)}
    return ReadDuty(**{**said, "label": label}, reading=reading.label)


def agreed_at(amendment: Amendment, zone: ZoneInfo) -> int:
    """Return when an amendment was known: its instant, or the end of its day (SEMANTICS 7)."""
    on = amendment.on
    if isinstance(on, date):
        return local_day(on, zone).ends_at
    return clock_instant(on.day, on.clock, zone)


def brought_at(agreement: Agreement, zone: ZoneInfo, clause: Clause) -> int:
    """Return when it was known what brought a clause, and its reading; `NEVER`: no amendment did.

    Raises:
        LocalTimeError: a clock time does not exist on its day, or occurs twice.
        OverflowError: a date is beyond the calendar.
    """
    labels = [clause.label]
    if isinstance(clause, ReadDuty):
        labels.append(clause.reading)
    return max(_first_named(agreement.amendments, zone, label) for label in labels)


def _first_named(amendments: Iterable[Amendment], zone: ZoneInfo, label: str) -> int:
    named = (agreed_at(one, zone) for one in amendments if label in one.texts)
    return min(named, default=NEVER)


def known_by(agreement: Agreement, zone: ZoneInfo, as_of: int | None) -> Agreement:
    """Return an agreement as it was known at an instant; errors as in `brought_at`.

    Args:
        agreement: with all its amendments.
        zone: in which its days are counted.
        as_of: microseconds UTC; None: every amendment is known.
    """
    if as_of is None or not agreement.amendments:
        return agreement
    return replace(
        agreement,
        amendments=tuple(a for a in agreement.amendments if agreed_at(a, zone) <= as_of),
        clauses=tuple(c for c in agreement.clauses if brought_at(agreement, zone, c) <= as_of),
    )
