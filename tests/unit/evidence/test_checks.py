import random

import pytest
from tests.unit.evidence.valley import names, read, shelling

from servanda.evidence import read_evidence

TALLY = "report,source,recorded_at,begins,ends,kind,series,act,object,unit,quantity,area,replaces"


def tallies(*rows):
    return "\n".join([TALLY, *rows])


def rejected(evidence):
    return [(r["row_no"], r["code"]) for r in evidence.rejects.to_pylist()]


def reasons(evidence):
    return evidence.rejects["reason"].to_pylist()


# ---- names ----


@pytest.mark.parametrize(
    ("cells", "code", "reason", "hint"),
    [
        ({"act": "sheling"}, "SV328", "`sheling` is no act that the agreement knows",
         "did you mean `shelling`"),
        ({"object": "trukc"}, "SV329", "`trukc` is no thing that the agreement knows",
         "did you mean `truck`"),
        ({"unit": "trukc"}, "SV329", "`trukc` is no unit that the agreement knows",
         "did you mean `truck`"),
        ({"area": "esat"}, "SV330", "`esat` is no area that the agreement knows",
         "did you mean `east`"),
        ({"actor": "nrthland|nl"}, "SV331", "`nrthland` is no actor that the agreement knows",
         "did you mean `northland`"),
        ({"attributes": "women, aremd"}, "SV329",
         "`aremd` is said of the object, and no such adjective or thing is known",
         "did you mean `armed`"),
        ({"manner": "on foot|by bike"}, "SV329", "`by bike` is no manner that the agreement knows",
         ""),
        ({"list": "list-2"}, "SV329", "`list-2` is no list that the agreement knows",
         "did you mean `list-1`"),
    ],
)  # fmt: skip
def test_an_unknown_name_is_rejected_with_the_near_ones(tmp_path, cells, code, reason, hint):
    row = {"report": "a1", "source": "agency", "recorded_at": "2024-03-06", "begins": "2024-03-05",
           "act": "shell", **cells}  # fmt: skip
    quoted = [f'"{cell}"' for cell in row.values()]
    (tmp_path / "reports.csv").write_text(",".join(row) + "\n" + ",".join(quoted) + "\n")
    (reject,) = read_evidence(tmp_path, names()).rejects.to_pylist()
    assert (reject["code"], reject["reason"]) == (code, reason)
    assert reject["hint"].startswith(hint)


def test_names_are_written_in_their_canonical_form(tmp_path):
    text = ("report,source,recorded_at,begins,act,object,attributes,unit,actor,area\n"
            'a1,agency,2024-03-06,2024-03-05,shelling,Prisoners,"women | children, not Armed",'
            "hostages,NL|southland,West|east")  # fmt: skip
    (tmp_path / "reports.csv").write_text(text)
    (row,) = read_evidence(tmp_path, names()).reports.to_pylist()
    assert row["act"] == "shell"
    assert row["object"] == "prisoner"
    assert row["attributes"] == "child|woman, not armed"
    assert row["unit"] == "person"
    assert row["actor"] == ["northland", "southland"]
    assert row["area"] == ["east", "west"]


def test_all_faults_of_a_row_are_told_at_once(tmp_path):
    evidence = read(tmp_path, reports=shelling("a1,agency,yesterday,2024-03-05,nobody,esat"))
    assert reasons(evidence) == [
        "`recorded_at`: `yesterday` is no time; `nobody` is no actor that the agreement knows;"
        " `esat` is no area that the agreement knows"
    ]


def test_a_required_cell_that_is_empty_rejects_its_row(tmp_path):
    evidence = read(tmp_path, reports=shelling("a1,,2024-03-06,2024-03-05,nl,east"))
    assert reasons(evidence) == ["`source` is empty"]


def test_a_word_that_is_none_of_the_choices_is_rejected(tmp_path):
    text = "report,source,recorded_at,begins,act,stance\na1,x,2024-03-06,2024-03-05,shell,denied"
    (reject,) = read(tmp_path, reports=text).rejects.to_pylist()
    assert (reject["code"], reject["hint"]) == ("SV327", "did you mean `denies`?")


# ---- points ----

POINT = "report,source,recorded_at,begins,act,latitude,longitude,radius_m"


