"""Ushahidi exports: posts to a survey, one row each.

The fields are each survey's own, so that a mapping file says what they mean (`servanda map` drafts
it). Traps: the second line holds HXL tags and may be empty; times are UTC; posts that are drafts or
archived are in the file; a place may have been blurred on purpose, so that it gets no radius here.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pyarrow.compute as pc

from servanda.errors import EvidenceError, Place, Problem
from servanda.evidence.importers.outside import OutsideFormat
from servanda.evidence.importers.sample import Sample
from servanda.evidence.importers.sheet import Sheet, read_table

_ASIDE: Final = """CASE WHEN lower(s."Post Status") IN ('draft', 'archived')
    THEN 'the post is ' || CASE lower(s."Post Status") WHEN 'draft' THEN 'a draft' ELSE 'archived'
    END END"""


def _read(path: Path, encoding: str) -> Sheet:
    sheet = read_table(path, encoding)
    if "Post ID" not in sheet.header:
        return sheet
    is_post = pc.match_substring_regex(pc.fill_null(sheet.rows["Post ID"], ""), r"^\d+$")
    return Sheet(sheet.file, sheet.rows.filter(is_post), sheet.bad_rows)


def _settle(sheet: Sheet) -> OutsideFormat:
    message = "the fields of a survey are its own, so that a mapping file must say what they mean"
    hint = f"`servanda map {sheet.file}` drafts one; then `--map FILE`"
    raise EvidenceError((Problem("SV801", message, (Place(sheet.file, 1),), hint),))


def _recognise(sample: Sample) -> str:
    if {"Post ID", "Post Status"} <= set(sample.header):
        return "it has `Post ID` and `Post Status` as of Ushahidi"
    return ""


USHAHIDI: Final = OutsideFormat(
    name="ushahidi",
    title="posts of an Ushahidi survey",
    source="crowd",
    licence="internal",
    sql="",
    read=_read,
    recognise=_recognise,
    settle=_settle,
    aside=_ASIDE,
    assumes=(
        "times of posts are UTC",
        "a place may have been blurred on purpose, so that no radius is read",
    ),
)
"""The format."""
