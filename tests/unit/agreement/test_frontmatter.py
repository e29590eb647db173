from __future__ import annotations

from datetime import date, time
from decimal import Decimal

import pytest

from servanda.agreement import load_agreement, parse_agreement
from servanda.agreement.model import (
    Actor,
    Amendment,
    Area,
    DatePoint,
    DayPoint,
    Duration,
    InForce,
    Length,
    LocalMoment,
    Phase,
)
from servanda.errors import AgreementError


def read(front, body="", geojson=None):
    return parse_agreement(f"---\ntitle: T\n{front}\n---\n{body}", "t.md", geojson)


def agreement(front, body=""):
    return read(front, body)[0]


def told(front, body="", geojson=None):
    return [(p.code, p.places[0].line, p.places[0].column) for p in read(front, body, geojson)[1]
            if p.code != "SV114"]  # fmt: skip


def test_party_has_its_names_and_those_it_answers_for():
    found = agreement("parties:\n  north: {name: Northland, also: [n], answers for: [militia]}")
    assert found.actors["north"] == Actor("north", "Northland", ("n",), ("militia",), is_party=True)


def test_parties_make_the_groups_party_and_side():
    found = agreement("parties: {north: N, south: S}\nthird parties: {mission: M}")
    assert (found.groups, found.parties) == (
        {"party": ("north", "south"), "side": ("north", "south")},
        ("north", "south"),
    )


@pytest.mark.parametrize("nobody", ["{}", "[]", "", "null"])
def test_list_of_parties_without_anybody_is_an_error_at_its_key(nobody):
    assert told(f"note: x\nparties: {nobody}") == [("SV105", 4, 1)]


def test_monitor_is_marked():
    assert agreement("third parties: {mission: M}\nmonitors: [mission]").monitors == ("mission",)


def test_undeclared_monitor_has_a_near_name():
    _, problems = read("third parties: {mission: M}\nmonitors: [missio]")
    assert (problems[0].code, problems[0].hint) == ("SV221", "did you mean `mission`?")


def test_period_in_force_has_a_length():
    found = agreement("in force: {from: 2023-11-24 07:00, for: 4 days}")
    moment = LocalMoment(date(2023, 11, 24), time(7))
    assert found.in_force == InForce(moment, Duration(4, "day"))


def test_amendments_are_sorted_by_the_day_of_agreement():
    found = agreement(
        "amendments:\n"
        "  - {on: 2023-11-30, in force until: 2023-12-01 07:00}\n"
        "  - {on: 2023-11-27 18:00, in force until: 2023-11-30 07:00}"
    )
    assert found.amendments == (
        Amendment(LocalMoment(date(2023, 11, 27), time(18)),
                  LocalMoment(date(2023, 11, 30), time(7))),
        Amendment(date(2023, 11, 30), LocalMoment(date(2023, 12, 1), time(7))),
    )  # fmt: skip


def test_day_without_a_clock_is_refused_for_an_end():
    assert told("in force: {from: 2023-11-24 07:00, until: 2023-11-28}") == [("SV105", 3, 43)]


def test_phase_has_its_days():
    found = agreement("phases: {phase 1: {from: day 1, to: 2024-01-10}}")
    assert found.phases["phase 1"] == Phase(
        "phase 1", "phase 1", DayPoint(1), DatePoint(date(2024, 1, 10))
    )


def test_area_has_its_parts():
    found = agreement("areas: {valley: {name: The Valley, parts: [east, west]}, east: , west: }")
    assert found.areas["valley"] == Area("valley", "The Valley", ("east", "west"))


def test_area_may_be_a_buffer_or_a_difference():
    found = agreement(
        "areas:\n  line: A line\n  strip: {buffer: [line, 4 km]}\n"
        "  rest: {difference: [strip, line]}\n"
    )
    assert (found.areas["strip"].buffer, found.areas["rest"].union, found.areas["rest"].less) == (
        ("line", Length(Decimal(4), "km")),
        ("strip",),
        ("line",),
    )


def test_undeclared_part_is_reported():
    assert told("areas: {valley: {parts: [east]}}") == [("SV221", 3, 17)]


