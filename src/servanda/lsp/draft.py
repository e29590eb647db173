"""An agreement while it is being written: its text, and whatever can be read of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from servanda.agreement import parse_agreement
from servanda.agreement.document import Document, Sentence, read_document
from servanda.agreement.front import FrontMatter
from servanda.agreement.frontmatter import read_front_matter
from servanda.agreement.keywords import KEYWORDS
from servanda.agreement.model import Agreement
from servanda.agreement.names import Phrases, build_phrases
from servanda.agreement.source import Source
from servanda.agreement.yaml_nodes import Node, read_nodes
from servanda.errors import Problem

_TERMS: Final = re.compile(r"^ {0,3}(?:`{3,}|~{3,})\s*terms\b", re.MULTILINE | re.IGNORECASE)
_FRONT: Final = re.compile(r"\s*---[ \t]*\n")
_OPENING: Final = re.compile(r"^ {0,3}(`{3,}|~{3,})\s*(\S*)[^\n`]*$", re.MULTILINE)

DECLARED: Final = {
    "AREA": "area", "LIST": "list", "TABLE": "table", "PHASE": "phase", "OWN": "own",
    "PARTY": "actor",
}  # fmt: skip
WORDS: Final = {
    "ACT": "act", "DOES": "act", "DOING": "act", "DONE": "act", "THING": "thing",
    "ADJ": "adjective", "STATE": "state", "MANNER": "manner",
}  # fmt: skip
"""Terminal of the grammar to what it names: names of the agreement, words of the vocabulary."""


def normal(text: str) -> str:
    """Return a text with single line feeds and without a byte order mark, as it is read."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def is_agreement(text: str, path: str = "") -> bool:
    """Return whether a Markdown text is meant as an agreement.

    Args:
        text: of the file.
        path: of the file; `agreement.md` always is one.
    """
    if path.replace("\\", "/").rsplit("/", 1)[-1] == "agreement.md":
        return True
    return bool(_FRONT.match(normal(text)) and _TERMS.search(text))


@dataclass(frozen=True)
class Draft:
    """A text as it stands now; everything is read on first use and kept.

    Attributes:
        text: with single line feeds (`normal`).
        path: of the file, for messages.
        geojson: text of each file of areas that it names.
    """

    text: str
    path: str = "agreement.md"
    geojson: Mapping[str, str] = field(default_factory=dict, hash=False)

    @cached_property
    def source(self) -> Source:
        """The text with its lines; its problems are those of reading the shape of the file."""
        return Source(self.path, self.text)

    @cached_property
    def document(self) -> Document:
        """Front matter, sentences and prose."""
        return read_document(self.source)

    @cached_property
    def root(self) -> Node | None:
        """The front matter as nodes; None if it cannot be read."""
        front = self.document.front
        return read_nodes(self.source, *front) if front else None

    @cached_property
    def front(self) -> FrontMatter | None:
        """What the front matter declares; None if it cannot be read."""
        if self.root is None:
            return None
        return read_front_matter(self.source, self.root, self.geojson)

    @cached_property
    def phrases(self) -> Phrases:
        """All words that a sentence may use; of a broken front matter, only the shipped ones."""
        front = self.front or FrontMatter()
        if self.front is None:
            from servanda.vocabulary import shipped_vocabulary

            front.vocabulary = shipped_vocabulary()
        return build_phrases(front.declared(), front.vocabulary)

    @cached_property
    def known(self) -> list[tuple[str, str, str]]:
        """Every known phrase with a class of the grammar and its name, declared names first."""
        rank = {kind: index for index, kind in enumerate(DECLARED)}
        return sorted(known_phrases(self.phrases), key=lambda p: rank.get(p[1], len(rank)))

    @cached_property
    def samples(self) -> dict[str, str]:
        """One phrase of each class of the grammar that the file can name."""
        return {kind: phrase for phrase, kind, _ in reversed(self.known)}

    @cached_property
    def read(self) -> tuple[Agreement | None, tuple[Problem, ...]]:
        """The agreement and the problems of its text."""
        return parse_agreement(self.text, self.path, self.geojson)

    @property
    def agreement(self) -> Agreement | None:
        """The agreement, without the sentences that cannot be read."""
        return self.read[0]

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """The labels of all sentences, in the order of the file, each once."""
        return tuple(dict.fromkeys(sentence.label for sentence in self.document.sentences))

    def sentence_at(self, offset: int) -> Sentence | None:
        """Return the sentence in which an offset stands, label and full stop included."""
        for sentence in self.document.sentences:
            if sentence.label_start <= offset <= sentence.start + len(sentence.text) + 1:
                return sentence
        return None

    def is_in_front(self, offset: int) -> bool:
        """Return whether an offset stands in the front matter."""
        front = self.document.front
        return front is not None and front[0] <= offset <= front[1]

    def is_in_terms(self, offset: int) -> bool:
        """Return whether an offset stands inside a block of terms, closed or not."""
        fence = ""
        is_terms = False
        for match in _OPENING.finditer(self.text, 0, offset):
            if match.end() >= offset:
                break
            if not fence:
                fence, is_terms = match[1], match[2].lower() == "terms"
            elif match[1].startswith(fence) and not match[2]:
                fence = ""
        return bool(fence) and is_terms


def known_phrases(phrases: Phrases) -> Iterator[tuple[str, str, str]]:
    """Yield every phrase with each class of the grammar that it may have, and its name.

    Args:
        phrases: of an agreement.
    """
    for by_words in phrases.by_first.values():
        for words, meanings in by_words.items():
            text = " ".join(words).replace(" 's ", "'s ")
            for meaning in meanings:
                if meaning.kind in DECLARED or meaning.kind in WORDS or text in KEYWORDS:
                    yield text, meaning.kind, meaning.name
