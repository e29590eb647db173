"""Cards of an indexed case: single findings with all that they rest on (decisions 16 and 21).

Of the record is read what bears on one clause (`narrow`), for its findings may rest on each other;
reasons are read from the still fewer reports that bear on what is asked for. An open case keeps
what one card had to find out for the next: the opened index and, of the last clauses, their part
of the record and their findings.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from threading import RLock
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from servanda.agreement.duties import DutyTables
from servanda.assessment import engine
from servanda.assessment.board import Judged, build_findings, summarise
from servanda.assessment.explain import key_of, parts_by_finding
from servanda.assessment.findings import Board, ClauseSummary, Finding
from servanda.assessment.judge import (
    Request,
    board_of,
    judged_plainly,
    ready_case,
    searched,
)
from servanda.assessment.narrow import Narrower, all_keys
from servanda.assessment.prepare import PreparedCase
from servanda.assessment.tables import FINDINGS, CaseTables

if TYPE_CHECKING:
    from servanda.case import Case

_MOST_INSTANTS: Final = 2
_MOST_REPORTS: Final = 1_000_000
"""Of all clauses that are kept at hand together, some 150 MB; the last one is kept whatever its
size."""
_WHOLE_REPORTS: Final = 1_500
"""Of a clause on which no more bear, all are judged for a card: taking a part would take longer."""
_SINCE: Final = frozenset({"complied", "violated"})
"""Of these a finding tells since when (SEMANTICS 5)."""
_KEPT: Final = "cards"
Row = dict[str, Any]
Fits = Callable[[Finding], bool]


@dataclass(frozen=True)
class OpenClause:
    """A clause that was judged from its part of the record.

    Attributes:
        judged: its findings, without reasons.
        findings: the same in words.
        summaries: what they come to together.
        narrower: takes still smaller parts of its part.
    """

    judged: Judged
    findings: tuple[Finding, ...]
    summaries: tuple[ClauseSummary, ...]
    narrower: Narrower

    @property
    def reports(self) -> int:
        """How many reports bear on it."""
        return int(self.judged.prepared.case.tables["reports"].num_rows)


@dataclass
class OpenInstant:
    """An index as it is judged at one instant under one standard.

    Attributes:
        duties: in force.
        prepared: the case, its reports left in their files.
        narrower: takes parts of it.
        clauses: label to what was found, the last used at the end.
    """

    duties: DutyTables
    prepared: PreparedCase
    narrower: Narrower
    clauses: dict[str, OpenClause] = field(default_factory=dict)

    def clause(self, request: Request, label: str) -> OpenClause:
        """Return a clause, judged now or before."""
        found = self.clauses.pop(label, None)
        if found is None:
            found = _judged_clause(self, request, label)
        self.clauses[label] = found
        while len(self.clauses) > 1 and self._reports() > _MOST_REPORTS:
            self.clauses.pop(next(iter(self.clauses))).narrower.close()
        return found

    def close(self) -> None:
        """Let the evidence go."""
        for clause in self.clauses.values():
            clause.narrower.close()
        self.narrower.close()

    def _reports(self) -> int:
        return sum(clause.reports for clause in self.clauses.values())


class OpenCards:
    """What the cards of one open case have found out so far; one card is read after the other."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.lock = RLock()
        self._instants: dict[object, OpenInstant] = {}

    def instant(self, case: Case, request: Request) -> OpenInstant:
        """Return the case as it is judged at the instant of a request."""
        key = (request.as_of, request.standard, request.open_backend)
        found = self._instants.pop(key, None)
        if found is None:
            duties, prepared = ready_case(case, request)
            found = OpenInstant(duties, prepared, Narrower(prepared.case))
        self._instants[key] = found
        while len(self._instants) > _MOST_INSTANTS:
            self._instants.pop(next(iter(self._instants))).close()
        return found


