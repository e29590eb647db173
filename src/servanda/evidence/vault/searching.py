"""Looking for names that were sealed in whatever else lies in the folder of a case."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from servanda.errors import Place, Problem
from servanda.evidence.vault.sealed_file import FILE

_SHORT: Final = 3
"""A word of so few letters is part of many others, and is found only where it stands alone."""

_PACKED: Final = (b"PAR1", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"%PDF")
"""How files begin in which words are packed so that they cannot be looked for."""


@dataclass(frozen=True)
class _Wanted:
    """What is looked for: a pattern of all words in text, and of all in bytes of no known kind."""

    text: re.Pattern[str]
    data: re.Pattern[bytes]


def left_over(folder: Path, words: Sequence[str]) -> tuple[Problem, ...]:
    """Return where names that were sealed can still be read in a folder.

    Files of every kind are looked into, workbooks too, and their own names; one that is packed so
    that nothing can be found in it is named as such.

    Args:
        folder: of the case, with all below it.
        words: names and other cells that were taken out.
    """
    wanted = _wanted([word.strip() for word in words if word.strip()])
    if wanted is None:
        return ()
    files = sorted(p for p in folder.rglob("*") if p.is_file() and p.name != FILE)
    return tuple(problem for path in files for problem in _found(path, folder, wanted))


def _wanted(words: Sequence[str]) -> _Wanted | None:
    if not words:
        return None
    spelled = [_pattern(spelling) for word in words for spelling in _spellings(word)]
    coded = {
        re.escape(spelling.encode(coding))
        for word in words if len(word) > _SHORT
        for spelling in (*_spellings(word), word.lower(), word.upper())
        for coding in ("utf-8", "utf-16-le", "utf-16-be")
    }  # fmt: skip
    data = b"|".join(sorted(coded)) or rb"(?!)"
    return _Wanted(re.compile("|".join(spelled), re.IGNORECASE), re.compile(data, re.IGNORECASE))


def _spellings(word: str) -> tuple[str, ...]:
    """Return a word as it is, and as JSON writes it, where that differs."""
    return tuple(dict.fromkeys((word, json.dumps(word)[1:-1])))


def _pattern(word: str) -> str:
    pattern = re.escape(word)
    return rf"(?<!\w){pattern}(?!\w)" if len(word) <= _SHORT else pattern


def _found(path: Path, folder: Path, wanted: _Wanted) -> Iterator[Problem]:
    if wanted.text.search(str(path.relative_to(folder))):
        message = f"the name of `{path.name}` holds what was sealed"
        yield _warning(message, "rename it, and delete earlier copies", path)
    try:
        line = _line(path, path.read_bytes(), wanted)
    except (OSError, zipfile.BadZipFile, RuntimeError):  # the last: locked, or packed in a new way
        line = None
    if line is None:
        message = f"`{path.name}` cannot be searched for what was sealed"
        yield _warning(message, "look into it by hand, or delete it", path)
    elif line >= 0:
        message = f"`{path.name}` still holds what was sealed"
        yield _warning(message, "rewrite it by hand, and delete earlier copies", path, line)


def _warning(message: str, hint: str, path: Path, line: int = 0) -> Problem:
    return Problem("SV856", message, (Place(str(path), line),), hint, "warning")


def _line(path: Path, data: bytes, wanted: _Wanted) -> int | None:
    """Return the first line that holds a word, 0: somewhere; -1: none does; None: nobody knows."""
    if data.startswith(_PACKED):
        return None
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as packed:
            members = (packed.read(name) for name in packed.namelist())
            return 0 if any(_in_bytes(member, wanted) for member in members) else -1
    text = _text(data)
    if text is None:
        return 0 if wanted.data.search(data) else -1
    lines = enumerate(text.splitlines(), start=1)
    return next((line for line, said in lines if wanted.text.search(said)), -1)


def _in_bytes(data: bytes, wanted: _Wanted) -> bool:
    text = _text(data)
    return bool(wanted.data.search(data) if text is None else wanted.text.search(text))


def _text(data: bytes) -> str | None:
    """Return what is text as text; None: it is none."""
    coding = "utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        return data.decode(coding)
    except UnicodeDecodeError:
        return None
