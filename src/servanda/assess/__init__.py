"""Judgement: from duties and evidence to findings.

`servanda.assess` is a package and, as `servanda.assess(case)`, a function: importing anything from
the package makes Python put the package where the function was. So the package can be called.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from servanda.assess.findings import Board
    from servanda.case import Case


class _Callable(ModuleType):
    """The package, which judges a case when it is called."""

    def __call__(self, case: Case, **options: Any) -> Board:  # noqa: ANN401 - those of `api.assess`
        """Judge a case; see `servanda.api.assess`."""
        from servanda.api import assess

        return assess(case, **options)


sys.modules[__name__].__class__ = _Callable
