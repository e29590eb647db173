"""The page of outside formats is about the formats that there are."""

import re
from pathlib import Path

from servanda.evidence.importers import FORMATS

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "formats.md").read_text("utf-8")


def test_every_format_has_a_row_on_the_page_and_the_reverse():
    assert sorted(re.findall(r"^\| `([a-z-]+)` \|", PAGE, re.MULTILINE)) == sorted(FORMATS)


def test_licence_on_the_page_is_the_one_that_rows_carry():
    said = dict(re.findall(r"^\| `([a-z-]+)` \|.*\| ([^|]+) \|$", PAGE, re.MULTILINE))
    wrong = [
        name
        for name, outside in FORMATS.items()
        if outside.licence and not said[name].startswith(outside.licence)
    ]
    assert wrong == []
