from __future__ import annotations

import pytest

from servanda.agreement import parse_agreement
from servanda.agreement.check import check_agreement
from servanda.agreement.codes import CODES, WARNINGS, example_file


@pytest.mark.parametrize("code", CODES)
def test_example_of_a_code_triggers_it(code):
    agreement, problems = parse_agreement(example_file(code))
    more = check_agreement(agreement) if agreement else ()
    assert code in [problem.code for problem in (*problems, *more)]


@pytest.mark.parametrize("code", CODES)
def test_problem_of_a_code_stands_in_a_line(code):
    agreement, problems = parse_agreement(example_file(code))
    more = check_agreement(agreement) if agreement else ()
    places = [p.places[0] for p in (*problems, *more) if p.code == code]
    assert places[0].line >= 1


def test_warnings_are_codes():
    assert set(CODES) >= WARNINGS


def test_codes_have_a_sentence_of_explanation():
    assert [code for code, (_, text, _) in CODES.items() if not text.endswith(".")] == []
