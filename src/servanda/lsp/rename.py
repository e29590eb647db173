"""Where a name is declared and used, and how to give it another one everywhere in the file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from servanda.agreement.format import Edit
from servanda.agreement.values import clean_name
from servanda.lsp.draft import Draft
from servanda.lsp.mentions import Mention, mention_at, mentions_of
from servanda.vocabulary.loader import plural_of

NAMED: Final = frozenset(("actor", "group", "area", "list", "table", "phase", "own", "clause"))
"""Kinds whose names are the agreement's own; words of the vocabulary keep theirs."""
_LABEL = re.compile(r"[^\W_][\w-]*")


@dataclass(frozen=True)
class Refused:
    """Why something cannot be renamed, in one sentence."""

    why: str


def definitions(draft: Draft, offset: int) -> list[Mention]:
    """Return where what stands at an offset is declared.

    Args:
        draft: the file.
        offset: of the cursor.
    """
    mention = mention_at(draft, offset)
    if mention is None:
        return []
    return [m for m in mentions_of(draft) if m.key == mention.key and m.is_definition]


def references(draft: Draft, offset: int) -> list[Mention]:
    """Return every place where what stands at an offset is named, its declaration included."""
    mention = mention_at(draft, offset)
    return [m for m in mentions_of(draft) if mention and m.key == mention.key]


def can_rename(draft: Draft, offset: int) -> Mention | Refused:
    """Return what would be renamed at an offset, or why nothing can be."""
    mention = mention_at(draft, offset)
    if mention is None or mention.kind not in NAMED:
        return Refused("only labels and declared names can be renamed")
    if not any(m.key == mention.key and m.is_definition for m in mentions_of(draft)):
        return Refused(f"`{mention.name}` is not declared in this file")
    return mention


def rename(draft: Draft, offset: int, new: str) -> list[Edit] | Refused:
    """Return the edits that give what stands at an offset another name, or why it cannot have it.

    A name written by its title (`the East` for `east`) stays so. Tables of evidence that name it
    are other files and are not changed.

    Args:
        draft: the file.
        offset: of the cursor.
        new: the name or label.
    """
    mention = can_rename(draft, offset)
    if isinstance(mention, Refused):
        return mention
    refused = _unfit(draft, mention, new)
    if refused:
        return refused
    edits = _label_edits(draft, mention, new) if mention.kind == "clause" else None
    edits = edits if edits is not None else _name_edits(draft, mention, new)
    return edits if _keeps_meaning(draft, edits) else Refused(f"`{new}` would be read otherwise")


def _unfit(draft: Draft, mention: Mention, new: str) -> Refused | None:
    if mention.kind != "clause":
        words = clean_name(new).replace("'s ", " 's ").split()
        is_known = bool(words) and draft.phrases.match(words, 0)[0] == len(words)
        if is_known and clean_name(new) != mention.name:
            return Refused(f"`{new}` already is a name or a word of the language")
        return None
    base, _, part = new.rpartition("/")
    old_base = mention.name.rpartition("/")[0]
    if not _LABEL.fullmatch(part) or base != old_base:
        start = f"it begins with `{old_base}/`" if old_base else "it has no slash"
        return Refused(f"`{new}` is no label here: letters, digits and hyphens, and {start}")
    if new in draft.labels and new != mention.name:
        return Refused(f"the label `[{new}]` stands in this file already")
    return None


def _label_edits(draft: Draft, mention: Mention, new: str) -> list[Edit]:
    """Return the edits of a label; the labels of its readings begin with it."""
    old = mention.name
    edits = []
    for m in mentions_of(draft):
        if m.kind == "clause" and m.name == old:
            edits.append(Edit(m.start, m.end, new))
        elif m.kind == "clause" and m.name.startswith(old + "/"):
            edits.append(Edit(m.start, m.start + len(old), new))
    return edits


def _name_edits(draft: Draft, mention: Mention, new: str) -> list[Edit]:
    edits = []
    for m in mentions_of(draft):
        written = draft.text[m.start : m.end]
        if m.key != mention.key:
            continue
        words = clean_name(written)
        if words == mention.name:
            edits.append(Edit(m.start, m.end, _cased(written, new)))
        elif words == plural_of(mention.name):
            edits.append(Edit(m.start, m.end, _cased(written, plural_of(new))))
    return edits


def _cased(written: str, new: str) -> str:
    return new[:1].upper() + new[1:] if written[:1].isupper() else new


def _keeps_meaning(draft: Draft, edits: list[Edit]) -> bool:
    """Return whether the sentences that change are read as as many clauses, with no new problem."""
    parts, at = [], 0
    for edit in edits:
        parts += [draft.text[at : edit.start], edit.text]
        at = edit.end
    after = Draft("".join([*parts, draft.text[at:]]), draft.path, draft.geojson)
    touched = _touched(draft, edits)
    if len(after.document.sentences) != len(draft.document.sentences):
        return False
    before, later = (_excerpt(version, touched) for version in (draft, after))
    if before.agreement is None or later.agreement is None:
        return False
    kinds = [[type(c) for c in v.agreement.clauses] for v in (before, later) if v.agreement]
    return kinds[0] == kinds[1] and len(before.read[1]) == len(later.read[1])


def _touched(draft: Draft, edits: list[Edit]) -> list[int]:
    """Return the numbers of the sentences that change, with those that they are readings of."""
    found = []
    for number, sentence in enumerate(draft.document.sentences):
        end = sentence.start + len(sentence.text)
        if any(sentence.label_start <= edit.start <= end for edit in edits):
            found.append(number)
    read = {sentence.label.partition("/")[0] for sentence in draft.document.sentences
            if "/" in sentence.label}  # fmt: skip
    bases = [i for i, s in enumerate(draft.document.sentences) if s.label in read]
    return sorted({*found, *bases})


def _excerpt(draft: Draft, numbers: list[int]) -> Draft:
    """Return the front matter with some of the sentences only."""
    front = draft.text[: draft.document.front[1]] if draft.document.front else ""
    sentences = [draft.document.sentences[number] for number in numbers]
    lines = "\n\n".join(f"[{s.label}] {s.text}." for s in sentences)
    return Draft(f"{front}---\n```terms\n{lines}\n```\n", draft.path, draft.geojson)
