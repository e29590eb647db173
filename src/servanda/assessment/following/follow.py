"""A case that is followed: judged once in full, then again only where new evidence touches it."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import pyarrow as pa

from servanda.assessment.following.alone import (
    CLOSES_AT,
    OPENS_AT,
    Alone,
    JudgeAlone,
    Key,
    judge_alone,
    rows_of,
)
from servanda.assessment.following.asked import Asked
from servanda.assessment.following.closure import touched_by
from servanda.assessment.following.columns import EVER, Columns, Numbers, columns_of, union
from servanda.assessment.following.evidence import Batch, Evidence
from servanda.assessment.following.filed import Drawer, FiledColumns
from servanda.assessment.following.part import Cutter
from servanda.assessment.following.pieces import judge_first
from servanda.assessment.following.spots import Spots
from servanda.assessment.following.together import Board, Found
from servanda.assessment.following.touching import Finder, Judged
from servanda.assessment.tables import CaseTables


@dataclass(frozen=True)
class Update:
    """What an update of a followed case did.

    Attributes:
        as_of: the instant as of which the board is now.
        changed: key to the finding before and after, where they differ (columns of `FINDINGS`
            after the key); None: there was none, or is none any more.
        judged: how many findings were judged again.
        reports: how many reports were looked at for that.
    """

    as_of: int
    changed: Mapping[Key, tuple[Found | None, Found | None]]
    judged: int = 0
    reports: int = 0


class Following:
    """A case with its findings, kept right as evidence comes and time passes.

    At any time its findings are those of judging all that it was given from scratch, byte for byte.

    Attributes:
        as_of: the instant as of which it is judged, microseconds UTC.
        board: its findings by the standard of the case.
    """

    def __init__(self, case: CaseTables, judge: JudgeAlone | None = None, *,
                 is_dated: bool = True, first: CaseTables | None = None) -> None:  # fmt: skip
        """Judge a case in full, and make ready to follow it.

        Args:
            case: with its reports as a table, or in the files of an index. A large record is laid
                down in files of the machine's folder for such, sorted as it is searched; of them
                only what is read comes to memory.
            judge: what judges a case duty by duty; None: the engine.
            is_dated: tell since when each finding is what it is, as `engine.judge`. Without it
                reports that nothing tells apart are looked at once, and `judge` is given parts
                with `bundles`.
            first: the part that bears on what is asked, where that is known: it is judged first.

        Raises:
            EngineError: the case's tables are not complete, or the engine failed.
        """
        self.as_of = case.as_of
        self._standard = case.standard
        self._judge = judge or partial(judge_alone, is_dated=is_dated)
        # The record is held once, in the form in which it is searched.
        tables = {name: table for name, table in case.tables.items() if name != "reports"}
        self._asked = Asked(tables)
        spots = Spots(tables, self._asked.every_look)
        drawer = Drawer()
        columns = _reports_of(case)
        self._evidence = Evidence(tables, columns, spots, case.as_of, drawer)
        self._finder = Finder(self._asked, self._evidence)
        self._cutter = Cutter(replace(case, tables=tables, projected=None, reads={}, known={}),
                              self._asked, self._evidence, is_bundled=not is_dated)  # fmt: skip
        self._turns: list[tuple[int, Key]] = []
        self._open: dict[tuple[int, Key], tuple[int, int]] = {}
        self._others: dict[str, Board] = {}
        self.board = self._first_board(case if first is None else first)
        drawer.rest()

    @property
    def findings(self) -> pa.Table:
        """All findings in schema `FINDINGS`, as `engine.judge` gives them."""
        return self.board.table()

    def judge_also(self, first: CaseTables) -> None:
        """Judge the case by another standard as well, as long as nothing has come since.

        Args:
            first: the case, or the part of it that bears on what is asked; its standard counts.
        """
        self._others[first.standard] = self._first_board(first)

    def findings_by(self, standard: str) -> pa.Table:
        """Return all findings by one of the standards by which it is judged, as `findings`."""
        board = self.board if standard == self._standard else self._others[standard]
        return board.table()

    def is_judged_by(self, standard: str) -> bool:
        """Return whether the case is judged by a standard of proof."""
        return standard in {self._standard, *self._others}

    @property
    def relations(self) -> Mapping[str, pa.Table]:
        """How all that was told of lies to all that is asked, by table."""
        return self._evidence.relations

    @property
    def covered(self) -> int:
        """The greatest number of a row of coverage."""
        return max((row["coverage_id"] for row in self._evidence.coverage), default=0)

    def reports(self) -> Iterable[Columns]:
        """Yield all reports, piece by piece."""
        return self._evidence.record.every()

    def kin(self, numbers: Iterable[int]) -> tuple[Columns, dict[int, int]]:
        """Return some reports, and the incidents that they share with others."""
        some = np.array(sorted(numbers), np.int64)
        linked = self._evidence.linked.rows("report_no", some)
        pairs = zip(linked["report_no"].tolist(), linked["incident_no"].tolist(), strict=True)
        return self._evidence.record.rows(some), dict(pairs)

    def kindred(self, numbers: Numbers) -> Numbers:
        """Return reports with all their versions and fellows, one by one or together."""
        found, before = numbers, 0
        while len(found) > before:
            before = len(found)
            chains, fellows = self._evidence.chains_of(found), self._evidence.fellows_of(found)
            found = union([found, chains, fellows])
        return found

    def update(self, batch: Batch | None = None, as_of: int | None = None) -> Update:
        """Take new evidence, or let time pass, and judge again what that touches.

        Args:
            batch: new rows; rows recorded after the instant asked wait until it is reached.
            as_of: of the board from now on, not earlier than before; None: as before.

        Raises:
            ValueError: the instant is earlier than that of the board.
            EngineError: the engine failed.
        """
        since, until = self.as_of, self.as_of if as_of is None else as_of
        if until < since:
            msg = "a followed case goes forward in time only"
            raise ValueError(msg)
        evidence = self._evidence
        batch = batch or Batch()
        if "bearer_hands" in batch.relations:
            self._asked.hands.relate(batch.relations["bearer_hands"])
        seeds = evidence.add(batch, until)
        if until > since:
            evidence.pass_time(since, until, seeds)
        touched = touched_by(evidence, seeds)
        touched.words.update(evidence.words.ask(until))
        judged = self._finder.find(touched, since, until)
        if until > since:
            self._add_turned(judged, since, until)
        self.as_of = until
        if not judged:
            return Update(until, {})
        part = self._cutter.part(judged, until)
        changed, size = self._judge_again(self.board, judged, part)
        for standard, board in self._others.items():
            self._judge_again(board, judged, replace(part, standard=standard))
        return Update(until, changed, size, part.tables["reports"].num_rows)

    # ---- judging ----

    def _first_board(self, case: CaseTables) -> Board:
        def judge(part: CaseTables) -> pa.Table:
            return self._judge(replace(part, standard=case.standard))

        board = Board(judge_first(case, judge, (self._asked, self._evidence, self._cutter)))
        for rule in self._asked.rules.values():
            self._note_times(board, rule.name, board.called_of(rule.name))
        return board

    def _judge_again(
        self, board: Board, judged: Judged, part: CaseTables
    ) -> tuple[Mapping[Key, tuple[Found | None, Found | None]], int]:
        """Judge a part, and return what changed on a board and how many findings were judged."""
        rows = rows_of(self._judge(part))
        gone = self._keys_of(board, judged, rows)
        kept = {key: row for key, row in rows.items() if key in gone}
        changed = board.replace(gone, kept)
        for rule_id in {*judged.rules, *judged.calls}:
            name = self._asked.rules[rule_id].name
            called = {key for key in kept if key[:3] == name and ":" in key[4]}
            self._note_times(board, name, called)
        return changed, len(gone)

    # ---- keys ----

    def _keys_of(self, board: Board, judged: Judged, rows: Mapping[Key, Alone]) -> set[Key]:
        """Return the keys of all that was judged again, had it been there before or not."""
        keys = {self._asked.keys[duty] for duty in judged.duties}
        for rule_id in judged.rules:
            name = self._asked.rules[rule_id].name
            keys |= board.called_of(name)
            keys |= {key for key in rows if key[:3] == name and ":" in key[4]}
        for rule_id, incidents in judged.calls.items():
            name = self._asked.rules[rule_id].name
            every = [(*name, False, f"trigger:{incident}") for incident in incidents]
            keys |= {key for key in every if key in rows or board.alone(key) is not None}
        return keys

    # ---- what time alone changes ----

    def _note_times(self, board: Board, name: tuple[int, int, int], keys: Iterable[Key]) -> None:
        """Note when what a rule called into being begins and is over."""
        rules = [rule for rule in self._asked.rules.values() if rule.name == name]
        is_open = any(rule.is_open for rule in rules)
        for key in keys:
            row = board.alone(key)
            if row is None:
                continue
            opens, closes = int(row[OPENS_AT]), int(row[CLOSES_AT])
            lapses = [rule.lapses_at for rule in rules if rule.lapses_at < EVER]
            for at in {opens, closes, *lapses}:
                if at > self.as_of:
                    heapq.heappush(self._turns, (at, key))
            if is_open and closes >= self.as_of:
                # Of each standard by itself: it may be certain at one and only possible at another.
                self._open[id(board), key] = (opens, closes)

    def _add_turned(self, judged: Judged, since: int, until: int) -> None:
        """Add what begins, ends or is open between two instants."""
        found: set[Key] = set()
        while self._turns and self._turns[0][0] <= until:
            found.add(heapq.heappop(self._turns)[1])
        found |= {key for (_, key), (opens, closes) in self._open.items()
                  if opens <= until and closes >= since}  # fmt: skip
        self._open = {key: span for key, span in self._open.items() if span[1] >= until}
        boards = (self.board, *self._others.values())
        names = Counter(
            key[:3] for key in found if any(board.alone(key) is not None for board in boards)
        )
        for rule_id, rule in self._asked.rules.items():
            if not names[rule.name] or rule_id in judged.rules:
                continue
            is_each = all(r.is_each for r in self._asked.rules.values() if r.name == rule.name)
            if not is_each:
                judged.rules.add(rule_id)
                judged.calls.pop(rule_id, None)
                continue
            mine = {int(key[4].partition(":")[2]) for key in found if key[:3] == rule.name}
            judged.calls[rule_id] |= mine


def _reports_of(case: CaseTables) -> Columns:
    """Return the reports of a case; those of an index, read as the agreement reads them."""
    if case.projected is None:
        return columns_of(case.tables["reports"])
    return FiledColumns(case, case.projected)
