"""The blocks of terms of a file in canonical form; everything else byte for byte as it was.

One sentence, one line: a changed sentence is a changed line, so that a lawyer can compare versions.
The words are those of `wording.canonical_text`. A sentence stays as it is wherever its canonical
text would not be read as the very same clause.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from servanda.agreement.document import Document, Sentence, read_document
from servanda.agreement.model import Agreement, ReadingClause
from servanda.agreement.reading import parse_agreement
from servanda.agreement.schema import meaning
from servanda.agreement.source import Source
from servanda.agreement.wording import canonical_text
from servanda.errors import Problem

_FENCE_LINE = re.compile(r"^([ ]{0,3})(?:`{3,}|~{3,})", re.MULTILINE)
_BEFORE_CLOSING = re.compile(r"\s*\n(?=[ ]{0,3}(?:`{3,}|~{3,})[ \t]*(?:\n|$))")


@dataclass(frozen=True)
class Edit:
    """A piece of text put in the place of another.

    Attributes:
        start, end: offsets in characters, half-open.
        text: what stands there afterwards.
    """

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Formatted:
    """A file in canonical form.

    Attributes:
        text: of the whole file.
        edits: what was changed, in the order of the file.
        kept: labels of sentences that could be read but keep their own words.
        problems: what the file said before; sentences with an error are left alone.
    """

    text: str
    edits: tuple[Edit, ...] = ()
    kept: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def format_agreement(
    text: str,
    file: str = "agreement.md",
    geojson: Mapping[str, str] | None = None,
    parsed: tuple[Agreement | None, tuple[Problem, ...]] | None = None,
    keeps_words: bool = False,
) -> Formatted:
    """Return the text of an agreement with every sentence in canonical form.

    Formatting twice changes nothing more. Front matter, prose and their line ends stay as they are.

    Args:
        text: of the file.
        file: its name, for messages.
        geojson: text of each file of areas that it names, by path as written.
        parsed: what `parse_agreement` gives for the text, where it is at hand.
        keeps_words: only lines and white space are put in order.
    """
    lines = _Lines(text)
    agreement, problems = parsed or parse_agreement(lines.text, file, geojson)
    if agreement is None:
        return Formatted(text, problems=problems)
    document = read_document(Source(file, lines.text))
    sentences = [s for s in document.sentences if _is_whole(lines.text, s)]
    wanted = _wanted(agreement, sentences)
    own = {sentence.label: _own_words(sentence) for sentence in sentences}
    wanted = {label: own[label] for label in wanted} if keeps_words else wanted
    new = {label: line for label, line in wanted.items() if line != own[label]}
    again = _read_again(lines.text, document, agreement, new, geojson) if new else None
    kept = tuple(label for label in new if not _is_same(agreement, again, label, new[label]))
    wanted |= {label: own[label] for label in kept}
    edits = [lines.edit(edit) for edit in _edits(lines.text, document.sentences, wanted)]
    changed = tuple(edit for edit in edits if text[edit.start : edit.end] != edit.text)
    return Formatted(_applied(text, changed), changed, kept, problems)


def _read_again(
    text: str,
    document: Document,
    agreement: Agreement,
    new: Mapping[str, str],
    geojson: Mapping[str, str] | None,
) -> Agreement | None:
    """Return the agreement of the new lines alone, with the clauses that they are readings of."""
    readings = (agreement.clause(label) for label in new)
    bases = {clause.base for clause in readings if isinstance(clause, ReadingClause)}
    block = {clause.label: "" for clause in agreement.clauses if clause.label in bases | new.keys()}
    block |= {s.label: _own_words(s) for s in document.sentences if s.label in bases}
    block |= new
    start = document.front[1] if document.front else 0
    lines = "\n\n".join(block.values())
    return parse_agreement(f"{text[:start]}---\n```terms\n{lines}\n```\n", "", geojson)[0]


def _is_whole(text: str, sentence: Sentence) -> bool:
    """Return whether a sentence ends as it must; one that does not may not be finished."""
    end = _end_of(text, sentence)
    return text[end - 1 : end] == "." or sentence.text.endswith('."')


def _wanted(agreement: Agreement, sentences: list[Sentence]) -> dict[str, str]:
    """Return the canonical line of every sentence that could be read, by label."""
    count = Counter(sentence.label for sentence in sentences)
    return {
        clause.label: canonical_text(clause, agreement.vocabulary)
        for clause in agreement.clauses
        if count[clause.label] == 1
    }


def _is_same(agreement: Agreement, again: Agreement | None, label: str, line: str) -> bool:
    """Return whether a canonical line is read as the same clause, and is canonical itself."""
    before = agreement.clause(label)
    after = again.clause(label) if again is not None else None
    if before is None or after is None or meaning(before) != meaning(after):
        return False
    return canonical_text(after, agreement.vocabulary) == line


def _own_words(sentence: Sentence) -> str:
    return f"[{sentence.label}] {' '.join(sentence.text.split())}."


# ---- edits ------------------------------------------------------------------------------------


def _edits(text: str, sentences: list[Sentence], wanted: Mapping[str, str]) -> Iterator[Edit]:
    """Yield the new text of each sentence, and of the white space round it."""
    last_end = 0
    indent = ""
    is_last_ours = False
    for sentence in sentences:
        is_ours = sentence.label in wanted
        between = text[last_end : sentence.label_start]
        is_same_block = not between.strip() and last_end > 0
        if not is_same_block:
            indent = _indent_above(text, sentence.label_start)
            yield from _closed(text, last_end, is_last_ours)
        if is_ours and (is_last_ours or not is_same_block):
            gap = re.search(r"\s*$", between)
            start = last_end + (gap.start() if gap else 0)
            is_apart = is_same_block and between.count("\n") > 1
            yield Edit(start, sentence.label_start, ("\n\n" if is_apart else "\n") + indent)
        last_end = _end_of(text, sentence)
        if is_ours:
            yield Edit(sentence.label_start, last_end, wanted[sentence.label])
        is_last_ours = is_ours
    yield from _closed(text, last_end, is_last_ours)


def _closed(text: str, end: int, is_ours: bool) -> Iterator[Edit]:
    """Yield the white space between the last sentence of a block and its closing fence."""
    gap = _BEFORE_CLOSING.match(text, end) if is_ours else None
    if gap:
        yield Edit(gap.start(), gap.end(), "\n")


def _indent_above(text: str, at: int) -> str:
    """Return how far the fence above is indented: in a list, the sentences must be so too."""
    found = [match[1] for match in _FENCE_LINE.finditer(text, 0, at)]
    return found[-1] if found else ""


def _end_of(text: str, sentence: Sentence) -> int:
    end = sentence.start + len(sentence.text)
    stop = re.compile(r"\s*\.").match(text, end)
    return stop.end() if stop and not sentence.text.endswith('."') else end


def _applied(text: str, edits: list[Edit] | tuple[Edit, ...]) -> str:
    parts = []
    at = 0
    for edit in edits:
        parts += [text[at : edit.start], edit.text]
        at = edit.end
    return "".join([*parts, text[at:]])


class _Lines:
    """A text with single line feeds, and the way back to the text as it was."""

    def __init__(self, text: str) -> None:
        self.shift = len(text) - len(text.removeprefix("\ufeff"))
        body = text[self.shift :]
        self.text = body.replace("\r\n", "\n").replace("\r", "\n")
        # Offsets, in the short text, of line ends that take two characters.
        self.double = [m.start() - i for i, m in enumerate(re.finditer("\r\n", body))]
        self.body = body

    def offset(self, at: int) -> int:
        """Return where a character stands in the text as it was."""
        return at + bisect_left(self.double, at) + self.shift

    def edit(self, edit: Edit) -> Edit:
        """Return an edit of the text as it was, with the line ends of its place."""
        start, end = self.offset(edit.start), self.offset(edit.end)
        line_end = re.compile("\r\n|\r|\n").search(self.body, start - self.shift)
        text = edit.text.replace("\n", line_end[0] if line_end else "\n")
        return Edit(start, end, text)
