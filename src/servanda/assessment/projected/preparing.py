"""From duties and a projection to a case that an engine judges without loading its reports."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from servanda.assessment.match_places import (
    PlaceMatcher,
    PointClasses,
    SitePart,
    SiteSpec,
    SpokenPlace,
    site_of,
)
from servanda.assessment.match_things import EVERY_UNIT
from servanda.assessment.prepare import (
    DutySide,
    PreparedCase,
    Setting,
    both_scales,
    day_clocks,
    patterns_of,
    relations_of,
)
from servanda.assessment.projected.names import ProjectedDictionary
from servanda.assessment.projected.readings import (
    POINT_READS,
    READS,
    Things,
    entry_reads,
    thing_reads,
    word_reads,
)
from servanda.assessment.scale import scaled_duties
from servanda.assessment.tables import (
    COUNTS,
    COVERAGE,
    COVERS,
    DENIED,
    OBSERVED_NONE,
    TABLES,
    CaseTables,
    ParquetTable,
    completed,
    empty_table,
)
from servanda.errors import EngineError, problem_error
from servanda.evidence.incidents import Incidents
from servanda.evidence.numbering import BEFORE_EVERYTHING, NEVER, known_by
from servanda.evidence.projection.folder import ProjectionFolder
from servanda.evidence.projection.linking import linked_reports, read_linked
from servanda.evidence.scratch import scratch

_NO_NAMES: Final = pa.table({
    "report_no": pa.array([], pa.int64()), "source": pa.array([], pa.string()),
    "report": pa.array([], pa.string()),
})  # fmt: skip
_FINDS: Final = ("happened", "did not happen")
_ROLES: Final = {"counts": COUNTS, "covers": COVERS, "denied": DENIED}


def prepare_projected(
    duties: DutySide,
    folder: ProjectionFolder,
    setting: Setting,
    as_of: int,
    standard: str = "independent",
) -> PreparedCase:
    """Return the tables of a case whose reports stay in their files.

    Args:
        duties: the agreement's side, in integers.
        folder: a projection, made for this agreement.
        setting: of the agreement.
        as_of: microseconds UTC; engines leave out what was recorded later.
        standard: of proof, one of `tables.STANDARDS`.

    Returns:
        As `prepare` does; ids differ from its, what they mean does not.

    Raises:
        EngineError: SV509, the agreement links reports by a rule, or people contradict each other's
            links: both need the reports themselves.
    """
    names = setting.names
    tables = {name: known_by(table, as_of) for name, table in folder.tables.items()}
    asked = {act for wanted in duties.filters.values() for act in wanted.acts}
    scales = both_scales(folder.scales, duties.scales)
    factors = {unit: scales[unit] // folder.scales.get(unit, 1) for unit in scales}
    things = Things(folder.dictionary["things"], setting)
    reads = {"thing_reads": thing_reads(things, asked, setting, factors)}
    reads["word_reads"], reads["word_period_reads"] = word_reads(folder, setting, as_of)
    reads["entry_reads"] = entry_reads(folder, setting)
    matcher = PlaceMatcher(names.areas)
    sites = {number: site_of(places) for number, places in duties.sites.items()}
    places, reads["point_reads"] = _places(folder, matcher, sites)
    coverage = _coverage(tables["coverage"], things, places, folder)
    dictionary = _dictionary(folder, things, places, coverage)
    rows: dict[str, Any] = {name: empty_table(name) for name in TABLES}
    rows |= scaled_duties(duties.tables, duties.filters, scales, duties.scales)
    rows |= _remarks(folder, tables)
    rows["coverage"] = _coverage_table(coverage)
    linked = _linked(folder, setting, as_of)
    rows["linked"] = linked
    rows |= relations_of(
        dictionary, names, duties, (matcher, sites, patterns_of(duties), tables["sources"])
    )
    rows["day_clocks"] = day_clocks(rows["rules"], rows["days"], names.zone)
    complete: dict[str, Any] = {n: completed(n, rows[n]) for n in TABLES if n != "reports"}
    case = CaseTables(
        complete,
        as_of,
        standard,
        ParquetTable(folder.reports),
        {name: reads[name] for name in READS},
        _known(folder, as_of),
    )
    return PreparedCase(case, dictionary, Incidents(linked), scales)


def _known(folder: ProjectionFolder, as_of: int) -> dict[str, ParquetTable]:
    """Return what the index knows of all reports: at an earlier instant it may be otherwise."""
    last = folder.head.last_recorded_at
    if last is None or as_of < last:
        return {}
    return {name: ParquetTable(path) for name, path in folder.ahead.items()}


def _linked(folder: ProjectionFolder, setting: Setting, as_of: int) -> pa.Table:
    if setting.linking is not None:
        message = "the agreement links reports by a rule, which needs the reports themselves"
        hint = "link them by hand first, or assess the folder of the record"
        raise problem_error(EngineError, "SV509", message, hint)
    last = folder.head.last_recorded_at
    known = None if last is None or as_of < last else read_linked(folder.path)
    if known is not None:
        return known
    linked, is_torn = linked_reports(folder.links, folder.reports, as_of)
    if is_torn:
        message = "people say of some reports both that they are the same and that they are not"
        hint = "withdraw one of the two, or assess the folder of the record"
        raise problem_error(EngineError, "SV509", message, hint)
    return linked


# ---- places ----------------------------------------------------------------------------------


def _places(
    folder: ProjectionFolder, matcher: PlaceMatcher, sites: Mapping[int, SiteSpec]
) -> tuple[list[SpokenPlace], pa.Table]:
    """Return the places of reports, and which place each point is: points alike are one place."""
    places = [
        SpokenPlace(
            areas=tuple(row["area"] or ()),
            areas_from=tuple(row["area_from"] or ()),
            has_open_end=row["has_open_end"],
        )
        for row in folder.dictionary["places"]
    ]
    points = folder.points
    if not points.num_rows:
        return places, POINT_READS.empty_table()
    classes = matcher.point_classes(points, [*sites.values(), *_looked_over(folder)])
    bases = [row for row in folder.dictionary["places"] if row["area"] is None]
    return _with_points(places, bases, points, classes)


def _looked_over(folder: ProjectionFolder) -> list[SiteSpec]:
    """Return the single areas that somebody looked over and saw nothing in."""
    things = {
        row["thing_id"] for row in folder.dictionary["things"] if row["stance"] == OBSERVED_NONE
    }
    seen = {s["place_id"] for s in folder.dictionary["spoken"] if s["thing_id"] in things}
    areas = sorted(
        row["area"][0]
        for row in folder.dictionary["places"]
        if row["place_id"] in seen and len(row["area"] or ()) == 1
    )
    return [SiteSpec((SitePart("at", frozenset((area,))),)) for area in areas]


def _with_points(
    places: list[SpokenPlace],
    bases: list[dict[str, Any]],
    points: pa.Table,
    classes: PointClasses,
) -> tuple[list[SpokenPlace], pa.Table]:
    """Add a place for each way in which points lie to the outlines, at each base that has points.

    Args:
        places: those of the dictionary.
        bases: its rows that name no area, only perhaps another end.
        points: of the dictionary.
        classes: how they lie to the outlines.
    """
    reads = []
    for base in bases:
        first = len(places) + 1
        places += [
            SpokenPlace(
                areas_from=tuple(base["area_from"] or ()),
                points={classes.parts[number]: rel for number, rel in row.items()},
                has_open_end=base["has_open_end"],
            )
            for row in classes.relations
        ]
        reads.append(pa.table([
            points["point_id"],
            pa.repeat(pa.scalar(base["place_id"], pa.int32()), points.num_rows),
            pc.cast(pc.add(classes.numbers, first), pa.int32()),
        ], schema=POINT_READS))  # fmt: skip
    return places, pa.concat_tables(reads) if reads else POINT_READS.empty_table()


# ---- what is declared and remarked ---------------------------------------------------------------


def _coverage(
    declared: pa.Table, things: Things, places: list[SpokenPlace], folder: ProjectionFolder
) -> list[dict[str, Any]]:
    """Return coverage with the numbers of its source, thing and place; new ones are added."""
    sources = {row["name"]: row["source_id"] for row in folder.dictionary["sources"]}
    known: dict[SpokenPlace, int] = {}
    rows = []
    for number, row in enumerate(declared.to_pylist(), start=1):
        thing = {**row, "unit": row["unit"] or EVERY_UNIT, "list": None, "recipient": None}
        thing["manner"] = None
        place = SpokenPlace(areas=tuple(row["area"] or ()), is_union=True)
        if place not in known:
            places.append(place)
            known[place] = len(places)
        sources.setdefault(row["source"], len(sources) + 1)
        rows.append({
            **row,
            "coverage_id": number,
            "source_id": sources[row["source"]],
            "thing_id": things.id_of(thing, is_count=False),
            "place_id": known[place],
        })  # fmt: skip
    return rows


def _coverage_table(rows: list[dict[str, Any]]) -> pa.Table:
    """Return `COVERAGE`."""

    def instant(value: int | None, otherwise: int) -> int:
        return otherwise if value is None else value

    return pa.Table.from_pylist(
        [
            {
                "coverage_id": row["coverage_id"],
                "source_id": row["source_id"],
                "role": _ROLES[row["role"]],
                "thing_id": row["thing_id"],
                "place_id": row["place_id"],
                "begins_at": instant(row["begins"], BEFORE_EVERYTHING),
                "ends_at": instant(row["ends"], NEVER),
                "recorded_at": instant(row["recorded_at"], BEFORE_EVERYTHING),
            }
            for row in rows
        ],
        COVERAGE,
    )


def _remarks(folder: ProjectionFolder, tables: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
    """Return targets, marks and rulings on reports in the tables of a case."""
    if not any(tables[name].num_rows for name in ("marks", "rulings")):
        none = {name: empty_table(name) for name in ("marks", "excepted", "ruled")}
        return {"targets": folder.targets, **none}
    with scratch() as connection:
        connection.register("marks", tables["marks"])
        connection.register("rulings", tables["rulings"])
        marks = connection.sql(
            "SELECT report_no, min(recorded_at) AS recorded_at FROM marks"
            " WHERE report_no IS NOT NULL GROUP BY ALL ORDER BY ALL"
        ).to_arrow_table()
        excepted = connection.sql(
            "SELECT report_no, min(recorded_at) AS recorded_at FROM rulings"
            " WHERE report_no IS NOT NULL AND says = 'excepted' GROUP BY ALL ORDER BY ALL"
        ).to_arrow_table()
        ruled = connection.sql(
            "SELECT report_no, says = 'happened' AS happened, max(recorded_at) AS recorded_at"
            f" FROM rulings WHERE report_no IS NOT NULL AND says IN {_FINDS}"
            " GROUP BY ALL ORDER BY ALL"
        ).to_arrow_table()
    return {"targets": folder.targets, "marks": marks, "excepted": excepted, "ruled": ruled}


def _dictionary(
    folder: ProjectionFolder,
    things: Things,
    places: list[SpokenPlace],
    coverage: list[dict[str, Any]],
) -> ProjectedDictionary:
    rows = folder.dictionary
    named = [row["name"] for row in rows["sources"]]
    new = {row["source_id"]: row["source"] for row in coverage if row["source_id"] > len(named)}
    return ProjectedDictionary(
        folder=folder,
        reports=_NO_NAMES,
        sources=(*named, *(new[n] for n in sorted(new))),
        hands=tuple(frozenset(row["hand"]) for row in rows["hands"]),
        things=tuple(things.spoken),
        places=tuple(places),
        series=tuple((row["source"], row["series"]) for row in rows["series"]),
        matters=(),
        mentions=pa.table({"ref": pa.array([], pa.int64())}),
        coverage=pa.Table.from_pylist(coverage) if coverage else pa.table({}),
        none_seen_things=tuple(sorted(things.none_seen)),
        none_seen_places=tuple(sorted({
            row["place_id"] for row in rows["spoken"] if row["thing_id"] in things.told_as_none
        })),
        series_pairs=_series_pairs(rows["series_things"]),
    )  # fmt: skip


def _series_pairs(rows: list[dict[str, int]]) -> tuple[tuple[int, int], ...]:
    """Return the pairs of things that meet in one series, the lesser first."""
    met: dict[int, set[int]] = {}
    for row in rows:
        met.setdefault(row["series_id"], set()).add(row["thing_id"])
    return tuple(sorted({(a, b) for some in met.values() for a in some for b in some if a < b}))
