"""Kill imports at any instant, for as long as you like; `test_kill.py` kills some dozens.

python -m tests.integration.ledger.kill_many --times 1000
python -m tests.integration.ledger.kill_many --times 1000 --ledger postgresql://user@host/empty
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.integration.ledger.killing import import_files, kill_once, write_files


def main() -> int:
    """Kill many imports and say how many were kept whole."""
    parser = argparse.ArgumentParser(prog="python -m tests.integration.ledger.kill_many")
    parser.add_argument("--times", type=int, default=1000)
    parser.add_argument("--ledger", default="", help="empty: a new file")
    parser.add_argument("--rows", type=int, default=500)
    parser.add_argument("--seed", type=int, default=None)
    arguments = parser.parse_args()
    draw = random.Random(arguments.seed)
    kept: Counter[bool] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        address = arguments.ledger or str(Path(folder) / "case.servanda")
        versions = write_files(Path(folder), arguments.rows)
        start = time.perf_counter()
        import_files(address, versions[0])
        longest = 1.5 * (time.perf_counter() - start)
        for number in range(1, arguments.times + 1):
            kept[kill_once(address, versions[number % 2], draw.uniform(0, longest))] += 1
            if number % 50 == 0:
                print(f"{number} killed: {kept[True]} kept whole, {kept[False]} left no trace")
    return 0


if __name__ == "__main__":
    sys.exit(main())
