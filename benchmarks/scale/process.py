"""Runs one whole cold process and measures it: wall time, CPU time, peak memory.

The peak of a child is never less than the size of what started it, so a small process of its own
starts it: this file, run as a program.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[2]
"""The folder of the project."""


@dataclass(frozen=True)
class Run:
    """What one process cost.

    Attributes:
        wall_s, cpu_s: seconds; CPU time of the process and of those that it started and waited for.
        peak_mib: greatest resident memory of any one of them.
        load: of the machine in the minute before.
        output: the JSON object that it printed last, if any.
        failure: why it gave no result; empty if it did.
    """

    wall_s: float
    cpu_s: float
    peak_mib: float
    load: float
    output: dict[str, Any] | None = None
    failure: str = ""


def run_process(
    command: Sequence[str], limit_s: float, environment: Mapping[str, str] | None = None
) -> Run:
    """Run a command to its end, or kill it when its time is over.

    Args:
        command: its words.
        limit_s: seconds.
        environment: its variables; None: those of this process.
    """
    starter = [sys.executable, "-P", str(Path(__file__).resolve()), str(limit_s), *command]
    done = subprocess.run(starter, stdout=subprocess.PIPE, check=True, cwd=ROOT, env=environment)
    return Run(**json.loads(done.stdout))


def _measured(command: Sequence[str], limit_s: float) -> Run:
    load = os.getloadavg()[0]
    with tempfile.TemporaryFile() as printed, tempfile.TemporaryFile() as errors:
        begin = time.perf_counter()
        process = subprocess.Popen(command, stdout=printed, stderr=errors, start_new_session=True)
        is_over = threading.Event()
        timer = threading.Timer(limit_s, _kill, (process.pid, is_over))
        timer.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begin
        timer.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        texts = []
        for file in (printed, errors):
            file.seek(0)
            texts.append(file.read().decode(errors="replace"))
    failure = _failure(process.returncode, texts[1])
    if is_over.is_set():
        failure = f"not finished within {limit_s:g} s"
    output = None if failure else last_object(texts[0])
    cpu = usage.ru_utime + usage.ru_stime
    return Run(wall, cpu, usage.ru_maxrss / 1024, load, output, failure)


def _kill(group: int, is_over: threading.Event) -> None:
    is_over.set()
    os.killpg(group, signal.SIGKILL)


def _failure(code: int, errors: str) -> str:
    if not code:
        return ""
    last = errors.strip().splitlines()
    return f"failed: {last[-1][:200] if last else f'exit code {code}'}"


def last_object(text: str) -> dict[str, Any] | None:
    """Return the JSON object that a program printed last, if any."""
    lines = [line for line in text.splitlines() if line.startswith("{")]
    found: dict[str, Any] | None = json.loads(lines[-1]) if lines else None
    return found


if __name__ == "__main__":
    print(json.dumps(asdict(_measured(sys.argv[2:], float(sys.argv[1])))))
