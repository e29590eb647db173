"""The registry, and how one process is measured."""

import subprocess
import sys
from importlib.util import find_spec

import pytest
from benchmarks.__main__ import PROGRAMS
from benchmarks.scale.measures import MEASURES, Measure, find_measure, program
from benchmarks.scale.process import run_process
from benchmarks.scale.results import (
    Record,
    Results,
    describe_machine,
    exponent_of,
    hash_source,
    read_results,
    write_results,
)
from benchmarks.scale.run import kept_results, measure_size
from benchmarks.scale.within import can_limit


def python(code):
    return [sys.executable, "-c", code]


def test_every_measure_has_a_name_of_its_own():
    assert len({measure.name for measure in MEASURES}) == len(MEASURES)


@pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure.name)
def test_every_measure_runs_a_module_of_this_project_that_is_there(measure, tmp_path):
    command = measure.command(tmp_path)
    assert command[:2] == [sys.executable, "-m"]
    assert find_spec(command[2]) is not None


@pytest.mark.parametrize("name", ["plain-read-log", "plain-read-case", "plain-duckdb"])
def test_a_measure_gives_its_answer(plain, name):
    run = run_process(find_measure(name).command(plain), 60)
    assert run.failure == ""
    assert run.output
    assert run.cpu_s > 0
    assert run.wall_s > 0
    assert 10 < run.peak_mib < 1_000


@pytest.mark.skipif(not can_limit(), reason="needs control groups, and to be root")
def test_a_program_has_no_more_memory_than_it_is_given(plain):
    command = find_measure("conflict-servanda-8gib").command(plain)
    assert command[2:4] == ["benchmarks.scale.within", "8192"]
    read = find_measure("plain-read-log").command(plain)[2:]
    assert run_process(program("benchmarks.scale.within", "8", *read), 60).failure
    run = run_process(program("benchmarks.scale.within", "1000", *read), 60)
    assert run.output
    assert 0 < run.output["group_mib"] <= 1000


def test_memory_of_a_process_is_its_greatest():
    run = run_process(python("x = bytearray(200 << 20); del x"), 60)
    assert 200 < run.peak_mib < 250


def test_a_process_over_its_time_is_ended():
    run = run_process(python("import time; time.sleep(60)"), 0.5)
    assert run.failure == "not finished within 0.5 s"
    assert run.wall_s < 30


def test_a_process_that_fails_tells_why():
    run = run_process(python("raise ValueError('no such column')"), 60)
    assert run.failure == "failed: ValueError: no such column"


def test_runs_are_interleaved_and_stop_where_one_fails(plain):
    chosen = [find_measure("plain-read-log"), find_measure("plain-duckdb")]
    found = measure_size(chosen, plain, 2, 60)
    assert {name: len(runs) for name, runs in found.items()} == {
        "plain-read-log": 2,
        "plain-duckdb": 2,
    }
    gone = measure_size(chosen, plain / "gone", 2, 60)
    assert {name: len(runs) for name, runs in gone.items()} == {
        "plain-read-log": 1,
        "plain-duckdb": 1,
    }


@pytest.mark.parametrize(
    ("points", "exponent"),
    [
        ([(1e6, 2.0), (1e7, 20.0), (1e8, 200.0)], 1.0),
        ([(1e6, 2.0), (1e7, 200.0)], 2.0),
        ([(1e6, 3.0), (1e8, 3.0)], 0.0),
    ],
)
def test_the_exponent_of_growth(points, exponent):
    assert exponent_of(points) == pytest.approx(exponent)


def test_one_size_has_no_exponent():
    assert exponent_of([(1e6, 2.0), (1e6, 2.1)]) is None


def test_results_are_read_as_they_were_written(tmp_path):
    run = run_process(python("print('{\"rows\": 3}')"), 60)
    results = Results({"memory": "1 GiB"}, "abc", (Record("x", 10, "2026-01-01", (run,)),))
    write_results(results, tmp_path / "results.json")
    assert read_results(tmp_path / "results.json") == results


@pytest.mark.parametrize("name", sorted(PROGRAMS))
def test_every_benchmark_is_reached_by_one_command(name):
    asked = subprocess.run(
        [sys.executable, "-m", "benchmarks", name, "--help"],
        check=False,
        capture_output=True,
        text=True,
    )
    assert asked.returncode == 0
    assert asked.stdout.startswith("usage: ")


def test_an_unknown_benchmark_is_told():
    asked = subprocess.run(
        [sys.executable, "-m", "benchmarks", "speed"], check=False, capture_output=True, text=True
    )
    assert asked.returncode == 1
    assert asked.stderr.startswith("there is no benchmark `speed`")


def test_what_was_measured_on_another_machine_is_left_out(tmp_path):
    record = Record("x", 10, "2026-01-01", ())
    here = Results(describe_machine(), hash_source(), (record,))
    write_results(here, tmp_path / "here.json")
    write_results(Results({"memory": "1 GiB"}, here.source, (record,)), tmp_path / "other.json")
    assert kept_results(tmp_path / "here.json").records == (record,)
    assert kept_results(tmp_path / "other.json").records == ()


def test_what_goes_before_is_run_once_and_not_counted(tmp_path):
    def add_line(folder):
        return python(f"open({str(folder / 'index')!r}, 'a').write('made ')")

    def show(folder):
        return python(f"print(open({str(folder / 'index')!r}).read())")

    chosen = [Measure(name, "plain", "servanda", "", show, before=add_line) for name in "ab"]
    found = measure_size(chosen, tmp_path, 2, 60)
    assert (tmp_path / "index").read_text() == "made "
    assert [len(runs) for runs in found.values()] == [2, 2]


def test_where_what_goes_before_fails_nothing_is_measured(tmp_path):
    measure = Measure("a", "plain", "servanda", "", lambda _: python(""),
                      before=lambda _: python("raise OSError('no room')"))  # fmt: skip
    found = measure_size([measure], tmp_path, 2, 60)
    assert [run.failure for run in found["a"]] == ["failed: OSError: no room"]
