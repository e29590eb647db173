"""The properties of SEMANTICS 8 as functions of one world; each returns what is wrong, or "".

They ask the reference evaluator, so that they test the semantics; that the engines agree with it is
a property of its own.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from itertools import combinations, pairwise
from typing import Any

import pyarrow as pa
from tests.golden.world import World
from tests.property.certain_worlds import Certain
from tests.property.found import difference_of, findings_of
from tests.property.histories import most_told, range_of
from tests.property.streams import late
from tests.property.worlds import DATES, STANDARDS

from servanda.assessment.reference import judge
from servanda.assessment.reference.board import Desk, matters_of
from servanda.assessment.reference.readings import reading_of
from servanda.assessment.reference.record import read_record
from servanda.assessment.reference.rows import read_case
from servanda.assessment.tables import CEILING, FLOOR, CaseTables

Row = dict[str, Any]
Check = Callable[[Row], str]

RAISES_POSSIBLE = "raises possible"
RAISES_CERTAIN = "raises certain"
LOWERS_CERTAIN = "lowers certain"
_KEY = ("member", "is_group", "slot")
CALLED = frozenset({"exchange", "reply", "order", "balance", "sliding"})
"""Kinds of duties that reports call into being: a further report may be a further duty."""

_SWAPPED = {"northland": "southland", "hill militia": "river guard"}
SWAP = {
    **_SWAPPED,
    **{other: one for one, other in _SWAPPED.items()},
    "leaning southland": "leaning northland",
    "leaning northland": "leaning southland",
}


# ---- 1 symmetry ---------------------------------------------------------------------------------


def swapped(value: Any) -> Any:
    """Return a world in which the two parties have exchanged their names everywhere."""
    if isinstance(value, dict):
        return {SWAP.get(key, key): swapped(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        inner = [swapped(part) for part in value]
        return tuple(sorted(inner)) if isinstance(value, tuple) else inner
    return SWAP.get(value, value) if isinstance(value, str) else value


def symmetry(world: Row) -> str:
    """Exchanging two parties everywhere exchanges the findings."""
    return difference_of(swapped(findings_of(world)), findings_of(swapped(world)))


# ---- 2 order ------------------------------------------------------------------------------------


def order(world: Row) -> str:
    """Shuffling every table changes nothing."""
    read = World(world)
    case = read.tables_at(world["standard"], world["as_of"])
    mix = random.Random(1)
    tables = {
        name: _shuffled(table, mix) if name != "days" else table
        for name, table in case.tables.items()
    }
    shuffled = CaseTables(tables, case.as_of, case.standard)
    return "" if judge(case).equals(judge(shuffled)) else "the order of rows changes findings"


def _shuffled(table: pa.Table, mix: random.Random) -> pa.Table:
    indices = list(range(table.num_rows))
    mix.shuffle(indices)
    return table.take(pa.array(indices, pa.int64()))


# ---- 3 monotonicity -----------------------------------------------------------------------------


def added_event(world: Row) -> str:
    """A further event, linked to nothing, never lowers `certain`.

    Of time without an act, of which it takes some, it never raises it.
    """
    is_wrong = _raises_certain if _is_idle(world) else _lowers_certain
    return _compared(world, _further_events(world), is_wrong)


def _is_idle(world: Row) -> bool:
    return str(world["duty"].get("mode", "sum")).startswith("idle")


def _further_events(world: Row) -> Iterator[Row]:
    act = world["duty"].get("act") or world["duty"]["give"]["act"]
    for number, source in enumerate(["agency-b", "northland", "southland", "monitor"]):
        if _is_idle(world) and "covers" in world["agreement"]["sources"][source]:
            continue  # its next word moves the end of its silence (4.3.1)
        yield {
            "id": f"z{number}",
            "source": source,
            "act": act,
            "area": "east",
            "hand": "northland",
            "when": "2024-03-02 14:00",
            "n": [2, 2],
            "unit": "truck",
        }


def added_at_least(world: Row) -> str:
    """A further tally of a source that counts nothing and told no tally never lowers `certain`."""
    act = world["duty"].get("act") or world["duty"]["give"]["act"]
    tallies = [
        {
            "id": f"z{k}",
            "source": "agency-c",
            "act": act,
            "area": area,
            "hand": "northland",
            "when": when,
            "n": n,
            **_counted_as(act),
        }
        for k, (area, when, n) in enumerate(
            [("valley", "2024-03-02", 3), ("east", ["2024-03-01", "2024-03-04"], [4, None])]
        )
    ]
    agreement = _with_source(world, "agency-c", {"affiliation": "none"})
    wider = {**world, "agreement": agreement}
    is_wrong = _raises_certain if _is_idle(world) else _lowers_certain
    return _compared(wider, tallies, is_wrong)


def _counted_as(act: str) -> Row:
    """Return in what kind and unit an act is counted."""
    if act == "station":
        return {"kind": "level", "unit": "soldier"}
    return {"kind": "tally", **({"unit": "truck"} if act in {"enter", "release"} else {})}


def added_at_most(world: Row) -> str:
    """A new at-most never raises `certain`, nor `possible` if it contradicts no at-least."""
    act = world["duty"].get("act") or world["duty"]["give"]["act"]
    counts = {"counts": [{"act": act, "area": "valley"}]}
    agreement = _with_source(world, "agency-c", {"affiliation": "none", **counts})
    wider = {**world, "agreement": agreement}
    tallies = [
        {
            "id": f"z{k}",
            "source": "agency-c",
            "act": act,
            "area": "valley",
            "hand": "northland",
            "when": when,
            "n": [0, n],
            **_counted_as(act),
        }
        for k, (when, n) in enumerate([("2024-03-02", 2), (["2024-03-01", "2024-03-06"], 4)])
    ]
    kind = {"kind": "level"} if act == "station" else {}
    seen = {
        **kind,
        "id": "z9",
        "source": "agency-c",
        "act": act,
        "area": "valley",
        "when": "2024-03-02",
        "stance": "observed-none",
    }
    # Who saw none contradicts every count of something inside: it may raise `possible`.
    if _is_idle(world):  # and of time without the act it proves some
        return _compared(wider, [seen], _lowers_certain)
    return _compared(wider, tallies, _raises) or _compared(wider, [seen], _raises_certain)


def _with_source(world: Row, name: str, row: Row) -> Row:
    agreement: Row = world["agreement"]
    return {**agreement, "sources": {**agreement["sources"], name: row}}


def _first(messages: Iterator[str]) -> str:
    return next((message for message in messages if message), "")


def _compared(world: Row, reports: Iterable[Row], is_wrong: Callable[[Row, Row], str]) -> str:
    """Return what is wrong with a finding after one more of some reports."""
    if world["duty"]["kind"] in CALLED:
        return ""  # a further report may be a further trigger
    before = findings_of(world)
    for report in reports:
        changed = {**world, "reports": [*world["reports"], report]}
        for one, other in zip(before, findings_of(changed), strict=True):
            message = is_wrong(one, other)
            if _is_by_contradiction(message, (world, changed), report, (one, other)):
                continue
            if message:
                return f"{message}\nwith {report}\nwere {one}\nare  {other}"
    return ""


def _is_by_contradiction(
    message: str, worlds: tuple[Row, Row], report: Row, found: tuple[Row, Row]
) -> bool:
    """Return whether only a contradiction explains a change, as property 3 has it (4.5, 4.5.2)."""
    if message == RAISES_POSSIBLE:
        return _is_contradicted(worlds[1], found[1])
    if _is_idle(worlds[0]):
        return False
    if message == LOWERS_CERTAIN:
        return _is_contradicted(worlds[1], found[1])
    return message == RAISES_CERTAIN and does_settle(worlds[0], report, found)


def does_settle(world: Row, at_most: Row, found: tuple[Row, Row]) -> bool:
    """Return whether an at-most raises `certain` only by settling a contradiction.

    Then no more is certain than without some of the reports in its span.
    """
    before, after = found
    if not _is_contradicted(world, before):
        return False
    span = at_most["when"] if isinstance(at_most["when"], list) else [at_most["when"]]
    inside = [
        number
        for number, report in enumerate(world["reports"])
        if report.get("stance", "asserts") == "asserts" and _lies_in(report, span)
    ]
    key = [before[name] for name in _KEY]
    return any(
        row["certain"] >= after["certain"]
        for size in range(1, len(inside) + 1)
        for chosen in combinations(inside, size)
        for row in findings_of(world, reports=_without(world["reports"], chosen))
        if [row[name] for name in _KEY] == key
    )


def _lies_in(report: Row, span: list[str]) -> bool:
    """Return whether a report tells of no other time than a span, a day or `[begin, end)`."""
    when = report["when"] if isinstance(report["when"], list) else [report["when"]]
    ends = span[1] if len(span) > 1 else str(date.fromisoformat(span[0]) + timedelta(days=1))
    is_over = when[1] <= ends if len(when) > 1 else when[0] < ends
    return bool(span[0] <= when[0] and is_over)


def _without(reports: list[Row], chosen: tuple[int, ...]) -> list[Row]:
    return [
        {**report, "withdrawn": True} if number in chosen else report
        for number, report in enumerate(reports)
    ]


def _lowers_certain(before: Row, after: Row) -> str:
    return LOWERS_CERTAIN if after["certain"] < before["certain"] else ""


def _raises_certain(before: Row, after: Row) -> str:
    return RAISES_CERTAIN if after["certain"] > before["certain"] else ""


def _raises(before: Row, after: Row) -> str:
    if _raises_certain(before, after):
        return RAISES_CERTAIN
    if before["possible"] is None:
        return ""
    is_raised = after["possible"] is None or after["possible"] > before["possible"]
    return RAISES_POSSIBLE if is_raised else ""


def _is_contradicted(world: Row, finding: Row) -> bool:
    """Return whether statements about a finding exclude each other (5.0.2)."""
    read = World(world)
    tables = read.tables_at(world["standard"], world["as_of"])
    desk = Desk(read_case(tables), read_record(tables.tables, tables.as_of), {})
    names = {number: name for name, number in read.names.bearers.names.items()} | {0: "anyone"}
    key = tuple(finding[name] for name in _KEY)
    return any(
        reading_of(matter).bounds.is_contradicted
        for (_, _, member, is_group, slot), matter in matters_of(desk)
        if (names[member], is_group, slot) == key
    )


def strictness(world: Row) -> str:
    """A stricter standard never raises `certain`."""
    found = [findings_of(world, standard=standard) for standard in STANDARDS]
    rows = [
        [row for row in rows if ":" not in row["slot"] and row["slot"] != "trigger"]
        for rows in found
    ]
    for lax, strict in pairwise(rows):
        for one, other in zip(lax, strict, strict=True):
            if other["certain"] > one["certain"]:
                return f"stricter raises certain\n{one}\n{other}"
    return ""


# ---- 4 silence ----------------------------------------------------------------------------------


def silence(world: Row) -> str:
    """Without a figure or coverage no floor is violated and no prohibition complied."""
    sources = {
        name: {k: v for k, v in row.items() if k not in {"counts", "covers"}}
        for name, row in world["agreement"]["sources"].items()
    }
    reports = [r for r in world["reports"] if r.get("stance") != "observed-none"]
    rows = findings_of(world, reports=reports, agreement={**world["agreement"], "sources": sources})
    decided = {(FLOOR, "violated"), (CEILING, "complied")}
    if _is_idle(world):  # a floor that acts break and silence would keep
        decided = {(FLOOR, "complied")}
    wrong = [row for row in rows if (row["direction"], row["verdict"]) in decided]
    return f"silence decides {wrong}" if wrong else ""


# ---- 5 self-service -----------------------------------------------------------------------------


def self_service(world: Row) -> str:
    """Above `claimed` an unmarked self-serving report changes a verdict to `disputed` only."""
    if world["standard"] == "claimed" or world["duty"]["kind"] in CALLED:
        return ""
    if not isinstance(world["duty"]["bearer"], str) or world["duty"]["bearer"] == "anyone":
        return ""
    if "asked" in world["duty"] or "terms" in world["duty"]:
        return ""  # what is asked for is a measure of its own, with a side of its own
    return _first(message for report in _self_serving(world) if (message := _turns(world, report)))


def _self_serving(world: Row) -> Iterator[Row]:
    """Yield reports that serve their own side in everything they say, and stand alone."""
    own = world["duty"]["bearer"]
    other = SWAP[own]
    noted = {n["report"] for n in [*world["marks"], *world["ruled"]]}
    linked = {name for link in world["links"] for name in link["reports"]}
    replaced = {r.get("replaces") for r in world["reports"]}
    teller = other if world["duty"]["kind"] == "ceiling" or _is_idle(world) else own
    told = Counter(report["source"] for report in world["reports"])
    for report in world["reports"]:
        is_alone = report["id"] not in noted | linked | replaced and "replaces" not in report
        is_plain = "stance" not in report and "origin" not in report and is_alone
        if world["duty"].get("mode") == "level" and told[teller] > 1:
            continue  # its next word on a level ends what it said, and admitted, before (4.8.1)
        if report["source"] == teller and is_plain:
            yield report


def _turns(world: Row, report: Row) -> str:
    counting = world["agreement"]["sources"][report["source"]]
    if any(role in counting for role in ("counts", "covers")):
        return ""
    without = [r for r in world["reports"] if r is not report]
    before, after = findings_of(world, reports=without), findings_of(world)
    return _first(
        f"turned by {report}\nfrom {one}\nto   {two}"
        for one, two in zip(before, after, strict=True)
        if two["verdict"] not in {one["verdict"], "disputed"}
    )


# ---- 7 locality ---------------------------------------------------------------------------------


def locality(world: Row) -> str:
    """A report outside every duty's acts or area, of a source that watches nothing, is nothing."""
    base = {"source": "agency-c", "hand": "northland"}
    agreement = _with_source(world, "agency-c", {"affiliation": "none"})
    acts = [world["duty"].get("act"), world["duty"].get("give", {}).get("act")]
    elsewhere = [
        {**base, "id": "z1", "act": "notice", "area": "valley", "when": "2024-03-02 14:00"},
        *(
            {
                **base,
                "id": "z2",
                "act": act,
                "area": "coast",
                "when": DATES[1],
                "kind": "tally",
                "unit": "truck",
                "n": 7,
            }
            for act in acts
            if act
        ),
        *(
            {**base, **_counted_as(act), "id": "z4", "act": act, "area": "coast", "when": DATES[1]}
            for act in acts
            if act
        ),
        *(
            {**base, "id": "z3", "act": act, "area": "valley", "when": "2024-02-20 10:00"}
            for act in acts
            if act
        ),
    ]
    before = findings_of(world)
    return _first(
        difference_of(
            before, findings_of(world, agreement=agreement, reports=[*world["reports"], report])
        )
        for report in elsewhere
    )


