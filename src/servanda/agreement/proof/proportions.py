"""Shares of one whole that leave nothing: at least 60 % women and at least 50 % men (5.3.9).

Such shares can all be kept as long as nothing is done at all. Together with a floor that asks for
anything of the whole they contradict each other, however much is done.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from servanda.agreement.codes import severity_of
from servanda.agreement.proof.acts import Acts, Kinds
from servanda.agreement.proof.bounds import Bound, Bounds
from servanda.agreement.proof.faults import Fault, period_words, place_of
from servanda.agreement.proof.figures import figure
from servanda.agreement.proof.histories import Deed, History, Telling, can_be_told
from servanda.agreement.proof.shares import Amount, Share, floors_in, least_in, shares_of
from servanda.agreement.words import join
from servanda.civil import Period
from servanda.errors import Problem


@dataclass(frozen=True)
class Excess:
    """Shares of one whole that no whole but nothing allows, and a floor that asks for some of it.

    Attributes:
        shares: of which the last is broken where the others are kept, and the first otherwise.
        least: what the floors ask for of the whole.
    """

    shares: tuple[Share, ...]
    least: Amount


def proportion_faults(
    bounds: Bounds, kinds: Kinds, guilty: Sequence[frozenset[str]]
) -> Iterator[Fault]:
    """Yield contradictions between shares of the same whole.

    Args:
        bounds: of the agreement.
        kinds: how its acts lie to each other.
        guilty: lines that are known to contradict something.
    """
    known = {line for lines in guilty for line in lines}
    groups: dict[tuple[Acts, Period], list[Share]] = {}
    for share in shares_of(bounds):
        if share.rounds_up and share.duty.line not in known:
            groups.setdefault((share.whole, share.duty.span), []).append(share)
    seen: set[frozenset[str]] = set()
    for (whole, period), shares in groups.items():
        least = least_in(floors_in(bounds, kinds, whole), period) if len(shares) > 1 else None
        for found in _too_much(kinds, shares) if least is not None else ():
            lines = frozenset(share.duty.line for share in found)
            if lines not in seen and least is not None:
                seen.add(lines)
                yield _fault(bounds, Excess(found, least))


def _too_much(kinds: Kinds, shares: Sequence[Share]) -> Iterator[tuple[Share, ...]]:
    """Yield floors that add up to more than all, and a floor above a ceiling on the same."""
    floors = sorted(
        (share for share in shares if share.duty.is_floor), key=lambda s: Fraction(-s.num, s.den)
    )
    apart: list[Share] = []
    for share in floors:
        is_part = kinds.inside(share.part, share.whole)
        if is_part and all(kinds.apart(share.part, other.part) for other in apart):
            apart.append(share)
        if sum((Fraction(s.num, s.den) for s in apart), Fraction()) > 1:
            yield tuple(apart)
            break
    for floor, ceiling in combinations(shares, 2):
        low, high = (floor, ceiling) if floor.duty.is_floor else (ceiling, floor)
        is_pair = low.duty.is_floor and not high.duty.is_floor
        is_above = is_pair and Fraction(low.num, low.den) > Fraction(high.num, high.den)
        if is_above and kinds.inside(low.part, high.part):
            yield high, low


def _fault(bounds: Bounds, excess: Excess) -> Fault:
    shares = [share.duty for share in excess.shares]
    sources: list[Bound] = [*shares, *excess.least.by]
    names = join(dict.fromkeys(f"`[{bound.line}]`" for bound in shares))
    asking = join(dict.fromkeys(f"`[{bound.line}]`" for bound in excess.least.by))
    verb = "asks" if len({bound.line for bound in excess.least.by}) == 1 else "ask"
    least = figure(bounds, excess.least.by[0], excess.least.number)
    histories = _histories(bounds, excess)
    period = shares[0].span
    problem = Problem(
        "SV280",
        f"the shares of {names} cannot all be kept of anything, and {asking} {verb} for at least"
        f" {least}, {period_words(bounds, period)}",
        tuple(
            place_of(bounds.agreement, bound.clause, f"{bound.bearer}: {bound.duty}")
            for bound in {bound.line: bound for bound in sources}.values()
        ),
        f"lower one of the shares of {names}",
        severity_of("SV280"),
        notes=tuple(history.says for history in histories),
    )
    clauses = tuple(dict.fromkeys(bound.clause for bound in sources))
    return Fault(problem, clauses, period, "", histories)


def _histories(bounds: Bounds, excess: Excess) -> tuple[History, ...]:
    """Return for the first and the last share what happens if all others are kept."""
    acts = [excess.shares[0].whole, *(share.part for share in excess.shares)]
    if not all(can_be_told(one, bounds.agreement) for one in acts):
        return ()
    return tuple(_broken(bounds, excess, number) for number in (len(excess.shares) - 1, 0))


def _broken(bounds: Bounds, excess: Excess, number: int) -> History:
    """Return that as much is done as must be, with every share kept but one."""
    whole, broken = excess.least.number, excess.shares[number]
    others = [share for share in excess.shares if share is not broken]
    if all(share.duty.is_floor for share in excess.shares):
        parts = [(share, share.of(whole)) for share in others]
        parts.append((broken, max(0, whole - sum(done for _, done in parts))))
    else:
        done = others[0].of(whole)
        parts = [(share, done) for share in excess.shares]
    telling = Telling(bounds)
    amounts = {broken.whole: whole, **{share.part: done for share, done in parts}}
    bearer = excess.least.by[0].bearer
    for table, (acts, done) in enumerate(amounts.items()):
        deed = Deed(acts, broken.duty.span, done, bearer)
        telling.count(deed, f"table {table}", by_hand=True)
    kept = join(f"`[{share.duty.line}]`" for share in others)
    verb = "is" if len(others) == 1 else "are"
    says = f"if {kept} {verb} kept, `[{broken.duty.line}]` is violated"
    return telling.done(says, broken.duty)
