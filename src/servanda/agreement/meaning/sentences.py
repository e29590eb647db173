"""From one labelled sentence to one clause: words, syntax, meaning."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from servanda.agreement.document import Sentence
from servanda.agreement.front import FrontMatter
from servanda.agreement.keywords import EXPECTED, KEYWORDS, REFUSED
from servanda.agreement.lexer import Token, read_tokens
from servanda.agreement.meaning.context import Context, leaves
from servanda.agreement.meaning.duties import read_duty
from servanda.agreement.meaning.hints import refusal_hint, word_hint
from servanda.agreement.meaning.lines import (
    read_balance,
    read_effect,
    read_phase,
    read_share,
    read_term,
)
from servanda.agreement.model import (
    AnyClause,
    Demand,
    DutyClause,
    Filter,
    NoteClause,
    ReadingClause,
)
from servanda.agreement.names import Phrases, near_names
from servanda.agreement.parser import Parsed, Refusal, parse_tokens
from servanda.agreement.source import Source
from servanda.agreement.values import MAX_NUMBER

if TYPE_CHECKING:
    from servanda.agreement.meaning.context import Node

MAX_UNKNOWN: Final = 5
"""Unknown words of one sentence that are reported."""
MAX_NEAR: Final = 60
"""Unknown words of a file for which near names are looked up: the rest of a file of noise."""

_READING = re.compile(r"reading\s+of\s+\[([^\]\n]*)\]\s*:\s*", re.IGNORECASE)
_COUNT = re.compile(r"count\s+(\S.*?)\s+instead\s+of\s+(\S.*)", re.IGNORECASE | re.DOTALL)
_TERMS = frozenset(("extension", "renewal", "term_turn", "continues", "starts_again"))


@dataclass
class Reader:
    """Reads the sentences of one agreement.

    Attributes:
        source: the file; collects the problems.
        front: what the front matter declares.
        phrases: all known words.
        mentioned: declared names used by any sentence, as (kind, name).
        near_left: how many look-ups of near names are left.
    """

    source: Source
    front: FrontMatter
    phrases: Phrases
    mentioned: set[tuple[str, str]] = field(default_factory=set)
    near_left: int = MAX_NEAR
    _readings: list[tuple[Sentence, re.Match[str]]] = field(default_factory=list)

    def read(self, sentences: Iterable[Sentence]) -> list[AnyClause]:
        """Return the clauses of all sentences that could be read, in order."""
        slots: list[AnyClause | None] = []
        waiting: list[tuple[int, Sentence, re.Match[str]]] = []
        for sentence in sentences:
            reading = _READING.match(sentence.text)
            if reading is not None:
                waiting.append((len(slots), sentence, reading))
                slots.append(None)
            else:
                slots.append(self.read_sentence(sentence))
        by_label = {clause.label: clause for clause in slots if clause is not None}
        for index, sentence, reading in waiting:
            slots[index] = self._read_reading(sentence, reading, by_label)
        return [clause for clause in slots if clause is not None]

    def read_sentence(self, sentence: Sentence) -> AnyClause | None:
        """Return the clause of a sentence that is no reading; None if it is wrong."""
        text = sentence.text
        if text.lower().startswith("not checked:"):
            common = self._common(sentence)
            common["sentence"] = " ".join(text[len("not checked:") :].split()) + "."
            return NoteClause(
                **common, is_judged=False, reason="the agreement says that it is not checked"
            )
        return self._read_text(sentence, text, sentence.start)

    def _common(self, sentence: Sentence) -> dict[str, Any]:
        length = len(sentence.text) + sentence.start - sentence.label_start
        return {
            "label": sentence.label,
            "place": self.source.place(sentence.label_start, length),
            "sentence": " ".join(sentence.text.split()) + ".",
            "words": sentence.words,
            "heading": sentence.heading,
        }

    def _read_text(self, sentence: Sentence, text: str, start: int) -> AnyClause | None:
        tokens = read_tokens(text, start, self.phrases)
        if tokens is None:
            self.source.report("SV112", "the sentence is too long",
                               self.source.place(start), "write several sentences")  # fmt: skip
            return None
        if self._report_unknown(text, start, tokens):
            return None
        parsed = parse_tokens(tokens)
        if isinstance(parsed, Refusal):
            self._report_refusal(parsed, text, start)
            return None
        return self._read_tree(sentence, parsed, text, start)

    def _read_tree(
        self, sentence: Sentence, parsed: Parsed, text: str, start: int
    ) -> AnyClause | None:
        context = Context(self.source, self.front, start, len(text))
        root: Node = parsed.tree.children[0]  # type: ignore[assignment]
        common = self._common(sentence)
        for number in leaves(root):
            if number.type in {"NUMBER", "PERCENT"} and Decimal(str(number)) > MAX_NUMBER:
                context.report("SV214", f"`{number}` is more than {MAX_NUMBER:,}", number)
        found: AnyClause
        if root.data == "duty":
            found = read_duty(context, root, common)
        elif root.data == "balance":
            found = read_balance(context, root, common)
        elif root.data == "share":
            found = read_share(context, root, common)
        elif root.data == "phase_line":
            found = read_phase(context, root, common)
        elif root.data in _TERMS:
            found = read_term(context, root, common)
        elif root.data == "term":
            found = read_term(context, root.children[0], common)  # type: ignore[arg-type]
        else:
            inner = root.children[0] if root.data == "effect" else root
            found = read_effect(context, inner, common)  # type: ignore[arg-type]
        self.mentioned |= context.mentioned
        return None if context.has_error else found

    # -- words and syntax

    def _report_unknown(self, text: str, start: int, tokens: list[Token]) -> bool:
        """Report words that no class knows; return whether there are any."""
        refused = [t for t in tokens if t.is_unknown and self._is_refused(t)]
        for token in refused[:MAX_UNKNOWN]:
            why, hint = REFUSED[" ".join(token.text.lower().split())]
            self.source.report("SV110", why, self.source.place(token.start, len(token.text)), hint)
        unknown = [t for t in tokens if t.is_unknown and not self._is_refused(t)]
        if unknown:
            self._report_first(tokens, unknown)
        for token in unknown[1:MAX_UNKNOWN]:
            self._report_word(token, ())
        if len(unknown) > MAX_UNKNOWN:
            self.source.report(
                "SV109",
                f"and {len(unknown) - MAX_UNKNOWN} more unknown words in this sentence",
                self.source.place(start, len(text)),
            )
        return bool(refused or unknown)

    def _is_refused(self, token: Token) -> bool:
        return " ".join(token.text.lower().split()) in REFUSED

    def _report_first(self, tokens: list[Token], unknown: list[Token]) -> None:
        """Report the first unknown word with what the sentence expects there."""
        before = tokens[: tokens.index(unknown[0])]
        expected: tuple[str, ...] = ()
        if all(token.meanings for token in before):
            refusal = parse_tokens(before)
            if isinstance(refusal, Refusal) and refusal.token is None:
                expected = refusal.expected
        self._report_word(unknown[0], expected)

    def _report_word(self, token: Token, expected: tuple[str, ...]) -> None:
        word = token.text.lower()
        place = self.source.place(token.start, len(token.text))
        message = f"`{token.text}` is no known word"
        if expected:
            message += f"; expected {self._in_words(expected)}"
        hint = word_hint(word) or self._near_hint(word, expected)
        self.source.report("SV109", message, place, hint)

    def _near_hint(self, word: str, expected: tuple[str, ...]) -> str:
        if self.near_left <= 0 or len(word) > 60:
            return ""
        self.near_left -= 1
        # A word of a longer phrase is none by itself.
        known = {name: kind for name, kind in self.phrases.words.items() if name != word}
        fitting = [name for name, kind in known.items() if kind in expected]
        near = near_names(word, fitting) or near_names(word, known)
        if near:
            return "did you mean " + " or ".join(f"`{name}`" for name in near) + "?"
        return "declare it in the front matter, or use a known word"

    def _in_words(self, expected: tuple[str, ...]) -> str:
        """Return a set of terminals in words, the likeliest few."""
        if expected == ("$END",):
            return "the full stop"
        shown: list[str] = []
        for terminal in expected:
            words = EXPECTED.get(terminal) or _keyword(terminal)
            if terminal == "AREA" and self.front.areas:
                words += ": " + ", ".join(list(self.front.areas)[:5])
            elif terminal == "PARTY" and self.front.actors:
                words += ": " + ", ".join(list(self.front.actors)[:5])
            if words not in shown:
                shown.append(words)
        names = [t for t in shown if not t.startswith("`")]
        shown = (names + [t for t in shown if t.startswith("`")])[:6]
        return ", ".join(shown[:-1]) + " or " + shown[-1] if len(shown) > 1 else shown[0]

    def _report_refusal(self, refusal: Refusal, text: str, start: int) -> None:
        if refusal.is_too_deep:
            self.source.report("SV112", "the sentence is nested too deeply",
                               self.source.place(start), "write several sentences")  # fmt: skip
            return
        token = refusal.token
        expected = self._in_words(refusal.expected) if refusal.expected else "something else"
        if token is None:
            end = start + len(text)
            message = f"the sentence ends too early; expected {expected}"
            hint = refusal_hint(text, refusal, len(text))
            self.source.report("SV111", message, self.source.place(end), hint)
            return
        message = f"`{token.text}` does not fit here; expected {expected}"
        place = self.source.place(token.start, len(token.text))
        hint = refusal_hint(text, refusal, token.start - start)
        self.source.report("SV111", message, place, hint)

    # -- readings

    def _read_reading(
        self, sentence: Sentence, reading: re.Match[str], by_label: dict[str, AnyClause]
    ) -> ReadingClause | None:
        base_label = reading[1].strip()
        self.mentioned.add(("label", base_label))
        base = by_label.get(base_label)
        place = self.source.place(sentence.start, reading.end())
        if not isinstance(base, DutyClause):
            near = near_names(base_label, list(by_label))
            hint = f"did you mean `[{near[0]}]`?" if near else "name a duty of this agreement"
            self.source.report("SV216", f"`[{base_label}]` is no duty that could be read otherwise",
                               place, hint)  # fmt: skip
            return None
        if not sentence.label.startswith(base_label + "/"):
            self.source.report(
                "SV216",
                f"a reading of `[{base_label}]` has a label that begins with `{base_label}/`",
                self.source.place(sentence.label_start, len(sentence.label) + 2),
                f"write `[{base_label}/{sentence.label.rsplit('/', 1)[-1]}]`",
            )
            return None
        rest = sentence.text[reading.end() :]
        start = sentence.start + reading.end()
        if rest.startswith(('"', "“", "«")):
            return self._full_reading(sentence, base, rest, start)
        return self._act_reading(sentence, base, rest, start)

    def _full_reading(
        self, sentence: Sentence, base: DutyClause, rest: str, start: int
    ) -> ReadingClause | None:
        """Read `reading of [x]: "..."`: a whole sentence in the place of the clause."""
        inner = rest[1:].rstrip().rstrip('"”»').rstrip().removesuffix(".")
        clause = self._read_text(sentence, inner, start + 1)
        if clause is None:
            return None
        if not isinstance(clause, DutyClause):
            self.source.report("SV216", "a reading of a duty is a duty",
                               self.source.place(start, len(rest)))  # fmt: skip
            return None
        clause = replace(clause, sentence=" ".join(inner.split()) + ".")
        return self._reading(sentence, base, clause, ())

    def _act_reading(
        self, sentence: Sentence, base: DutyClause, rest: str, start: int
    ) -> ReadingClause | None:
        """Read `count ACT instead of ACT`."""
        match = _COUNT.fullmatch(rest.strip())
        if match is None:
            self.source.report(
                "SV216",
                "a reading is `count ACT instead of ACT`, or a whole sentence in quotation marks",
                self.source.place(start, len(rest)),
                'write `reading of [x]: "A must ... ."`',
            )
            return None
        new, old = (self._act(match[i], start + match.start(i)) for i in (1, 2))
        if not new or not old:
            return None
        acts = {act for demand in base.demands for act in demand.filter.acts}
        if old not in acts:
            self.source.report(
                "SV216",
                f"`[{base.label}]` does not count `{old}`",
                self.source.place(start + match.start(2), len(match[2])),
                f"it counts {', '.join(f'`{act}`' for act in sorted(acts))}",
            )
            return None
        return self._reading(sentence, base, self._swapped(base, old, new), ((old, new),))

    def _act(self, text: str, start: int) -> str:
        words = " ".join(text.lower().split())
        act = self.front.vocabulary.act_of_form(words)
        if not act:
            near = near_names(words, [a.base for a in self.front.vocabulary.acts.values()])
            hint = f"did you mean `{near[0]}`?" if near else ""
            self.source.report("SV109", f"`{text}` is no act of the vocabulary",
                               self.source.place(start, len(text)), hint)  # fmt: skip
        return act

    def _swapped(self, base: DutyClause, old: str, new: str) -> DutyClause:
        """Return a clause with one act in the place of another; it asks for that by any hand.

        What it limits or forbids stays the bearer's own act (4.7).
        """
        told = self.front.vocabulary.acts[old].let_as

        def swap(found: Filter, demand: Demand) -> Filter:
            # What tells of the old act tells nothing of the new one.
            acts = tuple(new if act == old else act for act in found.acts if act not in told)
            told_as = tuple(act for act in found.told_as if act not in {old, *told})
            any_hand = demand.filter.any_hand or not demand.is_limit
            return replace(found, acts=acts or (new,), told_as=told_as, any_hand=any_hand)

        demands = tuple(
            replace(
                demand,
                filter=swap(demand.filter, demand),
                parts=tuple(
                    replace(part, filter=swap(part.filter, demand)) for part in demand.parts
                ),
            )
            for demand in base.demands
        )
        return replace(base, demands=demands)

    def _reading(
        self,
        sentence: Sentence,
        base: DutyClause,
        clause: DutyClause,
        instead: tuple[tuple[str, str], ...],
    ) -> ReadingClause:
        common = self._common(sentence)
        clause = replace(
            clause,
            label=sentence.label,
            place=common["place"],
            words=common["words"] or base.words,
            heading=common["heading"],
        )
        return ReadingClause(
            **common,
            is_judged=clause.is_judged,
            reason=clause.reason,
            base=base.label,
            instead=instead,
            clause=clause,
        )


def _keyword(terminal: str) -> str:
    """Return a keyword terminal as the phrase that it is."""
    phrase = next((p for p, kinds in KEYWORDS.items() if terminal in kinds), terminal.lower())
    return f"`{phrase}`"
