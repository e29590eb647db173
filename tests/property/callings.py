"""Records of many calls for a reply or a notice, most of them alike, some of them not."""

from __future__ import annotations

import csv
import random
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

Row = dict[str, str]

_HEAD: Final = """\
---
title: Calls for replies (made up)
parties: {northland: Northland, southland: Southland}
third parties: {commission: The Commission}
time zone: Africa/Maputo
in force: {from: 2024-03-01 00:00, for: 9 days}
areas: {east: The East, west: The West}
apart:
  - [east, west]
vocabulary:
  acts:
    notify: {does: notifies, done: notified, result: true}
---
# Calls for replies

```terms
"""
_TERMS: Final = (
    "When hostages are released, the parties must together receive at least {n} prisoners within"
    " {h} hours.",
    "When hostages are released, each party must receive at least {n} prisoners within {h} hours.",
    "When hostages are released in the east, Northland must receive at least {n} prisoners within"
    " {h} hours.",
    "When at least 2 hostages are released, Southland must receive at least {n} prisoners within"
    " {h} hours.",
    "Northland must notify the commission at least {h} hours before troops are withdrawn.",
    "Southland must notify the commission at least {h} hours before troops are withdrawn.",
)
_FURTHER: Final = (
    "Northland must receive at least 3 prisoners each day.",
    "Southland must not withdraw troops in the west.",
    "The parties must not shell in the east.",
)
_FIRST: Final = datetime(2024, 2, 29, 20, tzinfo=UTC)
_COLUMNS: Final = (
    "report", "source", "origin", "recorded_at", "begins", "ends", "kind", "actor", "act", "object",
    "recipient", "quantity", "quantity_low", "quantity_high", "unit", "area", "about", "stance",
    "of", "replaces",
)  # fmt: skip
_SOURCES: Final = (
    ("post", "monitor", "none"), ("watch", "monitor", "none"), ("agency", "media", "none"),
    ("north press", "media", "northland"), ("south press", "media", "southland"),
)  # fmt: skip


def write_case(folder: Path, seed: int, matters: int) -> None:
    """Write a case whose record names many matters.

    Args:
        folder: empty.
        seed: of all that is drawn.
        matters: how many.
    """
    rng = random.Random(seed)
    hours = rng.choice((24, 24, 30, 6))
    text = _HEAD + "\n".join(_clauses(rng, hours)) + "\n```\n"
    (folder / "agreement.md").write_text(text, encoding="utf-8")
    _write(folder / "sources.csv", ("source", "name", "kind", "affiliation", "reason"), [
        {"source": name, "name": name, "kind": kind, "affiliation": side, "reason": "made up"}
        for name, kind, side in _SOURCES
    ])  # fmt: skip
    drawn = _Drawn(rng, hours, rng.choice((0.0, 0.0, 0.05)))
    for number in range(matters):
        drawn.matter(number)
    if rng.random() < 0.25:
        drawn.unnamed()
    _write(folder / "reports.csv", _COLUMNS, drawn.rows)
    if drawn.links:
        _write(
            folder / "links.csv", ("reports", "link", "by", "reason", "recorded_at"), drawn.links
        )


