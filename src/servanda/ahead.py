"""Work on several batches at a time, in order, where NumPy or an engine lets other threads run."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from os import cpu_count
from typing import Final, TypeVar

T = TypeVar("T")
R = TypeVar("R")

_MOST_WORKERS: Final = 4


def done_ahead(
    work: Callable[[T], R], items: Sequence[T], most: int = _MOST_WORKERS
) -> Iterator[R]:
    """Yield what work makes of each item, in order; a few are begun before they are asked for.

    Args:
        work: changes nothing that other calls read.
        items: what it is called with.
        most: so many threads at most; no more than there are processors.
    """
    workers = min(len(items), most, cpu_count() or 1)
    if workers < 2:
        yield from (work(item) for item in items)
        return
    with ThreadPoolExecutor(workers) as pool:
        waiting: deque[Future[R]] = deque()
        for item in items:
            waiting.append(pool.submit(work, item))
            if len(waiting) > workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
