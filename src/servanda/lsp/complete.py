"""What may be written next: only what the parser accepts at that point of the sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from servanda.agreement.keywords import LENGTHS, ROLES, SIZES, TIME_UNITS
from servanda.agreement.lexer import Token, read_tokens
from servanda.agreement.parser import expected_after
from servanda.lsp.draft import DECLARED, WORDS, Draft

LONGEST: Final = 5
"""Words of a phrase that may have been typed already."""
_LOOKED_AT: Final = 2_000
"""Characters of a sentence before the cursor that are read; a longer one is no sentence."""

BY_FOLLOWER: Final[dict[str, tuple[str, ...]]] = {
    "PREP": tuple(ROLES),
    "TO_ACTOR": ("to",),
    "FROM_ACTOR": ("from",),
    "BY_ACTOR": ("by",),
    "WITH_ACTOR": ("with",),
    "ON_LIST": ("on",),
    "IN_PHASE": ("in",),
    "FOR_DUR": ("for",),
    "WITHIN_LEN": ("within",),
    "BETWEEN_PLACE": ("between",),
    "SIZE_OVER": ("over", "under"),
    "ONLY_Q": ("only",),
    "LEAD": ("at least",),
    "TIMES": ("once", "twice", "at least once", "at most once"),
    "STAGE": ("and",),
    "PART_AND": ("and",),
    "LENGTH": tuple(LENGTHS),
    "TUNIT": tuple(TIME_UNITS),
    "SIZE": tuple(SIZES),
}
"""Class that the tokeniser gives a word by what follows it, or a table: its words."""
_TURNING: Final = (
    "50", "5 days before", "5 km of", "km of", "100 mm", "at least 5", "each day", "hours",
    "hours before", "before", "times each day",
)  # fmt: skip
_JOINING: Final = frozenset(("AND", "OR"))
_WAYS: Final = ("against", "or against", "from or against")
EXAMPLES: Final[dict[str, tuple[str, ...]]] = {
    "DAY": ("day 1",),
    "WEEK": ("week 1",),
    "DPLUS": ("D+1",),
    "CLOCK": ("12:00",),
    "YEAR": (),
    "DATE": (),
    "NUMBER": (),
    "PERCENT": (),
}
"""Class that is written in digits: examples of it."""


@dataclass(frozen=True)
class Offer:
    """Something that may be written.

    Attributes:
        text: as it would stand in the sentence.
        kind: `actor`, `area` ..., `act` ..., `keyword`, `value`, `clause` or `key`.
        start: offset from which it replaces what was typed.
        name: canonical name, if the text is one form of it.
    """

    text: str
    kind: str
    start: int
    name: str = ""


def complete_sentence(draft: Draft, offset: int) -> list[Offer]:
    """Return what may stand at an offset of a block of terms.

    Args:
        draft: the file.
        offset: of the cursor.
    """
    begin = _begin_of_sentence(draft.text, offset)
    if begin is None:
        return []
    before = draft.text[begin:offset]
    if bracket := re.search(r"\[[^\]\n]*$", before):
        start = begin + bracket.start() + 1
        typed = before[bracket.start() + 1 :]
        return [Offer(x, "clause", start) for x in draft.labels if x.startswith(typed)]
    if len(before) > _LOOKED_AT or before.lstrip().lower().startswith("not checked:"):
        return []
    return complete_text(draft, *_inside_reading(before, begin))


def complete_text(draft: Draft, text: str, begin: int = 0) -> list[Offer]:
    """Return what may follow the beginning of a sentence.

    Args:
        draft: the file whose names are known.
        text: of the sentence so far, without its label.
        begin: its offset.
    """
    return _Offers(draft, text, begin).all()


def _begin_of_sentence(text: str, offset: int) -> int | None:
    """Return where the sentence round an offset begins, after its label, or None."""
    labels = list(re.finditer(r"^[ \t]*\[[^\]\n]*\]", text[:offset], re.MULTILINE))
    labels += list(re.finditer(r"(?<=\.)[ \t]+\[[^\]\n]*\]", text[:offset]))
    if not labels:
        return None
    begin = max(match.end() for match in labels)
    rest = text[begin:offset]
    is_over = re.search(r"\.(?:\s|$)(?!\d)", rest) or re.search(r"\n[ \t]*\n", rest)
    return None if is_over else begin


def _inside_reading(before: str, begin: int) -> tuple[str, int]:
    """Return the text and begin of the sentence in quotation marks of a reading."""
    inner = re.match(r"\s*reading\s+of\s+\[[^\]\n]*\]\s*:\s*[\"“«]", before, re.IGNORECASE)
    return (before[inner.end() :], begin + inner.end()) if inner else (before, begin)


class _Offers:
    """Finds what may follow the beginning of a sentence."""

    def __init__(self, draft: Draft, text: str, begin: int) -> None:
        self.draft = draft
        self.text = text
        self.begin = begin

    def all(self) -> list[Offer]:
        """Return the offers: each text once, the longest typed phrase first."""
        found: dict[str, Offer] = {}
        for prefix, typed in self._splits():
            for offer in self._after(prefix, typed):
                found.setdefault(offer.text, offer)
        return list(found.values())

    def _splits(self) -> Iterator[tuple[str, str]]:
        """Yield the sentence before, and the words typed of a phrase that is not complete."""
        starts = [match.start() for match in re.finditer(r"\S+", self.text)]
        is_open = bool(self.text) and not self.text[-1].isspace()
        for start in starts[-LONGEST:]:
            yield (
                self.text[:start],
                " ".join(self.text[start:].lower().split()) + ("" if is_open else " "),
            )
        if not is_open:
            yield self.text, ""

    def _after(self, prefix: str, typed: str) -> Iterator[Offer]:
        start = self.begin + len(prefix)
        for text, kind, name in self._fitting(prefix, typed):
            if text.lower().startswith(typed) and text.lower() != typed.rstrip():
                shown = text[:1].upper() + text[1:] if not prefix.strip() else text
                yield Offer(shown, kind, start, name)

    def _fitting(self, prefix: str, typed: str) -> Iterator[tuple[str, str, str]]:
        accepted = self._accepted(prefix)
        if not accepted:
            return
        for phrase, kind, name in self.draft.known:
            if kind in accepted and phrase.startswith(typed):
                yield phrase, DECLARED.get(kind) or WORDS.get(kind, "keyword"), name
        for kind in accepted & BY_FOLLOWER.keys():
            yield from ((word, "keyword", "") for word in BY_FOLLOWER[kind])
        for kind in accepted & EXAMPLES.keys():
            yield from ((word, "value", "") for word in EXAMPLES[kind])
        if "LABEL" in accepted:
            yield from ((f"[{label}]", "clause", label) for label in self.draft.labels)

    def _accepted(self, prefix: str) -> frozenset[str]:
        """Return the classes that may follow, however the words before are to be read."""
        if not prefix.strip():
            return expected_after([])
        return frozenset().union(*self._after_readings(prefix))

    def _after_readings(self, prefix: str) -> Iterator[frozenset[str]]:
        """Yield what may follow each way in which the words of a prefix can be read.

        What stands next can turn the words before it: `on` a list is not `on` a day.
        """
        is_joined: dict[tuple[Token, ...], bool] = {}
        for follower in ("", *_followers(self.draft)):
            tokens = read_tokens(f"{prefix} {follower}", 0, self.draft.phrases) or []
            kept = tuple(token for token in tokens if token.start < len(prefix))
            is_cut = bool(kept) and kept[-1].start + len(kept[-1].text) > len(prefix)
            if not is_cut and not any(token.is_unknown for token in kept):
                # A comma is left out before `or`, and only there.
                is_joined[kept] = is_joined.get(kept, True) and follower.startswith("or ")
        for kept, is_before_or in is_joined.items():
            found = expected_after(list(kept))
            yield found & _JOINING if is_before_or else found


def _followers(draft: Draft) -> list[str]:
    """Return phrases that turn the words before them, one for each way."""
    wanted = ("AREA", "PARTY", "LIST", "PHASE", "THING", "ADJ", "ACT", "MANNER")
    samples = [draft.samples[kind] for kind in wanted if kind in draft.samples]
    lists = [f"{sample} and {sample}" for sample in (*samples, "[x]")]
    thing = draft.samples.get("THING", "")
    lists += [f"all {thing} and all {thing}", f"{thing} and all {thing}"]
    ways = [f"{way} {draft.samples.get('AREA', '')}" for way in _WAYS]
    return [*samples, *_TURNING, *ways, *lists]
