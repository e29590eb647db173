"""Count what the library of agreements expresses, provision by provision; `--check`: is it fresh?

`agreements/NAME.md` holds an agreement. A heading such as `## 3. Aghdam` or `## 23, 24. Aid` says
which provisions of `agreements/provisions.csv` its section is about. The terms of the section
express them, with the clauses that a line `See also:` names and the keys of the front matter that
a line `Front matter:` names. A line `Left out:` says what they do not express. So nothing is
counted by hand.
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Final

from making import write_or_check

from servanda.agreement import load_agreement
from servanda.agreement.check import check_agreement
from servanda.agreement.duties import NOT_IN_FORCE
from servanda.agreement.model import Agreement, InForce, LocalMoment, NoteClause, Prose
from servanda.agreement.schedule import schedule_of
from servanda.errors import AgreementError, Problem

ROOT: Final = Path(__file__).parent.parent
LIBRARY: Final = ROOT / "agreements"
PAGE: Final = ROOT / "docs" / "library" / "coverage.md"
TABLE: Final = LIBRARY / "coverage.csv"
MADE: Final = "<!-- made by scripts/library.py; do not edit -->\n\n"
SHORT_DAYS: Final = 40
"""Days for which duties are made to see whether a clause gets verdicts: its form decides that."""

_NUMBERED = re.compile(r"(\d+(?:, \d+)*)\. ")
_SAYS = re.compile(r"^(Left out|See also|Front matter): (.+?)(?=\n\n|\Z)", re.MULTILINE | re.DOTALL)
_LABEL = re.compile(r"\[([^\]]+)\](?!\()")
_KEY = re.compile(r"`([^`]+)`")
_NO_VERDICT = "SV236"
CHECKABLE: Final = {"yes": "checkable", "partly": "partly checkable", "no": "not checkable"}


@dataclass(frozen=True)
class Provision:
    """One row of `provisions.csv`: what a text asks of whom, in our words."""

    agreement: str
    number: int
    bearer: str
    modality: str
    patterns: tuple[str, ...]
    summary: str
    checkable: str


@dataclass(frozen=True)
class Expressed:
    """How far an agreement file expresses a provision.

    Attributes:
        provision: the row.
        how: `whole`, `part` or `not`.
        clauses: labels of the sentences that express it.
        keys: of the front matter, where the rest of it stands.
        left_out: what is not expressed; empty if `how` is `whole`.
        unjudged: (label, why) of those of its clauses that get no verdict.
    """

    provision: Provision
    how: str
    clauses: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    left_out: str = ""
    unjudged: tuple[tuple[str, str], ...] = ()

    @property
    def is_judged(self) -> bool:
        """Return whether every sentence that expresses it gets verdicts."""
        return self.how != "not" and not self.unjudged


@dataclass(frozen=True)
class Library:
    """All agreements with what they express.

    Attributes:
        titles: file name without its ending to title.
        expressed: of each provision, in the order of the table.
        errors: of all files; an agreement with an error expresses nothing.
        unknown: what headings and lines name that does not exist, as text.
    """

    titles: dict[str, str]
    expressed: tuple[Expressed, ...]
    errors: tuple[Problem, ...]
    unknown: tuple[str, ...]


def read_provisions() -> tuple[Provision, ...]:
    """Return the rows of `agreements/provisions.csv`."""
    with (LIBRARY / "provisions.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Provision(
                row["agreement"],
                int(row["no"]),
                row["bearer"],
                row["modality"],
                tuple(row["pattern"].split("|")),
                row["summary"],
                row["checkable"],
            )
            for row in csv.DictReader(file)
        )


@cache
def read_library() -> Library:
    """Return what the files of `agreements/` express; read once."""
    provisions = read_provisions()
    names = sorted({provision.agreement for provision in provisions})
    found = [read_file(name, [p for p in provisions if p.agreement == name]) for name in names]
    return Library(
        {name: title for one in found for name, title in one.titles.items()},
        tuple(row for one in found for row in one.expressed),
        tuple(problem for one in found for problem in one.errors),
        tuple(text for one in found for text in one.unknown),
    )


def read_file(name: str, provisions: Sequence[Provision]) -> Library:
    """Return what one agreement expresses of its provisions."""
    agreement, problems = load_agreement(LIBRARY / f"{name}.md")
    short = None if agreement is None else shortened(agreement)
    if short is not None:
        problems = (*problems, *check_agreement(short))
    errors = tuple(problem for problem in problems if problem.severity == "error")
    if agreement is None or short is None or errors:
        nothing = tuple(Expressed(p, "not", left_out="the file has errors") for p in provisions)
        return Library({name: name}, nothing, errors, ())
    silent = _silent(short, problems)
    sections = _sections(agreement)
    expressed = tuple(
        _expressed(agreement, p, sections.get(p.number, []), silent) for p in provisions
    )
    numbers = {provision.number for provision in provisions}
    return Library({name: agreement.title}, expressed, (), _unknown(name, agreement, numbers))


def shortened(agreement: Agreement) -> Agreement:
    """Return an agreement in force for a few weeks only: making all its days takes minutes."""
    begins = agreement.in_force.begins if agreement.in_force else None
    if begins is None:
        return agreement
    ends = LocalMoment(begins.day + timedelta(days=SHORT_DAYS), begins.clock)
    return replace(agreement, in_force=InForce(begins, None, ends), amendments=())


def _silent(agreement: Agreement, problems: Iterable[Problem]) -> dict[str, str]:
    """Return the labels of the clauses that get no verdict, each with why."""
    found = {}
    for problem in problems:
        label = _LABEL.search(problem.message)
        if problem.code == _NO_VERDICT and label:
            found[label[1]] = problem.message.split(": ", 1)[-1]
    try:
        hidden = schedule_of(agreement).not_shown
    except AgreementError:
        return found
    # What waits for something gets its verdict then, and what is not checked is counted elsewhere.
    duties = {clause.label for clause in agreement.duties}
    waits = {label for label, why in hidden if why == NOT_IN_FORCE or label not in duties}
    return {label: why for label, why in hidden if label not in waits} | found


# ---- sections ---------------------------------------------------------------------------------


def _sections(agreement: Agreement) -> dict[int, list[Prose]]:
    """Return the pieces of text about each provision, by its number."""
    found: dict[int, list[Prose]] = {}
    for piece in agreement.prose:
        numbers = _NUMBERED.match(piece.heading)
        for number in numbers[1].split(", ") if numbers else ():
            found.setdefault(int(number), []).append(piece)
    return found


def _said(pieces: Iterable[Prose], word: str) -> str:
    """Return what the lines of a section say that begin with a word."""
    found = [m[2] for piece in pieces for m in _SAYS.finditer(piece.text) if m[1] == word]
    return " ".join(" ".join(found).split())


def _binding(agreement: Agreement, labels: Iterable[str]) -> tuple[str, ...]:
    """Return those labels that are of a clause other than a note, each once."""
    known = {label: agreement.clause(label) for label in labels}
    return tuple(
        label
        for label, clause in known.items()
        if clause is not None and not isinstance(clause, NoteClause)
    )


def _expressed(
    agreement: Agreement, provision: Provision, pieces: list[Prose], silent: dict[str, str]
) -> Expressed:
    labels = [label for piece in pieces for label in piece.labels]
    clauses = _binding(agreement, [*labels, *_LABEL.findall(_said(pieces, "See also"))])
    keys = tuple(_KEY.findall(_said(pieces, "Front matter")))
    left_out = _said(pieces, "Left out")
    if not clauses and not keys:
        return Expressed(provision, "not", left_out=left_out or "kept as a note, no verdict")
    unjudged = tuple((label, silent[label]) for label in clauses if label in silent)
    how = "part" if left_out else "whole"
    return Expressed(provision, how, clauses, keys, left_out, unjudged)


def _unknown(name: str, agreement: Agreement, numbers: set[int]) -> tuple[str, ...]:
    """Return what headings and `See also` name that is not there."""
    sections = _sections(agreement)
    found = [f"{name}: no provision {number}" for number in sorted(sections.keys() - numbers)]
    found += [f"{name}: no section on {number}" for number in sorted(numbers - sections.keys())]
    for number, pieces in sections.items():
        labels = _LABEL.findall(_said(pieces, "See also"))
        found += [f"{name} {number}: no clause [{la}]" for la in labels if not agreement.clause(la)]
    return tuple(found)


# ---- the page ---------------------------------------------------------------------------------


def share(rows: Iterable[Expressed], *ways: str) -> tuple[int, int]:
    """Return how many are expressed in one of the ways, and how many there are."""
    found = list(rows)
    return sum(row.how in ways for row in found), len(found)


def of_class(rows: Iterable[Expressed], *classes: str) -> list[Expressed]:
    """Return the rows whose provision is of one of the classes `yes`, `partly`, `no`."""
    return [row for row in rows if row.provision.checkable in classes]


def page() -> str:
    """Return the page of coverage."""
    library = read_library()
    parts = [_summary(library), _by_agreement(library), _by_pattern(library)]
    parts += [_left_out(library), _without_verdict(library)]
    return MADE + "\n".join(line for part in parts for line in part).rstrip() + "\n"


def table() -> str:
    """Return the same, provision by provision, as CSV."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(
        ("agreement", "no", "class", "how", "clauses", "front_matter", "left_out", "judged")
    )
    for row in read_library().expressed:
        provision = row.provision
        keys, clauses = "|".join(row.keys), "|".join(row.clauses)
        cells = (provision.agreement, provision.number, provision.checkable, row.how, clauses, keys)
        writer.writerow((*cells, row.left_out, "yes" if row.is_judged else "no"))
    return text.getvalue()


