"""A mapping whose day and clock stand in two columns, or whose time may stand in several."""

from pathlib import Path

import pytest
from tests.unit.evidence import valley
from tests.unit.evidence.importers.country import terms

from servanda.errors import EvidenceError
from servanda.evidence import read_evidence
from servanda.evidence.importers import Converted, find_format, import_file

HEAD = "source: s\nact: shell\nactor: northland\narea: west\n"
TWO = 'begins: {column: Day, form: "%d/%m/%Y", time: Hour}'
FIRST = "begins: {column: [Corrected, Day], time: Hour}"
EACH = 'begins: [{column: Corrected, form: "%d/%m/%Y"}, {column: Day, time: Hour}]'


def converted(folder: Path, mapping: str, table: str) -> Converted:
    path, mapped = folder / "table.csv", folder / "table.yaml"
    path.write_text(table, encoding="utf-8")
    mapped.write_text(f"{HEAD}{mapping}\n", encoding="utf-8")
    found = find_format("table", path, mapped)
    return import_file(path, found.outside, terms()).converted


def begins(folder: Path, mapping: str, table: str) -> list[str]:
    return converted(folder, mapping, table).reports["begins"].to_pylist()


def reasons(folder: Path, mapping: str, table: str) -> list[tuple[int, str, str]]:
    asides = converted(folder, mapping, table).asides.to_pylist()
    return [(row["row_no"], row["code"], row["why"]) for row in asides]


def problems(folder: Path, mapping: str) -> list[tuple[str, int, str]]:
    with pytest.raises(EvidenceError) as caught:
        converted(folder, mapping, "Day,Hour\n2024-03-05,10:30\n")
    return [(p.message, p.places[0].line, p.hint) for p in caught.value.problems]


# ---- a day and its clock -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "hour", "read"),
    [
        ("05/03/2024", "14:30", "2024-03-05T12:30Z"),
        ("05/03/2024", "14:30:09", "2024-03-05T12:30:09Z"),
        ("5/3/2024", "9:30", "2024-03-05T07:30Z"),
        ("05/03/2024", "00:00", "2024-03-04T22:00Z"),
        ("05/03/2024", "24:00", "2024-03-05T22:00Z"),
        ("05/03/2024", "", "2024-03-05"),
        ("05/03/2024", "   ", "2024-03-05"),
    ],
)
def test_day_and_clock_make_one_time_and_no_clock_leaves_the_whole_day(tmp_path, day, hour, read):
    assert begins(tmp_path, TWO, f"Day,Hour\n{day},{hour}\n") == [read]


@pytest.mark.parametrize(
    ("clock", "hour", "read"),
    [
        ('{column: Hour, form: "%H.%M"}', "14.30", "2024-03-05T12:30Z"),
        ('{column: Hour, form: "%I:%M %p"}', "2:30 PM", "2024-03-05T12:30Z"),
        ('{column: Hour, form: "%Hh%M"}', "14h30", "2024-03-05T12:30Z"),
        ('{column: Hour, form: "%H%M"}', "0905", "2024-03-05T07:05Z"),
        ('{column: Hour, form: "%H:%M:%S"}', "14:30:00", "2024-03-05T12:30:00Z"),
    ],
)
def test_clock_has_a_form_of_its_own(tmp_path, clock, hour, read):
    mapping = f"begins: {{column: Day, time: {clock}}}"
    assert begins(tmp_path, mapping, f"Day,Hour\n2024-03-05,{hour}\n") == [read]


def test_zone_of_two_columns_is_that_of_the_key_the_heading_or_the_mapping(tmp_path):
    table = "Day,Hour\n2024-03-05,10:30\n"
    own = "begins: {column: Day, time: Hour, zone: Asia/Tbilisi}"
    assert begins(tmp_path, own, table) == ["2024-03-05T06:30Z"]
    assert begins(tmp_path, "zone: UTC\nbegins: {column: Day, time: Hour}", table) == [
        "2024-03-05T10:30Z"]  # fmt: skip
    heading = "begins: {column: Day, time: Hour (UTC)}"
    assert begins(tmp_path, heading, table.replace("Hour", "Hour (UTC)")) == ["2024-03-05T10:30Z"]


def test_begin_and_end_share_the_day(tmp_path):
    mapping = "begins: {column: Day, time: From}\nends: {column: Day, time: Until}"
    found = converted(tmp_path, mapping, "Day,From,Until\n2024-03-05,10:30,11:15\n").reports
    assert found.select(["begins", "ends"]).to_pylist() == [
        {"begins": "2024-03-05T08:30Z", "ends": "2024-03-05T09:15Z"}]  # fmt: skip
    evidence = read_evidence({"reports": found.drop_columns(["row_no"])}, valley.names())
    assert evidence.counts["reports"] == 1


