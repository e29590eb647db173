"""What `and` asks for between several: one for each of them, or one of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from servanda.agreement.meaning.context import Context, tokens, trees, written
from servanda.agreement.meaning.draft import Draft
from servanda.agreement.model import Demand, Filter, ObjectSpec

if TYPE_CHECKING:
    from servanda.agreement.meaning.context import Node


def upon_each(draft: Draft, shared: Filter) -> list[Filter]:
    """Return what is asked for: `must visit a and b` is one visit to each of them."""
    *others, last = shared.objects or (ObjectSpec(""),)
    if not draft.upon_each or draft.negated or draft.modality != "must":
        return [shared]
    return [
        replace(shared, objects=(*others, replace(last, of_actors=(name,))))
        for name in last.of_actors
    ]


def note_areas(draft: Draft, node: Node | None) -> None:
    """Remember areas that are joined by `and`."""
    if node is not None and tokens(node, "AND"):
        draft.all_areas = node


def warn_areas(context: Context, draft: Draft, demands: tuple[Demand, ...]) -> None:
    """Warn of `must withdraw from valley and hill`: areas are added up, so one is enough."""
    is_one_enough = any(demand.quantity is None for demand in demands)
    if draft.all_areas is not None and draft.modality == "must" and is_one_enough:
        context.report(
            "SV241", f"`{written(context, draft.all_areas)}`: one of them is enough",
            draft.all_areas, "write a sentence for each of them if each is meant",
        )  # fmt: skip


def note_actors(draft: Draft, phrase: Node) -> None:
    """Remember to, or from, several of whom each is meant."""
    found, is_from = draft.filter, bool(tokens(phrase, "FROM_ACTOR"))
    names = found.senders if is_from else found.recipients
    is_one_enough = found.any_sender if is_from else found.any_recipient
    is_joined = any(tokens(node, "AND") for node in trees(phrase, "actors"))
    if len(names) > 1 and (is_joined or not is_one_enough) and not tokens(phrase, "WITH_ACTOR"):
        draft.all_actors = phrase


def warn_actors(context: Context, draft: Draft, demands: tuple[Demand, ...]) -> None:
    """Warn of `30 maps to a and b`: it may be 30 for each of them, or 30 in all (decision 32)."""
    if draft.all_actors is None or draft.modality != "must" or not any(map(_is_number, demands)):
        return
    phrase = written(context, draft.all_actors)
    context.report(
        "SV244", f"`{phrase}`: it does not say whether that number is for each of them or in all",
        draft.all_actors, "write a sentence for each if each is meant, `or` if all together",
    )  # fmt: skip


def _is_number(demand: Demand) -> bool:
    """Return whether a demand says how many things, be it as a share or all."""
    asked = demand.quantity
    is_none = asked is not None and asked.basis == "number" and asked.high == 0
    return asked is not None and not is_none and bool(demand.filter.objects)


def limit_of_any(draft: Draft, demand: Demand) -> Demand:
    """Return a limit as one on what any of several gets, as what is forbidden is."""
    found = demand.filter
    if not demand.is_limit or draft.modality != "must":
        return demand
    to_any = len(found.recipients) > 1, len(found.senders) > 1
    return replace(
        demand,
        filter=replace(
            found,
            any_recipient=found.any_recipient or to_any[0],
            any_sender=found.any_sender or to_any[1],
        ),
    )


def warn_acts(context: Context, draft: Draft) -> None:
    """Warn of `must withdraw and release 3 prisoners`: it asks to withdraw 3 prisoners, too."""
    if draft.acts_joined == "and" and draft.items and draft.acts_written is not None:
        acts = written(context, draft.acts_written)
        context.report(
            "SV242", f"`{acts}`: each of them is asked of what follows the last",
            draft.acts_written, "write a sentence for each if only the last is meant",
        )  # fmt: skip
