"""The interval of a finding in text: what is asked for, what was found, what each source says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rich.table import Table

from servanda.assessment.findings import Figure, Finding
from servanda.publish.facts import speaker
from servanda.publish.scale import Scale, finding_scale
from servanda.publish.terminal.style import said
from servanda.publish.words import (
    bound,
    figure_interest,
    figure_remark,
    figure_span,
    number,
    plural,
    span,
)


@dataclass(frozen=True)
class Glyphs:
    """The characters of a bar."""

    line: str
    low: str
    high: str
    one: str
    open_end: str
    claim: str


UNICODE = Glyphs("─", "├", "┤", "●", "▶", "◇")
ASCII = Glyphs("-", "[", "]", "o", ">", "x")


@dataclass(frozen=True)
class Bar:
    """One line of the drawing: who, the stretch from low to high (None: open), the words."""

    name: str
    low: float | None
    high: float | None
    words: str
    is_claim: bool = False


def bars_of(finding: Finding, names: dict[str, str]) -> list[Bar]:
    """Return the lines of a finding: the duty, what was found, then every source's own figure."""
    asked = finding.bound
    duty_low, duty_high = asked.low, asked.high
    if asked.op == "at least":
        duty_high = None
    elif asked.op == "at most":
        duty_low = 0
    found = span(finding.certain, finding.possible)
    lines = [
        Bar("asked for", duty_low, duty_high, bound(asked)),
        Bar("found", finding.certain, finding.possible, found),
        Bar("alleged", finding.alleged, finding.alleged, number(finding.alleged), is_claim=True),
    ]
    return lines + [_bar_of(figure, names) for figure in finding.figures]


def _bar_of(figure: Figure, names: dict[str, str]) -> Bar:
    name = speaker(figure.source, figure.origin, names)
    words = [figure_span(figure), figure_interest(figure), figure_remark(figure)]
    low = figure.low if figure.low is not None else 0 if figure.high is not None else None
    return Bar(name, low, figure.high, "; ".join(word for word in words if word))


def draw_bar(bar: Bar, scale: Scale, width: int, glyphs: Glyphs) -> str:
    """Return one bar as text of exactly `width` characters; nothing where nothing is known."""
    if bar.low is None and bar.high is None:
        return " " * width
    start = _column(bar.low or 0, scale, width)
    if bar.high is None:
        body = glyphs.low + glyphs.line * (width - start - 2) + glyphs.open_end
        return (" " * start + (body if start < width - 1 else glyphs.open_end))[:width]
    end = _column(bar.high, scale, width)
    if end <= start:
        return (" " * start + (glyphs.claim if bar.is_claim else glyphs.one)).ljust(width)
    return (" " * start + glyphs.low + glyphs.line * (end - start - 1) + glyphs.high).ljust(width)


def _column(value: float, scale: Scale, width: int) -> int:
    return round(scale.share(value) * (width - 1))


def bar_table(finding: Finding, names: dict[str, str], width: int, glyphs: Glyphs) -> Table:
    """Return the drawing: a line per bar with its name and words, the scale beneath."""
    scale = finding_scale(finding)
    room = max(12, min(44, width // 3))
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(overflow="fold", max_width=max(12, width // 4))
    table.add_column(width=room, no_wrap=True)
    table.add_column(overflow="fold")
    for bar in bars_of(finding, names):
        table.add_row(said(bar.name), draw_bar(bar, scale, room, glyphs), said(bar.words))
    table.add_row("", "".join(_axis(scale, room)), plural(finding.bound.unit))
    return table


def _axis(scale: Scale, width: int) -> Iterator[str]:
    """Yield the two ends of the scale, left and right."""
    low, high = number(scale.low), number(scale.high)
    yield low
    yield high.rjust(width - len(low))
