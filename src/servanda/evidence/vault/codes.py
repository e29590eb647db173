"""The codes of problems of vaults: title, explanation, an example that causes it."""

from __future__ import annotations

from typing import Final

CODES: Final[dict[str, tuple[str, str, str]]] = {
    "SV850": (
        "the extra `vault` is missing",
        "Encryption needs the package `cryptography`.",
        "servanda seal case --source agency, on a bare install",
    ),
    "SV851": (
        "the vault stays closed",
        "The passphrase is wrong, the file was changed, or it is no vault. Which of the first two"
        " it is cannot be told.",
        "servanda assess case --passphrase-file wrong.txt",
    ),
    "SV852": (
        "the passphrase can be guessed",
        "Whoever gets the file can try passphrases for as long as they like.",
        "a passphrase of four letters",
    ),
    "SV853": (
        "there is no such source",
        "No row of the case is of that source.",
        "servanda seal case --source agnecy",
    ),
    "SV854": (
        "a table cannot be sealed",
        "Only CSV tables are rewritten; a table in another format would keep the names.",
        "servanda seal case --source agency, with a reports.xlsx in it",
    ),
    "SV855": (
        "a report has no id of its own",
        "The vault finds a report again by its id. It has none, or the vault holds another report"
        " of the source under it.",
        "a report of the sealed source without `report`",
    ),
    "SV856": (
        "a name is still readable",
        "A sealed name stands in a cell, a file or the name of a file that was not rewritten: a"
        " quotation of somebody else, the agreement, a file of an import. Or a file is packed so"
        " that nothing can be found in it. A person has to decide.",
        "note = told to us by the agency",
    ),
    "SV857": (
        "the vault is closed",
        "The case has a vault and no passphrase was given, so that exact places are not used. An"
        " index holds nothing of a vault, whatever is given.",
        "servanda assess case (with a vault in it)",
    ),
    "SV859": (
        "the passphrase cannot be read",
        "The file that should hold it is not there, is empty or no text, or nobody entered one.",
        "servanda assess case --passphrase-file nowhere.txt",
    ),
    "SV858": (
        "the case has no vault",
        "A passphrase was given, and there is nothing to open with it.",
        "servanda assess examples/northland --passphrase-file words.txt",
    ),
    "SV860": (
        "a report would say more without its point",
        "A look that saw nothing, or a count, speaks of the place that its point bounds. Without"
        " the point and without an area it would speak of everywhere. A row that is rejected for"
        " its point would stand.",
        "an `observed-none` with a latitude, a longitude and no `area`",
    ),
}
"""Code to (title, explanation, example)."""
