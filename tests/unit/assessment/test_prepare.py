"""From duties and evidence to integer tables."""

from dataclasses import dataclass, field
from decimal import Decimal

import pyarrow as pa
import pytest
from tests.unit.evidence.valley import names, read

from servanda.agreement.duty_ids import duty_filter
from servanda.agreement.lines import Wanted
from servanda.agreement.model import Event, Filter, Length, ObjectSpec, PlaceSpec, Size
from servanda.assessment.prepare import Setting, prepare
from servanda.assessment.tables import FILTER_THINGS, TABLES
from servanda.evidence import build_area_map, read_evidence
from servanda.evidence.numbering import NEVER

LATE = 2_000_000_000_000_000
ENTRY = 1709704800_000000  # 2024-03-06 08:00 in Maputo
REPORTS = "report,source,recorded_at,begins,ends,kind,stance,actor,act,object,unit,quantity,area"


@dataclass
class Duties:
    """The agreement's side of a case, made by hand."""

    filters: dict = field(default_factory=dict)
    sites: dict = field(default_factory=dict)
    bearers: dict = field(default_factory=dict)
    tables: dict = field(default_factory=dict)
    interests: dict = field(default_factory=dict)
    scales: dict = field(default_factory=dict)


def wanted(filter_, less=()):
    """Return a filter with its exceptions, as the duties give it."""
    return duty_filter(Wanted(filter_, less=less))


ATTACKS = wanted(Filter(("attack",)))
TRUCKS = wanted(Filter(("enter",), (ObjectSpec("truck"),), "truck"))
VALLEY = (PlaceSpec(("in",), ("valley",)),)
EAST = (PlaceSpec(("in",), ("east",)),)
DUTIES = Duties(
    filters={1: ATTACKS, 2: TRUCKS, 3: wanted(Filter(("enter",), (ObjectSpec("truck"),)))},
    sites={1: VALLEY, 2: EAST, 3: ()},
    bearers={1: ("northland",), 2: ("southland",), 3: ("northland", "southland")},
)


def report(name, cells, source="agency", recorded="2024-03-20", begins="2024-03-10"):
    return f"{name},{source},{recorded},{begins},{cells}"


def prepared(folder, *rows, duties=DUTIES, as_of=LATE, entry=None, **tables):
    evidence = read(folder, reports="\n".join([REPORTS, *rows]), **tables)
    assert evidence.rejects.to_pylist() == []
    return prepare(duties, evidence, Setting(names(), entry), as_of)


def rows_of(case, table):
    return [tuple(row.values()) for row in case.case.tables[table].to_pylist()]


def report_rows(case, *columns):
    return [tuple(row[c] for c in columns) for row in case.case.tables["reports"].to_pylist()]


def test_every_table_has_its_schema(tmp_path):
    case = prepared(tmp_path, report("a1", ",event,,nl,shell,,,,east"))
    assert {name: table.schema for name, table in case.case.tables.items()} == TABLES


def test_no_evidence_gives_a_case_too(tmp_path):
    case = prepare(DUTIES, read(tmp_path), Setting(names()), LATE)
    assert case.case.tables["reports"].num_rows == 0
    assert rows_of(case, "bearer_hands") == [(0, 0, 3), (1, 0, 0), (2, 0, 0), (3, 0, 0)]


def test_reports_are_numbered_by_source_and_id(tmp_path):
    rows = [report("b", ",event,,nl,shell,,,,east"), report("a", ",event,,nl,shell,,,,east"),
            report("c", ",event,,nl,shell,,,,east", source="Agency")]  # fmt: skip
    case = prepared(tmp_path, *rows)
    assert [case.dictionary.report_name(n) for n in (1, 2, 3)] == [
        ("Agency", "c"),
        ("agency", "a"),
        ("agency", "b"),
    ]


