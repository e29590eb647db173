"""Who is bound by a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from servanda.agreement.meaning.actors import Actors, read_actors
from servanda.agreement.meaning.context import Context, tree, written
from servanda.agreement.meaning.draft import Draft
from servanda.agreement.model import Bearer, Event, Opening

if TYPE_CHECKING:
    from servanda.agreement.meaning.context import Node


def read_bearer(context: Context, draft: Draft, node: Node, modal: Node) -> None:
    """Set bearer, modality and negation of a draft whose openings are known."""
    draft.modality = "may" if modal.data == "may" else "must"
    draft.negated = modal.data == "must_not" or "NOT" in {
        child.type for child in modal.children if not hasattr(child, "children")
    }
    if node.data == "bearer_it":
        draft.bearer = _it(context, node, draft.openings)
    elif node.data == "bearer_no_one":
        draft.bearer = Bearer("anyone", tuple(context.front.actors))
        _forbid(context, draft, node, modal)
    else:
        actors = read_actors(context, tree(node, "actors") or node, is_bearer=True)
        _named(context, draft, node, actors, modal)


def _forbid(context: Context, draft: Draft, node: Node, modal: Node) -> None:
    if modal.data != "may":
        context.report("SV214", f"`{written(context, node)} must` can be read in two ways", node,
                       f"write `{written(context, node)} may`")  # fmt: skip
    draft.modality, draft.negated = "must", True


def _named(context: Context, draft: Draft, node: Node, actors: Actors, modal: Node) -> None:
    group = actors.groups[0] if actors.groups and len(actors.written) == 1 else ""
    first = actors.determiners[0]
    if first == "NO":
        _forbid(context, draft, node, modal)
        draft.bearer = Bearer("each", actors.names, group)
    elif first == "ONLY":
        if modal.data != "may":
            context.report("SV214", "`only` before a name goes with `may`", node)
        draft.modality, draft.negated = "must", True
        draft.bearer = Bearer("all but", actors.names, group)
    elif modal.data == "must_together":
        draft.bearer = Bearer("together", actors.names, group)
    elif modal.data == "must_each" or first in {"EACH", "ALL"}:
        if not group and (first in {"EACH", "ALL"} or len(actors.names) == 1):
            context.report("SV214", f"`{written(context, node)}` is one, not a group", node,
                           "leave `each` out")  # fmt: skip
        draft.bearer = Bearer("each", actors.names, group)
    else:
        draft.bearer = _plain(context, node, actors, group)


def _plain(context: Context, node: Node, actors: Actors, group: str) -> Bearer:
    """Return the bearer of a name without `each`, `no` or `only`."""
    if group and actors.determiners[0] in {"A", "ANOTHER", "THE_OTHER", "ANY"}:
        context.report("SV214", f"`{written(context, node)}` does not say which", node,
                       f"write `each {group}`, or the name")  # fmt: skip
    if actors.joined == "or":
        context.report("SV213", "`or` between bearers does not say who is bound", node,
                       "write `A and B must each`, or `A and B must together`")  # fmt: skip
    if len(actors.names) > 1 or group:
        return Bearer("each", actors.names, group)
    return Bearer("one", actors.names)


def _it(context: Context, node: Node, openings: list[Opening]) -> Bearer:
    """Return the only actor that the opening names."""
    events = [o.event for o in openings if o.event is not None]
    events += [o.fact.event for o in openings if hasattr(o.fact, "event")]  # type: ignore[union-attr]
    named = {actor for event in events for actor in _named_in(event)}
    doers = [event for event in events if event.filter.whose]
    if len(named) != 1 or len(doers) != 1:
        what = "names no actor" if not named else "names more than one actor"
        hint = "write the name" + (f": {' or '.join(sorted(named))}" if named else "")
        context.report("SV205", f"`it` does not say who: the opening {what}", node, hint)
        return Bearer("one", ())
    event = doers[0]
    if event.group:
        return Bearer("doer", event.filter.whose, event.group)
    return Bearer("one" if len(event.filter.whose) == 1 else "doer", event.filter.whose)


def _named_in(event: Event) -> set[str]:
    """Return the actors of an event, a group counting once."""
    found = event.filter
    doers = {event.group} if event.group else set(found.whose)
    owners = {name for spec in found.objects for name in spec.of_actors}
    return doers | set(found.recipients) | set(found.senders) | owners
