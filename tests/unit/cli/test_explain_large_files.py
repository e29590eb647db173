"""`explain` of large files: from an index that is made for it, with the same words."""

from __future__ import annotations

import json
import shutil
from itertools import cycle
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from servanda import api
from servanda.cli.app import build_app
from servanda.errors import UsageError
from servanda.evidence.projection import making
from servanda.evidence.vault import FILE

NORTHLAND = Path(__file__).parents[3] / "examples" / "northland"
JUDGED = sorted({f.clause for f in api.assess(api.read(NORTHLAND), explained=False).findings})


def explain(*arguments: str) -> Result:
    runner = CliRunner(env={"COLUMNS": "100", "NO_COLOR": "1", "TERM": "dumb"})
    return runner.invoke(build_app("explain"), ["explain", *arguments], prog_name="servanda")


@pytest.mark.parametrize(("clause", "form"), list(zip(JUDGED, cycle([(), ("--json",)]))))
def test_large_files_are_explained_by_an_index_in_the_same_words(temporary, indexed, clause, form):
    found = explain(str(NORTHLAND), clause, *form)
    assert found.exit_code == 0, found.output
    assert found.stdout == explain(str(NORTHLAND), clause, *form, "--engine", "sqlite").stdout
    assert len(indexed) == 1
    assert indexed[0].is_relative_to(temporary)
    assert not list(temporary.iterdir())


@pytest.mark.parametrize("asked", [("--as-of", "2024-03-04"), ("--release", "public")])
def test_as_known_earlier_and_as_it_may_leave(temporary, indexed, asked):
    found = explain(str(NORTHLAND), JUDGED[0], *asked)
    assert found.stdout == explain(str(NORTHLAND), JUDGED[0], *asked, "--engine", "sqlite").stdout
    assert len(indexed) == 1


def test_a_finding_that_is_not_there_is_named_with_those_that_are(temporary, indexed):
    with pytest.raises(UsageError) as caught:
        api.explain_files(NORTHLAND, wanted=api.Wanted(JUDGED[0], slot="1999-01-01"))
    assert caught.value.code == "SV407"
    assert indexed


def test_a_case_with_a_vault_is_read_whole(tmp_path, temporary, indexed):
    case = Path(shutil.copytree(NORTHLAND, tmp_path / "case"))
    (case / FILE).write_bytes(b"closed")
    found = explain(str(case), JUDGED[0])
    assert found.exit_code == 0
    assert "SV857" in found.stderr
    assert indexed == []


def test_small_files_are_explained_as_they_are(monkeypatch):
    def refused(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(making, "make_projection", refused)
    assert explain(str(NORTHLAND), JUDGED[0]).exit_code == 0


def test_progress_goes_forward_only(temporary):
    shown: list[float] = []
    api.explain_files(NORTHLAND, wanted=JUDGED[0], progress=lambda _, share: shown.append(share))
    assert shown == sorted(shown)
    assert any(0 < share < 0.8 for share in shown)
    assert any(share > 0.8 for share in shown)


@pytest.mark.parametrize("is_large", [False, True])
def test_rejected_rows_and_warnings_are_told_as_assess_tells_them(request, tmp_path, is_large):
    if is_large:
        request.getfixturevalue("temporary")
    case = Path(shutil.copytree(NORTHLAND, tmp_path / "case"))
    rows = ["report,source,recorded_at,begins,act", "z0,passer-by,2024-03-05,2024-03-05,shelling",
            "z1,agency,2024-03-05,soon,shelling", ""]  # fmt: skip
    (case / "reports-z.csv").write_text("\n".join(rows), encoding="utf-8")
    asked = CliRunner(env={"COLUMNS": "80"}).invoke(build_app("assess"), ["assess", str(case)])
    found = explain(str(case), JUDGED[0])
    assert found.stderr == asked.stderr
    assert "1 row was rejected: kept, and not judged" in found.stderr
    warnings = json.loads(explain(str(case), JUDGED[0], "--json").stdout)["warnings"]
    assert [problem["code"] for problem in warnings] == ["SV343", "SV322"]
    assert warnings[1]["places"][0]["line"] == 3
    released = explain(str(case), JUDGED[0], "--json", "--release", "public",
                       "--as-of", "2024-05-01")  # fmt: skip
    (told,) = json.loads(released.stdout)["warnings"]
    assert (told["message"], told["hint"]) == ("the row was rejected", "")
