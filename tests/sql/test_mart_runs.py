from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

Add = Callable[..., None]
Rows = Callable[[str], list[tuple[Any, ...]]]

MORNING = datetime(2026, 3, 10, 6, tzinfo=UTC)


def add_run(add: Add, number: int, *, state: str = "completed", **counts: int) -> None:
    """Add a run an hour after the one with the number before, with counts of one source."""
    at = MORNING + timedelta(hours=number)
    ended = None if state in ("running", "interrupted") else at + timedelta(minutes=1)
    add("meta.runs", run_id=f"run-{number}", state=state, started_at=at, ended_at=ended)
    add("meta.run_counts", run_id=f"run-{number}", **counts)


def test_the_ledger_has_the_sums_of_a_run_and_those_of_each_source(add: Add, rows: Rows) -> None:
    add("meta.runs", run_id="run-1", state="degraded", seconds={"shape": 1.5})
    add("meta.run_counts", read=5, new=3, rejected=2)
    add("meta.run_counts", source="market", read=2, unchanged=1, duplicate=1)
    add("meta.run_rejections", reason="truncated", rejected=1)
    add("meta.run_rejections", reason="empty", rejected=1)

    found = rows("""
        select status, state, "read", "new", updated, unchanged, duplicate, rejected, spooled,
            rejected_by, seconds, sources['market']
        from mart.run_ledger
    """)

    market = {"read": 2, "new": 0, "updated": 0, "unchanged": 1, "duplicate": 1, "rejected": 0, "spooled": 0}
    by_reason = {"empty": 1, "truncated": 1}
    assert found == [("degraded", "degraded", 7, 3, 0, 1, 1, 2, 0, by_reason, {"shape": 1.5}, market)]


@pytest.mark.parametrize("state", ["running", "interrupted"])
def test_a_run_that_did_not_end_has_no_status(add: Add, rows: Rows, state: str) -> None:
    add("meta.runs", run_id="run-1", state=state, ended_at=None)

    assert rows(
        'select status, state, ended_at, "read", rejected_by, sources, seconds from mart.run_ledger'
    ) == [(None, state, None, 0, {}, {}, {})]


def test_the_newest_run_comes_first_and_is_there_for_each_source(add: Add, rows: Rows) -> None:
    add_run(add, 1, read=1, new=1)
    add_run(add, 2, read=1, unchanged=1)
    add("meta.run_counts", run_id="run-2", source="market", read=4, new=4)

    assert rows("select run_id from mart.run_ledger") == [("run-2",), ("run-1",)]
    assert rows('select run_id, source, "read" from mart.run_ledger_by_source') == [
        ("run-2", "harbour", 1),
        ("run-2", "market", 4),
        ("run-1", "harbour", 1),
    ]


def test_the_quarantine_holds_what_is_no_article_yet(add: Add, rows: Rows) -> None:
    add("meta.quarantine", quarantine_id="q1", locator="in/a.gz", attempts=2)
    add("meta.quarantine", quarantine_id="q2", locator="in/b.gz", resolved_at=MORNING)

    assert rows("select locator, reason, attempts, quarantine_id from mart.quarantine") == [
        ("in/a.gz", "truncated", 2, "q1")
    ]


def test_reasons_are_counted_with_the_newest_example(add: Add, rows: Rows) -> None:
    for number, reason in enumerate(("truncated", "truncated", "empty"), start=1):
        add(
            "meta.quarantine",
            quarantine_id=f"q{number}",
            locator=f"in/{number}",
            reason=reason,
            attempts=number,
            last_seen_at=MORNING + timedelta(hours=number),
        )

    found = rows("""
        select source, reason, document_count, attempt_count, last_locator
        from mart.quarantine_by_reason
    """)

    assert found == [("harbour", "truncated", 2, 3, "in/2"), ("harbour", "empty", 1, 3, "in/3")]


@pytest.mark.parametrize(
    ("counts", "status"),
    [
        ({"read": 2, "new": 1, "unchanged": 1}, "ok"),
        ({"read": 2, "new": 1, "rejected": 1}, "degraded"),
        ({"read": 2, "rejected": 2}, "failing"),
        ({"read": 0}, "failing"),
        ({"read": 2, "spooled": 2}, "waiting"),
    ],
    ids=["ok", "degraded", "all-rejected", "silent", "spooled"],
)
def test_health_is_that_of_the_newest_run(add: Add, rows: Rows, counts: dict[str, int], status: str) -> None:
    add_run(add, 1, read=1, new=1)
    add_run(add, 2, state="completed", **counts)
    add_run(add, 3, state="running", read=1, rejected=1)

    assert rows("select source, status from mart.source_health") == [("harbour", status)]


def test_failures_are_counted_since_the_last_success(add: Add, rows: Rows) -> None:
    for number, counts in enumerate(({"new": 1}, {"rejected": 1}, {"rejected": 1}), start=1):
        add_run(add, number, state="completed", **{"read": 1} | counts)
    add("meta.quarantine", quarantine_id="q1", locator="in/a.gz", last_seen_at=MORNING)

    found = rows("select last_success_at, failure_count, last_error, next_due_at from mart.source_health")

    ended = MORNING + timedelta(hours=1, minutes=1)
    assert found == [(ended, 2, "truncated: the gzip ends too soon", None)]


def test_a_source_that_never_gave_anything_has_no_success(add: Add, rows: Rows) -> None:
    add_run(add, 1, read=1, rejected=1)
    add_run(add, 2, read=1, rejected=1)

    assert rows("select last_success_at, failure_count from mart.source_health") == [(None, 2)]


def test_new_articles_are_those_of_the_day_before_the_newest_run(
    add: Add, add_article: Add, rows: Rows
) -> None:
    add_run(add, 1, read=1, new=1)
    for article_id, hours in (("a1", 30), ("a2", 3), ("a3", 1)):
        seen = MORNING - timedelta(hours=hours)
        add_article(article_id, first_seen_at=seen, published_at=seen - timedelta(minutes=hours))
    add_article("a4", first_seen_at=MORNING, published_precision="day")

    found = rows("select new_24h, published_to_warehouse_p50_s from mart.source_health")

    assert found == [(3, 120.0)]


def test_a_replay_tells_what_came_out_otherwise(add: Add, rows: Rows) -> None:
    add("meta.runs", run_id="run-1", flow="replay", state="completed")
    add("meta.replay_changes", run_id="run-1", part="article_versions", wordings=3)
    add("meta.replay_changes", run_id="run-1", part="quotes", wordings=12)

    assert rows("select run_id, state, part, wording_count from mart.replays") == [
        ("run-1", "completed", "quotes", 12),
        ("run-1", "completed", "text", 3),
    ]


def test_the_last_days_stand_beside_the_weeks_before(add: Add, add_article: Add, rows: Rows) -> None:
    add_run(add, 1, read=4, new=3, rejected=1)
    add("meta.runs", run_id="run-0", state="completed", started_at=MORNING - timedelta(days=9))
    add("meta.run_counts", run_id="run-0", read=4, new=2, unchanged=2)
    for article_id, days, said in (
        ("a1", 1, {"word_count": 3}),
        ("a2", 2, {"word_count": 90, "published_at": None}),
        ("a3", 9, {"word_count": 90}),
        ("a4", 50, {"word_count": 0}),
    ):
        add_article(article_id, first_seen_at=MORNING - timedelta(days=days), **said)

    found = rows("select * from mart.source_quality")

    assert found == [("harbour", 2, 1, 0.5, 0.0, 0.5, 0.0, 1, 0.25, 0.0)]