@pytest.mark.parametrize(
    ("day", "hour", "why"),
    [
        ("05/03/2024", "soon", "no time of day such as 14:30 can be read from soon"),
        ("05/03/2024", "25:00", "no time of day such as 14:30 can be read from 25:00"),
        ("05/03/2024", "10:3", "no time of day such as 14:30 can be read from 10:3"),
        ("05/03/2024", "24:30", "no time of day such as 14:30 can be read from 24:30"),
        ("05/03/2024", "0.4375", "no time of day such as 14:30 can be read from 0.4375 (a spread"),
        ("31/02/2024", "10:30", "no time of the form %d/%m/%Y can be read from 31/02/2024"),
        ("31/02/2024", "", "no time of the form %d/%m/%Y can be read from 31/02/2024"),
        ("05/03/24", "10:30", "the year of 05/03/24 has not four digits"),
        ("", "10:30", "10:30 is a time without its day: `Day` is empty"),
        ("", "", "`Day` and `Hour` are empty"),
        ("05/03/2024 10:00", "10:30", "no time of the form %d/%m/%Y can be read from 05/03/2024 1"),
    ],
)
def test_row_whose_day_or_clock_cannot_be_read_is_kept_with_the_reason(tmp_path, day, hour, why):
    table = f"Day,Hour,Note\n{day},{hour},x\n"
    ((row_no, code, reason),) = reasons(tmp_path, TWO, table)
    assert (row_no, code) == (2, "SV806")
    assert reason.startswith(f"`begins`: {why}")


def test_day_that_has_a_clock_of_its_own_is_never_joined_with_another(tmp_path):
    mapping = "begins: {column: Day, time: Hour}"
    table = "Day,Hour\n2024-03-05 00:00:00,10:30\n2024-03-05 09:00,\n"
    assert [why for *_, why in reasons(tmp_path, mapping, table)] == [
        "`begins`: 2024-03-05 00:00:00 has a time of its own beside that of `Hour` (where it means"
        " nothing say so in the form: `%Y-%m-%d 00:00:00`)",
        "`begins`: 2024-03-05 09:00 has a time of its own beside that of `Hour` (where it means"
        " nothing say so in the form: `%Y-%m-%d 00:00:00`)",
    ]
    mapping = 'begins: {column: Day, form: "%Y-%m-%d 00:00:00", time: Hour}'
    assert begins(tmp_path, mapping, table) == ["2024-03-05T08:30Z"]


def test_clock_that_is_shown_twice_or_never_is_told_of_two_columns_too(tmp_path):
    mapping = "zone: Europe/Rome\nbegins: {column: Day, time: Hour}"
    table = "Day,Hour\n2024-10-27,02:30\n2024-03-31,02:30\n2024-03-31,\n"
    assert [why for *_, why in reasons(tmp_path, mapping, table)] == [
        "`begins`: the clocks show 2024-10-27 02:30 twice",
        "`begins`: the clocks jump over 2024-03-31 02:30",
    ]


# ---- the first that is filled in -----------------------------------------------------------------


def test_corrected_day_goes_before_the_first_one(tmp_path):
    table = "Corrected,Day,Hour\n2024-03-06,2024-03-05,10:30\n,2024-03-05,\n,2024-03-05,11:30\n"
    assert begins(tmp_path, FIRST, table) == [
        "2024-03-06T08:30Z", "2024-03-05", "2024-03-05T09:30Z"]  # fmt: skip
    assert begins(tmp_path, "begins: {column: [Corrected, Day]}", table) == [
        "2024-03-06", "2024-03-05", "2024-03-05"]  # fmt: skip


def test_each_of_several_columns_may_have_its_own_form_and_clock(tmp_path):
    table = "Corrected,Day,Hour\n06/03/2024,2024-03-05,10:30\n,2024-03-05,10:30\n,2024-03-05,\n"
    assert begins(tmp_path, EACH, table) == ["2024-03-06", "2024-03-05T08:30Z", "2024-03-05"]


def test_bad_cell_of_the_first_choice_is_no_reason_to_take_the_second(tmp_path):
    table = "Corrected,Day,Hour\nsoon,2024-03-05,10:30\n"
    assert reasons(tmp_path, EACH, table) == [
        (2, "SV806", "`begins`: no time of the form %d/%m/%Y can be read from soon")]  # fmt: skip


def test_bad_cell_of_the_second_choice_does_not_matter_where_the_first_counts(tmp_path):
    table = "Corrected,Day,Hour\n06/03/2024,soon,never\n"
    assert begins(tmp_path, EACH, table) == ["2024-03-06"]


def test_row_of_which_all_choices_are_empty_is_kept_with_the_reason(tmp_path):
    table = "Corrected,Day,Hour,Note\n,,,x\n"
    assert reasons(tmp_path, EACH, table) == [
        (2, "SV806", "`begins`: `Corrected`, `Day` and `Hour` are empty")]  # fmt: skip


