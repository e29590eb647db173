"""Importers of outside formats: one small file each, all of them SQL over columns."""

from __future__ import annotations

from servanda.evidence.importers.catalogue import FORMATS, find_format, recognise
from servanda.evidence.importers.convert import Converted, Terms
from servanda.evidence.importers.importing import Imported, import_file
from servanda.evidence.importers.name_table import NameTable, read_names
from servanda.evidence.importers.outside import OutsideFormat

__all__ = [
    "FORMATS",
    "Converted",
    "Imported",
    "NameTable",
    "OutsideFormat",
    "Terms",
    "find_format",
    "import_file",
    "read_names",
    "recognise",
]
