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
        "time zone: Mars/Olympus\n",
    ),
    "SV302": (
        "the file cannot be read",
        "It does not exist, is no file, or the system refuses it.",
        "missing.csv: not there\n",
    ),
    "SV303": (
        "the file is not UTF-8",
        "Every text file is UTF-8; the first byte that is not is named with its line.",
        "reports.csv:\n"
        "report,source,recorded_at,begins,act,place\n"
        "a1,agency,2024-03-06,2024-03-05,shelling,caf\\xe9\n",
    ),
    "SV304": (
        "the file is broken",
        "A quotation mark is never closed, or a workbook or Parquet file is damaged.",
        "reports.csv:\n"
        "report,source,recorded_at,begins,act\n"
        'a1,"agency,2024-03-06,2024-03-05,shelling\n',
    ),
    "SV305": (
        "the file has no header",
        "The first line names the columns.",
        "reports.csv:\n",
    ),
    "SV306": (
        "unknown column",
        "Only the columns of the table, and columns that begin with `original_`, are read. A"
        " misspelt column would silently lose what stands in it, so the file is not read.",
        "reports.csv:\n"
        "report,source,recorded_at,begins,act,aera\n"
        "a1,agency,2024-03-06,2024-03-05,shelling,east\n",
    ),
    "SV307": (
        "missing column",
        "The table cannot be read without it.",
        "reports.csv:\nreport,source,begins,act\na1,agency,2024-03-05,shelling\n",
    ),
    "SV308": (
        "column occurs twice",
        "Nothing says which of the two counts.",
        "reports.csv:\n"
        "report,source,recorded_at,begins,act,act\n"
        "a1,agency,2024-03-06,2024-03-05,shelling,shelling\n",
    ),
    "SV309": (
        "file is not read",
        "Its name is near that of a table, or it was named and is none.",
        "report.csv:\n"
        "report,source,recorded_at,begins,act\n"
        "a1,agency,2024-03-06,2024-03-05,shelling\n",
    ),
    "SV320": (
        "the row cannot be read",
        "It has more or fewer cells than the header, is no JSON object, or gives one key twice.",
        "reports.csv:\nreport,source,recorded_at,begins,act\na1,agency,2024-03-06\n",
    ),
    "SV321": (
        "a required cell is empty",
        "Without it the row says nothing.",
        "reports.csv:\nreport,source,recorded_at,begins,act\na1,agency,2024-03-06,2024-03-05,\n",
    ),
    "SV322": (
        "not a time",
        "Times are written as `2023-11-24`, `2023-11-24 07:15`, `2023-11-24 07:15:13`, or"
        " with an offset.",
        "reports.csv:\n"
        "report,source,recorded_at,begins,act\n"
        "a1,agency,2024-03-06,24/11/2023,shelling\n",
    ),
    "SV323": (
        "no single local time",
        "The clocks jump over it, or show it twice; write it with its offset.",
        "time zone: Europe/Kyiv\n"
        "reports.csv:\n"
        "report,source,recorded_at,begins,act\n"
        "a1,agency,2024-03-06,2024-03-31 03:30,shelling\n",
    ),
    "SV324": (
        "it ends before it begins",
        "`ends` includes the day, minute or second that it names.",
        "reports.csv:\n"
        "report,source,recorded_at,begins,act,ends\n"
        "a1,agency,2024-03-06,2024-03-06,shelling,2024-03-05\n",
    ),
    "SV325": (
        "not a number",
        "Plain digits with at most six decimals, without signs for thousands. `quantity` may also"
        " say `at least 5`, `more than 5`, `up to 5`, `fewer than 5`, `5-10` or a word (`dozens`),"
        " but nothing that may mean none or not known (`none`, `no trucks`, `n/a`), and no digits"
        " with something else (`0 trucks`: write 0, and `truck` in `unit`), unless the source has"
        " declared what it means by them.",
        "reports.csv:\n"
        "report,source,recorded_at,begins,act,quantity_low\n"
        "a1,agency,2024-03-06,2024-03-05,shelling,1 200\n",
    ),
    "SV326": (
        "the quantity is impossible",
        "It is below 0, its low is more than its high, it is beyond a million millions, or it has "
        "a fraction where what is counted has none: `1.200` may mean 1200.",
        "reports.csv:\n"
        "report,source,recorded_at,begins,act,quantity_low,quantity_high\n"
        "a1,agency,2024-03-06,2024-03-05,shelling,20,10\n",
    ),
    "SV327": (
        "not one of the words",
        "The column has a fixed set of words.",
        "reports.csv:\n"
        "report,source,recorded_at,begins,act,stance\n"
        "a1,agency,2024-03-06,2024-03-05,shelling,denied\n",
    ),
    "SV328": (
        "unknown act",
        "Acts are terms of the vocabulary, shipped or added by the agreement.",
        "reports.csv:\n"
        "report,source,recorded_at,begins,act\n"
        "a1,agency,2024-03-06,2024-03-05,sheling\n",
    ),
    "SV329": (
        "unknown object, attribute, unit, list or manner",
        "They are terms of the vocabulary or lists of the agreement.",
        "reports.csv:\n"
        "report,source,recorded_at,begins,act,object\n"
        "a1,agency,2024-03-06,2024-03-05,shelling,trukc\n",
    ),
    "SV330": (
        "unknown area",
        "Areas are declared by the agreement.",
        "reports.csv:\n"
        "report,source,recorded_at,begins,act,area\n"
        "a1,agency,2024-03-06,2024-03-05,shelling,eats\n",
    ),
    "SV331": (
        "unknown actor",
        "Parties, third parties, monitors and those a party answers for, by any of their names.",
        "reports.csv:\n"
        "report,source,recorded_at,begins,act,actor\n"
        "a1,agency,2024-03-06,2024-03-05,shelling,nrthland\n",
    ),
    "SV332": (
        "impossible point",
        "Latitude and longitude stand together, in degrees, WGS 84; a radius needs them. A"
        " point far from all areas whose mirror point lies among them is taken to be swapped.",
        "reports.csv:\n"
        "report,source,recorded_at,begins,act,latitude,longitude,radius_m\n"
        "a1,agency,2024-03-06,2024-03-05,shelling,134.47,31.5,100\n",
    ),
    "SV333": (
        "one identity, two contents",
        "A report never changes: of rows with one identity the first recorded stands.",
        "reports.csv:\n"
        "report,source,recorded_at,begins,act,quantity\n"
        "a1,agency,2024-03-06,2024-03-05,shelling,2\n"
        "a1,agency,2024-03-07,2024-03-05,shelling,3\n",
    ),
    "SV334": (
        "the correction makes no sense",
        "It replaces a report of another source, or the corrections go round in a circle.",
        "reports.csv:\n"
        "report,source,recorded_at,begins,act,replaces\n"
        "a1,agency,2024-03-06,2024-03-05,shelling,a2\n"
        "a2,agency,2024-03-07,2024-03-05,shelling,a1\n",
    ),
    "SV335": (
        "overlap inside a series",
        "Two rows of one named series count the same, so that it cannot be added up.",
        "reports.csv:\n"
        "report,source,recorded_at,begins,act,kind,series,quantity\n"
        "a1,agency,2024-03-06,2024-03-05,shelling,tally,daily,2\n"
        "a2,agency,2024-03-07,2024-03-05,shelling,tally,daily,3\n",
    ),
    "SV336": (
        "it points nowhere",
        "The report it names is not there, was rejected, or is one of several with that id that had"
        " been recorded by then.",
        "reports.csv:\n"
        "report,source,recorded_at,begins,act,stance,of\n"
        "a1,agency,2024-03-06,2024-03-05,shelling,denies,a9\n",
    ),
    "SV340": (
        "a word without a spread",
        "The source says `dozens` and has not declared what it means by it: at least 1.",
        "reports.csv:\n"
        "report,source,recorded_at,begins,act,quantity\n"
        "a1,agency,2024-03-06,2024-03-05,shelling,dozens\n",
    ),
    "SV341": (
        "a point without radius",
        "How far the true place may lie from the point is unknown, and so is the place.",
        "reports.csv:\n"
        "report,source,recorded_at,begins,act,latitude,longitude\n"
        "a1,agency,2024-03-06,2024-03-05,shelling,31.5,34.5\n",
    ),
    "SV342": (
        "a figure without a unit",
        "It names an object and a number and no unit, so the number counts acts.",
        "reports.csv:\n"
        "report,source,recorded_at,begins,act,object,quantity\n"
        "a1,agency,2024-03-06,2024-03-05,release,prisoner,39\n",
    ),
    "SV343": (
        "a source that is not listed",
        "Its affiliation is unknown, so its word meets only the standard `claimed`.",
        "reports.csv:\n"
        "report,source,recorded_at,begins,act\n"
        "a1,agency,2024-03-06,2024-03-05,shelling\n",
    ),
    "SV344": (
        "a point beside an area",
        "A report lies where its `area` is; a point beside it is drawn on maps, and no verdict"
        " rests on it.",
        "reports.csv:\n"
        "report,source,recorded_at,begins,act,area,latitude,longitude,radius_m\n"
        "a1,agency,2024-03-06,2024-03-05,shelling,east,31.5,34.5,100\n",
    ),
    "SV345": (
        "an event of none",
        "A report of one occurrence gives 0 as its figure. That none was counted is no act, so it"
        " says nothing where acts are counted, though the act itself may have happened.",
        "reports.csv:\n"
        "report,source,recorded_at,begins,act,quantity\n"
        "a1,agency,2024-03-06,2024-03-05,shelling,0\n",
    ),
    "SV380": (
        "not GeoJSON",
        "The areas file is no FeatureCollection.",
        "areas.geojson:\n{\n",
    ),
    "SV381": (
        "an outline that encloses nothing",
        "The feature has no geometry, an unreadable one, or coordinates off the globe.",
        "areas.geojson:\n"
        '{"type": "FeatureCollection", "features": [{"type": "Feature",\n'
        '  "properties": {"name": "east"},\n'
        '  "geometry": {"type": "Polygon", "coordinates": [[[34, 31], [35, 31]]]}}]}\n',
    ),
    "SV382": (
        "an outline that crosses itself",
        "It was repaired; the repair may differ from what was meant.",
        "areas.geojson:\n"
        '{"type": "FeatureCollection", "features": [{"type": "Feature",\n'
        '  "properties": {"name": "east"},\n'
        '  "geometry": {"type": "Polygon",\n'
        '    "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}}]}\n',
    ),
    "SV390": (
        "the extra `geo` is missing",
        "Outlines and points need shapely.",
        "without: shapely\n"
        "areas.geojson:\n"
        '{"type": "FeatureCollection", "features": [{"type": "Feature",\n'
        '  "properties": {"name": "east"},\n'
        '  "geometry": {"type": "Polygon",\n'
        '    "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}}]}\n',
    ),
    "SV391": (
        "the extra `office` is missing",
        "Workbooks need openpyxl.",
        "without: openpyxl\nreports.xlsx:\n",
    ),
    "SV392": (
        "the extra `match` is missing",
        "Scoring pairs of reports by record linkage needs splink.",
        "without: splink\n"
        "reports.csv:\n"
        "report,source,recorded_at,begins,act\n"
        "a1,agency,2024-03-06,2024-03-05,shelling\n"
        "b1,paper,2024-03-06,2024-03-05,shelling\n",
    ),
}
"""Code to (title, explanation, example).

An example is a list of files, each begun by its name and a colon; `time zone: NAME`, `without:
PACKAGE` and `not there` say what else brings the problem about. Tests run every one.
"""
