"""Runs a program as on a machine of so much memory, in a control group of Linux; needs root.

Usage: python -m benchmarks.scale.within MIB MODULE [ARGUMENT ...]

Prints what the module prints as its last JSON object, and `group_mib`: the most that the group held
at once, with what the system keeps of files in it. A program that needs more is killed.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.scale.process import last_object

_ROOT: Final = Path("/sys/fs/cgroup")
_JOIN: Final = 'echo $$ > "$0" && exec "$@"'


@dataclass(frozen=True)
class _Kind:
    """How one version of control groups names its files."""

    parent: Path
    limit: str
    peak: str


_KINDS: Final = (
    _Kind(_ROOT / "memory", "memory.limit_in_bytes", "memory.max_usage_in_bytes"),
    _Kind(_ROOT, "memory.max", "memory.peak"),
)


@contextmanager
def control_group(mib: int) -> Iterator[tuple[Path, Path]]:
    """Make a group of so much memory; it is gone afterwards.

    Yields:
        The file that takes the number of a process, and the one that tells the greatest use.

    Raises:
        OSError: none can be made here.
    """
    for kind in _KINDS:
        folder = kind.parent / f"servanda-{os.getpid()}"
        if not kind.parent.is_dir():
            continue
        folder.mkdir()
        try:
            if (folder / kind.limit).is_file():
                (folder / kind.limit).write_text(str(mib << 20), encoding="ascii")
                yield folder / "cgroup.procs", folder / kind.peak
                return
        finally:
            folder.rmdir()
    msg = "there are no control groups for memory here"
    raise OSError(msg)


def can_limit() -> bool:
    """Return whether memory can be limited on this machine."""
    try:
        with control_group(64):
            return True
    except OSError:
        return False


def main(arguments: list[str]) -> int:
    """Run it and print how it went."""
    mib, *command = arguments
    with control_group(int(mib)) as (members, peak):
        starter = ["sh", "-c", _JOIN, str(members), sys.executable, "-m", *command]
        process = subprocess.run(starter, stdout=subprocess.PIPE, text=True, check=False)
        most = int(peak.read_text(encoding="ascii")) >> 20
    if process.returncode:
        sys.stderr.write(f"ended with {process.returncode} within {mib} MiB\n")
        return 1
    print(json.dumps({**(last_object(process.stdout) or {}), "group_mib": most}))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
