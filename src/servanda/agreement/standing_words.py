"""Canonical words of what stands: levels, distances, shares, and of `only`."""

from __future__ import annotations

from typing import Final

from servanda.agreement.model import (
    After,
    Attribute,
    Before,
    Boundary,
    DailyHours,
    DatePoint,
    DayPoint,
    Distance,
    DPlusPoint,
    DutyClause,
    Event,
    From,
    ObjectSpec,
    PlaceSpec,
    Until,
    WeekPoint,
    Window,
    YearPoint,
)
from servanda.agreement.words import (
    areas_text,
    base_form,
    does_form,
    done_form,
    join,
    length_text,
    number,
    object_text,
    place_text,
    point_text,
)
from servanda.vocabulary.terms import Vocabulary

_WHOLES: Final = (DayPoint, DPlusPoint, DatePoint, WeekPoint, YearPoint)
"""Points that are whole days or more, so that they have an end."""


def standing_words(clause: DutyClause, vocabulary: Vocabulary) -> list[str]:
    """Return act and object of a clause that has its own way to say them; nothing for others."""
    found = clause.demands[0].filter
    if clause.form == "distance" and clause.distance is not None:
        objects = join((object_text(o, vocabulary) for o in found.objects), "or")
        return ["keep", objects, _distance(clause.distance, vocabulary)]
    if clause.form == "standstill" and clause.held_at is not None:
        return [f"hold its positions of {point_text(clause.held_at)}"]
    if clause.form == "refrain":
        act = vocabulary.acts.get(found.acts[0])
        objects = join((object_text(o, vocabulary) for o in found.objects), "or")
        direct = [place_text(p) for p in found.places if p.roles == ("object",)]
        return ["refrain from", act.doing if act else found.acts[0], objects, *direct]
    if clause.form == "balance" and clause.no_more_than is not None:
        objects = join((object_text(o, vocabulary) for o in found.objects), "or")
        taken = done_form(clause.no_more_than.acts[0], vocabulary)
        return [f"{done_form(found.acts[0], vocabulary)} more {objects} than it has {taken}"]
    return _level(clause, vocabulary) if clause.form in {"level", "permission"} else []


def _level(clause: DutyClause, vocabulary: Vocabulary) -> list[str]:
    found = clause.demands[0].filter
    if clause.level == "be":
        return ["be", *(place_text(place) for place in found.places)]
    if clause.level in vocabulary.states and found.acts == (f"be {clause.level}",):
        named = [f"the {object_text(o, vocabulary, plural=False)}" for o in found.objects]
        named += [join(p.areas) if not p.own else areas_text(p)
                  for p in found.places if p.roles == ("object",)]  # fmt: skip
        return ["keep", join(named), clause.level]
    return []


def _distance(distance: Distance, vocabulary: Vocabulary) -> str:
    if distance.near is not None:
        start = f"from each {object_text(distance.near, vocabulary, plural=False)}"
    else:
        start = f"from {areas_text(distance.place)}" if distance.place is not None else ""
    if distance.table:
        return f"at the distances in {distance.table} {start}"
    length = length_text(distance.length) if distance.length is not None else ""
    return f"{distance.op} {length} {start}"


def only_texts(clause: DutyClause) -> list[str]:
    """Return `only through its ports`, `only unarmed and in civilian dress`."""
    places = [f"only {place_text(one)}" for one in clause.only if isinstance(one, PlaceSpec)]
    manners = [join(one, "or") for one in clause.only if not isinstance(one, PlaceSpec)]
    return [*places, *([f"only {join(manners)}"] if manners else [])]


def only_times_text(window: Window) -> str:
    """Return `only after P` of the time in which it forbids; an empty text for other windows."""
    match window:
        case Until(point) if not isinstance(point, Event):
            whole = point.of if isinstance(point, Boundary) and point.side == "end" else None
            named = whole if isinstance(whole, _WHOLES) else point
            return f"only after {point_text(named)}"
        case Before(point) if not isinstance(point, Event):
            return f"only from {point_text(point)}"
        case After(point) if not isinstance(point, Event):
            return f"only by {point_text(point)}"
        case DailyHours(begins, ends, None):
            return f"only between {ends:%H:%M} and {begins:%H:%M} each day"
        case From(point):
            return f"only until {point_text(point)}"
        case _:
            return ""


def is_parity(clause: DutyClause) -> bool:
    """Return whether it compares with what others do: `as many weapons as x stores`."""
    return clause.share_of is not None and bool(clause.share_of.whose)


def compared_texts(clause: DutyClause, vocabulary: Vocabulary) -> list[str]:
    """Return `as x stores in its depots`, `kind by kind`; nothing for other clauses."""
    base = clause.share_of
    if base is None or not is_parity(clause):
        return []
    form = base_form if len(base.whose) > 1 else does_form
    places = [place_text(place) for place in base.places]
    said = " ".join([f"as {join(base.whose)} {form(base.acts[0], vocabulary)}", *places])
    return [said, *(["kind by kind"] if clause.kinds_apart else [])]


def share_text(clause: DutyClause, vocabulary: Vocabulary) -> str:
    """Return `women must be at least 30% of members of commission`; qualifiers follow."""
    base, demand = clause.share_of, clause.demands[0]
    if base is None or demand.quantity is None:
        return clause.sentence.removesuffix(".")
    whole = base.objects[0]
    said = _more_than(whole, demand.filter.objects[0], vocabulary)
    event = "" if clause.level else _released(clause, vocabulary)
    percent = f"{demand.quantity.op} {number(demand.quantity.low)}%"
    return f"{said} must be {percent} of {object_text(whole, vocabulary)}{event}"


def _released(clause: DutyClause, vocabulary: Vocabulary) -> str:
    base = clause.share_of
    if base is None:
        return ""
    return f" {done_form(base.acts[0], vocabulary)} by {join(clause.bearer.actors)}"


def _more_than(whole: ObjectSpec, part: ObjectSpec, vocabulary: Vocabulary) -> str:
    """Return a part as the sentence names it: by what is said of it beyond the whole."""
    more: list[tuple[Attribute, ...]] = list(part.attributes[len(whole.attributes) :])
    thing = whole.thing
    if more and more[0][0].name in vocabulary.things and len(more[0]) == 1:
        thing = more.pop(0)[0].name
    return object_text(ObjectSpec(thing, tuple(more)), vocabulary)
