"""The report in a browser: opened from disk, without a network, by keyboard, on paper."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import expect
from tests.unit.publish.northland import ARABIC, FINGERPRINT, empty_board, large_board

from servanda.publish.html import write_html

DAY_5 = "aid, Northland, 2024-03-05: violated"


def test_opening_asks_for_the_file_alone(open_page, page_file):
    assert open_page().requests == [page_file.as_uri()]


def test_opening_and_reading_complains_of_nothing(open_page):
    opened = open_page()
    opened.page.get_by_label(DAY_5).click()
    opened.page.get_by_role("button", name="Close").click()
    assert opened.complaints == []


def test_hostile_quotation_does_nothing(open_page):
    page = open_page().page
    assert page.title() == "Pause in the river valley, March 2024: findings as of 2024-03-06 12:00"


def test_policy_stops_what_is_not_its_own(open_page):
    page = open_page().page
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<b style=\"color: red\">x</b>')")
    colour = page.evaluate("getComputedStyle(document.body.lastChild).color")
    assert colour == page.evaluate("getComputedStyle(document.body).color")


# ---- keyboard -----------------------------------------------------------------------------------


def focused(page) -> str:
    return page.evaluate("document.activeElement.getAttribute('aria-label') ?? ''")


def test_enter_opens_a_finding_and_escape_returns_to_its_cell(open_page):
    page = open_page().page
    page.get_by_label(DAY_5).focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name=DAY_5)
    assert dialog.is_visible()
    assert page.evaluate("document.activeElement.id") == "viewer-title"
    page.keyboard.press("Escape")
    assert (dialog.is_visible(), focused(page)) == (False, DAY_5)


def test_first_tab_skips_to_the_board(open_page):
    page = open_page().page
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "board"


@pytest.mark.parametrize(
    ("key", "reached"),
    [
        ("ArrowRight", "fighting, Northland, 2024-03-03: disputed (hand unknown)"),
        ("ArrowLeft", "fighting, Northland, 2024-03-01: complied"),
        ("ArrowDown", "fighting, Southland, 2024-03-02: disputed (exception claimed)"),
        ("ArrowUp", "fighting, Northland, 2024-03-02: violated"),
    ],
)
def test_arrows_move_on_the_board(open_page, key, reached):
    page = open_page().page
    page.get_by_label("fighting, Northland, 2024-03-02: violated").focus()
    page.keyboard.press(key)
    assert focused(page) == reached


def test_arrows_jump_over_days_without_a_duty(open_page):
    page = open_page().page
    page.get_by_label("fighting, Southland, 2024-03-03: disputed (hand unknown)").focus()
    page.keyboard.press("ArrowRight")
    assert focused(page) == "fighting, Southland, 2024-03-05: disputed (condition)"


def test_the_board_is_one_stop_of_the_tab_key(open_page):
    page = open_page().page
    assert page.locator("table.board td a[tabindex='0']").count() == 1


def test_next_shows_the_following_finding_and_says_so(open_page):
    page = open_page().page
    page.get_by_label(DAY_5).click()
    page.get_by_role("button", name="Next").click()
    title = page.locator("#viewer-title")
    assert title.inner_text() == "aid, Northland, 2024-03-06: pending"
    assert title.get_attribute("aria-live") == "polite"


def test_findings_return_to_their_place(open_page):
    page = open_page().page
    page.get_by_label(DAY_5).click()
    page.get_by_role("button", name="Next").click()
    page.keyboard.press("Escape")
    # A browser tells that a dialog has closed a moment after it has.
    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(page.locator("details.finding > .card")).to_have_count(page.locator(".card").count())


def test_focus_can_be_seen(open_page):
    page = open_page().page
    page.get_by_label(DAY_5).focus()
    page.keyboard.press("ArrowLeft")
    width = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    assert width == "3px"


# ---- without JavaScript -------------------------------------------------------------------------


def test_without_script_a_cell_opens_its_finding_in_the_page(open_page):
    page = open_page(java_script_enabled=False).page
    page.get_by_label(DAY_5).click()
    lead = page.locator(":target .lead")
    assert lead.inner_text() == "Agency A, the declared counter, counted 191 of 200 trucks."
    assert lead.is_visible()


def test_without_script_every_finding_can_be_opened(open_page):
    page = open_page(java_script_enabled=False).page
    summary = page.locator("details.finding > summary").first
    summary.focus()
    page.keyboard.press("Enter")
    assert page.locator("details.finding .card").first.is_visible()


def test_without_script_no_hint_of_arrow_keys_is_shown(open_page):
    page = open_page(java_script_enabled=False).page
    assert page.locator(".hint").is_hidden()


def test_a_link_to_a_finding_opens_it(open_page):
    page = open_page(fragment="#f-18").page
    assert page.locator("#f-18").is_visible()


# ---- on paper -----------------------------------------------------------------------------------


def test_every_printed_page_repeats_standard_instant_and_fingerprint(open_page):
    rules = open_page().page.evaluate(
        "[...document.styleSheets[0].cssRules].filter(r => r instanceof CSSPageRule)"
        ".map(r => r.cssText).join(' ')"
    )
    assert f'content: "{FINGERPRINT}"' in rules
    assert (
        'content: "Standard of proof: independent. As of 2024-03-06 12:00 Africa/Maputo"' in rules
    )


def test_print_shows_every_finding_open(open_page):
    page = open_page(java_script_enabled=False).page
    page.emulate_media(media="print")
    cards = page.locator(".card")
    assert [i for i in range(cards.count()) if not cards.nth(i).is_visible()] == []


def test_print_repeats_the_fingerprint_after_each_clause(open_page):
    page = open_page().page
    page.emulate_media(media="print")
    lines = page.locator(".clause-section > .running").all()
    assert [line.is_visible() and FINGERPRINT in line.inner_text() for line in lines] == [True] * 8


def test_print_is_made_of_several_pages(open_page):
    document = open_page().page.pdf(prefer_css_page_size=True)
    assert 10 <= len(re.findall(rb"/Type\s*/Page\b", document)) <= 30


def test_printed_board_of_many_days_fits_its_page(open_page, tmp_path):
    file = tmp_path / "days.html"
    file.write_text(write_html(large_board(48)), encoding="utf-8")
    page = open_page(file, viewport={"width": 680, "height": 1000}).page
    page.emulate_media(media="print")
    tables = page.locator("table.board")
    boxes = [tables.nth(k).bounding_box() for k in range(tables.count())]
    assert max(box["x"] + box["width"] for box in boxes) <= 680


# ---- screens ------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_page_never_scrolls_sideways(open_page, width):
    page = open_page(viewport={"width": width, "height": 844}).page
    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("width", [390, 1280])
def test_opened_finding_never_scrolls_sideways(open_page, width):
    page = open_page(viewport={"width": width, "height": 844}).page
    page.get_by_label(DAY_5).click()
    sizes = page.evaluate(
        "(() => { const b = document.getElementById('viewer-body');"
        " return [b.scrollWidth - b.clientWidth, b.scrollHeight > b.clientHeight]; })()"
    )
    assert sizes == [0, True]


def test_empty_board_is_a_page(open_page, tmp_path):
    file = tmp_path / "empty.html"
    file.write_text(write_html(empty_board()), encoding="utf-8")
    opened = open_page(file)
    assert opened.page.get_by_text("No duty is judged at this instant.").is_visible()
    assert opened.complaints == []


@pytest.mark.slow
def test_two_thousand_findings_open_quickly(open_page, tmp_path):
    file = tmp_path / "large.html"
    file.write_text(write_html(large_board(2000)), encoding="utf-8")
    page = open_page(file).page
    begun = time.monotonic()
    page.locator("a[href='#f-1500']").first.click()
    page.get_by_role("dialog").wait_for()
    # Generous, as the machine is shared: what is meant is "not minutes".
    assert time.monotonic() - begun < 20


# ---- scripts of other directions ----------------------------------------------------------------


def test_arabic_quotation_runs_from_right_to_left(open_page):
    page = open_page(fragment="#f-2").page
    quote = page.locator("#f-2 blockquote", has_text=ARABIC[:12])
    assert quote.evaluate("q => getComputedStyle(q).direction") == "rtl"


def test_latin_quotation_runs_from_left_to_right(open_page):
    page = open_page(fragment="#f-18").page
    quote = page.locator("#f-18 blockquote", has_text="Table 2").first
    assert quote.evaluate("q => getComputedStyle(q).direction") == "ltr"


def test_rule_of_an_arabic_quotation_is_on_its_right(open_page):
    page = open_page(fragment="#f-2").page
    quote = page.locator("#f-2 blockquote", has_text=ARABIC[:12])
    style = "q => [getComputedStyle(q).borderRightWidth, getComputedStyle(q).borderLeftWidth]"
    assert quote.evaluate(style) == ["3px", "0px"]
