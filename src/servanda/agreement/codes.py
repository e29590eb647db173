"""The codes of problems in agreements: title, explanation, and an example that triggers it.

1xx: the file, its words and its syntax; 2xx: what its sentences mean. An example is a whole file if
it begins with `---` or is empty; otherwise it is put into the block of terms of `EXAMPLE_FILE`.
"""

from __future__ import annotations

from typing import Final

from servanda.agreement.proof_codes import CODES as PROOF_CODES
from servanda.agreement.proof_codes import REMARKS
from servanda.agreement.proof_codes import WARNINGS as PROOF_WARNINGS
from servanda.errors import Severity

EXAMPLE_FILE: Final = """\
---
title: Truce of the valley
parties: {northland: Northland, southland: Southland}
third parties: {mission: The Mission, council: The Council}
monitors: [mission]
time zone: Africa/Maputo
signed: 2024-02-28 12:00
in force: {from: 2024-03-01 06:00, for: 30 days}
areas:
  valley: {parts: [east, west]}
  east: The East
  west: The West
---
# Truce

```terms
[calm] Each party must not attack in valley.
[freed] Northland must release at least 10 prisoners by day 10.
%s
```
"""

CODES: Final[dict[str, tuple[str, str, str]]] = {
    # ---- the file
    "SV101": (
        "file cannot be read",
        "The agreement, or the file of areas that it names, is missing, is not UTF-8, or is not"
        " what it should be.",
        "---\ntitle: Truce\nareas: missing.geojson\n---\n",
    ),
    "SV102": (
        "front matter missing",
        "An agreement begins with a line `---`, YAML, and a second line `---`, once.",
        "# Truce\n",
    ),
    "SV103": (
        "front matter is no YAML",
        "The text between the two lines `---` cannot be read as YAML.",
        "---\ntitle: Truce: of the valley\n---\n",
    ),
    "SV104": (
        "unknown key",
        "The front matter has a key that means nothing; nothing is guessed.",
        "---\ntitle: Truce\npartys: {northland: Northland}\n---\n",
    ),
    "SV105": (
        "wrong value",
        "A value of the front matter is missing, or is not of the kind that its key needs.",
        "---\ntitle: Truce\nin force: {from: tomorrow}\n---\n",
    ),
    "SV106": (
        "block not closed",
        "A fenced block ends with the same marks with which it begins.",
        "---\ntitle: Truce\nparties: [northland]\n---\n"
        "```terms\n[calm] Northland must not attack.\n",
    ),
    "SV107": (
        "no label",
        "Each sentence begins with a label of its own, such as `[calm]`.",
        "Northland must not attack.",
    ),
    "SV108": (
        "no full stop",
        "Each sentence ends with a full stop.",
        "[quiet] Northland must not attack",
    ),
    "SV109": (
        "unknown word",
        "A word that is no keyword must be declared in the front matter or be in the vocabulary.",
        "[quiet] Northland must not attack in valey.",
    ),
    "SV110": (
        "word that means two things, or has a plainer one",
        "Some words of ordinary English leave open who is bound, or whether anyone is; for others"
        " the language has a plainer one.",
        "[quiet] Northland may not attack.",
    ),
    "SV111": (
        "sentence cannot be read",
        "All words are known, but they do not make a sentence of the language in this order.",
        "[quiet] Northland must not in valley.",
    ),
    "SV112": (
        "sentence too long",
        "A sentence of several hundred words, or nested very deeply, should be several.",
        "[quiet] Northland must not attack before " + "the earlier of day 1 and " * 80 + "day 2.",
    ),
    "SV113": (
        "label stands twice",
        "A label names one clause.",
        "[calm] Southland must not attack.",
    ),
    "SV114": (
        "no terms",
        "The file has no block that begins with ```terms, so it binds nobody to anything.",
        "---\ntitle: Truce\n---\n",
    ),
    "SV115": (
        "name that cannot be used",
        "A declared name must be made of words, and must not be a word of the language.",
        "---\ntitle: Truce\nparties: {must: Must}\n---\n",
    ),
    "SV116": (
        "name declared twice",
        "One name means one actor, group or area.",
        "---\ntitle: Truce\nparties: {northland: Northland}\n"
        "groups: {northland: [northland]}\n---\n",
    ),
    # ---- what sentences mean
    "SV201": (
        "E-NUMBER: number without a comparator",
        "A bare number does not say whether it is a minimum, a maximum, or both.",
        "[aid] Northland must admit 200 aid trucks into valley each day.",
    ),
    "SV202": (
        "E-NOT-AND: `not ... and`",
        "`must not A and B` can mean neither, or not both.",
        "[quiet] Northland must not attack and arrest persons.",
    ),
    "SV203": (
        "E-NOT-ALL: `not` with a quantity",
        "`must not release all` can mean none, or not every one.",
        "[keep] Northland must not release all prisoners.",
    ),
    "SV204": (
        "E-JOINT: one number for two",
        "A number after two names can be owed by each, or by both together.",
        "[aid] Northland and southland must admit at least 200 aid trucks into valley each day.",
    ),
    "SV205": (
        "E-IT: `it` names nobody",
        "`it` is the only actor that the opening names; two actors, or none, leave it open.",
        "[answer] When northland gives plans to the mission, it must return a plan within 1 day.",
    ),
    "SV206": (
        "E-UNTIL-DAY: `until` a whole day",
        "`until day 22` does not say whether day 22 is included.",
        "[quiet] Northland must not attack until day 22.",
    ),
    "SV207": (
        "E-WITHIN: within, but of what?",
        "A time limit counts from a trigger; without an opening the sentence has none.",
        "[quiet] Northland must not attack within 24 hours.",
    ),
    "SV208": (
        "E-NO-LIMIT: reply without a time limit",
        "A reply that may come at any time can never be late.",
        "[answer] When the mission receives a complaint, it must visit the place.",
    ),
    "SV209": (
        "E-FINDING: release without a finding",
        "Only a person's recorded finding releases a party or suspends a clause, never a computed"
        " verdict or an act.",
        "[free] If northland attacks in valley, southland is released from [calm].",
    ),
    "SV210": (
        "the other one of how many",
        "`the other party` needs a group of exactly two.",
        "---\ntitle: Truce\nparties: [northland, southland, westland]\nareas: [valley]\n"
        "own: {line: {northland: valley}}\n---\n```terms\n"
        "[x] Each party must not enter the other party's line.\n```\n",
    ),
    "SV211": (
        "about how many",
        "`about n` needs the interval that the parties mean by it.",
        "[aid] Northland must admit about 200 aid trucks into valley each day.",
    ),
    "SV213": (
        "list that can be read in two ways",
        "`and` and `or` in one list, or a second number after `or`, leave open what goes together.",
        "[quiet] Northland must not attack or arrest and search persons.",
    ),
    "SV214": (
        "words that do not go together",
        "Each word is known and the sentence can be read, but what it says has no meaning.",
        "[freed-2] Northland must release at least 10 prisoners by day 0.",
    ),
    "SV215": (
        "unknown clause",
        "A sentence names a clause that the agreement does not have.",
        "[quiet] Northland must not attack after [clam] is verified by the mission.",
    ),
    "SV216": (
        "reading that does not fit",
        "A reading belongs to a duty, is labelled after it, and changes something that it says.",
        "[freed/sent] reading of [freed]: count dispatch instead of admit.",
    ),
    "SV217": (
        "clauses that wait for each other",
        "Each of these clauses waits for the other, so none can ever begin.",
        "[one] After [two] is done, northland must release a prisoner by day 9.\n"
        "[two] After [one] is done, southland must release a prisoner by day 9.",
    ),
    "SV218": (
        "no time zone",
        "Days are counted in one IANA time zone, which the front matter names.",
        "---\ntitle: Truce\nparties: [northland]\nin force: {from: 2024-03-01 06:00, for: 3 days}\n"
        "---\n```terms\n[x] Northland must not attack.\n```\n",
    ),
    "SV219": (
        "no period in force",
        "Without `in force` nobody knows when the duties begin, or when they end.",
        "---\ntitle: Truce\nparties: [northland]\ntime zone: Africa/Maputo\n---\n"
        "```terms\n[x] Northland must not attack.\n```\n",
    ),
    "SV220": (
        "local time that does not exist, or occurs twice",
        "Where clocks are put forward or back, some local times name no instant, or two.",
        "---\ntitle: Truce\nparties: [northland]\ntime zone: Europe/Berlin\n"
        "in force: {from: 2024-03-31 02:30, for: 3 days}\n---\n"
        "```terms\n[x] Northland must not attack.\n```\n",
    ),
    "SV221": (
        "name that is not declared",
        "The front matter uses a name that it does not declare.",
        "---\ntitle: Truce\nparties: [northland]\ngroups: {all of them: [northlnd]}\n---\n",
    ),
    "SV222": (
        "area inside itself",
        "An area cannot be a part of one of its own parts.",
        "---\ntitle: Truce\nareas: {valley: {parts: [east]}, east: {parts: [valley]}}\n---\n",
    ),
    "SV223": (
        "unknown phase",
        "A phase is declared in the front matter, or a sentence says when it begins.",
        "[quiet] In phase 7, northland must not attack.",
    ),
    "SV224": (
        "word that is a kind of itself",
        "Words that are kinds of each other all mean the same, so that one of them says nothing.",
        "---\ntitle: Truce\nvocabulary:\n  things:\n    lorry: {kind of: cart}\n"
        "    cart: {kind of: lorry}\n---\n",
    ),
    # ---- warnings
    "SV230": (
        "W-TOTAL: all of how many?",
        "Without a declared total nobody can establish that all were released; the verdict is then"
        " not better than not verifiable.",
        "[all] Northland must release all detainees by the end.",
    ),
    "SV231": (
        "W-DEADLINE: no time",
        "A quota without a time is due at the end of the agreement.",
        "[aid] Northland must admit at least 10 fuel trucks.",
    ),
    "SV232": (
        "W-PLURAL: plural without a number",
        "One is enough for a duty that names no number.",
        "[some] Northland must release prisoners by day 10.",
    ),
    "SV233": (
        "W-DISJOINT: nothing can be both",
        "`and` asks for both in one; nothing can be both of these.",
        "[some] Northland must release at least 2 prisoners who are women and men by day 10.",
    ),
    "SV234": (
        "W-ADJ: adjective that may go further",
        "An adjective goes with the next noun only; the reader may think otherwise.",
        "[air] Northland must not fly combat aircraft or drones over valley.",
    ),
    "SV235": (
        "W-POOL: returns counted twice",
        "Exchanges in separate sentences are counted apart, so one release may serve both.",
        "[swap-1] Northland must release at least 3 detainees for each hostage that southland"
        " releases, within 24 hours.\n"
        "[swap-2] Northland must release at least 5 detainees for each soldier hostage that"
        " southland releases, within 24 hours.",
    ),
    "SV236": (
        "not judged yet",
        "The sentence is understood and shown, but no verdict is computed for it.",
        "[post] Northland must be armed.",
    ),
    "SV237": (
        "unused name",
        "The front matter declares an area, a list or a group that no sentence uses.",
        "---\ntitle: Truce\nparties: [northland]\ntime zone: Africa/Maputo\nareas: [valley]\n"
        "in force: {from: 2024-03-01 06:00, for: 3 days}\n---\n"
        "```terms\n[x] Northland must not attack.\n```\n",
    ),
    "SV238": (
        "time outside the period in force",
        "A date or day of a sentence lies before entry into force, or after the end.",
        "[late] Northland must release at least 2 prisoners by day 60.",
    ),
    "SV239": (
        "no area",
        "An act that happens somewhere is forbidden, or asked for, everywhere.",
        "[quiet] Northland must not attack.",
    ),
    "SV240": (
        "no unit",
        "The vocabulary has no unit for what is counted, so acts are counted, not things.",
        "[lists] Northland must publish at least 3 lists by day 3.",
    ),
    "SV241": (
        "W-PLACES: one of the areas is enough",
        "Acts in several areas are added up, so that one act in one of them is enough for a duty"
        " that names no number.",
        "[seen] Northland must visit east and west by day 10.",
    ),
    "SV242": (
        "W-ACTS: each of the acts is done to the same",
        "Of several acts each is asked of what follows the last one. Where only the last has an"
        " object, write two sentences.",
        "[out] Northland must withdraw and release at least 3 prisoners by day 10.",
    ),
    "SV243": (
        "W-POINT: thousands or decimals?",
        "Half of the world writes 1.200 for 1200. Here a point parts decimals and a comma may part"
        " thousands, so that a figure with a point is told where it may mean the other.",
        "[aid] Northland must admit at least 1.200 fuel trucks by the end.",
    ),
    "SV244": (
        "W-EACH: a number for several",
        "A number given to, or taken from, several may be meant for each of them or for all"
        " together. Counted are acts that a report says are to all of them; against a limit, those"
        " to any. For each: write a sentence for each; together: join them by `or`.",
        "[maps] Northland must give at least 30 maps to southland and the mission by day 10.",
    ),
}

WARNINGS: Final = frozenset(
    ("SV114", "SV230", "SV231", "SV232", "SV233", "SV234", "SV235", "SV236", "SV237", "SV238",
     "SV239", "SV240", "SV241", "SV242", "SV243", "SV244", *PROOF_WARNINGS)
)  # fmt: skip


def severity_of(code: str) -> Severity:
    """Return whether problems of this code are errors, warnings or remarks."""
    if code in REMARKS:
        return "remark"
    return "warning" if code in WARNINGS else "error"


def example_file(code: str) -> str:
    """Return a whole agreement file that triggers the code."""
    example = (CODES.get(code) or PROOF_CODES[code])[2]
    return example if example.startswith(("---", "#")) else EXAMPLE_FILE.replace("%s", example)
