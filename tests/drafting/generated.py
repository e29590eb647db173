"""Drafts made of sentence pieces, and what is really done under them, told without a gap."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.drafting.drafts import draft_text
from tests.unit.assessment.folders import write_case

import servanda
from servanda.agreement import parse_agreement
from servanda.agreement.check import Examination, examine

FRONT = "phases: {phase 1: {}, phase 2: {from: day 3}}\n"
AREAS = ("valley", "east", "west", "hills", "shore")
OBJECTS = {
    "release": ("prisoners", "women", "men", "persons", "prisoners who are soldiers"),
    "admit": ("trucks", "fuel trucks", "trucks that carry food"),
    "publish": ("reports", "lists"),
    "patrol": ("",),
    "attack": ("",),
}
TOPICS = (("release",), ("admit",), ("release", "publish"), ("patrol", "attack"))
BEARERS = ("northland", "southland", "each party", "northland", "no one")
SPECIAL = (
    "When {a} releases prisoners, {b} must publish a report within 2 days.",
    "{A} must release prisoners only after {b} publishes a report.",
    "{A} must station at least 10 soldiers in east.",
    "{A} must have no soldiers in valley from day 4 to day 6.",
    "Women must be at least 60% of the prisoners that {a} releases.",
    "{A} must refrain from flying over valley for at least 23 hours in total each day.",
    "{A} may release prisoners from day 3 to day 6.",
    "{A} must keep town open.",
    "{A} must keep town closed before day 4.",
    "In phase 1, {a} must not release prisoners.",
    "In phase 2, {a} must release at least 3 prisoners by day 8.",
    "If {b} has released prisoners by day 3, {a} must publish a report by day 6.",
    "{A} must not release prisoners, unless {b} attacks.",
)  # fmt: skip


def sentences(seed: int, count: int, special: int = 0) -> list[str]:
    """Return that many sentences, and some of other kinds."""
    draw = random.Random(seed)
    topic = draw.choice(TOPICS)
    found = [f"[c{k}] {_plain(draw, topic)}." for k in range(count)]
    for k in range(special):
        a, b = draw.sample(("northland", "southland"), 2)
        text = draw.choice(SPECIAL).format(a=a, b=b, A=a.capitalize())
        found.append(f"[s{k}] {text}")
    return [line for line in found if _is_read(line)]


def _plain(draw: random.Random, topic: Sequence[str]) -> str:
    act, bearer = draw.choice(topic), draw.choice(BEARERS)
    thing = draw.choice(OBJECTS[act])
    places = {"admit": "into", "patrol": "in", "attack": "in"}
    place = f"{places[act]} {draw.choice(AREAS)}" if act in places else ""
    form = "never" if bearer == "no one" else draw.choice(("least", "least", "never", "most"))
    number = draw.choice((1, 1, 2, 3) if form == "least" else (2, 5, 8, 20))
    times = f"{number} times" if not thing else ""
    amount = {"least": f"at least {times or number}", "most": f"at most {times or number}"}
    said = amount.get(form, "")
    what = f"{act} {place} {said}" if not thing else f"{act} {said} {thing} {place}"
    verb = "may" if bearer == "no one" else "must not" if form == "never" else "must"
    return " ".join(f"{bearer.capitalize()} {verb} {what} {_time(draw, form)}".split())


def _time(draw: random.Random, form: str) -> str:
    first = draw.randint(1, 8)
    last = draw.randint(first, 9)
    found = [
        f"on day {first}", f"from day {first} to day {last}", f"before day {first + 1}",
        f"between 08:00 and {draw.choice(('12:00', '18:00'))} each day",
    ]  # fmt: skip
    if form != "never":
        days = draw.randint(2, 5)
        found += ["each day", "each week", f"in any {days} days", f"every {days} days"]
    return draw.choice([*found, f"by day {last}" if form == "least" else ""])


def _is_read(line: str) -> bool:
    _, problems = parse_agreement(text_of([line]), "truce.md")
    return not any(problem.severity == "error" for problem in problems)


def text_of(lines: Sequence[str]) -> str:
    """Return a truce of nine days; the hill militia is nobody's."""
    text = draft_text("\n".join(lines), FRONT).replace("for: 30 days", "for: 9 days")
    return text.replace(", answers for: [hill-militia]", "")


def swapped(text: str) -> str:
    """Return a text with the two parties exchanged."""
    pairs = (("northland", "southland"), ("Northland", "Southland"))
    for one, other in pairs:
        text = text.replace(one, "\0").replace(other, one).replace("\0", other)
    return text


def examined_lines(lines: Sequence[str]) -> Examination:
    """Return what is found in a truce with these sentences."""
    agreement, problems = parse_agreement(text_of(lines), "truce.md")
    assert [str(p) for p in problems if p.severity == "error"] == []
    return examine(agreement)


def verdicts_of(seed: int, lines: Sequence[str], folder: Path) -> dict[str, set[str]]:
    """Return the verdicts of every clause where somebody saw all that was done."""
    draw = random.Random(seed)
    rows = [_deed(draw, number) for number in range(draw.choice((0, 8, 30, 45)))]
    acts = sorted(OBJECTS)
    write_case(folder, text_of(lines), {
        "sources": "source,name,affiliation\nobserver,An observer,none\n",
        "coverage": "source,act,role,begins\n"
                    + "".join(f"observer,{act},covers,2024-02-20\n" for act in acts),
        "reports": "report,source,recorded_at,kind,actor,act,object,attributes,area,quantity,unit,"
                   "begins\n" + "".join(rows),
    })  # fmt: skip
    case = servanda.read(folder)
    assert case.evidence.rejects.num_rows == 0
    found: dict[str, set[str]] = defaultdict(set)
    for finding in servanda.assess(case, as_of="2024-06-01", explained=False).findings:
        found[finding.clause.partition(".")[0]].add(finding.verdict)
    return found


def _deed(draw: random.Random, number: int) -> str:
    act = draw.choice(sorted(OBJECTS))
    thing, said, unit = {
        "release": ("prisoner", draw.choice(("woman", "man", "soldier", "")), "person"),
        "admit": ("truck", draw.choice(("carrying fuel", "carrying food", "")), "truck"),
        "publish": (draw.choice(("report", "list")), "", ""),
    }.get(act, ("", "", ""))
    area = draw.choice(("hills", "shore", "west")) if act in {"admit", "patrol", "attack"} else ""
    moment = datetime(2024, 3, 1, tzinfo=UTC) + timedelta(
        days=draw.randint(0, 8), hours=draw.choice((9, 11, 15, 20)), minutes=number
    )
    hand = draw.choice(("northland", "southland"))
    count = str(draw.choice((1, 1, 3))) if unit else ""
    cells = (f"r{number}", "observer", "2024-05-01", "event", hand, act, thing, said, area, count,
             unit, f"{moment:%Y-%m-%d %H:%M:%S}")  # fmt: skip
    return ",".join(cells) + "\n"