def test_a_correction_has_the_root_of_its_chain_and_waits_for_it(tmp_path):
    header = "report,source,recorded_at,begins,act,replaces"
    rows = [
        "a1,x,2024-03-22,2024-03-10,shell,",
        "a2,x,2024-03-20,2024-03-10,shell,a1",
        "a3,x,2024-03-21,2024-03-10,shell,a2",
        "a4,x,2024-03-21,2024-03-10,shell,a0",
    ]
    evidence = read(tmp_path, reports="\n".join([header, *rows]))
    case = prepare(DUTIES, evidence, Setting(names()), LATE)
    day_22 = 1711144800_000000
    assert report_rows(case, "root_no", "usable_at") == [
        (1, day_22),
        (1, day_22),
        (1, day_22),
        (4, NEVER),
    ]


def test_what_was_recorded_later_is_left_out(tmp_path):
    rows = [report("a1", ",event,,nl,shell,,,,east"),
            report("a2", ",event,,nl,shell,,,,east", recorded="2024-03-25")]  # fmt: skip
    case = prepared(tmp_path, *rows, as_of=1711000000_000000)
    assert case.dictionary.reports["report"].to_pylist() == ["a1"]


def test_an_unknown_high_stays_unknown(tmp_path):
    case = prepared(tmp_path, report("a1", ",tally,,nl,enter,truck,truck,at least 5,east"))
    assert report_rows(case, "low", "high") == [(5, None)]


# ---- entry into force (1.4) ----


@pytest.mark.parametrize(
    ("begins", "ends", "expected"),
    [
        ("2024-03-06", "", ENTRY),
        ("2024-03-06", "2024-03-08", ENTRY),
        ("2024-03-05", "2024-03-08", 1709589600_000000),
        ("2024-03-06 00:00", "", 1709676000_000000),
        ("2024-03-06", "2024-03-06 15:00", 1709676000_000000),
    ],
    ids=["day of entry", "days from entry", "days from before", "minute of midnight", "part of it"],
)
def test_whole_days_from_that_of_entry_begin_at_its_instant(tmp_path, begins, ends, expected):
    row = report("a1", f"{ends},event,,nl,shell,,,,east", begins=begins)
    assert report_rows(prepared(tmp_path, row, entry=ENTRY), "begins_at") == [(expected,)]


# ---- words and decimals ----


def test_a_word_means_what_had_been_declared_by_then(tmp_path):
    words = ("source,word,low,high,recorded_at\nagency,dozens,24,96,2024-03-21\n"
             "agency,dozens,36,60,2024-03-23")  # fmt: skip
    row = report("a1", ",event,,nl,enter,truck,truck,dozens,east")
    found = [
        report_rows(prepared(tmp_path, row, words=words, as_of=at * 1_000_000), "low", "high")
        for at in (1710972000, 1711101600, 1711324800)
    ]
    assert found == [[(1, None)], [(24, 96)], [(36, 60)]]


def test_figures_with_decimals_scale_their_unit_and_its_duties(tmp_path):
    duties = Duties(
        filters={1: wanted(Filter(("enter",), (ObjectSpec("fuel"),), "litre")), 2: TRUCKS},
        sites={1: VALLEY},
        tables={
            "measures": _measures((1, 1), (2, 2)),
            "duties": _duties((1, 1, 130_000), (2, 2, 200)),
        },
    )
    rows = [report("a1", ",tally,,nl,enter,fuel,litre,29500.5,east"),
            report("a2", ",tally,,nl,enter,truck,truck,187,east")]  # fmt: skip
    case = prepared(tmp_path, *rows, duties=duties)
    assert case.scales == {"litre": 10}
    assert report_rows(case, "low", "high") == [(295_005, 295_005), (187, 187)]
    assert case.case.tables["duties"]["n_low"].to_pylist() == [1_300_000, 200]


def _measures(*rows):
    blank = {"direction": 1, "bearer_id": 1, "any_hand": False, "site_id": 1, "begins_at": 0,
             "ends_at": 1, "may_begin_at": 0, "may_end_at": 1, "windowed": False,
             "mode": 0}  # fmt: skip
    return pa.Table.from_pylist(
        [{"measure_id": m, "filter_id": f, **blank} for m, f in rows], TABLES["measures"]
    )


