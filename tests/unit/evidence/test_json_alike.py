from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.evidence.projection.json_alike import read_alike, shape_of

KEYS = ("report", "act", "withdrawn", "é")
LETTERS = st.sampled_from(["a", "b", " ", ",", '"', "\\", ":", "{", "}", "é", "😀", "\t", "null"])
VALUES = st.one_of(
    st.none(), st.booleans(), st.sampled_from([0, 7, -7, 10**18, 1.5, "", "a b", "null", "7"]),
    st.lists(LETTERS, max_size=3).map("".join), st.just(["a", "b"]),
)  # fmt: skip
ROWS = st.lists(st.tuples(*[VALUES] * len(KEYS)), min_size=1, max_size=3)
SEPARATORS = [(",", ":"), (", ", ": ")]


def line(cells: tuple[object, ...], separators: tuple[str, str], keys: tuple[str, ...]) -> str:
    return json.dumps(dict(zip(keys, cells, strict=True)), ensure_ascii=False,
                      separators=separators)  # fmt: skip


def as_text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value)


def taken(text: str) -> list[dict[str, str | None]] | None:
    shape = shape_of(text.encode().partition(b"\n")[0])
    found = [shape and read_alike(text.encode(), shape, few) for few in ((), {"act", "é"})]
    if found[0] is None:
        assert found[1] is None
        return None
    assert found[1].to_pylist() == found[0].to_pylist()
    return found[0].to_pylist()


INSTEAD = st.sampled_from([None, "", ",", '"', "}", "{", "null"])


@given(rows=ROWS, separators=st.sampled_from(SEPARATORS), other=st.permutations(KEYS),
       place=st.integers(0, 200), instead=INSTEAD)  # fmt: skip
def test_what_is_taken_is_what_json_says(rows, separators, other, place, instead):
    orders = [KEYS] * (len(rows) - 1) + [tuple(other)]
    text = "\n".join(line(row, separators, keys) for row, keys in zip(rows, orders, strict=True))
    if instead is not None:
        text = text[: place % len(text)] + instead + text[place % len(text) + 1 :]
    found = taken(text)
    if found is not None:
        said = [json.loads(line, parse_constant=pytest.fail) for line in text.split("\n")]
        assert found == [{key: as_text(row.get(key)) for key in found[0]} for row in said]
        assert all({*row} <= {*found[0]} for row in said)


@pytest.mark.parametrize("separators", SEPARATORS, ids=["compact", "with blanks"])
@pytest.mark.parametrize(
    "cells", [("a", None, False, "é"), ("", "x: y", None, -7), ("null", "{}", True, "😀 b")]
)
def test_lines_that_are_alike_are_taken(cells, separators):
    rows = [cells, ("b", *cells[1:]), ("c", None, None, "z")]
    found = taken("\n".join(line(row, separators, KEYS) for row in rows))
    assert found == [dict(zip(KEYS, map(as_text, row), strict=True)) for row in rows]


@pytest.mark.parametrize(
    "second",
    [
        '{"a":"1","b":"2","c":"3"}}', '{"a":"1","b":null,"d":null}', '{"b":null,"b":"2","c":"3"}',
        '{"a":"1",{"a":null,"c":"3"}', '{"a":"1","c":null}', '{"a":"1","c":null},"c":"3"}',
        '{"a":"1","b":","c":"3"}', '{"a":"1","b":"2,","c":"3"}', '{"a":"1","b":"\\n","c":"3"}',
        '{"a":"1","b":"x"y","c":"3"}', '{"a":"1","b":01,"c":"3"}', '{"a":"1","b":1.50,"c":"3"}',
        '{"a":"1","b":NaN,"c":"3"}', '{"a":"1","b":-0,"c":"3"}', '{"a":"1", "b":"2","c":"3"}',
        '{"a":"1","b":"\x01","c":"3"}', '{"b":"1","a":"2","c":"3"}', "[1,2,3]",
        '"b":null,"b":"2","c":"3"}', '{"a":"1","b":"2","b":null', '{"a":"1","b":"2","c":70',
        '\n{"a":"1","b":"2","c":"3"}',
    ],
)  # fmt: skip
@pytest.mark.parametrize("few", [(), ("a", "b", "c")], ids=["texts", "distinct"])
def test_other_lines_are_left_to_others(second, few):
    first = '{"a":"1","b":"2","c":"3"}'
    shape = shape_of(first.encode())
    assert read_alike(f"{first}\n{first}".encode(), shape, few) is not None
    assert read_alike(f"{first}\n{second}".encode(), shape, few) is None
    assert read_alike(f"\ufeff{first}".encode(), shape, few) is None


@pytest.mark.parametrize(
    "first",
    [
        "",
        "[1,2]",
        '{"a":1}',
        '{"a":1,"a":2}',
        '{"a,b":1,"c":2}',
        '{"a\\"":1,"c":2}',
        "{",
        '\ufeff{"a":1,"b":2}',
    ],
)
def test_what_is_no_shape(first):
    assert shape_of(first.encode()) is None
