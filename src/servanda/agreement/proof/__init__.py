"""What can be proved of an agreement alone: contradictions, dead clauses, duties nobody can meet.

Nothing here is guessed. A contradiction comes with two histories, written as reports, in each of
which another of its clauses is violated; what this package does not understand it leaves aside.
"""

from __future__ import annotations

from servanda.agreement.proof.areas import AreaRelations, DeclaredAreas, declared_areas
from servanda.agreement.proof.faults import Fault
from servanda.agreement.proof.histories import History
from servanda.agreement.proof.prover import Proofs, prove
from servanda.agreement.proof.watch import Sources, Watched

__all__ = [
    "AreaRelations",
    "DeclaredAreas",
    "Fault",
    "History",
    "Proofs",
    "Sources",
    "Watched",
    "declared_areas",
    "prove",
]
