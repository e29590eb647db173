"""What people call from Python; the command line is thin over it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pyarrow as pa

from servanda.asking import (
    Engine,
    Release,
    delayed,
    instant_of_case,
    leaving,
    opener_of,
    profile_of,
    standard_of,
)
from servanda.assessing import assess
from servanda.assessment.backends.choosing import find_engine
from servanda.assessment.findings import Board, Changes
from servanda.assessment.judge import Request, incident_list
from servanda.assessment.material import IncidentList
from servanda.assessment.record import rows_between
from servanda.case import Case, find_agreement, index_case, read_case
from servanda.civil import find_zone
from servanda.errors import MissingExtraError, Problem, UsageError, problem_error
from servanda.homes import loader_of
from servanda.moments import Moment, read_moment
from servanda.progress import Progress, silent

if TYPE_CHECKING:
    from servanda.agreement import parse_agreement
    from servanda.agreement.schedule import Schedule
    from servanda.assessment.following.live import LiveCase
    from servanda.assessment.keeping import Reproduced, attach, enter, record
    from servanda.assessment.keeping_files import link_in_folder
    from servanda.checking import CheckReport, check, write_histories
    from servanda.counting import count
    from servanda.evidence.projection.making import Projection
    from servanda.evidence.vault import Vault
    from servanda.explaining import Wanted, explain
    from servanda.large_files import Assessed, assess_files, count_files, explain_files
    from servanda.skeleton import write_skeleton


def read(
    *paths: Path | str,
    ledger: Path | str | None = None,
    index: Path | str | None = None,
    progress: Progress = silent,
) -> Case:
    """Read a case: one folder, or an agreement and the tables beside it.

    Args:
        paths: a folder with `agreement.md` and tables (`reports.csv` ...), or the files; none: the
            agreement that stands in the ledger.
        ledger: `case.servanda` or `postgresql://...`; all evidence then comes from it.
        index: folder in which the evidence was made ready for judging; it then comes from there.
        progress: called with the name of the step and the done share.

    Raises:
        AgreementError: the agreement is wrong; all its problems at once.
        EvidenceError: a table is wrong as a whole. Wrong rows are rejected and kept instead.
        UsageError: there is no agreement, or more than one.
    """
    return read_case(paths, progress, ledger, index)


def index(
    folder: Path | str,
    to: Path | str,
    *,
    progress: Progress = silent,
    memory: str = "",
    hashed: bool = False,
) -> Projection:
    """Read and check a large record once, and keep it ready for judging.

    Args:
        folder: of a case: `agreement.md` and tables.
        to: folder of the index; an older one is replaced.
        progress: called with the name of the step and the done share.
        memory: that sorting may take before it goes to disk; empty: an eighth of what there is.
        hashed: whether boards from it bear the fingerprint of the evidence, as from its files; else
            that of the files, which takes as little as half the time.

    Raises:
        AgreementError: the agreement is wrong; all its problems at once.
        EvidenceError: a table is wrong as a whole (wrong rows are rejected and kept instead), or
            something else stands at `to`.
    """
    return index_case(Path(folder), Path(to), progress, memory, hashed=hashed)


def follow(
    case: Case,
    *,
    as_of: Moment = None,
    standard: str = "independent",
    progress: Progress = silent,
) -> LiveCase:
    """Judge a case once, and go on judging as new evidence comes: only what it touches is judged.

    Args:
        case: from `read`, of files or with an index of them.
        as_of: as for `assess`, not earlier than the last row was recorded.
        standard: as for `assess`.
        progress: called with the name of the step and the done share.

    Returns:
        The followed case: `board`, `findings` and `count()` say what is found now, `add(rows)`
        takes new files or tables and returns what they changed.

    Raises:
        UsageError: SV412, the evidence is in a ledger or a vault; SV413, a row was recorded later
            than `as_of`; or as for `assess`.
        EvidenceError: SV397, a file of the index is gone, or is not the one that was read.
        MissingExtraError: SV415, the extra `follow` is not installed.
        EngineError: the engine failed.
    """
    try:
        from servanda.assessment.following.live import LiveCase
    except ModuleNotFoundError as error:
        message = f"following a case needs `{error.name}`"
        hint = "install it: pip install 'servanda[follow]'"
        raise problem_error(MissingExtraError, "SV415", message, hint) from error

    asked = Request(instant_of_case(case, as_of), standard_of(standard), progress=progress)
    return LiveCase(case, asked)


def diff(  # noqa: PLR0913 - all but the case are options, by keyword only
    case: Case,
    since: Moment,
    until: Moment,
    *,
    standard: str = "independent",
    release: Release = None,
    engine: Engine = None,
    progress: Progress = silent,
) -> Changes:
    """Return what changed between two instants, and because of which report, amendment or ruling.

    Of a case with an index it is not asked which.

    Args:
        case: from `read`.
        since: the earlier instant, as `as_of` of `assess`.
        until: the later one.
        standard: as in `assess`.
        release: as in `assess`.
        engine: as in `assess`.
        progress: called with the name of the step and the done share.

    Raises:
        UsageError: SV409, the first instant is not before the second.
    """
    from servanda.assessment.diff import compare_boards, find_doings, judge_both

    earlier, later = instant_of_case(case, since), instant_of_case(case, until)
    if earlier >= later:
        raise UsageError((Problem("SV409", "the earlier time is not before the later one"),))
    profile = profile_of(release)
    # A delay moves both instants, so that nothing of the last days shows as a change.
    earlier, later = (delayed(at, profile) for at in (earlier, later))
    opener, proof, explained = opener_of(engine), standard_of(standard), case.index is None
    asked = [
        (case.for_judging(at), Request(at, proof, explained, open_backend=opener))
        for at in (earlier, later)
    ]
    boards = judge_both(asked, progress)
    doings = find_doings(earlier, asked[1], boards)
    before, after = (leaving(board, case, None) for board in boards)
    changes = compare_boards(before, after, rows_between(case.evidence, earlier, later), doings)
    return leaving(changes, case, profile)


def incidents(  # noqa: PLR0913 - all but the case are options, by keyword only
    case: Case,
    *,
    as_of: Moment = None,
    standard: str = "independent",
    suggest: Literal["", "rule", "model"] = "",
    release: Release = None,
    engine: Engine = None,
    progress: Progress = silent,
) -> IncidentList:
    """Return the incidents with their status, and on demand pairs that may be one.

    Args:
        case: what to look at.
        as_of: as in `assess`.
        standard: as in `assess`.
        suggest: `rule`: pairs of reports that no veto keeps apart, with how much is alike; `model`:
            the same with the probability that a model of record linkage gives.
        release: as in `assess`.
        engine: as in `assess`.
        progress: called with the name of the step and the done share.

    Raises:
        MissingExtraError: SV392, the extra `match` is not installed.
    """
    profile = profile_of(release)
    instant = delayed(instant_of_case(case, as_of), profile)
    opener = opener_of(engine)
    request = Request(instant, standard_of(standard), progress=progress, open_backend=opener)
    found = incident_list(case.for_judging(request.as_of), request, suggest=suggest)
    return leaving(found, case, profile)


def schedule(
    path: Path | str | Case, *, as_of: Moment = None, progress: Progress = silent
) -> Schedule:
    """Return who owes what when.

    Of an agreement alone that is what it says itself. Of a case it is what its board says, too:
    people have decided, and evidence has set when something is done, begins or ends (at the
    standard `independent`). Of large files an index is made for it, as `count_files` does.

    Args:
        path: the agreement file, a case folder, or a case, as `read` gives it with an index.
        as_of: amendments, decisions and evidence known by then; None: all.
        progress: called with the name of the step and the done share.

    Raises:
        AgreementError: the agreement, or the calendar of a sentence, is wrong.
        EvidenceError: a table of the folder is wrong as a whole, or an index finds no room (SV398).
        UsageError: SV401, there is no agreement; SV405, `as_of` cannot be read.
        EngineError: SV509, of a case with an index, only the reports themselves tell it.
    """
    from servanda.agreement import read_agreement
    from servanda.agreement.schedule import schedule_of
    from servanda.large_files import scheduled, scheduled_files

    if isinstance(path, Case):
        return scheduled(path, as_of, progress)
    if Path(path).is_dir():
        return scheduled_files(find_agreement(path).parent, as_of=as_of, progress=progress)
    agreement = read_agreement(find_agreement(path))
    zone = find_zone(agreement.zone_name)
    at = None if as_of is None or zone is None else read_moment(as_of, zone)
    return schedule_of(agreement, as_of=at)


def write_calendar(timetable: Schedule, path: Path) -> None:
    """Write a schedule as an iCalendar file."""
    from servanda.agreement.ics import write_ics

    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(write_ics(timetable), encoding="utf-8", newline="")


def write_report(board: Board, path: Path) -> None:
    """Write a board as one self-contained HTML file, without rows that may not be passed on."""
    from servanda.publish.html import write_html
    from servanda.publish.release import withheld

    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(write_html(withheld(board)), encoding="utf-8")


def to_arrow(board: Board) -> pa.Table:
    """Return a board as an Arrow table, one row per finding, without its explanations."""
    names = (
        "clause", "reading", "bearer", "slot", "duty", "begins_at", "ends_at", "area", "certain",
        "possible", "alleged", "verdict", "reason", "since", "late_since", "is_group",
    )  # fmt: skip
    rows = [
        {**{name: getattr(f, name) for name in names}, "op": f.bound.op, "n_low": f.bound.low,
         "n_high": f.bound.high, "unit": f.bound.unit}
        for f in board.findings
    ]  # fmt: skip
    return pa.Table.from_pylist(rows, _BOARD)


_BOARD = pa.schema(
    [(name, pa.string()) for name in ("clause", "reading", "bearer", "slot", "duty")]
    + [("begins_at", pa.timestamp("us", "UTC")), ("ends_at", pa.timestamp("us", "UTC"))]
    + [("area", pa.string()), ("op", pa.string()), ("unit", pa.string())]
    + [(name, pa.float64()) for name in ("n_low", "n_high", "certain", "possible", "alleged")]
    + [("verdict", pa.string()), ("reason", pa.string())]
    + [("since", pa.timestamp("us", "UTC")), ("late_since", pa.timestamp("us", "UTC"))]
    + [("is_group", pa.bool_())]
)


def unlocked(case: Case, passphrase: str, vault: Path | None = None) -> Case:
    """Return a case with its vault open: verdicts then use exact places, and nothing shows them.

    Args:
        case: from `read`.
        passphrase: of the vault.
        vault: its file; None: the one beside the agreement.

    Raises:
        UsageError: SV858, the case has no vault, or was read from an index, which holds nothing of
            one.
        EvidenceError: SV851, the passphrase is wrong, or the vault was changed.
        MissingExtraError: SV850, the package for encryption is not installed.
    """
    from servanda.evidence.vault import FILE, read_vault

    if case.index is not None:
        hint = "read the case from its tables"
        raise problem_error(UsageError, "SV858", "an index holds nothing of a vault", hint)
    if vault is None and case.folder is not None:
        vault = case.folder / FILE
    if vault is None or not vault.is_file():
        where = f"there is no vault at `{vault}`" if vault else "no vault is named"
        hint = "`servanda seal` makes one; `--vault FILE` names one that lies elsewhere"
        raise problem_error(UsageError, "SV858", where, hint)
    return replace(case, vault=read_vault(vault, passphrase))


def reproduce(
    ledger: Path | str,
    fingerprint: str,
    *,
    explained: bool = True,
    vault: Vault | None = None,
    progress: Progress = silent,
) -> Reproduced:
    """Make the board of a published fingerprint anew, from a ledger alone.

    Args:
        ledger: that held the case when the figure was published.
        fingerprint: as published.
        explained: with everything that each finding rests on.
        vault: open, for a figure that was judged with it; nothing of it is on the board.
        progress: called with the name of the step and the done share.

    Raises:
        EvidenceError: SV712, no agreement on record or no state of the ledger gives it.
        UsageError: SV711, it is no fingerprint.
    """
    from servanda.assessment.keeping import reproduce as reproduce_board

    found = reproduce_board(
        ledger, fingerprint, explained=explained, vault=vault, progress=progress
    )
    if vault is None:
        return found
    from servanda.publish.release import held_back

    return replace(found, board=held_back(found.board, vault.reports))


_HOMES = {
    "Assessed": "servanda.large_files",
    "Wanted": "servanda.explaining",
    "CheckReport": "servanda.checking",
    "Schedule": "servanda.agreement.schedule",
    "assess_files": "servanda.large_files",
    "attach": "servanda.assessment.keeping",
    "check": "servanda.checking",
    "count": "servanda.counting",
    "count_files": "servanda.large_files",
    "explain": "servanda.explaining",
    "explain_files": "servanda.large_files",
    "enter": "servanda.assessment.keeping",
    "link_in_folder": "servanda.assessment.keeping_files",
    "parse_agreement": "servanda.agreement",
    "record": "servanda.assessment.keeping",
    "write_histories": "servanda.checking",
    "write_skeleton": "servanda.skeleton",
}
__getattr__ = loader_of(__name__, _HOMES)

__all__ = [
    "Assessed",
    "CheckReport",
    "Schedule",
    "Wanted",
    "assess",
    "assess_files",
    "attach",
    "check",
    "count",
    "count_files",
    "diff",
    "enter",
    "explain",
    "explain_files",
    "find_engine",
    "follow",
    "incidents",
    "index",
    "instant_of_case",
    "link_in_folder",
    "parse_agreement",
    "read",
    "record",
    "reproduce",
    "schedule",
    "to_arrow",
    "unlocked",
    "write_calendar",
    "write_histories",
    "write_report",
    "write_skeleton",
]
