"""The interactive prompt of ``newsmill sql``: several lines to a query, a history, a few dot commands."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from flows.cli_results import Format
from flows.console import open_console, plain_table, say, say_error
from tasks.model.errors import NewsError

if TYPE_CHECKING:
    import duckdb

_HELP = """\
A query may take several lines and ends with a semicolon. Only reading is possible here.

  .tables           the views there are, with what each holds
  .schema VIEW      the columns of a view (mart. may be left out)
  .help             this
  .quit             leave (so does Ctrl-D)

Start with:  select published_at, source, title from mart.articles order by all desc limit 10;
"""
_HISTORY_LENGTH = 2_000


def ask(connection: duckdb.DuckDBPyConnection, *, history: Path) -> None:
    """Answer queries from standard input until it ends, keeping what was typed in *history*."""
    from flows.cli_query import answer

    say("Newsmill SQL. `.help` helps, `.quit` leaves.")
    with _remembered(history):
        for statement in read_statements():
            if statement.startswith("."):
                if statement.split()[0] in (".quit", ".exit"):
                    return
                _obey(connection, statement)
                continue
            try:
                answer(connection, statement, Format.TABLE)
            except KeyboardInterrupt:
                say("stopped")
            except NewsError as error:
                say_error(str(error))


def read_statements(prompt: str = "newsmill> ", more: str = "     ...> ") -> Iterator[str]:
    """Yield dot commands, and queries up to the semicolon that ends a line; Ctrl-C forgets a half one."""
    lines: list[str] = []
    while True:
        try:
            line = input(more if lines else prompt)
        except KeyboardInterrupt:
            say("")
            lines.clear()
            continue
        except EOFError:
            say("")
            return
        if not lines and line.lstrip().startswith("."):
            yield line.strip()
            continue
        if line.strip() or lines:
            lines.append(line)
        if line.rstrip().endswith(";"):
            yield "\n".join(lines)
            lines.clear()


def _obey(connection: duckdb.DuckDBPyConnection, command: str) -> None:
    match command.split():
        case [".tables"]:
            _show_views(connection)
        case [".schema", name]:
            _show_columns(connection, name.rstrip(";"))
        case [".schema"]:
            say("Say which: .schema mart.articles. `.tables` lists the views.")
        case [".help"]:
            sys.stderr.write(_HELP)
        case [unknown, *_]:
            say(f"There is no {unknown}; `.help` lists what there is.")


def _show_views(connection: duckdb.DuckDBPyConnection) -> None:
    rows = connection.execute(
        """
        select schema_name || '.' || view_name, coalesce(comment, '')
        from duckdb_views()
        where schema_name = 'mart' and not internal
        order by 1
        """
    ).fetchall()
    table = plain_table(["view", "what it holds"])
    for name, comment in rows:
        table.add_row(name, comment)
    open_console(sys.stdout).print(table)


def _show_columns(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    schema, _, view = name.rpartition(".")
    rows = connection.execute(
        """
        select column_name, lower(data_type), coalesce(comment, '')
        from duckdb_columns()
        where schema_name = ? and table_name = ? and not internal
        order by column_index
        """,
        [schema or "mart", view],
    ).fetchall()
    if not rows:
        say(f"There is no view {name}; `.tables` lists them.")
        return
    table = plain_table(["column", "type", "meaning"])
    for row in rows:
        table.add_row(*row)
    open_console(sys.stdout).print(table)


@contextmanager
def _remembered(history: Path) -> Iterator[None]:
    """Give the prompt line editing and a history where the platform has readline."""
    try:
        import readline
    except ImportError:
        yield
        return
    with suppress(OSError):  # no history yet, or none we may read: start with an empty one
        readline.read_history_file(history)
    readline.set_history_length(_HISTORY_LENGTH)
    try:
        yield
    finally:
        with suppress(OSError):  # a home that cannot be written to is no reason to fail a reader
            readline.write_history_file(history)
