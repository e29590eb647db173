"""Fill the `console` blocks of the documentation with what the commands print.

A block holds commands (lines that begin with `$ `), each followed by its output. `--check` says
which pages are stale.
"""

from __future__ import annotations

import os
import re
import shlex
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from typer.testing import CliRunner

from servanda.cli.app import build_app

ROOT = Path(__file__).parent.parent
PLAIN = {"COLUMNS": "100", "NO_COLOR": "1", "TERM": "dumb", "PYTHONIOENCODING": "utf-8"}
_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def pages() -> Iterator[Path]:
    """Yield every page that has a transcript."""
    for path in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]:
        if _BLOCK.search(path.read_text(encoding="utf-8")):
            yield path


def filled(text: str) -> str:
    """Return a page with every transcript made anew."""
    return _BLOCK.sub(lambda block: f"```console\n{_transcript(block[1])}```", text)


def _transcript(block: str) -> str:
    commands = [line for line in block.splitlines() if line.startswith("$ ")]
    return "".join(f"{command}\n{printed(command)}" for command in commands)


@cache
def printed(command: str) -> str:
    """Return what a command prints on both streams, without trailing blanks."""
    words = shlex.split(command.removeprefix("$ "))
    if words[0] != "servanda":
        message = f"only `servanda` runs in transcripts, not `{words[0]}`"
        raise ValueError(message)
    result = CliRunner(env=PLAIN).invoke(build_app(), words[1:], prog_name="servanda")
    lines = [line.rstrip() for line in result.output.splitlines()]
    while lines and not lines[-1]:
        lines.pop()
    return "".join(f"{line}\n" for line in lines)


def main() -> int:
    """Fill the pages, or with `--check` say which are stale."""
    os.chdir(ROOT)
    stale = []
    for path in pages():
        text = path.read_text(encoding="utf-8")
        made = filled(text)
        if made != text:
            stale.append(path)
            if "--check" not in sys.argv:
                path.write_text(made, encoding="utf-8")
    for path in stale if "--check" in sys.argv else ():
        sys.stderr.write(f"stale: {path.relative_to(ROOT)}; run `make reference`\n")
    return 1 if stale and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
