"""What the time of a clause hangs on: acts, findings and phases that may come late, or never.

Whatever is done, bounds that hang on nothing hold. Of those that hang on something it is not known
when they hold, so that they contradict another clause only if they do so whenever that comes.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from servanda.agreement.model import (
    Agreement,
    ClauseSpan,
    ClauseState,
    DonePoint,
    During,
    DutyClause,
    EffectClause,
    Event,
    HasHappened,
    PhaseClause,
    PhaseSpan,
    UnderWay,
)
from servanda.agreement.references import parts_of

_COMING = (ClauseSpan, ClauseState, DonePoint, HasHappened, UnderWay)


def hanging(agreement: Agreement) -> dict[str, frozenset[Hashable]]:
    """Return the label of every duty whose time hangs on something, to all that it hangs on.

    Args:
        agreement: its model.
    """
    found = {}
    for clause in agreement.duties:
        own = frozenset(_hangs_on(agreement, clause))
        if own:
            found[clause.label] = own
    return found


def excused(agreement: Agreement) -> frozenset[str]:
    """Return the labels of duties that something may excuse from (`unless`, SEMANTICS 5.5.1)."""
    return frozenset(
        clause.label
        for clause in agreement.duties
        if any(e.event is not None or e.fact is not None for e in clause.exemptions)
    )


def suspendable(agreement: Agreement) -> frozenset[str]:
    """Return the labels of clauses that a finding may suspend, or release somebody from."""
    effects = (clause for clause in agreement.clauses if isinstance(clause, EffectClause))
    return frozenset(label for effect in effects for label in effect.labels)


def _hangs_on(agreement: Agreement, clause: DutyClause) -> Iterator[Hashable]:
    for part in parts_of((clause.windows, clause.openings, clause.only_times)):
        if isinstance(part, PhaseSpan | During) or (isinstance(part, Event) and part.phase):
            if not _is_set(agreement, part.phase, frozenset()):
                yield "phase", part.phase
        elif isinstance(part, (Event, *_COMING)):
            yield part


def _is_set(agreement: Agreement, name: str, seen: frozenset[str]) -> bool:
    """Return whether dates, or other phases that are set, say when a phase begins and ends."""
    if name == "agreement":
        return True
    phase = agreement.phases.get(name)
    turns = [c for c in agreement.clauses if isinstance(c, PhaseClause) and c.phase == name]
    is_begun = (phase is not None and phase.begins is not None) or any(
        clause.turn == "begins" for clause in turns
    )
    points = () if phase is None else (phase.begins, phase.ends)
    parts = list(parts_of((*points, *((clause.at, clause.when) for clause in turns))))
    named = {
        p.phase for p in parts if isinstance(p, PhaseSpan) or (isinstance(p, Event) and p.phase)
    }
    comes = any(isinstance(p, _COMING) or (isinstance(p, Event) and not p.phase) for p in parts)
    seen |= {name}
    return (
        is_begun
        and not comes
        and all(one not in seen and _is_set(agreement, one, seen) for one in named)
    )
