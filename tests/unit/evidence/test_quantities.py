from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
from tests.unit.evidence.valley import read

from servanda import api
from servanda.evidence import rows, values
from servanda.evidence.quantities import average_bounds, read_quantity

HEADER = ("report,source,recorded_at,begins,ends,act,kind,stance,unit,quantity,quantity_low,"
          "quantity_high,average_per")  # fmt: skip


def evidence_of(folder, ends="", words="", **cells):
    given = {"kind": "event", **cells}
    row = [given.get(c, "") for c in HEADER.split(",")[6:]]
    text = f"{HEADER}\na1,agency,2024-03-30,2024-03-05,{ends},enter,{','.join(row)}"
    tables = {"words": words} if words else {}
    return read(folder, reports=text, **tables)


def bounds_of(folder, **cells):
    evidence = evidence_of(folder, **cells)
    assert evidence.rejects.to_pylist() == []
    (row,) = evidence.reports.to_pylist()
    high = row["quantity_high"]
    return float(row["quantity_low"]), None if high is None else float(high)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"quantity": "187"}, (187, 187)),
        ({"quantity": "29500.5", "unit": "litre"}, (29500.5, 29500.5)),
        ({"quantity": "at least 5"}, (5, None)),
        ({"quantity": "more than 5"}, (6, None)),
        ({"quantity": "up to 5"}, (0, 5)),
        ({"quantity_low": "150", "quantity_high": "160"}, (150, 160)),
        ({"quantity_low": "150"}, (150, None)),
        ({"quantity_high": "160"}, (0, 160)),
        ({}, (1, 1)),
        ({"unit": "truck"}, (1, None)),
        ({"kind": "tally"}, (1, None)),
        ({"stance": "observed-none"}, (0, 0)),
        ({"quantity": "dozens"}, (1, None)),
        ({"quantity": "About 800 people"}, (1, None)),
        ({"quantity": "≥5"}, (5, None)),
        ({"quantity": "no fewer than 5"}, (5, None)),
        ({"quantity": "30+"}, (30, None)),
        ({"quantity": "5 or more"}, (5, None)),
        ({"quantity": "<5"}, (0, 4)),
        ({"quantity": "<1"}, (0, 0)),
        ({"quantity": "Under 5"}, (0, 4)),
        ({"quantity": "no more than 5"}, (0, 5)),
        ({"quantity": "more than 5", "unit": "litre"}, (5, None)),
        ({"quantity": "fewer than 5", "unit": "person"}, (0, 4)),
        ({"quantity": "less than 1", "unit": "litre"}, (0, 1)),
        ({"quantity": "0-3"}, (0, 3)),
        ({"quantity": "5 – 10"}, (5, 10)),
        ({"quantity": "between 5 and 10"}, (5, 10)),
    ],
)
def test_a_quantity_means_an_interval(tmp_path, cells, expected):
    assert bounds_of(tmp_path, **cells) == expected


def test_a_word_has_the_spread_that_its_source_declared(tmp_path):
    words = "source,word,low,high\nagency,dozens,24,96\nother,dozens,36,60"
    evidence = evidence_of(tmp_path, quantity="Dozens", words=words)
    (row,) = evidence.reports.to_pylist()
    assert (row["quantity_low"], row["quantity_high"]) == (Decimal(24), Decimal(96))
    assert (row["quantity"], row["word"]) == ("Dozens", "dozens")


def test_a_word_for_none_counts_as_its_source_declared_it(tmp_path):
    words = "source,word,low,high\nagency,none,0,0"
    (row,) = evidence_of(tmp_path, quantity="none", words=words).reports.to_pylist()
    assert (row["quantity_low"], row["quantity_high"]) == (0, 0)


NO_FIGURES = [
    "0 trucks", "12 trucks", "0,0", "1,200", "about 0", "about 1", "3 or 4", "5.", "٠ شاحنة",
    "no trucks", "zero trucks", "none seen", "there weren't any", "not one", "nobody",
    "unknown", "number unclear", "N/A", "n.a.", "--", "?", "dozens?", "x",
    "up to a dozen", "fewer than a hundred", "aucun camion", "нет", "لا يوجد",
]  # fmt: skip


@pytest.mark.parametrize("text", NO_FIGURES)
def test_what_may_mean_none_or_nobody_knows_never_says_at_least_one(tmp_path, text):
    (reject,) = evidence_of(tmp_path, quantity=f'"{text}"').rejects.to_pylist()
    assert reject["code"] == "SV325"
    assert reject["reason"] == f"`quantity`: `{text.lower()}` is no number"
    assert reject["hint"].startswith("write ")


WHOLE = [
    {"quantity": "1.200", "unit": "truck"},
    {"quantity": "at least 1.5", "unit": "person"},
    {"quantity": "2-2.5"},
    {"quantity_low": "150", "quantity_high": "160.5", "unit": "truck"},
]


@pytest.mark.parametrize("cells", WHOLE)
def test_a_fraction_of_what_has_none_may_be_a_slip_and_is_rejected(tmp_path, cells):
    """Half of the world writes 1.200 for 1200: read as 1.2 trucks it would prove a shortfall."""
    (reject,) = evidence_of(tmp_path, **cells).rejects.to_pylist()
    assert (reject["code"], "has a fraction" in reject["reason"]) == ("SV326", True)


