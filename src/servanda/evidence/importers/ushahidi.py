"""Ushahidi exports: posts to a survey, one row each.

The fields are each survey's own, so that a mapping file says what they mean (`servanda map` drafts
it). Traps: the second line holds HXL tags and may be empty; times are UTC; posts that are drafts or
archived are in the file; a place may have been blurred on purpose, so that it gets no radius here.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from servanda.evidence.importers.forms import Forms, forms_format, mapping_needed
from servanda.evidence.importers.outside import OutsideFormat
from servanda.evidence.importers.sheet import Sheet, read_table, without_tag_row

_ASIDE: Final = """CASE WHEN lower(s."Post Status") IN ('draft', 'archived')
    THEN 'the post is ' || CASE lower(s."Post Status") WHEN 'draft' THEN 'a draft' ELSE 'archived'
    END END"""


def _read(path: Path, encoding: str) -> Sheet:
    sheet = read_table(path, encoding)
    return Sheet(sheet.file, without_tag_row(sheet.rows), sheet.bad_rows)


def _settle(sheet: Sheet) -> OutsideFormat:
    message = "the fields of a survey are its own, so that a mapping file must say what they mean"
    raise mapping_needed(sheet, message)


USHAHIDI: Final = forms_format(
    Forms(
        name="ushahidi",
        title="posts of an Ushahidi survey",
        source="crowd",
        marks=("Post ID", "Post Status"),
        maker="Ushahidi",
        read=_read,
        aside=_ASIDE,
        knows=("Post Status",),
        settle=_settle,
        system=frozenset(
            {
                "Post ID",
                "Post Status",
                "Created (UTC)",
                "Updated (UTC)",
                "Post Date (UTC)",
                "Contact ID",
                "Contact",
            }
        ),
        assumes=(
            "times of posts are UTC",
            "a place may have been blurred on purpose, so that no radius is read",
        ),
    )
)
"""The format."""
