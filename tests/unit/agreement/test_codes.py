from __future__ import annotations

import pytest

from servanda.agreement import parse_agreement
from servanda.agreement.check import check_agreement
from servanda.agreement.codes import CODES, WARNINGS, example_file
from servanda.agreement.proof_codes import CODES as PROOF_CODES
from servanda.agreement.proof_codes import REMARKS

OF_SURROUNDINGS = {"SV287", "SV288", "SV289"}
"""No agreement causes these by itself: `tests/drafting` does."""
TRIGGERED = [*CODES, *sorted(set(PROOF_CODES) - OF_SURROUNDINGS)]


@pytest.mark.parametrize("code", TRIGGERED)
def test_example_of_a_code_triggers_it(code):
    agreement, problems = parse_agreement(example_file(code))
    more = check_agreement(agreement) if agreement else ()
    assert code in [problem.code for problem in (*problems, *more)]


@pytest.mark.parametrize("code", TRIGGERED)
def test_problem_of_a_code_stands_in_a_line(code):
    agreement, problems = parse_agreement(example_file(code))
    more = check_agreement(agreement) if agreement else ()
    places = [p.places[0] for p in (*problems, *more) if p.code == code]
    assert places[0].line >= 1


def test_warnings_are_codes():
    assert {*CODES, *PROOF_CODES} >= WARNINGS | REMARKS


def test_codes_have_a_sentence_of_explanation():
    known = {**CODES, **PROOF_CODES}
    assert [code for code, (_, text, _) in known.items() if not text.endswith(".")] == []
