"""`servanda follow`: judge once, then judge again what new evidence touches."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeAlias

import typer

from servanda.cli.advice import advise_index
from servanda.cli.options import AsOf, CasePath, Index, Json, Quiet, Standard
from servanda.cli.output import (
    Exit,
    envelope,
    finish,
    progress,
    reported_errors,
    show_problems,
    stdout,
)
from servanda.cli.release_options import closed_vault
from servanda.errors import EvidenceError, Place, Problem, UsageError, problem_error

if TYPE_CHECKING:
    from servanda.assessment.following.live import Added, LiveCase
    from servanda.case import Case

Inbox = Annotated[
    list[Path],
    typer.Argument(
        metavar="INBOX",
        help="A folder in which files of evidence (`reports-monday.csv` ...) appear, or the files.",
        show_default=False,
    ),
]
Once = Annotated[bool, typer.Option("--once", help="Take the files that are there, then end.")]
Every = Annotated[
    float, typer.Option("--every", metavar="SECONDS", help="How often to look into the folder.")
]


_Stamp: TypeAlias = tuple[int, int]
"""Size of a file, and when it was written last."""
_NO_STAMP: Final[_Stamp] = (0, 0)


def follow(  # noqa: PLR0913, PLR0917 - a command's options are its parameters
    case: CasePath,
    inbox: Inbox,
    once: Once = False,
    every: Every = 2.0,
    as_of: AsOf = None,
    standard: Standard = "independent",
    index: Index = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Judge a case, then judge again what each new file of evidence touches, and tell what changed.

    The rows of a file are checked as those of the case are; what cannot be used is said with the
    reason. Nothing is written into the case. Ends with Ctrl-C, or after the files that are there
    with `--once`: with 2 if one of them could not be read or judged to its end, else with 1 if
    something is violated then. With `--json`: one document on a line for each file.
    """
    from servanda import api

    with reported_errors("follow", as_json=as_json):
        _check(inbox)
        if index is None and not (quiet or as_json):
            advise_index([case])
        with progress("judging", is_quiet=quiet or as_json) as step:
            record = api.read(case, index=index, progress=step)
            live = api.follow(record, as_of=as_of, standard=standard, progress=step)
        _tell_begin(live, (record, closed_vault([case])), as_json=as_json)
        taken = 0
        unread: list[Path] = []
        try:
            tell = partial(_tell, as_json=as_json)
            for path in _arriving(inbox, None if once else max(every, 0.1), tell):
                taken += 1
                if not _take(path, live, record, as_json=as_json):
                    unread.append(path)
        except _StoppedError as stop:
            _tell_unread(unread)
            _refuse(stop.path, (_stopped(stop.path),), as_json=as_json)
            finish(Exit.WRONG_USE)
        except KeyboardInterrupt:
            pass
        if not (taken or as_json):
            stdout().print("no file of evidence was there")
        _tell_unread(unread)
        finish(Exit.WRONG_USE if unread else _ending(live))


