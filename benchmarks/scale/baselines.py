"""The five terms of the plain workload, by hand: what a competent analyst writes for one question.

Usage: python -m benchmarks.scale.baselines TOOL FOLDER [TERM ...]

TOOL is python, pandas, polars, duckdb or numpy. There is no uncertainty here: no sources, no
corrections, no reasons. Each term gives the number of violations and a sum over them: p1, p2 and p4
the numbers of their days (0 .. 29), p3 and p5 the seconds of the act that lacks its partner. All
five tools agree, and so does Servanda.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from benchmarks.scale.facts import DAY, FIRST_SECOND, SPAN, ZONE, read_facts

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

Answer: TypeAlias = tuple[int, int]
TERMS: Final = ("p1", "p2", "p3", "p4", "p5")
OPENS: Final = FIRST_SECOND + 2 * DAY + 4 * 3_600
CLOSES: Final = FIRST_SECOND + 28 * DAY + 4 * 3_600
END: Final = FIRST_SECOND + SPAN
FROM, TO = 10 * 3_600, 16 * 3_600
PAIRED: Final = ("release_h", "release_p", "notify", "withdraw")
_COLUMNS: Final = {
    "p1": ("t", "actor", "act", "area"), "p2": ("t", "actor", "act", "area"),
    "p3": ("t", "act", "ref"), "p4": ("t", "act", "area", "qty"), "p5": ("t", "act", "ref"),
}  # fmt: skip


def needed(terms: Sequence[str]) -> list[str]:
    """Return the columns of the log that some terms need."""
    wanted = {column for term in terms for column in _COLUMNS[term]}
    return [c for c in ("t", "actor", "act", "area", "qty", "ref") if c in wanted]


def floor_of(folder: Path) -> int:
    """Return the number that p4 asks for."""
    return int(read_facts(folder)["floor"])


# ---- plain Python -----------------------------------------------------------------------------


def with_python(folder: Path, terms: Sequence[str]) -> dict[str, Answer]:
    """Read the CSV file once, row by row; all terms are worked out whichever are asked for."""
    shelled: list[int] = []
    trucks = [0] * 30
    paired: dict[str, dict[str, int]] = {act: {} for act in PAIRED}
    for t, actor, act, area, quantity, ref in _rows(folder / "log.csv"):
        if act == "shell":
            if actor == "A2" and area == "S07" and OPENS <= t < CLOSES:
                shelled.append(t)
        elif act == "deliver":
            if area == "S07":
                trucks[(t - FIRST_SECOND) // DAY] += quantity
        elif act in paired:
            paired[act].setdefault(ref, t)
    released, answered, noticed, withdrawn = (paired[act] for act in PAIRED)
    days = [(t - FIRST_SECOND) // DAY for t in shelled]
    hours = [(t - FIRST_SECOND) // DAY for t in shelled if FROM <= (t - FIRST_SECOND) % DAY < TO]
    lacking = [
        t
        for ref, t in released.items()
        if t + DAY < END and not 0 <= answered.get(ref, 2 * END) - t <= DAY
    ]
    sudden = [t for ref, t in withdrawn.items() if noticed.get(ref, END) > t - DAY]
    short = [day for day, number in enumerate(trucks) if number < floor_of(folder)]
    found = dict(zip(TERMS, (days, hours, lacking, short, sudden), strict=True))
    return {term: (len(found[term]), sum(found[term])) for term in terms}


def _rows(path: Path) -> Iterator[tuple[int, str, str, str, int, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        rows = csv.reader(file)
        next(rows)
        for t, actor, act, area, quantity, ref, _ in rows:
            yield int(t), actor, act, area, int(quantity), ref


# ---- pandas -----------------------------------------------------------------------------------


def with_pandas(folder: Path, terms: Sequence[str]) -> dict[str, Answer]:
    """Load the columns, then one expression for each term."""
    import pandas as pd

    log = pd.read_parquet(folder / "log.parquet", columns=needed(terms))
    return {term: _pandas_term(log, term, floor_of(folder)) for term in terms}


def _pandas_term(log: pd.DataFrame, term: str, floor: int) -> Answer:
    import pandas as pd

    def instant(second: int) -> pd.Timestamp:
        return pd.Timestamp(second, unit="s", tz="UTC")

    day = pd.Timedelta(days=1)
    if term in {"p1", "p2"}:
        found = log[(log["act"] == "shell") & (log["actor"] == "A2") & (log["area"] == "S07")
                    & (log["t"] >= instant(OPENS)) & (log["t"] < instant(CLOSES))]  # fmt: skip
        if term == "p2":
            hour = found["t"].dt.tz_convert(ZONE).dt.hour
            found = found[(hour >= 10) & (hour < 16)]
        return len(found), int(((found["t"] - instant(FIRST_SECOND)) // day).sum())
    if term == "p4":
        found = log[(log["act"] == "deliver") & (log["area"] == "S07")]
        of_day = (found["t"] - instant(FIRST_SECOND)) // day
        sums = found.groupby(of_day)["qty"].sum().reindex(range(30), fill_value=0)
        short = sums[sums < floor]
        return len(short), int(short.index.to_numpy().sum())
    first, second = ("release_h", "release_p") if term == "p3" else ("withdraw", "notify")
    asked = log.loc[log["act"] == first, ["t", "ref"]]
    joined = asked.merge(log.loc[log["act"] == second, ["t", "ref"]], on="ref", suffixes=("", "_o"))
    lead = joined["t_o"] - joined["t"] if term == "p3" else joined["t"] - joined["t_o"]
    in_time = (lead >= pd.Timedelta(0)) & (lead <= day) if term == "p3" else lead >= day
    lacking = asked[~asked["ref"].isin(joined[in_time]["ref"])]
    if term == "p3":
        lacking = lacking[lacking["t"] + day < instant(END)]
    seconds = lacking["t"].astype("datetime64[s, UTC]").astype("int64")
    return len(lacking), int(seconds.sum())


# ---- Polars -----------------------------------------------------------------------------------


def with_polars(folder: Path, terms: Sequence[str]) -> dict[str, Answer]:
    """Scan the file lazily, all terms in one collection."""
    import polars as pl

    log = pl.scan_parquet(folder / "log.parquet")
    queries = [_polars_term(log, term, floor_of(folder)) for term in terms]
    rows = [frame.row(0) for frame in pl.collect_all(queries)]
    return {term: (row[0], row[1]) for term, row in zip(terms, rows, strict=True)}


def _polars_term(log: pl.LazyFrame, term: str, floor: int) -> pl.LazyFrame:
    import polars as pl

    second = pl.col("t").dt.epoch("s")
    day = (second - FIRST_SECOND) // DAY
    if term in {"p1", "p2"}:
        found = log.filter(
            (pl.col("act") == "shell") & (pl.col("actor") == "A2") & (pl.col("area") == "S07")
            & (second >= OPENS) & (second < CLOSES)
        )  # fmt: skip
        if term == "p2":
            hour = pl.col("t").dt.convert_time_zone(ZONE).dt.hour()
            found = found.filter((hour >= 10) & (hour < 16))
        return found.select(pl.len().alias("count"), day.sum().alias("sum"))
    if term == "p4":
        found = log.filter((pl.col("act") == "deliver") & (pl.col("area") == "S07"))
        sums = found.group_by(day.alias("day")).agg(pl.col("qty").sum())
        days = pl.LazyFrame({"day": list(range(30))}, schema={"day": pl.Int64})
        short = days.join(sums, on="day", how="left").filter(pl.col("qty").fill_null(0) < floor)
        return short.select(pl.len().alias("count"), pl.col("day").sum().alias("sum"))
    first, other = ("release_h", "release_p") if term == "p3" else ("withdraw", "notify")
    asked = log.filter(pl.col("act") == first).select("ref", second.alias("s"))
    others = log.filter(pl.col("act") == other).select("ref", second.alias("o"))
    lead = pl.col("o") - pl.col("s") if term == "p3" else pl.col("s") - pl.col("o")
    in_time = lead.is_between(0, DAY) if term == "p3" else lead >= DAY
    if term == "p3":
        asked = asked.filter(pl.col("s") + DAY < END)
    lacking = asked.join(asked.join(others, on="ref").filter(in_time), on="ref", how="anti")
    return lacking.select(pl.len().alias("count"), pl.col("s").sum().alias("sum"))


# ---- DuckDB -----------------------------------------------------------------------------------

_SHELLED: Final = (
    f"SELECT count(*), coalesce(sum((s - {FIRST_SECOND}) // {DAY}), 0) FROM log WHERE act = 'shell'"
    f" AND actor = 'A2' AND area = 'S07' AND s >= {OPENS} AND s < {CLOSES}"
)
_LACKING: Final = (
    "SELECT count(*), coalesce(sum(a.s), 0) FROM log a WHERE a.act = '{first}' AND {due} AND NOT"
    " EXISTS (SELECT 1 FROM log o WHERE o.act = '{other}' AND o.ref = a.ref AND {in_time})"
)
_SQL: Final = {
    "p1": _SHELLED,
    "p2": f"{_SHELLED} AND (s - {FIRST_SECOND}) % {DAY} BETWEEN {FROM} AND {TO - 1}",
    "p3": _LACKING.format(first="release_h", other="release_p", due=f"a.s + {DAY} < {END}",
                          in_time=f"o.s BETWEEN a.s AND a.s + {DAY}"),
    "p4": f"SELECT count(*), coalesce(sum(d), 0) FROM range(30) days(d) LEFT JOIN (SELECT"
          f" (s - {FIRST_SECOND}) // {DAY} AS d, sum(qty) AS n FROM log WHERE act = 'deliver' AND"
          " area = 'S07' GROUP BY 1) USING (d) WHERE coalesce(n, 0) < {floor}",
    "p5": _LACKING.format(first="withdraw", other="notify", due="TRUE",
                          in_time=f"o.s <= a.s - {DAY}"),
}  # fmt: skip


def with_duckdb(folder: Path, terms: Sequence[str]) -> dict[str, Answer]:
    """Ask the file itself, one query for each term."""
    import duckdb

    found = {}
    with duckdb.connect() as connection:
        connection.execute(
            f"CREATE VIEW log AS SELECT * EXCLUDE (t), epoch_ms(t) // 1000 AS s"
            f" FROM '{folder / 'log.parquet'}'"
        )
        for term in terms:
            sql = _SQL[term].replace("{floor}", str(floor_of(folder)))
            count, total = connection.execute(sql).fetchall()[0]
            found[term] = (int(count), int(total))
    return found


# ---- NumPy ------------------------------------------------------------------------------------


def with_numpy(folder: Path, terms: Sequence[str]) -> dict[str, Answer]:
    """Work on the numbers that the file stores in place of texts."""
    log, codes = _numpy_log(folder, terms)
    return {term: _numpy_term(log, codes, term, floor_of(folder)) for term in terms}


def _numpy_log(folder: Path, terms: Sequence[str]) -> tuple[dict[str, Any], dict[str, int]]:
    import numpy as np
    from pyarrow import parquet

    table = parquet.read_table(folder / "log.parquet", columns=needed(terms))
    log: dict[str, Any] = {}
    codes: dict[str, int] = {}
    for name in table.column_names:
        column = table[name]
        if name in {"actor", "act", "area"}:
            whole = column.unify_dictionaries().combine_chunks()
            whole = whole.chunk(0) if hasattr(whole, "chunk") else whole
            log[name] = whole.indices.to_numpy(zero_copy_only=False).astype(np.int8)
            codes |= {text: code for code, text in enumerate(whole.dictionary.to_pylist())}
        elif name == "t":
            log[name] = column.cast("int64").to_numpy() // 1000
        else:
            log[name] = column.to_numpy()
    return log, codes


def _numpy_term(log: dict[str, Any], codes: dict[str, int], term: str, floor: int) -> Answer:
    import numpy as np

    t = log["t"]
    if term in {"p1", "p2"}:
        # The log is in the order of time.
        span = slice(*np.searchsorted(t, [OPENS, CLOSES]))
        is_meant = (log["act"][span] == codes["shell"]) & (log["actor"][span] == codes["A2"])
        found = t[span][is_meant & (log["area"][span] == codes["S07"])] - FIRST_SECOND
        if term == "p2":
            found = found[(found % DAY >= FROM) & (found % DAY < TO)]
        return len(found), int((found // DAY).sum())
    if term == "p4":
        rows = np.flatnonzero((log["act"] == codes["deliver"]) & (log["area"] == codes["S07"]))
        days = (t[rows] - FIRST_SECOND) // DAY
        short = np.flatnonzero(np.bincount(days, log["qty"][rows], 30) < floor)
        return len(short), int(short.sum())
    first, second = ("release_h", "release_p") if term == "p3" else ("withdraw", "notify")
    asked, others = (np.flatnonzero(log["act"] == codes[act]) for act in (first, second))
    others = others[np.argsort(log["ref"][others])]
    place = np.searchsorted(log["ref"][others], log["ref"][asked])
    place[place == len(others)] = 0
    is_paired = log["ref"][others][place] == log["ref"][asked]
    lead = t[others][place] - t[asked]
    in_time = (lead >= 0) & (lead <= DAY) if term == "p3" else lead <= -DAY
    is_lacking = ~(is_paired & in_time) & ((t[asked] + DAY < END) | (term == "p5"))
    found = t[asked][is_lacking]
    return len(found), int(found.sum())


TOOLS: Final[dict[str, Callable[[Path, Sequence[str]], dict[str, Answer]]]] = {
    "python": with_python,
    "pandas": with_pandas,
    "polars": with_polars,
    "duckdb": with_duckdb,
    "numpy": with_numpy,
}


def main(arguments: list[str] | None = None) -> int:
    """Print the answers of one tool as JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale.baselines")
    parser.add_argument("tool", choices=TOOLS)
    parser.add_argument("folder", type=Path)
    parser.add_argument("terms", nargs="*", default=TERMS)
    options = parser.parse_args(arguments)
    print(json.dumps(TOOLS[options.tool](options.folder, options.terms)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
