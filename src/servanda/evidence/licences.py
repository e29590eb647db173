"""Under which licences the rows themselves may leave the house: `licences.csv`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Licence:
    """Terms under which rows were given.

    Attributes:
        name: as in the column `licence` of reports.
        passes_rows: the rows themselves may be shown to others; None: nobody has said.
        why: one sentence.
    """

    name: str
    passes_rows: bool | None
    why: str = ""


@cache
def known_licences() -> dict[str, Licence]:
    """Return the licences of the table by their name in lower case."""
    import csv

    text = files("servanda.evidence").joinpath("licences.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return {
        row["licence"].lower(): Licence(row["licence"], row["raw rows"] == "yes", row["why"])
        for row in rows
    }


def licence_of(name: str) -> Licence:
    """Return a licence by its name; one that is not in the table passes rows on unless it forbids.

    A name that says `no redistribution`, `do not share` or `restricted` forbids it.
    """
    known = known_licences().get(" ".join(name.lower().split()))
    if known:
        return known
    words = name.lower()
    forbids = any(w in words for w in ("no redistribution", "not redistribut", "do not share",
                                       "confidential", "restricted"))  # fmt: skip
    return Licence(name, False if forbids else None)


def is_bound(name: str) -> bool:
    """Return whether rows under a licence may not be passed on; an empty name forbids nothing."""
    return bool(name) and licence_of(name).passes_rows is False
