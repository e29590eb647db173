"""Ledgers to test on: a SQLite file, and a database of a real PostgreSQL server."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from tests.databases import execute
from tests.integration.ledger.places import record, report, write_reports

_NUMBERS = count()
_KINDS = [pytest.param("sqlite"), pytest.param("postgresql", marks=pytest.mark.postgres)]


def _new_database(server: str, template: str) -> str:
    name = f"{urlsplit(server).path[1:]}_{next(_NUMBERS)}"
    execute(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    return urlsplit(server)._replace(path=f"/{name}").geturl()


def _drop(server: str, url: str) -> None:
    execute(server, f"DROP DATABASE {urlsplit(url).path[1:]} WITH (FORCE)")


@pytest.fixture(params=_KINDS)
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a ledger that is not there yet, on each kind of database."""
    if request.param == "sqlite":
        yield str(tmp_path / "case.servanda")
        return
    server = request.getfixturevalue("postgres_url")
    url = _new_database(server, "template0")
    yield url
    _drop(server, url)


@pytest.fixture(params=_KINDS, scope="session")
def template(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """A ledger of 3 receipts with rows 1 to 8, 9 to 10 and none, to copy and never to change."""
    folder = tmp_path_factory.mktemp("template")
    place = str(folder / "case.servanda")
    server = ""
    if request.param == "postgresql":
        server = request.getfixturevalue("postgres_url")
        place = _new_database(server, "template0")
    record(place, write_reports(folder, *(report(f"a{k}") for k in range(1, 9))))
    record(place, write_reports(folder, report("b1"), report("b2"), name="reports-b.csv"))
    record(place, write_reports(folder, report("b1"), report("b2"), name="reports-b.csv"))
    yield place
    if server:
        _drop(server, place)


@pytest.fixture
def filled(template: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A copy of the template for one test."""
    if not template.startswith("postgresql"):
        yield str(shutil.copy(template, tmp_path / "copy.servanda"))
        return
    server = request.getfixturevalue("postgres_url")
    url = _new_database(server, urlsplit(template).path[1:])
    yield url
    _drop(server, url)
