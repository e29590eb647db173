"""Sentences that ask, or forbid, in several ways at once, taken apart before their lines are read.

Who must tell two has told each by a report of it: so there is a duty for each of them.

Each phrase of `only` forbids the rest by itself: who brings weapons in by night, and not through a
port, breaks two prohibitions. What is allowed low over an area is forbidden everywhere else, and
over that area where it is not low.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from servanda.agreement.bearers import Member
from servanda.agreement.limits import refuse
from servanda.agreement.line_wanted import measured_from
from servanda.agreement.model import (
    Agreement,
    Demand,
    DutyClause,
    Exemption,
    Filter,
    ObjectSpec,
    PlaceSpec,
)

_ASKING: Final = frozenset(("floor", "order", "notice"))


def rules_apart(agreement: Agreement, clause: DutyClause) -> list[DutyClause]:
    """Return a clause as the clauses that together say the same; most are one.

    Args:
        agreement: knows all actors.
        clause: a duty that the language judges.

    Raises:
        Unjudged: `only to` names nobody.
    """
    return [
        one
        for told in _each_told(clause)
        for part in _only_apart(agreement, told)
        for one in _heights_apart(part)
    ]


def _each_told(clause: DutyClause) -> Iterator[DutyClause]:
    """Yield what must be told or given to each of several as a clause for each (decision 32).

    What is counted (`30 maps to a and b`) is left: it does not say how many for each.
    """
    found = clause.demands[0].filter if clause.demands else Filter(())
    is_asked = clause.modality == "must" and clause.form in _ASKING
    if not is_asked or found.any_recipient or any(map(_is_counted, clause.demands)):
        yield clause
        return
    for demands in zip(*(_to_each(demand) for demand in clause.demands), strict=True):
        yield replace(clause, demands=demands)


def _to_each(demand: Demand) -> list[Demand]:
    """Return a demand for each of those to whom something is told or given."""
    found = demand.filter
    if len(found.recipients) < 2:
        return [demand]
    each = (replace(found, recipients=(name,)) for name in found.recipients)
    return [replace(demand, filter=one) for one in each]


def tells_itself(clause: DutyClause, part: DutyClause, bearer: Member) -> bool:
    """Return whether a part asks a bearer to tell itself, one of several whom the clause names.

    Args:
        clause: the whole.
        part: of those that `rules_apart` gives.
        bearer: of both.
    """
    told = {name for demand in part.demands for name in demand.filter.recipients}
    return part.demands != clause.demands and bool(told) and told <= set(bearer.actors)


def _is_counted(demand: Demand) -> bool:
    """Return whether a demand says how many things, not how often."""
    return demand.quantity is not None and bool(demand.filter.objects)


def _only_apart(agreement: Agreement, clause: DutyClause) -> Iterator[DutyClause]:
    """Yield a clause for each phrase of `only`, its manners together."""
    places = [one for one in clause.only if isinstance(one, PlaceSpec)]
    manners = tuple(one for one in clause.only if not isinstance(one, PlaceSpec))
    phrases = [(place,) for place in places] + ([manners] if manners else [])
    plain = replace(clause, only=(), only_to=(), only_times=())
    if clause.order is not None and clause.order.is_apart:
        yield plain
        plain = replace(plain, order=None, form="never")
    elif not clause.only_to and len(phrases) + len(clause.only_times) < 2:
        yield clause
        return
    if clause.only_to:
        yield _to_others(agreement, plain, clause.only_to)
    for phrase in phrases:
        yield replace(plain, only=phrase)
    for window in clause.only_times:
        yield replace(plain, windows=(*plain.windows, window))


def _to_others(agreement: Agreement, clause: DutyClause, to: tuple[str, ...]) -> DutyClause:
    """Return what is done to any declared actor but these, and those for whom these answer."""
    if any(name not in agreement.actors for name in to):
        refuse("`only to` somebody whom the sentence does not name is not judged: write the name")
    known = dict.fromkeys(agreement.actors)
    known |= dict.fromkeys(n for actor in agreement.actors.values() for n in actor.answers_for)
    kept = {*to, *(n for name in to for n in agreement.actors[name].answers_for)}
    others = tuple(name for name in known if name not in kept)
    demands = tuple(
        replace(one, filter=replace(one.filter, recipients=others, any_recipient=True))
        for one in clause.demands
    )
    return replace(clause, demands=demands)


# ---- heights ----------------------------------------------------------------------------------


def _heights_apart(clause: DutyClause) -> Iterator[DutyClause]:
    """Yield `except below 3,000 feet over a` as all that is not over it, and what is, but high."""
    index = next((k for k, one in enumerate(clause.exemptions) if _is_low(one)), None)
    if index is None or not _forbids(clause):
        yield clause
        return
    before, after = clause.exemptions[:index], clause.exemptions[index + 1 :]
    place = clause.exemptions[index].place
    if place is None or place.distance is None:
        return
    over = replace(place, roles=("over",), distance=None)
    low = Exemption(objects=(ObjectSpec("", ((measured_from(place.distance),),)),))
    yield from _heights_apart(replace(clause, exemptions=(*before, Exemption(place=over), *after)))
    inside = tuple(
        replace(demand, filter=replace(demand.filter, places=(*demand.filter.places, over)))
        for demand in clause.demands
    )
    rest = replace(clause, demands=inside, exemptions=(*before, low, *after))
    yield from _heights_apart(rest)


def _is_low(exemption: Exemption) -> bool:
    place = exemption.place
    return place is not None and "below" in place.roles and bool(place.areas or place.own)


def _forbids(clause: DutyClause) -> bool:
    """Return whether all that a clause speaks of is forbidden, however often."""
    amounts = [demand.quantity for demand in clause.demands]
    return all(q is not None and q.basis == "number" and q.high == 0 for q in amounts)
