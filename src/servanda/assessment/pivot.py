"""What would change a verdict: the pivot of a finding (SEMANTICS 6).

The pivot of a disputed finding is the smallest set of at most three reports that, each marked
verified or retracted, makes the verdict plain. Of other findings it is the one report whose mark
or retraction changes the verdict. Every variant is judged by the engine itself, in worlds side by
side, so a pivot can never say what the engine would not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, product
from math import comb
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from servanda.assessment.tables import MARKS, CaseTables
from servanda.assessment.worlds import Batch, copy_worlds

Judge = Callable[[CaseTables], pa.Table]
Key = tuple[int, int, int, bool, str]

VERIFIED: Final = "verified"
RETRACTED: Final = "retracted"
_ACTIONS: Final = (VERIFIED, RETRACTED)
_PLAIN: Final = frozenset({"complied", "violated"})
_MOST_CANDIDATES: Final = {1: 60, 2: 24, 3: 12}
"""Beyond these the search is not made, and the finding says so, rather than being half made."""
_MOST_WORLDS: Final = 4_000
_MOST_ROWS: Final = 1_000_000


@dataclass(frozen=True)
class Question:
    """One finding whose pivot is asked for.

    Attributes:
        key: clause_no, reading_no, member_id, is_group and slot of the finding.
        verdict: what it says now.
        case: the case cut down to what this finding rests on.
        candidates: report numbers that bear on it, in order of their ids.
    """

    key: Key
    verdict: str
    case: CaseTables
    candidates: tuple[int, ...]


@dataclass(frozen=True)
class Answer:
    """What the search found.

    Attributes:
        reports: the smallest deciding set; empty where there is none.
        outcomes: for each way of marking or retracting them that decides: the actions in the order
            of `reports`, and the verdict that follows.
        is_searched: false where too many reports bear on the finding to try all sets.
    """

    reports: tuple[int, ...] = ()
    outcomes: tuple[tuple[tuple[str, ...], str], ...] = ()
    is_searched: bool = True


@dataclass(frozen=True)
class _Variant:
    question: int
    reports: tuple[int, ...]
    actions: tuple[str, ...]


def find_pivots(questions: Sequence[Question], judge: Judge) -> list[Answer]:
    """Return the pivot of each question.

    Args:
        questions: findings with the cases cut down to them; all of one as-of and standard.
        judge: the engine.

    Returns:
        One answer per question, in their order.
    """
    answers = [Answer() for _ in questions]
    open_ones = [k for k, question in enumerate(questions) if question.candidates]
    for k in _not_self_contained(questions, open_ones, judge):
        answers[k] = Answer(is_searched=False)
        open_ones.remove(k)
    for size in (1, 2, 3):
        asked = [k for k in open_ones if size == 1 or questions[k].verdict == "disputed"]
        small = [k for k in asked if _is_affordable(questions[k], size)]
        for k in set(asked) - set(small):
            answers[k] = Answer(is_searched=False)
        found = _search(questions, small, size, judge)
        for k, answer in found.items():
            answers[k] = answer
        open_ones = [k for k in small if k not in found]
    return answers


def _not_self_contained(
    questions: Sequence[Question], asked: Sequence[int], judge: Judge
) -> list[int]:
    """Return the questions whose cut-down case does not give the verdict of the whole case.

    The days of a clause that is violated as a whole are such: what they say hangs on each other.
    """
    variants = [_Variant(k, (), ()) for k in asked]
    if not variants:
        return []
    verdicts = _judged(questions, variants, judge)
    return [
        variant.question
        for variant, verdict in zip(variants, verdicts, strict=True)
        if verdict != questions[variant.question].verdict
    ]


def _is_affordable(question: Question, size: int) -> bool:
    candidates = len(question.candidates)
    worlds = comb(candidates, size) * 2**size
    rows = question.case.tables["reports"].num_rows
    return candidates <= _MOST_CANDIDATES[size] and worlds * rows <= _MOST_ROWS


def _search(
    questions: Sequence[Question], asked: Sequence[int], size: int, judge: Judge
) -> dict[int, Answer]:
    variants = [variant for k in asked for variant in _variants(k, questions[k], size)]
    decided: dict[int, dict[tuple[int, ...], list[tuple[tuple[str, ...], str]]]] = {}
    for some in _chunks(variants):
        for variant, verdict in zip(some, _judged(questions, some, judge), strict=True):
            if _decides(questions[variant.question].verdict, verdict):
                sets = decided.setdefault(variant.question, {})
                sets.setdefault(variant.reports, []).append((variant.actions, verdict))
    return {k: _first(sets) for k, sets in decided.items()}


def _first(sets: dict[tuple[int, ...], list[tuple[tuple[str, ...], str]]]) -> Answer:
    least = min(sets)
    return Answer(least, tuple(sets[least]))


def _decides(before: str, after: str) -> bool:
    return after in _PLAIN if before == "disputed" else after != before


def _variants(number: int, question: Question, size: int) -> Iterator[_Variant]:
    for reports in combinations(question.candidates, size):
        for actions in product(_ACTIONS, repeat=size):
            yield _Variant(number, reports, actions)


def _chunks(variants: Sequence[_Variant]) -> Iterator[Sequence[_Variant]]:
    for start in range(0, len(variants), _MOST_WORLDS):
        yield variants[start : start + _MOST_WORLDS]


def _judged(questions: Sequence[Question], variants: Sequence[_Variant], judge: Judge) -> list[str]:
    """Return the verdict of each variant, judged together in one run."""
    order = sorted({variant.question for variant in variants})
    counts = [sum(v.question == k for v in variants) for k in order]
    batch = copy_worlds([(questions[k].case, n) for k, n in zip(order, counts, strict=True)])
    findings = judge(_edited(batch, variants))
    columns = ("clause_no", "reading_no", "member_id", "is_group", "slot", "verdict")
    rows = zip(*(findings[name].to_pylist() for name in columns), strict=True)
    verdicts: dict[Key, str] = {tuple(row[:5]): row[5] for row in rows}
    return [
        verdicts.get(_key_in(questions[v.question].key, world * batch.stride), "")
        for world, v in enumerate(variants)
    ]


def _key_in(key: Key, shift: int) -> Key:
    """Return the key that a finding has in a world whose ids are shifted."""
    clause_no, reading_no, member_id, is_group, slot = key
    member = member_id + shift if member_id else 0
    kind, _, incident = slot.partition(":")
    if kind == "trigger":
        slot = f"trigger:{int(incident) + shift}"
    return (clause_no + shift, reading_no, member, is_group, slot)


def _edited(batch: Batch, variants: Sequence[_Variant]) -> CaseTables:
    """Return the worlds with each variant's marks and retractions in its own world."""
    edits = [
        (report + world * batch.stride, action)
        for world, variant in enumerate(variants)
        for report, action in zip(variant.reports, variant.actions, strict=True)
    ]
    case = batch.case
    gone = [report for report, action in edits if action == RETRACTED]
    marked = [report for report, action in edits if action == VERIFIED]
    marks = pa.table({"report_no": marked, "recorded_at": [case.as_of] * len(marked)}, MARKS)
    tables = dict(case.tables)
    tables["marks"] = pa.concat_tables([tables["marks"], marks])
    tables["reports"] = _without(tables["reports"], gone)
    return replace(case, tables=tables)