@pytest.mark.parametrize(
    ("point", "reason"),
    [
        ("31.5,,", "a point needs both `latitude` and `longitude`"),
        ("134.5,31.5,100", "`latitude` is beyond 90 degrees"),
        ("31.5,234.5,100", "`longitude` is beyond 180 degrees"),
        ("31.5,34.5,-1", "`radius_m` is below 0"),
        (",,100", "`radius_m` needs a point"),
    ],
)
def test_an_impossible_point_is_rejected(tmp_path, point, reason):
    evidence = read(tmp_path, reports=f"{POINT}\na1,x,2024-03-06,2024-03-05,shell,{point}")
    assert reasons(evidence) == [reason]


def test_a_point_without_radius_is_worth_a_warning(tmp_path):
    evidence = read(tmp_path, reports=f"{POINT}\na1,x,2024-03-06,2024-03-05,shell,31.5,34.5,")
    assert [p.code for p in evidence.problems] == ["SV341", "SV343"]


@pytest.mark.parametrize("radius", ["", "100"])
def test_a_point_beside_an_area_is_told_once_with_the_number_of_reports(tmp_path, radius):
    rows = [f"a{k},x,2024-03-06,2024-03-05,shell,31.5,34.5,{radius},east" for k in range(3)]
    evidence = read(tmp_path, reports="\n".join([f"{POINT},area", *rows]))
    assert [p.code for p in evidence.problems] == ["SV344", "SV343"]
    assert evidence.problems[0].message.startswith("3 reports ")
    assert (evidence.counts["reports"], evidence.counts["rejected"]) == (3, 0)


# ---- identity ----


def test_importing_twice_changes_nothing(tmp_path):
    text = shelling("a1,agency,2024-03-06,2024-03-05,nl,east")
    once = read(tmp_path, reports=text)
    twice = read(tmp_path, **{"reports": text, "reports-again": text})
    assert (once.hash, once.counts["reports"]) == (twice.hash, 1)
    assert (twice.counts["repeated"], twice.counts["rejected"]) == (1, 0)


def test_of_one_identity_with_two_contents_the_first_recorded_stands(tmp_path):
    rows = ["a1,agency,2024-03-07,2024-03-05,nl,west", "a1,agency,2024-03-06,2024-03-05,nl,east"]
    evidence = read(tmp_path, reports=shelling(*rows))
    assert evidence.reports["area"].to_pylist() == [["east"]]
    assert rejected(evidence) == [(2, "SV333")]


def test_a_report_without_id_is_named_by_its_content(tmp_path):
    row = ",agency,2024-03-06,2024-03-05,nl,east"
    evidence = read(tmp_path, reports=shelling(row, row))
    (name,) = evidence.reports["report"].to_pylist()
    assert name.startswith("row-")
    assert len(name) == 16


def test_the_hash_depends_on_content_and_not_on_order(tmp_path):
    rows = [f"a{k},agency,2024-03-06,2024-03-05,nl,east" for k in range(9)]
    first = read(tmp_path, reports=shelling(*rows))
    random.Random(1).shuffle(rows)
    assert read(tmp_path, reports=shelling(*rows)).hash == first.hash
    assert read(tmp_path, reports=shelling(*rows[1:])).hash != first.hash


# ---- corrections ----


def test_another_source_cannot_replace_a_report(tmp_path):
    evidence = read(tmp_path, reports=tallies(
        "a1,agency,2024-03-06,2024-03-05,,tally,,enter,truck,truck,187,east,",
        "b1,other,2024-03-06,2024-03-05,,tally,,enter,truck,truck,191,east,agency:a1",
    ))  # fmt: skip
    assert rejected(evidence) == [(3, "SV334")]


def test_corrections_that_go_round_in_a_circle_are_rejected(tmp_path):
    evidence = read(tmp_path, reports=tallies(
        "a1,agency,2024-03-06,2024-03-05,,event,,shell,,,,east,a2",
        "a2,agency,2024-03-06,2024-03-05,,event,,shell,,,,east,a1",
        "a3,agency,2024-03-06,2024-03-05,,event,,shell,,,,east,a1",
    ))  # fmt: skip
    assert rejected(evidence) == [(2, "SV334"), (3, "SV334")]


def test_a_correction_of_an_unknown_report_waits(tmp_path):
    evidence = read(tmp_path, reports=tallies(
        "a2,agency,2024-03-06,2024-03-05,,event,,shell,,,,east,a1",
    ))  # fmt: skip
    assert rejected(evidence) == []


# ---- series ----


def row(name, begins, ends="", **cells):
    given = {"thing": "truck", "area": "valley", "replaces": "", "recorded": "2024-03-20", **cells}
    return (
        f"{name},agency,{given['recorded']},{begins},{ends},tally,daily,enter,{given['thing']},truck,"
        f"10,{given['area']},{given['replaces']}"
    )


