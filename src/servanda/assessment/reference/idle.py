"""Time without an act (SEMANTICS 4.9)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from servanda.assessment.reference.bounds import Bounds
from servanda.assessment.reference.figures import Matter, Tally, matter_of
from servanda.assessment.reference.incidents import (
    INDEPENDENT,
    Incident,
    Setting,
    incidents_of,
)
from servanda.assessment.reference.proof import (
    AT_LEAST,
    AT_MOST,
    Voice,
    interest,
    is_monitor_speaking,
    meets,
    voice_of,
)
from servanda.assessment.reference.reasons import ALLEGED, CONTRADICTED, UNCERTAIN
from servanda.assessment.reference.rows import Cover, Statement
from servanda.assessment.reference.spans import common, less, longest, total, union
from servanda.assessment.reference.units import (
    Unit,
    counts_whole_hand,
    may_fall,
    place_relation,
    whole_unit,
)
from servanda.assessment.tables import CEILING, CONTAINS, COVERS, DENIED, IDLE_RUN_MODE
from servanda.civil import HOUR, Period

CLAIMED = "claimed"
FAR = 2**62

Spans = tuple[Period, ...]


@dataclass(frozen=True)
class Claim:
    """Somebody's word that the act was not done in some time.

    Attributes:
        voice: who says so, as an at-most of the act.
        spans: when.
    """

    voice: Voice
    spans: Spans


@dataclass(frozen=True)
class IdleReading:
    """A duty to refrain for some time.

    Attributes:
        matter: the act, as that of a prohibition.
        is_run: asked is the longest piece.
        claims: who says that it was not done.
    """

    matter: Matter
    is_run: bool
    claims: tuple[Claim, ...]

    @cached_property
    def unit(self) -> Unit:
        """The duty's period."""
        return whole_unit(self.matter.setting.measure)

    @property
    def standard(self) -> str:
        """The standard of proof in force."""
        return self.matter.setting.case.standard

    def claimed(self, standard: str) -> Spans:
        """Return the time at which those who claim that there was no act meet a standard."""
        edges = {edge for c in self.claims for p in c.spans for edge in (p.begins_at, p.ends_at)}
        cuts = sorted(edges)
        pieces = [Period(begins, ends) for begins, ends in pairwise(cuts)]
        return union(p for p in pieces if meets(standard, self._voices_at(p)))

    def _voices_at(self, piece: Period) -> list[Voice]:
        return [c.voice for c in self.claims if any(span.contains(piece) for span in c.spans)]

    @cached_property
    def told_incidents(self) -> list[Incident]:
        """The incidents that may be acts of the bearer in the period, neither refuted nor gone."""
        found = [incident for incident in self.matter.incidents if incident.claims(self.unit)]
        return [i for i in found if not _is_refuted(i.setting, i.denials, i.own_reports)]

    @cached_property
    def told_tallies(self) -> list[Statement]:
        """The tallies of such acts."""
        setting = self.matter.setting
        return [
            tally
            for tally in self.matter.tallies
            if tally.high != 0
            and may_fall(setting.case, self.unit, tally)
            and not _is_refuted(setting, Tally(setting, tally).denials(), [tally])
        ]

    @cached_property
    def act_time(self) -> Spans:
        """The periods of all reports of such acts (4.9.2)."""
        told = [r.period for i in self.told_incidents for r in i.claims(self.unit)]
        return union([*told, *(tally.period for tally in self.told_tallies)])

    @cached_property
    def established_time(self) -> Spans:
        """When the act was certainly done (4.9.2)."""
        sure = [i.at_least_reports(self.unit, self.standard) for i in self.matter.incidents]
        shared = [_shared(reports) for reports in sure if reports]
        return union(p for p in shared if p is not None and p.ends_at - p.begins_at <= HOUR)

    @cached_property
    def certain_time(self) -> Spans:
        """The time that is certainly without the act (4.9.3)."""
        return less(common(self.claimed(self.standard), self.unit.inner), self.act_time)

    @cached_property
    def bounds(self) -> Bounds:
        """Certain, possible and alleged time, in microseconds."""
        size = longest if self.is_run else total
        certain = size(self.certain_time)
        everyone = common(self.claimed(CLAIMED), self.unit.outer)
        return Bounds(
            certain=certain,
            possible=size(less(union(self.unit.outer), self.established_time)),
            alleged=max(certain, size(less(everyone, self.established_time))),
            is_contradicted=self._is_contradicted(),
        )

    def reason(self) -> str:
        """Return why a finding is disputed (4.9.3)."""
        if self._is_contradicted():
            return CONTRADICTED
        unproved = less(self.claimed(CLAIMED), self.claimed(self.standard))
        return ALLEGED if common(unproved, self.unit.outer) else UNCERTAIN

    def _is_contradicted(self) -> bool:
        """Return whether sound claims share an instant with an act that is told soundly."""
        level = CLAIMED if self.standard == CLAIMED else INDEPENDENT
        setting = self.matter.setting
        told = [
            report.period
            for incident in self.told_incidents
            if setting.is_met(level, incident.own_reports, AT_LEAST)
            for report in incident.claims(self.unit)
        ]
        told += [t.period for t in self.told_tallies if setting.is_met(level, [t], AT_LEAST)]
        return bool(common(common(self.claimed(level), union(told)), self.unit.outer))

    def reached_at(self, amount: int) -> int | None:
        """Return when the certain time came to an amount; None: never, or before anything."""
        done = 0
        if amount <= 0:
            return None
        for span in self.certain_time:
            done = 0 if self.is_run else done
            if done + span.ends_at - span.begins_at >= amount:
                return span.begins_at + amount - done
            done += span.ends_at - span.begins_at
        return None


