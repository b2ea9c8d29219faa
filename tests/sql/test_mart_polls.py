from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import duckdb
import pytest

Add = Callable[..., None]
Rows = Callable[[str], list[tuple[Any, ...]]]

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FEED = "https://harbour.example/feed"


@pytest.fixture
def run(add: Add) -> None:
    """A run that began now and met nothing new."""
    add("meta.runs", run_id="run-1", started_at=NOW, ended_at=NOW + timedelta(minutes=1))


# ------------------------------------------------------------------------------------- requests


def test_a_request_says_where_it_went_and_what_it_cost(add: Add, rows: Rows) -> None:
    add(
        "raw.fetches",
        fetch_id="f1",
        final_url="https://user@CDN.harbour.example:8080/feed?x=1",
        attempt_count=2,
        redirect_count=1,
    )

    found = rows(
        "select host_name, request_count, wire_byte_count, body_byte_count, is_failed from mart.fetches"
    )

    assert found == [("cdn.harbour.example:8080", 3, 10, 30, False)]


@pytest.mark.parametrize(
    ("outcome", "status", "expected"),
    [
        ("ok", 200, (False, False, 1)),
        ("not_modified", 304, (True, False, 1)),
        ("empty", 204, (False, False, 1)),
        ("timed_out", None, (False, True, 1)),
        ("disallowed", None, (False, True, 0)),
        ("blocked", None, (False, True, 0)),
        ("throttled", 429, (False, True, 1)),
        ("throttled", None, (False, True, 0)),
    ],
    ids=["ok", "not-modified", "empty", "timed-out", "robots", "blocked", "throttled", "not-sent"],
)
def test_an_outcome_says_whether_it_failed_and_whether_anything_was_sent(
    add: Add, rows: Rows, outcome: str, status: int | None, expected: tuple[bool, bool, int]
) -> None:
    add("raw.fetches", fetch_id="f1", outcome=outcome, status=status)

    assert rows("select is_not_modified, is_failed, request_count from mart.fetches") == [expected]


# ------------------------------------------------------------------------------------ addresses


@pytest.mark.usefixtures("run")
@pytest.mark.parametrize(
    ("stands", "status"),
    [
        ({}, "ok"),
        ({"failure_count": 2, "last_error": "timed out"}, "failing"),
        ({"failure_count": 1, "held_until": NOW + HOUR}, "paused"),
        ({"failure_count": 1, "held_until": NOW - HOUR}, "failing"),
        ({"status": "gone", "failure_count": 1, "next_due_at": None}, "gone"),
    ],
    ids=["ok", "failing", "paused", "held-before", "gone"],
)
def test_an_address_says_how_it_stands_and_so_does_its_source(
    add: Add, rows: Rows, stands: dict[str, Any], status: str
) -> None:
    add("raw.addresses", **stands)

    assert rows("select status from mart.addresses") == [(status,)]
    assert rows("select source, status from mart.source_health") == [("harbour", status)]


@pytest.mark.usefixtures("run")
def test_an_address_that_moved_says_from_where(add: Add, rows: Rows) -> None:
    add(
        "raw.addresses",
        address="https://harbour.example/rss",
        moved_from=FEED,
        moved_at=NOW - DAY,
        last_asked_at=NOW,
        next_due_at=NOW + HOUR,
    )

    found = rows("select url, address, moved_from, moved_at, poll_interval_s from mart.addresses")

    assert found == [(FEED, "https://harbour.example/rss", FEED, NOW - DAY, 3600.0)]


# --------------------------------------------------------------------------------------- health


@pytest.mark.usefixtures("run")
def test_a_polled_source_without_news_is_well(add: Add, rows: Rows) -> None:
    add("raw.addresses", last_success_at=NOW, last_asked_at=NOW, next_due_at=NOW + HOUR)
    add("raw.addresses", url=f"{FEED}/2", last_asked_at=NOW - HOUR, next_due_at=NOW + 2 * HOUR)
    add("raw.fetches", fetch_id="f0", fetched_at=NOW - DAY - HOUR)
    add("raw.fetches", fetch_id="f1", fetched_at=NOW - HOUR, attempt_count=2)
    add("raw.fetches", fetch_id="f2", fetched_at=NOW, outcome="not_modified", status=304, wire_byte_count=0)

    found = rows("""
        select status, last_success_at, last_error, failure_count, next_due_at, requests_24h, new_24h,
            last_asked_at, address_count, gone_address_count, not_modified_24h, failed_24h, received_bytes_24h
        from mart.source_health
    """)

    assert found == [("ok", NOW, None, 0, NOW + HOUR, 3, 0, NOW, 2, 0, 1, 0, 10)]


@pytest.mark.usefixtures("run")
def test_a_polled_source_that_gave_no_document_is_judged_by_its_addresses(add: Add, rows: Rows) -> None:
    add("meta.run_counts", read=0)
    add("raw.addresses", last_success_at=NOW)

    assert rows("select status, last_success_at from mart.source_health") == [("ok", NOW)]


@pytest.mark.usefixtures("run")
@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ({"failure_count": 1, "last_error": "HTTP 500"}, ("failing", 1, "HTTP 503")),
        ({}, ("degraded", 0, "HTTP 503")),
        ({"status": "gone", "failure_count": 9, "last_error": "410"}, ("failing", 3, "HTTP 503")),
        ({"parent": FEED}, ("failing", 3, "HTTP 503")),
    ],
    ids=["both", "one", "other-is-gone", "what-an-index-lists-does-not-count"],
)
def test_a_source_fails_when_all_its_configured_addresses_do(
    add: Add, rows: Rows, other: dict[str, Any], expected: tuple[str, int, str]
) -> None:
    add("raw.addresses", failure_count=3, last_error="HTTP 503", last_asked_at=NOW)
    add("raw.addresses", url=f"{FEED}/2", **other)

    assert rows("select status, failure_count, last_error from mart.source_health") == [expected]


