"""Reports of states, and of levels that go by several names, in the words that duties ask for.

Who says that a crossing is closed says that it is not open: a report of a state that no duty asks
for is read as the denial of the one that excludes it. A state told as 0 was looked at and not so
(SEMANTICS 2.5), which says at most 0 whoever counts.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import pyarrow as pa

from servanda.evidence.scratch import scratch
from servanda.vocabulary import Vocabulary
from servanda.vocabulary.loader import state_act

_SQL: Final = """
SELECT r.act AS told_act, r.* REPLACE (
    coalesce(o.other, s.same, r.act) AS act,
    CASE WHEN o.other IS NOT NULL OR (s.is_state AND r.quantity_high = 0 AND r.stance = 'asserts')
        THEN 'observed-none' ELSE r.stance END AS stance)
FROM reports r LEFT JOIN same s ON s.act = r.act
LEFT JOIN opposite o ON o.act = r.act AND r.stance = 'asserts' AND r.quantity_low >= 1
ORDER BY r.report_no
"""


def with_states(reports: pa.Table, asked: Iterable[str], vocabulary: Vocabulary) -> pa.Table:
    """Return reports whose acts are those by which levels are asked for.

    Args:
        reports: in order of `report_no`, with `act`, `stance`, `quantity_low`, `quantity_high`.
        asked: acts of all duties.
        vocabulary: of the agreement.

    Returns:
        The reports, with `told_act`: the act as it was told, which says how long a level holds.
    """
    acts = set(asked)
    states = {state_act(name) for name in vocabulary.states}
    same = [(act, one, act in states) for act, one in same_levels(vocabulary).items()]
    opposite = opposites(vocabulary, acts)
    with scratch() as connection:
        connection.register("reports", reports)
        connection.register("same", pa.table({
            "act": pa.array([a for a, _, _ in same], pa.string()),
            "same": pa.array([b for _, b, _ in same], pa.string()),
            "is_state": pa.array([c for _, _, c in same], pa.bool_()),
        }))  # fmt: skip
        connection.register("opposite", pa.table({
            "act": pa.array(list(opposite), pa.string()),
            "other": pa.array(list(opposite.values()), pa.string()),
        }))  # fmt: skip
        return connection.sql(_SQL).to_arrow_table()


def same_levels(vocabulary: Vocabulary) -> dict[str, str]:
    """Return each act that stands with the one name of all that mean the same as it."""
    levels = [name for name, act in vocabulary.acts.items() if act.is_level]
    return {
        name: min(
            other
            for other in levels
            if vocabulary.is_kind(name, other) and vocabulary.is_kind(other, name)
        )
        for name in levels
    }


def opposites(vocabulary: Vocabulary, asked: set[str]) -> dict[str, str]:
    """Return the states that nobody asks for, each with the one asked for that it excludes."""
    found: dict[str, str] = {}
    for name in vocabulary.states:
        others = [
            state_act(other)
            for other in vocabulary.states
            if vocabulary.are_apart(name, other) and state_act(other) in asked
        ]
        if state_act(name) not in asked and len(others) == 1:
            found[state_act(name)] = others[0]
    return found
