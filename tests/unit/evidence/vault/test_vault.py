"""The vault: what is in it can be read only with the passphrase, and is used for verdicts alone."""

import json
import shutil
import stat
from pathlib import Path

import pytest

from servanda.errors import EvidenceError, MissingExtraError
from servanda.evidence.vault import (
    Vault,
    read_vault,
    seal_sources,
    sealed_file,
    write_vault,
)

WORDS = "five words that do not belong together"
NORTHLAND = Path(__file__).parents[4] / "examples" / "northland"
HELD = Vault({"confidential-1": {"source": "courier", "name": "The Courier"}},
             {"confidential-1:c04": {"latitude": "-15.123", "longitude": "39.321"}})  # fmt: skip


@pytest.fixture(autouse=True)
def cheap_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make keys that are made in an instant; the file says how they were made."""
    monkeypatch.setattr(sealed_file, "_SCRYPT", {"n": 2**8, "r": 8, "p": 1})


def test_key_costs_what_a_guesser_should_pay(monkeypatch):
    monkeypatch.undo()
    assert sealed_file._SCRYPT == {"n": 2**16, "r": 8, "p": 1}


@pytest.fixture
def sealed(tmp_path: Path) -> Path:
    path = tmp_path / "vault.json"
    write_vault(HELD, path, WORDS)
    return path


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return Path(shutil.copytree(NORTHLAND, tmp_path / "case"))


def sealed_courier(case: Path, vault: Vault | None = None):
    kept: list[Vault] = []
    done = seal_sources(case, ["courier"], vault or Vault(), kept.append)
    assert kept == [done.vault]
    return done


def test_vault_gives_back_what_was_put_in(sealed):
    found = read_vault(sealed, WORDS)
    assert (found.sources, found.reports) == (HELD.sources, HELD.reports)


def test_vault_holds_nothing_that_can_be_read(sealed):
    data = sealed.read_bytes()
    assert [w for w in (b"courier", b"Courier", b"-15.123", b"c04") if w in data] == []


def test_vault_is_readable_by_its_owner_alone(sealed):
    assert stat.S_IMODE(sealed.stat().st_mode) == 0o600


def test_vault_written_twice_is_never_the_same_file(sealed, tmp_path):
    write_vault(HELD, tmp_path / "other.json", WORDS)
    assert (tmp_path / "other.json").read_bytes() != sealed.read_bytes()


def test_wrong_passphrase_opens_nothing(sealed):
    with pytest.raises(EvidenceError) as caught:
        read_vault(sealed, WORDS + " ")
    assert (caught.value.code, "wrong" in str(caught.value)) == ("SV851", True)


@pytest.mark.parametrize("part", ["salt", "nonce", "sealed", "n"])
def test_vault_that_was_changed_anywhere_opens_no_more(sealed, part):
    data = json.loads(sealed.read_text("utf-8"))
    data[part] = data[part] // 2 if part == "n" else _other(data[part])
    sealed.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(EvidenceError) as caught:
        read_vault(sealed, WORDS)
    assert caught.value.code == "SV851"


def _other(text: str) -> str:
    return ("B" if text[0] == "A" else "A") + text[1:]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 1}', "no json"])
def test_file_that_is_no_vault_is_said_to_be_none(text, tmp_path):
    path = tmp_path / "vault.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(EvidenceError) as caught:
        read_vault(path, WORDS)
    assert caught.value.code == "SV851"


def test_vault_that_asks_for_all_memory_is_refused(sealed):
    data = json.loads(sealed.read_text("utf-8"))
    sealed.write_text(json.dumps({**data, "n": 2**30}), encoding="utf-8")
    with pytest.raises(EvidenceError) as caught:
        read_vault(sealed, WORDS)
    assert caught.value.code == "SV851"


def test_short_passphrase_is_refused(tmp_path):
    with pytest.raises(EvidenceError) as caught:
        write_vault(HELD, tmp_path / "vault.json", "secret")
    assert (caught.value.code, list(tmp_path.iterdir())) == ("SV852", [])


def test_vault_shows_nothing_of_itself_in_messages():
    assert repr(HELD) == "Vault(1 sources, 1 reports)"


def test_without_the_package_the_extra_is_named(tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "cryptography.hazmat.primitives.ciphers.aead",
                        None)  # fmt: skip
    with pytest.raises(MissingExtraError) as caught:
        write_vault(HELD, tmp_path / "vault.json", WORDS)
    assert caught.value.code == "SV850"


# ---- sealing a case


def test_sealing_takes_names_and_exact_places_out_of_all_tables(case):
    done = sealed_courier(case)
    assert done.aliases == {"courier": "confidential-1"}
    assert [path.name for path in done.files] == ["links.csv", "reports.csv", "sources.csv"]
    texts = "".join(path.read_text("utf-8") for path in case.glob("*.csv"))
    assert [word for word in ("courier", "Courier", "Our reporter") if word in texts] == []


def test_sealing_keeps_area_time_act_and_figures(case):
    import csv

    sealed_courier(case)
    with (case / "reports.csv").open(encoding="utf-8") as file:
        row = next(r for r in csv.DictReader(file) if r["report"] == "c04")
    assert (row["source"], row["act"], row["begins"]) == ("confidential-1", "admit", "2024-03-04")
    assert (row["place"], row["text"]) == ("", "")


def test_sealed_cells_are_in_the_vault(case):
    vault = sealed_courier(case).vault
    assert vault.sources["confidential-1"]["name"] == "The Courier"
    assert vault.reports["confidential-1:c04"] == {
        "place": "the gate", "text": "Our reporter counted 103 trucks."}  # fmt: skip


def test_why_a_sealed_source_could_watch_is_in_the_vault(case):
    """It had stayed in the table, and on every page: `she sees the gate from room 12`."""
    for name, row in (("coverage", "courier,covers,attack,,,bridge,,,sees it from its window,\n"),
                      ("words", "courier,scores,40,80,says the owner of the inn,\n")):  # fmt: skip
        path = case / f"{name}.csv"
        path.write_text(path.read_text("utf-8") + row, encoding="utf-8")
    found = sealed_courier(case).vault.sources["confidential-1"]
    tables = "".join((case / f"{name}.csv").read_text("utf-8") for name in ("coverage", "words"))
    assert "confidential-1,covers,attack" in tables
    assert [said for said in ("window", "owner of the inn") if said in tables] == []
    assert (found["coverage 1"], found["words 1"]) == (
        "sees it from its window", "says the owner of the inn")  # fmt: skip


def test_sealing_keeps_what_the_vault_held_before(case):
    old = Vault({"confidential-1": {"source": "x"}}, {"confidential-1:r": {"place": "y"}})
    done = sealed_courier(case, old)
    assert done.aliases == {"courier": "confidential-2"}
    assert done.vault.reports["confidential-1:r"] == {"place": "y"}


def test_tables_stay_as_they_were_if_the_vault_cannot_be_written(case):
    before = {path: path.read_bytes() for path in case.glob("*.csv")}

    def fail(vault: Vault) -> None:
        message = "disk full"
        raise OSError(message)

    with pytest.raises(OSError, match="disk full"):
        seal_sources(case, ["courier"], Vault(), fail)
    assert {path: path.read_bytes() for path in case.glob("*.csv")} == before


@pytest.mark.parametrize(
    ("prepare", "code"),
    [
        (lambda case: None, "SV853"),
        (lambda case: (case / "marks.jsonl").write_text("{}"), "SV854"),
    ],
)
def test_case_that_cannot_be_sealed_stays_as_it_was(case, prepare, code):
    prepare(case)
    name = "courier" if code == "SV854" else "nobody"
    with pytest.raises(EvidenceError) as caught:
        seal_sources(case, [name], Vault(), lambda vault: None)
    assert caught.value.code == code


def test_table_with_semicolons_is_sealed_and_keeps_them(case):
    path = case / "reports.csv"
    import csv

    with path.open(encoding="utf-8") as file:
        rows = list(csv.reader(file))
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)
    sealed_courier(case)
    text = path.read_text("utf-8")
    assert (";" in text, "courier" in text) == (True, False)


def test_report_that_only_cites_a_sealed_source_is_sealed_too(case):
    path = case / "reports.csv"
    header = path.read_text("utf-8").splitlines()[0].split(",")
    given = {"report": "z1", "source": "agency", "origin": "guide", "act": "shell",
             "recorded_at": "2024-03-05", "begins": "2024-03-04",
             "text": "as the guide saw"}  # fmt: skip
    with path.open("a", encoding="utf-8") as file:
        file.write(",".join(given.get(name, "") for name in header) + "\n")
    done = seal_sources(case, ["guide"], Vault(), lambda vault: None)
    assert done.vault.reports == {"agency:z1": {"text": "as the guide saw"}}
    assert "guide" not in path.read_text("utf-8")


def test_table_that_cannot_be_written_again_without_loss_is_refused(case):
    with (case / "reports.csv").open("a", encoding="utf-8") as file:
        file.write("," * 200 + "\n")
    with pytest.raises(EvidenceError) as caught:
        sealed_courier(case)
    assert caught.value.code == "SV854"


# ---- sealing never lets a source say more, or count twice


def write_reports(case: Path, *rows: str) -> None:
    header = (
        "report,source,recorded_at,begins,act,kind,stance,quantity,area,latitude,longitude,about"
    )
    text = "\n".join([header, *rows]) + "\n"
    (case / "reports.csv").write_text(text, encoding="utf-8")


def test_source_that_reports_again_keeps_its_alias(case):
    """Under a second alias it would be a second origin, and would corroborate itself."""
    write_reports(case, "c1,courier,2024-03-05,2024-03-04,attack,,,,west,-15.1,39.2,")
    first = sealed_courier(case)
    path = case / "reports.csv"
    again = "c2,courier,2024-03-06,2024-03-05,attack,,,,west,-15.3,39.4,\n"
    path.write_text(path.read_text("utf-8") + again, encoding="utf-8")
    second = sealed_courier(case, first.vault)
    assert second.aliases == {"courier": "confidential-1"}
    assert sorted(second.vault.reports) == ["confidential-1:c1", "confidential-1:c2"]
    assert second.vault.sources == first.vault.sources


def test_sealing_that_was_interrupted_is_finished_under_the_same_alias(case):
    untouched = {path: path.read_bytes() for path in case.glob("*.csv")}
    first = sealed_courier(case)
    (case / "reports.csv").write_bytes(untouched[case / "reports.csv"])
    second = sealed_courier(case, first.vault)
    assert (second.aliases, second.vault.reports) == (first.aliases, first.vault.reports)
    assert "courier" not in (case / "reports.csv").read_text("utf-8")


def test_id_that_the_vault_holds_for_another_row_is_refused(case):
    write_reports(case, "c1,courier,2024-03-05,2024-03-04,attack,,,,west,-15.1,39.2,")
    first = sealed_courier(case)
    write_reports(case, "c1,courier,2024-03-05,2024-03-04,attack,,,,west,-15.7,39.2,")
    with pytest.raises(EvidenceError) as caught:
        sealed_courier(case, first.vault)
    assert (caught.value.code, "`c1`" in str(caught.value)) == ("SV855", True)


def test_what_an_earlier_sealing_held_follows_a_later_alias(case):
    held = Vault({}, {"courier:z1": {"latitude": "-15.1"}})
    assert "confidential-1:z1" in sealed_courier(case, held).vault.reports


def test_matter_of_a_report_stays_since_without_it_the_report_would_speak_of_all(case):
    write_reports(case, "c1,courier,2024-03-05,2024-03-04,detain,,observed-none,,west,,,ship Anna")
    sealed_courier(case)
    assert "ship Anna" in (case / "reports.csv").read_text("utf-8")


def test_look_or_count_that_only_its_point_bounds_is_not_sealed(case):
    """Without the point it would have looked, or counted, everywhere."""
    write_reports(
        case,
        "c1,courier,2024-03-05,2024-03-04,attack,,observed-none,,,-15.1,39.2,",
        "c2,courier,2024-03-05,2024-03-04,attack,tally,,3,,-15.1,39.2,",
        "c3,courier,2024-03-05,2024-03-04,attack,event,,,,-15.1,39.2,",
        "c4,courier,2024-03-05,2024-03-04,attack,tally,,3,west,-15.1,39.2,",
    )
    before = (case / "reports.csv").read_bytes()
    with pytest.raises(EvidenceError) as caught:
        sealed_courier(case)
    found = [(p.code, p.places[0].line) for p in caught.value.problems]
    assert found == [("SV860", 2), ("SV860", 3)]
    assert (case / "reports.csv").read_bytes() == before


@pytest.mark.parametrize("point", ["95,39.2", "x,39.2", "-15.1,", "nan,39.2", "-15.1,200"])
def test_row_that_was_rejected_for_its_point_is_not_sealed_into_one_that_counts(point, case):
    write_reports(case, f"c1,courier,2024-03-05,2024-03-04,attack,,,,,{point},")
    with pytest.raises(EvidenceError) as caught:
        sealed_courier(case)
    assert (caught.value.code, caught.value.problems[0].places[0].line) == ("SV860", 2)


def test_name_with_spaces_around_it_is_sealed_too(case):
    write_reports(case, "c1, courier ,2024-03-05,2024-03-04,attack,,,,west,,,")
    sealed_courier(case)
    assert "courier" not in (case / "reports.csv").read_text("utf-8")


def test_all_reports_that_need_an_id_are_named_at_once(case):
    write_reports(
        case,
        ",courier,2024-03-05,2024-03-04,attack,,,,west,,,",
        ",courier,2024-03-05,2024-03-04,attack,,,,east,,,",
    )
    with pytest.raises(EvidenceError) as caught:
        sealed_courier(case)
    assert [(p.code, p.places[0].line) for p in caught.value.problems] == [
        ("SV855", 2), ("SV855", 3)]  # fmt: skip


def test_reference_to_an_id_with_a_colon_is_renamed_too(case):
    (case / "marks.csv").write_text(
        "report,mark,by,reason,recorded_at\n"
        "courier:uuid:77,verified,A. Reader,seen,2024-03-05\n", encoding="utf-8")  # fmt: skip
    sealed_courier(case)
    assert "\nconfidential-1:uuid:77," in (case / "marks.csv").read_text("utf-8")
