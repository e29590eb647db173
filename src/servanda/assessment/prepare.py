"""From duties and evidence to the integer tables that engines judge (assessment/tables.py).

Names, units, places, zones and the vocabulary end here. Only rows recorded by the as-of instant are
looked at, so that a board of the past is a function of what was known then (SEMANTICS 7).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol
from zoneinfo import ZoneInfo

import pyarrow as pa

from servanda.agreement.model import Agreement, Duration, PlaceSpec
from servanda.assessment.dictionary import Dictionary, build_dictionary
from servanda.assessment.evidence_rows import evidence_rows, unit_scales, with_words
from servanda.assessment.match_hands import (
    bearer_hands,
    known_sources,
    own_hands,
    sides,
    source_rows,
)
from servanda.assessment.match_places import PlaceMatcher, SiteSpec, site_of
from servanda.assessment.match_things import (
    Pattern,
    SpokenThing,
    ThingMatcher,
    WantedLike,
    pattern_of,
)
from servanda.assessment.scale import scaled_duties
from servanda.assessment.states import contraries, contrary_of, with_states
from servanda.assessment.tables import (
    CEILING,
    CONTRARIES,
    DAY_CLOCKS,
    IDLE_MODE,
    IDLE_RUN_MODE,
    RULE_BALANCE,
    RULE_ORDER,
    RULE_REPLY,
    RULE_SLIDING,
    TABLES,
    CaseTables,
    completed,
    empty_table,
)
from servanda.civil import HOUR, MINUTE, LocalTimeError, later_instant, local_instant
from servanda.evidence.incidents import Incidents, LinkingRule, link_reports
from servanda.evidence.load import Evidence
from servanda.evidence.names import KnownNames
from servanda.evidence.numbering import known_by, number_reports
from servanda.evidence.things import ThingRelations

_DAY_HOURS = {"day": 24, "week": 168, "month": 744, "year": 8784}

_IDLE = frozenset((IDLE_MODE, IDLE_RUN_MODE))


class DutySide(Protocol):
    """What the agreement's side gives: `servanda.agreement.duties` makes it."""

    @property
    def tables(self) -> Mapping[str, pa.Table]:
        """Its tables in the schemas of `assessment.tables`.

        `measures`, `windows`, `duties`, `duty_terms`, `rules`, `rule_triggers`, `days`,
        `site_parts`, `groups`.
        """
        ...

    @property
    def filters(self) -> Mapping[int, WantedLike]:
        """Filter id to what counts and what does not."""
        ...

    @property
    def sites(self) -> Mapping[int, tuple[PlaceSpec, ...]]:
        """Site id to its phrases of place, all of which hold; none: everywhere."""
        ...

    @property
    def bearers(self) -> Mapping[int, tuple[str, ...]]:
        """Bearer id to its members, one for a single bearer."""
        ...

    @property
    def interests(self) -> Mapping[int, tuple[str, ...]]:
        """Bearer id to whose side it is, where its acts are accused of another."""
        ...

    @property
    def scales(self) -> Mapping[str, int]:
        """Unit to the number by which its figures were multiplied to be whole."""
        ...


@dataclass(frozen=True)
class Setting:
    """What of the agreement bears on evidence.

    Attributes:
        names: what evidence may name.
        entry_at: entry into force, microseconds UTC; None: not set.
        linking: rule for linking reports; None: by hand only.
        levels: act to how long a report of it holds at most, in microseconds.
    """

    names: KnownNames
    entry_at: int | None = None
    linking: LinkingRule | None = None
    levels: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class PreparedCase:
    """A case ready for an engine, and the way back from its ids to names.

    Attributes:
        case: the tables.
        dictionary: ids to reports, sources, things, places, hands, series and matters.
        incidents: how reports were linked, and what a person should look at.
        scales: unit to the number by which its figures were multiplied; units without decimals
            have 1 and no entry.
    """

    case: CaseTables
    dictionary: Dictionary
    incidents: Incidents
    scales: Mapping[str, int] = field(default_factory=dict)


