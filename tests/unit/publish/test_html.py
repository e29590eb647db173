"""The page as text; how it behaves is tested in a browser."""

from __future__ import annotations

import base64
import hashlib
import itertools
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from tests.unit.publish.northland import (
    HOSTILE,
    empty_board,
    large_board,
    rich_board,
    with_many_singles,
)

from servanda.assessment.findings import Board, Use
from servanda.errors import UsageError
from servanda.publish.html import (
    MOST_INCIDENTS,
    MOST_LISTED,
    MOST_REPORTS,
    css_string,
    in_turns,
    link_of,
    write_html,
)

_VOID = {"meta", "br", "img", "link", "input", "hr"}


class Outline(HTMLParser):
    """Tags of a page with their attributes, its ids, its open elements at the end."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, f"</{tag}> closes another element"


def outline(page: str) -> Outline:
    parser = Outline()
    parser.feed(page)
    return parser


@pytest.fixture(scope="module")
def page() -> str:
    return write_html(rich_board())


@pytest.mark.parametrize("board", [rich_board(), empty_board(), large_board(5)])
def test_every_element_is_closed_in_order(board: Board):
    assert outline(write_html(board)).open == []


def test_ids_are_there_once(page):
    ids = [a["id"] for _, a in outline(page).tags if "id" in a]
    assert len(ids) == len(set(ids))


def test_every_link_into_the_page_has_its_target(page):
    tags = outline(page).tags
    ids = {a["id"] for _, a in tags if "id" in a}
    wanted = {a["href"][1:] for t, a in tags if t == "a" and a["href"].startswith("#")}
    assert wanted - ids == set()


def test_labels_by_reference_exist(page):
    tags = outline(page).tags
    ids = {a["id"] for _, a in tags if "id" in a}
    wanted = {name for _, a in tags for name in (a.get("aria-labelledby") or "").split()}
    assert wanted - ids == set()


def test_nothing_is_fetched(page):
    fetching = {"src", "srcset", "data", "poster", "action", "background", "formaction"}
    assert [
        t for t, a in outline(page).tags if fetching & a.keys() or t in ("link", "iframe")
    ] == []


def test_no_style_attribute_and_no_handler_is_there(page):
    names = {name for _, a in outline(page).tags for name in a}
    assert [name for name in names if name == "style" or name.startswith("on")] == []


@pytest.mark.parametrize("tag", ["style", "script"])
def test_policy_allows_exactly_what_is_inline(page, tag):
    inline = re.search(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(inline.encode()).digest()).decode()
    assert f"{tag}-src &#39;sha256-{digest}&#39;" in page
    assert page.count(f"<{tag}") == 1


def test_hostile_quotation_is_text(page):
    assert HOSTILE not in page
    assert "&lt;/script&gt;&lt;script&gt;document.title=" in page


def test_hostile_title_is_text_in_page_and_style():
    hostile = '</style><script>alert(1)</script>"; } body { display: none'
    page = write_html(replace(rich_board(), title=hostile))
    assert "<script>alert" not in page
    assert page.count("</style>") == 1


def test_css_string_cannot_be_left():
    assert css_string('a"b\\c</') == '"a\\22 b\\5c c\\3c /"'


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ("https://agency-a.example/4", "https://agency-a.example/4"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("//no-scheme.example", ""),
        ("https://[broken", ""),
        ("", ""),
    ],
)
def test_only_web_addresses_are_links(address, link):
    assert link_of(address) == link


def test_every_finding_has_a_card(page):
    cards = [a for _, a in outline(page).tags if a.get("class") == "card"]
    assert len(cards) == len(rich_board().findings)


def test_header_cells_have_a_scope(page):
    assert [a for t, a in outline(page).tags if t == "th" and "scope" not in a] == []


def test_headings_leave_out_no_level(page):
    levels = [int(t[1]) for t, _ in outline(page).tags if re.fullmatch(r"h[1-6]", t)]
    steps = [after - before for before, after in itertools.pairwise(levels)]
    assert (levels[0], max(steps)) == (1, 1)


def test_quotations_find_their_own_direction(page):
    quotes = [a for t, a in outline(page).tags if t == "blockquote"]
    assert {a.get("dir") for a in quotes} == {"auto"}


def test_quotation_has_its_language(page):
    assert '<blockquote dir="auto" lang="ar">' in page


@pytest.mark.parametrize(
    "words",
    [
        "not a finding of law",
        "There is no\n    score",
        "1 of 6",
        "was kept from <bdi>attack</bdi>",
        "leaning northland",
        "3 rows were rejected",
        "A ruling stands beside the computed verdict",
        "no verdict is given on this clause",
        "Without an outline: Hills.",
    ],
)
def test_page_says(page, words):
    assert words in page


def test_empty_board_says_so():
    page = write_html(empty_board())
    assert "No duty is judged at this instant." in page
    assert "No source was declared." in page


def test_same_board_gives_the_same_page(page):
    assert write_html(rich_board()) == page


def test_page_grows_with_its_findings_only():
    small, large = len(write_html(large_board(100))), len(write_html(large_board(200)))
    assert large < 2 * small


def test_unknown_zone_is_a_problem():
    with pytest.raises(UsageError, match="SV601"):
        write_html(replace(rich_board(), zone="Nowhere/Land"))


def test_a_page_of_very_many_duties_lists_the_worst_and_counts_the_others():
    board = with_many_singles(["complied"] * 30 + ["not verifiable"] * (MOST_LISTED + 20))
    page = write_html(board)
    parsed = outline(page)
    assert parsed.open == []
    cards = [a["id"] for _, a in parsed.tags if re.fullmatch(r"f-\d+", a.get("id") or "")]
    assert len(cards) == MOST_LISTED
    targets = {a["href"][1:] for tag, a in parsed.tags if tag == "a" and a["href"][:1] == "#"}
    assert targets <= {a["id"] for _, a in parsed.tags if "id" in a}
    assert page.count("are not on this page:") == 2
    assert "20 not verifiable, 30 complied." in page
    assert "and 20 more" in page


def test_a_page_of_very_many_incidents_says_how_many_it_does_not_list():
    note = replace(rich_board().material.incidents[0], latitude=None, longitude=None)
    incidents = tuple(replace(note, incident=f"i{k}") for k in range(MOST_INCIDENTS + 1))
    board = rich_board()
    page = write_html(replace(board, material=replace(board.material, incidents=incidents)))
    assert "These are the first 2,000 of 2,001 incidents" in page
    assert "These are the first" not in write_html(board)


def many_uses(*claimed: tuple[str, int]) -> tuple[Use, ...]:
    """Return so many reports of each origin, one origin after the other."""
    return tuple(
        Use(f"{origin}-{k}", origin, origin, "at least", "neutral", 1, 1)
        for origin, count in claimed
        for k in range(count)
    )


def test_of_many_reports_everybody_who_claims_any_is_heard_in_turn():
    uses = many_uses(("agency", 50), ("north", 2), ("south", 40))
    shown = [use.report for use in in_turns(uses, 12)]
    assert shown == [
        *(f"agency-{k}" for k in range(5)), "north-0", "north-1", *(f"south-{k}" for k in range(5))
    ]  # fmt: skip
    assert in_turns(uses, 92) is uses


def test_a_card_says_how_many_reports_it_does_not_show():
    board = rich_board()
    finding = replace(board.findings[0], uses=many_uses(("north", MOST_REPORTS), ("south", 5)))
    page = write_html(replace(board, findings=(finding, *board.findings[1:])))
    assert "and 5 more; of everybody who claims any, the first are shown." in page
    assert page.count("<code>south-") == 5
    assert outline(page).open == []
    assert "of everybody who claims any" not in write_html(board)
