"""Instants as a ledger writes them: UTC with microseconds, so that texts sort like times."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_FORM: Final = "%Y-%m-%dT%H:%M:%S.%fZ"


def now_text() -> str:
    """Return the clock as `2024-03-05T09:00:00.000000Z`."""
    return datetime.now(UTC).strftime(_FORM)


def instant_text(instant: int) -> str:
    """Return an instant in microseconds UTC as text."""
    return (_EPOCH + timedelta(microseconds=instant)).strftime(_FORM)


def instant_of_text(text: str) -> int:
    """Return the microseconds UTC of a text of a ledger."""
    moment = datetime.strptime(text, _FORM).replace(tzinfo=UTC)
    return (moment - _EPOCH) // timedelta(microseconds=1)
