"""From the rows of an engine to a board that people read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace

import pyarrow as pa

from servanda.agreement.duties import DutyTables
from servanda.assessment.cutting import Cutter
from servanda.assessment.explain import (
    Key,
    Row,
    Translator,
    build_translator,
    in_groups,
    key_of,
    parts_by_finding,
    rows_by_finding,
)
from servanda.assessment.findings import (
    Bound,
    ClauseSummary,
    Finding,
    Look,
    Pivot,
    Use,
    report_words,
)
from servanda.assessment.missing import Gaps
from servanda.assessment.pivot import (
    STEP,
    VERIFIED,
    Answer,
    Judge,
    Question,
    are_too_many,
    find_pivots,
)
from servanda.assessment.prepare import PreparedCase
from servanda.assessment.summary import summary_of
from servanda.assessment.tables import CEILING, FLOOR, LOOKS, OTHER_SIDE, OWN_SIDE
from servanda.progress import Progress, part_of, silent

_NOT_CALLED = "no report of what would call it into being"
_TOGETHER = 4_000
"""Of so many rows of `USES` what reports are called is read at once."""
_FEW_FINDINGS = 20
"""Of no more than these names are read as somebody looks at each."""
_CUT = 0.25
"""The share of the search for what would change findings that goes into cutting the case down."""
_OPS = {FLOOR: "at least", CEILING: "at most"}


@dataclass(frozen=True)
class Judged:
    """What an engine said of a prepared case.

    Attributes:
        prepared: the case with the way back to names.
        book: the duties, with what the agreement says of each.
        findings: rows of `FINDINGS`.
        uses, figures, looks: rows of `USES`, `FIGURES` and `LOOKS`; empty where nobody asked.
        pivots: finding to what would change it; empty where nobody asked.
        searched: of which findings what would change them was to be searched for: `all`,
            `disputed` or `none`, since they are too many.
        is_explained: whether what the findings rest on was asked for. Without it nobody can say
            who gave no figure.
    """

    prepared: PreparedCase
    book: DutyTables
    findings: pa.Table
    uses: pa.Table
    figures: pa.Table
    pivots: Mapping[Key, Answer] = field(default_factory=dict)
    looks: pa.Table = field(default_factory=LOOKS.empty_table)
    searched: str = "all"
    is_explained: bool = True


def with_pivots(
    judged: Judged, judge: Judge, keys: Iterable[Key], progress: Progress = silent
) -> Judged:
    """Return what was judged with the pivots of some findings.

    Args:
        judged: with its uses.
        judge: the engine.
        keys: which findings.
        progress: called with the name of the step and the done share.
    """
    wanted = set(keys)
    findings = judged.findings.to_pylist()
    rows = [row for row in findings if key_of(row) in wanted]
    uses = parts_by_finding(judged.uses)
    used = {key_of(row): _numbers(uses.get(key_of(row))) for row in rows}
    wide = {key for key, numbers in used.items() if are_too_many({*map(abs, numbers)})}
    rows = [row for row in rows if key_of(row) not in wide]
    with closing(Cutter(judged.prepared.case, findings)) as cutter:
        questions = []
        for done, row in enumerate(rows):
            progress(STEP, _CUT * done / len(rows))
            questions.append(_question(cutter, judged, row, used[key_of(row)]))
    answers = find_pivots(questions, judge, part_of(progress, _CUT, 1.0))
    pivots = {q.key: a for q, a in zip(questions, answers, strict=True)}
    return replace(judged, pivots={**pivots, **dict.fromkeys(wide, Answer(is_searched=False))})


def _numbers(uses: pa.Table | None) -> list[int]:
    """Return the numbers of the reports that bear on a finding."""
    found: list[int] = [] if uses is None else uses["report_no"].to_pylist()
    return found


def _question(cutter: Cutter, judged: Judged, row: Row, used: Sequence[int]) -> Question:
    case, key = judged.prepared.case, key_of(row)
    bearing = {abs(number) for number in used}
    reports = tuple(sorted(bearing | _earlier_totals(case.tables["reports"], used)))
    return Question(key, row["verdict"], cutter.cut(key, reports), reports)


def _earlier_totals(reports: pa.Table, used: Sequence[int]) -> set[int]:
    """Return the running totals from which derived differences were taken (2.4)."""
    later = {-number for number in used if number < 0}
    if not later:
        return set()
    names = ("source_id", "origin_id", "thing_id", "place_id", "hand_id", "begins_at", "series_id")
    rows = reports.select(["report_no", *names]).to_pylist()
    starts = {tuple(r[n] for n in names) for r in rows if r["report_no"] in later}
    return {r["report_no"] for r in rows if tuple(r[n] for n in names) in starts}


@dataclass(frozen=True)
class _Said:
    """What was said of one finding: its rows of `USES`, `FIGURES` and `LOOKS`.

    `near` are rows of `USES` of it and of findings beside it.
    """

    uses: pa.Table
    figures: Sequence[Row]
    looks: Sequence[Row]
    near: Sequence[pa.Table]


def build_findings(judged: Judged) -> tuple[Finding, ...]:
    """Return the findings in words, in the order of the agreement's clauses."""
    translator = build_translator(judged.prepared)
    judged.prepared.dictionary.report_names(_named_numbers(judged))
    uses, figures = parts_by_finding(judged.uses), rows_by_finding(judged.figures)
    looks = rows_by_finding(judged.looks)
    gaps = Gaps(judged.prepared.case, judged.prepared.dictionary)
    none = judged.uses.slice(0, 0)
    found = []
    rows = judged.findings.to_pylist()
    # Whoever looks at one finding of many looks at the next, too.
    groups = in_groups((uses.get(key_of(row), none) for row in rows), _TOGETHER)
    for row, group in zip(rows, groups, strict=True):
        key = key_of(row)
        near = group if len(rows) > _FEW_FINDINGS else ()
        said = _Said(uses.get(key, none), figures.get(key, ()), looks.get(key, ()), near)
        found.append(_finding(judged, (translator, gaps), row, said))
    return tuple(found)


