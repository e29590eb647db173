"""The codes of problems of importers: title, explanation, an example that causes it."""

from __future__ import annotations

from typing import Final

CODES: Final[dict[str, tuple[str, str, str]]] = {
    "SV801": (
        "the format is not known",
        "It is none that Servanda reads, or the columns of the file are those of none. Any table"
        " can be read with a mapping file.",
        "servanda import acledd events.csv --to case",
    ),
    "SV802": (
        "a column of the format is missing",
        "The file is of another format, or the format has changed. Nothing was imported, since a"
        " column that was renamed would silently be read as empty.",
        "an ACLED file without `event_id_cnty`",
    ),
    "SV803": (
        "a column that the format does not have",
        "Formats drift: a column may have been added, renamed or changed its meaning. Look, then go"
        " on with `--lenient`, which keeps it as it is.",
        "an ACLED file with a column `event_status`",
    ),
    "SV804": (
        "the table of codes is wrong",
        "A table of codes has a row for each code, with an act, or under `aside` the reason why its"
        " rows are no report.",
        "code,act\\nArmed clash,",
    ),
    "SV805": (
        "the table of names is wrong",
        "`means` is an actor or area of the case, `-` (known, and none of this case) or `?` (nobody"
        " can tell).",
        "actor,Army of the North,nrthland",
    ),
    "SV806": (
        "the row of the outside file cannot be used",
        "A cell that a report needs cannot be read. The row is kept with the reason.",
        "an ACLED row whose `event_date` is `soon`",
    ),
    "SV807": (
        "a code that is not known",
        "The format has codes that the vocabulary does not map yet. With `--lenient` its rows are"
        " set aside.",
        "an ACLED row whose `sub_event_type` is `Cyber attack`",
    ),
    "SV808": (
        "when it became known is not said",
        "A board shows what was known by an instant. The rows of some formats do not say when they"
        " became known, so the day on which the file was fetched must be given.",
        "servanda import firms fires.csv --to case (without `--seen`)",
    ),
    "SV809": (
        "a table is in the way",
        "An import never overwrites a table that no import made, nor the import of another file.",
        "a `reports-acled.csv` that somebody wrote by hand",
    ),
    "SV810": (
        "the mapping file is wrong",
        "Each key names a column of `reports`; what is wrong is said with its line.",
        "begins: {row: Date}",
    ),
    "SV811": (
        "the mapping leaves something open",
        "`servanda map` writes `?` where only a person can tell: which of two numbers is the day,"
        " what a code means.",
        'begins: {column: Date, form: "?"}',
    ),
    "SV812": (
        "a name that nobody has explained",
        "An actor or place of the file is none of the case. Until somebody fills in what it means,"
        " the hand or the place stays unknown: it is never guessed.",
        "an actor `Army of the North` without a row in `imports/names.csv`",
    ),
    "SV813": (
        "reports of an earlier import are gone",
        "A file replaces what the last one of its name left. Where reports are no longer in it, the"
        " source took them back, or it is another file of the same name.",
        "february/events.csv, imported after january/events.csv",
    ),
    "SV845": (
        "a form of numbers is said of numbers",
        "`numbers` says how texts write numbers. The forms of a workbook or of JSON hold numbers"
        " themselves, which would be read as others.",
        'numbers: "1.234,5" in the mapping of a form that was exported as XLSX',
    ),
}
"""Code to (title, explanation, example)."""
