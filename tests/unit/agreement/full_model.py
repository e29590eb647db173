"""An agreement whose declarations say something in every field, and the golden sentences."""

from __future__ import annotations

from pathlib import Path

import yaml
from tests.unit.agreement.conftest import PREAMBLE

ROWS = yaml.safe_load(
    (Path(__file__).parents[2] / "golden/sentences/sentences.yaml").read_text(encoding="utf-8")
)
RIGHT = [row for row in ROWS if "problems" not in row]
FULL = """\
---
title: "Truce: of the valley"
language: en
parties:
  northland: {name: Northland, also: [north, "the north"], answers for: [hill-militia]}
  southland: {name: Southland}
third parties: {mission: The Mission, council: The Council, hill-militia: The hill militia}
groups:
  bodies: [mission, council]
monitors: [mission]
time zone: Africa/Maputo
signed: 2024-02-28 12:00
in force: {from: 2024-03-01 06:00, for: 30 days}
amendments:
  - {on: 2024-03-20, in force until: 2024-04-05 06:00, text: [calm]}
  - {on: 2024-03-29 09:30, in force until: 2024-04-09 06:00}
phases:
  phase 1: {name: First phase, from: day 1, to: day 10}
  phase 2: {from: 2024-03-11, to: the end}
areas:
  file: areas.geojson
  valley: {name: The valley, parts: [east, west]}
  east: The East
  west: {union: [hill, river]}
  hill: {difference: [bridge, ford]}
  strip: {buffer: [river, 4.5 km]}
  bridge: The bridge
  left-bank: {left of: river, within: [valley]}
  ring: {circle: [-15.5, 39.25, 10 km]}
apart:
  - [valley, bridge]
own:
  half of the valley: {northland: east, southland: west}
lists:
  prisoner-list: {name: The list, of: prisoner, members: [one, two], file: list.csv, secret: true, version: "2", total: [30, 33]}
  other-list: {of: prisoner, total: [30, null]}
totals:
  prisoners on prisoner-list: {count: 30, declared by: northland, on: 2024-02-28, accepted by: [southland]}
  women: [3, 4]
  mines: unknown
tables:
  distances: {artillery: 25 km, mortar: 1.5 km}
  by-sector: {gun: {east: 2 km, west: 3 km}}
about:
  about 700: [650, 750]
levels:
  station: 7 days
linking: {within: 6 hours}
at once: 24 hours
vocabulary:
  acts:
    whistle: {does: whistles, doing: whistling, done: whistled, kind of: [notify], apart from: [fly], codes: {acled: [a, b]}, meaning: to whistle, result: true, level: true, lasting: true, two ends: true, let as: [admit], base: whistle}
  things:
    kite: {plural: kites, kind of: [drone], forms: [paper kite], unit: kite, implies: [heavy]}
    sack: {measure: true}
  adjectives:
    blue: {apart from: [heavy]}
  states:
    ajar: {forms: [half open]}
  manners:
    at dawn: {forbids: inspect}
---
# Truce

> No shot shall be fired.

Some prose, kept:

```python
print("not terms")
```

```terms
[calm] Each party must not attack in valley.
[calm/fly] reading of [calm]: "Each party must not fly drones over valley."
```

More prose under the same heading.

> Prisoners come home.

```terms
[prisoners] Northland must release at least 3 prisoners by day 3.
```

## What no report could show
```terms
[faith] not checked: each party acts in good faith.
```
"""  # noqa: E501 - front matter as people write it
OUTLINES = {
    "areas.geojson": '{"type": "FeatureCollection", "features": ['
    '{"id": "river", "properties": {"name": "The River"}}, {"id": "ford"}, {"id": "east"}]}'
}


def golden_text(row):
    """Return the file of a golden sentence."""
    return PREAMBLE.replace("%s", row.get("beside", "") + "\n" + row["sentence"])
