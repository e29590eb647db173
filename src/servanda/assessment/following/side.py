"""Duties that are followed, with all that new rows have to be told in the numbers of.

A case has one such side for what its agreement asks of people, and one for each round of questions
that its calendar asks (`conditions`): each knows things, places and hands by numbers of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import pyarrow as pa

from servanda.agreement.duties import DutyTables
from servanda.assessment.following.columns import columns_of
from servanda.assessment.following.evidence import Batch
from servanda.assessment.following.follow import Following
from servanda.assessment.following.known import Known
from servanda.assessment.following.meanings import Meanings
from servanda.assessment.following.translate import Gathered, Small, Translator, prepare_small
from servanda.assessment.prepare import Setting

FINER: Final = "figures are finer than before"
POINTS: Final = "places are points on a map"
TIES: Final = "corrections were recorded at one instant"


@dataclass(frozen=True)
class Arrived:
    """What came, as every side has to be told of it.

    Attributes:
        gathered: the new rows, and what they are kin to.
        known: all rows, the new ones included.
        setting: of the agreement.
        sources: all that are declared.
        as_of: an instant by which all is recorded, microseconds UTC.
    """

    gathered: Gathered
    known: Known
    setting: Setting
    sources: pa.Table
    as_of: int


@dataclass(frozen=True)
class Side:
    """Some duties, and what is found of them.

    Attributes:
        duties: what is asked.
        scales: unit to the number by which its figures are multiplied.
        meanings: of the numbers that it is judged in.
        following: what is found.
    """

    duties: DutyTables
    scales: Mapping[str, int]
    meanings: Meanings
    following: Following

    def batch(self, arrived: Arrived) -> tuple[Batch, str]:
        """Return what came in the numbers of this side; or say why that cannot be."""
        known, setting = arrived.known, arrived.setting
        tools = (self.duties, setting, arrived.as_of)
        small = prepare_small(arrived.gathered, tools, self.scales)
        scales = small.prepared.scales
        if any(scales[unit] != self.scales.get(unit, 1) for unit in scales):
            return Batch(), FINER
        places = small.prepared.dictionary.places
        if self.meanings.has_points or any(place.points is not None for place in places):
            return Batch(), POINTS
        if _has_ties(small):
            return Batch(), TIES
        held, linked = self.following.kin([known.numbers[name] for name in small.kin])
        translator = Translator(known, self.meanings, self.following.covered)
        batch, is_grown = translator.batch(small, arrived.gathered.names, held, linked)
        if is_grown:
            relations = self.meanings.relations(
                self.following.relations, self.duties, setting, arrived.sources
            )
            batch = replace(batch, relations=relations)
        return batch, ""


def _has_ties(small: Small) -> bool:
    """Return whether of two versions of a report the id decides which is the later."""
    rows = columns_of(small.prepared.case.tables["reports"])
    is_chained = rows["root_no"] != rows["report_no"]
    roots = {*rows["root_no"][is_chained].tolist()}
    pairs = [
        (root, at)
        for root, at in zip(rows["root_no"].tolist(), rows["recorded_at"].tolist(), strict=True)
        if root in roots
    ]
    return len(set(pairs)) < len(pairs)
