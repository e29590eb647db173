"""A case that is followed as its evidence comes in, in the words of people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from servanda.assessment import judge as judging
from servanda.assessment.board import Judged, build_findings
from servanda.assessment.findings import Board, Change, Finding
from servanda.assessment.following.conditions import Conditions, NotFollowedError
from servanda.assessment.following.evidence import Batch
from servanda.assessment.following.follow import Following
from servanda.assessment.following.indexed import IndexBehind
from servanda.assessment.following.known import Known, Name
from servanda.assessment.following.known_of_index import KnownOfIndex
from servanda.assessment.following.meanings import Meanings
from servanda.assessment.following.reading import (
    called_apart,
    read_batch,
    unspoken_of,
    waiting_of,
)
from servanda.assessment.following.recorded import Recorded
from servanda.assessment.following.side import Arrived, Side
from servanda.assessment.following.together import Found, findings_table
from servanda.assessment.following.translate import gather, in_order, with_rows
from servanda.assessment.judge import COUNTED, Request
from servanda.assessment.prepare import PreparedCase, setting_of
from servanda.assessment.record import last_recorded
from servanda.case import Case
from servanda.errors import Problem, UsageError, problem_error
from servanda.evidence.files import RawTable, find_files, raw_of_arrow, read_raw
from servanda.evidence.load import ON_REPORTS, Evidence
from servanda.evidence.said_anew import said_anew
from servanda.evidence.tables import FILES, REJECTS
from servanda.progress import silent

Source: TypeAlias = Path | str | Sequence[Path] | Mapping[str, Any]
"""New rows: a file or several, or table name to an Arrow table with the columns of the files."""

_WHOLE: Final = {
    "sources": "who a source is has changed",
    "words": "what words mean has changed",
    "totals": "a total was declared",
}
"""Tables whose rows may bear on everything."""


_UNFINISHED: Final = "rows that came before could not be judged"
"""Why a case begins anew after an error in the middle: a full disk, an engine that failed."""
_OTHER_DUTIES: Final = "other duties are in force"
_ASKED_OTHERWISE: Final = "the calendar asks something else of what is reported"
_TOO_MANY: Final = "the calendar asks too much of what is reported"


@dataclass(frozen=True)
class Added:
    """What new evidence did to the board of a followed case.

    Attributes:
        as_of: instant of the board, microseconds UTC.
        changes: the findings that changed; before or after is None where there was or is none.
        rows: how many rows were taken, by table.
        rejects: rows that cannot be used, and those that wait for a report that they name (SV336),
            in schema `REJECTS`, with the reason.
        waiting: how many rows wait, of these and of earlier ones.
        problems: what is wrong with whole files, and what is worth knowing.
        judged: how many findings were judged again.
        anew: why the whole case was judged again; empty: only what was touched.
    """

    as_of: int
    changes: tuple[Change, ...]
    rows: Mapping[str, int]
    rejects: pa.Table
    waiting: int = 0
    problems: tuple[Problem, ...] = ()
    judged: int = 0
    anew: str = ""


class LiveCase:
    """A case with its findings, kept right as new evidence comes.

    Attributes:
        as_of: the instant as of which it is judged, microseconds UTC.
    """

    def __init__(self, case: Case, request: Request) -> None:
        """Judge a case in full.

        Args:
            case: read from files, or with an index of them, which have to be there.
            request: as of when, not earlier than its last row was recorded; by which standard.

        Raises:
            UsageError: SV412, its evidence is in a ledger or a vault; SV413, a row was recorded
                later than that.
            EvidenceError: SV397, a file of the index is gone, or is not the one that was read.
            EngineError: the engine failed.
        """
        if case.record is not None or case.vault is not None:
            message = "only a case whose evidence was read from files can be followed"
            hint = "read it from its folder or an index of it, without a ledger or an open vault"
            raise problem_error(UsageError, "SV412", message, hint)
        self._case = case
        # Whoever waits for the first judgement need not hear of later ones.
        self._request = replace(request, explained=False, progress=silent)
        self._waiting = waiting_of(case.evidence.rejects)
        self._owed = ""
        self.as_of = request.as_of
        self._check_recorded()
        self._behind = None if case.index is None else IndexBehind(case.index)
        self._check_files()
        request.progress("judging", 0.3)
        self._begin()
        request.progress("judged", 1.0)

    # ---- what is found ----

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, in the order of the agreement, without explanations.

        Those on an index are not told since when they are so, as no board from one is.
        """
        return build_findings(self._judged(self._following.findings))

    @property
    def board(self) -> Board:
        """The board as it is now, without explanations."""
        judged = self._judged(self._following.findings)
        request = replace(self._request, as_of=self.as_of)
        return judging.board_of(self._case, request, judged, build_findings(judged))

    def count(self) -> pa.Table:
        """Return how many findings of each clause, reading and bearer have each verdict."""
        counts = self._following.board.counts
        rows = []
        for (clause, reading, member, _, verdict), size in sorted(counts.items()):
            facts = self._duties.facts(clause, reading, member)
            named = {"clause": facts.clause, "reading": facts.reading, "bearer": facts.bearer}
            if size:
                rows.append({**named, "verdict": verdict, "findings": size})
        return pa.Table.from_pylist(rows, COUNTED)

    # ---- what comes in ----

    def add(self, source: Source = (), as_of: int | None = None) -> Added:
        """Take new evidence, and bring the board up to it.

        Args:
            source: new rows; none: only time passes.
            as_of: of the board from now on; None, or earlier than the last row was recorded: then,
                but never earlier than before.

        Raises:
            EvidenceError: a file cannot be read, or has a wrong header, or SV397, one of the index
                is not the one that was read; nothing is taken.
            EngineError: the engine failed.
        """
        self._check_files()
        raws, problems = _read(source)
        # On an index all is read anew when words come.
        declares = self._behind is None and any(raw.name == "words" for raw in raws)
        again = unspoken_of(self._case.evidence.rejects) if declares else []
        raws = called_apart(raws, self._case.evidence.rejects)
        new, waiting = read_batch(
            [*self._waiting, *again, *raws], self._case.names, self._known,
            self._case.evidence,
        )  # fmt: skip
        replace(new, problems=(*problems, *new.problems)).raise_errors()
        owed, self._owed = self._owed, _UNFINISHED
        self._waiting = waiting
        if self._behind is not None:
            self._behind.keep(raws)
        recorded = last_recorded(list(new.tables.values()))
        until = max(self.as_of, *(at for at in (as_of, recorded) if at is not None), self.as_of)
        evidence = with_rows(self._case.evidence, new, declares=declares)
        if declares:
            evidence = said_anew(evidence, self._case.names)
        self._case = replace(self._case, evidence=evidence)
        anew = owed or self._reason_to_begin_anew(new)
        names = self._known.add(new)
        if not anew:
            changed, judged, anew = self._take(new, names, until)
        if anew:
            changed, judged = self._begin_anew(until)
        self._owed = ""
        return Added(
            as_of=self.as_of,
            changes=changed,
            rows={name: table.num_rows for name, table in new.tables.items() if table.num_rows},
            rejects=_told_once(new.rejects, raws),
            waiting=sum(raw.rows.num_rows for raw in waiting),
            problems=(*problems, *new.problems),
            judged=judged,
            anew=anew,
        )

    def _take(
        self, new: Evidence, names: list[Name], until: int
    ) -> tuple[tuple[Change, ...], int, str]:
        """Judge what new rows touch; or say why that is not enough."""
        arrived = self._arrived(new, names, until)
        anew = self._conditions.update(arrived, until) or self._changed_duties(until)
        batch = Batch()
        if arrived is not None and not anew:
            side = Side(self._duties, self._prepared.scales, self._meanings, self._following)
            batch, anew = side.batch(arrived)
        if anew:
            return (), 0, anew
        update = self._following.update(batch, until)
        self.as_of = until
        keys = update.changed
        before = self._found({key: one for key, (one, _) in keys.items() if one is not None})
        after = self._found({key: two for key, (_, two) in keys.items() if two is not None})
        changes = tuple(Change(before.get(key), after.get(key)) for key in sorted(keys))
        return changes, update.judged, ""

    def _arrived(self, new: Evidence, names: list[Name], until: int) -> Arrived | None:
        if not any(table.num_rows for table in new.tables.values()):
            return None
        whole = self._case.evidence
        gathered = gather(new, names, self._known, whole)
        return Arrived(gathered, self._known, self._setting, whole.tables["sources"], until)

    # ---- beginning ----

    def _begin(self) -> None:
        case, behind = self._case, self._behind
        request = replace(self._request, as_of=self.as_of)
        recorded = None if behind is None else Recorded(behind.opened, case.names)

        def meanings(prepared: PreparedCase) -> Meanings:
            if behind is None or recorded is None:
                return Meanings(prepared.dictionary)
            return behind.meanings(prepared, recorded)

        self._conditions = Conditions(case, request, meanings)
        judge = self._conditions.judge_first
        self._duties = judging.duties_settled(case, self.as_of, judge)
        self._conditions.settled()
        self._setting = setting_of(case.agreement, case.names, self._duties.entry_at)
        self._prepared = judging.prepared_for(case, request, self._duties)
        self._meanings = meanings(self._prepared)
        self._following = Following(self._prepared.case, is_dated=behind is None)
        if recorded is not None:
            self._known: Known = KnownOfIndex(recorded, self._following.kindred)
            return
        # What came later stands at the end, and is numbered anew with all the rest.
        evidence = in_order(case.evidence, self._prepared.dictionary.reports)
        self._case = replace(case, evidence=evidence)
        self._known = Known(evidence)

    def _begin_anew(self, until: int) -> tuple[tuple[Change, ...], int]:
        before = {_name(finding): finding for finding in self.findings}
        self.as_of = until
        if self._behind is not None:
            self._case = self._behind.made_anew(self._case)
        self._begin()
        after = {_name(finding): finding for finding in self.findings}
        keys = [*after, *(key for key in before if key not in after)]
        changes = tuple(
            Change(before.get(key), after.get(key))
            for key in keys
            if before.get(key) != after.get(key)
        )
        return changes, len(self._following.board)

    def _reason_to_begin_anew(self, new: Evidence) -> str:
        """Return why new rows bear on more than what they touch; empty: they do not."""
        for name, reason in _WHOLE.items():
            if new.tables[name].num_rows:
                return reason
        rulings = new.tables["rulings"]
        on_reports = pc.is_in(rulings["says"], pa.array(ON_REPORTS))
        if not pc.all(on_reports, min_count=0).as_py():
            return "a person has ruled on the agreement"
        if self._setting.linking is not None:
            return "the agreement links reports by a rule"
        return ""

    def _changed_duties(self, until: int) -> str:
        """Return why the agreement may ask something else at an instant; empty: it does not.

        What it asks of evidence has to be brought up to the new rows before.
        """
        conditions = self._conditions
        try:
            now = judging.duties_settled(self._case, until, conditions.judge_again)
        except NotFollowedError:
            if self._behind is not None:
                return _ASKED_OTHERWISE if conditions.are_followed else _TOO_MANY
            # From scratch, of all evidence; that is less than to judge all duties anew.
            conditions.give_up()
            now = judging.duties_in_force(self._case, replace(self._request, as_of=until))
        is_same = all(table == self._duties.tables[name] for name, table in now.tables.items())
        # Why a clause has no verdict is on the board, too: it may have been agreed only now.
        return "" if is_same and now.unjudged == self._duties.unjudged else _OTHER_DUTIES

    def _check_files(self) -> None:
        """Raise before anything is taken if rows of the index cannot be read again."""
        if self._behind is not None:
            self._behind.check_files()

    def _check_recorded(self) -> None:
        index = self._case.index
        if index is None:
            recorded = last_recorded(list(self._case.evidence.tables.values()))
        else:
            recorded = index.head.last_recorded_at
        if recorded is not None and recorded > self.as_of:
            message = "a row was recorded later than the instant asked"
            hint = "a followed case goes on from its last row: leave `--as-of` out"
            raise problem_error(UsageError, "SV413", message, hint)

    # ---- in words ----

    def _judged(self, findings: pa.Table) -> Judged:
        dictionary = _NamedDictionary(self._meanings.dictionary, self._known)
        prepared = PreparedCase(
            self._prepared.case, dictionary, self._prepared.incidents,  # type: ignore[arg-type]
            self._prepared.scales,
        )  # fmt: skip
        return judging.judged_plainly(prepared, self._duties, findings)

    def _found(self, rows: Mapping[Any, Found]) -> dict[Any, Finding]:
        findings = build_findings(self._judged(findings_table(rows)))
        return dict(zip(sorted(rows), findings, strict=True))


