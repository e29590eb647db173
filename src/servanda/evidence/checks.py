"""Checks between rows: identity, corrections, and what they point at (SEMANTICS 2.8).

Each takes rows in their schema with two more columns, `row_id` (row number as read) and `hash` (of
the content), keeps the faults it finds, and gives back the rows that are still good.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from servanda.evidence.faults import Fault, Faults
from servanda.evidence.names import KnownNames, near_hint
from servanda.evidence.scratch import scratch_for

FEW_REPORTS: Final = 10_000
_OF_SOMEBODY: Final = frozenset(("consents", "gives notice"))
"""Rulings that somebody has done something."""
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
    with scratch_for(rows.num_rows) as place:
        place.register("found", rows)
        columns = ", ".join(f'"{k}"' for k in key)
        distinct = place.execute(f"SELECT count(*) FROM (SELECT DISTINCT {columns} FROM found)")
        if distinct.fetchall()[0][0] == rows.num_rows:
            return rows, 0
        ranked = place.read(
            f"""SELECT row_id, hash = first_value(hash) OVER w AS is_same, row_number() OVER w AS n
            FROM found WINDOW w AS (PARTITION BY {columns} ORDER BY {order}, row_id)"""
        )
    is_first = pc.equal(ranked["n"], 1)
    kept = ranked.filter(is_first)["row_id"]
    others = ranked.filter(pc.invert(is_first))
    other = others.filter(pc.invert(others["is_same"]))["row_id"].to_pylist()
    count = others.num_rows - len(other)
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
    bad = bad_corrections(some, lambda row: _is_id(rows, row))
    for place, fault in bad.items():
        faults.add(place, fault)
    return _without(rows, {*bad})


def bad_corrections(
    corrections: Sequence[Mapping[str, Any]], is_id: Callable[[Mapping[str, Any]], bool]
) -> dict[int, Fault]:
    """Return the corrections that make no sense, by `row_id`.

    Args:
        corrections: with `row_id`, `source`, `report`, `replaces`.
        is_id: whether the whole text of `replaces` is itself a report id of the same source.
    """
    bad: dict[int, Fault] = {}
    for row in corrections:
        # An id may hold colons itself, as `uuid:77` of a form does.
        is_own = row["replaces"].startswith(f"{row['source']}:")
        source, _, report = row["replaces"].rpartition(":")
        if source and report and not is_own and not is_id(row):
            reason = f"`{row['replaces']}` is of another source"
            hint = "only the same source can replace its report; to contradict it, use `denies`"
            bad[row["row_id"]] = Fault("SV334", reason, hint)
    for place in _in_circles(corrections):
        bad.setdefault(place, Fault("SV334", "the corrections go round in a circle"))
    return bad


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


@dataclass(frozen=True)
class Reports:
    """Reports that other rows can point at.

    Attributes:
        named: `source`, `report` and `recorded_at` of each.
        is_all: there are no others; else those that are asked for are among them, if there are any.
    """

    named: pa.Table
    is_all: bool = True

    @property
    def columns(self) -> pa.Table:
        """What there is to know of them, and nothing else."""
        return self.named.select(["source", "report", "recorded_at"])


class ReportIds:
    """Finds reports by `report` or `source:report`.

    An id is unique in its source only. Of the reports that have it those are meant that had been
    recorded by the row that names it, else the first to be recorded afterwards: whatever comes
    later leaves what a row says as it was (SEMANTICS 2.1.1).
    """

    def __init__(self, reports: Reports) -> None:
        self._reports = reports
        self._found: dict[str, list[tuple[int, str, str]]] = {}

    def learn(self, references: Iterable[str]) -> None:
        """Look up many references at once."""
        new = sorted({r for r in references if r not in self._found})
        if not new:
            return
        known = self._reports.columns
        with scratch_for(max(known.num_rows, len(new))) as place:
            place.register("reports", known)
            place.register("wanted", pa.table({"ref": pa.array(new, pa.string())}))
            found = place.execute(f"{_MAY_MEAN} ORDER BY ALL").fetchall()
        self._found |= {ref: [] for ref in new}
        for ref, source, report, recorded_at in found:
            self._found[ref].append((recorded_at, source, report))

    def find(self, reference: str, recorded_at: int) -> tuple[str, str, str]:
        """Return the full `source:report`, the fault (empty if none) and a hint.

        Args:
            reference: of a row.
            recorded_at: of that row.
        """
        self.learn([reference])
        found = self._found[reference]
        until = max(recorded_at, min((at for at, _, _ in found), default=recorded_at))
        return _answer(reference, {(source, id_) for at, source, id_ in found if at <= until})


def _answer(ref: str, found: set[tuple[str, str]]) -> tuple[str, str, str]:
    if not found:
        return "", f"`{ref}` is no report that could be used", ""
    if len(found) > 1:
        full = " or ".join(sorted(f"`{source}:{report}`" for source, report in found)[:3])
        return "", f"`{ref}` is a report of several sources", f"write {full}"
    source, report = next(iter(found))
    return f"{source}:{report}", "", ""


def with_known_targets(rows: pa.Table, column: str, reports: Reports, faults: Faults) -> pa.Table:
    """Return the rows whose references all exist, written in full.

    Args:
        rows: with `row_id` and `recorded_at`.
        column: of references, a text or a list of texts.
        reports: those that can be pointed at.
        faults: rows that point nowhere get a fault SV336.
    """
    if rows[column].null_count == rows.num_rows:
        return rows
    kind = rows.schema.field(column)
    is_list = pa.types.is_list(kind.type)
    full, doubtful = _full_names((rows[column], rows["recorded_at"]), reports, is_list=is_list)
    bad: set[int] = set()
    if doubtful:
        some = rows.take(pa.array(doubtful, pa.int64()))
        bad = _pointing_nowhere(some, (column, is_list), reports, faults)
    position = rows.schema.get_field_index(column)
    return _without(rows.set_column(position, kind, full), bad)


_MAY_MEAN: Final = """
SELECT ref, source, report, recorded_at FROM wanted JOIN reports ON report = ref
UNION SELECT ref, source, report, recorded_at FROM wanted JOIN reports
ON report = substr(ref, strpos(ref, ':') + 1) AND source = substr(ref, 1, strpos(ref, ':') - 1)
WHERE strpos(ref, ':') > 1
"""
_FULL_SQL: Final = f"""
WITH refs AS (SELECT place, recorded_at AS named_at, unnest(refs) AS ref FROM told),
wanted AS (SELECT DISTINCT ref FROM refs),
found AS ({_MAY_MEAN}),
firsts AS (SELECT ref, min(recorded_at) AS first_at FROM found GROUP BY ref),
answers AS (
    SELECT r.place, r.ref, count(f.ref) AS n, any_value(f.source || ':' || f.report) AS name
    FROM refs r LEFT JOIN firsts b USING (ref)
    LEFT JOIN found f ON f.ref = r.ref AND f.recorded_at <= greatest(r.named_at, b.first_at)
    GROUP BY r.place, r.ref
), named AS (
    SELECT place, bool_and(n = 1) AS is_good, list(DISTINCT name ORDER BY name) AS names
    FROM answers GROUP BY place
)
SELECT place, is_good, names FROM told LEFT JOIN named USING (place) ORDER BY place
"""


def _full_names(
    columns: tuple[pa.ChunkedArray, pa.ChunkedArray], reports: Reports, *, is_list: bool
) -> tuple[pa.Array, list[int]]:
    """Return references written in full, and the places of rows of which one is doubtful."""
    cells, recorded_at = columns
    told = pa.table({"place": pa.arange(0, len(cells)), "cell": cells, "recorded_at": recorded_at})
    refs = "cell" if is_list else "CASE WHEN cell IS NOT NULL THEN [cell] END"
    with scratch_for(max(len(cells), reports.columns.num_rows)) as place:
        place.register("cells", told)
        place.register("reports", reports.columns)
        place.execute(
            f"CREATE TEMP VIEW told AS SELECT place, {refs} AS refs, recorded_at FROM cells"
        )
        found = place.read(_FULL_SQL)
    doubtful = pc.indices_nonzero(pc.fill_null(pc.invert(found["is_good"]), False)).to_pylist()
    names = found["names"].combine_chunks()
    if is_list:
        return names.cast(pa.list_(pa.string())), doubtful
    first = pc.list_element(pc.if_else(pc.greater(pc.list_value_length(names), 0), names, None), 0)
    return first.cast(pa.string()), doubtful


def _pointing_nowhere(
    rows: pa.Table, column: tuple[str, bool], reports: Reports, faults: Faults
) -> set[int]:
    """Keep why references of some rows mean no report, and return these rows."""
    name, is_list = column
    ids = ReportIds(reports)
    listed = [cell if is_list else [cell] for cell in rows[name].to_pylist()]
    ids.learn(ref for cell in listed for ref in cell)
    places = zip(rows["row_id"].to_pylist(), rows["recorded_at"].to_pylist(), listed, strict=True)
    for place, recorded_at, cell in places:
        for ref in cell:
            _, reason, hint = ids.find(ref, recorded_at)
            if reason:
                fault = Fault("SV336", reason, hint or _near_report(reason, reports))
                faults.add(place, fault)
    return {*rows["row_id"].to_pylist()}


def _near_report(reason: str, reports: Reports) -> str:
    # Comparing with every id of many would take seconds for each row.
    if not reports.is_all or reports.named.num_rows > FEW_REPORTS:
        return "write `source:report` of a report in the same folder"
    known = {*reports.named["report"].to_pylist()}
    return near_hint(reason.split("`")[1].rpartition(":")[2], known)


def with_known_subjects(rulings: pa.Table, names: KnownNames, faults: Faults) -> pa.Table:
    """Return the rulings on clauses, phases and the agreement whose subject and bearer there are.

    Without any known clause (the agreement could not be read) none is rejected.
    """
    columns = (rulings[name].to_pylist() for name in ("row_id", "subject", "says", "bearer"))
    bad: set[int] = set()
    for place, subject, says, bearer in zip(*columns, strict=True):
        fault = fault_of_subject(subject, names) or fault_of_bearer(says, bearer or "", names)
        if fault is not None:
            faults.add(place, fault)
            bad.add(place)
    return _without(rulings, bad)


def fault_of_subject(subject: str, names: KnownNames) -> Fault | None:
    """Return what is wrong with the subject of a ruling that is on no report."""
    known = {*names.clauses, "agreement"}
    name = subject.strip().strip("[]").strip().lower()
    if not names.clauses or name in known:
        return None
    reason = f"`{subject}` is no clause, no phase and not `agreement`"
    return Fault("SV336", reason, near_hint(name, known))


def fault_of_bearer(says: str | None, bearer: str, names: KnownNames) -> Fault | None:
    """Return what is wrong with the bearer of a ruling: an act is somebody's, and known."""
    if not bearer.strip():
        if says not in _OF_SOMEBODY:
            return None
        reason = f"`bearer` is empty, so nobody knows who {says}"
        return Fault("SV321", reason, "name the party; write one row for each")
    if not names.actors or names.actor(bearer.strip()):
        return None
    reason = f"`{bearer}` is no actor of the agreement"
    return Fault("SV331", reason, near_hint(bearer.strip().lower(), names.actors))


def without_unknown_denials(reports: pa.Table, faults: Faults) -> pa.Table:
    """Return the reports whose `of` points at reports that can be used themselves."""
    while True:
        kept = with_known_targets(reports, "of", Reports(reports), faults)
        if kept.num_rows == reports.num_rows:
            return kept
        # What a text means is asked anew of those that are left.
        reports = reports.filter(pc.is_in(reports["row_id"], kept["row_id"].combine_chunks()))
