"""Property 6: late and corrected reports end where one batch does."""

from __future__ import annotations

from typing import Any

from tests.golden.world import World, rank_in_chain
from tests.property.found import difference_of, findings_of
from tests.property.worlds import LATE

Row = dict[str, Any]


def late(world: Row) -> str:
    """A stream with late and corrected reports ends at the findings of one batch."""
    read = World(world)
    rows = [read.report_row(report) for report in world["reports"]]
    now = read.instant(LATE)
    order_of = sorted(
        (row for row in rows if row["usable_at"] <= now),
        key=rank_in_chain,
    )
    last = {row["root_no"]: row for row in order_of}
    kept = {row["report_no"] for row in last.values() if not row["withdrawn"]}
    names = {read.numbers[r["id"]]: r["id"] for r in world["reports"]}
    heir = {
        names[row["report_no"]]: names.get(last[row["root_no"]]["report_no"], "")
        for row in order_of
    }
    ended = {row["report_no"]: min(row["ends_at"], row["recorded_at"]) for row in rows}
    if any(ended[n] != next(r["ends_at"] for r in rows if r["report_no"] == n) for n in kept):
        return ""  # recorded before its own end: the end of what it tells is another (4.3)
    ruled = {read.numbers[row["report"]] for row in world["rulings"] if row["happened"]}
    if ruled - kept:
        return ""  # the mark of a ruling is of the version ruled on, which a batch has not (2.9)
    batch = _batch(world, read, kept, heir, [row["report_no"] for row in order_of])
    return difference_of(findings_of(world, as_of=LATE), findings_of(batch, as_of=LATE))


def _batch(world: Row, read: World, kept: set[int], heir: dict[str, str], when: list[int]) -> Row:
    reports = []
    for report in world["reports"]:
        number = read.numbers[report["id"]]
        if number in kept:
            minute = when.index(number)
            plain = {k: v for k, v in report.items() if k not in {"replaces", "withdrawn"}}
            plain["recorded"] = f"2024-03-09 10:{minute:02}"
            if "of" in plain:
                plain["of"] = [heir[name] for name in plain["of"] if name in heir]
            reports.append(plain)
    links = [
        {**link, "reports": [heir.get(name, "") for name in link["reports"]]}
        for link in world["links"]
    ]
    names = {report["id"] for report in reports}
    return {
        **world,
        "reports": reports,
        "links": [link for link in links if set(link["reports"]) <= names],
        "marks": [mark for mark in world["marks"] if mark["report"] in names],
        "ruled": [{**row, "report": heir.get(row["report"], "")} for row in world["ruled"]],
        "rulings": [{**row, "report": heir.get(row["report"], "")} for row in world["rulings"]],
    }
