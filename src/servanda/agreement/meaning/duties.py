"""A `duty` sentence as a clause: predicates, openings, and the rules that need the whole."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, Literal

from servanda.agreement.meaning.bearers import read_bearer
from servanda.agreement.meaning.context import Context, tree, trees
from servanda.agreement.meaning.demands import (
    build_demands,
    narrowed,
)
from servanda.agreement.meaning.draft import Draft
from servanda.agreement.meaning.events import (
    inner_clause,
    read_event,
    read_fact,
)
from servanda.agreement.meaning.predicates import PREDICATES
from servanda.agreement.meaning.qualifiers import add_time, read_qualifier
from servanda.agreement.meaning.ratios import read_ratio
from servanda.agreement.meaning.several import warn_actors, warn_acts, warn_areas
from servanda.agreement.meaning.windows import TIMES, names_trigger, read_time
from servanda.agreement.model import (
    AgreementSpan,
    AtOnce,
    Before,
    Boundary,
    By,
    ClockPoint,
    Demand,
    DutyClause,
    Each,
    Every,
    Filter,
    Form,
    From,
    HasHappened,
    HoursOf,
    InAny,
    Lasting,
    Lead,
    LetPass,
    Modality,
    On,
    OnDaysWhen,
    Opening,
    Part,
    PhaseSpan,
    Quantity,
    Schedule,
    Stage,
    Window,
    Within,
)

if TYPE_CHECKING:
    from servanda.agreement.meaning.context import Node

QUALIFIERS: Final = (
    "qual", "only_qual", "except_qual", "unless_qual", "ratio_qual", "as_qual", "kinds_qual",
    "pace_qual",
)  # fmt: skip
HINDER: Final = "hinder"
ASK: Final = "ask"


def read_duty(context: Context, node: Node, common: dict[str, Any]) -> DutyClause:
    """Return the clause of a `duty` tree.

    Args:
        context: of the sentence.
        node: the tree.
        common: label, place, sentence, words and heading of the clause.
    """
    draft = Draft()
    openings = tree(node, "openings")
    if openings is not None:
        read_openings(context, draft, openings)
    bearer = tree(node, "bearer_actors", "bearer_no_one", "bearer_it")
    modal = trees(node, "must", "must_each", "must_together", "must_not", "may")[0]
    read_bearer(context, draft, bearer or node, modal)
    pred = trees(node, *PREDICATES)[0]
    for qualifier in trees(node, *QUALIFIERS):
        # Objects read their numbers by the negation, so `only` has to be known before them.
        draft.negated = draft.negated or qualifier.data == "only_qual"
    PREDICATES[pred.data](context, draft, pred)
    for qualifier in trees(node, *QUALIFIERS):
        read_qualifier(context, draft, qualifier)
    return _finish(context, draft, common)


# ---- openings ---------------------------------------------------------------------------------


def read_openings(context: Context, draft: Draft, node: Node) -> None:
    """Add the openings of a sentence to a draft."""
    for opening in trees(node):
        if opening.data == "time_opening":
            phrase = trees(opening)[0]
            if phrase.data in TIMES:
                add_time(context, draft, read_time(context, phrase))
        elif opening.data == "ratio_opening":
            draft.exchange.append(read_ratio(context, trees(opening)[0], Decimal(0)))
        else:
            found = _opening(context, draft, opening)
            draft.openings += [found] if found is not None else []


def _opening(context: Context, draft: Draft, node: Node) -> Opening | None:
    """Return what a duty hangs on; None: it is a point of time, kept in the draft."""
    inner = inner_clause(node) or node
    if inner.data.startswith("event"):
        event = read_event(context, inner)
        if node.data == "if_event":
            return Opening("if", event=event)
        if event.phase:  # `when phase 2 begins` is from its start
            side: Literal["start", "end"] = "start" if event.turn == "begins" else "end"
            of = AgreementSpan() if event.phase == "agreement" else PhaseSpan(event.phase)
            draft.counts_from = Boundary(side, of)
            draft.windows.append(From(draft.counts_from))
            return None
        if event.each:  # each of several: once, when all of them have
            return Opening("when done", fact=HasHappened(event))
        return Opening("when", event=event)
    fact = read_fact(context, inner)
    return Opening("if" if node.data == "if_fact" else "when done", fact=fact)


# ---- the whole --------------------------------------------------------------------------------


def _finish(context: Context, draft: Draft, common: dict[str, Any]) -> DutyClause:
    _ratio_of_opening(context, draft)
    demands = build_demands(context, draft)
    if draft.form == "let":
        demands = tuple(_passing(context, draft, demand) for demand in demands)
    demands = _with_parts(context, draft, demands)
    _take_schedule(context, draft, demands)
    _take_only(draft)
    draft.windows = [_counted_from(draft, window) for window in _tidy(draft.windows)]
    _take_term(context, draft)
    form = _form_of(draft, demands)
    warn_actors(context, draft, demands)
    if form == "floor":
        warn_areas(context, draft, demands)
        warn_acts(context, draft)
    _check_whole(context, draft, demands, form)
    _check_shapes(context, draft, form)
    return DutyClause(
        **common,
        is_judged=not context.reasons,
        reason=context.reasons[0] if context.reasons else "",
        bearer=draft.bearer,
        modality=_modality_of(draft),
        form=form,
        demands=demands,
        windows=tuple(draft.windows),
        openings=tuple(draft.openings),
        exchange=tuple(draft.exchange),
        order=draft.order,
        leave=draft.leave,
        let=_let_pass(context, draft, demands) if form == "let" else None,
        only=tuple(draft.only),
        only_to=draft.only_to,
        only_times=tuple(draft.only_times),
        exemptions=tuple(draft.exemptions),
        begins_to=draft.begins_to,
        level=draft.level,
        share_of=_compared(context, draft, demands),
        kinds_apart=draft.kinds_apart,
        pace=draft.pace,
        distance=draft.distance,
        held_at=draft.held_at,
    )


def _ratio_of_opening(context: Context, draft: Draft) -> None:
    """Give an exchange that stands in the opening its number: that of the object."""
    opened = [term for term in draft.exchange if term.per == 0]
    if not opened:
        return
    amount = draft.items[0].amount if draft.items else None
    quantity = amount.quantity if amount else None
    if quantity is None or quantity.basis != "number" or quantity.op != "at least":
        hint = "write `For each ... that B releases, A must release at least n ...`"
        context.report("SV214", "an exchange says `at least n`", None, hint)
        return
    draft.exchange = [replace(term, per=quantity.low) if term.per == 0 else term
                      for term in draft.exchange]  # fmt: skip
    draft.items = [replace(item, amount=replace(item.amount, quantity=None, determiner="THE"))
                   for item in draft.items]  # fmt: skip


def _compared(context: Context, draft: Draft, demands: tuple[Demand, ...]) -> Filter | None:
    """Return what `as many ... as` compares with: the same objects, done by others."""
    is_said = any(item.amount.is_same for item in draft.items)
    if is_said != (draft.as_many is not None) or (is_said and len(draft.items) > 1):
        context.report("SV214", "`as many` and `as x does` belong together, with one object", None,
                       "write `must store exactly as many weapons as x stores`")  # fmt: skip
        return None
    if draft.as_many is None:
        return None
    found = demands[0].filter
    return replace(draft.as_many, objects=found.objects, unit=found.unit)


def _passing(context: Context, draft: Draft, demand: Demand) -> Demand:
    """Return what counts as passing: the act itself, or the act by which it is reported."""
    acts = context.front.vocabulary.acts
    done = draft.filter.acts
    told = tuple(dict.fromkeys(a for act in done for a in acts[act].let_as if a not in done))
    by_things = not draft.filter.whose
    found = replace(demand.filter, acts=(*done, *told), told_as=told, any_hand=by_things)
    if demand.quantity is None or (draft.negated and demand.quantity.is_zero):
        found = replace(found, unit="")
    return replace(demand, filter=found)


def _let_pass(context: Context, draft: Draft, demands: tuple[Demand, ...]) -> LetPass:
    passing = demands[0].filter
    vocabulary = context.front.vocabulary
    forbidden = dict.fromkeys(
        vocabulary.manners[name].forbids
        for names in draft.filter.manners
        for name in names
        if vocabulary.manners[name].forbids
    )
    objects = tuple(dict.fromkeys(spec for d in demands for spec in d.filter.objects))
    whose = passing.whose
    if whose:
        # Who is hindered is told in a report as the one to whom it is done.
        # To hinder one of them is enough.
        refusing = Filter(
            (HINDER, *forbidden),
            recipients=whose,
            any_recipient=len(whose) > 1,
            places=passing.places,
        )
        asking = Filter((ASK,), objects, whose=whose, places=passing.places)
        return LetPass(refusing, asking, draft.let_upon)
    refusing = Filter((HINDER, *forbidden), objects, places=passing.places)
    asking = Filter((ASK,), objects, passing.unit, places=passing.places, any_hand=True)
    return LetPass(refusing, asking, draft.let_upon)


def _with_parts(context: Context, draft: Draft, demands: tuple[Demand, ...]) -> tuple[Demand, ...]:
    if not draft.parts:
        return demands
    if len(demands) > 1:
        context.report("SV214", "`of which` does not say of which of the numbers", None,
                       "write two sentences")  # fmt: skip
    whole = demands[0]
    parts = tuple(
        Part(p.quantity, narrowed(whole.filter, p.filter), p.others, p.words) for p in draft.parts
    )
    return (replace(whole, parts=parts), *demands[1:])


def _take_schedule(context: Context, draft: Draft, demands: tuple[Demand, ...]) -> None:
    """Turn `by` and its further stages into one schedule."""
    if not draft.stages:
        return
    by = next((w for w in draft.windows if isinstance(w, By)), None)
    quantity = demands[0].quantity
    if by is None or quantity is None or len(demands) > 1 or quantity.op != "at least":
        context.report("SV214", "a schedule begins with one number and its `by`", None,
                       "write `must release 3 hostages by day 1, 4 more by day 7`")  # fmt: skip
        return
    schedule = Schedule((Stage(quantity, by.point), *draft.stages))
    draft.windows = [schedule if window is by else window for window in draft.windows]


def _take_term(context: Context, draft: Draft) -> None:
    """Read `for 30 days` as the term of the sentence, where it does not say how long to do it."""
    if draft.modality == "may" or draft.form == "refrain":
        return
    is_called = any(opening.event is not None for opening in draft.openings)
    for index, window in enumerate(draft.windows):
        if not isinstance(window, HoursOf) or window.op or window.how:
            continue
        if is_called:
            context.report("SV214", "`for` does not say from when: from each of the acts?", None,
                           "write `within` and how long")  # fmt: skip
        draft.windows[index] = Lasting(window.duration)


def _take_only(draft: Draft) -> None:
    """Keep the phrases of `only` apart if there are several: each forbids by itself."""
    is_ordered = draft.order is not None and draft.order.is_apart
    if len(draft.only) + len(draft.only_times) + bool(draft.only_to) + is_ordered > 1:
        return
    draft.windows += draft.only_times
    draft.only_times = []
    if draft.order is not None:
        draft.order = replace(draft.order, is_apart=False)


def _modality_of(draft: Draft) -> Modality:
    if draft.modality == "must let":
        return "must not let" if draft.negated else "must let"
    if draft.modality == "may":
        return "may"
    return "must not" if draft.negated else "must"


def _form_of(draft: Draft, demands: tuple[Demand, ...]) -> Form:
    """Return the kernel of the sentence: the first that fits."""
    by_shape: tuple[tuple[bool, Form], ...] = (
        (draft.form == "let", "let"),
        (draft.order is not None, "order"),
        (any(isinstance(w, Lead) for w in draft.windows), "notice"),
        (bool(draft.exchange), "exchange"),
        (bool(draft.pace), "pace"),
        (any(isinstance(w, Schedule) for w in draft.windows), "schedule"),
    )
    if draft.modality == "may":
        return "permission"
    if draft.as_many is not None:
        return "share"
    if draft.form in {"level", "distance", "standstill", "refrain"}:
        form: Form = draft.form  # type: ignore[assignment]
        return form
    shaped = next((form for fits, form in by_shape if fits), None)
    return shaped or _counted_form(demands[0].quantity)


def _counted_form(quantity: Quantity | None) -> Form:
    if quantity is None or quantity.op == "at least":
        return "floor"
    if quantity.op == "exactly":
        return "exactly"
    return "never" if quantity.is_zero else "ceiling"


def _check_whole(context: Context, draft: Draft, demands: tuple[Demand, ...], form: Form) -> None:
    numbered = [d for d in demands if d.quantity is not None and not d.quantity.is_zero]
    counted = bool(numbered or draft.exchange or draft.stages)
    joint = draft.bearer.mode == "each" and not draft.bearer.group and len(draft.bearer.actors) > 1
    if joint and counted and not draft.begins_to and not _says_each(context):
        names = " and ".join(draft.bearer.actors)
        context.report(
            "SV204",
            "is the number for each of them, or for all together?",
            None,
            f"write `{names} must each ...` or `{names} must together ...`",
        )
    has_trigger = bool(draft.openings or draft.exchange or draft.counts_from or draft.pace)
    if not has_trigger and names_trigger(draft.windows):
        hint = "write `within n hours of ...`, or begin with `When ...,`"
        context.report("SV207", "from when does it count? No opening gives a start", None, hint)
    is_reply = any(o.kind == "when" for o in draft.openings)
    if is_reply and form in {"floor", "exactly"} and not _has_limit(draft.windows):
        context.report(
            "SV208",
            "a reply without a time limit can never be late",
            None,
            "add `within 24 hours`, or another limit",
        )
    _check_hours(context, draft, form)
    if draft.pace:
        _check_pace(context, draft, demands)


_HOURS: Final = {
    "refrain": (frozenset(("at least",)), "write `for at least n hours`"),
    "permission": (frozenset(("", "at most")), "write `for at most n hours`"),
    "never": (frozenset(("more than",)), "write `must not ... for more than n hours`"),
}
"""Form to the comparators of `for n hours` that it may have, and what to write."""
_NO_HOURS: Final = (
    frozenset[str](), "write `must refrain from ... for at least n hours`, or `for more than`"
)  # fmt: skip


def _check_pace(context: Context, draft: Draft, demands: tuple[Demand, ...]) -> None:
    """Report a pace without a number of its own, or without a limit to how far it falls behind."""
    quantity = demands[0].quantity
    if len(demands) > 1 or quantity is None or quantity.op != "at least" or draft.negated:
        context.report("SV214", "a pace is that of one number", None,
                       "write `at least n ... at the pace of [x], within 2 days`")  # fmt: skip
    limits = [w for w in draft.windows if isinstance(w, Within | AtOnce)]
    if len(limits) != 1:
        context.report("SV208", "how far may it fall behind? A pace without a time limit has none",
                       None, "add `within 2 days`")  # fmt: skip
    if len(draft.windows) > len(limits):
        context.report("SV214", "a pace has no deadline or period of its own", None,
                       "write when all of it is due in a sentence of its own")  # fmt: skip


def _check_hours(context: Context, draft: Draft, form: Form) -> None:
    """Report hours that say neither how long without an act, nor how long at most with it."""
    hours = [w for w in draft.windows if isinstance(w, HoursOf)]
    if form == "refrain" and len(hours) != 1:
        context.report("SV214", "`refrain from` needs one `for at least n hours`", None,
                       "to forbid the act altogether, write `must not`")  # fmt: skip
    fitting, hint = _HOURS.get(form, _NO_HOURS)
    for window in hours:
        if window.op not in fitting:
            said = f"for {window.op} n hours".replace("  ", " ")
            context.report("SV214", f"`{said}` does not fit here", None, hint)


def _counted_from(draft: Draft, window: Window) -> Window:
    """Return `within 3 days` as counted from the begin of a phase that the opening names."""
    is_called = any(opening.event is not None for opening in draft.openings)
    if draft.counts_from is None or is_called:
        return window
    if isinstance(window, Within) and window.of is None:
        return replace(window, of=draft.counts_from)
    return window


def _tidy(windows: list[Window]) -> list[Window]:
    """Return time phrases without repetition; the day of a daily clock stands right after it."""
    found = list(dict.fromkeys(windows))
    clock = next((w for w in found if isinstance(w, By) and is_daily(w)), None)
    if clock is not None:
        found = [w for w in found if w != Each("day")]
        found.insert(found.index(clock) + 1, Each("day"))
    return found


def is_daily(window: By) -> bool:
    """Return whether it is `by 12:00 each day`."""
    return isinstance(window.point, ClockPoint) and window.point.of == "each day"


def _check_shapes(context: Context, draft: Draft, form: Form) -> None:
    """Refuse, or leave unjudged, what two rules of one sentence would mean together."""
    if draft.negated and (draft.parts or draft.exchange or draft.stages):
        hint = "say what must be done, or forbid it in a sentence of its own"
        message = "`must not` with parts, an exchange or a schedule: which of it?"
        context.report("SV203", message, None, hint)
    if draft.negated and form == "notice":
        context.report("SV214", "notice that must not be given has no meaning", None)
    if len([w for w in draft.windows if isinstance(w, Each | Every | InAny | OnDaysWhen)]) > 1:
        context.report("SV214", "the sentence has two periods", None, "write two sentences")
    if draft.kinds_apart and draft.as_many is None:
        message = (
            "`kind by kind` goes with `as many ... as`: it compares each kind with the other's"
        )
        context.report("SV214", message, None, "name each kind in a sentence of its own")
    if draft.exchange and draft.stages:
        context.report("SV214", "an exchange has no stages", None, "write two sentences")
    shapes = (draft.order, draft.exchange, draft.stages, draft.pace, draft.form == "let",
              any(isinstance(w, Lead) for w in draft.windows))  # fmt: skip
    if sum(bool(shape) for shape in shapes) > 1:
        context.unjudged("two rules in one sentence are not judged yet: write two sentences")


def _says_each(context: Context) -> bool:
    text = context.source.text[context.start : context.start + context.length].lower()
    return " must each " in f" {' '.join(text.split())} "


def _has_limit(windows: list[Window]) -> bool:
    return any(isinstance(w, By | Within | AtOnce | Before | On) for w in windows)
