"""``newsmill quarantine``: what could not become an article, why, and another try."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.cli_guard import exit_code, options_of
from flows.console import Progress, open_console, plain_table, say, show_ledger
from flows.reading import fetch_rows, newest
from tasks.model.errors import ConfigError

if TYPE_CHECKING:
    from tasks.settings import Settings

app = typer.Typer(
    help="List, show and retry what could not become an article.",
    no_args_is_help=True,
    rich_markup_mode="rich",
)

_SHORT_ID = 8  # characters that name an entry among some thousands


@app.command("list")
def list_quarantine(
    context: typer.Context,
    reason: Annotated[str | None, typer.Option(help="Only entries with this reason code.")] = None,
    source: Annotated[str | None, typer.Option(help="Only entries of this source.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many, the newest first.")] = 50,
) -> None:
    """List what waits in quarantine, the newest first."""
    rows = _read(
        _settings(context),
        """
        select quarantine_id, source, reason, attempts, last_seen_at, locator
        from mart.quarantine
        where ($reason is null or reason = $reason) and ($source is null or source = $source)
        order by last_seen_at desc, locator
        limit $limit
        """,
        {"reason": reason, "source": source, "limit": limit},
    )
    if not rows:
        say("Nothing waits in quarantine.")
        return
    table = plain_table(
        ["id", "source", "reason", "attempts", "last seen (UTC)", "where"], right=["attempts"]
    )
    for row in rows:
        seen = f"{row['last_seen_at']:%Y-%m-%d %H:%M}"
        table.add_row(
            row["quarantine_id"][:_SHORT_ID],
            row["source"],
            row["reason"],
            str(row["attempts"]),
            seen,
            row["locator"],
        )
    open_console(sys.stdout).print(table)


@app.command("show")
def show_quarantine(
    context: typer.Context,
    entry: Annotated[str, typer.Argument(metavar="ID", help="The id, or how it begins.")],
) -> None:
    """Show all that is known of one entry."""
    found = _find(_settings(context), entry)
    console = open_console(sys.stdout)
    widest = max(len(name) for name in found)
    for name, value in found.items():
        console.print(f"{name.ljust(widest)}  {'' if value is None else value}", soft_wrap=True)


@app.command("retry")
def retry_quarantine(
    context: typer.Context,
    entries: Annotated[
        list[str] | None,
        typer.Argument(metavar="ID", help="Entries, by id or how it begins.", show_default="all"),
    ] = None,
) -> None:
    """Read quarantined documents again, from the bytes that were kept or the file they stand in."""
    from tasks.retry import run_retry

    settings = _settings(context)
    chosen = [_find(settings, entry)["quarantine_id"] for entry in entries or []]
    with Progress() as progress:
        report = run_retry(settings, chosen, on_progress=progress)
    show_ledger(report)
    raise typer.Exit(exit_code(report))


def _find(settings: Settings, entry: str) -> dict[str, Any]:
    rows = _read(
        settings,
        "select * from mart.quarantine where starts_with(quarantine_id, $entry) order by quarantine_id",
        {"entry": entry},
    )
    if not rows:
        raise ConfigError(f"nothing in quarantine has an id that begins with {entry!r}")
    if len(rows) > 1:
        raise ConfigError(f"{len(rows)} entries have an id that begins with {entry!r}; give more of it")
    return rows[0]


def _read(settings: Settings, query: str, parameters: dict[str, Any]) -> list[dict[str, Any]]:
    with newest(settings) as connection:
        return fetch_rows(connection, query, parameters)


def _settings(context: typer.Context) -> Settings:
    from tasks.settings import load_settings

    return load_settings(options_of(context).home)
