"""Figures, words and points of an index: they say, and are warned of, as evidence is read whole."""

import pytest
from tests.unit.evidence.projected import same, write


@pytest.mark.parametrize("figure", ["dozens", "999999999999.25", "1000000000000"])
def test_figure_of_a_rejected_row_alone_of_its_unit(tmp_path, figure):
    """Nobody else counts what it counts, so that there is no scale for it."""
    header = "report,source,recorded_at,begins,act,object,quantity,unit,stance,of"
    rows = [
        header,
        "a1,agency,2024-03-06,2024-03-05,shell,,3,,,",
        f"a2,agency,2024-03-06,2024-03-05,admit,truck,{figure},litre,denies,missing",
    ]
    paths = [write(tmp_path, "reports.csv", "\n".join(rows) + "\n")]
    words = "source,word,low,high\nagency,dozens,24.5,60\n"
    paths.append(write(tmp_path, "words.csv", words))
    evidence, _ = same(paths, tmp_path / "index")
    assert evidence.rejects["code"].to_pylist() == ["SV336"]


@pytest.mark.parametrize(
    "figure",
    [
        "1",
        "1.000001",
        "1.5",
        "2",
        "many",
        "none",
        "NaN",
        "1000000000000",
        "1000000000000.000001",
        "99999999999999",
    ],
)
def test_figures_without_a_unit_are_warned_of_as_evidence_warns(tmp_path, figure):
    path = write(tmp_path, "reports.csv", "report,source,recorded_at,begins,act,object,quantity\n"
                 f"a1,agency,2024-03-06,2024-03-01,shell,truck,{figure}\n")  # fmt: skip
    evidence, made = same([path], tmp_path / "index")
    assert [(p.code, p.message) for p in made.problems] == [
        (p.code, p.message) for p in evidence.problems
    ]
    is_told = any(problem.code == "SV342" for problem in made.problems)
    assert is_told == (figure not in {"1", "many"} and not evidence.rejects.num_rows)


def test_points_that_place_nothing_are_warned_of_as_evidence_warns(tmp_path):
    cells = ["31.5,34.5,,", "31.5,34.5,100,", "31.5,34.5,100,east", "31.5,34.5,,east", ",,,east",
             "31.50000001,34.5,100,east"]  # fmt: skip
    rows = [f"a{k},x,2024-03-06,2024-03-05,shell,{point}" for k, point in enumerate(cells)]
    header = "report,source,recorded_at,begins,act,latitude,longitude,radius_m,area"
    path = write(tmp_path, "reports.csv", "\n".join([header, *rows]) + "\n")
    evidence, made = same([path], tmp_path / "index")
    assert [p.code for p in made.problems] == ["SV341", "SV344", "SV343"]
    assert [p.message for p in made.problems] == [p.message for p in evidence.problems]


def test_points_of_rows_that_are_dropped_are_not_counted(tmp_path):
    told = "x,2024-03-06,2024-03-05,shell,31.5,34.5"
    rows = [f"a1,{told},,,", f"a2,{told},100,east,", f"b1,{told},,,b2", f"b2,{told},,,b1",
            f",{told},,west,"]  # fmt: skip
    header = "report,source,recorded_at,begins,act,latitude,longitude,radius_m,area,replaces"
    path = write(tmp_path, "reports.csv", "\n".join([header, *rows, *rows]) + "\n")
    evidence, made = same([path], tmp_path / "index")
    assert evidence.rejects.num_rows == 2
    assert [p.message for p in made.problems] == [p.message for p in evidence.problems]
    counted = [p.message.split(" report")[0] for p in made.problems[:2]]
    assert counted == ["the place of 1", "2"]


@pytest.mark.parametrize("words", ["", "agency,<5,7,9", "agency,0 trucks,0,0\nother,0-3,1,2"])
def test_forms_words_and_what_is_neither(tmp_path, words):
    figures = ["0 trucks", "no trucks", "<5", "< 5", "0-3", "3-0", "5+", "under 5", "at least 5",
               "up to 3.5", "about 0", "about 30", "dozens", "unknown", "12", '"1,200"',
               "<0"]  # fmt: skip
    rows = [f"{unit}{n},{source},2024-03-06,2024-03-01,shell,{figure},{unit}"
            for n, figure in enumerate(figures) for source in ("agency", "other")
            for unit in ("litre", "person", "")]  # fmt: skip
    header = "report,source,recorded_at,begins,act,quantity,unit"
    paths = [write(tmp_path, "reports.csv", "\n".join([header, *rows]) + "\n")]
    if words:
        paths.append(write(tmp_path, "words.csv", f"source,word,low,high\n{words}\n"))
    evidence, made = same(paths, tmp_path / "index")
    assert [p.message for p in made.problems] == [p.message for p in evidence.problems]
    assert evidence.rejects.num_rows >= 13


@pytest.mark.parametrize("words", ["2024-03-08", "2024-03-08\nother,none,1,4,2024-03-02", ""])
def test_what_says_nothing_by_itself_is_used_from_its_declaration_on(tmp_path, words):
    rows = [
        "report,source,recorded_at,begins,act,quantity,replaces",
        "a1,agency,2024-03-06,2024-03-05,shell,none,",
        "a2,agency,2024-03-07,2024-03-05,shell,4,a1",
        "a3,agency,2024-03-06,2024-03-04,shell,3,",
        "a4,agency,2024-03-07,2024-03-04,shell,None,a3",
        "a5,agency,2024-03-07,2024-03-04,shell,5,a4",
        "a6,agency,2024-03-10,2024-03-05,shell,none,",
        "b1,other,2024-03-06,2024-03-05,shell,none,",
        "b2,other,2024-03-06,2024-03-05,shell,dozens,",
    ]
    paths = [write(tmp_path, "reports.csv", "\n".join(rows) + "\n"),
             write(tmp_path, "words.csv", "source,word,low,high,recorded_at\n"
                   f"agency,none,0,0,{words}\nagency,none,0,1,2024-03-12\n")]  # fmt: skip
    same(paths, tmp_path / "index")


@pytest.mark.parametrize("unit", ["", "truck", "litre"])
@pytest.mark.parametrize("figure", ["1.200", "3.0", "at least 1.5", "up to 0.5", "dozens"])
def test_fractions_are_rejected_as_evidence_rejects_them(tmp_path, figure, unit):
    rows = ["report,source,recorded_at,begins,act,object,quantity,unit,quantity_high",
            f"a1,agency,2024-03-06,2024-03-01,admit,truck,{figure},{unit},",
            f"a2,agency,2024-03-06,2024-03-02,admit,truck,,{unit},2.5",
            f"a3,agency,2024-03-06,2024-03-03,admit,truck,7,{unit},"]  # fmt: skip
    path = write(tmp_path, "reports.csv", "\n".join(rows) + "\n")
    evidence, _ = same([path], tmp_path / "index")
    has_parts = unit == "litre"
    codes = evidence.rejects["code"].to_pylist()
    assert ("SV326" in codes) is not has_parts