def write_alike(folder: Path, terms: str, ways: Sequence[Mapping[str, Any]]) -> None:
    """Write a case of releases with their answers, which only what is said here tells apart.

    Args:
        folder: empty.
        terms: of the agreement.
        ways: of each matter, what is otherwise than in the first of all ways; `at`: how long after
            the beginning, `low`, `reply low`: the least of a figure.
    """
    (folder / "agreement.md").write_text(f"{_HEAD}{terms}\n```\n", encoding="utf-8")
    _write(folder / "sources.csv", ("source", "name", "kind", "affiliation", "reason"), [
        {"source": name, "name": name, "kind": kind, "affiliation": side, "reason": "made up"}
        for name, kind, side in _SOURCES
    ])  # fmt: skip
    drawn = _Drawn(random.Random(0), 24, 0.0)
    plain = {name: choices[0] for name, choices in _WAYS.items()}
    for number, otherwise in enumerate(ways):
        about, told = f"m{number}", {**plain, **otherwise}
        at = _FIRST + told.get("at", timedelta(days=2, seconds=number))
        drawn._act(about, "release", at, told, "")
        if told["is answered"]:
            drawn._act(about, "receive", at + timedelta(hours=3), told, "reply ")
        if told["is looked for"]:
            drawn._look(about, "receive", (at, at + timedelta(hours=25)), told)
    drawn._act("later", "withdraw", _FIRST + timedelta(days=7, minutes=30), plain, "")
    _write(folder / "reports.csv", _COLUMNS, drawn.rows)


def _clauses(rng: random.Random, hours: int) -> list[str]:
    terms = rng.sample(_TERMS, rng.randrange(1, 4))
    terms += rng.sample(_FURTHER, rng.choice((0, 0, 1, 2)))
    n = rng.choice((1, 1, 2))
    return [f"[c{k}] " + term.format(n=n, h=hours) for k, term in enumerate(terms)]


