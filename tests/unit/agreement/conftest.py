"""Agreements for tests: the golden preamble, and a small made-up truce."""

from __future__ import annotations

from pathlib import Path

import pytest

from servanda.agreement import parse_agreement

PREAMBLE = (Path(__file__).parents[2] / "golden/sentences/preamble.md").read_text(encoding="utf-8")
TRUCE = """\
---
title: Truce of the valley
parties:
  northland: {name: Northland, also: [north], answers for: [hill-militia]}
  southland: {name: Southland}
third parties: {mission: The Mission, council: The Council}
monitors: [mission]
time zone: Africa/Maputo
in force: {from: 2024-03-01 06:00, for: 30 days}
areas:
  valley: {parts: [east, west]}
  east: The East
  west: The West
---
# Truce

> No shot shall be fired.

```terms
%s
```
"""


class Reading:
    """What came of one text: the agreement, its problems, shortcuts to both."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.agreement, self.problems = parse_agreement(text, "truce.md")

    @property
    def codes(self) -> list[str]:
        return [problem.code for problem in self.problems]

    @property
    def clause(self):
        return self.agreement.clauses[-1]

    def __getitem__(self, label: str):
        return self.agreement.clause(label)


@pytest.fixture(scope="session")
def golden():
    """Read sentences with all the names that the golden sentences use."""
    return lambda sentences: Reading(PREAMBLE.replace("%s", sentences))


@pytest.fixture(scope="session")
def truce():
    """Read sentences of a truce between Northland and Southland."""
    return lambda sentences: Reading(TRUCE.replace("%s", sentences))
