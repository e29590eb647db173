"""The codes of problems in an agreement written as JSON."""

from __future__ import annotations

from typing import Final

CODES: Final[dict[str, tuple[str, str, str]]] = {
    "SV271": (
        "not the JSON of an agreement",
        "The file is no JSON, or a value in it is not what the JSON Schema asks for"
        " (`servanda schema`).",
        '{"title": "Pause", "language": "en", "zone_name": "Africa/Maputo", "clauses": 3}',
    ),
    "SV272": (
        "a clause and its sentence do not say the same",
        "A clause was given as a sentence and as data, and the sentence, read by itself, means"
        " something else. The sentence is what people agree to, so nothing is guessed.",
        '{"is": "note-clause", "label": "x", "sentence": "Each party must not attack in valley."}',
    ),
    "SV273": (
        "the text of an agreement cannot hold this",
        "Written as a text and read again, the clauses would not be those of the JSON: a piece of"
        " prose holds a block of terms, or a sentence ends before its end.",
        '{"label": "x", "sentence": "Each party must not attack. [y] Each party must not fly."}',
    ),
}
