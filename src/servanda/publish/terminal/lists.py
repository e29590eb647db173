"""Lists on a terminal: changes, incidents, the calendar of duties, problems of files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, Protocol
from zoneinfo import ZoneInfo

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from servanda.assessment.findings import Change, Changes, Finding
from servanda.assessment.material import IncidentList, IncidentNote, RejectNote
from servanda.errors import Problem, show_problem
from servanda.plurals import how_many
from servanda.publish.terminal.board import stamps_of
from servanda.publish.terminal.style import clean, said, verdict_text
from servanda.publish.words import measured, moment, period, slot_words, zone_of

MOST_INCIDENTS: Final = 1_000
"""Nobody reads more of them on a terminal."""
MOST_REJECTS: Final = 20


class CalendarRow(Protocol):
    """What the calendar shows of one duty; any object with these attributes will do.

    Attributes:
        clause: label of the clause.
        bearer: who owes it, in words.
        begins_at, ends_at: its period, microseconds UTC.
        sentence: the duty in one plain sentence.
        reading: name of the reading that asks for it; empty: the clause as it stands.
        state: what is so in that period: due, in force, if called for ...
        lapses_at: when it lapses; None: it does not.
    """

    @property
    def clause(self) -> str:
        """Return the label of the clause."""

    @property
    def bearer(self) -> str:
        """Return who owes it."""

    @property
    def begins_at(self) -> int:
        """Return its first instant."""

    @property
    def ends_at(self) -> int:
        """Return the first instant after it."""

    @property
    def sentence(self) -> str:
        """Return the duty in one plain sentence."""

    @property
    def reading(self) -> str:
        """Return the name of the reading."""

    @property
    def state(self) -> str:
        """Return what is so in its period."""

    @property
    def lapses_at(self) -> int | None:
        """Return when it lapses."""


class Calendar(Protocol):
    """What is shown of a calendar; any object with these attributes will do.

    Attributes:
        zone: IANA zone of its days.
        duties: its entries.
        not_shown: labels of clauses without a place in it, each with why.
        shown_until: how far it goes, microseconds UTC; None: it shows all.
    """

    @property
    def zone(self) -> str:
        """Return its zone."""

    @property
    def duties(self) -> Iterable[CalendarRow]:
        """Return its entries."""

    @property
    def not_shown(self) -> Iterable[tuple[str, str]]:
        """Return what has no place in it, and why."""

    @property
    def shown_until(self) -> int | None:
        """Return how far it goes."""


def show_problems(problems: Sequence[Problem], console: Console) -> None:
    """Print problems, each with its lines and hint; nothing if there is none."""
    styles = {"error": "bold red", "warning": "bold yellow"}
    for problem in problems:
        first, _, rest = show_problem(problem).partition("\n")
        console.print(said(first, styles.get(problem.severity, "")), soft_wrap=True)
        if rest:
            console.print(said(rest), soft_wrap=True)
        console.print()


def show_rejects(rejects: Sequence[RejectNote], console: Console) -> None:
    """Print rows that cannot be used, each with its place and why; the first of very many."""
    if not rejects:
        return
    count = f"{len(rejects):,} row was" if len(rejects) == 1 else f"{len(rejects):,} rows were"
    console.print(said(f"{count} rejected: kept, and not judged", "bold yellow"))
    for row in rejects[:MOST_REJECTS]:
        hint = f" ({row.hint})" if row.hint else ""
        origin = f" ({row.origin})" if row.origin else ""
        line = f"  {row.file}:{row.row_no}{origin}: {row.code} {row.reason}{hint}"
        console.print(said(line.rstrip()), soft_wrap=True)
    if len(rejects) > MOST_REJECTS:
        rest = f"{len(rejects) - MOST_REJECTS:,} more; a page (`assess --html`) lists all of them"
        console.print(said(f"  and {rest}"))
    console.print()


def show_diff(changes: Changes, console: Console) -> None:
    """Print what differs between two boards, and because of which reports.

    Raises:
        UsageError: SV601, the zone of the boards is not known.
    """
    zone = zone_of(changes.later.zone)
    times = [moment(board.as_of, zone) for board in (changes.earlier, changes.later)]
    console.print(said(changes.later.title, "bold"))
    console.print(
        said(
            f"as of {times[0]} against as of {times[1]} {changes.later.zone},"
            f" standard {changes.later.standard}"
        )
    )
    for name, stamp in stamps_of(changes.later):
        console.print(said(f"{name}: {stamp}"))
    if changes.rows:
        rows = ", ".join(how_many(count, name) for name, count in changes.rows.items())
        console.print(said(f"recorded between: {rows}"))
    if changes.terms:
        console.print(said(f"terms that came between: {', '.join(changes.terms)}"))
    console.print()
    if not changes.changes:
        console.print("No finding differs.")
    for change in changes.changes:
        _print_change(change, changes, console)


def _print_change(change: Change, changes: Changes, console: Console) -> None:
    finding = change.after or change.before
    if finding is None:
        return
    names = changes.later.material.names
    reading = f" / {finding.reading}" if finding.reading else ""
    slot = slot_words(finding, zone_of(changes.later.zone))
    who = names.get(finding.bearer, finding.bearer)
    console.print(said(f"{finding.clause}{reading}, {who}, {slot}", "bold"))
    for name, side in (("was", change.before), ("now", change.after)):
        console.print(Text.assemble(f"  {name} ", _side(side)))
    because = _because(change, changes.terms)
    if because:
        console.print(said(f"  because of {because}"))
    console.print()


def _because(change: Change, terms: tuple[str, ...]) -> str:
    """Return whose doing a change is: of reports, of terms, or of both; empty: of time alone."""
    reports = ", ".join(change.because)
    if not change.doing:
        return reports
    named = terms[0] if len(terms) == 1 else f"one or more of {', '.join(terms)}"
    rows = reports or "other rows recorded between"
    return {
        "terms": f"{named}, whatever else was recorded",
        "both": f"{named}, together with {rows}",
        "either": f"{rows}, or just as well of {named}: either would be enough",
    }[change.doing]


def _side(finding: Finding | None) -> Text:
    if finding is None:
        return Text("not on the board")
    return Text.assemble(verdict_text(finding.verdict, finding.reason), f": {measured(finding)}")


def show_incidents(
    listing: IncidentList, console: Console, *, most: int | None = MOST_INCIDENTS
) -> None:
    """Print incidents with their status and reports, then pairs that nobody linked yet.

    Args:
        listing: what to show.
        console: to print to.
        most: so many incidents are shown, the first; None: all.

    Raises:
        UsageError: SV601, the zone is not known.
    """
    zone = zone_of(listing.zone)
    console.print(
        said(f"as of {moment(listing.as_of, zone)} {listing.zone}, standard {listing.standard}")
    )
    if listing.stamp:
        console.print(said(listing.stamp))
    if not listing.incidents:
        console.print("No incident was reported.")
    else:
        console.print(_incident_table(listing, most))
        if most is not None and len(listing.incidents) > most:
            total = len(listing.incidents)
            console.print(
                said(f"the first {most:,} of {total:,}; `--all` or `--json` shows all", "dim")
            )
    if listing.suggestions:
        console.print(_suggestion_table(listing))
        console.print(
            said("A person decides, in links.csv or by `servanda link`; nothing is linked here.")
        )


def _suggestion_table(listing: IncidentList) -> Table:
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    for name in ("perhaps one occurrence", "score", "for it", "against, or open"):
        table.add_column(name, overflow="fold")
    for pair in listing.suggestions:
        reports = "\n".join(pair.reports)
        told = (f"{pair.score:.2f}", ", ".join(pair.alike), ", ".join(pair.unlike))
        table.add_row(*(said(text) for text in (reports, *told)))
    return table


def _incident_table(listing: IncidentList, most: int | None) -> Table:
    zone = zone_of(listing.zone)
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    for name in ("status", "when", "what", "where", "reports"):
        table.add_column(name, overflow="fold")
    for note in listing.incidents[:most]:
        when = period(note.begins_at, note.ends_at, zone)
        cells = (note.status, when, note.what, note.place, _reports_of(note))
        table.add_row(*(said(text) for text in cells))
    return table


def _reports_of(note: IncidentNote) -> str:
    return ", ".join(note.reports) + (f" ({note.why})" if note.why else "")


def show_duties(calendar: Calendar, console: Console) -> None:
    """Print the calendar of who owes what when, in order of time, then what has no place in it.

    Raises:
        UsageError: SV601, the zone is not known.
    """
    local = zone_of(calendar.zone)
    rows = sorted(calendar.duties, key=lambda duty: (duty.begins_at, duty.ends_at))
    if rows:
        console.print(_duty_table(rows, local))
        console.print(said(f"times in {calendar.zone}", "dim"))
    else:
        console.print("Nobody owes anything that can be put into a calendar.")
    if calendar.shown_until is not None:
        until = moment(calendar.shown_until, local)
        console.print(
            said(f"Shown up to {until}; what may go on after that is not in this calendar.")
        )
    hidden = [f"  [{label}]: {why}" for label, why in calendar.not_shown]
    if hidden:
        console.print(said("Not in this calendar:", "bold"))
    for line in hidden:
        console.print(said(clean(line)), soft_wrap=True)


def _duty_table(rows: Iterable[CalendarRow], zone: ZoneInfo) -> Table:
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    for name in ("when", "what", "clause", "bearer", "duty"):
        table.add_column(name, overflow="fold")
    for duty in rows:
        when = period(duty.begins_at, duty.ends_at, zone)
        clause = f"{duty.clause} / {duty.reading}" if duty.reading else duty.clause
        at = "" if duty.lapses_at is None else f" {moment(duty.lapses_at, zone)}"
        cells = (when, f"{duty.state}{at}", clause, duty.bearer, duty.sentence)
        table.add_row(*(said(clean(text)) for text in cells))
    return table
