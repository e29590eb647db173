"""A Spark cluster of this machine: a master and two workers, each a process of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

_SMALL_JAVA = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
_START_S = 60.0


@dataclass
class LocalCluster:
    """A master with workers.

    Attributes:
        folder: where they write.
        port: of the master.
        processes: the master and then each worker, with what it has started.
    """

    folder: Path
    port: int
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"spark://127.0.0.1:{self.port}"

    @property
    def engine(self) -> str:
        """The address, with settings for little memory."""
        java = _SMALL_JAVA.replace("+", "%2B")
        settings = {
            "scratch": str(self.folder / "scratch"),
            "spark.executor.memory": "512m",
            "spark.executor.cores": "1",
            "spark.executor.extraJavaOptions": java,
            "spark.driver.extraJavaOptions": java,
            "spark.driver.memory": "1g",
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.sql.shuffle.partitions": "2",
        }
        return f"{self.url}?" + "&".join(f"{name}={value}" for name, value in settings.items())

    def start(self) -> None:
        host = ["--host", "127.0.0.1", "--webui-port", "0"]
        self._launch("Master", *host, "--port", str(self.port))
        until = time.monotonic() + _START_S
        while not _answers(self.port):
            assert time.monotonic() < until, "the master does not start"
            time.sleep(0.1)
        self.add_worker()
        self.add_worker()

    def add_worker(self) -> None:
        host = ["--host", "127.0.0.1", "--webui-port", "0"]
        self._launch("Worker", *host, "--cores", "1", "--memory", "1g", self.url)

    def kill_worker(self) -> None:
        """Kill the last worker with all that it runs, as if its machine had lost its power."""
        _kill(self.processes.pop())

    def stop(self) -> None:
        while self.processes:
            _kill(self.processes.pop())

    def _launch(self, kind: str, *arguments: str) -> None:
        import pyspark

        program = Path(pyspark.__file__).parent / "bin" / "spark-class"
        work = self.folder / f"{kind}-{len(self.processes)}-{time.monotonic_ns()}"
        work.mkdir(parents=True)
        own = ("--work-dir", str(work)) if kind == "Worker" else ()
        with (work / "log").open("wb") as log:
            process = subprocess.Popen(
                [program, f"org.apache.spark.deploy.{kind.lower()}.{kind}", *own, *arguments],
                stdout=log,
                stderr=log,
                env={
                    **os.environ,
                    "SPARK_LOCAL_IP": "127.0.0.1",
                    "SPARK_LOCAL_DIRS": str(work),
                    "SPARK_DAEMON_MEMORY": "256m",
                    "SPARK_DAEMON_JAVA_OPTS": _SMALL_JAVA,
                },
                # With what it starts it is a group of its own, to be killed as one.
                start_new_session=True,
            )
        self.processes.append(process)


def _kill(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1.0).close()
    except OSError:
        return False
    return True


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def cluster(java: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCluster]:
    """One cluster for all tests; gone at the end."""
    from servanda.assessment.backends.cluster import stop

    found = LocalCluster(tmp_path_factory.mktemp("spark"), _free_port())
    try:
        found.start()
        yield found
    finally:
        stop()
        found.stop()
