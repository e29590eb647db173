"""The agreement of the plain workload: the five terms, fewer of them, or many."""

from __future__ import annotations

from typing import Final

from benchmarks.scale.facts import DAYS, ZONE, parties

_HEAD: Final = """\
---
title: Log of certain events (made up)
parties:
{parties}
third parties: {{commission: The Commission}}
time zone: {zone}
in force: {{from: 2024-11-27 00:00, for: {days} days}}
areas:
{areas}
apart:
  - [{apart}]
vocabulary:
  acts:
    notify: {{does: notifies, done: notified, result: true}}
---
# Log of certain events

Nothing here is real. The sentences ask what the hand-written queries of the benchmark ask.

```terms
{terms}
```
"""
_TIME: Final = "from 2024-11-29 04:00 until 2024-12-25 04:00"
_TERMS: Final = (
    "[p1] Eastland must not shell in s07 {time}.",
    "[p2] Eastland must not shell in s07 between 10:00 and 16:00 each day {time}.",
    "[p3] When hostages are released, the parties must together receive at least 1 prisoner within"
    " 24 hours.",
    "[p4] Northland must deliver at least {floor} aid trucks into s07 each day.",
    "[p5] Northland must notify the commission at least 24 hours before troops are withdrawn.",
)
_FURTHER: Final = (
    "[x{n}] {party} must not shell in {area} {time}.",
    "[x{n}] {party} must not shell in {area} between 10:00 and 16:00 each day {time}.",
    "[x{n}] {party} must not fly drones over {area} {time}.",
    "[x{n}] {party} must deliver at least {floor} aid trucks into {area} each day.",
    "[x{n}] {party} must not move troops in {area} {time}.",
)


def agreement_text(floor: int, clauses: int, areas: int, only: str = "") -> str:
    """Return the agreement.

    Args:
        floor: trucks a day that p4 asks for.
        clauses: the first so many of the five terms; beyond five, prohibitions and floors of other
            parties and areas follow.
        areas: number of areas.
        only: label of one of the five, which then stands alone.
    """
    names = [f"s{k:02d}" for k in range(areas)]
    terms = [text for text in _TERMS if not only or text.startswith(f"[{only}]")][:clauses]
    terms += [_further(n, names) for n in range(clauses - len(_TERMS)) if not only]
    return _HEAD.format(
        parties="\n".join(f"  {name}: {name.title()}" for name in parties(6)),
        zone=ZONE,
        days=DAYS,
        areas="\n".join(f"  {name}: Area {name[1:]}" for name in names),
        apart=", ".join(names),
        terms="\n".join(text.replace("{time}", _TIME).replace("{floor}", str(floor))
                        for text in terms),
    )  # fmt: skip


def _further(n: int, areas: list[str]) -> str:
    party = parties(6)[n % 6].title()
    text = _FURTHER[n % len(_FURTHER)]
    return text.format(n=n + 1, party=party, area=areas[(8 + n) % len(areas)],
                       time="{time}", floor="{floor}")  # fmt: skip
