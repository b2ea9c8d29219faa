"""What was landed, or listed, and is stored nowhere: what a backfill has to see to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import duckdb
import pyarrow as pa

_UNSTORED = """\
select f.source, f.url, f.locator
from raw.fetches as f
where
    f.purpose = 'article'
    and f.outcome = 'ok'
    and f.locator is not null
    and f.fetched_at >= $start
    and f.fetched_at < $end
    and list_contains($sources, f.source)
    and not exists (
        from raw.documents as d
        where d.source = f.source and (d.locator = f.locator or d.url in (f.url, f.final_url))
    )
    and not exists (from meta.quarantine as q where q.source = f.source and q.locator = f.locator)
order by f.fetched_at, f.fetch_id
"""
_UNKNOWN = """\
select a.source, a.url
from asked_about as a
where
    not exists (from core.articles as c where c.source = a.source and a.url in (c.url, c.canonical_url))
    and not exists (from raw.documents as d where d.source = a.source and d.url = a.url)
"""


def find_unstored(
    connection: duckdb.DuckDBPyConnection, *, start: datetime, end: datetime, sources: Sequence[str]
) -> list[tuple[str, str, str]]:
    """Return source, address and locator of each page landed from *start* to *end* that is stored nowhere.

    One that was rejected is in the quarantine, and so is accounted for.
    """
    values = {"start": start, "end": end, "sources": list(sources)}
    return connection.execute(_UNSTORED, values).fetchall()


def find_unknown(
    connection: duckdb.DuckDBPyConnection, addresses: Sequence[tuple[str, str]]
) -> set[tuple[str, str]]:
    """Return those of *addresses* (source and address) that neither an article nor a document has."""
    names, urls = [name for name, _ in addresses], [url for _, url in addresses]
    asked = pa.table({"source": pa.array(names, pa.string()), "url": pa.array(urls, pa.string())})
    connection.register("asked_about", asked)
    try:
        return set(connection.execute(_UNKNOWN).fetchall())
    finally:
        connection.unregister("asked_about")
