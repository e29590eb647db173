"""Extensions that a measure earns: judged before all other duties (SEMANTICS 5.5, 5.7).

The measure of an extension is counted over the period in force, and what it earns makes that period
longer; so it is judged again until nothing changes (`settle`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any, TypeAlias

from servanda.agreement.duties import DutyTables, Facts, Setting, tables_of
from servanda.agreement.duty_ids import Ids
from servanda.agreement.duty_rows import FLOOR, TermRow
from servanda.agreement.duty_text import area_text
from servanda.agreement.duty_writer import Writer
from servanda.agreement.life import Earned, extensions_of, length_of, most_times
from servanda.agreement.model import Agreement, Extension, RatioTerm, TermClause
from servanda.agreement.periods import TimeSet, common, hull, joined
from servanda.agreement.questions import wanted_acts
from servanda.agreement.slots import Clockwork
from servanda.agreement.wording import sentence
from servanda.civil import Period

Row: TypeAlias = Mapping[str, Any]
"""A row of findings: `clause_no`, `certain`, `possible` (None: unbounded), `alleged`, `n_high`."""


@dataclass(frozen=True)
class Gate:
    """What earns an extension.

    Attributes:
        label: of the extension.
        clause_no: the number under which the term is judged.
        term: one of the terms of the extension.
        most: how often it can be earned: within its cap, or before the horizon.
    """

    label: str
    clause_no: int
    term: RatioTerm
    most: int


@dataclass(frozen=True)
class Gates:
    """The measures of all extensions.

    Attributes:
        duties: one duty for each measure, so that an engine gives its bounds; its n is what the
            measure earns, unknown at the top where nobody says how much it was at most.
        gates: what each of them earns.
    """

    duties: DutyTables
    gates: tuple[Gate, ...]


def build_gates(setting: Setting) -> Gates:
    """Return the measures of all extensions over the period in force as it is known.

    Args:
        setting: the agreement and its period in force.

    Raises:
        AgreementError: as in `build_duties`.
    """
    agreement, clockwork = setting.agreement, setting.clockwork
    ids = Ids(agreement)
    gates: list[Gate] = []
    entries: dict[tuple[int, int, int], Facts] = {}
    if clockwork is not None:
        writer = Writer(ids, setting.totals)
        for label, extension in extensions_of(agreement):
            for term in extension.terms:
                most = min(most_times(extension), _in_sight(clockwork, extension))
                gate = Gate(label, len(gates) + 1, term, most)
                gates.append(gate)
                member_id = _write(writer, gate, clockwork)
                entries[gate.clause_no, 0, member_id] = _facts(agreement, gate)
    tables = tables_of(setting, ids, entries)
    order = tuple(dict.fromkeys(gate.label for gate in gates))
    return Gates(replace(tables, order=order), tuple(gates))


def _write(writer: Writer, gate: Gate, clockwork: Clockwork) -> int:
    """Write one measure from entry to the end, with a duty of at least 0; return its bearer."""
    wanted, who = wanted_acts(gate.term.trigger)
    inner, outer = _counted(clockwork, gate)
    bearer_id = writer.ids.bearer_id(who)
    measure_id = writer.measure(wanted, who, (inner, outer))
    span = hull(outer) or Period(clockwork.life.entry, clockwork.life.entry)
    writer.write_question(gate.clause_no, (bearer_id, measure_id), (FLOOR, 0, 0), span)
    term = gate.term
    writer.ids.rows.duty_terms.append(
        TermRow(len(writer.ids.rows.duties), measure_id, 1, term.every, term.beyond)
    )
    return bearer_id


def _in_sight(clockwork: Clockwork, extension: Extension) -> int:
    """Return how often an extension may be earned until the end is out of sight."""
    return (clockwork.horizon - clockwork.life.entry) // length_of(extension.by) + 1


def _counted(clockwork: Clockwork, gate: Gate) -> tuple[TimeSet, TimeSet]:
    """Return when the acts count that earn an extension, for certain and possibly."""
    life = clockwork.life
    clause = life.agreement.clause(gate.label)
    if not isinstance(clause, TermClause):
        return (), ()
    certain, possible = (
        [side.times(end, "").counted(clause) for side in clockwork.sides]
        for end in (life.ends, life.may_ends)
    )
    return reduce(common, certain), joined(period for time in possible for period in time)


def _facts(agreement: Agreement, gate: Gate) -> Facts:
    clause = agreement.clause(gate.label)
    found = gate.term.trigger.filter
    text = sentence(clause, agreement.vocabulary) if clause is not None else ""
    return Facts(
        clause=gate.label,
        reading="",
        bearer=" and ".join(found.whose) or "anyone",
        duty=text.removesuffix("."),
        area=area_text(found.places),
        unit=found.unit,
        sentence=text,
        words=clause.words if clause is not None else "",
        line=clause.place.line if clause is not None else 0,
    )


def read_earned(agreement: Agreement, gates: Gates, findings: Iterable[Row]) -> dict[str, Earned]:
    """Return how often each extension is earned by what was found.

    A measure without an upper end earns possibly what is alleged of it; where somebody tells of
    acts without saying how many at most ("dozens"), nobody knows how often it is earned (5.3).

    Args:
        agreement: knows the caps.
        gates: that were judged.
        findings: one row for each of them.
    """
    by_number = {row["clause_no"]: row for row in findings}
    caps = {label: most_times(extension) for label, extension in extensions_of(agreement)}
    sums: dict[str, tuple[int, int]] = {}
    for gate in gates.gates:
        row = by_number.get(gate.clause_no)
        if row is None:
            continue
        low, high = sums.get(gate.label, (0, 0))
        least, most = _shares(gate, row)
        sums[gate.label] = (low + least, high + most)
    return {
        label: Earned(min(low, caps[label]), min(high, caps[label]))
        for label, (low, high) in sums.items()
    }


def _shares(gate: Gate, row: Row) -> tuple[int, int]:
    """Return how often a term is earned, for certain and possibly."""
    least = _share(gate.term, row["certain"])
    if row["n_high"] is None and row["alleged"] > 0:
        return least, max(least, gate.most)
    top = row["alleged"] if row["possible"] is None else row["possible"]
    return least, max(least, _share(gate.term, top))


def _share(term: RatioTerm, amount: float) -> int:
    return int(max(0, amount - term.beyond) // term.every)
