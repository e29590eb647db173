"""One finding explained on a terminal: words, bounds, reports, what would change it."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from servanda.assessment.findings import Board, Finding, Use
from servanda.assessment.material import ReportNote
from servanda.publish.facts import bounds_of, facts_of, speaker
from servanda.publish.terminal.bar import ASCII, UNICODE, Glyphs, bar_table
from servanda.publish.terminal.style import said, verdict_text
from servanda.publish.words import (
    for_and_against,
    headings_of,
    moment,
    period,
    slot_words,
    summary_words,
    use_span,
    what_would_change,
    zone_of,
)


def show_finding(finding: Finding, board: Board, console: Console) -> None:
    """Print one finding with everything it rests on (SEMANTICS 6).

    Raises:
        UsageError: SV601, the board's zone is not known.
    """
    is_unicode = console.encoding.lower().startswith("utf")
    glyphs = UNICODE if is_unicode else ASCII
    console.print(finding_view(finding, board, console.width, glyphs))


def finding_view(
    finding: Finding, board: Board, width: int, glyphs: Glyphs = UNICODE
) -> RenderableType:
    """Return a finding as something rich can print."""
    names = dict(board.material.names)
    parts: list[RenderableType] = [Rule(style="dim"), *_title(finding, board, names), Text()]
    parts += _words(finding, board)
    parts += [said(summary_words(finding)), Text()]
    parts += [
        _facts(finding, board, names),
        Text(),
        bar_table(finding, names, width, glyphs),
        Text(),
    ]
    parts += _reports(finding, board, names)
    parts += _missing(finding, names)
    parts += _changes(finding)
    return Group(*parts)


def _title(finding: Finding, board: Board, names: dict[str, str]) -> Iterator[RenderableType]:
    reading = f" (reading: {finding.reading})" if finding.reading else ""
    name = f"{finding.clause}{reading}, {names.get(finding.bearer, finding.bearer)}"
    yield said(f"{name}, {slot_words(finding, zone_of(board.zone))}", "bold")
    yield verdict_text(finding.verdict, finding.reason)


def _words(finding: Finding, board: Board) -> Iterator[RenderableType]:
    if finding.words:
        where = board.material.agreement or "agreement"
        line = f"{where}:{finding.line}" if finding.line else where
        yield Padding(
            Text.assemble(said(f"“{finding.words}”", "italic"), said(f"  {line}", "dim")),
            (0, 0, 0, 2),
        )
    if finding.duty:
        yield Padding(said(finding.duty), (0, 0, 0, 2))
    if finding.words or finding.duty:
        yield Text()


def _facts(finding: Finding, board: Board, names: dict[str, str]) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    facts = facts_of(finding, zone_of(board.zone), names)
    for name, value in bounds_of(finding) + facts:
        table.add_row(name, said(value))
    return table


def _reports(finding: Finding, board: Board, names: dict[str, str]) -> Iterator[RenderableType]:
    notes = {(note.source, note.report): note for note in board.material.reports}
    headings = headings_of(finding)
    # A report that says both is told in full once.
    for bears, uses in for_and_against(finding).items():
        if not uses:
            continue
        yield Text(headings[bears], style="bold")
        for use in uses:
            note = notes.pop((use.source, use.report), None)
            yield Padding(_report(use, note, board, names), (0, 0, 0, 2))
        yield Text()
    if not finding.uses:
        yield Text("No report bears on this duty.")
        yield Text()


def _report(
    use: Use, note: ReportNote | None, board: Board, names: dict[str, str]
) -> RenderableType:
    who = speaker(use.source, use.origin, names)
    facts = [use.report, who, use_span(use), use.interest]
    if use.status:
        same = "" if use.incident in ("", use.report) else f" {use.incident}"
        facts.append(f"incident{same} {use.status}")
    lines = ["; ".join(facts), f"why: {use.why}" if use.why else ""]
    return said("\n".join(line for line in [*lines, *_note(note, board)] if line))


def _note(note: ReportNote | None, board: Board) -> Iterator[str]:
    if note is None:
        return
    zone = zone_of(board.zone)
    when = period(note.begins_at, note.ends_at, zone)
    facts = (note.what, note.quantity, when, note.place, note.means)
    yield "  " + "; ".join(fact for fact in facts if fact)
    yield f"  recorded {moment(note.recorded_at, zone)}"
    yield f"  “{note.text}”" if note.text else ""
    yield f"  {note.link}" if note.link else ""
    yield f"  marked verified: {note.mark}" if note.mark else ""


def _missing(finding: Finding, names: dict[str, str]) -> Iterator[RenderableType]:
    if not finding.missing:
        return
    yield Text("What is missing", style="bold")
    for missing in finding.missing:
        source = f" ({names.get(missing.source, missing.source)})" if missing.source else ""
        yield Padding(said(f"{missing.what}{source}"), (0, 0, 0, 2))
    yield Text()


def _changes(finding: Finding) -> Iterator[RenderableType]:
    yield Text("What would change this", style="bold")
    for change in what_would_change(finding):
        reports = f" [{', '.join(change.reports)}]" if change.reports else ""
        yield Padding(said(f"{change.sentence}{reports}"), (0, 0, 0, 2))
