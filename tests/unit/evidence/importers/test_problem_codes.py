import re
from pathlib import Path

import pytest

from servanda.evidence.door import codes as door_codes
from servanda.evidence.importers import codes
from servanda.evidence.vault import codes as vault_codes
from servanda.publish.release import codes as release_codes

SOURCE = Path(codes.__file__).parents[2]


@pytest.mark.parametrize("module", [codes, door_codes, vault_codes, release_codes])
def test_every_code_has_a_title_an_explanation_and_an_example(module):
    assert [code for code, texts in module.CODES.items() if not all(texts)] == []


def test_every_code_that_is_used_is_explained_and_the_reverse():
    explained = {*codes.CODES, *door_codes.CODES, *vault_codes.CODES, *release_codes.CODES}
    texts = [path.read_text("utf-8") for path in SOURCE.rglob("*.py") if path.name != "codes.py"]
    used = {code for text in texts for code in re.findall(r"\bSV8\d{2}\b", text)}
    assert used == explained
