"""Any number of random worlds, with every property; failures are kept as golden cases.

    python -m tests.property.long_run --cases 1000000 --seed 7

Every failure is made small and written to build/property-failures/<check>-<seed>.yaml; its seed is
printed. Exit code 1 if there was one.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import yaml
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from tests.property.batch import judge_alone
from tests.property.certain_worlds import build_certain
from tests.property.checks import CHECKS, reduction
from tests.property.choosing import AtRandom
from tests.property.engines import disagreement, disagreements, on_duckdb, on_sqlite
from tests.property.shrink import PLAIN, TINY, smallest
from tests.property.tiny_worlds import build_tiny
from tests.property.worlds import INSTANTS, LATE, STANDARDS, build_world

from servanda.assessment import reference

Row = dict[str, Any]

FOLDER = Path(__file__).parents[2] / "build" / "property-failures"
BLOCK = 300
AS_OFS = [LATE, *INSTANTS, LATE]
REDUCTION = "reduction"
DEAR = 40
"""Two worlds in so many are put to the properties, of which each judges them several times."""


def build(seed: int) -> Row:
    """Return the world of a seed: every fourth is tiny.

    Neighbouring seeds share standard and as-of, so that an engine judges them in one call.
    """
    choose = AtRandom(random.Random(seed))
    block = seed // BLOCK
    shared = {"standard": STANDARDS[block % 4]}
    if seed % 4 == 0:
        return {**build_tiny(choose), **shared}
    return {**build_world(choose), **shared, "as_of": AS_OFS[block // 4 % 5]}


def failures(seeds: range) -> Iterator[tuple[str, Row, int]]:
    """Yield which check fails on which world of a block of seeds."""
    worlds = {seed: build(seed) for seed in seeds}
    wrong = [world for world, _ in disagreements(on_duckdb, list(worlds.values()))]
    wrong += [world for world in worlds.values() if disagreement(on_sqlite, world)]
    yield from (("engines", world, seed) for seed, world in worlds.items() if world in wrong)
    for seed, world in worlds.items():
        if seed % DEAR in {0, 1}:  # one tiny world and one of the others
            names = ["histories"] if seed % 4 == 0 else sorted(CHECKS.keys() - {"histories"})
            yield from ((name, world, seed) for name in names if CHECKS[name](world))
        if seed % DEAR == 2:
            certain = build_certain(AtRandom(random.Random(seed)))
            if reduction(certain):
                yield REDUCTION, certain.world, seed


def message_of(name: str) -> Callable[[Row], str]:
    """Return the check of a name, which says what is wrong with a world."""
    if name == REDUCTION:  # its formula is made with the world, so that it cannot be made small
        return lambda world: ""
    if name == "engines":
        return lambda world: disagreement(on_duckdb, world) or disagreement(on_sqlite, world)
    return CHECKS[name]


def keep(name: str, world: Row, seed: int) -> Path:
    """Make a failing world small, write it as a golden case and return where."""
    check = message_of(name)
    small = smallest(world, lambda tried: bool(check(tried)), TINY if seed % 4 == 0 else PLAIN)
    message = check(small) or check(world) or "fails only together with others, or with its formula"
    case = {
        **small,
        "id": f"x-{name}-{seed}",
        "title": f"Fails the check {name}",
        "because": message,
        "expect": _expected(small),
    }
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"{name}-{seed}.yaml"
    path.write_text(yaml.safe_dump({"cases": [case]}, sort_keys=False), encoding="utf-8")
    print(f"{name} fails, seed {seed}: {path}\n{message}", file=sys.stderr)
    return path


def _expected(world: Row) -> Row:
    """Return what the reference evaluator finds, for a person to judge."""
    rows = judge_alone(reference.judge, world)
    keys = ("certain", "possible", "alleged", "verdict", "reason")
    shown = {row["slot"]: {key: row[key] for key in keys} for row in rows}
    return shown.get("", shown)


def run(cases: int, seed: int, most: int) -> int:
    """Run worlds from `seed` on and return how many failed; stop after `most` failures."""
    found = 0
    columns = [
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    ]
    with Progress(*columns) as progress:
        task = progress.add_task(f"seed {seed}", total=cases)
        for start in range(seed, seed + cases, BLOCK):
            seeds = range(start, min(start + BLOCK, seed + cases))
            for name, world, failed in failures(seeds):
                keep(name, world, failed)
                found += 1
                progress.update(task, description=f"seed {seed}, {found} failed")
                if found >= most:
                    return found
            progress.advance(task, len(seeds))
    return found


def main() -> int:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=10_000, help="how many worlds")
    parser.add_argument("--seed", type=int, default=1, help="seed of the first world")
    parser.add_argument("--most", type=int, default=20, help="stop after so many failures")
    given = parser.parse_args()
    print(f"seeds {given.seed} to {given.seed + given.cases - 1}")
    return 1 if run(given.cases, given.seed, given.most) else 0


if __name__ == "__main__":
    sys.exit(main())
