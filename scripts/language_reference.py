"""Write the reference of the language from its grammar, its forms and the golden sentences.

`--check` fails when the page is stale. `rules_of` and `forms` are what the tests hold it to: every
rule of the grammar is in a form, and every form has sentences that use it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from making import write_or_check

from servanda.agreement import parse_agreement
from servanda.agreement.lexer import read_tokens
from servanda.agreement.model import AnyClause
from servanda.agreement.parser import Parsed, load_parser, parse_tokens
from servanda.lsp.draft import Draft

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "reference" / "language.md"
SCHEMA_FILE = ROOT / "docs" / "reference" / "agreement.schema.json"
MADE = "<!-- made by scripts/language_reference.py; do not edit -->\n\n"
GOLDEN = ROOT / "tests" / "golden" / "sentences"
MOST = 3
"""Golden sentences shown of one form."""

INTRO = """\
# The language of agreements

Each article of an agreement has a block `terms` beside it: one sentence for each thing that it
binds somebody to. A sentence begins with its label and ends with a full stop:

```text
[label] opening, bearer must|must not|may act object qualifiers, exceptions.
```

Every word is a word of the language, a name that the front matter declares, or a term of the
[vocabulary](vocabulary.md); anything else is an error that says where, what was expected and what
is near. Nothing is guessed. What the sentences mean for verdicts is in
[the semantics](../explanation/semantics.md); [the tutorial](../tutorial/write-down-an-agreement.md)
writes an agreement down. Programs write them [as JSON](agreement.schema.json).

