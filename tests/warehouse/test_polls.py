"""Requests are loaded once; addresses are kept as they stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import duckdb
import pytest

from tasks.model.exchanges import FetchOutcome
from tasks.model.polls import AddressRow, FetchRow
from tasks.model.records import SourceKind
from tasks.warehouse.checks import run_checks
from tasks.warehouse.migrate import migrate
from tasks.warehouse.polls import load_polls
from tasks.warehouse.runs import start_run
from tests.warehouse.warehouse_samples import NOW, rows

FEED = "https://gazette.example/feed"
FETCH = FetchRow(
    fetch_id="run-1-000001",
    run_id="run-1",
    source="gazette",
    purpose="feed",
    url=FEED,
    final_url=FEED,
    status=200,
    outcome=FetchOutcome.OK,
    etag='W/"é"',
    locator="landing/a.warc.gz#offset=0",
    fetched_at=NOW,
)
ADDRESS = AddressRow(
    source="gazette",
    url=FEED,
    kind=SourceKind.FEED,
    address=FEED,
    last_outcome="ok",
    last_asked_at=NOW,
    last_success_at=NOW,
    next_due_at=NOW + timedelta(minutes=15),
)


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        migrate(connection)
        start_run(connection, run_id="run-1", flow="ingest", started_at=NOW)
        yield connection


def test_a_request_is_loaded_once(connection: duckdb.DuckDBPyConnection) -> None:
    other = replace(FETCH, fetch_id="run-1-000002", outcome=FetchOutcome.TIMED_OUT, status=None, locator=None)

    first = load_polls(connection, fetches=[FETCH, FETCH], now=NOW)
    second = load_polls(connection, fetches=[other, FETCH], now=NOW)

    assert (first, second) == (1, 1)
    assert rows(connection, "select fetch_id, outcome, etag, status from raw.fetches order by fetch_id") == [
        ("run-1-000001", "ok", 'W/"é"', 200),
        ("run-1-000002", "timed_out", 'W/"é"', None),
    ]
    assert not any(run_checks(connection).values())


def test_an_address_is_kept_as_it_stands(connection: duckdb.DuckDBPyConnection) -> None:
    load_polls(connection, addresses=[ADDRESS], now=NOW)
    load_polls(connection, addresses=[replace(ADDRESS, failure_count=2, last_error="HTTP 503")], now=NOW)

    found = rows(connection, "select url, failure_count, last_error, kind from raw.addresses")
    assert found == [(FEED, 2, "HTTP 503", "feed")]


def test_an_address_that_its_source_has_no_more_is_forgotten(connection: duckdb.DuckDBPyConnection) -> None:
    other_source = replace(ADDRESS, source="courier")
    load_polls(connection, addresses=[ADDRESS, other_source], now=NOW)

    load_polls(connection, addresses=[replace(ADDRESS, url=f"{FEED}/new")], now=NOW)

    found = rows(connection, "select source, url from raw.addresses order by source")
    assert found == [("courier", FEED), ("gazette", f"{FEED}/new")]


def test_nothing_to_load_leaves_the_addresses_alone(connection: duckdb.DuckDBPyConnection) -> None:
    load_polls(connection, addresses=[ADDRESS], now=NOW)

    assert load_polls(connection, now=NOW) == 0
    assert rows(connection, "select count(*) from raw.addresses") == [(1,)]


def test_both_are_loaded_or_neither(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("drop view if exists mart.addresses")
    connection.execute("drop table raw.addresses")

    with pytest.raises(duckdb.Error):
        load_polls(connection, fetches=[FETCH], addresses=[ADDRESS], now=NOW)

    assert rows(connection, "select count(*) from raw.fetches") == [(0,)]


def test_a_header_that_is_no_text_is_written_out(connection: duckdb.DuckDBPyConnection) -> None:
    load_polls(connection, fetches=[replace(FETCH, detail="caf\udce9")], now=NOW)

    assert rows(connection, "select detail from raw.fetches") == [("caf\\udce9",)]
