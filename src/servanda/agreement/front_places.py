"""Where the front matter says what an agreement as a whole may be wrong in: its zone, its times."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, time
from typing import Final

from servanda.agreement import values
from servanda.agreement.model import Agreement
from servanda.agreement.points import LocalMoment
from servanda.agreement.yaml_nodes import Node
from servanda.errors import Place

LIFE_HINT: Final = "write `in force: {from: 2024-03-01 06:00, for: 30 days}`"
ZONE_HINT: Final = "write `time zone: Africa/Maputo`, or another"
_KEYS: Final = ("time zone", "in force")


def places_in(root: Node) -> Mapping[tuple[str, str], Place]:
    """Return the places of some keys, as (`key`, name), and of local times, as (`time`, text).

    A key at which something stands has another, as (`key value`, name). Of a time that stands twice
    it is the first.
    """
    found: dict[tuple[str, str], Place] = {}
    for key in _KEYS:
        if key in root.entries:
            key_node, value = root.entries[key]
            is_empty = value.kind == "empty"
            found["key", key] = (key_node if is_empty else value).place
            if not is_empty:
                found["key value", key] = value.place
    for node in _times(root):
        moment = values.moment_of(node.text)
        if isinstance(moment, LocalMoment):
            found.setdefault(("time", time_text(moment.day, moment.clock)), node.place)
    return found


def _times(root: Node) -> Iterator[Node]:
    life, amendments = root.get("in force"), root.get("amendments")
    items = amendments.items if amendments is not None else []
    nodes = [root.get("signed")]
    nodes += [life.get(key) for key in ("from", "until")] if life is not None else []
    nodes += [item.get(key) for item in items for key in ("on", "in force until")]
    yield from (node for node in nodes if node is not None)


def time_text(day: date, clock: time) -> str:
    """Return a local time as messages name it: `2024-03-31 02:30`."""
    return f"{day.isoformat()} {clock:%H:%M}"


def says_something(agreement: Agreement, key: str) -> bool:
    """Return whether something stands at a key; if it cannot be read, that was told with it."""
    return ("key value", key) in agreement.places


def place_of_key(agreement: Agreement, key: str) -> Place:
    """Return where a key of the front matter has its value; without it where the file begins."""
    return agreement.places.get(("key", key), Place(agreement.path, 1))