class _StoppedError(Exception):
    """Somebody ended the command in the midst of a file: what is judged of it is half of it."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self.path = path


def _check(inbox: list[Path]) -> None:
    missing = [path for path in inbox if not path.exists()]
    if missing:
        message = f"there is no folder and no file `{missing[0]}`"
        hint = "make the folder first; files are taken from it as they appear"
        raise problem_error(UsageError, "SV414", message, hint)


def _take(path: Path, live: LiveCase, case: Case, *, as_json: bool) -> bool:
    """Take one file, if it can be read; else it is told why, and the next one is awaited."""
    from servanda.assessment.record import names_of
    from servanda.publish.json import added_to_json
    from servanda.publish.terminal.following import show_added

    try:
        added = _added(path, live)
    except EvidenceError as error:
        _refuse(path, error.problems, as_json=as_json)
        return False
    zone = case.agreement.zone_name
    if as_json:
        data = {"file": str(path), **added_to_json(added, zone)}
        _write_line(envelope("follow", data, warnings=added.problems))
        return True
    show_problems(added.problems)
    show_added(str(path), added, names_of(case.agreement, case.evidence), zone, stdout())
    return True


def _added(path: Path, live: LiveCase) -> Added:
    try:
        return live.add(path)
    except KeyboardInterrupt:
        raise _StoppedError(path) from None


def _stopped(path: Path) -> Problem:
    """Return that a file was not judged to its end, so that no verdict may rest on it."""
    message = f"the command was ended in the midst of `{path}`, which is not judged"
    return Problem("SV420", message, (Place(str(path)),), "follow again to have it judged")


def _refuse(path: Path, problems: Sequence[Problem], *, as_json: bool) -> None:
    """Say why a file is not judged."""
    if as_json:
        _write_line(envelope("follow", {"file": str(path)}, errors=problems))
    else:
        show_problems(problems)


def _tell(path: Path, problem: Problem, *, as_json: bool) -> None:
    """Say what is worth knowing of a file that is not taken."""
    if as_json:
        _write_line(envelope("follow", {"file": str(path)}, warnings=(problem,)))
    else:
        show_problems((problem,))


def _changed(path: Path) -> Problem:
    """Return that a file changed after it was taken: its rows are judged as they were then."""
    message = f"`{path}` changed after it was taken; what is new in it is not judged"
    hint = "put further rows into a file of their own"
    return Problem("SV419", message, (Place(str(path)),), hint, "warning")


def _stray(path: Path) -> Problem:
    """Return that a file of an inbox is taken for nothing, by its name."""
    from servanda.evidence.files import name_hint

    place = (Place(str(path)),)
    return Problem("SV309", f"`{path}` was not read", place, name_hint(path), "warning")


def _tell_unread(files: list[Path]) -> None:
    """Say which files the verdicts do not rest on: what was told of them may be far above."""
    if files:
        names = ", ".join(f"`{path}`" for path in files)
        count = "1 file" if len(files) == 1 else f"{len(files)} files"
        hint = "mend what was told of each, and follow again"
        show_problems((Problem("SV418", f"{count} could not be read: {names}", hint=hint),))


def _tell_begin(live: LiveCase, told: tuple[Case, tuple[Problem, ...]], *, as_json: bool) -> None:
    from servanda.publish.json import instant_to_json
    from servanda.publish.terminal import show_counts

    case, warnings = told
    rows = live.count().to_pylist()
    if as_json:
        at = instant_to_json(live.as_of, case.agreement.zone_name)
        data = {"file": None, "as_of": at, "counts": rows}
        _write_line(envelope("follow", data, warnings=warnings))
        return
    show_problems(warnings)
    show_counts(rows, stdout())


def _ending(live: LiveCase) -> Exit:
    verdicts = {row["verdict"] for row in live.count().to_pylist()}
    return Exit.BREACH if "violated" in verdicts else Exit.DONE


def _arriving(
    inbox: list[Path], every: float | None, tell: Callable[[Path, Problem], None]
) -> Iterator[Path]:
    """Yield files of evidence as they appear, by name; None: those that are there.

    A file is taken when it has not grown between two looks, so that none is read half written. It
    is taken once. Of one that changes afterwards, or is of no table, that is told.
    """
    taken: dict[Path, _Stamp] = {}
    seen: dict[Path, _Stamp] = {}
    while True:
        for path in _files_in(inbox):
            stamp = _stamp(path)
            if stamp is None:  # it went away while the folder was read
                continue
            if path in taken:
                if taken[path] != stamp:
                    tell(path, _changed(path))
                taken[path] = stamp
            elif every is None or seen.get(path) == stamp:
                taken[path] = stamp
                yield path
            seen[path] = stamp
        for path in _strays_in(inbox):
            if path not in seen:
                tell(path, _stray(path))
            seen[path] = _NO_STAMP
        if every is None or (not any(path.is_dir() for path in inbox) and {*taken} >= {*inbox}):
            return
        time.sleep(every)


def _stamp(path: Path) -> _Stamp | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_size, found.st_mtime_ns


def _files_in(inbox: list[Path]) -> list[Path]:
    from servanda.evidence.files import seems_evidence

    found: list[Path] = []
    for path in inbox:
        if path.is_dir():
            # One that is called nearly as a table is named as unread, not passed over.
            found += [f for f in sorted(path.iterdir()) if f.is_file() and seems_evidence(f)]
        else:
            found.append(path)
    return found


def _strays_in(inbox: list[Path]) -> Iterator[Path]:
    """Yield files of the folders that look like tables, and are not read as they are called."""
    from servanda.evidence.files import ENDINGS, seems_evidence

    for folder in (path for path in inbox if path.is_dir()):
        for file in sorted(folder.iterdir()):
            is_table = file.suffix.lower() in ENDINGS and file.is_file()
            if is_table and not seems_evidence(file):
                yield file


def _write_line(answer: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
    sys.stdout.flush()