def _duties(*rows):
    blank = {"clause_no": 1, "reading_no": 0, "member_id": 1, "is_group": False, "slot": "",
             "op": 1, "asked_measure_id": 0, "opens_at": 0, "closes_at": 1, "cut_at": None,
             "is_certain": True}  # fmt: skip
    return pa.Table.from_pylist(
        [{"duty_id": d, "measure_id": m, "n_low": n, "n_high": n, **blank} for d, m, n in rows],
        TABLES["duties"],
    )


# ---- things ----


def filter_rows(case, filter_id):
    table = case.case.tables["filter_things"]
    assert table.schema == FILTER_THINGS
    return [(r["rel"], r["as_count"]) for r in table.to_pylist() if r["filter_id"] == filter_id]


@pytest.mark.parametrize(
    ("cells", "in_trucks", "in_occurrences"),
    [
        ("event,,nl,enter,truck,truck,5", [(3, True)], [(3, False)]),
        ("event,,nl,enter,truck,,", [], [(3, False)]),
        ("tally,,nl,enter,truck,truck,5", [(3, True)], [(3, False)]),
        ("tally,,nl,enter,truck,,5", [], [(3, False)]),
        ("event,,nl,enter,fuel truck,truck,5", [(1, True)], [(1, False)]),
        ("tally,,nl,enter,,truck,5", [(2, True)], [(2, False)]),
        ("event,observed-none,,enter,truck,,", [(3, False)], [(3, False)]),
        ("event,,nl,enter,ship,,", [], []),
        ("event,,nl,dispatch,truck,truck,5", [], []),
    ],
)
def test_what_counts_depends_on_unit_and_kind(tmp_path, cells, in_trucks, in_occurrences):
    case = prepared(tmp_path, report("a1", f",{cells},east"))
    assert filter_rows(case, 2) == in_trucks
    assert filter_rows(case, 3) == in_occurrences


def test_a_tally_in_a_unit_is_marked_where_occurrences_are_counted(tmp_path):
    case = prepared(tmp_path, report("a1", ",tally,,nl,enter,truck,truck,5,east"))
    rows = case.case.tables["filter_things"].to_pylist()
    assert {(r["filter_id"], r["other_unit"]) for r in rows} == {(2, False), (3, True)}


LEVELS = [
    report("l1", ",level,,nl,station,soldier,person,50,east"),
    report("l2", ",event,,nl,have,soldier,person,3,east"),
    report("l3", ",level,,nl,see,soldier,person,4,east"),
    report("l4", ",event,observed-none,,have,soldier,person,,east"),
    report("l5", ",event,,nl,enter,truck,truck,5,east"),
]


def test_reports_of_what_stands_are_levels_and_say_how_long_they_hold(tmp_path):
    case = prepared(tmp_path, *LEVELS)
    assert report_rows(case, "kind", "low", "high", "holds_us") == [
        (3, 50, 50, None), (3, 3, 3, 0), (3, 4, 4, 0), (3, 0, 0, 0), (1, 5, 5, 0)
    ]  # fmt: skip


def test_a_level_holds_no_longer_than_the_agreement_says(tmp_path):
    evidence = read(tmp_path, reports="\n".join([REPORTS, *LEVELS[:1]]))
    setting = Setting(names(), levels={"have": 7 * 86_400_000_000})
    case = prepare(DUTIES, evidence, setting, LATE)
    assert report_rows(case, "holds_us") == [(7 * 86_400_000_000,)]


ANY_SOLDIERS = Duties(
    {1: wanted(Filter(("have",), (ObjectSpec("soldier"),), "*"))}, {1: VALLEY}, {1: ("northland",)}
)


def test_a_filter_of_any_unit_counts_what_is_told_in_any(tmp_path):
    rows = [report("l1", ",level,,nl,station,soldier,person,50,east"),
            report("l2", ",level,,nl,have,officer,,1,east")]  # fmt: skip
    case = prepared(tmp_path, *rows, duties=ANY_SOLDIERS)
    assert sorted(filter_rows(case, 1)) == [(1, True), (3, True)]


