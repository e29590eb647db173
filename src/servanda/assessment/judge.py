"""Judges a case from beginning to end: duties, preparation, engine, explanation, board."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

import pyarrow as pa

from servanda.agreement.decisions import decisions_of
from servanda.agreement.duties import DutyTables
from servanda.agreement.settle import settle
from servanda.assessment import engine
from servanda.assessment.board import Judged, build_findings, summarise, with_pivots
from servanda.assessment.explain import key_of
from servanda.assessment.findings import Board, Finding
from servanda.assessment.fingerprint import build_fingerprint
from servanda.assessment.incidents import incident_notes, suggestions
from servanda.assessment.material import IncidentList, Material
from servanda.assessment.prepare import PreparedCase, prepare, setting_of
from servanda.assessment.record import (
    area_shapes,
    clause_notes,
    names_of,
    reject_notes,
    report_notes,
    ruling_notes,
    source_notes,
)
from servanda.assessment.tables import FIGURES, LOOKS, USES
from servanda.evidence.numbering import known_by

if TYPE_CHECKING:
    from servanda.case import Case

Progress = Callable[[str, float], None]
Totals = Mapping[str, tuple[int, int | None]]

_PIVOTS_OF: Final = frozenset({"violated", "disputed", "complied", "not verifiable"})


def _silent(step: str, share: float) -> None:
    """Show no progress."""


@dataclass(frozen=True)
class Request:
    """How a case is to be judged.

    Attributes:
        as_of: microseconds UTC.
        standard: of proof.
        explained: with uses, figures, what is missing and pivots.
        progress: called with the name of the step and the done share.
    """

    as_of: int
    standard: str = "independent"
    explained: bool = True
    progress: Progress = _silent


def judge_case(case: Case, request: Request) -> Board:
    """Return the board of a case.

    Raises:
        AgreementError: the calendar of a sentence cannot be worked out.
        EngineError: the engine failed.
    """
    judged = _judged(case, request)
    request.progress("board", 0.95)
    findings = build_findings(judged)
    return Board(
        title=case.agreement.title,
        zone=case.agreement.zone_name,
        as_of=request.as_of,
        standard=request.standard,
        fingerprint=_fingerprint(case, request),
        findings=findings,
        clauses=summarise(judged, findings),
        counts=_counts(case, request, findings),
        material=_material(case, request, judged, findings),
    )


def incident_list(
    case: Case, request: Request, *, suggest: Literal["", "rule", "model"] = ""
) -> IncidentList:
    """Return the incidents of a case with their status, and on demand pairs that may be one."""
    judged = _judged(case, request, with_changes=False)
    return IncidentList(
        zone=case.agreement.zone_name,
        as_of=request.as_of,
        standard=request.standard,
        incidents=incident_notes(judged, case.evidence, request.as_of),
        suggestions=suggestions(
            judged.prepared,
            case.evidence,
            setting_of(case.agreement, case.names),
            with_model=suggest == "model",
        )
        if suggest
        else (),
    )


def _judged(case: Case, request: Request, *, with_changes: bool = True) -> Judged:
    request.progress("duties", 0.05)
    duties, prepared = _prepared(case, request)
    request.progress("judging", 0.3)
    findings = engine.judge(prepared.case)
    uses, figures, looks = USES.empty_table(), FIGURES.empty_table(), LOOKS.empty_table()
    if request.explained:
        request.progress("explaining", 0.5)
        uses, figures = engine.explain(prepared.case)
        if duties.has_levels:
            looks = engine.looks(prepared.case)
    judged = Judged(prepared, duties, findings, uses, figures, looks=looks)
    if request.explained and with_changes:
        request.progress("what would change it", 0.7)
        judged = with_pivots(judged, engine.judge, _keys_with_pivots(findings))
    return judged


def _keys_with_pivots(findings: pa.Table) -> Iterable[tuple[int, int, int, bool, str]]:
    return [key_of(row) for row in findings.to_pylist() if row["verdict"] in _PIVOTS_OF]


def _prepared(case: Case, request: Request) -> tuple[DutyTables, PreparedCase]:
    """Return the duties in force, what evidence sets of their times included, and the case."""
    decisions = decisions_of(case.evidence.tables["rulings"].to_pylist())
    totals = _totals(case, request.as_of)
    setting = setting_of(case.agreement, case.names)

    def ready(duties: DutyTables, standard: str | None = None) -> PreparedCase:
        proof = standard or request.standard
        return prepare(duties, case.evidence, setting, request.as_of, proof)

    def judged(duties: DutyTables, standard: str | None = None) -> list[dict[str, Any]]:
        prepared = ready(duties, standard)
        rows = engine.judge(prepared.case).to_pylist()
        return [_in_whole_units(row, duties, prepared.scales) for row in rows]

    _, duties = settle(case.agreement, judged, decisions, request.as_of, totals)
    return duties, ready(duties)


def _in_whole_units(
    row: dict[str, Any], duties: DutyTables, scales: Mapping[str, int]
) -> dict[str, Any]:
    facts = duties.facts(row["clause_no"], row["reading_no"], row["member_id"])
    scale = scales.get(facts.unit, 1)
    figures = ("certain", "possible", "alleged")
    return {**row, **{n: None if row[n] is None else row[n] / scale for n in figures}}


def _totals(case: Case, as_of: int) -> Totals:
    """Return the totals declared in evidence by an instant; the last declared one of each."""
    rows = known_by(case.evidence.tables["totals"], as_of).to_pylist()
    return {
        row["of"]: (int(row["low"]), None if row["high"] is None else int(row["high"]))
        for row in rows
    }


def _fingerprint(case: Case, request: Request) -> str:
    return build_fingerprint(
        case.agreement.text_hash, case.evidence.hash, request.standard, request.as_of
    )


def _counts(case: Case, request: Request, findings: tuple[Finding, ...]) -> dict[str, int]:
    reports = known_by(case.evidence.reports, request.as_of)
    used = {(use.source, use.report) for f in findings for use in f.uses if use.bears != "left out"}
    return {
        "reports": reports.num_rows,
        **({"used": len(used)} if request.explained else {}),
        "rejected": case.evidence.rejects.num_rows,
        "sources": len(reports["source"].unique()),
    }


def _material(
    case: Case, request: Request, judged: Judged, findings: tuple[Finding, ...]
) -> Material:
    agreement, evidence, as_of = case.agreement, case.evidence, request.as_of
    sentences = {f.clause: f.sentence for f in findings if not f.reading}
    return Material(
        agreement=agreement.path,
        names=names_of(agreement, evidence),
        clauses=clause_notes(agreement, sentences),
        reports=report_notes(evidence, as_of),
        sources=source_notes(agreement, evidence, as_of),
        incidents=incident_notes(judged, evidence, as_of),
        areas=area_shapes(agreement, case.shapes),
        rulings=ruling_notes(evidence, as_of),
        rejects=reject_notes(evidence),
    )
