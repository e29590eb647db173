"""The record as people wrote it, for pages: reports, sources, rulings, rejected rows, areas."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pyarrow as pa

from servanda.agreement.model import Agreement
from servanda.assessment.later import Later
from servanda.assessment.material import (
    AreaShape,
    ClauseNote,
    CoverageNote,
    RejectNote,
    RulingNote,
    SourceNote,
)
from servanda.evidence import Evidence
from servanda.evidence.importers.origins import origin_of
from servanda.evidence.numbering import known_by

Row = Mapping[str, Any]


def names_of(agreement: Agreement, evidence: Evidence) -> dict[str, str]:
    """Return the short names of actors, areas and sources with the names that are shown."""
    shown = {name: actor.title for name, actor in agreement.actors.items()}
    shown |= {name: area.title for name, area in agreement.areas.items()}
    sources = evidence.tables["sources"].to_pylist()
    return {**{row["source"]: row["name"] or row["source"] for row in sources}, **shown}


def source_notes(agreement: Agreement, evidence: Evidence, as_of: int) -> tuple[SourceNote, ...]:
    """Return the sources that were declared or reported by an instant, by name."""
    counted = Counter(known_by(evidence.reports, as_of)["source"].to_pylist())
    declared = {row["source"]: row for row in _known(evidence, "sources", as_of)}
    coverage: dict[str, list[CoverageNote]] = {}
    for row in _known(evidence, "coverage", as_of):
        coverage.setdefault(row["source"], []).append(_coverage_note(row))
    return tuple(
        _source_note(
            (name, declared.get(name, {})),
            counted[name],
            tuple(coverage.get(name, ())),
            is_monitor=name in agreement.monitors,
        )
        for name in sorted({*counted, *declared})
    )


def _source_note(
    named: tuple[str, Row], reports: int, coverage: tuple[CoverageNote, ...], *, is_monitor: bool
) -> SourceNote:
    name, row = named
    leaning = row.get("leaning")
    return SourceNote(
        source=name,
        name=row.get("name") or "",
        language=row.get("language") or "",
        kind=row.get("kind") or "",
        affiliation=f"leaning {leaning}" if leaning else row.get("affiliation") or "",
        is_monitor=is_monitor,
        reason=row.get("reason") or "",
        link=row.get("link") or "",
        reports=reports,
        coverage=coverage,
    )


def _coverage_note(row: Row) -> CoverageNote:
    what = [row["act"], row["attributes"], row["object"], row["unit"] and f"(unit: {row['unit']})"]
    return CoverageNote(
        role=row["role"],
        what=" ".join(part for part in what if part),
        area=", ".join(row["area"] or ()),
        begins_at=row["begins"],
        ends_at=row["ends"],
        reason=row["reason"] or "",
    )


def ruling_notes(evidence: Evidence, as_of: int) -> tuple[RulingNote, ...]:
    """Return what people had decided by an instant."""
    return tuple(
        RulingNote(
            subject=row["subject"],
            says=row["says"],
            by=row["by"],
            reason=row["reason"],
            recorded_at=row["recorded_at"],
            bearer=row["bearer"] or "",
        )
        for row in _known(evidence, "rulings", as_of)
    )


def reject_notes(evidence: Evidence) -> tuple[RejectNote, ...]:
    """Return the rows that could not be used."""
    return _reject_notes(evidence.rejects)


def reject_notes_later(evidence: Evidence) -> Sequence[RejectNote]:
    """Return the rows that could not be used, made when somebody looks at them."""
    rejects = evidence.rejects

    def make(start: int, stop: int) -> Sequence[RejectNote]:
        return _reject_notes(rejects.slice(start, stop - start))

    return Later(rejects.num_rows, make)


def _reject_notes(rejects: pa.Table) -> tuple[RejectNote, ...]:
    return tuple(
        RejectNote(row["file"], row["row_no"], row["code"], row["reason"], row["hint"] or "",
                   origin_of(row["file"], row["row_no"]))
        for row in rejects.to_pylist()
    )  # fmt: skip


def area_shapes(agreement: Agreement, features: Iterable[Row]) -> tuple[AreaShape, ...]:
    """Return the areas of the agreement with their outlines, where they have one."""
    drawn = {str(_feature_name(feature)).lower(): feature for feature in features}
    return tuple(
        _area_shape(name, area.title, drawn.get(name.lower(), {}))
        for name, area in agreement.areas.items()
    )


def _feature_name(feature: Row) -> object:
    properties = feature.get("properties") or {}
    return feature.get("id") or properties.get("id") or properties.get("name") or ""


def _area_shape(name: str, title: str, feature: Row) -> AreaShape:
    properties = feature.get("properties") or {}
    return AreaShape(
        area=name,
        name=title or str(properties.get("name") or name),
        geometry=feature.get("geometry"),
        source=str(properties.get("source") or ""),
        note=str(properties.get("note") or ""),
    )


def clause_notes(agreement: Agreement, sentences: Mapping[str, str]) -> tuple[ClauseNote, ...]:
    """Return the clauses as the agreement says them; readings stand with their base.

    Args:
        agreement: its model.
        sentences: label to the clause in one plain sentence.
    """
    readings: dict[str, dict[str, str]] = {}
    for clause in agreement.clauses:
        base = getattr(clause, "base", "")
        if base:
            readings.setdefault(base, {})[clause.label] = clause.sentence
    return tuple(
        ClauseNote(
            label=clause.label,
            heading=clause.heading,
            words=clause.words,
            language=agreement.language,
            sentence=sentences.get(clause.label, clause.sentence),
            line=clause.place.line,
            readings=readings.get(clause.label, {}),
        )
        for clause in agreement.clauses
        if not getattr(clause, "base", "")
    )


def rows_between(evidence: Evidence, earlier: int, later: int) -> dict[str, int]:
    """Return how many rows of each table were recorded after one instant and by another."""
    counts = {
        name: known_by(table, later).num_rows - known_by(table, earlier).num_rows
        for name, table in evidence.tables.items()
    }
    return {name: count for name, count in counts.items() if count}


def last_recorded(tables: Sequence[pa.Table]) -> int | None:
    """Return the instant at which the last row was recorded; None where no row has one."""
    recorded = [
        instant
        for table in tables
        for instant in table["recorded_at"].unique().to_pylist()
        if instant is not None
    ]
    return max(recorded, default=None)


def _known(evidence: Evidence, name: str, as_of: int) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = known_by(evidence.tables[name], as_of).to_pylist()
    return rows
