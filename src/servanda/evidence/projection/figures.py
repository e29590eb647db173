"""What the quantities of many rows mean, in millionths (SEMANTICS 2.2)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from servanda.evidence.projection.coding import combined, distinct, filled
from servanda.evidence.projection.record import MILLION, Record
from servanda.evidence.quantities import LARGEST, read_quantity
from servanda.evidence.quantity_words import as_word
from servanda.evidence.values import read_numbers

_NARROW: Final = pa.decimal128(19, 6)


@dataclass(frozen=True)
class Figures:
    """What the quantities of rows rest on.

    Attributes:
        quantity: texts.
        low, high: columns `quantity_low`, `quantity_high` in millionths; None: empty.
        is_event, is_none_seen: of each row.
        unit, source: codes.
    """

    quantity: pa.Array
    low: pa.Array | None
    high: pa.Array | None
    is_event: pa.Array
    is_none_seen: pa.Array
    unit: pa.Array
    source: pa.Array


@dataclass(frozen=True)
class Bounds:
    """Low and high of each row in millionths, the code of its word, and whether it is unusual."""

    low: pa.Array
    high: pa.Array
    word: pa.Array
    is_unusual: pa.Array


def in_millionths(texts: pa.Array) -> pa.Array:
    """Return distinct texts as numbers in millionths; null where one is none, or is very large."""
    return _millionths(read_numbers(texts))


def _millionths(numbers: pa.Array) -> pa.Array:
    # From the largest on they are left to the slow reader, which rejects those beyond it.
    is_small = pc.less(pc.abs(numbers), LARGEST)
    narrow = pc.if_else(is_small, numbers, None).cast(_NARROW)
    return pc.multiply(narrow, pa.scalar(Decimal(MILLION), pa.decimal128(7, 0))).cast(pa.int64())


def read_figures(said: Figures, record: Record) -> Bounds:
    """Return the bounds of rows; averages, very large figures and what may mean none are unusual.

    So are fractions of what has none, forms (`at least 5`) that any source has declared as words,
    and those that mean something else of a measure (`more than 5` litres).
    """
    places, texts = distinct(said.quantity)
    low, high, words, (is_doubtful, is_open) = _read_texts(texts, record.declared)
    low, high = low.take(places), high.take(places)
    is_doubtful = filled(is_doubtful.take(places), False)
    if pc.any(is_open).as_py():
        is_open = pc.and_(filled(is_open.take(places), False), _is_measure(said.unit, record))
        is_doubtful = pc.or_(is_doubtful, is_open)
    is_said = filled(pc.not_equal(texts, ""), False).take(places)
    is_unsaid = pc.invert(filled(is_said, False))
    is_word = pc.and_(pc.is_null(low), pc.invert(is_unsaid))
    one = pa.scalar(MILLION, pa.int64())
    act_itself = pc.and_not(pc.and_(is_unsaid, said.is_event), pc.greater(said.unit, 0))
    high = pc.if_else(act_itself, one, high)
    low = filled(low, MILLION)
    word = pa.repeat(pa.scalar(0, pa.int32()), len(low))
    if said.low is not None or said.high is not None:
        nothing = pa.nulls(len(low), pa.int64())
        own_low, own_high = (nothing if n is None else n for n in (said.low, said.high))
        has_own = pc.or_(pc.is_valid(own_low), pc.is_valid(own_high))
        low = pc.if_else(has_own, filled(own_low, 0), low)
        high = pc.if_else(has_own, own_high, high)
        is_word, is_doubtful = (pc.and_not(mask, has_own) for mask in (is_word, is_doubtful))
    is_word, is_doubtful = (pc.and_not(m, said.is_none_seen) for m in (is_word, is_doubtful))
    if pc.any(is_word).as_py():
        word = _words(is_word, (places, words), said.source, record)
    if pc.any(said.is_none_seen).as_py():
        low = pc.if_else(said.is_none_seen, pa.scalar(0, pa.int64()), low)
        high = pc.if_else(said.is_none_seen, pa.scalar(0, pa.int64()), high)
    is_wrong = pc.or_kleene(pc.or_kleene(pc.less(low, 0), pc.less(high, 0)), pc.greater(low, high))
    is_large = pc.and_(is_word, filled(pc.equal(word, 0), False))
    is_unusual = pc.or_(pc.or_(filled(is_wrong, False), is_large), is_doubtful)
    is_broken = pc.or_(_has_fraction(low), _has_fraction(high))
    if pc.any(is_broken).as_py():
        is_broken = pc.and_not(is_broken, _is_measure(said.unit, record))
        is_unusual = pc.or_(is_unusual, is_broken)
    return Bounds(low, high, word, is_unusual)


def _has_fraction(figures: pa.Array) -> pa.Array:
    whole = pc.multiply(pc.divide(figures, MILLION), MILLION)
    return filled(pc.not_equal(whole, figures), False)


def _read_texts(
    texts: pa.Array, declared: frozenset[str]
) -> tuple[pa.Array, pa.Array, list[str], tuple[pa.Array, pa.Array]]:
    """Return low and high of distinct quantities, null for words; and the words.

    Beside them it returns which are doubtful, and which mean something else of a measure.
    """
    is_plain = pc.match_substring_regex(texts, r"^[+-]?\d{1,30}([.]\d{1,6})?$")
    plain = _millionths(read_numbers(pc.if_else(is_plain, texts, None)))
    lows, highs = plain.to_pylist(), plain.to_pylist()
    words, is_doubtful = [""] * len(lows), [False] * len(lows)
    is_open = [False] * len(lows)
    others = pc.indices_nonzero(filled(pc.invert(is_plain), False)).to_pylist()
    for place, text in zip(others, texts.take(pa.array(others, pa.int64())).to_pylist(),
                           strict=True):  # fmt: skip
        written = read_quantity(text) if text else None
        if written is None:
            continue
        if written.bounds is None:
            words[place], is_doubtful[place] = written.word, not written.says_some
            continue
        is_doubtful[place] = as_word(text) in declared
        is_open[place] = written.of_measure is not None
        low, high = written.bounds
        if max(low, high or 0) < LARGEST:
            lows[place] = int(low * MILLION)
            highs[place] = None if high is None else int(high * MILLION)
    figures = pa.array(lows, pa.int64()), pa.array(highs, pa.int64())
    return *figures, words, (pa.array(is_doubtful, pa.bool_()), pa.array(is_open, pa.bool_()))


def _is_measure(unit: pa.Array, record: Record) -> pa.Array:
    """Return which rows count what has fractions."""
    things = record.names.vocabulary.things
    named = [
        things.get("" if value is None else str(value)) for value in record.columns["unit"].values
    ]
    return pa.array([t is not None and t.is_unit for t in named], pa.bool_()).take(unit)


def _words(
    is_word: pa.Array, texts: tuple[pa.Array, list[str]], source: pa.Array, record: Record
) -> pa.Array:
    """Return the codes of (source, word); 0 where no word stands, or a very large figure."""
    places, words = texts
    rows = pc.indices_nonzero(is_word)
    spoken = filled(places.take(rows), 0)
    found, pairs = combined([(source.take(rows), len(record.columns["source"])),
                             (spoken, len(words) + 1)])  # fmt: skip
    named = [(record.value("source", s), words[w], False) if words[w] else None for s, w in pairs]
    codes = record.words.of_values(named).take(found)
    none = pa.repeat(pa.scalar(0, pa.int32()), len(is_word))
    return pc.replace_with_mask(none, is_word, codes)
