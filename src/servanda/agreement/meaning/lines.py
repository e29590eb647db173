"""Sentences that are no duties: phases, the life of the agreement, effects, shares and balances."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from servanda.agreement.meaning.actors import read_actors
from servanda.agreement.meaning.bearers import read_bearer
from servanda.agreement.meaning.context import Context, token, tokens, tree, trees, value
from servanda.agreement.meaning.draft import Draft
from servanda.agreement.meaning.duties import QUALIFIERS, read_openings
from servanda.agreement.meaning.events import (
    EVENTS,
    counted_unit,
    inner_clause,
    read_event,
    read_event_or_fact,
)
from servanda.agreement.meaning.objects import read_noun, read_np, uncounted
from servanda.agreement.meaning.points import read_duration, read_point
from servanda.agreement.meaning.predicates import HAVE
from servanda.agreement.meaning.qualifiers import read_qualifier
from servanda.agreement.meaning.windows import POINTS, check_until
from servanda.agreement.model import (
    Attribute,
    Bearer,
    Demand,
    DonePoint,
    Duration,
    DutyClause,
    EffectClause,
    Event,
    Extension,
    IsDone,
    ObjectSpec,
    PhaseClause,
    Point,
    Quantity,
    RatioTerm,
    Renewal,
    RenewalTest,
    TermClause,
)

if TYPE_CHECKING:
    from servanda.agreement.meaning.context import Node
    from servanda.agreement.model import Fact


def _judged(context: Context) -> dict[str, Any]:
    return {
        "is_judged": not context.reasons,
        "reason": context.reasons[0] if context.reasons else "",
    }


def _turn(context: Context, node: Node) -> tuple[Point | None, Event | Fact | None]:
    """Return the point or the event or fact of a line that says when something begins or ends."""
    inner = inner_clause(node)
    if inner is None:
        return read_point(context, trees(node, *POINTS)[0]), None
    found = read_event_or_fact(context, inner)
    return None, found


def _lag(context: Context, node: Node) -> Duration | None:
    """Return how long after an event something begins or ends."""
    found = tree(node, "duration")
    return read_duration(context, found) if found is not None else None


def read_phase(context: Context, node: Node, common: dict[str, Any]) -> PhaseClause:
    """Return the clause of a `phase_line` tree."""
    at, when = _turn(context, node)
    turn: Any = "begins" if token(node, "BEGINS") else "ends"
    phase = context.mention("phase", value(node, "PHASE"))
    return PhaseClause(**common, **_judged(context), phase=phase, turn=turn, at=at, when=when,
                       lag=_lag(context, node))  # fmt: skip


def read_term(context: Context, node: Node, common: dict[str, Any]) -> TermClause:
    """Return the clause of a tree about the life of the agreement or of a clause."""
    match node.data:
        case "continues" | "starts_again":
            label = context.mention("label", value(node, "LABEL"))
            continues = node.data == "continues"
            return TermClause(
                **common,
                **_judged(context),
                continues=label if continues else "",
                again="" if continues else label,
            )
        case "renewal":
            duration = read_duration(context, trees(node, "duration")[0])
            tests = tuple(
                _test(context, test) for test in trees(node, "test", "test_before", "test_lead")
            )
            return TermClause(**common, **_judged(context), renewal=Renewal(duration, tests))
        case "term_turn":
            at, when = _turn(context, node)
            turn: Any = "begins" if token(node, "BEGINS") else "ends"
            return TermClause(**common, **_judged(context), turn=turn, at=at, when=when,
                              lag=_lag(context, node))  # fmt: skip
        case _:
            return _extension(context, node, common)


def _test(context: Context, node: Node) -> RenewalTest:
    inner = inner_clause(node)
    found = read_event_or_fact(context, inner) if inner is not None else None
    point = tree(node, *POINTS)
    duration = tree(node, "duration")
    return RenewalTest(
        "if" if token(node, "IF") else "unless",
        found if isinstance(found, Event) else None,
        None if isinstance(found, Event) else found,
        read_point(context, point) if point is not None else None,
        read_duration(context, duration) if duration is not None else None,
    )


def _extension(context: Context, node: Node, common: dict[str, Any]) -> TermClause:
    draft = Draft()
    openings = tree(node, "openings")
    if openings is not None:
        read_openings(context, draft, openings)
    durations = [read_duration(context, child) for child in trees(node, "duration")]
    cap = durations[1] if len(durations) > 1 else None
    if cap is not None and value(node, "CMP") != "at most":
        context.report("SV214", "the limit of an extension is `at most n days in total`", node)
    _check_extension(context, draft)
    terms = tuple(
        RatioTerm(Decimal(1), term.every, term.beyond, term.trigger) for term in draft.exchange
    )
    extension = Extension(terms, durations[0], cap)
    return TermClause(
        **common,
        **_judged(context),
        extension=extension,
        openings=tuple(draft.openings),
        windows=tuple(draft.windows),
    )


def _check_extension(context: Context, draft: Draft) -> None:
    """Leave unjudged what nothing earns, or of which it is not said when it is earned."""
    if not draft.exchange and not draft.openings:
        context.unjudged("what earns the extension is not said: begin with `For each ...,`,"
                         " `When ...,` or `If ...,`")  # fmt: skip
    if draft.windows and not draft.exchange:
        context.unjudged("a time beside what earns an extension once is not judged: write it into"
                         " the condition (`has ... by day 9`)")  # fmt: skip


def read_effect(context: Context, node: Node, common: dict[str, Any]) -> EffectClause:
    """Return the clause of a release or suspension; it needs a recorded finding."""
    draft = Draft()
    read_openings(context, draft, trees(node, "openings")[0])
    is_finding = any(
        isinstance(o.fact, IsDone) and o.fact.done.state == "found breached" for o in draft.openings
    )
    if not is_finding:
        context.report(
            "SV209",
            "only a recorded finding releases or suspends",
            trees(node, "openings")[0],
            "write `If [clause] is found breached,`",
        )
    labels = tuple(
        context.mention("label", str(t)) for t in tokens(trees(node, "labels")[0], "LABEL")
    )
    actors = tree(node, "actors")
    lasts = _lasts(context, tree(node, "lasts"))
    return EffectClause(
        **common,
        **_judged(context),
        effect="released" if node.data == "released" else "suspended",
        labels=labels,
        actors=read_actors(context, actors).names if actors is not None else (),
        openings=tuple(draft.openings),
        lasts=lasts,
    )


def _lasts(context: Context, node: Node | None) -> Duration | Point | Event | None:
    if node is None:
        return None
    if (duration := tree(node, "duration")) is not None:
        return read_duration(context, duration)
    if (event := tree(node, *EVENTS)) is not None:
        return read_event(context, event)
    point = read_point(context, trees(node, *POINTS)[0])
    if not isinstance(point, DonePoint):
        check_until(context, node, point)
    return point


def read_balance(context: Context, node: Node, common: dict[str, Any]) -> DutyClause:
    """Return the clause of a running balance (`must never have brought in more than`)."""
    draft = Draft()
    for qualifier in trees(node, *QUALIFIERS):
        read_qualifier(context, draft, qualifier)
    bearer = tree(node, "bearer_actors", "bearer_no_one", "bearer_it")
    if bearer is not None:
        from lark import Tree

        read_bearer(context, draft, bearer, Tree("must", []))
    spec = read_noun(context, trees(node, "noun")[0])
    first, second = (str(act) for act in tokens(node, "DONE"))
    found = replace(draft.filter, acts=(first,), objects=(spec,))
    found = replace(found, unit=counted_unit(context, found))
    return DutyClause(
        **common,
        **_judged(context),
        bearer=draft.bearer,
        modality="must not",
        form="balance",
        demands=(Demand(found, Quantity("at most")),),
        windows=tuple(draft.windows),
        exemptions=tuple(draft.exemptions),
        no_more_than=replace(found, acts=(second,)),
    )


def read_share(context: Context, node: Node, common: dict[str, Any]) -> DutyClause:
    """Return the clause of a share: of what a body consists of, or of those whom an act met."""
    draft = Draft()
    for qualifier in trees(node, *QUALIFIERS):
        read_qualifier(context, draft, qualifier)
    part, whole = (read_np(context, child) for child in trees(node, "np"))
    spec = uncounted(context, whole)
    event = spec.event
    # Of what somebody does, what others do is no part.
    is_anyones = event is None or not event.filter.whose
    base = replace(draft.filter, acts=event.filter.acts if event else (HAVE,),
                   objects=(replace(spec, event=None),), any_hand=is_anyones)  # fmt: skip
    base = replace(base, unit=counted_unit(context, base))
    narrowed = (replace(spec, event=None, attributes=_of_both(spec, uncounted(context, part))),)
    percent = Decimal(value(node, "PERCENT"))
    return DutyClause(
        **common,
        **_judged(context),
        bearer=_of_share(context, spec, event),
        form="share",
        demands=(Demand(replace(base, objects=narrowed), _percentage(context, node, percent)),),
        windows=tuple(draft.windows),
        exemptions=tuple(draft.exemptions),
        level="" if event else HAVE,
        share_of=base,
    )


def _of_both(whole: ObjectSpec, part: ObjectSpec) -> tuple[tuple[Attribute, ...], ...]:
    """Return what is said of the part of a whole: it is what both are."""
    kind = ((Attribute(part.thing),),) if part.thing and part.thing != whole.thing else ()
    return (*whole.attributes, *kind, *part.attributes)


def _percentage(context: Context, node: Node, percent: Decimal) -> Quantity:
    written = value(node, "CMP")
    if written not in {"at least", "at most", "exactly"}:
        context.report("SV214", f"a share is `at least`, `at most` or `exactly`, not `{written}`",
                       node)  # fmt: skip
        written = "at least"
    if percent > 100:
        context.report("SV214", f"`{percent}%` is more than all of it", node)
    op: Any = written
    return Quantity(op, percent, percent, "percent")


def _of_share(context: Context, spec: ObjectSpec, event: Event | None) -> Bearer:
    """Return who answers for a share: those whose members they are, or who did the act."""
    actors = event.filter.whose if event is not None else spec.of_actors
    if not actors and spec.of_object is not None:
        actors = spec.of_object.of_actors
    if not actors:
        return Bearer("anyone", tuple(context.front.actors))
    return Bearer("one" if len(actors) == 1 else "together", actors)
