"""What people add to a case that is kept in files: links, appended to its `links.csv`."""

from __future__ import annotations

import csv
import io
import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from servanda.case import Case, read_case
from servanda.errors import EvidenceError, Place, Problem
from servanda.evidence.ledger.by_hand import SourcesOf, check_targets, checked_row
from servanda.evidence.ledger.importing import Terms
from servanda.evidence.tables import FILES

LINKS: Final = "links.csv"
_DELIMITERS: Final = ",;\t"
_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Written:
    """A row that was added to a file.

    Attributes:
        file: which.
        line: where the row stands in it.
        cells: column to text.
    """

    file: Path
    line: int
    cells: Mapping[str, str]


def link_in_folder(folder: Path, reports: str, link: str, terms: Terms) -> Written:
    """Add one row to the links of a case folder: wholly, or on any error not at all.

    Args:
        folder: of the case, with its agreement and tables.
        reports: two or more, parted by `|`.
        link: `same` or `not the same`.
        terms: author and reason.

    Raises:
        AgreementError: the agreement is wrong.
        EvidenceError: SV709 or SV722, author or reason is missing; SV723, a report is not there or
            the row cannot be used; SV726, the file cannot be added to.
        UsageError: SV401, there is no case in the folder.
    """
    case = read_case([folder])
    cells, _ = checked_row("links", {"reports": reports, "link": link}, terms, case.names)
    check_targets("links", cells, case.names, _sources_in(case))
    path = folder / LINKS
    return Written(path, _append(path, cells), cells)


def _sources_in(case: Case) -> SourcesOf:
    table = case.evidence.reports
    rows = list(zip(table["source"].to_pylist(), table["report"].to_pylist(), strict=True))
    whole = {f"{source}:{report}": source for source, report in rows}

    def sources_of(reference: str) -> set[str]:
        named = {source for source, report in rows if report == reference}
        return named | ({whole[reference]} if reference in whole else set())

    return sources_of


def _append(path: Path, cells: Mapping[str, str]) -> int:
    """Add a row to a file that appears as a whole, and return its line."""
    draft = path.with_name(f".{path.name}.new")
    try:
        # Who makes the draft is the one writer; it takes the place of the file in one step.
        file = draft.open("xb")
    except FileExistsError:
        hint = f"if nobody is, a run was cut short: delete `{draft}`"
        raise _cannot(path, "somebody else is writing it", hint) from None
    except OSError as error:
        raise _cannot(path, f"{error.strerror}") from None
    try:
        with file:
            before = path.read_bytes() if path.exists() else b""
            text, line = _with_row(path, before, cells)
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, draft)
        draft.replace(path)
    except OSError as error:
        raise _cannot(path, f"{error.strerror}") from None
    finally:
        with suppress(FileNotFoundError):
            draft.unlink()
    return line


def _with_row(path: Path, before: bytes, cells: Mapping[str, str]) -> tuple[bytes, int]:
    """Return the content of a file with a row more, as its header has it, and the row's line."""
    text = before.removeprefix(_BYTE_ORDER_MARK).decode("utf-8")
    end = "\r\n" if "\r\n" in text else "\n"
    if not text.strip():
        header, delimiter, text = [column.name for column in FILES["links"]], ",", ""
        text = _row(header, delimiter, end)
    else:
        first = text.split("\n", 1)[0].rstrip("\r")
        delimiter = max(_DELIMITERS, key="".join(first.split('"')[::2]).count)
        header = [name.strip() for name in next(csv.reader([first], delimiter=delimiter))]
    missing = [name for name in cells if name not in header]
    if missing:
        hint = f"add `{missing[0]}` to its first line"
        raise _cannot(path, f"it has no column `{missing[0]}`", hint)
    if not text.endswith(("\n", "\r")):
        text += end
    row = _row([cells.get(name, "") for name in header], delimiter, end)
    mark = _BYTE_ORDER_MARK if before.startswith(_BYTE_ORDER_MARK) else b""
    return mark + (text + row).encode("utf-8"), text.count("\n") + 1


def _row(cells: list[str], delimiter: str, end: str) -> str:
    line = io.StringIO()
    csv.writer(line, delimiter=delimiter, lineterminator=end).writerow(cells)
    return line.getvalue()


def _cannot(path: Path, why: str, hint: str = "") -> EvidenceError:
    message = f"`{path}` cannot be added to: {why}"
    return EvidenceError((Problem("SV726", message, (Place(str(path)),), hint),))
