"""`servanda diff-terms`: what an amendment changed, clause by clause."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from servanda.cli.options import Json
from servanda.cli.output import envelope, reported_errors, show_problems, stdout, write_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from servanda.agreement.diff_terms import Change, ClauseChange, Kind, TermsDiff

_KINDS: tuple[Kind, ...] = ("changed", "reworded", "renamed", "added", "dropped")


def diff_terms(
    old: Annotated[
        Path,
        typer.Argument(metavar="OLD", help="The earlier file or folder.", show_default=False),
    ],
    new: Annotated[
        Path, typer.Argument(metavar="NEW", help="The later file or folder.", show_default=False)
    ],
    as_json: Json = False,
) -> None:
    """Say in words what a later version of an agreement changed.

    Clauses added, dropped, renamed; of a changed one what: bearer, number, area, period and so on.
    Another wording of the same duty is told apart from a change. Areas that a GeoJSON
    file draws are compared, too, and of two folders the tables `sources` and `coverage`.

    Example: servanda diff-terms truce-draft.md truce-signed.md
    """
    from servanda.comparing import compare_terms

    with reported_errors("diff-terms", as_json=as_json):
        compared = compare_terms(old, new)
        found = compared.found
        if as_json:
            write_json(envelope("diff-terms", asdict(found), warnings=compared.problems))
            return
        show_problems(compared.problems)
        console = stdout()
        for line in _lines(found):
            console.print(line, markup=False, soft_wrap=True)


def _lines(found: TermsDiff) -> Iterator[str]:
    yield found.after if found.before == found.after else f"{found.before} → {found.after}"
    counts = [f"{found.count(kind)} {kind}" for kind in _KINDS if found.count(kind)]
    yield ", ".join([*counts, f"{found.same} as before"])
    what = ""
    for name, change in found.declarations:
        if name != what:
            yield ""
            yield name
        what = name
        yield _change(change)
    for clause in found.clauses:
        yield ""
        yield from _clause(clause)


def _change(change: Change) -> str:
    if change.element in {"added", "dropped"}:
        text = change.after if change.element == "added" else change.before
        return f"  {change.element:12}{text}"
    return f"  {change.element:12} {change.before}  →  {change.after}"


def _clause(clause: ClauseChange) -> Iterator[str]:
    is_renamed = clause.kind == "renamed"
    label = f"[{clause.old_label}] → [{clause.label}]" if is_renamed else f"[{clause.label}]"
    yield f"{clause.kind:9}{label}"
    for change in clause.changes:
        yield _change(change)
    texts = {"was": clause.before, "is": clause.after}
    if clause.before == clause.after:
        texts = {"": clause.after}
    for word, text in texts.items():
        if text:
            yield f"  {word:12} {text}"
