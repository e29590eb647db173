"""The page: one HTML file that needs nothing but itself, on a screen or on paper.

The page asks nothing of a network: styles, script and drawings are inline, and its content
security policy allows these alone, by their hashes. Without JavaScript everything can be read.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from servanda.assessment.findings import Board, Finding, Use
from servanda.assessment.material import ClauseNote, ReportNote, RulingNote
from servanda.assessment.tables import VERDICTS
from servanda.plurals import how_many
from servanda.publish import words
from servanda.publish.charts import Chart, draw_chart, is_charted
from servanda.publish.facts import facts_of, gaps_of, speaker
from servanda.publish.grid import ClauseBlock, Grid, Row, balanced_parts, build_grid, shortened
from servanda.publish.intervals import Interval, draw_interval
from servanda.publish.maps import draw_map
from servanda.publish.words import moment, period, zone_of

_DAYS_ACROSS: Final = 16
"""As many days as fit beside the labels on an upright page."""
MOST_LISTED: Final = 500
"""Of the duties of a clause that have no day. Browsers open pages of ten thousand cards badly."""


MOST_REPORTS: Final = 60
"""Under each heading of a card."""
MOST_INCIDENTS: Final = 2_000
"""On the map and in the list beside it."""


@dataclass(frozen=True)
class UseView:
    """One report as a finding shows it.

    Attributes:
        use: how it bears.
        who: the source, and whom it cites.
        note: the report itself, None where the board does not carry it.
        when, recorded: local times in words.
        link: its address if it is one that may be followed, else empty.
    """

    use: Use
    who: str
    note: ReportNote | None
    when: str = ""
    recorded: str = ""
    link: str = ""


@dataclass(frozen=True)
class Card:
    """One finding ready for the page; what is heavy is made when it is asked for."""

    id: str
    title: str
    finding: Finding
    page: Page

    @property
    def said(self) -> str:
        """Return verdict and reason in words."""
        return words.verdict_words(self.finding.verdict, self.finding.reason)

    @property
    def letter(self) -> str:
        """Return the letter of the verdict."""
        return words.letter(self.finding.verdict, self.finding.reason)

    @property
    def interval(self) -> Interval:
        """Return the drawing of its bounds and figures."""
        return draw_interval(self.finding, self.page.names)

    @property
    def facts(self) -> list[tuple[str, str]]:
        """Return its facts in order."""
        return facts_of(self.finding, self.page.zone, self.page.names)

    @property
    def evidence(self) -> Iterator[tuple[str, list[UseView], int]]:
        """Yield a heading, its reports and how many more there are, for each way to bear."""
        headings = words.headings_of(self.finding)
        for bears, uses in words.for_and_against(self.finding).items():
            if uses:
                shown = in_turns(uses, MOST_REPORTS)
                views = [self.page.use_view(use) for use in shown]
                yield headings[bears], views, len(uses) - len(shown)


@dataclass(frozen=True)
class ClauseView:
    """One clause ready for the page: its words, its charts, its findings, its rulings."""

    id: str
    block: ClauseBlock
    note: ClauseNote
    charts: tuple[Chart, ...]
    cards: tuple[Card, ...]
    rulings: tuple[RulingNote, ...]


@dataclass(frozen=True)
class Page:
    """A board with the look-ups that its page needs."""

    board: Board
    zone: ZoneInfo
    grid: Grid
    names: dict[str, str]
    cards: dict[int, Card] = field(default_factory=dict)
    notes: dict[tuple[str, str], ReportNote] = field(default_factory=dict)
    by_clause: dict[str, list[Finding]] = field(default_factory=lambda: defaultdict(list))

    def name(self, short: str) -> str:
        """Return the name that is shown for a short one."""
        return self.names.get(short, short)

    def card(self, finding: Finding) -> Card:
        """Return the card of a finding of this board."""
        return self.cards[id(finding)]

    def listed(self, findings: Sequence[Finding]) -> list[Finding]:
        """Return those of some findings that have a card."""
        return [finding for finding in findings if id(finding) in self.cards]

    def clause_number(self, block: ClauseBlock) -> int:
        """Return the place of a clause in the agreement, from 1; it names the section."""
        return self.grid.clauses.index(block) + 1

    def row_name(self, row: Row) -> str:
        """Return bearer and reading of a row of the board."""
        return f"{self.name(row.bearer)}, {row.reading}" if row.reading else self.name(row.bearer)

    def use_view(self, use: Use) -> UseView:
        """Return a report as a finding shows it."""
        who = speaker(use.source, use.origin, self.names)
        note = self.notes.get((use.source, use.report))
        if note is None:
            return UseView(use, who, None)
        when = period(note.begins_at, note.ends_at, self.zone)
        return UseView(
            use, who, note, when, moment(note.recorded_at, self.zone), link_of(note.link)
        )

    def clauses(self) -> Iterator[ClauseView]:
        """Yield the clauses of the board in the order of the agreement."""
        notes = {note.label: note for note in self.board.material.clauses}
        for index, block in enumerate(self.grid.clauses, 1):
            findings = self.listed(self.by_clause[block.label])
            charts = (draw_chart(row, self.names) for row in block.rows if is_charted(row))
            yield ClauseView(
                id=f"c-{index}",
                block=block,
                note=notes.get(block.label) or _note_of(block.label, findings),
                charts=tuple(charts),
                cards=tuple(self.card(finding) for finding in findings),
                rulings=tuple(
                    r for r in self.board.material.rulings if r.subject.strip("[]") == block.label
                ),
            )

    def other_rulings(self) -> list[RulingNote]:
        """Return rulings that are not on a clause of the board."""
        labels = {block.label for block in self.grid.clauses}
        return [r for r in self.board.material.rulings if r.subject.strip("[]") not in labels]

    def periods(self) -> list[tuple[str, ...]]:
        """Return the days of the board in parts that fit a page."""
        return balanced_parts(self.grid.days, _DAYS_ACROSS) or ([()] if self.grid.daily else [])


def write_html(board: Board) -> str:
    """Return the page of a board.

    Args:
        board: findings with their figures and uses, and the material that they rest on.

    Returns:
        One HTML document; every text of the record is escaped, also inside of quotations.

    Raises:
        UsageError: SV601, the board's zone is not known.
    """
    page = _page_of(board)
    environment = _environment()
    style = Markup(_style(page))
    script = Markup(_source("page.js"))
    incidents = board.material.incidents[:MOST_INCIDENTS]
    return environment.get_template("page.html").render(
        page=page,
        board=board,
        material=board.material,
        style=style,
        script=script,
        policy=_policy(style, script),
        map=draw_map(board.material.areas, incidents),
        incidents=incidents,
        gaps=gaps_of(board.findings, page.names),
        link_of=link_of,
        moment=lambda instant: moment(instant, page.zone),
        period=lambda begins, ends: period(begins, ends, page.zone),
        verdicts=VERDICTS,
        words=words,
        how_many=how_many,
    )


def in_turns(uses: Sequence[Use], most: int) -> Sequence[Use]:
    """Return at most so many reports in their order, of everybody who claims any in turn.

    So no side fills a list before another is heard.
    """
    if len(uses) <= most:
        return uses
    heard: Counter[str] = Counter()
    turns = []
    for place, use in enumerate(uses):
        turns.append((heard[use.origin], place))
        heard[use.origin] += 1
    return [uses[place] for place in sorted(place for _, place in sorted(turns)[:most])]


def link_of(address: str) -> str:
    """Return an address that may be followed: http or https only, else empty."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return address if parts.scheme in ("http", "https") and parts.netloc else ""


