"""The codes of slips at the door: title, explanation, an example that causes it."""

from __future__ import annotations

from typing import Final

CODES: Final[dict[str, tuple[str, str, str]]] = {
    "SV831": (
        "parts and total differ",
        "The columns that make up a total add up to another number. Nothing is corrected.",
        "men 3, women 4, killed 8",
    ),
    "SV832": (
        "daily figure and running total differ",
        "What a row says it adds is not what the running total rises by: a late addition, another"
        " way of counting, or a slip.",
        "killed 6, killed_cum 100 and then 110",
    ),
    "SV833": (
        "a running total falls",
        "A total from one start cannot fall. It was corrected, or counts something else now.",
        "killed_cum 110 and then 101",
    ),
    "SV834": (
        "latitude and longitude look exchanged",
        "The point is far from all others, and lies among them if its two numbers change places.",
        "34.4, 31.5 among points near 31.5, 34.4",
    ),
    "SV835": (
        "the point lies outside of every area",
        "Its circle meets no outline of the agreement's areas: the point is wrong, or an outline"
        " is, or the report is of another place.",
        "latitude 0, longitude 0",
    ),
    "SV836": (
        "a clock drifts",
        "Two columns that name one instant differ by other hours than in the rest of the file, or a"
        " report was recorded before what it tells of began. A zone or summer time was mistaken, or"
        " day and month.",
        "alertDate one hour before date and time since the last Sunday of March",
    ),
    "SV837": (
        "digits may be swapped",
        "The figure does not fit its neighbours, and would if two digits of it changed places.",
        "killed 64, killed_cum 300 and then 346",
    ),
    "SV838": (
        "low, best and high are out of order",
        "A lower estimate is more than a higher one.",
        "low 5, best 4, high 9",
    ),
    "SV839": (
        "the unit changes inside a file",
        "From here on rows are of another unit, so that counts before and after do not compare.",
        "air-raid alerts by oblast, and from December 2025 by raion",
    ),
    "SV840": (
        "a point may part thousands",
        "Half of the world writes 25.000 for 25000. Here a point parts decimals; of what has no"
        " fractions such a figure is rejected (SV326), of a measure it is read, and shown.",
        "25.000 litres",
    ),
}
"""Code to (title, explanation, example)."""
