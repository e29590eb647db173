"""What is wrong or doubtful in a draft, where, and what can be done about it at a keystroke."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from servanda.agreement.check import check_agreement
from servanda.agreement.format import Edit
from servanda.errors import Place, Problem
from servanda.lsp.draft import Draft

_OFFERED: Final = re.compile(r"`([^`]+)`")


@dataclass(frozen=True)
class Fix:
    """A change that a hint proposes.

    Attributes:
        title: what it does, for a menu.
        edit: the change.
    """

    title: str
    edit: Edit


def problems_of(draft: Draft, *, is_thorough: bool = True) -> tuple[Problem, ...]:
    """Return all problems of a draft, in the order of the file, as `servanda check` does.

    Args:
        draft: the file.
        is_thorough: also what shows only once all clauses are held against each other and laid out
            in time: some seconds for 200 clauses.
    """
    agreement, problems = draft.read
    if agreement is not None and is_thorough:
        problems = (*problems, *check_agreement(agreement))
    return tuple(dict.fromkeys(problems))


def span_of(draft: Draft, place: Place) -> tuple[int, int]:
    """Return the offsets of a place; of a whole line, its text; of a whole file, its first line."""
    line = min(max(1, place.line), draft.text.count("\n") + 1)
    start = draft.source.offset_of(line)
    text = draft.source.line_text(line)
    if not place.column:
        return start, start + len(text)
    begin = start + min(place.column - 1, len(text))
    return begin, max(begin, min(begin + place.length, start + len(text)))


def fixes_of(draft: Draft, problem: Problem) -> list[Fix]:
    """Return the changes that a hint `did you mean ...?` proposes.

    Args:
        draft: the file.
        problem: one of its problems.
    """
    if not problem.hint.startswith("did you mean") or not problem.places:
        return []
    start, end = span_of(draft, problem.places[0])
    written = draft.text[start:end]
    if not problem.places[0].column or f"`{written}`" not in problem.message:
        return []
    return [
        Fix(f"write `{name}`", Edit(start, end, _cased(written, name)))
        for name in _OFFERED.findall(problem.hint)
    ]


def _cased(written: str, name: str) -> str:
    return name[:1].upper() + name[1:] if written[:1].isupper() else name
