"""The packages that Servanda is measured against.

`make bench` puts them into a folder of their own, which only the queries by hand see: Servanda does
not need them, and Arrow would load pandas in every process that could.
"""

from __future__ import annotations

import os
import sys
from importlib import metadata
from importlib.machinery import PathFinder
from pathlib import Path
from typing import Final

FOLDER: Final = Path(sys.prefix) / "others"


def is_there(module: str) -> bool:
    """Return whether a query by hand could load a module."""
    return PathFinder.find_spec(module, [str(FOLDER), *sys.path]) is not None


def versions_of(packages: tuple[str, ...]) -> dict[str, str]:
    """Return the versions of those packages that a query by hand could load."""
    found = metadata.distributions(path=[*sys.path, str(FOLDER)])
    versions = {d.metadata["Name"].lower(): d.version for d in found}
    return {name: versions[name] for name in packages if name in versions}


def environment() -> dict[str, str]:
    """Return the environment of a process that sees them."""
    paths = [str(FOLDER), os.environ.get("PYTHONPATH", "")]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in paths if path)}
