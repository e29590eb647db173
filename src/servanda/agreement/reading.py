"""Reads an agreement: the file, its front matter, its sentences, all problems at once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path

from servanda.agreement.document import Document, read_document
from servanda.agreement.front import FrontMatter
from servanda.agreement.frontmatter import read_front_matter
from servanda.agreement.meaning.sentences import Reader
from servanda.agreement.model import Agreement, AnyClause, Phase, PhaseClause, Prose
from servanda.agreement.names import build_phrases
from servanda.agreement.source import Source
from servanda.agreement.yaml_nodes import Node, read_nodes
from servanda.errors import AgreementError, Place, Problem


def read_agreement(path: str | Path) -> Agreement:
    """Return the agreement in a file.

    Args:
        path: of the Markdown file; a GeoJSON file that it names is read beside it.

    Raises:
        AgreementError: the file cannot be read, or has errors; all of them at once.
    """
    agreement, problems = load_agreement(path)
    errors = tuple(problem for problem in problems if problem.severity == "error")
    if errors or agreement is None:
        raise AgreementError(errors)
    return agreement


def load_agreement(path: str | Path) -> tuple[Agreement | None, tuple[Problem, ...]]:
    """Return the agreement in a file and all its problems, warnings included; raises nothing.

    Args:
        path: of the Markdown file.
    """
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        reason = error.strerror or "it cannot be read"
        return None, (
            Problem("SV101", f"the agreement cannot be read: {reason}", (Place(str(path)),)),
        )
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problem = Problem(
            "SV101",
            "the file is not UTF-8 text",
            (Place(str(path), line),),
            "save it as UTF-8 (in a text editor: `Save as`, encoding)",
        )
        return None, (problem,)
    return _parsed(text, str(path), lambda root: _outlines_of(root, Path(path).parent))


def read_geojson(text: str, folder: Path) -> dict[str, str]:
    """Return the text of the GeoJSON file that a text names, by path as written, if it can be read.

    Args:
        text: of the agreement.
        folder: in which it stands.
    """
    source = Source("", _normal(text))
    front = read_document(source).front
    root = read_nodes(source, *front) if front else None
    return _outlines_of(root, folder) if root else {}


def _outlines_of(root: Node, folder: Path) -> dict[str, str]:
    node = root.get("areas")
    if node is not None and node.kind == "map":
        node = node.get("file")
    if node is None or node.kind != "text" or not node.text:
        return {}
    try:
        return {node.text: (folder / node.text).read_text(encoding="utf-8")}
    except (OSError, ValueError):
        return {}


def _normal(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def parse_agreement(
    text: str, file: str = "agreement.md", geojson: Mapping[str, str] | None = None
) -> tuple[Agreement | None, tuple[Problem, ...]]:
    """Return the agreement in a text and all its problems, in the order of the file; no I/O.

    Args:
        text: of the file.
        file: its name, for messages.
        geojson: text of each file of areas that it names, by path as written.

    Returns:
        The agreement, without the sentences that could not be read; None if its front matter could
        not be read. The problems are those of the text; `check.check_agreement` finds more.
    """
    return _parsed(text, file, lambda _: geojson)


def _parsed(
    text: str, file: str, outlines_of: Callable[[Node], Mapping[str, str] | None]
) -> tuple[Agreement | None, tuple[Problem, ...]]:
    """Return what `parse_agreement` does; its areas are looked up once its front matter is read."""
    source = Source(file, _normal(text))
    document = read_document(source)
    root = read_nodes(source, *document.front) if document.front else None
    if root is None:
        return None, _sorted(source)
    front = read_front_matter(source, root, outlines_of(root))
    agreement = _build(source, document, front, root)
    return agreement, _sorted(source)


def _sorted(source: Source) -> tuple[Problem, ...]:
    def position(problem: Problem) -> tuple[int, int]:
        place = problem.places[0] if problem.places else Place("")
        return place.line, place.column

    return tuple(sorted(source.problems, key=position))


def _build(source: Source, document: Document, front: FrontMatter, root: Node) -> Agreement:
    phrases = build_phrases(front.declared(), front.vocabulary)
    reader = Reader(source, front, phrases)
    clauses = _unique(source, reader.read(document.sentences))
    if not document.sentences and not source.problems:
        source.report("SV114", "the agreement has no block of terms", source.place(root.start),
                      "write the sentences in a block that begins with ```terms")  # fmt: skip
    from servanda.agreement.totals import read_totals

    return Agreement(
        path=source.file,
        title=front.title,
        language=front.language,
        zone_name=front.zone_name,
        actors=front.actors,
        groups=front.groups,
        signed=front.signed,
        in_force=front.in_force,
        amendments=front.amendments,
        phases=_with_phases(front, clauses),
        areas=front.areas,
        geojson=front.geojson,
        apart=front.apart,
        own=front.own,
        lists=front.lists,
        totals=read_totals(source, front, phrases),
        tables=front.tables,
        about=front.about,
        levels=front.levels,
        linking_within=front.linking_within,
        at_once=front.at_once,
        vocabulary=front.vocabulary,
        clauses=tuple(clauses),
        prose=tuple(
            Prose(s.heading, s.level, "\n".join(s.lines).strip("\n"), s.line, tuple(s.labels))
            for s in document.sections
            if s.heading or s.labels or any(line.strip() for line in s.lines)
        ),
        text_hash=hashlib.sha256(source.text.encode("utf-8", "surrogatepass")).hexdigest(),
        places=front.places,
        mentioned=frozenset(reader.mentioned),
    )


def _unique(source: Source, clauses: list[AnyClause]) -> list[AnyClause]:
    """Report labels that stand twice, and keep the first of each."""
    seen: dict[str, AnyClause] = {}
    for clause in clauses:
        if clause.label in seen:
            first = seen[clause.label].place
            source.report(
                "SV113",
                f"the label `[{clause.label}]` stands here a second time",
                clause.place,
                f"the first is in line {first.line}; choose another",
            )
        else:
            seen[clause.label] = clause
    return list(seen.values())


def _with_phases(front: FrontMatter, clauses: list[AnyClause]) -> dict[str, Phase]:
    """Return the declared phases and those that a sentence begins or ends."""
    phases = dict(front.phases)
    for clause in clauses:
        if isinstance(clause, PhaseClause) and clause.phase not in phases:
            phases[clause.phase] = Phase(clause.phase, clause.phase)
    return phases
