"""Runs, and the ledger of what waited in the spool when one ended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest

from tasks.warehouse.checks import run_checks
from tasks.warehouse.migrate import migrate
from tasks.warehouse.runs import finish_run, mark_interrupted, start_run
from tests.warehouse.warehouse_samples import NOW, load, make_article, rows

END = NOW + timedelta(minutes=1)


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        migrate(connection)
        yield connection


def test_a_run_begins_once_and_ends_with_its_seconds(connection: duckdb.DuckDBPyConnection) -> None:
    start_run(connection, run_id="run", flow="ingest", started_at=NOW)
    start_run(connection, run_id="run", flow="ingest", started_at=END)
    finish_run(connection, run_id="run", state="completed", ended_at=END, seconds={"load": 1.5})

    assert rows(
        connection, "select state, started_at, ended_at, message, seconds['load'] from meta.runs"
    ) == [("completed", NOW, END, None, 1.5)]


def test_only_a_run_whose_end_is_not_known_is_marked_interrupted(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    for run_id in ("ended", "killed"):
        start_run(connection, run_id=run_id, flow="ingest", started_at=NOW)
    finish_run(connection, run_id="ended", state="degraded", ended_at=END, message="something was rejected")

    for run_id in ("ended", "killed"):
        mark_interrupted(connection, run_id=run_id, ended_at=END)

    found = connection.execute("select run_id, state from meta.runs order by run_id").fetchall()
    assert found == [("ended", "degraded"), ("killed", "interrupted")]


def test_what_was_spooled_moves_on_in_the_ledger_when_it_is_loaded(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    load(connection, tmp_path, [make_article("a")])
    finish_run(connection, run_id="run-1", state="degraded", ended_at=END, spooled={"gazette": 3})
    waiting = counts(connection)

    load(connection, tmp_path, [make_article("a", "other"), make_article("b")])
    loaded = counts(connection)

    assert waiting == (4, 1, 0, 0, 0, 0, 3)
    assert loaded == (4, 2, 1, 0, 0, 0, 1)
    assert not any(run_checks(connection).values())


def counts(connection: duckdb.DuckDBPyConnection) -> tuple[int, ...]:
    query = 'select "read", "new", updated, unchanged, duplicate, rejected, spooled from meta.run_counts'
    (found,) = connection.execute(query).fetchall()
    return tuple(found)
