"""Projections of small records that are odd in one way each: they say what evidence says."""

import json
import random
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet
from tests.unit.evidence.projected import (
    same,
    targets_of,
    told_by_projection,
    write,
)
from tests.unit.evidence.valley import names

from servanda.errors import EvidenceError
from servanda.evidence import checks, read_evidence
from servanda.evidence.projection import batches, codes, csv_batches, denials, making, stage
from servanda.evidence.projection import format as fmt
from servanda.evidence.projection import names as projected_names
from servanda.evidence.projection.folder import open_index
from servanda.evidence.projection.head import read_head
from servanda.evidence.projection.instants import read_moments
from servanda.evidence.projection.making import make_projection
from servanda.evidence.times import read_times

HEADER = "report,source,recorded_at,begins,act,quantity,text"


# ---- files ----


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("start", ["", "\ufeff"])
def test_lines_are_counted_over_cells_with_breaks_and_bad_rows(tmp_path, monkeypatch, ends, start):
    monkeypatch.setattr(batches, "BATCH_ROWS", 2)
    rows = [
        HEADER,
        'a1,agency,2024-03-06,2024-03-05,shell,3,"one',
        'two"',
        "a2,agency,2024-03-06,2024-03-05,shell",
        "a3,agency,soon,2024-03-05,shell,3,x",
        ",,,,,,",
        "a4,agency,2024-03-06,2024-03-05,shell,3,x",
        "a4,agency,2024-03-07,2024-03-05,shell,4,x",
        "a5,agency,2024-03-06,2024-03-05,shell,4,x,y",
    ]
    path = write(tmp_path, "reports.csv", start + ends.join(rows) + ends)
    evidence, _ = same([path], tmp_path / "index")
    assert evidence.rejects["row_no"].to_pylist() == [4, 5, 8, 9]


def test_lines_are_counted_anew_each_time_rows_are_looked_for_again(tmp_path, monkeypatch):
    monkeypatch.setattr(csv_batches, "_FEW_ROWS", 1)
    monkeypatch.setattr(csv_batches, "_BLOCK", 150)
    rows = [HEADER]
    for k in range(12):
        rows.append(f'a{k},agency,2024-03-06,2024-03-05,shell,{k},"one\ntwo"')
        rows.append(f"a{k},agency,2024-03-06,2024-03-05,shell,{k},x")
        rows.append(f"b{k},agency,2024-03-06,2024-03-05,shell")
    path = write(tmp_path, "reports.csv", "\n".join(rows) + "\n")
    evidence, _ = same([path], tmp_path / "index")
    assert evidence.rejects.num_rows == 24


@pytest.mark.parametrize(
    "data",
    [
        HEADER.encode() + b"\na1,agency,2024-03-06,2024-03-05,shell,3,caf\xe9\n",
        HEADER.encode() + b'\na1,agency,2024-03-06,2024-03-05,shell,3,"x\n',
        HEADER.replace("text", "txet").encode() + b"\n",
        HEADER.encode("utf-16"),
        b"",
    ],
)
def test_a_file_that_cannot_be_read_gives_the_same_problem(tmp_path, data):
    path = write(tmp_path, "reports.csv", data)
    expected = read_evidence([path], names()).problems
    with pytest.raises(EvidenceError) as caught:
        make_projection([path], names(), tmp_path / "index")
    assert caught.value.problems == expected
    assert not list(tmp_path.glob("index*"))


def test_json_with_lists_numbers_and_broken_lines(tmp_path):
    row = {"report": "a1", "source": "agency", "recorded_at": "2024-03-06", "act": "shell"}
    begins = {"begins": "2024-03-05"}
    lines = [
        json.dumps(row | begins | {"actor": ["northland", "nl"], "quantity": 3}),
        json.dumps(row | begins | {"report": "a2", "quantity": 2.5, "withdrawn": True}),
        "not json",
        "",
        json.dumps(row | begins | {"report": "a3", "area": "east|west"}),
    ]
    for some in (lines, lines[:1]):
        path = write(tmp_path, "reports.jsonl", "\n".join(some) + "\n")
        same([path], tmp_path / "index")


