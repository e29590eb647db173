"""A commented skeleton of a case, for `servanda new`."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Final

from servanda.errors import Problem, UsageError
from servanda.evidence.tables import FILES, Column

_AGREEMENT: Final = """---
title: Name of the agreement
parties:
  northland: {name: Northland, also: [northland army], answers for: []}
  southland: {name: Southland}
third parties: {mediator: The mediator}
# Bodies whose own word verifies; leave empty if none was agreed.
monitors: []
time zone: Africa/Maputo        # one IANA name: local times below are read in it
in force: {from: 2024-03-01 06:00, for: 30 days}
# Changes agreed later; each is known from the day it was agreed.
# amendments:
#   - {on: 2024-03-29, in force until: 2024-04-05 06:00}
areas:
  valley: {name: The valley, parts: [east, west]} # parts divide an area without rest
  east: The east of the valley
  west: The west of the valley
  # file: areas.geojson         # outlines, if you have them
---
# Name of the agreement

Below each passage of the agreed text stands what it binds whom to, one sentence per provision.
`servanda check` reads this file alone and says what is wrong or doubtful.

## Fighting
> Quote the words of the agreement here.

```terms
[fighting]  Each party must not attack in valley.
```

## Aid
> Quote the words of the agreement here.

```terms
[aid]       Northland must admit at least 200 aid trucks into valley each day.
```

## What no report could show
```terms
[faith]     not checked: each party acts in good faith.
```
"""

_README: Final = """# What is in this folder

`agreement.md` is the agreement; the tables are the evidence. Delete the tables you do not need.

    servanda check .      # read the agreement alone
    servanda duties .     # who owes what when
    servanda assess .     # the board

"""


def write_skeleton(folder: Path) -> list[Path]:
    """Write a new case and return the files written.

    Args:
        folder: must not exist, or be empty.

    Raises:
        UsageError: SV404, there is something in the folder already.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        message = f"`{folder}` exists and is not empty"
        raise UsageError((Problem("SV404", message, hint="name a folder that does not exist"),))
    folder.mkdir(parents=True, exist_ok=True)
    texts = {"agreement.md": _AGREEMENT, "README.md": _README + _describe_tables()}
    texts |= {f"{name}.csv": _header(columns) for name, columns in FILES.items()}
    return [_written(folder / name, text) for name, text in texts.items()]


def _written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def _header(columns: tuple[Column, ...]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(column.name for column in columns)
    return line.getvalue()


def _describe_tables() -> str:
    return "\n".join(_describe(name, columns) for name, columns in FILES.items())


def _describe(name: str, columns: tuple[Column, ...]) -> str:
    lines = [f"## {name}.csv", "", "| column | meaning |", "|---|---|"]
    lines += [f"| {_title(column)} | {_meaning(column)} |" for column in columns]
    return "\n".join([*lines, ""])


def _title(column: Column) -> str:
    return f"`{column.name}`" + (" (needed)" if column.is_required else "")


def _meaning(column: Column) -> str:
    choices = ", ".join(f"`{word}`" for word in column.choices if word)
    meaning = column.meaning.replace("|", "\\|")
    return f"{meaning} ({choices})" if choices else meaning
