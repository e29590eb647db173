"""Reports of states, and of levels that go by several names, in the words that duties ask for.

Who says that a crossing is closed says that it is not open (SEMANTICS 4.8.7): a report of a state
that no duty asks for is read as an `observed-none` of the one that it excludes; where both are
asked for it is read as itself, and as that besides. A state told as 0 was looked at and not so,
which says at most 0 whoever counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

import pyarrow as pa

from servanda.assessment.match_things import EVERY_UNIT, SpokenThing
from servanda.evidence.scratch import scratch_for
from servanda.vocabulary import Vocabulary
from servanda.vocabulary.loader import state_act

_SQL: Final = """
SELECT r.act AS told_act, r.* REPLACE (
    coalesce(o.other, s.same, r.act) AS act,
    CASE WHEN o.other IS NOT NULL OR (s.is_state AND r.quantity_high = 0 AND r.stance = 'asserts')
        THEN 'observed-none' ELSE r.stance END AS stance),
    coalesce(c.act IS NOT NULL AND r.stance = 'asserts', false) AS has_contrary
FROM reports r LEFT JOIN same s ON s.act = r.act
LEFT JOIN opposite o ON o.act = r.act AND r.stance = 'asserts' AND r.quantity_low >= 1
LEFT JOIN contrary c ON c.act = r.act
ORDER BY r.report_no
"""


def with_states(reports: pa.Table, asked: Iterable[str], vocabulary: Vocabulary) -> pa.Table:
    """Return reports whose acts are those by which levels are asked for.

    Args:
        reports: in order of `report_no`, with `act`, `stance`, `quantity_low`, `quantity_high`.
        asked: acts of all duties.
        vocabulary: of the agreement.

    Returns:
        The reports, with `told_act`: the act as it was told, which says how long a level holds;
        and `has_contrary`: they may be read as an `observed-none` besides.
    """
    acts = set(asked)
    states = {state_act(name) for name in vocabulary.states}
    same = [(act, one, act in states) for act, one in same_levels(vocabulary).items()]
    opposite = opposites(vocabulary, acts)
    with scratch_for(reports.num_rows) as place:
        place.register("reports", reports)
        place.register("same", pa.table({
            "act": pa.array([a for a, _, _ in same], pa.string()),
            "same": pa.array([b for _, b, _ in same], pa.string()),
            "is_state": pa.array([c for _, _, c in same], pa.bool_()),
        }))  # fmt: skip
        place.register("opposite", pa.table({
            "act": pa.array(list(opposite), pa.string()),
            "other": pa.array(list(opposite.values()), pa.string()),
        }))  # fmt: skip
        contrary = pa.array(list(contraries(vocabulary, acts)), pa.string())
        place.register("contrary", pa.table({"act": contrary}))
        return place.read(_SQL)


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
    return {one: other for one, other in _excluded(vocabulary, asked) if one not in asked}


def contraries(vocabulary: Vocabulary, asked: set[str]) -> dict[str, str]:
    """Return the states that are asked for, each with the other asked for that it excludes."""
    return {one: other for one, other in _excluded(vocabulary, asked) if one in asked}


def contrary_of(spoken: SpokenThing, acts: Mapping[str, str]) -> SpokenThing | None:
    """Return what nothing is that is in a state; None: nobody asks for that.

    Args:
        spoken: what is told of.
        acts: from `contraries`.
    """
    act = acts.get(spoken.thing.act)
    if act is None:
        return None
    return replace(spoken, thing=replace(spoken.thing, act=act, unit=EVERY_UNIT))


def _excluded(vocabulary: Vocabulary, asked: set[str]) -> Iterator[tuple[str, str]]:
    """Yield the states that exclude exactly one other that is asked for, and that one."""
    for name in vocabulary.states:
        others = [
            state_act(other)
            for other in vocabulary.states
            if vocabulary.are_apart(name, other) and state_act(other) in asked
        ]
        if len(others) == 1:
            yield state_act(name), others[0]
