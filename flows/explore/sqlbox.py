"""A question in SQL from a page: one statement that reads, so many rows of it, so many letters of a cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import duckdb

from flows.cli_results import plain_value
from tasks.model.errors import WarehouseError

ROWS = 500
_LETTERS = 240
_READING = (duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN)


class BadQuestion(WarehouseError):
    """A query that is not answered; the message says why."""

    reason = "query"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The first rows of what a query gives, as text; ``has_more`` says whether there are others."""

    columns: tuple[str, ...]
    numeric: tuple[bool, ...]
    rows: tuple[tuple[str, ...], ...]
    has_more: bool


def answer(connection: duckdb.DuckDBPyConnection, query: str, *, rows: int = ROWS) -> Answer:
    """Return the first *rows* rows of *query*.

    >>> with duckdb.connect() as connection:
    ...     answer(connection, "select 1 as a, 'x' as b")
    Answer(columns=('a', 'b'), numeric=(True, False), rows=(('1', 'x'),), has_more=False)

    Raises `BadQuestion` where it is no single statement that reads, or DuckDB does not take it.
    """
    try:
        statements = connection.extract_statements(query)
        if len(statements) != 1 or statements[0].type not in _READING:
            raise BadQuestion("One statement that reads is answered: select, with, from, show, describe.")
        table = connection.sql(query.strip().rstrip(";")).limit(rows + 1).to_arrow_table()
    except duckdb.InterruptException:
        raise
    except duckdb.Error as error:
        raise BadQuestion(str(error).rstrip()) from error
    columns = [column.to_pylist(maps_as_pydicts="strict") for column in table.slice(0, rows).columns]
    return Answer(
        columns=tuple(table.column_names),
        numeric=tuple(_is_number(str(kind)) for kind in table.schema.types),
        rows=tuple(tuple(_cell(value) for value in row) for row in zip(*columns, strict=True)),
        has_more=table.num_rows > rows,
    )


def _is_number(arrow_type: str) -> bool:
    return arrow_type.startswith(("int", "uint", "float", "double", "decimal"))


def _cell(value: Any) -> str:
    text = "" if value is None else str(plain_value(value))
    return text if len(text) <= _LETTERS else text[: _LETTERS - 1] + "…"
