"""Questions to the evidence: when did an act first happen, since when is a clause done.

An act is asked for as a duty of its own that nobody sees, `at least n` from entry into force; a
clause that is done is read from its own findings. Both are judged at the standard in force, for
what is certain, and at the lowest one, for what is possible (SEMANTICS 5.5).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, TypeAlias

from servanda.agreement.anchors import Anchor, Asked
from servanda.agreement.duties import DutyTables, Facts, Setting, tables_of
from servanda.agreement.duty_ids import Ids, MeasureKey
from servanda.agreement.duty_rows import CEILING, FLOOR
from servanda.agreement.duty_writer import Writer
from servanda.agreement.lines import Wanted, bare
from servanda.agreement.model import DonePoint, Event, Quantity
from servanda.agreement.periods import joined
from servanda.agreement.slots import WHOLE, Clockwork
from servanda.civil import Period

Row: TypeAlias = Mapping[str, Any]
ONCE: Final = Quantity("at least", Decimal(1), Decimal(1))


@dataclass(frozen=True)
class Questions:
    """Duties that only ask.

    Attributes:
        duties: one or several for each question.
        asked: clause_no to the question it belongs to.
    """

    duties: DutyTables
    asked: Mapping[int, Asked]


def wanted_acts(event: Event) -> tuple[Wanted, tuple[str, ...]]:
    """Return the acts of an event and whose they are; without a doer they count by any hand."""
    found = event.filter
    any_hand = found.any_hand or not (found.whose or event.is_bearer)
    return Wanted(bare(found), found.places, (), any_hand), found.whose


def build_questions(setting: Setting, asked: Iterable[Asked]) -> Questions:
    """Return the duties that ask when acts happened.

    Args:
        setting: the period in force.
        asked: what is asked; clauses that are done are left out.

    Raises:
        AgreementError: as in `build_duties`.
    """
    agreement, clockwork = setting.agreement, setting.clockwork
    ids, entries = Ids(agreement), dict[tuple[int, int, int], Facts]()
    by_number: dict[int, Asked] = {}
    if clockwork is not None:
        writer = Writer(ids, setting.totals)
        for one in sorted((a for a in asked if isinstance(a.what, Event)), key=repr):
            for who in _doers(one):
                number = len(by_number) + 1
                by_number[number] = one
                member_id = _write(writer, number, (one, who), clockwork)
                entries[number, 0, member_id] = _facts(one)
    return Questions(tables_of(setting, ids, entries), by_number)


def _doers(asked: Asked) -> Iterator[tuple[str, ...]]:
    event = asked.what
    if not isinstance(event, Event):
        return
    who = (asked.bearer,) if asked.bearer else event.filter.whose
    if event.each:
        yield from ((actor,) for actor in who)
    else:
        yield who


def _write(
    writer: Writer, number: int, question: tuple[Asked, tuple[str, ...]], clockwork: Clockwork
) -> int:
    asked, who = question
    period = _period(asked, clockwork)
    quantity = _quantity(asked)
    direction = CEILING if quantity.op == "at most" else FLOOR
    ids, span = writer.ids, joined([period])
    wanted, _ = wanted_acts(asked.what) if isinstance(asked.what, Event) else (None, ())
    if wanted is None:
        return 0
    bearer_id = ids.accused_id(who, asked.interest) if asked.interest else ids.bearer_id(who)
    measure_id = ids.measure_id(
        MeasureKey(
            direction, bearer_id, wanted.any_hand or not who,
            ids.filter_id(wanted, is_limit=direction == CEILING), ids.site_id(wanted.places), span,
            span,
        )
    )  # fmt: skip
    low, high = writer.totals.amount(quantity, wanted.filter, 1)
    writer.write_question(number, (bearer_id, measure_id), (direction, low, high), period)
    return bearer_id


def _quantity(asked: Asked) -> Quantity:
    return (asked.what.quantity if isinstance(asked.what, Event) else None) or ONCE


def _period(asked: Asked, clockwork: Clockwork) -> Period:
    life = clockwork.life
    begins = life.entry if asked.begins_at is None else asked.begins_at
    ends = life.may_ends if asked.ends_at is None else asked.ends_at
    return Period(begins, max(begins, clockwork.horizon if ends is None else ends))


def _facts(asked: Asked) -> Facts:
    found = asked.what.filter if isinstance(asked.what, Event) else None
    unit = "" if found is None else found.unit
    return Facts("", "", asked.bearer or "anyone", "", "", unit, "", "", 0)


# ---- answers ----------------------------------------------------------------------------------


def read_answers(
    questions: Questions, findings: Iterable[Row], claimed: Iterable[Row]
) -> dict[Asked, Anchor]:
    """Return since when each act that was asked for has happened.

    Args:
        questions: that were judged.
        findings: at the standard in force.
        claimed: at the lowest one.
    """
    certain = {row["clause_no"]: row for row in findings}
    possible = {row["clause_no"]: row for row in claimed}
    found: dict[Asked, list[Anchor]] = {}
    for number, asked in questions.asked.items():
        anchor = _anchor(asked, certain[number], possible[number])
        found.setdefault(asked, []).append(anchor)
    return {asked: _latest(anchors) for asked, anchors in found.items()}


def reached_at(row: Row) -> int | None:
    """Return when what a floor asks for was reached, in time or late; None: it is not."""
    if row["direction"] == CEILING:
        return None
    names = {"complied": "since", "violated": "late_since"}
    found: int | None = row.get(names.get(row["verdict"], ""))
    return found


def _anchor(asked: Asked, row: Row, claimed: Row) -> Anchor:
    is_limit = row["direction"] == CEILING
    certain, reached = reached_at(row), reached_at(claimed)
    possible = None
    if row["verdict"] == "complied" and is_limit:
        certain = row["closes_at"]
    if reached is not None:
        # Somewhere in the time of the reports by which it is so.
        possible = claimed.get("begun", reached)
    elif claimed["verdict"] == "disputed" or row["verdict"] == "disputed":
        told = claimed if claimed["verdict"] == "disputed" else row
        possible = row["closes_at"] if is_limit else told.get("begun", row["opens_at"])
    elif is_limit and row["verdict"] in {"not verifiable", "complied"}:
        possible = row["closes_at"]
    elif asked.is_denied and not is_limit and _may_be_met(row):
        # Nobody told of it; that it did not happen is known where a figure says so.
        possible = row["opens_at"]
    if certain is not None:
        possible = certain if possible is None else min(possible, certain)
    return Anchor(certain, possible)


def _may_be_met(row: Row) -> bool:
    """Return whether no figure shows that what is asked for was not done."""
    most, asked = row["possible"], row["n_low"]
    return row["verdict"] in {"pending", "not verifiable"} and (
        most is None or asked is None or most >= asked
    )


def _latest(anchors: list[Anchor]) -> Anchor:
    """Return since when all of several are so."""
    certain = [a.certain for a in anchors if a.certain is not None]
    possible = [a.possible for a in anchors if a.possible is not None]
    return Anchor(
        max(certain) if len(certain) == len(anchors) else None,
        max(possible) if len(possible) == len(anchors) else None,
    )


def read_done(
    duties: DutyTables, asked: Iterable[Asked], findings: Iterable[Row], claimed: Iterable[Row]
) -> dict[Asked, Anchor]:
    """Return since when each clause that was asked for is done: complied by all, in all its parts.

    Args:
        duties: of the agreement.
        asked: clauses, and perhaps whose part of them; acts are left out.
        findings: of the duties at the standard in force.
        claimed: of the same at the lowest one.
    """
    wanted = [one for one in asked if isinstance(one.what, DonePoint)]
    lowest = {_key(row): row for row in claimed}
    rows = [row for row in findings if not row["is_group"] and not row["reading_no"]]
    found = {}
    for one in wanted:
        own = [row for row in _ended(rows) if _is_of(duties, row, one)]
        anchors = [_anchor(one, row, lowest[_key(row)]) for row in own]
        found[one] = _latest(anchors) if anchors else Anchor(None, None)
    return found


def clauses_of(duties: DutyTables, asked: Iterable[Asked]) -> frozenset[int]:
    """Return the numbers of the lines by whose findings `read_done` tells what is done."""
    labels = [one.what.label for one in asked if isinstance(one.what, DonePoint)]
    return frozenset(
        number
        for (number, _, _), facts in duties.entries.items()
        if any(_is_line_of(facts.clause, label) for label in labels)
    )


def _key(row: Row) -> tuple[Any, ...]:
    names = ("clause_no", "reading_no", "member_id", "is_group", "slot")
    return tuple(row[name] for name in names)


def _ended(rows: list[Row]) -> list[Row]:
    """Leave the single days out where the whole of them is judged, too."""
    whole = {(row["clause_no"], row["member_id"]) for row in rows if row["slot"] == WHOLE}
    return [
        row
        for row in rows
        if row["slot"] == WHOLE or (row["clause_no"], row["member_id"]) not in whole
    ]


def _is_of(duties: DutyTables, row: Row, asked: Asked) -> bool:
    facts = duties.facts(row["clause_no"], row["reading_no"], row["member_id"])
    if not isinstance(asked.what, DonePoint):
        return False
    return _is_line_of(facts.clause, asked.what.label) and asked.bearer in {"", facts.bearer}


def _is_line_of(name: str, label: str) -> bool:
    # Further lines of a clause are labelled `label.2`, `label.3`.
    return name == label or name.startswith(f"{label}.")
