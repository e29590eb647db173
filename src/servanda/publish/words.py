"""Verdicts, bounds, times and interests in plain words; shared by the terminal and the page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from servanda.assessment.findings import Bound, ClauseSummary, Figure, Finding, Use
from servanda.assessment.tables import VERDICTS
from servanda.civil import find_zone, moment_of
from servanda.errors import UsageError, problem_error

NOT_CHECKED: Final = "not checked"
WHOLE: Final = "whole"

LETTERS: Final = {
    "violated": "V",
    "disputed": "D",
    "not verifiable": "N",
    "pending": "P",
    "complied": "C",
    "ended": "E",
    NOT_CHECKED: "–",
}
"""One letter per verdict: meaning is never carried by colour alone."""

MEANINGS: Final = {
    "violated": "every history that the reports admit breaks the duty",
    "disputed": "the reports part: in some histories it is kept, in others broken",
    "not verifiable": "nobody counted or watched enough to say",
    "pending": "its time has not run out, or not begun",
    "complied": "every history that the reports admit keeps the duty",
    "ended": "it lapsed before its time was over",
}

REASONS: Final = {
    "alleged": "somebody claims it, below the standard of proof, and nobody contradicts",
    "contradicted": "reports contradict each other",
    "hand unknown": "it is not proved whose act it was",
    "uncertain": "time, place, figure or identity is uncertain",
    "exception claimed": "an exception is claimed and not proved",
    "condition": "its condition holds only in some histories",
    "not attributed": "somebody of the group did it, and it is not proved who",
    "day not known": "the days together prove it, no single day does",
}

STANDARDS: Final = {
    "claimed": "whatever anybody claims",
    "independent": "one origin that is neutral or speaks against its interest",
    "corroborated": "two origins, each neutral or speaking against its interest",
    "verified": "a monitor that the agreement names, or an analyst's mark",
}

BEARS: Final = {
    "at least": "at least",
    "at most": "at most",
    "both": "at least and at most",
    "alleged": "alleges",
    "left out": "left out",
}

_WEEKDAYS: Final = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_MONTHS: Final = (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
)  # fmt: skip
_ISO_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class WhatIf:
    """One sentence on what would change a finding, and the reports it speaks of."""

    sentence: str
    reports: tuple[str, ...] = ()


def zone_of(name: str) -> ZoneInfo:
    """Return the zone of a board.

    Raises:
        UsageError: SV601, the name is not in the time zone database.
    """
    zone = find_zone(name)
    if zone is None:
        raise problem_error(UsageError, "SV601", f"the board's time zone `{name}` is not known")
    return zone


# ---- numbers ------------------------------------------------------------------------------------


def number(value: float | None) -> str:
    """Return a number with thousands parted by commas; `no upper end` for None."""
    if value is None:
        return "no upper end"
    if value == int(value):
        return f"{int(value):,}"
    return f"{value:,.2f}".rstrip("0")


def span(low: float | None, high: float | None) -> str:
    """Return an interval in words: `191`, `187 to 200`, `at least 187`, `at most 5`."""
    if low is None:
        return "not known" if high is None else f"at most {number(high)}"
    if high is None:
        return f"at least {number(low)}" if low else "0 or more"
    return number(low) if low == high else f"{number(low)} to {number(high)}"


def counted(amount: str, unit: str) -> str:
    """Return an amount with its unit; occurrences need no unit."""
    if unit in ("", "occurrence"):
        return amount
    return f"{amount} {unit}" if amount == "1" else f"{amount} {plural(unit)}"


def plural(unit: str) -> str:
    """Return the plural of an English unit; abbreviations (`kg`, `m3`) and plurals stay."""
    is_word = len(unit) > 2 and unit.isascii() and unit.replace("-", "").isalpha()
    if not is_word or unit.endswith(("s", "craft")):
        return unit
    return f"{unit[:-1]}ies" if re.search(r"[^aeiou]y$", unit) else f"{unit}s"


def bound(asked: Bound) -> str:
    """Return what a duty asks for: `at least 200 truck`, `none`, `all of an undeclared total`."""
    if asked.low is None and asked.high is None:
        return "all; nobody declared how many"
    if asked.op == "at most" and asked.low == 0 and asked.high == 0:
        return "none"
    amount = f"{number(asked.low)} or more" if asked.high is None else span(asked.low, asked.high)
    return f"{asked.op} {counted(amount, asked.unit)}"


def measured(finding: Finding) -> str:
    """Return certain, possible and alleged of a finding in one line."""
    return (
        f"certain {number(finding.certain)}, possible {number(finding.possible)},"
        f" alleged {number(finding.alleged)}"
    )


def use_span(use: Use) -> str:
    """Return the figure that a report contributes, by how it bears."""
    if use.bears == "at most":
        return span(None, use.high)
    return span(use.low, use.high)


def figure_span(figure: Figure) -> str:
    """Return what a source itself says in words."""
    words = span(figure.low, figure.high)
    return words if words != "not known" else "says nothing of the whole"


def figure_interest(figure: Figure) -> str:
    """Return the interest of a source's statements; both where they differ."""
    low = figure.interest_low if figure.low is not None else ""
    high = figure.interest_high if figure.high is not None else ""
    if low and high and low != high:
        return f"{low} as at least, {high} as at most"
    return low or high


