"""The codes of what is proved of an agreement as a whole (see also `codes`).

The last three say what no agreement causes by itself: a missing solver, a question too hard for it,
sources that watch nothing.
"""

from __future__ import annotations

from typing import Final

CODES: Final[dict[str, tuple[str, str, str]]] = {
    "SV280": (
        "clauses that contradict each other",
        "Whatever is done, one of these clauses is violated: what is asked for is forbidden, or"
        " more of it is asked for than is allowed. Two histories show it.",
        "[aid] Northland must admit at least 300 aid trucks into valley each day.\n"
        "[gate] Northland must admit at most 200 trucks into valley each day.",
    ),
    "SV281": (
        "duty that nobody can meet",
        "The clause asks for more than there is, or than its own words allow.",
        "[some] Northland must admit at most 100 trucks into valley each day, of which at least 150"
        " carry fuel.",
    ),
    "SV282": (
        "clause that never applies",
        "Its times do not meet, or what it waits for can never come to be so.",
        "[quiet] Northland must not publish reports after day 10 before day 5.",
    ),
    "SV283": (
        "exception that takes all away",
        "What is excepted, or permitted elsewhere, is all that the clause forbids.",
        "[quiet] Northland must not attack in east except in valley.",
    ),
    "SV284": (
        "clause that adds nothing",
        "Whoever keeps another clause keeps this one as well; it may still be there for clarity.",
        "[quiet] Northland must not shell persons in east.",
    ),
    "SV285": (
        "acts that wait for each other",
        "Each of these acts is allowed only after another of them, so none can ever come first.",
        "[one] Northland must release prisoners only after southland releases prisoners.\n"
        "[two] Southland must release prisoners only after northland releases prisoners.",
    ),
    "SV286": (
        "replies that call for each other",
        "Each of these acts calls for another of them, so that they go on without end once one is"
        " done, and nothing in the agreement begins it.",
        "[one] When northland releases prisoners, southland must release prisoners within 1 day.\n"
        "[two] When southland releases prisoners, northland must release prisoners within 1 day.",
    ),
    "SV287": (
        "sums that could not be decided",
        "Floors and ceilings of several clauses lie in each other in too many ways, or the solver"
        " took too long. Nothing is said of them; look at their sums yourself.",
        "an agreement with thousands of overlapping quotas",
    ),
    "SV288": (
        "sums were not checked",
        "Whether the floors of several clauses fit under common ceilings is decided by `z3-solver`,"
        " which is an extra: `pip install servanda[proof]`. All other checks were made.",
        "servanda check truce.md, without the extra",
    ),
    "SV289": (
        "clauses that nobody could observe",
        "No listed source is declared to count or to watch what these clauses speak of. A floor can"
        " then never be found violated, and a prohibition never complied with. All of them are told"
        " in one warning.",
        "servanda check truce.md --sources sources.csv --sources coverage.csv",
    ),
}

WARNINGS: Final = ("SV282", "SV283", "SV289")
REMARKS: Final = frozenset(("SV284", "SV286", "SV287", "SV288"))