def setting_of(agreement: Agreement, names: KnownNames, entry_at: int | None = None) -> Setting:
    """Return the setting of an agreement.

    Args:
        agreement: its model.
        names: from `servanda.evidence.known_names`.
        entry_at: entry into force, as it has come about; None: as the front matter has it.
    """
    if entry_at is None and agreement.in_force is not None:
        begins = agreement.in_force.begins
        try:
            entry_at = local_instant(begins.day, begins.clock, names.zone)
        except LocalTimeError:  # a problem that `check` reports
            entry_at = None
    within = agreement.linking_within
    linking = LinkingRule(_length_us(within)) if within else None
    levels = {act: _length_us(length) for act, length in agreement.levels.items()}
    return Setting(names, entry_at, linking, levels)


def _length_us(length: Duration) -> int:
    if length.unit == "minute":
        return length.count * MINUTE
    return length.count * HOUR * _DAY_HOURS.get(length.unit, 1)


def prepare(
    duties: DutySide,
    evidence: Evidence,
    setting: Setting,
    as_of: int,
    standard: str = "independent",
) -> PreparedCase:
    """Return the tables of a case as known at an instant.

    Args:
        duties: the agreement's side, in integers.
        evidence: as loaded.
        setting: of the agreement.
        as_of: microseconds UTC; rows recorded later are left out.
        standard: of proof, one of `tables.STANDARDS`.

    Returns:
        The tables of `tables.TABLES`. The same for every order of the evidence.
    """
    names = setting.names
    tables = {name: _known(name, table, as_of) for name, table in evidence.tables.items()}
    reports = number_reports(tables["reports"], as_of, tables["words"])
    reports = with_words(reports, tables["words"], names)
    asked = {act for wanted in duties.filters.values() for act in wanted.acts}
    reports = with_states(reports, asked, names.vocabulary)
    incidents = link_reports(reports, tables["links"], names, setting.linking)
    sites = {number: site_of(places) for number, places in duties.sites.items()}
    matcher = PlaceMatcher(names.areas)
    dictionary = build_dictionary(reports, tables["coverage"], names, (matcher, sites))
    dictionary = with_contraries(dictionary, contraries(names.vocabulary, asked))
    scales = both_scales(unit_scales(reports), duties.scales)
    rows = {name: empty_table(name) for name in TABLES}
    rows |= scaled_duties(duties.tables, duties.filters, scales, duties.scales)
    rows |= evidence_rows((reports, tables), dictionary, setting, scales)
    rows["linked"] = incidents.linked
    patterns = patterns_of(duties)
    rows |= relations_of(dictionary, names, duties, (matcher, sites, patterns, tables["sources"]))
    rows["day_clocks"] = day_clocks(rows["rules"], rows["days"], names.zone)
    complete = {name: completed(name, rows[name]) for name in TABLES}
    return PreparedCase(CaseTables(complete, as_of, standard), dictionary, incidents, scales)


def with_contraries(dictionary: Dictionary, acts: Mapping[str, str]) -> Dictionary:
    """Return a dictionary with what nothing is that is told to be in a state (4.8.7).

    Args:
        dictionary: of reports.
        acts: from `states.contraries`.
    """
    found = {none: None for thing in dictionary.things if (none := contrary_of(thing, acts))}
    things = tuple(dict.fromkeys((*dictionary.things, *found)))
    seen = {*dictionary.none_seen_things, *(things.index(none) + 1 for none in found)}
    return replace(dictionary, things=things, none_seen_things=tuple(sorted(seen)))


def contrary_rows(things: Sequence[SpokenThing], acts: Mapping[str, str]) -> pa.Table:
    """Return `CONTRARIES`: things in a state, with what nothing is that is so.

    Args:
        things: of a dictionary, numbered from 1.
        acts: from `states.contraries`.
    """
    numbers: dict[SpokenThing, int] = {}
    for number, thing in enumerate(things, start=1):
        numbers.setdefault(thing, number)
    nones = [contrary_of(thing, acts) for thing in things]
    rows = [
        {"thing_id": number, "none_thing_id": numbers[none]}
        for number, none in enumerate(nones, start=1)
        if none is not None and none in numbers
    ]
    return pa.Table.from_pylist(rows, CONTRARIES)