# ---- 8 histories --------------------------------------------------------------------------------


def histories(world: Row) -> str:
    """No admissible history of a tiny world lies outside its bounds; alone a source is exact."""
    (finding,) = findings_of(world)
    found = range_of(world)
    certain, possible = finding["certain"], finding["possible"]
    tellers = {report["source"] for report in world["reports"]}
    if certain > found.least or (len(tellers) == 1 and certain != found.least):
        return f"certain {certain}, but the least of all histories is {found.least}"
    top = found.greatest
    if found.is_plain and possible is not None and (top is None or top > possible):
        return f"possible {possible}, but the greatest of all histories is {top}"
    told = max(certain, most_told(world))
    return f"alleged {finding['alleged']} is below {told}" if finding["alleged"] < told else ""


# ---- 10 reduction -------------------------------------------------------------------------------


def reduction(certain: Certain) -> str:
    """Where all evidence is certain findings equal those of a temporal logic monitor."""
    read = World(certain.world)
    case = read.tables_at(certain.world["standard"], certain.world["as_of"])
    found = {_slot(read, row): row["verdict"] for row in judge(case).to_pylist()}
    wrong = []
    for slot, (point, formula) in certain.formulas.items():
        expected = "complied" if formula(certain.trace, point, {}) else "violated"
        if found[slot] != expected:
            wrong.append(f"{slot}: {found[slot]}, but the monitor finds {expected}")
    return "\n".join(wrong)


def _slot(read: World, row: Row) -> str:
    kind, _, number = row["slot"].partition(":")
    if kind != "trigger":
        return str(row["slot"])
    names = {number: report for report, number in read.numbers.items()}
    when = {report["id"]: report["when"] for report in read.case["reports"]}
    return f"trigger {when[names[int(number)]]}"


CHECKS: dict[str, Check] = {
    check.__name__: check
    for check in (
        symmetry,
        order,
        added_event,
        added_at_least,
        added_at_most,
        strictness,
        silence,
        self_service,
        late,
        locality,
        histories,
    )
}
