"""The codes of problems of an index: title, explanation, an example that triggers it."""

from __future__ import annotations

from typing import Final

CODES: Final[dict[str, tuple[str, str, str]]] = {
    "SV393": (
        "an index cannot be made",
        "The disk is full, the folder cannot be written, or a file of the record cannot be read;"
        " the message says which. Nothing is left behind, and an older index stays as it was.",
        "servanda index CASE --to a-full-disk/northland.index",
    ),
    "SV394": (
        "there is no index of this version",
        "The folder holds no index, one that was never finished, or one of another version of the"
        " format. Nothing is guessed from it: it is made anew from the files.",
        "an index folder without index.json",
    ),
    "SV395": (
        "the index belongs to another agreement",
        "Names of actors, areas and words decide what a row says. Since the index was made, the"
        " agreement changed them, or it is that of another agreement.",
        "an index made before an area was added to the agreement",
    ),
    "SV396": (
        "something else stands there",
        "An index replaces an older index, and nothing else.",
        "servanda index CASE --to a/folder/of/photographs",
    ),
    "SV397": (
        "a file from which an index was made is gone or was changed",
        "Texts, links and notes of reports are read from the files themselves, which have to be"
        " those that were indexed. Boards from the index need no file; cards do. Of a file that was"
        " written again since, boards and counts warn.",
        "servanda explain CASE aid --index FOLDER, after `reports.csv` was edited",
    ),
    "SV398": (
        "a record cannot be sorted in so little memory",
        "Sorting goes to disk when it has taken what `--memory` says, but some part of it has to"
        " fit. Before this is said, all was done once more by one thread, which needs less."
        " Without `--memory` an eighth of the memory of the machine is taken.",
        "servanda index CASE --to FOLDER --memory 20MB, of a million reports",
    ),
    "SV399": (
        "a size of memory is not one",
        "A number and `MB` or `GB`.",
        "servanda index CASE --to FOLDER --memory much",
    ),
}
"""Code to (title, explanation, example)."""
