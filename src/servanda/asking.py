"""What a caller says, read: the instant, the standard, the engine, the clauses, the release."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias, TypeVar, Union

from servanda.agreement.model import Agreement
from servanda.assessment.backends.choosing import OpenBackend, find_engine
from servanda.assessment.findings import Board, Changes
from servanda.assessment.material import IncidentList
from servanda.assessment.record import last_recorded
from servanda.assessment.tables import STANDARDS
from servanda.case import Case
from servanda.errors import Problem, UsageError, problem_error
from servanda.moments import Moment, read_moment

if TYPE_CHECKING:
    from servanda.publish.release import Profile

Release: TypeAlias = Union["Profile", str, None]
"""A release profile, the name of one or its file; None: nothing is made coarser or left out."""
Engine: TypeAlias = OpenBackend | str | None
"""Name of the engine that judges, as `find_engine` reads it, or what opens it; None: the fastest
that needs no server."""
Leaving = TypeVar("Leaving", Board, Changes, IncidentList)


def opener_of(engine: Engine) -> OpenBackend | None:
    """Return what opens the engine that a caller names; None: the embedded one."""
    return find_engine(engine) if engine is None or isinstance(engine, str) else engine


def profile_of(release: Release) -> Profile | None:
    """Return the release profile that a caller names; None: nothing is held back."""
    if release is None or not isinstance(release, str):
        return release
    from servanda.publish.release import find_profile

    return find_profile(release)


def delayed(instant: int, profile: Profile | None) -> int:
    """Return the instant as of which a release is judged."""
    return instant - (profile.delay_us if profile else 0)


def leaving(value: Leaving, case: Case, profile: Profile | None) -> Leaving:
    """Return what was judged without the points of the vault, and as its profile lets it leave."""
    from servanda.publish.release import held_back, released

    if case.vault is not None:
        value = held_back(value, case.vault.reports)
    if profile is None:
        return value
    _check_confidential(case, profile)
    full: dict[str, list[str]] = {}
    for row in case.evidence.tables["sources"].select(["source", "name"]).to_pylist():
        full.setdefault(row["source"], []).extend(filter(None, [row["name"]]))
    return released(value, profile, case.agreement.zone_name, full)


def _check_confidential(case: Case, profile: Profile) -> None:
    """Check that a case knows the sources that a profile hides: a slip would publish a name.

    Raises:
        UsageError: SV864, it does not.
    """
    if not profile.confidential:
        return
    known = _sources(case)
    unknown = [name for name in profile.confidential if name not in known]
    if not unknown:
        return
    from difflib import get_close_matches

    problems = []
    for name in unknown:
        near = get_close_matches(name, known, 1)
        hint = f"did you mean `{near[0]}`? " if near else ""
        hint += "Write it as in the column `source`, or take it out of `confidential`"
        problems.append(Problem("SV864", f"the case knows no source `{name}`", (), hint))
    raise UsageError(tuple(problems))


def _sources(case: Case) -> set[str]:
    """Return the names of all sources and origins that are listed or have reported."""
    named = {
        name
        for table, columns in (("sources", ("source",)), ("reports", ("source", "origin")))
        for column in columns
        for name in case.evidence.tables[table][column].unique().to_pylist()
    }
    if case.index is not None:
        named |= {row["name"] for row in case.index.dictionary["sources"]}
    return {name for name in named if name}


def instant_of_case(case: Case, moment: Moment) -> int:
    """Return an instant for a case; without one, when the last row was recorded.

    Raises:
        UsageError: SV405, it cannot be read; SV408, nothing was recorded and no instant is given.
    """
    last = last_of_case(case) if moment is None else read_moment(moment, case.names.zone)
    if last is None:
        hint = "give an instant: `--as-of 2024-03-05`, or `--as-of now`"
        raise problem_error(UsageError, "SV408", "nothing was recorded", hint)
    return last


def last_of_case(case: Case) -> int | None:
    """Return when the last row of a case was recorded; None: none was."""
    if case.index is not None:
        last = case.index.head.last_recorded_at
    else:
        last = last_recorded(list(case.evidence.tables.values()))
    if case.record is not None and case.record.last_change is not None:
        last = max(last or case.record.last_change, case.record.last_change)
    return last


def standard_of(name: str) -> str:
    """Return a standard of proof by its name.

    Raises:
        UsageError: SV403, there is no such standard.
    """
    if name not in STANDARDS:
        message = f"`{name}` is no standard of proof"
        raise problem_error(UsageError, "SV403", message, f"one of {', '.join(STANDARDS)}")
    return name


def check_labels(agreement: Agreement, labels: Sequence[str]) -> None:
    """Check that an agreement has clauses of some labels.

    Raises:
        UsageError: SV406, it has not.
    """
    known = [clause.label for clause in agreement.clauses]
    # A clause that asks for several things has lines of its own: `aid.2`.
    unknown = [label for label in labels if re.sub(r"\.\d+$", "", label) not in known]
    unknown = [label for label in unknown if label not in known]
    if unknown:
        from difflib import get_close_matches

        near = get_close_matches(unknown[0], known, 3) or known[:3]
        hint = "labels: " + ", ".join(f"`{label}`" for label in near)
        raise problem_error(UsageError, "SV406", f"there is no clause `[{unknown[0]}]`", hint)


def only_clauses(board: Board, labels: set[str]) -> Board:
    """Return a board with the findings and summaries of some clauses."""
    findings = tuple(f for f in board.findings if f.clause in labels)
    clauses = tuple(c for c in board.clauses if c.label in labels)
    return replace(board, findings=findings, clauses=clauses)
