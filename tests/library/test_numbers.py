"""What is counted as whole has its numbers: in the sentences, the front matter, or derived."""

from __future__ import annotations

import re

from tests.library.test_library import LIBRARY

from servanda.agreement import read_agreement

DERIVED = {
    # a day that follows from the sentence, or from which it was counted
    ("black-sea-grain-2022", 16): {"19"},
    ("dayton-annex1a-1995", 10): {"13", "1996"},
    ("egypt-israel-disengagement-1974-75", 24): {"2"},
    ("ethiopia-pretoria-nairobi-2022", 15): {"14"},
    ("gaza-three-phase-jan-2025", 7): {"14", "21", "28", "35"},
    ("korea-armistice-1953", 2): {"12"},
    ("minsk-2014-2015", 4): {"24", "30"},
    ("minsk-2014-2015", 10): {"24"},
    ("minsk-2014-2015", 12): {"50", "140"},
    ("minsk-2014-2015", 13): {"1"},
    ("minsk-2014-2015", 15): {"30"},
    ("minsk-2014-2015", 23): {"3"},
    ("minsk-2014-2015", 24): {"41"},
    ("south-sudan-2017-2018", 14): {"27", "72"},
    ("south-sudan-2017-2018", 15): {"72"},
    ("south-sudan-2017-2018", 17): {"8"},
    ("south-sudan-2017-2018", 20): {"30", "45"},
    ("ukraine-energy-easter-2025", 1): {"30"},
    ("ukraine-energy-easter-2025", 4): {"30"},
    ("ukraine-energy-easter-2025", 7): {"30"},
    ("yemen-truce-2022", 10): {"18"},
    # said in words, or by a form that needs no number: `for each`, `keep open`, 10:00 to 16:00
    ("black-sea-grain-2022", 2): {"3"},
    ("colombia-farc-2016", 18): {"40"},
    ("gaza-oct-2025", 9): {"1"},
    ("gaza-pause-nov-2023", 4): {"1", "50", "150"},
    ("gaza-pause-nov-2023", 9): {"6"},
    ("korea-cma-2018", 9): {"4", "5"},
    ("nepal-ammaa-2006", 6): {"24"},
    ("sri-lanka-cfa-2002", 23): {"24"},
    # what was done, or the number of a map or an article
    ("gaza-pause-nov-2023", 2): {"8", "12", "30"},
    ("gaza-pause-nov-2023", 3): {"1", "13"},
    ("korea-armistice-1953", 1): {"1"},
    ("minsk-2014-2015", 19): {"11"},
    ("nepal-ammaa-2006", 7): {"2855"},
    ("sri-lanka-cfa-2002", 13): {"1.11"},
}


def _numbers(text: str) -> set[str]:
    plain = re.sub(r"(\d),(\d{3})", r"\1\2", text)
    return {found.lstrip("0") or "0" for found in re.findall(r"\d+(?:\.\d+)?", plain)}


def test_every_number_of_a_whole_provision_is_said() -> None:
    missing = {}
    for name in LIBRARY.read_library().titles:
        path = LIBRARY.LIBRARY / f"{name}.md"
        front = path.read_text(encoding="utf-8").split("---")[1]
        agreement = read_agreement(path)
        for row in LIBRARY.read_library().expressed:
            if row.provision.agreement != name or row.how != "whole":
                continue
            asked = _numbers(" ".join(re.findall(r"\[(.*?)\]", row.provision.summary)))
            clauses = [agreement.clause(label) for label in row.clauses]
            said = _numbers(" ".join([front, *(c.sentence for c in clauses if c is not None)]))
            if asked - said:
                missing[(name, row.provision.number)] = asked - said
    assert missing == DERIVED
