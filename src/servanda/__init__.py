"""Servanda judges agreements: what was promised, what is reported, and what follows.

    import servanda

    case = servanda.read("examples/gaza-2023")
    board = servanda.assess(case, as_of="2023-11-25 12:00")

Everything is loaded on first use, so `import servanda` stays fast.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from servanda.homes import loader_of

if TYPE_CHECKING:
    from servanda.agreement import read_agreement
    from servanda.api import assess, check, diff, explain, incidents, read, schedule, to_arrow
    from servanda.assessment.findings import Board, Finding
    from servanda.case import Case
    from servanda.errors import ServandaError
    from servanda.evidence import read_evidence

__version__ = "0.1.0"

_HOMES = {
    "Board": "servanda.assessment.findings",
    "Case": "servanda.case",
    "Finding": "servanda.assessment.findings",
    "ServandaError": "servanda.errors",
    "assess": "servanda.api",
    "check": "servanda.api",
    "diff": "servanda.api",
    "explain": "servanda.api",
    "incidents": "servanda.api",
    "read": "servanda.api",
    "read_agreement": "servanda.agreement",
    "read_evidence": "servanda.evidence",
    "schedule": "servanda.api",
    "to_arrow": "servanda.api",
}

__all__ = [
    "Board",
    "Case",
    "Finding",
    "ServandaError",
    "__version__",
    "assess",
    "check",
    "diff",
    "explain",
    "incidents",
    "read",
    "read_agreement",
    "read_evidence",
    "schedule",
    "to_arrow",
]


__getattr__ = loader_of(__name__, _HOMES)


def __dir__() -> list[str]:
    """Return the public names."""
    return sorted(__all__)
