"""Agreements whose calendar depends on what is reported: sentences that are added to an example."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.property.choosing import Chooser, rarely

_FIXED_END = "in force: {from: 2024-03-01 06:00, for: 10 days}"
# Of acts, of clauses that are done, of what waits for what waits, of periods that are earned or
# chosen, of excuses: whatever `agreement.settle` asks.
SENTENCES = (
    "[waits] Southland must give a map to mission within 2 days after [prisoners] is done.",
    "[calm] Each party must not attack in valley after southland releases prisoners.",
    "[part] After its part of [maps] is done, each party must not attack in west.",
    "[more] For every 10 prisoners that northland releases beyond 20, the agreement is extended by "
    "1 day, at most 3 days in total.",
    "[gates] Southland must admit at least 5 aid trucks within 48 hours after [maps] is done.",
    "[chain] Northland must patrol in west at least 2 times within 3 days after [gates] is done.",
    "[phase] Phase 2 begins when [maps] is done.",
    "[then] In phase 2, each party must not attack in valley.",
    "[if] If at least 15 prisoners have been released by southland by day 5, Northland must give "
    "a map to mission by day 9.",
    "[excuse] Northland must patrol in east at least 1 time by day 9, unless southland attacks.",
    "[other] When the other party has released at least 10 prisoners, each party must give a map "
    "to mission within 3 days.",
    "[guns] Northland must not fly drones over west until southland gives a map to mission.",
    "[truce] Each party must not attack in west from day 6 to day 9.",
    "[rest] Southland must patrol in west at least 1 time within 1 day after [truce] is done.",
    "[late] When northland releases prisoners, the agreement is extended by 1 day.",
)
_NEEDED = {"[chain]": "[gates]", "[then]": "[phase]", "[rest]": "[truce]"}


def draw_agreement(choose: Chooser, example: Path, target: Path) -> None:
    """Write the agreement of an example with some conditions more; now and then without an end."""
    shutil.copy(example / "agreement.md", target)
    by_label = {line.partition(" ")[0]: line for line in SENTENCES}
    labels = {choose.pick([*by_label]) for _ in range(choose.number(1, 4))}
    labels |= {_NEEDED[label] for label in labels if label in _NEEDED}
    lines = [line for label, line in by_label.items() if label in labels]
    text = target.read_text(encoding="utf-8")
    if rarely(choose, 6) and not labels & {"[more]", "[late]"}:
        text = text.replace(_FIXED_END, "in force: {from: 2024-03-01 06:00}")
    target.write_text(f"{text}\n```terms\n" + "\n".join(lines) + "\n```\n", encoding="utf-8")
