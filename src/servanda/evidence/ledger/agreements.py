"""Agreements on record: their text by its hash, every version with who recorded it, when and why.

A row of the table `agreements` names the file and the outlines of its areas by their SHA-256; the
bytes are kept as originals. A version that was recorded later follows the one before it; none is
ever changed.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePath
from typing import Any, Final

from servanda.errors import EvidenceError, Place, Problem, problem_error
from servanda.evidence.ledger.book import Ledger
from servanda.evidence.ledger.files import write_copy

_BYTE_ORDER_MARK: Final = "\ufeff"
_ROWS: Final = """SELECT r.seq, r.entry_no, r.cells,
    CASE WHEN EXISTS (SELECT 1 FROM rows n WHERE n.replaces_seq = r.seq) THEN 0 ELSE 1 END
FROM rows r WHERE r.table_name = 'agreements' AND r.change NOT IN ('withdrawn', 'dropped')
ORDER BY r.seq"""


@dataclass(frozen=True)
class AgreementVersion:
    """One version of an agreement on record.

    Attributes:
        seq, entry_no: its row and its receipt, which says who recorded it, when and why.
        name, title: of its file.
        sha256: of the file; the ledger keeps its bytes.
        text_sha256: of its text without carriage returns and byte order mark; in every fingerprint.
        areas: file of the outlines of its areas, relative to it; empty: none.
        areas_sha256: of that file.
        is_standing: no later version follows it.
    """

    seq: int
    entry_no: int
    name: str
    title: str
    sha256: str
    text_sha256: str
    areas: str = ""
    areas_sha256: str = ""
    is_standing: bool = True


def agreement_versions(ledger: Ledger) -> list[AgreementVersion]:
    """Return every version of every agreement on record, in order; withdrawn ones are left out."""
    return [_version(*row) for row in ledger.store.run(_ROWS)]


def _version(seq: int, entry_no: int, cells: Any, is_standing: int) -> AgreementVersion:  # noqa: ANN401 - text, or what a driver makes of JSON
    read = json.loads(cells) if isinstance(cells, str) else cells
    return AgreementVersion(
        seq,
        entry_no,
        # A name is never a way out of the folder of a working copy.
        PurePath(read["name"]).name,
        read.get("title", ""),
        read["sha256"],
        read["text_sha256"],
        read.get("areas", ""),
        read.get("areas_sha256", ""),
        bool(is_standing),
    )


def standing_agreement(ledger: Ledger) -> AgreementVersion:
    """Return the one agreement that stands on record.

    Raises:
        EvidenceError: SV725, none does, or several do.
    """
    found = [version for version in agreement_versions(ledger) if version.is_standing]
    if len(found) == 1:
        return found[0]
    place = (Place(ledger.shown),)
    if not found:
        message = f"`{ledger.shown}` holds no agreement"
        hint = f"`servanda record agreement.md --ledger {ledger.shown}`, or name its file"
        raise EvidenceError((Problem("SV725", message, place, hint),))
    names = ", ".join(f"`{version.name}`" for version in found)
    message = f"`{ledger.shown}` holds {len(found)} agreements: {names}"
    hint = f"name the file of one; a copy: `servanda working-copy {found[-1].sha256[:12]} FILE`"
    raise EvidenceError((Problem("SV725", message, place, hint),))


@contextmanager
def agreement_copy(ledger: Ledger, version: AgreementVersion) -> Iterator[Path]:
    """Write an agreement on record, with its outlines, into a folder that is gone afterwards.

    Raises:
        EvidenceError: SV714, an original is damaged.
    """
    with tempfile.TemporaryDirectory(prefix="servanda-") as folder:
        root = Path(folder).resolve()
        # As deep as the way to the outlines leads up, so that they stay inside.
        inside = root.joinpath(*["in"] * PurePath(version.areas).parts.count(".."))
        inside.mkdir(parents=True, exist_ok=True)
        path = inside / version.name
        write_copy(ledger, version.sha256, path)
        if version.areas:
            outlines = (inside / version.areas).resolve()
            if not outlines.is_relative_to(root):
                message = f"`{version.areas}` is no way from the agreement to its outlines"
                raise problem_error(EvidenceError, "SV714", message)
            outlines.parent.mkdir(parents=True, exist_ok=True)
            write_copy(ledger, version.areas_sha256, outlines)
        yield path


def text_digest(data: bytes) -> str:
    """Return the SHA-256 of the text in a file, as a fingerprint names it.

    Args:
        data: the file; what is no UTF-8 has the digest of no text.
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return ""
    plain = text.removeprefix(_BYTE_ORDER_MARK).replace("\r\n", "\n").replace("\r", "\n")
    return sha256(plain.encode("utf-8")).hexdigest()
