"""Ends of phases that were not set when what they cut short began (SEMANTICS 1.6)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from servanda.agreement.ends import Cut
from servanda.agreement.life import phase_cuts
from servanda.agreement.model import PhaseClause
from servanda.agreement.periods import hull

if TYPE_CHECKING:
    from servanda.agreement.slots import Clockwork, Slot


@dataclass(frozen=True)
class PhaseEnd:
    """An end of a phase that a ruling, an act or a fact brought.

    Attributes:
        cut: the end, and when it was known; None: it has not come for certain.
        perhaps: the end that may have come; None: none may have.
        as_set: the period in force as it would be without it.
    """

    cut: Cut | None
    perhaps: Cut | None
    as_set: Clockwork


def phase_ends(clockwork: Clockwork) -> Iterator[PhaseEnd]:
    """Yield the ends of phases that were not set from the first."""
    ruled = set()
    for phase, cut in phase_cuts(clockwork.life):
        ruled.add(phase)
        yield PhaseEnd(cut, None, clockwork.without_end(phase))
    agreement = clockwork.life.agreement
    for clause in agreement.clauses:
        if not isinstance(clause, PhaseClause) or clause.turn != "ends" or clause.when is None:
            continue
        declared = agreement.phases.get(clause.phase)
        if clause.phase in ruled or (declared is not None and declared.ends is not None):
            continue
        found = [_came(side, clause) for side in clockwork.sides]
        known = [cut for cut in found if cut is not None]
        if known:
            last = max(known, key=lambda cut: cut.at) if len(known) == len(found) else None
            first = min(known, key=lambda cut: cut.at)
            yield PhaseEnd(last, first, _without_clause(clockwork, clause))


def _came(clockwork: Clockwork, clause: PhaseClause) -> Cut | None:
    """Return when an act ended a phase, and when the act came; None: it has not come."""
    times = clockwork.times(clockwork.life.may_ends, "")
    brought = times.brought(clause)
    at = times.comes_at(clause.when, clause.lag, brought)
    came = times.comes_at(clause.when, None, brought)
    return None if at is None or came is None else Cut(at, came)


def _without_clause(clockwork: Clockwork, clause: PhaseClause) -> Clockwork:
    life = clockwork.life
    kept = tuple(one for one in life.agreement.clauses if one is not clause)
    return replace(clockwork, life=replace(life, agreement=replace(life.agreement, clauses=kept)))


def cut_with_phase(slots: list[Slot], as_set: list[Slot], end: PhaseEnd) -> list[Slot]:
    """Return floors as the end of a phase leaves them: what it cuts short lapses.

    What may have been cut short is due only possibly.

    Args:
        slots: as they are.
        as_set: as they would be without that end.
        end: of the phase.
    """
    left = {slot.name: slot for slot in slots}
    for slot in as_set:
        kept = left.get(slot.name)
        if end.cut is not None and _does_cut(end.cut, slot, kept):
            cut_at = min(end.cut.at, slot.cut_at or end.cut.at)
            left[slot.name] = replace(slot, cut_at=cut_at)
        elif end.cut is None and end.perhaps is not None and kept is not None:
            surely = hull(kept.inner)
            is_shorter = surely is None or surely.ends_at < slot.span.ends_at
            if is_shorter and _is_met(end.perhaps, slot):
                left[slot.name] = replace(kept, is_certain=False)
    return sorted(left.values(), key=lambda slot: slot.span.begins_at)


def _does_cut(cut: Cut, slot: Slot, kept: Slot | None) -> bool:
    is_shorter = kept is None or kept.span.ends_at <= cut.at
    return is_shorter and _is_met(cut, slot)


def _is_met(cut: Cut, slot: Slot) -> bool:
    return slot.span.begins_at < min(cut.at, cut.known_at) and slot.span.ends_at > cut.at
