"""Dense numbers for the distinct things, places, hands, sources, series and matters of evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from servanda.assessment.match_places import PlaceMatcher, SitePart, SiteSpec, SpokenPlace
from servanda.assessment.match_things import EVERY_UNIT, SpokenThing
from servanda.evidence.names import KnownNames
from servanda.evidence.places import ANYWHERE_M
from servanda.evidence.scratch import Scratch, scratch_for
from servanda.evidence.series import thing_of
from servanda.vocabulary import Vocabulary

# One row for every mention: of reports by `report_no`, of coverage by its row below zero. Acts with
# two ends whose origin is not named have an open end.
_MENTIONS_SQL: Final = f"""
CREATE TEMP TABLE mentions AS
SELECT report_no AS ref, source, coalesce(origin, source) AS origin,
    act, object, attributes, list, recipient, manner,
    CASE WHEN stance = 'observed-none' THEN coalesce(unit, '{EVERY_UNIT}') ELSE unit END AS unit,
    kind <> 'event' AS is_count,
    area, area_from, false AS is_union, area_from IS NULL AND act IN (
        SELECT act FROM two_ended) AS has_open_end,
    CASE WHEN area IS NULL THEN CAST(latitude AS DOUBLE) END AS latitude,
    CASE WHEN area IS NULL THEN CAST(longitude AS DOUBLE) END AS longitude,
    CASE WHEN area IS NULL AND latitude IS NOT NULL
        THEN CAST(coalesce(radius_m, {ANYWHERE_M}) AS DOUBLE) END AS radius_m,
    list_sort(actor) AS hand, series, about,
    stance = 'observed-none' OR has_contrary AS is_none_seen
FROM reports
UNION ALL BY NAME
SELECT ref, source, source AS origin, act, object, attributes,
    coalesce(unit, '{EVERY_UNIT}') AS unit, false AS is_count, area, true AS is_union,
    false AS has_open_end, false AS is_none_seen
