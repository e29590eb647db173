"""What is worked out from the package's own files is kept between runs, in the user's cache folder.

Nothing of a case is kept here, and nothing here is needed: where the folder cannot be written, or
holds something unreadable, the thing is worked out again.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any


def cache_folder() -> Path | None:
    """Return the folder for what can be worked out again, made if missing; None: there is none.

    It is `servanda` in what `XDG_CACHE_HOME` names, else in the cache folder that the system has
    for the user. Only its owner may write to it.
    """
    try:
        folder = _base_folder() / "servanda"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except (OSError, RuntimeError):
        return None
    return folder if _is_ours(folder) else None


def derive(name: str, source: str, make: Callable[[], Any]) -> Any:  # noqa: ANN401
    """Return what `make` returns for a source, from the cache folder where it is kept.

    Args:
        name: of the thing; it names the file.
        source: text that it is worked out from; another text, another file.
        make: works it out; the result must be plain data that JSON can hold.
    """
    path = kept_file(name, source, "json")
    if path is None:
        return make()
    with suppress(OSError, ValueError):
        return json.loads(path.read_text(encoding="utf-8"))
    made = make()
    with suppress(OSError):
        _write(path, json.dumps(made, separators=(",", ":")))
    return made


def kept_file(name: str, source: str, ending: str) -> Path | None:
    """Return the file in which a thing is kept that was worked out from a text; None: nowhere."""
    folder = cache_folder()
    digest = hashlib.sha256(source.encode()).hexdigest()[:32]
    return None if folder is None else folder / f"{name}-{digest}.{ending}"


def _base_folder() -> Path:
    named = os.environ.get("XDG_CACHE_HOME", "")
    if named and Path(named).is_absolute():
        return Path(named)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches"
    return Path.home() / ".cache"


def _is_ours(folder: Path) -> bool:
    """Return whether nobody else can have put anything there."""
    if sys.platform == "win32":
        return True
    found = folder.stat()
    return found.st_uid == os.getuid() and not found.st_mode & 0o022


def _write(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.stem, suffix=".part")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
