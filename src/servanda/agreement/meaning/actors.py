"""Actors of a sentence, and how lists are joined."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from servanda.agreement.meaning.context import Context, token, tokens, tree, trees, value
from servanda.agreement.meaning.context import written as written_of

if TYPE_CHECKING:
    from servanda.agreement.meaning.context import Node


@dataclass(frozen=True)
class Actors:
    """Actors as a sentence names them.

    Attributes:
        names: members of groups in the place of the groups.
        groups: groups named.
        determiners: kind of each determiner, empty where there is none.
        written: the names as written, canonical.
        joined: `and`, `or`, or empty for one.
    """

    names: tuple[str, ...]
    groups: tuple[str, ...] = ()
    determiners: tuple[str, ...] = ()
    written: tuple[str, ...] = ()
    joined: str = ""


def read_actors(context: Context, node: Node, *, is_bearer: bool = False) -> Actors:
    """Return the actors of an `actors` tree; `no` and `only` stand before a bearer alone."""
    names: list[str] = []
    groups: list[str] = []
    determiners: list[str] = []
    written: list[str] = []
    for actor in trees(node, "actor"):
        name = value(actor, "PARTY")
        det = tree(actor, "det")
        first = tokens(det)[0].type if det is not None else ""
        determiners.append("ONLY" if token(actor, "ONLY") else first)
        written.append(name)
        if determiners[-1] in {"NO", "ONLY"} and not is_bearer:
            context.report("SV214", f"`{written_of(context, actor)}` has no meaning here", actor,
                           "say who does it, not who does not")  # fmt: skip
        if determiners[-1] in OTHERS and name in context.front.groups and not is_bearer:
            names.append(_other_of(context, actor, name, determiners[-1]))
        elif name in context.front.groups:
            groups.append(context.mention("group", name))
            names += context.front.groups[name]
        else:
            names.append(context.mention("actor", name))
    return Actors(
        tuple(dict.fromkeys(names)),
        tuple(groups),
        tuple(determiners),
        tuple(written),
        joining(context, node),
    )


def read_any_actor(context: Context, node: Node) -> tuple[str, ...]:
    """Return actors of whom any one is enough; `and` would ask for each of them."""
    found = read_actors(context, node)
    if found.joined == "and":
        context.report(
            "SV213", f"`{written_of(context, node)}`: each of them, or any one?", node,
            "write `or` where one of them is enough",
        )  # fmt: skip
    return found.names


def is_any(actors: Actors, *, negated: bool = False) -> bool:
    """Return whether to, or from, any one of several is enough; what is forbidden is each."""
    if len(actors.names) < 2:
        return False
    is_one_of_a_group = actors.determiners[0] in {"A", "ANY", "ANOTHER"} and bool(actors.groups)
    return negated or actors.joined == "or" or is_one_of_a_group


def is_each(actors: Actors) -> bool:
    """Return whether every one of them is meant: `each party`, `northland and southland`."""
    is_all = actors.joined == "and" and len(actors.names) > 1
    return is_all or actors.determiners[0] in {"EACH", "ALL"}


OTHERS: Final = {"THE_OTHER": "the other", "ANOTHER": "another"}


def _other_of(context: Context, node: Node, group: str, determiner: str) -> str:
    """Return `the other party` as a name: whoever of the group is not the bearer (`others`)."""
    members = context.front.groups[context.mention("group", group)]
    if determiner == "THE_OTHER" and len(members) != 2:
        context.report("SV210", f"`the other {group}` needs a group of exactly two", node,
                       f"name the {group}, or write `another {group}`")  # fmt: skip
    return f"{OTHERS[determiner]} {group}"


def joining(context: Context, node: Node) -> str:
    """Return how a list is joined; both at once is an error."""
    kinds = {t.type for t in tokens(node, "AND", "OR")}
    if len(kinds) > 1:
        context.report(
            "SV213",
            "`and` and `or` in one list can be read in two ways",
            node,
            "write two sentences",
        )
    return "or" if "OR" in kinds else "and" if "AND" in kinds else ""
