"""Records as people write them, that come bit by bit: corrected, denied, linked, ruled on."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from pathlib import Path

from tests.property.choosing import Chooser, rarely

Row = dict[str, str]

_LATER = (
    "2024-03-05",
    "2024-03-08 12:00",
    "2024-03-09",
    "2024-03-09 08:30",
    "2024-03-09T08:30:01.5Z",
)
_KINDS = ("correction", "correction", "denial", "excepts", "same", "other", "nameless")
_HEADS = {
    "links": ("reports", "link", "by", "reason", "recorded_at"),
    "marks": ("report", "mark", "by", "reason", "recorded_at"),
}


@dataclass(frozen=True)
class Step:
    """Rows that come together, by table."""

    rows: dict[str, list[Row]] = field(default_factory=dict)


def draw_steps(choose: Chooser, case: Path, count: int = 4) -> list[Step]:
    """Return the rows of a case and others made from them, each in one of some steps.

    Rows that the others are made from may come after them. No two rows have one id and say
    different things, and no new tally counts what another counts: which of two such rows stands
    depends on which was there first.

    Args:
        choose: what is made, and when it comes.
        case: a folder with CSV files.
        count: how many steps.
    """
    reports = read_rows(case / "reports.csv")
    for number in range(choose.number(4, 14)):
        reports.append(_made_of(choose, choose.pick(reports), f"x{number}"))
    tables = {
        "reports": [*reports, *(choose.pick(reports) for _ in range(3))],
        "links": [*read_rows(case / "links.csv"), *_links(choose, reports)],
        "marks": [_note(choose, reports, "marks") for _ in range(choose.number(0, 3))],
        "rulings": [*read_rows(case / "rulings.csv"), *_rulings(choose, reports)],
    }
    steps = [Step() for _ in range(count)]
    for name, rows in tables.items():
        for row in rows:
            place = 0 if rarely(choose, 2) else choose.number(0, count - 1)
            steps[place].rows.setdefault(name, []).append(row)
    return steps


def _made_of(choose: Chooser, row: Row, name: str) -> Row:
    """Return a report made of another: a correction, a denial, a plea, or one much like it."""
    new = {**row, "report": name, "recorded_at": choose.pick(_LATER), "replaces": "", "of": ""}
    kind = choose.pick(_KINDS)
    if kind == "correction" and row["report"]:
        named = [row["report"], f"{row['source']}:{row['report']}"]
        new["replaces"] = choose.pick(named if row["series"] else [*named, "gone"])
        new["quantity"] = choose.pick([row["quantity"], "7", "1.5"])
        if not row["series"]:
            new["begins"] = choose.pick([row["begins"], "2024-03-04 09:00"])
        if new["begins"] != row["begins"]:
            new["ends"] = ""
        return new
    if kind in {"denial", "excepts"} and row["report"]:
        new["of"] = choose.pick([row["report"], f"{row['source']}:{row['report']}", "n01|m07"])
        new["stance"] = "denies" if kind == "denial" else "excepts"
        new["source"] = choose.pick(["northland", "southland", "mission", "radio"])
        return new | {"origin": "", "series": "", "kind": "event"}
    new["series"] = ""
    if kind == "nameless":
        new["report"] = ""
    if kind == "other":
        new["source"] = choose.pick(["courier", "mission", "somebody new"])
        new["origin"] = choose.pick(["", "witness"])
        new["area"] = choose.pick([row["area"], "west", "valley"])
        new["actor"] = choose.pick([row["actor"], "southland", "northland|southland"])
    return new


def _links(choose: Chooser, reports: list[Row]) -> list[Row]:
    found = []
    for number in range(choose.number(0, 4)):
        named = [choose.pick(reports) for _ in range(choose.number(2, 3))]
        cell = "|".join(_reference(row) for row in named if row["report"])
        link = "not the same" if rarely(choose, 4) else "same"
        values = (cell, link, "A. Reader", f"link {number}", choose.pick(_LATER))
        found.append(dict(zip(_HEADS["links"], values, strict=True)))
    return [row for row in found if "|" in row["reports"]]


def _note(choose: Chooser, reports: list[Row], name: str) -> Row:
    cell = _reference(choose.pick([row for row in reports if row["report"]]))
    values = (cell, "verified", "A. Reader", "seen on film", choose.pick(_LATER))
    return dict(zip(_HEADS[name], values, strict=True))


def _rulings(choose: Chooser, reports: list[Row]) -> list[Row]:
    found = []
    for number in range(choose.number(0, 3)):
        row = choose.pick([row for row in reports if row["report"]])
        says = choose.pick(["happened", "did not happen", "excepted"])
        found.append({
            "ruling": f"q{number}", "subject": _reference(row), "says": says, "bearer": "",
            "begins": "", "ends": "", "by": "Joint commission", "reason": "it looked",
            "recorded_at": choose.pick(_LATER),
        })  # fmt: skip
    return found


def _reference(row: Row) -> str:
    return f"{row['source']}:{row['report']}"


def read_rows(path: Path) -> list[Row]:
    """Return the rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_step(step: Step, folder: Path, number: int) -> list[Path]:
    """Write the rows of a step, a file for each table; return the files."""
    paths = []
    for name, rows in step.rows.items():
        path = folder / f"{name}-{number}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        paths.append(path)
    return paths