def both_scales(told: Mapping[str, int], asked: Mapping[str, int]) -> dict[str, int]:
    """Return scales that make the figures of reports and of duties whole."""
    units = sorted({*told, *asked})
    return {unit: max(told.get(unit, 1), asked.get(unit, 1)) for unit in units}


def _known(name: str, table: pa.Table, as_of: int) -> pa.Table:
    return table if name == "reports" else known_by(table, as_of)


def day_clocks(rules: pa.Table, days: pa.Table, zone: ZoneInfo) -> pa.Table:
    """Return `DAY_CLOCKS`: when the times of day that rules name come on every local day (1.1.1).

    Args:
        rules: with `limit_clock_us`, microseconds of local time since midnight.
        days: with `day_no` and `slot`.
        zone: of the agreement.
    """
    clocks = sorted(set(rules["limit_clock_us"].to_pylist()) - {None})
    named = list(zip(days["day_no"].to_pylist(), days["slot"].to_pylist(), strict=True))
    rows = [
        {"day_no": number, "clock_us": clock, "at": later_instant(slot, clock, zone)}
        for clock in clocks
        for number, slot in named
    ]
    return pa.Table.from_pylist(rows, DAY_CLOCKS)


def patterns_of(duties: DutySide) -> dict[int, Pattern]:
    """Return the filters; exceptions to prohibitions and ceilings must be pleaded (5.6)."""
    measures = completed("measures", duties.tables.get("measures", empty_table("measures")))
    rules = completed("rules", duties.tables.get("rules", empty_table("rules"))).to_pylist()
    # Time without an act is read as of a prohibition of the act (4.9).
    asked = [row for row in measures.to_pylist() if row["mode"] not in _IDLE]
    floors = {row["filter_id"] for row in asked if row["direction"] != CEILING}
    given = [row for row in rules if row["kind"] in {RULE_REPLY, RULE_SLIDING}]
    floors |= {r["filter_id"] for r in given if r["op"] != CEILING and r["mode"] not in _IDLE}
    orders = {row["rule_id"] for row in rules if row["kind"] == RULE_ORDER}
    triggers = duties.tables.get("rule_triggers", empty_table("rule_triggers")).to_pylist()
    accused = {row["filter_id"] for row in triggers if row["rule_id"] in orders}
    accused |= {row["filter_id"] for row in given if row["op"] == CEILING}
    accused |= {row["filter_id"] for row in rules if row["kind"] == RULE_BALANCE}
    accused |= {row["filter_id"] for row in given if row["mode"] in _IDLE}
    ceilings = (set(measures["filter_id"].to_pylist()) | accused) - floors
    return {
        number: pattern_of(wanted, is_presumed=number in ceilings)
        for number, wanted in duties.filters.items()
    }


def relations_of(
    dictionary: Dictionary,
    names: KnownNames,
    duties: DutySide,
    tools: tuple[PlaceMatcher, Mapping[int, SiteSpec], Mapping[int, Pattern], pa.Table],
) -> dict[str, pa.Table]:
    """Return how things, places, hands and sources lie to what the duties ask for."""
    matcher, sites, patterns, declared = tools
    things, places = dictionary.things, dictionary.places
    related = ThingMatcher(ThingRelations(names.vocabulary))
    sources = known_sources(dictionary.sources, declared, names)
    asked = {act for wanted in duties.filters.values() for act in wanted.acts}
    found: dict[str, Any] = {
        "contraries": contrary_rows(things, contraries(names.vocabulary, asked)),
        "filter_things": related.filter_things(patterns, things),
        "things_within": related.things_within(dictionary.none_seen_things, things),
        "things_apart": related.things_apart(dictionary.series_pairs, things),
        "site_places": matcher.site_places(sites, places),
        "places_within": matcher.places_within(dictionary.none_seen_places, places),
        "bearer_hands": bearer_hands(duties.bearers, dictionary.hands, names),
        "sides": sides({**duties.bearers, **duties.interests}, sources, names),
        "own_hands": own_hands(sources, dictionary.hands, names),
        "sources": source_rows(sources),
    }
    return found
