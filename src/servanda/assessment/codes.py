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
    "SV505": (
        "no such engine",
        "An engine is `sqlite` or `duckdb`, which need nothing, a PostgreSQL database"
        " (`postgresql://...`, or `ledger` for the one in which the ledger lives), or Spark"
        " (`spark://host:port`, `local[*]`).",
        "servanda assess examples/northland --engine oracle",
    ),
    "SV506": (
        "the package for an engine is not installed",
        "PostgreSQL needs the extra `postgres` (ADBC), Spark the extra `spark` (pyspark); the"
        " engines that are used without `--engine` need neither.",
        "servanda assess examples/northland --engine local[*], without pyspark",
    ),
    "SV507": (
        "the engine does not answer",
        "The database or the cluster cannot be reached, there is no Java for Spark, temporary"
        " tables may not be made in the database, or the SQLite of this Python is older than 3.39.",
        "servanda assess examples/northland --engine postgresql://localhost:1/nobody",
    ),
    "SV508": (
        "the machines of a cluster share no folder",
        "Intermediate tables of a large case are written to a folder that all machines reach, so"
        " that a machine may fail. `?scratch=FOLDER` behind the address of the cluster names it.",
        "a large case on `spark://host:7077` without a scratch folder",
    ),
    "SV509": (
        "an index cannot be judged under this agreement",
        "An index keeps reports out of memory. A rule that links reports, and links of people who"
        " contradict each other, have to look at the reports themselves, one pair after the other.",
        "servanda assess CASE --index FOLDER, where the agreement has `linking:`",
    ),
}
