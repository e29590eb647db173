"""Replies and exchanges that fall due while what they ask for is forbidden (SEMANTICS 5.3)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from servanda.agreement.codes import severity_of
from servanda.agreement.duty_rows import EXCHANGE, FLOOR, REPLY, SUM, RuleRow, TriggerRow
from servanda.agreement.periods import TimeSet, joined, without
from servanda.agreement.proof.acts import Acts, Kinds
from servanda.agreement.proof.bounds import Bound, Bounds
from servanda.agreement.proof.circles import rule_acts, unit_of
from servanda.agreement.proof.faults import Fault, period_words, place_of
from servanda.agreement.proof.hanging import excused
from servanda.agreement.proof.histories import Deed, History, Telling, can_be_told, can_happen
from servanda.agreement.words import join
from servanda.civil import SECOND, Period, date_at, local_day
from servanda.errors import Problem


@dataclass(frozen=True)
class Called:
    """A duty that an act calls into being, while it is forbidden.

    Attributes:
        row: its rule.
        trigger: what calls it.
        window: in which it is due, from the act on.
        ceilings: the prohibitions that cover all of the window.
    """

    row: RuleRow
    trigger: TriggerRow
    window: Period
    ceilings: tuple[Bound, ...]


def reply_faults(bounds: Bounds, kinds: Kinds) -> Iterator[Fault]:
    """Yield replies that are due at a time at which all that would answer is forbidden.

    Args:
        bounds: of the agreement.
        kinds: how its acts lie to each other.
    """
    triggers: dict[int, TriggerRow] = {}
    for trigger in bounds.tables.rows.rule_triggers:
        triggers.setdefault(trigger.rule_id, trigger)
    seen: set[tuple[str, ...]] = set()
    may_lapse = excused(bounds.agreement)
    for row in bounds.tables.rows.rules:
        is_meant = row.kind in {REPLY, EXCHANGE} and row.op == FLOOR and row.mode == SUM
        if not is_meant or row.reading_no or not row.is_certain or row.whole_day:
            continue
        if triggers[row.rule_id].at_least:  # only an act done to so many calls for it
            continue
        line = _line(bounds, row)
        if bounds.clause_of(line) in may_lapse:
            continue
        called = _forbidden(bounds, kinds, row, triggers[row.rule_id])
        if called is None:
            continue
        key = (line, *sorted({ceiling.line for ceiling in called.ceilings}))
        if key not in seen:
            seen.add(key)
            yield _fault(bounds, called, line)


def _line(bounds: Bounds, row: RuleRow) -> str:
    return bounds.tables.facts(row.clause_no, row.reading_no, row.member_id).clause


def _forbidden(bounds: Bounds, kinds: Kinds, row: RuleRow, trigger: TriggerRow) -> Called | None:
    """Return the first instant at which an act would call for what is forbidden until it is due."""
    covering = _prohibitions(bounds, kinds, rule_acts(bounds, row))
    whole = joined(period for ceiling in covering for period in ceiling.times)
    for called in _calling(bounds, kinds, row, trigger) if whole else ():
        for period in whole:
            begins = max(called.begins_at, period.begins_at)
            if begins >= min(called.ends_at, period.ends_at):
                continue
            ends = _due(bounds, row, begins)
            if ends is not None and begins < ends <= period.ends_at:
                window = Period(begins, ends)
                met = tuple(c for c in covering if any(p.meets(window) for p in c.times))
                return Called(row, trigger, window, met)
    return None


def _prohibitions(bounds: Bounds, kinds: Kinds, acts: Acts) -> list[Bound]:
    """Return the ceilings of 0 that forbid all of some acts."""
    above = {
        acts_id
        for acts_id in dict.fromkeys(c.acts_id for c in bounds.ceilings)
        if kinds.inside(acts, bounds.acts[acts_id], is_none=True)
    }
    return [c for c in bounds.ceilings if c.number == 0 and c.acts_id in above]


def _calling(bounds: Bounds, kinds: Kinds, row: RuleRow, trigger: TriggerRow) -> TimeSet:
    """Return when an act may call for a reply: not while it is itself forbidden.

    What is forbidden all the time, such as an attack, is a breach to which the reply answers.
    """
    whole = joined([Period(row.opens_at, row.closes_at)])
    forbidding = _prohibitions(bounds, kinds, rule_acts(bounds, trigger))
    forbidden = joined(period for ceiling in forbidding for period in ceiling.times)
    return without(whole, forbidden) or whole


def _due(bounds: Bounds, row: RuleRow, begins: int) -> int | None:
    """Return until when a reply to an act at an instant is due; None: that is not known here."""
    if row.limit_clock_us is not None or row.limit_months is not None:
        return None
    ends = [] if row.limit_us is None else [begins + row.limit_us]
    if row.limit_days is not None:
        day = date_at(begins, bounds.zone) + timedelta(days=row.limit_days)
        ends.append(local_day(day, bounds.zone).ends_at)
    return min(ends, default=row.closes_at)


def _fault(bounds: Bounds, called: Called, line: str) -> Fault:
    lines = list(dict.fromkeys(ceiling.line for ceiling in called.ceilings))
    names = join(f"`[{one}]`" for one in lines)
    forbid = "forbids" if len(lines) == 1 else "forbid"
    facts = bounds.tables.facts(called.row.clause_no, 0, called.row.member_id)
    clause = bounds.clause_of(line)
    histories = _histories(bounds, called, clause, line)
    firsts = [next(c for c in called.ceilings if c.line == one) for one in lines]
    problem = Problem(
        "SV280",
        f"`[{line}]` calls for what {names} {forbid}, {period_words(bounds, called.window)}",
        (
            place_of(bounds.agreement, clause, f"{facts.bearer}: due when it is called for"),
            *(place_of(bounds.agreement, c.clause, f"{c.bearer}: {c.duty}") for c in firsts),
        ),
        f"except from {names} what `[{line}]` calls for",
        severity_of("SV280"),
        notes=tuple(history.says for history in histories),
    )
    clauses = tuple(dict.fromkeys((clause, *(c.clause for c in called.ceilings))))
    return Fault(problem, clauses, called.window, facts.area, histories)


def _histories(bounds: Bounds, called: Called, clause: str, line: str) -> tuple[History, ...]:
    wanted, given = rule_acts(bounds, called.row), rule_acts(bounds, called.trigger)
    sayable = can_happen(wanted, bounds.agreement) and can_happen(given, bounds.agreement)
    if not sayable or not can_be_told(wanted, bounds.agreement):
        return ()
    bearer = bounds.tables.facts(called.row.clause_no, 0, called.row.member_id).bearer
    ceiling = called.ceilings[0]
    moment = Period(called.window.begins_at, called.window.begins_at + SECOND)
    number = called.trigger.beyond + called.trigger.den
    after = Period(moment.ends_at, called.window.ends_at)
    reply = Bound(0, True, 1, (called.window,), clause, line, bearer, slot="*")
    found = []
    for is_kept in (True, False):
        telling = Telling(bounds)
        _call(bounds, telling, given, moment, number)
        if is_kept:
            due = max(1, called.trigger.num) if wanted.filter.unit else 1
            telling.deed(Deed(wanted, after, due, bearer))
            says = f"if `[{line}]` is kept once it is called for, `[{ceiling.line}]` is violated"
            found.append(telling.done(says, _first_met(called.ceilings, after)))
        else:
            # The trigger lasts a second, and the reply may count from its end.
            until = Period(called.window.begins_at, called.window.ends_at + SECOND)
            telling.count(Deed(_plain(wanted), until, 0), line, by_hand=True)
            says = f"if `[{ceiling.line}]` is kept, `[{line}]` is violated"
            found.append(telling.done(says, reply))
    return tuple(found)


def _call(bounds: Bounds, telling: Telling, given: Acts, moment: Period, number: int) -> None:
    if given.filter.unit:
        telling.deed(Deed(given, moment, number))
        return
    for _ in range(number):
        telling.deed(Deed(given, moment, 1), unit=unit_of(given, bounds))


def _plain(acts: Acts) -> Acts:
    return replace(acts, filter=replace(acts.filter, unit=""))


def _first_met(ceilings: Sequence[Bound], after: Period) -> Bound:
    first = Period(after.begins_at, after.begins_at + 1)
    return next(c for c in ceilings if any(p.contains(first) for p in c.times))
