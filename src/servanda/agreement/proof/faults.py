"""What a proof says to the drafter: the fault with its places, its counterexample and a way out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from servanda.agreement.codes import severity_of
from servanda.agreement.model import Agreement
from servanda.agreement.proof.bounds import Bounds
from servanda.agreement.proof.chains import Span
from servanda.agreement.proof.contradictions import Clash, sources_of
from servanda.agreement.proof.figures import figure
from servanda.agreement.proof.histories import History, iso
from servanda.agreement.words import join
from servanda.civil import Period, moment_of
from servanda.errors import Place, Problem


@dataclass(frozen=True)
class Fault:
    """A fault of an agreement that is proved.

    Attributes:
        problem: as it is shown.
        clauses: labels of the clauses that it rests on.
        period: when they contradict each other, microseconds UTC; None: at no time in particular.
        area: where, in words; empty: everywhere, or it does not matter.
        histories: what happens, each with the clause that it breaks.
    """

    problem: Problem
    clauses: tuple[str, ...] = ()
    period: Period | None = None
    area: str = ""
    histories: tuple[History, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the fault as JSON-ready data, its reports as rows of the tables of evidence."""
        return {
            "code": self.problem.code,
            "message": self.problem.message,
            "clauses": list(self.clauses),
            "begins_at": iso(self.period.begins_at) if self.period else None,
            "ends_at": iso(self.period.ends_at) if self.period else None,
            "area": self.area,
            "histories": [history.to_dict() for history in self.histories],
        }


def clash_fault(
    bounds: Bounds, clash: Clash, histories: tuple[History, ...], given: str = ""
) -> Fault:
    """Return a contradiction of floors and ceilings as a fault; `given`: what is assumed for it."""
    floors = [span.sources[0] for span in clash.floors]
    ceilings = [span.sources[0] for span in clash.ceilings]
    area = next((b.area for b in [*floors, *ceilings] if b.area), "")
    when = period_words(bounds, clash.period)
    where = f" in {area}" if area and " " not in area else f", {area}" if area else ""
    further = f" (and in {clash.more} more periods)" if clash.more > 0 else ""
    code = "SV281" if clash.totals or len(clash.clauses) == 1 else "SV280"
    problem = Problem(
        code,
        f"{_what(bounds, clash)}, {when}{where}{further}{given}",
        tuple(_places(bounds, [*clash.spans, *clash.also])),
        _hint(bounds, clash),
        severity_of(code),
        notes=tuple(history.says for history in histories),
    )
    return Fault(problem, clash.clauses, clash.period, area, histories)


def _what(bounds: Bounds, clash: Clash) -> str:
    floors, ceilings = clash.floors, clash.ceilings
    asked, allowed = (sum(span.number for span in spans) for spans in (floors, ceilings))
    source = floors[0].sources[0]
    asking, limiting = names_of(floors), names_of([*ceilings, *clash.also])
    if asking == limiting:
        return (
            f"{asking} cannot be kept: at least {figure(bounds, source, asked)} and at most"
            f" {figure(bounds, source, allowed)} are asked for"
        )
    if asked <= allowed:
        return f"{asking} cannot all be kept under {limiting}"
    if clash.totals:
        verb = "cannot be met" if len(clash.clauses) == 1 else "cannot all be met"
        return f"{asking} {verb}: {figure(bounds, source, asked)} of {allowed} are asked for"
    verbs = ("asks" if len(set(asking.split())) == 1 else "ask",
             "forbids" if len(set(limiting.split())) == 1 else "forbid")  # fmt: skip
    if allowed == 0:
        return f"{asking} {verbs[0]} for what {limiting} {verbs[1]}"
    return (
        f"{asking} {verbs[0]} for at least {figure(bounds, source, asked)} where {limiting}"
        f" {verbs[1].replace('forbid', 'allow')} at most {figure(bounds, source, allowed)}"
    )


def _hint(bounds: Bounds, clash: Clash) -> str:
    asked, allowed = (sum(s.number for s in spans) for spans in (clash.floors, clash.ceilings))
    asking, limiting = names_of(clash.floors), names_of([*clash.ceilings, *clash.also])
    if clash.totals:
        return f"correct {asking}, or {limiting}"
    if asking == limiting:
        return f"change one of the numbers of {asking}"
    if allowed == 0:
        return f"except from {limiting} what {asking} asks for, or give {asking} another time"
    source = clash.floors[0].sources[0]
    if asked <= allowed:
        return f"lower {asking}, or raise {limiting}"
    if len(clash.floors) == len(clash.ceilings) == 1:
        return (
            f"lower {asking} to {figure(bounds, source, allowed)}, or raise {limiting} to"
            f" {figure(bounds, source, asked)}"
        )
    return f"ask for {figure(bounds, source, allowed)} in all, or raise {limiting}"


def names_of(spans: Iterable[Span]) -> str:
    """Return the labels of the lines of spans in words, each once."""
    found = sources_of(spans)
    names = (f"the declared total of `{b.total}`" if b.total else f"`[{b.line}]`" for b in found)
    return join(dict.fromkeys(names))


def _places(bounds: Bounds, spans: Iterable[Span]) -> Iterable[Place]:
    seen: set[str] = set()
    for source in sources_of(spans):
        if source.clause and source.line not in seen:
            seen.add(source.line)
            yield place_of(bounds.agreement, source.clause, f"{source.bearer}: {source.duty}")


def place_of(agreement: Agreement, label: str, caption: str = "") -> Place:
    """Return where a clause stands, with what it has to do with the fault."""
    clause = agreement.clause(label)
    found = clause.place if clause is not None else Place(agreement.path, 1)
    return Place(found.file, found.line, found.column, found.length, found.text, caption)


def period_words(bounds: Bounds, period: Period) -> str:
    """Return a period in words: `on 2024-03-01`, or `from ... to ...` in local time."""
    begins, ends = (moment_of(edge, bounds.zone) for edge in (period.begins_at, period.ends_at))
    last = moment_of(period.ends_at - 1, bounds.zone)
    if begins.date() == last.date():
        whole = period.ends_at - period.begins_at >= 18 * 3600 * 1_000_000
        clocks = "" if whole else f" from {begins:%H:%M} to {ends:%H:%M}"
        return f"on {begins:%Y-%m-%d}{clocks}"
    return f"from {begins:%Y-%m-%d %H:%M} to {ends:%Y-%m-%d %H:%M}"
