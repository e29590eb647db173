"""The calendar of an agreement: who owes what when, before anything is reported."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

from servanda.agreement.amended import agreed_at
from servanda.agreement.decisions import Decision
from servanda.agreement.duties import (
    NOT_IN_FORCE,
    NOT_YET_AGREED,
    Setting,
    planned_in,
    readings_in,
    setting_of,
)
from servanda.agreement.model import (
    Agreement,
    Clause,
    DutyClause,
    NoteClause,
    TermClause,
)
from servanda.agreement.periods import TimeSet, common, joined, without
from servanda.agreement.planned import Planned
from servanda.agreement.slots import WHOLE
from servanda.agreement.wording import sentence
from servanda.civil import Period
from servanda.errors import AgreementError, Problem

_STATES: Final = {"do": "due", "not": "in force", "all": "in force", "when": "if called for"}
_RUNNING: Final = frozenset(("balance", "sliding"))
"""Rules that ask for something all the time, and not because of a single act."""


@dataclass(frozen=True)
class ScheduledDuty:
    """One entry of the calendar.

    Attributes:
        clause: label of the clause.
        bearer: canonical name of an actor or group, or `anyone`.
        begins_at, ends_at: its period, microseconds UTC, half-open; a duty to do is due at its end.
        sentence: the duty in one plain sentence.
        slot: local date (ISO) of a repeating clause or of a stage; empty otherwise.
        kind: `do`, `not` (a prohibition or a limit), `all` (asked at every moment: what stands
            there, a balance, any 3 days) or `when` (something calls it into being).
        is_certain: false: only possibly in force.
        reading: name of the reading that asks for it; empty: the clause as it stands.
        lapses_at: when it lapses, so that it is not due at its end (1.6); None: it does not.
    """

    clause: str
    bearer: str
    begins_at: int
    ends_at: int
    sentence: str
    slot: str = ""
    kind: str = "do"
    is_certain: bool = True
    reading: str = ""
    lapses_at: int | None = None

    @property
    def state(self) -> str:
        """Return in words what is so in its period."""
        if self.lapses_at is not None:
            return "lapses"
        return _STATES.get(self.kind, self.kind) if self.is_certain else "possibly in force"


@dataclass(frozen=True)
class Schedule:
    """The calendar of an agreement.

    Attributes:
        title: of the agreement.
        zone: IANA zone of its days.
        duties: in order of their begin, end, clause and bearer.
        not_shown: labels of clauses that bind somebody and have no place in it, each with why.
        shown_until: how far it goes, microseconds UTC, where something has no end, or the agreement
            may be renewed or extended; None: it shows all.
        known_at: when what it rests on was agreed, decided or recorded last, microseconds UTC;
            None: the agreement is not in force.
    """

    title: str
    zone: str
    duties: tuple[ScheduledDuty, ...]
    not_shown: tuple[tuple[str, str], ...] = ()
    shown_until: int | None = None
    known_at: int | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the calendar as JSON-ready data; instants are microseconds UTC."""
        return {
            "title": self.title,
            "zone": self.zone,
            "duties": [asdict(duty) for duty in self.duties],
            "not_shown": [{"clause": label, "why": why} for label, why in self.not_shown],
            "shown_until": self.shown_until,
            "known_at": self.known_at,
        }


def schedule_of(
    agreement: Agreement,
    decisions: Iterable[Decision] = (),
    as_of: int | None = None,
    only: Collection[str] = (),
) -> Schedule:
    """Return who owes what when, as known at an instant, whatever is reported.

    Args:
        agreement: its model.
        decisions: recorded decisions of people.
        as_of: microseconds UTC; None: every decision and amendment counts.
        only: labels of the clauses to show; none: all.

    Raises:
        AgreementError: as in `duties.build_duties`.
    """
    return schedule_in(setting_of(agreement, decisions, as_of), only)


def schedule_in(setting: Setting, only: Collection[str] = ()) -> Schedule:
    """Return who owes what when.

    Prohibitions and limits are shown as one stretch where their days touch; duties of a group, for
    each of its members; what waits for an act, over the whole time in which the act would count;
    each reading of a clause by itself.

    Args:
        setting: what the calendar is worked out from, what evidence has set of it included.
        only: labels of the clauses to show; none: all.

    Raises:
        AgreementError: as in `duties.build_duties`.
    """
    found: list[ScheduledDuty] = []
    not_shown: list[tuple[str, str]] = []
    problems: list[Problem] = []
    known = {clause.label for clause in setting.agreement.clauses}
    for clause in setting.whole.clauses:
        if only and clause.label not in only:
            continue
        try:
            entries, why = _entries(setting, clause)
        except AgreementError as error:
            problems += error.problems
            continue
        found += entries
        if not entries and _binds(clause):
            why = why if clause.label in known else clause.reason or NOT_YET_AGREED
            not_shown.append((clause.label, why))
    if problems:
        raise AgreementError(tuple(problems))
    found.sort(key=lambda d: (d.begins_at, d.ends_at, d.clause, d.reading, d.bearer))
    whole = setting.whole
    until = _shown_until(setting, found)
    names = whole.title, whole.zone_name
    return Schedule(*names, tuple(found), tuple(not_shown), until, _known_at(setting))


