"""Large files and ledgers, of which a command makes an index for itself."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from servanda import large_files, large_ledgers
from servanda.evidence.projection import making


@pytest.fixture
def temporary(tmp_path, monkeypatch) -> Path:
    """Every file and ledger counts as large; the folder for temporary files, which is empty."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setattr(large_files, "LARGE", -1)
    monkeypatch.setattr(large_ledgers, "LARGE_ROWS", -1)
    return folder


@pytest.fixture
def indexed(monkeypatch) -> list[Path]:
    """Where an index was made, each time."""
    places: list[Path] = []
    made = making.make_projection

    def noted(tables, names, folder, progress, **options):
        places.append(folder)
        return made(tables, names, folder, progress, **options)

    monkeypatch.setattr(making, "make_projection", noted)
    return places
