"""Take out of the warehouse what leads nowhere: requests without answers, addresses without a source."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

import duckdb

_FILES = """\
select distinct regexp_replace(locator, '#[^#]*$', '')
from raw.fetches
where fetched_at < $before and locator is not null
"""
_DROP_FETCHES = """\
delete from raw.fetches
where
    fetched_at < $before
    and (locator is null or list_contains($gone, regexp_replace(locator, '#[^#]*$', '')))
returning fetch_id
"""
_DROP_ADDRESSES = "delete from raw.addresses where not list_contains($sources, source) returning url"


def prune_fetches(
    connection: duckdb.DuckDBPyConnection, *, before: datetime, is_there: Callable[[str], bool]
) -> int:
    """Delete the requests from before *before* whose answers are in no file that is there; return how many.

    What answered nothing goes with them: it was kept for the health of its source, and that looks back a day.
    """
    files = [row[0] for row in connection.execute(_FILES, {"before": before}).fetchall()]
    gone = [file for file in files if not is_there(file)]
    return len(connection.execute(_DROP_FETCHES, {"before": before, "gone": gone}).fetchall())


def prune_addresses(connection: duckdb.DuckDBPyConnection, *, sources: Sequence[str]) -> int:
    """Delete the polled addresses of all but *sources*; return how many. What they brought stays."""
    return len(connection.execute(_DROP_ADDRESSES, {"sources": list(sources)}).fetchall())
