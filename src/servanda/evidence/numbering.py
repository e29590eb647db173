"""Numbers for reports, and which of them stand at an instant (SEMANTICS 2.8, 7)."""

from __future__ import annotations

from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from servanda.evidence.checks import replaced_id
from servanda.evidence.quantities import DeclaredWords
from servanda.evidence.scratch import scratch_for

BEFORE_EVERYTHING: Final = -(2**62)
NEVER: Final = 2**62
"""Instants outside of every period: recorded before everything, usable never."""


def known_by(table: pa.Table, as_of: int) -> pa.Table:
    """Return the rows recorded by an instant; without a recorded-at they were always known."""
    recorded = pc.fill_null(table["recorded_at"], BEFORE_EVERYTHING)
    return table.filter(pc.less_equal(recorded, as_of))


def number_reports(reports: pa.Table, as_of: int, words: pa.Table | None = None) -> pa.Table:
    """Return the reports recorded by an instant, numbered.

    Args:
        reports: in `arrow_schema("reports")`.
        as_of: microseconds UTC.
        words: table of words; None: no report rests on one that says nothing by itself.

    Returns:
        The rows in order of (source, report id), with `report_no int64` from 1 in that order,
        `root_no` the first report of its chain of corrections, `usable_at` when it and all that it
        replaces had been recorded (`NEVER` while it waits for what it replaces) and said
        something (a quantity `none` does from its declaration on), `overtaken`: something replaces
        it as soon as it is usable, so that it never stands, and `stands`: it is the last usable of
        its chain and not withdrawn.
    """
    rows = known_by(reports, as_of).sort_by([("source", "ascending"), ("report", "ascending")])
    numbers = pa.array(range(1, rows.num_rows + 1), pa.int64())
    rows = rows.append_column("report_no", numbers)
    roots, usable, overtaken = _chains(rows, _said_from(rows, words))
    rows = rows.append_column("root_no", roots).append_column("usable_at", usable)
    rows = rows.append_column("overtaken", pc.is_in(numbers, overtaken))
    return rows.append_column("stands", _stands(rows, as_of))


def _said_from(rows: pa.Table, words: pa.Table | None) -> pa.Array:
    """Return when each row was recorded, and what its figure rests on declared (2.2)."""
    recorded = rows["recorded_at"].combine_chunks()
    if words is None or rows["word"].null_count == rows.num_rows:
        return recorded
    declared = DeclaredWords(words)
    is_word = pc.is_valid(rows["word"])
    some = rows.filter(is_word).select(["source", "word", "recorded_at"]).to_pylist()
    said = [declared.said_from(row["source"], row["word"]) for row in some]
    found = [NEVER if at is None else max(at, row["recorded_at"])
             for at, row in zip(said, some, strict=True)]  # fmt: skip
    return pc.replace_with_mask(recorded, is_word.combine_chunks(), pa.array(found, pa.int64()))


def _chains(rows: pa.Table, said: pa.Array) -> tuple[pa.Array, pa.Array, pa.Array]:
    """Return root number, usable-at, and the numbers of those that are overtaken.

    Only the few rows that replace others are walked.

    Args:
        rows: numbered.
        said: from when on each says anything.
    """
    own = rows["report_no"].combine_chunks()
    some = rows.filter(pc.is_valid(rows["replaces"])).select(
        ["source", "report", "replaces", "report_no", "recorded_at"]
    )
    if not some.num_rows:
        return own, said, pa.array([], pa.int64())
    facts = some.to_pylist()
    wanted = {(f["source"], _replaced(f)) for f in facts}
    found = _find(rows, wanted)
    corrections = {f["report_no"]: (found.get((f["source"], _replaced(f))), f) for f in facts}
    chains = {number: _walk(number, corrections, said) for number in corrections}
    order = sorted(chains)
    mask = pc.is_in(own, pa.array(order, pa.int64()))
    roots = pc.replace_with_mask(own, mask, pa.array([chains[n][0] for n in order], pa.int64()))
    usable = pa.array([chains[n][1] for n in order], pa.int64())
    overtaken = {
        target
        for number, (target, _) in corrections.items()
        if target is not None and target in chains
        # What waits for what it replaces is overtaken by nothing that waits with it.
        if chains[target][1] == chains[number][1] < NEVER
    }
    return (
        roots,
        pc.replace_with_mask(said, mask, usable),
        pa.array(sorted(overtaken), pa.int64()),
    )


def _replaced(fact: dict[str, str]) -> str:
    return replaced_id(fact["source"], fact["replaces"])


def _find(rows: pa.Table, wanted: set[tuple[str, str]]) -> dict[tuple[str, str], int]:
    order = sorted(wanted)
    asked = pa.table({
        "source": pa.array([s for s, _ in order], pa.string()),
        "report": pa.array([r for _, r in order], pa.string()),
    })  # fmt: skip
    with scratch_for(rows.num_rows) as place:
        place.register("rows", rows.select(["source", "report", "report_no"]))
        place.register("asked", asked)
        sql = "SELECT * FROM asked JOIN rows USING (source, report)"
        found = place.execute(sql).fetchall()
    return {(source, report): number for source, report, number in found}


def _walk(
    number: int, corrections: dict[int, tuple[int | None, dict[str, str]]], said: pa.Array
) -> tuple[int, int]:
    usable, current = said[number - 1].as_py(), number
    seen: set[int] = set()
    while current in corrections:
        following = corrections[current][0]
        if following is None or current in seen:
            return number, NEVER
        seen.add(current)
        current = following
        usable = max(usable, said[current - 1].as_py())
    return current, usable


def _stands(rows: pa.Table, as_of: int) -> pa.Array:
    """Return whether each row is the last usable of its chain, by recorded-at and id.

    What others replace is never the last.
    """
    if rows["replaces"].null_count == rows.num_rows:
        is_usable = pc.less_equal(rows["usable_at"], as_of)
        return pc.and_not(is_usable, rows["withdrawn"]).combine_chunks()
    with scratch_for(rows.num_rows) as place:
        place.register("rows", rows)
        last = place.read(
            """SELECT arg_max(report_no,
                (report_no <> root_no, NOT overtaken, recorded_at, report_no))
                AS report_no FROM rows WHERE usable_at <= $as_of GROUP BY root_no""",
            {"as_of": as_of},
        )
    is_last = pc.is_in(rows["report_no"], last["report_no"].combine_chunks())
    return pc.and_(is_last, pc.invert(rows["withdrawn"])).combine_chunks()
