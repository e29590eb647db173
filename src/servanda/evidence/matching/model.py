"""The probability that two reports tell of one occurrence: record linkage by splink.

The model is that of Fellegi and Sunter. Its weights are in `weights.csv`, which a person can read:
how often each level of likeness is seen in pairs of one occurrence (`m`) and of two (`u`). They
were counted on openly generated pairs (`python -m benchmarks.linking --fit`). Where there are many
pairs, the weights are learnt anew from the reports at hand, without any labels.
"""

from __future__ import annotations

import csv
import logging
import re
from collections.abc import Mapping
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from servanda.errors import MissingExtraError, problem_error
from servanda.evidence.matching.alike import COMPARISONS, Comparison

if TYPE_CHECKING:
    import duckdb

Pair: TypeAlias = tuple[int, int]
Weights: TypeAlias = Mapping[tuple[str, int], tuple[float, float]]
"""(column, level) to `m` and `u`."""

PRIOR: Final = 0.2
"""Share of the pairs of one day and kind of act that are one, before they are compared."""
MANY: Final = 20_000
"""Pairs from which on the weights are learnt from the reports themselves."""
_BLOCKS: Final = (
    "l.kind = r.kind AND l.first_day = r.first_day AND l.source <> r.source",
    "l.kind = r.kind AND l.last_day = r.last_day AND l.source <> r.source",
)


def read_weights() -> Weights:
    """Return the shipped weights."""
    text = files("servanda.evidence.matching").joinpath("weights.csv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines())
    return {(r["column"], int(r["level"])): (float(r["m"]), float(r["u"])) for r in rows}


def probabilities(connection: duckdb.DuckDBPyConnection, pairs: int) -> dict[Pair, float]:
    """Return the probability of every pair of events that begin or end on one day.

    Args:
        connection: with the table `events` of `alike`, and `kinds` (act, kind): acts of one kind
            have one number.
        pairs: how many pairs there are; from `MANY` on the weights are learnt anew.

    Raises:
        MissingExtraError: SV392, the extra `match` is not installed.
    """
    splink = _load_splink()
    connection.execute(
        "CREATE OR REPLACE TABLE records AS SELECT report_no AS unique_id, kind, events.* "
        "FROM events JOIN kinds USING (act)"
    )
    api = splink.DuckDBAPI(connection=connection)
    linker = splink.Linker(
        api.register("records"), _settings(splink, read_weights()), log_level=logging.ERROR
    )
    if pairs >= MANY:
        linker.training.estimate_u_using_random_sampling(max_pairs=1_000_000)
        linker.training.estimate_parameters_using_expectation_maximisation(_BLOCKS[0])
    found = linker.inference.predict(warning_mode="never")
    sql = f"SELECT unique_id_l, unique_id_r, match_probability FROM {found.physical_name}"
    return {(min(a, b), max(a, b)): p for a, b, p in connection.execute(sql).fetchall()}


def _load_splink() -> Any:  # noqa: ANN401 - a module
    try:
        import splink
    except ImportError as error:
        raise problem_error(
            MissingExtraError,
            "SV392",
            "the model of record linkage needs the extra `match`",
            "install it: pip install 'servanda[match]'",
        ) from error
    return splink


def _settings(splink: Any, weights: Weights) -> Any:  # noqa: ANN401 - classes of splink
    return splink.SettingsCreator(
        link_type="dedupe_only",
        comparisons=[_comparison(one, weights) for one in COMPARISONS],
        blocking_rules_to_generate_predictions=list(_BLOCKS),
        probability_two_random_records_match=PRIOR,
        retain_matching_columns=False,
    )


def _comparison(one: Comparison, weights: Weights) -> Any:  # noqa: ANN401 - a class of splink
    import splink.comparison_level_library as levels
    import splink.comparison_library as columns

    found: list[Any] = []
    if one.is_open:
        found.append(
            levels.CustomLevel(_of_pair(one.is_open), "open").configure(is_null_level=True)
        )
    for level, sql in ((2, one.is_same), (1, one.is_near)):
        if sql:
            m, u = weights[one.name, level]
            found.append(
                levels.CustomLevel(_of_pair(sql), str(level)).configure(
                    m_probability=m, u_probability=u
                )
            )
    m, u = weights[one.name, 0]
    found.append(levels.ElseLevel().configure(m_probability=m, u_probability=u))
    return columns.CustomComparison(found, output_column_name=one.name)


def _of_pair(sql: str) -> str:
    """Return a condition with the names that the model gives to the columns of a pair."""
    return re.sub(r"\b([lr])\.(\w+)", r'"\2_\1"', sql)