def test_areas_of_a_file_are_known_by_id_or_name():
    text = '{"features": [{"id": "East", "properties": {"name": "The East"}},' \
           ' {"properties": {"name": "west"}}]}'  # fmt: skip
    found, _ = read("areas: a.geojson", geojson={"a.geojson": text})
    assert found.areas == {
        "east": Area("east", "The East", in_file=True),
        "west": Area("west", "west", in_file=True),
    }


def test_areas_of_a_file_may_get_parts():
    text = '{"features": [{"id": "valley"}, {"id": "east"}]}'
    found, _ = read("areas: {file: a.geojson, valley: {parts: [east]}}",
                           geojson={"a.geojson": text})  # fmt: skip
    assert (found.areas["valley"].parts, found.areas["valley"].in_file) == (("east",), True)


def test_file_of_areas_that_is_none_is_reported():
    assert told("areas: a.geojson", geojson={"a.geojson": "[]"}) == [("SV101", 3, 8)]


def test_areas_that_are_apart_are_kept():
    assert agreement("areas: [one, two]\napart: [[one, two]]").apart == (("one", "two"),)


def test_linking_window_is_kept():
    assert agreement("linking: {within: 10 minutes}").linking_within == Duration(10, "minute")


def test_list_has_a_total():
    found = agreement("lists: {annex: {of: hostages, total: [40, 50], secret: true}}")
    entry = found.lists["annex"]
    assert (entry.of, entry.total, entry.is_secret) == (
        "hostage", (Decimal(40), Decimal(50)), True,
    )  # fmt: skip


def test_total_of_an_object_is_read_as_sentences_write_it():
    found = agreement(
        "parties: [north]\nlists: {annex: }\n"
        "totals: {living Hostages on annex: {count: 20, declared by: north, on: 2024-01-05}}"
    )
    (total,) = found.totals
    assert (total.of, total.low, total.declared_by) == ("living hostages on annex", 20, "north")


def test_total_of_nothing_known_is_reported():
    assert told("totals: {gizmos: 3}") == [("SV221", 3, 10)]


def test_about_has_an_interval():
    assert agreement("about: {about 700: [650, 750]}").about == {
        Decimal(700): (Decimal(650), Decimal(750))
    }


def test_level_holds_for_a_time():
    assert agreement("levels: {station: 7 days}").levels == {"station": Duration(7, "day")}


def test_added_words_are_kinds_of_shipped_ones():
    found = agreement(
        "vocabulary: {acts: {lob: {kind of: shell}}, things: {lorry train: {kind of: truck}}}"
    )
    assert found.vocabulary.is_kind("lob", "attack")
    assert found.vocabulary.things["lorry train"].unit == "truck"


def test_added_words_are_known_to_sentences():
    body = "```terms\n[a] North must not lob shells.\n```\n"
    found = agreement("parties: [north]\nvocabulary: {acts: {lob: {kind of: shell}}}", body)
    assert found.clause("a").demands[0].filter.acts == ("lob",)


def test_kind_of_an_unknown_word_is_reported():
    assert told("vocabulary: {acts: {lob: {kind of: shel}}}") == [("SV221", 3, 36)]


def test_unknown_key_that_is_near_none_is_answered_with_all_there_are():
    _, problems = read("areas: {east: {name: East, also: [Ford]}}")
    (hint,) = [p.hint for p in problems if p.code == "SV104"]
    assert hint.startswith("keys here: ")
    assert {"`name`", "`parts`"} <= {*hint.removeprefix("keys here: ").split(", ")}


def test_unknown_key_has_near_ones():
    _, problems = read("tme zone: x\ntime zne: Africa/Maputo")
    assert [(p.code, p.places[0].line, p.hint) for p in problems if p.code == "SV104"] == [
        ("SV104", 3, "did you mean `time zone`?"),
        ("SV104", 4, "did you mean `time zone`?"),
    ]


def test_key_that_stands_twice_is_reported():
    assert told("parties: [one]\nparties: [two]") == [("SV105", 4, 1)]


