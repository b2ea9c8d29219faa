"""What a load makes of documents: articles, versions, facts, and nothing twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tasks.model.records import Article, Author, Batch, Counts, Known, Moment, Precision, Shaped
from tasks.stories.edits import compare_wordings
from tasks.stories.versions import decide
from tasks.warehouse.checks import run_checks
from tasks.warehouse.ledger import read_quarantined, resolve_retried
from tasks.warehouse.load import find_known, load_batch
from tasks.warehouse.migrate import migrate
from tasks.warehouse.spool import write_batch
from tests.warehouse.warehouse_samples import (
    DAY,
    NOW,
    load,
    make_article,
    make_batch,
    make_full_article,
    make_rejection,
    make_stub,
    moment,
    rows,
)

STORED = (
    "core.article_versions",
    "core.mentions",
    "core.entities",
    "core.authors",
    "raw.documents",
    "core.field_provenance",
)


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        migrate(connection)
        yield connection


def versions(connection: duckdb.DuckDBPyConnection) -> list[tuple[Any, ...]]:
    return rows(
        connection,
        "select l.version, v.title, v.body, l.change_kind, l.changed_fields"
        " from core.version_log as l join core.article_versions as v using (version_id)"
        " order by l.article_id, l.version",
    )


def test_every_fact_arrives_in_its_table_and_quotes_the_text(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    article = make_full_article()

    load(connection, tmp_path, [article])

    for table in (
        "places",
        "quotes",
        "dates",
        "acronyms",
        "citations",
        "agreements",
        "amounts",
        "topics",
        "keywords",
        "links",
        "datelines",
        "posts",
        "corrections",
    ):
        ((start, end, rule, version, confidence, part),) = rows(
            connection, f'select "start", "end", rule, rule_version, confidence, part from core.{table}'
        )
        assert article.body[start:end]
        assert (rule, version, confidence, part) == ("test", 3, 0.9, "body")
    ((short, start, end),) = rows(connection, 'select short, "start", "end" from core.acronyms')
    assert article.body[start:end] == short
    mentions = "core.mentions join core.entities using (name, kind, entity_id)"
    assert rows(connection, f"select name, kind, titles, position from {mentions} order by position") == [
        ("Port Authority of Kayar", "organisation", ["the"], 1),
        ("Ferry", "product", [], 2),
    ]
    assert rows(connection, "select speaker_start, speaker_end, spans from core.quotes") == [
        (103, 106, [{"start": 93, "end": 101}])
    ]
    assert rows(connection, "select next_page_url from core.article_versions") == [(article.next_page_url,)]
    assert not any(run_checks(connection).values())


def test_the_same_batch_again_changes_nothing_and_counts_nothing(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    first = load(connection, tmp_path, [make_full_article()], batch_id="run-1/000001")
    again = load(connection, tmp_path, [make_full_article()], batch_id="run-1/000001")

    assert first == {"gazette": Counts(read=1, new=1)}
    assert again == {}
    assert rows(connection, 'select "read", "new" from meta.run_counts') == [(1, 1)]


def test_the_same_documents_in_another_run_are_unchanged_and_store_nothing(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    documents = [
        make_full_article(),
        make_article("a", "one"),
        make_article("a", "two"),
        make_article("a", "one"),
    ]
    load(connection, tmp_path, documents)
    before = [rows(connection, f"select * from {table} order by all") for table in STORED]
    log = versions(connection)

    counts = load(connection, tmp_path, documents, run_id="run-2", now=NOW + timedelta(days=1))

    assert counts == {"gazette": Counts(read=4, unchanged=3, duplicate=1)}
    assert [rows(connection, f"select * from {table} order by all") for table in STORED] == before
    assert versions(connection) == log
    assert rows(connection, "select distinct last_run_id, last_seen_at from core.articles") == [
        ("run-2", NOW + timedelta(days=1))
    ]


def test_the_order_within_a_batch_decides(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    counts = load(connection, tmp_path, [make_article("a", body) for body in ("one", "two", "one")])

    assert counts == {"gazette": Counts(read=3, new=1, updated=2)}
    assert [(row[0], row[2], row[3]) for row in versions(connection)] == [
        (1, "one", "created"),
        (2, "two", "edited"),
        (3, "one", "reverted"),
    ]
    assert rows(connection, "select body, version_count from mart.articles") == [("one", 3)]
    assert rows(connection, "select count(*) from core.article_versions") == [(2,)]


def test_a_revert_is_seen_though_its_bytes_are_known(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    article = make_article("a", "one", published=None)
    load(connection, tmp_path, make_batch([article], place="monday.jsonl"))
    load(connection, tmp_path, make_batch([make_article("a", "two", published=None)], place="tuesday.jsonl"))
    known = Known(sequence=1, document=make_stub(article, "wednesday.jsonl#line=1"))

    counts = load(connection, tmp_path, Batch(known=(known,)), run_id="run-2")
    again = load(connection, tmp_path, Batch(known=(known,)), run_id="run-3")

    assert counts == {"gazette": Counts(read=1, updated=1)}
    assert again == {"gazette": Counts(read=1, unchanged=1)}
    assert [(row[2], row[3]) for row in versions(connection)] == [
        ("one", "created"),
        ("two", "edited"),
        ("one", "reverted"),
    ]
    assert rows(connection, "select title, body from mart.articles") == [("Ferry", "one")]


def test_a_page_fetched_again_with_an_older_copy_in_between_says_what_it_said_last(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    def fetched(body: str, day: int) -> Shaped:
        at = DAY + timedelta(days=day)
        article = make_article("a", body, fetched_at=at)
        return Shaped(sequence=day, document=make_stub(article, f"{day}.warc#offset=0", at), article=article)

    for day, body in ((1, "one"), (9, "one"), (5, "two")):
        load(connection, tmp_path, Batch(kept=(fetched(body, day),)))

    assert [row[2] for row in versions(connection)] == ["one", "two", "one"]
    assert rows(connection, "select body from mart.articles") == [("one",)]


def test_white_space_and_case_make_no_version(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    counts = load(
        connection,
        tmp_path,
        [make_article("a", "The ferry sails."), make_article("a", "THE ferry  sails.\n")],
    )

    assert counts == {"gazette": Counts(read=2, new=1, duplicate=1)}


def test_what_a_later_document_knows_better_is_taken_and_what_lost_is_kept(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    day = moment(DAY, Precision.DAY)
    bare = make_article("a", published=day, url=None)
    told = make_article(
        "a", published=moment(DAY), authors=(Author(name="Ilse Okafor", as_written="By Ilse Okafor"),)
    )
    other = make_article(
        "a", published=moment(DAY + timedelta(hours=1)), authors=(Author(name="PTI", as_written="PTI"),)
    )

    load(connection, tmp_path, [bare])
    load(connection, tmp_path, make_batch([told], place="page.html"), run_id="run-2")
    load(connection, tmp_path, make_batch([other], place="export.csv"), run_id="run-3")

    assert rows(
        connection, "select url, published_precision, published_local, author_names from core.articles"
    ) == [("https://gazette.example/n/a", "minute", "2026-03-06T08:00", ["Ilse Okafor"])]
    assert rows(connection, "select name from core.authors") == [("Ilse Okafor",)]
    assert rows(connection, "select field, value, is_chosen from core.field_provenance order by all") == [
        ("authors", "Ilse Okafor", True),
        ("authors", "PTI", False),
        ("published", "2026-03-06T08:00", True),
        ("published", "2026-03-06T09:00", False),
    ]
    assert not any(run_checks(connection).values())


def test_a_better_time_that_is_met_twice_is_noted_once(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    for number, found in enumerate((moment(DAY, Precision.DAY), moment(DAY), moment(DAY))):
        load(connection, tmp_path, make_batch([make_article("a", published=found)], place=f"{number}.jsonl"))

    assert rows(connection, "select field, is_chosen from core.field_provenance") == [("published", True)]


def test_a_rejected_document_waits_in_quarantine_until_its_place_gives_an_article(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    rejected = Batch(rejected=(make_rejection(),))

    first = load(connection, tmp_path, rejected)
    load(connection, tmp_path, rejected, run_id="run-2", now=NOW + timedelta(days=1))
    waiting = rows(
        connection, "select locator, attempts, first_seen_at, last_seen_at, resolved_at from meta.quarantine"
    )
    load(connection, tmp_path, [make_article()], run_id="run-3")
    resolved = rows(connection, "select resolved_at from meta.quarantine")

    assert first == {"gazette": Counts(read=1, rejected=1)}
    assert waiting == [("in.jsonl#line=1", 2, NOW, NOW + timedelta(days=1), None)]
    assert resolved == [(NOW,)]
    assert rows(connection, "select run_id, reason, rejected from meta.run_rejections order by all") == [
        ("run-1", "empty", 1),
        ("run-2", "empty", 1),
    ]


def test_a_retry_resolves_what_it_did_not_reject_again(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    places = ("cut.gz", "empty.txt")
    load(
        connection,
        tmp_path,
        Batch(rejected=tuple(make_rejection(n, place) for n, place in enumerate(places))),
    )
    ids = [row[0] for row in rows(connection, "select quarantine_id from meta.quarantine")]
    load(connection, tmp_path, Batch(rejected=(make_rejection(1, "empty.txt"),)), run_id="retry")

    assert resolve_retried(connection, ids, run_id="retry", now=NOW) == 1

    assert [locator for _, _, locator in read_quarantined(connection, ids)] == ["empty.txt"]
    assert read_quarantined(connection) == read_quarantined(connection, ids)
    assert rows(connection, "select locator from mart.quarantine") == [("empty.txt",)]


def test_a_known_document_of_a_warehouse_that_is_gone_is_quarantined(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    counts = load(connection, tmp_path, Batch(known=(Known(sequence=1, document=make_stub(make_article())),)))

    assert counts == {"gazette": Counts(read=1, rejected=1)}
    assert rows(connection, "select stage, reason, sha256 is not null from mart.quarantine") == [
        ("load", "internal_error", True)
    ]


def test_bytes_are_known_by_source_and_digest(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    stub = make_stub(make_article("a"))
    load(connection, tmp_path, [make_article("a")])

    found = find_known(connection, [("gazette", stub.sha256), ("herald", stub.sha256), ("gazette", "0" * 64)])

    assert found == {("gazette", stub.sha256)}
    assert find_known(connection, []) == set()


def test_a_load_that_fails_leaves_nothing_behind(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    path = tmp_path / "b.parquet"
    articles: list[Article] = [make_article("a"), replace(make_article("b"), published=wrong_moment())]
    write_batch(path, make_batch(articles), run_id="run-1", batch_id="run-1/1")

    with pytest.raises(ValueError, match="fortnight"):
        load_batch(connection, path, decide=decide, compare=compare_wordings, now=NOW)

    assert path.exists()
    assert rows(connection, "select count(*) from core.articles") == [(0,)]
    assert load(connection, tmp_path, [make_article("a")]) == {"gazette": Counts(read=1, new=1)}


def wrong_moment() -> Moment:
    precision: Any = "fortnight"
    return Moment(at=DAY, local="2026-03", zone=None, precision=precision, origin="test")
