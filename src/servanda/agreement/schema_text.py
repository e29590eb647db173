"""An agreement as the text of its Markdown file, from its model alone.

Reading the text again gives the same model, but for positions. Comments of the front matter and
the layout inside blocks of terms are not in the model; `format_agreement` keeps them.
"""

from __future__ import annotations

from itertools import groupby

from servanda.agreement.model import Agreement, AnyClause, NoteClause, Prose, ReadingClause
from servanda.agreement.schema_front import front_matter_text
from servanda.agreement.wording import canonical_text


def agreement_text(agreement: Agreement) -> str:
    """Return an agreement as the text of a file.

    Clauses that stand under no piece of prose come last, each below the words that it belongs to.

    Args:
        agreement: its model; a clause without a sentence gets its canonical one.
    """
    front = front_matter_text(agreement)
    clauses = {clause.label: clause for clause in agreement.clauses}
    parts = []
    before: Prose | None = None
    for prose in agreement.prose:
        chosen = [clauses.pop(label) for label in prose.labels if label in clauses]
        parts.append(_section(prose, before) + _terms(chosen, agreement))
        before = prose
    parts += _loose(list(clauses.values()), agreement)
    body = "\n".join(part for part in parts if part)
    return f"---\n{front}---\n{body}"


def sentence_line(clause: AnyClause, agreement: Agreement) -> str:
    """Return the line of a clause: its own words where it has them, else the canonical ones.

    Args:
        clause: of the agreement.
        agreement: whose words it uses.
    """
    words = " ".join(clause.sentence.split())
    if not words and isinstance(clause, ReadingClause) and clause.clause and not clause.instead:
        words = f'reading of [{clause.base}]: "{" ".join(clause.clause.sentence.split())}"'
    if not words:
        return canonical_text(clause, agreement.vocabulary)
    start = "not checked: " if isinstance(clause, NoteClause) else ""
    return f"[{clause.label}] {start}{words}"


def _section(prose: Prose, before: Prose | None) -> str:
    """Return heading and text; prose below a block goes on under the heading above."""
    is_same = before is not None and (before.heading, before.level) == (prose.heading, prose.level)
    goes_on = is_same and before is not None and bool(before.labels) and bool(prose.text.strip())
    heading = "" if goes_on or not prose.level else f"{'#' * prose.level} {prose.heading}".rstrip()
    text = "\n\n".join(part for part in (heading, prose.text) if part)
    return text + "\n" if text else ""


def _terms(clauses: list[AnyClause], agreement: Agreement) -> str:
    if not clauses:
        return ""
    lines = [sentence_line(clause, agreement) for clause in clauses]
    return "\n".join(["", "```terms", *lines, "```", ""])


def _loose(clauses: list[AnyClause], agreement: Agreement) -> list[str]:
    parts = []
    for (heading, words), group in groupby(clauses, key=lambda c: (c.heading, c.words)):
        quoted = [f"> {paragraph}\n" for paragraph in words.split("\n") if paragraph]
        start = [f"## {heading}\n"] if heading else []
        parts.append("\n".join([*start, *quoted]) + _terms(list(group), agreement))
    return parts
