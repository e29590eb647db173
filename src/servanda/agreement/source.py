"""The text of an agreement file, with positions and the problems found in it."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

from servanda.agreement.codes import severity_of
from servanda.errors import Place, Problem

MAX_SHOWN = 300
"""Characters of a line that a message shows; longer lines are cut."""


@dataclass
class Source:
    """A file as text.

    Attributes:
        file: path as the user gave it.
        text: without carriage returns and byte order mark.
        problems: everything found so far, in the order of discovery.
    """

    file: str
    text: str
    problems: list[Problem] = field(default_factory=list)
    _starts: list[int] = field(default_factory=list, repr=False)

    def __post_init__(self) -> None:
        """Note where each line begins."""
        start = 0
        self._starts = [0]
        while (start := self.text.find("\n", start) + 1) > 0:
            self._starts.append(start)

    def line_of(self, offset: int) -> int:
        """Return the 1-based line of a character offset."""
        return bisect_right(self._starts, offset)

    def offset_of(self, line: int) -> int:
        """Return the offset of the first character of a 1-based line."""
        return self._starts[min(line, len(self._starts)) - 1]

    def line_text(self, line: int) -> str:
        """Return a 1-based line without its line break."""
        start = self.offset_of(line)
        end = self.text.find("\n", start)
        return self.text[start : end if end >= 0 else len(self.text)]

    def place(self, offset: int, length: int = 1, caption: str = "") -> Place:
        """Return a place for a message; on a very long line only its beginning is shown."""
        line = self.line_of(offset)
        column = offset - self.offset_of(line) + 1
        text = self.line_text(line)
        if column + length > MAX_SHOWN:
            return Place(self.file, line, column, 1, "", caption)
        length = max(1, min(length, len(text) - column + 1))
        return Place(self.file, line, column, length, text[:MAX_SHOWN], caption)

    def report(self, code: str, message: str, place: Place, hint: str = "", name: str = "") -> None:
        """Add a problem; its severity is that of its code."""
        problem = Problem(code, message, (place,), hint, severity_of(code), name)
        if problem not in self.problems[-3:]:
            self.problems.append(problem)
