"""Makes the index of a case folder anew, as `servanda index` does, and prints what it holds.

Usage: python -m benchmarks.scale.indexed CASE_FOLDER INDEX_FOLDER [--memory SIZE]

Without a size sorting takes 2 GB before it goes to disk, the same on every machine. A hundred
million conflicting reports took 6.1 GiB until their links were to be joined, with 2.9 GB.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path


def main(arguments: list[str] | None = None) -> int:
    """Make it and print its counts."""
    from servanda import api

    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale.indexed")
    parser.add_argument("case", type=Path)
    parser.add_argument("index", type=Path)
    parser.add_argument("--memory", default="2GB")
    options = parser.parse_args(arguments)
    made = api.index(options.case, options.index, memory=options.memory)
    print(json.dumps({"counts": dict(made.head.counts)}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
