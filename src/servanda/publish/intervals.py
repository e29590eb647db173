"""The drawing of one finding: the duty, what was found, and every source's own figure.

Each line is a row of a table: a name, a stretch of a common scale, and the same in words, so that
the words alone say everything (SEMANTICS 4, 6).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from servanda.assessment.findings import Bound, Figure, Finding
from servanda.publish.facts import speaker
from servanda.publish.scale import Scale, finding_scale
from servanda.publish.svg import element, mark, percent, placed, text
from servanda.publish.words import (
    bound,
    counted,
    figure_interest,
    figure_remark,
    figure_span,
    number,
    plural,
    span,
)

_HEIGHT: Final = 36
_MIDDLE: Final = 18
_LEFT: Final = 0.03
_WIDTH: Final = 0.93


@dataclass(frozen=True)
class Line:
    """One row of the drawing.

    Attributes:
        name: what the row is of; a source's name where `is_source`.
        words: the stretch in words.
        note: interest and remarks, empty where there are none.
        drawing: the stretch as SVG, hidden from screen readers as the words say the same.
    """

    name: str
    words: str
    note: str
    drawing: Markup
    is_source: bool = False


@dataclass(frozen=True)
class Interval:
    """The whole drawing: its rows, its scale, what the scale counts."""

    lines: tuple[Line, ...]
    axis: Markup
    unit: str


def draw_interval(finding: Finding, names: dict[str, str]) -> Interval:
    """Return the drawing of a finding.

    Args:
        finding: with its figures.
        names: short name of a source to the name that is shown.
    """
    scale = finding_scale(finding)
    asked, unit = finding.bound, finding.bound.unit
    found = span(finding.certain, finding.possible)
    lines = [
        Line("Asked for", bound(asked), "", _canvas(asked, scale)),
        Line(
            "Found",
            counted(found, unit),
            f"certain {number(finding.certain)}, possible {number(finding.possible)}",
            _canvas(asked, scale, _stretch(finding.certain, finding.possible, scale, "found")),
        ),
        Line(
            "Alleged",
            counted(number(finding.alleged), unit),
            "the most that anybody claims",
            _canvas(asked, scale, _claim(finding.alleged, scale)),
        ),
    ]
    lines += [_figure_line(figure, finding, scale, names) for figure in finding.figures]
    counts = "occurrences" if unit in ("", "occurrence") else plural(unit)
    return Interval(tuple(lines), _axis(scale), counts)


def _figure_line(figure: Figure, finding: Finding, scale: Scale, names: dict[str, str]) -> Line:
    name = speaker(figure.source, figure.origin, names)
    low = 0.0 if figure.low is None and figure.high is not None else figure.low
    style = "figure silent" if figure.is_silence else "figure"
    drawn = _stretch(low, figure.high, scale, style) if low is not None else Markup("")
    notes = (figure_interest(figure), figure_remark(figure))
    note = "; ".join(words for words in notes if words)
    return Line(name, figure_span(figure), note, _canvas(finding.bound, scale, drawn), True)


def _canvas(asked: Bound, scale: Scale, drawing: Markup | None = None) -> Markup:
    """Return one row's drawing over the zone in which the duty is kept."""
    parts = [*_kept_zone(asked, scale), drawing or Markup("")]
    return element("svg", *parts, width="100%", height=_HEIGHT, aria_hidden="true")


def _kept_zone(asked: Bound, scale: Scale) -> list[Markup]:
    """Return the stretch that keeps the duty, and a line at each end of n."""
    if asked.low is None or asked.high is None:
        return []
    low, high = _x(asked.low, scale), _x(asked.high, scale)
    begins, ends = {"at least": (high, 1.0), "at most": (0.0, low)}.get(asked.op, (low, high))
    zone = element(
        "rect", x=percent(begins), y=0, width=percent(ends - begins), height=_HEIGHT, class_="kept"
    )
    lines = [
        element("line", x1=percent(x), x2=percent(x), y1=0, y2=_HEIGHT, class_="bound")
        for x in dict.fromkeys((low, high))
    ]
    return [zone, *lines]


def _stretch(low: float, high: float | None, scale: Scale, class_: str) -> Markup:
    begins = _x(low, scale)
    ends = 0.985 if high is None else _x(high, scale)
    bar = element(
        "line", x1=percent(begins), x2=percent(ends), y1=_MIDDLE, y2=_MIDDLE, class_=class_
    )
    if high is None:
        arrow = element("path", d="M-5-6L4 0L-5 6z", class_=f"{class_} end")
        return bar + _end(begins, class_) + placed(arrow, x=percent(ends), y=_MIDDLE)
    if low == high:
        return mark("circle", x=percent(begins), y=_MIDDLE, class_=f"{class_} dot")
    return bar + _end(begins, class_) + _end(ends, class_)


def _end(x: float, class_: str) -> Markup:
    cap = element("line", x1=0, x2=0, y1=-6, y2=6, class_=f"{class_} cap")
    return placed(cap, x=percent(x), y=_MIDDLE)


def _claim(value: float, scale: Scale) -> Markup:
    return mark("diamond", x=percent(_x(value, scale)), y=_MIDDLE, class_="claim", hollow=True)


def _axis(scale: Scale) -> Markup:
    parts = []
    for value in scale.ticks():
        x = percent(_x(value, scale))
        parts.append(element("line", x1=x, x2=x, y1=0, y2=4, class_="tick"))
        parts.append(text(number(value), x=x, y=17, text_anchor="middle"))
    return element("svg", *parts, width="100%", height=22, class_="axis", aria_hidden="true")


def _x(value: float, scale: Scale) -> float:
    """Return where a value lies, leaving room for marks and arrows at both ends."""
    return _LEFT + _WIDTH * scale.share(value)
