"""The board as a grid: clauses down, days across; what has no day stands in a list beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import TypeVar

from servanda.assessment.findings import Board, ClauseSummary, Finding
from servanda.assessment.tables import VERDICTS
from servanda.publish.words import WHOLE, is_day

_T = TypeVar("_T")


@dataclass(frozen=True)
class Row:
    """The findings of one clause, reading and bearer.

    Attributes:
        clause, reading, bearer, is_group: what names the row.
        days: local date (ISO) to the finding of that day.
        whole: the finding over all days together, None where there is none.
    """

    clause: str
    reading: str
    bearer: str
    is_group: bool
    days: dict[str, Finding]
    whole: Finding | None


@dataclass(frozen=True)
class ClauseBlock:
    """One clause: its summary, its rows of days, and its findings that belong to no day.

    Attributes:
        label: of the clause.
        summary: None where the board brings none.
        rows: in the order of the findings.
        singles: findings without a day, in their order.
        unlisted: of these the ones that a page leaves out, since there are too many.
    """

    label: str
    summary: ClauseSummary | None
    rows: tuple[Row, ...]
    singles: tuple[Finding, ...]
    unlisted: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Grid:
    """A board ready to be drawn: its days in order, its clauses in the order of the agreement."""

    days: tuple[str, ...]
    clauses: tuple[ClauseBlock, ...]

    @property
    def daily(self) -> tuple[ClauseBlock, ...]:
        """Return the clauses that have days."""
        return tuple(block for block in self.clauses if block.rows)

    @property
    def singles(self) -> tuple[Finding, ...]:
        """Return every finding that belongs to no day."""
        return tuple(finding for block in self.clauses for finding in block.singles)


def build_grid(board: Board) -> Grid:
    """Return the grid of a board; no finding is lost."""
    summaries = {summary.label: summary for summary in board.clauses}
    by_clause: dict[str, list[Finding]] = {label: [] for label in summaries}
    for finding in board.findings:
        by_clause.setdefault(finding.clause, []).append(finding)
    blocks = [
        _clause_block(label, summaries.get(label), findings)
        for label, findings in by_clause.items()
    ]
    days = sorted({day for block in blocks for row in block.rows for day in row.days})
    return Grid(tuple(days), tuple(blocks))


def shortened(grid: Grid, most: int) -> Grid:
    """Return a grid that lists at most so many findings without a day of each clause.

    Those with the worst verdicts stay (SEMANTICS 5.10), of equal ones the first; in their order.
    """
    return replace(grid, clauses=tuple(_shortened(block, most) for block in grid.clauses))


def _shortened(block: ClauseBlock, most: int) -> ClauseBlock:
    if len(block.singles) <= most:
        return block
    places = sorted(
        range(len(block.singles)), key=lambda k: VERDICTS.index(block.singles[k].verdict)
    )
    listed, unlisted = (
        tuple(block.singles[k] for k in sorted(some)) for some in (places[:most], places[most:])
    )
    return replace(block, singles=listed, unlisted=unlisted)


def _clause_block(
    label: str, summary: ClauseSummary | None, findings: Sequence[Finding]
) -> ClauseBlock:
    grouped: dict[tuple[str, str, bool], list[Finding]] = {}
    for finding in findings:
        key = (finding.reading, finding.bearer, finding.is_group)
        grouped.setdefault(key, []).append(finding)
    rows, singles = [], []
    for (reading, bearer, is_group), group in grouped.items():
        days = {f.slot: f for f in group if is_day(f.slot)}
        whole = next((f for f in group if f.slot == WHOLE), None)
        if days or whole:
            rows.append(Row(label, reading, bearer, is_group, days, whole))
        singles += [f for f in group if not is_day(f.slot) and f.slot != WHOLE]
    return ClauseBlock(label, summary, tuple(rows), tuple(singles))


def balanced_parts(items: Sequence[_T], most: int) -> list[tuple[_T, ...]]:
    """Return `items` in as few parts as possible, of at most `most` each, as equal as can be."""
    if not items:
        return []
    size = ceil(len(items) / ceil(len(items) / most))
    return [tuple(items[start : start + size]) for start in range(0, len(items), size)]
