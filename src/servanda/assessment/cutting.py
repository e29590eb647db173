"""Cases cut down to one finding: its duty, and only the reports that may matter to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from servanda.assessment.tables import CaseTables
from servanda.assessment.trimming import duties_part, only, reports_near, rules_part, trimmed

Key = tuple[int, int, int, bool, str]


class Cutter:
    """A case from which smaller ones are cut; those of one rule are one and the same."""

    def __init__(self, case: CaseTables) -> None:
        """Take the whole case."""
        self._case = case
        self._of_rules: dict[tuple[int, int], CaseTables] = {}
        self._last_words = _last_words(case.tables["reports"])

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
            return known
        _cut_duties(tables, key)
        _cut_reports(tables, self._kept_reports(set(reports)))
        return self._near(tables)

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


def _last_words(reports: pa.Table) -> frozenset[int]:
    """Return of each source the report whose period ends last."""
    last = reports.sort_by([("ends_at", "descending"), ("report_no", "ascending")])
    firsts = last.group_by("source_id", use_threads=False).aggregate([("report_no", "first")])
    return frozenset(firsts["report_no_first"].to_pylist())


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
