"""Which event reports speak of one occurrence: links by hand, by rule, vetoes (SEMANTICS 2.7).

A rule links nothing unless the agreement declares it. It looks only at reports that stand at the
asked instant, so that the incidents are a function of what had been recorded by then.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from servanda.civil import MINUTE, date_at
from servanda.evidence.names import KnownNames
from servanda.evidence.numbering import known_by, number_reports
from servanda.evidence.scratch import scratch, scratch_for
from servanda.evidence.series import thing_of
from servanda.evidence.things import Thing, ThingRelations

LINKED: Final = pa.schema([
    pa.field("report_no", pa.int64(), nullable=False),
    pa.field("incident_no", pa.int64(), nullable=False),
])  # fmt: skip
SAME_CHOICES: Final = ("act", "actor", "area", "object", "about")


@dataclass(frozen=True)
class LinkingRule:
    """When two reports of different sources are taken to tell of one occurrence.

    Attributes:
        within_us: all of both lies in one stretch of this length (and the minute in which it ends).
        same: columns that both fill in and that agree; of `act`, one is a kind of the other.
    """

    within_us: int
    same: tuple[str, ...] = ("act", "actor", "area")


@dataclass(frozen=True)
class Link:
    """Why two reports share an incident, or may.

    Attributes:
        one, other: report numbers, the lesser first.
        how: `by hand` or `by rule`.
        reason: in words.
        by: who linked them, empty for a rule.
        recorded_at: when both reports, or the link by hand, had been recorded.
    """

    one: int
    other: int
    how: str
    reason: str
    by: str = ""
    recorded_at: int = 0


@dataclass(frozen=True)
class Incidents:
    """The incidents at an instant.

    Attributes:
        linked: rows of `LINKED`: members of incidents of two reports and more; `incident_no` is the
            least `report_no`.
        links: why, in the order in which they were applied.
        refused: links that a veto overruled, with the veto as reason.
    """

    linked: pa.Table
    links: tuple[Link, ...] = ()
    refused: tuple[Link, ...] = ()


def find_incidents(
    tables: Mapping[str, pa.Table], names: KnownNames, as_of: int, rule: LinkingRule | None = None
) -> Incidents:
    """Return the incidents as known at an instant.

    Links by hand come first, then those of the rule by recorded-at and ids. A link that would bring
    two vetoed reports into one incident is refused; only "not the same" refuses a link by hand.

    Args:
        tables: `reports`, `links` and `words` of the evidence.
        names: of the agreement.
        as_of: microseconds UTC.
        rule: None: reports are linked by hand only.
    """
    numbered = number_reports(tables["reports"], as_of, known_by(tables["words"], as_of))
    links = known_by(tables["links"], as_of)
    return link_reports(numbered, links, names, rule)


def link_reports(
    numbered: pa.Table,
    links: pa.Table,
    names: KnownNames,
    rule: LinkingRule | None = None,
) -> Incidents:
    """Return the incidents of reports that `number_reports` has numbered; see `find_incidents`."""
    if not links.num_rows and rule is None:
        return Incidents(LINKED.empty_table())
    same, apart = _by_hand(numbered, links)
    candidates = _by_rule(numbered, names, rule) if rule else []
    needed = {n for link in (*same, *candidates) for n in (link.one, link.other)}
    facts = pair_facts(numbered, needed)
    union = _Union(Vetoes(facts, names, apart))
    for link in (*same, *candidates):
        union.join(link)
    return Incidents(union.linked(), tuple(union.joined), tuple(union.refused))


def pair_facts(numbered: pa.Table, needed: set[int]) -> dict[int, dict[str, Any]]:
    """Return what vetoes look at, for some reports by number."""
    wanted = pc.is_in(numbered["report_no"], pa.array(sorted(needed), pa.int64()))
    told = ("begins", "ends", "actor", "act", "object", "attributes", "list", "recipient")
    columns = ["report_no", "source", "report", *told, "manner", "unit", "area", "area_from"]
    return {row["report_no"]: row for row in numbered.filter(wanted).select(columns).to_pylist()}


class Vetoes:
    """What keeps two reports from being of one occurrence, whatever is alike."""

    def __init__(
        self, facts: dict[int, dict[str, Any]], names: KnownNames, apart: dict[tuple[int, int], str]
    ) -> None:
        self._facts, self._names, self._apart = facts, names, apart
        self._relations = ThingRelations(names.vocabulary)
        self._days: dict[int, tuple[date, date]] = {}
        self._kinds: dict[tuple[Thing, Thing], int | None] = {}

    def by_hand(self, one: int, other: int) -> str:
        """Return why a person keeps two reports apart, empty if nobody does."""
        return self._apart.get((min(one, other), max(one, other)), "")

    def any(self, one: int, other: int) -> str:
        """Return the first veto between two reports, empty if there is none."""
        found = self.by_hand(one, other)
        a, b = self._facts[one], self._facts[other]
        if found or a["source"] == b["source"]:
            return found or "events of one source are different ones unless it links them"
        ours, theirs = self._days_of(one), self._days_of(other)
        if ours[1] < theirs[0] or theirs[1] < ours[0]:
            return "they happened on different days"
        if self._relations.act_relation(a["act"], b["act"]) in {None, 0}:
            return f"`{a['act']}` and `{b['act']}` are different acts"
        things = thing_of(a, self._names), thing_of(b, self._names)
        if things not in self._kinds:
            self._kinds[things] = self._relations.relation(*things)
        if self._kinds[things] is None:
            return "they speak of different things"
        return self._place(a, b) or self._hand(a, b)

    def _days_of(self, number: int) -> tuple[date, date]:
        """Return the first and the last local day of a report."""
        if number not in self._days:
            fact, zone = self._facts[number], self._names.zone
            self._days[number] = date_at(fact["begins"], zone), date_at(fact["ends"] - 1, zone)
        return self._days[number]

    def _place(self, a: dict[str, Any], b: dict[str, Any]) -> str:
        areas = self._names.areas
        ends = [("area", "area"), ("area_from", "area_from")]
        apart = [areas.relation(a[x] or (), b[y] or ()) is None for x, y in ends]
        return "they happened in areas that are apart" if any(apart) else ""

    def _hand(self, a: dict[str, Any], b: dict[str, Any]) -> str:
        if not a["actor"] or not b["actor"]:
            return ""
        sides = [{o for name in f["actor"] for o in self._names.own_side(name)} for f in (a, b)]
        return "" if sides[0] & sides[1] else "they name different hands"


class _Union:
    """Incidents that grow link by link."""

    def __init__(self, vetoes: Vetoes) -> None:
        self._vetoes = vetoes
        self._group: dict[int, list[int]] = {}
        self.joined: list[Link] = []
        self.refused: list[Link] = []

    def join(self, link: Link) -> None:
        """Bring two reports together unless a veto lies between their incidents."""
        ours = self._group.get(link.one, [link.one])
        theirs = self._group.get(link.other, [link.other])
        if ours is theirs:
            self.joined.append(link)
            return
        veto = self._veto(ours, theirs, link)
        if veto:
            self.refused.append(Link(link.one, link.other, link.how, veto, link.by,
                                     link.recorded_at))  # fmt: skip
        else:
            self.joined.append(link)
            merged = sorted([*ours, *theirs])
            self._group |= dict.fromkeys(merged, merged)

    def _veto(self, ours: list[int], theirs: list[int], link: Link) -> str:
        look = self._vetoes.by_hand if link.how == "by hand" else self._vetoes.any
        return next((why for a in ours for b in theirs if (why := look(a, b))), "")

    def linked(self) -> pa.Table:
        """Return the members of all incidents."""
        rows = sorted((number, group[0]) for number, group in self._group.items())
        return pa.table([[n for n, _ in rows], [i for _, i in rows]], schema=LINKED)


# ---- links by hand ------------------------------------------------------------------------------


def _by_hand(numbered: pa.Table, links: pa.Table) -> tuple[list[Link], dict[tuple[int, int], str]]:
    """Return the links by hand in order, and the pairs that a person keeps apart.

    Of two words on one pair the last recorded stands. A report that was corrected is replaced by
    what stands in its place.
    """
    if not links.num_rows:
        return [], {}
    said: dict[tuple[int, int], tuple[str, Link]] = {}
    rows = links.to_pylist()
    heirs = _heirs(numbered, {ref for row in rows for ref in row["reports"]})
    rows.sort(key=lambda r: (r["recorded_at"], r["link"], r["reports"], r["reason"]))
    for row in rows:
        for one, other in _pairs(sorted({heirs[r] for r in row["reports"] if r in heirs}), row):
            link = Link(one, other, "by hand", row["reason"], row["by"] or "", row["recorded_at"])
            said[one, other] = (row["link"], link)
    same = [link for what, link in said.values() if what == "same"]
    same.sort(key=lambda link: (link.recorded_at, link.one, link.other))
    apart = {pair: f"{link.by or 'someone'} says that they are not the same: {link.reason}"
             for pair, (what, link) in said.items() if what != "same"}  # fmt: skip
    return same, apart


def kept_apart(numbered: pa.Table, links: pa.Table) -> dict[tuple[int, int], str]:
    """Return the pairs that a person keeps apart, each with who and why."""
    return _by_hand(numbered, links)[1]


def _pairs(numbers: list[int], row: dict[str, Any]) -> Iterator[tuple[int, int]]:
    """Return every pair that must not be one, or the pairs that make all of them one."""
    if row["link"] == "same":
        yield from ((numbers[0], other) for other in numbers[1:])
    else:
        yield from ((a, b) for k, a in enumerate(numbers) for b in numbers[k + 1 :])


def _heirs(numbered: pa.Table, references: Iterable[str]) -> dict[str, int]:
    """Return what stands in the place of each report that is named `source:report`."""
    refs = pa.table({"ref": pa.array(sorted(references), pa.string())})
    with scratch_for(numbered.num_rows) as place:
        place.register("numbered", numbered)
        place.register("refs", refs)
        found = place.execute(
            """SELECT ref, heir.report_no FROM refs
            JOIN numbered named ON named.source || ':' || named.report = ref
            JOIN numbered heir ON heir.root_no = named.root_no AND heir.stands
            WHERE heir.kind = 'event' AND heir.stance = 'asserts'"""
        ).fetchall()
    return dict(found)


# ---- links by rule ------------------------------------------------------------------------------

_EVENTS_SQL: Final = """
CREATE TEMP TABLE events AS
SELECT report_no, source, begins, ends, recorded_at, act, object, about, begins // $within AS slot,
    array_to_string(actor, '|') AS actor, array_to_string(area, '|') AS area
