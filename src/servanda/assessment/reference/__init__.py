"""The reference evaluator: SEMANTICS.md transcribed, slow and obvious. The oracle of the tests.

It reads the same integer tables as every engine and gives the same `FINDINGS`; it knows nothing of
the engines. Each rule cites its section.

    rows      the tables as indexed dataclasses           2, 4
    record    what stands on record at an instant         2.4, 2.8, 7
    proof     interest and standards                      3.1 to 3.3
    units     a measure and its cells; how reports lie    4, 4.4
    incidents reports of one occurrence                   2.7, 3.4, 3.5, 5.6
    figures   what each source says itself                4.1 to 4.3
    bounds    certain, possible, alleged                  4.4 to 4.6
    levels    how many stand there                        4.8
    idle      time without an act; spans of time          4.9
    readings  a measure in each of these ways             4
    reasons   why a finding is disputed                   5
    verdicts  the tables of section 5, since, late        5
    limits    when a limit is over                        1.1.1, 5.3
    rules     exchange, balance, sliding windows          5.3
    answers   reply and order                             5.3
    board     groups, wholes, terms; the findings         5.1, 5.2, 5.4
    uses      how each report bears on a measure          6
    looks     the stretches of a level                    4.8.5
    explain   all of that for findings                    6
"""

from servanda.assessment.reference.board import judge
from servanda.assessment.reference.explain import explain
from servanda.assessment.reference.looks import looks

__all__ = ["explain", "judge", "looks"]
