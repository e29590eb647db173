"""The part of a case that bears on some findings: small, and judged as the whole case is.

What explains one finding are a few hundred reports of perhaps millions. Taken are all reports of
what the finding looks at, by the hands that it looks for, whatever shares an incident, a chain of
corrections or a dispute with them, everybody who may have looked and seen nothing, and the last
word of each source that watches (SEMANTICS 4.3). More would change nothing, less might.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Final

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from servanda.assessment.backends.duckdb import rows_of_files
from servanda.assessment.pipeline import AS_READ, AS_WRITTEN, steps_of
from servanda.assessment.tables import (
    ASSERTS,
    CEILING,
    COVERS,
    EVENT,
    FINDINGS,
    OBSERVED_NONE,
    REPORTS,
    RULE_ORDER,
    RULE_REPLY,
    SUM_MODE,
    TABLES,
    CaseTables,
)
from servanda.assessment.trimming import duties_part, rules_part

KEY: Final = tuple(FINDINGS.names[:5])
_EVER: Final = 2**60

# Some hundred thousand rows each at most; all others are only passed through.
_CREATE: Final = {
    "near": f"""
        SELECT DISTINCT r.report_no, r.root_no, r.kind, r.begins_at, r.ends_at FROM reports r
        JOIN asked a ON a.thing_id = r.thing_id AND a.place_id = r.place_id
        LEFT JOIN bearer_hands h ON h.bearer_id = a.bearer_id AND h.hand_id = r.hand_id
        WHERE r.usable_at <= $as_of AND r.stance = {ASSERTS} AND (r.kind <> {EVENT}
            OR (r.begins_at < a.ends_at AND a.begins_at < r.ends_at))
            AND (a.any_hand OR h.hand_id IS NOT NULL)
            AND (r.kind <> {EVENT} OR NOT $is_bound
                OR r.about_id IN (SELECT about_id FROM matters_named))
        UNION SELECT report_no, root_no, kind, begins_at, ends_at FROM reports
        SEMI JOIN calling USING (report_no)""",
    "incidents": """
        SELECT DISTINCT incident_no FROM linked SEMI JOIN near USING (report_no)""",
    # Of all others only their numbers are needed: those are read of the chains, which are few.
    "members": """
        SELECT report_no, root_no FROM near UNION
        SELECT l.report_no, coalesce(c.root_no, l.report_no) FROM linked l
        SEMI JOIN incidents USING (incident_no) LEFT JOIN chains c ON c.report_no = l.report_no""",
    "versions": """
        SELECT report_no FROM members UNION
        SELECT report_no FROM chains SEMI JOIN members USING (root_no) UNION
        SELECT root_no FROM members SEMI JOIN corrected USING (root_no)""",
    "aiming": """
        SELECT t.report_no FROM targets t JOIN versions v ON v.report_no = t.target_no""",
    "tallied": f"""
        SELECT DISTINCT begins_at, ends_at FROM near WHERE kind <> {EVENT}""",
    # Who saw none contests a total that the difference of two rests on, wherever it lies (2.4).
    "dispute_roots": f"""
        SELECT coalesce(c.root_no, a.report_no) AS root_no FROM aiming a
        LEFT JOIN chains c ON c.report_no = a.report_no UNION
        SELECT r.root_no FROM reports r JOIN looked k
        ON k.thing_id = r.thing_id AND k.place_id = r.place_id
        WHERE r.stance = {OBSERVED_NONE} AND r.usable_at <= $as_of
            AND ((r.begins_at < k.ends_at AND k.begins_at < r.ends_at)
                OR EXISTS (SELECT 1 FROM tallied t
                    WHERE r.begins_at <= t.begins_at AND t.ends_at <= r.ends_at))""",
    "kept_roots": """
        SELECT root_no FROM members UNION SELECT root_no FROM dispute_roots
        UNION SELECT root_no FROM last_roots""",
}
_MATTERS: Final = "SELECT DISTINCT about_id FROM reports SEMI JOIN calling USING (report_no)"
# The last word of each source that watches: once for all parts. A source that has one as late as
# `$since` needs no earlier report looked at.
_LAST: Final = {
    "late": """
        SELECT report_no, root_no, source_id, withdrawn, least(ends_at, recorded_at) AS told_at
        FROM reports SEMI JOIN watching USING (source_id)
        WHERE usable_at <= $as_of AND recorded_at >= $since AND ends_at >= $since""",
    "heads": """
        SELECT root_no, report_no FROM (
            SELECT r.root_no,
                arg_max(r.report_no, (r.report_no <> r.root_no, r.recorded_at, r.report_no))
                    AS report_no,
                arg_max(r.withdrawn, (r.report_no <> r.root_no, r.recorded_at, r.report_no))
                    AS withdrawn
            FROM reports r SEMI JOIN late USING (root_no) SEMI JOIN corrected USING (root_no)
            WHERE r.usable_at <= $as_of GROUP BY r.root_no) WHERE NOT withdrawn""",
    "last_words": """
        SELECT r.source_id, arg_max(r.root_no, r.told_at) AS root_no FROM late r
        LEFT JOIN corrected c ON c.root_no = r.root_no
        LEFT JOIN heads h ON h.report_no = r.report_no
        WHERE (c.root_no IS NULL AND NOT r.withdrawn) OR h.report_no IS NOT NULL
        GROUP BY r.source_id""",
}
_ASKING: Final = ("duties", "measures", "rules", "rule_triggers")
"""What a part has less of."""
_ASKED_OF: Final = (
    "site_parts", "filter_things", "site_places", "things_within", "places_within",
    "contraries",
)  # fmt: skip
_CHAINS: Final = "SELECT report_no, root_no FROM reports WHERE root_no <> report_no"
_CORRECTED: Final = "SELECT DISTINCT root_no FROM chains"
_DAY: Final = 86_400_000_000
_BACK: Final = (_DAY, 30 * _DAY)
"""How long before the end of the last report last words are looked for first."""


class Narrower:
    """A case with its evidence at hand, from which parts are taken.

    The first part looks once at all corrections; each then costs what it has to read.
    """

    def __init__(self, case: CaseTables) -> None:
        """Take a case; its evidence is opened when a part of it is wanted.

        Args:
            case: with its reports as a table or in the files of a projection.
        """
        self._case = case
        self._opened: duckdb.DuckDBPyConnection | None = None

    def close(self) -> None:
        """Let the evidence go."""
        if self._opened is not None:
            self._opened.close()
        self._opened = None

    def part(self, keys: pa.Table, called: pa.Table | None = None) -> CaseTables:
        """Return the part of the case that bears on some findings.

        Args:
            keys: the first five columns of the findings.
            called: of findings on replies or orders that incidents call for, the whole rows: of
                their rules then only these calls are in the part, and what may answer them.
        """
        duties = _narrow_duties(self._case, keys)
        near = {**self._case.tables, **duties}
        asked, looked = _asked(self._connection, near, called)
        self._connection.register("asked", asked)
        self._connection.register("looked", looked)
        self._connection.register("calling", _calling(self._case.tables["linked"], called))
        is_bound = self._name_matters(near["rules"], called)
        for name, query in _CREATE.items():
            self._create(name, query, is_bound=is_bound)
        columns = ", ".join(REPORTS.names)
        reports = self._connection.sql(
            f"SELECT {columns} FROM reports SEMI JOIN kept_roots USING (root_no) ORDER BY report_no"
        ).to_arrow_table()
        self._connection.register("kept", reports)
        linked = self._fetch("SELECT linked.* FROM linked SEMI JOIN kept USING (report_no)")
        targets = self._fetch("SELECT targets.* FROM targets SEMI JOIN kept USING (report_no)")
        for name in ("kept", "asked", "looked", "calling", "matters_named", *_ASKING):
            self._connection.unregister(name)
        for name in _CREATE:
            self._connection.execute(f"DROP TABLE {name}")
        evidence = {
            "reports": reports.cast(REPORTS),
            "linked": linked.cast(TABLES["linked"]),
            "targets": targets.cast(TABLES["targets"]),
        }
        return replace(self._case, tables={**near, **evidence}, projected=None, reads={}, known={})

    def _name_matters(self, rules: pa.Table, called: pa.Table | None) -> bool:
        """Register `matters_named`, none (0) among them; return whether answers must name one.

        An answer must name a matter that its call named, or none (5.3.4). What calls without a
        matter is answered by any.
        """
        abouts = [0]
        if called is not None and all(map(_is_answered_by_matter, rules.to_pylist())):
            abouts = self._fetch(_MATTERS)["about_id"].to_pylist()
        named = pa.table({"about_id": pa.array([0, *abouts], pa.int64())})
        self._connection.register("matters_named", named)
        return 0 not in abouts

    @property
    def _connection(self) -> duckdb.DuckDBPyConnection:
        if self._opened is None:
            self._opened = duckdb.connect(":memory:")
            self._opened.execute("SET TimeZone = 'UTC'")
            self._register(self._opened)
            self._create("chains", _CHAINS)
            self._create("corrected", _CORRECTED)
            self._find_last_words()
        return self._opened

    def _find_last_words(self) -> None:
        """Make `last_roots`: of each source that watches, the chain of its last word."""
        coverage = self._case.tables["coverage"]
        watching = coverage.filter(pc.equal(coverage["role"], COVERS))["source_id"].unique()
        roots: list[int] = []
        last = self._fetch("SELECT max(ends_at) AS last FROM reports")["last"][0].as_py()
        latest = min(self._case.as_of, self._case.as_of if last is None else last)
        for since in (*(latest - back for back in _BACK), -_EVER):
            if not watching:
                break
            self._connection.register("watching", pa.table({"source_id": watching}))
            for name, query in _LAST.items():
                self._create(name, query, since)
            found = self._fetch("SELECT source_id, root_no FROM last_words")
            roots += found["root_no"].to_pylist()
            watching = watching.filter(pc.invert(pc.is_in(watching, found["source_id"])))
        self._connection.unregister("watching")
        for name in _LAST:
            self._connection.execute(f"DROP TABLE IF EXISTS {name}")
        table = pa.table({"root_no": pa.array(roots, pa.int64())})
        self._connection.register("last_roots", table)

    def _register(self, connection: duckdb.DuckDBPyConnection) -> None:
        case = self._case
        for name in ("bearer_hands", *_ASKED_OF):
            connection.register(name, case.tables[name])
        if case.projected is None:
            # Each part reads them some ten times, which is worth a copy.
            for name in ("reports", "linked", "targets"):
                connection.register("given", case.tables[name])
                connection.execute(f"CREATE TABLE {name} AS FROM given")
                connection.unregister("given")
            return
        connection.register("linked", case.tables["linked"])
        connection.register("targets", case.tables["targets"])
        open_reports(connection, case)

    def _create(
        self, name: str, query: str, since: int = -_EVER, *, is_bound: bool = False
    ) -> None:
        known = {"as_of": self._case.as_of, "since": since, "is_bound": is_bound}
        needs = {key: value for key, value in known.items() if f"${key}" in query}
        self._connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {query}", needs)

    def _fetch(self, query: str) -> pa.Table:
        return self._connection.sql(query).to_arrow_table()


def open_reports(connection: duckdb.DuckDBPyConnection, case: CaseTables) -> None:
    """Make the reports of a case readable as `reports`, from a table or the files of an index."""
    if case.projected is None:
        connection.register("reports", case.tables["reports"])
        return
    files = rows_of_files(case.projected.pattern)
    connection.execute(f"CREATE TEMP VIEW projected AS FROM {files}")
    for name, table in case.reads.items():
        connection.register(name, table)
    (step,) = steps_of(AS_WRITTEN if case.is_as_written else AS_READ)
    connection.execute(f"CREATE TEMP VIEW reports AS {step.query}")


@contextmanager
def narrowing(case: CaseTables) -> Iterator[Narrower]:
    """Open the evidence of a case for as long as parts of it are wanted."""
    narrower = Narrower(case)
    try:
        yield narrower
    finally:
        narrower.close()


def all_keys(case: CaseTables) -> pa.Table:
    """Return keys of all findings that a case can have; of rules one that stands for all."""
    rows = [{name: row[name] for name in KEY} for row in case.tables["duties"].to_pylist()]
    named = ("clause_no", "reading_no", "member_id")
    rows += [
        {**{name: row[name] for name in named}, "is_group": False, "slot": "trigger:"}
        for row in case.tables["rules"].to_pylist()
    ]
    return pa.Table.from_pylist(rows, pa.schema(list(FINDINGS)[:5]))


# ---- duties -------------------------------------------------------------------------------------


def asking_only(case: CaseTables, clauses: Collection[int] | None) -> CaseTables:
    """Return a case that asks for no more than some lines ask, by their numbers; None: for all."""
    if clauses is None:
        return case
    keys = all_keys(case)
    wanted = pc.is_in(keys["clause_no"], pa.array(sorted(clauses), keys["clause_no"].type))
    return replace(case, tables={**case.tables, **_narrow_duties(case, keys.filter(wanted))})


def _narrow_duties(case: CaseTables, keys: pa.Table) -> dict[str, pa.Table]:
    """Return the duties of some findings, and what they measure by."""
    wanted = {tuple(row[name] for name in KEY) for row in keys.to_pylist()}
    tables = case.tables
    duties = _where(tables["duties"], [
        tuple(row[name] for name in KEY) in wanted for row in tables["duties"].to_pylist()
    ])  # fmt: skip
    called = {key[:3] for key in wanted if ":" in key[4]}
    rules = _where(tables["rules"], [
        (row["clause_no"], row["reading_no"], row["member_id"]) in called
        for row in tables["rules"].to_pylist()
    ])  # fmt: skip
    return {**duties_part(tables, duties), **rules_part(tables, rules)}


def _where(table: pa.Table, mask: list[bool]) -> pa.Table:
    return table.filter(pa.array(mask, pa.bool_()))


# ---- what they look at --------------------------------------------------------------------------

_ASKED: Final = """
WITH looks AS (
    SELECT filter_id, site_id, bearer_id, any_hand,
        CASE WHEN mode = $sum THEN least(begins_at, may_begin_at) ELSE -$ever END AS begins_at,
        -- A floor of its own may be met late; one of a day or a part is not told of that.
        CASE WHEN mode <> $sum OR (direction = 1 AND measure_id IN (
                SELECT measure_id FROM duties WHERE slot = '')) THEN $ever
            ELSE greatest(ends_at, may_end_at) END AS ends_at
    FROM measures
    UNION ALL SELECT filter_id, site_id, bearer_id, any_hand, $opens, $closes FROM rules
    UNION ALL SELECT filter_id, site_id, bearer_id, any_hand, -$ever, $ever FROM rule_triggers
    WHERE $with_triggers
), sited AS (
    SELECT * FROM looks
    UNION ALL
    SELECT l.filter_id, p.part_site_id, l.bearer_id, l.any_hand, l.begins_at, l.ends_at
    FROM looks l JOIN site_parts p ON p.site_id = l.site_id
)
SELECT t.thing_id, s.place_id, l.bearer_id, l.any_hand, min(l.begins_at) AS begins_at,
    max(l.ends_at) AS ends_at
