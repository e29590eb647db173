"""What would change a verdict: the pivot of a finding (SEMANTICS 6).

The pivot of a disputed finding is the smallest set of at most three reports that, each marked
verified or retracted, makes the verdict plain. Of other findings it is the one report whose mark
or retraction changes the verdict. Every variant is judged by the engine itself, in worlds side by
side, so a pivot can never say what the engine would not.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import accumulate, combinations, product
from math import comb
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from servanda.ahead import done_ahead
from servanda.assessment.tables import MARKS, CaseTables
from servanda.assessment.worlds import Batch, Stride, copy_worlds, stride_of
from servanda.progress import Progress, part_of, silent

Judge = Callable[[CaseTables], pa.Table]
Key = tuple[int, int, int, bool, str]

STEP: Final = "what would change it"
"""Name of the search, for whoever shows how far it is."""
VERIFIED: Final = "verified"
RETRACTED: Final = "retracted"
_ACTIONS: Final = (VERIFIED, RETRACTED)
_PLAIN: Final = frozenset({"complied", "violated"})
_MOST_CANDIDATES: Final = {1: 60, 2: 24, 3: 12}
"""Beyond these the search is not made, and the finding says so, rather than being half made."""
_MOST_ROWS: Final = 1_000_000
_WORLDS_AT_ONCE: Final = 4_000
_ROWS_AT_ONCE: Final = 250_000
"""Of reports in all worlds that are judged in one run, for which it needs about a gigabyte."""
_MOST_AT_ONCE: Final = 2
"""Runs that are made at once, if there are so many processors; each has its own memory."""


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
class _Asked:
    """What a search is made in: the questions, the engine, how far apart its worlds are."""

    questions: Sequence[Question]
    judge: Judge
    stride: Stride


@dataclass(frozen=True)
class _Variant:
    question: int
    reports: tuple[int, ...]
    actions: tuple[str, ...]


Run = Sequence[_Variant]


def find_pivots(
    questions: Sequence[Question], judge: Judge, progress: Progress = silent
) -> list[Answer]:
    """Return the pivot of each question.

    Args:
        questions: findings with the cases cut down to them; all of one as-of and standard.
        judge: the engine.
        progress: called with the name of the step and the done share.

    Returns:
        One answer per question, in their order.
    """
    answers = [Answer() for _ in questions]
    open_ones = [k for k, question in enumerate(questions) if question.candidates]
    # Nothing is asked of these, so it does not matter whether they can be cut down.
    for k in [k for k in open_ones if not _is_affordable(questions[k], 1)]:
        answers[k] = Answer(is_searched=False)
        open_ones.remove(k)
    cases = {id(questions[k].case): questions[k].case for k in open_ones}
    asked_of = _Asked(questions, judge, stride_of(cases.values()))
    for k in _not_self_contained(asked_of, open_ones, part_of(progress, 0.0, 0.25)):
        answers[k] = Answer(is_searched=False)
        open_ones.remove(k)
    for size in (1, 2, 3):
        asked = [k for k in open_ones if size == 1 or questions[k].verdict == "disputed"]
        small = [k for k in asked if _is_affordable(questions[k], size)]
        for k in set(asked) - set(small):
            answers[k] = Answer(is_searched=False)
        step = part_of(progress, size / 4, (size + 1) / 4)
        found = _search(asked_of, small, size, step)
        for k, answer in found.items():
            answers[k] = answer
        open_ones = [k for k in small if k not in found]
    return answers


def _not_self_contained(asked_of: _Asked, asked: Sequence[int], progress: Progress) -> list[int]:
    """Return the questions whose cut-down case does not give the verdict of the whole case.

    The days of a clause that is violated as a whole are such: what they say hangs on each other.
    """
    variants = [_Variant(k, (), ()) for k in asked]
    verdicts = _judged(asked_of, variants, progress)
    return [
        variant.question
        for variant, verdict in zip(variants, verdicts, strict=True)
        if verdict != asked_of.questions[variant.question].verdict
    ]


def are_too_many(candidates: Collection[int]) -> bool:
    """Return whether so many reports bear on a finding that no pivot of it is searched for."""
    return len(candidates) > _MOST_CANDIDATES[1]


def _is_affordable(question: Question, size: int) -> bool:
    candidates = len(question.candidates)
    worlds = comb(candidates, size) * 2**size
    rows = question.case.tables["reports"].num_rows
    return candidates <= _MOST_CANDIDATES[size] and worlds * rows <= _MOST_ROWS


def _search(
    asked_of: _Asked, asked: Sequence[int], size: int, progress: Progress
) -> dict[int, Answer]:
    questions = asked_of.questions
    variants = [variant for k in asked for variant in _variants(k, questions[k], size)]
    decided: dict[int, dict[tuple[int, ...], list[tuple[tuple[str, ...], str]]]] = {}
    verdicts = _judged(asked_of, variants, progress)
    for variant, verdict in zip(variants, verdicts, strict=True):
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


def _judged(asked_of: _Asked, variants: Sequence[_Variant], progress: Progress) -> list[str]:
    """Return the verdict of each variant; as many as memory holds are judged in one run."""
    runs = list(_runs(asked_of, variants))
    verdicts: list[str] = []
    # An engine plans most of the time, which takes one thread.
    for some in done_ahead(partial(_judged_together, asked_of), runs, _MOST_AT_ONCE):
        progress(STEP, len(verdicts) / len(variants))
        verdicts += some
    return verdicts


def _runs(asked_of: _Asked, variants: Sequence[_Variant]) -> Iterator[Run]:
    """Yield variants in parts of which each is judged in one run."""
    most = min(_WORLDS_AT_ONCE, asked_of.stride.most_worlds)
    done = 0
    while done < len(variants):
        some = _first_of(variants[done : done + most], asked_of.questions)
        done += len(some)
        yield some


def _first_of(variants: Sequence[_Variant], questions: Sequence[Question]) -> Run:
    """Return the first variants, as many as may be judged in one run."""
    rows = accumulate(questions[v.question].case.tables["reports"].num_rows for v in variants)
    return variants[: max(1, sum(1 for total in rows if total <= _ROWS_AT_ONCE))]


def _judged_together(asked_of: _Asked, variants: Run) -> list[str]:
    """Return the verdict of each variant, judged in one run; of equal worlds one is."""
    questions = asked_of.questions
    worlds: dict[tuple[int, tuple[int, ...], tuple[str, ...]], int] = {}
    cases: dict[int, CaseTables] = {}
    edits: dict[int, list[_Variant]] = {}
    for v in variants:
        case = questions[v.question].case
        cases[id(case)] = case
        some = edits.setdefault(id(case), [])
        if worlds.setdefault((id(case), v.reports, v.actions), len(some)) == len(some):
            some.append(v)
    counts = accumulate((len(some) for some in edits.values()), initial=0)
    firsts = dict(zip(edits, counts, strict=False))
    copied = [(cases[number], len(some)) for number, some in edits.items()]
    batch = copy_worlds(copied, asked_of.stride)
    findings = asked_of.judge(_edited(batch, [v for some in edits.values() for v in some]))
    columns = ("clause_no", "reading_no", "member_id", "is_group", "slot", "verdict")
    rows = zip(*(findings[name].to_pylist() for name in columns), strict=True)
    verdicts: dict[Key, str] = {tuple(row[:5]): row[5] for row in rows}

    def verdict_of(v: _Variant) -> str:
        number = id(questions[v.question].case)
        world = firsts[number] + worlds[number, v.reports, v.actions]
        return verdicts.get(_key_in(questions[v.question].key, world, batch.stride), "")

    return [verdict_of(v) for v in variants]


def _key_in(key: Key, world: int, stride: Stride) -> Key:
    """Return the key that a finding has in a world, where ids are shifted."""
    clause_no, reading_no, member_id, is_group, slot = key
    shift = world * stride.narrow
    member = member_id + shift if member_id else 0
    kind, _, incident = slot.partition(":")
    if kind == "trigger":
        slot = f"trigger:{int(incident) + world * stride.wide}"
    return (clause_no + shift, reading_no, member, is_group, slot)


def _edited(batch: Batch, variants: Sequence[_Variant]) -> CaseTables:
    """Return the worlds with each variant's marks and retractions in its own world."""
    edits = [
        (report + world * batch.stride.wide, action)
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