This page is made from the grammar and its golden sentences, and every sentence on it is read by the
tests. The names come from agreements and proposals of many times and places; the sentences show
forms, not what anybody agreed.
"""
WITHOUT = "*No verdict yet: {}.*"


@dataclass(frozen=True)
class Form:
    """One form of the language.

    Attributes:
        section: its heading.
        form, means: in words.
        rules: of the grammar.
        examples: sentences with their labels.
    """

    section: str
    form: str
    means: str
    rules: tuple[str, ...]
    examples: tuple[str, ...]


@cache
def preamble() -> str:
    """Return the file into which golden sentences are put at `%s`."""
    return (GOLDEN / "preamble.md").read_text(encoding="utf-8")


@cache
def _data() -> dict[str, Any]:
    path = Path(__file__).parent / "language_forms.yaml"
    found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


@cache
def golden_sentences() -> tuple[str, ...]:
    """Return the golden sentences that are right, shortest first."""
    rows = yaml.safe_load((GOLDEN / "sentences.yaml").read_text(encoding="utf-8"))
    return tuple(sorted((r["sentence"] for r in rows if "problems" not in r), key=len))


# ---- rules ------------------------------------------------------------------------------------


def grammar_rules() -> frozenset[str]:
    """Return the names of all rules of the grammar, alternatives by theirs."""
    names = {str(rule.alias or rule.origin.name) for rule in load_parser().rules}
    return frozenset(name for name in names if not name.startswith("__"))


@cache
def rules_of(sentence: str) -> frozenset[str]:
    """Return the rules of the grammar that a sentence is made by; none: it is read otherwise."""
    words = sentence.partition("] ")[2].strip().removesuffix(".")
    tokens = read_tokens(words, 0, _draft().phrases)
    if not tokens or any(token.is_unknown for token in tokens):
        return frozenset()
    parsed = parse_tokens(tokens)
    if not isinstance(parsed, Parsed):
        return frozenset()
    # Rules are counted by the tables of the parser: the tree leaves some of them out.
    return frozenset(_reductions([kind for kind in parsed.kinds if kind]))


@cache
def _draft() -> Draft:
    return Draft(preamble().replace("%s", ""))


def _reductions(kinds: list[str]) -> Iterator[str]:
    conf = load_parser().parse_interactive(start="start").parser_state.parse_conf
    stack = [conf.start_state]
    for kind in [*kinds, "$END"]:
        while True:
            action, found = conf.states[stack[-1]][kind]
            if action.name == "Shift":
                stack.append(found)
                break
            if found.expansion:
                del stack[-len(found.expansion) :]
            yield str(found.alias or found.origin.name)
            stack.append(conf.states[stack[-1]][found.origin.name][1])
            if kind == "$END" and stack[-1] == conf.end_state:
                return


# ---- forms ------------------------------------------------------------------------------------


@cache
def forms() -> tuple[Form, ...]:
    """Return every form with its sentences, in the order of the page."""
    found = [
        _form(section["title"], entry)
        for section in _data()["sections"]
        for entry in section["forms"]
    ]
    for entry in _data()["beside"]:
        examples = tuple(entry["examples"])
        found.append(Form("Readings and notes", entry["form"], entry["means"], (), examples))
    return tuple(found)


def parts() -> frozenset[str]:
    """Return the rules that are parts of forms."""
    return frozenset(_data()["parts"])


def _form(section: str, entry: dict[str, Any]) -> Form:
    rules = tuple(entry["rules"])
    examples: list[str] = []
    for rule in rules:
        fitting = [s for s in golden_sentences() if rule in rules_of(s) and s not in examples]
        examples += fitting[: max(1, MOST // len(rules))]
    examples += [f"[more-{n}] {s}" for n, s in enumerate(entry.get("more", ()), 1)]
    return Form(section, entry["form"], " ".join(entry["means"].split()), rules, tuple(examples))


def clauses_of(form: Form) -> list[tuple[str, AnyClause | None]]:
    """Return the sentences of a form, each with what it is read as; None: it cannot be read."""
    if form.rules:
        return [(example, _clauses().get(example)) for example in form.examples]
    agreement, _ = parse_agreement(preamble().replace("%s", "\n".join(form.examples)))
    labels = [example.partition("]")[0].removeprefix("[") for example in form.examples]
    found = [agreement.clause(label) if agreement else None for label in labels]
    return list(zip(form.examples, found, strict=True))


@cache
def _clauses() -> dict[str, AnyClause]:
    """Return what every sentence is read as, all in one file under labels of their own."""
    examples = dict.fromkeys(e for form in forms() if form.rules for e in form.examples)
    named = {f"e{number}": example for number, example in enumerate(examples)}
    lines = [f"[{label}] {example.partition('] ')[2]}" for label, example in named.items()]
    agreement, _ = parse_agreement(preamble().replace("%s", "\n".join(lines)))
    clauses = agreement.clauses if agreement else ()
    return {named[clause.label]: clause for clause in clauses}


# ---- the page ---------------------------------------------------------------------------------


def page() -> str:
    """Return the page."""
    lines = [INTRO]
    section = ""
    for form in forms():
        if form.section != section:
            section = form.section
            lines += [f"## {section}", ""]
        lines += [f"### {form.form}", "", form.means, ""]
        lines += _shown(form)
    return MADE + "\n".join(lines).rstrip() + "\n"


def _shown(form: Form) -> list[str]:
    """Return the sentences of a form: those that are judged, then those that are not yet, why."""
    groups: dict[str, list[str]] = {}
    for example, clause in clauses_of(form):
        reason = "" if clause is None or clause.is_judged or not form.rules else clause.reason
        groups.setdefault(reason, []).append(example)
    lines = []
    for reason, examples in sorted(groups.items()):
        lines += ["```terms", *examples, "```", ""]
        lines += [WITHOUT.format(reason), ""] if reason else []
    return lines


def files() -> Iterator[tuple[Path, str]]:
    """Yield every file that is made, with its text: the page and the JSON Schema."""
    import json

    from servanda.agreement.schema import json_schema

    yield PAGE, page()
    yield SCHEMA_FILE, json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n"


def main() -> int:
    """Write the files, or with `--check` say which are stale."""
    return write_or_check(files(), "python scripts/language_reference.py")


if __name__ == "__main__":
    sys.exit(main())
