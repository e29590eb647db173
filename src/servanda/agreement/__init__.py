"""The agreement: from the file that a mediator reads aloud to the tables of duties."""

from __future__ import annotations

from servanda.agreement.reading import load_agreement, parse_agreement, read_agreement

__all__ = ["load_agreement", "parse_agreement", "read_agreement"]