def figure_remark(figure: Figure) -> str:
    """Return what has to be known of a source's figure beside the numbers."""
    remarks = []
    if figure.is_silence:
        remarks.append("its at most rests on its silence alone")
    if figure.contradicts_itself:
        remarks.append("it contradicts itself: its parts exceed its whole")
    return "; ".join(remarks)


# ---- verdicts -----------------------------------------------------------------------------------


def letter(verdict: str, reason: str = "") -> str:
    """Return the letter of a verdict, starred if it is violated with a reason beside it."""
    mark = "*" if verdict == "violated" and reason else ""
    return LETTERS.get(verdict, "?") + mark


def verdict_words(verdict: str, reason: str = "") -> str:
    """Return a verdict with its reason: `disputed (alleged)`, `violated, not attributed`."""
    if not reason:
        return verdict
    return f"{verdict}, {reason}" if verdict == "violated" else f"{verdict} ({reason})"


def counts_of(summary: ClauseSummary) -> list[tuple[str, int]]:
    """Return the verdicts of a clause with their counts, in the fixed order, zeros left out."""
    return [
        (verdict, summary.counts[verdict]) for verdict in VERDICTS if summary.counts.get(verdict)
    ]


def verdict_counts(findings: tuple[Finding, ...]) -> list[tuple[str, int]]:
    """Return how many findings have each verdict, in the fixed order, zeros left out."""
    totals = [(verdict, sum(f.verdict == verdict for f in findings)) for verdict in VERDICTS]
    return [(verdict, total) for verdict, total in totals if total]


def is_day(slot: str) -> bool:
    """Return whether a slot is a local day."""
    return _ISO_DATE.fullmatch(slot) is not None


def weekday(day: str) -> str:
    """Return the weekday of an ISO date in two letters."""
    return _WEEKDAYS[date.fromisoformat(day).weekday()]


def short_day(day: str) -> str:
    """Return an ISO date as day and month, `5 Mar`."""
    local = date.fromisoformat(day)
    return f"{local.day} {_MONTHS[local.month - 1]}"


def for_and_against(finding: Finding) -> dict[str, list[Use]]:
    """Return the reports of a finding by how they bear on it.

    A report that says both stands in both lists.
    """
    return {
        "at least": [use for use in finding.uses if use.bears in ("at least", "both")],
        "at most": [use for use in finding.uses if use.bears in ("at most", "both")],
        "alleged": [use for use in finding.uses if use.bears == "alleged"],
        "left out": [use for use in finding.uses if use.bears == "left out"],
    }


def headings_of(finding: Finding) -> dict[str, str]:
    """Return a heading for each way to bear: whether it speaks for or against keeping the duty."""
    sides = {"at least": ("For: ", "Against: "), "at most": ("Against: ", "For: ")}
    low, high = sides.get(finding.bound.op, ("", ""))
    return {
        "at least": f"{low}says at least".capitalize(),
        "at most": f"{high}says at most".capitalize(),
        "alleged": "Only alleges",
        "left out": "Left out, and why",
    }


def summary_words(finding: Finding) -> str:
    """Return the finding in one plain sentence, made from its numbers if it brings none."""
    if finding.sentence:
        return finding.sentence
    said = verdict_words(finding.verdict, finding.reason)
    return f"{said.capitalize()}: {measured(finding)}; asked for is {bound(finding.bound)}."


def what_would_change(finding: Finding) -> list[WhatIf]:
    """Return what would make the verdict another one, for every finding (SEMANTICS 6)."""
    changes = []
    pivot = finding.pivot
    if pivot is not None and pivot.reports:
        outcomes = [f"{done}: {verdict}" for done, verdict in pivot.verdict_if]
        turns = "It turns on " + ("this report" if len(pivot.reports) == 1 else "these reports")
        changes.append(
            WhatIf(
                f"{turns}. If {'; if '.join(outcomes)}." if outcomes else f"{turns}.", pivot.reports
            )
        )
    elif finding.verdict == "disputed" and pivot is not None:
        changes.append(
            WhatIf(
                "No short pivot: no three reports or fewer, marked verified or"
                " retracted, would make this plain."
            )
        )
    changes.append(WhatIf(_needed(finding)))
    return changes


