"""Write the highlighting of the editors from the words of the language; `--check`: is it fresh?"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from making import write_or_check

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

EDITORS = Path(__file__).parent.parent / "editors"
MADE = "made by scripts/editor_syntax.py; do not edit"
SCOPES = {
    "invalid.illegal.servanda": refused_words,
    "keyword.control.modal.servanda": modal_words,
    "keyword.operator.quantity.servanda": quantity_words,
    "keyword.other.servanda": other_keywords,
}
GROUPS = {
    "servandaRefused": ("Error", refused_words),
    "servandaModal": ("Statement", modal_words),
    "servandaQuantity": ("Type", quantity_words),
    "servandaWord": ("Keyword", other_keywords),
}


def textmate() -> str:
    """Return the TextMate grammar of the sentences."""
    words = [
        {"name": scope, "match": f"(?i){pattern_of(made())}"} for scope, made in SCOPES.items()
    ]
    patterns = [
        {
            "begin": rf"^\s*({LABEL})\s*(not checked:)",
            "beginCaptures": {
                "1": {"name": "entity.name.label.servanda"},
                "2": {"name": "keyword.other.note.servanda"},
            },
            "end": r"\.\s*$|(?=^\s*\[)",
            "name": "comment.block.note.servanda",
        },
        {"name": "entity.name.label.servanda", "match": LABEL},
        *words[:3],
        {"name": "constant.numeric.date.servanda", "match": DATE},
        {"name": "constant.numeric.servanda", "match": NUMBER},
        *words[3:],
        {"name": "string.quoted.servanda", "match": '["“”«»]'},
    ]
    return _json({
        "name": "Servanda terms",
        "scopeName": "source.servanda-terms",
        "patterns": patterns,
    })  # fmt: skip


def injection() -> str:
    """Return the TextMate grammar that finds the blocks of terms in Markdown."""
    fence = {
        "begin": r"(^|\G)(\s{0,3})(`{3,}|~{3,})\s*(?i:(terms))(\s+[^`~]*)?$",
        "end": r"(^|\G)(\2|\s{0,3})(\3)\s*$",
        "name": "markup.fenced_code.block.markdown",
        "beginCaptures": {
            "3": {"name": "punctuation.definition.markdown"},
            "4": {"name": "fenced_code.block.language.markdown"},
        },
        "endCaptures": {"3": {"name": "punctuation.definition.markdown"}},
        "patterns": [{
            "begin": r"(^|\G)(\s*)(.*)",
            "while": r"(^|\G)(?!\s*([`~]{3,})\s*$)",
            "contentName": "meta.embedded.block.servanda-terms",
            "patterns": [{"include": "source.servanda-terms"}],
        }],
    }  # fmt: skip
    return _json({
        "name": "Servanda terms in Markdown",
        "scopeName": "markdown.servanda-terms.codeblock",
        "injectionSelector": "L:text.html.markdown",
        "patterns": [fence],
    })  # fmt: skip


def _json(grammar: dict[str, object]) -> str:
    return json.dumps({"comment": MADE, **grammar}, ensure_ascii=False, indent=2) + "\n"


def vim() -> str:
    """Return the syntax file of Vim and Neovim."""
    lines = [
        f'" {MADE}',
        "if exists('b:current_syntax') | finish | endif",
        "syntax case ignore",
        "syntax sync minlines=50",
        r"syntax match servandaLabel /\[[^\]]*\]/",
        r"syntax match servandaNumber /\v<\d[0-9,.:]*[%]=|<D[+-]\d+/",
        r"syntax match servandaDate /\v<\d{4}-\d{2}-\d{2}>/",
    ]
    # What is defined last wins in Vim.
    for group, (_, made) in reversed(GROUPS.items()):
        lines += [f"syntax match {group} /{_vim_pattern(made())}/"]
    lines += [
        r"syntax region servandaNote start=/not checked:/ end=/\.\s*$/ end=/^\s*\ze\[/",
        "highlight default link servandaLabel Label",
        "highlight default link servandaNumber Number",
        "highlight default link servandaDate Number",
        "highlight default link servandaNote Comment",
        *(f"highlight default link {group} {link}" for group, (link, _) in GROUPS.items()),
        "let b:current_syntax = 'servanda_terms'",
    ]
    return "\n".join(lines) + "\n"


def _vim_pattern(words: list[str]) -> str:
    inner = "|".join(re.sub(r"([/'])", r"\\\1", word).replace(" ", r"\_s+") for word in words)
    return rf"\v<%({inner})>-@!"


def files() -> Iterator[tuple[Path, str]]:
    """Yield every file with its text."""
    yield EDITORS / "vscode" / "syntaxes" / "terms.tmLanguage.json", textmate()
    yield EDITORS / "vscode" / "syntaxes" / "markdown.tmLanguage.json", injection()
    yield EDITORS / "neovim" / "syntax" / "servanda_terms.vim", vim()


def main() -> int:
    """Write the files, or with `--check` say which are stale."""
    return write_or_check(files(), "python scripts/editor_syntax.py")


if __name__ == "__main__":
    sys.exit(main())