def test_what_is_only_allowed_counts_against_nobody(tmp_path):
    allowed = Filter(("leave",), manners=(("unarmed",),))
    only = Duties({1: duty_filter(Wanted(Filter(("leave",)), only=(allowed,)))}, {1: VALLEY})
    header = "report,source,recorded_at,begins,act,manner"
    told = ["unarmed", "armed", ""]
    rows = [f"a{k},x,2024-03-20,2024-03-10,leave,{manner}" for k, manner in enumerate(told)]
    evidence = read(tmp_path, reports="\n".join([header, *rows]))
    case = prepare(only, evidence, Setting(names()), LATE)
    by_thing = {thing: rel for _, thing, rel, *_ in rows_of(case, "filter_things")}
    ids = [thing for (thing,) in report_rows(case, "thing_id")]
    assert [by_thing.get(n) for n in ids] == [None, 1, 2]


def test_another_one_answers_for_the_acts_of_some(tmp_path):
    duties = Duties({1: ATTACKS}, {1: VALLEY}, {1: ("southland",)}, interests={1: ("northland",)})
    case = prepared(tmp_path, report("a1", ",event,,southland,attack,,,,east", source="northland"),
                    duties=duties)  # fmt: skip
    assert [(b, rel) for b, hand, rel in rows_of(case, "bearer_hands") if b and hand] == [(1, 3)]
    assert [side for b, _, side in rows_of(case, "sides") if b] == [1]  # its own side


SIZED = [("122 mm", 1), ("over 122 mm", 1), ("82 mm", None), ("", 2)]


def test_a_calibre_is_compared_by_its_number(tmp_path):
    big = ObjectSpec("artillery", size=Size("over", Decimal(100), "mm"))
    duties = Duties({1: wanted(Filter(("have",), (big,), "*"))}, {1: VALLEY})
    header = "report,source,recorded_at,begins,kind,act,object,attributes"
    rows = [f"a{k},x,2024-03-20,2024-03-10,level,have,artillery,{size}"
            for k, (size, _) in enumerate(SIZED)]  # fmt: skip
    evidence = read(tmp_path, reports="\n".join([header, *rows]))
    assert evidence.rejects.to_pylist() == []
    case = prepare(duties, evidence, Setting(names()), LATE)
    by_thing = {thing: rel for _, thing, rel, *_ in rows_of(case, "filter_things")}
    ids = [thing for (thing,) in report_rows(case, "thing_id")]
    assert [by_thing.get(n) for n in ids] == [rel for _, rel in SIZED]


def test_what_was_done_to_a_thing_can_be_told_of_it(tmp_path):
    done = ObjectSpec("hostage", event=Event(Filter(("detain",), whose=("northland",))))
    duties = Duties({1: wanted(Filter(("release",), (done,), "person"))}, {1: VALLEY})
    header = "report,source,recorded_at,begins,act,object,unit,attributes"
    said = ["detained by northland", "detained by southland"]
    rows = [f"a{k},x,2024-03-20,2024-03-10,release,hostage,person,{one}"
            for k, one in enumerate(said)]  # fmt: skip
    evidence = read(tmp_path, reports="\n".join([header, *rows]))
    assert evidence.rejects.to_pylist() == []
    case = prepare(duties, evidence, Setting(names()), LATE)
    assert [rel for rel, _ in filter_rows(case, 1)] == [3, 0]


def test_what_no_column_can_say_is_never_certain(tmp_path):
    away = ObjectSpec("hostage", place=PlaceSpec(("in",), (), own="line", owner="bearer"))
    duties = Duties(filters={1: wanted(Filter(("release",), (away,), "person"))}, sites={1: VALLEY})
    case = prepared(
        tmp_path, report("a1", ",tally,,nl,release,hostage,person,5,east"), duties=duties
    )
    assert filter_rows(case, 1) == [(2, True)]


def test_a_filter_of_several_objects_is_their_union(tmp_path):
    trucks = (ObjectSpec("fuel truck"), ObjectSpec("food truck"))
    duties = Duties(filters={1: wanted(Filter(("enter",), trucks, "truck"))}, sites={1: VALLEY})
    rows = [report("a1", ",tally,,nl,enter,food truck,truck,5,east"),
            report("a2", ",tally,,nl,enter,truck,truck,5,east"),
            report("a3", ",tally,,nl,enter,ambulance,truck,5,east")]  # fmt: skip
    case = prepared(tmp_path, *rows, duties=duties)
    assert filter_rows(case, 1) == [(1, True), (2, True)]


