"""The Markdown file of an agreement: front matter, prose, and blocks of terms with their places."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from servanda.agreement.source import Source

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})\s*([^`]*)$")
_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$")
_LABEL = re.compile(r"\[([^\]\n]*)\]")
_GOOD_LABEL = re.compile(r"[^\W_][\w-]*(?:/[^\W_][\w-]*)?")
_END = re.compile(r"\.(?=\s|$)")
_NOTE_END = re.compile(r"\.[ \t]*(?=\n[ \t]*(?:\[|\n)|\n?\s*$)")
_NEXT = re.compile(r"\n(?=[ \t]*(?:\n|\[))")


@dataclass(frozen=True)
class Sentence:
    """One sentence of a terms block.

    Attributes:
        label: without brackets.
        label_start: offset of its `[`.
        text: what follows the label, without the full stop.
        start: offset of `text`.
        words: text of the agreement beside its block.
        heading: nearest heading above.
    """

    label: str
    label_start: int
    text: str
    start: int
    words: str = ""
    heading: str = ""


@dataclass
class Section:
    """A piece of prose, as `model.Prose`, while it is being read."""

    heading: str
    level: int
    line: int
    lines: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)


@dataclass
class Document:
    """The parts of the file.

    Attributes:
        front: offsets of the text of the front matter; None: there is none.
        sentences: in the order of the file.
        sections: prose, in the order of the file.
    """

    front: tuple[int, int] | None
    sentences: list[Sentence]
    sections: list[Section]


def read_document(source: Source) -> Document:
    """Return the parts of the file; what is wrong with its shape goes to the source's problems."""
    front, body_line = _find_front(source)
    document = Document(front, [], [])
    _Body(source, document).read(body_line)
    return document


def _find_front(source: Source) -> tuple[tuple[int, int] | None, int]:
    """Return the offsets of the front matter and the line at which the body begins."""
    lines = source.text.split("\n")
    first = next((i for i, line in enumerate(lines) if line.strip()), None)
    if first is None or lines[first].rstrip() != "---":
        source.report(
            "SV102",
            "the file does not begin with front matter",
            source.place(0 if first is None else source.offset_of(first + 1)),
            "begin it with a line `---`, then `title: ...`, and a second line `---`",
        )
        return None, 1
    for index in range(first + 1, len(lines)):
        if lines[index].rstrip() in {"---", "..."}:
            _report_second(source, lines, index)
            return (source.offset_of(first + 2), source.offset_of(index + 1)), index + 2
    source.report(
        "SV102",
        "the front matter is not closed",
        source.place(source.offset_of(first + 1), 3),
        "end it with a line `---`",
    )
    return None, len(lines) + 1


def _report_second(source: Source, lines: list[str], end: int) -> None:
    after = next((i for i in range(end + 1, len(lines)) if lines[i].strip()), None)
    if after is None or lines[after].rstrip() != "---" or after + 1 >= len(lines):
        return
    if re.match(r"[\w ]+:(\s|$)", lines[after + 1]):
        source.report(
            "SV102",
            "there is a second front matter",
            source.place(source.offset_of(after + 1), 3),
            "put all keys into the first",
        )


class _Body:
    """Reads prose and blocks line by line."""

    def __init__(self, source: Source, document: Document) -> None:
        self.source = source
        self.document = document
        self.section = Section("", 0, 1)
        document.sections.append(self.section)
        self.beside: list[str] = []  # prose lines since the last heading or block
        self.words = ""  # what stands beside the current block

    def read(self, first: int) -> None:
        """Read from a 1-based line to the end."""
        lines = self.source.text.split("\n")
        index = first - 1
        while index < len(lines):
            fence = _FENCE.match(lines[index])
            if fence:
                index = self._read_block(lines, index, fence)
                continue
            self._read_prose(lines[index], index + 1)
            index += 1

    def _read_prose(self, line: str, number: int) -> None:
        heading = _HEADING.match(line)
        if heading:
            self.section = Section(heading[2] or "", len(heading[1]), number)
            self.document.sections.append(self.section)
            self.beside, self.words = [], ""
            return
        if self.section.labels and line.strip():
            # Prose below a block is a piece of its own, so that each block follows its own text.
            self.section = Section(self.section.heading, self.section.level, number)
            self.document.sections.append(self.section)
        self.section.lines.append(line)
        self.beside.append(line)

    def _read_block(self, lines: list[str], opening: int, fence: re.Match[str]) -> int:
        """Read a fenced block and return the line index after it."""
        info = fence[2].split()
        closing = re.compile(rf" {{0,3}}{fence[1][0]}{{{len(fence[1])},}}\s*$")
        end = opening + 1
        while end < len(lines) and not closing.match(lines[end]):
            end += 1
        is_closed = end < len(lines)
        is_terms = bool(info) and info[0].lower() == "terms"
        if not is_closed:
            self.source.report(
                "SV106",
                "this block is not closed",
                self.source.place(self.source.offset_of(opening + 1), len(lines[opening])),
                f"end it with a line {fence[1]}",
            )
            end = next((i for i in range(opening + 1, len(lines)) if _HEADING.match(lines[i])), end)
        if is_terms:
            self._read_terms(opening + 2, end + 1)
        else:
            last = end + is_closed
            self.section.lines += lines[opening:last]
            self.beside += [""]
        return end + is_closed

    def _read_terms(self, first: int, last: int) -> None:
        """Read the sentences between two 1-based lines (the last excluded)."""
        words = _words_beside(self.beside)
        self.words = words or self.words
        self.beside = []
        if first >= last:
            return
        start = self.source.offset_of(first)
        end = self.source.offset_of(last - 1) + len(self.source.line_text(last - 1))
        for sentence in _Splitter(self.source, start, end).split():
            self.section.labels.append(sentence.label)
            self.document.sentences.append(
                Sentence(
                    sentence.label,
                    sentence.label_start,
                    sentence.text,
                    sentence.start,
                    self.words,
                    self.section.heading,
                )
            )


