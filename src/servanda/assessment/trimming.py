"""A case without the rows that nothing in it speaks of: judged as before, and far smaller.

Relations of things, places, hands and sources are worked out for a whole case. Where only a few of
its duties and reports are left, most of them join nothing, but in a thousand copies of the case
(`worlds`) they would be most of what an engine has to read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from servanda.assessment.tables import COVERS, CaseTables

_ASKING: Final = ("measures", "rules", "rule_triggers")
Tables = dict[str, pa.Table]


def trimmed(case: CaseTables) -> CaseTables:
    """Return a case without rows of relations that join no duty and no report of it."""
    tables = dict(case.tables)
    asked = {name: _numbers(tables, _ASKING, name) for name in ("filter_id", "site_id")}
    bearers = _union(
        _numbers(tables, _ASKING, "bearer_id"), _numbers(tables, ("rules",), "member_id")
    )
    told = ("reports", "coverage")
    things, places = _numbers(tables, told, "thing_id"), _numbers(tables, told, "place_id")
    _keep(tables, "contraries", thing_id=things)
    things = _union(things, _numbers(tables, ("contraries",), "none_thing_id"))
    hands = _numbers(tables, ("reports",), "hand_id")
    sources = _union(
        _numbers(tables, told, "source_id"), _numbers(tables, ("reports",), "origin_id")
    )
    _keep(tables, "site_parts", site_id=asked["site_id"])
    sites = _union(asked["site_id"], _numbers(tables, ("site_parts",), "part_site_id"))
    _keep(tables, "filter_things", filter_id=asked["filter_id"], thing_id=things)
    _keep(tables, "site_places", site_id=sites, place_id=places)
    _keep(tables, "coverage", thing_id=_numbers(tables, ("filter_things",), "thing_id"))
    _keep(tables, "bearer_hands", bearer_id=bearers, hand_id=hands)
    _keep(tables, "own_hands", source_id=sources, hand_id=hands)
    _keep(tables, "groups", bearer_id=bearers)
    _keep(tables, "sources", source_id=sources)
    _keep(tables, "things_within", outer_thing_id=things, thing_id=things)
    _keep(tables, "places_within", outer_place_id=places, place_id=places)
    _keep(tables, "things_apart", thing_id=things, other_thing_id=things)
    tables["sides"] = _sides(tables["sides"], bearers, sources)
    tables["reports"] = _counted_anew(tables["reports"])
    return replace(case, tables=tables)


def duties_part(tables: Mapping[str, pa.Table], duties: pa.Table) -> Tables:
    """Return some duties of a case with their terms, measures and windows."""
    terms = only(tables["duty_terms"], "duty_id", duties["duty_id"].to_pylist())
    measured = {
        *duties["measure_id"].to_pylist(),
        *duties["asked_measure_id"].to_pylist(),
        *terms["measure_id"].to_pylist(),
    }
    measures = {n: only(tables[n], "measure_id", measured) for n in ("measures", "windows")}
    return {"duties": duties, "duty_terms": terms, **measures}


def rules_part(tables: Mapping[str, pa.Table], rules: pa.Table) -> Tables:
    """Return some rules of a case with their triggers and hours."""
    ruled = rules["rule_id"].to_pylist()
    called = {n: only(tables[n], "rule_id", ruled) for n in ("rule_triggers", "rule_windows")}
    return {"rules": rules, **called}


def only(table: pa.Table, column: str, numbers: Iterable[int]) -> pa.Table:
    """Return the rows of a table whose column has one of some numbers."""
    some = pa.array(sorted(set(numbers)), table.schema.field(column).type)
    return table.filter(pc.is_in(table[column], some))


def reports_near(tables: Mapping[str, pa.Table]) -> set[int]:
    """Return the reports that may bear on what a case asks for, however it is answered.

    They are those of things that its measures and rules look at, with all of their incidents and
    chains of corrections, what denies or excuses them, who may have looked over them and seen
    none, and all of each source that watches for them (SEMANTICS 4.3): also with some reports of a
    case taken away, no other report of it is looked at.

    Args:
        tables: of the case.
    """
    asked = dict(tables)
    _keep(asked, "filter_things", filter_id=_numbers(asked, _ASKING, "filter_id"))
    things = set(asked["filter_things"]["thing_id"].to_pylist())
    watching = {
        source
        for source, role, thing in _rows(tables["coverage"], "source_id", "role", "thing_id")
        if role == COVERS and thing in things
    }
    reports = _rows(tables["reports"], "report_no", "root_no", "thing_id", "source_id")
    linked = _rows(tables["linked"], "report_no", "incident_no")
    targets = _rows(tables["targets"], "report_no", "target_no")
    within = _rows(tables["things_within"], "outer_thing_id", "thing_id")
    within += _rows(tables["contraries"], "thing_id", "none_thing_id")
    members = {report for report, _ in linked}
    kept: set[int] = set()
    before = -1
    while len(kept) > before:
        before = len(kept)
        outer = things | {one for one, inner in within if inner in things}
        kept |= {no for no, _, thing, source in reports if thing in outer or source in watching}
        incidents = {incident for no, incident in linked if no in kept}
        kept |= {no for no, incident in linked if incident in incidents}
        kept |= {no for no, target in targets if target in kept}
        roots = {root for no, root, _, _ in reports if no in kept}
        kept |= {no for no, root, _, _ in reports if root in roots}
        things |= {thing for no, _, thing, _ in reports if no in members and no in kept}
    return kept


def _counted_anew(reports: pa.Table) -> pa.Table:
    """Return reports whose matters and series are counted from 1, in their order.

    A large record has as many as it has reports, and nobody asks for one by its number.
    """
    for name in ("series_id", "about_id"):
        numbers = reports[name]
        named = pc.unique(numbers.filter(pc.not_equal(numbers, 0))).sort()
        anew = pc.add(pc.index_in(numbers, named), 1).fill_null(0).cast(numbers.type)
        reports = reports.set_column(
            reports.schema.get_field_index(name), reports.schema.field(name), anew
        )
    return reports


def _rows(table: pa.Table, *names: str) -> list[tuple[int, ...]]:
    return list(zip(*(table[name].to_pylist() for name in names), strict=True))


def _sides(sides: pa.Table, bearers: pa.Array, sources: pa.Array) -> pa.Table:
    """Return the sides that sources take; one of each bearer stays, for it says who is one."""
    sides = sides.filter(pc.is_in(sides["bearer_id"], bearers))
    if not sides.num_rows:
        return sides
    known: set[int] = set()
    speaking = pc.is_in(sides["source_id"], sources).to_pylist()
    mask = []
    for bearer, is_speaking in zip(sides["bearer_id"].to_pylist(), speaking, strict=True):
        mask.append(is_speaking or bearer not in known)
        known.add(bearer)
    return sides.filter(pa.array(mask, pa.bool_()))


def _keep(tables: Tables, name: str, **wanted: pa.Array) -> None:
    """Keep the rows of a table whose columns have wanted numbers."""
    for column, numbers in wanted.items():
        table = tables[name]
        if table.num_rows:
            tables[name] = table.filter(pc.is_in(table[column], numbers))


def _numbers(tables: Tables, names: Iterable[str], column: str) -> pa.Array:
    """Return the numbers in a column of some tables, each once."""
    return _union(*(tables[name][column] for name in names))


def _union(*columns: pa.Array | pa.ChunkedArray) -> pa.Array:
    chunks = [
        chunk
        for column in columns
        for chunk in (column.chunks if isinstance(column, pa.ChunkedArray) else [column])
    ]
    return pc.unique(pa.chunked_array(chunks, pa.int32()))
