"""``newsmill sql``: questions to the published copy, answers in any shape."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.cli_guard import options_of
from flows.cli_results import ROWS_AT_A_TIME, Format, format_for, write_result
from flows.reading import published
from tasks.model.errors import ConfigError, WarehouseError

if TYPE_CHECKING:
    import duckdb

    from tasks.settings import Settings


class QueryError(WarehouseError):
    """A query that cannot be answered; the message is DuckDB's, with its caret."""

    reason = "query"


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
    settings = settings_of(context)
    with published(settings) as connection:
        if text is None:
            from flows.cli_prompt import ask

            ask(connection, history=settings.home / ".sql_history")
            return
        if not text.strip():
            raise ConfigError("the query is empty")
        answer(connection, text, format_for(form, target, Format.TABLE), target)


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


def settings_of(context: typer.Context) -> Settings:
    """Return the settings of the home that stands before the command."""
    from tasks.settings import load_settings

    return load_settings(options_of(context).home)
