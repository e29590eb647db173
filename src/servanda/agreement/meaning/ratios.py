"""What an exchange is counted by: `for each hostage that B releases`, `for every 9 beyond 50`."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from servanda.agreement.meaning.context import Context, token, tokens, trees, written
from servanda.agreement.meaning.events import counted_unit
from servanda.agreement.meaning.objects import read_noun
from servanda.agreement.model import Event, Filter, RatioTerm

if TYPE_CHECKING:
    from servanda.agreement.meaning.context import Node


def read_ratio(
    context: Context, node: Node, per: Decimal, fallback: Event | None = None
) -> RatioTerm:
    """Return one term of an exchange from a `ratio_of` tree.

    Args:
        context: of the sentence.
        node: the tree.
        per: how many are owed.
        fallback: the event of a later term, for one that names none itself.
    """
    every, beyond = _ratio_numbers(context, node)
    nouns = [read_noun(context, noun) for noun in trees(node, "noun")]
    event = next((noun.event for noun in nouns if noun.event is not None), fallback)
    objects = tuple(replace(noun, event=None) for noun in nouns)
    if event is None:
        context.report(
            "SV214",
            f"`for each {written(context, node)}`: who does what with it?",
            node,
            "write `for each ... that B releases`",
        )
        event = Event(Filter(()))
    trigger = replace(event.filter, objects=objects)
    trigger = replace(trigger, unit=counted_unit(context, trigger))
    return RatioTerm(per, every, beyond, replace(event, filter=trigger))


def _ratio_numbers(context: Context, node: Node) -> tuple[int, int]:
    numbers = tokens(node, "NUMBER")
    has_beyond = token(node, "BEYOND") is not None
    beyond = numbers.pop() if has_beyond else None
    every = numbers[0] if numbers else None
    for number in (every, beyond):
        if number is not None and (not number.isdecimal() or int(number) == 0):
            context.report("SV214", f"`{number}` is no whole number from 1", number)
            return 1, 0
    return int(every) if every else 1, int(beyond) if beyond else 0
