"""Boards and cards from an own index of a ledger are those of the ledger, of drawn ledgers."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from dataclasses import astuple
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rich.console import Console
from tests.property.drawn_ledgers import NORTHLAND, Step, ledgers, record

from servanda import api, large_ledgers
from servanda.asking import instant_of_case
from servanda.case import Case
from servanda.errors import ServandaError
from servanda.progress import silent
from servanda.publish.json import finding_to_json
from servanda.publish.terminal import show_board, show_finding
from servanda.publish.terminal.board import stamps_of

_JUDGED = sorted({f.clause for f in api.assess(api.read(NORTHLAND), explained=False).findings})
_AS_OF = (None, "2024-03-03", "2024-03-09", "2024-03-20")


def _outcome(asked: Callable[[], object]) -> object:
    """Return an answer, or the problems that came instead."""
    try:
        return asked()
    except ServandaError as error:
        return error.problems


def _told(case: Path, address: str, asked: dict[str, Any]) -> object:
    text = StringIO()
    found = api.assess_files(case, ledger=address, **asked)
    show_board(found.board, Console(file=text, width=100), most=None)
    return text.getvalue(), found.problems


def _explained(case: Path, address: str, asked: dict[str, Any]) -> object:
    text = StringIO()
    board = api.explain_files(case, ledger=address, **asked)
    console = Console(file=text, width=100)
    for finding in board.findings:
        show_finding(finding, board, console)
    told = [finding_to_json(finding, board.zone) for finding in board.findings]
    # Between two rejected rows that bear one line is no order, as below.
    rejects = sorted(map(astuple, board.material.rejects))
    return text.getvalue(), told, stamps_of(board), rejects


def _evidence(case: Case, as_of: str | None) -> tuple[list[Any], dict[str, int], str]:
    known = case.known_at(instant_of_case(case, as_of))
    index = known.index
    counts, digest = (known.evidence.counts, known.evidence.hash) if index is None else (
        dict(index.head.counts), index.head.hash)  # fmt: skip
    rejects = known.evidence.rejects.to_pylist()
    # The cells of a row are in the order of its own file, or of all files together. Where a file
    # takes back rows of another table, two rows bear one line of it, and between them is no order.
    told = [row | {"row": json.loads(row["row"])} for row in rejects]
    told.sort(key=lambda row: (row["file"], row["row_no"], row["code"], row["reason"]))
    return told, counts, digest


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(ledgers(), st.sampled_from(_AS_OF), st.sampled_from(["claimed", "independent"]),
       st.sampled_from([None, None, "public"]))  # fmt: skip
def test_a_board_from_an_own_index_is_that_of_the_ledger(
    steps: list[Step], as_of: str | None, standard: str, release: str | None
):
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        case, address = NORTHLAND, str(Path(folder) / "case.servanda")
        record(steps, Path(folder), case, address)
        asked: dict[str, Any] = {"standard": standard, "as_of": as_of, "release": release}
        whole = _outcome(lambda: _told(case, address, asked))
        patch.setattr(large_ledgers, "LARGE_ROWS", -1)
        assert _outcome(lambda: _told(case, address, asked)) == whole


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(ledgers(), st.sampled_from(_AS_OF))
def test_an_own_index_holds_the_evidence_of_the_ledger(steps: list[Step], as_of: str | None):
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        case, address = NORTHLAND, str(Path(folder) / "case.servanda")
        record(steps, Path(folder), case, address)
        whole = _outcome(lambda: _evidence(api.read(case, ledger=address), as_of))
        patch.setattr(large_ledgers, "LARGE_ROWS", -1)
        purpose = large_ledgers.Purpose(as_of, hashed=True)
        found = _outcome(lambda: large_ledgers.from_index_of_ledger(
            [case], address, silent, lambda case, _: _evidence(case, as_of), purpose
        ))  # fmt: skip
        assert found == whole


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(ledgers(), st.sampled_from(_JUDGED), st.sampled_from(_AS_OF),
       st.sampled_from(["claimed", "independent", "verified"]),
       st.sampled_from([None, None, "public"]))  # fmt: skip
def test_findings_explained_from_an_own_index_are_those_of_the_ledger(
    steps: list[Step], clause: str, as_of: str | None, standard: str, release: str | None
):
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        case, address = NORTHLAND, str(Path(folder) / "case.servanda")
        record(steps, Path(folder), case, address)
        asked: dict[str, Any] = {
            "wanted": clause, "standard": standard, "as_of": as_of, "release": release,
        }  # fmt: skip
        whole = _outcome(lambda: _explained(case, address, asked))
        patch.setattr(large_ledgers, "LARGE_ROWS", -1)
        assert _outcome(lambda: _explained(case, address, asked)) == whole
