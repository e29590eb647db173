"""Agreement files as text, byte for byte: to read one, change its terms and write it back."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from servanda.agreement.format import Formatted, format_agreement
from servanda.agreement.reading import read_geojson
from servanda.errors import AgreementError, Place, Problem

STDIN: Final = Path("-")


def format_file(path: Path, *, keeps_words: bool = False) -> tuple[str, Formatted]:
    """Return the text of a file as it is, and in canonical form; nothing is written.

    Args:
        path: of the agreement; `-` reads stdin.
        keeps_words: only lines and white space are put in order.

    Raises:
        AgreementError: SV101, the file cannot be read, or is no UTF-8 text.
    """
    text = read_text(path)
    outlines = read_geojson(text, Path() if path == STDIN else path.parent)
    return text, format_agreement(text, str(path), outlines, keeps_words=keeps_words)


def read_text(path: Path) -> str:
    """Return the text of a file with its line ends and byte order mark.

    Raises:
        AgreementError: SV101, it cannot be read, or is no UTF-8 text.
    """
    try:
        data = sys.stdin.buffer.read() if path == STDIN else path.read_bytes()
        return data.decode("utf-8")
    except OSError as error:
        reason, hint = error.strerror or "it cannot be read", ""
    except UnicodeDecodeError:
        reason, hint = "it is not UTF-8 text", "save it as UTF-8"
    message = f"the agreement cannot be read: {reason}"
    raise AgreementError((Problem("SV101", message, (Place(str(path)),), hint),))


def write_text(path: Path, text: str) -> None:
    """Write a text with its own line ends."""
    path.write_bytes(text.encode("utf-8"))
