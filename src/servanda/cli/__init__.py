"""The command line: one file per command, thin over `servanda.api`."""

from __future__ import annotations


def main() -> None:
    """Run the `servanda` command."""
    from servanda.cli.app import build_app

    build_app()()
