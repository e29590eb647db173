import random
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest
from tests.unit.evidence.valley import read

from servanda.evidence import times

HEADER = "report,source,recorded_at,begins,ends,act"


def row_of(folder, recorded="2024-03-06", begins="2024-03-05", ends="", zone="Africa/Maputo"):
    text = f"{HEADER}\na1,agency,{recorded},{begins},{ends},shell"
    evidence = read(folder, zone, reports=text)
    assert evidence.rejects.num_rows == 0
    return evidence.reports.to_pylist()[0]


def reason_of(folder, begins="2024-03-05", ends="", zone="Africa/Maputo"):
    text = f"{HEADER}\na1,agency,2024-03-06,{begins},{ends},shell"
    (reject,) = read(folder, zone, reports=text).rejects.to_pylist()
    return reject["code"], reject["reason"]


@pytest.mark.parametrize(
    ("begins", "first", "length", "precision"),
    [
        ("2024-03-05", 1709589600_000000, 86_400_000_000, "day"),
        ("2024-03-05 14:00", 1709640000_000000, 60_000_000, "minute"),
        ("2024-03-05T14:00:13", 1709640013_000000, 1_000_000, "second"),
        ("2024-03-05T12:00:13Z", 1709640013_000000, 1_000_000, "second"),
        ("2024-03-05T14:00:13+02:00", 1709640013_000000, 1_000_000, "second"),
        ("2024-03-05T14:00:13.5+02:00", 1709640013_500000, 1, "instant"),
    ],
)
def test_a_begin_alone_is_as_fine_as_it_is_written(tmp_path, begins, first, length, precision):
    row = row_of(tmp_path, begins=begins)
    assert (row["begins"], row["ends"], row["precision"]) == (first, first + length, precision)


def test_a_day_named_as_end_is_included(tmp_path):
    assert row_of(tmp_path, ends="2024-03-06")["ends"] == 1709762400_000000


def test_a_minute_named_as_end_is_included(tmp_path):
    row = row_of(tmp_path, begins="2024-03-05 14:00", ends="2024-03-05 14:59")
    assert row["ends"] - row["begins"] == 3_600_000_000


@pytest.mark.parametrize("ends", ["2024-03-06 00:00", "2024-03-05 24:00", "2024-03-06T00:00:00",
                                  "2024-03-05T22:00Z"])  # fmt: skip
def test_what_lasts_until_midnight_ends_with_the_day(tmp_path, ends):
    assert row_of(tmp_path, begins="2024-03-05 20:00", ends=ends)["ends"] == 1709676000_000000


def test_a_minute_at_midnight_is_that_minute(tmp_path):
    row = row_of(tmp_path, begins="2024-03-06 00:00", ends="2024-03-06 00:00")
    assert row["ends"] - row["begins"] == 60_000_000


def test_a_record_known_to_the_day_is_the_end_of_that_day(tmp_path):
    assert row_of(tmp_path, recorded="2024-03-06")["recorded_at"] == 1709762400_000000


def test_a_record_known_to_the_minute_is_its_start(tmp_path):
    assert row_of(tmp_path, recorded="2024-03-06 10:00")["recorded_at"] == 1709712000_000000


def test_a_day_on_which_the_clocks_change_has_23_hours(tmp_path):
    row = row_of(tmp_path, begins="2024-03-31", zone="Europe/Kyiv")
    assert row["ends"] - row["begins"] == 23 * 3_600_000_000


def test_a_time_after_the_clocks_changed_has_the_new_offset(tmp_path):
    row = row_of(tmp_path, begins="2024-03-31 05:00", zone="Europe/Kyiv")
    assert row["begins"] == 1711850400_000000


def test_a_day_without_midnight_begins_at_its_first_instant(tmp_path):
    row = row_of(tmp_path, begins="2022-09-11", zone="America/Santiago")
    assert row["begins"] == 1662868800_000000
    assert row["ends"] - row["begins"] == 23 * 3_600_000_000


def test_a_local_time_that_does_not_exist_is_rejected(tmp_path):
    assert reason_of(tmp_path, "2024-03-31 03:30", zone="Europe/Kyiv") == (
        "SV323",
        "`begins`: 2024-03-31 03:30 does not exist in Europe/Kyiv",
    )


def test_a_local_time_that_occurs_twice_is_rejected(tmp_path):
    assert reason_of(tmp_path, "2024-10-27 03:30", zone="Europe/Kyiv") == (
        "SV323",
        "`begins`: 2024-10-27 03:30 occurs twice in Europe/Kyiv",
    )


@pytest.mark.parametrize("text", ["05/03/2024", "2024-02-30", "2024-3-5", "2024-03-05 25:00", "x"])
def test_what_is_no_time_is_rejected(tmp_path, text):
    assert reason_of(tmp_path, text) == ("SV322", f"`begins`: `{text}` is no time")


def test_an_end_before_the_begin_is_rejected(tmp_path):
    assert reason_of(tmp_path, "2024-03-05", "2024-03-04") == (
        "SV324",
        "it ends before it begins",
    )


def test_a_time_before_1970_is_read(tmp_path):
    assert row_of(tmp_path, begins="1953-07-27 22:00", zone="UTC")["begins"] == -518493600_000000


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Africa/Maputo", "Asia/Gaza", "Asia/Kathmandu"])
def test_few_times_mean_what_they_mean_among_many(zone, monkeypatch):
    choose = random.Random(5)
    plain = ["2024-03-31", "2024-03-31 02:30", "2024-10-27 02:30:00", "2024-03-31 24:00", "",
             "2024-03-30 24:00", "2024-03-30 24:01", "2024-03-30T07:15:13-02:00", "x", "0000-01-01",
             "2024-03-30T07:15Z", "2024-03-30 07:15:13 +0530", "2024-03-30T07:15:13.25",
             "2024-03-30T07:15:13.250000Z", "2024-02-30", "2024-03-30 07:15.5", "9999-12-31 10:00",
             "0001-01-01 00:00", "2024-03-30 23:59:60", "2024-03-30 07:15\n", "٢024-03-30",
             "2024-03-30 07:15+99:99", "2024-03-30  07:15", "1916-05-01 00:30"]  # fmt: skip
    texts = [*plain]
    for _ in range(400):
        letters = [*choose.choice(plain), " "]
        letters[choose.randrange(len(letters))] = choose.choice("0123456789:-T +Z.٣")
        texts.append("".join(letters))
    found = pa.array(sorted(set(texts)))
    assert len(found) < times._FEW
    few = times.read_times(found, ZoneInfo(zone))
    monkeypatch.setattr(times, "_FEW", 0)
    assert few.to_pylist() == times.read_times(found, ZoneInfo(zone)).to_pylist()
    assert {"day", "minute", "second", "instant", None} == set(few["precision"].to_pylist())


def test_a_day_on_which_clocks_change_ends_at_its_midnight(tmp_path):
    row = row_of(tmp_path, begins="2024-03-31", ends="2024-03-31 24:00", zone="Europe/Berlin")
    assert row["ends"] - row["begins"] == 23 * 3_600_000_000


@pytest.mark.parametrize("offset", ["+14:00", "-1200", "+05:45"])
def test_an_offset_that_there_may_be_is_taken(tmp_path, offset):
    row_of(tmp_path, begins=f"2024-03-05 10:00{offset}")


@pytest.mark.parametrize("offset", ["+15:00", "+99:99", "-0560"])
def test_an_offset_that_no_clock_has_makes_no_time(tmp_path, offset):
    assert "time" in reason_of(tmp_path, begins=f"2024-03-05 10:00{offset}")[1]
