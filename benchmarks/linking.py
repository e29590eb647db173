"""How well candidate pairs are found and scored: precision and recall, with and without the model.

Usage: python -m benchmarks.linking [--occurrences N] [--seed N] [--fit]

Two labelled sets: the reports of the Gaza example, labelled by hand in `linking_gaza.csv` (pairs
marked `unsure` count for nothing), and made-up occurrences told by several sources, each with gaps
and mistakes. `--fit` prints the table of weights counted on the made-up set of another seed.
"""

from __future__ import annotations

import argparse
import csv
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from servanda import api
from servanda.case import read_names
from servanda.evidence import KnownNames, find_incidents, read_evidence
from servanda.evidence.matching import Candidate, find_candidates
from servanda.evidence.matching.alike import COMPARISONS, EVENTS_SQL, pairs_sql
from servanda.evidence.numbering import number_reports

ROOT = Path(__file__).parents[1]
LATE = 2**60
THRESHOLDS = (0.5, 0.7, 0.8, 0.9)
Pair = frozenset[str]
Row = dict[str, Any]

ACTS = (("shelling", ""), ("shoot", "civilian"), ("air strike", "house"), ("block", "aid truck"))
WORDS = (
    "village bridge school market orchard road river hill mosque church checkpoint convoy farmers "
    "mortar rounds gunfire explosion morning evening witnesses hospital wounded killed families "
    "moving north south soldiers vehicles smoke houses damaged heard reported near close"
)


def make_reports(occurrences: int, seed: int) -> tuple[list[Row], set[Pair]]:
    """Return made-up reports of made-up occurrences in the valley of the Northland example."""
    choose, rows, same = random.Random(seed), list[Row](), set[Pair]()
    for number in range(occurrences):
        act, thing = choose.choice(ACTS)
        day, minute = choose.randint(1, 12), choose.randint(0, 1439)
        true = {
            "act": act, "object": thing, "area": choose.choice(("east", "west")),
            "actor": choose.choice(("northland", "southland")),
            "day": day, "minute": minute, "n": choose.randint(1, 9),
            "words": choose.sample(WORDS.split(), 8),
        }  # fmt: skip
        told = choose.sample(range(8), choose.choice((1, 1, 2, 3)))
        names = [f"r{number}-{source}" for source in told]
        rows += [_told(choose, true, s, name) for s, name in zip(told, names, strict=True)]
        same |= {frozenset((a, b)) for a in names for b in names if a < b}
    return rows, same


def _told(choose: random.Random, true: Row, source: int, name: str) -> Row:
    """Return what a source tells: late, rounded, with gaps, in its own words."""
    minute = min(1439, max(0, true["minute"] + choose.randint(-25, 25)))
    clock = f" {minute // 60:02}:{minute % 60:02}" if choose.random() < 0.6 else ""
    words = choose.sample(true["words"], 4) + choose.sample(WORDS.split(), 4)
    number = true["n"] if choose.random() < 0.7 else max(1, true["n"] + choose.randint(-2, 2))
    return {
        "report": name, "source": f"source-{source}", "recorded_at": "2024-03-20",
        "begins": f"2024-03-{true['day']:02}{clock}", "act": true["act"], "object": true["object"],
        "actor": true["actor"] if choose.random() < 0.7 else "",
        "area": true["area"] if choose.random() < 0.85 else "",
        "quantity": number if choose.random() < 0.7 else "", "text": " ".join(words),
    }  # fmt: skip


def measure(candidates: tuple[Candidate, ...], same: set[Pair], unsure: set[Pair]) -> Iterator[str]:
    """Yield precision and recall at some thresholds."""
    scored = [(_pair(c), c.score) for c in candidates if _pair(c) not in unsure]
    wanted = same - unsure
    yield f"average precision {average_precision(scored, wanted):.2f}"
    for threshold in THRESHOLDS:
        found = {pair for pair, score in scored if score >= threshold}
        right = len(found & wanted)
        precision = right / len(found) if found else 1.0
        recall = right / len(wanted) if wanted else 1.0
        yield f"{threshold:.1f}: precision {precision:.2f}, recall {recall:.2f}, {len(found)} pairs"


