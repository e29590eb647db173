"""What the whole suite shares: services, Hypothesis profiles."""

from __future__ import annotations

import gc
import os
import shlex
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from hypothesis import settings
from hypothesis.database import DirectoryBasedExampleDatabase
from tests.databases import execute

if TYPE_CHECKING:
    from collections.abc import Iterator

BUILD = Path(__file__).parents[1] / "build"
SERVICES = {
    "postgres_url": "postgres",
    "chromium_path": "browser",
    "java": "spark",
}

# --- Hypothesis ------------------------------------------------------------------------------

os.environ.setdefault("HYPOTHESIS_STORAGE_DIRECTORY", str(BUILD / "hypothesis"))
_COMMON = {"deadline": None, "print_blob": True}  # no deadline: the machine is shared
_KEPT = DirectoryBasedExampleDatabase(BUILD / "hypothesis" / "examples")
# CI draws the same cases at every run, so that a red run is about the change; `make fuzz` looks for
# new ones, and so does every run by hand.
settings.register_profile("ci", max_examples=200, derandomize=True, database=None, **_COMMON)
settings.register_profile("dev", max_examples=50, database=_KEPT, **_COMMON)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if "CI" in os.environ else "dev"))


# --- Markers ---------------------------------------------------------------------------------


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test by the services it asks for, and keep all of Spark on one worker."""
    for item in items:
        for fixture, marker in SERVICES.items():
            if fixture in getattr(item, "fixturenames", ()):
                item.add_marker(marker)
        if item.get_closest_marker("spark"):
            item.add_marker(pytest.mark.xdist_group("spark"))


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Look seldom for what could be freed, and never among the tests, which stay to the end.

    Measured: as often as Python does it by itself, it takes a fifth of the time of many tests.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)


# --- Services --------------------------------------------------------------------------------


def _service(variable: str, what: str) -> str:
    """Return the setting of a service; if it is missing, fail in CI and skip elsewhere."""
    value = os.environ.get(variable) or _written_services().get(variable, "")
    if value not in {"", "0"}:
        return value
    reason = f"{what} is missing ({variable} is not set): run `scripts/services.sh start`"
    if os.environ.get("CI"):
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def _written_services() -> dict[str, str]:
    """Return what `scripts/services.sh start` wrote, for a pytest that was started by hand."""
    path = BUILD / "services.env"
    if not path.exists():
        return {}
    return dict(word.split("=", 1) for word in shlex.split(path.read_text(encoding="utf-8")))


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The URL of an empty database that this worker alone uses; gone at the end."""
    admin = _service("SERVANDA_TEST_POSTGRES", "PostgreSQL")
    name = f"servanda_test_{os.getpid()}"
    # template0 lets several workers do this at once.
    execute(admin, f"CREATE DATABASE {name} TEMPLATE template0")
    yield urlsplit(admin)._replace(path=f"/{name}").geturl()
    execute(admin, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def chromium_path() -> Path:
    """The browser that pages are opened with."""
    return Path(_service("SERVANDA_TEST_CHROMIUM", "Chromium"))


@pytest.fixture(scope="session")
def java() -> None:
    """A Java that Spark can use."""
    _service("SERVANDA_TEST_SPARK", "Java for Spark")
