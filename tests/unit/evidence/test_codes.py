import re
from pathlib import Path

from servanda.evidence import codes

SOURCES = Path(codes.__file__).parent


def test_every_code_that_is_used_is_explained_and_the_reverse():
    texts = [path.read_text("utf-8") for path in SOURCES.glob("*.py") if path.name != "codes.py"]
    used = {code for text in texts for code in re.findall(r"\bSV\d{3}\b", text)}
    assert used == set(codes.CODES)


def test_every_code_has_a_title_an_explanation_and_an_example():
    assert [code for code, texts in codes.CODES.items() if not all(texts)] == []
