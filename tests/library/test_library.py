"""The library of agreements: every file reads, and the count of what it expresses is fresh."""

from __future__ import annotations

import importlib.util
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


def _script() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "scripts_library", ROOT / "scripts" / "library.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


LIBRARY = _script()


# ---- the files --------------------------------------------------------------------------------


def test_no_file_has_an_error() -> None:
    assert [f"{p.places[0]}: {p.message}" for p in LIBRARY.read_library().errors] == []


def test_every_provision_has_a_section_and_every_label_a_clause() -> None:
    assert LIBRARY.read_library().unknown == ()


def test_provisions_are_those_that_were_taken_apart() -> None:
    provisions = LIBRARY.read_provisions()
    assert len({p.agreement for p in provisions}) == 22
    assert Counter(p.checkable for p in provisions) == {"yes": 328, "partly": 98, "no": 22}


def test_every_file_of_the_folder_is_counted() -> None:
    files = {path.stem for path in LIBRARY.LIBRARY.glob("*.md")} - {"README"}
    assert files == {provision.agreement for provision in LIBRARY.read_provisions()}


def test_every_agreement_links_its_sources() -> None:
    without = [
        path.name
        for path in LIBRARY.LIBRARY.glob("*.md")
        if path.stem != "README" and path.read_text(encoding="utf-8").count("](http") < 3
    ]
    assert without == []


# ---- the count --------------------------------------------------------------------------------


def test_the_page_is_what_the_files_say() -> None:
    written = LIBRARY.PAGE.read_text(encoding="utf-8")
    assert written == LIBRARY.page(), "run `python scripts/library.py`"


def test_the_table_is_what_the_files_say() -> None:
    written = LIBRARY.TABLE.read_text(encoding="utf-8")
    assert written == LIBRARY.table(), "run `python scripts/library.py`"


def test_nearly_all_checkable_provisions_are_expressed_at_least_in_part() -> None:
    rows = LIBRARY.of_class(LIBRARY.read_library().expressed, "yes", "partly")
    found, all_of_them = LIBRARY.share(rows, "whole", "part")
    assert all_of_them == 426
    assert found / all_of_them >= 0.97


def test_nine_of_ten_checkable_provisions_are_expressed_whole() -> None:
    rows = LIBRARY.of_class(LIBRARY.read_library().expressed, "yes")
    found, all_of_them = LIBRARY.share(rows, "whole")
    assert all_of_them == 328
    assert found / all_of_them >= 0.90


def test_what_nobody_can_check_stays_a_note() -> None:
    rows = LIBRARY.of_class(LIBRARY.read_library().expressed, "no")
    assert [(r.provision.agreement, r.provision.number) for r in rows if r.how != "not"] == []


# ---- the counting itself ----------------------------------------------------------------------

SMALL = """\
---
title: Truce (made up)
parties: {{northland: Northland, southland: Southland}}
time zone: Africa/Maputo
in force: {{from: 2024-03-01 06:00, for: 10 days}}
areas: [valley]
---
# Truce

## 1. Fighting

Both stop.

```terms
{terms}
```

{line}

## 2. Good faith

```terms
[faith] not checked: both act in good faith.
```
"""


def _count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, terms: str, line: str = "") -> str:
    (tmp_path / "truce.md").write_text(SMALL.format(terms=terms, line=line), encoding="utf-8")
    monkeypatch.setattr(LIBRARY, "LIBRARY", tmp_path)
    one, two = (
        LIBRARY.Provision("truce", number, "Both", "must", ("prohibition",), "", "yes")
        for number in (1, 2)
    )
    found = LIBRARY.read_file("truce", [one, two])
    assert found.expressed[1].how == "not"
    how: str = found.expressed[0].how
    return how


CALM = "[calm] Each party must not attack in valley."


def test_a_section_with_terms_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _count(tmp_path, monkeypatch, CALM) == "whole"


def test_what_is_left_out_makes_it_a_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _count(tmp_path, monkeypatch, CALM, "Left out: the air.") == "part"


def test_a_note_alone_expresses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _count(tmp_path, monkeypatch, "[calm] not checked: both stop.") == "not"


def test_a_file_with_an_error_expresses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _count(tmp_path, monkeypatch, "[calm] Each party must not attack in valey.") == "not"


def test_an_unknown_clause_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = SMALL.format(terms=CALM, line="See also: [clam].")
    (tmp_path / "truce.md").write_text(text, encoding="utf-8")
    monkeypatch.setattr(LIBRARY, "LIBRARY", tmp_path)
    provision = LIBRARY.Provision("truce", 1, "Both", "must", ("prohibition",), "", "yes")
    assert LIBRARY.read_file("truce", [provision]).unknown == (
        "truce: no provision 2",
        "truce 1: no clause [clam]",
    )
