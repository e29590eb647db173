"""Acts and clauses that wait for each other in a circle: none of them can ever be the first."""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import TypeVar

from servanda.agreement.codes import severity_of
from servanda.agreement.duty_rows import ORDER, REPLY, SUM, RuleRow, TriggerRow
from servanda.agreement.proof.acts import Acts, Kinds
from servanda.agreement.proof.bounds import Bound, Bounds, measured_acts
from servanda.agreement.proof.faults import Fault, place_of
from servanda.agreement.proof.hanging import excused
from servanda.agreement.proof.histories import Deed, History, Telling, can_be_told, can_happen
from servanda.agreement.words import join
from servanda.civil import HOUR, Period
from servanda.errors import Problem

Node = TypeVar("Node", bound=Hashable)


def circles_in(graph: Mapping[Node, Set[Node]]) -> list[list[Node]]:
    """Return a shortest circle of every strongly connected component, in the order of the graph.

    Args:
        graph: node to the nodes it waits for.
    """
    found: list[list[Node]] = []
    for component in _components(graph):
        start = next((node for node in graph if node in component), None)
        circle = [] if start is None else _shortest(graph, start, component)
        if circle:
            found.append(circle)
    return found


def _components(graph: Mapping[Node, Set[Node]]) -> list[set[Node]]:
    """Return the strongly connected components (Kosaraju), in the order of the graph."""
    finished: list[Node] = []
    seen: set[Node] = set()
    for start in graph:
        finished += _walk(graph, start, seen)
    back: dict[Node, list[Node]] = {}
    for node, following in graph.items():
        for other in following:
            back.setdefault(other, []).append(node)
    seen = set()
    components = [set(_walk(back, node, seen)) for node in reversed(finished)]
    order = {node: number for number, node in enumerate(graph)}
    filled = [component for component in components if component]
    return sorted(filled, key=lambda c: min(order.get(node, len(order)) for node in c))


def _walk(
    graph: Mapping[Node, Set[Node] | Sequence[Node]], start: Node, seen: set[Node]
) -> list[Node]:
    """Return what is reached from a node for the first time, in the order of leaving it."""
    if start in seen:
        return []
    seen.add(start)
    left: list[Node] = []
    ways = [(start, iter(tuple(graph.get(start, ()))))]
    while ways:
        node, following = ways[-1]
        step = next((other for other in following if other not in seen), None)
        if step is None:
            left.append(node)
            ways.pop()
        else:
            seen.add(step)
            ways.append((step, iter(tuple(graph.get(step, ())))))
    return left


def _shortest(graph: Mapping[Node, Set[Node]], start: Node, component: Set[Node]) -> list[Node]:
    """Return the shortest way from a node back to itself, or nothing."""
    ways: deque[list[Node]] = deque([[start]])
    seen: set[Node] = set()
    while ways:
        way = ways.popleft()
        for following in sorted(graph.get(way[-1], ()), key=str):
            if following == start:
                return way
            if following in component and following not in seen:
                seen.add(following)
                ways.append([*way, following])
    return []


# ---- acts -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Rule:
    """A rule on acts: those of `given` need `needed` before (order), or call for it (reply)."""

    line: str
    clause: str
    bearer: str
    span: Period
    needed: Acts
    given: tuple[Acts, ...]


def circle_faults(bounds: Bounds, kinds: Kinds) -> Iterator[Fault]:
    """Yield orders of acts of which none can come first, and replies that call for each other.

    Args:
        bounds: of the agreement.
        kinds: how its acts lie to each other.
    """
    for circle in _circles_of(_rules(bounds, ORDER), kinds):
        yield _order_fault(bounds, circle)
    for circle in _circles_of(_rules(bounds, REPLY), kinds):
        yield _reply_fault(bounds, circle)


def _circles_of(rules: Sequence[Rule], kinds: Kinds) -> list[list[Rule]]:
    """Return circles of rules that hold at the same time."""
    graph = {
        k: {
            j
            for j, other in enumerate(rules)
            if other.span == rule.span
            and any(kinds.inside(_uncounted(rule.needed), _uncounted(a)) for a in other.given)
        }
        for k, rule in enumerate(rules)
    }
    return [[rules[k] for k in circle] for circle in circles_in(graph)]


