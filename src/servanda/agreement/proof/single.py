"""Clauses at fault by themselves: nothing is left of them, or there is no time for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from servanda.agreement.codes import severity_of
from servanda.agreement.duty_rows import IDLE, IDLE_RUN
from servanda.agreement.model import DutyClause
from servanda.agreement.proof.acts import Acts, Kinds
from servanda.agreement.proof.bounds import Bound, Bounds
from servanda.agreement.proof.faults import Fault, period_words, place_of
from servanda.agreement.proof.histories import Deed, History, Telling, can_be_told
from servanda.civil import HOUR, MINUTE
from servanda.errors import Problem


def single_faults(bounds: Bounds, kinds: Kinds) -> Iterator[Fault]:
    """Yield faults of clauses that need no second one.

    Args:
        bounds: of the agreement.
        kinds: how its acts lie to each other.
    """
    seen: set[str] = set()
    empty: dict[int, bool] = {}
    for bound in (*bounds.floors, *bounds.ceilings):
        if bound.line in seen or not bound.clause:
            continue
        acts = bounds.acts[bound.acts_id]
        if bound.acts_id not in empty:
            empty[bound.acts_id] = kinds.is_empty(acts)
        if acts.mode in {IDLE, IDLE_RUN}:
            found = _too_long(bounds, bound, acts)
        elif empty[bound.acts_id]:
            found = _impossible(bounds, bound) if bound.is_floor else _swallowed(bounds, bound)
        else:
            continue
        if found is not None:
            seen.add(bound.line)
            yield found


def _too_long(bounds: Bounds, bound: Bound, acts: Acts) -> Fault | None:
    """Return a duty to leave something alone for longer than its period is."""
    lengths = [period.ends_at - period.begins_at for period in bound.times]
    most = max(lengths) if acts.mode == IDLE_RUN else sum(lengths)
    if bound.number <= most:
        return None
    asked, there = (_hours(length) for length in (bound.number, most))
    problem = Problem(
        "SV281",
        f"`[{bound.line}]` cannot be met: it asks for {asked} of {there},"
        f" {period_words(bounds, bound.span)}",
        (place_of(bounds.agreement, bound.clause, f"{bound.bearer}: {bound.duty}"),),
        f"ask for at most {there}, or for a longer period",
        severity_of("SV281"),
        notes=(f"if nothing at all is done, `[{bound.line}]` is violated",),
    )
    histories = _nothing(bounds, bound, acts)
    return Fault(problem, (bound.clause,), bound.span, bound.area, histories)


def _nothing(bounds: Bounds, bound: Bound, acts: Acts) -> tuple[History, ...]:
    plain = replace(acts, mode=0, filter=replace(acts.filter, unit=""))
    if not can_be_told(plain, bounds.agreement):
        return ()
    telling = Telling(bounds)
    telling.count(Deed(plain, bound.span, 0), bound.line)
    return (telling.done(f"if nothing is done, `[{bound.line}]` is violated", bound),)


def _hours(length: int) -> str:
    hours, minutes = length // HOUR, length % HOUR // MINUTE
    return f"{hours} hours" + (f" {minutes} minutes" if minutes else "")


def _impossible(bounds: Bounds, bound: Bound) -> Fault:
    problem = Problem(
        "SV281",
        f"`[{bound.line}]` cannot be met: its exceptions, or its own words, leave nothing that"
        " counts",
        (place_of(bounds.agreement, bound.clause, f"{bound.bearer}: {bound.duty}"),),
        "make the exception narrower than the duty",
        severity_of("SV281"),
    )
    return Fault(problem, (bound.clause,), bound.span, bound.area)


def _swallowed(bounds: Bounds, bound: Bound) -> Fault:
    clause = bounds.agreement.clause(bound.clause)
    has_own = isinstance(clause, DutyClause) and bool(clause.exemptions)
    taker = "its exceptions take" if has_own else "what is permitted elsewhere takes"
    problem = Problem(
        "SV283",
        f"`[{bound.line}]` forbids nothing: {taker} all of it away",
        (place_of(bounds.agreement, bound.clause, f"{bound.bearer}: {bound.duty}"),),
        f"make the {'exception' if has_own else 'permission'} narrower than the rule",
        severity_of("SV283"),
    )
    return Fault(problem, (bound.clause,), None, bound.area)
