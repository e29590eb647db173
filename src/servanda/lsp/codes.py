"""The codes of problems with the language server."""

from __future__ import annotations

from typing import Final

CODES: Final[dict[str, tuple[str, str, str]]] = {
    "SV291": (
        "the language server is not installed",
        "The language server speaks to editors through the package `pygls`, which is an extra.",
        "servanda lsp",
    ),
}
