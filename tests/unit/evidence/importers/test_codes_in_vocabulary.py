"""The codes of outside formats mean terms of the vocabulary."""

import pytest

from servanda.evidence.importers.code_table import shipped_codes
from servanda.vocabulary import shipped_vocabulary

WORDS = shipped_vocabulary()
ACLED = """Armed clash; Government regains territory; Non-state actor overtakes territory;
Chemical weapon; Air/drone strike; Suicide bomb; Shelling/artillery/missile attack;
Remote explosive/landmine/IED; Grenade; Sexual violence; Attack; Abduction/forced disappearance;
Peaceful protest; Protest with intervention; Excessive force against protesters;
Violent demonstration; Mob violence; Agreement; Arrests; Change to group/activity;
Disrupted weapons use; Headquarters or base established; Looting/property destruction;
Non-violent transfer of territory; Other"""
CAMEO_ROOTS = [f"{number:02}" for number in range(1, 21)]
CAMEO_AGREED = """073 0841 0842 0861 0862 0863 087 0871 0872 0873 0874 1623 1381 181 191 192 193 194
195 196"""
PLOVER_TYPES = """AGREE CONSULT SUPPORT CONCEDE COOPERATE AID RETREAT INVESTIGATE DEMAND DISAPPROVE
REJECT THREATEN SANCTION PROTEST CRIME MOBILIZE COERCE ASSAULT REQUEST ACCUSE"""
PLOVER_MODES = """abduct beat torture sexual targeted destroy primitive firearms explosives
suicide-attack aerial drone heavy-weapons crowd-control unconventional"""
PLOVER_PAIRS = ("RETREAT ceasefire", "RETREAT access", "RETREAT withdraw", "RETREAT disarm",
                "ACCUSE allege", "COERCE restrict", "COERCE seize")  # fmt: skip
WITHOUT_ACT = {"Change to group/activity", "Other"}


def coded(data_set: str) -> dict[str, str]:
    """Return the codes of a data set with the terms of the vocabulary that carry them."""
    classes = (WORDS.acts, WORDS.things, WORDS.adjectives, WORDS.states, WORDS.manners)
    return {
        code: term.name
        for terms in classes
        for term in terms.values()
        for name, codes in term.codes
        if name == data_set
        for code in codes
    }


def listed(text: str, mark: str | None = None) -> list[str]:
    return [" ".join(part.split()) for part in text.split(mark)]


@pytest.mark.parametrize(
    ("data_set", "codes"),
    [
        ("acled", [code for code in listed(ACLED, ";") if code not in WITHOUT_ACT]),
        ("ucdp", ["1", "2", "3"]),
        ("cameo", [*CAMEO_ROOTS, *listed(CAMEO_AGREED)]),
        ("plover", [*listed(PLOVER_TYPES), *PLOVER_PAIRS,
                    *(f"ASSAULT {mode}" for mode in listed(PLOVER_MODES))]),
        ("home-front", ["1", "2", "3", "4", "7", "8", "9", "10", "11", "12"]),
    ],
)  # fmt: skip
def test_vocabulary_maps_every_code_of_the_format(data_set, codes):
    assert sorted(set(codes) - coded(data_set).keys()) == []


@pytest.mark.parametrize(
    ("file", "data_set", "column"),
    [
        ("acled.csv", "acled", "act"),
        ("ucdp.csv", "ucdp", "act"),
        ("home-front.csv", "home-front", "act"),
        ("cameo.csv", "cameo", "about"),
        ("plover.csv", "plover", "about"),
    ],
)
def test_table_of_codes_says_what_the_vocabulary_says(file, data_set, column):
    rows = shipped_codes(file).to_pylist()
    told = {row["code"]: row[column] for row in rows if row["act"]}
    assert {code: coded(data_set).get(code) for code in told} == told


@pytest.mark.parametrize(
    "file",
    ["acled.csv", "ucdp.csv", "home-front.csv", "cameo.csv", "plover.csv", "adsb.csv",
     "tech-for-palestine.csv", "cameo-2007.csv", "cameo-gdelt.csv", "cameo-plover.csv"],
)  # fmt: skip
def test_table_of_codes_has_for_each_an_act_or_a_reason(file):
    rows = shipped_codes(file).to_pylist()
    assert [row["code"] for row in rows if bool(row["act"]) == bool(row["aside"])] == []
    assert [row["act"] for row in rows if row["act"] and row["act"] not in WORDS.acts] == []
    objects = [row["object"] for row in rows if row["object"]]
    assert [name for name in objects if name not in WORDS.things] == []


def test_codes_of_acled_without_an_act_say_why():
    rows = {row["code"]: row for row in shipped_codes("acled.csv").to_pylist()}
    assert {code for code, row in rows.items() if row["aside"]} == WITHOUT_ACT


def test_mention_and_heat_are_no_kind_of_attack():
    assert not WORDS.is_kind("mention", "attack")
    assert not WORDS.is_kind("detect heat", "attack")
    assert not WORDS.is_kind("sound alert", "attack")