def test_typed_columns(tmp_path):
    at = [datetime(2024, 3, 5, 7, tzinfo=UTC), datetime(2024, 3, 31, 0, 30, tzinfo=UTC)]
    naive = [moment.replace(tzinfo=None) for moment in at]
    columns = {
        "report": pa.array([1, 2]),
        "source": pa.array(["agency", "agency"]).dictionary_encode(),
        "recorded_at": pa.array(at, pa.timestamp("us", "UTC")),
        "begins": pa.array(naive, pa.timestamp("ns")),
        "ends": pa.array(at, pa.timestamp("us", "Europe/Berlin")),
        "act": pa.array(["move", "move"], pa.large_string()),
        "actor": pa.array([["northland", "southland"], []], pa.list_(pa.string())),
        "quantity": pa.array([5, 6]),
        "quantity_low": pa.array([None, 2.5]),
        "unit": ["truck", "truck"],
        "withdrawn": pa.array([True, None]),
    }
    parquet.write_table(pa.table(columns), tmp_path / "reports.parquet")
    same(tmp_path, tmp_path / "index", names("Europe/Berlin"))
    recorded = pa.array([1_709_600_000_000_000] * 2)
    same({"reports": pa.table(columns | {"recorded_at": recorded, "ends": recorded})},
         tmp_path / "index")  # fmt: skip


# ---- between rows ----


def test_corrections_denials_series_and_repeats(tmp_path, monkeypatch):
    monkeypatch.setattr(batches, "BATCH_ROWS", 3)
    header = "report,source,recorded_at,begins,ends,kind,series,act,quantity,stance,of,replaces"
    plain = "2024-03-06,2024-03-05,,,,shell,3,"
    rows = [
        header,
        f"a1,agency,{plain},,",
        f"a2,agency,{plain},,a1",
        f"a3,agency,{plain},,agency:a2",
        f"a4,agency,{plain},,a5",
        f"a5,agency,{plain},,a4",
        f"a6,agency,{plain},,missing",
        f"a7,agency,{plain},,paper:a1",
        f"a8,agency,{plain},,a8",
        f"a1,paper,{plain}denies,agency:a1|a3,",
        f"a2,paper,{plain}denies,a1,",
        f"a3,paper,{plain}denies,paper:a2,",
        "s1,agency,2024-03-06,2024-03-01,2024-03-03,tally,days,admit,3,,,",
        "s2,agency,2024-03-07,2024-03-02,2024-03-04,tally,days,admit,3,,,",
        "s3,agency,2024-03-08,2024-03-01,2024-03-03,tally,days,admit,4,,,s1",
        f"b1,agency,{plain},,",
        f"b1,agency,{plain},,",
        f"b1,agency,{plain.replace('3,', '4,')},,",
    ]
    path = write(tmp_path, "reports.csv", "\n".join(rows) + "\n")
    evidence, _ = same([path], tmp_path / "index")
    assert {*evidence.rejects["code"].to_pylist()} == {"SV333", "SV334", "SV335", "SV336"}
    assert sum(evidence.repeats.values()) == 1


def test_a_correction_of_what_overlaps_waits(tmp_path):
    header = "report,source,recorded_at,begins,ends,kind,series,act,quantity,replaces"
    rows = [
        header,
        "s1,agency,2024-03-06,2024-03-01,2024-03-03,tally,days,admit,3,",
        "s2,agency,2024-03-07,2024-03-02,2024-03-04,tally,days,admit,3,",
        "s3,agency,2024-03-08,2024-03-06,2024-03-07,tally,days,admit,4,s2",
    ]
    path = write(tmp_path, "reports.csv", "\n".join(rows) + "\n")
    evidence, _ = same([path], tmp_path / "index")
    assert evidence.rejects["code"].to_pylist() == ["SV335"]


def test_what_waits_with_what_it_replaces_is_counted_from_its_recording(tmp_path):
    rows = [
        "report,source,recorded_at,begins,act,replaces",
        "a1,agency,2024-03-06,2024-03-05,shell,gone",
        "a2,agency,2024-03-06,2024-03-05,shell,a1",
    ]
    path = write(tmp_path, "reports.csv", "\n".join(rows) + "\n")
    evidence, _ = same([path], tmp_path / "index")
    folder = open_index(tmp_path / "index", names())
    last = max(evidence.reports["recorded_at"].to_pylist())
    assert folder.known_reports(last) == {"agency": 2}


def test_denials_of_one_report_each(tmp_path):
    plain = "2024-03-06,2024-03-05,shell,3"
    rows = [
        "report,source,recorded_at,begins,act,quantity,stance,of,replaces",
        f"a1,agency,{plain},,,",
        f"a2,agency,{plain},,,a1",
        f"b1,paper,{plain},denies, agency:a2 ,",
        f"b2,paper,{plain},denies,missing,",
        f"b3,paper,{plain},,,b1",
        f"b4,paper,{plain},denies,b3,",
    ]
    path = write(tmp_path, "reports.csv", "\n".join(rows) + "\n")
    evidence, _ = same([path], tmp_path / "index")
    assert targets_of(evidence) == [(3, 2), (5, 4)]


