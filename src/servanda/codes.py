"""The problems of requests: title, explanation, an example that causes it."""

from __future__ import annotations

from typing import Final

CODES: Final = {
    "SV401": (
        "There is no agreement",
        "A case needs an agreement: the Markdown file itself, or `agreement.md` in the folder.",
        "servanda assess an-empty-folder",
    ),
    "SV402": (
        "One agreement file is needed",
        "When files are named instead of a folder, exactly one of them must be an agreement (.md).",
        "servanda assess reports.csv sources.csv",
    ),
    "SV403": (
        "An option has a value that is not known",
        "The message names the values that can be used.",
        "servanda assess examples/northland --standard likely",
    ),
    "SV404": (
        "The folder is not empty",
        "`servanda new` writes into a folder of its own, so that nothing is overwritten.",
        "servanda new examples/northland",
    ),
    "SV405": (
        "A time cannot be read",
        "Times are local to the agreement's zone: `2023-11-25 12:00`; a date means the end of that"
        " day; `now` reads the clock; with an offset they are taken as written.",
        'servanda assess examples/northland --as-of "last week"',
    ),
    "SV406": (
        "There is no such clause",
        "The label of a clause stands in brackets before its sentence in the agreement file.",
        "servanda explain examples/northland ceasfire",
    ),
    "SV407": (
        "The clause has no such finding",
        "The clause exists, but not for that day, reading or bearer.",
        "servanda explain examples/northland aid 1999-01-01",
    ),
    "SV408": (
        "Nothing was recorded",
        "Without evidence there is no last recorded row, so the as-of instant must be given.",
        "servanda assess a-case-without-reports",
    ),
    "SV409": (
        "The earlier time is not before the later one",
        "`--from` must lie before `--to`.",
        "servanda diff examples/northland --from 2024-03-09 --to 2024-03-05",
    ),
    "SV410": (
        "One clause is needed",
        "A clause is named by its label, after the case; a day may follow.",
        "servanda explain examples/northland",
    ),
    "SV411": (
        "It is not clear where to write",
        "A link goes into a ledger or into the files of a case, one of the two.",
        "servanda link a04 c04 --reason x",
    ),
    "SV412": (
        "The case cannot be followed",
        "A followed case goes on from files, or from an index of them: its evidence is neither in a"
        " ledger nor partly in a vault.",
        "api.follow(api.read(FOLDER, ledger=LEDGER))",
    ),
    "SV413": (
        "A followed case goes on from its last row",
        "It goes forward in time only, so it is judged as of an instant by which all that it has"
        " was recorded. `servanda assess --as-of` shows an earlier board.",
        "servanda follow examples/northland inbox --as-of 2024-03-01",
    ),
    "SV414": (
        "There is no inbox of that name",
        "New evidence is taken from the files of a folder, or from single files; neither is there.",
        "servanda follow examples/northland no-such-folder",
    ),
    "SV415": (
        "The package for following a case is not installed",
        "A followed record lies in arrays: the extra `follow` brings numpy.",
        "servanda follow examples/northland inbox, without numpy",
    ),
    "SV416": (
        "A file cannot be read or written",
        "The system says why: there is no such folder, the rights do not allow it, or the disk is"
        " full. What was written up to then may be incomplete.",
        "servanda assess examples/northland --html no/such/folder/report.html",
    ),
    "SV417": (
        "Something was not foreseen",
        "The fault is Servanda's and no verdict was given. The command ends with 3; the line names"
        " the place in its code.",
        "a file that breaks Servanda in a way that nobody has tried",
    ),
    "SV418": (
        "Files that were followed could not be read",
        "The verdicts do not rest on them. What is wrong with each was told when it was taken.",
        "servanda follow examples/northland inbox-with-a-damaged-file --once",
    ),
    "SV419": (
        "A followed file changed after it was taken",
        "Each file is taken once: rows that are added to it later are not judged. Put them into a"
        " file of their own.",
        "rows appended to `inbox/reports-monday.csv` while `servanda follow` runs",
    ),
    "SV420": (
        "A followed file was not judged to its end",
        "The command was ended in the midst of it, with Ctrl-C. What is judged of it is half"
        " of it, so that no exit code may rest on it: it is 2.",
        "Ctrl-C while `servanda follow` judges `inbox/reports-monday.csv`",
    ),
}