FROM covered
"""
_THING: Final = "act, object, attributes, list, recipient, manner, unit, is_count"
_PLACE: Final = "area, area_from, is_union, has_open_end, signature"


@dataclass(frozen=True)
class Dictionary:
    """The way back from ids to names; ids count from 1 in the order of each tuple.

    Attributes:
        reports: `report_no`, `source`, `report`, in order of `report_no`.
        sources, hands, things, places: what their ids mean.
        series: pairs of source and name of the series.
        matters: what reports are `about`.
        mentions: `ref` (report number; of coverage: -1, -2 ...) to
            `source_id`, `origin_id`, `thing_id`, `place_id`, `hand_id`, `series_id`, `about_id`.
        coverage: its rows with their `ref`.
        none_seen_things, none_seen_places: ids that `observed-none` rows have, and what is read as
            such.
        series_pairs: pairs of things that meet in one named series, the lesser first.
    """

    reports: pa.Table
    sources: tuple[str, ...]
    hands: tuple[frozenset[str], ...]
    things: tuple[SpokenThing, ...]
    places: tuple[SpokenPlace, ...]
    series: tuple[tuple[str, str], ...]
    matters: tuple[str, ...]
    mentions: pa.Table
    coverage: pa.Table
    none_seen_things: tuple[int, ...] = ()
    none_seen_places: tuple[int, ...] = ()
    series_pairs: tuple[tuple[int, int], ...] = ()

    def report_name(self, report_no: int) -> tuple[str, str]:
        """Return source and report id of a report number; of a derived difference its last row."""
        row = self.reports.slice(abs(report_no) - 1, 1).to_pylist()[0]
        return row["source"], row["report"]

    def report_names(self, numbers: Iterable[int]) -> Mapping[int, tuple[str, str]]:
        """Return report number, above zero, to source and report id; of these at least."""
        some = sorted(numbers)
        sources, reports = self.named(pa.array(some, pa.int64()))
        names = zip(sources.to_pylist(), reports.to_pylist(), strict=True)
        return dict(zip(some, names, strict=True))

    def named(
        self,
        numbers: pa.Array,
        among: Callable[[], pa.Array] | None = None,  # noqa: ARG002 - all names are here
    ) -> tuple[pa.Array, pa.Array]:
        """Return sources and report ids of report numbers.

        Args:
            numbers: above zero, each once.
            among: returns numbers, these among them, that are likely to be asked for next.
        """
        rows = self.reports.select(["source", "report"]).take(pc.subtract(numbers, 1))
        return rows["source"].combine_chunks(), rows["report"].combine_chunks()

    def source_name(self, source_id: int) -> str:
        """Return the name of a source."""
        return self.sources[source_id - 1]


def build_dictionary(
    reports: pa.Table,
    coverage: pa.Table,
    names: KnownNames,
    tools: tuple[PlaceMatcher, Mapping[int, SiteSpec]],
) -> Dictionary:
    """Return the numbers of all that reports and coverage mention.

    Args:
        reports: from `number_reports`.
        coverage: rows known by the same instant.
        names: of the agreement.
        tools: places are told apart only as far as the sites do.
    """
    refs = pa.array(range(-1, -coverage.num_rows - 1, -1), pa.int64())
    coverage = coverage.append_column("ref", refs)
    with scratch_for(max(reports.num_rows, coverage.num_rows)) as place:
        place.register("reports", reports)
        place.register("covered", coverage)
        place.register("two_ended", _two_ended(names.vocabulary))
        place.execute(_MENTIONS_SQL)
        signatures = _place_points(place, tools)
        _number_all(place)
        return _read(place, (reports, coverage), names, signatures)


def _two_ended(vocabulary: Vocabulary) -> pa.Table:
    """Return the acts that have an origin and a place of effect."""
    ends = {name for name, act in vocabulary.acts.items() if act.has_two_ends}
    found = [name for name in vocabulary.acts if vocabulary.kinds_above(name) & ends]
    return pa.table({"act": pa.array(sorted(found), pa.string())})


_NUMBERS: Final = (
    ("source_id", "name", "(SELECT source AS name FROM placed UNION SELECT origin FROM placed)"),
    ("thing_id", _THING, f"(SELECT DISTINCT {_THING} FROM placed)"),
    ("place_id", _PLACE, f"(SELECT DISTINCT {_PLACE} FROM placed)"),
    ("hand_id", "hand", "(SELECT DISTINCT hand FROM placed WHERE hand IS NOT NULL)"),
    ("series_id", "source, series",
     "(SELECT DISTINCT source, series FROM placed WHERE series IS NOT NULL)"),
    ("about_id", "about", "(SELECT DISTINCT about FROM placed WHERE about IS NOT NULL)"),
)  # fmt: skip
"""Id, the columns that it numbers, and where their distinct values come from."""


def _number_all(place: Scratch) -> None:
    """Number distinct values first and join them back, so that no sort runs over all mentions."""
    joins, ids = [], []
    for name, columns, distinct in _NUMBERS:
        table = name.removesuffix("_id") + "_numbers"
        place.execute(
            f"""CREATE TEMP TABLE {table} AS
            SELECT CAST(row_number() OVER (ORDER BY {columns}) AS INTEGER) AS {name}, *
            FROM {distinct}"""
        )
        if name == "source_id":
            joins.append(f"JOIN {table} s ON s.name = m.source JOIN {table} o ON o.name = m.origin")
            ids += ["s.source_id", "o.source_id AS origin_id"]
            continue
        same = " AND ".join(f"{table}.{c} IS NOT DISTINCT FROM m.{c}" for c in columns.split(", "))
        joins.append(f"LEFT JOIN {table} ON {same}")
        ids.append(f"coalesce({table}.{name}, 0) AS {name}")
    place.execute(
        f"""CREATE TEMP TABLE numbered AS SELECT m.ref, m.is_none_seen, {", ".join(ids)}
        FROM placed m {" ".join(joins)}"""
    )


# ---- points -----------------------------------------------------------------------------------


def _place_points(
    place: Scratch, tools: tuple[PlaceMatcher, Mapping[int, SiteSpec]]
) -> dict[str, dict[SitePart, int]]:
    """Give every mention the signature of its point: how it lies to each outline that matters.

    Returns the signatures, so that a place is known by what it means and not by its coordinates.
    """
    matcher, sites = tools
    points = place.read(
        """SELECT DISTINCT latitude, longitude, radius_m FROM mentions
        WHERE latitude IS NOT NULL"""
    )
    wanted = list(sites.values())
    if points.num_rows:
        outer = place.execute(
            """SELECT DISTINCT area[1] FROM mentions WHERE is_none_seen AND len(area) = 1
            ORDER BY ALL"""
        ).fetchall()
        wanted += [SiteSpec((SitePart("at", frozenset(row)),)) for row in outer]
    classes = matcher.point_classes(points, wanted)
    words = [" ".join(f"{n}:{rel}" for n, rel in row.items()) for row in classes.relations]
    signatures = pa.array(words, pa.string()).take(classes.numbers)
    place.register("points", points.append_column("signature", signatures))
    place.execute(
        """CREATE TEMP TABLE placed AS SELECT m.*, p.signature
        FROM mentions m LEFT JOIN points p USING (latitude, longitude, radius_m)"""
    )
    met = zip(words, classes.relations, strict=True)
    return {word: {classes.parts[n]: rel for n, rel in row.items()} for word, row in met}


# ---- reading back -------------------------------------------------------------------------------


def _distinct(place: Scratch, number: str) -> list[dict[str, Any]]:
    table = number.removesuffix("_id") + "_numbers"
    rows = place.read(f"SELECT * FROM {table} ORDER BY {number}")
    return list(rows.to_pylist())


def _read(
    place: Scratch,
    known: tuple[pa.Table, pa.Table],
    names: KnownNames,
    signatures: Mapping[str, dict[SitePart, int]],
) -> Dictionary:
    ids = "source_id, origin_id, thing_id, place_id, hand_id, series_id, about_id"
    pairs = place.execute(
        """SELECT DISTINCT a.thing_id, b.thing_id FROM
        (SELECT DISTINCT series_id, thing_id FROM numbered WHERE series_id > 0) a JOIN
        (SELECT DISTINCT series_id, thing_id FROM numbered WHERE series_id > 0) b
        USING (series_id) WHERE a.thing_id < b.thing_id ORDER BY ALL"""
    ).fetchall()
    seen = {
        column: tuple(row[0] for row in place.execute(
            f"SELECT DISTINCT {column} FROM numbered WHERE is_none_seen ORDER BY ALL"
        ).fetchall())
        for column in ("thing_id", "place_id")
    }  # fmt: skip
    return Dictionary(
        # Names are taken for each finding; of texts in pieces each time would join all pieces.
        reports=known[0].select(["report_no", "source", "report"]).combine_chunks(),
        sources=tuple(row["name"] for row in _distinct(place, "source_id")),
        hands=tuple(frozenset(row["hand"]) for row in _distinct(place, "hand_id")),
        things=tuple(
            SpokenThing(thing_of(row, names), row["is_count"])
            for row in _distinct(place, "thing_id")
        ),
        places=tuple(_place(row, signatures) for row in _distinct(place, "place_id")),
        series=tuple((row["source"], row["series"]) for row in _distinct(place, "series_id")),
        matters=tuple(row["about"] for row in _distinct(place, "about_id")),
        mentions=place.read(f"SELECT ref, {ids} FROM numbered ORDER BY ref"),
        coverage=known[1],
        none_seen_things=seen["thing_id"],
        none_seen_places=seen["place_id"],
        series_pairs=tuple(pairs),
    )


def _place(row: dict[str, Any], signatures: Mapping[str, dict[SitePart, int]]) -> SpokenPlace:
    signature = row["signature"]
    return SpokenPlace(
        areas=tuple(row["area"] or ()),
        areas_from=tuple(row["area_from"] or ()),
        points=None if signature is None else signatures[signature],
        is_union=row["is_union"],
        has_open_end=bool(row["has_open_end"]),
    )
