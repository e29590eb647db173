"""Numbers with the words behind them: one report, and not `1 reports`."""

from __future__ import annotations


def how_many(count: int, named: str) -> str:
    """Return a number with what it counts: `1,204 reports`, `1 row rejected`, `0 used`.

    Args:
        count: how many there are.
        named: what is counted; its first word is a plural in `s`, or has one form only.
    """
    first, mark, rest = named.partition(" ")
    return f"{count:,} {first.removesuffix('s') if count == 1 else first}{mark}{rest}"