def _named_numbers(judged: Judged) -> set[int]:
    """Return the numbers of the reports that the findings will name before anybody reads on."""
    slots = (slot.partition(":") for slot in judged.findings["slot"].to_pylist())
    called = {int(number) for kind, _, number in slots if kind == "trigger"}
    return called.union(*(answer.reports for answer in judged.pivots.values()))


def _looks(looks: Sequence[Row], scale: int) -> tuple[Look, ...]:
    return tuple(
        Look(
            look["begins_at"],
            look["ends_at"],
            look["certain"] / scale,
            None if look["possible"] is None else look["possible"] / scale,
            look["alleged"] / scale,
        )
        for look in looks
    )


def _finding(judged: Judged, tools: tuple[Translator, Gaps], row: Row, said: _Said) -> Finding:
    translator, gaps = tools
    key = key_of(row)
    facts = judged.book.facts(*key[:3])
    scale = judged.prepared.scales.get(facts.unit, 1)
    stated = translator.stated(said.figures, row["member_id"], scale)
    uses = translator.uses(said.uses, scale, said.near)
    return Finding(
        clause=facts.clause,
        reading=facts.reading,
        bearer=facts.bearer,
        slot=_slot(row["slot"], translator),
        duty=facts.duty,
        begins_at=row["opens_at"],
        ends_at=row["closes_at"],
        area=facts.area,
        bound=_bound(row, facts.unit, scale),
        certain=row["certain"] / scale,
        possible=None if row["possible"] is None else row["possible"] / scale,
        alleged=row["alleged"] / scale,
        verdict=row["verdict"],
        reason=row["reason"],
        since=row["since"],
        late_since=row["late_since"],
        is_group=row["is_group"],
        attributed=_attributed(row),
        stated_bearer=stated[OWN_SIDE],
        stated_other=stated[OTHER_SIDE],
        figures=translator.figures(said.figures, scale),
        uses=uses,
        missing=gaps.missing(row, said.figures) if judged.is_explained else (),
        looks=_looks(said.looks, scale),
        pivot=_pivot(judged.pivots.get(key), translator, uses),
        sentence=facts.sentence,
        words=facts.words,
        line=facts.line,
    )


def _bound(row: Row, unit: str, scale: int) -> Bound:
    low, high = (None if row[n] is None else row[n] / scale for n in ("n_low", "n_high"))
    return Bound(_OPS[row["direction"]], low, high, unit or "occurrence")


def _slot(slot: str, translator: Translator) -> str:
    """Return a slot in words: a trigger is named by its report, a check by its instant."""
    kind, _, number = slot.partition(":")
    if kind != "trigger":
        return slot
    source, report = translator.dictionary.report_name(int(number))
    return f"after {source}:{report}"


def _attributed(row: Row) -> bool | None:
    """Return whether an act that counts is proved to be the bearer's (3.5)."""
    if row["reason"] in {"hand unknown", "not attributed"}:
        return False
    return True if row["direction"] == CEILING and row["certain"] > 0 else None


def _pivot(answer: Answer | None, translator: Translator, uses: Iterable[Use]) -> Pivot | None:
    if answer is None or not answer.is_searched:
        return None
    named = [translator.dictionary.report_name(number) for number in answer.reports]
    beside = {(use.source, use.report) for use in uses} if named else set()
    reports = tuple(report_words({*beside, *named}, named))
    outcomes = tuple((_actions(actions, reports), verdict) for actions, verdict in answer.outcomes)
    return Pivot(reports, outcomes)


def _actions(actions: Sequence[str], reports: Sequence[str]) -> str:
    return ", ".join(
        f"{report} {'verified' if action == VERIFIED else 'retracted'}"
        for action, report in zip(actions, reports, strict=True)
    )


def summarise(judged: Judged, findings: Sequence[Finding]) -> tuple[ClauseSummary, ...]:
    """Return one summary per clause, in the order of the agreement (5.9, 5.10)."""
    rows: dict[str, list[Row]] = {}
    for row, finding in zip(judged.findings.to_pylist(), findings, strict=True):
        rows.setdefault(finding.clause, []).append(row)
    unjudged = dict(judged.book.unjudged)
    return tuple(_summary(label, rows.get(label, []), unjudged) for label in judged.book.order)


def _summary(label: str, rows: Sequence[Row], unjudged: Mapping[str, str]) -> ClauseSummary:
    if not rows:
        return ClauseSummary(label, "not checked", unjudged.get(label, _NOT_CALLED), {})
    summary = summary_of(rows)
    return ClauseSummary(
        label, summary.verdict, summary.reason, summary.counts, summary.all_readings
    )
