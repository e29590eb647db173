"""What could be: every decision taken, every clause done, every act done that others wait for.

Clauses that wait for something have no period before it comes. To see whether they could ever have
one, and what they say then, everything they wait for is assumed at its earliest, or at its latest,
instant, round by round, as evidence would settle it (SEMANTICS 5.5).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from servanda.agreement.anchors import Anchor, Asked, Moments
from servanda.agreement.decisions import Decision
from servanda.agreement.duties import DutyTables, build_duties
from servanda.agreement.duty_rows import CEILING, DutyRow
from servanda.agreement.life import Known
from servanda.agreement.model import (
    Agreement,
    DonePoint,
    DutyClause,
    Event,
    PhaseClause,
    TermClause,
)
from servanda.agreement.proof.bounds import clauses_of_lines
from servanda.agreement.references import labels_in, parts_of
from servanda.agreement.slots import WHOLE
from servanda.civil import HOUR

Turn: TypeAlias = Literal["earliest", "latest", "halfway", "last"]
"""When all comes. Acts and decisions of people come at once, too, where what clauses ask for comes
at its latest; `halfway` and `last` move them as well: to the middle of the time that there is, and
to the last day."""
_WAITED = (DonePoint, Event)
MOST_ROUNDS = 6
"""Rounds after which what still waits is left alone."""


@dataclass(frozen=True)
class Assumed:
    """The duties if all comes that they wait for.

    Attributes:
        tables: of the agreement then.
        decisions: that were assumed.
        anchors: what else was assumed.
        is_settled: nothing more was asked for in the last round.
    """

    tables: DutyTables
    decisions: tuple[Decision, ...]
    anchors: dict[Asked, Anchor]
    is_settled: bool


def concerned(agreement: Agreement, labels: Iterable[str]) -> Agreement:
    """Return an agreement with only some clauses, what they refer to, and what frames all of them.

    Args:
        agreement: its model.
        labels: of duties.
    """
    kept = set(labels)
    waiting = list(kept)
    phases = {c.label for c in agreement.clauses if isinstance(c, PhaseClause)}
    waiting += phases
    kept |= phases
    while waiting:
        clause = agreement.clause(waiting.pop())
        fresh = labels_in(clause) - kept if clause is not None else set()
        kept |= fresh
        waiting += fresh
    clauses = tuple(
        clause
        for clause in agreement.clauses
        if clause.label in kept
        or isinstance(clause, TermClause)
        or (isinstance(clause, DutyClause) and clause.form == "permission")
    )
    return replace(agreement, clauses=clauses)


def assumed_of(agreement: Agreement, tables: DutyTables, turn: Turn = "earliest") -> Assumed:
    """Return the duties of an agreement if all that they wait for comes.

    Args:
        agreement: its model, with a period in force.
        tables: its duties if nothing comes.
        turn: when it comes.

    Raises:
        AgreementError: as `build_duties` does.
    """
    decisions = tuple(_decisions(agreement, _moment(tables, None, None, turn)))
    anchors: dict[Asked, Anchor] = {}
    # What ends the agreement is not assumed: nothing would be left to look at.
    terms = [clause for clause in agreement.clauses if isinstance(clause, TermClause)]
    ending = {part for clause in terms for part in parts_of(clause) if isinstance(part, _WAITED)}
    found = tables
    for _ in range(MOST_ROUNDS):
        moments = Moments(dict(anchors))
        found = build_duties(agreement, decisions, known=Known(moments=moments))
        fresh = {}
        for asked in moments.asked - anchors.keys():
            if asked.what in ending:
                continue
            at = _comes(agreement, found, asked, turn)
            if at is not None:
                fresh[asked] = Anchor(at, at)
        if not fresh:
            return Assumed(found, decisions, anchors, is_settled=True)
        anchors |= fresh
    return Assumed(found, decisions, anchors, is_settled=False)


def _moment(tables: DutyTables, begins: int | None, ends: int | None, turn: Turn) -> int:
    """Return when an act or a decision comes that may come from one instant to another."""
    entry = tables.life.entry if tables.life is not None else 0
    first = entry if begins is None else begins
    if turn in {"earliest", "latest"}:
        return first
    days = [row.ends_at for row in tables.rows.days]
    end = tables.life.end if tables.life is not None else None
    last = max(days, default=first) if end is None else end
    last = max(first, last if ends is None else min(ends, last))
    return (first + last) // 2 if turn == "halfway" else max(first, last - 24 * HOUR)


def _decisions(agreement: Agreement, entry: int) -> Iterable[Decision]:
    """Yield the recorded decisions that clauses wait for, as of an instant."""
    begun = {
        c.phase for c in agreement.clauses if isinstance(c, PhaseClause) and c.turn == "begins"
    }
    for name, phase in agreement.phases.items():
        if phase.begins is None and name not in begun:
            yield Decision(name, "begins", entry, None, entry, "assumed")
    says = {"verified": "verified", "found breached": "breached"}
    points = {p for c in agreement.clauses for p in parts_of(c) if isinstance(p, DonePoint)}
    for point in sorted(points, key=lambda p: (p.label, p.state)):
        if point.state in says:
            by = point.by[0] if point.by else "assumed"
            yield Decision(point.label, says[point.state], entry, None, entry, by)


def _comes(agreement: Agreement, tables: DutyTables, asked: Asked, turn: Turn) -> int | None:
    """Return when something may come to be so; None: not as far as is known."""
    entry = tables.life.entry if tables.life is not None else 0
    if isinstance(asked.what, Event):
        return _moment(tables, asked.begins_at, asked.ends_at, turn)
    clause = agreement.clause(asked.what.label)
    if not isinstance(clause, DutyClause) or clause.form == "permission":
        return None
    lines = clauses_of_lines(agreement, tables)
    rows = [
        row
        for row in tables.rows.duties
        if not row.is_group and not row.reading_no
        and lines.get(tables.facts(row.clause_no, 0, row.member_id).clause) == clause.label
    ]  # fmt: skip
    if not rows:
        has_rules = any(
            lines.get(tables.facts(r.clause_no, 0, r.member_id).clause) == clause.label
            for r in tables.rows.rules
            if not r.reading_no
        )
        return entry if has_rules else None
    keys = {(row.clause_no, row.member_id) for row in rows}
    return max(_done_at(rows, key, entry, turn) for key in keys)


def _done_at(rows: Iterable[DutyRow], key: tuple[int, int], entry: int, turn: Turn) -> int:
    """Return when all of a line may be done by a bearer: a limit is kept only when it is over."""
    own = [row for row in rows if (row.clause_no, row.member_id) == key]
    whole = [row for row in own if row.slot == WHOLE] or own
    found = []
    for row in whole:
        last = row.closes_at if row.op == CEILING else row.closes_at - 1
        first = last if row.op == CEILING else min(max(entry, row.opens_at), last)
        found.append({"earliest": first, "halfway": (first + last) // 2}.get(turn, last))
    return max(found)
