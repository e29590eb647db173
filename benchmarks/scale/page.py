"""Writes docs/performance.md from what was measured; no figure on it is typed by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from benchmarks.scale.measures import MEASURES, Measure
from benchmarks.scale.process import ROOT
from benchmarks.scale.results import Record, Results
from benchmarks.scale.targets import TARGETS, Target, fastest_by_hand, growth, times

PAGE: Final = ROOT / "docs" / "performance.md"
MARKER: Final = "<!-- made by `python -m benchmarks scale --write`; do not edit -->"
_FLOOR: Final = {"plain": "plain-read-case", "conflict": "conflict-read"}
_TITLES: Final = {
    "plain": "Certain events: five terms, also written by hand",
    "conflict": "Conflicting reports: twenty clauses of daily duties",
}

_HEAD: Final = """\
# How fast it is

Every figure on this page is measured and written by a program; `make bench ARGS="scale --help"`
says how to measure again, on any machine. The page says what an assessment costs beside the least
that any program could do, which is to read the columns that the answer rests on, and beside queries
that somebody wrote by hand for one question.

## How to read it

- Each figure is of a **whole cold process**: a new Python that loads what it needs, reads the
  files, works out the answer, prints it and ends. The files are in the memory of the system, since
  they were read a moment ago; the disk is not measured.
- Servanda is compiled to bytecode before, as `pip` does when it installs a package, and does not
  see the packages of the queries by hand, which it does not need.
- **Time** is the median of the runs, by the clock on the wall. The runs are interleaved (one of
  each thing, then again one of each), so that a busy minute of the machine falls on all of them.
  **CPU** is the time of all cores together, which suffers less from what else runs.
- **Memory** is the greatest amount that the process held at once.
- **To reading** is the time divided by that of merely reading the needed columns of the reports;
  **to by hand** is the time divided by that of the fastest query by hand. Ratios say more than
  seconds: they hold on other machines too.
- **Growth** is the exponent b of time = a x rows^b, fitted to the sizes from a million rows on. At
  1, ten times as many rows take ten times as long; at 2, a hundred times.
- Servanda judges from an **index** of the reports, which `servanda index` makes once for a record
  and which serves every agreement with the same names. Making it has a line of its own; it is not
  in the times of judging, and the queries by hand need none. `from the files as written` is without
  one: `servanda count` and `servanda assess` then make one for themselves, and that time is in it.
- The queries by hand know nothing of sources, denials, corrections or uncertain times: they count
  what stands in the log. So their figures are the cost of the bare question, not of an assessment.
  On certain events they and Servanda must find the same violations: up to ten million rows the
  measurement compares all numbers and sums, beyond that the violations of the terms whose
  findings are one for each act (p3, p5); a difference makes the program fail.
- Servanda is asked how many findings of each clause have each verdict, as the queries by hand are
  asked for numbers and sums. The reasons of one finding are told on demand: a line has six cards
  of one clause in one process, and two aims speak of one card of an open case, with the first
  twenty reports in words and with all. A followed case is judged once and then brought up to a
  batch of reports at a time, from rows that have been read and checked: a line has all batches in
  one process, and an aim speaks of one batch.
- A dash means: not measured. What did not end in the time given to it is named as such, and so is
  every aim that is missed.
"""
_WORKLOADS: Final = {
    "plain": """\
Thirty days, fifty areas, six parties, twelve acts, and for each event one report of a neutral
source. The terms ask for a prohibition (p1), the same in a daily window (p2), answers within a day
(p3), a daily floor (p4) and notice a day ahead (p5). `python -m benchmarks.scale.plain ROWS FOLDER`
writes it.
""",
    "conflict": """\