FROM sited l JOIN (SELECT filter_id, thing_id FROM filter_things
    UNION SELECT f.filter_id, c.thing_id FROM filter_things f
    JOIN contraries c ON c.none_thing_id = f.thing_id) t ON t.filter_id = l.filter_id
JOIN site_places s ON s.site_id = l.site_id
GROUP BY t.thing_id, s.place_id, l.bearer_id, l.any_hand
"""
# Who looks for more, or over more, has also looked there.
_LOOKED: Final = """
SELECT x.outer_thing_id AS thing_id, y.outer_place_id AS place_id,
    min(a.begins_at) AS begins_at, max(a.ends_at) AS ends_at
FROM asked a
JOIN (SELECT thing_id AS outer_thing_id, thing_id FROM asked
    UNION SELECT outer_thing_id, thing_id FROM things_within) x ON x.thing_id = a.thing_id
JOIN (SELECT place_id AS outer_place_id, place_id FROM asked
    UNION SELECT outer_place_id, place_id FROM places_within) y ON y.place_id = a.place_id
GROUP BY ALL
"""


def _asked(
    connection: duckdb.DuckDBPyConnection,
    tables: dict[str, pa.Table],
    called: pa.Table | None = None,
) -> tuple[pa.Table, pa.Table]:
    """Return the things at places that duties ask for, by whom and when, and what contains them."""
    opens, closes = -_EVER, _EVER
    if called is not None:
        opens, closes = pc.min(called["opens_at"]).as_py(), pc.max(called["closes_at"]).as_py()
    limits = {"sum": SUM_MODE, "ever": _EVER, "opens": opens, "closes": closes}
    for name in _ASKING:
        connection.register(name, tables[name])
    asked = connection.sql(_ASKED, params={**limits, "with_triggers": True}).to_arrow_table()
    connection.register("asked", asked)
    looked = connection.sql(_LOOKED).to_arrow_table()
    if called is not None:
        # What calls is known by its number.
        params = {**limits, "with_triggers": False}
        asked = connection.sql(_ASKED, params=params).to_arrow_table()
    return asked, looked


def _is_answered_by_matter(rule: dict[str, Any]) -> bool:
    """Return whether what a rule calls is answered only by acts that name the call's matter."""
    is_ceiling = rule["kind"] == RULE_REPLY and rule["op"] == CEILING
    is_each = rule["kind"] in {RULE_REPLY, RULE_ORDER} and rule["mode"] == SUM_MODE
    return bool(rule["same_about"]) and is_each and not is_ceiling


def _calling(linked: pa.Table, called: pa.Table | None) -> pa.Table:
    """Return the reports of the incidents that call for what some findings are about."""
    slots = [] if called is None else called["slot"].to_pylist()
    numbers = pa.array([int(slot.partition(":")[2]) for slot in slots], pa.int64())
    members = linked.filter(pc.is_in(linked["incident_no"], numbers))["report_no"]
    return pa.table({"report_no": pa.chunked_array([numbers, *members.chunks], pa.int64())})