@pytest.mark.parametrize(
    ("front", "column"),
    [
        ("in force: {from: soon}", 18),
        ("in force: {from: 2024-13-01 07:00}", 18),
        ("in force: {from: 2024-01-01 25:00}", 18),
        ("in force: 4 days", 11),
        ("parties: Northland", 10),
        ("amendments: none", 13),
        ("amendments: [{on: later}]", 19),
        ("about: {about 7: [9, 8]}", 18),
        ("lists: {annex: {total: many}}", 24),
        ("tables: {near: {artillery: far}}", 28),
        ("linking: {within: a while}", 19),
    ],
)
def test_wrong_value_is_reported_where_it_stands(front, column):
    assert told(front) == [("SV105", 3, column)]


@pytest.mark.parametrize("name", ["the end", "each", "must", "may not", "a,b", "x[1]", "-"])
def test_name_that_no_sentence_could_use_is_refused(name):
    assert "SV115" in [code for code, _, _ in told(f"areas: ['{name}']")]


@pytest.mark.parametrize("text", ["a: b: c", "[", "a: {b", "\t- x", "&a [*a", "? [x]: y"])
def test_broken_yaml_is_reported_and_nothing_else(text):
    found, problems = read(text)
    assert found is None or problems
    assert {p.code for p in problems} <= {"SV103", "SV104", "SV105"}


def test_repeated_aliases_do_not_grow_without_end():
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [" + ", ".join([f"*a{i - 1}"] * 9) + "]" for i in range(1, 9)]
    assert "SV103" in [code for code, _, _ in told("\n".join(lines))]


@pytest.mark.parametrize(
    ("words", "column", "circle"),
    [
        ("things: {lorry: {kind of: lorry}}", 40, "`lorry` is a kind of `lorry`"),
        ("things: {lorry: {kind of: [truck, cart]}, cart: {kind of: lorry}}", 40,
         "`lorry` is a kind of `cart` is a kind of `lorry`"),
        ("things: {cart: {}, vehicle: {kind of: fuel truck}}", 52,
         "`vehicle` is a kind of `fuel truck` is a kind of `truck` is a kind of `vehicle`"),
        ("acts: {hit: {kind of: shell}, shell: {kind of: hit}}", 36,
         "`hit` is a kind of `shell` is a kind of `hit`"),
    ],
)  # fmt: skip
def test_kinds_that_go_round_in_a_circle_are_told_once(words, column, circle):
    (problem,) = (p for p in read(f"vocabulary: {{{words}}}")[1] if p.code == "SV224")
    assert problem.message.endswith(f"circle: {circle}")
    assert (problem.places[0].line, problem.places[0].column) == (3, column)
    assert problem.hint == "take `kind of` away from one of them"


def test_word_below_a_circle_is_not_in_it():
    words = "{a: {kind of: b}, b: {kind of: c}, c: {kind of: b}}"
    found = [p for p in read(f"vocabulary:\n  things: {words}")[1] if p.code == "SV224"]
    assert [p.message.partition(": ")[2] for p in found] == [
        "`b` is a kind of `c` is a kind of `b`"
    ]


def test_deep_yaml_is_refused():
    assert told("x: " + "[" * 5000) == [("SV103", 2, 1)]


@pytest.mark.parametrize("character", ["\0", "\x07", "\ufffe"])
def test_character_that_yaml_forbids_is_told_at_its_place(character):
    assert told(f"note: x\nlanguage: e{character}n") == [("SV103", 4, 12)]
    (problem, *_) = read(f"note: e{character}n")[1]
    assert problem.message.endswith(f"wrong character U+{ord(character):04X}")
    assert problem.hint == "delete it"


def test_agreement_with_errors_raises_them_all(tmp_path):
    path = tmp_path / "t.md"
    path.write_text("---\ntitle: T\nx: 1\ny: 2\n---\n", encoding="utf-8")
    from servanda.agreement import read_agreement

    with pytest.raises(AgreementError) as caught:
        read_agreement(path)
    assert [p.code for p in caught.value.problems] == ["SV104", "SV104"]


def test_areas_file_is_read_beside_the_agreement(tmp_path):
    (tmp_path / "a.geojson").write_text('{"features": [{"id": "east"}]}', encoding="utf-8")
    path = tmp_path / "t.md"
    path.write_text("---\ntitle: T\nareas: a.geojson\n---\n", encoding="utf-8")
    found, _ = load_agreement(path)
    assert list(found.areas) == ["east"]
