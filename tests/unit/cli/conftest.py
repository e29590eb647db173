"""Large files and ledgers, of which a command makes an index for itself."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest

from servanda import api, large_files, large_ledgers
from servanda.evidence.ledger import Terms, open_ledger
from servanda.evidence.ledger.by_hand import enter_row, take_back
from servanda.evidence.projection import making

NORTHLAND = Path(__file__).parents[3] / "examples" / "northland"
BY = Terms("A. Monitor", "as it was seen")


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

    def noted(tables, names, folder, *rest, **options):
        places.append(folder)
        return made(tables, names, folder, *rest, **options)

    monkeypatch.setattr(making, "make_projection", noted)
    return places


@pytest.fixture(scope="session")
def changed_ledger(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A ledger with the made-up case, some of whose reports were changed and withdrawn."""
    folder = tmp_path_factory.mktemp("ledger")
    case = Path(shutil.copytree(NORTHLAND, folder / "case"))
    address = str(folder / "case.servanda")
    api.record([case], address, BY)
    reports = case / "reports.csv"
    lines = reports.read_text("utf-8").splitlines()
    # A row that cannot be used before the others, so that all of them stand on other lines.
    kept = [lines[0], lines[1].replace("a01,", "zz1,").replace("2024", "year"), *lines[2:-2]]
    reports.write_text("\n".join([*kept, "one,cell,too,few", ""]), encoding="utf-8")
    api.record([reports], address, BY)
    names = api.read(NORTHLAND, ledger=address).names
    with open_ledger(address) as ledger:
        mark = {"report": "agency:a04", "mark": "verified"}
        entry = enter_row(ledger, "marks", mark, BY, names)
        enter_row(ledger, "marks", {"report": "courier:c04", "mark": "verified"}, BY, names)
        take_back(ledger, entry.last_seq, BY)
    return address


@pytest.fixture
def ledger(changed_ledger: str, tmp_path: Path) -> str:
    """A copy of that ledger."""
    return str(shutil.copy(changed_ledger, tmp_path / "case.servanda"))
