"""The calendar of an agreement: who owes what when, before anything is reported."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from servanda.agreement.decisions import Decision
from servanda.agreement.duties import calendar_checked, setting_of
from servanda.agreement.limits import Unjudged
from servanda.agreement.model import Agreement, DutyClause
from servanda.agreement.periods import joined
from servanda.agreement.plan import plan_clause
from servanda.agreement.planned import Planned
from servanda.agreement.slots import WHOLE, Clockwork
from servanda.agreement.wording import sentence
from servanda.civil import Period
from servanda.errors import AgreementError, Problem


@dataclass(frozen=True)
class ScheduledDuty:
    """One entry of the calendar.

    Attributes:
        clause: label of the clause.
        bearer: canonical name of an actor or group, or `anyone`.
        begins_at, ends_at: its period, microseconds UTC, half-open; a duty to do is due at its end.
        sentence: the duty in one plain sentence.
        slot: local date (ISO) of a repeating clause or of a stage; empty otherwise.
        kind: `do`, `not` (a prohibition or a limit) or `when` (something calls it into being).
        is_certain: false: only possibly in force.
    """

    clause: str
    bearer: str
    begins_at: int
    ends_at: int
    sentence: str
    slot: str = ""
    kind: str = "do"
    is_certain: bool = True


@dataclass(frozen=True)
class Schedule:
    """The calendar of an agreement.

    Attributes:
        title: of the agreement.
        zone: IANA zone of its days.
        duties: in order of their begin, end, clause and bearer.
        not_shown: labels of clauses without a place in it, each with why.
    """

    title: str
    zone: str
    duties: tuple[ScheduledDuty, ...]
    not_shown: tuple[tuple[str, str], ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the calendar as JSON-ready data; instants are microseconds UTC."""
        return {
            "title": self.title,
            "zone": self.zone,
            "duties": [asdict(duty) for duty in self.duties],
            "not_shown": [{"clause": label, "why": why} for label, why in self.not_shown],
        }


def schedule_of(
    agreement: Agreement,
    decisions: Iterable[Decision] = (),
    as_of: int | None = None,
    only: Collection[str] = (),
) -> Schedule:
    """Return who owes what when, as known at an instant.

    Prohibitions and limits are shown as one stretch where their days touch; duties of a group, for
    each of its members; what waits for an act, over the whole time in which the act would count.

    Args:
        agreement: its model.
        decisions: recorded decisions of people.
        as_of: microseconds UTC; None: every decision and amendment counts.
        only: labels of the clauses to show; none: all.

    Raises:
        AgreementError: as in `duties.build_duties`.
    """
    setting = setting_of(agreement, decisions, as_of)
    if setting.clockwork is None:
        return Schedule(agreement.title, agreement.zone_name, ())
    agreement = setting.agreement
    found: list[ScheduledDuty] = []
    not_shown: list[tuple[str, str]] = []
    problems: list[Problem] = []
    for clause in agreement.duties:
        if only and clause.label not in only:
            continue
        try:
            found += _entries(agreement, setting.clockwork, clause)
        except Unjudged as unjudged:
            not_shown.append((clause.label, str(unjudged)))
        except AgreementError as error:
            problems += error.problems
    if problems:
        raise AgreementError(tuple(problems))
    found.sort(key=lambda d: (d.begins_at, d.ends_at, d.clause, d.bearer))
    return Schedule(agreement.title, agreement.zone_name, tuple(found), tuple(not_shown))


def _entries(agreement: Agreement, clockwork: Clockwork, clause: DutyClause) -> list[ScheduledDuty]:
    planned = calendar_checked(lambda: plan_clause(agreement, clockwork, clause), clause.place)
    text = sentence(clause, agreement.vocabulary)
    entries = [entry for one in planned for entry in _of_planned(one, clause.label, text)]
    # Lines of one clause (`of which`) share their sentence and their periods.
    return list(dict.fromkeys(entries))


def _of_planned(planned: Planned, label: str, text: str) -> Iterator[ScheduledDuty]:
    if planned.member.is_group:
        return
    name, line = planned.member.name, planned.line
    for span in planned.spans:
        yield _entry((label, name, text), span, kind="when")
    slots = [slot for slot in planned.slots if slot.name != WHOLE]
    if line.kind == "ceiling" and line.is_prohibition:
        for period in joined(period for slot in slots for period in slot.outer):
            yield _entry((label, name, text), period, kind="not")
        return
    kind = "not" if line.kind == "ceiling" else "do"
    for slot in slots:
        entry = _entry((label, name, text), slot.span, kind=kind)
        yield ScheduledDuty(**{**asdict(entry), "slot": slot.name, "is_certain": slot.is_certain})


def _entry(names: tuple[str, str, str], span: Period, kind: str) -> ScheduledDuty:
    label, bearer, text = names
    return ScheduledDuty(label, bearer, span.begins_at, span.ends_at, text, kind=kind)