def _per_cent(count: tuple[int, int]) -> str:
    return f"{count[0]} of {count[1]} ({100 * count[0] / count[1]:.1f} %)" if count[1] else "none"


def _summary(library: Library) -> list[str]:
    rows = library.expressed
    some, fully = of_class(rows, "yes", "partly"), of_class(rows, "yes")
    judged = [row for row in some if row.is_judged]
    fully_judged = [row for row in fully if row.is_judged and row.how == "whole"]
    return [
        "# What the library expresses",
        "",
        f"{len(library.titles)} agreements, {len(rows)} provisions. The files are in",
        "`agreements/`; [how it is counted](index.md).",
        "",
        "| provisions | expressed | of which get verdicts today |",
        "|---|---|---|",
        "| checkable or partly checkable: whole or in part"
        f" | {_per_cent(share(some, 'whole', 'part'))} | {_per_cent((len(judged), len(some)))} |",
        "| checkable: whole"
        f" | {_per_cent(share(fully, 'whole'))} | {_per_cent((len(fully_judged), len(fully)))} |",
        "",
        "*Expressed*: the sentences are read without an error. *Get verdicts today*: the engine",
        "judges each of them or, where one permits, renews, suspends or ends something, judges",
        "others by it. Which reports there are is another matter.",
        "",
    ]


