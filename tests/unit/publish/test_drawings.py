"""Scales, SVG, intervals and charts."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from markupsafe import Markup
from tests.unit.publish.northland import (
    HOSTILE,
    aid,
    aid_findings,
    calm,
    fighting_findings,
    large_board,
    rich_board,
)

from servanda.assessment.findings import Figure
from servanda.publish.charts import draw_chart, is_charted
from servanda.publish.grid import build_grid
from servanda.publish.intervals import draw_interval
from servanda.publish.scale import finding_scale, round_scale
from servanda.publish.svg import SHAPES, element, percent, shape_of, text


@pytest.mark.parametrize(
    ("values", "ends"),
    [
        ([191, 200], (190, 205)),
        ([0, 200], (0, 250)),
        ([0, 0], (0, 1)),
        ([], (0, 1)),
        ([1400, 970, 843], (600, 1600)),
        ([52, 48], (47, 53)),
    ],
)
def test_scale_has_round_ends_that_hold_everything(values, ends):
    scale = round_scale(values)
    assert (scale.low, scale.high) == ends


def test_scale_from_zero_begins_at_zero():
    assert round_scale([191, 200], from_zero=True).low == 0


def test_ticks_are_evenly_spaced():
    assert round_scale([0, 200]).ticks() == [0, 50, 100, 150, 200, 250]


def test_who_only_says_at_most_reaches_down_to_nothing():
    assert finding_scale(aid_findings()[4]).low == 0


def test_share_stays_within_the_drawing():
    scale = round_scale([0, 200])
    assert [scale.share(v) for v in (-5, 125, 9999)] == [0.0, 0.5, 1.0]


def test_element_escapes_attributes_and_texts():
    drawn = element("g", text('<b>"', class_='"x'), aria_hidden="true")
    assert drawn == Markup('<g aria-hidden="true"><text class="&#34;x">&lt;b&gt;&#34;</text></g>')


def test_percent_is_short():
    assert [percent(0.5), percent(1 / 3), percent(0)] == ["50%", "33.33%", "0%"]


def test_sixteen_sources_have_marks_of_their_own():
    assert len({shape_of(index) for index in range(2 * len(SHAPES))}) == 16


def test_interval_tells_every_source_in_words():
    lines = draw_interval(aid_findings()[4], {"agency-a": "Agency A"}).lines
    assert [(line.name, line.words, line.note) for line in lines] == [
        ("Asked for", "at least 200 trucks", ""),
        ("Found", "191 trucks", "certain 191, possible 191"),
        ("Alleged", "200 trucks", "the most that anybody claims"),
        ("Agency A", "191", "neutral"),
        ("northland", "at least 200", "self-serving"),
        ("southland", "at most 150", "self-serving"),
    ]


def test_interval_says_silence_and_self_contradiction():
    notes = [line.note for line in draw_interval(fighting_findings()[1], {}).lines[-2:]]
    assert notes == [
        "neutral; its at most rests on its silence alone",
        "neutral; it contradicts itself: its parts exceed its whole",
    ]


@pytest.mark.parametrize(
    ("finding", "kept"),
    [
        (aid("2024-03-05", "pending", (0, None, 0)), ("77.4%", "22.6%")),
        (calm("northland", "2024-03-05", "pending"), ("0%", "3%")),
    ],
)
def test_the_zone_that_keeps_the_duty_is_shaded(finding, kept):
    rect = ET.fromstring(draw_interval(finding, {}).lines[0].drawing).find("rect")
    assert (rect.get("x"), rect.get("width")) == kept


def test_an_open_end_is_an_arrow():
    found = ET.fromstring(draw_interval(aid_findings()[3], {}).lines[1].drawing)
    assert [path.get("class") for path in found.iter("path")] == ["found end"]


def test_an_undeclared_total_shades_nothing():
    undeclared = rich_board().findings[-2]
    assert "rect" not in draw_interval(undeclared, {}).lines[0].drawing


def _row(clause: str, index: int = 0):
    blocks = {block.label: block for block in build_grid(rich_board()).clauses}
    return blocks[clause].rows[index]


def test_only_what_counts_is_charted():
    assert [is_charted(_row("aid")), is_charted(_row("fighting"))] == [True, False]


def test_chart_says_every_figure_in_its_table():
    chart = draw_chart(_row("aid"), {"agency-a": "Agency A", "northland": "Northland"})
    assert dict(zip(chart.heads, chart.lines[4], strict=True)) == {
        "Day": "2024-03-05",
        "Asked for": "at least 200 trucks",
        "Found": "191",
        "Alleged": "200",
        "Verdict": "violated",
        "Agency A": "191 (neutral)",
        "mediator": "–",
        "Northland": "at least 200 (self-serving)",
        "southland": "at most 150 (self-serving)",
    }


def test_chart_marks_every_figure_of_every_day():
    plot = ET.fromstring(draw_chart(_row("aid"), {}).parts[0].plot)
    marks = [path for path in plot.iter("path") if "mark" in path.get("class", "")]
    assert len(marks) == 8


def test_long_chart_is_cut_into_months():
    row = build_grid(large_board(100)).clauses[0].rows[0]
    assert [part.title for part in draw_chart(row, {}).parts] == [
        "2024-03-01 to 2024-03-25",
        "2024-03-26 to 2024-04-19",
        "2024-04-20 to 2024-05-14",
        "2024-05-15 to 2024-06-08",
    ]


def test_name_of_a_source_cannot_leave_its_text():
    figure = Figure("x", "x", "neutral", "neutral", 3, 3)
    drawn = draw_interval(
        aid("2024-03-05", "pending", (3, None, 3), figures=(figure,)), {"x": HOSTILE}
    )
    assert drawn.lines[-1].name == HOSTILE
    assert HOSTILE not in drawn.lines[-1].drawing
