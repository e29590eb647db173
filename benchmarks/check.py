"""How long the drafting checks take on an agreement of many clauses.

Usage: python -m benchmarks.check [--clauses N] [--days N] [--runs N]
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.timing import median_seconds
from servanda import api

HEAD = """\
---
title: Many clauses (made up)
parties: {northland: Northland, southland: Southland}
time zone: Africa/Maputo
in force: {from: 2024-03-01 06:00, for: %d days}
areas:
  valley: {parts: [%s]}
%s
---
```terms
%s
```
"""
FORMS = (
    "Each party must not attack in %s.",
    "Northland must admit at least 20 aid trucks into %s each day.",
    "Northland must admit at most 900 trucks into %s each day.",
    "Southland must release at least 30 prisoners by day %d.",
    "Northland must publish a list each week.",
    "Southland must not fly drones over %s between 10:00 and 16:00 each day.",
    "When southland gives a complaint to northland, northland must publish a report within 2 days.",
    "Northland must station at most 500 soldiers in %s.",
)


def agreement_text(clauses: int, days: int) -> str:
    """Return an agreement of many clauses on many areas, without a fault."""
    areas = [f"part-{number}" for number in range(max(2, clauses // len(FORMS)))]
    lines = []
    for number in range(clauses):
        form = FORMS[number % len(FORMS)]
        area = areas[number // len(FORMS) % len(areas)]
        fill: tuple[object, ...] = (area,) if "%s" in form else ()
        fill = (1 + number % days,) if "%d" in form else fill
        lines.append(f"[c{number}] {form % fill}")
    declared = "\n".join(f"  {area}: Part {area}" for area in areas)
    return HEAD % (days, ", ".join(areas), declared, "\n".join(lines))


def main(arguments: list[str] | None = None) -> int:
    """Print how long one check takes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clauses", type=int, default=200)
    parser.add_argument("--days", type=int, default=60)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args(arguments)
    with TemporaryDirectory() as folder:
        file = Path(folder) / "agreement.md"
        file.write_text(agreement_text(options.clauses, options.days), encoding="utf-8")
        report = api.check(file)
        seconds = median_seconds(lambda: api.check(file), options.runs)
    sys.stdout.write(f"{report.summary()}\n")
    sys.stdout.write(f"{options.clauses} clauses, {options.days} days: {seconds:.2f} s\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
