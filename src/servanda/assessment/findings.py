"""What is said of one duty: a finding, and the board of all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from servanda.assessment.material import Material


@dataclass(frozen=True)
class Bound:
    """What the duty asks for: at least, at most or exactly n.

    Attributes:
        op: `at least`, `at most` or `exactly`.
        low, high: n as an interval, equal where n is one number; None in `high`: no upper end is
            known; None in both: nobody declared the total.
        unit: what is counted; `occurrence` where acts are.
    """

    op: str
    low: float | None
    high: float | None
    unit: str


@dataclass(frozen=True)
class Use:
    """How one report bears on one finding.

    Attributes:
        report, source, origin: which report, who published it, who claims it.
        bears: `at least`, `at most`, `both`, `alleged` or `left out`.
        interest: `neutral`, `against interest`, `self-serving`, `unlisted`.
        low, high: the figures it contributes (of an event that counts as an occurrence: 1 and 1);
            None in `high`: unknown.
        why: why it was left out or only alleges; empty otherwise.
        incident: the incident it belongs to, shown by its least report; empty for a tally.
        status: of the incident: alleged, established, contested, refuted or ruled; empty for a
            tally.
    """

    report: str
    source: str
    origin: str
    bears: str
    interest: str
    low: float | None
    high: float | None
    why: str = ""
    incident: str = ""
    status: str = ""


@dataclass(frozen=True)
class Figure:
    """What one source itself says of the whole duty (SEMANTICS 4.2).

    Attributes:
        source, origin: who.
        interest_low, interest_high: interest of its at-least and of its at-most.
        low: its at-least, None if it says none.
        high: its at-most, None if it says none.
        is_silence: the at-most rests on its silence alone (4.3).
        contradicts_itself: its parts exceeded its whole; the two numbers changed places.
    """

    source: str
    origin: str
    interest_low: str
    interest_high: str
    low: float | None
    high: float | None
    is_silence: bool = False
    contradicts_itself: bool = False


@dataclass(frozen=True)
class Missing:
    """What was not there: a counter that gave no figure, a day nobody watched.

    Attributes:
        what: one plain sentence.
        source: whose silence it is; empty where nobody was declared.
    """

    what: str
    source: str = ""


@dataclass(frozen=True)
class Look:
    """A stretch of a duty that asks at every moment, with what is known of it (SEMANTICS 4.8.5).

    Attributes:
        begins_at, ends_at: microseconds UTC.
        certain, possible, alleged: how many stood there; possible None: unbounded.
    """

    begins_at: int
    ends_at: int
    certain: float
    possible: float | None
    alleged: float

    @property
    def is_told(self) -> bool:
        """Return whether anybody said anything of it."""
        return self.possible is not None or self.alleged > 0 or self.certain > 0

    def is_met(self, bound: Bound) -> bool | None:
        """Return whether it was enough, or not too many; None: that is not certain."""
        if bound.low is None or bound.high is None:
            return None
        if bound.op == "at least":
            if self.certain >= bound.high:
                return True
            return False if self.possible is not None and self.possible < bound.low else None
        if self.certain > bound.high:
            return False
        return True if self.possible is not None and self.possible <= bound.low else None


@dataclass(frozen=True)
class Pivot:
    """The smallest set of reports that decides a disputed finding.

    Attributes:
        reports: at most three; empty: there is no short pivot.
        verdict_if: what the verdict becomes, by what is done to each of them, in words.
    """

    reports: tuple[str, ...]
    verdict_if: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Finding:
    """The verdict on one duty, with everything it rests on.

    `key` names it: clause label, reading, bearer and slot. Instants are microseconds UTC. `looks`
    are the stretches of a duty that asks at every moment; others have none. `uses` may be put into
    words only when somebody goes through them.
    """

    clause: str
    reading: str
    bearer: str
    slot: str
    duty: str
    begins_at: int
    ends_at: int
    area: str
    bound: Bound
    certain: float
    possible: float | None
    alleged: float
    verdict: str
    reason: str
    since: int | None
    late_since: int | None
    is_group: bool = False
    attributed: bool | None = None
    stated_bearer: float | None = None
    stated_other: float | None = None
    total: tuple[float, float | None] | None = None
    figures: tuple[Figure, ...] = ()
    uses: Sequence[Use] = ()
    missing: tuple[Missing, ...] = ()
    pivot: Pivot | None = None
    looks: tuple[Look, ...] = ()
    sentence: str = ""
    words: str = ""
    line: int = 0

    @property
    def key(self) -> tuple[str, str, str, str]:
        """Return what names this finding on its board."""
        return (self.clause, self.reading, self.bearer, self.slot)


@dataclass(frozen=True)
class ClauseSummary:
    """What is said of a whole clause: worst of its findings, with counts (5.1, 5.9, 5.10).

    Attributes:
        label: of the clause.
        verdict: worst-of over the findings of the clause as it stands, or `not checked`.
        reason: beside the verdict where it has one.
        counts: verdict to the number of findings that have it.
        all_readings: the verdict that holds in every reading that has data, None where they differ
            or no other reading exists.
    """

    label: str
    verdict: str
    reason: str
    counts: dict[str, int]
    all_readings: str | None = None


@dataclass(frozen=True)
class Board:
    """All findings of a case at one instant, under one standard.

    Attributes:
        title: of the agreement.
        zone: IANA zone in which days are counted.
        as_of: microseconds UTC; nothing recorded later was used.
        standard: of proof.
        fingerprint: agreement hash, evidence hash, standard and as-of in one short text, from which
            the board can be computed again.
        findings: sorted by clause order, reading, bearer, slot.
        clauses: one summary per clause, in the order of the agreement.
        counts: what was read: reports, used, rejected, sources.
        details: anything a page shows beside the findings.
        material: reports, sources, incidents, areas as people wrote them, for pages.
    """

    title: str
    zone: str
    as_of: int
    standard: str
    fingerprint: str
    findings: tuple[Finding, ...]
    clauses: tuple[ClauseSummary, ...]
    counts: dict[str, int] = field(default_factory=dict)
    details: dict[str, Any] = field(default_factory=dict)
    material: Material = field(default_factory=Material)


@dataclass(frozen=True)
class Change:
    """One finding that differs between two boards (SEMANTICS 7).

    Attributes:
        before, after: the finding at the two instants; None where the duty was not yet, or is no
            longer, on the board.
        because: ids of the reports that bear on it now and did not before, or the reverse; none
            where the terms did it alone.
        doing: what amendments and rulings that came between have to do with it: `terms`, they did
            it whatever was recorded beside them; `both`, only together with other rows; `either`,
            they or the other rows would have done it alone; empty: nothing, or it was not asked.
    """

    before: Finding | None
    after: Finding | None
    because: tuple[str, ...] = ()
    doing: Literal["", "terms", "both", "either"] = ""


@dataclass(frozen=True)
class Changes:
    """The difference of two boards of one case.

    Attributes:
        earlier, later: the two boards.
        changes: findings that differ, in the order of the board.
        rows: name of a table of evidence to the number of rows recorded between the two instants.
        terms: amendments and rulings that came between, in words.
    """

    earlier: Board
    later: Board
    changes: tuple[Change, ...]
    rows: dict[str, int] = field(default_factory=dict)
    terms: tuple[str, ...] = ()


def report_words(
    beside: Collection[tuple[str, str]], named: Iterable[tuple[str, str]]
) -> Iterator[str]:
    """Yield how reports are called beside others: by their ids, where these are enough.

    Two sources may use one id: then their names stand before it.

    Args:
        beside: source and id of each report that might be meant.
        named: of them those that are.
    """
    shared = Counter(report for _, report in set(beside))
    for source, report in named:
        yield f"{source}:{report}" if shared[report] > 1 else report
