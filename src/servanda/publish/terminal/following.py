"""What new evidence did to a followed case, on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pyarrow as pa
from rich.console import Console
from rich.text import Text

from servanda.assessment.findings import Change, Finding
from servanda.assessment.following.live import Added
from servanda.assessment.following.reading import waits
from servanda.publish.terminal.style import said, verdict_text
from servanda.publish.words import measured, moment, slot_words, zone_of

_MOST_REJECTS = 20


def show_added(title: str, added: Added, names: Mapping[str, str], zone_name: str,
               console: Console) -> None:  # fmt: skip
    """Print what was taken, what was not and why, and the findings that changed.

    Args:
        title: where the rows came from.
        added: what they did.
        names: short names of actors and areas to those that are shown.
        zone_name: of the agreement.
        console: to print to.

    Raises:
        UsageError: SV601, the zone is not known.
    """
    zone = zone_of(zone_name)
    rows = ", ".join(f"{count:,} {name}" for name, count in added.rows.items()) or "no new row"
    console.print(said(f"{title}: {rows}; as of {moment(added.as_of, zone)}", "bold"))
    for line in _unused(added.rejects):
        console.print(said(line), soft_wrap=True)
    if added.waiting:
        rest = "1 row waits" if added.waiting == 1 else f"{added.waiting:,} rows wait"
        console.print(said(f"  in all {rest} for a report that is named and not there yet"))
    if added.anew:
        console.print(said(f"  the whole case was judged again: {added.anew}"))
    for change in added.changes:
        told = _line(change, names, zone_name)
        if told is not None:
            console.print(told, soft_wrap=True)
    if not added.changes:
        console.print("  no finding changed")


def _unused(rejects: pa.Table) -> Iterator[str]:
    """Yield the rows that are not used, each with why: some for good, some for the time being."""
    waiting = waits(rejects).to_pylist()
    for row, is_waiting in zip(rejects.slice(0, _MOST_REJECTS).to_pylist(), waiting, strict=False):
        hint = f" ({row['hint']})" if row["hint"] else ""
        what = "waits" if is_waiting else "rejected"
        yield f"  {what} {row['file']}:{row['row_no']}: {row['code']} {row['reason']}{hint}"
    if rejects.num_rows > _MOST_REJECTS:
        yield f"  and {rejects.num_rows - _MOST_REJECTS:,} more rows that are not used"


def _line(change: Change, names: Mapping[str, str], zone_name: str) -> Text | None:
    finding = change.after or change.before
    if finding is None:
        return None
    reading = f" / {finding.reading}" if finding.reading else ""
    area = f", {names.get(finding.area, finding.area)}" if finding.area else ""
    who = names.get(finding.bearer, finding.bearer)
    slot = slot_words(finding, zone_of(zone_name))
    name = f"  {finding.clause}{reading}, {who}{area}, {slot}: "
    return Text.assemble(said(name), _side(change.before), " -> ", _side(change.after))


def _side(finding: Finding | None) -> Text:
    if finding is None:
        return Text("not on the board")
    return Text.assemble(
        verdict_text(finding.verdict, finding.reason), said(f" ({measured(finding)})")
    )
