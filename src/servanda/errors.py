"""The exception tree and the shape of every message.

    ServandaError
    ├── AgreementError    the agreement file is wrong       (also ValueError)
    ├── EvidenceError     a table of evidence is wrong      (also ValueError)
    ├── UsageError        the request makes no sense        (also ValueError)
    ├── EngineError       the engine failed                 (also RuntimeError)
    └── MissingExtraError an optional package is missing    (also ImportError)

An exception carries all `Problem`s of a file at once. A problem is plain data: code, text,
places, at most one hint. The codes live in `catalogue.py`, each with its page in the docs.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Severity = Literal["error", "warning", "remark"]


@dataclass(frozen=True, order=True)
class Place:
    """A place in a file, shown under a message.

    Attributes:
        file: path as the user gave it.
        line: 1-based line, 0 when the whole file is meant.
        column: 1-based column in characters, 0 when the whole line (or, in a table, row) is meant.
        length: number of characters to underline, at least 1 when `column` is set.
        text: the line itself, without its line break.
        caption: what this place has to do with the message; empty for the main place.
    """

    file: str
    line: int = 0
    column: int = 0
    length: int = 1
    text: str = ""
    caption: str = ""

    def __str__(self) -> str:
        """Return `file:line:column`, leaving out what is not known."""
        known = [str(number) for number in (self.line, self.column) if number]
        return ":".join([self.file, *known])


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, or worth a warning.

    Attributes:
        code: stable code, `SV` and three digits.
        message: one plain sentence without a full stop, words of the user in backticks.
        places: main place first; a contradiction has two.
        hint: one action the user can take; empty if there is none.
        severity: `error` stops the command, `warning` does not, a `remark` only tells.
        name: the short name of the check, such as `E-NUMBER`; empty if it has none.
        notes: further sentences, such as a counterexample; each a line of its own.
    """

    code: str
    message: str
    places: tuple[Place, ...] = ()
    hint: str = ""
    severity: Severity = "error"
    name: str = ""
    notes: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the problem as JSON-ready data."""
        return {
            "code": self.code,
            "name": self.name,
            "severity": self.severity,
            "message": self.message,
            "hint": self.hint,
            "notes": list(self.notes),
            "places": [
                {
                    "file": p.file,
                    "line": p.line,
                    "column": p.column,
                    "text": p.text,
                    "caption": p.caption,
                }
                for p in self.places
            ],
        }

    def __str__(self) -> str:
        """Return the message as it is shown on a terminal without colour."""
        return show_problem(self)


def show_problem(problem: Problem) -> str:
    """Return a problem as text: what is wrong, where, the line itself, at most one hint."""
    name = f" {problem.name}" if problem.name else ""
    lines = [f"{problem.severity}[{problem.code}]{name}: {problem.message}"]
    for place in problem.places:
        caption = f"  ({place.caption})" if place.caption else ""
        lines.append(f"  {place}{caption}")
        if place.text:
            lines.append(f"    {place.text}")
            if place.column:
                lines.append("    " + " " * (place.column - 1) + "^" * max(1, place.length))
    lines += [f"  {note}" for note in problem.notes]
    if problem.hint:
        lines.append(f"hint: {problem.hint}")
    return "\n".join(lines)


@dataclass(eq=False)
class ServandaError(Exception):
    """Base of all errors that this package raises on purpose.

    Attributes:
        problems: everything that is wrong, in the order of the file.
        details: facts for a bug report (SQL, versions), never part of the message.
    """

    problems: tuple[Problem, ...]
    details: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        """Return all problems, one after the other."""
        return "\n\n".join(show_problem(problem) for problem in self.problems)

    @property
    def code(self) -> str:
        """Return the code of the first problem."""
        return self.problems[0].code if self.problems else ""

    def to_dict(self) -> dict[str, Any]:
        """Return the error as JSON-ready data, without its details."""
        return {"errors": [problem.to_dict() for problem in self.problems]}


class AgreementError(ServandaError, ValueError):
    """The agreement file is wrong."""


class EvidenceError(ServandaError, ValueError):
    """A table of evidence is wrong as a whole (a single bad row is rejected and kept)."""


class UsageError(ServandaError, ValueError):
    """The request makes no sense: an unknown clause, an instant that cannot be read."""


class EngineError(ServandaError, RuntimeError):
    """The engine failed; the SQL and the engine's words are in `details`."""


class MissingExtraError(ServandaError, ImportError):
    """An optional package is needed for what was asked; the hint names the extra."""


def problem_error(
    kind: type[ServandaError], code: str, message: str, hint: str = "", **details: object
) -> ServandaError:
    """Return an error of one problem without a place in a file."""
    return kind((Problem(code, message, hint=hint),), dict(details))