def _without(reports: pa.Table, gone: Iterable[int]) -> pa.Table:
    gone_ones = pa.array(list(gone), pa.int64())
    return reports.filter(pc.invert(pc.is_in(reports["report_no"], gone_ones)))


def cut_down(case: CaseTables, key: Key, reports: Iterable[int]) -> CaseTables:
    """Return the case with one duty and only the reports that may matter to it.

    A duty that evidence calls into being (5.3) keeps all reports: its triggers are others than
    those that bear on it.

    Args:
        case: the whole case.
        key: which finding.
        reports: report numbers that bear on it. Kept beside them: what denies or excepts them, the
            rows of their chains of corrections and running totals, and the last word of each
            source, on which its coverage hangs (4.3).
    """
    tables = dict(case.tables)
    if ":" in key[-1]:
        _cut_rules(tables, key)
        return replace(case, tables=tables)
    kept = _kept_reports(case, set(reports))
    tables["reports"] = _only(tables["reports"], "report_no", kept)
    for name in ("targets", "linked", "marks", "excepted"):
        tables[name] = _only(tables[name], "report_no", kept)
    _cut_duties(tables, key)
    return replace(case, tables=tables)


def _kept_reports(case: CaseTables, reports: set[int]) -> set[int]:
    table = case.tables["reports"]
    targets = case.tables["targets"]
    spoken = targets.filter(pc.is_in(targets["target_no"], pa.array(sorted(reports), pa.int64())))
    kept = reports | set(spoken["report_no"].to_pylist())
    last = table.sort_by([("ends_at", "descending"), ("report_no", "ascending")])
    firsts = last.group_by("source_id", use_threads=False).aggregate([("report_no", "first")])
    return kept | set(firsts["report_no_first"].to_pylist())


def _only(table: pa.Table, column: str, kept: set[int]) -> pa.Table:
    return table.filter(pc.is_in(table[column], pa.array(sorted(kept), table[column].type)))


def _cut_rules(tables: dict[str, pa.Table], key: Key) -> None:
    rules = tables["rules"]
    rules = rules.filter(
        pc.and_(pc.equal(rules["clause_no"], key[0]), pc.equal(rules["reading_no"], key[1]))
    )
    tables["rules"] = rules
    kept = set(rules["rule_id"].to_pylist())
    for name in ("rule_triggers", "rule_windows"):
        tables[name] = _only(tables[name], "rule_id", kept)
    for name in ("duties", "duty_terms", "measures", "windows"):
        tables[name] = tables[name].slice(0, 0)


def _cut_duties(tables: dict[str, pa.Table], key: Key) -> None:
    clause_no, reading_no, member_id, is_group, slot = key
    duties = tables["duties"]
    here = pc.and_(
        pc.and_(pc.equal(duties["clause_no"], clause_no), pc.equal(duties["slot"], slot)),
        pc.and_(
            pc.equal(duties["reading_no"], reading_no),
            pc.and_(
                pc.equal(duties["member_id"], member_id), pc.equal(duties["is_group"], is_group)
            ),
        ),
    )
    duties = duties.filter(here)
    ids = set(duties["duty_id"].to_pylist())
    tables["duties"] = duties
    tables["duty_terms"] = _only(tables["duty_terms"], "duty_id", ids)
    measures = {
        *duties["measure_id"].to_pylist(),
        *duties["asked_measure_id"].to_pylist(),
        *tables["duty_terms"]["measure_id"].to_pylist(),
    }
    for name in ("measures", "windows"):
        tables[name] = _only(tables[name], "measure_id", measures)
    for name in ("rules", "rule_triggers", "rule_windows"):
        tables[name] = tables[name].slice(0, 0)
