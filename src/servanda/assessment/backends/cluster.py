"""Where Spark runs: its address, and the one application of this process."""

from __future__ import annotations

import os
import re
import shutil
import socket
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final
from urllib.parse import parse_qsl

from servanda.errors import (
    EngineError,
    MissingExtraError,
    ServandaError,
    UsageError,
    problem_error,
)
from servanda.evidence.projection.memory import share_of_memory

if TYPE_CHECKING:
    from pyspark import SparkContext
    from pyspark.sql import SparkSession

_HOST: Final = re.compile(r"spark://([^,:]+):(\d+)")
_PATIENCE_S: Final = 5.0
_WORKERS_PATIENCE_S: Final = 60.0
_SETTINGS: Final = {
    "spark.app.name": "servanda",
    "spark.log.level": "ERROR",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.session.timeZone": "UTC",
}
_LOCAL: Final = {"spark.driver.bindAddress": "127.0.0.1", "spark.driver.host": "127.0.0.1"}
# On a cluster this process only plans, and Java's dearest way of compiling does not pay: measured,
# a first judgement takes 43 s of processor time in place of 77.
_PLANNING: Final = {"spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1"}
# Of what there is; without it Java takes 1 GiB, and spends its time looking for room.
_SHARE_OF_MEMORY: Final = 4

SMALL_ROWS: Final = 1_000_000
"""Measured: what reads no more rows takes longer to be planned for many machines than to be run."""


@dataclass(frozen=True)
class Cluster:
    """Where Spark runs.

    Attributes:
        master: `spark://host:port`, `local[*]`, or another that Spark knows.
        scratch: folder that all its machines reach, as Hadoop names it; empty: none is known.
        settings: of Spark, by their full names.
        small_rows: up to how many rows a table is a small one.
    """

    master: str
    scratch: str = ""
    settings: Mapping[str, str] = field(default_factory=dict, hash=False)
    small_rows: int = field(default=SMALL_ROWS, compare=False)

    @property
    def is_local(self) -> bool:
        """Whether all runs on this machine, in one process."""
        return self.master.startswith("local")


def read_cluster(text: str) -> Cluster:
    """Return the cluster of an address such as `spark://host:7077?scratch=hdfs:///tmp`.

    Raises:
        UsageError: SV505, it asks for something that is neither `scratch`, `small` nor of Spark.
    """
    master, _, asked = text.partition("?")
    settings = dict(parse_qsl(asked, keep_blank_values=True))
    scratch = settings.pop("scratch", "")
    small_rows = _rows_of(settings.pop("small", str(SMALL_ROWS)))
    for name in settings:
        if not name.startswith("spark."):
            message = f"`{name}` is no setting of an engine"
            hint = "write `?scratch=FOLDER`, `?small=ROWS`, or a setting of Spark by its full name"
            raise problem_error(UsageError, "SV505", message, hint)
    cluster = Cluster(master, scratch, settings, small_rows)
    if cluster.is_local and not scratch:
        return replace(cluster, scratch=tempfile.gettempdir())
    return cluster


