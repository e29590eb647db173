from __future__ import annotations

import hashlib

from servanda.agreement import load_agreement, parse_agreement

HEAD = "---\ntitle: Truce\nparties: [northland]\n---\n"


def read(body, head=HEAD):
    return parse_agreement(head + body, "truce.md")


def block(*sentences):
    return "```terms\n" + "\n".join(sentences) + "\n```\n"


def test_clause_knows_its_line_and_column():
    agreement, _ = read("\n# A\n\n" + block("", "  [calm] Northland must not attack."))
    place = agreement.clause("calm").place
    assert (place.line, place.column) == (10, 3)


def test_clause_has_the_quotation_above_its_block():
    agreement, _ = read("# A\n\nOf old.\n\n> No shot\n> is fired.\n\nSo be it.\n\n"
                        + block("[calm] Northland must not attack."))  # fmt: skip
    assert agreement.clause("calm").words == "No shot is fired."


def test_clause_without_a_quotation_has_the_last_paragraph_above():
    agreement, _ = read("# A\n\nFirst.\n\nNo shot\nis fired.\n\n"
                        + block("[calm] Northland must not attack."))  # fmt: skip
    assert agreement.clause("calm").words == "No shot is fired."


def test_words_end_at_the_heading():
    agreement, _ = read("> Other matter.\n\n# A\n\n" + block("[calm] Northland must not attack."))
    assert agreement.clause("calm").words == ""


def test_second_block_below_one_quotation_has_the_same_words():
    agreement, _ = read("> Peace.\n\n" + block("[a] Northland must not attack.")
                        + "\n" + block("[b] Northland must not shell."))  # fmt: skip
    assert agreement.clause("b").words == "Peace."


def test_clause_has_the_heading_above():
    agreement, _ = read("# One\n\n## Article 2 ##\n\n" + block("[calm] Northland must not attack."))
    assert agreement.clause("calm").heading == "Article 2"


def test_prose_tells_which_clauses_stand_below_it():
    agreement, _ = read("# One\n\nFirst.\n\n" + block("[a] Northland must not attack.")
                        + "\nSecond.\n\n" + block("[b] Northland must not shell."))  # fmt: skip
    found = [(p.text, p.labels) for p in agreement.prose]
    assert found == [("First.", ("a",)), ("Second.", ("b",))]


def test_windows_line_breaks_and_byte_order_mark_change_nothing():
    text = HEAD + "# A\n\n> Peace.\n\n" + block("[calm] Northland must not attack.")
    plain, _ = parse_agreement(text)
    other, _ = parse_agreement("\ufeff" + text.replace("\n", "\r\n"))
    assert other == plain


def test_text_hash_is_that_of_the_text():
    text = HEAD + block("[calm] Northland must not attack.")
    agreement, _ = parse_agreement(text)
    assert agreement.text_hash == hashlib.sha256(text.encode()).hexdigest()


def test_other_fenced_blocks_are_prose():
    body = "```text\n[x] nonsense\n```\n"
    agreement, problems = read(body + block("[a] Northland must not attack."))
    assert ([c.label for c in agreement.clauses], problems) == (["a"], ())


def test_longer_fence_holds_a_shorter_one():
    agreement, _ = read("````terms\n[a] Northland must not attack.\n````\n")
    assert [c.label for c in agreement.clauses] == ["a"]


def test_open_block_is_reported_and_its_sentences_are_read():
    agreement, problems = read("```terms\n[a] Northland must not attack.\n\n# B\n")
    assert ([p.code for p in problems], [c.label for c in agreement.clauses]) == (["SV106"], ["a"])


def test_file_without_front_matter_is_told_so():
    assert [p.code for p in parse_agreement("# Truce\n")[1]] == ["SV102"]


def test_empty_file_is_told_so():
    assert [p.code for p in parse_agreement("")[1]] == ["SV102"]


def test_open_front_matter_is_told_so():
    assert [p.message for p in parse_agreement("---\ntitle: x\n")[1]] == [
        "the front matter is not closed"
    ]


def test_second_front_matter_is_told_so():
    _, problems = read("---\ntitle: y\n---\n")
    assert problems[0].message == "there is a second front matter"


def test_file_that_is_not_utf8_is_told_so(tmp_path):
    path = tmp_path / "truce.md"
    path.write_bytes(HEAD.encode() + b"\xe9t\xe9\n")
    agreement, problems = load_agreement(path)
    assert (agreement, [(p.code, p.places[0].line) for p in problems]) == (None, [("SV101", 5)])


def test_missing_file_is_told_so(tmp_path):
    _, problems = load_agreement(tmp_path / "none.md")
    assert [p.code for p in problems] == ["SV101"]


# ---- sentences


def test_sentence_may_run_over_lines():
    agreement, problems = read(block("[calm] Northland", "  must not", "  attack."))
    assert (agreement.clause("calm").sentence, problems) == ("Northland must not attack.", ())


def test_two_sentences_may_share_a_line():
    agreement, _ = read(block("[a] Northland must not attack. [b] Northland must not shell."))
    assert [c.label for c in agreement.clauses] == ["a", "b"]


def test_missing_full_stop_costs_no_other_sentence():
    lines = ("[a] Northland must not attack", "[b] Northland must not shell.")
    agreement, problems = read(block(*lines))
    assert [(p.code, p.places[0].line) for p in problems] == [("SV108", 6)]
    assert [c.label for c in agreement.clauses] == ["a", "b"]


def test_label_that_begins_a_line_inside_a_list_does_not_end_the_sentence():
    agreement, _ = read(block(
        "[a] Northland must not attack.",
        "[b] If [a] is found breached, northland is released from [a] and",
        "[a].",
    ))  # fmt: skip
    assert agreement.clause("b").labels == ("a", "a")


def test_note_keeps_its_text():
    agreement, _ = read(block("[faith] not checked: all act in good faith. None cheats."))
    assert agreement.clause("faith").sentence == "all act in good faith. None cheats."


def test_stray_text_is_reported_once_a_line():
    _, problems = read(block("what is this", "[a] Northland must not attack."))
    assert [(p.code, p.places[0].line) for p in problems] == [("SV107", 6)]


def test_wrong_label_is_reported():
    _, problems = read(block("[a b] Northland must not attack."))
    assert [p.message for p in problems] == ["`[a b]` is no label"]


def test_label_that_stands_twice_is_reported_at_the_second():
    _, problems = read(block("[a] Northland must not attack.", "[a] Northland must not shell."))
    assert [(p.code, p.places[0].line, p.hint) for p in problems] == [
        ("SV113", 7, "the first is in line 6; choose another")
    ]


def test_decimal_point_does_not_end_a_sentence():
    agreement, _ = read(block("[a] Northland must admit at least 2.5 tonnes of food by the end."))
    assert str(agreement.clause("a").demands[0].quantity.low) == "2.5"
