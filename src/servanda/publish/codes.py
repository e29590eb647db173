"""The problems that publishing can report: title, explanation, example that triggers it."""

from __future__ import annotations

from typing import Final

CODES: Final = {
    "SV601": (
        "The time zone of the board is not known",
        "Days and times are shown in the zone that the agreement names; this name is not in the"
        " time zone database.",
        "servanda.publish.words.zone_of('Nowhere/Land')",
    ),
}