DENIALS = st.lists(st.tuples(
    st.sampled_from(["a", "b", "c"]), st.sampled_from(["r", "s", "t"]), st.integers(5, 8),
    st.sampled_from(["", "r", "s", "a:r", "b:s", "r|t", "zz"]),
), max_size=9, unique_by=lambda row: row[:2])  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(DENIALS, st.sampled_from([1, checks.FEW_REPORTS]))
def test_an_id_of_several_sources_means_what_had_been_recorded(tmp_path_factory, rows, few):
    folder = tmp_path_factory.mktemp("denials")
    lines = ["report,source,recorded_at,begins,act,stance,of"]
    lines += [f"{report},{source},2024-03-0{day},2024-03-01,shell,{'denies' if of else ''},{of}"
              for source, report, day, of in rows]  # fmt: skip
    path = write(folder, "reports.csv", "\n".join(lines) + "\n")
    with pytest.MonkeyPatch.context() as patch:
        for module in (checks, denials):
            patch.setattr(module, "FEW_REPORTS", few)
        same([path], folder / "index")


def test_numbers_go_by_source_and_id_over_all_files(tmp_path):
    for number, ids in enumerate((["b10", "b9"], ["é", "b1"], [])):
        rows = [f"{name},s{k},2024-03-06,2024-03-05,shell,1," for k, name in enumerate(ids)]
        write(tmp_path, f"reports-{number}.csv", "\n".join([HEADER, *rows]) + "\n")
    same(tmp_path, tmp_path / "index")
    found = [row["name"] for row in told_by_projection(tmp_path / "index")]
    assert found == sorted(found)


# ---- times ----


@pytest.mark.parametrize("share", [10**15, 10**6], ids=["on disk", "on disk after a while"])
def test_an_index_is_the_same_whether_rows_were_in_memory_or_on_disk(tmp_path, monkeypatch, share):
    rows = [
        f"r{k * 7 % 40},{('press', 'agency')[k % 2]},2024-03-06,2024-03-0{1 + k % 5},shell,{k % 9},"
        for k in range(60)
    ]
    path = write(tmp_path, "reports.csv", "\n".join([HEADER, *rows]) + "\n")
    monkeypatch.setattr(batches, "BATCH_ROWS", 8)
    monkeypatch.setattr(csv_batches, "_BLOCK", 300)
    monkeypatch.setattr(stage, "FILE_ROWS", 16)
    evidence, _ = same([path], tmp_path / "held")
    assert evidence.rejects.num_rows
    monkeypatch.setattr(making, "_HELD_SHARE", share)
    monkeypatch.setattr(projected_names, "_HELD", 0)
    make_projection([path], names(), tmp_path / "written", hashed=True)
    held, written = (
        {str(file.relative_to(tmp_path / folder)): file.read_bytes()
         for file in (tmp_path / folder).rglob("*.*")}
        for folder in ("held", "written")
    )  # fmt: skip
    assert held == written


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Africa/Maputo", "Asia/Gaza"])
def test_times_that_are_read_quickly_mean_what_they_mean_slowly(zone):
    choose = random.Random(3)
    plain = ["2024-03-31", "2024-03-30 07:15", "2024-03-31 02:30", "2024-10-27 02:30:00",
             "2024-03-30T07:15:13", "2024-03-30T07:15Z", "2024-03-30T07:15:13+02:00",
             "2024-03-30T07:15:13+02", "2024-03-30T07:15:13+15:00", "2024-03-30T07:15:13.25",
             "1900-01-01 10:00",
             "2024-03-30T07:15:13.250000Z", "2024-03-30 07:15:13.999999Z",
             "2024-03-30T07:15:13.250000", "2024-02-30T07:15:13.250000Z",
             "2024-03-30 24:00", "0001-01-01", "9999-12-31", "2023-01-31 0715"]  # fmt: skip
    texts = [*plain]
    for _ in range(300):
        letters = list(choose.choice(plain))
        letters[choose.randrange(len(letters))] = choose.choice("0123456789:-T +Z.")
        texts.append("".join(letters))
    texts = sorted({text.strip() for text in texts})
    known = read_times(pa.array(texts), ZoneInfo(zone)).to_pylist()
    found = read_moments(pa.array(texts), ZoneInfo(zone))
    read = 0
    for k, row in enumerate(known):
        if found.is_unread[k].as_py():
            continue
        read += 1
        assert row["fault"] is None
        kind = row["precision"]
        assert (row["first_at"], row["after_at"], kind == "day", kind == "instant") == (
            found.first_at[k].as_py(), found.after_at[k].as_py(), found.is_day[k].as_py(),
            found.is_instant[k].as_py(),
        ), row["text"]  # fmt: skip
    assert read >= 8
    assert any(found.is_instant.to_pylist())


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Africa/Maputo", "America/Havana"])
def test_what_lasts_until_midnight_ends_with_the_day_on_both_ways(tmp_path, zone):
    ends = ["2024-03-06 00:00", "2024-03-05 24:00", "2024-03-06T00:00:00", "2024-03-06", "",
            "2024-03-05T22:00Z", "2024-03-05T23:00:00Z", "2024-03-06 00:01", "2024-03-05 12:00",
            "2024-03-10 01:00", "2024-03-05T22:00:00.000000Z"]  # fmt: skip
    rows = [f"r{k},agency,2024-03-20,2024-03-05 12:00,shell,1,,{end}" for k, end in enumerate(ends)]
    path = write(tmp_path, "reports.csv", "\n".join([f"{HEADER},ends", *rows]) + "\n")
    evidence, _ = same([path], tmp_path / "index", names(zone))
    assert evidence.reports.num_rows >= len(ends) - 2


