"""The problems that assessing can report: title, explanation, example that triggers it."""

from __future__ import annotations

from typing import Final

CODES: Final[dict[str, tuple[str, str, str]]] = {
    "SV501": (
        "the engine failed at a station",
        "A query of the pipeline could not be run. The query and the engine's own words are in the"
        " details of the error; the fault is the machine's or Servanda's, not the evidence's.",
        "a judgement for which the machine has too little memory",
    ),
    "SV502": (
        "a table of the case is missing or has other columns",
        "An engine reads exactly the tables of `servanda.assessment.tables.TABLES`; a table without"
        " rows must be there as well.",
        "CaseTables({}, as_of=0)",
    ),
    "SV503": (
        "no such standard of proof",
        "The standards are `claimed`, `independent`, `corroborated` and `verified`.",
        'CaseTables(tables, as_of=0, standard="likely")',
    ),
    "SV504": (
        "no such station",
        "The stations of the pipeline are the files of `servanda/assessment/pipeline`, named"
        " without their ending.",
        'run_stations(case, upto="99_guess")',
    ),
}
