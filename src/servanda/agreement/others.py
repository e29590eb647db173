"""`the other party`, `another party`: who that is depends on who is bound."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any, Final, TypeVar

from servanda.agreement.limits import refuse
from servanda.agreement.model import Agreement, Filter
from servanda.agreement.references import parts_of

T = TypeVar("T")

_STARTS: Final = ("the other ", "another ")
_FIELDS: Final = frozenset(
    ("recipients", "senders", "whose", "who", "by", "held_by", "of_actors", "notified_to")
)
"""Fields that hold names of actors."""


def names_others(value: object) -> bool:
    """Return whether anything inside a value speaks of `the other ...` or `another ...`."""
    return any(
        name.startswith(_STARTS)
        for part in parts_of(value)
        for field in fields(part)
        for name in _names_in(field.name, getattr(part, field.name))
    )


def _names_in(field: str, value: object) -> tuple[str, ...]:
    """Return the actors of a field; nothing if it holds something else."""
    if field not in _FIELDS or not isinstance(value, tuple):
        return ()
    return tuple(name for name in value if isinstance(name, str))


def with_others(agreement: Agreement, value: T, own: tuple[str, ...]) -> T:
    """Return a value in which `the other party` is named, for one bearer.

    Args:
        agreement: knows the groups.
        value: a dataclass.
        own: the bearer; of several that act together, all of them.

    Raises:
        Unjudged: the bearer is none of the group, or all of it, so that it has no other.
    """
    return _named(agreement, value, own) if names_others(value) else value


def with_others_in(
    agreement: Agreement, values: tuple[T, ...], own: tuple[str, ...]
) -> tuple[T, ...]:
    """Return several values as `with_others` returns each of them."""
    return tuple(with_others(agreement, value, own) for value in values)


def _named(agreement: Agreement, value: Any, own: tuple[str, ...]) -> Any:  # noqa: ANN401
    if isinstance(value, tuple):
        return tuple(_named(agreement, item, own) for item in value)
    if not hasattr(value, "__dataclass_fields__"):
        return value
    changed: dict[str, Any] = {}
    for field in fields(value):
        old = getattr(value, field.name)
        if names := _names_in(field.name, old):
            changed[field.name] = tuple(n for name in names for n in _who(agreement, name, own))
        else:
            changed[field.name] = _named(agreement, old, own)
    if isinstance(value, Filter):
        changed["any_recipient"] = value.any_recipient or _is_any(value.recipients)
        changed["any_sender"] = value.any_sender or _is_any(value.senders)
    return replace(value, **changed)


def _is_any(names: tuple[str, ...]) -> bool:
    return any(name.startswith("another ") for name in names)


def _who(agreement: Agreement, name: str, own: tuple[str, ...]) -> tuple[str, ...]:
    start = next((start for start in _STARTS if name.startswith(start)), "")
    if not start:
        return (name,)
    members = agreement.groups.get(name.removeprefix(start), ())
    others = tuple(member for member in members if member not in own)
    if len(others) == len(members):
        refuse(f"`{name}` does not say which: the bearer is none of them")
    if not others:
        refuse(f"`{name}` is none: all of them are bound together")
    return others
