"""What formats of forms share: their questions are each team's own, so that a mapping says them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from servanda.errors import EvidenceError, Place, Problem
from servanda.evidence.importers.outside import OutsideFormat, Reader
from servanda.evidence.importers.sample import Sample
from servanda.evidence.importers.sheet import Sheet


@dataclass(frozen=True)
class Forms:
    """What sets one format of forms apart.

    Attributes:
        name, title: of the format.
        source: short name that its reports carry.
        marks: columns by which its files are told.
        maker: whose these columns are.
        read: reads its files.
        aside: SQL of the reason why a row is no report.
        knows: columns that it speaks of; a file may lack them.
        settle: makes the format of one file from its columns, where no mapping is given.
        system: see `OutsideFormat`.
        assumes: see `OutsideFormat`.
        has_repeats: its rows may be of repeat groups.
    """

    name: str
    title: str
    source: str
    marks: tuple[str, ...]
    maker: str
    read: Reader
    aside: str
    knows: tuple[str, ...]
    settle: Callable[[Sheet], OutsideFormat]
    system: frozenset[str]
    assumes: tuple[str, ...]
    has_repeats: bool = False


def forms_format(forms: Forms) -> OutsideFormat:
    """Return forms as an outside format, which takes its SQL from a mapping."""

    def recognise(sample: Sample) -> str:
        if not set(forms.marks) <= set(sample.header):
            return ""
        shown = " and ".join(f"`{name}`" for name in forms.marks)
        return f"it has {shown} as of {forms.maker}"

    return OutsideFormat(
        name=forms.name,
        title=forms.title,
        source=forms.source,
        licence="internal",
        may_have=forms.knows,
        sql="",
        read=forms.read,
        recognise=recognise,
        settle=forms.settle,
        aside=forms.aside,
        has_repeats=forms.has_repeats,
        system=forms.system,
        assumes=forms.assumes,
    )


def mapping_needed(sheet: Sheet, message: str) -> EvidenceError:
    """Return the error of a form that cannot be read without a mapping file."""
    hint = f"`servanda map {sheet.file}` drafts a mapping file; then `--map FILE`"
    return EvidenceError((Problem("SV801", message, (Place(sheet.file, 1),), hint),))
