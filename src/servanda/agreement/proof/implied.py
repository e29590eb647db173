"""Clauses that another clause implies: whoever keeps the one keeps the other as well."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from servanda.agreement.codes import severity_of
from servanda.agreement.model import DutyClause
from servanda.agreement.proof.acts import Kinds
from servanda.agreement.proof.bounds import Bound, Bounds
from servanda.agreement.proof.chains import Span, spans_of
from servanda.agreement.proof.contradictions import Inside
from servanda.agreement.proof.faults import Fault, place_of
from servanda.agreement.proof.figures import figure
from servanda.agreement.proof.hanging import suspendable
from servanda.agreement.references import labels_in
from servanda.agreement.words import join
from servanda.errors import Problem


def implied_faults(bounds: Bounds, inside: Inside) -> Iterator[Fault]:
    """Yield remarks on clauses that add nothing, each with the clause that says as much.

    Clauses that others refer to, or that have readings, are left out: they are there for that. So
    is what a suspension, or a further duty that is only possibly in force, would tell apart.

    Args:
        bounds: of the agreement.
        inside: how acts lie to each other.
    """
    spans = _by_clause(bounds)
    used = {label for clause in bounds.agreement.clauses for label in labels_in(clause)}
    vague = _vague(bounds)
    judged = {label for label in spans if _is_plain(bounds, label) and label not in used | vague}
    lapsing = suspendable(bounds.agreement)
    acts = {label: {span.sources[0].acts_id for span in own} for label, own in spans.items()}
    gone: set[str] = set()
    for label in (label for label in spans if label in judged and spans[label]):
        mine = spans[label][0].sources[0].acts_id
        for other in spans:
            is_sure = other != label and other not in gone | lapsing
            if not is_sure or not _touches(inside, mine, acts[other]):
                continue
            if all(_is_implied(span, spans[other], inside) for span in spans[label]):
                gone.add(label)
                yield _fault(bounds, label, other)
                break


def _vague(bounds: Bounds) -> set[str]:
    """Return the labels of clauses that say more than their bounds: some duty is none."""
    tables = bounds.tables
    shares = {term.duty_id for term in tables.rows.duty_terms}
    return {
        bounds.clause_of(tables.facts(duty.clause_no, duty.reading_no, duty.member_id).clause)
        for duty in tables.rows.duties
        if not duty.reading_no
        and (not duty.is_certain or duty.cut_at is not None or duty.duty_id in shares)
    }


def _touches(inside: Inside, mine: int, yours: Iterable[int]) -> bool:
    """Return whether some acts lie inside others in a way that one clause could say the other."""
    return any(
        inside.plain(mine, acts) or inside.under(mine, acts) or inside.plain(acts, mine)
        for acts in yours
    )


def _by_clause(bounds: Bounds) -> dict[str, list[Span]]:
    members: dict[str, list[Bound]] = {}
    for bound in (*bounds.floors, *bounds.ceilings):
        if bound.clause:
            members.setdefault(bound.clause, []).append(bound)
    order = {clause.label: number for number, clause in enumerate(bounds.agreement.clauses)}
    # The later of two clauses that say the same is the one that adds nothing.
    found = sorted(members, key=lambda label: -order.get(label, 0))
    return {label: spans_of(members[label]) for label in found}


def _is_plain(bounds: Bounds, label: str) -> bool:
    """Return whether all that a clause says is in its bounds."""
    clause = bounds.agreement.clause(label)
    has_rules = label in bounds.ruled
    is_whole = isinstance(clause, DutyClause) and not clause.openings and clause.form != "let"
    return is_whole and not has_rules and not bounds.agreement.readings_of(label)


def _is_implied(span: Span, others: Sequence[Span], inside: Inside) -> bool:
    return any(_says_as_much(other, span, inside) for other in others)


def _says_as_much(other: Span, span: Span, inside: Inside) -> bool:
    """Return whether whoever keeps the one keeps the other."""
    if other.is_floor != span.is_floor:
        return False
    mine, yours = span.sources[0].acts_id, other.sources[0].acts_id
    if span.is_floor:
        # What an exception excuses the one from, it does not excuse the other from.
        has_room = span.period.contains(other.period) and other.number >= span.number
        return has_room and not inside.has_exceptions(yours) and inside.plain(yours, mine)
    has_room = other.period.contains(span.period) and other.number <= span.number
    related = inside.under if other.number == 0 else inside.plain
    return has_room and related(mine, yours)


def _fault(bounds: Bounds, label: str, other: str) -> Fault:
    problem = Problem(
        "SV284",
        f"`[{label}]` adds nothing: whoever keeps `[{other}]` keeps it as well",
        (place_of(bounds.agreement, label), place_of(bounds.agreement, other, "says as much")),
        "leave it as it is if it is there for clarity",
        severity_of("SV284"),
    )
    return Fault(problem, (label, other))


# ---- parts ------------------------------------------------------------------------------------


def part_faults(bounds: Bounds, kinds: Kinds, inside: Inside) -> Iterator[Fault]:
    """Yield remarks on `at least n, of which` whose parts ask for more than n.

    Args:
        bounds: of the agreement.
        kinds: how acts lie to each other.
        inside: the same, remembered.
    """
    groups: dict[tuple[str, str, str], list[Bound]] = {}
    for bound in bounds.floors:
        groups.setdefault((bound.clause, bound.bearer, bound.slot), []).append(bound)
    seen: set[str] = set()
    for (clause, _, _), same in groups.items():
        whole, *parts = same
        own = [
            part
            for part in parts
            if part.times == whole.times and inside.plain(part.acts_id, whole.acts_id)
        ]
        asked = _added_up(bounds, kinds, own)
        if clause not in seen and sum(part.number for part in asked) > whole.number:
            seen.add(clause)
            yield _part_fault(bounds, whole, asked)


def _added_up(bounds: Bounds, kinds: Kinds, parts: Sequence[Bound]) -> list[Bound]:
    """Return parts of which no act can serve two, the greatest first."""
    found: list[Bound] = []
    for part in sorted(parts, key=lambda part: -part.number):
        acts = bounds.acts[part.acts_id]
        if all(kinds.apart(acts, bounds.acts[other.acts_id]) for other in found):
            found.append(part)
    return found


def _part_fault(bounds: Bounds, whole: Bound, parts: Sequence[Bound]) -> Fault:
    total = figure(bounds, whole, sum(part.number for part in parts))
    asks = "asks" if len(parts) == 1 else "ask"
    names = join(f"`[{part.line}]`" for part in parts)
    problem = Problem(
        "SV284",
        f"the whole of `[{whole.line}]` adds nothing: {names} {asks} for {total} of its"
        f" {figure(bounds, whole, whole.number)}",
        (place_of(bounds.agreement, whole.clause),),
        "raise the whole, or write `exactly` if it is all there may be",
        severity_of("SV284"),
    )
    return Fault(problem, (whole.clause,))
