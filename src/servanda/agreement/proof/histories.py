"""Counterexamples as reports: what happens, written in the project's own tables of evidence.

A history tells what a neutral observer saw who misses nothing. Read with the agreement by
`servanda.assess`, it makes the clause that it names violated.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from servanda.agreement.decisions import Decision
from servanda.agreement.duty_rows import LEVEL, SUM
from servanda.agreement.model import ANY_UNIT, Agreement, ObjectSpec
from servanda.agreement.proof.acts import Acts
from servanda.agreement.proof.bounds import Bound, Bounds
from servanda.civil import HOUR, SECOND, Period

OBSERVER: Final = "observer"
"""Source of all reports of a history: of neither side."""
MOST_ROWS: Final = 200
"""Single acts that are written one by one."""

Row = dict[str, str]


@dataclass(frozen=True)
class History:
    """What happens, and which clause it breaks.

    Attributes:
        says: what happens, in one plain sentence.
        breaks: label of the line that is violated then.
        bearer: whose finding it is.
        slot: the period of the finding; empty: the only one.
        as_of: instant at which all of it is known, ISO.
        tables: rows of `sources`, `coverage`, `reports` and `rulings`, by the names of their
            columns.
    """

    says: str
    breaks: str
    bearer: str
    slot: str
    as_of: str
    tables: Mapping[str, Sequence[Row]] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return the history as JSON-ready data."""
        return {
            "says": self.says,
            "breaks": self.breaks,
            "bearer": self.bearer,
            "slot": self.slot,
            "as_of": self.as_of,
            "tables": {name: [dict(row) for row in rows] for name, rows in self.tables.items()},
        }


@dataclass(frozen=True)
class Deed:
    """Acts of one kind in one stretch of time.

    Attributes:
        acts: of what kind.
        period: when.
        number: how many, in scaled figures.
        bearer: by whom, where one alone is meant.
    """

    acts: Acts
    period: Period
    number: int
    bearer: str = ""