@pytest.mark.usefixtures("run")
def test_a_pause_of_one_server_is_not_that_of_the_source(add: Add, rows: Rows) -> None:
    add("raw.addresses", held_until=NOW + HOUR, failure_count=1, last_error="HTTP 429")
    add("raw.addresses", url="https://other.example/feed")

    assert rows("select status, paused_until from mart.source_health") == [("degraded", NOW + HOUR)]


def test_a_rejected_document_is_forgotten_once_its_source_has_answered_since(add: Add, rows: Rows) -> None:
    add("meta.runs", run_id="run-1", started_at=NOW - HOUR, ended_at=NOW - HOUR)
    add("meta.run_counts", read=2, new=1, rejected=1)
    add("meta.runs", run_id="run-2", started_at=NOW, ended_at=NOW)
    add("raw.addresses", last_asked_at=NOW - HOUR)

    before = rows("select status from mart.source_health")
    add("raw.addresses", url=f"{FEED}/2", last_asked_at=NOW)

    assert (before, rows("select status from mart.source_health")) == ([("degraded",)], [("ok",)])


@pytest.mark.usefixtures("run")
def test_a_warehouse_that_never_polled_judges_files_by_their_runs(
    add: Add, add_article: Add, rows: Rows
) -> None:
    add("meta.run_counts", read=1, new=1)
    add_article("a1", first_seen_at=NOW)

    found = rows("""
        select status, last_success_at, next_due_at, requests_24h, new_24h, new_7d, silent_s, is_quiet,
            last_asked_at, address_count, failed_24h
        from mart.source_health
    """)

    assert found == [("ok", NOW + timedelta(minutes=1), None, None, 1, 1, 0.0, None, None, None, None)]


@pytest.mark.usefixtures("run")
@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ([9, 8, 7, 6, 5, 4], (0, 4 * 86400.0, 86400.0, True)),
        ([9, 8, 7, 6, 5, 1], (1, 86400.0, 4 * 86400.0, False)),
        ([60, 6, 5, 4, 3, 2.5, 2], (5, 2 * 86400.0, 86400.0, False)),
        ([5, 4], (2, 4 * 86400.0, 86400.0, None)),
    ],
    ids=["quiet", "it-has-such-pauses", "twice-its-pause-is-not-yet-over", "too-little-is-known"],
)
def test_a_source_goes_quiet_by_its_own_measure(
    add: Add, add_article: Add, rows: Rows, days: list[float], expected: tuple[int, float, float, bool]
) -> None:
    add("raw.addresses")
    for number, age in enumerate(days):
        add_article(f"a{number}", first_seen_at=NOW - age * DAY, first_run_id=f"run{number}")

    found = rows("select new_7d, silent_s, longest_silence_s, is_quiet from mart.source_health")

    week = sum(age < 7 for age in days)
    assert found == [(week, *expected[1:])]


# ------------------------------------------------------------------------------------- freshness


def test_freshness_counts_what_was_published_since_the_source_is_read(add_article: Add, rows: Rows) -> None:
    start = NOW - DAY
    add_article("old", first_seen_at=start, published_at=start - 30 * DAY)
    for number, minutes in enumerate((2, 10, 60)):
        seen = NOW + number * HOUR
        add_article(f"a{number}", first_seen_at=seen, published_at=seen - timedelta(minutes=minutes))
    add_article("day", first_seen_at=NOW, published_at=NOW - 12 * HOUR, published_precision="day")
    add_article("ahead", first_seen_at=NOW, published_at=NOW + HOUR)

    found = rows("""
        select seen_date, new_count, measured_count, published_to_warehouse_p50_s,
            published_to_warehouse_max_s, within_15_minutes_share
        from mart.source_freshness
    """)

    assert found == [
        (date(2026, 3, 10), 5, 4, 360.0, 3600.0, 0.75),
        (date(2026, 3, 9), 1, 0, None, None, None),
    ]


def test_freshness_counts_by_the_readers_days(
    add_article: Add, rows: Rows, warehouse: duckdb.DuckDBPyConnection
) -> None:
    warehouse.execute("update meta.settings set value = 'Asia/Kolkata' where name = 'timezone'")
    add_article("a1", first_seen_at=datetime(2026, 3, 10, 20, tzinfo=UTC))

    assert rows("select seen_date from mart.source_freshness") == [(date(2026, 3, 11),)]


# ----------------------------------------------------------------------------------- withdrawals


def test_withdrawn_articles_are_listed_with_what_came_back(add: Add, add_article: Add, rows: Rows) -> None:
    add_article("a1", withdrawn_at=NOW + DAY, published_at=NOW)
    add("core.withdrawals", article_id="a1", withdrawn_at=NOW, confirmed_at=NOW, returned_at=NOW + HOUR)
    add("core.withdrawals", article_id="a1", withdrawn_at=NOW + DAY, confirmed_at=NOW + DAY, status=410)

    found = rows("select title, status, is_withdrawn, returned_at, stood_s from mart.withdrawn")

    assert found == [
        ("Ferry sails", 410, True, None, 86400.0),
        ("Ferry sails", 404, False, NOW + HOUR, 0.0),
    ]


def test_an_article_that_was_withdrawn_keeps_its_text(add_article: Add, rows: Rows) -> None:
    add_article("a1", withdrawn_at=NOW)
    add_article("a2")

    found = rows("select article_id, is_withdrawn, withdrawn_at, body from mart.articles order by article_id")

    body = "The ferry sails again."
    assert found == [("a1", True, NOW, body), ("a2", False, None, body)]
