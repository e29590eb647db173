"""Inline SVG, built from escaped attributes and texts only.

Drawings stretch with the page while their text and marks keep their size: horizontal positions are
percentages, vertical ones pixels, and a mark is an inner `<svg>` placed at a percentage. Colours
and fonts come from the page's style sheet by class, so that no style attribute is needed.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from markupsafe import Markup, escape

SHAPES: Final = (
    "circle",
    "square",
    "diamond",
    "up",
    "down",
    "cross",
    "plus",
    "hexagon",
)
"""Shapes that tell sources apart without colour, in order of use."""

_PATHS: Final = {
    "circle": "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0z",
    "square": "M-4.5-4.5h9v9h-9z",
    "diamond": "M0-6L6 0L0 6L-6 0z",
    "up": "M0-6L5.5 4.5h-11z",
    "down": "M0 6L5.5-4.5h-11z",
    "cross": "M-5-3L-3-5L0-2L3-5L5-3L2 0L5 3L3 5L0 2L-3 5L-5 3L-2 0z",
    "plus": "M-1.6-5.5h3.2v3.9h3.9v3.2h-3.9v3.9h-3.2v-3.9h-3.9v-3.2h3.9z",
    "hexagon": "M-3-5.2h6L6 0L3 5.2h-6L-6 0z",
}


def element(tag: str, *children: Markup, **attributes: object) -> Markup:
    """Return one element; `class_` and `text_anchor` become `class` and `text-anchor`.

    Attributes that are None are left out; numbers lose needless digits.
    """
    written = "".join(
        f' {_name(name)}="{escape(_value(value))}"'
        for name, value in attributes.items()
        if value is not None
    )
    # Everything that was put in is escaped at this point.
    if not children:
        return Markup(f"<{tag}{written}/>")
    return Markup(f"<{tag}{written}>{''.join(children)}</{tag}>")


def text(content: str, **attributes: object) -> Markup:
    """Return a text element with escaped content."""
    return element("text", escape(content), **attributes)


def percent(share: float) -> str:
    """Return a share of the width as a percentage with two digits at most."""
    return f"{share * 100:.2f}".rstrip("0").rstrip(".") + "%"


def mark(shape: str, *, x: str, y: float, class_: str = "mark", hollow: bool = False) -> Markup:
    """Return a mark centred at a percentage and a height; it keeps its size."""
    name = f"{class_} hollow" if hollow else class_
    return placed(element("path", d=_PATHS[shape], class_=name), x=x, y=y)


def placed(drawing: Markup, *, x: str, y: float) -> Markup:
    """Return a drawing moved to a percentage and a height."""
    return element("svg", drawing, x=x, y=y, class_="at")


def icon(shape: str, *, hollow: bool = False) -> Markup:
    """Return a mark alone, for a legend."""
    inner = mark(shape, x="50%", y=8, hollow=hollow)
    return element("svg", inner, width=16, height=16, class_="icon", aria_hidden="true")


def shape_of(index: int) -> tuple[str, bool]:
    """Return the shape of the source of that index and whether it is hollow; 16 differ."""
    return SHAPES[index % len(SHAPES)], index // len(SHAPES) % 2 == 1


@cache
def _name(argument: str) -> str:
    return argument.rstrip("_").replace("_", "-")


def _value(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    return str(value)
