"""What excuses from a duty to do: `unless southland attacks`, the end of `while` (SEMANTICS 5.5.1).

Nobody can be late any more with what was excused before it was due: the duty lapses. Who gains by
the excuse does not prove it by its own word.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from servanda.agreement.model import DutyClause, Exemption, While
from servanda.agreement.periods import TimeSet, after_last, hull, joined, since
from servanda.agreement.times import Times


def without_excuses(clause: DutyClause) -> DutyClause:
    """Return a clause as if nothing excused from it: what ends it early makes it lapse instead."""
    windows = tuple(
        replace(window, is_begun=True) if isinstance(window, While) else window
        for window in clause.windows
    )
    left = tuple(e for e in clause.exemptions if e.fact is None)
    return replace(clause, windows=windows, exemptions=left)


def excused(times: Times, clause: DutyClause) -> TimeSet:
    """Return when a duty to do is excused, as far as is known.

    Args:
        times: of the bearer.
        clause: its exceptions and its `while` count.
    """
    pleaded = times.pleaded()
    found = [period for e in clause.exemptions if e.fact for period in pleaded.holds(e.fact)]
    for window in clause.windows:
        if isinstance(window, While):
            found += after_last(times.holds(window.fact))
    acts = [e for e in clause.exemptions if e.event is not None]
    whole = hull(times.clause(without_excuses(clause))) if acts else None
    if whole is not None:
        found += _by_acts(pleaded, acts, whole.begins_at)
    return joined(found)


def _by_acts(times: Times, acts: Iterable[Exemption], begins: int) -> TimeSet:
    """Return the time from the first of the acts on that happened after the duty began."""
    found = [
        times.happened_from(exemption.event, begins)
        for exemption in acts
        if exemption.event is not None
    ]
    known = [instant for instant in found if instant is not None]
    return since(min(known)) if known else ()