def test_figures_without_a_fraction_and_averages_of_days_are_read(tmp_path):
    assert bounds_of(tmp_path, quantity="1200.0", unit="truck") == (1200, 1200)
    found = bounds_of(tmp_path, ends="2024-03-06", kind="tally", quantity="1.5", unit="truck",
                      average_per="day")  # fmt: skip
    assert found == (3, 3)


@pytest.mark.parametrize("text", ["0 trucks", "No trucks", "<5", "at least 5", "0-3"])
def test_what_its_source_has_declared_is_a_word_first_of_all(tmp_path, text):
    words = f"source,word,low,high\nagency,{text},7,9\nother,dozens,24,96"
    (row,) = evidence_of(tmp_path, quantity=text, words=words).reports.to_pylist()
    assert (row["quantity_low"], row["quantity_high"]) == (7, 9)
    assert row["word"] == text.lower()


def test_a_number_is_a_number_whatever_its_source_has_declared(tmp_path):
    words = "source,word,low,high\nagency,5,4,6"
    (row,) = evidence_of(tmp_path, quantity="5", words=words).reports.to_pylist()
    assert (row["quantity_low"], row["quantity_high"], row["word"]) == (5, 5, None)


def test_an_undeclared_word_is_worth_a_warning(tmp_path):
    found = [p.message for p in evidence_of(tmp_path, quantity="dozens").problems]
    assert "`agency` says `dozens` and has declared no spread for it" in found


def test_an_average_per_day_is_a_total_within_half_a_unit_a_day(tmp_path):
    found = bounds_of(tmp_path, ends="2024-03-11", kind="tally", quantity="170", unit="truck",
                      average_per="day")  # fmt: skip
    assert found == (1187, 1193)


def test_the_average_of_a_measure_keeps_its_fractions(tmp_path):
    found = bounds_of(tmp_path, ends="2024-03-05", kind="tally", quantity="1.5", unit="tonne",
                      average_per="day")  # fmt: skip
    assert found == (1.45, 1.55)


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        (
            {"quantity_low": "20", "quantity_high": "10"},
            "the low of the quantity is more than its high",
        ),
        ({"quantity": "-3"}, "the quantity is below 0"),
        ({"quantity": "None"}, "`quantity`: `none` is no number"),
        ({"quantity": "n/a"}, "`quantity`: `n/a` is no number"),
        ({"quantity": "1000000000000.000001"}, "the quantity is more than 1,000,000,000,000"),
        ({"quantity": "9" * 30}, "the quantity is more than 1,000,000,000,000"),
        ({"quantity_high": "9" * 30}, "the quantity is more than 1,000,000,000,000"),
        (
            {"quantity_low": "1,200".replace(",", ".") + ".5"},
            "`quantity_low`: `1.200.5` is no number",
        ),
        ({"quantity_low": "many"}, "`quantity_low`: `many` is no number"),
    ],
)
def test_an_impossible_quantity_is_rejected(tmp_path, cells, reason):
    (reject,) = evidence_of(tmp_path, **cells).rejects.to_pylist()
    assert reject["reason"] == reason


def test_a_declared_spread_or_total_beyond_all_counting_is_rejected(tmp_path):
    tables = {
        "words": f"source,word,low,high\nagency,myriads,1,{'9' * 20}",
        "totals": f"of,low,high,declared_by\ntruck,{'9' * 20},,agency",
    }
    evidence = read(tmp_path, **tables)
    reasons = [row["reason"] for row in evidence.rejects.to_pylist()]
    assert reasons == [f"`{name}` is more than 1,000,000,000,000" for name in ("low", "high")]


def test_half_a_unit_of_the_last_digit_shown_is_known():
    assert read_quantity("1.5").half_step == Decimal("0.05")
    assert read_quantity("170").half_step == Decimal("0.5")


def test_an_average_of_nothing_has_no_negative_total():
    found = average_bounds((Decimal(0), Decimal(0)), Decimal("0.5"), Decimal(4), is_whole=True)
    assert found == (0, 2)


def test_a_figure_for_an_object_without_a_unit_is_worth_a_warning(tmp_path):
    text = ("report,source,recorded_at,begins,act,object,quantity\n"
            "a1,agency,2024-03-30,2024-03-05,release,prisoner,39")  # fmt: skip
    problems = read(tmp_path, reports=text).problems
    assert [p.code for p in problems] == ["SV342", "SV343"]


@pytest.mark.parametrize("example", ["northland", "gaza-2023"])
def test_few_rows_are_read_as_many_are(example: str, monkeypatch: pytest.MonkeyPatch):
    folder = Path(__file__).parents[3] / "examples" / example
    read = []
    for few in (-1, 10_000):
        monkeypatch.setattr(rows, "_FEW", few)
        monkeypatch.setattr(values, "_FEW", few)
        read.append(api.read(folder).evidence.reports)
    assert read[0].equals(read[1])


def test_few_cells_of_names_are_split_as_many_are(monkeypatch: pytest.MonkeyPatch):
    cells = pa.array(["b|a", None, " b | a|b", "", "z|é|a", "x||y", "|", "\u00a0a|B|a"])
    monkeypatch.setattr(values, "_FEW", -1)
    many = values.split_all(cells)
    monkeypatch.setattr(values, "_FEW", len(cells))
    assert values.split_all(cells) == many
