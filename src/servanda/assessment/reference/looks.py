"""When levels were looked at, and how reports bear on duties on levels (SEMANTICS 4.8.5)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

import pyarrow as pa

from servanda.assessment.reference.board import Desk, FindingKey, matters_of
from servanda.assessment.reference.figures import ALL, Figure, Matter, figures_in
from servanda.assessment.reference.levels import Stretch, read_levels
from servanda.assessment.reference.proof import AT_LEAST, AT_MOST
from servanda.assessment.reference.record import read_record
from servanda.assessment.reference.rows import read_case
from servanda.assessment.reference.uses import (
    ALLEGED,
    BOTH,
    KEY,
    LEFT_OUT,
    Use,
    uses_of,
)
from servanda.assessment.tables import LEVEL_MODE, LOOKS, CaseTables


def looks(case: CaseTables, keys: Iterable[FindingKey]) -> pa.Table:
    """Return the stretches of duties on levels, neighbours of equal figures joined.

    Args:
        case: the tables that were judged.
        keys: the first five columns of the findings that are asked for.

    Returns:
        `LOOKS`, by key and begin.
    """
    read = read_case(case)
    desk = Desk(read, read_record(case.tables, case.as_of), {})
    asked = set(keys)
    rows: list[dict[str, object]] = []
    for key, matter in matters_of(desk):
        if key in asked and matter.setting.measure.mode == LEVEL_MODE:
            named = dict(zip(KEY, key, strict=True))
            rows += [named | row for row in _joined(read_levels(matter).stretches)]
    order = [(name, "ascending") for name in (*KEY, "begins_at")]
    return pa.Table.from_pylist(rows, LOOKS).sort_by(order)


def _joined(stretches: Sequence[Stretch]) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for stretch in stretches:
        bounds, period = stretch.bounds, stretch.period
        found = {
            "certain": bounds.certain,
            "possible": bounds.possible,
            "alleged": bounds.alleged,
        }
        last = rows[-1] if rows else {}
        if {**last, **found} == last and last["ends_at"] == period.begins_at:
            last["ends_at"] = period.ends_at
        else:
            rows.append({"begins_at": period.begins_at, "ends_at": period.ends_at, **found})
    return rows


# ---- uses ---------------------------------------------------------------------------------------


def level_uses(matter: Matter) -> list[Use]:
    """Return how level reports bear on a duty: as they do in any of its stretches."""
    told: dict[int, list[Use]] = {}
    for stretch in read_levels(matter).stretches:
        for use in uses_of(stretch.ledger.matter):
            told.setdefault(use.report_no, []).append(use)
    return [_strongest(uses) for _, uses in sorted(told.items())]


def _strongest(uses: list[Use]) -> Use:
    """Return what one report does in any stretch; `why` is that of the first."""
    found = {use.bears for use in uses}
    if BOTH in found or {AT_LEAST, AT_MOST} <= found:
        bears = BOTH
    else:
        bears = next(word for word in (AT_LEAST, AT_MOST, ALLEGED, LEFT_OUT) if word in found)
    says_least = bears in {AT_LEAST, BOTH}
    alike = [use for use in uses if use.bears in ({AT_LEAST, BOTH} if says_least else {bears})]
    why = "" if bears in {BOTH, AT_LEAST, AT_MOST} else uses[0].why
    return replace(alike[0], bears=bears, why=why)


# ---- figures ------------------------------------------------------------------------------------


def level_figures(matter: Matter) -> list[dict[str, object]]:
    """Return what each source itself says of a level (4.8.5)."""
    stretches = read_levels(matter).stretches
    told: dict[tuple[int, int], list[Figure]] = {}
    for stretch in stretches:
        standard = matter.setting.case.standard
        for figure in figures_in(stretch.ledger.matter, stretch.ledger.unit, standard):
            if figure.kind == ALL:
                told.setdefault(figure.speaker, []).append(figure)
    is_ceiling = matter.setting.measure.is_ceiling
    rows = [_row(figures, len(stretches), is_ceiling) for _, figures in sorted(told.items())]
    return [row for row in rows if row["at_least"] is not None or row["at_most"] is not None]


def _row(figures: list[Figure], count: int, is_ceiling: bool) -> dict[str, object]:
    least = [f.at_least for f in figures if f.at_least is not None]
    most = [f.at_most for f in figures if f.at_most is not None]
    first = figures[0]
    at_least = _told(least, max, always=None if is_ceiling else count)
    at_most = _told(most, max if is_ceiling else min, always=count if is_ceiling else None)
    if not is_ceiling and at_least is not None:
        at_least = min(least)
    return {
        "source_id": first.speaker[0],
        "origin_id": first.speaker[1],
        "at_least": at_least,
        "at_most": at_most,
        "at_least_interest": first.low_voice.interest,
        "at_most_interest": first.high_voice.interest,
        "is_silence": at_most is not None
        and all(f.is_silence for f in figures if f.at_most is not None),
        "contradicts_itself": any(f.contradicts_itself for f in figures),
    }


def _told(
    numbers: list[int], how: Callable[[Iterable[int]], int], *, always: int | None
) -> int | None:
    """Return one number of what a source says; none, unless it says it as often as asked."""
    if not numbers or (always is not None and len(numbers) < always):
        return None
    return how(numbers)