def _page_of(board: Board) -> Page:
    page = Page(
        board=board,
        zone=zone_of(board.zone),
        grid=shortened(build_grid(board), MOST_LISTED),
        names=dict(board.material.names),
        notes={(note.source, note.report): note for note in board.material.reports},
    )
    unlisted = {id(f) for block in page.grid.clauses for f in block.unlisted}
    for index, finding in enumerate(board.findings, 1):
        page.by_clause[finding.clause].append(finding)
        if id(finding) in unlisted:
            continue
        page.cards[id(finding)] = Card(f"f-{index}", _title(finding, page), finding, page)
    return page


def _title(finding: Finding, page: Page) -> str:
    reading = f" (reading: {finding.reading})" if finding.reading else ""
    slot = words.slot_words(finding, page.zone)
    return f"{finding.clause}{reading}, {page.name(finding.bearer)}, {slot}"


def _note_of(label: str, findings: list[Finding]) -> ClauseNote:
    """Return what the findings themselves tell of a clause that has no note."""
    first = next(iter(findings), None)
    if first is None:
        return ClauseNote(label)
    return ClauseNote(label, words=first.words, line=first.line)


# ---- the shell ----------------------------------------------------------------------------------


@cache
def _environment() -> Environment:
    """Return the templates; everything that is put in is escaped."""
    return Environment(
        loader=PackageLoader("servanda.publish"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _source(name: str) -> str:
    source, _, _ = PackageLoader("servanda.publish").get_source(_environment(), name)
    return source


def _style(page: Page) -> str:
    """Return the style sheet with what every printed page repeats."""
    board = page.board
    as_of = f"{moment(board.as_of, page.zone)} {board.zone}"
    said = {
        "TITLE": board.title,
        "STANDARD": f"Standard of proof: {board.standard}. As of {as_of}",
        "FINGERPRINT": board.fingerprint,
    }
    quoted = {name: css_string(text) for name, text in said.items()}
    return re.sub(r'"\{(\w+)\}"', lambda match: quoted[match[1]], _source("page.css"))


def css_string(text: str) -> str:
    """Return text as a CSS string that can end neither itself nor its `<style>` element."""
    return '"' + re.sub(r"[^\w .,:;+/()-]", lambda m: f"\\{ord(m[0]):x} ", text) + '"'


def _policy(style: str, script: str) -> str:
    return (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)};"
        " base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