def _uncounted(acts: Acts) -> Acts:
    return replace(acts, filter=replace(acts.filter, unit=""))


def _rules(bounds: Bounds, kind: int) -> list[Rule]:
    tables = bounds.tables
    triggers: dict[int, list[TriggerRow]] = {}
    for trigger in tables.rows.rule_triggers:
        triggers.setdefault(trigger.rule_id, []).append(trigger)
    # What binds at some hours only, or of so many acts only, leaves the others to come first.
    partial = {window.rule_id for window in tables.rows.rule_windows}
    partial |= {trigger.rule_id for trigger in tables.rows.rule_triggers if trigger.at_least}
    found = [
        _rule(bounds, row, triggers.get(row.rule_id, []))
        for row in tables.rows.rules
        if row.kind == kind and row.is_certain and not row.reading_no and row.op == 1
        and row.rule_id not in partial
    ]  # fmt: skip
    may_lapse = excused(bounds.agreement)  # what excuses from one lets its act come first
    return [rule for rule in found if rule.clause not in may_lapse]


def _rule(bounds: Bounds, row: RuleRow, triggers: Sequence[TriggerRow]) -> Rule:
    facts = bounds.tables.facts(row.clause_no, row.reading_no, row.member_id)
    return Rule(
        facts.clause,
        bounds.clause_of(facts.clause),
        facts.bearer,
        Period(row.opens_at, row.closes_at),
        rule_acts(bounds, row),
        tuple(rule_acts(bounds, trigger) for trigger in triggers),
    )


def rule_acts(bounds: Bounds, row: RuleRow | TriggerRow) -> Acts:
    """Return the acts of a rule, or of what calls it."""
    return replace(measured_acts(bounds.agreement, bounds.tables, row, row.bearer_id), mode=SUM)


def _order_fault(bounds: Bounds, circle: Sequence[Rule]) -> Fault:
    names = [f"`[{rule.line}]`" for rule in circle]
    path = " waits for ".join([*names, names[0]])
    histories = tuple(h for rule in circle if (h := _first_act(bounds, rule)) is not None)
    problem = Problem(
        "SV285",
        f"none of these acts can come first: {path}",
        tuple(place_of(bounds.agreement, rule.clause, rule.bearer) for rule in circle),
        "let one of them come first, or set both for the same time",
        severity_of("SV285"),
        notes=tuple(history.says for history in histories),
    )
    clauses = tuple(dict.fromkeys(rule.clause for rule in circle))
    return Fault(problem, clauses, circle[0].span, "", histories)


def _first_act(bounds: Bounds, rule: Rule) -> History | None:
    """Return that an act comes first although it must not."""
    given = rule.given[0]
    if not (can_happen(given, bounds.agreement) and can_be_told(rule.needed, bounds.agreement)):
        return None
    begins = rule.span.begins_at
    moment = Period(min(begins + HOUR, rule.span.ends_at - 1), rule.span.ends_at)
    telling = Telling(bounds)
    telling.deed(Deed(given, moment, 1, rule.bearer), unit=unit_of(given, bounds))
    telling.count(Deed(_uncounted(rule.needed), rule.span, 0), rule.line, by_hand=True)
    broken = Bound(0, True, 1, (rule.span,), rule.clause, rule.line, rule.bearer, slot="*")
    return telling.done(f"whoever acts first breaks `[{rule.line}]`", broken)


def unit_of(acts: Acts, bounds: Bounds) -> str:
    """Return in what unit one thing is told."""
    spec = acts.filter.objects[0] if acts.filter.objects else None
    thing = bounds.agreement.vocabulary.things.get(spec.thing) if spec is not None else None
    return thing.unit if thing is not None else ""


def _reply_fault(bounds: Bounds, circle: Sequence[Rule]) -> Fault:
    names = join(dict.fromkeys(f"`[{rule.line}]`" for rule in circle))
    only = "calls for itself" if len(circle) == 1 else "call for each other"
    problem = Problem(
        "SV286",
        f"{names} {only}: nothing here begins it, and once begun it never ends",
        tuple(place_of(bounds.agreement, rule.clause, rule.bearer) for rule in circle),
        "say which act begins it, or for which acts no further one is due",
        severity_of("SV286"),
    )
    return Fault(problem, tuple(dict.fromkeys(rule.clause for rule in circle)), circle[0].span)
