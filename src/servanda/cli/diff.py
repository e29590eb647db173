"""`servanda diff`: what changed between two instants, and because of which report."""

from __future__ import annotations

from typing import Annotated

import typer

from servanda.cli.options import CasePath, Json, Standard
from servanda.cli.output import envelope, reported_errors, stdout, write_json


def diff(
    case: CasePath,
    since: Annotated[str, typer.Option("--from", metavar="TIME", help="The earlier local time.")],
    until: Annotated[
        str, typer.Option("--to", metavar="TIME", help="The later local time, or `now`.")
    ],
    standard: Standard = "independent",
    as_json: Json = False,
) -> None:
    """Compare the boards as known at two times, and name the rows that made the difference."""
    from servanda import api
    from servanda.publish.json import changes_to_json
    from servanda.publish.terminal import show_diff

    with reported_errors("diff", as_json=as_json):
        changes = api.diff(api.read(case), since, until, standard=standard)
        if as_json:
            write_json(envelope("diff", changes_to_json(changes)))
        else:
            show_diff(changes, stdout())
