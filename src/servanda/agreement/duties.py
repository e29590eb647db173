"""From an agreement to the tables of its duties: all calendars and zones end here.

One clause gives one or several lines (`lines`), each line a row for each of its bearers
(`bearers`) and each of its periods (`slots`); what evidence calls into being is a rule. The result
is self-contained: names, places and the vocabulary are matched with evidence by `assess.prepare`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Final, TypeVar

from servanda.agreement.amended import known_by, read_duty
from servanda.agreement.amounts import Total, Totals
from servanda.agreement.decisions import Decision, record_at
from servanda.agreement.duty_ids import DutyFilter, Ids
from servanda.agreement.duty_rows import IDLE, IDLE_RUN, LEVEL, DayRow, Rows, RuleRow, arrow_tables
from servanda.agreement.duty_text import area_text, duty_text
from servanda.agreement.duty_writer import Writer
from servanda.agreement.life import Known, Life, life_of, zone_of
from servanda.agreement.limits import Unjudged
from servanda.agreement.line_kinds import Line
from servanda.agreement.model import (
    ANY_UNIT,
    Agreement,
    Clause,
    Duration,
    DutyClause,
    EffectClause,
    Every,
    PhaseClause,
    PlaceSpec,
    ReadingClause,
    TermClause,
)
from servanda.agreement.permissions import is_taken_out
from servanda.agreement.plan import plan_clause
from servanda.agreement.planned import Planned
from servanda.agreement.slots import Clockwork
from servanda.agreement.wording import sentence
from servanda.civil import HOUR, LocalTimeError, date_at, days_between, local_day
from servanda.errors import AgreementError, Place, Problem

if TYPE_CHECKING:
    import pyarrow as pa

T = TypeVar("T")

MARGIN_DAYS: Final = 35
"""How many days beyond the as-of instant an agreement without an end is looked at."""
OPEN_DAYS: Final = 366
"""How many days of it are shown where there is no as-of instant."""
MOST_DAYS: Final = 100_000
"""Local days that the tables hold at most."""
_EDGE_DAYS: Final = 2

_WHY: Final[tuple[tuple[type[Clause], str], ...]] = (
    (TermClause, "it says how long the agreement lasts, and binds nobody"),
    (PhaseClause, "it says when a phase begins or ends, and binds nobody"),
    (EffectClause, "it releases or suspends after a recorded finding, and binds nobody"),
)
_MAY: Final = "a permission makes no duty; prohibitions that cover it do not hold for it"
_MAY_IF: Final = (
    "a permission makes no duty, and whether its condition is met is for those to plead"
)
NOT_YET_AGREED: Final = "an amendment brought it, and nothing was known of that by then"
NOT_IN_FORCE: Final = "it is not in force, as far as is known: it has no period that counts"


@dataclass(frozen=True)
class Facts:
    """What the agreement says of the findings of one line, reading and bearer.

    Attributes:
        clause: label of the line: that of the clause, or `label.2` for its second line.
        reading: name of the reading; empty: the clause as it stands.
        bearer: canonical name of an actor, of a group, or `anyone`.
        duty: what is asked for in a few words.
        area: a single area by its name, else the phrases of place; empty: everywhere.
        unit: what is counted; empty: occurrences of an act.
        sentence: the clause in one plain sentence.
        words: the agreed text, quoted.
        line: of the sentence in the file.
    """

    clause: str
    reading: str
    bearer: str
    duty: str
    area: str
    unit: str
    sentence: str
    words: str
    line: int


@dataclass(frozen=True)
class DutyTables:
    """The duties of an agreement as known at an instant.

    Attributes:
        rows: of all tables.
        filters: filter id to what counts.
        sites: site id to its phrases of place, all of which hold; none: everywhere.
        bearers: bearer id to its members, one for a single bearer.
        entries: (clause_no, reading_no, member_id) to what the agreement says.
        order: labels of all lines and of all clauses without one, in the order of the agreement.
        unjudged: labels of clauses that never have a finding, each with why.
        life: the period in force; None: the agreement never entered into force.
        interests: bearer id to whose side it is, where its acts are accused of another.
        scales: unit to the number by which figures of it were multiplied to be whole.
    """

    rows: Rows
    filters: Mapping[int, DutyFilter]
    sites: Mapping[int, tuple[PlaceSpec, ...]]
    bearers: Mapping[int, tuple[str, ...]]
    entries: Mapping[tuple[int, int, int], Facts]
    order: tuple[str, ...] = ()
    unjudged: tuple[tuple[str, str], ...] = ()
    life: Life | None = None
    interests: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    scales: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def tables(self) -> dict[str, pa.Table]:
        """The rows as Arrow, one table per name of `servanda.assessment.tables`."""
        return arrow_tables(self.rows)

    @property
    def entry_at(self) -> int | None:
        """Entry into force, microseconds UTC; None: it has not entered into force."""
        return None if self.life is None else self.life.entry

    @property
    def has_levels(self) -> bool:
        """Return whether any duty asks at every moment of its time (4.8)."""
        return any(measure.mode == LEVEL for measure in self.rows.measures)

    def facts(self, clause_no: int, reading_no: int, member_id: int) -> Facts:
        """Return what the agreement says of the findings of a line, reading and bearer."""
        return self.entries[clause_no, reading_no, member_id]


@dataclass(frozen=True)
class Setting:
    """What duties are built from.

    Attributes:
        agreement: its model, without what an amendment brought that was not known yet.
        whole: the same with all that it ever brings.
        clockwork: the period in force; None: there is none.
        totals: declared totals.
    """

    agreement: Agreement
    whole: Agreement
    clockwork: Clockwork | None
    totals: Totals = field(compare=False)


def build_duties(
    agreement: Agreement,
    decisions: Iterable[Decision] = (),
    as_of: int | None = None,
    totals: Mapping[str, Total] | None = None,
    known: Known | None = None,
) -> DutyTables:
    """Return the duties of an agreement as known at an instant; pure.

    Args:
        agreement: its model.
        decisions: recorded decisions of people; those recorded later are not looked at.
        as_of: microseconds UTC; None: every decision and amendment counts.
        totals: thing or list to its declared total, as declared by then.
        known: what evidence has set, from `settle`.

    Raises:
        AgreementError: SV218 no zone, SV220 a local time that does not exist or occurs twice, SV250
            too many periods, SV251 a date beyond the calendar, SV217 times that wait for each
            other; those of all clauses at once.
    """
    return duties_in(setting_of(agreement, decisions, as_of, totals, known))


def duties_in(setting: Setting) -> DutyTables:
    """Return the duties of a setting; errors as in `build_duties`."""
    return _Builder(setting).build()


def setting_of(
    agreement: Agreement,
    decisions: Iterable[Decision] = (),
    as_of: int | None = None,
    totals: Mapping[str, Total] | None = None,
    known: Known | None = None,
) -> Setting:
    """Return what duties are built from; arguments and errors as in `build_duties`."""
    record = record_at(agreement, decisions, as_of)
    head = Place(agreement.path, 1)
    places = agreement.places
    now = calendar_checked(lambda: known_by(agreement, zone_of(agreement), as_of), head, places)
    life = calendar_checked(lambda: life_of(now, record, as_of, known or Known()), head, places)
    clockwork = None
    if life is not None:
        horizon = calendar_checked(lambda: _horizon(life, as_of), head)
        clockwork = Clockwork(life, horizon)
    return Setting(now, agreement, clockwork, Totals(agreement, totals or {}))


def calendar_checked(
    work: Callable[[], T], place: Place, known: Mapping[tuple[str, str], Place] | None = None
) -> T:
    """Return the result of calendar work, its errors as problems at a place.

    Args:
        work: to be done.
        place: of its errors.
        known: where local times stand, by (`time`, text); those are told there.

    Raises:
        AgreementError: SV220, SV251, or as the work itself raises.
    """
    try:
        return work()
    except LocalTimeError as error:
        hint = "choose a time an hour earlier or later"
        found = (known or {}).get(("time", error.local), place)
        raise AgreementError((Problem("SV220", str(error), (found,), hint),)) from None
    except (OverflowError, ValueError) as error:
        if isinstance(error, AgreementError):
            raise
        message = "a date of this sentence is beyond the calendar"
        raise AgreementError((Problem("SV251", message, (place,)),)) from None


def _horizon(life: Life, as_of: int | None) -> int:
    """Return how far an open end is looked at: some time beyond as-of, at a local midnight.

    Without an as-of what continues after the end is seen beyond it.
    """
    latest = max(life.entry, (life.may_ends or life.entry) if as_of is None else as_of)
    margin = OPEN_DAYS if as_of is None else MARGIN_DAYS
    for clause in life.agreement.duties:
        period = clause.period
        if isinstance(period, Every) and not period.duration.is_elapsed:
            margin = max(margin, 2 * _days(period.duration))
        elif period is not None and getattr(period, "period", "") == "calendar year":
            margin = max(margin, OPEN_DAYS)
    day = date_at(latest, life.zone) + timedelta(days=margin)
    return local_day(day, life.zone).begins_at


def _days(duration: Duration) -> int:
    return duration.count * {"week": 7, "month": 31, "year": 366}.get(duration.unit, 1)


def readings_in(setting: Setting, clause: Clause) -> Iterator[tuple[int, str, Clause]]:
    """Yield the known readings of a clause: number from 1, name, and the clause so read."""
    known = setting.agreement.readings_of(clause.label)
    for number, reading in enumerate(setting.whole.readings_of(clause.label), start=1):
        # Suspensions and findings of the clause are those of its readings.
        duty = read_duty(reading, clause.label)
        if duty is not None and reading in known:
            yield number, reading.label.removeprefix(f"{clause.label}/"), duty


def planned_in(setting: Setting, clause: Clause) -> list[Planned] | str:
    """Return the lines of a clause that ask for anything at any time, or why it has none.

    Raises:
        AgreementError: its calendar cannot be worked out.
    """
    why = next((text for kind, text in _WHY if isinstance(clause, kind)), "")
    if not isinstance(clause, DutyClause) or why:
        return clause.reason or why
    clockwork = setting.clockwork
    if clockwork is None:
        return clause.reason or NOT_IN_FORCE
    try:
        planned = calendar_checked(
            lambda: plan_clause(setting.agreement, clockwork, clause), clause.place
        )
    except Unjudged as unjudged:
        return str(unjudged)
    if clause.form == "permission" and not planned:
        return _MAY if is_taken_out(clause) else _MAY_IF
    return [one for one in planned if one.is_ever_in_force] or NOT_IN_FORCE


# ---- building ---------------------------------------------------------------------------------


def tables_of(
    setting: Setting, ids: Ids, entries: Mapping[tuple[int, int, int], Facts]
) -> DutyTables:
    """Return the tables of the rows that were written, with every day that they can touch.

    Args:
        setting: what they were built from.
        ids: the rows, and what their numbers stand for.
        entries: what the agreement says of them.

    Raises:
        AgreementError: SV250, SV251 or SV220, the days cannot be laid out.
    """
    life = setting.clockwork.life if setting.clockwork is not None else None
    if life is not None:
        place = Place(setting.agreement.path, 1)
        ids.rows.days += calendar_checked(lambda: day_rows(ids.rows, life), place)
    return DutyTables(
        rows=ids.rows,
        filters={number: found for found, number in ids.filters.items()},
        sites={number: places for (places, _), number in ids.sites.items()},
        bearers={
            **{number: members for members, number in ids.bearers.items()},
            **{number: doers for (doers, _), number in ids.interests.items()},
        },
        interests={number: member for (_, member), number in ids.interests.items()},
        scales=setting.totals.scales,
        entries=entries,
        life=life,
    )


@dataclass
class _Builder:
    """Builds the tables clause by clause."""

    setting: Setting
    ids: Ids = field(init=False)
    entries: dict[tuple[int, int, int], Facts] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    unjudged: list[tuple[str, str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    next_no: int = 1

    def __post_init__(self) -> None:
        self.ids = Ids(self.setting.agreement)

    def build(self) -> DutyTables:
        known = {clause.label for clause in self.setting.agreement.clauses}
        for clause in self.setting.whole.clauses:
            if isinstance(clause, ReadingClause):
                continue
            if clause.label in known:
                self._add(clause)
            else:
                self._leave_out(clause, clause.reason or NOT_YET_AGREED)
        if self.problems:
            raise AgreementError(tuple(self.problems))
        tables = tables_of(self.setting, self.ids, self.entries)
        return replace(tables, order=tuple(self.order), unjudged=tuple(self.unjudged))

    def _add(self, clause: Clause) -> None:
        variants = [(0, "", clause), *readings_in(self.setting, clause)]
        plans = [(no, name, one, self._plan(one)) for no, name, one in variants]
        reasons = [plan for no, _, _, plan in plans if no == 0 and isinstance(plan, str)]
        found = [
            (no, name, one, plan)
            for no, name, one, plan in plans
            if not isinstance(plan, str) and isinstance(one, DutyClause)
        ]
        if not found:
            self._leave_out(clause, next(iter(reasons), NOT_IN_FORCE))
            return
        count = 1 + max(planned.number for *_, plan in found for planned in plan)
        labels = self._labels(clause.label, count)
        self.order += labels
        writer = Writer(self.ids, self.setting.totals)
        for reading_no, name, variant, plan in found:
            for planned in plan:
                clause_no = self.next_no + planned.number
                member_id = writer.write(planned, clause_no, reading_no)
                facts = self._facts((labels[planned.number], name), variant, planned, clause)
                self.entries[clause_no, reading_no, member_id] = facts
        self.next_no += count

    def _leave_out(self, clause: Clause, why: str) -> None:
        self.order.append(clause.label)
        self.unjudged.append((clause.label, why))

    def _plan(self, clause: Clause) -> list[Planned] | str:
        """Return the lines of a clause, or why it has none; what is wrong with it is kept."""
        try:
            return planned_in(self.setting, clause)
        except AgreementError as error:
            self.problems += error.problems
            return ""

    def _labels(self, label: str, count: int) -> list[str]:
        """Return the labels of lines: that of the clause, then `label.2` ..."""
        known = {clause.label for clause in self.setting.whole.clauses}
        labels = [label]
        for number in range(2, count + 1):
            name = f"{label}.{number}"
            while name in known:
                name += "."
            labels.append(name)
        return labels

    def _facts(
        self, names: tuple[str, str], variant: DutyClause, planned: Planned, clause: Clause
    ) -> Facts:
        vocabulary = self.setting.agreement.vocabulary
        acts = next((t.wanted for t in planned.line.triggers), planned.line.wanted)
        places = planned.line.wanted.places or acts.places
        return Facts(
            clause=names[0],
            reading=names[1],
            bearer=planned.member.name,
            duty=duty_text(planned.line, variant, vocabulary),
            area=area_text(places),
            unit=_unit_of(planned.line),
            sentence=sentence(variant, vocabulary),
            words=clause.words,
            line=clause.place.line,
        )


def _unit_of(line: Line) -> str:
    """Return what is counted, as it is shown: nothing where it is any unit, or time."""
    is_time = line.mode in {IDLE, IDLE_RUN}
    unit = line.wanted.filter.unit
    return "" if unit == ANY_UNIT or is_time else unit


# ---- days -------------------------------------------------------------------------------------


def day_rows(rows: Rows, life: Life) -> list[DayRow]:
    """Return every local day that any period or limit can touch, without gaps.

    Raises:
        AgreementError: SV250, there are too many.
    """
    edges = [life.entry]
    edges += [edge for m in rows.measures for edge in (m.may_begin_at, m.may_end_at)]
    edges += [edge for d in rows.duties for edge in (d.opens_at, d.closes_at)]
    edges += [edge for r in rows.rules for edge in (r.opens_at, r.closes_at)]
    reach = timedelta(days=_EDGE_DAYS + max(map(_limit_days, rows.rules), default=0))
    first = date_at(min(edges), life.zone) - reach
    last = date_at(max(edges), life.zone) + reach
    if (last - first).days > MOST_DAYS:
        message = f"the agreement spans more than {MOST_DAYS:,} days"
        hint = "check the dates of `in force`"
        raise AgreementError((Problem("SV250", message, (Place(life.agreement.path, 1),), hint),))
    found = [
        (day, period)
        for day, period in days_between(first, last, life.zone)
        if period.begins_at < period.ends_at
    ]
    return [
        DayRow(number, day.isoformat(), period.begins_at, period.ends_at)
        for number, (day, period) in enumerate(found, start=1)
    ]


def _limit_days(rule: RuleRow) -> int:
    elapsed_us = max(rule.limit_us or 0, rule.limit_clock_us or 0)
    months = 31 * (rule.limit_months or 0)
    return max(rule.limit_days or 0, months, -(-elapsed_us // (24 * HOUR)))
