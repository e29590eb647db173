"""Whatever is typed, every answer comes: no text brings the functions behind the server down."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.unit.agreement.full_model import FULL, OUTLINES, RIGHT

from servanda.agreement.format import format_agreement
from servanda.lsp.complete import complete_sentence
from servanda.lsp.complete_front import complete_front
from servanda.lsp.draft import Draft, is_agreement, normal
from servanda.lsp.hover import hover_at
from servanda.lsp.mentions import mentions_of
from servanda.lsp.problems import fixes_of, problems_of, span_of
from servanda.lsp.rename import can_rename, definitions, references, rename

BLOCK = "\n".join(row["sentence"] for row in RIGHT[:12])
TEXT = FULL.replace("```terms\n", f"```terms\n{BLOCK}\n", 1)
PIECES = st.sampled_from(
    ["", "[", "]", ".", "```", "```terms", "---", "\n", "\n\n", ":", "{", "}", '"', "'", "é😀",
     "\x00", "must", "aid", "[calm]", "  ", "- ", "\t", ",", "0", "|", "&a", "*a", "not checked:",
     "reading of"]
)  # fmt: skip


@st.composite
def broken_texts(draw):
    """A text with a few random edits, and an offset near one of them."""
    text = TEXT
    at = 0
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(text)))
        gone = draw(st.integers(0, 30))
        text = text[:at] + draw(PIECES | st.text(max_size=4)) + text[at + gone :]
    return text, draw(st.integers(0, len(normal(text))) | st.just(min(at, len(normal(text)))))


def answer_everything(text, offset):
    """Ask all that an editor may ask at an offset."""
    is_agreement(text, "x.md")
    draft = Draft(normal(text), "x.md", OUTLINES)
    for problem in problems_of(draft):
        fixes_of(draft, problem)
        for place in problem.places:
            start, end = span_of(draft, place)
            assert 0 <= start <= end <= len(draft.text)
    for mention in mentions_of(draft):
        assert 0 <= mention.start <= mention.end <= len(draft.text)
    for offer in [*complete_front(draft, offset), *complete_sentence(draft, offset)]:
        assert 0 <= offer.start <= offset
    hover_at(draft, offset)
    definitions(draft, offset)
    references(draft, offset)
    can_rename(draft, offset)
    rename(draft, offset, "new-name")
    format_agreement(text, "x.md", OUTLINES)
    draft.is_in_terms(offset)


@settings(max_examples=40)
@given(broken_texts())
def test_any_broken_agreement_is_answered(case):
    answer_everything(*case)


@settings(max_examples=60)
@given(st.text(max_size=120), st.integers(0, 120))
@example("---\n---\n```terms\n[]", 20)
@example("---\n- a\n- b\n---\n", 9)
@example("---\nareas: [a, b]\nparties: x\nown: y\ntotals: []\n---\n```terms\n[a", 60)
def test_any_text_is_answered(text, offset):
    answer_everything(text, min(offset, len(normal(text))))
