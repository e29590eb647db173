"""What every command shares: exit codes, where output goes, how errors are shown.

stdout holds the result only, stderr the rest. With `--json` stdout holds one envelope, errors
included.
"""

from __future__ import annotations

import errno
import json
import os
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

import typer

from servanda import __version__
from servanda.errors import EngineError, MissingExtraError, Problem, ServandaError, show_problem
from servanda.progress import Progress, silent

if TYPE_CHECKING:
    from rich.console import Console


class Exit(IntEnum):
    """Exit codes of every command."""

    DONE = 0
    BREACH = 1
    WRONG_USE = 2
    ENGINE_FAILED = 3


_STOPPED_READING: Final = 141
"""What a shell says of a program whose reader went away; 1 would be "a breach found"."""


def stdout() -> Console:
    """Return the console for results; it obeys NO_COLOR and pipes."""
    from rich.console import Console

    class Piped(Console):
        def on_broken_pipe(self) -> None:
            # The console would end with 1: "a breach found".
            end_of_reading()

    return Piped(highlight=False, soft_wrap=False)


def stderr() -> Console:
    """Return the console for everything that is not the result."""
    from rich.console import Console

    return Console(stderr=True, highlight=False)


def envelope(
    command: str,
    data: object,
    errors: Sequence[Problem] = (),
    warnings: Sequence[Problem] = (),
) -> dict[str, Any]:
    """Return the JSON shape of every answer: `ok, command, version, data, errors, warnings`."""
    from servanda.publish import json as pages

    return pages.envelope(command, __version__, data, errors, warnings)


def write_json(answer: dict[str, Any]) -> None:
    """Write one JSON document and a line break to stdout."""
    sys.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2) + "\n")


def show_problems(problems: Sequence[Problem]) -> None:
    """Write problems to stderr, each with its lines and hint."""
    if problems:
        from servanda.publish import terminal

        terminal.show_problems(problems, stderr())


def end_of_reading() -> NoReturn:
    """End the process as a shell expects it where who reads the answer, as `head`, has enough."""
    # What is left in the stream must not fail a second time; folders made for now are cleared away.
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    raise SystemExit(_STOPPED_READING)


def finish(code: Exit) -> None:
    """Leave the command with that exit code."""
    raise typer.Exit(int(code))


@contextmanager
def reported_errors(command: str, *, as_json: bool) -> Iterator[None]:
    """Turn the package's own errors into messages and exit codes; never a traceback."""
    try:
        yield
    except (ServandaError, OSError) as error:
        if isinstance(error, OSError) and error.errno == errno.EPIPE:
            end_of_reading()
        problems = error.problems if isinstance(error, ServandaError) else (_unusable(error),)
        if as_json:
            write_json(envelope(command, None, errors=problems))
        else:
            show_problems(problems)
        is_engine = isinstance(error, EngineError) and not isinstance(error, MissingExtraError)
        finish(Exit.ENGINE_FAILED if is_engine else Exit.WRONG_USE)


def end_unforeseen(error: Exception) -> NoReturn:
    """Say on stderr what no command turned into a message of its own, and end the process.

    An answer in JSON is not written: stdout may hold a part of one, or be what failed.
    """
    if isinstance(error, OSError):
        problem, code = _unusable(error), Exit.WRONG_USE
    else:
        problem, code = _unforeseen(error), Exit.ENGINE_FAILED
    sys.stderr.write(show_problem(problem) + "\n")
    # What is left in a stream that cannot be written must not fail a second time.
    sys.stderr.flush()
    os._exit(int(code))


def _unforeseen(error: Exception) -> Problem:
    """Return the problem of an error that is Servanda's own, with the place in its code."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if "servanda" in Path(frame.filename).parts] or list(frames)
    place = f", {Path(own[-1].filename).name}:{own[-1].lineno}" if own else ""
    first = (str(error).splitlines() or [""])[0]
    message = f"something that was not foreseen: {type(error).__name__}: {first}{place}"
    hint = "nothing was judged; please report this line, with the file that caused it"
    return Problem("SV417", message, hint=hint)


def _unusable(error: OSError) -> Problem:
    """Return the problem of a file that the system gives no access to."""
    file = f"`{error.filename}`" if error.filename else "a file"
    message = f"{file} cannot be read or written: {error.strerror or error}"
    return Problem("SV416", message, hint="look at the name, the rights and the room on the disk")


@contextmanager
def progress(title: str, *, is_quiet: bool) -> Iterator[Progress]:
    """Show a progress bar on stderr while long work runs.

    Yields:
        A function to call with the name of the step and the done share, 0 to 1.
    """
    console = stderr()
    if is_quiet or not console.is_terminal:
        yield silent
        return
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(title, total=1.0)
        yield lambda step, share: bar.update(task, description=step, completed=share)
