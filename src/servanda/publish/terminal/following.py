"""What new evidence did to a followed case, on a terminal."""

from __future__ import annotations

from collections.abc import Mapping

from rich.console import Console
from rich.text import Text

from servanda.assessment.findings import Change, Finding
from servanda.assessment.following.live import Added
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
    for row in added.rejects.slice(0, _MOST_REJECTS).to_pylist():
        hint = f" ({row['hint']})" if row["hint"] else ""
        where = f"{row['file']}:{row['row_no']}"
        console.print(said(f"  rejected {where}: {row['code']} {row['reason']}{hint}"),
                      soft_wrap=True)  # fmt: skip
    if added.rejects.num_rows > _MOST_REJECTS:
        console.print(said(f"  and {added.rejects.num_rows - _MOST_REJECTS:,} more rows rejected"))
    if added.waiting:
        console.print(said(f"  waiting for a report that they name: {added.waiting:,} rows"))
    if added.anew:
        console.print(said(f"  the whole case was judged again: {added.anew}"))
    for change in added.changes:
        line = _line(change, names, zone_name)
        if line is not None:
            console.print(line, soft_wrap=True)
    if not added.changes:
        console.print("  no finding changed")


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