# ---- the head ----


def made(tmp_path) -> Path:
    target = tmp_path / "index"
    path = write(tmp_path, "reports.csv", f"{HEADER}\na1,agency,2024-03-06,2024-03-05,shell,1,\n")
    make_projection([path], names(), target)
    return target


def test_the_head_knows_its_files_and_the_last_instant(tmp_path):
    head = read_head(made(tmp_path), names())
    assert [Path(file.path).name for file in head.files] == ["reports.csv"]
    assert head.last_recorded_at == 1_709_762_400_000_000
    assert head.counts["reports"] == 1


def test_an_index_of_another_agreement_or_version_is_refused(tmp_path):
    target = made(tmp_path)
    with pytest.raises(EvidenceError, match="SV395"):
        read_head(target, names("UTC"))
    path = target / fmt.HEAD
    path.write_text(path.read_text().replace(f'"version": {fmt.VERSION}', '"version": 0'))
    with pytest.raises(EvidenceError, match="SV394"):
        read_head(target)
    path.unlink()
    with pytest.raises(EvidenceError, match="SV394"):
        read_head(target)


def test_an_index_replaces_nothing_but_an_index(tmp_path):
    target = made(tmp_path)
    same([tmp_path / "reports.csv"], target)
    (tmp_path / "photos").mkdir()
    write(tmp_path / "photos", "a.jpg", b"x")
    with pytest.raises(EvidenceError, match="SV396"):
        make_projection([tmp_path / "reports.csv"], names(), tmp_path / "photos")
    assert (tmp_path / "photos" / "a.jpg").exists()


@pytest.mark.parametrize("memory", ["much", "1", "-1GB", "1GB'; SELECT 1"])
def test_what_is_no_size_of_memory_is_refused(tmp_path, memory):
    made(tmp_path)
    with pytest.raises(EvidenceError, match="SV399"):
        make_projection([tmp_path / "reports.csv"], names(), tmp_path / "new", memory=memory)
    assert not (tmp_path / "new").exists()


def test_too_little_memory_is_said_and_leaves_nothing(tmp_path):
    made(tmp_path)
    with pytest.raises(EvidenceError, match="SV398"):
        make_projection([tmp_path / "reports.csv"], names(), tmp_path / "new", memory="0.1MB")
    assert not (tmp_path / "new").exists()
    assert not (tmp_path / "new.part").exists()


def test_every_code_of_an_index_is_used_and_explained():
    texts = "".join(p.read_text("utf-8") for p in Path(codes.__file__).parent.glob("*.py"))
    assert all(texts.count(code) > 1 and all(said) for code, said in codes.CODES.items())


# ---- the hash of the evidence ----


TYPED = {
    "report": pa.array(["a1", "a2", "a3", None, "a5"]),
    "source": pa.array(["agency", "paper", "agency", "paper", "agency"]).dictionary_encode(),
    "recorded_at": pa.array([1_709_700_000_000_000 + k for k in range(5)],
                            pa.timestamp("us", "UTC")),
    "begins": pa.array([1_709_600_000_000, None, 1_709_600_060_000, 1_709_600_000_001, 0],
                       pa.timestamp("ms", "UTC")),
    "ends": pa.array([None, None, 1_709_690_000, None, None], pa.timestamp("s")),
    "actor": pa.array([["northland"], None, ["southland", "northland"], [], None]),
    "act": pa.array(["shell"] * 5, pa.large_string()),
    "quantity": pa.array([3, 2, None, 7, 1], pa.int32()),
    "quantity_low": pa.array([None, None, 2.5, None, 0.25]),
    "unit": pa.array(["tonne"] * 5),
    "latitude": pa.array([-31.5, None, 31.123457, 31.5, None]),
    "longitude": pa.array([34.25, None, 34.25, -0.5, None]),
    "radius_m": pa.array([100, None, None, 50, None], pa.int64()),
    "withdrawn": pa.array([True, None, False, None, None]),
    "means": pa.array(["seen", "", " heard ", None, "seen"]).dictionary_encode(),
    "language": pa.array([None] * 5, pa.null()),
    "note": pa.array([1, 2, None, 4, 5], pa.int64()),
    "original_when": pa.array([None, 0, 1, 2, 3], pa.timestamp("us")),
    "original_sure": pa.array([0.5, None, 0.125, 1.0, 2.0]),
}  # fmt: skip


