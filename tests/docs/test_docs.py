"""What the documentation claims is run."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [*sorted((ROOT / "docs").rglob("*.md")), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]


def script(name: str) -> ModuleType:
    """Return a script of the repository as a module."""
    path = ROOT / "scripts" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"scripts_{name}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


TRANSCRIPTS = script("transcripts")
REFERENCE = script("reference")


@pytest.mark.parametrize("page", list(TRANSCRIPTS.pages()), ids=lambda p: p.name)
def test_transcript_is_what_the_commands_print(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    text = page.read_text(encoding="utf-8")
    assert TRANSCRIPTS.filled(text) == text


def test_reference_pages_are_what_the_code_says() -> None:
    stale = [path.name for path, text in REFERENCE.pages() if path.read_text("utf-8") != text]
    assert stale == []


def test_every_code_has_an_entry_in_the_reference() -> None:
    page = (ROOT / "docs" / "reference" / "errors.md").read_text(encoding="utf-8")
    assert [code for code in REFERENCE.all_codes() if f"## {code}:" not in page] == []


def test_every_code_used_in_the_source_has_an_entry() -> None:
    used = set()
    for path in (ROOT / "src").rglob("*.py"):
        used |= set(re.findall(r'"(SV\d{3})"', path.read_text(encoding="utf-8")))
    assert sorted(used - set(REFERENCE.all_codes())) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_inside_the_repository_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    inside = [link for link in links if "://" not in link and not link.startswith("mailto:")]
    assert [link for link in inside if not (page.parent / link).exists()] == []


@pytest.mark.parametrize(
    "page", sorted((ROOT / "docs" / "decisions").glob("*.md")), ids=lambda p: p.stem
)
def test_decision_is_short(page: Path) -> None:
    assert len(page.read_text(encoding="utf-8").splitlines()) < 60


def test_example_of_the_readme_is_an_agreement_without_problems(tmp_path: Path) -> None:
    from servanda import api

    text = (ROOT / "README.md").read_text(encoding="utf-8")
    example = re.search(r"^````markdown\n(.*?)^````$", text, re.DOTALL | re.MULTILINE)
    assert example is not None
    file = tmp_path / "agreement.md"
    file.write_text(example[1], encoding="utf-8")
    assert api.check(file).problems == ()
