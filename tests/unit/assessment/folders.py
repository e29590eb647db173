"""Case folders of a few rows, written as a user would keep them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

AGENCY = """\
source,name,kind,affiliation,leaning,reason,recorded_at
agency,Relief Agency,ngo,none,,of neither party,
"""
"""The table of sources with one that is neutral."""


def write_case(folder: Path, agreement: str, tables: Mapping[str, str]) -> Path:
    """Write an agreement and its tables into a folder, and return the folder.

    Args:
        folder: where; it is made if it is not there.
        agreement: the text of the agreement.
        tables: name of a table of evidence to its CSV text.
    """
    folder.mkdir(exist_ok=True)
    texts = {"agreement.md": agreement, **{f"{name}.csv": rows for name, rows in tables.items()}}
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder
