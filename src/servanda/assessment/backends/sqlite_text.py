"""The stations' texts in SQLite's words: a few rules, applied to each text once.

What SQLite lacks or means otherwise:

- `bool_or`, `bool_and`: truth is 1 or 0, so they are `MAX` and `MIN`.
- `LEAST`, `GREATEST`: its own are null where one argument is; `COALESCE` leaves nulls out.
- `mod`: its own is of floating numbers; `%` is of integers, and of the sign that all engines give.
- `CAST(x AS bigint)`: it would bend what does not fit into the largest number, silently; all
  numbers are integers of 64 bits here anyway, so that only texts are cast.
- `num * x`: what does not fit becomes a floating number, silently; a function of ours fails.
- `AS n(k)`: columns of a subquery cannot be named behind it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Final

_CALL: Final = re.compile(r"(?<![\w.])(LEAST|GREATEST|mod|concat|CAST)\(", re.IGNORECASE)
_CAST: Final = re.compile(r"(.*)\sAS\s+(\w+)", re.DOTALL)
_NAMED_VALUES: Final = re.compile(r"\(\s*VALUES\s", re.IGNORECASE)
_NAMES: Final = re.compile(r"\s*AS\s+(\w+)\(([\w\s,]+)\)", re.IGNORECASE)
_WHOLE_NUMBERS: Final = frozenset({"bigint", "integer", "smallint", "boolean"})
_READ: Final = re.compile(r"\b(?:FROM|JOIN)\s+([a-z_]\w*)", re.IGNORECASE)
_TIMES: Final = re.compile(r"\bnum\s*\*\s*(\w+)(\()?")
PRODUCT: Final = "whole_product"
"""The function of a session that multiplies whole numbers, and fails where the result is none."""
_PART: Final = re.compile(r"(?:\bWITH|,)\s+([a-z_]\w*)\s+AS\s*\(")


@cache
def adapted(query: str) -> str:
    """Return a query of the common subset as SQLite understands it, to the same rows."""
    text = re.sub(r"\bbool_or\(", "MAX(", query)
    text = re.sub(r"\bbool_and\(", "MIN(", text)
    return _named_values(_calls(_products(text)))


@cache
def reads_of(query: str) -> tuple[str, ...]:
    """Return the names of all that a query reads, without those of its own parts."""
    parts = {name.lower() for name in _PART.findall(query)}
    return tuple(name for name in names_in(query) if name not in parts)


@cache
def names_in(query: str) -> tuple[str, ...]:
    """Return the names of all that a query reads, and of its own parts."""
    return tuple(sorted({name.lower() for name in _READ.findall(query)}))


def _products(text: str) -> str:
    """Return a text in which the products of figures, which evidence sets, are checked."""
    place = 0
    while (match := _TIMES.search(text, place)) is not None:
        end = _closing(text, match.end()) + 1 if match[2] else match.end()
        written = f"{PRODUCT}(num, {text[match.start(1) : end]})"
        text = text[: match.start()] + written + text[end:]
        place = match.start() + len(PRODUCT)
    return text


def _calls(text: str) -> str:
    """Return a text with the calls that SQLite has not, the innermost written anew first."""
    pieces: list[str] = []
    place = 0
    while (match := _CALL.search(text, place)) is not None:
        end = _closing(text, match.end())
        pieces.append(text[place : match.start()])
        inner = _calls(text[match.end() : end])
        pieces.append(_written(match[1].lower(), inner))
        place = end + 1
    return "".join(pieces) + text[place:]


def _written(name: str, inner: str) -> str:
    """Return one call in SQLite's words; `inner` is what stands between its brackets."""
    if name == "cast":
        return _cast(inner)
    return _REWRITTEN[name](_split(inner))


def _cast(inner: str) -> str:
    match = _CAST.fullmatch(inner)
    if match is None:
        msg = f"not a cast: {inner}"
        raise ValueError(msg)
    value, kind = match[1].strip(), match[2].lower()
    if kind in _WHOLE_NUMBERS and not value.upper().startswith("SUBSTRING("):
        return f"({value})"
    return f"CAST({value} AS {kind})"


def _extreme(name: str) -> Callable[[list[str]], str]:
    def written(values: list[str]) -> str:
        found = values[0]
        for value in values[1:]:
            found = f"COALESCE({name}({found}, {value}), {found}, {value})"
        return found

    return written


def _remainder(values: list[str]) -> str:
    number, by = values
    return f"(({number}) % ({by}))"


def _joined(values: list[str]) -> str:
    return "(" + " || ".join(f"COALESCE({value}, '')" for value in values) + ")"


_REWRITTEN: Final[dict[str, Callable[[list[str]], str]]] = {
    "least": _extreme("MIN"),
    "greatest": _extreme("MAX"),
    "mod": _remainder,
    "concat": _joined,
}


def _named_values(text: str) -> str:
    """Return a text in which `(VALUES ...) AS n(k)` names its columns inside."""
    place = 0
    while (match := _NAMED_VALUES.search(text, place)) is not None:
        end = _closing(text, match.start() + 1) + 1
        named = _NAMES.match(text, end)
        if named is None:
            place = end
            continue
        names = [name.strip() for name in named[2].split(",")]
        columns = ", ".join(f"column{k} AS {name}" for k, name in enumerate(names, 1))
        inner = f"(SELECT {columns} FROM {text[match.start() : end]}) AS {named[1]}"
        text = text[: match.start()] + inner + text[named.end() :]
        place = match.start() + len(inner)
    return text


def _split(inner: str) -> list[str]:
    """Return the arguments of a call."""
    found, depth, begin = [], 0, 0
    for place, sign in _signs(inner):
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if sign == "," and depth == 0:
            found.append(inner[begin:place].strip())
            begin = place + 1
    return [*found, inner[begin:].strip()]


def _closing(text: str, begin: int) -> int:
    """Return where the bracket closes that was opened before `begin`."""
    depth = 1
    for place, sign in _signs(text, begin):
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if depth == 0:
            return place
    msg = f"a bracket is not closed: {text[begin : begin + 60]}"
    raise ValueError(msg)


def _signs(text: str, begin: int = 0) -> list[tuple[int, str]]:
    """Return the brackets and commas of a text that stand in no quoted word."""
    found, is_quoted = [], False
    for place in range(begin, len(text)):
        sign = text[place]
        if sign == "'":
            is_quoted = not is_quoted
        elif not is_quoted and sign in "(),":
            found.append((place, sign))
    return found
