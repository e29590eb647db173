"""`servanda schema` and `servanda convert`: agreements as JSON."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from servanda.cli.output import reported_errors, stderr


def schema() -> None:
    """Write the JSON Schema of agreements to stdout, for programs that write or check them.

    Example: servanda schema > agreement.schema.json
    """
    from servanda.agreement.schema import json_schema

    sys.stdout.write(json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n")


def convert(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="An agreement file (.md), a case folder, or an agreement as JSON (.json).",
            show_default=False,
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="FILE", help="Write here instead of to stdout."),
    ] = None,
) -> None:
    """Turn an agreement file into JSON, or JSON into an agreement file.

    The JSON holds all that the agreement says; comments of the front matter are not in it. A clause
    may be given as a sentence, as data, or as both; if the two differ it is refused.

    Example: servanda convert examples/northland -o northland.json
    """
    with reported_errors("convert", as_json=False):
        text = _converted(file)
        if out is None:
            sys.stdout.write(text)
        else:
            out.write_text(text, encoding="utf-8", newline="")
            stderr().print(f"wrote {out}", markup=False)


def _converted(file: Path) -> str:
    from servanda.agreement import read_agreement
    from servanda.agreement.format_files import read_text
    from servanda.agreement.schema import agreement_json_text, read_json
    from servanda.agreement.schema_text import agreement_text
    from servanda.case import find_agreement

    path = find_agreement(file)
    if path.suffix.lower() == ".json":
        return agreement_text(read_json(read_text(path), str(path)))
    return agreement_json_text(read_agreement(path))