class _NamedDictionary:
    """A dictionary that knows the reports which came since by name."""

    def __init__(self, dictionary: Any, known: Known) -> None:  # noqa: ANN401
        self._dictionary = dictionary
        self._known = known

    def report_name(self, report_no: int) -> Name:
        """Return source and id of a report."""
        number = abs(report_no)
        return self._known.names_of([number])[number]

    def report_names(self, numbers: Iterable[int]) -> Mapping[int, Name]:
        """Return report number, above zero, to source and report id."""
        return self._known.names_of(numbers)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - all else as the dictionary has it
        return getattr(self._dictionary, name)


def _name(finding: Finding) -> tuple[str, str, str, str, bool]:
    return (*finding.key, finding.is_group)


def _read(source: Source) -> tuple[list[RawTable], list[Problem]]:
    if isinstance(source, Mapping):
        unknown = [name for name in source if name not in FILES]
        problems = [Problem("SV309", f"`{name}` is no table of evidence") for name in unknown]
        return [raw_of_arrow(n, t) for n, t in source.items() if n in FILES], problems
    paths = [Path(source)] if isinstance(source, str | Path) else list(source)
    files, problems = find_files(paths)
    return [read_raw(name, path) for name, path in files], problems


def _told_once(rejects: pa.Table, raws: Sequence[RawTable]) -> pa.Table:
    """Return the rejects of the files that came now."""
    files = pa.array(sorted({raw.file for raw in raws}), pa.string())
    return pa.concat_tables([rejects.filter(pc.is_in(rejects["file"], files)),
                             REJECTS.empty_table()])  # fmt: skip
