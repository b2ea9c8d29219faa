"""``newsmill sql`` and ``newsmill export``: questions to the published copy, answers in any shape."""

from __future__ import annotations

import sys
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.cli_guard import options_of
from flows.cli_results import ROWS_AT_A_TIME, Format, format_for, write_result
from flows.console import say
from flows.reading import published
from tasks.model.errors import ConfigError, WarehouseError

if TYPE_CHECKING:
    import duckdb

    from tasks.settings import Settings


class ExportFormat(StrEnum):
    """What an export can be written as."""

    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"


class Exportable(StrEnum):
    """What can be exported."""

    ARTICLES = "articles"


class QueryError(WarehouseError):
    """A query that cannot be answered; the message is DuckDB's, with its caret."""

    reason = "query"


_EXPORT = """\
select
    a.article_id,
    a.url,
    a.canonical_url,
    a.source,
    a.title,
    a.kicker,
    a.body as text,
    a.authors,
    a.published_at as published,
    a.published_precision,
    a.modified_at as modified,
    a.language,
    a.section,
    a.wire_agencies as agencies,
    a.wire_agencies[1] as agency,
    a.dateline_place as dateline,
    a.word_count,
    a.version_count,
    a.first_seen_at,
    a.is_complete,
    a.access,
    coalesce(e.entities, []) as entities,
    coalesce(q.quotes, []) as quotes,
    a.story_id as cluster
from mart.articles as a
left join (
    select article_id, list({'text': name, 'type': kind} order by name) as entities
    from (select distinct article_id, name, kind from mart.mentions)
    group by article_id
) as e using (article_id)
left join (
    select
        article_id,
        list({'text': text, 'speaker': coalesce(speaker_name, speaker)} order by "start") as quotes
    from mart.quotes
    group by article_id
) as q using (article_id)
where ($since is null or a.published_at >= $since::timestamptz)
    and ($source is null or a.source = $source)
"""


def sql(
    context: typer.Context,
    query: Annotated[
        str | None,
        typer.Argument(help="One statement. Without it: an interactive prompt, or standard input."),
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option("--file", "-f", help="Read the query from a file.", rich_help_panel="Question"),
    ] = None,
    form: Annotated[
        Format | None,
        typer.Option(
            "--format", help="How to write the answer.", show_default="table", rich_help_panel="Answer"
        ),
    ] = None,
    target: Annotated[
        Path | None,
        typer.Option("--to", help="Write to a file; its name can say the format.", rich_help_panel="Answer"),
    ] = None,
) -> None:
    """Ask the published copy a question in SQL, or open a prompt to ask many."""
    text = _query_text(query, file)
    settings = _settings(context)
    with published(settings) as connection:
        if text is None:
            from flows.cli_prompt import ask

            ask(connection, history=settings.home / ".sql_history")
            return
        if not text.strip():
            raise ConfigError("the query is empty")
        answer(connection, text, format_for(form, target, Format.TABLE), target)


def export(
    context: typer.Context,
    what: Annotated[Exportable, typer.Argument(help="What to export.")],
    form: Annotated[
        ExportFormat | None,
        typer.Option("--format", help="How to write them.", show_default="jsonl", rich_help_panel="Output"),
    ] = None,
    target: Annotated[
        Path | None,
        typer.Option("--to", help="Write to a file; its name can say the format.", rich_help_panel="Output"),
    ] = None,
    since: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"],
            help="Only articles published from this day on (UTC).",
            rich_help_panel="Choice",
        ),
    ] = None,
    source: Annotated[
        str | None, typer.Option(help="Only articles of this source.", rich_help_panel="Choice")
    ] = None,
) -> None:
    """Write all articles with their quotes and entities, one object or row each, as a stream.

    Each has article_id, url, canonical_url, source, title, kicker, text, authors,
    published and modified (UTC, ISO 8601), published_precision, language,
    section, agencies, agency (the first of them), dateline, word_count,
    version_count, first_seen_at, is_complete, access, entities (text, type),
    quotes (text, speaker) and cluster (the story it is a copy of).
    """
    _ = what  # one choice so far, and typer has checked it
    chosen = format_for(Format(form) if form else None, target, Format.JSONL)
    if chosen.value not in list(ExportFormat):
        raise ConfigError(f"an export is written as jsonl, csv or parquet, not as {chosen}")
    with published(_settings(context)) as connection:
        count = answer(
            connection,
            _EXPORT,
            chosen,
            target,
            {"since": since.isoformat() + "Z" if since else None, "source": source},
        )
    if target is not None:
        say(f"{count:,} articles written to {target}")


def answer(
    connection: duckdb.DuckDBPyConnection,
    query: str,
    form: Format,
    target: Path | None = None,
    parameters: dict[str, Any] | None = None,
) -> int:
    """Run *query* and write its rows; return how many. Raises `QueryError` with DuckDB's own words."""
    import duckdb

    try:
        relation = connection.sql(query, params=parameters or {})
        if relation is None:  # a statement without rows, such as SET
            return 0
        return write_result(relation.to_arrow_reader(ROWS_AT_A_TIME), form, target)
    except duckdb.Error as error:
        raise QueryError(str(error).rstrip()) from error


def _query_text(query: str | None, file: Path | None) -> str | None:
    if query is not None and file is not None:
        raise typer.BadParameter("give a query or a file, not both")
    if file is not None:
        try:
            return file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(f"{file} cannot be read: {error}") from error
    if query is None and not sys.stdin.isatty():
        return sys.stdin.read()
    return query


def _settings(context: typer.Context) -> Settings:
    from tasks.settings import load_settings

    return load_settings(options_of(context).home)
