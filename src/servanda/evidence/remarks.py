"""What is no fault but worth knowing before figures are trusted: warnings, one per cause."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from servanda.errors import Problem
from servanda.evidence.quantities import DeclaredWords
from servanda.evidence.scratch import scratch_for
from servanda.plurals import how_many


class OddPoints(NamedTuple):
    """How many reports have a point that does not place them.

    Attributes:
        bare: without a radius, and there is no area.
        beside_area: there is an area, which counts.
    """

    bare: int = 0
    beside_area: int = 0

    def and_also(self, other: OddPoints) -> OddPoints:
        """Return both together."""
        return OddPoints(self.bare + other.bare, self.beside_area + other.beside_area)


def remarks_on(tables: Mapping[str, pa.Table], words: DeclaredWords) -> list[Problem]:
    """Return warnings about reports: words, points, units and sources that say less than meant."""
    reports = tables["reports"]
    spoken = reports.filter(pc.is_valid(reports["word"])).select(["source", "word"])
    pairs = spoken.group_by(["source", "word"]).aggregate([]).to_pylist()
    used = {*pc.unique(reports["source"]).to_pylist(), *pc.unique(reports["origin"]).to_pylist()}
    listed = {*tables["sources"]["source"].to_pylist(), None}
    return [
        *undeclared_words({(p["source"], p["word"]) for p in pairs}, words),
        *odd_points(count_odd_points(reports)),
        *missing_units(_without_units(reports)),
        *events_of_none(_of_none(reports)),
        *unlisted_sources(used - listed, listed - {None}),
    ]


def undeclared_words(spoken: Iterable[tuple[str, str]], words: DeclaredWords) -> list[Problem]:
    """Return a warning for each (source, word) whose spread nobody declared."""
    return [
        Problem(
            "SV340", f"`{source}` says `{word}` and has declared no spread for it",
            hint="add it to `words.csv`; until then it means: at least 1", severity="warning",
        )
        for source, word in sorted(spoken)
        if words.spread(source, word) is None
    ]  # fmt: skip


def count_odd_points(reports: pa.Table) -> OddPoints:
    """Return how many reports have a point that does not place them."""
    has_point, has_area = pc.is_valid(reports["latitude"]), pc.is_valid(reports["area"])
    bare = pc.and_not(pc.and_(has_point, pc.is_null(reports["radius_m"])), has_area)
    counts = [pc.sum(mask).as_py() or 0 for mask in (bare, pc.and_(has_point, has_area))]
    return OddPoints(*counts)


def odd_points(counts: OddPoints) -> list[Problem]:
    """Return a warning for each way in which points do not place their reports."""
    found = []
    if counts.bare:
        message = (
            f"the place of {how_many(counts.bare, 'reports')} is unknown: a point without"
            " `radius_m`, and no `area`"
        )
        hint = "say within how many metres the true place lies, or name the area"
        found.append(Problem("SV341", message, hint=hint, severity="warning"))
    if counts.beside_area:
        have = "has" if counts.beside_area == 1 else "have"
        message = (
            f"{how_many(counts.beside_area, 'reports')} {have} a point and an `area`: the area"
            " alone counts"
        )
        hint = "leave `area` empty where the point tells the place better"
        found.append(Problem("SV344", message, hint=hint, severity="warning"))
    return found


def _without_units(reports: pa.Table) -> list[tuple[str, str, int]]:
    with scratch_for(reports.num_rows) as place:
        place.register("reports", reports)
        return place.execute(
            """SELECT act, object, count(*) FROM reports WHERE unit IS NULL AND object IS NOT NULL
            AND quantity_low > 1 AND stance = 'asserts' GROUP BY ALL ORDER BY ALL"""
        ).fetchall()


def missing_units(rows: Iterable[tuple[str, str, int]]) -> list[Problem]:
    """Return a warning for each act and thing that so many reports count without a unit."""
    return [
        Problem(
            "SV342", f"{count} reports of `{act}` give a figure for `{thing}` without a unit: they"
            " count acts", hint="fill in `unit` where things are counted", severity="warning",
        )
        for act, thing, count in rows
    ]  # fmt: skip


def _of_none(reports: pa.Table) -> list[tuple[str, int]]:
    is_none = pc.and_(pc.equal(reports["kind"], "event"), pc.equal(reports["quantity_high"], 0))
    found = reports.filter(pc.and_(is_none, pc.equal(reports["stance"], "asserts")))
    counts = found.group_by("act").aggregate([([], "count_all")]).to_pylist()
    return sorted((row["act"], row["count_all"]) for row in counts)


def events_of_none(rows: Iterable[tuple[str, int]]) -> list[Problem]:
    """Return a warning for each act of which so many events give the figure 0."""
    hint = "leave the figure empty if it happened; who looked and saw none says `observed-none`"
    return [
        Problem(
            "SV345", f"{count} events of `{act}` give the figure 0: where acts are counted they say"
            " nothing", hint=hint, severity="warning",
        )
        for act, count in rows
    ]  # fmt: skip


def unlisted_sources(names: Iterable[str], listed: Iterable[str]) -> list[Problem]:
    """Return warnings about sources that nobody declared.

    Args:
        names: of them.
        listed: sources that are declared; each that is one of these but for its spelling is told.
    """
    unlisted = sorted(names)
    if not unlisted:
        return []
    meant: dict[str, str] = {}
    for name in sorted(listed):
        meant.setdefault(_plain(name), name)
    found = [
        Problem("SV343", f"the source `{name}` is not listed in `sources`, but `{known}` is",
                hint=f"did you mean `{known}`? Write a source always in the same way",
                severity="warning")
        for name in unlisted if (known := meant.get(_plain(name))) is not None
    ]  # fmt: skip
    unlisted = [name for name in unlisted if _plain(name) not in meant]
    return [*found, *_strangers(unlisted)]


def _plain(name: str) -> str:
    """Return a name without what people write now so, now otherwise."""
    return " ".join(name.casefold().replace("-", " ").replace("_", " ").split())


def _strangers(unlisted: list[str]) -> list[Problem]:
    if not unlisted:
        return []
    shown = ", ".join(f"`{name}`" for name in unlisted[:3]) + (" ..." if unlisted[3:] else "")
    verb = "is" if len(unlisted) == 1 else "are"
    message = f"{how_many(len(unlisted), 'sources')} {verb} not listed in `sources`: {shown}"
    hint = "declare their affiliation; until then their word meets only the standard `claimed`"
    return [Problem("SV343", message, hint=hint, severity="warning")]
