"""``newsmill status``: how large it is, what ran last, who went quiet, what waits."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.cli_guard import options_of
from flows.cli_results import plain_value
from flows.console import OUTCOMES, open_console, plain_table, say
from flows.reading import fetch_rows, newest
from flows.source_rows import COLUMNS, describe, fetch_sources
from tasks.model.errors import ConfigError

if TYPE_CHECKING:
    import duckdb

    from tasks.settings import Settings

_RUNS_SHOWN = 5
_SOURCES_SHOWN = 40
_UNITS = ("B", "kB", "MB", "GB", "TB")

_ARTICLES = """
select
    count(*) as articles,
    count(distinct source) as sources,
    coalesce(sum(version_count), 0) as versions,
    max(last_seen_at) as last_seen_at
from mart.articles
"""
_RUNS = """
select run_id, flow, state, started_at, "read", "new", updated, unchanged, duplicate, rejected
from mart.run_ledger
order by started_at desc
limit $limit
"""
_QUARANTINE = """
select reason, sum(document_count)::bigint as waiting
from mart.quarantine_by_reason
group by reason
order by waiting desc, reason
"""


def status(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")] = False,
) -> None:
    """Show the size of the warehouse, the last runs, the sources' health, the quarantine and the spool."""
    from tasks.settings import load_settings

    settings = load_settings(options_of(context).home)
    found = _places(settings)
    try:
        with newest(settings) as connection:
            found |= _figures(connection)
    except ConfigError:
        if as_json or settings.warehouse.exists():
            raise
        say(f"{settings.home} is empty: `newsmill ingest PATH` fills it.")
        return
    if as_json:
        sys.stdout.write(json.dumps(plain_value(found), ensure_ascii=False) + "\n")
    else:
        _show(found)


def describe_bytes(count: int) -> str:
    """Return *count* bytes in the unit a person would choose.

    >>> describe_bytes(1_234_567)
    '1.2 MB'
    """
    size, unit = float(count), 0
    while size >= 1000 and unit < len(_UNITS) - 1:
        size, unit = size / 1000, unit + 1
    return f"{size:.1f} {_UNITS[unit]}" if unit else f"{count} B"


def _places(settings: Settings) -> dict[str, Any]:
    batches = sorted(settings.spool.glob("*/*.parquet"))
    return {
        "home": str(settings.home),
        "warehouse_bytes": _size(settings.warehouse),
        "published_bytes": _size(settings.published),
        "spooled_batches": len(batches),
        "spooled_bytes": sum(_size(batch) for batch in batches),
    }


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _figures(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    waiting = fetch_rows(connection, _QUARANTINE)
    return {
        **fetch_rows(connection, _ARTICLES)[0],
        "runs": fetch_rows(connection, _RUNS, {"limit": _RUNS_SHOWN}),
        "source_health": fetch_sources(connection, most=_SOURCES_SHOWN),
        "quarantine": {row["reason"]: row["waiting"] for row in waiting},
    }


def _show(found: dict[str, Any]) -> None:
    console = open_console(sys.stdout)
    sizes = f"warehouse {describe_bytes(found['warehouse_bytes'])}"
    sizes += f", published copy {describe_bytes(found['published_bytes'])}"
    console.print(f"{found['home']}: {sizes}", soft_wrap=True)
    articles, versions = f"{found['articles']:,} articles", f"{int(found['versions']):,} versions"
    console.print(f"{articles} in {versions} from {found['sources']:,} sources")
    if found["spooled_batches"]:
        size = describe_bytes(found["spooled_bytes"])
        console.print(f"{found['spooled_batches']:,} batches ({size}) wait in the spool for the next run")
    runs = plain_table(
        ["run (UTC)", "state", "read", *OUTCOMES], right=["read", *OUTCOMES], title="Last runs"
    )
    for run in found["runs"]:
        counts = (f"{int(run[name] or 0):,}" for name in ("read", *OUTCOMES))
        runs.add_row(f"{run['started_at']:%Y-%m-%d %H:%M}", run["state"], *counts)
    console.print(runs)
    sources = plain_table([*COLUMNS, "last error"], right=["articles a day", "failures", "novelty"])
    for row in found["source_health"]:
        sources.add_row(*describe(row).values())
    console.print(sources)
    if len(found["source_health"]) == _SOURCES_SHOWN:
        console.print("mart.source_health has all of them")
    for reason, count in found["quarantine"].items():
        console.print(f"quarantine: {count:,} {reason}")