@pytest.mark.parametrize("size", [2, 100])
@pytest.mark.parametrize("name", [*TYPED, ""])
def test_typed_cells_are_hashed_as_they_are_read_whole(tmp_path, monkeypatch, name, size):
    """Also without each column: those that are needed are then told as texts."""
    monkeypatch.setattr(batches, "BATCH_ROWS", size)
    plain = {"source": "agency", "recorded_at": "2024-03-06", "act": "shell",
             "begins": "2024-03-05 07:15"}  # fmt: skip
    columns = {k: v for k, v in TYPED.items() if k != name}
    if name in plain:
        columns[name] = pa.array([plain[name]] * 5)
    path = tmp_path / "reports.parquet"
    parquet.write_table(pa.table(columns), path)
    evidence, _ = same([path], tmp_path / "index")
    assert evidence.counts["reports"]


def test_numbers_that_all_differ_and_times_in_all_their_forms(tmp_path):
    forms = ("2024-03-05", "2024-03-05 07:15", "2024-03-05 07:15:13", "2024-03-05T07:15Z",
             "2024-03-05T07:15:13+02:00", "2024-03-05T07:15:13.5Z")  # fmt: skip
    header = (
        "report,source,recorded_at,begins,act,unit,quantity,latitude,longitude,radius_m,about,link"
    )
    rows = [f"r{k},agency,2024-03-06,{forms[k % 6]},enter,litre,{k / 8},{k / 64 - 40},"
            f"{k * 0.000001:.6f},{k},matter {k % 7},http://x/{k}" for k in range(300)]  # fmt: skip
    evidence, _ = same(
        [write(tmp_path, "reports.csv", "\n".join([header, *rows]) + "\n")], tmp_path / "index"
    )
    assert {*evidence.reports["precision"].to_pylist()} == {"day", "minute", "second", "instant"}


@pytest.mark.parametrize("suffix", ["csv", "jsonl"])
def test_the_order_and_the_format_of_files_leave_no_trace_in_the_hash(tmp_path, suffix):
    rows = [
        {
            "report": f"r{k}",
            "source": "agency",
            "recorded_at": "2024-03-06",
            "act": "shell",
            "begins": "2024-03-05",
            "text": f"said {k}",
            "quantity": str(k),
        }
        for k in range(9)
    ]
    parquet.write_table(pa.Table.from_pylist(rows), tmp_path / "reports.parquet")
    first = make_projection([tmp_path / "reports.parquet"], names(), tmp_path / "a", hashed=True)
    path = tmp_path / f"reports.{suffix}"
    if suffix == "csv":
        lines = [",".join(rows[0]), *(",".join(row.values()) for row in reversed(rows))]
    else:
        lines = [json.dumps(row) for row in reversed(rows)]
    path.write_text("\n".join([*lines, lines[-1]]) + "\n", encoding="utf-8")
    second = make_projection([path], names(), tmp_path / "b", hashed=True)
    assert second.head.hash == first.head.hash
    assert second.head.counts["repeated"] == 1


@pytest.mark.parametrize("name", ["original_parts", "note", "about"])
def test_a_column_that_is_no_text_is_told_as_of_a_file_that_is_read_whole(tmp_path, name):
    row = {"source": "agency", "recorded_at": "2024-03-06", "act": "shell", "begins": "2024-03-05"}
    rows = [row | {name: {"a": k}} for k in range(3)]
    path = tmp_path / "reports.parquet"
    parquet.write_table(pa.Table.from_pylist(rows), path)
    with pytest.raises(EvidenceError) as whole:
        read_evidence([path], names()).raise_errors()
    with pytest.raises(EvidenceError) as indexed:
        make_projection([path], names(), tmp_path / "index", hashed=True)
    assert whole.value.code == "SV302"
    assert indexed.value.problems == whole.value.problems
