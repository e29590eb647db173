"""From the text of one sentence to tokens, each with the classes that it may have.

Phrases are taken by longest match. A preposition gets its class from the phrase after it; where a
phrase has two classes the parser's state decides, in the order given here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from servanda.agreement.names import Meaning, Phrases

MAX_TOKENS: Final = 400
"""A sentence of more is refused: it should be several."""

MAX_LENGTH: Final = 20_000
"""The same, in characters."""

_RAW = re.compile(
    r"(?P<LABEL>\[[^\]\n]*\])"
    r"|(?P<DATE>\d{4}-\d{2}-\d{2})(?![\w-])"
    r"|(?P<CLOCK>\d{1,2}:\d{2})(?![\w:])"
    r"|(?P<DPLUS>[Dd][+\-]\d+)(?!\w)"
    r"|(?P<NUMBER>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<SIGN>\s?%)?(?!\w)"
    r"|(?P<POSS>['’]s)(?!\w)"
    r"|(?P<WORD>and/or|\w[\w\-]*)"
    r"|(?P<COMMA>,)"
    r"|(?P<BAD>\S)",
)  # fmt: skip

_AHEAD: Final = 12
"""Phrases that the tokeniser looks ahead, so that no text takes long."""

DETERMINERS: Final = frozenset(
    ("THE", "A", "EACH", "ANY", "THE_OTHER", "ANOTHER", "NO", "ALL", "ITS", "ONLY")
)
_NOUNS = frozenset(("ADJ", "THING", "LIST"))
_TIME_PREPOSITIONS = frozenset(("BY", "BEFORE", "AFTER", "UNTIL", "ON", "BETWEEN", "WITHIN"))
_OPENINGS = frozenset(
    ("WHEN", "IF", "FOR_EACH", "BY", "ON", "BEFORE", "AFTER", "UNTIL", "FROM", "WITHIN", "CMP",
     "BETWEEN", "EVERY", "IN_ANY", "PERIOD", "WHILE", "AT_ONCE", "ROLE", "WORD")
)  # fmt: skip
"""What an opening may begin with; other sentences have none."""
_MAIN = frozenset(("MUST", "MUST_NOT", "MAY", "MUST_NEVER_HAVE", "IS_RELEASED_FROM"))
_LISTED = ("ACT", "AREA", "PARTY", "THING", "ADJ", "MANNER", "ROLE", "LABEL", "DOING")


@dataclass(frozen=True)
class Token:
    """A phrase of a sentence.

    Attributes:
        meanings: classes it may have, likeliest first; none: it may be left out.
        text: as written.
        start: offset in the file.
        may_be_dropped: a decoration: leave it out if no class fits.
    """

    meanings: tuple[Meaning, ...]
    text: str
    start: int
    may_be_dropped: bool = False

    @property
    def is_unknown(self) -> bool:
        """Return whether no class knows it."""
        return not self.meanings and not self.may_be_dropped


class _Phrase:
    """A phrase with the classes that its words alone may have."""

    __slots__ = ("kinds", "meanings", "start", "text", "word")

    def __init__(self, meanings: tuple[Meaning, ...], text: str, start: int) -> None:
        self.meanings = meanings
        self.text = text
        self.start = start
        self.word = text.lower()
        self.kinds = frozenset(meaning.kind for meaning in meanings)

    def name_of(self, kind: str) -> str:
        return next((m.name for m in self.meanings if m.kind == kind), "")


_NOTHING = _Phrase((), "", 0)
_LITTLE: Final = frozenset(("over", "under", "within", "between", "for", "in", "on", "only"))


def read_tokens(text: str, start: int, phrases: Phrases) -> list[Token] | None:
    """Return the tokens of a sentence, without its label and full stop; None: it is too long.

    Args:
        text: of the sentence.
        start: its offset in the file.
        phrases: what the agreement knows.
    """
    if len(text) > MAX_LENGTH:
        return None
    found = _read_phrases(text, start, phrases)
    if len(found) > MAX_TOKENS:
        return None
    reader = _Reader(found)
    tokens = [reader.token(index) for index in range(len(found))]
    return [token for token in tokens if token is not None]


# ---- phrases ----------------------------------------------------------------------------------


def _read_phrases(text: str, start: int, phrases: Phrases) -> list[_Phrase]:
    raws = list(_RAW.finditer(text))
    words = [_lower(raw) for raw in raws]
    found: list[_Phrase] = []
    index = 0
    while index < len(raws):
        raw = raws[index]
        length, meanings = _numbered(raws, words, index)
        if not length:
            length, meanings = phrases.match(words, index)
        if not length:
            length, meanings = 1, _plain(raw)
        end = raws[index + length - 1].end()
        found.append(_Phrase(tuple(meanings), text[raw.start() : end], start + raw.start()))
        index += length
    return found


def _lower(raw: re.Match[str]) -> str:
    if raw.lastgroup in {"LABEL", "BAD", "COMMA"}:
        return "\0"
    if raw["POSS"]:
        return "'s"
    return raw[0].lower()


def _numbered(raws: list[re.Match[str]], words: list[str], index: int) -> tuple[int, list[Meaning]]:
    """Return the class of `day 22`, `week 6`, `phase 2`."""
    kind = {"day": "DAY", "week": "WEEK", "phase": "PHASE"}.get(words[index])
    if kind is None or index + 1 == len(raws) or not words[index + 1].isdecimal():
        return 0, []
    number = str(int(words[index + 1]))
    return 2, [Meaning(kind, f"phase {number}" if kind == "PHASE" else number)]


def _plain(raw: re.Match[str]) -> list[Meaning]:
    """Return the class of a number, a date, a label; nothing for a word."""
    text = raw[0]
    if raw["NUMBER"]:
        return [Meaning("PERCENT" if raw["SIGN"] else "NUMBER", raw["NUMBER"].replace(",", ""))]
    if text.lower() == "then":
        return [Meaning("THEN", "then")]
    values = {
        "LABEL": text[1:-1].strip(),
        "DPLUS": text[1:],
        "COMMA": ",",
        "DATE": text,
        "CLOCK": text,
    }
    return [Meaning(kind, value) for kind, value in values.items() if raw[kind]]


# ---- classes ----------------------------------------------------------------------------------


class _Reader:
    """Gives each phrase its classes, by the phrases around it."""

    def __init__(self, phrases: list[_Phrase]) -> None:
        self.phrases = phrases
        self._lists: dict[int, bool] | None = None

    def at(self, index: int) -> _Phrase:
        return self.phrases[index] if 0 <= index < len(self.phrases) else _NOTHING

    def token(self, index: int) -> Token | None:
        """Return the token of one phrase; None if an earlier one took it in."""
        phrase = self.at(index)
        word = phrase.word
        if "THEN" in phrase.kinds or self._is_taken(index):
            return None
        if "COMMA" in phrase.kinds:
            return self._comma(index)
        if word in {"and", "or"}:
            return Token(self._joining(index), phrase.text, phrase.start)
        meanings = self._by_word(index, word) or self._by_kind(index)
        return Token(tuple(meanings), phrase.text, phrase.start)

    # -- what follows

    def _after_determiners(self, index: int) -> int:
        for _ in range(_AHEAD):
            if not self.at(index).kinds or not self.at(index).kinds <= DETERMINERS:
                break
            index += 1
        return index

    def _after_prepositions(self, index: int) -> int:
        """Return the index after `inside, from or against`."""
        for _ in range(_AHEAD):
            if not self.at(index).kinds & {"ROLE", "COMMA", "OR", "AND"}:
                break
            index += 1
        return index

    def _names_place(self, index: int) -> bool:
        """Return whether an area is next: `gaza`, `its line`, `the other side's islands`."""
        index = self._after_determiners(index)
        if self.at(index).kinds & {"AREA", "OWN"}:
            return True
        return "PARTY" in self.at(index).kinds and "POSS" in self.at(index + 1).kinds

    def _names_actor(self, index: int) -> bool:
        index = self._after_determiners(index)
        return "PARTY" in self.at(index).kinds and "POSS" not in self.at(index + 1).kinds

    def _is_quantity(self, index: int) -> bool:
        kinds = self.at(index).kinds
        if "THEN" in kinds:
            return self._is_quantity(index + 1)
        return bool(kinds & {"CMP", "NUMBER", "PERCENT", "ALL", "THE_REST"})

    def _is_duration(self, index: int) -> bool:
        index += "CMP" in self.at(index).kinds
        return "NUMBER" in self.at(index).kinds and "TUNIT" in self.at(index + 1).kinds

    def _times(self, index: int) -> int:
        """Return how many phrases `at least once`, `2 times` takes from here; 0: it is none."""
        start = index
        index += "CMP" in self.at(index).kinds
        if self.at(index).word in {"once", "twice"}:
            return index + 1 - start
        is_number = "NUMBER" in self.at(index).kinds
        if is_number and self.at(index + 1).word in {"times", "time"}:
            return index + 2 - start
        return 0

    def _is_taken(self, index: int) -> bool:
        return any(self._times(index - back) > back for back in (1, 2))

    # -- single words

    def _by_word(self, index: int, word: str) -> list[Meaning]:
        """Return the class of a word that is told by what follows it."""
        if self._times(index):
            return [Meaning("TIMES", self._times_value(index))]
        if "CMP" in self.at(index).kinds and self._is_lead(index):
            return [Meaning("LEAD", self.at(index).word)]
        if word == "percent":
            return []
        kind = self._special(index + 1, word)
        return [Meaning(kind, word)] if kind else self._preposition(index, word)

    def _special(self, after: int, word: str) -> str:
        """Return the class of a little word, by the phrase at `after`; empty: an ordinary one."""
        if word not in _LITTLE:
            return ""
        kinds = self.at(after).kinds
        is_size = "NUMBER" in kinds
        by_word = {
            "over": ("SIZE_OVER", is_size),
            "under": ("SIZE_OVER", is_size),
            "within": ("WITHIN_LEN", "LENGTH" in self.at(after + 1).kinds),
            "between": ("BETWEEN_PLACE", self._names_place(after)),
            "for": ("FOR_DUR", self._is_duration(after)),
            "in": ("IN_PHASE", "PHASE" in kinds),
            "on": ("ON_LIST", "LIST" in self.at(self._after_determiners(after)).kinds),
            "only": ("ONLY_Q", self._begins_qualifier(after)),
        }
        kind, fits = by_word.get(word, ("", False))
        return kind if fits else ""

    def _preposition(self, index: int, word: str) -> list[Meaning]:
        role = self.at(index).name_of("ROLE")
        after = index + 1
        if role and self._names_place(self._after_prepositions(after)):
            return [Meaning("PREP", role)]
        actor = {"to": "TO_ACTOR", "from": "FROM_ACTOR", "by": "BY_ACTOR", "with": "WITH_ACTOR"}
        if word in actor and self._names_actor(after):
            return [Meaning(actor[word], word)]
        keyword = [m for m in self.at(index).meanings if m.kind not in {"ROLE", "WORD", "SIDE"}]
        if role and not keyword:
            return [Meaning("PREP", role)]
        return []

    def _times_value(self, index: int) -> str:
        has_cmp = "CMP" in self.at(index).kinds
        count = self.at(index + has_cmp)
        number = {"once": "1", "twice": "2"}.get(count.word) or count.name_of("NUMBER")
        return f"{self.at(index).word if has_cmp else ''} {number}".strip()

    def _is_lead(self, index: int) -> bool:
        before = self.at(index - 1).word
        return (
            self.at(index).word == "at least"
            and before != "for"
            and self._is_duration(index + 1)
            and "BEFORE" in self.at(index + 3).kinds
        )

    def _begins_qualifier(self, index: int) -> bool:
        kinds = self.at(index).kinds
        if "MANNER" in kinds:
            return not (kinds & {"ADJ"} and self.at(index + 1).kinds & _NOUNS)
        return bool(kinds & {"ROLE", *_TIME_PREPOSITIONS})

    # -- several classes

    def _by_kind(self, index: int) -> list[Meaning]:
        phrase = self.at(index)
        meanings = [m for m in phrase.meanings if m.kind not in {"ROLE", "WORD", "SIDE", "REFUSED"}]
        if "NUMBER" in phrase.kinds:
            return self._number(index)
        if len(meanings) > 1:
            # A declared name wins over a word of the vocabulary.
            rest = ("PARTY", "AREA", "LIST", "THING", "MANNER")
            first = ("ADJ", "DONE") if self._leads_to_noun(index + 1) else rest
            meanings.sort(key=lambda m: first.index(m.kind) if m.kind in first else len(first))
        return meanings

    def _leads_to_noun(self, index: int) -> bool:
        """Return whether a noun follows, so that an adjective is likely."""
        if self.at(index).kinds & {"OR", "COMMA"} and "ADJ" in self.at(index + 1).kinds:
            index += 2
        return bool(self.at(index).kinds & _NOUNS)

    def _number(self, index: int) -> list[Meaning]:
        text = self.at(index).text
        number = Meaning("NUMBER", self.at(index).name_of("NUMBER"))
        if self.at(index + 1).word == "percent":
            return [Meaning("PERCENT", number.name)]
        counts = self.at(index + 1).kinds & (_NOUNS | {"TUNIT", "LENGTH", "SIZE", "MORE", "OTHER"})
        if len(text) == 4 and text.isdecimal() and "1900" <= text < "2200" and not counts:
            return [Meaning("YEAR", text), number]
        return [number]

    def _joining(self, index: int) -> tuple[Meaning, ...]:
        word = self.at(index).word
        plain = Meaning(word.upper(), word)
        if word == "and" and self._is_quantity(index + 1):
            return (Meaning("PART_AND", word), Meaning("STAGE", word), plain)
        return (plain,)

    def _comma(self, index: int) -> Token | None:
        phrase = self.at(index)
        after = self.at(index + 1)
        if after.word in {"and", "or"}:
            return None
        meanings = [Meaning("COMMA", ",")]
        if self._is_quantity(index + 1):
            meanings.insert(0, Meaning("STAGE", ","))
            if "ALL" in after.kinds and self._is_in_list(index):
                meanings.insert(1, Meaning("LCOMMA", ","))
        elif self._is_in_list(index):
            meanings.insert(0, Meaning("LCOMMA", ","))
        return Token(tuple(meanings), phrase.text, phrase.start, may_be_dropped=True)

    def _is_in_list(self, index: int) -> bool:
        """Return whether the comma stands in `a, b and c`: like classes up to an `and` or `or`."""
        if self._lists is None:
            self._lists = {}
            for comma in range(len(self.phrases) - 1, -1, -1):
                if "COMMA" in self.phrases[comma].kinds:
                    self._lists[comma] = self._begins_list(comma, self._lists)
        return self._lists.get(index, False)

    def _begins_list(self, index: int, later: dict[int, bool]) -> bool:
        """Return the same for one comma, once the commas after it are known."""
        before = self.at(index - 1).kinds
        shared = next((kind for kind in _LISTED if kind in before), None)
        index = self._after_determiners(index + 1)
        if shared == "THING" and "ADJ" in self.at(index).kinds and self._leads_to_noun(index + 1):
            index += 1
        if shared not in self.at(index).kinds:
            return False
        if "COMMA" not in self.at(index + 1).kinds:
            last = self._after_determiners(index + 2)
            # `When the mission does x, A and B must`: here the comma ends the opening.
            has_opening = bool(self.at(0).kinds & _OPENINGS)
            begins_main = shared == "PARTY" and has_opening and self.at(last + 1).kinds & _MAIN
            return self.at(index + 1).word in {"and", "or"} and not begins_main
        return later.get(index + 1, False) or self.at(index + 2).word in {"and", "or"}