@pytest.mark.parametrize(
    "rows",
    [
        [row("a1", "2024-03-05"), row("a2", "2024-03-06")],
        [row("a1", "2024-03-05", area="east"), row("a2", "2024-03-05", area="west")],
        [row("a1", "2024-03-05", thing="fuel truck"), row("a2", "2024-03-05", thing="food truck")],
        [row("a1", "2024-03-05"), row("a2", "2024-03-05", replaces="a1")],
        [row("a1", "2024-03-05", "2024-03-05"), row("a2", "2024-03-05", "2024-03-06")],
    ],
    ids=["other day", "areas apart", "things apart", "correction", "running total"],
)
def test_rows_of_a_series_may_stand_together(tmp_path, rows):
    assert rejected(read(tmp_path, reports=tallies(*rows))) == []


@pytest.mark.parametrize(
    "rows",
    [
        [row("a1", "2024-03-05"), row("a2", "2024-03-05")],
        [row("a1", "2024-03-05"), row("a2", "2024-03-05", thing="fuel truck")],
        [row("a1", "2024-03-05"), row("a2", "2024-03-05", area="east")],
        [row("a1", "2024-03-04", "2024-03-06"), row("a2", "2024-03-06", "2024-03-07")],
    ],
    ids=["twice", "a kind of it", "a part of it", "one day in common"],
)
def test_overlap_inside_a_series_rejects_the_later_row(tmp_path, rows):
    evidence = read(tmp_path, reports=tallies(*rows))
    assert rejected(evidence) == [(3, "SV335")]
    assert reasons(evidence) == ["it counts again what `a1` counts in series `daily`"]


def test_the_earlier_recorded_of_two_overlapping_rows_stands(tmp_path):
    rows = [row("a1", "2024-03-05", recorded="2024-03-21"), row("a2", "2024-03-05")]
    assert rejected(read(tmp_path, reports=tallies(*rows))) == [(2, "SV335")]


# ---- references ----

DENIAL = "report,source,recorded_at,begins,act,stance,of"


def test_references_are_written_in_full(tmp_path):
    evidence = read(tmp_path, reports="\n".join([
        DENIAL,
        "a1,agency,2024-03-06,2024-03-05,shell,,",
        "b1,northland,2024-03-06,2024-03-05,shell,denies,a1",
    ]))  # fmt: skip
    assert evidence.reports["of"].to_pylist() == [None, ["agency:a1"]]


def test_a_reference_to_nothing_is_rejected_with_near_names(tmp_path):
    evidence = read(tmp_path, reports="\n".join([
        DENIAL,
        "ocha-17,agency,2024-03-06,2024-03-05,shell,,",
        "b1,northland,2024-03-06,2024-03-05,shell,denies,ocha-71",
    ]))  # fmt: skip
    (reject,) = evidence.rejects.to_pylist()
    assert (reject["code"], reject["hint"]) == ("SV336", "did you mean `ocha-17`?")


def test_a_reference_to_a_report_of_several_sources_is_rejected(tmp_path):
    evidence = read(tmp_path, reports="\n".join([
        DENIAL,
        "a1,agency,2024-03-06,2024-03-05,shell,,",
        "a1,other,2024-03-06,2024-03-05,shell,,",
        "b1,northland,2024-03-06,2024-03-05,shell,denies,a1",
    ]))  # fmt: skip
    (reject,) = evidence.rejects.to_pylist()
    assert reject["hint"] == "write `agency:a1` or `other:a1`"


def test_an_id_means_the_report_that_had_been_recorded_whatever_came_later(tmp_path):
    evidence = read(tmp_path, reports="\n".join([
        DENIAL,
        "a1,agency,2024-03-06,2024-03-05,shell,,",
        "b1,northland,2024-03-07,2024-03-05,shell,denies,a1",
        "a1,other,2024-03-08,2024-03-05,shell,,",
        "b2,northland,2024-03-08,2024-03-05,shell,denies,a1",
        "b3,northland,2024-03-02,2024-03-05,shell,denies,a1",
    ]), links="reports,link,reason,recorded_at\n"
              "a1|b1,same,why,2024-03-07\na1|b1,same,why,2024-03-09",
        marks="report,by,reason,recorded_at\na1,Ann,checked,2024-03-07\na1,Ann,checked,2024-03-09",
        rulings="ruling,subject,says,by,reason,recorded_at\n"
                "r1,a1,happened,Ann,seen,2024-03-07\nr2,a1,happened,Ann,seen,2024-03-09",
    )  # fmt: skip
    # b3 names it before anybody told of it: it is the first who does.
    of = dict(zip(*(evidence.reports[c].to_pylist() for c in ("report", "of")), strict=True))
    assert of == {"a1": None, "b1": ["agency:a1"], "b3": ["agency:a1"]}
    assert evidence.tables["links"]["reports"].to_pylist() == [["agency:a1", "northland:b1"]]
    assert evidence.tables["marks"]["report"].to_pylist() == ["agency:a1"]
    assert evidence.tables["rulings"]["subject"].to_pylist() == ["agency:a1"]
    assert reasons(evidence) == ["`a1` is a report of several sources"] * 4


