"""The rows of an index that new rows may name: looked up when they are named, not before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from servanda.assessment.following.known import Name
from servanda.evidence.checks import replaced_id
from servanda.evidence.files import read_raw
from servanda.evidence.hashing import row_hashes
from servanda.evidence.names import KnownNames
from servanda.evidence.numbering import BEFORE_EVERYTHING, NEVER
from servanda.evidence.projection import format as fmt
from servanda.evidence.projection.folder import ProjectionFolder
from servanda.evidence.projection.originals import check_unchanged, read_originals
from servanda.evidence.quantities import DeclaredWords
from servanda.evidence.rows import build_rows
from servanda.evidence.scratch import scratch
from servanda.evidence.tables import arrow_schema

_LOOKED_UP: Final = """
SELECT n.report_no, n.source_id, n.report FROM read_parquet($names) n
JOIN asked a ON a.report = n.report
"""
_RECORDED: Final = f"""
SELECT report_no, CASE WHEN recorded_at = {BEFORE_EVERYTHING} THEN usable_at ELSE recorded_at END
    AS recorded_at FROM read_parquet($reports) JOIN asked USING (report_no)
"""
# To take lists apart and join is some fifty times as fast as to ask which lists have any.
_LINKS: Final = """
WITH links AS (FROM read_parquet($links, file_row_number = true)),
named AS (
    SELECT DISTINCT file_row_number
    FROM (SELECT file_row_number, unnest(report_nos) AS report_no FROM links)
    JOIN asked USING (report_no)
)
SELECT links.* EXCLUDE (file_row_number), file_row_number AS link_no
FROM links JOIN named USING (file_row_number)
"""
_TALLIES: Final = """
SELECT report_no, root_no, series_id, thing_id, place_id, begins_at AS begins, ends_at AS ends,
       recorded_at
FROM read_parquet($reports)
WHERE kind = 2 AND series_id IN (SELECT series_id FROM asked)
  AND begins_at < $ends AND ends_at > $begins
