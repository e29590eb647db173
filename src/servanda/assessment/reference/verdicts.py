"""From bounds to verdicts (SEMANTICS 5)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from servanda.assessment.reference.bounds import Bounds, Ledger
from servanda.assessment.reference.figures import Matter, matter_of
from servanda.assessment.reference.idle import IdleReading
from servanda.assessment.reference.incidents import Setting, incidents_of
from servanda.assessment.reference.levels import read_levels
from servanda.assessment.reference.readings import Amount, read_time
from servanda.assessment.reference.record import Record
from servanda.assessment.reference.rows import Case, Measure
from servanda.assessment.reference.units import as_counted, may_fall, whole_unit
from servanda.assessment.tables import CEILING, FLOOR, LEVEL_MODE


@dataclass(frozen=True)
class Finding:
    """One row of `FINDINGS`, without its first five columns.

    Attributes:
        direction: FLOOR or CEILING.
        opens_at, closes_at: the period, t0 and t1.
        amount: n as `[low, high]`; both None: nobody declared the total (4.10).
        bounds: what was found.
        verdict, reason, since, late_since: as in section 5.
    """

    direction: int
    opens_at: int
    closes_at: int
    amount: Amount
    bounds: Bounds
    verdict: str
    reason: str = ""
    since: int | None = None
    late_since: int | None = None


@dataclass(frozen=True)
class Asked:
    """What is asked of one duty.

    Attributes:
        op: FLOOR: at least; CEILING: at most.
        amount: n.
        opens_at, closes_at: t0 and t1.
        cut_at: when a floor was cut short (1.6), else None.
        is_certain: false where its condition holds only in some histories (5.5).
        may_be_late: a floor of its own whose late fulfilment is worth telling.
    """

    op: int
    amount: Amount
    opens_at: int
    closes_at: int
    cut_at: int | None = None
    is_certain: bool = True
    may_be_late: bool = False


def look_at(case: Case, record: Record, measure: Measure) -> Matter:
    """Return a measure with all that stands on record about it."""
    setting = Setting(case, record, measure)
    return matter_of(setting, incidents_of(setting))


def finding_of(asked: Asked, matter: Matter) -> Finding:
    """Return the finding on one duty by itself; groups and wholes come later (5.1, 5.2)."""
    now, mode = matter.setting.case.as_of, matter.setting.measure.mode
    if mode == LEVEL_MODE:
        return _level_finding(asked, matter)
    reading = read_time(matter)
    verdict = verdict_of(asked, reading.bounds, now)
    late = None
    if isinstance(reading, IdleReading):
        since = _idle_since(asked, reading, verdict)
    else:
        since = _since(asked, matter, verdict)
        late = _late_since(asked, matter) if verdict == "violated" else None
    verdict = _cut_short(asked, verdict, since, now)
    reason = reading.reason() if verdict == "disputed" else ""
    return _told(asked, reading.bounds, (verdict, reason), (since, late))


def _level_finding(asked: Asked, matter: Matter) -> Finding:
    """Return the finding on a duty that asks at every instant (4.8.4)."""
    ends_at = asked.closes_at
    if asked.cut_at is not None:
        ends_at = min(ends_at, asked.cut_at)
        matter = _until(matter, asked.cut_at)
    reading = read_levels(matter)
    broken = reading.broken_at(asked.op, asked.amount)
    judged = replace(asked, closes_at=ends_at)
    verdict = _of_level(judged, reading.bounds, matter.setting.case.as_of, broken)
    reason = reading.reason(asked.op, asked.amount) if verdict == "disputed" else ""
    since = broken if verdict == "violated" else ends_at
    return _told(asked, reading.bounds, (verdict, reason), (since, None))


def _until(matter: Matter, instant: int) -> Matter:
    setting = matter.setting
    return replace(matter, setting=replace(setting, measure=setting.measure.until(instant)))


def _of_level(asked: Asked, bounds: Bounds, now: int, broken: int | None) -> str:
    """Return the verdict on a level: a floor must be kept to the end, and is broken at once."""
    is_open = asked.opens_at <= now and asked.amount[0] is not None
    if asked.op == FLOOR and is_open and (broken is not None or now < asked.closes_at):
        return "pending" if broken is None else "violated"
    return verdict_of(asked, bounds, now)


def _told(
    asked: Asked, bounds: Bounds, word: tuple[str, str], since: tuple[int | None, int | None]
) -> Finding:
    """Return a finding: verdict and reason under its condition, since and late (5.5)."""
    verdict, reason = word
    if verdict == "violated" and not asked.is_certain:
        verdict, reason = "disputed", "condition"
    return Finding(
        asked.op,
        asked.opens_at,
        asked.closes_at,
        asked.amount,
        bounds,
        verdict,
        reason,
        since[0] if verdict in {"complied", "violated"} else None,
        since[1] if verdict == "violated" else None,
    )


def verdict_of(asked: Asked, bounds: Bounds, now: int) -> str:
    """Return the first word of the table of section 5 that holds."""
    if now < asked.opens_at:
        return "pending"
    low, high = asked.amount
    if low is None:  # 4.10
        return "pending" if now < asked.closes_at else "not verifiable"
    is_over = now >= asked.closes_at
    if asked.op == FLOOR:
        return _of_floor(bounds, low, high, is_over=is_over)
    return _of_ceiling(bounds, low, high, is_over=is_over)


def _of_floor(bounds: Bounds, low: int, high: int | None, *, is_over: bool) -> str:
    if high is not None and bounds.certain >= high:
        return "complied"
    if not is_over:
        return "pending"
    if bounds.possible is not None and bounds.possible < low:
        return "violated"
    is_silent = bounds.alleged == 0 and not _is_below(bounds.possible, high)
    return "disputed" if bounds.alleged >= low and not is_silent else "not verifiable"


def _is_below(possible: int | None, high: int | None) -> bool:
    return possible is not None and high is not None and possible < high


def _of_ceiling(bounds: Bounds, low: int, high: int | None, *, is_over: bool) -> str:
    if high is not None and bounds.certain > high:
        return "violated"
    if bounds.alleged > low:
        return "disputed"
    if not is_over:
        return "pending"
    if bounds.possible is None or bounds.possible > low:
        return "not verifiable"
    return "complied"


def _cut_short(asked: Asked, verdict: str, since: int | None, now: int) -> str:
    """Return `ended` for a floor cut short, unless it was complied with by then (1.6)."""
    if asked.op != FLOOR or asked.cut_at is None or now < max(asked.cut_at, asked.opens_at):
        return verdict
    is_kept = verdict == "complied" and since is not None and since <= asked.cut_at
    return verdict if is_kept else "ended"


# ---- since (5) ----------------------------------------------------------------------------------


def _since(asked: Asked, matter: Matter, verdict: str) -> int | None:
    """Return since when the finding is what it is."""
    if verdict == "complied" and asked.op == CEILING:
        return asked.closes_at
    if verdict not in {"complied", "violated"} or (verdict == "violated") != (asked.op == CEILING):
        return None
    measure = matter.setting.measure
    ends = [u for u in _ends(matter, measure) if u <= measure.outer.ends_at]
    first = _first_lasting(asked, [(u, _certain(matter, measure.until(u))) for u in ends])
    return asked.opens_at if first is None else first


def _idle_since(asked: Asked, reading: IdleReading, verdict: str) -> int | None:
    """Return when the time without the act had been reached (4.9.3)."""
    if verdict != "complied":
        return None
    reached = reading.reached_at(asked.amount[1] or 0)
    return asked.opens_at if reached is None else reached


def _late_since(asked: Asked, matter: Matter) -> int | None:
    """Return since when a floor that was violated has been met after all."""
    if asked.op != FLOOR or not asked.may_be_late or matter.setting.measure.windows is not None:
        return None
    now, measure = matter.setting.case.as_of, matter.setting.measure
    ends = [u for u in _ends(matter, measure.up_to(now)) if asked.closes_at < u <= now]
    return _first_lasting(asked, [(u, _certain(matter, measure.up_to(u))) for u in ends])


def _ends(matter: Matter, measure: Measure) -> list[int]:
    """Return the ends of all reports that may concern a measure, in order."""
    case, unit = matter.setting.case, whole_unit(measure)
    told = [
        r
        for r in matter.setting.record.assertions
        if may_fall(case, unit, r) and as_counted(case, measure, r) is not None
    ]
    return sorted({report.period.ends_at for report in told})


def _first_lasting(asked: Asked, found: Iterable[tuple[int, int]]) -> int | None:
    """Return the first instant from which on n is reached at every later one too."""
    high = asked.amount[1]
    lasting: list[int] = []
    for instant, certain in found:
        is_reached = high is not None and (certain >= high if asked.op == FLOOR else certain > high)
        lasting = [*lasting, instant] if is_reached else []
    return lasting[0] if lasting else None


def _certain(matter: Matter, measure: Measure) -> int:
    """Return what is certain of another stretch of time of the same measure."""
    setting = replace(matter.setting, measure=measure)
    return Ledger(replace(matter, setting=setting), whole_unit(measure)).certain(
        setting.case.standard
    )
