"""Problems are shown as a person needs them."""

from __future__ import annotations

from servanda.errors import AgreementError, Place, Problem, show_problem

PROBLEM = Problem(
    "SV101",
    "unknown name `gazza`",
    (Place("pause.md", 41, 5, 5, "  in gazza each day."),),
    hint="write `gaza`",
)


def test_problem_shows_place_line_and_hint() -> None:
    """What is wrong, where, the line with the spot marked, one action."""
    assert show_problem(PROBLEM).splitlines() == [
        "error[SV101]: unknown name `gazza`",
        "  pause.md:41:5",
        "      in gazza each day.",
        "        ^^^^^",
        "hint: write `gaza`",
    ]


def test_error_carries_all_problems_at_once() -> None:
    """One exception for a file, however many things are wrong."""
    error = AgreementError((PROBLEM, PROBLEM))
    assert str(error).count("error[SV101]") == 2


def test_error_is_also_a_value_error() -> None:
    """Callers that know only the standard tree can catch it."""
    assert isinstance(AgreementError((PROBLEM,)), ValueError)


def test_problem_as_data_has_no_text_formatting() -> None:
    """JSON carries the same facts as fields."""
    assert PROBLEM.to_dict()["places"] == [
        {"file": "pause.md", "line": 41, "column": 5, "text": "  in gazza each day.", "caption": ""}
    ]
