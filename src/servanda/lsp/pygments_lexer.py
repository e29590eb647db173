"""Highlighting of `terms` blocks by Pygments: for the documentation and terminals."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from pygments.lexer import RegexLexer
from pygments.token import Comment, Error, Keyword, Name, Number, Operator, Punctuation, Text

from servanda.lsp.words_shown import (
    DATE,
    LABEL,
    NUMBER,
    modal_words,
    other_keywords,
    pattern_of,
    quantity_words,
    refused_words,
)


class TermsLexer(RegexLexer):
    """Sentences of an agreement, as they stand in a block ```terms."""

    name = "Servanda terms"
    aliases: ClassVar[list[str]] = ["terms", "servanda-terms"]
    url = ""
    version_added = ""
    flags = re.IGNORECASE | re.MULTILINE

    tokens: ClassVar[dict[str, Any]] = {
        "root": [
            (rf"^\s*{LABEL}(?=\s*not checked:)", Name.Label, "note"),
            (LABEL, Name.Label),
            (pattern_of(refused_words()), Error),
            (pattern_of(modal_words()), Keyword),
            (pattern_of(quantity_words()), Operator.Word),
            (DATE, Number),
            (NUMBER, Number),
            (pattern_of(other_keywords()), Keyword.Pseudo),
            (r"[\"“”«»]", Punctuation),
            (r"[.,:']", Punctuation),
            (r"\w[\w-]*", Name),
            (r"\s+", Text),
            (r".", Text),
        ],
        "note": [
            (r"\.[ \t]*$", Punctuation, "#pop"),
            (r"^(?=\s*\[)", Text, "#pop"),
            (r"\n", Text),
            (r"[^\n.]+|\.", Comment),
        ],
    }  # fmt: skip
