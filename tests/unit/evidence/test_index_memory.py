"""How much memory the making of an index may take, and what is done when it does not suffice."""

from __future__ import annotations

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from tests.unit.evidence.valley import names

from servanda.errors import EvidenceError
from servanda.evidence.projection import making, memory, numbers
from servanda.evidence.projection.record import PART, REFERENCES
from servanda.evidence.projection.stage import Stage

REPORTS = "report,source,recorded_at,begins,act\na1,agency,2024-03-06,2024-03-05,shell\n"


@pytest.mark.parametrize(
    ("machine", "container", "share"),
    [(64_000_000_000, 0, "8000MB"), (64_000_000_000, 16_000_000_000, "2000MB"),
     (4_000_000_000, 0, "1000MB"), (0, 0, "1000MB")],
    ids=["machine", "container", "small", "unknown"],
)  # fmt: skip
def test_without_a_size_an_eighth_is_taken(monkeypatch, machine, container, share):
    monkeypatch.setattr(memory, "_physical", lambda: machine)
    monkeypatch.setattr(memory, "_limit", lambda _: container)
    assert memory.default_memory() == share


def test_a_container_without_a_limit_has_none(tmp_path):
    (tmp_path / "memory.max").write_text("max\n")
    assert memory._limit(tmp_path / "memory.max") == memory._limit(tmp_path / "absent") == 0


class Forgetful(making._Making):
    """Makes an index only by so few threads."""

    most = 1

    def make(self, opened):
        if not 0 < self._memory[1] <= self.most:
            raise duckdb.OutOfMemoryException
        return super().make(opened)


def made(tmp_path, monkeypatch, most):
    (tmp_path / "reports.csv").write_text(REPORTS)
    monkeypatch.setattr(Forgetful, "most", most)
    monkeypatch.setattr(making, "_Making", Forgetful)
    return making.make_projection([tmp_path / "reports.csv"], names(), tmp_path / "index")


def test_what_does_not_fit_is_made_again_by_one_thread(tmp_path, monkeypatch):
    assert made(tmp_path, monkeypatch, 1).head.counts["reports"] == 1


def test_what_does_not_fit_even_so_is_said(tmp_path, monkeypatch):
    with pytest.raises(EvidenceError, match="SV398"):
        made(tmp_path, monkeypatch, 0)
    assert [path.name for path in tmp_path.iterdir()] == ["reports.csv"]


def test_place_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "reports.csv").write_text(REPORTS)
    target = tmp_path / "reports.csv" / "index"
    with pytest.raises(EvidenceError, match="Not a directory") as caught:
        making.make_projection([tmp_path / "reports.csv"], names(), target)
    assert caught.value.code == "SV393"
    assert str(target) in str(caught.value)


def test_spilling_to_a_full_disk_is_said(tmp_path, monkeypatch):
    def full(*_arguments):
        said = "IO Error: No space left on device\nmore of it"
        raise duckdb.IOException(said)

    (tmp_path / "reports.csv").write_text(REPORTS)
    monkeypatch.setattr(making, "_made_by", full)
    with pytest.raises(EvidenceError) as caught:
        making.make_projection([tmp_path / "reports.csv"], names(), tmp_path / "index")
    (problem,) = caught.value.problems
    assert problem.code == "SV393"
    assert problem.message.endswith("cannot be made: IO Error: No space left on device")
    assert [path.name for path in tmp_path.iterdir()] == ["reports.csv"]


def many_parts(folder, rows):
    """Return a stage of rows of one source, in no order of their names."""
    stage = Stage(folder)
    reports = pc.cast(pc.multiply(pa.arange(0, rows), 7_654_321), pa.string())
    columns = {field.name: pa.nulls(rows, field.type) for field in PART}
    columns |= {"source": pa.repeat(pa.scalar(1, PART.field("source").type), rows),
                "report": pc.utf8_lpad(reports, 20, "0")}  # fmt: skip
    part = pa.table(columns, schema=PART)
    stage.add(part, REFERENCES.empty_table(), {})
    stage.close()
    return stage


def test_many_rows_are_sorted_in_less_memory_than_they_take(tmp_path):
    rows = 1_000_000
    with duckdb.connect() as connection:
        memory.limit_memory(connection, ("25MB", 1), tmp_path / "spill")
        connection.register("parts", many_parts(tmp_path / "parts", rows).table())
        sources = [None, *(f"agency {k}" for k in range(12))]
        connection.register("source_order", numbers.source_order(sources, range(1, 13)))
        kept = []
        order = numbers.order_rows(connection, lambda batch: kept.append(batch.num_rows))
    assert sum(kept) == rows
    assert order.repeated == []
    assert order.place.to_pylist()[:3] == [0, 1, 2]


@pytest.mark.parametrize("needed", [0, 1 << 60], ids=["suffices", "does not"])
def test_rows_on_disk_are_sorted_where_memory_suffices(tmp_path, monkeypatch, needed):
    pytest.importorskip("numpy")
    lines = [f"a{k * 37 % 100},agency,2024-03-06,2024-03-05,shell,m{k % 7}\n" for k in range(100)]
    (tmp_path / "reports.csv").write_text(
        "report,source,recorded_at,begins,act,about\n" + "".join(lines)
    )
    source = [tmp_path / "reports.csv"]
    making.make_projection(source, names(), tmp_path / "in memory")
    streamed, stream = [], numbers._stream
    monkeypatch.setattr(numbers, "_stream", lambda *given: streamed.append(1) or stream(*given))
    monkeypatch.setattr(making, "_HELD_SHARE", 1 << 60)
    monkeypatch.setattr(making, "bytes_to_sort", lambda _: needed)
    making.make_projection(source, names(), tmp_path / "on disk")
    assert bool(streamed) == bool(needed)
    for path in (tmp_path / "in memory").rglob("*.*"):
        same = tmp_path / "on disk" / path.relative_to(tmp_path / "in memory")
        assert path.read_bytes() == same.read_bytes()