def _words_beside(lines: list[str]) -> str:
    """Return the quotations since the last block or heading, else the last paragraph."""
    paragraphs: list[tuple[bool, list[str]]] = []
    is_open = False
    for line in lines:
        text = line.strip()
        is_quotation = text.startswith(">")
        text = text.lstrip("> ").strip() if is_quotation else text
        if not text:
            is_open = False
            continue
        if not is_open or paragraphs[-1][0] != is_quotation:
            paragraphs.append((is_quotation, []))
        paragraphs[-1][1].append(text)
        is_open = True
    quotations = [p for p in paragraphs if p[0]]
    chosen = quotations or paragraphs[-1:]
    return "\n".join(" ".join(p[1]) for p in chosen)


class _Splitter:
    """Cuts a block into sentences; each mistake costs one sentence only."""

    def __init__(self, source: Source, start: int, end: int) -> None:
        self.source = source
        self.text = source.text
        self.at = start
        self.end = end

    def split(self) -> list[Sentence]:
        """Return the sentences of the block that have a label."""
        found = []
        while self._skip_space():
            label = _LABEL.match(self.text, self.at, self.end)
            if label is None:
                self._skip_stray()
                continue
            sentence = self._read(label)
            if sentence is not None:
                found.append(sentence)
        return found

    def _skip_space(self) -> bool:
        while self.at < self.end and self.text[self.at].isspace():
            self.at += 1
        return self.at < self.end

    def _skip_stray(self) -> None:
        start = self.at
        line_end = self.text.find("\n", start, self.end)
        self.at = line_end if line_end >= 0 else self.end
        self.source.report(
            "SV107",
            "a sentence begins with its label",
            self.source.place(start, self.at - start),
            "write `[name]` before it; the next line of a long sentence is not empty",
        )

    def _read(self, label: re.Match[str]) -> Sentence | None:
        name = label[1].strip()
        begin = label.end()
        is_note = self.text.startswith("not checked:", self._next_word(begin))
        finish = self._find_end(begin, is_note=is_note)
        end, self.at = finish
        start = self._next_word(begin)
        body = self.text[start:end].rstrip() if end > start else ""
        if not _GOOD_LABEL.fullmatch(name):
            self.source.report(
                "SV107",
                f"`[{name}]` is no label",
                self.source.place(label.start(), len(label[0])),
                "use letters, digits and hyphens; a reading is `[clause/name]`",
            )
            return None
        if not body:
            self.source.report("SV107", f"nothing follows the label `[{name}]`",
                               self.source.place(label.start(), len(label[0])))  # fmt: skip
            return None
        return Sentence(name, label.start(), body, start)

    def _next_word(self, at: int) -> int:
        while at < self.end and self.text[at].isspace():
            at += 1
        return at

    def _find_end(self, begin: int, *, is_note: bool) -> tuple[int, int]:
        """Return the offset of the full stop and the offset after it; report a missing one."""
        limit = self._find_next(begin)
        pattern = _NOTE_END if is_note else _END
        stop = pattern.search(self.text, begin, limit)
        if stop is None and is_note:
            stop = _END.search(self.text, begin, limit)
        if stop is not None:
            return stop.start(), stop.start() + 1
        quoted = self.text[begin:limit].rstrip()
        if quoted.endswith('."'):
            return begin + len(quoted), begin + len(quoted)
        self.source.report(
            "SV108",
            "the sentence has no full stop",
            self.source.place(max(begin, begin + len(quoted) - 1)),
            "end every sentence with a full stop",
        )
        return limit, limit

    def _find_next(self, begin: int) -> int:
        """Return where the sentence must have ended: an empty line, or a label that begins a line.

        A label may begin a line inside a sentence only after `and`, `or`, a comma, `of`, `if`.
        """
        at = begin
        while found := _NEXT.search(self.text, at, self.end):
            line = self.text[max(begin, found.start() - 40) : found.start()].rstrip()
            if re.search(r"(?:\b(?:and|or|of|if|after|before|until|from|when|while|by)|,)$", line):
                at = found.end()
                continue
            return found.start()
        return self.end