def _is_refuted(setting: Setting, denials: Sequence[Statement], told: Sequence[Statement]) -> bool:
    """Return whether what is told is refuted, at `independent` whatever the standard (4.9.2)."""
    is_denied = setting.is_met(INDEPENDENT, denials, AT_MOST)
    return is_denied and not setting.is_met(INDEPENDENT, told, AT_LEAST)


def _shared(reports: Sequence[Statement]) -> Period | None:
    """Return the time that the reports of an incident have in common."""
    begins = max(report.period.begins_at for report in reports)
    ends = min(report.period.ends_at for report in reports)
    return Period(begins, ends) if begins < ends else None


# ---- claims (4.9.1) -----------------------------------------------------------------------------


def accused(matter: Matter) -> Matter:
    """Return the act of a duty to refrain, judged as that of a prohibition."""
    setting = matter.setting
    other = replace(setting, measure=replace(setting.measure, direction=CEILING))
    return matter_of(other, incidents_of(other))


def read_idle(matter: Matter) -> IdleReading:
    """Return a duty to refrain with all who say that the act was not done."""
    act = accused(matter)
    unit = whole_unit(act.setting.measure)
    claims = (*_seen_none(act, unit), *_watched(act, unit))
    return IdleReading(act, act.setting.measure.mode == IDLE_RUN_MODE, claims)


def _seen_none(matter: Matter, unit: Unit) -> Iterable[Claim]:
    case, measure = matter.setting.case, matter.setting.measure
    for seen in matter.setting.record.none_seen:
        rel = place_relation(case, unit, seen.thing_id, seen.place_id) or 0
        if rel & CONTAINS and counts_whole_hand(case, measure, seen) and not seen.about_id:
            spans = common([seen.period], _up_to_now(matter, unit))
            yield Claim(voice_of(case, measure, seen, AT_MOST), spans)


def _watched(matter: Matter, unit: Unit) -> Iterable[Claim]:
    """Yield what each watching source says by having reported no act up to its last word."""
    case, measure = matter.setting.case, matter.setting.measure
    for cover in case.coverage:
        rel = place_relation(case, unit, cover.thing_id, cover.place_id)
        last = matter.setting.record.last_word.get(cover.source_id)
        if cover.role != COVERS or not (rel or 0) & CONTAINS or last is None:
            continue
        watched = common([cover.period], [Period(-FAR, last)])
        watched = common(watched, _up_to_now(matter, unit))
        told, barred = _told_by(matter, unit, cover.source_id), _kept_out(matter, unit, cover)
        speaker = (cover.source_id, cover.source_id)
        word = interest(case, measure, speaker, AT_MOST, admits=False)
        voice = Voice(*speaker, word, is_monitor_speaking(case, measure, speaker))
        yield Claim(voice, less(watched, [*told, *barred]))


def _up_to_now(matter: Matter, unit: Unit) -> Spans:
    return common(unit.outer, [Period(-FAR, matter.setting.case.as_of)])


def _told_by(matter: Matter, unit: Unit, source: int) -> list[Period]:
    """Return the periods of the acts that a source itself reported."""
    setting = matter.setting
    told = [r for i in matter.incidents for r in i.claims(unit)]
    told += [t for t in matter.tallies if t.high != 0 and may_fall(setting.case, unit, t)]
    return [report.period for report in told if report.source_id == source]


def _kept_out(matter: Matter, unit: Unit, watch: Cover) -> list[Period]:
    case = matter.setting.case
    return [
        cover.period
        for cover in case.coverage
        if (cover.source_id, cover.role) == (watch.source_id, DENIED)
        and place_relation(case, unit, cover.thing_id, cover.place_id) is not None
    ]
