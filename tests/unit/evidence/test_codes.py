import re
from pathlib import Path

import pytest
from tests.unit.evidence.code_examples import codes_caused

from servanda.evidence import codes

SOURCES = Path(codes.__file__).parent


def test_every_code_that_is_used_is_explained_and_the_reverse():
    texts = [
        path.read_text("utf-8")
        for path in (*SOURCES.glob("*.py"), *SOURCES.glob("matching/*.py"))
        if path.name != "codes.py"
    ]
    used = {code for text in texts for code in re.findall(r"\bSV\d{3}\b", text)}
    assert used == set(codes.CODES)


def test_every_code_has_a_title_an_explanation_and_an_example():
    assert [code for code, texts in codes.CODES.items() if not all(texts)] == []


@pytest.mark.parametrize("code", codes.CODES)
def test_example_of_a_code_triggers_it(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    assert code in codes_caused(code, tmp_path, monkeypatch)
