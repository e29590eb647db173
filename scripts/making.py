"""What the scripts that make files of the repository share."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).parent.parent


def write_or_check(files: Iterable[tuple[Path, str]], remedy: str) -> int:
    """Write files, or with `--check` on the command line say which are stale; return the exit code.

    Args:
        files: each with the text that it should hold.
        remedy: the command that makes them anew.
    """
    made = list(files)
    if "--check" not in sys.argv:
        for path, text in made:
            path.write_text(text, encoding="utf-8")
        return 0
    stale = [path for path, text in made if not path.exists() or path.read_text("utf-8") != text]
    for path in stale:
        sys.stderr.write(f"stale: {path.relative_to(ROOT)}; run `{remedy}`\n")
    return int(bool(stale))
