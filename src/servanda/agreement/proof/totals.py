"""Declared totals as ceilings: nobody can release more hostages than there are (SEMANTICS 4.10).

Only persons, and what stands on a list, are taken so: a truck can come back. And only what is done
to a person once is added up over time: who was visited today may be visited again tomorrow.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Final

from servanda.agreement.duty_ids import DutyFilter
from servanda.agreement.duty_rows import SUM
from servanda.agreement.model import Agreement, ObjectSpec
from servanda.agreement.periods import TimeSet
from servanda.agreement.proof.acts import Acts
from servanda.agreement.proof.bounds import Bound, Bounds
from servanda.agreement.totals import total_of
from servanda.agreement.words import object_text
from servanda.civil import Period

_PERSON: Final = "person"
_ONCE: Final = frozenset(
    ("release", "hand over", "return", "recover", "surrender", "disarm", "demobilise")
)
"""Acts, with their kinds, after which nobody is left to whom they could be done again."""
_PASSED_ON: Final = frozenset(("hand over", "return"))
"""Those of them that the next one may do to the same persons."""


def with_totals(bounds: Bounds) -> Bounds:
    """Return bounds with a ceiling for every declared total that some floor draws on."""
    if not bounds.floors or not _has_totals(bounds.agreement):
        return bounds
    acts = dict(bounds.acts)
    ceilings = list(bounds.ceilings)
    begins = min(bound.span.begins_at for bound in bounds.floors)
    ends = max(bound.span.ends_at for bound in bounds.floors)
    for found, name, number in dict.fromkeys(_limits(bounds)):
        acts_id = max(acts) + 1
        acts[acts_id] = found
        unit = found.filter.unit
        whole: list[TimeSet] = [(Period(begins, ends),)]
        for times in whole if _is_once(bounds, found) else _overdrawn(bounds, found, number):
            ceilings.append(Bound(acts_id, False, number, times, "", "", "", unit=unit, total=name))
    return replace(bounds, acts=acts, ceilings=tuple(ceilings))


def _is_once(bounds: Bounds, acts: Acts, once: Collection[str] = _ONCE) -> bool:
    words = bounds.agreement.vocabulary
    return any(words.is_kind(acts.filter.acts[0], one) for one in once)


def _overdrawn(bounds: Bounds, acts: Acts, number: int) -> list[TimeSet]:
    """Return the times in which some floor by itself asks for more of an act than there are."""
    times = (
        bound.times
        for bound in bounds.floors
        if bound.number > number and bounds.acts[bound.acts_id].filter.acts == acts.filter.acts
    )
    return list(dict.fromkeys(times))


def _has_totals(agreement: Agreement) -> bool:
    return bool(agreement.totals) or any(found.total for found in agreement.lists.values())


def _limits(bounds: Bounds) -> Iterator[tuple[Acts, str, int]]:
    for acts_id in dict.fromkeys(bound.acts_id for bound in bounds.floors):
        acts = bounds.acts[acts_id]
        is_plain = acts.mode == SUM and acts.filter.unit == _PERSON and len(acts.filter.acts) == 1
        if not is_plain:
            continue
        for spec, name, most in _totals_over(bounds.agreement, acts):
            counted = DutyFilter(acts.filter.acts, (spec,), acts.filter.unit)
            hands = acts.hands if _is_once(bounds, acts, _PASSED_ON) else None
            yield Acts(counted, (), hands, SUM), name, int(most)


def _totals_over(agreement: Agreement, acts: Acts) -> Iterator[tuple[ObjectSpec, str, Decimal]]:
    """Yield the declared totals of what is counted, and of all wider kinds of it."""
    for spec in acts.filter.objects if len(acts.filter.objects) == 1 else ():
        known = total_of(agreement, spec)
        if known is not None and known[1] is not None:
            name = spec.on_list or object_text(spec, agreement.vocabulary)
            yield spec, name, known[1]
    for total in agreement.totals:
        thing = agreement.vocabulary.thing_of_form(total.of)
        if thing and total.high is not None:
            yield ObjectSpec(thing), total.of, total.high
    for name, found in agreement.lists.items():
        if found.total is not None and found.total[1] is not None and found.of:
            yield ObjectSpec(found.of, on_list=name), name, found.total[1]
