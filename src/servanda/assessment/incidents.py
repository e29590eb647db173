"""Incidents as people read them: which reports, where, when, with what status (SEMANTICS 2.7)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from servanda.assessment.board import Judged
from servanda.assessment.material import IncidentNote, Suggestion
from servanda.assessment.prepare import PreparedCase, Setting
from servanda.evidence import Evidence
from servanda.evidence.incidents import Link
from servanda.evidence.licences import is_bound
from servanda.evidence.numbering import known_by

Row = Mapping[str, Any]
Name = tuple[str, str]
"""Source and report."""

_STATUSES: Final = ("contested", "established", "refuted", "alleged")
"""Of an incident that different duties see differently, the first of these is shown."""


def incident_notes(judged: Judged, evidence: Evidence, as_of: int) -> tuple[IncidentNote, ...]:
    """Return the incidents that bear on any duty, in order of time.

    Args:
        judged: with its uses; without them there is no status to show.
        evidence: as loaded.
        as_of: microseconds UTC.

    Returns:
        One note per incident; its status as seen by the duties it bears on. An incident whose
        happening a person has ruled on is `ruled`.
    """
    statuses, members = _members(judged)
    if not members:
        return ()
    named = {number for numbers in members.values() for number in numbers} | members.keys()
    known = judged.prepared.dictionary.report_names(named)
    names = {number: known[number] for number in named}
    rows = _rows(names, evidence)
    ruled = _rulings(evidence, as_of)
    reasons = _link_reasons(judged.prepared.incidents.links)
    notes = [
        _note(
            names[number][1],
            ([rows[n] for n in sorted(members[number])], statuses[number]),
            ruled,
            _reasons_within(members[number], reasons),
        )
        for number in members
    ]
    return tuple(sorted(notes, key=lambda note: (note.begins_at, note.incident)))


def suggestions(
    prepared: PreparedCase, evidence: Evidence, setting: Setting, *, with_model: bool = False
) -> tuple[Suggestion, ...]:
    """Return pairs of reports that a person may want to link, the likeliest first.

    Args:
        prepared: the case at its instant.
        evidence: as loaded.
        setting: names and the declared rule of linking.
        with_model: score the pairs by a model of record linkage.

    Raises:
        MissingExtraError: SV392, the model is asked for and not installed.
    """
    from servanda.evidence.matching import find_candidates

    found = find_candidates(
        evidence.tables,
        setting.names,
        prepared.case.as_of,
        prepared.incidents,
        with_model=with_model,
    )
    return tuple(Suggestion(c.reports, c.score, c.alike, c.unlike) for c in found)


def _members(judged: Judged) -> tuple[dict[int, set[str]], dict[int, set[int]]]:
    statuses: dict[int, set[str]] = defaultdict(set)
    members: dict[int, set[int]] = defaultdict(set)
    uses = judged.uses.filter(pc.greater(judged.uses["incident_no"], 0))
    columns = (uses[name].to_pylist() for name in ("incident_no", "report_no", "status"))
    for incident, report, status in zip(*columns, strict=True):
        statuses[incident].add(status)
        members[incident].add(report)
    return statuses, members


def _rows(names: Mapping[int, Name], evidence: Evidence) -> dict[int, Row]:
    """Return report number to the row as loaded."""
    columns = (evidence.reports[name].to_pylist() for name in ("source", "report"))
    places = {name: place for place, name in enumerate(zip(*columns, strict=True))}
    wanted = pa.array([places[name] for name in names.values()], pa.int64())
    return dict(zip(names, evidence.reports.take(wanted).to_pylist(), strict=True))


def _link_reasons(links: Sequence[Link]) -> dict[int, list[tuple[int, int, str]]]:
    """Return report number to its links: their place among all, the other report, the reason."""
    found: dict[int, list[tuple[int, int, str]]] = defaultdict(list)
    for place, link in enumerate(links):
        found[link.one].append((place, link.other, link.reason))
    return found


def _reasons_within(
    members: set[int], reasons: Mapping[int, Sequence[tuple[int, int, str]]]
) -> list[str]:
    """Return why reports of an incident were linked with each other, in order of the links."""
    within = [
        (place, reason)
        for number in members
        for place, other, reason in reasons.get(number, ())
        if other in members
    ]
    return [reason for _, reason in sorted(within)]


def _rulings(evidence: Evidence, as_of: int) -> dict[str, str]:
    rows = known_by(evidence.tables["rulings"], as_of).to_pylist()
    says = ("happened", "did not happen", "excepted")
    ruled = [row for row in rows if row["says"] in says]
    return {row["subject"]: f"{row['says']} ({row['by']}: {row['reason']})" for row in ruled}


def _note(
    incident: str,
    told: tuple[Sequence[Row], Iterable[str]],
    ruled: Mapping[str, str],
    links: Sequence[str],
) -> IncidentNote:
    rows, statuses = told
    first = rows[0]
    begins = max(row["begins"] for row in rows)
    what = (", ".join(first["actor"] or ()), first["act"], first["object"])
    names = [f"{row['source']}:{row['report']}" for row in rows]
    ruling = next((ruled[name] for name in names if name in ruled), "")
    point = min(
        (row for row in rows if row["latitude"] is not None and row["longitude"] is not None),
        key=lambda row: (row["radius_m"] is None, row["radius_m"] or 0),
        default=None,
    )
    return IncidentNote(
        incident=incident,
        status="ruled" if ruling else _first_status(statuses),
        begins_at=begins,
        ends_at=max(begins, min(row["ends"] for row in rows)),
        what=" ".join(filter(None, what)),
        place=first["place"] or ", ".join(first["area"] or ()),
        reports=tuple(row["report"] for row in rows),
        latitude=_float(point, "latitude"),
        longitude=_float(point, "longitude"),
        radius_m=_float(point, "radius_m"),
        why=ruling or "; ".join(dict.fromkeys(links)),
        areas=", ".join(first["area"] or ()),
        licence=next((row["licence"] for row in rows if is_bound(row["licence"] or "")), ""),
    )


def _first_status(statuses: Iterable[str]) -> str:
    known = set(statuses)
    return next((status for status in _STATUSES if status in known), "alleged")


def _float(row: Row | None, name: str) -> float | None:
    return None if row is None or row[name] is None else float(row[name])
