"""The language server end to end: a process of its own, spoken to over stdio as editors do."""

from __future__ import annotations

import pytest
from tests.unit.agreement.conftest import TRUCE
from tests.unit.lsp.client import Client

BLOCK = """\
[calm] Each party must not attack in valley.
[aid]  Northland must admit at least 100 aid trucks into valley each day.
[aid/unloaded] reading of [aid]: count offload instead of admit.
[after] After [aid] is done, southland must not fly drones over the East."""
TEXT = TRUCE.replace("%s", BLOCK).replace("> No shot", "> 😀 No shot")


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("lsp")
    found = Client(folder)
    found.capabilities = found.start(folder)["capabilities"]
    yield found
    assert found.stop() == 0


@pytest.fixture
def client(server, tmp_path):
    server.uri = (tmp_path / "agreement.md").as_uri()
    server.open(server.uri, TEXT)
    yield server
    server.send("textDocument/didClose", {"textDocument": {"uri": server.uri}})
    server.ask("textDocument/documentSymbol", {"textDocument": {"uri": server.uri}})
    server.notices.clear()


def at(words, shift=0, text=TEXT):
    """Return the position of the beginning of some words, as editors count (UTF-16)."""
    before = text[: text.index(words) + shift]
    line = before.count("\n")
    column = before.rsplit("\n", 1)[-1]
    return {"line": line, "character": len(column.encode("utf-16-le")) // 2}


def ask(client, method, words, shift=0, **more):
    params = {"textDocument": {"uri": client.uri}, "position": at(words, shift), **more}
    return client.ask(f"textDocument/{method}", params)


def applied(text, edits):
    """Return a text after the edits of an editor."""
    lines = text.split("\n")

    def offset(position):
        before = sum(len(line) + 1 for line in lines[: position["line"]])
        units = lines[position["line"]].encode("utf-16-le")[: 2 * position["character"]]
        return before + len(units.decode("utf-16-le"))

    for edit in sorted(edits, key=lambda e: -offset(e["range"]["start"])):
        start, end = offset(edit["range"]["start"]), offset(edit["range"]["end"])
        text = text[:start] + edit["newText"] + text[end:]
    return text


def test_server_says_what_it_can_do(client):
    assert client.capabilities["hoverProvider"]
    assert client.capabilities["completionProvider"]["triggerCharacters"] == [" ", "["]
    assert client.capabilities["renameProvider"] == {"prepareProvider": True}
    assert client.capabilities["documentFormattingProvider"]


def test_mistake_is_told_and_goes_when_it_is_mended(client):
    client.wait_for("textDocument/publishDiagnostics")
    client.change(client.uri, TEXT.replace("in valley", "in vally"), 2)
    while not (found := client.wait_for("textDocument/publishDiagnostics"))["diagnostics"]:
        pass
    (problem,) = [d for d in found["diagnostics"] if d["severity"] == 1]
    assert problem["code"] == "SV109"
    assert problem["range"]["start"] == at("valley.", 0)
    assert problem["message"].endswith("did you mean `valley` or `all`?")
    client.change(client.uri, TEXT, 3)
    found = client.wait_for("textDocument/publishDiagnostics")
    assert [d for d in found["diagnostics"] if d["severity"] == 1] == []


def test_quick_fix_writes_the_near_name(client):
    text = TEXT.replace("in valley", "in vally")
    client.change(client.uri, text, 2)
    where = {"start": at("vally", 0, text), "end": at("vally", 2, text)}
    params = {"textDocument": {"uri": client.uri}, "range": where, "context": {"diagnostics": []}}
    action = client.ask("textDocument/codeAction", params)[0]
    assert action["title"] == "write `valley`"
    assert applied(text, action["edit"]["changes"][client.uri]) == TEXT


def test_hover_says_the_sentence_and_its_dates(client):
    text = ask(client, "hover", "aid trucks")["contents"]["value"]
    assert "**aid truck**, a thing; a kind of truck" in text
    assert "**[aid]** Northland must admit at least 100 aid trucks into valley each day." in text
    assert "- Northland: to be done 2024-03-01 06:00 to 2024-03-02 00:00" in text


def test_completion_gives_areas_after_a_preposition(client):
    items = ask(client, "completion", "valley each day")["items"]
    assert {i["label"] for i in items if i["detail"] == "area"} == {
        "valley", "the east", "east", "the west", "west"
    }  # fmt: skip


def test_definition_of_a_name_is_in_the_front_matter(client):
    (found,) = ask(client, "definition", "the East", 6)
    assert found["range"]["start"] == at("east: The East")


def test_definition_of_a_label_is_its_sentence(client):
    (found,) = ask(client, "definition", "[aid] is done", 2)
    assert found["range"]["start"] == at("[aid]  Northland", 1)


def test_references_are_all_mentions(client):
    found = ask(client, "references", "[aid]  ", 1, context={"includeDeclaration": True})
    assert [f["range"]["start"]["line"] for f in found] == [
        at("[aid]  Northland")["line"],
        at("[aid/unloaded]")["line"],
        at("[after]")["line"],
    ]


def test_rename_of_a_label_goes_everywhere(client):
    place = ask(client, "prepareRename", "[aid] is done", 2)
    assert place["placeholder"] == "aid"
    edit = ask(client, "rename", "[aid] is done", 2, newName="trucks")
    expected = TEXT.replace("[aid", "[trucks")
    assert applied(TEXT, edit["changes"][client.uri]) == expected


def test_rename_that_cannot_be_is_refused_with_a_reason(client):
    assert ask(client, "rename", "[aid] is done", 2, newName="calm") is None
    shown = client.wait_for("window/showMessage")
    assert shown["message"] == "the label `[calm]` stands in this file already"


def test_formatting_changes_terms_alone(client):
    params = {"textDocument": {"uri": client.uri}, "options": {"tabSize": 4, "insertSpaces": True}}
    edits = client.ask("textDocument/formatting", params)
    expected = TEXT.replace("[aid]  N", "[aid] N").replace("over the East", "over east")
    assert applied(TEXT, edits) == expected.replace("After [aid] is done, s", "S").replace(
        "over east.", "over east after [aid] is done."
    )


def test_outline_has_every_sentence(client):
    params = {"textDocument": {"uri": client.uri}}
    found = client.ask("textDocument/documentSymbol", params)
    assert [symbol["name"].split("]")[0] for symbol in found] == [
        "[calm", "[aid", "[aid/unloaded", "[after"
    ]  # fmt: skip


def test_file_that_is_no_agreement_is_left_alone(client, tmp_path):
    uri = (tmp_path / "README.md").as_uri()
    client.wait_for("textDocument/publishDiagnostics")
    client.notices.clear()
    client.open(uri, "# A page\n\n```terms\n[a] nonsense.\n```\n")
    found = client.wait_for("textDocument/publishDiagnostics")
    while found["uri"] != uri:
        found = client.wait_for("textDocument/publishDiagnostics")
    assert found["diagnostics"] == []
