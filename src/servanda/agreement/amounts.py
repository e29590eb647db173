"""How many a line asks for, in numbers, with declared totals (SEMANTICS 4.10)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import TypeAlias

from servanda.agreement.model import Agreement, Filter, ObjectSpec, Quantity
from servanda.agreement.words import object_text

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
        self._known: dict[str, Total] = {
            name.lower(): _whole(found.total)
            for name, found in agreement.lists.items()
            if found.total is not None
        }
        self._known |= {t.of.lower(): _whole((t.low, t.high)) for t in agreement.totals}
        self._known |= {_clean(of): total for of, total in declared.items()}

    def of(self, objects: Iterable[ObjectSpec]) -> Total | None:
        """Return the declared total of objects; None: nobody declared it, or there are several."""
        specs = list(objects)
        if len(specs) != 1:
            return None
        texts = [object_text(specs[0], self._vocabulary, plural=plural) for plural in (True, False)]
        if self._is_whole_list(specs[0]):
            texts.append(specs[0].on_list)
        known = (self._known.get(text.lower()) for text in texts)
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
            The interval of n; its high end None where that of the total is unknown.
        """
        if quantity.basis == "number":
            return int(quantity.low) * times, int(quantity.high) * times
        total = self.of(found.objects)
        if total is None:
            return None, None
        if quantity.basis == "percent":
            is_floor = quantity.op == "at least"
            low = _share(total[0], quantity.low, is_floor=is_floor)
            high = None if total[1] is None else _share(total[1], quantity.high, is_floor=is_floor)
            return low * times, None if high is None else high * times
        return total[0] * times, None if total[1] is None else total[1] * times


def _clean(text: str) -> str:
    return " ".join(text.lower().split())


def _whole(total: tuple[Decimal, Decimal | None]) -> Total:
    low = int(total[0].to_integral_value(ROUND_FLOOR))
    return low, None if total[1] is None else int(total[1].to_integral_value(ROUND_CEILING))


def _share(total: int, percent: Decimal, *, is_floor: bool) -> int:
    """Return a share in whole things: at least 30% of 11 is 4, at most 30% of them is 3."""
    rounding = ROUND_CEILING if is_floor else ROUND_FLOOR
    return int((Decimal(total) * percent / 100).to_integral_value(rounding))
