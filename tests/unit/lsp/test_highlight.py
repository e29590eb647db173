"""Highlighting: made from the words of the language, and what the editors are given is whole."""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from pygments import lex

from servanda.agreement.keywords import KEYWORDS
from servanda.lsp.pygments_lexer import TermsLexer
from servanda.lsp.words_shown import modal_words, other_keywords, pattern_of, quantity_words

ROOT = Path(__file__).parents[3]
VSCODE = ROOT / "editors" / "vscode"
TEXT = """\
[aid] Northland must admit at least 1,200 aid trucks into zone-2 each day by 2024-03-05 14:00.
[b] not checked: each party must act
  in good faith.
[c/x] reading of [c]: count fly instead of attack.
[d] Each party shall not attack.
"""


def editor_syntax():
    spec = importlib.util.spec_from_file_location(
        "editor_syntax", ROOT / "scripts/editor_syntax.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_syntax_of_the_editors_is_what_the_script_makes():
    stale = [p.name for p, text in editor_syntax().files() if p.read_text("utf-8") != text]
    assert stale == []


def test_every_keyword_has_a_colour():
    shown = {*modal_words(), *quantity_words(), *other_keywords()}
    assert set(KEYWORDS) - shown == {"'s"}


def test_longest_phrase_is_taken():
    found = re.match(pattern_of(other_keywords()), "the earlier of day 3", re.IGNORECASE)
    assert found[0] == "the earlier of"


def test_lexer_loses_no_character():
    assert "".join(value for _, value in lex(TEXT, TermsLexer())) == TEXT


@pytest.mark.parametrize(
    ("words", "token"),
    [
        ("[aid]", "Token.Name.Label"),
        ("must", "Token.Keyword"),
        ("at least", "Token.Operator.Word"),
        ("1,200", "Token.Literal.Number"),
        ("into", "Token.Keyword.Pseudo"),
        ("zone-2", "Token.Name"),
        ("each day", "Token.Operator.Word"),
        ("2024-03-05", "Token.Literal.Number"),
        ("shall not", "Token.Error"),
        ("reading of", "Token.Keyword.Pseudo"),
    ],
)
def test_word_has_its_colour(words, token):
    tokens = {value: str(kind) for kind, value in reversed(list(lex(TEXT, TermsLexer())))}
    assert tokens[words] == token


def test_words_of_a_note_are_a_comment():
    note = [str(kind) for kind, value in lex(TEXT, TermsLexer()) if "must act" in value]
    assert note == ["Token.Comment"]


def test_extension_has_every_file_it_names():
    package = json.loads((VSCODE / "package.json").read_text("utf-8"))
    parts = package["contributes"]
    named = [package["main"], *(language["configuration"] for language in parts["languages"]),
             *(grammar["path"] for grammar in parts["grammars"])]  # fmt: skip
    assert [name for name in named if not (VSCODE / name).is_file()] == []
    scopes = [json.loads((VSCODE / g["path"]).read_text("utf-8"))["scopeName"]
              for g in parts["grammars"]]  # fmt: skip
    assert scopes == [grammar["scopeName"] for grammar in parts["grammars"]]


def test_extension_is_javascript_that_can_be_read():
    node = shutil.which("node")
    if node is None:
        pytest.skip("there is no node here")
    subprocess.run([node, "--check", VSCODE / "extension.js"], check=True)


def test_colours_of_vim(tmp_path):
    vim = shutil.which("vim")
    if vim is None:
        pytest.skip("there is no vim here")
    file, out, script = (tmp_path / name for name in ("a.md", "out", "script.vim"))
    file.write_text(f"# must\n```terms\n{TEXT}```\nmust\n", encoding="utf-8")
    places = [[1, 3], [3, 2], [3, 17], [3, 28], [3, 39], [4, 10], [9, 2]]
    script.write_text(
        f"set nocompatible runtimepath+={ROOT / 'editors' / 'neovim'}\nsyntax on\n"
        f"runtime plugin/servanda.vim\nedit {file}\nset filetype=markdown\n"
        f"call writefile(map({places}, 'synIDattr(synID(v:val[0], v:val[1], 1), \"name\")'),"
        f" '{out}')\nqall!\n",
        encoding="utf-8",
    )
    subprocess.run([vim, "-es", "-u", "NONE", "-S", script], check=True, timeout=20)
    assert out.read_text("utf-8").split() == [
        "markdownH1", "servandaLabel", "servandaModal", "servandaQuantity", "servandaNumber",
        "servandaNote",
    ]  # fmt: skip
