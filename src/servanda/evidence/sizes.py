"""Sizes, ages, heights and distances that are said of a thing: `122 mm`, `over 100 mm`.

`5 nautical miles from merchant vessel` says how far it is from another thing. A size without
`over` or `under` is exactly that one; both exclude their number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Final, Literal

_LENGTHS: Final = {
    "mm": "0.001", "cm": "0.01", "m": "1", "km": "1000", "foot": "0.3048", "mile": "1609.344",
    "nautical mile": "1852",
}  # fmt: skip
_FORMS: Final = {
    "mm": "mm", "cm": "cm", "kg": "kg", "tonne": "tonne", "tonnes": "tonne",
    "m": "m", "metre": "m", "metres": "m", "meter": "m", "meters": "m",
    "km": "km", "kilometre": "km", "kilometres": "km", "kilometer": "km", "kilometers": "km",
    "foot": "foot", "feet": "foot", "mile": "mile", "miles": "mile",
    "nautical mile": "nautical mile", "nautical miles": "nautical mile",
    **{form: unit for unit in ("minute", "hour", "day", "week", "month", "year")
       for form in (unit, f"{unit}s")},
}  # fmt: skip
_FACTORS: Final = {
    **{unit: ("length", factor) for unit, factor in _LENGTHS.items()},
    "kg": ("weight", "1"), "tonne": ("weight", "1000"),
    "minute": ("time", "1"), "hour": ("time", "60"), "day": ("time", "1440"),
    "week": ("time", "10080"), "month": ("months", "1"), "year": ("months", "12"),
}  # fmt: skip
_SIZE: Final = re.compile(
    r"(?:(?P<side>over|under) )?(?P<count>\d[\d,]*(?:\.\d+)?) ?(?P<unit>[a-z]+(?: miles?)?)"
    r"(?: old| high)?(?: from (?P<of>\S.*))?"
)


@dataclass(frozen=True)
class Size:
    """A size in one unit of its kind.

    Attributes:
        side: it is more, it is less, or it is exactly that.
        count: metres, kilograms, minutes or months.
        kind: of measure, with the thing from which it is measured.
    """

    side: Literal["", "over", "under"]
    count: Decimal
    kind: tuple[str, str]


def size_name(text: str) -> str:
    """Return the canonical form of a size: `under 5000 foot`; empty: it is none."""
    found = _SIZE.fullmatch(text)
    if found is None or found["unit"] not in _FORMS:
        return ""
    count = found["count"].replace(",", "")
    if "." in count:
        count = count.rstrip("0").rstrip(".")
    start = f"{found['side']} " if found["side"] else ""
    of = f" from {found['of']}" if found["of"] else ""
    return f"{start}{count} {_FORMS[found['unit']]}{of}"


@cache
def read_size(name: str) -> Size | None:
    """Return a size from its canonical form; None: it is none."""
    found = _SIZE.fullmatch(name)
    if found is None or found["unit"] not in _FORMS:
        return None
    kind, factor = _FACTORS[_FORMS[found["unit"]]]
    side: Literal["", "over", "under"] = ""
    if found["side"]:
        side = "over" if found["side"] == "over" else "under"
    count = Decimal(found["count"].replace(",", "")) * Decimal(factor)
    return Size(side, count, (kind, found["of"] or ""))


def size_implies(one: str, other: str) -> bool:
    """Return whether everything of one size is of the other: 122 mm is over 100 mm."""
    a, b = read_size(one), read_size(other)
    if a is None or b is None or a.kind != b.kind:
        return False
    if not b.side:
        return not a.side and a.count == b.count
    if not a.side:
        return a.count > b.count if b.side == "over" else a.count < b.count
    if a.side != b.side:
        return False
    return a.count >= b.count if b.side == "over" else a.count <= b.count


def sizes_apart(one: str, other: str) -> bool:
    """Return whether nothing is of both sizes: 82 mm is not over 100 mm."""
    a, b = read_size(one), read_size(other)
    if a is None or b is None or a.kind != b.kind:
        return False
    if not a.side and not b.side:
        return a.count != b.count
    if a.side and b.side:
        over, under = (a, b) if a.side == "over" else (b, a)
        return a.side != b.side and under.count <= over.count
    exact, ranged = (a, b) if not a.side else (b, a)
    return exact.count <= ranged.count if ranged.side == "over" else exact.count >= ranged.count
