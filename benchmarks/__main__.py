"""Everything that is measured, by one command; `python -m benchmarks NAME --help` tells more.

Usage: python -m benchmarks [scale|stations|check|commands|engines|inbox|ledger|linking|loading|
                            lsp|places|following] [OPTIONS]

Without a name: scale, how cost grows with size.
"""

from __future__ import annotations

import runpy
import sys
from typing import Final

PROGRAMS: Final = {
    "scale": "benchmarks.scale.run",
    "stations": "benchmarks.stations",
    "check": "benchmarks.check",
    "commands": "benchmarks.commands",
    "engines": "benchmarks.engines",
    "inbox": "benchmarks.inbox",
    "ledger": "benchmarks.ledger",
    "linking": "benchmarks.linking",
    "loading": "benchmarks.loading",
    "lsp": "benchmarks.lsp",
    "places": "benchmarks.places",
    "following": "benchmarks.following",
}


def main() -> None:
    """Run the program that is named first; the rest of the line is its own."""
    named = sys.argv[1:2]
    if named in (["--help"], ["-h"]):
        sys.stdout.write(__doc__)
        return
    name = named[0] if named and not named[0].startswith("-") else "scale"
    if name not in PROGRAMS:
        sys.exit(f"there is no benchmark `{name}`; there are: {', '.join(PROGRAMS)}")
    rest = sys.argv[2:] if named == [name] else sys.argv[1:]
    sys.argv = [f"python -m benchmarks {name}", *rest]
    runpy.run_module(PROGRAMS[name], run_name="__main__")


if __name__ == "__main__":
    main()
