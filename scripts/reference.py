"""Write the reference pages from the code they describe; `--check` fails when one is stale."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from making import write_or_check

from servanda.evidence.attributes import FORMS
from servanda.evidence.tables import FILES, Column
from servanda.vocabulary import shipped_vocabulary

PAGES = Path(__file__).parent.parent / "docs" / "reference"
MADE = "<!-- made by scripts/reference.py; do not edit -->\n\n"
CODE_HOMES = (
    "servanda.agreement.codes",
    "servanda.agreement.duty_codes",
    "servanda.agreement.proof_codes",
    "servanda.agreement.schema_codes",
    "servanda.evidence.codes",
    "servanda.evidence.door.codes",
    "servanda.evidence.importers.codes",
    "servanda.evidence.ledger.codes",
    "servanda.evidence.projection.codes",
    "servanda.evidence.vault.codes",
    "servanda.codes",
    "servanda.assessment.codes",
    "servanda.lsp.codes",
    "servanda.publish.codes",
    "servanda.publish.release.codes",
)


def all_codes() -> dict[str, tuple[str, str, str]]:
    """Return every error code with title, explanation and an example that triggers it."""
    codes: dict[str, tuple[str, str, str]] = {}
    for home in CODE_HOMES:
        codes |= import_module(home).CODES
    return dict(sorted(codes.items()))


def errors_page() -> str:
    """Return the page of error codes."""
    lines = ["# Error codes", ""]
    lines += ["Every message carries a code. Each entry shows an example that causes it.", ""]
    for code, (title, meaning, example) in all_codes().items():
        lines += [f"## {code}: {title}", "", meaning, "", "```text", example.rstrip(), "```", ""]
    return "\n".join(lines)


def columns_page() -> str:
    """Return the page of the tables of evidence."""
    lines = ["# Tables of evidence", "", (import_module("servanda.evidence.tables").__doc__ or "")]
    for name, columns in FILES.items():
        lines += [f"## {name}", "", "| column | holds | meaning |", "|---|---|---|"]
        lines += [_row(column) for column in columns] + [""]
        lines += _said_of_objects() if name == "reports" else []
    return "\n".join(lines)


def _said_of_objects() -> list[str]:
    """Return what the column `attributes` may hold."""
    lines = [
        "### What `attributes` may hold",
        "",
        "What a clause says of an object a report has to say, too, or the act is only possibly one",
        "that counts. Several stand in one cell, parted by commas; the names here are made up.",
        "",
        "| in the cell | meaning |",
        "|---|---|",
    ]
    for word, meaning in FORMS:
        written = word.replace("|", "\\|")
        lines.append(f"| `{written}` | {meaning}. |")
    return [*lines, ""]


def _row(column: Column) -> str:
    kind = column.kind
    if column.choices:
        kind = ", ".join(f"`{word}`" if word else "empty" for word in column.choices)
    need = " **Needed.**" if column.is_required else ""
    meaning = column.meaning.replace("|", "\\|")
    return f"| `{column.name}` | {kind} | {meaning}.{need} |"


def cli_page() -> str:
    """Return the page of commands, as `--help` shows them."""
    from typer.testing import CliRunner

    from servanda.cli.app import build_app

    runner = CliRunner(env={"COLUMNS": "100", "NO_COLOR": "1", "TERM": "dumb"})
    lines = ["# Commands", ""]
    app = build_app()
    for command in ("", *(one.name or "" for one in app.registered_commands)):
        arguments = [command, "--help"] if command else ["--help"]
        shown = runner.invoke(app, arguments, prog_name="servanda").output
        title = f"servanda {command}".strip()
        text = [line.rstrip() for line in shown.splitlines()]
        lines += [f"## {title}", "", "```text", *text, "```", ""]
    return "\n".join(lines)


def vocabulary_page() -> str:
    """Return the page of the shipped vocabulary."""
    words = shipped_vocabulary()
    lines = ["# Vocabulary", "", "An agreement may add terms or map its own words to these.", ""]
    classes = {
        "Acts": words.acts,
        "Things": words.things,
        "Adjectives": words.adjectives,
        "States": words.states,
        "Manners": words.manners,
    }
    for title, terms in classes.items():
        lines += [f"## {title}", "", "| term | kind of | |", "|---|---|---|"]
        lines += [f"| {name} | {', '.join(term.kind_of)} | {_notes(term)} |" for name, term in
                  sorted(terms.items())] + [""]  # fmt: skip
    return "\n".join(lines)


def _notes(term: object) -> str:
    notes = []
    if getattr(term, "result", False):
        notes.append("counted by any hand")
    if unit := getattr(term, "unit", ""):
        notes.append(f"counted in `{unit}`")
    if apart := getattr(term, "apart_from", ()):
        notes.append("apart from " + ", ".join(apart))
    return "; ".join(notes)


def pages() -> Iterator[tuple[Path, str]]:
    """Yield every page with its text."""
    made = {
        "commands": cli_page,
        "errors": errors_page,
        "tables": columns_page,
        "vocabulary": vocabulary_page,
    }
    for name, build in made.items():
        yield PAGES / f"{name}.md", MADE + build().rstrip() + "\n"


def main() -> int:
    """Write the pages, or with `--check` say which are stale."""
    return write_or_check(pages(), "make reference")


if __name__ == "__main__":
    sys.exit(main())
