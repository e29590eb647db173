"""Boards, findings, differences and answers as JSON-ready data (plain dicts, lists, numbers)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from servanda.assessment.findings import (
    Board,
    Bound,
    Change,
    Changes,
    ClauseSummary,
    Figure,
    Finding,
    Look,
    Missing,
    Pivot,
    Use,
)
from servanda.civil import moment_of
from servanda.errors import Problem
from servanda.publish.words import for_and_against, zone_of

if TYPE_CHECKING:
    from servanda.assessment.following.live import Added

Json = dict[str, Any]


def envelope(
    command: str,
    version: str,
    data: object,
    errors: Sequence[Problem] = (),
    warnings: Sequence[Problem] = (),
) -> Json:
    """Return the one shape of every answer: `ok, command, version, data, errors, warnings`."""
    return {
        "ok": not errors,
        "command": command,
        "version": version,
        "data": data,
        "errors": [problem.to_dict() for problem in errors],
        "warnings": [problem.to_dict() for problem in warnings],
    }


def finding_to_json(finding: Finding, zone: str = "UTC") -> Json:
    """Return a finding as data.

    Args:
        finding: the finding.
        zone: IANA zone whose offset the instants carry; a board has it in `zone`.

    Returns:
        Instants are ISO 8601 with an offset, `period.end` exclusive. A number is a number, an
        interval `[low, high]` with null for an unknown end, null where nothing is known.

    Raises:
        UsageError: SV601, the zone is not known.

    Source: SEMANTICS 6.
    """
    local = zone_of(zone)
    return {
        "clause": finding.clause,
        "reading": finding.reading,
        "bearer": finding.bearer,
        "duty": finding.duty,
        "period": {"start": _iso(finding.begins_at, local), "end": _iso(finding.ends_at, local)},
        "area": finding.area,
        "bound": _bound(finding.bound),
        "certain": _number(finding.certain),
        "possible": _number(finding.possible),
        "alleged": _number(finding.alleged),
        "stated": {
            "bearer": _number(finding.stated_bearer),
            "other": _number(finding.stated_other),
        },
        "total": _interval(*finding.total) if finding.total else None,
        "verdict": finding.verdict,
        "reason": finding.reason,
        "since": _iso(finding.since, local),
        "attributed": finding.attributed,
        "counted": {
            bears.replace(" ", "_"): [_use(use) for use in uses]
            for bears, uses in for_and_against(finding).items()
        },
        "missing": [_missing(missing) for missing in finding.missing],
        "pivot": _pivot(finding.pivot),
        "sentence": finding.sentence,
    }


def board_to_json(board: Board) -> Json:
    """Return a board as data: what it is of, the clauses, then every finding.

    Each finding has, beside what `finding_to_json` gives, what places it on the board: `slot`,
    `is_group`, `late_since`, `words`, `line` and each source's own `figures`; a duty that asks at
    every moment has its `looks`. Last come the `rejects`: rows that cannot be used, each with its
    place and the reason.
    """
    local = zone_of(board.zone)
    return {
        "title": board.title,
        "zone": board.zone,
        "as_of": _iso(board.as_of, local),
        "standard": board.standard,
        "fingerprint": board.fingerprint,
        **stamps_to_json(board),
        "counts": dict(board.counts),
        "clauses": [_clause(summary) for summary in board.clauses],
        "findings": [_placed(finding, board.zone, local) for finding in board.findings],
        "rejects": [asdict(row) for row in board.material.rejects],
    }


def changes_to_json(changes: Changes) -> Json:
    """Return the difference of two boards as data."""
    zone = changes.later.zone
    return {
        "from": _iso(changes.earlier.as_of, zone_of(zone)),
        "to": _iso(changes.later.as_of, zone_of(zone)),
        "standard": changes.later.standard,
        "fingerprints": [changes.earlier.fingerprint, changes.later.fingerprint],
        **stamps_to_json(changes.later),
        "rows": dict(changes.rows),
        "terms": list(changes.terms),
        "changes": [_change(change, zone) for change in changes.changes],
    }


def added_to_json(added: Added, zone: str) -> Json:
    """Return what new evidence did to a followed case as data."""
    return {
        "as_of": instant_to_json(added.as_of, zone),
        "rows": dict(added.rows),
        "rejects": added.rejects.to_pylist(),
        "waiting": added.waiting,
        "judged_again": added.judged,
        "whole_case_because": added.anew,
        "changes": [_change(change, zone) for change in added.changes],
    }


def instant_to_json(instant: int, zone: str) -> str:
    """Return an instant (microseconds UTC) in ISO 8601, with the offset of a zone."""
    return moment_of(instant, zone_of(zone)).isoformat()


def stamps_to_json(board: Board) -> Json:
    """Return what a release made coarser or left out and what was not searched for, in words."""
    names = {"stamp": "release", "withheld": "withheld", "unsearched": "unsearched"}
    return {shown: board.details[name] for name, shown in names.items() if name in board.details}


def _placed(finding: Finding, zone: str, local: ZoneInfo) -> Json:
    return {
        **finding_to_json(finding, zone),
        "slot": finding.slot,
        "is_group": finding.is_group,
        "late_since": _iso(finding.late_since, local),
        "words": finding.words,
        "line": finding.line,
        "figures": [_figure(figure) for figure in finding.figures],
        **({"looks": [_look(look, local) for look in finding.looks]} if finding.looks else {}),
    }


def _look(look: Look, local: ZoneInfo) -> Json:
    return {
        "start": _iso(look.begins_at, local),
        "end": _iso(look.ends_at, local),
        "certain": look.certain,
        "possible": look.possible,
        "alleged": look.alleged,
    }


def _change(change: Change, zone: str) -> Json:
    either = change.after or change.before
    if either is None:
        return {"because": list(change.because)}
    return {
        "clause": either.clause,
        "reading": either.reading,
        "bearer": either.bearer,
        "slot": either.slot,
        "before": finding_to_json(change.before, zone) if change.before else None,
        "after": finding_to_json(change.after, zone) if change.after else None,
        "because": list(change.because),
        "doing": change.doing,
    }


def _clause(summary: ClauseSummary) -> Json:
    return asdict(summary)


def _bound(bound: Bound) -> Json:
    return {"op": bound.op, "n": _interval(bound.low, bound.high), "unit": bound.unit}


def _use(use: Use) -> Json:
    names = ("report", "source", "origin", "interest", "why", "incident", "status")
    figures = {"low": _number(use.low), "high": _number(use.high)}
    return {**{name: getattr(use, name) for name in names}, **figures}


def _figure(figure: Figure) -> Json:
    return {**vars(figure), "low": _number(figure.low), "high": _number(figure.high)}


def _missing(missing: Missing) -> Json:
    return {"what": missing.what, "source": missing.source}


def _pivot(pivot: Pivot | None) -> Json | None:
    if pivot is None:
        return None
    outcomes = [{"if": done, "verdict": verdict} for done, verdict in pivot.verdict_if]
    return {"reports": list(pivot.reports), "verdict_if": outcomes}


def _interval(low: float | None, high: float | None) -> object:
    """Return one number where the ends are equal, else `[low, high]`; None if both are unknown."""
    if low is None and high is None:
        return None
    return _number(low) if low == high else [_number(low), _number(high)]


def _number(value: float | None) -> float | None:
    """Return whole numbers as integers, so that no count is printed as `191.0`."""
    return int(value) if value is not None and value == int(value) else value


def _iso(instant: int | None, zone: ZoneInfo) -> str | None:
    return None if instant is None else moment_of(instant, zone).isoformat()