def _shown_until(setting: Setting, found: Iterable[ScheduledDuty]) -> int | None:
    """Return how far a calendar goes that may go on after that; None: it shows all."""
    clockwork = setting.clockwork
    if clockwork is None:
        return None
    end, horizon = clockwork.life.may_ends, clockwork.horizon
    # The last day of an end counts as whole, and does not go on after it.
    is_cut = any(
        duty.ends_at == horizon
        if end is not None and duty.begins_at < end
        else duty.slot or duty.ends_at == horizon
        for duty in found
    )
    terms = (one for one in setting.agreement.clauses if isinstance(one, TermClause))
    may_go_on = any(one.renewal is not None or one.extension is not None for one in terms)
    return horizon if is_cut else end if may_go_on else None


def _known_at(setting: Setting) -> int | None:
    """Return when the last amendment or decision was known that the calendar rests on."""
    if setting.clockwork is None:
        return None
    life = setting.clockwork.life
    agreed = (agreed_at(amendment, life.zone) for amendment in setting.agreement.amendments)
    return max([life.entry, *agreed, *(decision.recorded_at for decision in life.record.known)])


def _binds(clause: Clause) -> bool:
    """Return whether a clause asks for something, so that its place in a calendar is missed."""
    is_duty = isinstance(clause, DutyClause) and clause.form != "permission"
    return is_duty or isinstance(clause, NoteClause)


def _entries(setting: Setting, clause: Clause) -> tuple[list[ScheduledDuty], str]:
    """Return the entries of a clause and of its readings, or why there is none."""
    if clause.label not in {known.label for known in setting.agreement.clauses}:
        return [], NOT_YET_AGREED
    found: list[ScheduledDuty] = []
    reasons: list[str] = []
    for _, reading, one in [(0, "", clause), *readings_in(setting, clause)]:
        planned = planned_in(setting, one)
        if isinstance(planned, str) or not isinstance(one, DutyClause):
            reasons.append(str(planned))
            continue
        text = sentence(one, setting.agreement.vocabulary)
        entries = (entry for plan in planned for entry in _of_planned(plan, clause.label, text))
        # Lines of one clause (`of which`) share their sentence and their periods.
        found += [replace(entry, reading=reading) for entry in dict.fromkeys(entries)]
    return found, next(iter(reasons), NOT_IN_FORCE)


def _of_planned(planned: Planned, label: str, text: str) -> Iterator[ScheduledDuty]:
    if planned.member.is_group:
        return
    bare = ScheduledDuty(label, planned.member.name, 0, 0, text)
    line = planned.line
    if line.is_rule:
        kind = "all" if line.kind in _RUNNING else "when"
        yield from _of_rule(planned, replace(bare, kind=kind))
        return
    slots = [slot for slot in planned.slots if slot.name != WHOLE]
    is_cut = any(slot.cut_at is not None for slot in slots)
    if line.is_prohibition or (line.is_level and not is_cut):
        certain = joined(span for slot in slots if slot.is_certain for span in slot.inner)
        possible = joined(span for slot in slots for span in slot.outer)
        kind = "not" if line.is_prohibition else "all"
        yield from _both(replace(bare, kind=kind), certain, without(possible, certain))
        return
    kind = "all" if line.is_level else "not" if line.kind == "ceiling" else "do"
    for slot in slots:
        entry = replace(bare, kind=kind, slot=slot.name, is_certain=slot.is_certain)
        yield replace(_over(entry, slot.span), lapses_at=slot.cut_at)


def _of_rule(planned: Planned, bare: ScheduledDuty) -> Iterator[ScheduledDuty]:
    """Yield when what calls for something counts; of a suspension, what is called for in vain."""
    certain, possible = planned.spans, planned.may_spans
    if planned.line.kind != "order":
        # The totals go through a suspension; what calls for a check of them does not.
        certain = common(certain, planned.hours) if planned.hours else certain
        possible = common(joined(possible), planned.may_hours) if planned.may_hours else possible
    yield from _both(bare, joined(certain), without(joined(possible), joined(certain)))
    for span, lapses_at in planned.suspended:
        yield replace(_over(bare, span), lapses_at=lapses_at)
    for _, hours, lapses_at in planned.lapsing:
        for span in hours:
            yield replace(_over(bare, span), lapses_at=lapses_at)


def _both(bare: ScheduledDuty, certain: TimeSet, possible: TimeSet) -> Iterator[ScheduledDuty]:
    """Yield an entry for each stretch in which it is in force, then where it is only possibly."""
    for span in certain:
        yield _over(bare, span)
    for span in possible:
        yield replace(_over(bare, span), is_certain=False)


def _over(entry: ScheduledDuty, span: Period) -> ScheduledDuty:
    return replace(entry, begins_at=span.begins_at, ends_at=span.ends_at)