@pytest.mark.parametrize(("direction", "expected"), [(2, [3, 1]), (1, [2, 0])])
def test_an_exception_to_a_prohibition_must_be_pleaded(tmp_path, direction, expected):
    spared = Filter(("attack",), manners=(("in self-defence",),))
    measures = _measures((1, 1)).set_column(
        1, TABLES["measures"].field("direction"), pa.array([direction], pa.int8())
    )
    duties = Duties(
        {1: wanted(Filter(("attack",)), (spared,))}, {1: VALLEY}, {}, {"measures": measures}
    )
    header = "report,source,recorded_at,begins,act,manner"
    said = ["attack,", "attack,in self-defence", "shell,on foot"]
    rows = [f"a{k},x,2024-03-20,2024-03-10,{cells}" for k, cells in enumerate(said)]
    evidence = read(tmp_path, reports="\n".join([header, *rows]))
    case = prepare(duties, evidence, Setting(names()), LATE)
    by_thing = {thing: rel for _, thing, rel, *_ in rows_of(case, "filter_things")}
    ids = [thing for (thing,) in report_rows(case, "thing_id")]
    assert ids[1] not in by_thing
    assert [by_thing[n] for n in (ids[0], ids[2])] == expected


def test_things_of_one_series_are_known_to_be_apart(tmp_path):
    header = "report,source,recorded_at,begins,kind,series,act,object,unit,quantity"
    things = ["fuel truck", "food truck", "truck"]
    rows = [f"a{k},x,2024-03-20,2024-03-1{k},tally,t,enter,{thing},truck,5"
            for k, thing in enumerate(things)]  # fmt: skip
    evidence = read(tmp_path, reports="\n".join([header, *rows]))
    case = prepare(DUTIES, evidence, Setting(names()), LATE)
    named = [thing.thing.object for thing in case.dictionary.things]
    pairs = [(named[a - 1], named[b - 1]) for a, b in rows_of(case, "things_apart")]
    assert pairs == [("food truck", "fuel truck"), ("fuel truck", "food truck")]


def test_who_saw_none_saw_none_of_what_lies_inside(tmp_path):
    rows = [
        report("o1", ",event,observed-none,,attack,,,,valley"),
        report("a1", ",event,,nl,shell,,,,east"),
        report("a2", ",event,,nl,enter,,,,coast"),
    ]
    case = prepared(tmp_path, *rows)
    things = [thing.thing.act for thing in case.dictionary.things]
    places = [place.areas for place in case.dictionary.places]
    within = [(things[a - 1], things[b - 1]) for a, b in rows_of(case, "things_within")]
    around = [(places[a - 1], places[b - 1]) for a, b in rows_of(case, "places_within")]
    assert within == [("attack", "shell")]
    assert around == [(("valley",), ("east",))]


# ---- places ----


@pytest.mark.parametrize(
    ("area", "expected"),
    [
        ("valley", {1: 3, 2: 2, 3: 1}),
        ("east", {1: 1, 2: 3, 3: 1}),
        ("west", {1: 1, 3: 1}),
        ("east|west", {1: 1, 2: 0, 3: 1}),
        ("", {1: 0, 2: 0, 3: 3}),
    ],
)
def test_named_places_lie_to_sites(tmp_path, area, expected):
    case = prepared(tmp_path, report("a1", f",event,,nl,shell,,,,{area}"))
    assert {site: rel for site, _, rel in rows_of(case, "site_places")} == expected


@pytest.mark.parametrize(
    ("roles", "expected"),
    [("in", 1), ("from", 1), ("into", None), ("outside", 1)],
)
def test_each_end_of_an_act_meets_its_own_phrase(tmp_path, roles, expected):
    header = "report,source,recorded_at,begins,act,area,area_from"
    evidence = read(tmp_path, reports=f"{header}\na1,x,2024-03-20,2024-03-10,move,west,east")
    duties = Duties(filters={1: ATTACKS}, sites={1: (PlaceSpec((roles,), ("east",)),)})
    case = prepare(duties, evidence, Setting(names()), LATE)
    assert [row[2] for row in rows_of(case, "site_places")] == [
        rel for rel in [expected] if rel is not None
    ]


