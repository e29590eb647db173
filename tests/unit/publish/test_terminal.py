"""The terminal."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, replace

import pytest
from rich.console import Console
from tests.unit.publish.northland import (
    FINGERPRINT,
    INCIDENTS,
    aid_findings,
    at,
    day,
    empty_board,
    fighting_findings,
    rich_board,
    with_many_singles,
)

from servanda.assessment.findings import Change, Changes
from servanda.assessment.material import IncidentList, Suggestion
from servanda.errors import Place, Problem
from servanda.publish.scale import round_scale
from servanda.publish.terminal import (
    MOST_INCIDENTS,
    MOST_SINGLES,
    finding_view,
    show_board,
    show_diff,
    show_duties,
    show_finding,
    show_incidents,
    show_problems,
)
from servanda.publish.terminal.bar import ASCII, Bar, draw_bar


def printed(show, *things, width: int = 100, colour: bool = False) -> str:
    file = io.StringIO()
    console = Console(
        file=file,
        width=width,
        highlight=False,
        force_terminal=colour,
        color_system="standard" if colour else None,
        legacy_windows=False,
    )
    show(*things, console)
    return "\n".join(line.rstrip() for line in file.getvalue().splitlines()).rstrip()


@pytest.fixture(scope="module")
def board_text() -> str:
    return printed(show_board, rich_board())


def test_board_has_a_letter_per_day(board_text):
    assert (
        " fighting  Northland              C   V   D   N   C   P   ·   ·     V  3V 5D 1N 2P 3C"
        in board_text
    )


def test_board_stars_what_is_not_attributed(board_text):
    assert "           Each party             ·   ·  V*   ·   ·   ·   ·  V*" in board_text


@pytest.mark.parametrize(
    "line",
    [
        "as of        2024-03-06 12:00 Africa/Maputo",
        f"fingerprint  {FINGERPRINT}",
        "read         106 reports, 88 used, 3 rejected, 6 sources",
        "standard     independent: one origin that is neutral or speaks against its interest",
        "Not checked, no verdict is given: good-faith",
        " C  prisoners, Southland: complied",
        "An assessment under stated rules, not a finding of law; there is no score.",
    ],
)
def test_board_says(board_text, line):
    assert line in board_text.splitlines()


def test_board_says_how_much_is_not_verifiable(board_text):
    assert "of 28 findings: 6 violated, 7 disputed, 4 not verifiable" in board_text


def test_every_letter_is_in_the_legend(board_text):
    words = [
        "violated",
        "disputed",
        "verifiable",
        "pending",
        "complied",
        "ended",
        "checked",
        "known",
    ]
    legend = board_text.partition("Not checked, no verdict")[2]
    assert [word for word in words if word not in legend] == []


@pytest.mark.parametrize("width", [40, 60, 80, 100, 200])
def test_no_line_is_wider_than_the_terminal(width):
    lines = printed(show_board, rich_board(), width=width).splitlines()
    assert max(map(len, lines)) <= width


def test_narrow_terminal_puts_the_whole_into_a_part_of_its_own():
    text = printed(show_board, rich_board(), width=50)
    titles = [line for line in text.splitlines() if " to 2024" in line[:26] or "All days" in line]
    assert titles[-1] == "All days together"


def test_colour_changes_no_word():
    coloured = printed(show_board, rich_board(), colour=True)
    assert (
        re.sub(r"\x1b\[[0-9;]*m", "", coloured).split() == printed(show_board, rich_board()).split()
    )


def test_pipe_gets_no_colour(board_text):
    assert "\x1b" not in board_text


def test_empty_board_says_so():
    assert "No duty is judged at this instant." in printed(show_board, empty_board())


@pytest.fixture(scope="module")
def card_text() -> str:
    return printed(show_finding, aid_findings()[4], rich_board())


@pytest.mark.parametrize(
    "line",
    [
        "aid, Northland, 2024-03-05",
        " V  violated",
        "  “200 trucks of relief a day, to all parts of the valley”  pause.md:31",
        "Agency A, the declared counter, counted 191 of 200 trucks.",
        "certain          191 trucks",
        "the bearer says  200",
        "verdict holds    since 2024-03-06 00:00; met late, since 2024-03-06 09:30",
        "For: says at least",
        "  a-05; Agency A; 191; neutral",
        "  s-05; Southland; at most 150; self-serving",
        "  g-05; صحيفة الوادي, citing Northland; at least 205; neutral",
        "  why: merely overlaps the day",
        "What would change this",
    ],
)
def test_card_says(card_text, line):
    assert line in card_text.splitlines()


def test_card_tells_a_report_that_says_both_in_full_once(card_text):
    assert card_text.count("Table 2: trucks entered") == 1


def test_card_says_what_is_missing():
    text = printed(show_finding, fighting_findings()[3], rich_board())
    assert "  nobody watched: access to the east was denied (Joint Monitoring Mission)" in text


def test_markup_and_control_codes_in_a_text_are_shown_as_they_are():
    finding = replace(aid_findings()[0], sentence="[red]x[/red] \x1b[2J\u202e")
    text = printed(show_finding, finding, rich_board())
    assert "[red]x[/red] \N{REPLACEMENT CHARACTER}[2J\N{REPLACEMENT CHARACTER}" in text


@pytest.mark.parametrize(
    ("bar", "drawn"),
    [
        (Bar("", 0, 250, ""), "[---------]"),
        (Bar("", 125, 125, ""), "     o     "),
        (Bar("", 125, None, ""), "     [---->"),
        (Bar("", 125, 125, "", is_claim=True), "     x     "),
        (Bar("", None, None, ""), "           "),
        (Bar("", 250, None, ""), "          >"),
    ],
)
def test_bar_is_drawn_in_plain_characters(bar, drawn):
    assert draw_bar(bar, round_scale([0, 200]), 11, ASCII) == drawn


def test_card_can_be_drawn_without_special_characters():
    file = io.StringIO()
    Console(file=file, width=80).print(finding_view(aid_findings()[1], rich_board(), 80, ASCII))
    assert "●" not in file.getvalue()


def test_diff_shows_both_sides_and_the_reports():
    board = rich_board()
    earlier = replace(board, as_of=at("2024-03-05 12:00"))
    change = Change(aid_findings()[3], aid_findings()[4], ("a-05",))
    text = printed(show_diff, Changes(earlier, board, (change,), {"reports": 4}))
    assert text.splitlines()[1:] == [
        "as of 2024-03-05 12:00 against as of 2024-03-06 12:00 Africa/Maputo, standard independent",
        "recorded between: 4 reports",
        "",
        "aid, Northland, 2024-03-05",
        "  was  D  disputed (alleged): certain 187, possible no upper end, alleged 200",
        "  now  V  violated: certain 191, possible 191, alleged 200",
        "  because of a-05",
    ]


@pytest.mark.parametrize(
    ("doing", "said"),
    [
        ("terms", "because of ruling r1, whatever else was recorded"),
        ("both", "because of ruling r1, together with a-05"),
        ("either", "because of a-05, or just as well of ruling r1: either would be enough"),
    ],
)
def test_diff_says_what_is_the_doing_of_new_terms(doing, said):
    board = rich_board()
    because = () if doing == "terms" else ("a-05",)
    change = Change(aid_findings()[3], aid_findings()[4], because, doing)
    text = printed(show_diff, Changes(board, board, (change,), {}, ("ruling r1",)))
    assert said in text
    assert "terms that came between: ruling r1" in text


def test_diff_of_equal_boards_says_so():
    board = rich_board()
    assert "No finding differs." in printed(show_diff, Changes(board, board, ()))


def test_incidents_show_status_and_suggestions():
    listing = IncidentList(
        "Africa/Maputo",
        at("2024-03-06 12:00"),
        "independent",
        INCIDENTS,
        (Suggestion(("s-20", "m-17"), 0.8, ("the same hour",), ("one names no hand",)),),
    )
    text = printed(show_incidents, listing)
    assert ["s-20", "0.80", "the", "same", "hour", "one", "names", "no", "hand"] in [
        line.split() for line in text.splitlines()
    ]
    assert ["established", "2024-03-02", "14:00", "Northland:"] in [
        line.split()[:4] for line in text.splitlines()
    ]


def test_no_incident_is_said():
    text = printed(show_incidents, IncidentList("Africa/Maputo", 0, "claimed"))
    assert "No incident was reported." in text


@dataclass(frozen=True)
class Row:
    clause: str
    bearer: str
    begins_at: int
    ends_at: int
    sentence: str
    reading: str = ""
    state: str = "due"
    lapses_at: int | None = None


@dataclass(frozen=True)
class Calendar:
    duties: tuple[Row, ...] = ()
    not_shown: tuple[tuple[str, str], ...] = ()
    shown_until: int | None = None
    zone: str = "Africa/Maputo"


def test_calendar_is_in_order_of_time():
    rows = (
        Row("aid", "Northland", *day("2024-03-02"), "200 trucks"),
        Row("aid", "Northland", *day("2024-03-01"), "200 trucks"),
    )
    text = printed(show_duties, Calendar(rows))
    assert [line.split()[0] for line in text.splitlines() if "200 trucks" in line] == [
        "2024-03-01", "2024-03-02",
    ]  # fmt: skip


def test_empty_calendar_says_so():
    assert printed(show_duties, Calendar()).startswith("Nobody owes anything")


def test_calendar_says_what_is_so_of_each_entry():
    noon = day("2024-03-01")[0] + 12 * 3_600_000_000
    rows = (
        Row("aid", "Northland", *day("2024-03-01"), "200 trucks", "late", "lapses", noon),
        Row("ban", "Northland", *day("2024-03-02"), "no attacks", state="in force"),
    )
    lines = printed(show_duties, Calendar(rows)).splitlines()
    (aid,) = [line for line in lines if "200 trucks" in line]
    assert aid.split()[1:7] == ["lapses", "2024-03-01", "12:00", "aid", "/", "late"]
    assert any("in force" in line and "no attacks" in line for line in lines)


def test_calendar_names_what_it_does_not_show_and_how_far_it_goes():
    hidden = (("map", "it waits for [x]"),)
    text = printed(show_duties, Calendar((), hidden, day("2024-03-02")[0]))
    assert "Shown up to 2024-03-02 00:00; what may go on after that" in text
    assert text.splitlines()[-2:] == ["Not in this calendar:", "  [map]: it waits for [x]"]


def test_problem_shows_its_place_and_hint():
    place = Place("pause.md", 3, 5, 2, "an [odd] line")
    text = printed(show_problems, [Problem("SV101", "not [known]", (place,), hint="write `x`")])
    assert text.splitlines() == [
        "error[SV101]: not [known]",
        "  pause.md:3:5",
        "    an [odd] line",
        "        ^^",
        "hint: write `x`",
    ]


def test_many_duties_without_days_are_counted_unless_all_are_asked_for():
    board = with_many_singles(["violated"] * 3 + ["complied"] * MOST_SINGLES)
    text = printed(show_board, board)
    assert re.search(r"prisoners +Southland +3 +200 *$", text, re.MULTILINE)
    assert f"{MOST_SINGLES + 3} duties; `servanda assess --all` or `--json` shows each" in text
    assert "after agency" not in text
    every = printed(lambda b, console: show_board(b, console, most=None), board)
    assert every.count("prisoners, Southland: ") == MOST_SINGLES + 3


def test_as_many_as_are_read_are_shown_one_by_one():
    text = printed(show_board, with_many_singles(["complied"] * MOST_SINGLES))
    assert text.count("prisoners, Southland: complied") == MOST_SINGLES
    assert "--all" not in text


def test_of_very_many_incidents_the_first_are_shown_unless_all_are_asked_for():
    many = tuple(replace(INCIDENTS[0], reports=(f"r{k}",)) for k in range(MOST_INCIDENTS + 1))
    listing = IncidentList("Africa/Maputo", 0, "claimed", many)
    text = printed(show_incidents, listing)
    assert f"r{MOST_INCIDENTS - 1}\n" in text
    assert f"r{MOST_INCIDENTS}\n" not in text
    assert "the first 1,000 of 1,001; `--all` or `--json` shows all" in text
    every = printed(lambda found, console: show_incidents(found, console, most=None), listing)
    assert f"r{MOST_INCIDENTS}" in every
    assert "--all" not in every
