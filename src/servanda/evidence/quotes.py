"""Where a quotation mark of a CSV file is that nobody closes."""

from __future__ import annotations

import re
from collections.abc import Iterable


def open_quote_line(lines: Iterable[bytes], delimiter: str) -> int:
    """Return the line of the first quotation mark that goes wrong, from 1; 0: there is none.

    It is where a cell begins that ends nowhere, or that goes on behind its end: what closed it was
    meant to open the next one. Else it is a mark in the middle of a cell.

    Args:
        lines: of the file, without line breaks.
        delimiter: between cells.
    """
    mark = re.escape(delimiter.encode())
    cell = re.compile(rb'(?<![^%s])"(?:[^"]++|"")*+("?)' % mark)
    ends = {b"", delimiter.encode()}
    opened = stray = 0
    for number, line in enumerate(lines, start=1):
        if b'"' not in line:
            continue
        # A cell that goes on here is read as if it began here.
        text = b'"' + line if opened else line
        began, opened = opened, 0
        inside = 0
        for found in cell.finditer(text):
            first = began if began and not found.start() else number
            inside += found[0].count(b'"')
            if not found[1]:
                opened = first
            elif text[found.end() : found.end() + 1] not in ends:
                return first
        if not stray and (text.count(b'"') - inside) % 2:
            stray = number
    return opened or stray
