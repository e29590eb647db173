"""Single findings with everything they rest on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from servanda.asking import (
    Engine,
    Release,
    check_labels,
    delayed,
    instant_of_case,
    leaving,
    opener_of,
    profile_of,
    standard_of,
)
from servanda.assessment.findings import Board, Finding
from servanda.assessment.judge import Request, judge_case
from servanda.case import Case
from servanda.errors import Problem, UsageError
from servanda.moments import Moment
from servanda.progress import Progress, silent


@dataclass(frozen=True)
class Wanted:
    """Which findings to explain.

    Attributes:
        clause: label, with or without brackets.
        slot: local date, `whole` or another slot; None: all.
        reading: its label; None: all.
        bearer: name; None: all.
    """

    clause: str
    slot: str | None = None
    reading: str | None = None
    bearer: str | None = None

    def fits(self, finding: Finding) -> bool:
        """Return whether a finding is wanted."""
        return (
            finding.clause == self.clause.strip("[]")
            and self.slot in {None, finding.slot}
            and self.reading in {None, finding.reading}
            and self.bearer in {None, finding.bearer}
        )


def explain(  # noqa: PLR0913 - all but the case are options, by keyword only
    case: Case,
    wanted: Wanted | str,
    *,
    as_of: Moment = None,
    standard: str = "independent",
    release: Release = None,
    engine: Engine = None,
    progress: Progress = silent,
) -> Board:
    """Return the board with only the wanted findings, each with everything it rests on.

    Args:
        case: from `read`.
        wanted: which findings; a text is the label of a clause.
        as_of: as in `assess`.
        standard: as in `assess`.
        release: as in `assess`.
        engine: as in `assess`.
        progress: called with the name of the step and the done share.

    Raises:
        UsageError: SV406, no such clause; SV407, it has no such finding.
    """
    from servanda.assessment.cards import explain_indexed, findings_of

    asked = Wanted(wanted) if isinstance(wanted, str) else wanted
    label = asked.clause.strip("[]")
    profile = profile_of(release)
    instant = delayed(instant_of_case(case, as_of), profile)
    proof, opener = standard_of(standard), opener_of(engine)
    check_labels(case.agreement, [label])
    request = Request(instant, proof, progress=progress, open_backend=opener)
    if case.index is not None:
        board = leaving(explain_indexed(case, request, label, asked.fits), case, profile)
    else:
        request = replace(request, explained=True, changes_of=asked.fits)
        board = leaving(judge_case(case.for_judging(request.as_of), request), case, profile)
    findings = tuple(finding for finding in board.findings if asked.fits(finding))
    if not findings:
        known = [finding for finding in board.findings if finding.clause == label]
        if case.index is not None:
            known = [*findings_of(case, request, label)]
        slots = sorted({finding.slot for finding in known if finding.slot})
        hint = _others(asked, known) or (
            f"it has: {', '.join(slots[:3])} ..." if slots else "it has no verdict"
        )
        message = f"`[{label}]` has no such finding"
        raise UsageError((Problem("SV407", message, hint=hint),))
    return replace(board, findings=findings)


def _others(asked: Wanted, findings: Sequence[Finding]) -> str:
    """Return the readings or bearers of a clause where it has not the one that is wanted."""
    for name, wanted, known in (
        ("readings", asked.reading, {finding.reading for finding in findings}),
        ("bearers", asked.bearer, {finding.bearer for finding in findings}),
    ):
        if findings and wanted is not None and wanted not in known:
            shown = [f"`{other}`" if other else '`""`' for other in sorted(known)]
            return f"its {name}: {', '.join(shown)}"
    return ""
