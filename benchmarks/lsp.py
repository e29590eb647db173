"""Time each answer of the language server on a file of many clauses.

Usage: python -m benchmarks.lsp [--clauses N] [--runs N]
"""

from __future__ import annotations

import argparse
import platform
import sys
from collections.abc import Callable

from benchmarks.timing import median_seconds
from servanda.agreement.format import format_agreement
from servanda.lsp.complete import complete_sentence
from servanda.lsp.draft import Draft
from servanda.lsp.hover import hover_at
from servanda.lsp.mentions import mentions_of
from servanda.lsp.problems import problems_of
from servanda.lsp.rename import definitions, rename

HEAD = """---
title: Truce of the valley (made up)
parties: {northland: Northland, southland: Southland}
third parties: {mission: The Mission}
monitors: [mission]
time zone: Africa/Maputo
in force: {from: 2024-03-01 06:00, for: 60 days}
areas: {valley: {parts: [east, west]}, east: East, west: West}
---
# Truce
"""
SENTENCES = (
    "Each party must not attack in valley.",
    "Northland must admit at least 100 aid trucks into valley each day.",
    "Southland must release at least 3 prisoners by day 7, then 3 more every 7 days.",
    "When a party attacks in east, it must notify the mission within 2 hours.",
    "Northland must not fly aircraft or drones over west between 08:00 and 16:00 each day.",
    "Northland must release at least 2 prisoners for each prisoner that southland releases,"
    " within 24 hours.",
    "After [c0] is verified by the mission, southland must not attack in west.",
    "Northland must let the mission visit prisoners in east.",
)


def text_of(count: int) -> str:
    """Return an agreement of that many clauses."""
    lines = [f"[c{i}] {SENTENCES[i % len(SENTENCES)]}" for i in range(count)]
    blocks = [lines[i : i + 4] for i in range(0, count, 4)]
    return HEAD + "".join(
        f"\n> What was agreed.\n\n```terms\n{chr(10).join(block)}\n```\n" for block in blocks
    )


def answers(text: str) -> dict[str, Callable[[], object]]:
    """Return what is measured, by name: each as after a keystroke, and with the text known."""
    at = text.rindex("valley each day")
    known = Draft(text)
    problems_of(known, is_thorough=False)
    complete_sentence(known, at)

    def fresh(ask: Callable[[Draft], object]) -> Callable[[], object]:
        return lambda: ask(Draft(text))

    return {
        "problems of sentences": fresh(lambda d: problems_of(d, is_thorough=False)),
        "all problems (in a thread)": fresh(problems_of),
        "completion after a keystroke": fresh(lambda d: complete_sentence(d, at)),
        "completion": lambda: complete_sentence(known, at),
        "hover after a keystroke": fresh(lambda d: hover_at(d, at)),
        "hover": lambda: hover_at(known, at),
        "definition": lambda: definitions(known, at),
        "mentions after a keystroke": lambda: mentions_of.__wrapped__(known),
        "rename": lambda: rename(known, at, "dale"),
        "formatting": lambda: format_agreement(text, parsed=known.read),
    }


def main() -> int:
    """Measure and print one table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.lsp")
    parser.add_argument("--clauses", type=int, default=200)
    parser.add_argument("--runs", type=int, default=5)
    arguments = parser.parse_args()
    version = platform.python_version()
    sys.stdout.write(f"{platform.machine()}, Python {version}, {arguments.clauses} clauses\n")
    for name, work in answers(text_of(arguments.clauses)).items():
        sys.stdout.write(f"{name:32} {median_seconds(work, arguments.runs) * 1000:8.1f} ms\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
