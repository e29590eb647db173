"""What the calendar of a followed case asks of its evidence, followed as its duties are.

When an act happened first, since when a clause is done, how often an extension was earned: each
round of such questions (`agreement.settle`) is a set of duties by itself, judged from scratch once
and then again only where new rows touch it. So whether the calendar has changed is known without
looking at the record.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

import pyarrow as pa

from servanda.agreement.duties import DutyTables
from servanda.agreement.settle import Row
from servanda.assessment.begun import COLUMNS, with_begun
from servanda.assessment.following.evidence import Batch
from servanda.assessment.following.follow import Following
from servanda.assessment.following.meanings import Meanings
from servanda.assessment.following.side import Arrived, Side
from servanda.assessment.judge import (
    Request,
    asked_of,
    asked_part,
    in_whole_units,
    prepared_for,
)
from servanda.assessment.narrow import asking_only
from servanda.assessment.prepare import PreparedCase
from servanda.assessment.tables import CaseTables
from servanda.case import Case

MOST_ROUNDS: Final = 6
"""So many sets of questions are followed; each holds the record in numbers of its own."""


class NotFollowedError(Exception):
    """The calendar asks what is not followed."""


@dataclass(frozen=True)
class _Round:
    """Questions that are asked together.

    Attributes:
        side: the questions, and what is found.
        clauses: whose findings alone are wanted; None: all.
        part: what bears on them; None: new rows may have come since.
    """

    side: Side
    clauses: Collection[int] | None
    part: CaseTables | None

    def is_of(self, duties: DutyTables, clauses: Collection[int] | None) -> bool:
        """Return whether these are the same questions."""
        return self.clauses == clauses and _are_alike(self.side.duties, duties)

    def rows(self, duties: DutyTables, standard: str) -> list[Row]:
        """Return what is found, figures in whole units, and from when on it may have been so."""
        following = self.side.following
        rows = in_whole_units(following.findings_by(standard), duties, self.side.scales)
        things = following.relations["filter_things"]
        return [*with_begun(rows, duties, things, self._reports(), following.as_of)]

    def _reports(self) -> Iterator[pa.Table]:
        for columns in self.side.following.reports():
            yield pa.table({name: pa.array(columns[name]) for name in COLUMNS})


class Conditions:
    """What the calendar asks of evidence, kept right as new evidence comes.

    Attributes:
        are_followed: whether all that was asked is; else it has to be judged from scratch.
    """

    def __init__(
        self, case: Case, request: Request, meanings: Callable[[PreparedCase], Meanings]
    ) -> None:
        """Take a case of which nothing has been asked yet.

        Args:
            case: read from files, or with an index of them.
            request: as of when it is judged first, and by which standard.
            meanings: tells what the numbers of a prepared case mean.
        """
        self._case, self._request, self._meanings = case, request, meanings
        self._rounds: list[_Round] = []
        self.are_followed = True

    # ---- asking ----

    def judge_first(
        self,
        duties: DutyTables,
        standard: str | None = None,
        clauses: Collection[int] | None = None,
    ) -> Iterable[Row]:
        """Judge some questions from scratch, to follow them from then on; as `settle.Judge`."""
        asked = self._round_of(duties, clauses)
        if asked is None and len(self._rounds) == MOST_ROUNDS:
            self.are_followed = False
        if not self.are_followed:
            return asked_of(self._case, self._request)(duties, standard, clauses)
        if asked is None:
            asked = self._begun(duties, clauses)
            self._rounds.append(asked)
        proof = standard or self._request.standard
        if asked.part is not None and not asked.side.following.is_judged_by(proof):
            asked.side.following.judge_also(replace(asked.part, standard=proof))
        return asked.rows(duties, proof)

    def judge_again(
        self,
        duties: DutyTables,
        standard: str | None = None,
        clauses: Collection[int] | None = None,
    ) -> Iterable[Row]:
        """Return what is found of some questions now; as `settle.Judge`.

        Raises:
            NotFollowedError: they are not among those that were asked first.
        """
        asked = self._round_of(duties, clauses) if self.are_followed else None
        proof = standard or self._request.standard
        if asked is None or not asked.side.following.is_judged_by(proof):
            raise NotFollowedError
        return asked.rows(duties, proof)

    def _round_of(self, duties: DutyTables, clauses: Collection[int] | None) -> _Round | None:
        return next((asked for asked in self._rounds if asked.is_of(duties, clauses)), None)

    def _begun(self, duties: DutyTables, clauses: Collection[int] | None) -> _Round:
        prepared = prepared_for(self._case, self._request, duties)
        case = asking_only(prepared.case, clauses)
        part = asked_part(case)
        # Instants are asked for: so all is judged with dates, which no board on an index has.
        following = Following(case, first=part)
        side = Side(duties, prepared.scales, self._meanings(prepared), following)
        return _Round(side, clauses, part)

    # ---- following ----

    def settled(self) -> None:
        """Let go of what only the first judgement needs."""
        self._rounds = [replace(asked, part=None) for asked in self._rounds]
        if not self.are_followed:
            self.give_up()

    def give_up(self) -> None:
        """Follow nothing any more."""
        self._rounds, self.are_followed = [], False

    def update(self, arrived: Arrived | None, until: int) -> str:
        """Take new rows, and let time pass.

        Args:
            arrived: what came; None: nothing.
            until: of the board from now on, microseconds UTC.

        Returns:
            Why the questions cannot be followed on; empty: they are.
        """
        for asked in self._rounds:
            batch, reason = Batch(), ""
            if arrived is not None:
                batch, reason = asked.side.batch(arrived)
            if reason:
                return reason
            asked.side.following.update(batch, until)
        return ""


def _are_alike(one: DutyTables, other: DutyTables) -> bool:
    """Return whether duties are the same, and their numbers stand for the same."""
    return (
        one.filters == other.filters
        and one.sites == other.sites
        and one.bearers == other.bearers
        and one.interests == other.interests
        and one.scales == other.scales
        and all(table == other.tables[name] for name, table in one.tables.items())
    )
