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
    verdicts  the tables of section 5, since, late        5
    reasons   why a finding is disputed                   5
    rules     exchange, reply, order                      5.3
    board     groups, wholes, terms; the findings         5.1, 5.2, 5.4
    explain   how each report bears on a finding          6
"""

from servanda.assessment.reference.board import judge
from servanda.assessment.reference.explain import explain

__all__ = ["explain", "judge"]
