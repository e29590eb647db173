"""Names, roles and contrast, computed by the browser itself."""

from __future__ import annotations

import pytest

# Text nodes that are shown, with their colour, the first opaque colour behind them, and their size.
# Patterns lie above that colour; they are thin and leave the letter's surroundings in it.
_TEXTS = """
() => {
  const parse = (c) => c.match(/[\\d.]+/g).map(Number);
  const behind = (e) => {
    for (; e; e = e.parentElement) {
      const c = parse(getComputedStyle(e).backgroundColor);
      if (c.length < 4 || c[3] === 1) return c.slice(0, 3);
    }
    return [255, 255, 255];
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, e = node.parentElement;
    if (!node.textContent.trim() || !e.checkVisibility()) continue;
    if (e.closest('.unseen, script, .skip')) continue;
    const style = getComputedStyle(e);
    const colour = e.closest('svg') ? style.fill : style.color;
    found.push([node.textContent.trim().slice(0, 40), parse(colour).slice(0, 3), behind(e)]);
  }
  return found;
}
"""

_NAMELESS = """
() => [...document.querySelectorAll(
    'a, button, summary, [role=region], dialog[open], svg[role=img]')]
  .filter((e) => !(e.getAttribute('aria-label')
    || (e.getAttribute('aria-labelledby') || '').split(' ').map((i) => document.getElementById(i))
       .filter(Boolean).map((x) => x.textContent).join('').trim()
    || e.textContent.trim()))
  .map((e) => e.outerHTML.slice(0, 120))
"""


def luminance(colour: list[float]) -> float:
    parts = [value / 255 for value in colour]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: list[float], second: list[float]) -> float:
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_of_black_on_white_is_the_greatest():
    assert round(contrast([0, 0, 0], [255, 255, 255]), 1) == 21.0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_has_enough_contrast(open_page, scheme):
    page = open_page(color_scheme=scheme).page
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    texts = page.evaluate(_TEXTS)
    faint = {(text, round(contrast(*pair), 2)) for text, *pair in texts if contrast(*pair) < 4.5}
    assert (len(texts) > 300, faint) == (True, set())


def test_printed_text_has_enough_contrast(open_page):
    page = open_page(color_scheme="dark").page
    page.emulate_media(media="print")
    faint = {text for text, *pair in page.evaluate(_TEXTS) if contrast(*pair) < 4.5}
    assert faint == set()


def test_everything_that_acts_has_a_name(open_page):
    page = open_page().page
    page.get_by_label("aid, Northland, 2024-03-05: violated").click()
    assert page.evaluate(_NAMELESS) == []


def test_board_is_a_table_with_headers_both_ways(open_page):
    page = open_page().page
    board = page.get_by_role("table", name="2024-03-01 to 2024-03-07")
    assert board.get_by_role("columnheader", name="Fr 1 Mar").count() == 1
    assert board.get_by_role("rowheader", name="aid Northland", exact=True).count() == 1


def test_a_cell_without_a_duty_says_so(open_page):
    page = open_page().page
    row = page.get_by_role("row", name="fighting Each party")
    assert row.get_by_role("cell", name="no duty").count() == 6


def test_landmarks_are_there_once(open_page):
    page = open_page().page
    roles = ("banner", "navigation", "main", "contentinfo")
    assert [page.get_by_role(role).count() for role in roles] == [1, 1, 1, 1]


def test_page_has_a_language(open_page):
    assert open_page().page.locator("html").get_attribute("lang") == "en"


def test_map_has_a_name_and_a_description(open_page):
    image = open_page().page.get_by_role("img", name="Map of areas and incidents")
    assert image.count() == 1


def test_cells_are_large_enough_to_touch(open_page):
    page = open_page(viewport={"width": 390, "height": 844}, has_touch=True).page
    sizes = page.evaluate(
        "[...document.querySelectorAll('table.board td a')].map((a) =>"
        " Math.min(a.getBoundingClientRect().width, a.getBoundingClientRect().height))"
    )
    assert min(sizes) >= 24


def test_verdicts_differ_by_letter_and_by_pattern(open_page):
    page = open_page().page
    looks = page.evaluate(
        "[...document.querySelectorAll('.legend .cell')].slice(0, 6).map((c) => {"
        " const s = getComputedStyle(c);"
        " return [c.textContent, s.backgroundImage + s.backgroundColor + s.outlineStyle]; })"
    )
    assert [letter for letter, _ in looks] == ["V", "D", "N", "P", "C", "E"]
    assert len({look for _, look in looks}) == 6
