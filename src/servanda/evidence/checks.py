"""Checks between rows: identity, corrections, and what they point at (SEMANTICS 2.8).

Each takes rows in their schema with two more columns, `row_id` (row number as read) and `hash` (of
the content), keeps the faults it finds, and gives back the rows that are still good.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from servanda.evidence.faults import Fault, Faults
from servanda.evidence.names import KnownNames, near_hint

IDENTITY: Final = {
    "reports": ("source", "report"),
    "sources": ("source", "recorded_at"),
    "words": ("source", "word", "recorded_at"),
    "rulings": ("ruling",),
}
"""Columns that name a row; of the other tables a row is named by its content."""


def without_repeats(name: str, rows: pa.Table, faults: Faults) -> tuple[pa.Table, int]:
    """Return the rows, each identity once, and how many identical repeats were dropped.

    Of rows with one identity and different content the first recorded stands (of equals, the one
    with the least hash); the others are rejected, whatever the order of the files.
    """
    key = IDENTITY.get(name, ("hash",))
    order = "recorded_at NULLS FIRST, hash"
    with duckdb.connect() as connection:
        connection.register("found", rows)
        columns = ", ".join(f'"{k}"' for k in key)
        distinct = connection.sql(f"SELECT count(*) FROM (SELECT DISTINCT {columns} FROM found)")
        if distinct.fetchall()[0][0] == rows.num_rows:
            return rows, 0
        ranked = connection.sql(
            f"""SELECT row_id, hash = first_value(hash) OVER w AS is_same, row_number() OVER w AS n
            FROM found WINDOW w AS (PARTITION BY {columns} ORDER BY {order}, row_id)"""
        )
        kept = ranked.filter("n = 1").to_arrow_table()["row_id"]
        other = ranked.filter("n > 1 AND NOT is_same").to_arrow_table()["row_id"].to_pylist()
        count = ranked.filter("n > 1 AND is_same").to_arrow_table().num_rows
    shown = " and ".join(f"`{k}`" for k in key)
    hint = "reports never change: give the new one its own id and name the old one in `replaces`"
    for place in other:
        reason = f"another row with the same {shown} says something else"
        faults.add(place, Fault("SV333", reason, hint if name == "reports" else ""))
    return rows.filter(pc.is_in(rows["row_id"], kept.combine_chunks())), count


def without_bad_corrections(rows: pa.Table, faults: Faults) -> pa.Table:
    """Return the reports whose `replaces` makes sense; an unknown id waits."""
    is_correction = pc.is_valid(rows["replaces"])
    if not pc.any(is_correction).as_py():
        return rows
    some = rows.filter(is_correction).select(["row_id", "source", "report", "replaces"]).to_pylist()
    bad: set[int] = set()
    for row in some:
        source, _, report = row["replaces"].rpartition(":")
        if source and report and source != row["source"] and not _is_id(rows, row):
            reason = f"`{row['replaces']}` is of another source"
            hint = "only the same source can replace its report; to contradict it, use `denies`"
            faults.add(row["row_id"], Fault("SV334", reason, hint))
            bad.add(row["row_id"])
    for place in _in_circles(some):
        faults.add(place, Fault("SV334", "the corrections go round in a circle"))
        bad.add(place)
    return _without(rows, bad)


def _is_id(rows: pa.Table, row: Mapping[str, Any]) -> bool:
    """Return whether the whole text of `replaces` is itself a report id of the same source."""
    same = pc.and_(pc.equal(rows["source"], row["source"]),
                   pc.equal(rows["report"], row["replaces"]))  # fmt: skip
    return bool(pc.any(same).as_py())


def replaced_id(source: str, replaces: str) -> str:
    """Return the report id that a cell of `replaces` names: `report` or `source:report`."""
    return replaces.removeprefix(f"{source}:")


def _in_circles(corrections: Iterable[Mapping[str, Any]]) -> list[int]:
    following = {
        (row["source"], row["report"]): (row["source"], replaced_id(row["source"], row["replaces"]))
        for row in corrections
    }
    places = {(row["source"], row["report"]): row["row_id"] for row in corrections}
    open_ended: set[tuple[str, str]] = set()
    circular: set[tuple[str, str]] = set()
    for start in following:
        path: list[tuple[str, str]] = []
        seen: set[tuple[str, str]] = set()
        current = start
        while current in following and current not in seen:
            if current in open_ended or current in circular:
                break
            seen.add(current)
            path.append(current)
            current = following[current]
        if current in seen:
            circular |= set(path[path.index(current) :])
            open_ended |= set(path[: path.index(current)])
        else:
            open_ended |= set(path)
    return sorted(places[key] for key in circular)


def _without(rows: pa.Table, places: set[int]) -> pa.Table:
    if not places:
        return rows
    return rows.filter(pc.invert(pc.is_in(rows["row_id"], pa.array(sorted(places), pa.int64()))))


# ---- what rows point at -----------------------------------------------------------------------


class ReportIds:
    """Finds reports by `report` or `source:report`."""

    def __init__(self, reports: pa.Table) -> None:
        self._reports = reports
        self._found: dict[str, tuple[str, str, str]] = {}

    def learn(self, references: Iterable[str]) -> None:
        """Look up many references at once."""
        new = sorted({r for r in references if r not in self._found})
        if not new:
            return
        with duckdb.connect() as connection:
            connection.register("reports", self._reports.select(["source", "report"]))
            connection.register("refs", pa.table({"ref": pa.array(new, pa.string())}))
            found = connection.execute(
                """SELECT ref, source, report FROM refs JOIN reports ON report = ref
                UNION ALL SELECT ref, source, report FROM refs JOIN reports
                ON report = substr(ref, strpos(ref, ':') + 1)
                AND source = substr(ref, 1, strpos(ref, ':') - 1)
                WHERE strpos(ref, ':') > 1 ORDER BY ALL"""
            ).fetchall()
        for ref in new:
            self._found[ref] = _answer(ref, {(s, r) for one, s, r in found if one == ref})

    def find(self, reference: str) -> tuple[str, str, str]:
        """Return the full `source:report`, the fault (empty if none) and a hint."""
        self.learn([reference])
        return self._found[reference]


def _answer(ref: str, found: set[tuple[str, str]]) -> tuple[str, str, str]:
    if not found:
        return "", f"`{ref}` is no report that could be used", ""
    if len(found) > 1:
        full = " or ".join(sorted(f"`{source}:{report}`" for source, report in found)[:3])
        return "", f"`{ref}` is a report of several sources", f"write {full}"
    source, report = next(iter(found))
    return f"{source}:{report}", "", ""


def with_known_targets(rows: pa.Table, column: str, reports: pa.Table, faults: Faults) -> pa.Table:
    """Return the rows whose references all exist, written in full.

    Args:
        rows: with `row_id`.
        column: of references, a text or a list of texts.
        reports: those that can be pointed at.
        faults: rows that point nowhere get a fault SV336.
    """
    if rows[column].null_count == rows.num_rows:
        return rows
    ids = ReportIds(reports)
    is_list = pa.types.is_list(rows.schema.field(column).type)
    cells = rows[column].to_pylist()
    listed = [(cell if is_list else [cell]) if cell is not None else [] for cell in cells]
    ids.learn(ref for cell in listed for ref in cell)
    places = rows["row_id"].to_pylist()
    bad: set[int] = set()
    full: list[Any] = []
    for place, cell in zip(places, listed, strict=True):
        found = [ids.find(ref) for ref in cell]
        wrong = [f for f in found if f[1]]
        for _, reason, hint in wrong:
            faults.add(place, Fault("SV336", reason, hint or _near_report(reason, reports)))
            bad.add(place)
        names = [f[0] for f in found]
        full.append(None if not cell else sorted(set(names)) if is_list else names[0])
    position = rows.schema.get_field_index(column)
    kind = rows.schema.field(column)
    return _without(rows.set_column(position, kind, pa.array(full, kind.type)), bad)


def _near_report(reason: str, reports: pa.Table) -> str:
    if reports.num_rows > 10_000:  # comparing with every id would take seconds for each row
        return "write `source:report` of a report in the same folder"
    known = {*reports["report"].to_pylist()}
    return near_hint(reason.split("`")[1].rpartition(":")[2], known)


def with_known_subjects(rulings: pa.Table, names: KnownNames, faults: Faults) -> pa.Table:
    """Return the rulings on clauses, phases and the agreement whose subject there is.

    Without any known clause (the agreement could not be read) none is rejected.
    """
    known = {*names.clauses, "agreement"}
    bad: set[int] = set()
    for place, subject in zip(
        rulings["row_id"].to_pylist(), rulings["subject"].to_pylist(), strict=True
    ):
        name = subject.strip().strip("[]").strip().lower()
        if names.clauses and name not in known:
            reason = f"`{subject}` is no clause, no phase and not `agreement`"
            faults.add(place, Fault("SV336", reason, near_hint(name, known)))
            bad.add(place)
    return _without(rulings, bad)


def without_unknown_denials(reports: pa.Table, faults: Faults) -> pa.Table:
    """Return the reports whose `of` points at reports that can be used themselves."""
    while True:
        kept = with_known_targets(reports, "of", reports, faults)
        if kept.num_rows == reports.num_rows:
            return kept
        reports = kept
