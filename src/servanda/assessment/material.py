"""What a page shows beside the findings: the record as people wrote it, with names and places.

Plain data without behaviour. Everything is optional: a page leaves out what is not there.
Instants are microseconds UTC, periods half-open.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class ReportNote:
    """One report as its source gave it (SEMANTICS 2.1).

    Attributes:
        report, source, origin: which, who published it, who claims it.
        begins_at, ends_at, recorded_at: when it happened, when it became known.
        precision: how finely the begin was written: day, minute, second, instant.
        what: actor, act and object in words.
        quantity: the figure in the words of the report; empty where there is none.
        place: in the source's own words, or the names of the areas.
        stance: asserts, denies, observed-none or excepts.
        text, language: quotation and its language tag.
        link, means, note: where it can be read, how it was perceived, remark of the recorder.
        mark: who marked it verified and why; empty if nobody did.
        areas: names of its areas; `place` may be finer.
        licence: terms under which the row may be passed on; empty: not stated.
    """

    report: str
    source: str
    origin: str
    begins_at: int
    ends_at: int
    recorded_at: int
    precision: str = "instant"
    what: str = ""
    quantity: str = ""
    place: str = ""
    stance: str = "asserts"
    text: str = ""
    language: str = ""
    link: str = ""
    means: str = ""
    note: str = ""
    mark: str = ""
    areas: str = ""
    licence: str = ""


@dataclass(frozen=True)
class CoverageNote:
    """What a source was declared to count or watch, or was kept from (SEMANTICS 2.6).

    Attributes:
        role: `counts`, `covers` or `denied`.
        what: act and object in words.
        area: where; empty: everywhere.
        begins_at, ends_at: None: always, without end.
        reason: why this was declared.
    """

    role: str
    what: str
    area: str = ""
    begins_at: int | None = None
    ends_at: int | None = None
    reason: str = ""


@dataclass(frozen=True)
class SourceNote:
    """A source as it was declared (SEMANTICS 3.1).

    Attributes:
        source: short name used in reports.
        name: full name, or empty; `language` is its language tag.
        kind: un, ngo, media, party ...
        affiliation: `none`, a bearer, `leaning <bearer>`, or empty: unknown.
        is_monitor: named by the agreement.
        reason: why the affiliation was declared so.
        link: home page.
        reports: how many of its reports were read.
        coverage: what it counts and watches.
    """

    source: str
    name: str = ""
    language: str = ""
    kind: str = ""
    affiliation: str = ""
    is_monitor: bool = False
    reason: str = ""
    link: str = ""
    reports: int = 0
    coverage: tuple[CoverageNote, ...] = ()


@dataclass(frozen=True)
class IncidentNote:
    """One occurrence that reports speak of (SEMANTICS 2.7).

    Attributes:
        incident: the id of its least report.
        status: alleged, established, contested, refuted or ruled.
        begins_at, ends_at: the period that all of its reports meet in.
        what, place: in words.
        reports: ids of its reports, in order.
        latitude, longitude: degrees of its most exact point, or None: known by area only.
        radius_m: the true place lies within this many metres of the point; None: not stated.
        why: the link or ruling behind it, if a person made one.
        areas: names of its areas; `place` may be finer.
        licence: terms that do not let a row of it be passed on; empty: there are none.
    """

    incident: str
    status: str
    begins_at: int
    ends_at: int
    what: str
    place: str = ""
    reports: tuple[str, ...] = ()
    latitude: float | None = None
    longitude: float | None = None
    radius_m: float | None = None
    why: str = ""
    areas: str = ""
    licence: str = ""


@dataclass(frozen=True)
class AreaShape:
    """A declared area with its outline.

    Attributes:
        area: short name used in clauses.
        name: as shown.
        geometry: a GeoJSON geometry object, degrees WGS 84; None where there is only a name.
        source, note: who drew it and how exactly.
    """

    area: str
    name: str
    geometry: Mapping[str, Any] | None = None
    source: str = ""
    note: str = ""


@dataclass(frozen=True)
class RejectNote:
    """A row that could not be used, and why.

    Attributes:
        file, row_no: the table and the line or row in it.
        code, reason, hint: what is wrong with it.
        origin: where it stands in the file that was imported: `log.csv, line 4`; empty: the table
            was written by hand.
    """

    file: str
    row_no: int
    code: str
    reason: str
    hint: str = ""
    origin: str = ""


@dataclass(frozen=True)
class ClauseNote:
    """A clause as the agreement says it.

    Attributes:
        label: of the clause.
        heading: of the section it stands in.
        words, language: the agreed words, quoted, and their language tag.
        sentence: the clause in one plain sentence.
        line: where its sentence stands in the agreement's file.
        readings: label of a reading to what it changes, in words.
    """

    label: str
    heading: str = ""
    words: str = ""
    language: str = ""
    sentence: str = ""
    line: int = 0
    readings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class RulingNote:
    """What people decided; it stands beside the computed verdict and never replaces it.

    Attributes:
        subject: a clause, report, phase or the agreement.
        says: the ruling in a word.
        by, reason: who, and why.
        bearer: party concerned; empty: none.
        recorded_at: when it was recorded.
    """

    subject: str
    says: str
    by: str
    reason: str
    recorded_at: int
    bearer: str = ""


@dataclass(frozen=True)
class Material:
    """Everything a page shows beside the findings.

    Attributes:
        agreement: the file of the agreement, as the user named it.
        names: short name of a party, area or source to the name that is shown.
        clauses, reports, sources, incidents, areas, rulings, rejects: the record. Reports may be
            put into words only when somebody goes through them.
    """

    agreement: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    clauses: tuple[ClauseNote, ...] = ()
    reports: Sequence[ReportNote] = ()
    sources: tuple[SourceNote, ...] = ()
    incidents: tuple[IncidentNote, ...] = ()
    areas: tuple[AreaShape, ...] = ()
    rulings: tuple[RulingNote, ...] = ()
    rejects: tuple[RejectNote, ...] = ()


@dataclass(frozen=True)
class Suggestion:
    """Two reports that a person may want to link.

    Attributes:
        reports: `source:report`.
        score: 0 to 1, how much speaks for one occurrence.
        alike, unlike: what does and what does not, in words.
    """

    reports: tuple[str, str]
    score: float
    alike: tuple[str, ...] = ()
    unlike: tuple[str, ...] = ()


@dataclass(frozen=True)
class IncidentList:
    """All incidents of a case at one instant under one standard.

    Attributes:
        zone: IANA zone in which times are shown.
        as_of: microseconds UTC.
        standard: of proof.
        incidents: in order of time, then id.
        suggestions: pairs that nobody linked yet.
        stamp: what a release made coarser or left out; empty: it is as it was judged.
    """

    zone: str
    as_of: int
    standard: str
    incidents: tuple[IncidentNote, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    stamp: str = ""
