"""Makes frames: all cells for ranges of radii, with neighbouring ranges at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from servanda.evidence.grid.classes import PlaceClasses
from servanda.evidence.grid.frame import Frame
from servanda.evidence.grid.levels import Cut, Halving, Level
from servanda.evidence.grid.outlines import Outlines
from servanda.evidence.grid.raster import Raster, pairs_at_most
from servanda.evidence.grid.store import OPEN_FROM, CellStore

if TYPE_CHECKING:
    from servanda.evidence.grid.arrays import Integers

PAIRS_PER_EDGE: Final = 8
MOST_PAIRS_PER_EDGE: Final = 24
"""Cells are wider at first if more pairs of a cell and a near edge had to be looked at than so many
for each edge and one for each point; or, with ever so many points, than this for each edge."""
MOST_PAIRS: Final = 1 << 23
"""Cells are not halved if more pairs of a cell and an edge had to be looked at, and more than four
times what is looked at first."""
MOST_RATIO: Final = 1.5
"""Ranges of radii are neighbours if the one begins within so many times the end of the other."""


@dataclass(frozen=True)
class Wanted:
    """A frame to be made.

    Attributes:
        radii: the least and the greatest, in metres.
        points: how many were seen.
        side: how many cells there shall be across at most; a power of 2.
    """

    radii: tuple[float, float]
    points: int
    side: int


class FrameMaker:
    """Makes the cells of frames, and writes down those that are open."""

    def __init__(
        self, outlines: Outlines, classes: PlaceClasses, frame: Frame, store: CellStore
    ) -> None:
        self._outlines, self._classes, self._frame = outlines, classes, frame
        self._store = store
        self._halving = Halving(outlines, classes)

    def made(self, wanted: Sequence[Wanted]) -> list[Integers]:
        """Return the entries of all cells of each frame, row by row.

        Args:
            wanted: ranges that do not overlap, by their radii.
        """
        import numpy as np

        found: list[Integers] = [np.full(1, OPEN_FROM, np.int32) for _ in wanted]
        runs: list[list[int]] = []
        for number, want in enumerate(wanted):
            if want.side > 1:
                if runs and want.radii[0] <= MOST_RATIO * wanted[runs[-1][-1]].radii[1]:
                    runs[-1].append(number)
                else:
                    runs.append([number])
        for run in runs:
            for number, entries in self._made_at_once([wanted[k] for k in run]).items():
                found[run[number]] = entries
        return found

    def _made_at_once(self, wanted: Sequence[Wanted]) -> dict[int, Integers]:
        """Return the entries of frames by their number."""
        found: dict[int, Integers] = {}
        ranges = [want.radii for want in wanted]
        level, cuts = self._begun(wanted)
        most = max(MOST_PAIRS, 4 * MOST_PAIRS_PER_EDGE * self._store.edges)
        while True:
            side = len(level.lattice.x)
            is_full = 4 * len(level.near.edge) > most
            done = {
                number: cut
                for number, cut in cuts.items()
                if is_full or side >= wanted[number].side
            }
            found |= self._halving.written(self._store, level, done)
            cuts = {number: cut for number, cut in cuts.items() if number not in done}
            if not cuts:
                return found
            lattice = self._frame.lattice(2 * side, ranges)
            level, cuts = self._halving.halved(level, cuts, lattice)

    def _begun(self, wanted: Sequence[Wanted]) -> tuple[Level, dict[int, Cut]]:
        """Return as many cells as can be told from the edges alone, and what is known of them."""
        ranges, edges = [want.radii for want in wanted], self._store.edges
        most = min(
            PAIRS_PER_EDGE * edges + sum(want.points for want in wanted),
            MOST_PAIRS_PER_EDGE * edges,
        )
        side = min(want.side for want in wanted)
        lattice = self._frame.lattice(side, ranges)
        while side > 1 and pairs_at_most(self._outlines.edges, lattice) > most:
            side //= 2
            lattice = self._frame.lattice(side, ranges)
        raster = Raster(self._outlines, self._classes, lattice)
        level = raster.level(is_last=side == max(want.side for want in wanted))
        return level, {number: raster.cut(level, number) for number in range(len(wanted))}
