"""What a careful drafter would find in an agreement alone, before the first report.

The reading of a file (`load_agreement`) already reports words, syntax and most ambiguities; this
looks at the agreement as a whole: names, life, order, gaps. What can be proved of it is in `proof`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations

from servanda.agreement.check_times import check_times
from servanda.agreement.codes import CODES, severity_of
from servanda.agreement.duties import NOT_IN_FORCE, DutyTables, build_duties
from servanda.agreement.model import (
    Agreement,
    AnyClause,
    AtOnce,
    By,
    Demand,
    DutyClause,
    Each,
    Every,
    Filter,
    From,
    InAny,
    Lead,
    NoteClause,
    ObjectSpec,
    On,
    OnDaysWhen,
    Quantity,
    ReadingClause,
    Schedule,
    Until,
    Window,
    Within,
)
from servanda.agreement.names import near_names
from servanda.agreement.proof import AreaRelations, Fault, Proofs, Sources, Watched, prove
from servanda.agreement.proof.circles import circles_in
from servanda.agreement.references import labels_in, name_of, parts_of, phases_in, waits_for
from servanda.agreement.totals import is_known_to_be_unknown, total_of
from servanda.agreement.windows import Before, During
from servanda.agreement.wording import object_text
from servanda.errors import AgreementError, Place, Problem

_PLACED = ("attack", "fly", "admit", "bring", "move", "station", "deploy")
"""Acts whose place matters: a sentence about them names an area."""

SILENT = frozenset((NOT_IN_FORCE,))
"""Reasons for no verdict that are no limit of the language: the clause has no time (SV282)."""

MAX_EXCHANGES = 60
"""Exchanges that are compared with each other: a text with more repeats itself."""

MAX_NEAR = 60
"""Unknown labels for which near ones are looked up."""

_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}[.][0-9]{3}")
"""A figure whose point may part thousands."""

_ENDING = (
    AtOnce,
    By,
    Before,
    Within,
    On,
    Each,
    Every,
    InAny,
    Until,
    Schedule,
    OnDaysWhen,
    Lead,
    During,
)


@dataclass(frozen=True)
class Examination:
    """What was found in an agreement.

    Attributes:
        problems: errors, warnings and remarks, in the order of the file.
        faults: those of them that are proved, each with its counterexample.
        watched: who could tell whether each line is kept; empty: no sources were listed.
    """

    problems: tuple[Problem, ...] = ()
    faults: tuple[Fault, ...] = ()
    watched: tuple[Watched, ...] = ()


def check_agreement(agreement: Agreement) -> tuple[Problem, ...]:
    """Return what is wrong or doubtful in an agreement as a whole, in the order of the file.

    Args:
        agreement: as read; sentences with mistakes are not in it.
    """
    return examine(agreement).problems


def examine(
    agreement: Agreement,
    areas: AreaRelations | None = None,
    sources: Sources | None = None,
    *,
    with_proofs: bool = True,
) -> Examination:
    """Return what is wrong or doubtful in an agreement, with the proofs.

    Nothing is proved where a sentence could not be read, or names what is not there: it might be
    the exception.

    Args:
        agreement: as read; sentences with mistakes are not in it.
        areas: what is known of its areas; None: what it declares.
        sources: who reports; None: nothing is said of who could tell.
        with_proofs: false where some sentence could not be read.
    """
    problems = _plain_problems(agreement)
    proofs = Proofs()
    has_life = bool(agreement.zone_name) and agreement.in_force is not None
    if with_proofs and has_life and not _is_broken(problems):
        try:
            tables = build_duties(agreement)
            proofs = prove(agreement, tables, areas, sources)
            problems += _unjudged(agreement, tables)
        except AgreementError as error:
            problems += error.problems
    problems += [fault.problem for fault in proofs.faults]
    found = tuple(sorted(dict.fromkeys(problems), key=_position))
    return Examination(found, proofs.faults, proofs.watched)


def _unjudged(agreement: Agreement, tables: DutyTables) -> Iterator[Problem]:
    """Yield duties that the language reads, and that no table of duties can say."""
    for label, reason in tables.unjudged:
        clause = agreement.clause(label)
        is_duty = isinstance(clause, DutyClause) and clause.form != "permission"
        if isinstance(clause, DutyClause) and is_duty and clause.is_judged and reason not in SILENT:
            message = f"`[{label}]` gets no verdict: {reason}"
            yield make_problem("SV236", message, clause.place)


def _is_broken(problems: Iterable[Problem]) -> bool:
    return any(problem.severity == "error" for problem in problems)


def _plain_problems(agreement: Agreement) -> list[Problem]:
    problems = [
        *check_times(agreement),
        *_check_names(agreement),
        *_check_circles(agreement),
        *_check_unused(agreement),
        *_check_pools(agreement),
    ]
    for clause in agreement.clauses:
        problems += _check_clause(agreement, clause)
    return problems


def make_problem(code: str, message: str, place: Place | None, hint: str = "") -> Problem:
    """Return a problem with the name and severity of its code."""
    title = CODES[code][0]
    name = title.split(":", 1)[0] if title.startswith(("E-", "W-")) else ""
    return Problem(code, message, (place,) if place else (), hint, severity_of(code), name)


def _position(problem: Problem) -> tuple[int, int, str]:
    place = problem.places[0] if problem.places else Place("")
    return place.line, place.column, problem.code


# ---- names ------------------------------------------------------------------------------------


def _check_names(agreement: Agreement) -> Iterator[Problem]:
    known = [clause.label for clause in agreement.clauses]
    labels = set(known)
    look_ups = MAX_NEAR
    for clause in agreement.clauses:
        for label in sorted(labels_in(clause) - labels):
            look_ups -= 1
            near = near_names(label, known) if look_ups >= 0 else ()
            hint = f"did you mean `[{near[0]}]`?" if near else "use the label of a clause"
            yield make_problem("SV215", f"there is no clause `[{label}]`", clause.place, hint)
        for phase in sorted(phases_in(clause) - set(agreement.phases)):
            near = near_names(phase, agreement.phases)
            yield make_problem(
                "SV223",
                f"`{phase}` is not declared",
                clause.place,
                f"did you mean `{near[0]}`?" if near else f"add `{phase}` to `phases`",
            )


def _check_circles(agreement: Agreement) -> Iterator[Problem]:
    """Report clauses that wait for each other, each circle once."""
    graph: dict[str, set[str]] = {}
    places: dict[str, Place] = {}
    for clause in agreement.clauses:
        name = name_of(clause)
        graph.setdefault(name, set()).update(waits_for(clause))
        places.setdefault(name, clause.place)
    for circle in circles_in(graph):
        path = " waits for ".join([*(f"`{name}`" for name in circle), f"`{circle[0]}`"])
        message = f"these can never begin: {path}"
        hint = "break the circle with a date"
        problem = make_problem("SV217", message, places[circle[0]], hint)
        others = tuple(replace(places[name], caption="in the circle") for name in circle[1:])
        yield replace(problem, places=(*problem.places, *others))


def _check_unused(agreement: Agreement) -> Iterator[Problem]:
    used = set(agreement.mentioned)
    areas = {name for kind, name in used if kind == "area"}
    areas |= {name for group in agreement.apart for name in group}
    areas |= {name for by_party in agreement.own.values() for name in by_party.values()}
    for name, area in agreement.areas.items():
        inner = {*area.parts, *area.union, *area.less, *((area.buffer[0],) if area.buffer else ())}
        areas |= inner | ({name} if inner & areas else set())
    kinds = {
        "area": [name for name, area in agreement.areas.items() if not area.in_file],
        "list": list(agreement.lists),
        "table": list(agreement.tables),
        "own": list(agreement.own),
        "group": [name for name in agreement.groups if name not in {"party", "side"}],
    }
    for kind, names in kinds.items():
        for name in names:
            is_used = (kind, name) in used or (kind == "area" and name in areas)
            place = agreement.places.get((kind, name))
            if not is_used and place is not None:
                what = {"own": "entry of `own`"}.get(kind, kind)
                message = f"no sentence uses the {what} `{name}`"
                yield make_problem("SV237", message, place, "remove it, or use it")


# ---- clause by clause -------------------------------------------------------------------------


def _check_clause(agreement: Agreement, clause: AnyClause) -> Iterator[Problem]:
    if isinstance(clause, NoteClause):
        return
    if not clause.is_judged:
        yield make_problem(
            "SV236",
            f"`[{clause.label}]` gets no verdict: {clause.reason}",
            clause.place,
        )
    duty = clause.clause if isinstance(clause, ReadingClause) else clause
    if not isinstance(duty, DutyClause):
        return
    yield from _check_disjoint(agreement, duty)
    if isinstance(clause, ReadingClause) and clause.instead:
        return  # what the clause itself says is reported there
    yield from _check_totals(agreement, duty)
    yield from _check_deadline(duty)
    yield from _check_area(agreement, duty)
    yield from _check_unit(duty)
    yield from _check_fractions(agreement, duty)


def _check_disjoint(agreement: Agreement, clause: DutyClause) -> Iterator[Problem]:
    """Report objects that must be two things at once that nothing can be."""
    reported: set[frozenset[str]] = set()
    for spec in (part for part in parts_of(clause.demands) if isinstance(part, ObjectSpec)):
        alone = [c[0].name for c in spec.attributes if len(c) == 1 and not c[0].negated]
        for one, other in combinations([*alone, *([spec.thing] if spec.thing else [])], 2):
            pair = frozenset((one, other))
            if pair not in reported and agreement.vocabulary.are_apart(one, other):
                reported.add(pair)
                yield make_problem(
                    "SV233",
                    f"nothing can be both `{one}` and `{other}`",
                    clause.place,
                    f"if either will do, write `{one} or {other}`",
                )


def _quantities(demand: Demand, windows: Iterable[Window]) -> list[Quantity]:
    parts = [part.quantity for part in demand.parts if part.quantity.basis != "percent"]
    found = [demand.quantity, *parts]
    found += [s.quantity for w in windows if isinstance(w, Schedule) for s in w.stages]
    return [quantity for quantity in found if quantity is not None]


def _check_totals(agreement: Agreement, clause: DutyClause) -> Iterator[Problem]:
    for demand in clause.demands:
        needed = [q for q in _quantities(demand, clause.windows) if q.basis != "number"]
        if clause.share_of is not None:  # a share of what is counted itself
            continue
        if not needed:
            continue
        for spec in demand.filter.objects:
            if total_of(agreement, spec) is None and not is_known_to_be_unknown(agreement, spec):
                words = object_text(spec, agreement.vocabulary)
                basis = {"all": "all", "rest": "the rest of", "percent": "a share of"}
                yield make_problem(
                    "SV230",
                    f"`{basis[needed[0].basis]} {words}` has no declared total",
                    clause.place,
                    f"add `totals: {{{words}: {{count: n}}}}` to the front matter",
                )


def _check_deadline(clause: DutyClause) -> Iterator[Problem]:
    is_floor = clause.form in {"floor", "exactly"} and clause.modality == "must"
    ends = any(
        isinstance(w, _ENDING) or (isinstance(w, From) and (w.to or w.until))
        for w in clause.windows
    )
    if is_floor and clause.is_judged and not ends:
        yield make_problem(
            "SV231",
            "no time is named, so it is due at the end of the agreement",
            clause.place,
            "add `by the end`, `by day n` or `each day`",
        )


def _check_area(agreement: Agreement, clause: DutyClause) -> Iterator[Problem]:
    if not agreement.areas or not clause.is_judged or clause.only:
        return
    if clause.form in {"standstill", "share", "distance"}:  # they say where in their own way
        return
    for demand in clause.demands:
        if any(spec.of_actors for spec in demand.filter.objects):  # wherever those are
            continue
        placed = [
            act
            for act in demand.filter.acts
            if any(agreement.vocabulary.is_kind(act, wide) for wide in _PLACED)
        ]
        if placed and not demand.filter.places:
            yield make_problem(
                "SV239",
                f"no area is named for `{placed[0]}`: it holds everywhere",
                clause.place,
                "add `in` and an area if it holds there only",
            )
            return


def _check_unit(clause: DutyClause) -> Iterator[Problem]:
    for demand in clause.demands:
        quantity = demand.quantity
        counts = quantity is not None and quantity.basis == "number" and quantity.high > 1
        if counts and not demand.filter.unit and demand.filter.objects and clause.is_judged:
            thing = demand.filter.objects[0].thing or "object"
            yield make_problem(
                "SV240",
                f"`{thing}` has no unit, so the acts are counted, not the things",
                clause.place,
                f"add `vocabulary: {{things: {{{thing}: {{unit: {thing}}}}}}}` if things are meant",
            )


def _check_fractions(agreement: Agreement, clause: DutyClause) -> Iterator[Problem]:
    """Report figures whose point may part thousands: `1.200` trucks, `25.000` litres."""
    stages = clause.schedule.stages if clause.schedule is not None else ()
    for demand in clause.demands:
        thing = agreement.vocabulary.things.get(demand.filter.unit)
        is_measure = thing is not None and thing.is_unit
        asked = [
            demand.quantity,
            *(p.quantity for p in demand.parts),
            *(s.quantity for s in stages),
        ]
        for number in dict.fromkeys(q.low for q in asked if q is not None and q.basis == "number"):
            shown = f"{number:f}"
            has_parts = not is_measure and number != number.to_integral_value()
            if not has_parts and not _THOUSANDS.fullmatch(shown):
                continue
            message = f"a point parts decimals: `{shown}` is {number.normalize():f}"
            hint = f"write `{shown.replace('.', ',')}` if thousands are meant"
            if not _THOUSANDS.fullmatch(shown):
                message = f"`{shown}` has a fraction, and what is counted has none"
                hint = "write a whole number"
            yield make_problem("SV243", message, clause.place, hint)


# ---- exchanges --------------------------------------------------------------------------------


def _check_pools(agreement: Agreement) -> Iterator[Problem]:
    """Report exchanges in separate sentences that may count the same return twice."""
    exchanges = [c for c in agreement.duties if c.exchange and c.demands][:MAX_EXCHANGES]
    for one, other in combinations(exchanges, 2):
        if set(one.bearer.actors) & set(other.bearer.actors) and _overlap(
            agreement, one.demands[0].filter, other.demands[0].filter
        ):
            yield make_problem(
                "SV235",
                f"`[{one.label}]` and `[{other.label}]` may count the same return twice",
                other.place,
                "write one sentence with `and` if the numbers add up",
            )


def _overlap(agreement: Agreement, one: Filter, other: Filter) -> bool:
    """Return whether some object may be meant by both filters."""
    return bool(set(one.acts) & set(other.acts)) and any(
        not _specs_apart(agreement, a, b) for a in one.objects for b in other.objects
    )


def _specs_apart(agreement: Agreement, one: ObjectSpec, other: ObjectSpec) -> bool:
    def certain(spec: ObjectSpec) -> list[str]:
        alone = [c[0].name for c in spec.attributes if len(c) == 1 and not c[0].negated]
        return [*alone, *([spec.thing] if spec.thing else [])]

    return any(agreement.vocabulary.are_apart(a, b) for a in certain(one) for b in certain(other))
