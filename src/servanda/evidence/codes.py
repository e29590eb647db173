"""The codes of problems and faults of evidence: title, explanation, an example that triggers it.

SV301 to SV319 and SV380 to SV391 are of whole files, SV320 to SV339 reject one row, SV340 to SV349
are warnings.
"""

from __future__ import annotations

from typing import Final

CODES: Final[dict[str, tuple[str, str, str]]] = {
    "SV301": (
        "no such time zone",
        "Times without an offset are local to the agreement's zone, so it must be an IANA name.",
        "time zone: Mars/Olympus",
    ),
    "SV302": (
        "the file cannot be read",
        "It does not exist, is no file, or the system refuses it.",
        "servanda assess case missing/reports.csv",
    ),
    "SV303": (
        "the file is not UTF-8",
        "Every text file is UTF-8; the first byte that is not is named with its line.",
        "a `reports.csv` saved as Windows-1252 with an `é` in it",
    ),
    "SV304": (
        "the file is broken",
        "A quotation mark is never closed, or a workbook or Parquet file is damaged.",
        'report,source\\na1,"agency',
    ),
    "SV305": (
        "the file has no header",
        "The first line names the columns.",
        "an empty `reports.csv`",
    ),
    "SV306": (
        "unknown column",
        "Only the columns of the table, and columns that begin with `original_`, are read. A"
        " misspelt column would silently lose what stands in it, so the file is not read.",
        "report,source,recorded_at,begins,act,aera",
    ),
    "SV307": (
        "missing column",
        "The table cannot be read without it.",
        "report,source,begins,act (without `recorded_at`)",
    ),
    "SV308": (
        "column occurs twice",
        "Nothing says which of the two counts.",
        "report,source,act,act",
    ),
    "SV309": (
        "file is not read",
        "Its name is near that of a table, or it was named and is none.",
        "report.csv",
    ),
    "SV320": (
        "the row cannot be read",
        "It has more or fewer cells than the header, or is no JSON object.",
        "a1,agency,2024-03-05",
    ),
    "SV321": (
        "a required cell is empty",
        "Without it the row says nothing.",
        "a row without `act`",
    ),
    "SV322": (
        "not a time",
        "Times are written as `2023-11-24`, `2023-11-24 07:15`, `2023-11-24 07:15:13`, or with an"
        " offset.",
        "begins = 24/11/2023",
    ),
    "SV323": (
        "no single local time",
        "The clocks jump over it, or show it twice; write it with its offset.",
        "begins = 2024-03-31 03:30 in Europe/Kyiv",
    ),
    "SV324": (
        "it ends before it begins",
        "`ends` includes the day, minute or second that it names.",
        "begins = 2024-03-06, ends = 2024-03-05",
    ),
    "SV325": (
        "not a number",
        "Plain digits with at most six decimals, without signs for thousands.",
        "quantity_low = 1,200",
    ),
    "SV326": (
        "the quantity is impossible",
        "It is below 0, or its low is more than its high.",
        "quantity_low = 20, quantity_high = 10",
    ),
    "SV327": (
        "not one of the words",
        "The column has a fixed set of words.",
        "stance = denied",
    ),
    "SV328": (
        "unknown act",
        "Acts are terms of the vocabulary, shipped or added by the agreement.",
        "act = sheling",
    ),
    "SV329": (
        "unknown object, attribute, unit, list or manner",
        "They are terms of the vocabulary or lists of the agreement.",
        "object = trukc",
    ),
    "SV330": ("unknown area", "Areas are declared by the agreement.", "area = north-gazza"),
    "SV331": (
        "unknown actor",
        "Parties, third parties, monitors and those a party answers for, by any of their names.",
        "actor = nrthland",
    ),
    "SV332": (
        "impossible point",
        "Latitude and longitude stand together, in degrees, WGS 84; a radius needs them. A point"
        " far from all areas whose mirror point lies among them is taken to be swapped.",
        "latitude = 134.47, longitude = 31.5",
    ),
    "SV333": (
        "one identity, two contents",
        "A report never changes: of rows with one identity the first recorded stands.",
        "two rows `a1` of `agency`, one with 187 and one with 191",
    ),
    "SV334": (
        "the correction makes no sense",
        "It replaces a report of another source, or the corrections go round in a circle.",
        "`a1` replaces `a2` and `a2` replaces `a1`",
    ),
    "SV335": (
        "overlap inside a series",
        "Two rows of one named series count the same, so that it cannot be added up.",
        "two tallies of series `daily` for 2024-03-05",
    ),
    "SV336": (
        "it points nowhere",
        "The report it names is not there, was rejected, or is one of several with that id.",
        "of = a9",
    ),
    "SV340": (
        "a word without a spread",
        "The source says `dozens` and has not declared what it means by it: at least 1.",
        "quantity = dozens",
    ),
    "SV341": (
        "a point without radius",
        "How far the true place may lie from the point is unknown, and so is the place.",
        "latitude and longitude without radius_m and area",
    ),
    "SV342": (
        "a figure without a unit",
        "It names an object and a number and no unit, so the number counts acts.",
        "act = release, object = prisoner, quantity = 39",
    ),
    "SV343": (
        "a source that is not listed",
        "Its affiliation is unknown, so its word meets only the standard `claimed`.",
        "reports of a source that `sources.csv` does not name",
    ),
    "SV380": ("not GeoJSON", "The areas file is no FeatureCollection.", "areas: areas.txt"),
    "SV381": (
        "an outline that encloses nothing",
        "The feature has no geometry, an unreadable one, or coordinates off the globe.",
        "a Polygon of two points",
    ),
    "SV382": (
        "an outline that crosses itself",
        "It was repaired; the repair may differ from what was meant.",
        "a Polygon in the shape of an 8",
    ),
    "SV390": (
        "the extra `geo` is missing",
        "Outlines and points need shapely.",
        "areas: areas.geojson on a bare install",
    ),
    "SV391": (
        "the extra `office` is missing",
        "Workbooks need openpyxl.",
        "reports.xlsx on a bare install",
    ),
}
"""Code to (title, explanation, example)."""