class Telling:
    """Writes the reports of one history."""

    def __init__(self, bounds: Bounds) -> None:
        """Begin with nothing told."""
        self._bounds = bounds
        self._reports: list[Row] = []
        self._coverage: list[Row] = []
        self._rulings = [_ruling(k, d) for k, d in enumerate(bounds.assumed, start=1)]
        self._last = 0

    def deed(self, deed: Deed, unit: str = "") -> None:
        """Tell of acts one by one, or of one act upon so many things; `unit`: of a single act."""
        acts, counts_acts = deed.acts, not deed.acts.filter.unit
        rows = min(deed.number, MOST_ROWS) if counts_acts else 1
        for number in range(rows):
            length = deed.period.ends_at - deed.period.begins_at
            begins = deed.period.begins_at + length * number // rows // SECOND * SECOND
            row = self._row(acts, Period(begins, begins + SECOND)) | {
                "kind": "event",
                "actor": self._actor(deed),
            }
            row |= {} if counts_acts else self._quantity(acts, deed.number)
            row |= {"quantity": "1", "unit": unit} if unit else {}
            self._add(row, Period(begins, begins + SECOND))

    def count(self, deed: Deed, series: str, *, by_hand: bool = False) -> None:
        """Tell how many there were in all, as one who counts everything.

        Args:
            deed: what is counted.
            series: name of the table that it is a row of.
            by_hand: the acts of these hands alone are counted, not those of anybody.
        """
        row = self._row(deed.acts, deed.period)
        row |= {"actor": self._actor(deed)} if by_hand and deed.acts.hands is not None else {}
        self._coverage.append(_coverage(row) | {"begins": row["begins"]})
        if deed.number == 0:
            row = {k: v for k, v in row.items() if k not in {"unit", "kind"}}
            row |= {"stance": "observed-none"}
        else:
            row |= {"kind": "tally", "series": series, **self._quantity(deed.acts, deed.number)}
        self._add(row, deed.period)

    def level(self, deed: Deed) -> None:
        """Tell how many stood there at one instant."""
        begins = deed.period.begins_at // SECOND * SECOND
        moment = Period(begins, begins + SECOND)
        row = self._row(deed.acts, moment) | {
            "kind": "level",
            **self._quantity(deed.acts, deed.number),
        }
        row |= {"actor": self._actor(deed)} if deed.bearer else {}
        self._coverage.append(_coverage(row) | {"begins": iso(begins - HOUR)})
        self._add(row, moment)

    def done(self, says: str, broken: Bound) -> History:
        """Return all that was told, known some time after all of it is over."""
        as_of = iso(max(self._last, broken.span.ends_at) + HOUR)
        reports = [
            {"report": f"r{number}", **row, "recorded_at": as_of}
            for number, row in enumerate(self._reports, start=1)
        ]
        tables: dict[str, Sequence[Row]] = {
            "sources": [{"source": OBSERVER, "name": "An observer", "affiliation": "none"}],
            "coverage": self._coverage,
            "reports": reports,
            "rulings": self._rulings,
        }
        found = {name: rows for name, rows in tables.items() if rows}
        return History(says, broken.line, broken.bearer, broken.slot, as_of, found)

    # ---- rows ---------------------------------------------------------------------------------

    def _add(self, row: Row, period: Period) -> None:
        self._reports.append({key: value for key, value in row.items() if value})
        self._last = max(self._last, period.ends_at)

    def _row(self, acts: Acts, period: Period) -> Row:
        found = acts.filter
        spec = found.objects[0] if found.objects else ObjectSpec("")
        said = [*_attributes(spec), *(f"from {sender}" for sender in found.senders[:1])]
        row = {
            "source": OBSERVER,
            "begins": iso(period.begins_at),
            "ends": iso(max(period.begins_at, period.ends_at - SECOND)),
            "act": found.acts[0],
            "object": spec.thing,
            "attributes": ", ".join(said),
            "list": spec.on_list,
            "recipient": "|".join(
                found.recipients[:1] if found.any_recipient else found.recipients
            ),
            "manner": "|".join(group[0] for group in found.manners),
        }
        return {k: v for k, v in (row | self._places(acts)).items() if v}

    def _places(self, acts: Acts) -> Row:
        found: Row = {}
        for place in acts.places:
            if "outside" in place.roles or not place.areas:
                continue
            column = "area_from" if set(place.roles) <= {"from", "out of"} else "area"
            found.setdefault(column, place.areas[0])
        return found

    def _quantity(self, acts: Acts, number: int) -> Row:
        unit = "" if acts.filter.unit == ANY_UNIT else acts.filter.unit
        scale = self._bounds.scales.get(unit, 1)
        figure = f"{number / scale:g}" if number % scale else str(number // scale)
        return {"quantity": figure, "unit": unit}

    def _actor(self, deed: Deed) -> str:
        agreement, hands = self._bounds.agreement, deed.acts.hands
        if deed.bearer in agreement.actors and (hands is None or deed.bearer in hands):
            return deed.bearer
        if hands is not None:
            return next((name for name in agreement.actors if name in hands), sorted(hands)[0])
        return next(iter(agreement.actors), "")


def _coverage(row: Row) -> Row:
    """Return that the observer is a declared counter of what a report tells."""
    columns = ("source", "act", "object", "attributes", "area")
    return {column: row[column] for column in columns if column in row} | {"role": "counts"}


def _ruling(number: int, decision: Decision) -> Row:
    at = iso(decision.recorded_at)
    return {
        "ruling": f"d{number}",
        "subject": decision.subject,
        "says": decision.says,
        "begins": at,
        "by": decision.by,
        "reason": "assumed, to see what holds then",
        "recorded_at": at,
    }


def _attributes(spec: ObjectSpec) -> list[str]:
    """Return what is said of an object in the words of reports."""
    found = [
        "|".join(f"not {one.name}" if one.negated else one.name for one in group)
        for group in spec.attributes
    ]
    size = spec.size
    found += [f"held by {actor}" for actor in spec.held_by[:1]]
    found += [f"of {actor}" for actor in spec.of_actors[:1]]
    found += [f"carrying {carried.thing}" for carried in spec.carries[:1]]
    found += [f"notified to {actor}" for actor in spec.notified_to[:1]]
    found += [f"{size.side} {size.count.normalize():f} {size.unit}"] if size else []
    return found


def iso(instant: int) -> str:
    """Return an instant as text to the second, UTC."""
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=instant)
    return moment.strftime("%Y-%m-%d %H:%M:%S+00:00")


def can_happen(acts: Acts, agreement: Agreement) -> bool:
    """Return whether a report can tell of an act that is certainly one of these."""
    odd = any(s.of_object or s.place or s.event for s in acts.filter.objects)
    far = any(p.distance or p.near for p in acts.places if "outside" not in p.roles)
    known = all(a in agreement.areas for p in acts.places for a in p.areas)
    return not odd and not far and known and acts.mode in {SUM, LEVEL}


def can_be_told(acts: Acts, agreement: Agreement) -> bool:
    """Return whether one report can say how many of exactly these acts there were."""
    many = len(acts.filter.acts) > 1 or len(acts.filter.objects) > 1
    wide = any(len(p.areas) != 1 for p in acts.places if "outside" not in p.roles)
    return not many and not wide and can_happen(acts, agreement)
