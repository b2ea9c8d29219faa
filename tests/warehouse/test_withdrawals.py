"""What was taken back is noted and kept, and noted again when it is back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

from tasks.model.exchanges import FetchOutcome
from tasks.model.polls import FetchRow
from tasks.model.records import Article, Batch, Counts, Gone, Known, Shaped
from tasks.warehouse.checks import run_checks
from tasks.warehouse.migrate import migrate
from tasks.warehouse.polls import load_polls
from tasks.warehouse.spool import read_batch, write_batch
from tests.warehouse.warehouse_samples import NOW, load, make_article, make_batch, make_stub, rows

HOUR = timedelta(hours=1)
LANDED = "landing/b.warc.gz#offset=7"
STANDS = "select is_withdrawn, withdrawn_at from mart.articles"
HISTORY = "select withdrawn_at, confirmed_at, returned_at, status from core.withdrawals order by withdrawn_at"


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        migrate(connection)
        yield connection
        assert not any(run_checks(connection).values())


def gone(key: str = "1", *, at: datetime = NOW, sequence: int = 1, **fields: Any) -> Gone:
    given = {"source": "gazette", "url": f"https://gazette.example/n/{key}", "status": 404, "locator": LANDED}
    return Gone(sequence=sequence, at=at, **{**given, **fields})


def page(at: datetime | None, *, sequence: int = 1, article: Article | None = None) -> Shaped:
    """Return the page of an article as it was fetched *at*."""
    article = article or make_article()
    stub = make_stub(article, f"landing/{at}.warc.gz#offset={sequence}", at)
    return Shaped(sequence=sequence, document=stub, article=article)


def load_one(
    connection: duckdb.DuckDBPyConnection, folder: Path, *members: Shaped | Known | Gone, run: str
) -> Counts:
    """Load *members* as one batch; return what became of the documents of the gazette."""
    batch = Batch(
        kept=tuple(one for one in members if isinstance(one, Shaped)),
        known=tuple(one for one in members if isinstance(one, Known)),
        gone=tuple(one for one in members if isinstance(one, Gone)),
    )
    return load(connection, folder, batch, run_id=run)["gazette"]


def test_an_article_is_withdrawn_once_and_stays(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    load_one(connection, tmp_path, page(NOW - HOUR), run="r1")

    first = load_one(connection, tmp_path, gone(at=NOW), run="r2")
    again = load_one(connection, tmp_path, gone(at=NOW + HOUR, status=410), run="r3")
    late = load_one(connection, tmp_path, gone(at=NOW - HOUR / 2), run="r4")

    assert first == Counts(read=1, updated=1)
    assert again == late == Counts(read=1, unchanged=1)
    assert rows(connection, STANDS) == [(True, NOW)]
    assert rows(connection, HISTORY) == [(NOW, NOW + HOUR, None, 410)]
    assert rows(connection, "select count(*) from mart.articles where body <> ''") == [(1,)]


def test_an_article_that_is_seen_again_is_withdrawn_no_more(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    load_one(connection, tmp_path, page(NOW - HOUR), run="r1")
    load_one(connection, tmp_path, gone(at=NOW), run="r2")

    back = load_one(connection, tmp_path, page(NOW + HOUR), run="r3")
    still = load_one(connection, tmp_path, page(NOW + 2 * HOUR), run="r4")
    anew = load_one(connection, tmp_path, gone(at=NOW + 3 * HOUR, status=410), run="r5")

    assert back == Counts(read=1, updated=1)
    assert still == Counts(read=1, unchanged=1)
    assert anew == Counts(read=1, updated=1)
    assert rows(connection, STANDS) == [(True, NOW + 3 * HOUR)]
    assert rows(connection, HISTORY) == [
        (NOW, NOW, NOW + HOUR, 404),
        (NOW + 3 * HOUR, NOW + 3 * HOUR, None, 410),
    ]


def test_the_same_bytes_bring_it_back_too(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    shown = page(NOW - HOUR)
    load_one(connection, tmp_path, shown, run="r1")
    load_one(connection, tmp_path, gone(at=NOW), run="r2")

    known = Known(sequence=1, document=replace(shown.document, locator="c#offset=1", fetched_at=NOW + HOUR))
    counts = load_one(connection, tmp_path, known, run="r3")

    assert counts == Counts(read=1, updated=1)
    assert rows(connection, STANDS) == [(False, None)]


@pytest.mark.parametrize("at", [NOW - HOUR, NOW, None], ids=["older", "of-that-moment", "a-file"])
def test_what_was_fetched_before_does_not_bring_it_back(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, at: datetime | None
) -> None:
    load_one(connection, tmp_path, page(NOW - 2 * HOUR), run="r1")
    load_one(connection, tmp_path, gone(at=NOW), run="r2")

    load_one(connection, tmp_path, page(at), run="r3")

    assert rows(connection, STANDS) == [(True, NOW)]


def test_an_answer_older_than_the_last_sighting_withdraws_nothing(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    load_one(connection, tmp_path, page(NOW), run="r1")

    counts = load_one(connection, tmp_path, gone(at=NOW - HOUR), run="r2")

    assert counts == Counts(read=1, unchanged=1)
    assert rows(connection, STANDS) == [(False, None)]
    assert rows(connection, HISTORY) == []


def test_an_article_of_the_same_batch_may_go_and_come_back(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    members = page(NOW, sequence=1), gone(at=NOW + HOUR, sequence=2), page(NOW + 2 * HOUR, sequence=3)

    counts = load_one(connection, tmp_path, *members, run="r1")

    assert (counts.read, counts.new, counts.updated) == (3, 1, 1)
    assert rows(connection, STANDS) == [(False, None)]
    assert rows(connection, HISTORY) == [(NOW + HOUR, NOW + HOUR, NOW + 2 * HOUR, 404)]


def test_what_is_no_article_is_counted_and_changes_nothing(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    load_one(connection, tmp_path, page(NOW), run="r1")

    counts = load_one(connection, tmp_path, gone("unknown", at=NOW + HOUR), run="r2")

    assert counts == Counts(read=1, unchanged=1)
    assert rows(connection, HISTORY) == []


def test_an_article_is_found_by_the_address_of_any_of_its_documents(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    item = page(NOW)
    feed_link = "https://feeds.example/click?to=1"
    item = replace(item, document=replace(item.document, url=feed_link))
    load_one(connection, tmp_path, item, run="r1")

    load_one(connection, tmp_path, gone(at=NOW + HOUR, url=feed_link), run="r2")

    assert rows(connection, STANDS) == [(True, NOW + HOUR)]


def test_an_article_is_found_by_an_address_that_led_to_it(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    shown = page(NOW)
    load_one(connection, tmp_path, shown, run="r1")
    short = "https://gzt.example/x"
    asked = FetchRow(
        fetch_id="r1-1",
        run_id="r1",
        source="gazette",
        purpose="article",
        url=short,
        final_url=shown.document.url or "",
        status=200,
        outcome=FetchOutcome.OK,
        locator=shown.document.locator,
        fetched_at=NOW,
    )
    load_polls(connection, fetches=[asked], now=NOW)

    load_one(connection, tmp_path, gone(at=NOW + HOUR, url=short), run="r2")

    assert rows(connection, STANDS) == [(True, NOW + HOUR)]


def test_a_withdrawn_article_keeps_what_it_is_while_others_change(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    load_one(connection, tmp_path, page(NOW - HOUR), run="r1")
    load_one(connection, tmp_path, gone(at=NOW), run="r2")

    edited = make_article(body="The ferry sails late.")
    load_one(connection, tmp_path, page(None, article=edited), run="r3")

    assert rows(connection, "select version_count, is_withdrawn from mart.articles") == [(2, True)]


def test_a_batch_that_an_earlier_release_spooled_is_loaded(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    path = tmp_path / "old.parquet"
    write_batch(path, make_batch([make_article()]), run_id="r1", batch_id="r1-1")
    table = pq.read_table(path, partitioning=None)
    pq.write_table(table.drop_columns(["gone"]), path)

    found = read_batch(path)

    assert found.batch_id == "r1-1"
    assert found.rows.column("gone").null_count == 1
