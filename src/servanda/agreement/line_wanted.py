"""What a filter counts under the exceptions of its sentence, heights and distances spelt out."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, Literal

from servanda.agreement.limits import refuse
from servanda.agreement.line_kinds import Wanted, bare
from servanda.agreement.model import (
    Attribute,
    DutyClause,
    Exemption,
    Filter,
    Length,
    ObjectSpec,
    PlaceSpec,
)
from servanda.agreement.words import object_text
from servanda.vocabulary import shipped_vocabulary

_ONCE: Final = frozenset(("floor", "exactly", "schedule", "let", "exchange"))
"""Forms of which an act may excuse what was not done."""


def wanted_of(clause: DutyClause, found: Filter) -> Wanted:
    """Return what a filter counts under the exceptions of its sentence.

    Raises:
        Unjudged: an exception cannot be said in the tables.
    """
    narrowed, less = _but_others(_measured(found))
    base = bare(narrowed)
    places = list(narrowed.places)
    for exemption in other_exemptions(clause):
        if exemption.event is not None:
            _check_pleaded(clause)
            continue
        place, taken = _exempted(base, exemption)
        places += place
        less += taken
    who = found.whose if found.whose and not found.any_hand else None
    allowed, outside = _only(base, clause)
    return Wanted(base, (*places, *outside), tuple(less), found.any_hand, who, allowed)


def of_own_hand(found: Filter) -> Filter:
    """Return a filter of what the bearer itself brings about: that is limited (SEMANTICS 4.7)."""
    return replace(found, any_hand=False)


def _but_others(found: Filter) -> tuple[Filter, list[Filter]]:
    """Return a filter of `other hostages` as hostages who are not those, or what it leaves out.

    Whoever tells of `hostages who are not women` tells of just these, so that is said where it can.
    """
    denied = [_denied(spec, found.other_than) for spec in found.objects]
    if not found.other_than:
        return found, []
    if any(None in clauses for clauses in denied):
        return found, [replace(bare(found), objects=found.other_than)]
    objects = tuple(
        replace(spec, attributes=(*spec.attributes, *(one for one in clauses if one is not None)))
        for spec, clauses in zip(found.objects, denied, strict=True)
    )
    return replace(found, objects=objects, other_than=()), []


def _denied(spec: ObjectSpec, others: tuple[ObjectSpec, ...]) -> list[tuple[Attribute, ...] | None]:
    """Return what is said of an object that is none of some others; None: no one word says it."""
    found: list[tuple[Attribute, ...] | None] = []
    for other in others:
        one = other.attributes[0] if len(other.attributes) == 1 else ()
        if other == ObjectSpec(other.thing) and other.thing != spec.thing:
            found.append((Attribute(other.thing, negated=True),))
        elif len(one) == 1 and other == ObjectSpec(spec.thing, (one,)):
            found.append((replace(one[0], negated=not one[0].negated),))
        else:
            found.append(None)
    return found


def is_notified(exemption: Exemption) -> bool:
    """Return whether an exception is for what was notified."""
    return any(spec.notified_to for spec in exemption.objects)


def other_exemptions(clause: DutyClause) -> list[Exemption]:
    """Return the exceptions that are neither leave nor notice, which make an order instead."""
    return [e for e in clause.exemptions if e.leave is None and not is_notified(e)]


def _exempted(base: Filter, exemption: Exemption) -> tuple[list[PlaceSpec], list[Filter]]:
    """Return an exception as places outside of which an act counts, or as acts that do not."""
    if exemption.place is not None:
        return _outside(base, exemption.place)
    if exemption.objects:
        return [], [replace(base, objects=exemption.objects)]
    if exemption.manners:
        return [], [replace(base, manners=(exemption.manners,))]
    return [], []  # windows and recorded facts bound the time instead


def _check_pleaded(clause: DutyClause) -> None:
    """Check that it is plain what follows `unless` does.

    It is pleaded for an act that is forbidden (5.6), or excuses what was not done (5.5.1); but of
    what is asked for again and again it may excuse one time alone, or all from then on.

    Raises:
        Unjudged: it is not plain.
    """
    is_forbidding = clause.modality in {"must not", "must not let"} or any(
        demand.is_limit for demand in clause.demands
    )
    is_once = clause.form in _ONCE and clause.period is None
    if not is_forbidding and not is_once:
        refuse("`unless` may excuse one time alone, or all from then on: write `until ...`")


def _outside(base: Filter, place: PlaceSpec) -> tuple[list[PlaceSpec], list[Filter]]:
    if place.near is not None or "below" in place.roles:
        taken = _measured(replace(base, places=(place,)))
        if taken.places:
            refuse("an exception by height over an area is judged only of what is else forbidden")
        return [], [bare(taken)]
    return [replace(place, roles=("outside", *place.roles))], []


def _only(base: Filter, clause: DutyClause) -> tuple[tuple[Filter, ...], list[PlaceSpec]]:
    """Return what `only` allows: acts in all of the manners, and the places it names.

    Of several phrases each is a clause of its own (`rules_apart`), but manners all of which must
    hold are one: an act that breaks any of them is forbidden.
    """
    places = [one for one in clause.only if isinstance(one, PlaceSpec)]
    manners = tuple(one for one in clause.only if not isinstance(one, PlaceSpec))
    outside = [replace(place, roles=("outside", *place.roles)) for place in places]
    allowed = (replace(base, manners=(*base.manners, *manners)),) if manners else ()
    return allowed, outside


# ---- heights and distances from things --------------------------------------------------------


def measured_from(
    length: Length, of: ObjectSpec | None = None, side: Literal["under", "over"] = "under"
) -> Attribute:
    """Return what reports say of a thing that is nearer, or lower, than a length, or farther.

    Args:
        length: that is not reached, or passed.
        of: the thing from which it is measured; None: the ground.
        side: which of the two.
    """
    said = f"{side} {length.count.normalize():f} {length.unit}"
    if of is not None:
        said += f" from {object_text(of, shipped_vocabulary(), plural=False)}"
    return Attribute(said)


def sized(objects: tuple[ObjectSpec, ...], said: Attribute) -> tuple[ObjectSpec, ...]:
    """Return objects of which something more is said."""
    return tuple(
        replace(spec, attributes=(*spec.attributes, (said,)))
        for spec in objects or (ObjectSpec(""),)
    )


def _measured(found: Filter) -> Filter:
    """Return a filter whose heights, and distances from things, are said of its objects.

    Where such things are no area can tell; a report tells it of the object (`3,000 feet`, `5
    nautical miles from merchant vessel`).
    """
    places: list[PlaceSpec] = []
    objects = found.objects
    for place in found.places:
        if "below" in place.roles and place.distance is not None:
            objects = sized(objects, measured_from(place.distance))
            places.append(replace(place, roles=("over",), distance=None))
        elif place.near is not None and place.distance is not None:
            objects = sized(objects, measured_from(place.distance, place.near))
        else:
            places.append(place)
    return replace(found, objects=objects, places=tuple(places))
