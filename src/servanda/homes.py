"""Public names that are loaded on first use, so that what nobody asks for costs nothing."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from importlib import import_module


def loader_of(module: str, homes: Mapping[str, str]) -> Callable[[str], object]:
    """Return what a module needs as its `__getattr__` (PEP 562).

    Args:
        module: name of the module.
        homes: public name to the module where it is made.
    """

    def load(name: str) -> object:
        if name not in homes:
            msg = f"module {module!r} has no attribute {name!r}"
            raise AttributeError(msg)
        value = getattr(import_module(homes[name]), name)
        setattr(sys.modules[module], name, value)
        return value

    return load
