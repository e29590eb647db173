"""What is worth knowing of a record before its figures are trusted, from its dictionaries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import pyarrow as pa

from servanda.errors import Problem
from servanda.evidence.projection.dictionary import Numbered
from servanda.evidence.projection.writing import Written
from servanda.evidence.quantities import DeclaredWords
from servanda.evidence.remarks import (
    events_of_none,
    missing_units,
    odd_points,
    undeclared_words,
    unlisted_sources,
)


def warnings_of(
    dictionary: Mapping[str, Numbered], written: Written, sources: pa.Table, words: DeclaredWords
) -> list[Problem]:
    """Return the warnings about reports.

    Args:
        dictionary: what ids mean.
        written: how often.
        sources: the table of sources.
        words: spreads that sources have declared.
    """
    spoken: set[tuple[str, str]] = {
        (row["source"], row["word"]) for row in dictionary["words"].table.to_pylist()
    }
    things = dictionary["things"].table.to_pylist()
    bare = {
        (t["act"], t["object"]): 0 for t in things
        if t["unit"] is None and t["object"] is not None and t["stance"] == 1
        and written.above_one[t["thing_id"]]
    }  # fmt: skip
    for thing in things:
        key = (thing["act"], thing["object"])
        if key in bare and thing["unit"] is None and thing["stance"] == 1:
            bare[key] += written.above_one[thing["thing_id"]]
    none: Counter[str] = Counter()
    for thing in things:
        none[thing["act"]] += written.of_none[thing["thing_id"]]
    used = {*dictionary["sources"].table["name"].to_pylist()}
    listed = {*sources["source"].to_pylist()}
    return [
        *undeclared_words(spoken, words),
        *odd_points(written.odd_points),
        *missing_units(sorted((*key, count) for key, count in bare.items())),
        *events_of_none(sorted((+none).items())),
        *unlisted_sources(used - listed, listed),
    ]