def average_precision(scored: list[tuple[Pair, float]], wanted: set[Pair]) -> float:
    """Return the mean precision at each right pair, the likeliest first; missed pairs give 0.

    Pairs of one score stand in the worst order, so that ties flatter nobody.
    """
    order = sorted(scored, key=lambda item: (-item[1], item[0] in wanted))
    right, total = 0, 0.0
    for place, (pair, _) in enumerate(order, start=1):
        if pair in wanted:
            right += 1
            total += right / place
    return total / len(wanted) if wanted else 1.0


def _pair(candidate: Candidate) -> Pair:
    return frozenset(name.partition(":")[2] for name in candidate.reports)


def gaza() -> tuple[Mapping[str, Any], KnownNames, set[Pair], set[Pair]]:
    """Return tables, names and labels of the Gaza example."""
    case = api.read(ROOT / "examples" / "gaza-2023")
    labels = list(csv.DictReader((ROOT / "benchmarks" / "linking_gaza.csv").open()))
    same, unsure = (
        {frozenset((r["one"], r["other"])) for r in labels if r["label"] == label}
        for label in ("same", "unsure")
    )
    return case.evidence.tables, case.names, same, unsure


def made_up(
    occurrences: int, seed: int
) -> tuple[Mapping[str, Any], KnownNames, set[Pair], set[Pair]]:
    """Return tables, names and labels of made-up reports."""
    agreement = api.read(ROOT / "examples" / "northland").agreement
    names, _ = read_names(agreement)
    rows, same = make_reports(occurrences, seed)
    columns = {key: [str(row[key]) for row in rows] for key in rows[0]}
    evidence = read_evidence({"reports": pa.table(columns)}, names)
    evidence.raise_errors()
    return evidence.tables, names, same, set()


def fit(tables: Mapping[str, Any], names: KnownNames, same: set[Pair]) -> Iterator[str]:
    """Yield the table of weights: how often each level is seen in pairs of one and of two.

    Only pairs that no veto keeps apart are counted, as only those are ever scored.
    """
    numbered = number_reports(tables["reports"], LATE)
    reports = numbered["report"].to_pylist()
    linked = find_incidents(dict(tables), names, LATE)
    open_pairs = {_pair(c) for c in find_candidates(tables, names, LATE, linked)}
    acts = numbered["act"].unique()
    with duckdb.connect() as connection:
        connection.register("numbered", numbered)
        connection.register("acts", pa.table({"act": acts, "other": acts}))
        connection.execute(f"CREATE TABLE events AS {EVENTS_SQL}")
        rows = connection.sql(pairs_sql()).to_arrow_table().to_pylist()
    pairs = [(frozenset((reports[r["one"] - 1], reports[r["other"] - 1])), r) for r in rows]
    yield "column,level,m,u"
    for comparison in COMPARISONS:
        counts: dict[bool, Counter[int]] = {True: Counter(), False: Counter()}
        for pair, row in pairs:
            if pair in open_pairs and row[comparison.name] is not None:
                counts[pair in same][row[comparison.name]] += 1
        for level in (2, 1, 0) if comparison.is_near else (2, 0):
            m, u = (_share(counts[is_same], level) for is_same in (True, False))
            yield f"{comparison.name},{level},{m:.4f},{u:.4f}"


def _share(counts: Counter[int], level: int) -> float:
    # One more of each, so that no level is impossible.
    return (counts[level] + 1) / (counts.total() + 3)


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--occurrences", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--fit", action="store_true")
    asked = parser.parse_args()
    if asked.fit:
        tables, names, same, _ = made_up(asked.occurrences, asked.seed + 1)
        sys.stdout.write("\n".join(fit(tables, names, same)) + "\n")
        return 0
    sets = {"Gaza example": gaza(), "made up": made_up(asked.occurrences, asked.seed)}
    for title, (tables, names, same, unsure) in sets.items():
        linked = find_incidents(dict(tables), names, LATE)
        for with_model in (False, True):
            start = time.perf_counter()
            found = find_candidates(tables, names, LATE, linked, with_model=with_model)
            seconds = time.perf_counter() - start
            how = "with the model" if with_model else "without"
            missed = len(same - unsure - {_pair(c) for c in found})
            sys.stdout.write(
                f"{title}, {how}: {len(found)} candidates, {missed} of {len(same)} pairs are not"
                f" among them, {seconds:.1f} s\n"
            )
            for line in measure(found, same, unsure):
                sys.stdout.write(f"  {line}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
