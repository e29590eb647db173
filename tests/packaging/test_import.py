"""The package starts fast and shows what it promises."""

from __future__ import annotations

import subprocess
import sys

HEAVY = ("duckdb", "pyarrow", "pyspark", "pydantic", "lark", "ruamel", "jinja2", "numpy", "shapely")

PUBLIC = [
    "Board",
    "Case",
    "Finding",
    "ServandaError",
    "__version__",
    "assess",
    "check",
    "diff",
    "explain",
    "incidents",
    "read",
    "read_agreement",
    "read_evidence",
    "schedule",
    "to_arrow",
]


def _run(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_import_loads_nothing_heavy() -> None:
    """A fresh process that imports the package has none of the heavy packages."""
    code = f"import sys, servanda; print([m for m in {HEAVY!r} if m in sys.modules])"
    assert _run(code) == "[]"


def test_help_loads_no_engine() -> None:
    """`servanda --help` needs neither engine nor tables."""
    code = (
        "import sys\n"
        "from servanda.cli.app import build_app\n"
        "try:\n    build_app()(['--help'])\n"
        "except SystemExit:\n    pass\n"
        f"print([m for m in {HEAVY!r} if m in sys.modules], file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"


def test_public_names_are_the_stored_list() -> None:
    """What is public is what was decided to be public."""
    import servanda

    assert servanda.__all__ == PUBLIC


def test_every_public_name_can_be_loaded() -> None:
    """Each lazy name has a home."""
    code = "import servanda; print([n for n in servanda.__all__ if getattr(servanda, n) is None])"
    assert _run(code) == "[]"


def test_unknown_name_is_an_attribute_error() -> None:
    """A misspelt name fails as in any module."""
    code = "import servanda\ntry:\n    servanda.asess\nexcept AttributeError as e:\n    print(e)"
    assert _run(code) == "module 'servanda' has no attribute 'asess'"
