"""How each report bears on a finding, and what each source itself says of it (SEMANTICS 6)."""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa

from servanda.assessment.reference.board import Desk, FindingKey, matters_of
from servanda.assessment.reference.figures import Matter
from servanda.assessment.reference.idle import accused
from servanda.assessment.reference.looks import level_figures, level_uses
from servanda.assessment.reference.record import read_record
from servanda.assessment.reference.rows import read_case
from servanda.assessment.reference.uses import KEY, Use, figure_rows, uses_of
from servanda.assessment.tables import FIGURES, LEVEL_MODE, SUM_MODE, USES, CaseTables


def explain(case: CaseTables, keys: Iterable[FindingKey]) -> tuple[pa.Table, pa.Table]:
    """Return uses and figures of some findings.

    Args:
        case: the tables that were judged.
        keys: the first five columns of the findings that are asked for.

    Returns:
        `USES`, by key and report, and `FIGURES`, by key and speaker.
    """
    read = read_case(case)
    desk = Desk(read, read_record(case.tables, case.as_of), {})
    asked = set(keys)
    uses: list[dict[str, object]] = []
    figures: list[dict[str, object]] = []
    for key, matter in matters_of(desk):
        if key in asked:
            named = dict(zip(KEY, key, strict=True))
            uses += [named | vars(use) for use in _uses(matter)]
            figures += [named | row for row in _figures(matter)]
    order = [(name, "ascending") for name in KEY]
    return (
        pa.Table.from_pylist(uses, USES).sort_by([*order, ("report_no", "ascending")]),
        pa.Table.from_pylist(figures, FIGURES).sort_by(
            [*order, ("source_id", "ascending"), ("origin_id", "ascending")]
        ),
    )


def _uses(matter: Matter) -> list[Use]:
    mode = matter.setting.measure.mode
    if mode == LEVEL_MODE:
        return level_uses(matter)
    return uses_of(matter if mode == SUM_MODE else accused(matter))


def _figures(matter: Matter) -> list[dict[str, object]]:
    mode = matter.setting.measure.mode
    if mode == LEVEL_MODE:
        return level_figures(matter)
    return figure_rows(matter if mode == SUM_MODE else accused(matter))
