"""What is told of a finding beside its drawing: facts in order, who says what, what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from servanda.assessment.findings import Finding
from servanda.publish.words import (
    bound,
    counted,
    number,
    period,
    since_words,
    span,
)

Names = Mapping[str, str]


def bounds_of(finding: Finding) -> list[tuple[str, str]]:
    """Return what is asked for and the three numbers of a finding."""
    unit = finding.bound.unit
    return [
        ("asked for", bound(finding.bound)),
        ("certain", _amount(finding.certain, unit)),
        ("possible", _amount(finding.possible, unit)),
        ("alleged", _amount(finding.alleged, unit)),
    ]


def facts_of(finding: Finding, zone: ZoneInfo, names: Names) -> list[tuple[str, str]]:
    """Return the facts of a finding beside its bounds in order, the unknown ones left out."""
    facts = {
        "the bearer says": _stated(finding.stated_bearer),
        "others say": _stated(finding.stated_other),
        "declared total": span(*finding.total) if finding.total else "",
        "attributed": {None: "", True: "yes", False: "no"}[finding.attributed],
        "area": names.get(finding.area, finding.area),
        "period": period(finding.begins_at, finding.ends_at, zone),
        "verdict holds": since_words(finding, zone),
        "looked at": _looked(finding),
    }
    return [(name, value) for name, value in facts.items() if value]


def _amount(value: float | None, unit: str) -> str:
    return number(value) if value is None else counted(number(value), unit)


def _looked(finding: Finding) -> str:
    """Return at how many of the stretches of which anything is told it was kept (4.8.5)."""
    told = [look.is_met(finding.bound) for look in finding.looks if look.is_told]
    if not finding.looks:
        return ""
    if not told:
        return "never; nobody told of any moment"
    parts = [f"kept in {told.count(True)} of {len(told)} stretches of which something is told"]
    if False in told:
        parts.append(f"broken in {told.count(False)}")
    if len(told) < len(finding.looks):
        parts.append("nothing is told of the rest")
    return "; ".join(parts)


def _stated(value: float | None) -> str:
    return "" if value is None else number(value)


def speaker(source: str, origin: str, names: Names) -> str:
    """Return who says it: the source, and whom it cites where it only relays."""
    name = names.get(source, source)
    return name if origin in ("", source) else f"{name}, citing {names.get(origin, origin)}"


@dataclass(frozen=True)
class Gap:
    """What could not be verified of one clause and bearer, and why.

    Attributes:
        clause, reading, bearer: of what.
        findings: those that are not verifiable, in order.
        total: how many findings the clause, reading and bearer have.
        whys: each reason with the number of findings it holds for.
    """

    clause: str
    reading: str
    bearer: str
    findings: tuple[Finding, ...]
    total: int
    whys: tuple[tuple[str, int], ...]


def gaps_of(findings: Sequence[Finding], names: Names) -> list[Gap]:
    """Return what was not verifiable, in the order of the board."""
    grouped: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in findings:
        key = (finding.clause, finding.reading, finding.bearer)
        grouped.setdefault(key, []).append(finding)
    gaps = []
    for key, group in grouped.items():
        unknown = tuple(f for f in group if f.verdict == "not verifiable")
        if unknown:
            gaps.append(Gap(*key, unknown, len(group), _whys(unknown, names)))
    return gaps


def _whys(findings: Sequence[Finding], names: Names) -> tuple[tuple[str, int], ...]:
    counts: dict[str, int] = {}
    for finding in findings:
        for why in dict.fromkeys(_why(finding, names)):
            counts[why] = counts.get(why, 0) + 1
    return tuple(counts.items())


def _why(finding: Finding, names: Names) -> list[str]:
    if finding.missing:
        return [
            f"{missing.what} ({names.get(missing.source, missing.source)})"
            if missing.source
            else missing.what
            for missing in finding.missing
        ]
    if finding.uses:
        return ["the reports that there are do not bound it"]
    return ["no report bears on it"]
