"""Runs the pipeline: tables in, findings out (ARCHITECTURE, decisions 1 to 3).

The SQL is fixed; cases differ only in the rows of their tables and in two parameters. Nothing here
looks at a report, a clause or a duty.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import pyarrow as pa

from servanda.assessment.backends import Backend
from servanda.assessment.backends.embedded import open_embedded
from servanda.assessment.idle import is_alleged_for_verdicts_only, stations_without_use
from servanda.assessment.pipeline import (
    AS_READ,
    AS_WRITTEN,
    CLAIM,
    COUNT,
    JUDGE,
    MEASURE,
    PAIRED,
    READ,
    RECORD,
    SETTLE,
    SINCE,
    UNPAIRED,
    WITHOUT,
    Step,
    steps_of,
)
from servanda.assessment.spent import StepName, spent_in
from servanda.assessment.tables import (
    BUNDLES,
    FIGURES,
    FINDINGS,
    LOOKS,
    STANDARDS,
    TABLES,
    USES,
    VERDICT_COUNTS,
    CaseTables,
    ParquetTable,
)
from servanda.errors import EngineError, problem_error

KEY = tuple(FINDINGS.names[:5])
PARAMS = pa.schema([("as_of", pa.int64()), ("standard_no", pa.int32()), ("is_dated", pa.bool_())])
_EXPLAIN = ("97_uses", "98_figures")
_LOOKS = ("99_looks",)
_ONCE = (*READ, *MEASURE, *SETTLE, *SETTLE, *SETTLE, *JUDGE, *SINCE, "92_probes")


@dataclass(frozen=True)
class Session:
    """A case on an engine, between two stations. Close it after use.

    Attributes:
        backend: the engine, with every table that the stations have made so far.
        idle_stations: stations that the case has no use for.
        spent: tables that nobody on the way to findings reads any more, by the statement after
            which they are dropped.
    """

    backend: Backend
    idle_stations: frozenset[str] = frozenset()
    spent: Mapping[StepName, tuple[str, ...]] = field(default_factory=dict)

    def table(self, name: str, schema: pa.Schema) -> pa.Table:
        """Return a table that a station made, in a schema."""
        return self.backend.fetch(name, schema)

    def run(self, stations: Iterable[str]) -> None:
        """Run stations in order.

        Raises:
            EngineError: SV501, the engine refused a query.
        """
        for station in stations:
            chosen = WITHOUT[station] if station in self.idle_stations else station
            for step in steps_of(chosen):
                self.run_step(step)

    def run_step(self, step: Step) -> None:
        """Run one statement of a station.

        Raises:
            EngineError: SV501, the engine refused it; its query is in the details.
        """
        try:
            self.backend.create(step.kind, step.name, step.query)
        except EngineError:
            raise
        except Exception as error:
            message = f"the engine failed at station {step.station}, table `{step.name}`"
            raise problem_error(
                EngineError, "SV501", message, sql=step.query, engine=str(error)
            ) from error
        for name in self.spent.get((step.station, step.name), ()):
            self.backend.drop(name)


def judge(
    case: CaseTables,
    backend: Backend | None = None,
    *,
    is_dated: bool = True,
    is_one_by_one: bool = False,
) -> pa.Table:
    """Return the findings of a case (SEMANTICS 5).

    Args:
        case: the tables of `servanda.assessment.tables`; rows recorded after its
            as-of are not read.
        backend: an open engine of its own for this case, closed afterwards; None: the embedded
            one that judges it fastest.
        is_dated: tell since when each finding is what it is. Without it alike incidents are looked
            at once, so that a large record costs little more than reading it; `since` is then
            told only where it was not to be searched for, `late_since` never.
        is_one_by_one: alike incidents are looked at one by one all the same, where it is known that
            hardly any are alike.

    Returns:
        One row per duty in schema `FINDINGS`, sorted by its first five columns; the same bytes for
        the same case on every engine.

    Raises:
        EngineError: the case's tables are not complete, or the engine failed.
    """
    session = open_session(case, backend, is_dated=is_dated, is_one_by_one=is_one_by_one)
    spent = {} if is_dated else spent_in(case, session.idle_stations)
    session = replace(session, spent=spent)
    try:
        run_to_findings(session)
        return _sorted(session.table("findings", FINDINGS), KEY)
    finally:
        session.backend.close()


def count(case: CaseTables, backend: Backend | None = None) -> pa.Table:
    """Return how many findings of each clause, reading and bearer have each verdict.

    Alike incidents and alike calls for replies are looked at once, so that a record with a hundred
    thousand triggers costs little more than reading it.

    Args:
        case: as for `judge`.
        backend: as for `judge`.

    Returns:
        A table in schema `VERDICT_COUNTS`, sorted by its first five columns: what counting the rows
        of `judge` gives.

    Raises:
        EngineError: as for `judge`.
    """
    session = open_session(case, backend, is_dated=False, is_counted=True)
    session = replace(session, spent=spent_in(case, session.idle_stations))
    try:
        run_to_findings(session)
        session.run(COUNT)
        return _sorted(session.table("counts", VERDICT_COUNTS), VERDICT_COUNTS.names[:5])
    finally:
        session.backend.close()


def run_to_findings(session: Session) -> None:
    """Run all stations up to the findings.

    Args:
        session: from `open_session`, in which none has run.
    """
    _read(session)
    session.run(MEASURE)
    _settle(session)
    session.run(JUDGE)
    _tell(session)


def _read(session: Session) -> None:
    """Find what is told of what is asked; only up to there there may be much."""
    session.run(RECORD)
    session.backend.foresee(session.backend.count("told"))
    session.run(CLAIM)


@dataclass(frozen=True)
class Explained:
    """What an engine says of a case, with everything that it rests on.

    Attributes:
        findings: as `judge` returns them.
        uses, figures: as `explain` returns them.
        looks: as `looks` returns them.
    """

    findings: pa.Table
    uses: pa.Table
    figures: pa.Table
    looks: pa.Table


def judge_explained(
    case: CaseTables,
    backend: Backend | None = None,
    keys: pa.Table | None = None,
    *,
    is_judged: bool = False,
) -> Explained:
    """Return the findings of a case and explanations, in one session.

    Args:
        case: as for `judge`.
        backend: as for `judge`.
        keys: of the findings that are explained, as for `explain`.
        is_judged: it is known which of the findings are complied or violated; only since when they
            are is asked, and of all other findings nothing. Then what is alleged need not be worked
            out, and figures, verdicts and reasons of the findings here may be others.

    Raises:
        EngineError: the case's tables are not complete, or the engine failed.
    """
    session = _asked(case, keys, backend, (*_EXPLAIN, *_LOOKS), is_judged=is_judged)
    try:
        uses, figures, stretches = _uses(session), _figures(session), _stretches(session)
        _tell(session)
        findings = _sorted(session.table("findings", FINDINGS), KEY)
        return Explained(findings, uses, figures, stretches)
    finally:
        session.backend.close()


def _tell(session: Session) -> None:
    """Work out the findings, after the verdicts, with since when each is what it is."""
    session.run(SINCE)
    _search_since(session)
    session.run(["96_findings"])


def _search_since(session: Session) -> None:
    """Ask instants until it is known since when each finding is what it is (SEMANTICS 5)."""
    while True:  # each round asks what was not asked before
        session.run(["92_probes"])
        if session.backend.count("probes") == 0:
            return
        session.run(MEASURE)
        _settle(session)
        session.run(["94_answers"])


def _settle(session: Session) -> None:
    """Work out the bounds of all units, cells first (SEMANTICS 4.4)."""
    cells, caps, bounds = SETTLE
    for _ in range(session.backend.count("tiers")):
        session.run([cells])
        if session.backend.count("bad_cells"):
            session.run([caps])
        session.run([bounds])


def explain(
    case: CaseTables, keys: pa.Table | None = None, backend: Backend | None = None
) -> tuple[pa.Table, pa.Table]:
    """Return how each report and each source bears on findings (SEMANTICS 6).

    Args:
        case: as for `judge`.
        keys: the first five columns of the findings that are asked for; None: all of them.
        backend: as for `judge`.

    Returns:
        Tables in schema `USES` (one row per finding and report that touches it) and `FIGURES` (one
        row per finding, source and origin), each sorted by all columns that name a row.

    Raises:
        EngineError: the case's tables are not complete, or the engine failed.
    """
    session = _asked(case, keys, backend, _EXPLAIN)
    try:
        return _uses(session), _figures(session)
    finally:
        session.backend.close()


def looks(
    case: CaseTables, keys: pa.Table | None = None, backend: Backend | None = None
) -> pa.Table:
    """Return when levels were looked at, and what was found (SEMANTICS 4.8.5).

    Args:
        case: as for `judge`.
        keys: as for `explain`.
        backend: as for `judge`.

    Returns:
        A table in schema `LOOKS`: one row per finding on a level and stretch of time in which its
        figures are the same, sorted by key and begin.

    Raises:
        EngineError: the case's tables are not complete, or the engine failed.
    """
    session = _asked(case, keys, backend, _LOOKS)
    try:
        return _stretches(session)
    finally:
        session.backend.close()


def _uses(session: Session) -> pa.Table:
    return _sorted(session.table("uses", USES), (*KEY, "report_no"))


def _figures(session: Session) -> pa.Table:
    return _sorted(session.table("said", FIGURES), (*KEY, "source_id", "origin_id"))


def _stretches(session: Session) -> pa.Table:
    return _sorted(session.table("looks_told", LOOKS), (*KEY, "begins_at"))


def _asked(
    case: CaseTables,
    keys: pa.Table | None,
    backend: Backend | None,
    stations: Iterable[str],
    *,
    is_judged: bool = False,
) -> Session:
    """Return a session with verdicts and some stations on demand, for some findings or all."""
    session = open_session(case, backend)
    if is_judged and is_alleged_for_verdicts_only(case):
        idle = session.idle_stations | {"84_alleged", "88_reasons"}
        session = replace(session, idle_stations=idle)
    try:
        wanted = FINDINGS.empty_table().select(KEY) if keys is None else keys.select(KEY)
        session.backend.load("wanted", wanted.cast(pa.schema(list(FINDINGS)[:5])))
        session.backend.load("is_wanted", pa.table({"every": [keys is None]}))
        _read(session)
        session.run(MEASURE)
        _settle(session)
        session.run([*JUDGE, *stations])
    except BaseException:
        session.backend.close()
        raise
    return session


def run_stations(case: CaseTables, upto: str, backend: Backend | None = None) -> Session:
    """Return a session in which all stations up to one have run once, for tests and debugging.

    Args:
        case: as for `judge`.
        upto: name of the last station that runs, such as `74_at_least`.
        backend: as for `judge`; it stays open.

    Raises:
        EngineError: SV504, no such station; or as for `judge`.
    """
    session = open_session(case, backend)
    session.run(_ONCE[: _last_place(upto) + 1])
    return session


def show_plans(case: CaseTables, station: str, backend: Backend | None = None) -> str:
    """Return the SQL of a station and how the engine works it out for a case.

    Args:
        case: as for `judge`.
        station: a station's name.
        backend: as for `judge`, closed afterwards.

    Raises:
        EngineError: as for `run_stations`.
    """
    before = _ONCE[: _last_place(station)]
    session = open_session(case, backend)
    try:
        session.run(before)
        shown: list[str] = []
        for step in steps_of(station):
            shown += [f"-- {step.name}", step.query, session.backend.explain(step.query)]
            session.run_step(step)
        return "\n".join(shown)
    finally:
        session.backend.close()


def open_session(
    case: CaseTables,
    backend: Backend | None = None,
    *,
    is_dated: bool = True,
    is_counted: bool = False,
    is_one_by_one: bool = False,
) -> Session:
    """Return a session with the tables of a case and its two parameters.

    Args:
        case: as for `judge`.
        backend: as for `judge`; it stays open.
        is_dated: as for `judge`; without it alike incidents are looked at together.
        is_counted: findings are only counted; then alike calls are looked at together, too, and
            nobody asks why a finding is disputed.
        is_one_by_one: as for `judge`.

    Raises:
        EngineError: SV502, a table is missing or has other columns; SV503, no such standard; SV501,
            the engine cannot take a table. The engine is closed then.
    """
    backend = backend or open_embedded(case)
    try:
        _check(case)
        is_alone = is_dated or is_one_by_one or backend.is_for_few
        is_alike = not is_alone and case.bundles is None
        idle = stations_without_use(case, is_alike=is_alike, is_counted=is_counted)
        session = Session(backend, idle)
        _load(session, case, is_dated=is_dated)
    except BaseException:
        backend.close()
        raise
    return session


def _load(session: Session, case: CaseTables, *, is_dated: bool) -> None:
    """Give the engine all tables of a case."""
    try:
        for name, schema in _given(case).items():
            session.backend.load(name, case.tables[name].select(schema.names))
        bundles = BUNDLES.empty_table() if case.bundles is None else case.bundles
        session.backend.load("bundles", bundles)
        if case.projected is not None:
            _load_projected(session, case, case.projected)
        if "21_calls" not in session.idle_stations:
            session.run([PAIRED if case.is_known else UNPAIRED])
        number = STANDARDS.index(case.standard) + 1
        params = [{"as_of": case.as_of, "standard_no": number, "is_dated": is_dated}]
        session.backend.load("params", pa.Table.from_pylist(params, PARAMS))
    except EngineError:
        raise
    except Exception as error:
        message = "the engine could not take the tables of the case"
        raise problem_error(EngineError, "SV501", message, engine=str(error)) from error


def _given(case: CaseTables) -> dict[str, pa.Schema]:
    """Return the tables that a case has to bring, with their schemas."""
    return {n: s for n, s in TABLES.items() if n != "reports" or case.projected is None}


def _load_projected(session: Session, case: CaseTables, reports: ParquetTable) -> None:
    """Let the reports be read from their files, as written where nothing says otherwise."""
    session.backend.load("projected", reports)
    if not case.is_as_written:
        for name, table in case.reads.items():
            session.backend.load(name, table)
    if case.is_known:
        for name, files in case.known.items():
            session.backend.load(f"known_{name}", files)
    session.run([AS_WRITTEN if case.is_as_written else AS_READ])


def _check(case: CaseTables) -> None:
    if case.standard not in STANDARDS:
        message = f"there is no standard of proof `{case.standard}`"
        raise problem_error(EngineError, "SV503", message, f"one of {', '.join(STANDARDS)}")
    for name, schema in _given(case).items():
        table = case.tables.get(name)
        if table is None or set(schema.names) - set(table.column_names):
            message = f"the table `{name}` of the case is missing or has other columns"
            raise problem_error(EngineError, "SV502", message, f"it needs {schema.names}")


def _last_place(station: str) -> int:
    if station not in _ONCE:
        raise problem_error(EngineError, "SV504", f"there is no station `{station}`")
    return len(_ONCE) - 1 - _ONCE[::-1].index(station)


def _sorted(table: pa.Table, columns: Iterable[str]) -> pa.Table:
    """Return a table sorted by some columns, in one piece, so that equal tables are equal bytes."""
    return table.sort_by([(name, "ascending") for name in columns]).combine_chunks()