ORDER BY report_no
"""
_ABOUTS: Final = "SELECT about_id, about FROM read_parquet($abouts) SEMI JOIN asked USING (about)"
_THING: Final = ("act", "object", "attributes", "list", "recipient", "manner", "unit")
_PLACE: Final = ("area", "area_from")


class Recorded:
    """Reports, links and matters of an index by what they are called.

    Attributes:
        numbers: of the reports that were looked up so far, by name.
        waiting: name of a report that is not there to the reports that wait for it.
    """

    def __init__(self, index: ProjectionFolder, names: KnownNames) -> None:
        """Be told where the record is.

        Args:
            index: as opened.
            names: of its agreement.

        Raises:
            EvidenceError: SV397, a file that it was made from is gone, or is another one now.
        """
        self._index, self._kept_names = index, names
        self._sources = [row["name"] for row in index.dictionary["sources"]]
        self._asked: set[str] = set()
        self._sources_of: defaultdict[str, set[str]] = defaultdict(set)
        self._names: dict[int, Name] = {}
        self._replaced: dict[Name, str] = {}
        self._links: dict[int, dict[str, Any]] = {}
        self._links_of: dict[int, set[int]] = {}
        self.numbers: dict[Name, int] = {}
        self.waiting = self._waiting()

    @property
    def last(self) -> int:
        """The greatest number of a report."""
        return self._index.head.counts["reports"]

    # ---- reports ----

    def look_up(self, ids: Iterable[str]) -> None:
        """Find all reports with some ids, of whatever source; their numbers are kept."""
        new = sorted({*ids} - self._asked)
        if not new or not self.last:
            return
        self._asked.update(new)
        asked = pa.table({"report": pa.array(new, pa.string())})
        self._note(self._query(_LOOKED_UP, asked, names=self._index.names))

    def names_of(self, numbers: Iterable[int]) -> dict[int, Name]:
        """Return what reports of the index are called."""
        wanted = [*numbers]
        if new := sorted({number for number in wanted if number not in self._names}):
            self._note(self._index.named.rows(pa.array(new, pa.int64())))
        return {number: self._names[number] for number in wanted}

    def _note(self, rows: pa.Table) -> None:
        columns = (rows[name].to_pylist() for name in ("report_no", "source_id", "report"))
        for number, source_id, report in zip(*columns, strict=True):
            source = self._sources[source_id - 1]
            self._names[number] = (source, report)
            self.numbers[source, report] = number
            self._sources_of[report].add(source)

    def sources_of(self, report: str) -> set[str]:
        """Return whose reports have an id that was looked up."""
        return self._sources_of.get(report, set())

    def recorded_at(self, numbers: Iterable[int]) -> dict[int, int]:
        """Return when some reports were recorded."""
        asked = pa.table({"report_no": pa.array(sorted(numbers), pa.int64())})
        if not asked.num_rows:
            return {}
        found = self._query(_RECORDED, asked, reports=self._index.reports)
        columns = (found[name].to_pylist() for name in ("report_no", "recorded_at"))
        return dict(zip(*columns, strict=True))

    def rows(self, numbers: Iterable[int]) -> pa.Table:
        """Return some reports as they were written, in order of their numbers."""
        return read_originals(self._index, numbers, self._kept_names)

    def digests_of(self, numbers: Iterable[int]) -> dict[int, str]:
        """Return the hashes of some reports as they were written."""
        wanted = sorted(numbers)
        rows = self.rows(wanted)
        ids = rows["report"].to_pylist()
        # An id that was not written is made of the hash of the row without it.
        place = rows.schema.get_field_index("report")
        nameless = rows.set_column(place, "report", pa.nulls(rows.num_rows, pa.string()))
        hashes = (row_hashes("reports", some).to_pylist() for some in (nameless, rows))
        found = zip(wanted, ids, *hashes, strict=True)
        return {n: bare if id_ == f"row-{bare[:12]}" else full for n, id_, bare, full in found}

    def _waiting(self) -> dict[Name, list[Name]]:
        waiting: defaultdict[Name, list[Name]] = defaultdict(list)
        if not self.last:
            return waiting
        query = "SELECT report_no FROM read_parquet($reports) WHERE usable_at = $never"
        found = self._query(query, None, reports=self._index.reports, never=NEVER)
        numbers = found["report_no"].to_pylist()
        if numbers:
            self.names_of(numbers)
            facts = self.rows(numbers).select(["source", "report", "replaces"])
            for row in facts.filter(pc.is_valid(facts["replaces"])).to_pylist():
                source = row["source"]
                name = (source, replaced_id(source, row["replaces"]))
                waiting[name].append((source, row["report"]))
                self._replaced[source, row["report"]] = name[1]
        return waiting

    # ---- what else new rows may meet ----

    def links_of(self, numbers: Iterable[int]) -> pa.Table:
        """Return the links that name some reports: as in evidence, and `report_nos`."""
        wanted = {*numbers}
        schema = arrow_schema("links").append(fmt.TABLE_NUMBERS["links"])
        new = sorted(wanted - self._links_of.keys())
        if new and self._index.head.counts["links"]:
            asked = pa.table({"report_no": pa.array(new, pa.int64())})
            for row in self._query(_LINKS, asked, links=self._index.links).to_pylist():
                self._links[row["link_no"]] = {name: row[name] for name in schema.names}
                for number in {*row["report_nos"]} & {*new}:
                    self._links_of.setdefault(number, set()).add(row["link_no"])
        for number in new:
            self._links_of.setdefault(number, set())
        places = sorted({place for number in wanted for place in self._links_of[number]})
        return pa.Table.from_pylist([self._links[place] for place in places], schema)

    def tallies(self, series: Mapping[tuple[str, str], Any], begins: int, ends: int) -> pa.Table:
        """Return the tallies of some series that meet `[begins, ends)`.

        Args:
            series: by source and name.
            begins: microseconds UTC.
            ends: microseconds UTC.

        Returns:
            Rows in `arrow_schema("reports")` with what tells whether they count the same as others;
            what one replaces is the first report of its chain, or the one that it waits for.
        """
        schema = arrow_schema("reports")
        ids = {row["series_id"]: (row["source"], row["series"])
               for row in self._index.dictionary["series"]
               if (row["source"], row["series"]) in series}  # fmt: skip
        if not ids:
            return schema.empty_table()
        asked = pa.table({"series_id": pa.array(sorted(ids), pa.int32())})
        bounds = {"begins": begins, "ends": ends}
        found = self._query(_TALLIES, asked, reports=self._index.reports, **bounds)
        return self._in_words(found, ids)

    def _in_words(self, found: pa.Table, ids: Mapping[int, tuple[str, str]]) -> pa.Table:
        schema = arrow_schema("reports")
        things, places = (self._index.dictionary[name] for name in ("things", "places"))
        names = self.names_of({*found["report_no"].to_pylist(), *found["root_no"].to_pylist()})
        rows = []
        for row in found.to_pylist():
            number, root = row["report_no"], row["root_no"]
            source, series = ids[row["series_id"]]
            thing, place = things[row["thing_id"] - 1], places[row["place_id"] - 1]
            rows.append({
                "source": source, "series": series, "kind": "tally", "report": names[number][1],
                "replaces": (self._replaced.get(names[number]) if root == number
                             else names[root][1]),
                **{name: row[name] for name in ("begins", "ends", "recorded_at")},
                **{name: thing[name] for name in _THING}, **{name: place[name] for name in _PLACE},
            })  # fmt: skip
        columns = {f.name: pa.array([row.get(f.name) for row in rows], f.type) for f in schema}
        return pa.table(columns, schema=schema)

    def abouts(self, texts: Iterable[str]) -> dict[str, int]:
        """Return the ids of those matters that the index knows."""
        asked = pa.table({"about": pa.array(sorted({*texts}), pa.string())})
        if not asked.num_rows:
            return {}
        found = self._query(_ABOUTS, asked, abouts=self._abouts)
        columns = (found[name].to_pylist() for name in ("about", "about_id"))
        return dict(zip(*columns, strict=True))

    @property
    def last_about(self) -> int:
        """The greatest id of a matter."""
        return int(pq.read_metadata(self._abouts).num_rows)

    @property
    def _abouts(self) -> str:
        return str(self._index.path / fmt.DICTIONARY_FOLDER / "abouts.parquet")

    def digests_of_others(self) -> set[tuple[str, str]]:
        """Return table and hash of all rows that are used, but for reports and links."""
        rejects = self._index.rejects.select(["file", "row_no"]).to_pylist()
        gone = {(row["file"], row["row_no"]) for row in rejects}
        words = DeclaredWords(self._index.tables["words"])
        found: set[tuple[str, str]] = set()
        for file in self._index.head.files:
            if file.table in {"reports", "links"}:
                continue
            check_unchanged(self._index, file)
            raw = read_raw(file.table, Path(file.path)).rows
            raw = raw.append_column("file", pa.repeat(file.path, raw.num_rows))
            rows, _ = build_rows(file.table, raw, self._kept_names, words)
            hashes = row_hashes(file.table, rows).to_pylist()
            for number, digest in zip(raw["row_no"].to_pylist(), hashes, strict=True):
                if (file.path, number) not in gone:
                    found.add((file.table, digest))
        return found

    def _query(self, query: str, asked: pa.Table | None, **values: Any) -> pa.Table:  # noqa: ANN401
        with scratch() as connection:
            if asked is not None:
                connection.register("asked", asked)
            return connection.sql(query, params=values).to_arrow_table()
