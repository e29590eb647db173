"""Recorded decisions of people on clauses, phases and the agreement itself (SEMANTICS 5.5, 7)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any, Final

from servanda.agreement.model import Agreement, DonePoint, DutyClause
from servanda.agreement.periods import FOREVER, TimeSet, common, joined
from servanda.civil import Period

AGREEMENT: Final = "agreement"
"""Subject of decisions on the life of the agreement."""
_OF_REPORTS: Final = frozenset(("happened", "did not happen", "excepted"))
_TAKES_BACK: Final = frozenset(("kept", "resumed", "ends"))
"""What ends something that another decision began; at one instant it comes after that one."""


@dataclass(frozen=True)
class Decision:
    """What a person decided, as the table `rulings` of the evidence keeps it.

    Attributes:
        subject: label of a clause (without brackets), name of a phase, what is under way, or
            `agreement`.
        says: `breached`, `kept`, `verified`, `suspended`, `resumed`, `begins`, `ends`, `extended`.
        begins: when it takes effect, microseconds UTC; None: when it was recorded.
        ends: until when, microseconds UTC; None: open. Of `extended`: the new end.
        recorded_at: microseconds UTC; nothing is known of it before.
        by: who decided.
        bearer: whom it concerns; empty: everyone.
    """

    subject: str
    says: str
    begins: int | None
    ends: int | None
    recorded_at: int
    by: str = ""
    bearer: str = ""

    @property
    def holds(self) -> Period:
        """Return when it takes effect and until when."""
        begins = self.recorded_at if self.begins is None else self.begins
        return Period(begins, FOREVER if self.ends is None else self.ends)

    @property
    def place(self) -> tuple[int, int, bool, str, str, str, str]:
        """Return its place in order of recording; at one instant, in order of taking effect.

        Decisions known only to the day are recorded at one instant.
        """
        begins = self.holds.begins_at
        is_end = self.says in _TAKES_BACK
        return self.recorded_at, begins, is_end, self.subject, self.says, self.by, self.bearer


def decisions_of(rulings: Iterable[Mapping[str, Any]]) -> tuple[Decision, ...]:
    """Return the rulings on clauses, phases and the agreement as decisions.

    Args:
        rulings: rows of the table `rulings` as loaded, times in microseconds UTC; rulings on
            reports are left out.
    """
    rows = (row for row in rulings if row["says"] not in _OF_REPORTS)
    found = [
        Decision(
            subject=row["subject"].strip().strip("[]").strip().lower(),
            says=row["says"],
            begins=row["begins"],
            ends=row["ends"],
            recorded_at=row["recorded_at"],
            by=row["by"] or "",
            bearer=(row["bearer"] or "").lower(),
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda decision: decision.place))


@dataclass(frozen=True)
class Record:
    """All decisions known at an instant; the last recorded one of a kind counts.

    Attributes:
        agreement: whose actors they name.
        known: decisions recorded by the instant, in order of recording.
    """

    agreement: Agreement
    known: tuple[Decision, ...] = ()

    def of(self, subject: str, *says: str, bearer: str = "") -> list[Decision]:
        """Return what was decided on a subject, in order of recording.

        Args:
            subject: label, phase or `agreement`.
            says: any of.
            bearer: one actor: decisions on others are left out; empty: all of them.
        """
        return [
            d
            for d in self.known
            if d.subject == subject.lower()
            and d.says in says
            and (not bearer or not d.bearer or self.name_of(d.bearer) == bearer)
        ]

    def without_end(self, phase: str) -> Record:
        """Return the same as if nobody had ended a phase."""
        ends = self.of(phase, "ends")
        return replace(self, known=tuple(d for d in self.known if d not in ends))

    def name_of(self, text: str) -> str:
        """Return the canonical name of an actor by any of its names; unknown ones as they are."""
        word = text.strip().lower()
        for name, actor in self.agreement.actors.items():
            if word in {name.lower(), actor.title.lower(), *(also.lower() for also in actor.also)}:
                return name
        return word

    def done(self, point: DonePoint, bearer: str = "") -> TimeSet:
        """Return when `[x] is verified by m` or `[x] is found breached` holds.

        Args:
            point: of state `verified` or `found breached`; `done` is a computed finding and never
                holds here.
            bearer: of the sentence, for `its part of [x]`.
        """
        who = bearer if point.own_part else ""
        if point.state == "verified":
            bound = (who,) if who else self._bound_by(point.label)
            return self.verified(point.label, bound, point.by)
        return joined(self.breaches(point, bearer)) if point.state == "found breached" else ()

    def breaches(self, point: DonePoint, bearer: str = "") -> list[Period]:
        """Return from when each standing finding of breach holds; arguments as of `done`."""
        found = self._standing_breaches(point.label, bearer if point.own_part else "")
        return [decision.holds for decision in found]

    def verified(self, subject: str, bound: Iterable[str], by: Iterable[str] = ()) -> TimeSet:
        """Return since when a clause or a phase is verified: the part of everybody who is bound.

        Args:
            subject: label or phase.
            bound: by it; a decision on one of them verifies that one's part alone.
            by: who may verify it; empty: anybody.
        """
        doers = set(by)
        found = [
            decision
            for decision in self.of(subject, "verified")
            if not doers or self.name_of(decision.by) in doers
        ]
        whole = joined(decision.holds for decision in found if not decision.bearer)
        parts = [
            joined([*whole, *(d.holds for d in found if self.name_of(d.bearer) == actor)])
            for actor in bound
        ]
        return reduce(common, parts) if parts else whole

    def _bound_by(self, label: str) -> tuple[str, ...]:
        clauses = (c for c in self.agreement.clauses if isinstance(c, DutyClause))
        return next((clause.bearer.actors for clause in clauses if clause.label == label), ())

    def _standing_breaches(self, label: str, bearer: str) -> list[Decision]:
        """Return findings of breach that no later finding on the same bearer took back."""
        standing: list[Decision] = []
        for decision in self.of(label, "breached", "kept", bearer=bearer):
            if decision.says == "breached":
                standing.append(decision)
            else:
                who = self.name_of(decision.bearer)
                standing = [one for one in standing if self.name_of(one.bearer) != who]
        return standing

    def suspended(self, label: str, bearer: str = "") -> TimeSet:
        """Return when a clause is suspended for a bearer (empty: for everyone)."""
        decisions = self.of(label, "suspended", "resumed", bearer=bearer)
        kept = [d for d in decisions if d.says == "resumed" or bearer or not d.bearer]
        return _between(kept, "suspended")

    def under_way(self, *names: str) -> TimeSet:
        """Return when something is under way, by any of its names: from `begins` to `ends`."""
        known = {name.lower() for name in names}
        decisions = [d for d in self.known if d.subject in known and d.says in {"begins", "ends"}]
        return _between(decisions, "begins")


def _between(decisions: list[Decision], begins: str) -> TimeSet:
    """Return the time from decisions that begin something to those that end it."""
    found: list[Period] = []
    for decision in decisions:
        if decision.says == begins:
            found.append(decision.holds)
        else:
            ended = decision.holds.begins_at
            found = [Period(p.begins_at, min(p.ends_at, ended)) for p in found]
    return joined(found)


def record_at(agreement: Agreement, decisions: Iterable[Decision], as_of: int | None) -> Record:
    """Return the decisions known at an instant; None: all of them."""
    known = [d for d in decisions if as_of is None or d.recorded_at <= as_of]
    return Record(agreement, tuple(sorted(known, key=lambda decision: decision.place)))
