"""Runs all proofs of an agreement, in the order in which a drafter would want to hear of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from servanda.agreement.codes import severity_of
from servanda.agreement.duties import DutyTables
from servanda.agreement.model import Agreement
from servanda.agreement.proof.acts import Kinds
from servanda.agreement.proof.areas import AreaRelations, declared_areas
from servanda.agreement.proof.bounds import (
    Bounds,
    bounds_of,
    without_clauses,
    without_windows,
)
from servanda.agreement.proof.circles import circle_faults
from servanda.agreement.proof.contradictions import Inside, clashes_of, together
from servanda.agreement.proof.faults import Fault, clash_fault, place_of
from servanda.agreement.proof.hanging import excused, hanging
from servanda.agreement.proof.implied import implied_faults, part_faults
from servanda.agreement.proof.proportions import proportion_faults
from servanda.agreement.proof.replies import reply_faults
from servanda.agreement.proof.shares import with_shares
from servanda.agreement.proof.single import single_faults
from servanda.agreement.proof.states import with_states
from servanda.agreement.proof.sum_tellings import sum_fault
from servanda.agreement.proof.sums import sums_of
from servanda.agreement.proof.tellings import histories_of
from servanda.agreement.proof.totals import with_totals
from servanda.agreement.proof.waiting import waiting_faults
from servanda.agreement.proof.watch import Sources, Watched, gaps_of, watched_by
from servanda.agreement.words import join
from servanda.errors import Problem


@dataclass(frozen=True)
class Proofs:
    """What was proved of an agreement.

    Attributes:
        faults: what is wrong, or worth a remark.
        watched: who could tell whether each line is kept; empty: no sources were listed.
    """

    faults: tuple[Fault, ...] = ()
    watched: tuple[Watched, ...] = ()


def prove(
    agreement: Agreement,
    tables: DutyTables,
    areas: AreaRelations | None = None,
    sources: Sources | None = None,
) -> Proofs:
    """Return all that can be proved to be wrong, or worth a remark.

    Args:
        agreement: as read, without errors.
        tables: its duties, from `build_duties`.
        areas: what is known of its areas; None: what it declares.
        sources: who reports; None: nothing is said of who could tell.
    """
    kinds = Kinds(agreement, areas or declared_areas(agreement))
    base = bounds_of(agreement, tables)
    hangs, may_lapse = hanging(agreement), excused(agreement)
    settled = without_clauses(base, {*hangs, *may_lapse})
    sliding = with_totals(settled)
    full = with_states(with_shares(sliding, kinds))
    inside = Inside(full, kinds)  # its numbers of acts are those of all bounds below
    clashes = clashes_of(full, inside)
    found = [clash_fault(full, one, histories_of(full, one)) for one in together(clashes)]
    guilty = [frozenset(s.line for span in c.floors for s in span.sources) for c in clashes]
    found += proportion_faults(sliding, kinds, guilty)
    found += _sum_faults(without_windows(sliding, keep_tiles=True), kinds, guilty)
    bounds = without_windows(base)
    found += single_faults(bounds, kinds)
    waiting = {label: on for label, on in hangs.items() if label not in may_lapse}
    found += waiting_faults(base, settled, kinds, guilty, waiting)
    found += reply_faults(without_windows(settled), kinds)
    found += circle_faults(bounds, kinds)
    found += implied_faults(without_windows(settled), inside)
    found += part_faults(bounds, kinds, inside)
    watched = watched_by(bounds, kinds, sources) if sources is not None else []
    found += gaps_of(bounds, watched)
    return Proofs(tuple(found), tuple(watched))


def _sum_faults(bounds: Bounds, kinds: Kinds, guilty: Sequence[frozenset[str]]) -> Iterator[Fault]:
    sums = sums_of(bounds, kinds, guilty)
    for clash in sums.clashes:
        yield sum_fault(bounds, kinds, clash)
    for labels, why in sums.undecided:
        names = join(f"`[{label}]`" for label in labels[:3])
        more = " and others" if len(labels) > 3 else ""
        message = f"it could not be decided whether {names}{more} can all be kept: {why}"
        yield _remark("SV287", bounds, message, labels[0], "look at their sums yourself")
    if sums.is_missing:
        message = "sums of several clauses were not checked: `z3-solver` is not installed"
        yield _remark("SV288", bounds, message, "", "install it: `pip install servanda[proof]`")


def _remark(code: str, bounds: Bounds, message: str, label: str, hint: str) -> Fault:
    place = place_of(bounds.agreement, label)
    return Fault(Problem(code, message, (place,), hint, severity_of(code)), (label,) * bool(label))