def _write(path: Path, columns: tuple[str, ...], rows: list[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)


def _figure(low: str, high: str) -> Row:
    """Return the columns of a figure; without a least it is one number."""
    return {"quantity_low": low, "quantity_high": high} if low else {"quantity": high}


def _words(instant: datetime) -> str:
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")


_TRIGGER_SOURCES: Final = ("post", "watch", "agency", "north press", "south press")
_LAGS: Final = tuple(timedelta(seconds=s) for s in (0, -1, 1, -18_000, 72_000, -86_400))
_LENGTHS: Final = (timedelta(seconds=1), timedelta(minutes=30), timedelta(hours=26))
_WAYS: Final[dict[str, tuple[object, ...]]] = {
    "after": tuple(timedelta(seconds=s) for s in (0, 0, 1, 420, 3_599, 3_600, 86_400)),
    "lag": _LAGS,
    "length": _LENGTHS,
    "reply length": _LENGTHS,
    "source": _TRIGGER_SOURCES,
    "reply source": _TRIGGER_SOURCES,
    "origin": ("", "agency", "south press"),
    "reply origin": ("", "agency", "south press"),
    "actor": ("northland", "southland", ""),
    "reply actor": ("northland", "southland", ""),
    "area": ("east", "west"),
    "reply area": ("east", "west"),
    "figure": ("1", "2", "5", ""),
    "reply figure": ("1", "2", "5", ""),
    "is told": (True, True, True, False),
    "is answered": (True, True, False),
    "is looked for": (False, False, True),
    "look source": ("post", "watch", "north press"),
    "look area": ("",),
    "look before": tuple(timedelta(seconds=s) for s in (0, 1, 3_600, 720_000)),
    "look after": tuple(timedelta(seconds=s) for s in (2, 0, 3_600, 720_000)),
}
"""What is drawn of a matter."""
_SELDOM: Final[dict[str, tuple[object, ...]]] = {
    "area": ("east", "west", ""),
    "reply area": ("east", "west", ""),
    "look area": ("", "east"),
}
"""Of some records: where these are drawn, a look may be over what another matter's reply tells."""


class _Drawn:
    """The rows of a record, while it is drawn: few matters, each again and again with a change.

    Attributes:
        rows: of `reports.csv`.
        links: of `links.csv`.
    """

    def __init__(self, rng: random.Random, hours: int, odd: float) -> None:
        self.rng, self._hours, self._odd = rng, hours, odd
        self.rows: list[Row] = []
        self.links: list[Row] = []
        self._ways = {**_WAYS, **(_SELDOM if rng.random() < 0.2 else {})}
        self._first = [self._matter() for _ in range(3)]
        self._varied = rng.sample(list(self._ways), 4)

    def _matter(self) -> dict[str, Any]:
        drawn: dict[str, Any] = {name: self.rng.choice(ways) for name, ways in self._ways.items()}
        drawn["acts"] = self.rng.choice((("release", "receive"), ("withdraw", "notify")))
        drawn["begins"] = _FIRST + timedelta(hours=self.rng.randrange(-12, 230))
        return drawn

    def matter(self, number: int) -> None:
        """Draw the reports of one matter: a trigger, perhaps a reply, and what else there is."""
        rng, about = self.rng, f"m{number}"
        drawn = dict(rng.choice(self._first))
        for name in rng.sample(self._varied, rng.choice((0, 1, 1, 2))):
            drawn[name] = rng.choice(self._ways[name])
        trigger, reply = drawn["acts"]
        at = drawn["begins"] + drawn["after"]
        lag = timedelta(hours=self._hours) + drawn["lag"]
        answered = at + lag if trigger == "release" else at - lag
        if drawn["is told"]:
            self._act(about, trigger, at, drawn, "")
        if drawn["is answered"]:
            self._act(about, reply, answered, drawn, "reply ")
        if drawn["is looked for"]:
            self._look(about, reply, (at, answered), drawn)
        if rng.random() < self._odd:
            self._act(about, rng.choice((trigger, reply)), at, drawn, "")
        if rng.random() < self._odd and self.rows:
            self._deny(self.rows[-1])
        if rng.random() < self._odd and len(self.rows) > 1:
            self._link(self.rows[-2], self.rows[-1])

    def unnamed(self) -> None:
        """Draw a reply that names no matter."""
        act = self.rng.choice(("receive", "notify"))
        self._act("", act, _FIRST + timedelta(hours=40), self._matter(), "")

    def _act(self, about: str, act: str, at: datetime, drawn: dict[str, Any], of: str) -> None:
        thing, recipient = {
            "release": ("hostage", ""), "receive": ("prisoner", ""), "withdraw": ("troop", ""),
            "notify": ("", "commission"),
        }[act]  # fmt: skip
        self._add({
            "source": drawn[f"{of}source"], "origin": drawn[f"{of}origin"],
            "begins": _words(at), "ends": _words(at + drawn[f"{of}length"]),
            "actor": drawn[f"{of}actor"], "act": act, "object": thing, "recipient": recipient,
            **_figure(drawn.get(f"{of}low", ""), drawn[f"{of}figure"] if thing else ""),
            "unit": thing, "area": drawn[f"{of}area"],
            "about": about, "stance": "asserts",
        })  # fmt: skip

    def _look(
        self, about: str, act: str, times: tuple[datetime, datetime], drawn: dict[str, Any]
    ) -> None:
        thing, recipient = ("prisoner", "") if act == "receive" else ("", "commission")
        self._add({
            "source": drawn["look source"], "origin": "",
            "begins": _words(min(times) - drawn["look before"]),
            "ends": _words(max(times) + drawn["look after"]),
            "actor": "", "act": act, "object": thing, "recipient": recipient,
            "area": drawn["look area"], "about": about, "stance": "observed-none",
        })  # fmt: skip

    def _deny(self, row: Row) -> None:
        self._add({**row, "source": "south press", "stance": "denies",
                   "of": f"{row['source']}:{row['report']}"})  # fmt: skip

    def _link(self, one: Row, two: Row) -> None:
        if one["stance"] == two["stance"] == "asserts":
            names = [f"{row['source']}:{row['report']}" for row in (one, two)]
            self.links.append({"reports": "|".join(names), "link": "same", "by": "A. Reader",
                               "reason": "made up", "recorded_at": two["ends"]})  # fmt: skip

    def _add(self, row: Row) -> None:
        row["report"] = f"r{len(self.rows)}"
        row["kind"] = "event"
        row["recorded_at"] = row["ends"]
        self.rows.append(row)
