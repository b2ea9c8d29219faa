"""Where a command reads: the published copy, which is always free, or the warehouse, which is newest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING, Any

from tasks.model.errors import ConfigError, WarehouseError

if TYPE_CHECKING:
    import duckdb

    from tasks.settings import Settings


@contextmanager
def published(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the published copy to read; a sentence says what to do where there is none."""
    from tasks.warehouse.connect import open_reader

    if not settings.published.exists():
        raise ConfigError(
            f"there is nothing to read yet: `newsmill ingest` writes {settings.published} "
            "(a failed publication is repeated by `newsmill publish`)"
        )
    with open_reader(settings.published) as connection:
        yield connection


@contextmanager
def newest(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the warehouse to read if nobody writes to it now, else the published copy.

    A run that only met what was known leaves no new copy, and stands in the warehouse all the same.
    """
    from tasks.warehouse.connect import open_reader

    with ExitStack() as stack:
        connection = None
        with suppress(WarehouseError):  # absent, busy or damaged: the copy says what it can
            connection = stack.enter_context(open_reader(settings.warehouse, wait_seconds=0.2))
        yield connection if connection is not None else stack.enter_context(published(settings))


def fetch_rows(
    connection: duckdb.DuckDBPyConnection, query: str, parameters: Mapping[str, object] | None = None
) -> list[dict[str, Any]]:
    """Return the rows of *query* by column name; for results that are small by their question."""
    relation = connection.sql(query, params=dict(parameters or {}))
    rows: list[dict[str, Any]] = relation.to_arrow_table().to_pylist()
    return rows
