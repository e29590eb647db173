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
            yield from _phase(agreement, part.phase)
        elif isinstance(part, (Event, *_COMING)):
            yield part


def _phase(agreement: Agreement, name: str) -> Iterator[Hashable]:
    """Yield the name of a phase, unless its begin and its end are set once and for all."""
    if name == "agreement":
        return
    phase = agreement.phases.get(name)
    points = [] if phase is None else [phase.begins, phase.ends]
    turns = [c for c in agreement.clauses if isinstance(c, PhaseClause) and c.phase == name]
    points += [clause.at for clause in turns]
    is_begun = (phase is not None and phase.begins is not None) or any(
        clause.turn == "begins" for clause in turns
    )
    moves = any(clause.when is not None for clause in turns) or any(
        isinstance(part, (Event, PhaseSpan, *_COMING)) for part in parts_of(tuple(points))
    )
    if moves or not is_begun:
        yield "phase", name