def test_coverage_without_area_is_of_everywhere(tmp_path):
    case = prepared(tmp_path, coverage="source,role,act,area\nagency,covers,attack,\n"
                    "agency,counts,attack,east|west")  # fmt: skip
    covers, counts = (case.case.tables["coverage"].to_pylist()[k] for k in (0, 1))
    if covers["role"] == 1:
        covers, counts = counts, covers
    rels = {(place, site): rel for site, place, rel in rows_of(case, "site_places")}
    assert [rels[covers["place_id"], site] for site in (1, 2, 3)] == [2, 2, 3]
    assert [rels[counts["place_id"], site] for site in (1, 2, 3)] == [3, 2, 1]


def square(name, west, south, size):
    ring = [[west, south], [west + size, south], [west + size, south + size],
            [west, south + size], [west, south]]  # fmt: skip
    return {"type": "Feature", "id": name, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def test_points_are_placed_in_sites_and_what_is_near_them(tmp_path):
    pytest.importorskip("shapely")
    areas = build_area_map({}, {"features": [square("town", 34.4, 31.6, 0.1)]})
    header = "report,source,recorded_at,begins,act,latitude,longitude,radius_m"
    points = ["31.65,34.45,1000", "31.65,34.45,", "31.65,34.52,500", "31.65,35.5,500"]
    rows = [f"a{k},x,2024-03-20,2024-03-10,shell,{point}" for k, point in enumerate(points)]
    (tmp_path / "reports.csv").write_text("\n".join([header, *rows]))
    near = PlaceSpec(("in",), ("town",), distance=Length(Decimal(5), "km"))
    sites = {1: (PlaceSpec(("in",), ("town",)),), 2: (near,),
             3: (PlaceSpec(("outside",), ("town",)),)}  # fmt: skip
    evidence = read_evidence(tmp_path, names(areas=areas))
    case = prepare(Duties({1: ATTACKS}, sites), evidence, Setting(names(areas=areas)), LATE)
    rels = {(site, place): rel for site, place, rel in rows_of(case, "site_places")}
    ids = [place for (place,) in report_rows(case, "place_id")]
    assert [[rels.get((site, place)) for place in ids] for site in (1, 2, 3)] == [
        [1, 0, None, None],
        [1, 0, 1, None],
        [None, 0, 1, 1],
    ]


# ---- hands and sources ----


@pytest.mark.parametrize(
    ("actor", "expected"),
    [
        ("nl", {1: 3, 3: 1}),
        ("hill militia", {1: 1, 3: 1}),
        ("nl|hill militia", {1: 3, 3: 1}),
        ("nl|mission", {1: 0, 3: 0}),
        ("nl|southland", {1: 0, 2: 0, 3: 3}),
        ("mission", {}),
    ],
)
def test_hands_lie_to_bearers(tmp_path, actor, expected):
    case = prepared(tmp_path, report("a1", f",event,,{actor},shell,,,,east"))
    found = {b: rel for b, hand, rel in rows_of(case, "bearer_hands") if b and hand}
    assert found == expected


SOURCES = ("source,affiliation,leaning,recorded_at\nagency,none,,\ncourier,none,southland,\n"
           "militia radio,hill militia,,\nodd,,,\nlate,none,,2024-03-25")  # fmt: skip


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("agency", [0, 0, 0, 0]),
        ("courier", [1, 2, 1, 1]),
        ("militia radio", [1, 1, 2, 1]),
        ("NL", [1, 1, 2, 1]),
        ("mission", [0, 0, 0, 0]),
        ("odd", [3, 3, 3, 3]),
        ("stranger", [3, 3, 3, 3]),
        ("late", [3, 3, 3, 3]),
    ],
)
def test_sources_stand_to_bearers(tmp_path, source, expected):
    case = prepared(tmp_path, report("a1", ",event,,nl,shell,,,,east", source=source),
                    sources=SOURCES, as_of=1711000000_000000)  # fmt: skip
    assert [side for _, _, side in rows_of(case, "sides")] == expected