def test_corrected_clock_without_a_corrected_day_is_not_passed_over(tmp_path):
    mapping = "begins: [{column: Corrected, time: Hour}, {column: Day}]"
    table = "Corrected,Day,Hour\n,2024-03-05,10:30\n"
    ((*_, why),) = reasons(tmp_path, mapping, table)
    assert why == "`begins`: 10:30 is a time without its day: `Corrected` is empty"


def test_end_may_be_empty_in_all_of_its_columns(tmp_path):
    mapping = "begins: {column: Day}\nends: {column: Until, time: Hour}"
    found = converted(tmp_path, mapping, "Day,Until,Hour\n2024-03-05,,\n").reports
    assert found["ends"].to_pylist() == [None]


def test_row_that_is_set_aside_anyway_keeps_that_reason(tmp_path):
    mapping = f"{FIRST}\nset aside: {{Status: {{draft: the post is a draft}}}}"
    table = "Corrected,Day,Hour,Status\n,,,draft\n"
    assert reasons(tmp_path, mapping, table) == [(2, None, "the post is a draft")]


# ---- nonsense ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("begins", "message", "hint"),
    [
        ('{column: Day, form: "%d/%m/%Y %H:%M", time: Hour}',
         "the form `%d/%m/%Y %H:%M` has a time of day, and `time` names another",
         "leave one of them away"),
        ("{column: Day, time: Day}", "`Day` is named for the day and for its time",
         "leave `time` away, and say both in one `form`: `%d/%m/%Y %H:%M`"),
        ('{column: Day, time: {column: Hour, form: "%d %H:%M"}}',
         "`%d %H:%M` is no form of a time of day", "write it as in `%H:%M` or `%I:%M %p`"),
        ('{column: Day, time: {column: Hour, form: "%Q"}}',
         "`%Q` is no form of a time of day", "write it as in `%H:%M` or `%I:%M %p`"),
        ('{column: Day, time: {column: Hour, form: "%I:%M"}}',
         "`%I:%M` does not say which half of the day",
         "write `%I:%M %p` of `2:30 PM`, or `%H:%M` of `14:30`"),
        ('{column: Day, time: {column: Hour, form: "%H:%M%z"}}',
         "`time` of `begins` cannot be read with an offset",
         "leave it away and name the `zone`: `zone: UTC`"),
        ("{column: Day, time: {hour: Hour}}", "`time` of `begins` names the column of the time of"
         " day", 'write `time: Hour`, or `time: {column: Hour, form: "%H.%M"}`'),
        ("{column: Day, time: Hour, codes: {a: b}}", "`begins` takes `codes` or `time`, not both",
         ""),
        ("[Corrected, Day]", "`begins` takes a list of columns, the first that is filled in"
         " counting", "write `[{column: Date corrected}, {column: Date}]`"),
        ('{column: Day, form: "%m/%Y"}',
         "`%m/%Y` names no day, which nobody but the source could fill in",
         "write it as in `%d/%m/%Y`; a whole month is a `begins` and an `ends`"),
        ('{column: Day, form: "%H:%M"}',
         "`%H:%M` names no day, which nobody but the source could fill in",
         "write it as in `%d/%m/%Y`; a whole month is a `begins` and an `ends`"),
        ("{column: {a: b}}", "`begins` takes a text, or `{column: ..., form: ..., codes: ...}`",
         "name the `column`"),
    ],
)  # fmt: skip
def test_nonsense_is_said_with_its_line_and_a_hint(tmp_path, begins, message, hint):
    assert problems(tmp_path, f"begins: {begins}")[0] == (message, 5, hint)


def test_what_is_no_time_takes_no_clock_and_no_list_of_columns(tmp_path):
    text = "begins: {column: Day}\nunit: {column: Day, time: Hour}\nobject: [{column: Day}]"
    assert problems(tmp_path, text) == [
        ("`unit` is no time and takes no `time`", 6, ""),
        ("`object` takes no list", 7, "write `{column: [First choice, Second choice]}`"),
    ]


@pytest.mark.parametrize("mapping", [TWO, FIRST, EACH])
def test_column_that_the_file_lacks_stops_the_import(tmp_path, mapping):
    with pytest.raises(EvidenceError) as caught:
        converted(tmp_path, mapping, "Day,Corrected\n2024-03-05,\n")
    (problem,) = caught.value.problems
    assert (problem.code, problem.message) == ("SV802", "`table` needs the column `Hour`")


def test_half_of_the_day_is_never_guessed_of_a_whole_form_either(tmp_path):
    found = problems(tmp_path, 'begins: {column: Day, form: "%d/%m/%Y %I:%M"}')
    assert found[0][0] == "`%d/%m/%Y %I:%M` does not say which half of the day"
