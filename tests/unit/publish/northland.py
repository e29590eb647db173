"""A made-up board of Northland and Southland with everything a page has to cope with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from servanda.assessment.findings import (
    Board,
    Bound,
    ClauseSummary,
    Figure,
    Finding,
    Missing,
    Pivot,
    Use,
)
from servanda.assessment.material import (
    AreaShape,
    ClauseNote,
    CoverageNote,
    IncidentNote,
    Material,
    RejectNote,
    ReportNote,
    RulingNote,
    SourceNote,
)
from servanda.civil import instant_of, local_day

ZONE = ZoneInfo("Africa/Maputo")
HOSTILE = "</script><script>document.title='hacked'</script><img src=x onerror=alert(1)>"
ARABIC = "قالت الجهة المراقبة إن القصف استمر حتى الساعة 14:00 قرب الجسر"
LONG_LABEL = "return-of-displaced-persons-to-their-homes-in-the-eastern-river-valley"
FINGERPRINT = "servanda1:9f2c41d07ab3:51be77c0e214:independent:2024-03-06T12:00+02:00"


def at(text: str) -> int:
    """Return a local time `2024-03-05 14:00` as microseconds UTC."""
    return instant_of(datetime.fromisoformat(text).replace(tzinfo=ZONE))


def day(text: str) -> tuple[int, int]:
    period = local_day(date.fromisoformat(text), ZONE)
    return period.begins_at, period.ends_at


def use(report: str, source: str, bears: str, low: float, high: float | None, **more) -> Use:
    said = {"origin": source, "interest": "neutral", **more}
    return Use(report=report, source=source, bears=bears, low=low, high=high, **said)


def figure(source: str, low: float | None, high: float | None, interest: str, **more) -> Figure:
    return Figure(source, source, interest, interest, low, high, **more)


def finding(clause: str, bearer: str, slot: str, verdict: str, **more) -> Finding:
    begins, ends = (
        day(slot) if slot[:4].isdigit() else (at("2024-03-01 06:00"), at("2024-03-08 06:00"))
    )
    base = Finding(
        clause=clause,
        reading="",
        bearer=bearer,
        slot=slot,
        duty=f"{bearer} {clause}",
        begins_at=begins,
        ends_at=ends,
        area="valley",
        bound=Bound("at most", 0, 0, "occurrence"),
        certain=0,
        possible=0,
        alleged=0,
        verdict=verdict,
        reason="",
        since=None,
        late_since=None,
    )
    return replace(base, **more)


AID = Bound("at least", 200, 200, "truck")
AID_WORDS = "200 trucks of relief a day, to all parts of the valley"


def aid(slot: str, verdict: str, bounds: tuple[float, float | None, float], **more) -> Finding:
    certain, possible, alleged = bounds
    said = {
        "bound": AID,
        "certain": certain,
        "possible": possible,
        "alleged": alleged,
        "words": AID_WORDS,
        "line": 31,
        "duty": "Northland must admit at least 200 aid trucks into the valley each day.",
    }
    return finding("aid", "northland", slot, verdict, **{**said, **more})


def aid_findings() -> list[Finding]:
    counter = figure("agency-a", 191, 191, "neutral")
    own = figure("northland", 200, None, "self-serving")
    disputed = aid(
        "2024-03-04",
        "disputed",
        (187, None, 200),
        reason="alleged",
        stated_bearer=200,
        sentence="On 4 March the counter saw at least 187 trucks enter by 19:00; Northland alone"
        " says 200.",
        figures=(figure("agency-a", 187, None, "neutral"), own),
        uses=(
            use("a-04", "agency-a", "at least", 187, None),
            use(
                "n-04",
                "northland",
                "alleged",
                200,
                200,
                interest="self-serving",
                why="below the standard: self-serving",
            ),
        ),
        missing=(Missing("Agency A published no table for the whole day", "agency-a"),),
        pivot=Pivot(
            ("n-04",),
            (("n-04 is marked verified", "complied"), ("n-04 is retracted", "not verifiable")),
        ),
    )
    violated = aid(
        "2024-03-05",
        "violated",
        (191, 191, 200),
        since=at("2024-03-06 00:00"),
        stated_bearer=200,
        late_since=at("2024-03-06 09:30"),
        sentence="Agency A, the declared counter, counted 191 of 200 trucks.",
        figures=(counter, own, figure("southland", None, 150, "self-serving")),
        uses=(
            use("a-05", "agency-a", "both", 191, 191),
            use(
                "n-05",
                "northland",
                "alleged",
                200,
                200,
                interest="self-serving",
                why="below the standard: self-serving",
            ),
            use("s-05", "southland", "at most", 0, 150, interest="self-serving"),
            use(
                "g-05",
                "gazette",
                "left out",
                205,
                None,
                origin="northland",
                why="merely overlaps the day",
            ),
        ),
    )
    return [
        aid(
            "2024-03-01",
            "not verifiable",
            (0, None, 0),
            missing=(Missing("no counter was at the crossing before noon", "agency-a"),),
        ),
        aid(
            "2024-03-02",
            "complied",
            (205, 205, 205),
            since=at("2024-03-02 21:00"),
            figures=(figure("agency-a", 205, 205, "neutral"),),
        ),
        aid(
            "2024-03-03",
            "disputed",
            (191, 205, 205),
            reason="contradicted",
            figures=(counter, figure("mediator", 205, 205, "neutral")),
            uses=(
                use("a-03", "agency-a", "both", 191, 191),
                use("m-03", "mediator", "both", 205, 205),
            ),
        ),
        disputed,
        violated,
        aid("2024-03-06", "pending", (64, None, 90)),
        aid("2024-03-07", "pending", (0, None, 0)),
        aid("whole", "pending", (843, None, 970), bound=Bound("at least", 1400, 1400, "truck")),
        aid("2024-03-02", "disputed", (140, 205, 205), reason="uncertain", reading="unloaded"),
        aid("2024-03-05", "violated", (97, 97, 120), reading="unloaded"),
    ]


def calm(bearer: str, slot: str, verdict: str, **more) -> Finding:
    said = {
        "words": "all fighting ceases",
        "line": 22,
        "duty": f"{bearer.title()} must not attack in the valley.",
    }
    return finding("fighting", bearer, slot, verdict, **{**said, **more})


def fighting_findings() -> list[Finding]:
    shelling = use("m-17", "monitor", "at least", 1, 1, incident="m-17", status="established")
    raid = use(
        "s-20",
        "southland",
        "alleged",
        1,
        1,
        interest="self-serving",
        incident="s-20",
        status="alleged",
        why="below the standard: self-serving",
    )
    denied = use(
        "s-21",
        "southland",
        "left out",
        1,
        1,
        interest="self-serving",
        incident="s-21",
        status="refuted",
        why="the monitor looked and saw none",
    )
    return [
        calm("northland", "2024-03-01", "complied"),
        calm(
            "northland",
            "2024-03-02",
            "violated",
            certain=1,
            possible=None,
            alleged=2,
            since=at("2024-03-02 14:01"),
            attributed=True,
            uses=(shelling, raid, denied),
            figures=(
                figure("monitor", 1, None, "neutral"),
                figure("southland", 2, None, "self-serving"),
                figure("agency-b", None, 0, "neutral", is_silence=True),
                figure("gazette", 2, 3, "neutral", contradicts_itself=True),
            ),
        ),
        calm("northland", "2024-03-03", "disputed", reason="hand unknown", alleged=1),
        calm(
            "northland",
            "2024-03-04",
            "not verifiable",
            possible=None,
            missing=(Missing("nobody watched: access to the east was denied", "monitor"),),
        ),
        calm("northland", "2024-03-05", "complied"),
        calm("northland", "2024-03-06", "pending"),
        calm("southland", "2024-03-01", "complied"),
        calm("southland", "2024-03-02", "disputed", reason="exception claimed", alleged=1),
        calm("southland", "2024-03-03", "disputed", reason="hand unknown", alleged=1),
        calm("southland", "2024-03-05", "disputed", reason="condition", alleged=1),
        calm("southland", "2024-03-06", "pending"),
        calm(
            "each party",
            "2024-03-03",
            "violated",
            reason="not attributed",
            certain=1,
            possible=None,
            alleged=1,
            is_group=True,
        ),
        calm(
            "each party",
            "whole",
            "violated",
            reason="day not known",
            certain=2,
            possible=None,
            alleged=4,
            is_group=True,
        ),
    ]


def other_findings() -> list[Finding]:
    prisoners = Bound("at least", 48, 52, "prisoner")
    return [
        finding(
            "prisoners",
            "southland",
            "",
            "complied",
            bound=prisoners,
            certain=52,
            possible=52,
            alleged=52,
            since=at("2024-03-04 18:00"),
            total=(60, None),
            figures=(figure("agency-b", 52, 52, "neutral"),),
        ),
        finding(
            "exchange",
            "northland",
            "check:1709575200000000",
            "violated",
            bound=Bound("at least", 144, 156, "detainee"),
            certain=120,
            possible=120,
            alleged=144,
        ),
        finding(
            "visit",
            "mission",
            "trigger:s-20",
            "not verifiable",
            bound=Bound("at least", 1, 1, "occurrence"),
            possible=None,
        ),
        finding(
            "all-maps",
            "southland",
            "",
            "not verifiable",
            bound=Bound("at least", None, None, "map"),
            possible=None,
        ),
        finding(
            LONG_LABEL,
            "northland",
            "",
            "ended",
            bound=Bound("at least", 1000, 1000, "person"),
            certain=120,
            possible=None,
            alleged=800,
        ),
    ]


CLAUSES = (
    ClauseSummary(
        "fighting",
        "violated",
        "",
        {"violated": 3, "disputed": 5, "not verifiable": 1, "complied": 3, "pending": 2},
    ),
    ClauseSummary(
        "aid",
        "violated",
        "",
        {"violated": 1, "disputed": 2, "not verifiable": 1, "pending": 3, "complied": 1},
        all_readings="violated",
    ),
    ClauseSummary("prisoners", "complied", "", {"complied": 1}),
    ClauseSummary("exchange", "violated", "", {"violated": 1}),
    ClauseSummary("visit", "not verifiable", "", {"not verifiable": 1}),
    ClauseSummary("all-maps", "not verifiable", "", {"not verifiable": 1}),
    ClauseSummary(LONG_LABEL, "ended", "", {"ended": 1}),
    ClauseSummary("good-faith", "not checked", "", {}),
)


def report(name: str, source: str, when: str, **more) -> ReportNote:
    begins, ends = day(when) if len(when) == 10 else (at(when), at(when) + 60_000_000)
    said = {
        "origin": source,
        "recorded_at": ends,
        "what": "Northland: admit aid trucks",
        "quantity": "",
        **more,
    }
    return ReportNote(report=name, source=source, begins_at=begins, ends_at=ends, **said)


REPORTS = (
    report(
        "a-04",
        "agency-a",
        "2024-03-04",
        quantity="187 by 19:00",
        text="187 trucks had entered",
        link="https://agency-a.example/bulletin/4",
    ),
    report("n-04", "northland", "2024-03-04", quantity="200", text="All 200 trucks were admitted"),
    report(
        "a-05",
        "agency-a",
        "2024-03-05",
        quantity="191",
        language="en",
        text="Table 2: trucks entered, 5 March: 191",
        link="https://agency-a.example/table/5",
    ),
    report(
        "n-05", "northland", "2024-03-05", quantity="200", text=HOSTILE, link="javascript:alert(1)"
    ),
    report("s-05", "southland", "2024-03-05", quantity="at most 150", text="Hardly 150 came"),
    report("g-05", "gazette", "2024-03-05", origin="northland", quantity="205", text="205 trucks"),
    report(
        "m-17",
        "monitor",
        "2024-03-02 14:00",
        what="Northland: shelling",
        place="the old bridge",
        text=ARABIC,
        language="ar",
        means="heard",
        mark="R. Analyst: recording checked",
    ),
    report("s-20", "southland", "2024-03-02 16:30", what="Northland: raid", place="mill"),
    report("s-21", "southland", "2024-03-02 20:00", what="Northland: shelling", place="mill"),
)
SOURCES = (
    SourceNote(
        "northland", "Government of Northland", kind="party", affiliation="northland", reports=41
    ),
    SourceNote("southland", "Southland Command", kind="party", affiliation="southland", reports=29),
    SourceNote(
        "monitor",
        "Joint Monitoring Mission",
        kind="monitor",
        affiliation="none",
        is_monitor=True,
        reason="named in article 9",
        reports=18,
        coverage=(
            CoverageNote("covers", "attack", "the valley"),
            CoverageNote(
                "denied",
                "attack",
                "east",
                at("2024-03-04 00:00"),
                at("2024-03-05 00:00"),
                "turned back at the bridge",
            ),
        ),
    ),
    SourceNote(
        "agency-a",
        "Agency A",
        kind="un",
        affiliation="none",
        reports=9,
        link="https://agency-a.example/",
        reason="no ties declared by either party",
        coverage=(CoverageNote("counts", "admit aid trucks", "the valley"),),
    ),
    SourceNote(
        "gazette",
        "صحيفة الوادي",
        "ar",
        kind="media",
        affiliation="leaning northland",
        reason="owned by a minister",
        reports=7,
    ),
    SourceNote("hearsay", reports=2),
)
INCIDENTS = (
    IncidentNote(
        "m-17",
        "established",
        at("2024-03-02 14:00"),
        at("2024-03-02 14:01"),
        "Northland: shelling",
        "the old bridge",
        ("m-17",),
        -17.86,
        36.88,
        900,
    ),
    IncidentNote(
        "s-20",
        "alleged",
        at("2024-03-02 16:30"),
        at("2024-03-02 16:31"),
        "Northland: raid",
        "mill",
        ("s-20",),
        -17.78,
        37.02,
        2500,
    ),
    IncidentNote(
        "s-21",
        "refuted",
        at("2024-03-02 20:00"),
        at("2024-03-02 20:01"),
        "Northland: shelling",
        "mill",
        ("s-21",),
        -17.80,
        37.04,
        None,
    ),
    IncidentNote("u-02", "contested", *day("2024-03-03"), "unknown: shooting", "east", ("u-02",)),
    IncidentNote(
        "u-03",
        "ruled",
        at("2024-03-05 03:00"),
        at("2024-03-05 04:00"),
        "Southland: raid",
        "ford",
        ("u-03", "s-33"),
        -17.92,
        36.94,
        400,
        "linked by R. Analyst: same patrol",
    ),
)


def _box(west: float, south: float, east: float, north: float) -> dict:
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


SURVEY = "Survey of the parties, 2023"
AREAS = (
    AreaShape(
        "valley",
        "Valley",
        _box(36.80, -18.0, 37.12, -17.70),
        SURVEY,
        "outline accurate to about 200 m",
    ),
    AreaShape("west", "West bank", _box(36.80, -18.0, 36.95, -17.70), SURVEY),
    AreaShape("east", "East bank", _box(36.95, -18.0, 37.12, -17.70), SURVEY),
    AreaShape("hills", "Hills"),
)
MATERIAL = Material(
    agreement="pause.md",
    names={
        "northland": "Northland",
        "southland": "Southland",
        "each party": "Each party",
        "agency-a": "Agency A",
        "agency-b": "Agency B",
        "monitor": "Joint Monitoring Mission",
        "gazette": "صحيفة الوادي",
        "mediator": "The mediator",
        "mission": "The mission",
        "valley": "the valley",
    },
    clauses=(
        ClauseNote(
            "fighting",
            "Article 2. Fighting",
            "All fighting ceases in the valley.",
            "en",
            "Each party must not attack in the valley.",
            22,
        ),
        ClauseNote(
            "aid",
            "Article 4. Relief",
            AID_WORDS,
            "en",
            "Northland must admit at least 200 aid trucks into the valley each day.",
            31,
            {"unloaded": "counts trucks unloaded instead of admitted"},
        ),
        ClauseNote(
            "good-faith",
            "Article 1. Purpose",
            "تنفذ الأطراف هذا الاتفاق بحسن نية",
            "ar",
            "Each party acts in good faith.",
            12,
        ),
    ),
    reports=REPORTS,
    sources=SOURCES,
    incidents=INCIDENTS,
    areas=AREAS,
    rulings=(
        RulingNote(
            "[aid]",
            "endorsed",
            "Joint Committee",
            "session of 6 March",
            at("2024-03-06 10:00"),
            "northland",
        ),
    ),
    rejects=(
        RejectNote("reports.csv", 17, "SV312", "`ends` is before `begins`", "exchange the two"),
        RejectNote("reports.csv", 44, "SV305", "act `<b>shel</b>` is not known"),
        RejectNote("reports.csv", 51, "SV312", "`ends` is before `begins`"),
    ),
)


def rich_board() -> Board:
    """Return the board with every verdict and reason, readings, groups and links."""
    return Board(
        title="Pause in the river valley, March 2024",
        zone="Africa/Maputo",
        as_of=at("2024-03-06 12:00"),
        standard="independent",
        fingerprint=FINGERPRINT,
        findings=(*fighting_findings(), *aid_findings(), *other_findings()),
        clauses=CLAUSES,
        counts={"reports": 106, "used": 88, "rejected": 3, "sources": 6},
        material=MATERIAL,
    )


def empty_board() -> Board:
    """Return a board of an agreement that nothing is judged of yet."""
    return Board(
        title="Nothing yet",
        zone="Africa/Maputo",
        as_of=at("2024-02-01 12:00"),
        standard="independent",
        fingerprint=FINGERPRINT,
        findings=(),
        clauses=(),
        counts={"reports": 0, "used": 0, "rejected": 0, "sources": 0},
    )


def large_board(count: int) -> Board:
    """Return a board of `count` findings over one hundred days, each with reports."""
    template = aid_findings()[4]
    first = date(2024, 3, 1)
    findings = []
    for index in range(count):
        slot = (first + timedelta(days=index % 100)).isoformat()
        begins, ends = day(slot)
        findings.append(
            replace(
                template, clause=f"clause-{index // 100}", slot=slot, begins_at=begins, ends_at=ends
            )
        )
    labels = dict.fromkeys(f.clause for f in findings)
    clauses = tuple(ClauseSummary(label, "violated", "", {"violated": 100}) for label in labels)
    return replace(rich_board(), findings=tuple(findings), clauses=clauses)


def with_many_singles(verdicts: Sequence[str]) -> Board:
    """Return a board of one clause: a duty after each of many reports, with these verdicts."""
    template = next(f for f in other_findings() if f.clause == "prisoners")
    findings = tuple(
        replace(template, slot=f"after agency:r{k}", verdict=verdict)
        for k, verdict in enumerate(verdicts)
    )
    summary = ClauseSummary("prisoners", "violated", "", dict(Counter(verdicts)))
    return replace(rich_board(), findings=findings, clauses=(summary,))
