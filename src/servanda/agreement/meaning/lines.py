"""Sentences that are no duties: phases, the life of the agreement, effects, shares and balances."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from servanda.agreement.meaning.context import GATED, Context, token, tokens, tree, trees, value
from servanda.agreement.meaning.draft import Draft
from servanda.agreement.meaning.duties import read_openings
from servanda.agreement.meaning.events import EVENTS, inner_clause, read_event, read_event_or_fact
from servanda.agreement.meaning.objects import read_actors, read_noun, read_np
from servanda.agreement.meaning.points import read_duration, read_point
from servanda.agreement.meaning.windows import POINTS, check_until, note_gate
from servanda.agreement.model import (
    Bearer,
    DonePoint,
    Duration,
    DutyClause,
    EffectClause,
    Event,
    Extension,
    IsDone,
    PhaseClause,
    Point,
    RatioTerm,
    Renewal,
    RenewalTest,
    TermClause,
)

if TYPE_CHECKING:
    from servanda.agreement.meaning.context import Node
    from servanda.agreement.model import Fact

_RENEWAL = "renewal of the agreement is not judged yet"
_LASTS = "clauses that outlive or follow a renewal are not judged yet"


def _judged(context: Context) -> dict[str, Any]:
    return {
        "is_judged": not context.reasons,
        "reason": context.reasons[0] if context.reasons else "",
    }


def _turn(context: Context, node: Node) -> tuple[Point | None, Event | Fact | None]:
    """Return the point or the event or fact of a line that says when something begins or ends."""
    inner = inner_clause(node)
    if inner is None:
        point = read_point(context, trees(node, *POINTS)[0])
        note_gate(context, point)
        return point, None
    found = read_event_or_fact(context, inner)
    if isinstance(found, IsDone):
        if found.done.state == "done":
            context.unjudged(GATED)
    elif not (isinstance(found, Event) and found.filter.acts == ("verify",)):
        context.unjudged("what begins or ends with an act is not judged yet")
    return None, found


def read_phase(context: Context, node: Node, common: dict[str, Any]) -> PhaseClause:
    """Return the clause of a `phase_line` tree."""
    at, when = _turn(context, node)
    turn: Any = "begins" if token(node, "BEGINS") else "ends"
    phase = context.mention("phase", value(node, "PHASE"))
    return PhaseClause(**common, **_judged(context), phase=phase, turn=turn, at=at, when=when)


def read_term(context: Context, node: Node, common: dict[str, Any]) -> TermClause:
    """Return the clause of a tree about the life of the agreement or of a clause."""
    match node.data:
        case "continues" | "starts_again":
            context.unjudged(_LASTS)
            label = context.mention("label", value(node, "LABEL"))
            continues = node.data == "continues"
            return TermClause(
                **common,
                **_judged(context),
                continues=label if continues else "",
                again="" if continues else label,
            )
        case "renewal":
            context.unjudged(_RENEWAL)
            duration = read_duration(context, trees(node, "duration")[0])
            tests = tuple(
                _test(context, test) for test in trees(node, "test", "test_before", "test_lead")
            )
            return TermClause(**common, **_judged(context), renewal=Renewal(duration, tests))
        case "term_turn":
            at, when = _turn(context, node)
            turn: Any = "begins" if token(node, "BEGINS") else "ends"
            return TermClause(**common, **_judged(context), turn=turn, at=at, when=when)
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
    if draft.windows:
        context.unjudged("an extension with a time of its own is not judged yet")
    if not draft.exchange:
        context.unjudged("an extension that no measure earns is not judged yet")
    terms = tuple(
        RatioTerm(Decimal(1), term.every, term.beyond, term.trigger) for term in draft.exchange
    )
    extension = Extension(terms, durations[0], cap)
    return TermClause(
        **common, **_judged(context), extension=extension, openings=tuple(draft.openings)
    )


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
    context.unjudged("release and suspension of clauses are not judged yet")
    return EffectClause(
        **common,
        **_judged(context),
        effect="released" if node.data == "released" else "suspended",
        labels=labels,
        actors=read_actors(context, actors).names if actors is not None else (),
        openings=tuple(draft.openings),
        lasts=_lasts(context, tree(node, "lasts")),
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
    """Return the clause of a running balance, which is not judged yet."""
    from servanda.agreement.meaning.bearers import read_bearer

    draft = Draft()
    bearer = tree(node, "bearer_actors", "bearer_no_one", "bearer_it")
    context.unjudged("running balances are not judged yet")
    if bearer is not None:
        from lark import Tree

        read_bearer(context, draft, bearer, Tree("must", []))
    read_noun(context, trees(node, "noun")[0])
    return DutyClause(**common, **_judged(context), bearer=draft.bearer, form="balance")


def read_share(context: Context, node: Node, common: dict[str, Any]) -> DutyClause:
    """Return the clause of a share of a total, which is not judged yet."""
    context.unjudged("shares of a total are not judged yet")
    for child in trees(node, "np"):
        read_np(context, child)
    return DutyClause(**common, **_judged(context), bearer=Bearer("one", ()), form="share")
