"""The board on a terminal: clauses down, days across, in as many parts as the width needs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from servanda.assessment.findings import Board, ClauseSummary, Finding
from servanda.plurals import how_many
from servanda.publish.grid import ClauseBlock, Grid, Row, balanced_parts, build_grid
from servanda.publish.terminal.counts import counts_table
from servanda.publish.terminal.style import cell, legend, said
from servanda.publish.words import (
    LETTERS,
    STANDARDS,
    bound,
    counts_of,
    measured,
    moment,
    slot_words,
    verdict_counts,
    verdict_words,
    weekday,
    zone_of,
)

MOST_SINGLES: Final = 200
"""More duties that are not daily are counted: nobody reads thousands of lines on a terminal."""
_DAY_WIDTH: Final = 4
_WHOLE_WIDTH: Final = 6
_SUMMARY_WIDTH: Final = 20


def show_board(board: Board, console: Console, *, most: int | None = MOST_SINGLES) -> None:
    """Print the board; an empty board says so.

    Args:
        board: what to show.
        console: to print to.
        most: as `board_view` takes it.

    Raises:
        UsageError: SV601, the board's zone is not known.
    """
    console.print(board_view(board, console.width, most=most))


def board_view(board: Board, width: int, *, most: int | None = MOST_SINGLES) -> RenderableType:
    """Return the board as something rich can print.

    Args:
        board: what to show.
        width: of the terminal in characters; days that do not fit go into a further part.
        most: so many duties that are not daily are shown one by one; of more it is shown how many
            have each verdict. None: each is shown, however many.
    """
    grid = build_grid(board)
    parts: list[RenderableType] = [_header(board), Text()]
    if not board.findings:
        parts.append(Text("No duty is judged at this instant."))
    parts += _day_tables(grid, board, width)
    if grid.singles:
        parts += [
            Text("Duties that are not daily", style="bold"),
            *_singles(grid, board, most),
            Text(),
        ]
    unchecked = [s.label for s in board.clauses if s.verdict == "not checked"]
    if unchecked:
        parts += [said(f"Not checked, no verdict is given: {', '.join(unchecked)}"), Text()]
    return Group(*parts, legend())


def stamps_of(board: Board) -> list[tuple[str, str]]:
    """Return what a release made coarser or left out and what was not searched for, in words."""
    names = {"stamp": "release", "withheld": "left out", "unsearched": "what would change"}
    return [(shown, board.details[name]) for name, shown in names.items() if name in board.details]


def _header(board: Board) -> RenderableType:
    zone = zone_of(board.zone)
    facts = Table.grid(padding=(0, 2))
    facts.add_column(style="dim", no_wrap=True)
    facts.add_column(overflow="fold")
    for name, value in (
        ("standard", f"{board.standard}: {STANDARDS.get(board.standard, '')}"),
        ("as of", f"{moment(board.as_of, zone)} {board.zone}"),
        ("read", _read_words(board.counts)),
        ("verdicts", _verdict_line(board)),
        ("fingerprint", board.fingerprint),
        *stamps_of(board),
    ):
        facts.add_row(name, said(value))
    note = "An assessment under stated rules, not a finding of law; there is no score."
    return Group(said(board.title, "bold"), facts, Text(note, style="dim"))


def _read_words(counts: Mapping[str, int]) -> str:
    """Return what was read: known words first in their order, whatever else after them."""
    known = ("reports", "used", "rejected", "sources")
    names = [name for name in known if name in counts] + [n for n in counts if n not in known]
    return ", ".join(how_many(counts[name], name) for name in names) or "nothing"


def _verdict_line(board: Board) -> str:
    counts = ", ".join(f"{total:,} {verdict}" for verdict, total in verdict_counts(board.findings))
    unit = "finding" if len(board.findings) == 1 else "findings"
    return f"of {len(board.findings):,} {unit}: {counts}" if counts else "no findings"


def _day_tables(grid: Grid, board: Board, width: int) -> Iterator[RenderableType]:
    """Yield one table where everything fits; else the days in parts, the whole by itself."""
    if not grid.daily:
        return
    labels = _label_width((block.label for block in grid.daily), width // 4)
    bearers = _label_width(_bearer_words(grid, board), width // 4)
    left = width - labels - bearers - 4
    if len(grid.days) * _DAY_WIDTH + _WHOLE_WIDTH + _SUMMARY_WIDTH <= left:
        parts = [(grid.days, True)]
    else:
        days = balanced_parts(grid.days, max(1, left // _DAY_WIDTH))
        parts = [*((part, False) for part in days), ((), True)]
    for part, has_whole in parts:
        table = _day_table(part, (labels, bearers), has_whole=has_whole)
        for block in grid.daily:
            _add_rows(table, block, part, board)
        yield table
        yield Text()


def _label_width(labels: Iterable[str], most: int) -> int:
    return max(6, min(max(map(len, labels), default=6), most))


def _bearer_words(grid: Grid, board: Board) -> Iterator[str]:
    return (_row_name(row, board) for block in grid.daily for row in block.rows)


def _day_table(days: tuple[str, ...], widths: tuple[int, int], *, has_whole: bool) -> Table:
    span = f"{days[0]} to {days[-1]}" if days else "All days together"
    table = Table(
        box=box.SIMPLE_HEAD,
        padding=0,
        pad_edge=False,
        title=span,
        title_justify="left",
        title_style="bold",
    )
    table.add_column("clause", width=widths[0] + 1, overflow="fold")
    table.add_column("bearer", width=widths[1] + 1, overflow="fold")
    for day in days:
        head = f"{weekday(day):<3}\n{day[-2:]}"
        table.add_column(head, width=_DAY_WIDTH - 1, no_wrap=True)
    if has_whole:
        table.add_column("whole", width=_WHOLE_WIDTH - 1, no_wrap=True)
        table.add_column("clause", width=_SUMMARY_WIDTH, overflow="fold")
    return table


def _add_rows(table: Table, block: ClauseBlock, days: tuple[str, ...], board: Board) -> None:
    has_whole = len(table.columns) > 2 + len(days)
    for index, row in enumerate(block.rows):
        line: list[Text] = [said(block.label if index == 0 else "", "bold")]
        line.append(said(_row_name(row, board)))
        line += [_cell_of(row.days.get(day)) for day in days]
        if has_whole:
            line.append(_cell_of(row.whole))
            line.append(_summary(block.summary) if index == 0 else Text())
        table.add_row(*line, end_section=index == len(block.rows) - 1)


def _row_name(row: Row, board: Board) -> str:
    name = board.material.names.get(row.bearer, row.bearer)
    return f"{name} / {row.reading}" if row.reading else name


def _cell_of(finding: Finding | None) -> Text:
    return Text(" · ", style="dim") if finding is None else cell(finding.verdict, finding.reason)


def _summary(summary: ClauseSummary | None) -> Text:
    if summary is None:
        return Text()
    counts = " ".join(f"{total}{LETTERS[verdict]}" for verdict, total in counts_of(summary))
    readings = f"\nall readings: {summary.all_readings}" if summary.all_readings else ""
    return Text.assemble(cell(summary.verdict, summary.reason), f" {counts}{readings}")


def _singles(grid: Grid, board: Board, most: int | None) -> Iterator[RenderableType]:
    if most is None or len(grid.singles) <= most:
        yield from _single_lines(grid, board)
        return
    counts = Counter((f.clause, f.reading, f.bearer, f.verdict) for f in grid.singles)
    names = board.material.names
    yield counts_table(
        {
            "clause": clause,
            "reading": reading,
            "bearer": names.get(bearer, bearer),
            "verdict": verdict,
            "findings": total,
        }
        for (clause, reading, bearer, verdict), total in counts.items()
    )
    said_of = (
        f"{len(grid.singles):,} duties; `servanda assess --all` or `--json` shows each of them."
    )
    yield Text(said_of, style="dim")


def _single_lines(grid: Grid, board: Board) -> Iterator[RenderableType]:
    zone = zone_of(board.zone)
    for finding in grid.singles:
        bearer = board.material.names.get(finding.bearer, finding.bearer)
        reading = f" / {finding.reading}" if finding.reading else ""
        words = verdict_words(finding.verdict, finding.reason)
        yield Text.assemble(
            cell(finding.verdict, finding.reason),
            " ",
            said(finding.clause, "bold"),
            said(f"{reading}, {bearer}: {words}"),
        )
        facts = (slot_words(finding, zone), bound(finding.bound), measured(finding))
        yield Padding(said("; ".join(facts)), (0, 0, 0, 4))