def _by_agreement(library: Library) -> list[str]:
    lines = ["## By agreement", "", "| agreement | provisions | whole | in part | not | judged |",
             "|---|---|---|---|---|---|"]  # fmt: skip
    for name, title in library.titles.items():
        rows = [row for row in library.expressed if row.provision.agreement == name]
        lines.append(f"| {title} | {_counts(rows)} |")
    return [*lines, ""]


def _by_pattern(library: Library) -> list[str]:
    lines = ["## By pattern", "", "A provision counts under each of its patterns.", "",
             "| pattern | provisions | whole | in part | not | judged |",
             "|---|---|---|---|---|---|"]  # fmt: skip
    patterns = sorted({name for row in library.expressed for name in row.provision.patterns})
    for pattern in patterns:
        rows = [row for row in library.expressed if pattern in row.provision.patterns]
        lines.append(f"| `{pattern}` | {_counts(rows)} |")
    return [*lines, ""]


def _counts(rows: list[Expressed]) -> str:
    ways = [share(rows, how)[0] for how in ("whole", "part", "not")]
    numbers = [len(rows), *ways, sum(row.is_judged for row in rows)]
    return " | ".join(str(number) for number in numbers)


def _left_out(library: Library) -> list[str]:
    lines = ["## What is left out", "", "| agreement | no | class | how | left out |",
             "|---|---|---|---|---|"]  # fmt: skip
    lines += [
        f"| {row.provision.agreement} | {row.provision.number}"
        f" | {CHECKABLE[row.provision.checkable]} | {row.how} | {row.left_out} |"
        for row in library.expressed
        if row.how != "whole"
    ]
    return [*lines, ""]


def _without_verdict(library: Library) -> list[str]:
    lines = ["## Expressed, but no verdict yet", "", "| agreement | no | clause | why |",
             "|---|---|---|---|"]  # fmt: skip
    lines += [
        f"| {row.provision.agreement} | {row.provision.number} | `[{label}]` | {why} |"
        for row in library.expressed
        for label, why in row.unjudged
    ]
    return [*lines, ""]


def main() -> int:
    """Write page and table, or with `--check` say what is stale; say what is wrong in the files."""
    library = read_library()
    for problem in library.errors:
        place = problem.places[0]
        sys.stderr.write(f"{place.file}:{place.line}: {problem.code} {problem.message}\n")
    for text in library.unknown:
        sys.stderr.write(f"{text}\n")
    made = [(PAGE, page()), (TABLE, table())]
    is_stale = write_or_check(made, "python scripts/library.py")
    return int(bool(is_stale or library.errors or library.unknown))


if __name__ == "__main__":
    sys.exit(main())
