"""Busy worlds: many alike reports of a few days by few sources, who count and look around as well.

What is small elsewhere is drawn often here: events by who counts them too, tallies that follow each
other, leave a gap, cross midnight or are denied, looks that cover some of the events, and matters
that some of all these name.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

Row = dict[str, Any]
_ZONE = "Africa/Maputo"
_DAYS = ("2024-03-01", "2024-03-02", "2024-03-03")
_TELLERS = ("agency-a", "agency-b", "monitor", "northland")
_PERIODS: tuple[Row, ...] = (
    {"each": "day"},
    {"each": "day"},
    {"each": "day", "hours": ["10:00", "16:00"]},
    {"each": "day", "hours": ["22:00", "04:00"]},
    {},
    {"from": "2024-03-02", "to": "2024-03-04"},
    {"from": "2024-03-02 12:00", "to": "2024-03-03 12:00"},
)
_SLOTS = (12, 12, 60, 90, 120, 1440)
_LOOKS = (7, 20, 50, 300, 420, 1600, 8_000, 13_000)


def busy_world(seed: int) -> Row:
    """Return the world of a seed."""
    rng = random.Random(seed)
    duty = _duty(rng)
    kinds = [_event(rng, duty, "") for _ in range(rng.choice((1, 2, 4)))]
    reports = [{**rng.choice(kinds), "id": f"e{k}", "when": _when(rng)}
               for k in range(rng.choice((20, 40, 60)))]  # fmt: skip
    events = list(reports)
    for k in range(rng.choice((0, 1, 2, 3))):
        reports += _tallies(rng, rng.choice(events), duty, f"t{k}")
    reports += [_look(rng, rng.choice(events), f"n{k}") for k in range(rng.choice((0, 2, 6)))]
    for k in range(rng.choice((0, 1, 4, 10))):
        counted = [row for row in reports if row.get("kind") == "tally"]
        denied = rng.choice(counted if counted and rng.random() < 0.6 else reports)
        if "stance" not in denied:
            stance = rng.choice(("denies", "denies", "excepts"))
            source = rng.choice((*_TELLERS, "southland"))
            reports.append({**denied, "id": f"d{k}", "source": source, "stance": stance,
                            "of": [denied["id"]]})  # fmt: skip
    return {
        "id": "busy", "title": "A busy world", "rules": [], "agreement": agreement_of(
            rng, duty["act"], ("2024-03-01 06:00", "2024-03-04 06:00"), lambda: "valley"
        ),
        "duty": duty, "reports": _named(seed, reports), "links": _links(rng, events), "marks": [],
        "ruled": [], "rulings": [], "days": ["2024-02-01", "2024-04-15"], "expect": {},
        "because": "",
        "standard": rng.choice(("independent", "independent", "claimed", "corroborated")),
        "as_of": "2024-03-10 12:00",
    }  # fmt: skip


def _named(seed: int, reports: list[Row]) -> list[Row]:
    """Return reports of which, in some worlds, few or many name one of two matters."""
    rng = random.Random(f"matters of {seed}")
    share = rng.choice((0, 0, 0.1, 0.6))
    return [
        {**row, "about": rng.choice(("list 1", "list 2"))} if rng.random() < share else row
        for row in reports
    ]


def _duty(rng: random.Random) -> Row:
    if rng.random() < 0.4:
        kind, n, what = "ceiling", rng.choice((0, 2, 8)), {"act": "attack"}
    else:
        kind, n = rng.choice(("floor", "ceiling")), rng.choice((3, 8, 20, 45))
        what = {"act": "enter", "unit": "truck"}
    area = rng.choice(("east", "valley", "valley"))
    return {"kind": kind, "n": n, "bearer": "northland", **what, "area": area,
            **rng.choice(_PERIODS)}  # fmt: skip


def agreement_of(
    rng: random.Random, act: str, in_force: tuple[str, str], watched: Callable[[], str]
) -> Row:
    """Return an agreement of two parties, with sources that may count or cover an act.

    Args:
        rng: of the world.
        act: of its duty.
        in_force: begin and end.
        watched: chooses the area that a source watches.
    """
    sources: dict[str, Row] = {
        "northland": {"affiliation": "northland"}, "southland": {"affiliation": "southland"},
        "monitor": {"affiliation": "none", "monitor": True},
        "agency-a": {"affiliation": "none"}, "agency-b": {"affiliation": "none"},
    }  # fmt: skip
    for name in ("monitor", "agency-a", "agency-b"):
        for role in ("counts", "covers"):
            if rng.random() < 0.4:
                sources[name][role] = [{"act": act, "area": watched()}]
    return {
        "zone": _ZONE, "parties": ["northland", "southland"],
        "in_force": list(in_force),
        "areas": {"valley": ["east", "west"], "coast": []},
        "acts": {"attack": ["shelling", "raid"]}, "answers_for": {"northland": ["hill militia"]},
        "sources": sources,
    }  # fmt: skip


def _when(rng: random.Random) -> str:
    minute = rng.choice((rng.randrange(1440), rng.randrange(600, 660), rng.randrange(1310, 1440)))
    day = rng.choice(_DAYS)
    return day if rng.random() < 0.1 else f"{day} {minute // 60:02d}:{minute % 60:02d}"


def _event(rng: random.Random, duty: Row, name: str) -> Row:
    event: Row = {"id": name, "source": rng.choice(_TELLERS), "when": _when(rng),
                  "act": rng.choice(("shelling", "raid")) if duty["act"] == "attack" else "enter",
                  "area": rng.choice(("east", "east", "east", "west", "valley"))}  # fmt: skip
    if rng.random() < 0.85:
        event["hand"] = rng.choice(("northland", "northland", "northland", "southland"))
    if rng.random() < 0.1:
        event["origin"] = rng.choice(("southland", "agency-b"))
    if duty["act"] == "enter":
        event |= {"n": rng.choice((1, 1, 1, 2, [1, 3])), "unit": "truck"}
    return event


def _tallies(rng: random.Random, event: Row, duty: Row, name: str) -> list[Row]:
    """Return the tallies of one series: slots that mostly follow each other, begun at any time."""
    slot, start = rng.choice(_SLOTS), rng.choice((0, 0, 1200, 600, 37))
    like = {"source": event["source"], "act": event["act"], "area": event["area"],
            "hand": "northland", "kind": "tally"}  # fmt: skip
    like |= {"unit": "truck"} if duty["act"] == "enter" else {}
    like |= {"series": "table"} if rng.random() < 0.4 else {}
    told: list[Row] = []
    for k in range(min(2 * 1440 // slot, 60)):
        if rng.random() < 0.15:
            continue
        begins = start + k * slot
        ends = begins + slot + (slot // 2 if rng.random() < 0.04 else 0)
        n = rng.choice((0, 1, 1, 2))
        told.append({**like, "id": f"{name}-{k}", "when": [_at(begins), _at(ends)], "n": n})
    return told


def _at(minute: int) -> str:
    """Return a minute of the first day or later as text."""
    day, rest = divmod(minute, 1440)
    return f"2024-03-{day + 1:02d} {rest // 60:02d}:{rest % 60:02d}"


def _look(rng: random.Random, event: Row, name: str) -> Row:
    length = rng.choice(_LOOKS)
    day = str(event["when"])[8:10]
    hour, minute = (str(event["when"]) + " 00:00")[11:16].split(":")
    begins = (int(day) - 1) * 1440 + int(hour) * 60 + int(minute) - rng.randrange(-2, length)
    begins = max(begins, 0)
    return {"id": name, "source": rng.choice(_TELLERS), "act": event["act"],
            "area": rng.choice((event["area"], "valley")), "stance": "observed-none",
            "when": [_at(begins), _at(begins + length)]}  # fmt: skip


def _links(rng: random.Random, events: list[Row]) -> list[Row]:
    links: list[Row] = []
    left = list(events)
    rng.shuffle(left)
    for _ in range(rng.choice((0, 3, 8))):
        size = rng.choice((2, 2, 3, 6))
        chosen, left = left[:size], left[size:]
        if len(chosen) == size:
            links.append({"reports": [row["id"] for row in chosen], "recorded": "2024-03-06"})
    return links