def test_an_admission_names_only_the_own_side(tmp_path):
    hands = ["nl", "hill militia", "southland", "nl|southland", ""]
    rows = [
        report(f"a{k}", f",event,,{hand},shell,,,,east", source="northland")
        for k, hand in enumerate(hands)
    ]
    case = prepared(tmp_path, *rows)
    own = {hand for _, hand in rows_of(case, "own_hands")}
    assert [hand in own for (hand,) in report_rows(case, "hand_id")] == [
        True,
        True,
        False,
        False,
        False,
    ]


def test_a_monitor_is_known_by_its_name(tmp_path):
    case = prepared(tmp_path, report("a1", ",event,,nl,shell,,,,east", source="mission"),
                    report("b1", ",event,,nl,shell,,,,east"))  # fmt: skip
    assert rows_of(case, "sources") == [(1, False, False), (2, True, True)]


# ---- what points at reports ----


def test_denials_marks_and_exceptions_find_their_reports(tmp_path):
    header = "report,source,recorded_at,begins,act,stance,of"
    rows = ["a1,x,2024-03-20,2024-03-10,shell,,", "b1,y,2024-03-20,2024-03-10,shell,denies,a1"]
    evidence = read(
        tmp_path,
        reports="\n".join([header, *rows]),
        marks="report,by,reason,recorded_at\na1,Ann,film,2024-03-21",
        rulings=("ruling,subject,says,by,reason,recorded_at\n"
                 "r1,a1,excepted,committee,warning fire,2024-03-21\n"
                 "r2,a1,happened,committee,seen,2024-03-21"),
        links="reports,link,reason,recorded_at\na1|b1,same,x,2024-03-22",
    )  # fmt: skip
    case = prepare(DUTIES, evidence, Setting(names()), LATE)
    day_21 = 1711058400_000000
    assert rows_of(case, "targets") == [(2, 1)]
    assert rows_of(case, "marks") == [(1, day_21)]
    assert rows_of(case, "excepted") == [(1, day_21)]
    assert rows_of(case, "ruled") == [(1, True, day_21)]
    assert rows_of(case, "linked") == []  # a denial is no event


def test_the_tables_do_not_depend_on_the_order_of_rows(tmp_path):
    rows = [report(f"a{k}", f",event,,{'nl' if k % 2 else ''},shell,,,,{'east' if k % 3 else ''}")
            for k in range(7)]  # fmt: skip
    first = prepared(tmp_path, *rows).case.tables
    again = prepared(tmp_path, *reversed(rows)).case.tables
    assert all(first[name].equals(again[name]) for name in TABLES)


# ---- states ----

OPEN = Duties({1: wanted(Filter(("be open",)))}, {1: EAST}, {})


def test_what_is_closed_is_not_open(tmp_path):
    rows = [report("s1", ",level,,,be closed,,,,east"),
            report("s2", ",level,,,be open,,,0,east"),
            report("s3", ",level,,,be open,,,1,east"),
            report("s4", ",level,,,be passable,,,1,east")]  # fmt: skip
    case = prepared(tmp_path, *rows, duties=OPEN)
    assert report_rows(case, "kind", "stance", "low", "high") == [
        (3, 3, 0, 0), (3, 3, 0, 0), (3, 1, 1, 1), (3, 1, 1, 1)
    ]  # fmt: skip
    assert [(rel, count) for rel, count in filter_rows(case, 1)] == [(3, False)] * 2


def test_levels_of_several_names_are_one(tmp_path):
    rows = [report("l1", ",level,,nl,station,soldier,person,50,east"),
            report("l2", ",level,,nl,have,soldier,person,40,east"),
            report("l3", ",level,,nl,see,soldier,person,4,east")]  # fmt: skip
    case = prepared(tmp_path, *rows)
    one, other, seen = (thing for (thing,) in report_rows(case, "thing_id"))
    assert (one == other, one == seen) == (True, False)
