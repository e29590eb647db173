"""Makes reports.csv from original/reports.csv and recode.csv; run it again after changing either.

`original/reports.csv` is the collection as it was made: 224 rows, never changed. `recode.csv` says
for each of them, in columns of this project, what kind of report it is and why it was read so: one
row for each report, `original` naming the row it comes from (one row of the collection holds two
figures and becomes two reports). Change a judgement there, not here.

What this script adds by rule:

- The period: a time given to the second, minute or day stays as fine as it was. `ends` includes the
  minute or day that it names, while the collection's ends are instants, so a period that ended at
  19:00 ends with minute 18:59.
- When it became known: where the collection only knows the date, the date, which means the end of
  that day.
- The language of the quotation, by its script; French is named in recode.csv.
- A radius around the centres of towns that the collection gives instead of the place itself.
- All columns of the collection as `original_...`, so that nothing is lost.

Usage: python recode.py
"""

from __future__ import annotations

import csv
import re
from pathlib import Path

HERE = Path(__file__).resolve().parent
ORIGINAL = HERE / "original" / "reports.csv"
RECODE = HERE / "recode.csv"
REPORTS = HERE / "reports.csv"

RECODED = (
    "kind", "series", "origin", "actor", "act", "object", "attributes", "recipient", "quantity",
    "quantity_low", "quantity_high", "average_per", "unit", "area", "area_from", "means",
)  # fmt: skip
COLUMNS = (
    "report", "source", "origin", "recorded_at", "begins", "ends", "kind", "series", "actor", "act",
    "object", "attributes", "recipient", "quantity", "quantity_low", "quantity_high", "average_per",
    "unit", "area", "area_from", "latitude", "longitude", "radius_m", "means", "place", "text",
    "language", "link", "licence", "note",
)  # fmt: skip
TOWN_RADIUS_M = "6000"
LICENCES = {"hfc": "Apache-2.0"}
SCRIPTS = {"ar": re.compile("[\u0600-\u06ff]"), "he": re.compile("[\u0590-\u05ff]")}
ONLY_DATE = "only the date is known"
_TIME = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d):(\d\d):(\d\d)\+02:00")


def main() -> None:
    """Write reports.csv beside this file."""
    originals = {row["report_id"]: row for row in read_rows(ORIGINAL)}
    names = list(next(iter(originals.values())))
    reports = [recoded(row, originals[row["original"]]) for row in read_rows(RECODE)]
    columns = [*COLUMNS, *(f"original_{name}" for name in names)]
    with REPORTS.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(reports)


def read_rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def recoded(judged: dict[str, str], original: dict[str, str]) -> dict[str, str]:
    """Return one report: what was judged, what follows by rule, and the original columns."""
    begins, ends = period_of(original)
    if judged["begins"]:
        begins = judged["begins"]
        ends = judged["ends"] or (ends if ends > begins else "")
    ends = judged["ends"] or ends
    return {
        "report": judged["report"],
        "source": original["source"],
        "recorded_at": recorded_at(original),
        "begins": begins,
        "ends": ends,
        **{name: judged[name] for name in RECODED},
        "latitude": original["latitude"],
        "longitude": original["longitude"],
        "radius_m": TOWN_RADIUS_M if original["latitude"] else "",
        "place": original["place"],
        "text": original["quote"],
        "language": judged["language"] or language_of(original["quote"]),
        "link": original["url"],
        "licence": LICENCES.get(original["source"], ""),
        "note": note_of(original["note"], judged["why"]),
        **{f"original_{name}": value for name, value in original.items()},
    }


def period_of(row: dict[str, str]) -> tuple[str, str]:
    """Return begin and end as written in our tables, each as fine as the collection knows it."""
    start, end = parts(row["event_start"]), parts(row["event_end"])
    if row["time_precision"] == "second":
        return f"{start[0]} {':'.join(start[1:])}", ""
    is_whole = start[1:] == ("00", "00", "00") and end[1:] == ("23", "59", "59")
    if row["time_precision"] == "day" or is_whole:
        return start[0], "" if start[0] == end[0] else end[0]
    if start == end:
        return written(start), ""
    if end[1:] == ("23", "59", "59"):
        return written(start), end[0]
    if end[3] != "00":
        return written(start), written((*end[:3], "00"))
    return written(start), minute_before(end)


def parts(text: str) -> tuple[str, str, str, str]:
    """Return day, hour, minute and second of a time of the collection (all at UTC+2)."""
    found = _TIME.fullmatch(text)
    if found is None:
        message = f"not a time of the collection: {text}"
        raise ValueError(message)
    day, hour, minute, second = found.groups()
    return day, hour, minute, second


def written(time: tuple[str, str, str, str]) -> str:
    """Return a time to the minute, or to the second where it has one."""
    day, hour, minute, second = time
    return f"{day} {hour}:{minute}" + ("" if second == "00" else f":{second}")


def minute_before(time: tuple[str, str, str, str]) -> str:
    """Return the last minute before an instant of the same day."""
    day, hour, minute, _ = time
    count = int(hour) * 60 + int(minute) - 1
    return f"{day} {count // 60:02}:{count % 60:02}"


def recorded_at(row: dict[str, str]) -> str:
    """Return when a report became known: the date alone where no hour is known."""
    time = parts(row["reported_at"])
    return time[0] if ONLY_DATE in row["note"] else written(time)


def language_of(text: str) -> str:
    """Return the language tag of a quotation by its script."""
    return next((tag for tag, script in SCRIPTS.items() if script.search(text)), "en")


def note_of(note: str, why: str) -> str:
    """Return the remark of the collection, then the judgement made here."""
    return f"{note} Recoded: {why}.".strip() if why else note


if __name__ == "__main__":
    main()
