"""The codes of problems in agreements: title, explanation, and an example that triggers it.

1xx: the file, its words and its syntax; 2xx: what its sentences mean.
"""

from __future__ import annotations

from typing import Final

from servanda.errors import Severity

CODES: Final[dict[str, tuple[str, str, str]]] = {}
WARNINGS: Final = frozenset[str]()


def severity_of(code: str) -> Severity:
    """Return whether problems of this code are errors or warnings."""
    return "warning" if code in WARNINGS else "error"
