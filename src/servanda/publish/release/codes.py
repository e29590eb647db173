"""The codes of problems of releases: title, explanation, an example that causes it."""

from __future__ import annotations

from typing import Final

CODES: Final[dict[str, tuple[str, str, str]]] = {
    "SV861": (
        "there is no such release profile",
        "Profiles are files (.yaml) or come with the package: `public` and `partners`.",
        "servanda assess examples/northland --release publik",
    ),
    "SV862": (
        "the release profile is wrong",
        "A profile that is not understood releases nothing.",
        "place: roughly",
    ),
    "SV863": (
        "a figure is so small that persons may be recognised",
        "Three released prisoners in one village on one day are three persons with names.",
        "servanda assess case --release public, with a figure of 3 persons",
    ),
    "SV864": (
        "a confidential source is not known",
        "No source of the case has a name that the profile hides. A slip of the pen there would"
        " publish the name, so nothing is released.",
        "confidential: [hotel-keper]",
    ),
}
"""Code to (title, explanation, example)."""
