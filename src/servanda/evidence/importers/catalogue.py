"""All outside formats, and which of them a file is of."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from servanda.errors import EvidenceError, Place, Problem
from servanda.evidence.importers.acled import ACLED
from servanda.evidence.importers.acled_deleted import ACLED_DELETED
from servanda.evidence.importers.adsb import ADSB
from servanda.evidence.importers.air_raid import AIR_RAID
from servanda.evidence.importers.firms import FIRMS
from servanda.evidence.importers.gdelt import GDELT
from servanda.evidence.importers.gdelt_mentions import GDELT_MENTIONS
from servanda.evidence.importers.home_front import HOME_FRONT
from servanda.evidence.importers.hxl import HXL
from servanda.evidence.importers.kobo import KOBO
from servanda.evidence.importers.mapping import mapped_format
from servanda.evidence.importers.mapping_file import read_mapping
from servanda.evidence.importers.outside import OutsideFormat
from servanda.evidence.importers.plover import PLOVER
from servanda.evidence.importers.reliefweb import RELIEFWEB
from servanda.evidence.importers.sample import sample_of
from servanda.evidence.importers.tech_for_palestine import TECH_FOR_PALESTINE
from servanda.evidence.importers.tech_for_palestine_sides import (
    INFRASTRUCTURE,
    LEBANON,
    WEST_BANK,
)
from servanda.evidence.importers.ucdp import UCDP, UCDP_CANDIDATE
from servanda.evidence.importers.ushahidi import USHAHIDI

AUTO: Final = "auto"
TABLE: Final = OutsideFormat("table", "any CSV or XLSX by a mapping file", "", "", "")
FORMATS: Final = {
    outside.name: outside
    for outside in (
        ACLED, ACLED_DELETED, UCDP, UCDP_CANDIDATE, GDELT, GDELT_MENTIONS, PLOVER, KOBO, USHAHIDI,
        HOME_FRONT, AIR_RAID, FIRMS, ADSB, TECH_FOR_PALESTINE, WEST_BANK, LEBANON, INFRASTRUCTURE,
        HXL, RELIEFWEB, TABLE,
    )
}  # fmt: skip
"""Name to format; `table` and the formats of forms need a mapping file."""


@dataclass(frozen=True)
class Recognised:
    """The format of a file, and why it is that.

    Attributes:
        outside: the format.
        reason: why; empty: the user named it.
    """

    outside: OutsideFormat
    reason: str = ""


def find_format(
    name: str, path: Path, mapping: Path | None = None, encoding: str = ""
) -> Recognised:
    """Return the format of a file: the one that is named, or for `auto` the one it is of.

    Args:
        name: of the format, or `auto`.
        path: the file.
        mapping: mapping file, for tables and forms.
        encoding: of the file.

    Raises:
        EvidenceError: SV801, there is no such format, or the file is of none; SV810 or SV811, the
            mapping file is wrong.
    """
    if name == AUTO and mapping is None:
        return recognise(path, encoding)
    wanted = _mapped_name(path, encoding) if name == AUTO else name
    if wanted not in FORMATS:
        near = get_close_matches(name, FORMATS, 1)
        hint = f"did you mean `{near[0]}`?" if near else f"formats: {', '.join(FORMATS)}, auto"
        raise EvidenceError((Problem("SV801", f"`{name}` is no format", (), hint),))
    outside = FORMATS[wanted]
    if mapping is not None:
        return Recognised(_mapped(mapping, outside))
    if not outside.sql and outside.settle is None:
        hint = f"`servanda map {path}` drafts one; then `--map FILE`"
        message = f"`{outside.name}` needs a mapping file"
        raise EvidenceError((Problem("SV801", message, (Place(str(path)),), hint),))
    return Recognised(outside)


def _mapped_name(path: Path, encoding: str) -> str:
    """Return the format that reads a file with a mapping: of forms by its columns, else any table.

    Only the formats of forms know which of their rows were not approved, or are drafts.
    """
    sample = sample_of(path, encoding)
    return next((n for n, f in FORMATS.items() if f.system and f.reason(sample)), "table")


def _mapped(path: Path, outside: OutsideFormat) -> OutsideFormat:
    mapping = read_mapping(path)
    if not outside.source and "source" not in mapping.cells:
        message = "`source` is needed: say which column, or a text"
        hint = "write `source: short-name`, as in `sources.csv`"
        raise EvidenceError((Problem("SV810", message, (Place(str(path), 1),), hint),))
    return mapped_format(mapping, outside)


def recognise(path: Path, encoding: str = "") -> Recognised:
    """Return the format that a file is of by its columns, and why.

    Raises:
        EvidenceError: SV801, it is of none; or it cannot be read.
    """
    sample = sample_of(path, encoding)
    for outside in FORMATS.values():
        reason = outside.reason(sample)
        if reason:
            return Recognised(outside, reason)
    message = f"the columns of `{path.name}` are those of no known format"
    hint = f"`servanda map {path}` drafts a mapping file for it"
    raise EvidenceError((Problem("SV801", message, (Place(str(path), 1),), hint),))