FROM numbered WHERE stands AND kind = 'event' AND stance = 'asserts'
    AND ends - begins <= $within + $minute
"""
# Of each event the neighbouring slots too, so that near events meet in one.
_PAIRS_SQL: Final = """
SELECT DISTINCT least(a.report_no, b.report_no), greatest(a.report_no, b.report_no),
    greatest(a.recorded_at, b.recorded_at) AS recorded_at
FROM (SELECT *, slot + unnest([-1, 0, 1]) AS near FROM events) a
JOIN acts ON acts.act = a.act JOIN events b ON b.act = acts.other AND b.slot = a.near AND {alike}
WHERE a.source <> b.source
AND greatest(a.ends, b.ends) - least(a.begins, b.begins) <= $within + $minute
ORDER BY 3, 1, 2
"""


def _by_rule(numbered: pa.Table, names: KnownNames, rule: LinkingRule) -> list[Link]:
    """Return the pairs that the rule links, in order of record."""
    columns = [column for column in rule.same if column != "act"]
    alike = " AND ".join(f"a.{c} = b.{c}" for c in columns) or "true"
    limits = {"within": rule.within_us, "minute": MINUTE}
    with scratch() as connection:
        connection.register("numbered", numbered)
        connection.register("acts", act_lines(numbered, names))
        connection.execute(_EVENTS_SQL, limits)
        found = connection.execute(_PAIRS_SQL.format(alike=alike), limits).fetchall()
    shared = ", ".join(("time", *rule.same))
    return [Link(one, other, "by rule", f"alike in {shared}", "", at) for one, other, at in found]


def act_lines(numbered: pa.Table, names: KnownNames) -> pa.Table:
    """Return the pairs of acts of which one is a kind of the other."""
    relations = ThingRelations(names.vocabulary)
    acts = sorted(pc.unique(numbered["act"]).to_pylist())
    pairs = [(a, b) for a in acts for b in acts if relations.act_relation(a, b)]
    return pa.table({"act": [a for a, _ in pairs], "other": [b for _, b in pairs]},
                    schema=pa.schema([("act", pa.string()), ("other", pa.string())]))  # fmt: skip
