"""Reads the examples of evidence codes in a made-up valley."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from tests.unit.evidence.valley import names

from servanda.agreement import parse_agreement
from servanda.agreement.codes import EXAMPLE_FILE
from servanda.errors import Problem, ServandaError
from servanda.evidence import build_area_map, find_incidents, known_names, read_evidence
from servanda.evidence.codes import CODES
from servanda.evidence.matching import find_candidates

HEADING = re.compile(r"^(time zone|without|[\w-]+\.\w+):(.*)$")


@dataclass
class Example:
    """An example, taken apart.

    Attributes:
        zone: time zone of the agreement.
        without: a package that is not installed.
        files: name to content; None: it is named and not there.
    """

    zone: str = "Africa/Maputo"
    without: str = ""
    files: dict[str, str | None] = field(default_factory=dict)


def example_of(code: str) -> Example:
    """Return the example of a code."""
    found, name = Example(), ""
    for line in CODES[code][2].splitlines():
        heading = HEADING.match(line)
        if heading is None:
            found.files[name] = f"{found.files[name]}{line}\n"
            continue
        name, value = heading[1], heading[2].strip()
        if name == "time zone":
            found.zone = value
        elif name == "without":
            found.without = value
        else:
            found.files[name] = None if value == "not there" else ""
    return found


def codes_caused(code: str, folder: Path, patch: pytest.MonkeyPatch) -> list[str]:
    """Return the codes of all that is wrong when the example of a code is read."""
    example = example_of(code)
    if example.without:
        patch.setitem(sys.modules, example.without, None)
    try:
        return list(_codes(example, folder))
    except ServandaError as error:
        return [problem.code for problem in error.problems]


def _codes(example: Example, folder: Path) -> Iterator[str]:
    for name, text in example.files.items():
        if text is not None:
            folder.joinpath(name).write_bytes(text.replace("\\xe9", "\xe9").encode("latin-1"))
    agreement, _ = parse_agreement(EXAMPLE_FILE % "")
    assert agreement is not None
    known_names(replace(agreement, zone_name=example.zone))
    areas = folder / "areas.geojson"
    if areas.name in example.files:
        yield from _all(build_area_map({}, areas).problems)
        return
    tables = [folder / name for name in example.files]
    wanted = tables if None in example.files.values() else folder
    evidence = read_evidence(wanted, names(example.zone))
    yield from _all(evidence.problems)
    yield from evidence.rejects["code"].to_pylist()
    if example.without == "splink":
        linked = find_incidents(dict(evidence.tables), names(), 2**60)
        find_candidates(evidence.tables, names(), 2**60, linked, with_model=True)


def _all(problems: tuple[Problem, ...]) -> Iterator[str]:
    yield from (problem.code for problem in problems)
