"""Drafts of agreements with one planted fault each, and sound ones that look alike."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import yaml

import servanda
from servanda.agreement import parse_agreement
from servanda.agreement.check import Examination, examine

HERE = Path(__file__).parent
TRUCE = (HERE / "truce.md").read_text(encoding="utf-8")
PROVING = re.compile(r"SV28[0-35]|SV217|SV238")
"""Codes that say something is wrong; the other codes of proofs are remarks."""


@dataclass(frozen=True)
class Draft:
    """An agreement of the planted-error suite.

    Attributes:
        name: what is wrong with it, or what only looks wrong.
        text: the file.
        code: of the fault; empty: it is sound.
        clauses: labels of the fault.
        also: codes of proofs that hold besides.
        has_facts: the fault must come with histories.
        needs_solver: only sums find it.
    """

    name: str
    text: str
    code: str = ""
    clauses: frozenset[str] = frozenset()
    also: frozenset[str] = frozenset()
    has_facts: bool = True
    needs_solver: bool = field(default=False)


def read_drafts(file: str) -> list[Draft]:
    """Return the drafts of a YAML file beside this one."""
    rows = yaml.safe_load((HERE / file).read_text(encoding="utf-8"))
    return [
        Draft(
            row["name"],
            draft_text(row["terms"], row.get("front", "")),
            row.get("code", ""),
            frozenset(row.get("clauses", ())),
            frozenset(row.get("also", ())),
            row.get("facts") != "none" and row.get("code") in {"SV280", "SV281", "SV285"},
            row.get("needs") == "z3",
        )
        for row in rows
    ]


def draft_text(terms: str, front: str = "") -> str:
    """Return a truce with some sentences and further front matter."""
    return TRUCE.replace("%FRONT", front).replace("%SENTENCES", terms.strip())


@cache
def examined(draft: Draft) -> Examination:
    """Return what is found in a draft; its sentences are all read without errors."""
    agreement, problems = parse_agreement(draft.text, "truce.md")
    assert [str(p) for p in problems if p.severity == "error"] == []
    return examine(agreement)


def accused(found: Examination) -> set[tuple[str, frozenset[str]]]:
    """Return what is said to be wrong: codes with the labels of the clauses."""
    proved = {fault.problem: frozenset(fault.clauses) for fault in found.faults}
    return {
        (problem.code, proved.get(problem, _labels_of(problem)))
        for problem in found.problems
        if PROVING.fullmatch(problem.code)
    }


def _labels_of(problem) -> frozenset[str]:
    lines = " ".join([problem.message, *(place.text for place in problem.places)])
    return frozenset(re.findall(r"\[([\w-]+)\]", lines))


def verdicts(draft: Draft, history, folder: Path) -> set[str]:
    """Return the verdicts of `assess` on what a history is said to break.

    Of duties that reports call into being, slot `*`, one that is violated is enough.
    """
    (folder / "agreement.md").write_text(draft.text, encoding="utf-8")
    for name, rows in history.tables.items():
        columns = list(dict.fromkeys(column for row in rows for column in row))
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as target:
            writer = csv.DictWriter(target, columns)
            writer.writeheader()
            writer.writerows(rows)
    case = servanda.read(folder)
    assert case.evidence.rejects.num_rows == 0
    board = servanda.assess(case, as_of=history.as_of, explained=False)
    found = {
        finding.verdict
        for finding in board.findings
        if finding.clause == history.breaks
        and finding.bearer == history.bearer
        and history.slot in {"*", finding.slot}
        and not finding.reading
    }
    return {"violated"} if history.slot == "*" and "violated" in found else found
