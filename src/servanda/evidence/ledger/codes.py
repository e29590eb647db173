"""The codes of problems of the ledger: title, explanation, an example that triggers it."""

from __future__ import annotations

from typing import Final

CODES: Final[dict[str, tuple[str, str, str]]] = {
    "SV701": (
        "there is no ledger",
        "Only `servanda record` makes a new ledger, so that a mistyped name never passes for an"
        " empty record.",
        "servanda receipts --ledger nowhere.servanda",
    ),
    "SV702": (
        "the ledger is newer than this program",
        "It was written by a later version whose tables this one does not know. Nothing was read.",
        "a ledger of format 9, opened by a program that knows formats up to 2",
    ),
    "SV703": (
        "the file is no ledger, or is damaged",
        "Nothing was written. Take it from the last copy, and compare that with a checkpoint.",
        "servanda verify --ledger photo.jpg",
    ),
    "SV704": (
        "the ledger cannot be written",
        "The disk is full or the system refuses it. Nothing of the import was kept; what was in the"
        " ledger before is intact.",
        "servanda record reports.csv --ledger /a/full/disk/case.servanda",
    ),
    "SV705": (
        "the database does not answer",
        "The server cannot be reached, refuses the user, or went away. Nothing of an unfinished"
        " import was kept.",
        "servanda receipts --ledger postgresql://nowhere/case",
    ),
    "SV706": (
        "another writer holds the ledger",
        "Writers take turns. One of them has kept the ledger for longer than a minute.",
        "two imports of a million rows at once",
    ),
    "SV707": (
        "the import would withdraw most rows of its feed",
        "A file is taken to hold all rows of its feed, so rows that it lacks count as withdrawn by"
        " their source. All of them, or most of many, is more often a broken download or the wrong"
        " feed.",
        "recording the first lines of a file that was recorded as a whole before",
    ),
    "SV708": (
        "the time of retrieval is impossible",
        "A file cannot have been fetched in the future, nor before the file of the same feed that"
        " is already on record: versions come in the order in which they were seen.",
        "servanda record reports.csv --retrieved 2099-01-01 --ledger case.servanda",
    ),
    "SV709": (
        "it is not known who writes",
        "Every row of a ledger has an author.",
        'servanda note "seen" --by "" --ledger case.servanda',
    ),
    "SV710": (
        "the checkpoint cannot be used",
        "It cannot be read, or it is of another ledger.",
        "servanda verify --checkpoint holiday.txt --ledger case.servanda",
    ),
    "SV711": (
        "not a fingerprint",
        "A fingerprint has five parts: `servanda1:<agreement>:<evidence>:<standard>:<as-of>`.",
        "servanda reproduce 42 --ledger case.servanda",
    ),
    "SV712": (
        "the ledger never gave this fingerprint",
        "No agreement on record has the hash, or no state of the ledger has the evidence.",
        "the fingerprint of another case",
    ),
    "SV713": (
        "there is no such row",
        "The number, report or file is not in the ledger.",
        "servanda withdraw 99999 --reason mistyped --ledger case.servanda",
    ),
    "SV714": (
        "an original is damaged",
        "The stored bytes no longer have the SHA-256 by which they were attached.",
        "an attachment that was changed inside the database",
    ),
    "SV715": (
        "a file outside of the ledger is missing or was changed",
        "The ledger names it by its SHA-256 and holds none of its rows. Put the file back where it"
        " was.",
        "track.parquet, recorded with `--outside` and deleted since",
    ),
    "SV716": (
        "the extra `postgres` is missing",
        "A ledger in a PostgreSQL database needs psycopg.",
        "--ledger postgresql://db.example/case on a bare install",
    ),
    "SV717": (
        "the ledger was changed",
        "What stands in it is not what was written: a row or receipt was changed, is missing,"
        " stands elsewhere or was put in.",
        "a row changed by hand with its triggers removed",
    ),
    "SV718": (
        "evidence is named twice",
        "With `--ledger` all evidence comes from the ledger; name the agreement only.",
        "servanda assess agreement.md reports.csv --ledger case.servanda",
    ),
    "SV719": (
        "the agreement is not on record",
        "A figure can be reproduced only from a ledger that holds the agreement it was judged by.",
        "servanda assess case --ledger case.servanda, without recording the agreement",
    ),
    "SV720": (
        "a cell holds a NUL character",
        "No text has one; the row comes from a damaged file.",
        "a row of zero bytes at the end of a file",
    ),
    "SV721": (
        "nothing to record",
        "None of the files named is a table of evidence or an agreement.",
        "servanda record holiday.jpg --ledger case.servanda",
    ),
    "SV722": (
        "a reason is needed",
        "What people add by hand says why.",
        'servanda mark a04 --reason "" --ledger case.servanda',
    ),
    "SV723": (
        "the row cannot be entered",
        "It is checked like a row of a file; what is wrong with it is named.",
        'servanda ruling truce "did break" --reason x --ledger case.servanda',
    ),
    "SV724": (
        "two files are of one feed",
        "A file is a version of what has the same name, and of two in one import nothing says which"
        " is the later one.",
        "servanda record north/reports.csv south/reports.csv --ledger case.servanda",
    ),
    "SV725": (
        "the ledger does not say which agreement",
        "Without a case the agreement comes from the ledger, and exactly one must stand in it.",
        "servanda assess --ledger case.servanda, without an agreement on record",
    ),
    "SV726": (
        "a table of the case cannot be added to",
        "The row is added as a whole or not at all: somebody else is writing the file, it may not"
        " be written, or it lacks a column that the row needs. It is as it was.",
        "servanda link a04 c04 --case northland --reason x, where links.csv has no column `by`",
    ),
}
"""Code to (title, explanation, example)."""