def explain_indexed(case: Case, request: Request, label: str, fits: Fits) -> Board:
    """Return the board of an indexed case with only some findings, each with all it rests on.

    Args:
        case: with an index.
        request: how it is judged.
        label: of the clause whose findings are asked for.
        fits: whether a finding of the clause is asked for.

    Returns:
        The board; its `clauses` hold the one that is asked for, in one row or none.
    """
    cards = _cards_of(case)
    with cards.lock:
        request.progress("duties", 0.05)
        opened = cards.instant(case, request)
        request.progress("judging", 0.3)
        clause = opened.clause(request, label)
        places = [place for place, finding in enumerate(clause.findings) if fits(finding)]
        rows = clause.judged.findings.take(pa.array(places, pa.int64())).to_pylist()
        request.progress("explaining", 0.6)
        judged = _explained(clause, rows)
        board = board_of(case, request, judged, build_findings(judged))
        return replace(board, clauses=clause.summaries)


def findings_of(case: Case, request: Request, label: str) -> tuple[Finding, ...]:
    """Return the findings of one clause of an indexed case, without their reasons."""
    cards = _cards_of(case)
    with cards.lock:
        return tuple(cards.instant(case, request).clause(request, label).findings)


def _cards_of(case: Case) -> OpenCards:
    cards: OpenCards = case.kept.setdefault(_KEPT, OpenCards())
    return cards


def _judged_clause(opened: OpenInstant, request: Request, label: str) -> OpenClause:
    """Return the findings of one clause, from the reports that bear on it."""
    keys = all_keys(opened.prepared.case)
    asked = [opened.duties.facts(*key_of(r)[:3]).clause == label for r in keys.to_pylist()]
    part = opened.narrower.part(keys.filter(pa.array(asked, pa.bool_())))
    found = engine.judge(part, request.backend(), is_dated=False)
    judged = judged_plainly(replace(opened.prepared, case=part), opened.duties, found)
    findings = build_findings(judged)
    return OpenClause(judged, findings, summarise(judged, findings), Narrower(part))


def _explained(clause: OpenClause, rows: list[Row]) -> Judged:
    """Return findings with their reasons, from the reports that bear on them alone."""
    plain = clause.judged
    if not rows:
        return replace(plain, findings=FINDINGS.empty_table())
    keys = pa.Table.from_pylist(rows, FINDINGS).select(FINDINGS.names[:5])
    part = _part_of(clause, rows, keys)
    told = engine.judge_explained(part, keys=keys, is_judged=True)
    dated = {key_of(row): row for row in told.findings.to_pylist()}
    rows = [_with_since(row, dated[key_of(row)]) for row in rows]
    judged = Judged(
        replace(plain.prepared, case=part),
        plain.book,
        pa.Table.from_pylist(rows, FINDINGS),
        _of_findings(told.uses, keys),
        _of_findings(told.figures, keys),
        looks=_of_findings(told.looks, keys),
    )
    return searched(judged, judged.findings)


def _with_since(row: Row, dated: Row) -> Row:
    """Return a finding with since when it is so, if it is complied with or violated."""
    is_told = row["verdict"] in _SINCE
    return {**row, **{name: dated[name] if is_told else None for name in ("since", "late_since")}}


def _part_of(clause: OpenClause, rows: list[Row], keys: pa.Table) -> CaseTables:
    """Return what bears on some findings of a clause, if that may be less than what bears on it."""
    if len(rows) == len(clause.findings) or clause.reports <= _WHOLE_REPORTS:
        return clause.judged.prepared.case
    is_called = all(row["slot"].startswith("trigger:") for row in rows)
    called = pa.Table.from_pylist(rows, FINDINGS) if is_called else None
    return clause.narrower.part(keys, called)


def _of_findings(table: pa.Table, keys: pa.Table) -> pa.Table:
    """Return the rows of some findings."""
    wanted = {key_of(row) for row in keys.to_pylist()}
    parts = [part for key, part in parts_by_finding(table).items() if key in wanted]
    # In one piece: a part of a table in thousands of pieces is found by going through them.
    return pa.concat_tables([table.slice(0, 0), *parts]).combine_chunks()
