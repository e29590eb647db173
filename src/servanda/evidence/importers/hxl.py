"""Tables with HXL tags: a row among the first 25 says what each column is.

Case, blanks and the order of attributes do not matter. Actors come without direction, so that
`#group+first` and `#group+second` are both candidates. Of several places the finest that means
something in the case is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import pyarrow as pa

from servanda.errors import EvidenceError, Place, Problem
from servanda.evidence.formats import quoted_name
from servanda.evidence.importers.code_table import shipped_codes
from servanda.evidence.importers.mapping import mapped_format
from servanda.evidence.importers.mapping_file import Cell, TableMapping
from servanda.evidence.importers.outside import OutsideFormat
from servanda.evidence.importers.sample import ROWS, Sample
from servanda.evidence.importers.sheet import Sheet, read_table, single_names
from servanda.vocabulary import shipped_vocabulary

_TAG: Final = re.compile(r"^#[a-z][a-z0-9_]*(\+[a-z][a-z0-9_]*)*$")
_PLACES: Final = ("loc", "adm5", "adm4", "adm3", "adm2", "adm1", "country")


def tag_of(cell: str) -> str:
    """Return a cell as a tag with its attributes sorted, or an empty text if it is none."""
    bare = re.sub(r"\s+", "", cell.lower())
    if not _TAG.match(bare):
        return ""
    name, *attributes = bare.split("+")
    return "+".join([name, *sorted(attributes)])


def is_tag_row(cells: Iterable[str]) -> bool:
    """Return whether a row is one of tags: at least one, and nothing else but empty cells."""
    filled = [cell for cell in cells if cell and cell.strip()]
    return bool(filled) and all(tag_of(cell) for cell in filled)


def _read(path: Path, encoding: str) -> Sheet:
    sheet = read_table(path, encoding)
    if is_tag_row(sheet.header):
        return _tagged(sheet, sheet.header, sheet.rows)
    first = sheet.rows.slice(0, ROWS).select(list(sheet.header)).to_pylist()
    for place, row in enumerate(first):
        if is_tag_row([cell or "" for cell in row.values()]):
            tags = [cell or "" for cell in row.values()]
            return _tagged(sheet, tags, sheet.rows.slice(place + 1))
    message = f"no row of tags among the first {ROWS} of `{path.name}`"
    raise EvidenceError((Problem("SV802", message, (Place(str(path), 1),)),))


def _tagged(sheet: Sheet, tags: Sequence[str], rows: pa.Table) -> Sheet:
    names = [tag_of(tag) or name for tag, name in zip(tags, sheet.header, strict=True)]
    renamed = rows.select(list(sheet.header)).rename_columns(single_names(names))
    return Sheet(sheet.file, renamed.append_column("row_no", rows["row_no"]), sheet.bad_rows)


def _settle(sheet: Sheet) -> OutsideFormat:
    tags = [name for name in sheet.header if name.startswith("#")]
    cells = _cells(tags)
    missing = [name for name in ("begins", "act") if name not in cells]
    if missing:
        tag = {"begins": "#date", "act": "#event+type"}[missing[0]]
        message = f"no column has the tag `{tag}`"
        hint = f"`servanda map {sheet.file}` drafts a mapping file for it"
        raise EvidenceError((Problem("SV802", message, (Place(sheet.file, 1),), hint),))
    also = tuple(_dead(tags))
    made = mapped_format(TableMapping("hxl", cells, also=also), HXL)
    groups = [tag for tag in tags if tag.startswith("#group") and "code" not in tag]
    types = sheet.rows[cells["act"].column]
    made = replace(
        made, own_codes=_event_codes(types), code=f"s.{quoted_name(cells['act'].column)}"
    )
    return _with_hands(made, groups)


def _cells(tags: Sequence[str]) -> dict[str, Cell]:
    wanted = {
        "report": ("#event+code", "#event+id", "#meta+id"),
        "source": (),
        "origin": ("#meta+source", "#meta+name+source"),
        "recorded_at": ("#date+reported", "#date+published"),
        "begins": ("#date+start", "#date+occurred", "#date"),
        "ends": ("#date+end",),
        "act": ("#event+type", "#event+name", "#event"),
        "latitude": ("#geo+lat",),
        "longitude": ("#geo+lon",),
        "text": ("#description",),
        "link": ("#meta+url",),
        "place": ("#loc+name", "#loc"),
    }
    found = {
        name: next((tag for tag in these if tag in tags), "") for name, these in wanted.items()
    }
    cells = {name: Cell(column=tag) for name, tag in found.items() if tag}
    if "act" in cells:
        cells["act"] = replace(cells["act"], codes={})
    places = [tag for part in _PLACES for tag in tags if re.match(rf"#{part}(\+|$)", tag)]
    if places:
        cells["area"] = Cell(column=places[0], coarser=tuple(places[1:]))
    return cells


def _dead(tags: Sequence[str]) -> Iterable[tuple[str, dict[str, Cell]]]:
    for tag, act in (("#affected+killed", "kill"), ("#affected+injured", "wound")):
        if tag in tags:
            yield act, {"act": Cell(constant=act), "object": Cell(constant="person"),
                        "quantity": Cell(column=tag), "unit": Cell(constant="person")}  # fmt: skip


def _event_codes(types: pa.ChunkedArray) -> pa.Table:
    """Return what types of events mean: by the words of ACLED, else by those of the vocabulary."""
    acled = shipped_codes("acled.csv")
    known = set(acled["code"].to_pylist())
    words = shipped_vocabulary()
    rows = [
        {"code": text, "act": act}
        for text in types.unique().to_pylist()
        if text and text not in known and (act := words.act_of_form(" ".join(text.lower().split())))
    ]
    return pa.concat_tables([acled, pa.Table.from_pylist(rows, acled.schema)])


def _with_hands(made: OutsideFormat, groups: Sequence[str]) -> OutsideFormat:
    """Add the hand: all groups named in a row, none of which is first or second in deed."""
    if not groups:
        return made
    means = ", ".join(
        f"CASE WHEN h.{quoted_name(tag)} IS NOT NULL THEN [(SELECT n.means FROM actors n"
        f" WHERE n.says = h.{quoted_name(tag)})] ELSE [] END" for tag in groups
    )  # fmt: skip
    hands = f"flatten([{means}])"
    sql = (
        f"SELECT made.* EXCLUDE (aside), hand_of(hands) AS actor, CASE WHEN aside IS NULL AND"
        f" only_outsiders(hands) THEN 'it names only actors outside of the case' ELSE aside END AS"
        f" aside FROM ({made.sql}) made JOIN (SELECT h.row_no, {hands} AS hands FROM sheet h) hand"
        f" USING (row_no) ORDER BY row_no, report, act"
    )
    return replace(made, sql=sql, actors=tuple(groups))


def _recognise(sample: Sample) -> str:
    rows = (sample.header, *sample.rows)
    found = next((place for place, row in enumerate(rows, 1) if is_tag_row(row)), 0)
    return f"row {found} holds HXL tags" if found else ""


HXL: Final = OutsideFormat(
    name="hxl",
    title="a table with HXL tags",
    source="hxl",
    licence="",
    sql="",
    read=_read,
    recognise=_recognise,
    settle=_settle,
    assumes=("groups named in a row are candidates, in no order",),
)
"""The format."""
