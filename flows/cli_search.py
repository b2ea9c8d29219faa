"""``newsmill search``: articles by their words, the best first, each with the passage that shows it."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.cli_guard import ExitCode, options_of
from flows.console import printable, say, say_error
from flows.reading import fetch_rows, published
from tasks.model.errors import ConfigError

if TYPE_CHECKING:
    import duckdb
    from rich.text import Text

OPENING, CLOSING = "\ue000", "\ue001"  # for private use: no text has them, so they cannot be forged

_COMPLAINT = "select main.search_complaint($query) as complaint"
_SEARCH = "select * from main.search($query, most := $most, opening := $opening, closing := $closing)"
_HAS_SEARCH = "select count(*) as count from duckdb_functions() where function_name = 'search_complaint'"


class BadQuery(ConfigError):
    """A search that cannot be answered as it is written."""

    reason = "bad_query"


def search(
    context: typer.Context,
    query: Annotated[
        list[str],
        typer.Argument(
            metavar="QUERY",
            help='Words, "phrases", begin*, a OR b, -without, title: body: source: language: published>=',
        ),
    ],
    limit: Annotated[
        int, typer.Option(min=1, max=10_000, help="So many articles at most.", rich_help_panel="Choice")
    ] = 20,
    source: Annotated[
        list[str] | None,
        typer.Option(help="Only articles of this source; may be repeated.", rich_help_panel="Choice"),
    ] = None,
    since: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            help="Only articles published from this day on (in the reader's time zone).",
            rich_help_panel="Choice",
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON array on standard output.", rich_help_panel="Output")
    ] = False,
) -> None:
    """Find articles by their words, the best first, with the passage that shows each."""
    from tasks.settings import load_settings

    asked = compose_query(" ".join(query), source or (), since)
    try:
        with published(load_settings(options_of(context).home)) as connection:
            found = find(connection, asked, most=limit, marks=("[", "]") if as_json else (OPENING, CLOSING))
    except BadQuery as error:
        say_error(str(error))
        raise typer.Exit(ExitCode.USAGE) from None
    if as_json:
        sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=2, default=_plain) + "\n")
    else:
        _show(found)


def compose_query(words: str, sources: tuple[str, ...] | list[str], since: datetime | None) -> str:
    """Return the query that asks for *words* in *sources* from the day *since* on.

    >>> compose_query("harbour pact", ["daily gazette"], datetime(2026, 3, 1))
    'harbour pact source:"daily gazette" published>=2026-03-01'
    """
    asked = [words, *(f'source:"{name}"' for name in sources)]
    if since is not None:
        asked.append(f"published>={since:%Y-%m-%d}")
    return " ".join(asked)


def find(
    connection: duckdb.DuckDBPyConnection, query: str, *, most: int, marks: tuple[str, str]
) -> list[dict[str, Any]]:
    """Return the rows of ``search()``, the best first; raises `BadQuery` where it is not one."""
    check_query(connection, query)
    opening, closing = marks
    given = {"query": query, "most": most, "opening": opening, "closing": closing}
    return fetch_rows(connection, _SEARCH, given)


def check_query(connection: duckdb.DuckDBPyConnection, query: str) -> None:
    """Raise `BadQuery` where *query* cannot be answered as it is written."""
    if not fetch_rows(connection, _HAS_SEARCH)[0]["count"]:
        raise ConfigError("the published copy is of an earlier release: run `newsmill publish`")
    complaint = fetch_rows(connection, _COMPLAINT, {"query": query})[0]["complaint"]
    if complaint is not None:
        raise BadQuery(complaint)


def highlight(snippet: str) -> Text:
    """Return *snippet* with its marks as style.

    >>> highlight(f"The {OPENING}ferry{CLOSING} sails").plain
    'The ferry sails'
    """
    from rich.text import Text

    text = Text()
    for number, piece in enumerate(snippet.split(OPENING)):
        marked, found, rest = piece.partition(CLOSING)
        if number and found:
            text.append(printable(marked), style="bold yellow")
            text.append(printable(rest))
        else:
            text.append(printable(piece))
    return text


def _show(found: list[dict[str, Any]]) -> None:
    from rich.console import Console
    from rich.text import Text

    if not found:
        say("nothing was found")
        return
    console = Console(file=sys.stdout, highlight=False, soft_wrap=not sys.stdout.isatty())
    for row in found:
        day = row["published_at"].strftime("%Y-%m-%d %H:%M") if row["published_at"] else "no date"
        console.print(Text(printable(row["title"] or "(no title)"), style="bold"))
        console.print(Text(f"  {row['article_id'][:12]}  {day}  {printable(row['source'])}", style="dim"))
        console.print(Text("  ").append_text(highlight(row["snippet"] or "")))


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
