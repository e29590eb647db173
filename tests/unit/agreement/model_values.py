"""Strategies for any value of the model, made from its type hints alone."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from functools import cache

from hypothesis import strategies as st

from servanda.agreement.model import Agreement
from servanda.agreement.schema_records import OneOf, Record, default_of, is_needed, shape_of
from servanda.agreement.schema_shapes import Choice, Items, Map, Nothing, Row, Shape, Single

TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=5)
SINGLES = {
    str: TEXTS,
    int: st.integers(),
    bool: st.booleans(),
    Decimal: st.decimals(0, 10**9, places=2) | st.integers(0, 10**20).map(Decimal),
    date: st.dates(),
    time: st.times(),
}


def inner_shapes(shape):
    """Return the shapes right inside a shape."""
    if isinstance(shape, Record):
        return [inner for _, inner in shape.fields.values()]
    parts = [p for v in vars(shape).values() for p in (v if isinstance(v, tuple) else (v,))]
    return [part for part in parts if isinstance(part, Shape)]


def records():
    """Return the record of every class of the model."""
    found, waiting = {}, [shape_of(Agreement)]
    while waiting:
        shape = waiting.pop()
        if not (isinstance(shape, Record) and shape in found):
            found |= {shape: None} if isinstance(shape, Record) else {}
            waiting += inner_shapes(shape)
    return sorted(found, key=lambda record: record.tag)


@cache
def values(shape, depth=2):  # noqa: PLR0911 - one line a kind
    """Return a strategy for the values of a shape; below the depth, the smallest there are."""
    if isinstance(shape, Single):
        return SINGLES[shape.kind]
    if isinstance(shape, Choice):
        return st.sampled_from(shape.words)
    if isinstance(shape, Nothing):
        return st.none()
    if isinstance(shape, Row):
        return st.tuples(*(values(item, depth) for item in shape.items))
    most = 2 if depth > 0 else 0
    if isinstance(shape, Items):
        kept = st.lists(values(shape.item, depth - 1), max_size=most)
        return kept.map(frozenset if shape.is_set else tuple)
    if isinstance(shape, Map):
        key, value = (values(inner, depth - 1) for inner in (shape.key, shape.value))
        return st.dictionaries(key, value, max_size=most)
    if isinstance(shape, OneOf):
        options = shape.options if depth > 0 else [o for o in shape.options if is_small(o)]
        return st.one_of([values(option, depth - 1) for option in options])
    return st.builds(
        shape.kind,
        **{
            name: values(inner, depth - 1)
            if depth > 0 or is_needed(one)
            else st.just(default_of(one))
            for name, (one, inner) in shape.fields.items()
        },
    )


def is_small(shape):
    """Return whether a value of the shape needs no other record."""
    if not isinstance(shape, Record):
        return True
    needed = [inner for one, inner in shape.fields.values() if is_needed(one)]
    return all(isinstance(i, Single | Choice) or (isinstance(i, Record) and is_small(i))
               for i in needed)  # fmt: skip
