"""Whose doing a change between two boards is: that of new terms, of rows, or of both (7).

The later board is judged anew without the amendments and rulings that came between the two
instants, without the other rows that did, and without either. What says the same without either is
the doing of time alone, and what the other rows did alone is told by the reports.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from servanda.agreement.amended import agreed_at
from servanda.agreement.model import Amendment
from servanda.assessment.findings import Finding
from servanda.evidence.numbering import known_by

if TYPE_CHECKING:
    from servanda.case import Case

Key: TypeAlias = tuple[str, ...]
Doing = Literal["", "terms", "both", "either"]
Judge: TypeAlias = Callable[["Case"], Mapping[Key, Finding]]
_NOT_YET: Final = date(9000, 1, 1)
"""An amendment that is agreed so late is unknown on every board."""
_TERMS: Final = "rulings"


@dataclass(frozen=True)
class Doings:
    """Whose doing the changes between two boards are.

    Attributes:
        terms: the amendments and rulings that came between, in words.
        of: key of a finding to whose doing its change is: `terms` alone; `both`, neither of terms
            and rows alone; `either`, each by itself. Of rows or of time: no entry.
    """

    terms: tuple[str, ...] = ()
    of: Mapping[Key, Doing] = field(default_factory=dict)


def doings_of(
    case: Case, earlier: int, later: int, changed: Mapping[Key, object], judge: Judge
) -> Doings:
    """Return whose doing the changes between two boards are.

    Args:
        case: as it is judged at the later instant.
        earlier: microseconds UTC, of the board before.
        later: of the board after.
        changed: key of each finding that differs to what the later board says of it.
        judge: gives the findings of a case as of the later instant, by their keys.
    """
    terms = tuple(_terms_between(case, earlier, later))
    if not terms or not changed or case.index is not None:
        return Doings(terms)
    old_terms, old_rows = _with_terms_of(case, earlier), _with_rows_of(case, earlier)
    without_terms = _same(judge(old_terms), changed)
    without_rows = _same(judge(old_rows), changed)
    by_time = _same(judge(_with_rows_of(old_terms, earlier)), changed)
    found: dict[Key, Doing] = {}
    for key in changed.keys() - by_time:
        if key not in without_terms:
            found[key] = "terms" if key in without_rows else "both"
        elif key in without_rows:
            found[key] = "either"
    return Doings(terms, found)


def said_of(finding: Finding | None) -> object:
    """Return what of a finding two boards are compared by; None where there is none."""
    if finding is None:
        return None
    return (
        finding.verdict,
        finding.reason,
        finding.bound,
        finding.certain,
        finding.possible,
        finding.alleged,
    )


def _same(findings: Mapping[Key, Finding], changed: Mapping[Key, object]) -> set[Key]:
    return {key for key, said in changed.items() if said_of(findings.get(key)) == said}


# ---- what came between --------------------------------------------------------------------------


def _terms_between(case: Case, earlier: int, later: int) -> Iterator[str]:
    agreed = [one for one in case.agreement.amendments if _is_new(case, one, earlier, later)]
    for amendment in agreed:
        on = amendment.on
        day = on if isinstance(on, date) else f"{on.day.isoformat()} {on.clock:%H:%M}"
        yield f"the amendment of {day}"
    rulings = case.evidence.tables[_TERMS]
    before = set(known_by(rulings, earlier)["ruling"].to_pylist())
    for name in known_by(rulings, later)["ruling"].to_pylist():
        if name not in before:
            yield f"ruling {name}"


def _is_new(case: Case, amendment: Amendment, earlier: int, later: int) -> bool:
    return earlier < agreed_at(amendment, case.names.zone) <= later


def _with_terms_of(case: Case, earlier: int) -> Case:
    """Return a case as if no amendment had been agreed and nothing ruled since an instant."""
    amendments = tuple(
        replace(one, on=_NOT_YET) if agreed_at(one, case.names.zone) > earlier else one
        for one in case.agreement.amendments
    )
    agreement = replace(case.agreement, amendments=amendments)
    return replace(_with_rows(case, earlier, (_TERMS,)), agreement=agreement)


def _with_rows_of(case: Case, earlier: int) -> Case:
    """Return a case as if nothing but rulings had been recorded since an instant."""
    return _with_rows(case, earlier, [name for name in case.evidence.tables if name != _TERMS])


def _with_rows(case: Case, earlier: int, names: Collection[str]) -> Case:
    tables = {
        name: known_by(table, earlier) if name in names else table
        for name, table in case.evidence.tables.items()
    }
    return replace(case, evidence=replace(case.evidence, tables=tables))
