"""The chart of a clause: every source's figures by day against what is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from servanda.assessment.findings import Figure, Finding
from servanda.publish.facts import speaker
from servanda.publish.grid import Row, balanced_parts
from servanda.publish.scale import Scale, round_scale
from servanda.publish.svg import element, icon, mark, percent, placed, shape_of, text
from servanda.publish.words import (
    bound,
    figure_interest,
    figure_span,
    number,
    plural,
    short_day,
    span,
    verdict_words,
)

_HEIGHT: Final = 236
_TOP: Final = 14
_BASE: Final = 204
_MOST_DAYS: Final = 31
_MOST_LABELS: Final = 8


@dataclass(frozen=True)
class Key:
    """One source of a chart: its name and its mark."""

    name: str
    icon: Markup


@dataclass(frozen=True)
class Part:
    """One stretch of days of a chart: its drawing and its vertical axis."""

    title: str
    axis: Markup
    plot: Markup


@dataclass(frozen=True)
class Chart:
    """The chart of one row of the board.

    Attributes:
        title: clause, reading and bearer.
        unit: what is counted, in the plural.
        summary: the chart in one sentence, for those who do not see it.
        keys: sources in the order of their first figure.
        parts: at most 31 days each.
        is_open: whether nothing bounds some day from above.
        heads, lines: the same as a table: a line per day, a column per source.
    """

    title: str
    unit: str
    summary: str
    keys: tuple[Key, ...]
    parts: tuple[Part, ...]
    is_open: bool
    heads: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]


def is_charted(row: Row) -> bool:
    """Return whether a row of the board counts something day by day: not a mere prohibition."""
    asks = any((f.bound.high or 0) > 0 for f in row.days.values())
    return asks and any(f.figures or f.certain or f.alleged for f in row.days.values())


def draw_chart(row: Row, names: dict[str, str]) -> Chart:
    """Return the chart of one row of the board.

    Args:
        row: findings by day, with their figures.
        names: short name of a party or source to the name that is shown.
    """
    findings = [row.days[day] for day in sorted(row.days)]
    speakers = _speakers(findings)
    scale = round_scale(_values(findings), from_zero=True)
    parts = tuple(
        Part(_part_title(part), _axis(scale), _plot(part, speakers, scale))
        for part in balanced_parts(findings, _MOST_DAYS)
    )
    keys = tuple(
        Key(speaker(*who, names), icon(shape_of(k)[0], hollow=shape_of(k)[1]))
        for k, who in enumerate(speakers)
    )
    unit = findings[0].bound.unit
    name = names.get(row.bearer, row.bearer) + (f", reading: {row.reading}" if row.reading else "")
    return Chart(
        title=f"{row.clause}, {name}",
        unit="occurrences" if unit in ("", "occurrence") else plural(unit),
        summary=f"{len(findings)} days, {bound(findings[0].bound)}; the table holds every figure.",
        keys=keys,
        parts=parts,
        is_open=any(finding.possible is None for finding in findings),
        heads=("Day", "Asked for", "Found", "Alleged", "Verdict", *(key.name for key in keys)),
        lines=tuple(_table_line(finding, speakers) for finding in findings),
    )


def _speakers(findings: Sequence[Finding]) -> list[tuple[str, str]]:
    """Return each (source, origin) that gives a figure, in the order of its first."""
    return list(dict.fromkeys((x.source, x.origin) for f in findings for x in f.figures))


def _values(findings: Sequence[Finding]) -> Iterator[float]:
    for finding in findings:
        asked = finding.bound
        ends = [asked.low, asked.high, finding.certain, finding.possible, finding.alleged]
        ends += [end for figure in finding.figures for end in (figure.low, figure.high)]
        yield from (end for end in ends if end is not None)


def _part_title(findings: Sequence[Finding]) -> str:
    return f"{findings[0].slot} to {findings[-1].slot}"


def _y(value: float, scale: Scale) -> float:
    return _BASE - (_BASE - _TOP) * scale.share(value)


def _axis(scale: Scale) -> Markup:
    labels = [
        text(number(value), x="100%", dx=-6, y=_y(value, scale) + 4, text_anchor="end")
        for value in scale.ticks()
    ]
    return element("svg", *labels, width=52, height=_HEIGHT, class_="axis", aria_hidden="true")


def _plot(findings: Sequence[Finding], speakers: Sequence[tuple[str, str]], scale: Scale) -> Markup:
    lines = [
        element("line", x1=0, x2="100%", y1=_y(v, scale), y2=_y(v, scale), class_="grid")
        for v in scale.ticks()
    ]
    band = 1 / len(findings)
    days = [
        _day(finding, index * band, band, speakers, scale) for index, finding in enumerate(findings)
    ]
    labels = list(_labels([finding.slot for finding in findings]))
    return element(
        "svg", *lines, *days, *labels, width="100%", height=_HEIGHT, class_="plot",
        aria_hidden="true",
    )  # fmt: skip


def _labels(slots: Sequence[str]) -> Iterator[Markup]:
    """Yield a date below every day, or below every second, third ... where they are many."""
    every = -(-len(slots) // _MOST_LABELS)
    for index, slot in enumerate(slots):
        x = percent((index + 0.5) / len(slots))
        yield element("line", x1=x, x2=x, y1=_BASE, y2=_BASE + 4, class_="tick")
        if index % every == 0:
            yield text(short_day(slot), x=x, y=_BASE + 19, text_anchor="middle")


def _day(
    finding: Finding,
    left: float,
    band: float,
    speakers: Sequence[tuple[str, str]],
    scale: Scale,
) -> Markup:
    figures = {(figure.source, figure.origin): figure for figure in finding.figures}
    marks = [
        _figure(figures[who], index, left + band * (index + 1) / (len(speakers) + 1), scale)
        for index, who in enumerate(speakers)
        if who in figures
    ]
    return Markup("").join(
        [_found(finding, left, band, scale), *_bound(finding, left, band, scale), *marks]
    )


def _found(finding: Finding, left: float, band: float, scale: Scale) -> Markup:
    """Return the stretch from certain to possible, open at the top where nothing bounds it."""
    low = _y(finding.certain, scale)
    high = float(_TOP - 8) if finding.possible is None else _y(finding.possible, scale)
    if low - high < 4:
        low, high = low + 2.0, low - 2.0
    class_ = "open" if finding.possible is None else "found"
    return element(
        "rect",
        x=percent(left + band * 0.06),
        width=percent(band * 0.88),
        y=high,
        height=low - high,
        class_=class_,
    )


def _bound(finding: Finding, left: float, band: float, scale: Scale) -> Iterator[Markup]:
    ends = (finding.bound.low, finding.bound.high)
    for end in dict.fromkeys(end for end in ends if end is not None):
        y = _y(end, scale)
        yield element("line", x1=percent(left), x2=percent(left + band), y1=y, y2=y, class_="bound")


def _figure(figure: Figure, index: int, x: float, scale: Scale) -> Markup:
    """Return a source's own figure: marks at its ends, a line between, arrows where it is open."""
    shape, hollow = shape_of(index)
    where = percent(x)
    ends = [end for end in dict.fromkeys((figure.low, figure.high)) if end is not None]
    parts = [mark(shape, x=where, y=_y(end, scale), hollow=hollow) for end in ends]
    if len(ends) == 2:
        low, high = (_y(end, scale) for end in ends)
        parts.insert(0, element("line", x1=where, x2=where, y1=low, y2=high, class_="figure"))
    elif ends and (figure.low is None or figure.high is None):
        parts.insert(0, _arrow(where, _y(ends[0], scale), is_up=figure.high is None))
    return Markup("").join(parts)


def _arrow(x: str, y: float, *, is_up: bool) -> Markup:
    path = "M0 0V-16M-4-12L0-17L4-12" if is_up else "M0 0V16M-4 12L0 17L4 12"
    return placed(element("path", d=path, class_="arrow"), x=x, y=y)


def _table_line(finding: Finding, speakers: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    figures = {(figure.source, figure.origin): figure for figure in finding.figures}
    told = []
    for who in speakers:
        figure = figures.get(who)
        interest = f" ({figure_interest(figure)})" if figure and figure_interest(figure) else ""
        told.append(figure_span(figure) + interest if figure else "–")
    return (
        finding.slot,
        bound(finding.bound),
        span(finding.certain, finding.possible),
        number(finding.alleged),
        verdict_words(finding.verdict, finding.reason),
        *told,
    )
