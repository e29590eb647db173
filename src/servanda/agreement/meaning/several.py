"""What `and` asks for between several: one for each of them, or one of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from servanda.agreement.meaning.context import Context, tokens, written
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


def warn_acts(context: Context, draft: Draft) -> None:
    """Warn of `must withdraw and release 3 prisoners`: it asks to withdraw 3 prisoners, too."""
    if draft.acts_joined == "and" and draft.items and draft.acts_written is not None:
        acts = written(context, draft.acts_written)
        context.report(
            "SV242", f"`{acts}`: each of them is asked of what follows the last",
            draft.acts_written, "write a sentence for each if only the last is meant",
        )  # fmt: skip
