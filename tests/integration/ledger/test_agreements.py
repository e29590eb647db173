"""A ledger holds the agreement: boards, verification and figures from it alone."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from tests.integration.ledger.places import tamper

from servanda import api
from servanda.assessment.findings import Board
from servanda.errors import EvidenceError
from servanda.evidence.ledger import Terms, open_ledger
from servanda.evidence.ledger.agreements import agreement_versions, text_digest
from servanda.evidence.ledger.verify import verify_ledger

NORTHLAND = Path(__file__).parents[3] / "examples" / "northland"


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """A copy of the made-up case."""
    return Path(shutil.copytree(NORTHLAND, tmp_path / "northland"))


def record(case: Path, address: str, reason: str = "", author: str = "A. Monitor") -> None:
    api.record([case], address, Terms(author, reason))


def fingerprint(*paths: Path, ledger: str) -> str:
    return api.assess(api.read(*paths, ledger=ledger), explained=False).fingerprint


def amended(case: Path) -> None:
    """Write another title into the agreement, as an amendment might."""
    path = case / "agreement.md"
    path.write_text(path.read_text("utf-8").replace("Truce of", "Longer truce of"), "utf-8")


def found(address: str) -> list[tuple[str, str]]:
    with open_ledger(address) as ledger:
        return [(f.fault, f.words) for f in verify_ledger(ledger).findings]


def test_board_from_the_ledger_alone_is_the_board_of_the_case(case, address):
    record(case, address)
    beside = fingerprint(case, ledger=address)
    alone = api.read(ledger=address)
    shutil.rmtree(case)
    assert fingerprint(ledger=address) == beside
    assert (alone.agreement.path, alone.folder) == ("agreement.md", None)


def test_every_version_of_the_agreement_is_kept_with_author_time_and_reason(case, address):
    record(case, address)
    texts = [(case / "agreement.md").read_text("utf-8")]
    amended(case)
    texts.append((case / "agreement.md").read_text("utf-8"))
    record(case, address, "amended in session 4", "B. Chief")
    with open_ledger(address) as ledger:
        rows = ledger.store.run(
            "SELECT text, text_sha256, author, reason, entered_at <> '', is_standing"
            " FROM agreement_texts ORDER BY seq"
        )
        versions = agreement_versions(ledger)
    assert [row[0] for row in rows] == texts
    assert [row[1] for row in rows] == [text_digest(text.encode()) for text in texts]
    assert [row[2:4] for row in rows] == [("A. Monitor", ""), ("B. Chief", "amended in session 4")]
    assert [tuple(map(bool, row[4:])) for row in rows] == [(True, False), (True, True)]
    assert [version.is_standing for version in versions] == [False, True]


def test_board_goes_by_the_version_that_stands_and_figures_by_theirs(case, address):
    record(case, address)
    earlier = fingerprint(ledger=address)
    amended(case)
    record(case, address, "amended")
    assert api.read(ledger=address).agreement.title.startswith("Longer truce")
    assert fingerprint(ledger=address) != earlier
    assert api.reproduce(address, earlier).board.fingerprint == earlier
    assert found(address) == []


def test_version_can_be_neither_changed_nor_deleted(case, address):
    record(case, address)
    for statement in ("UPDATE file_parts SET part_no = 2", "DELETE FROM files", "DELETE FROM rows"):
        with (
            pytest.raises(EvidenceError, match="a ledger only grows"),
            open_ledger(address) as ledger,
            ledger.store.writing(),
        ):
            ledger.store.run(statement)


def test_ledger_without_an_agreement_and_with_two_asks_for_one(case, address):
    (case / "agreement.md").rename(case.parent / "other.md")
    record(case, address)
    with pytest.raises(EvidenceError, match="holds no agreement") as caught:
        api.read(ledger=address)
    assert caught.value.code == "SV725"
    (case / "marks.csv").unlink(missing_ok=True)
    shutil.copy(case.parent / "other.md", case.parent / "agreement.md")
    api.record([case.parent / "other.md"], address, Terms("A. Monitor"))
    assert api.read(ledger=address).agreement.path == "other.md"
    api.record([case.parent / "agreement.md"], address, Terms("A. Monitor"))
    with pytest.raises(EvidenceError, match="holds 2 agreements") as e:
        api.read(ledger=address)
    assert e.value.code == "SV725"
    assert api.read(case.parent / "other.md", ledger=address).agreement.title


def test_changed_text_of_the_agreement_is_named(case, address):
    record(case, address)
    with open_ledger(address) as ledger:
        digest = agreement_versions(ledger)[0].sha256
        assert verify_ledger(ledger).agreements == 1
    blank = "x'20'" if not address.startswith("postgresql") else "'\\x20'::bytea"
    tamper(address, f"UPDATE file_parts SET content = {blank} WHERE sha256 = '{digest}'")
    assert found(address) == [("changed", f"the original with SHA-256 {digest} was changed")]
    with pytest.raises(EvidenceError) as caught:
        api.read(ledger=address)
    assert caught.value.code == "SV714"


def test_agreement_that_is_not_the_one_fingerprints_name_is_told(case, address):
    record(case, address)
    with open_ledger(address) as ledger:
        row = ledger.row(agreement_versions(ledger)[0].seq)
    cells = json.dumps({**json.loads(row["cells"]), "text_sha256": "0" * 64})
    tamper(address, f"UPDATE rows SET cells = '{cells}' WHERE seq = {row['seq']}")
    faults = found(address)
    assert faults[0][1].startswith(f"row {row['seq']} (agreements")
    assert faults[1][1].startswith("the text of agreement `agreement.md` is not the one with")


def with_outlines(case: Path, way: str) -> None:
    """Draw one of the areas, in a file of its own."""
    agreement = case / "agreement.md"
    text = agreement.read_text("utf-8")
    square = [[38.0, -15.0], [39.0, -15.0], [39.0, -14.0], [38.0, -14.0], [38.0, -15.0]]
    shape = {"type": "Feature", "id": "far-shore", "properties": {},
             "geometry": {"type": "Polygon", "coordinates": [square]}}  # fmt: skip
    target = case / way
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps({"type": "FeatureCollection", "features": [shape]}), "utf-8")
    agreement.write_text(text.replace("areas:\n", f"areas:\n  file: {way}\n", 1), "utf-8")


@pytest.mark.parametrize("way", ["maps/valley.geojson", "../maps/valley.geojson"])
def test_outlines_of_areas_are_held_too(case, address, way):
    with_outlines(case, way)
    record(case, address)
    beside = fingerprint(case, ledger=address)
    (case / way).unlink()
    assert fingerprint(ledger=address) == beside
    assert len(api.read(ledger=address).shapes) > 0
    with open_ledger(address) as ledger:
        digest = agreement_versions(ledger)[0].areas_sha256
    tamper(address, f"DELETE FROM file_parts WHERE sha256 = '{digest}'",
           f"DELETE FROM files WHERE sha256 = '{digest}'")  # fmt: skip
    assert found(address) == [("missing", f"the original with SHA-256 {digest} is missing")]


def drawn(board: Board) -> str:
    return json.dumps([area.geometry for area in board.material.areas])


def test_figure_is_made_anew_with_the_outlines_that_stood(case, address):
    with_outlines(case, "valley.geojson")
    record(case, address)
    earlier = fingerprint(ledger=address)
    path, reports = case / "valley.geojson", case / "reports.csv"
    path.write_text(path.read_text("utf-8").replace("39.0", "39.5"), "utf-8")
    reports.write_text("".join(reports.read_text("utf-8").splitlines(keepends=True)[:-1]), "utf-8")
    record(case, address, "drawn better")
    later = fingerprint(ledger=address)
    assert "39.5" not in drawn(api.reproduce(address, earlier).board)
    assert "39.5" in drawn(api.reproduce(address, later).board)
