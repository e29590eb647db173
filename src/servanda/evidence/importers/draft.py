"""Drafts a mapping file for any table by looking at its columns, and says why for each of them.

What only a person can tell (which of two numbers is the day, what a word means) is left as `?`.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from servanda.evidence.importers.code_table import shipped_codes
from servanda.evidence.importers.mapping_file import has_clock
from servanda.evidence.importers.outside import OutsideFormat
from servanda.evidence.importers.profile import PLAIN_NUMBER, Profile, profiles_of
from servanda.evidence.importers.repeats import REPEAT
from servanda.evidence.importers.sheet import NO_HEADING, Sheet
from servanda.evidence.importers.sums import find_sums
from servanda.evidence.tables import REPORTS
from servanda.vocabulary import shipped_vocabulary

_TIMES: Final = ("recorded_at", "begins", "ends")
_ALSO: Final = ("kill", "wound")
_NUMBERS: Final = frozenset({"latitude", "longitude", *_ALSO})
_OF_SYSTEM: Final = frozenset({"report", "recorded_at"})
_MOST_CODES: Final = 60
_BARE: Final = re.compile(r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}$")
_CLOCK: Final = re.compile(r"^\d{1,2}:\d{2}(:\d{2})?( ?[AaPp][Mm])?$")
_SIGNED: Final = re.compile(r"^-?\d{1,3}([.,' \u00a0\u202f]\d{3})+$|^-?\d[\d.]*,\d+$")
"""A number that a point, a comma or a blank may part into thousands, or into decimals."""

_LONG: Final = 40
_ORDER: Final = tuple(column.name for column in REPORTS if column.kind not in {"word", "flag"})


@dataclass(frozen=True)
class Reading:
    """How one column is read.

    Attributes:
        column: of the file.
        means: column of `reports`, or an act counted beside it; empty: it is only kept.
        why: one sentence.
        form: of its times; `?`: nobody can tell; empty: as evidence writes them.
        note: what a person should look at.
        zone: of its times; empty: that of the mapping.
        might: column of `reports` that its heading names and its cells do not fit.
        others: columns of repeat groups that ask the same, the deepest first; they come before it.
    """

    column: str
    means: str
    why: str
    form: str = ""
    note: str = ""
    zone: str = ""
    might: str = ""
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class Draft:
    """A drafted mapping.

    Attributes:
        text: of the mapping file.
        readings: one for each column, in their order.
        open_points: how many `?` it holds.
        is_of: name of the format that the table is of; empty: of none.
    """

    text: str
    readings: tuple[Reading, ...]
    open_points: int = 0
    is_of: str = ""


def draft_mapping(sheet: Sheet, base: OutsideFormat | None = None) -> Draft:
    """Return a mapping file for a table, drafted from its columns.

    Args:
        sheet: the table.
        base: format of forms that it is of; None: any table.
    """
    profiles, of_groups = _profiles(sheet)
    system = base.system if base else frozenset()
    readings = _with_groups(_readings([*profiles, *of_groups], system), of_groups)
    profiles += of_groups
    lines = [
        *_head(sheet, base),
        *_numbers(profiles),
        *_body(readings, profiles),
        *_tail(readings, sheet, profiles, system),
    ]
    # A remark quotes what stands in the file, which may hold line breaks.
    lines = [" ".join(line.splitlines()) for line in lines]
    text = "\n".join(lines) + "\n"
    return Draft(text, tuple(readings), sum(_is_open(line) for line in lines))


def _is_open(line: str) -> bool:
    return '"?"' in line.split("#", 1)[0]


def _profiles(sheet: Sheet) -> tuple[list[Profile], list[Profile]]:
    """Return what the columns of forms look like, and those that only repeat groups fill in."""
    if sheet.context is None:
        return profiles_of(sheet.rows, sheet.header), []
    is_form = pc.is_null(sheet.rows[REPEAT])
    forms, rows = sheet.rows.filter(is_form), sheet.rows.filter(pc.invert(is_form))
    own = [name for name in sheet.header if forms[name].null_count < forms.num_rows]
    return profiles_of(forms, own), profiles_of(rows, [n for n in sheet.header if n not in own])


# ---- what each column is -----------------------------------------------------------------------


def _headings() -> dict[str, str]:
    path = files("servanda.evidence.importers").joinpath("data", "headings.csv")
    rows = csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    own = {name.replace("_", " "): name for name in _ORDER}
    return {**own, **{row["word"]: row["means"] for row in rows}}


def _readings(profiles: Sequence[Profile], system: frozenset[str]) -> list[Reading]:
    headings = _headings()
    found: dict[str, Reading] = {}
    taken: set[str] = set()

    def settle(profile: Profile, reading: Reading | None) -> None:
        if reading and (profile.name not in system or reading.means in _OF_SYSTEM):
            found[profile.name] = reading
            taken.add(reading.means)

    # Headings say more than cells, so that every heading is read first.
    for profile in profiles:
        settle(profile, _by_heading(profile, headings, taken))
    left = [p for p in profiles if p.name not in found and p.name not in system]
    times = [p for p in left if p.filled and (p.has_own_times or p.forms)]
    if len(times) > 1:
        # Which of them is when it happened only a person can tell.
        left = [p for p in left if p not in times]
    for profile in left:
        settle(profile, _by_cells(profile, taken))
    several = {p.name for p in times} if "begins" not in taken else set()
    readings = [
        found.get(p.name)
        or _kept(p, headings, is_system=p.name in system, is_time=p.name in several)
        for p in profiles
    ]
    return readings if "act" in taken else _with_act(readings, profiles)


def _kept(
    profile: Profile, headings: Mapping[str, str], *, is_system: bool, is_time: bool
) -> Reading:
    """Return how a column is read that is only kept, and why it is."""
    name, means = profile.name, _meaning(profile.name, headings)
    if not profile.filled:
        return Reading(name, "", "it is empty")
    if means == "report" and not profile.is_unique:
        why = f"its heading says `{name}`, but its cells are not all filled in and different"
        return Reading(name, "", why, might=means)
    if is_system:
        return Reading(name, "", "forms fill it in by themselves; it is not what happened")
    if means in _NUMBERS and not profile.is_number:
        cell = next(v for v in profile.values if not PLAIN_NUMBER.match(v))
        why = f"its heading says `{name}`, but `{cell}` is no plain number"
        return Reading(name, "", why, might=means)
    if is_time:
        return Reading(name, "", "its cells are times, and so are those of others", might="begins")
    return Reading(name, "", "nothing says what it is; it is kept with each report")


def _with_groups(readings: list[Reading], of_groups: Sequence[Profile]) -> list[Reading]:
    """Say of a question that forms and their repeat groups ask where both answers stand."""
    headings = _headings()
    told = {reading.column for reading in readings if reading.means}
    others: dict[str, list[str]] = {}
    for profile in of_groups:
        if profile.filled and profile.name not in told and (m := _meaning(profile.name, headings)):
            others.setdefault(m, []).append(profile.name)
    return [
        replace(r, others=tuple(sorted(others[r.means], key=lambda n: (-n.count("/"), n))))
        if r.means in others else r
        for r in readings
    ]  # fmt: skip


def _meaning(column: str, headings: Mapping[str, str]) -> str:
    word = " ".join(column.lower().rsplit("/", 1)[-1].split())
    spellings = (word, word.replace("_", " ").strip(), word.rsplit(".", 1)[-1])
    return next((headings[w] for w in spellings if w in headings), "")


def _by_heading(profile: Profile, headings: dict[str, str], taken: set[str]) -> Reading | None:
    means = _meaning(profile.name, headings)
    if not profile.filled or not means or means in taken:
        return None
    why = f"its heading says `{profile.name}`"
    if means in _TIMES:
        return _time(profile, means, why)
    is_wrong = means in _NUMBERS and not profile.is_number
    is_wrong = is_wrong or (means == "report" and not profile.is_unique)
    return None if is_wrong else Reading(profile.name, means, why)


def _by_cells(profile: Profile, taken: set[str]) -> Reading | None:
    if not profile.filled:
        return None
    if (profile.has_own_times or profile.forms) and "begins" not in taken:
        return _time(profile, "begins", "it is the only other column whose cells are times")
    if "link" not in taken and all(v.startswith(("http://", "https://")) for v in profile.values):
        return Reading(profile.name, "link", "its cells are addresses")
    is_long = sum(len(value) > _LONG for value in profile.values) * 2 > len(profile.values)
    if "text" not in taken and is_long:
        return Reading(profile.name, "text", "its cells are long texts")
    return None


def _time(profile: Profile, means: str, why: str) -> Reading:
    if profile.has_own_times and _is_utc(profile):
        clock = "%Y-%m-%dT%H:%M:%S" if "T" in profile.values[0] else "%Y-%m-%d %H:%M:%S"
        return Reading(profile.name, means, f"{why}; it is UTC", clock, zone="UTC")
    if profile.has_own_times:
        return Reading(profile.name, means, f"{why}; its cells are times")
    if not profile.forms:
        note = f"no form fits all of its cells, such as `{profile.values[0]}`"
        return Reading(profile.name, means, why, "?", note)
    if len(profile.forms) > 1:
        note = f"`{profile.values[0]}` can be read as {' or '.join(profile.forms)}"
        return Reading(profile.name, means, why, "?", note)
    form = profile.forms[0]
    return Reading(profile.name, means, f"{why}; all of its cells can be read as {form}", form)


def _is_utc(profile: Profile) -> bool:
    is_said = "utc" in profile.name.lower() or profile.name == "_submission_time"
    return is_said and all(_BARE.match(value) for value in profile.values)


def _with_act(readings: list[Reading], profiles: Sequence[Profile]) -> list[Reading]:
    """Take as acts the column most of whose cells are words of the vocabulary."""
    words = shipped_vocabulary()
    shares = {
        p.name: sum(bool(words.act_of_form(value)) for value in p.values) / max(1, len(p.values))
        for p in profiles
    }
    best = max(shares, key=lambda name: shares[name], default="")
    if not best or shares[best] < 0.5:
        return readings
    why = "most of its cells are acts of the vocabulary"
    return [Reading(r.column, "act", why) if r.column == best else r for r in readings]


# ---- the file ----------------------------------------------------------------------------------


def _head(sheet: Sheet, base: OutsideFormat | None) -> Iterator[str]:
    yield f"# Drafted by `servanda map` from {Path(sheet.file).name}; read it before you use it."
    yield "# A key is a column of `reports`; its value a text for all rows, or the column it comes"
    yield "# from. `?` is left where only a person can tell. Columns that are not used are kept."
    if sheet.bad_rows:
        first = sheet.bad_rows[0]
        count = len(sheet.bad_rows)
        yield f"# Rows that cannot be read: {count}, the first in line {first.row_no}:"
        yield f"# {first.reason}. Is what stands above the headings a title?"
    if any(name.startswith(NO_HEADING) for name in sheet.header):
        yield f"# Columns called `{NO_HEADING}` have none. If the first row is a title, or has"
        yield "# headings of groups, delete what stands above the headings in a copy; draft anew."
    yield ""
    yield f"name: {_yaml(Path(sheet.file).stem)}"
    yield "# IANA name of the zone of local times in the file; without it that of the agreement."
    yield "# zone: Africa/Maputo"
    if base is None:
        yield 'source: "?"  # short name of who publishes the file, as in sources.csv'
        yield 'licence: "?"  # terms of the rows: CC BY 4.0, confidential, internal ...'


def _numbers(profiles: Sequence[Profile]) -> Iterator[str]:
    """Yield a remark on how numbers may be written, where some have signs in them."""
    cell = next((v for p in profiles for v in p.values if _SIGNED.match(v)), "")
    if cell:
        yield f"# How the file writes 1234.5; else `{cell}` may be read otherwise, or rejected."
        yield '# numbers: "1.234,5"'


def _body(readings: Sequence[Reading], profiles: Sequence[Profile]) -> Iterator[str]:
    by_means = {r.means: r for r in readings if r.means}
    by_name = {p.name: p for p in profiles}
    for means in _ORDER:
        reading = by_means.get(means)
        if reading is None:
            yield from _missing(means, [r for r in readings if r.might == means])
        elif means == "act":
            yield from _codes(
                reading, [by_name[name] for name in (*reading.others, reading.column)]
            )
        else:
            yield _line(reading)
            if means == "begins":
                kept = [by_name[r.column] for r in readings if not r.means]
                yield from _beside(reading, by_name[reading.column], kept)


def _beside(reading: Reading, own: Profile, kept: Sequence[Profile]) -> Iterator[str]:
    """Yield how a day may be read with a clock of another column, or one day before another.

    That they belong together only a person can tell, so that these lines are remarks.
    """
    form = f', form: "{reading.form}"' if reading.form else ""
    is_day = not has_clock(reading.form) and not any(":" in value for value in own.values)
    for profile in kept:
        said, is_clock = _yaml(profile.name), sum(bool(_CLOCK.match(v)) for v in profile.values)
        if is_clock * 2 > len(profile.values) and is_day:
            yield (f"# begins: {{column: {_columns(reading)}{form}, time: {said}}}"
                   f"  # if `{profile.name}` is its time of day")  # fmt: skip
        elif profile.has_own_times or profile.forms:
            first = profile.forms[0] if len(profile.forms) == 1 else "?"
            own_form = f', form: "{first}"' if profile.forms else ""
            other = f"{{column: {_columns(reading)}{form}}}"
            yield (f"# begins: [{{column: {said}{own_form}}}, {other}]"
                   f"  # if `{profile.name}` goes before it where it is filled in")  # fmt: skip


def _missing(means: str, near: Sequence[Reading]) -> Iterator[str]:
    if means == "begins" and near:
        names = ", ".join(f"`{reading.column}`" for reading in near)
        yield f'begins: "?"  # several columns hold times: {names}'
        return
    for reading in near:
        yield f"# {means}: {{column: {_yaml(reading.column)}}}  # {reading.why}"
    if means == "begins":
        yield 'begins: "?"  # no column holds when it happened'
    if means == "act":
        yield 'act: "?"  # no column holds what happened; a text holds for all rows'
    if means == "recorded_at":
        yield "# recorded_at: no column says when it became known; give `--seen` when importing."


def _line(reading: Reading) -> str:
    form = f', form: "{reading.form}"' if reading.form else ""
    form += f", zone: {reading.zone}" if reading.zone else ""
    note = f"; {reading.note}" if reading.note else ""
    return f"{reading.means}: {{column: {_columns(reading)}{form}}}  # {reading.why}{note}"


def _columns(reading: Reading) -> str:
    names = [_yaml(name) for name in (*reading.others, reading.column)]
    return names[0] if len(names) == 1 else f"[{', '.join(names)}]"


def _codes(reading: Reading, profiles: Sequence[Profile]) -> Iterator[str]:
    values = list(dict.fromkeys(value for profile in profiles for value in profile.values))
    words = shipped_vocabulary()
    acled = {row["code"]: row["act"] for row in shipped_codes("acled.csv").to_pylist()}
    yield f"act:  # {reading.why}"
    yield f"  column: {_columns(reading)}"
    yield "  codes:  # an act of the vocabulary, or {aside: why its rows are no report}"
    for value in values[:_MOST_CODES]:
        act = words.act_of_form(" ".join(value.lower().split())) or acled.get(value) or ""
        yield f"    {_yaml(value)}: " + (act or '"?"')
    if len(values) > _MOST_CODES:
        yield f"    # and {len(values) - _MOST_CODES} more"


def _tail(
    readings: Sequence[Reading],
    sheet: Sheet,
    profiles: Sequence[Profile],
    system: frozenset[str],
) -> Iterator[str]:
    counted = [r for r in readings if r.means in _ALSO]
    if counted:
        yield "also:  # further reports that each row gives"
        for reading in counted:
            yield (f"  - {{suffix: {reading.means}, act: {reading.means}, object: person, "
                   f"quantity: {{column: {_yaml(reading.column)}}}, unit: person}}")  # fmt: skip
    countable = {r.column for r in readings if r.means in {"", "quantity", *_ALSO}}
    numbers = [
        p.name for p in profiles if p.is_number and p.name in countable and p.name not in system
    ]
    yield from _checks(readings, sheet.rows, numbers)
    read = {name for r in readings for name in r.others}
    kept = [_yaml(r.column) for r in readings if not r.means and r.column not in read]
    if kept:
        yield f"not used: [{', '.join(kept)}]  # kept with each report"


def _checks(readings: Sequence[Reading], rows: pa.Table, numbers: Sequence[str]) -> Iterator[str]:
    sums = find_sums(rows, numbers)
    by_means = {r.means: r.column for r in readings if r.means}
    has_point = {"latitude", "longitude"} <= by_means.keys()
    if not (sums.parts or sums.running or has_point):
        return
    yield "checks:  # at the door; findings are shown and nothing is corrected"
    if has_point:
        yield f"  latitude: {_yaml(by_means['latitude'])}"
        yield f"  longitude: {_yaml(by_means['longitude'])}"
    if sums.parts:
        yield "  parts:  # they add up in most rows"
        for parts in sums.parts:
            names = ", ".join(_yaml(name) for name in parts.parts)
            yield f"    - {{total: {_yaml(parts.total)}, parts: [{names}]}}"
    if sums.running:
        yield "  running:  # it never falls, and rises by what each row says"
        for running in sums.running:
            daily = f", daily: {_yaml(running.daily)}" if running.daily else ""
            yield f"    - {{total: {_yaml(running.total)}{daily}}}"


def _yaml(text: str) -> str:
    """Return a text as YAML writes it, quoted, on one line."""
    return json.dumps(text, ensure_ascii=False)
