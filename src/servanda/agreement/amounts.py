"""How many a line asks for, in numbers, with declared totals (SEMANTICS 4.10)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import TypeAlias

from servanda.agreement.model import Agreement, Filter, ObjectSpec, Quantity
from servanda.agreement.words import object_text
from servanda.vocabulary import Vocabulary

Total: TypeAlias = tuple[int, int | None]
"""At least, at most; None: unknown."""
Amount: TypeAlias = tuple[int | None, int | None]
"""n as an interval; both None: all of a total that nobody declared."""


class Totals:
    """Declared totals of things and lists, by the words with which sentences name them."""

    def __init__(self, agreement: Agreement, declared: Mapping[str, Total]) -> None:
        """Collect the totals of the agreement; those of the evidence come first."""
        self._vocabulary = agreement.vocabulary
        self._lists = agreement.lists
        self.scales = _scales_of(agreement)
        own = {
            name: whole(found.total)
            for name, found in agreement.lists.items()
            if found.total is not None
        }
        told = {t.of: whole((t.low, t.high)) for t in agreement.totals if not t.is_unknown}
        self._singular = singular_nouns(agreement.vocabulary)
        self._known: dict[str, Total] = {
            total_name(of, self._singular): total
            for of, total in [*own.items(), *told.items(), *declared.items()]
        }

    def of(self, objects: Iterable[ObjectSpec]) -> Total | None:
        """Return the declared total of objects; None: nobody declared it, or there are several."""
        specs = list(objects)
        if len(specs) != 1:
            return None
        texts = [object_text(specs[0], self._vocabulary, plural=False)]
        if self._is_whole_list(specs[0]):
            texts.append(specs[0].on_list)
        known = (self._known.get(total_name(text, self._singular)) for text in texts)
        return next((total for total in known if total is not None), None)

    def _is_whole_list(self, spec: ObjectSpec) -> bool:
        """Return whether `prisoners on prisoner-list` are all who stand on it."""
        if not spec.on_list or spec != ObjectSpec(spec.thing, on_list=spec.on_list):
            return False
        of = self._lists[spec.on_list].of if spec.on_list in self._lists else ""
        return not spec.thing or (bool(of) and self._vocabulary.is_kind(of, spec.thing))

    def amount(self, quantity: Quantity, found: Filter, times: int = 1) -> Amount:
        """Return n of a quantity.

        Args:
            quantity: of a line.
            found: what is counted.
            times: by how much it is multiplied (periods of a whole, members of a group).

        Returns:
            The interval of n, in the scaled figures of its unit (`scales`); its high end None where
            that of the total is unknown.
        """
        scale = self.scales.get(found.unit, 1)
        if quantity.basis == "number":
            is_floor = quantity.op == "at least"
            least = _rounded(quantity.low * scale, is_floor=is_floor)
            most = _rounded(quantity.high * scale, is_floor=is_floor)
            return least * times, most * times
        total = self.of(found.objects)
        if total is None:
            return None, None
        times *= scale
        if quantity.basis == "percent":
            is_floor = quantity.op == "at least"
            low = _share(total[0], quantity.low, is_floor=is_floor)
            high = None if total[1] is None else _share(total[1], quantity.high, is_floor=is_floor)
            return low * times, None if high is None else high * times
        return total[0] * times, None if total[1] is None else total[1] * times


def singular_nouns(vocabulary: Vocabulary) -> dict[str, str]:
    """Return the singular of every plural noun."""
    return {thing.plural: name for name, thing in vocabulary.things.items() if thing.plural}


def total_name(text: str, singular: Mapping[str, str]) -> str:
    """Return the name by which a total is known: lower-case, its nouns in the singular."""
    return " ".join(singular.get(word, word) for word in text.lower().split())


def whole(total: tuple[Decimal, Decimal | None]) -> Total:
    """Return a total in whole things, no narrower than it is written."""
    low = int(total[0].to_integral_value(ROUND_FLOOR))
    return low, None if total[1] is None else int(total[1].to_integral_value(ROUND_CEILING))


def _share(total: int, percent: Decimal, *, is_floor: bool) -> int:
    """Return a share in whole things: at least 30% of 11 is 4, at most 30% of them is 3."""
    return _rounded(Decimal(total) * percent / 100, is_floor=is_floor)


def _rounded(count: Decimal, *, is_floor: bool) -> int:
    """Return the whole number that asks for as much: at least 1.5 persons are 2, at most 1.5 1."""
    return int(count.to_integral_value(ROUND_CEILING if is_floor else ROUND_FLOOR))


def _scales_of(agreement: Agreement) -> dict[str, int]:
    """Return the power of ten that makes all numbers of a unit of measure whole, where needed."""
    found: dict[str, int] = {}
    for clause in agreement.duties:
        for demand in clause.demands:
            thing = agreement.vocabulary.things.get(demand.filter.unit)
            if thing is None or not thing.is_unit:
                continue
            stages = clause.schedule.stages if clause.schedule is not None else ()
            quantities = [demand.quantity, *(p.quantity for p in demand.parts),
                          *(s.quantity for s in stages)]  # fmt: skip
            places = max((_places(q) for q in quantities if q is not None), default=0)
            if places:
                unit = demand.filter.unit
                found[unit] = max(found.get(unit, 1), 10**places)
    return found


def _places(quantity: Quantity) -> int:
    """Return how many decimals the numbers of a quantity have."""
    if quantity.basis != "number":
        return 0
    exponents = (n.normalize().as_tuple().exponent for n in (quantity.low, quantity.high))
    return max(-e if isinstance(e, int) and e < 0 else 0 for e in exponents)
