"""Numbers for filters, sites and bearers of duties, each given once."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final

from servanda.agreement.duty_rows import ANYONE, SUM, GroupRow, MeasureRow, PartRow, Rows, WindowRow
from servanda.agreement.lines import Wanted
from servanda.agreement.model import Agreement, Filter, ObjectSpec, PlaceSpec
from servanda.agreement.periods import TimeSet, common, hull
from servanda.civil import Period

Places = tuple[PlaceSpec, ...]

_ONE_END: Final = (frozenset({"from", "out of"}), frozenset({"into", "to", "against"}))


@dataclass(frozen=True)
class DutyFilter:
    """Which acts count, as evidence is matched with it.

    Attributes:
        acts, objects, unit, recipients, senders, manners: as in `model.Filter`.
        less: acts that do not count, though they would.
        only: acts that are allowed: others count only if they are known to be others.
        any_recipient, any_sender: to, or from, any one of them.
        told_as: those of `acts` that only tell of the others.
        is_limit: it is forbidden or limited, so that what is taken out must be told of (5.6.2);
            false where nothing is taken out.
    """

    acts: tuple[str, ...]
    objects: tuple[ObjectSpec, ...] = ()
    unit: str = ""
    recipients: tuple[str, ...] = ()
    senders: tuple[str, ...] = ()
    manners: tuple[tuple[str, ...], ...] = ()
    less: tuple[Filter, ...] = ()
    only: tuple[Filter, ...] = ()
    any_recipient: bool = False
    any_sender: bool = False
    told_as: tuple[str, ...] = ()
    is_limit: bool = False


def duty_filter(wanted: Wanted, *, is_limit: bool = False) -> DutyFilter:
    """Return what of an act is matched with evidence, places and hands left aside."""
    f = wanted.filter
    is_presumed = is_limit and bool(wanted.less or wanted.only)
    return DutyFilter(
        f.acts, f.objects, f.unit, f.recipients, f.senders, f.manners, wanted.less, wanted.only,
        f.any_recipient, f.any_sender, f.told_as, is_presumed,
    )  # fmt: skip


@dataclass(frozen=True)
class MeasureKey:
    """What makes a measure the same as another one."""

    direction: int
    bearer_id: int
    any_hand: bool
    filter_id: int
    site_id: int
    inner: TimeSet
    outer: TimeSet
    mode: int = SUM


@dataclass
class Ids:
    """Gives ids, dense from 1, and writes the rows that hang on them.

    Attributes:
        agreement: knows the parts of areas.
        rows: where measures, windows, parts and groups are written.
        filters, sites, bearers: what their ids mean; a bearer is the tuple of its members.
        interests: bearers whose acts are accused of another: to whom the interest belongs.
    """

    agreement: Agreement
    rows: Rows = field(default_factory=Rows)
    filters: dict[DutyFilter, int] = field(default_factory=dict)
    sites: dict[tuple[Places, bool], int] = field(default_factory=dict)
    bearers: dict[tuple[str, ...], int] = field(default_factory=dict)
    interests: dict[tuple[tuple[str, ...], tuple[str, ...]], int] = field(default_factory=dict)
    measures: dict[MeasureKey, int] = field(default_factory=dict)

    def filter_id(self, wanted: Wanted, *, is_limit: bool = False) -> int:
        """Return the id of what counts, for what is asked for or for what is limited."""
        found = duty_filter(wanted, is_limit=is_limit)
        return self.filters.setdefault(found, len(self.filters) + 1)

    def bearer_id(self, members: tuple[str, ...]) -> int:
        """Return the id of a bearer; `ANYONE` for no member."""
        if not members:
            return ANYONE
        if members not in self.bearers:
            parts = [self.bearer_id((name,)) for name in members] if len(members) > 1 else []
            number = len(self.bearers) + len(self.interests) + 1
            self.bearers[members] = number
            self.rows.groups += [GroupRow(number, part) for part in parts]
        return self.bearers[members]

    def accused_id(self, doers: tuple[str, ...], member: tuple[str, ...]) -> int:
        """Return the id of doers for whose acts another one answers (`must not let x ...`).

        Their hands are meant, and the interest is that of the other (3.2).
        """
        key = (doers, member)
        if doers == member or not doers:
            return self.bearer_id(doers)
        if key not in self.interests:
            self.interests[key] = len(self.bearers) + len(self.interests) + 1
        return self.interests[key]

    def site_id(self, places: Places, *, is_safe: bool = False) -> int:
        """Return the id of a site, divided into the declared parts of its area if that is safe.

        An act with two ends may lie in two parts at once. So a site is divided only where one end
        decides (`into`, `from`), and where the line says that it is safe: what stands has one
        place, and where nothing is allowed counting twice changes nothing.
        """
        divided = self._divided(places, is_safe=is_safe)
        key = (places, bool(divided))
        if key not in self.sites:
            self.sites[key] = number = len(self.sites) + 1
            for part in divided:
                self.rows.site_parts.append(PartRow(number, self._plain_site(part)))
        return self.sites[key]

    def _plain_site(self, places: Places) -> int:
        return self.sites.setdefault((places, False), len(self.sites) + 1)

    def _divided(self, places: Places, *, is_safe: bool) -> list[Places]:
        for index, place in enumerate(places):
            area = self.agreement.areas.get(place.areas[0]) if len(place.areas) == 1 else None
            roles = set(place.roles)
            is_plain = place.distance is None and place.near is None and "outside" not in roles
            has_one_end = is_safe or any(roles <= ends for ends in _ONE_END)
            if area is not None and area.parts and is_plain and has_one_end:
                before, after = places[:index], places[index + 1 :]
                return [(*before, replace(place, areas=(part,)), *after) for part in area.parts]
        return []

    def measure_id(self, key: MeasureKey) -> int:
        """Return the id of a measure; write it if it is new."""
        if key not in self.measures:
            number = self.measures[key] = len(self.measures) + 1
            self._write_measure(number, key)
        return self.measures[key]

    def _write_measure(self, number: int, key: MeasureKey) -> None:
        inner, outer = key.inner, key.outer
        windowed = len(inner) > 1 or len(outer) > 1
        if windowed:
            self.rows.windows += [_window(number, wide, inner) for wide in outer]
        wide = _span(outer)
        # Where nothing can lie inside for certain, the inner period is empty.
        span = _span(inner) if inner else Period(wide.begins_at, wide.begins_at)
        self.rows.measures.append(
            MeasureRow(
                number, key.direction, key.bearer_id, key.any_hand, key.filter_id, key.site_id,
                span.begins_at, span.ends_at, wide.begins_at, wide.ends_at, windowed, key.mode,
            )
        )  # fmt: skip


def _window(measure_id: int, wide: Period, inner: TimeSet) -> WindowRow:
    """Return a window with the longest stretch of it that is certain; none: an empty one."""
    certain = common(inner, (wide,)) or (Period(wide.begins_at, wide.begins_at),)
    sure = max(certain, key=lambda period: (period.ends_at - period.begins_at, -period.begins_at))
    return WindowRow(measure_id, sure.begins_at, sure.ends_at, wide.begins_at, wide.ends_at)


def _span(times: TimeSet) -> Period:
    found = hull(times)
    return found if found is not None else Period(0, 0)
