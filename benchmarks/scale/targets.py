"""What was aimed at, and how far the measurements are from it."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from benchmarks.following import KINDS
from benchmarks.scale.measures import MEASURES
from benchmarks.scale.results import Record, Results, exponent_of

MOST_OF_ONE: Final = 10**7
BY_HAND: Final = tuple(measure.name for measure in MEASURES if measure.kind == "by hand")


@dataclass(frozen=True)
class Target:
    """One aim.

    Attributes:
        title: what is compared with what.
        limit: the figure should be at most this.
        unit: of figure and limit: `times`, `MiB`, `s`, `ms`, or empty.
        value: the figure; None: it was not measured.
    """

    title: str
    limit: float
    unit: str
    value: Callable[[Results], float | None]


def fastest_by_hand(results: Results, rows: int) -> Record | None:
    """Return the fastest of the queries written by hand."""
    found = [record for name in BY_HAND if (record := results.find(name, rows))]
    return min(found, key=lambda record: record.wall_s, default=None)


def _ratio(measure: str, other: str, rows: int = MOST_OF_ONE) -> Callable[[Results], float | None]:
    def value(results: Results) -> float | None:
        return times(results.find(measure, rows), results.find(other, rows))

    return value


def times(record: Record | None, other: Record | None) -> float | None:
    """Return how many times the wall time of another record one took."""
    return record.wall_s / other.wall_s if record and other else None


def _to_fastest(results: Results) -> float | None:
    return times(results.find("plain-servanda", MOST_OF_ONE), fastest_by_hand(results, MOST_OF_ONE))


def _peak(measure: str, rows: int) -> Callable[[Results], float | None]:
    def value(results: Results) -> float | None:
        record = results.find(measure, rows)
        return record.peak_mib if record else None

    return value


def _of_group(measure: str, rows: int) -> Callable[[Results], float | None]:
    """Return the MiB that a control group held at once."""

    def value(results: Results) -> float | None:
        record = results.find(measure, rows)
        outputs = [run.output for run in record.runs if run.output] if record else []
        return max((o["group_mib"] for o in outputs), default=None)

    return value


def _card(measure: str, what: str) -> Callable[[Results], float | None]:
    """Return the seconds of one card of an open case of ten million rows.

    Args:
        measure: of the cards.
        what: `shown`: with the first reports in words; `later`: with all.
    """

    def value(results: Results) -> float | None:
        record = results.find(measure, MOST_OF_ONE)
        outputs = [run.output for run in record.runs if run.output] if record else []
        found = [o["card_s"][what] for o in outputs if what in o["card_s"]]
        return statistics.median(found) if found else None

    return value


def _batch(measure: str, rows: int) -> Callable[[Results], float | None]:
    """Return the milliseconds of the median batch of new evidence, of the slowest kind."""

    def value(results: Results) -> float | None:
        record = results.find(measure, rows)
        outputs = [run.output for run in record.runs if run.output] if record else []
        medians = [statistics.median(o[kind]["ms"] for o in outputs) for kind in KINDS if outputs]
        return max(medians, default=None)

    return value


def growth(
    results: Results, measure: str, least: int = 10**6
) -> tuple[float, Sequence[int]] | None:
    """Return the exponent of growth of a measure and the sizes that it is from.

    Args:
        results: what was measured.
        measure: its name.
        least: smaller sizes are left out, since there the start of a process is most of the time.
    """
    points = [
        (record.rows, record.wall_s)
        for rows in results.sizes([measure])
        if rows >= least and (record := results.find(measure, rows))
    ]
    exponent = exponent_of(points)
    return None if exponent is None else (exponent, [int(rows) for rows, _ in points])


def _exponent(measure: str) -> Callable[[Results], float | None]:
    def value(results: Results) -> float | None:
        found = growth(results, measure)
        return found[0] if found else None

    return value


_ONE = "plain-servanda-p1"
TARGETS: Final = (
    Target("five plain terms over 1e7 rows, to the fastest query by hand", 1.5, "times",
           _to_fastest),
    Target("five plain terms over 1e7 rows, to merely reading the reports", 3, "times",
           _ratio("plain-servanda", "plain-read-case")),
    Target("five plain terms over 1e7 rows, memory", 300, "MiB",
           _peak("plain-servanda", 10**7)),
    Target("five plain terms to one, 1e7 rows", 2, "times", _ratio("plain-servanda", _ONE)),
    Target("daily window to plain prohibition, 1e7 rows", 1.5, "times",
           _ratio("plain-servanda-p2", _ONE)),
    Target("fifty clauses to one, 1e7 rows, plain", 3, "times",
           _ratio("plain-servanda-50", _ONE)),
    Target("fifty clauses to one, 1e7 reports, conflicting", 3, "times",
           _ratio("conflict-servanda-50", "conflict-servanda-1")),
    Target("twenty clauses over 1e7 conflicting reports, to merely reading them", 12, "times",
           _ratio("conflict-servanda", "conflict-read")),
    Target("twenty clauses over 1e7 conflicting reports, memory", 2_048, "MiB",
           _peak("conflict-servanda", 10**7)),
    Target("five plain terms over 1e8 rows, memory", 8_192, "MiB",
           _peak("plain-servanda", 10**8)),
    Target("twenty clauses over 1e8 conflicting reports where there are 8 GiB, memory", 8_192,
           "MiB", _of_group("conflict-servanda-8gib", 10**8)),
    Target("one finding of 1e7 rows with the first reasons, plain, in an open case", 0.3, "s",
           _card("plain-card", "shown")),
    Target("one finding of 1e7 rows with all reasons, plain, in an open case", 0.3, "s",
           _card("plain-card", "later")),
    Target("one finding of 1e7 reports with the first reasons, conflicting, in an open case", 0.3,
           "s", _card("conflict-card", "shown")),
    Target("one finding of 1e7 reports with all reasons, conflicting, in an open case", 0.3, "s",
           _card("conflict-card", "later")),
    Target("100 new, late or corrected reports in a followed case of 1e7 rows, plain: median", 25,
           "ms", _batch("plain-following", MOST_OF_ONE)),
    Target("the same where 1e5 reports conflict, of one clause", 25, "ms",
           _batch("conflict-following", 10**5)),
    Target("growth of time from 1e6 rows on, plain: exponent", 1.05, "",
           _exponent("plain-servanda")),
    Target("growth of time from 1e6 reports on, conflicting: exponent", 1.05, "",
           _exponent("conflict-servanda")),
)  # fmt: skip
