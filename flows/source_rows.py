"""How each source stands, in one row: for the terminal and for Prefect's page alike."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from flows.console import printable
from flows.reading import fetch_rows, newest

if TYPE_CHECKING:
    import duckdb

    from tasks.settings import Settings

COLUMNS = (
    "source",
    "status",
    "last success (UTC)",
    "articles a day",
    "next due (UTC)",
    "failures",
    "novelty",
)
_MOST = 500  # rows of a table on a page

# Novelty is what of all that was read was worth it: the rest was known, told twice, or no article.
QUERY = """\
with read_lately as (
    select l.source, sum(l."read") as "read", sum(l."new" + l.updated) as fresh
    from mart.run_ledger_by_source as l
    where l.started_at > (select max(started_at) - interval 7 days from mart.run_ledger)
    group by l.source
)

select
    h.source,
    h.status,
    h.last_success_at,
    h.next_due_at,
    h.failure_count,
    h.new_24h,
    round(h.new_7d / 7, 1) as new_a_day,
    h.is_quiet,
    round(r.fresh / nullif(r."read", 0), 3) as novelty,
    h.last_error
from mart.source_health as h
left join read_lately as r using (source)
order by h.status = 'ok', h.source
limit $limit
"""


def read_source_rows(settings: Settings) -> list[dict[str, str]]:
    """Return how the sources stand as rows of text, those with trouble first; none before the first run."""
    if not settings.warehouse.exists() and not settings.published.exists():
        return []
    with newest(settings) as connection:
        return [describe(row) for row in fetch_sources(connection, most=_MOST)]


def fetch_sources(connection: duckdb.DuckDBPyConnection, *, most: int) -> list[dict[str, Any]]:
    """Return how the sources stand, those with trouble first."""
    return fetch_rows(connection, QUERY, {"limit": most})


def describe(row: dict[str, Any]) -> dict[str, str]:
    """Return a row of :data:`QUERY` as text by column.

    >>> row = {"source": "courier", "status": "ok", "last_success_at": None, "next_due_at": None,
    ...        "failure_count": 0, "new_a_day": 2.5, "is_quiet": True, "novelty": 0.25, "last_error": None}
    >>> list(describe(row).values())
    ['courier', 'ok, quiet', '', '2.5', '', '0', '25 %', '']
    """
    novelty = row["novelty"]
    values = (
        printable(row["source"]),
        f"{row['status']}, quiet" if row["is_quiet"] else row["status"],
        _minute(row["last_success_at"]),
        f"{row['new_a_day'] or 0:,.1f}",
        _minute(row["next_due_at"]),
        str(row["failure_count"] or 0),
        "" if novelty is None else f"{novelty:.0%}".replace("%", " %"),
        printable(row["last_error"] or ""),
    )
    return dict(zip((*COLUMNS, "last error"), values, strict=True))


def _minute(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if moment else ""
