"""Run the checks of ``sql/checks``: queries that return offenders, so that no rows means all is well."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from tasks.model.errors import WarehouseError
from tasks.warehouse.migrate import SQL

_SHOWN = 1_000  # offenders of one check that are returned; the first of them tell what is wrong


def run_checks(connection: duckdb.DuckDBPyConnection, folder: Path = SQL) -> dict[str, list[dict[str, Any]]]:
    """Return the offenders that each check finds, by the name of its file; none where all is well.

    >>> from tasks.warehouse.migrate import migrate
    >>> with duckdb.connect() as connection:
    ...     _ = migrate(connection)
    ...     any(run_checks(connection).values())
    False
    """
    return {path.stem: _run_check(connection, path) for path in sorted((folder / "checks").glob("*.sql"))}


def _run_check(connection: duckdb.DuckDBPyConnection, path: Path) -> list[dict[str, Any]]:
    query = path.read_text(encoding="utf-8").rstrip().removesuffix(";")
    try:
        offenders = connection.sql(f"select * from (\n{query}\n) limit {_SHOWN}").to_arrow_table()
    except duckdb.Error as error:
        raise WarehouseError(f"sql/checks/{path.name}: {error}") from error
    rows: list[dict[str, Any]] = offenders.to_pylist()
    return rows
