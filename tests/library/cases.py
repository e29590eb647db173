"""Golden cases of the patterns: a small agreement, its reports, and what must come out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from ruamel.yaml import YAML

from servanda import api

if TYPE_CHECKING:
    from collections.abc import Collection

    from servanda.assessment.findings import Board, Finding

FOLDER: Final = Path(__file__).parent / "cases"
LIBRARY: Final = Path(__file__).parents[2] / "agreements"
TABLES: Final = ("reports", "sources", "coverage", "rulings")
NO_DUTY: Final = "no duty"
SOURCES: Final = """\
source,name,kind,affiliation
observer,An observer of neither side,ngo,none
mission,The mission,monitor,mission
northland,Northland itself,party,northland
southland,Southland itself,party,southland
"""
_TERMS = re.compile(r"^```terms\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Case:
    """One case.

    Attributes:
        name: of its file.
        data: as written: `agreement` (or `library` and its `clauses`), tables as text, `as of`, and
            what is expected: `clause`, `who`, `slot`, `verdict`, `reason`, `ends`, `pattern`,
            `because`.
    """

    name: str
    data: dict[str, Any]

    @property
    def expected(self) -> list[dict[str, Any]]:
        """Return what must come out."""
        found: list[dict[str, Any]] = self.data["expect"]
        return found


def read_cases() -> list[Case]:
    """Return all cases, in the order of their files."""
    yaml = YAML(typ="safe", pure=True)
    paths = sorted(FOLDER.glob("*.yaml"))
    return [Case(path.stem, yaml.load(path.read_text(encoding="utf-8"))) for path in paths]


def judge(case: Case, folder: Path) -> Board:
    """Write a case into a folder, read it as a user would, and judge it."""
    (folder / "agreement.md").write_text(_agreement_of(case), encoding="utf-8")
    if "areas.geojson" in case.data:
        (folder / "areas.geojson").write_text(case.data["areas.geojson"], encoding="utf-8")
    for name in TABLES:
        table = case.data.get(name, SOURCES if name == "sources" else None)
        if table is not None:
            (folder / f"{name}.csv").write_text(table, encoding="utf-8")
    found = api.read(folder)
    rejected = found.evidence.rejects.to_pylist()
    assert rejected == [], rejected
    return api.assess(found, as_of=case.data["as of"], explained=False)


def _agreement_of(case: Case) -> str:
    """Return the text of its own agreement, or of one of the library with a few clauses only."""
    if "library" not in case.data:
        return str(case.data["agreement"])
    text = (LIBRARY / f"{case.data['library']}.md").read_text(encoding="utf-8")
    return _TERMS.sub(lambda block: _only(block[1], case.data["clauses"]), text)


def _only(terms: str, labels: Collection[str]) -> str:
    lines = [line for line in terms.splitlines() if line[1:].split("]")[0] in labels]
    return "```terms\n" + "".join(f"{line}\n" for line in lines) + "```" if lines else ""


def slot_of(board: Board, written: str) -> str:
    """Return a slot as the board names it: `check 2024-03-02 00:00` is a local instant."""
    if not written.startswith("check "):
        return written
    return f"check:{_instant(board, written.removeprefix('check '))}"


def _instant(board: Board, written: str) -> int:
    local = datetime.fromisoformat(written).replace(tzinfo=ZoneInfo(board.zone))
    return int(local.timestamp()) * 1_000_000


def outcome(board: Board, wanted: dict[str, Any]) -> dict[str, Any]:
    """Return what came out, in the words of the expectation and only as far as it asks."""
    found = finding(board, wanted)
    if found is None:
        return {"verdict": NO_DUTY}
    told: dict[str, Any] = {"verdict": found.verdict}
    if "reason" in wanted:
        told["reason"] = found.reason
    if "ends" in wanted:
        ends = datetime.fromtimestamp(found.ends_at / 1_000_000, ZoneInfo(board.zone))
        told["ends"] = f"{ends:%Y-%m-%d %H:%M}"
    return told


def finding(board: Board, wanted: dict[str, Any]) -> Finding | None:
    """Return the one finding that an expectation is about; None: there is none.

    The slot `any` is that of the only finding, where its name is no part of what is expected.
    """
    clause, _, reading = str(wanted["clause"]).partition("/")
    slot = slot_of(board, str(wanted.get("slot", "")))
    assert clause.split(".")[0] in {summary.label for summary in board.clauses}, clause
    of_clause = [f for f in board.findings if f.clause == clause]
    found = [
        f
        for f in of_clause
        if f.reading.removeprefix(f"{clause}/") == reading
        and slot in {f.slot, "any"}
        and f.bearer == wanted["who"]
    ]
    assert len(found) == 1 or wanted["verdict"] == NO_DUTY, {(f.bearer, f.slot) for f in of_clause}
    return found[0] if found else None
