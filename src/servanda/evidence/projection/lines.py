"""Text files as clean lines: UTF-8 with plain line breaks, whatever wrote them."""

from __future__ import annotations

import codecs
import io
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from servanda.evidence.formats import FileFault
from servanda.evidence.projection.texts import has_numpy

_BLOCK: Final = 1 << 23
_FEW: Final = 1 << 17
"""So many bytes are taken apart to find single lines in them."""
_COUNTED_AT_ONCE: Final = 1 << 18
_BOM: Final = b"\xef\xbb\xbf"


class CleanText(io.RawIOBase):
    """A text file as UTF-8 with plain line breaks; it keeps what is wrong with it.

    Attributes:
        fault: the first byte that is no UTF-8, as a `FileFault`; None: all is well.
    """

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self._file = path.open("rb")
        start = self._file.read(3)
        if start[:2] in {b"\xff\xfe", b"\xfe\xff"}:
            message = f"`{path.name}` is UTF-16, not UTF-8"
            raise FileFault(message, "SV303", "save it as `CSV UTF-8`")
        self._ahead = b"" if start == _BOM else start
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._read = len(start) - len(self._ahead)
        self._is_cut = False
        self._ends_in_return = False
        self.fault: FileFault | None = None

    def readable(self) -> bool:
        """Return true."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Return the next clean bytes, about as many as asked for."""
        data = self._ahead + self._file.read(max(1, size - len(self._ahead)) if size >= 0 else -1)
        self._ahead = b""
        if self.fault is not None or not data:
            return b""
        self._check(data)
        if self.fault is not None:
            return b""
        if self._ends_in_return and data[:1] == b"\n":
            data = data[1:]
        self._ends_in_return = data[-1:] == b"\r"
        if b"\r" in data:
            data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        return data or self.read(size)

    def _check(self, data: bytes) -> None:
        if self._is_cut or not data.isascii():
            try:
                self._decoder.decode(data, final=False)
            except UnicodeDecodeError as error:
                line = self._lines_before(self._read) + data.count(b"\n", 0, error.start) + 1
                byte = error.object[error.start]
                message = f"`{self._path.name}` is not UTF-8: byte 0x{byte:02x}"
                self.fault = FileFault(message, "SV303", "save it as `CSV UTF-8`", line)
            self._is_cut = bool(self._decoder.getstate()[0])
        self._read += len(data)

    def _lines_before(self, place: int) -> int:
        """Return how many lines end before a byte of the file."""
        with self._path.open("rb") as file:
            whole = (file.read(min(_BLOCK, place - k)) for k in range(0, place, _BLOCK))
            return sum(count_of(b"\n", data) for data in whole)

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        super().close()


def count_of(byte: bytes, data: bytes) -> int:
    """Return how often a byte stands in some bytes; NumPy counts several times as fast."""
    if byte not in data:
        return 0
    if not has_numpy():
        return data.count(byte)
    import numpy as np

    codes = np.frombuffer(data, np.uint8)
    parts = (codes[k : k + _COUNTED_AT_ONCE] for k in range(0, len(codes), _COUNTED_AT_ONCE))
    return sum(int(np.count_nonzero(part == ord(byte))) for part in parts)


def line_blocks(path: Path, size: int) -> Iterator[tuple[bytes, int, int]]:
    """Yield some whole lines at a time, the number of the first, and how many they are.

    Args:
        path: of the file.
        size: bytes of a block, about.

    Raises:
        FileFault: the file is not UTF-8.
    """
    text, line, rest = CleanText(path), 1, b""
    while True:
        block = text.read(size)
        if text.fault is not None:
            raise text.fault
        end = block.rfind(b"\n")
        if block and end < 0:
            rest += block
            continue
        whole = b"".join([rest, memoryview(block)[: max(0, end)]])
        rest = block[end + 1 :]
        if whole:
            count = count_of(b"\n", whole) + 1
            yield whole, line, count
            line += count
        if not block:
            text.close()
            return


def lines_at(path: Path, numbers: Sequence[int]) -> list[bytes]:
    """Return some lines of a file; `numbers` are sorted, and all in the file."""
    found: list[bytes] = []
    for data, line, count in line_blocks(path, _FEW):
        here = numbers[bisect_left(numbers, line) : bisect_left(numbers, line + count)]
        lines = data.split(b"\n") if here else []
        found += [lines[number - line] for number in here]
        if len(found) == len(numbers):
            break
    return found
