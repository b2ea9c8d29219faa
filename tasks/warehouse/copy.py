"""The way in from Python: a connection that reads the published copy, for notebooks and scripts."""

from __future__ import annotations

import os
from pathlib import Path

import duckdb

from tasks.model.errors import WarehouseError

_COPY = Path("published", "news.duckdb")


def connect(home: str | Path | None = None, *, memory_limit: str = "2GB") -> duckdb.DuckDBPyConnection:
    """Return a DuckDB connection that reads the published copy of *home*, and can change nothing in it.

    *home* is the folder that ``newsmill --home`` takes, else ``NEWSMILL_HOME``, else ``./data``; the path of
    a copy itself will do as well. What is asked gives Arrow, pandas or Polars as it likes:

        with connect() as news:
            table = news.sql("from mart.articles").to_arrow_table()

    Times are told in UTC; days and weeks of the views are the reader's all the same. A newer copy is seen by
    the next connection. Raises `WarehouseError` where nothing is published.
    """
    place = Path(home or os.environ.get("NEWSMILL_HOME") or "data").expanduser()
    path = place if place.is_file() else place / _COPY
    if not path.is_file():
        raise WarehouseError(f"{path}: nothing is published there yet; `newsmill ingest` does that")
    try:
        connection = duckdb.connect(
            str(path),
            read_only=True,
            config={"memory_limit": memory_limit, "autoinstall_known_extensions": False},
        )
    except duckdb.Error as error:
        raise WarehouseError(f"{path} cannot be opened: {error}") from error
    connection.execute("set timezone = 'UTC'")
    return connection