Four parties, forty parts of five regions, some three reports of each event by twelve sources, most
of them linked as one; denials, exceptions, corrections, withdrawals, looks that saw none, counts by
a declared counter and by parties; times known to the instant, the minute, the hour, the day or some
days; places known roughly or not at all; hands unknown or disputed.
`python -m benchmarks.scale.conflict REPORTS FOLDER` writes it; each share is a parameter.
""",
}


def show_page(results: Results) -> str:
    """Return the page."""
    parts = [MARKER, _HEAD, "## The machine\n", "\n".join(_machine(results)), ""]
    parts += ["## Against the aims\n", *_targets(results), ""]
    for workload, title in _TITLES.items():
        parts += [f"## {title}\n", _WORKLOADS[workload], *_sizes(results, workload)]
        parts += ["### Growth\n", *_growth(results, workload), ""]
    return "\n".join(parts).rstrip() + "\n"


def write_page(results: Results, path: Path = PAGE) -> None:
    """Write the page."""
    path.write_text(show_page(results), encoding="utf-8")


def _machine(results: Results) -> Iterator[str]:
    days = sorted({record.day for record in results.records})
    loads = [run.load for record in results.records for run in record.runs]
    counts = {len(record.runs) for record in results.records}
    yield from (f"- {name}: {value}" for name, value in results.machine.items())
    yield f"- state of the source: `{results.source or '-'}`"
    if days:
        yield f"- measured: {days[0]}" + (f" to {days[-1]}" if len(days) > 1 else "")
        yield f"- runs of each: {min(counts)}" + (f" to {max(counts)}" if len(counts) > 1 else "")
        yield f"- load of the machine before a run: {min(loads):.1f} to {max(loads):.1f}"


# ---- tables -----------------------------------------------------------------------------------


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(header)} |"
    yield "|" + "|".join("---" if k == 0 else "---:" for k in range(len(header))) + "|"
    yield from (f"| {' | '.join(row)} |" for row in rows)


def _targets(results: Results) -> Iterator[str]:
    rows = [_target_row(target, target.value(results)) for target in TARGETS]
    yield from _table(("aim", "at most", "measured", ""), rows)
    met = sum(row[3] == "met" for row in rows)
    missed = sum(row[3] == "missed" for row in rows)
    rest = len(rows) - met - missed
    yield f"\n{met} met, {missed} missed, {rest} not measured."


def _target_row(target: Target, value: float | None) -> tuple[str, str, str, str]:
    unit = f" {target.unit}" if target.unit else ""
    limit = f"{target.limit:,g}{unit}"
    if value is None:
        return target.title, limit, "-", "not measured"
    shown = f"{value:,.0f}{unit}" if target.unit == "MiB" else f"{value:.2f}{unit}"
    return target.title, limit, shown, "met" if value <= target.limit else "missed"


def _sizes(results: Results, workload: str) -> Iterator[str]:
    measures = [measure for measure in MEASURES if measure.workload == workload]
    sizes = results.sizes(measure.name for measure in measures)
    for rows in sizes or [0]:
        if rows:
            yield f"### {rows:,} rows\n"
        header = ("what", "time s", "CPU s", "memory MiB", "to reading", "to by hand", "name")
        yield from _table(header, [_size_row(results, measure, rows) for measure in measures])
        yield ""


def _size_row(results: Results, measure: Measure, rows: int) -> tuple[str, ...]:
    title = f"Servanda: {measure.title}" if measure.kind == "servanda" else measure.title
    record = results.find(measure.name, rows)
    if record is None:
        tried = results.tried(measure.name, rows)
        return title, tried.failure if tried else "-", "-", "-", "-", "-", f"`{measure.name}`"
    to_floor = times(record, results.find(_FLOOR[measure.workload], rows))
    to_hand = times(record, fastest_by_hand(results, rows)) if measure.five_terms else None
    return (
        title,
        _seconds(record.wall_s),
        _seconds(record.cpu_s),
        f"{record.peak_mib:,.0f}",
        _times(to_floor),
        _times(to_hand),
        f"`{measure.name}`",
    )


def _growth(results: Results, workload: str) -> Iterator[str]:
    rows = []
    for measure in MEASURES:
        if measure.workload == workload:
            found = growth(results, measure.name)
            sizes = (
                ", ".join(f"{size:.0e}".replace("e+0", "e") for size in found[1]) if found else "-"
            )
            rows.append((f"`{measure.name}`", f"{found[0]:.2f}" if found else "-", sizes))
    yield from _table(("name", "exponent", "sizes"), rows)


def _seconds(value: float) -> str:
    return f"{value:.2f}" if value < 100 else f"{value:,.0f}"


def _times(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


def disagreements(records: Sequence[Record]) -> list[str]:
    """Return the sizes of the plain workload at which not all found the same violations."""
    sums: dict[int, set[str]] = {}
    counts: dict[int, set[str]] = {}
    for record in records:
        for output in (run.output for run in record.runs if run.output):
            answers = _five_terms(output.get("answers", output))
            if answers:
                sums.setdefault(record.rows, set()).add(str(answers))
            violated = _violated(output, answers)
            if violated:
                counts.setdefault(record.rows, set()).add(str(violated))
    differing = {rows for found in (sums, counts) for rows, all_ in found.items() if len(all_) > 1}
    return [f"{rows:,} rows" for rows in sorted(differing)]


def _five_terms(found: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever a process printed
    is_whole = isinstance(found, dict) and set(found) == {"p1", "p2", "p3", "p4", "p5"}
    return dict(sorted(found.items())) if is_whole else {}


def _violated(output: Mapping[str, Any], answers: Mapping[str, Any]) -> list[int]:
    """Return how many acts lack an answer and how many a notice, where that was found."""
    verdicts = _five_terms(output.get("verdicts"))
    if verdicts:
        return [verdicts[term].get("violated", 0) for term in ("p3", "p5")]
    return [answers[term][0] for term in ("p3", "p5")] if answers else []