def _rows_of(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        message = f"`small={text}` is no number of rows"
        hint = f"write up to how many rows a table is small, such as `small={SMALL_ROWS}`"
        raise problem_error(UsageError, "SV505", message, hint)
    return int(text)


_running: dict[str, tuple[Cluster, SparkSession]] = {}


def session_of(cluster: Cluster) -> SparkSession:
    """Return the session of the application on a cluster; it is started where there is none.

    A process has one application: another cluster, or other settings, end the one before.

    Raises:
        MissingExtraError: SV506, the extra `spark` is not installed.
        EngineError: SV507, there is no Java, or the cluster does not answer.
    """
    _check_extra()
    if "spark" in _running:
        known, session = _running["spark"]
        if known == cluster and session.sparkContext._jsc is not None:
            return session
        stop()
    elif (found := _of_others(cluster)) is not None:
        return found
    session = _started(cluster)
    _running["spark"] = (cluster, session)
    return session


def stop() -> None:
    """End the application of this process, if there is one."""
    found = _running.pop("spark", None)
    if found is not None:
        found[1].stop()


def _of_others(cluster: Cluster) -> SparkSession | None:
    """Return a session of an application that this process runs for something else, if there."""
    from pyspark import SparkContext
    from pyspark.sql import SparkSession

    running = SparkContext._active_spark_context
    return SparkSession(running) if running and running.master == cluster.master else None


def _started(cluster: Cluster) -> SparkSession:
    _check_java()
    _check_master(cluster.master)
    from pyspark import SparkConf, SparkContext
    from pyspark.java_gateway import launch_gateway
    from pyspark.logger import PySparkLogger
    from pyspark.sql import SparkSession

    # What an engine says of a failure goes into the details of the error, not onto the screen.
    PySparkLogger.getLogger("SQLQueryContextLogger").disabled = True
    conf = SparkConf(loadDefaults=False).setMaster(cluster.master)
    own = _local() if cluster.is_local else _PLANNING
    for name, value in {**_SETTINGS, **own, **cluster.settings}.items():
        conf.set(name, value)
    # What Java prints is no part of what a command says.
    with tempfile.TemporaryFile() as printed:
        try:
            # A process has one Java, also for a second application.
            gateway = SparkContext._gateway or launch_gateway(  # type: ignore[no-untyped-call]
                conf, {"stdout": printed, "stderr": printed}
            )
            context = SparkContext(conf=conf, gateway=gateway)
        except Exception as error:
            raise _not_started(cluster, error, printed) from error
    _await_workers(context, cluster)
    return SparkSession(context)


def _local() -> dict[str, str]:
    """Return the settings where all runs on this machine."""
    return {**_LOCAL, "spark.driver.memory": share_of_memory(_SHARE_OF_MEMORY).removesuffix("B")}


def _not_started(cluster: Cluster, error: Exception, printed: IO[bytes]) -> ServandaError:
    printed.seek(0)
    words = printed.read().decode("utf-8", "replace").strip().splitlines() or [""]
    said = (str(error).strip() or words[-1]).splitlines()[0]
    message = f"Spark does not start on `{cluster.master}`: {said}"
    hint = "is the address right, and are the settings of Spark?"
    return problem_error(EngineError, "SV507", message, hint, java=words[-20:])


def _check_extra() -> None:
    try:
        import pyspark  # noqa: F401
    except ImportError as error:
        message = "judging on Spark needs the extra `spark`"
        hint = "install it: pip install 'servanda[spark]'"
        raise problem_error(MissingExtraError, "SV506", message, hint) from error


def _check_java() -> None:
    home = os.environ.get("JAVA_HOME")
    java = Path(home, "bin", "java") if home else Path("java")
    if shutil.which(java) is None:
        message = f"there is no Java at `{java}`" if home else "there is no Java on this machine"
        hint = "install Java 17 or newer, or let JAVA_HOME name the folder where it is"
        raise problem_error(EngineError, "SV507", message, hint)


def _check_master(master: str) -> None:
    """Ask the first master of a cluster for a sign of life: Spark itself waits for a minute."""
    found = _HOST.match(master)
    if found is None:
        return
    try:
        socket.create_connection((found[1], int(found[2])), _PATIENCE_S).close()
    except OSError as error:
        message = f"`{master}` does not answer: {error}"
        hint = "is the address right, and does the master run?"
        raise problem_error(EngineError, "SV507", message, hint) from error


def _await_workers(context: SparkContext, cluster: Cluster) -> None:
    """Wait until a worker has taken part of the work: Spark itself would wait for ever."""
    if cluster.is_local:
        return
    tracker = context._jsc.sc().statusTracker()
    until = time.monotonic() + _WORKERS_PATIENCE_S
    # The one that is always there is this process.
    while len(tracker.getExecutorInfos()) < 2:
        if time.monotonic() > until:
            context.stop()
            message = f"no worker of `{cluster.master}` has room"
            hint = "are workers running, and is `spark.executor.memory` not more than they have?"
            raise problem_error(EngineError, "SV507", message, hint)
        time.sleep(0.1)