def test_what_points_at_a_rejected_report_is_rejected_too(tmp_path):
    evidence = read(tmp_path, reports="\n".join([
        DENIAL,
        "a1,agency,2024-03-06,2024-03-05,sheling,,",
        "b1,northland,2024-03-06,2024-03-05,shell,denies,a1",
        "c1,southland,2024-03-06,2024-03-05,shell,denies,b1",
    ]))  # fmt: skip
    assert rejected(evidence) == [(2, "SV328"), (3, "SV336"), (4, "SV336")]


def test_links_and_marks_that_point_nowhere_are_rejected(tmp_path):
    evidence = read(
        tmp_path,
        reports=shelling("a1,agency,2024-03-06,2024-03-05,nl,east"),
        links="reports,link,reason,recorded_at\na1|a9,same,seen by both,2024-03-07",
        marks="report,by,reason,recorded_at\na9,Ann,checked,2024-03-07",
    )
    assert [r["file"].rpartition("/")[2] for r in evidence.rejects.to_pylist()] == [
        "links.csv",
        "marks.csv",
    ]


def test_a_ruling_on_a_clause_needs_no_report(tmp_path):
    rulings = ("ruling,subject,says,by,reason,recorded_at\n"
               "r1,[aid],breached,committee,found so,2024-03-07\n"
               "r2,a9,excepted,committee,found so,2024-03-07")  # fmt: skip
    evidence = read(tmp_path, rulings=rulings)
    assert evidence.tables["rulings"]["subject"].to_pylist() == ["[aid]"]
    assert rejected(evidence) == [(3, "SV336")]


@pytest.mark.parametrize(
    ("says", "bearer", "code", "hint"),
    [
        ("consents", "", "SV321", "name the party; write one row for each"),
        ("gives notice", "", "SV321", "name the party; write one row for each"),
        ("gives notice", "nrthland", "SV331", "did you mean `northland`?"),
        ("suspended", "nrthland", "SV331", "did you mean `northland`?"),
        ("gives notice", "NL", None, None),
        ("suspended", "", None, None),
    ],
)
def test_a_ruling_that_somebody_acted_says_who(tmp_path, says, bearer, code, hint):
    subject = "[aid]" if says == "suspended" else "agreement"
    evidence = read(
        tmp_path,
        rulings="ruling,subject,says,bearer,by,reason,recorded_at\n"
        f"r1,{subject},{says},{bearer},committee,so,2024-03-07",
    )
    found = [(row["code"], row["hint"]) for row in evidence.rejects.to_pylist()]
    assert found == ([] if code is None else [(code, hint)])


def test_a_source_that_is_written_otherwise_than_declared_is_told(tmp_path):
    rows = ["a1,Relief-Agency,2024-03-06,2024-03-05,shell", "a2,press,2024-03-06,2024-03-05,shell"]
    evidence = read(
        tmp_path,
        reports="\n".join(["report,source,recorded_at,begins,act", *rows]),
        sources="source,name,kind,affiliation\nrelief agency,Relief Agency,ngo,none",
    )
    assert [(p.code, p.message.split(" (")[0]) for p in evidence.problems] == [
        ("SV343", "the source `Relief-Agency` is not listed in `sources`, but `relief agency` is"),
        ("SV343", "1 source is not listed in `sources`: `press`"),
    ]
    assert evidence.problems[0].hint.startswith("did you mean `relief agency`?")


def test_a_ruling_on_an_unknown_clause_is_rejected(tmp_path):
    header = "ruling,subject,says,by,reason,recorded_at"
    rows = [f"r{k},{subject},begins,committee,so,2024-03-07"
            for k, subject in enumerate(["[adi]", "Phase 2", "agreement"])]  # fmt: skip
    evidence = read(tmp_path, rulings="\n".join([header, *rows]))
    (reject,) = evidence.rejects.to_pylist()
    assert (reject["code"], reject["hint"]) == ("SV336", "did you mean `aid`?")