_SETTLED_BY: Final = {
    "condition": "A recorded decision on its condition would settle this.",
    "exception claimed": "A ruling on the claimed exception, or proof of it, would settle this.",
    "hand unknown": "Proof of whose act it was would settle this.",
}


def _needed(finding: Finding) -> str:
    """Return what figure or decision would settle the finding, read off its bound."""
    asked = finding.bound
    if finding.verdict == "ended":
        return "Nothing: the duty lapsed before its time was over."
    if asked.low is None or asked.high is None:
        return "A declared total would let this be judged."
    if finding.reason in _SETTLED_BY:
        return _SETTLED_BY[finding.reason]
    if asked.op == "exactly":
        return f"A proved count, at least and at most, settles this against {bound(asked)}."
    return _needed_of_ceiling(finding) if asked.op == "at most" else _needed_of_floor(finding)


def _needed_of_ceiling(finding: Finding) -> str:
    asked = finding.bound
    over = "one" if asked.high == 0 else f"more than {counted(number(asked.high), asked.unit)}"
    within = "none" if asked.low == 0 else f"no more than {counted(number(asked.low), asked.unit)}"
    breaks = f"Proof of {over} would make this violated"
    if finding.verdict == "complied":
        return f"{breaks}."
    if finding.verdict == "violated":
        return (
            f"This rests on certain {number(finding.certain)}. If so much proof falls away, or a"
            f" neutral count contradicts it, that {over} is no longer certain, the verdict changes."
        )
    return (
        f"{breaks}; proof of {within}, by somebody who counted or looked, would make it complied"
        " once its time is over."
    )


def _needed_of_floor(finding: Finding) -> str:
    asked = finding.bound
    enough = f"at least {counted(number(asked.high), asked.unit)}"
    meets = f"Proof of {enough}, contradicted by no neutral count, would make this complied"
    if finding.verdict == "violated":
        return f"{meets}."
    if finding.verdict == "complied":
        return (
            f"This rests on certain {number(finding.certain)}. If so much proof falls away, or a"
            f" neutral count contradicts it, that {enough} is no longer certain, the verdict"
            " changes."
        )
    if asked.low == 0:
        return (
            f"{meets}. Whether anything is owed is not certain, so that it cannot be violated yet."
        )
    return (
        f"{meets}; proof of less than {counted(number(asked.low), asked.unit)} would make it"
        " violated once its time is over."
    )


# ---- times --------------------------------------------------------------------------------------


def moment(instant: int, zone: ZoneInfo) -> str:
    """Return an instant as local date and time, to the second only where it has any."""
    local = moment_of(instant, zone)
    return f"{local:%Y-%m-%d %H:%M:%S}" if local.second else f"{local:%Y-%m-%d %H:%M}"


def period(begins_at: int, ends_at: int, zone: ZoneInfo) -> str:
    """Return a period as people write it: a day, some days, or from one time to another."""
    begins, ends = moment_of(begins_at, zone), moment_of(ends_at, zone)
    if _is_midnight(begins) and _is_midnight(ends) and begins < ends:
        last = (ends - timedelta(days=1)).date()
        return f"{begins:%Y-%m-%d}" if begins.date() == last else f"{begins:%Y-%m-%d} to {last}"
    if (ends - begins) <= timedelta(minutes=1):
        return moment(begins_at, zone)
    if begins.date() == ends.date():
        return f"{begins:%Y-%m-%d %H:%M} to {ends:%H:%M}"
    return f"{moment(begins_at, zone)} to {moment(ends_at, zone)}"


def _is_midnight(local: datetime) -> bool:
    return (local.hour, local.minute, local.second, local.microsecond) == (0, 0, 0, 0)


def slot_words(finding: Finding, zone: ZoneInfo) -> str:
    """Return which duty of its clause a finding is about: a day, the whole, a check."""
    if is_day(finding.slot):
        return finding.slot
    whole = period(finding.begins_at, finding.ends_at, zone)
    if finding.slot == WHOLE:
        return f"all days together, {whole}"
    if finding.slot.startswith("check:"):
        return f"check at {moment(finding.ends_at, zone)}"
    if finding.slot.startswith("after "):
        return f"{finding.slot}, {whole}"
    return whole


def since_words(finding: Finding, zone: ZoneInfo) -> str:
    """Return since when the finding is what it is, and whether it was met late."""
    parts = []
    if finding.since is not None:
        parts.append(f"since {moment(finding.since, zone)}")
    if finding.late_since is not None:
        parts.append(f"met late, since {moment(finding.late_since, zone)}")
    return "; ".join(parts)
