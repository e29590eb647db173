"""The plain workload: certain events, one neutral report each, and five terms that ask of them.

Usage: python -m benchmarks.scale.plain ROWS FOLDER [--clauses N] [--csv]

It writes `log.parquet` (and `log.csv`), which the hand-written baselines read, and the same events
as a case in `case/`. Thirty local days, 50 areas, 6 parties, 12 acts, 8 sources. The terms:

- p1: Eastland must not shell in s07, from day 3 04:00 until day 29 04:00;
- p2: the same, only between 10:00 and 16:00 each day;
- p3: every release of hostages is answered, with the same reference, within 24 hours;
- p4: so many trucks are delivered into s07 each day;
- p5: every withdrawal is announced, with the same reference, at least 24 hours before.

Each area is watched by one source, so that no two reports may be of one act. Where no answer or no
notice came, the register of the Commission says so, and the gate says how many trucks there were at
most: without a word that there was none, silence would be `not verifiable`.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from benchmarks.scale.facts import DAY, DAYS, FIRST_SECOND, SPAN, parties, write_facts
from benchmarks.scale.plain_events import (
    ACTS,
    ANSWER,
    AREAS,
    DELIVER,
    NOTICE,
    RELEASE,
    SOURCES,
    WITHDRAWAL,
    events_of_day,
    releases,
    withdrawals,
)
from benchmarks.scale.plain_terms import agreement_text
from benchmarks.scale.writing import (
    Ints,
    TableFile,
    TextFile,
    instants,
    words,
    write_rows,
    write_variant,
)


def write_plain(rows: int, folder: Path, *, clauses: int = 5, with_csv: bool = False) -> None:
    """Write the log and the case.

    Args:
        rows: of the log.
        folder: is made.
        clauses: how many of the five terms; more: further areas and parties are asked of.
        with_csv: the log as text too, for plain Python.
    """
    case = folder / "case"
    case.mkdir(parents=True, exist_ok=True)
    log, reports = TableFile(folder / "log.parquet"), TableFile(case / "reports.parquet")
    text = TextFile(folder / "log.csv") if with_csv else None
    trucks = np.zeros((AREAS, DAYS), np.int64)
    for day in range(DAYS):
        columns = _log_columns(rows, day, trucks)
        log.add(columns | {"t": columns["t"].cast(pa.timestamp("s", "UTC"))
                           .cast(pa.timestamp("ms", "UTC"))})  # fmt: skip
        if text is not None:
            text.add(columns)
        reports.add(_reports(columns))
        for further in _without_partner(rows, day):
            reports.add(further)
    reports.add(_tallies(trucks))
    log.close()
    reports.close()
    if text is not None:
        text.close()
    floor = max(1, rows * 200 // 1_000_000)
    write_facts(folder, {"kind": "plain", "rows": rows, "floor": floor, "reports": reports.rows,
                         "clauses": clauses})  # fmt: skip
    (case / "agreement.md").write_text(agreement_text(floor, clauses, AREAS), encoding="utf-8")
    _write_sources(case)
    for name, count, only in (("p1", 1, "p1"), ("p2", 5, "p2"), ("50", 50, "")):
        write_variant(folder, name, agreement_text(floor, count, AREAS, only))


def _log_columns(rows: int, day: int, trucks: npt.NDArray[np.int64]) -> dict[str, pa.Array]:
    """Return one day of the log, and add its deliveries to the sums by area and day."""
    events = events_of_day(rows, day)
    size = len(events.at)
    random = np.random.default_rng([20241127, rows, day, 1])
    actor = random.integers(0, 6, size).astype(np.int8)
    area = random.integers(0, AREAS, size).astype(np.int8)
    quantity = random.integers(1, 5, size).astype(np.int32)
    is_delivery = events.act == DELIVER
    trucks[:, day] += np.bincount(
        area[is_delivery], quantity[is_delivery], AREAS
    ).astype(np.int64)  # fmt: skip
    return {
        "t": pa.array(events.at + FIRST_SECOND),
        "actor": words(actor, [f"A{k}" for k in range(6)]),
        "act": words(events.act, [names[0] for names in ACTS]),
        "area": words(area, [f"S{k:02d}" for k in range(AREAS)]),
        "qty": pa.array(quantity),
        "ref": pa.array(events.reference),
        "source": words(area % SOURCES, [f"src{k}" for k in range(SOURCES)]),
    }


def _reports(log: dict[str, pa.Array]) -> dict[str, pa.Array]:
    """Return one day of the log as reports."""
    at, act = log["t"].to_numpy(), log["act"].indices.to_numpy()
    reference = log["ref"].to_numpy()
    has_trucks = act == DELIVER
    has_partner = np.isin(act, (RELEASE, ANSWER, NOTICE, WITHDRAWAL))
    numbers = pa.array(reference).cast(pa.string())
    has_number = has_trucks | np.isin(act, (RELEASE, ANSWER))
    number = np.where(has_trucks, log["qty"].to_numpy(), 1)
    return _columns({
        "report": _joined(words(act, [f"{name}-" for name, _, _ in ACTS]), numbers),
        "source": words(log["area"].indices.to_numpy() % SOURCES,
                        [f"post {k + 1}" for k in range(SOURCES)]),
        "recorded_at": instants(at + 3_600),
        "begins": instants(at),
        "kind": words(np.zeros(len(at), np.int8), ["event"]),
        "actor": words(log["actor"].indices.to_numpy(), parties(6)),
        "act": words(act, [name for _, name, _ in ACTS]),
        "object": words(act, [thing for _, _, thing in ACTS]),
        "recipient": words(act, [*[None] * NOTICE, "commission", None]),
        "quantity": pa.array(number, mask=~has_number).cast(pa.string()),
        "unit": words(has_number * (1 + has_trucks.astype(np.int8)), [None, "person", "truck"]),
        "area": words(log["area"].indices.to_numpy(), _area_names()),
        "about": pa.array(_joined(words(np.zeros(len(at), np.int8), ["case "]), numbers),
                          mask=~has_partner),
    })  # fmt: skip


def _joined(first: pa.Array, second: pa.Array) -> pa.Array:
    return pc.binary_join_element_wise(first.cast(pa.string()), second, "")


def _area_names() -> list[str]:
    return [f"s{k:02d}" for k in range(AREAS)]


_KINDS: Final = {"recorded_at": pa.timestamp("us", "UTC"), "begins": pa.timestamp("us", "UTC"),
                 "ends": pa.timestamp("us", "UTC")}  # fmt: skip
_NAMES: Final = (
    "report", "source", "recorded_at", "begins", "ends", "kind", "series", "actor", "act", "object",
    "recipient", "quantity", "quantity_low", "quantity_high", "unit", "area", "about", "stance",
)  # fmt: skip


def _columns(some: dict[str, pa.Array]) -> dict[str, pa.Array]:
    """Return all columns of the reports, empty where nothing is said."""
    size = len(some["report"])
    found = {}
    for name in _NAMES:
        kind = _KINDS.get(name, pa.string())
        column = some.get(name)
        found[name] = pa.nulls(size, kind) if column is None else column.cast(kind)
    return found


# ---- who says that there was none -------------------------------------------------------------


def _without_partner(rows: int, day: int) -> Iterator[dict[str, pa.Array]]:
    """Yield what the register says of the acts of one day that lack an answer or a notice."""
    asked = releases(rows, day)
    answered = asked.has_second & (asked.later <= asked.earlier + DAY)
    lacking = ~answered & (asked.earlier + DAY < SPAN)
    begins = asked.earlier[lacking]
    yield _none_reported("receive", asked.reference[lacking], begins, begins + DAY + 1)
    noticed = withdrawals(rows, day)
    in_time = noticed.has_first & (noticed.earlier <= noticed.later - DAY)
    lacking = ~in_time & noticed.has_second
    ends = noticed.later[lacking] - DAY + 1
    yield _none_reported("notify", noticed.reference[lacking], np.zeros_like(ends), ends)


def _none_reported(act: str, reference: Ints, begins: Ints, ends: Ints) -> dict[str, pa.Array]:
    size = len(reference)
    same = np.zeros(size, np.int8)
    numbers = pa.array(reference).cast(pa.string())
    thing, recipient = ("prisoner", None) if act == "receive" else (None, "commission")
    return _columns({
        "report": _joined(words(same, [f"no-{act}-"]), numbers),
        "source": words(same, ["register"]),
        "recorded_at": instants(ends + FIRST_SECOND + 3_600),
        "begins": instants(begins + FIRST_SECOND),
        "ends": instants(ends + FIRST_SECOND),
        "kind": words(same, ["event"]),
        "act": words(same, [act]),
        "object": words(same, [thing]),
        "recipient": words(same, [recipient]),
        "about": _joined(words(same, ["case "]), numbers),
        "stance": words(same, ["observed-none"]),
    })  # fmt: skip


def _tallies(trucks: npt.NDArray[np.int64]) -> dict[str, pa.Array]:
    """Return what the gate says: at most so many trucks, for each area and day."""
    area, day = (grid.ravel() for grid in np.indices(trucks.shape))
    same = np.zeros(area.size, np.int8)
    begins = day * DAY + FIRST_SECOND
    ids = _joined(words(area, [f"gate-{name}-" for name in _area_names()]),
                  pa.array(day + 1).cast(pa.string()))  # fmt: skip
    return _columns({
        "report": ids,
        "source": words(same, ["gate"]),
        "recorded_at": instants(begins + DAY + 3_600),
        "begins": instants(begins),
        "ends": instants(begins + DAY),
        "kind": words(same, ["tally"]),
        "series": words(same, ["at most by day"]),
        "act": words(same, ["deliver"]),
        "object": words(same, ["aid truck"]),
        "quantity_low": words(same, ["0"]),
        "quantity_high": pa.array(trucks.ravel()).cast(pa.string()),
        "unit": words(same, ["truck"]),
        "area": words(area, _area_names()),
    })  # fmt: skip


def _write_sources(case: Path) -> None:
    posts = [
        (f"post {k + 1}", f"Observer post {k + 1}", "monitor", "none", "of no party")
        for k in range(SOURCES)
    ]
    others = [
        ("gate", "Office of the gates", "un", "none", "of no party"),
        ("register", "Register of the Commission", "monitor", "none", "of no party"),
    ]
    header = ("source", "name", "kind", "affiliation", "reason")
    write_rows(case / "sources.csv", header, posts + others)
    write_rows(
        case / "coverage.csv",
        ("source", "role", "act", "object", "unit", "area", "reason"),
        [("gate", "counts", "deliver", "aid truck", "truck", "", "counts every truck at the gates")]
        + [(f"post {k % SOURCES + 1}", "covers", "shell", "", "", name, "watches this area")
           for k, name in enumerate(_area_names())],
    )  # fmt: skip


def main(arguments: list[str] | None = None) -> int:
    """Write one workload."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale.plain")
    parser.add_argument("rows", type=float)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--clauses", type=int, default=5)
    parser.add_argument("--csv", action="store_true", help="the log as text too")
    options = parser.parse_args(arguments)
    write_plain(
        int(options.rows), options.folder, clauses=options.clauses, with_csv=options.csv
    )  # fmt: skip
    return 0


if __name__ == "__main__":
    sys.exit(main())
