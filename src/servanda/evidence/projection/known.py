"""When the last report or link of a projection was recorded that was known at an instant."""

from __future__ import annotations

from typing import Final

from servanda.evidence.names import KnownNames
from servanda.evidence.numbering import BEFORE_EVERYTHING, NEVER
from servanda.evidence.projection.folder import ProjectionFolder
from servanda.evidence.projection.originals import read_originals
from servanda.evidence.scratch import scratch

_LAST_SQL: Final = """
SELECT max(recorded_at) FROM (
    SELECT recorded_at FROM read_parquet($reports) WHERE recorded_at > $before
    UNION ALL SELECT recorded_at FROM read_parquet($links)
) WHERE recorded_at <= $as_of
"""

_UNSAID_SQL: Final = """
SELECT report_no FROM read_parquet($reports)
WHERE recorded_at = $before AND usable_at > $as_of AND usable_at < $never ORDER BY report_no
"""
"""Reports of which the projection only says that they were recorded by some later instant."""


def last_known(folder: ProjectionFolder, as_of: int, names: KnownNames) -> int | None:
    """Return when the last of its reports and links was recorded by an instant; None: none was.

    A report that something replaces as soon as it is usable says when it was recorded in its file
    alone, so that the few of them that may matter are read there.

    Args:
        folder: the projection.
        as_of: microseconds UTC.
        names: of the agreement for which it was made.

    Raises:
        EvidenceError: SV397, a file that has to be read is gone, or is not the one that was read.
    """
    asked = {"reports": folder.reports, "as_of": as_of, "before": BEFORE_EVERYTHING}
    with scratch() as connection:
        ((last,),) = connection.execute(_LAST_SQL, {**asked, "links": folder.links}).fetchall()
        unsaid = connection.execute(_UNSAID_SQL, {**asked, "never": NEVER}).fetchall()
    if not unsaid:
        return None if last is None else int(last)
    rows = read_originals(folder, [number for (number,) in unsaid], names)
    told = [at for at in [last, *rows["recorded_at"].to_pylist()] if at is not None and at <= as_of]
    return max(told, default=None)
