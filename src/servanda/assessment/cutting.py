"""Cases cut down to one finding: its duty, and only the reports that may matter to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from itertools import groupby
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from servanda.assessment.explain import key_of
from servanda.assessment.narrow import KEY, Narrower
from servanda.assessment.tables import FINDINGS, CaseTables
from servanda.assessment.trimming import duties_part, only, reports_near, rules_part, trimmed

Key = tuple[int, int, int, bool, str]
Row = Mapping[str, Any]

_FEW_ROWS: Final = 20_000
"""So many reports may be looked at in all copies of a rule's calls, one for each call, before it is
worth while to take them apart."""
_CALLS: Final = 25
"""So many calls stay together: taking a part costs as much as judging some thousand reports."""


class Cutter:
    """A case from which smaller ones are cut; those of some calls of one rule are one and the same.

    Close it after use.
    """

    def __init__(self, case: CaseTables, findings: Iterable[Row] = ()) -> None:
        """Take the whole case.

        Args:
            case: with its reports in a table.
            findings: of the case, in the columns of `FINDINGS`; of those that evidence called into
                being the calls are taken apart, where there are many.
        """
        self._case = case
        self._of_rules: dict[tuple[int, int], CaseTables] = {}
        self._of_calls: dict[int, CaseTables] = {}
        self._calls = _calls_in_time(findings)
        self._place = {key_of(row): k for k, rows in enumerate(self._calls) for row in rows}
        self._called = Counter(key[:2] for key in self._place)
        self._narrower = Narrower(case)

    def close(self) -> None:
        """Let the evidence go."""
        self._narrower.close()

    def cut(self, key: Key, reports: Iterable[int]) -> CaseTables:
        """Return the case with one duty and only the reports that may matter to it.

        A duty that evidence calls into being (5.3) keeps all that its triggers and answers may be:
        they are others than those that bear on it.

        Args:
            key: which finding.
            reports: report numbers that bear on it. Kept beside them: what denies or excepts them,
                the rows of their chains of corrections and running totals, and the last word of
                each source, on which its coverage hangs (4.3).
        """
        tables = dict(self._case.tables)
        if ":" in key[-1]:
            known = self._of_rules.get(key[:2])
            if known is None:
                _cut_rules(tables, key)
                known = self._of_rules[key[:2]] = self._near(tables)
            return self._of_call(key, known)
        _cut_duties(tables, key)
        _cut_reports(tables, self._kept_reports(set(reports)))
        return self._near(tables)

    def _of_call(self, key: Key, of_rule: CaseTables) -> CaseTables:
        """Return what bears on some calls of a rule, this one among them; if they are few, all."""
        place = self._place.get(key)
        rows = of_rule.tables["reports"].num_rows * self._called[key[:2]]
        if place is None or rows <= _FEW_ROWS:
            return of_rule
        if place not in self._of_calls:
            # The same in all copies: what calls does not bear on what answers it.
            calls = pa.Table.from_pylist(self._calls[place], FINDINGS)
            part = self._narrower.part(calls.select(KEY), calls)
            tables = dict(part.tables)
            _cut_reports(tables, set(tables["reports"]["report_no"].to_pylist()))
            self._of_calls[place] = trimmed(replace(part, tables=tables))
        return self._of_calls[place]

    @cached_property
    def _last_words(self) -> frozenset[int]:
        """Of each source the report whose period ends last."""
        reports = self._case.tables["reports"]
        last = reports.sort_by([("ends_at", "descending"), ("report_no", "ascending")])
        firsts = last.group_by("source_id", use_threads=False).aggregate([("report_no", "first")])
        return frozenset(firsts["report_no_first"].to_pylist())

    def _kept_reports(self, reports: set[int]) -> set[int]:
        targets = self._case.tables["targets"]
        numbers = pa.array(sorted(reports), pa.int64())
        spoken = targets.filter(pc.is_in(targets["target_no"], numbers))
        return reports | set(spoken["report_no"].to_pylist()) | self._last_words

    def _near(self, tables: dict[str, pa.Table]) -> CaseTables:
        _cut_reports(tables, reports_near(tables))
        return trimmed(replace(self._case, tables=tables))


def _cut_reports(tables: dict[str, pa.Table], kept: set[int]) -> None:
    for name in ("reports", "targets", "linked", "marks", "excepted"):
        tables[name] = only(tables[name], "report_no", kept)


def _calls_in_time(findings: Iterable[Row]) -> list[list[Row]]:
    """Return called findings in groups of calls of one rule that come one after the other."""
    called = [row for row in findings if row["slot"].startswith("trigger:")]
    called.sort(key=lambda row: (*key_of(row)[:2], row["opens_at"], row["slot"]))
    groups = []
    for _, rows in groupby(called, key=lambda row: key_of(row)[:2]):
        calls = [list(same) for _, same in groupby(rows, key=lambda row: row["slot"])]
        for start in range(0, len(calls), _CALLS):
            groups.append([row for call in calls[start : start + _CALLS] for row in call])
    return groups


def _cut_rules(tables: dict[str, pa.Table], key: Key) -> None:
    rules = tables["rules"]
    rules = rules.filter(
        pc.and_(pc.equal(rules["clause_no"], key[0]), pc.equal(rules["reading_no"], key[1]))
    )
    tables |= rules_part(tables, rules)
    for name in ("duties", "duty_terms", "measures", "windows"):
        tables[name] = tables[name].slice(0, 0)


def _cut_duties(tables: dict[str, pa.Table], key: Key) -> None:
    clause_no, reading_no, member_id, is_group, slot = key
    duties = tables["duties"]
    here = pc.and_(
        pc.and_(pc.equal(duties["clause_no"], clause_no), pc.equal(duties["slot"], slot)),
        pc.and_(
            pc.equal(duties["reading_no"], reading_no),
            pc.and_(
                pc.equal(duties["member_id"], member_id), pc.equal(duties["is_group"], is_group)
            ),
        ),
    )
    tables |= duties_part(tables, duties.filter(here))
    for name in ("rules", "rule_triggers", "rule_windows"):
        tables[name] = tables[name].slice(0, 0)
