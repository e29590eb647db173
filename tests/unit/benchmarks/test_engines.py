"""What engines cost is told only if they print the same."""

import pytest
from benchmarks import engines


def test_an_engine_is_timed_from_an_index_made_for_it(plain, capsys):
    engines.main([str(plain), "--engine", "duckdb"])
    header, told = capsys.readouterr().out.splitlines()
    assert header.split() == [plain.name, "time", "s", "times"]
    name, seconds, times = told.split()
    assert (name, times) == ("duckdb", "1.0")
    assert float(seconds) > 0


def test_engines_that_print_the_same_are_timed_by_turns(monkeypatch, tmp_path):
    asked = []

    def run_on(_folder, engine):
        asked.append(engine)
        return float(len(asked)), "same"

    monkeypatch.setattr(engines, "run_on", run_on)
    found = engines.measure(tmp_path, ["duckdb", "local[*]"], 2)
    assert found == {"duckdb": [1.0, 3.0], "local[*]": [2.0, 4.0]}


def test_an_engine_that_prints_something_else_ends_the_measurement(monkeypatch, tmp_path):
    printed = {"duckdb": "a", "local[*]": "b"}
    monkeypatch.setattr(engines, "run_on", lambda _folder, engine: (1.0, printed[engine]))
    with pytest.raises(SystemExit, match=r"local\[\*\] does not print what duckdb prints"):
        engines.measure(tmp_path, list(printed), 1)


def test_an_engine_that_fails_ends_the_measurement(plain):
    with pytest.raises(SystemExit, match="nothing: ended with 2"):
        engines.run_on(plain, "nothing")
