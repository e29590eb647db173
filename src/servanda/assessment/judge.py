"""Judges a case from beginning to end: duties, preparation, engine, explanation, board."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final, Literal

import pyarrow as pa
import pyarrow.compute as pc

from servanda.agreement.decisions import decisions_of
from servanda.agreement.declared import declared_totals
from servanda.agreement.duties import DutyTables
from servanda.agreement.settle import Judge, settle
from servanda.assessment import engine
from servanda.assessment.backends import Backend
from servanda.assessment.begun import COLUMNS, with_begun
from servanda.assessment.board import Judged, build_findings, summarise, with_pivots
from servanda.assessment.explain import Key, key_of
from servanda.assessment.findings import Board, Finding
from servanda.assessment.fingerprint import build_fingerprint
from servanda.assessment.incidents import incident_notes, suggestions
from servanda.assessment.later import Later
from servanda.assessment.material import IncidentList, Material, ReportNote
from servanda.assessment.narrow import all_keys, asking_only, narrowing
from servanda.assessment.pivot import STEP
from servanda.assessment.prepare import PreparedCase, prepare, setting_of
from servanda.assessment.record import (
    area_shapes,
    clause_notes,
    names_of,
    reject_notes,
    ruling_notes,
    source_notes,
)
from servanda.assessment.report_notes import marks_of, notes_of, report_notes
from servanda.assessment.tables import FIGURES, FINDINGS, USES, CaseTables
from servanda.evidence.numbering import known_by
from servanda.progress import Progress, part_of, silent

if TYPE_CHECKING:
    from servanda.case import Case

Totals = Mapping[str, tuple[int, int | None]]

COUNTED: Final = pa.schema([
    ("clause", pa.string()), ("reading", pa.string()), ("bearer", pa.string()),
    ("verdict", pa.string()), ("findings", pa.int64()),
])  # fmt: skip
# Of a judged copy only the verdict is asked; to tell since when it is so would take far longer.
UNDATED: Final = partial(engine.judge, is_dated=False, is_one_by_one=True)
_PIVOTS_OF: Final = frozenset({"violated", "disputed", "complied", "not verifiable"})
MOST_SEARCHED: Final = 10_000
"""To try out what would change so many findings takes a minute or two; a card does it for one."""

_ASK_FOR_ONE: Final = "since there are many; `servanda explain` tells it of any"
_UNSEARCHED: Final[dict[str, dict[str, str]]] = {
    "all": {},
    "disputed": {"unsearched": f"searched for what is disputed only, {_ASK_FOR_ONE}"},
    "none": {"unsearched": f"not searched for, {_ASK_FOR_ONE}"},
}


@dataclass(frozen=True)
class Request:
    """How a case is to be judged.

    Attributes:
        as_of: microseconds UTC.
        standard: of proof.
        explained: with uses, figures, what is missing and pivots.
        progress: called with the name of the step and the done share.
        open_backend: opens the engine that reads the record; None: the embedded one. What would
            change a finding is asked of the embedded one either way: it is asked of copies of a few
            reports.
        changes_of: which findings are told what would change them; None: all.
    """

    as_of: int
    standard: str = "independent"
    explained: bool = True
    progress: Progress = silent
    open_backend: Callable[[], Backend] | None = None
    changes_of: Callable[[Finding], bool] | None = None

    def backend(self) -> Backend | None:
        """Return a session of the engine for one judgement; None: the embedded one."""
        return None if self.open_backend is None else self.open_backend()


def judge_case(case: Case, request: Request) -> Board:
    """Return the board of a case.

    Raises:
        AgreementError: the calendar of a sentence cannot be worked out.
        EngineError: the engine failed.
    """
    judged = judged_case(case, request)
    request.progress("board", 0.95)
    return board_of(case, request, judged, build_findings(judged))


def board_of(case: Case, request: Request, judged: Judged, findings: tuple[Finding, ...]) -> Board:
    """Return the board of what was judged: findings with all that is shown beside them."""
    return Board(
        title=case.agreement.title,
        zone=case.agreement.zone_name,
        as_of=request.as_of,
        standard=request.standard,
        fingerprint=_fingerprint(case, request),
        findings=findings,
        clauses=summarise(judged, findings),
        counts=_counts(case, request, judged),
        details=dict(_UNSEARCHED[judged.searched]),
        material=_material(case, request, judged, findings),
    )


def count_findings(case: Case, request: Request) -> pa.Table:
    """Return how many findings of each clause, reading and bearer have each verdict.

    Returns:
        Columns `clause`, `reading`, `bearer`, `verdict` and `findings` (a count), in the order of
        the clauses; no object is made for a single finding.
    """
    request.progress("duties", 0.05)
    duties, prepared = ready_case(case, request)
    request.progress("judging", 0.3)
    rows = [
        {**_names_of(duties, row), "verdict": row["verdict"], "findings": row["findings"]}
        for row in engine.count(prepared.case, request.backend()).to_pylist()
    ]
    return pa.Table.from_pylist(rows, COUNTED)


def _names_of(duties: DutyTables, row: Mapping[str, Any]) -> dict[str, str]:
    facts = duties.facts(row["clause_no"], row["reading_no"], row["member_id"])
    return {"clause": facts.clause, "reading": facts.reading, "bearer": facts.bearer}


def judged_plainly(prepared: PreparedCase, duties: DutyTables, findings: pa.Table) -> Judged:
    """Return findings of which nobody has asked what they rest on."""
    empty = (USES.empty_table(), FIGURES.empty_table())
    return Judged(prepared, duties, findings, *empty, is_explained=False)


def incident_list(
    case: Case, request: Request, *, suggest: Literal["", "rule", "model"] = ""
) -> IncidentList:
    """Return the incidents of a case with their status, and on demand pairs that may be one."""
    request.progress("duties", 0.05)
    duties, prepared = ready_case(case, request)
    request.progress("judging", 0.3)
    # How each report bears says the status; since when a finding is what it is does not.
    told = engine.explain(prepared.case, backend=request.backend())
    judged = Judged(prepared, duties, FINDINGS.empty_table(), *told)
    request.progress("incidents", 0.8)
    return IncidentList(
        zone=case.agreement.zone_name,
        as_of=request.as_of,
        standard=request.standard,
        incidents=incident_notes(judged, case.evidence, request.as_of),
        suggestions=suggestions(
            judged.prepared,
            case.evidence,
            setting_of(case.agreement, case.names, duties.entry_at),
            with_model=suggest == "model",
        )
        if suggest
        else (),
    )


def judged_case(case: Case, request: Request, *, with_changes: bool = True) -> Judged:
    """Return what is judged of a case, in numbers; with or without what would change findings."""
    request.progress("duties", 0.05)
    duties, prepared = ready_case(case, request)
    request.progress("judging", 0.3)
    if not request.explained:
        is_dated = case.index is None
        findings = engine.judge(prepared.case, request.backend(), is_dated=is_dated)
        return judged_plainly(prepared, duties, findings)
    found = engine.judge_explained(prepared.case, request.backend())
    judged = Judged(prepared, duties, found.findings, found.uses, found.figures, looks=found.looks)
    if with_changes:
        request.progress(STEP, 0.7)
        changing = _changing(judged, request)
        judged = searched(judged, changing, part_of(request.progress, 0.7, 0.95))
    return judged


def searched(judged: Judged, findings: pa.Table, progress: Progress = silent) -> Judged:
    """Return what was judged with what would change some findings, if they are not too many."""
    word, keys = searched_keys(findings)
    return replace(with_pivots(judged, UNDATED, keys, progress), searched=word)


def _changing(judged: Judged, request: Request) -> pa.Table:
    """Return the findings that are told what would change them."""
    if request.changes_of is None:
        return judged.findings
    wanted = [request.changes_of(finding) for finding in build_findings(judged)]
    return judged.findings.filter(pa.array(wanted, pa.bool_()))


def keys_with_pivots(findings: pa.Table) -> list[Key]:
    """Return which of some findings may be told what would change them."""
    return [key_of(row) for row in findings.to_pylist() if row["verdict"] in _PIVOTS_OF]


def searched_keys(findings: pa.Table) -> tuple[str, list[Key]]:
    """Return which findings of a board are told what would change them: the word, and their keys.

    All, if they are not too many; else those that are disputed, which is what a pivot is for.
    """
    disputed = findings.filter(pc.equal(findings["verdict"], "disputed"))
    for word, some in (("all", findings), ("disputed", disputed)):
        keys = keys_with_pivots(some)
        if len(keys) <= MOST_SEARCHED:
            return word, keys
    return "none", []


def ready_case(case: Case, request: Request) -> tuple[DutyTables, PreparedCase]:
    """Return the duties in force, what evidence sets of their times included, and the case."""
    duties = duties_in_force(case, request)
    return duties, prepared_for(case, request, duties)


def duties_in_force(case: Case, request: Request) -> DutyTables:
    """Return the duties in force, what evidence sets of their times included."""
    return duties_settled(case, request.as_of, asked_of(case, request))


def asked_of(case: Case, request: Request) -> Judge:
    """Return what judges from scratch what the calendar asks of the evidence of a case."""

    def judged(
        duties: DutyTables,
        standard: str | None = None,
        clauses: Collection[int] | None = None,
    ) -> list[dict[str, Any]]:
        prepared = prepared_for(case, request, duties, standard)
        asked = asked_part(asking_only(prepared.case, clauses))
        rows = in_whole_units(engine.judge(asked, request.backend()), duties, prepared.scales)
        things, reports = asked.tables["filter_things"], asked.tables["reports"].select(COLUMNS)
        return with_begun(rows, duties, things, [reports], request.as_of)

    return judged


def duties_settled(case: Case, as_of: int, judge: Judge) -> DutyTables:
    """Return the duties in force at an instant, as somebody judges what evidence sets of them."""
    decisions = decisions_of(case.evidence.tables["rulings"].to_pylist())
    _, duties = settle(case.agreement, judge, decisions, as_of, totals_of(case, as_of))
    return duties


def asked_part(case: CaseTables) -> CaseTables:
    """Return what of a case bears on what it asks, if its reports lie in the files of an index.

    What the calendar asks has to be dated, which needs its reports one by one.
    """
    if case.projected is None:
        return case
    with narrowing(case) as narrower:
        return narrower.part(all_keys(case))


def prepared_for(
    case: Case, request: Request, duties: DutyTables, standard: str | None = None
) -> PreparedCase:
    """Return the case as some duties ask of it.

    Args:
        case: with its evidence, or an index of it.
        request: as of when.
        duties: what is asked.
        standard: of proof; None: that of the request.
    """
    proof = standard or request.standard
    setting = setting_of(case.agreement, case.names, duties.entry_at)
    if case.index is not None:
        from servanda.assessment.projected.preparing import prepare_projected

        return prepare_projected(duties, case.index, setting, request.as_of, proof)
    return prepare(duties, case.evidence, setting, request.as_of, proof)


def in_whole_units(
    findings: pa.Table, duties: DutyTables, scales: Mapping[str, int]
) -> list[dict[str, Any]]:
    """Return findings as rows, their figures in the units of the agreement."""
    return [_in_whole_units(row, duties, scales) for row in findings.to_pylist()]


def _in_whole_units(
    row: dict[str, Any], duties: DutyTables, scales: Mapping[str, int]
) -> dict[str, Any]:
    facts = duties.facts(row["clause_no"], row["reading_no"], row["member_id"])
    scale = scales.get(facts.unit, 1)
    figures = ("certain", "possible", "alleged")
    return {**row, **{n: None if row[n] is None else row[n] / scale for n in figures}}


def totals_of(case: Case, as_of: int) -> Totals:
    """Return the totals declared in evidence by an instant."""
    rows = known_by(case.evidence.tables["totals"], as_of).to_pylist()
    return declared_totals(case.agreement, rows)


def _fingerprint(case: Case, request: Request) -> str:
    evidence = case.evidence.hash if case.index is None else case.index.head.hash
    if case.index is not None and case.evidence.digests:
        # Rows that came since, in a case that is followed.
        evidence = sha256(f"{evidence}:{case.evidence.hash}".encode()).hexdigest()
    return build_fingerprint(case.agreement.text_hash, evidence, request.standard, request.as_of)


def _counts(case: Case, request: Request, judged: Judged) -> dict[str, int]:
    known, speaking = _known_reports(case, request.as_of)
    is_used = pc.not_equal(judged.uses["bears"], "left out")
    used = pc.count_distinct(pc.abs(judged.uses["report_no"].filter(is_used))).as_py()
    return {
        "reports": known,
        **({"used": used} if request.explained else {}),
        "rejected": case.evidence.rejects.num_rows,
        "sources": speaking,
    }


def _report_notes(case: Case, judged: Judged, as_of: int) -> Sequence[ReportNote]:
    """Return the reports to show; of an index those that were explained."""
    if case.index is None:
        return report_notes(case.evidence, as_of)
    if not judged.uses.num_rows:
        return ()
    from servanda.evidence.projection.originals import check_originals, read_originals

    index, names, marks = case.index, case.names, marks_of(case.evidence, as_of)
    # Numbers are in the order in which reports are shown.
    numbers = sorted(pc.unique(pc.abs(judged.uses["report_no"])).to_pylist())
    check_originals(index, numbers)

    def read(start: int, stop: int) -> list[ReportNote]:
        return notes_of(read_originals(index, numbers[start:stop], names), marks)

    return Later(len(numbers), read)


def _known_reports(case: Case, as_of: int) -> tuple[int, int]:
    """Return how many reports had been recorded, and of how many sources."""
    reports = known_by(case.evidence.reports, as_of)
    sources = {*reports["source"].unique().to_pylist()}
    if case.index is None:
        return reports.num_rows, len(sources)
    of_source = case.index.known_reports(as_of)
    return sum(of_source.values()) + reports.num_rows, len(sources | of_source.keys())


def _material(
    case: Case, request: Request, judged: Judged, findings: tuple[Finding, ...]
) -> Material:
    agreement, evidence, as_of = case.agreement, case.evidence, request.as_of
    sentences = {f.clause: f.sentence for f in findings if not f.reading}
    return Material(
        agreement=agreement.path,
        names=names_of(agreement, evidence),
        clauses=clause_notes(agreement, sentences),
        reports=_report_notes(case, judged, as_of),
        sources=source_notes(agreement, evidence, as_of),
        incidents=() if case.index else incident_notes(judged, evidence, as_of),
        areas=area_shapes(agreement, case.shapes),
        rulings=ruling_notes(evidence, as_of),
        rejects=reject_notes(evidence),
    )
