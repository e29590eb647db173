"""What a filter counts under the exceptions of its sentence, heights and distances spelt out."""

from __future__ import annotations

from dataclasses import replace

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


def wanted_of(clause: DutyClause, found: Filter) -> Wanted:
    """Return what a filter counts under the exceptions of its sentence.

    Raises:
        Unjudged: an exception cannot be said in the tables.
    """
    narrowed = _measured(found)
    base = bare(narrowed)
    places, less = list(narrowed.places), []
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
    """Check that what follows `unless` can be pleaded: that an act was excused by another (5.6).

    Raises:
        Unjudged: it would excuse what was not done.
    """
    is_forbidding = clause.modality in {"must not", "must not let"} or any(
        d.quantity is not None and d.quantity.op == "at most" for d in clause.demands
    )
    if not is_forbidding:
        refuse("what another act excuses not doing (`unless`) is not judged")


def _outside(base: Filter, place: PlaceSpec) -> tuple[list[PlaceSpec], list[Filter]]:
    if place.near is not None or "below" in place.roles:
        taken = _measured(replace(base, places=(place,)))
        if taken.places:
            refuse("exceptions by height over an area are not judged yet")
        return [], [bare(taken)]
    return [replace(place, roles=("outside", *place.roles))], []


def _only(base: Filter, clause: DutyClause) -> tuple[tuple[Filter, ...], list[PlaceSpec]]:
    """Return what `only` allows: acts in all of the manners, and the places it names.

    With several phrases all of them must hold, so an act that breaks any is forbidden; that is
    judged for places or for manners alone.
    """
    places = [one for one in clause.only if isinstance(one, PlaceSpec)]
    manners = tuple(one for one in clause.only if not isinstance(one, PlaceSpec))
    if (places and manners) or len(places) > 1:
        refuse("`only` with several places, or with a place and a manner, is not judged yet")
    outside = [replace(place, roles=("outside", *place.roles)) for place in places]
    allowed = (replace(base, manners=(*base.manners, *manners)),) if manners else ()
    return allowed, outside


# ---- heights and distances from things --------------------------------------------------------


def measured_from(length: Length, of: ObjectSpec | None = None) -> Attribute:
    """Return what reports say of a thing that is nearer, or lower, than a length.

    Args:
        length: that is not reached.
        of: the thing from which it is measured; None: the ground.
    """
    said = f"under {length.count.normalize():f} {length.unit}"
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
