"""What evidence says of the calendar itself, judged before all other duties (SEMANTICS 5.5, 5.7).

    known, duties = settle(agreement, judge, decisions, as_of, totals)

Extensions that a measure earns, and instants such as `[x] is done` or the first release, are
findings of their own. What they say may bring about further questions (the second phase waits for
the first), so they are judged again until nothing new is asked or found.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final, Protocol, TypeAlias

from servanda.agreement.amounts import Total
from servanda.agreement.anchors import Anchor, Anchors, Asked, Moments
from servanda.agreement.decisions import Decision
from servanda.agreement.duties import DutyTables, Setting, build_duties, duties_in, setting_of
from servanda.agreement.extensions import Gates, build_gates, read_earned
from servanda.agreement.life import Earned, Known
from servanda.agreement.model import Agreement, DonePoint
from servanda.agreement.questions import build_questions, clauses_of, read_answers, read_done

Row: TypeAlias = Mapping[str, Any]
"""A row of findings, figures in whole units."""

MOST_ROUNDS: Final = 50
"""Rounds after which what keeps changing is left as it is."""
CLAIMED: Final = "claimed"


class Judge(Protocol):
    """Judges some duties.

    Args:
        duties: what is asked.
        standard: of proof; None: the one in force.
        clauses: numbers of the lines whose findings are wanted; None: all. Others may be there too.
    """

    def __call__(
        self,
        duties: DutyTables,
        standard: str | None = None,
        clauses: Collection[int] | None = None,
    ) -> Iterable[Row]:
        """Return the findings, figures in whole units."""
        ...


def settle(
    agreement: Agreement,
    judge: Judge,
    decisions: Iterable[Decision] = (),
    as_of: int | None = None,
    totals: Mapping[str, Total] | None = None,
) -> tuple[Known, DutyTables]:
    """Return what evidence has set of the calendar of an agreement, and the duties under it.

    Args:
        agreement: its model.
        judge: gives the findings of some duties; not called where nothing is asked of evidence.
        decisions: as in `build_duties`.
        as_of: as in `build_duties`.
        totals: as in `build_duties`.

    Raises:
        AgreementError: as in `build_duties`.
    """
    decided = tuple(decisions)
    known = Known()
    for _ in range(MOST_ROUNDS):
        setting = setting_of(agreement, decided, as_of, totals, known)
        duties = duties_in(setting)
        earned = _earned(agreement, judge, build_gates(setting))
        anchors = _answers(judge, duties, setting, known)
        if earned == known.earned and anchors == known.moments.anchors:
            return known, duties
        known = Known(earned, Moments(anchors))
    return known, build_duties(agreement, decided, as_of, totals, known)


def _earned(agreement: Agreement, judge: Judge, gates: Gates) -> dict[str, Earned]:
    if not gates.gates:
        return {}
    return read_earned(agreement, gates, judge(gates.duties))


def _answers(judge: Judge, duties: DutyTables, setting: Setting, known: Known) -> Anchors:
    """Return what the evidence says to all that was asked so far."""
    asked = known.moments.asked
    found: dict[Asked, Anchor] = {}
    if any(isinstance(one.what, DonePoint) for one in asked):
        lines = clauses_of(duties, asked)
        both = (judge(duties, None, lines), judge(duties, CLAIMED, lines))
        found |= read_done(duties, asked, *both)
    questions = build_questions(setting, asked)
    if questions.asked:
        both = (judge(questions.duties), judge(questions.duties, CLAIMED))
        found |= read_answers(questions, *both)
    return found
