"""Every command of the page on keeping a record runs, in its order, in a folder of its own."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from servanda.cli.app import build_app

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "how-to" / "keep-a-record.md"
PLAIN = {"COLUMNS": "100", "NO_COLOR": "1", "TERM": "dumb", "SERVANDA_AUTHOR": "A. Monitor"}


def invoke(line: str) -> str:
    words = shlex.split(line)
    target = Path(words[words.index(">") + 1]) if ">" in words else None
    words = words[: words.index(">")] if target else words
    result = CliRunner(env=PLAIN).invoke(build_app(*words[1:2]), words[1:], prog_name="servanda")
    assert result.exit_code == 0, f"{line}\n{result.output}"
    if target:
        target.write_text(result.stdout)
    return result.output


def test_commands_of_the_page_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(ROOT / "examples" / "northland", "northland")
    Path("gate.jpg").write_bytes(b"a photograph")
    shutil.copy("northland/reports.csv", "reports-sensors.csv")
    write_parquet(Path("reports-sensors.csv"))
    values: dict[str, str] = {}
    for line in re.findall(r"^    (servanda .*)$", PAGE.read_text("utf-8"), re.MULTILINE):
        for name, value in values.items():
            line = line.replace(name, value)  # noqa: PLW2901 - placeholders of the page
        if "--retrieved" in line:
            later(Path("northland/reports.csv"))
        output = invoke(line)
        if found := re.search(r"^fingerprint +(\S+)", output, re.MULTILINE):
            values.setdefault("FINGERPRINT", found[1])
        if found := re.search(r"^sha-256 +(\S+)", output, re.MULTILINE):
            values["SHA256"] = found[1]
    assert "FINGERPRINT" in values


def later(reports: Path) -> None:
    """Take one report away, as its source might."""
    lines = reports.read_text("utf-8").splitlines(keepends=True)
    reports.write_text("".join(lines[:-1]), "utf-8")


def write_parquet(table: Path) -> None:
    """Write the one row of a table that stands in no other file."""
    from pyarrow import parquet

    from servanda.evidence.files import read_raw

    rows = read_raw("reports", table).rows.drop_columns(["row_no"]).slice(0, 1)
    parquet.write_table(rows, table.with_suffix(".parquet"))
