"""The command line: one file per command, thin over `servanda.api`."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the `servanda` command; whatever it did not foresee is a message and no traceback."""
    from servanda.cli.app import build_app

    try:
        build_app(*sys.argv[1:2])()
    except Exception as error:  # noqa: BLE001 - a traceback would end with 1: "a breach found"
        from servanda.cli.output import end_unforeseen

        end_unforeseen(error)
