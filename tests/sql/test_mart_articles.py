from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import duckdb
import pytest

Add = Callable[..., None]
Rows = Callable[[str], list[tuple[Any, ...]]]

FERRY = ("Ferry sails", "The ferry sails again.")
LATE = ("Ferry sails late", "The ferry sails again, late.")


def set_zone(connection: duckdb.DuckDBPyConnection, zone: str) -> None:
    connection.execute("update meta.settings set value = ? where name = 'timezone'", [zone])


def test_an_article_has_its_text_and_what_belongs_to_it(
    add_article: Add, add: Add, add_fact: Add, rows: Rows
) -> None:
    wording = ("Ferry sails", "TARNBROOK, March 9: The ferry sails again.")
    add_article("a1", wordings=[wording], credit_line="(With PTI and ANI inputs)", author_names=["Ada Lund"])
    for agency in ("PTI", "ANI", "PTI"):
        add_fact("credits", "a1-v1", agency, part="credit_line", agency=agency, as_written=agency)
    add_fact("datelines", "a1-v1", "TARNBROOK, March 9", place="TARNBROOK", on_date=date(2026, 3, 9))

    found = rows("""
        select title, body, word_count, authors, wire_agencies, dateline_place, dateline_date,
            is_withdrawn, story_id
        from mart.articles
    """)

    assert found == [(*wording, 7, ["Ada Lund"], ["ANI", "PTI"], "TARNBROOK", date(2026, 3, 9), False, "a1")]


def test_an_article_without_authors_or_credit_has_empty_lists(add_article: Add, rows: Rows) -> None:
    add_article("a1")

    assert rows("select authors, wire_agencies, dateline_place from mart.articles") == [([], [], None)]


def test_an_article_shows_the_wording_that_stands(add_article: Add, rows: Rows) -> None:
    add_article("a1", wordings=[FERRY, LATE])

    assert rows("select title, body, version, version_count from mart.articles") == [(*LATE, 2, 2)]


@pytest.mark.parametrize(
    ("zone", "at", "precision", "local", "expected"),
    [
        ("UTC", datetime(2026, 3, 10, 20, tzinfo=UTC), "minute", "2026-03-10T20:00", date(2026, 3, 10)),
        (
            "Asia/Kolkata",
            datetime(2026, 3, 10, 20, tzinfo=UTC),
            "minute",
            "2026-03-10T20:00",
            date(2026, 3, 11),
        ),
        (
            "America/Lima",
            datetime(2026, 3, 10, 2, tzinfo=UTC),
            "second",
            "2026-03-10T02:00:00",
            date(2026, 3, 9),
        ),
        ("America/Lima", datetime(2026, 3, 10, tzinfo=UTC), "day", "2026-03-10", date(2026, 3, 10)),
        ("Asia/Kolkata", datetime(2026, 3, 9, 18, 30, tzinfo=UTC), "day", "2026-03-10", date(2026, 3, 10)),
        ("UTC", datetime(2026, 3, 1, tzinfo=UTC), "month", "2026-03", None),
        ("UTC", datetime(2026, 1, 1, tzinfo=UTC), "year", "2026", None),
        ("UTC", None, None, None, None),
    ],
    ids=["utc", "east", "west", "a-day-stays", "a-day-stays-in-the-east", "month", "year", "undated"],
)
def test_the_day_of_publication_is_that_of_the_reader(
    add_article: Add,
    warehouse: duckdb.DuckDBPyConnection,
    rows: Rows,
    zone: str,
    at: datetime | None,
    precision: str | None,
    local: str | None,
    expected: date | None,
) -> None:
    set_zone(warehouse, zone)
    add_article("a1", published_at=at, published_precision=precision, published_local=local)

    assert rows("select published_date from mart.articles") == [(expected,)]


def test_the_zone_of_the_session_moves_no_day(
    add_article: Add, warehouse: duckdb.DuckDBPyConnection, rows: Rows
) -> None:
    add_article("a1", published_at=datetime(2026, 3, 10, 20, tzinfo=UTC))

    warehouse.execute("set timezone = 'Asia/Tokyo'")

    assert rows("select published_date from mart.articles") == [(date(2026, 3, 10),)]


def test_settings_say_whose_days_are_counted(warehouse: duckdb.DuckDBPyConnection, rows: Rows) -> None:
    assert rows("from mart.settings") == [("UTC",)]

    set_zone(warehouse, "Asia/Kolkata")

    assert rows("from mart.settings") == [("Asia/Kolkata",)]


def test_versions_come_in_their_order_and_the_last_one_stands(add_article: Add, rows: Rows) -> None:
    add_article("a1", wordings=[FERRY, LATE, FERRY])

    found = rows("""
        select version, title, change_kind, is_current, version_id
        from mart.article_versions
        order by version
    """)

    assert found == [
        (1, "Ferry sails", "created", False, "a1-v1"),
        (2, "Ferry sails late", "edited", False, "a1-v2"),
        (3, "Ferry sails", "reverted", True, "a1-v1"),
    ]


def test_an_edit_is_a_version_beside_the_one_before(add_article: Add, rows: Rows) -> None:
    add_article("a1", wordings=[FERRY, LATE, FERRY])
    add_article("a2")

    found = rows("""
        select article_id, version, title_before, title_after, word_count_change
        from mart.edits
        order by version
    """)

    assert found == [
        ("a1", 2, "Ferry sails", "Ferry sails late", 1),
        ("a1", 3, "Ferry sails late", "Ferry sails", -1),
    ]


def test_authors_are_those_of_the_wording_that_stands(add_article: Add, add: Add, rows: Rows) -> None:
    add_article("a1", wordings=[FERRY, LATE])
    add("core.authors", version_id="a1-v1", article_id="a1", name="Old Hand", as_written="Old Hand")
    add("core.authors", version_id="a1-v2", article_id="a1", name="Ada Lund", as_written="By ADA LUND")

    assert rows("select article_id, version, position, name, title from mart.authors") == [
        ("a1", 2, 1, "Ada Lund", "Ferry sails late")
    ]


def test_media_and_provenance_are_those_of_the_wording_that_stands(
    add_article: Add, add: Add, rows: Rows
) -> None:
    add_article("a1")
    add("core.media", version_id="a1-v1", article_id="a1", url="https://a.example/1.jpg", credit="Lund")
    for value, is_chosen in (("Ferry sails", True), ("Harbour News", False)):
        add(
            "core.field_provenance",
            version_id="a1-v1",
            article_id="a1",
            field="title",
            value=value,
            origin="h1",
            is_chosen=is_chosen,
        )

    assert rows("select article_id, url, kind, credit from mart.media") == [
        ("a1", "https://a.example/1.jpg", "image", "Lund")
    ]
    assert rows("select value from mart.field_provenance where not is_chosen") == [("Harbour News",)]


def test_posts_and_corrections_quote_the_wording_that_stands(
    add_article: Add, add_fact: Add, rows: Rows
) -> None:
    note, noon = "Correction: Two gates.", datetime(2026, 3, 10, 12, tzinfo=UTC)
    add_article("a1", wordings=[("Gates", f"Gates open.\n\n{note}")])
    add_fact("posts", "a1-v1", "Gates open.", headline="Noon", posted_at=noon)
    add_fact("corrections", "a1-v1", note, text=note)

    assert rows("select article_id, headline, text from mart.posts") == [("a1", "Noon", "Gates open.")]
    assert rows("select article_id, kind, text from mart.corrections") == [("a1", "correction", note)]


def test_completeness_counts_the_articles_in_which_a_field_is_known(add_article: Add, rows: Rows) -> None:
    add_article("a1", author_names=["Ada Lund"])
    add_article("a2", wordings=[(None, "A text.")], published_precision="day")

    found = rows("""
        select field, filled_count, share
        from mart.field_completeness
        where field in ('title', 'authors', 'published_at', 'time_of_day', 'section')
    """)

    assert found == [
        ("authors", 1, 0.5),
        ("published_at", 2, 1.0),
        ("section", 0, 0.0),
        ("time_of_day", 1, 0.5),
        ("title", 1, 0.5),
    ]


def test_daily_volume_adds_up_to_all_articles(add_article: Add, rows: Rows) -> None:
    add_article("a1")
    add_article("a2", wordings=[FERRY, LATE])
    add_article("a3", published_at=datetime(2026, 3, 11, tzinfo=UTC))
    add_article("a4", published_at=None, published_precision=None, published_local=None)
    add_article("a5", source="market")

    found = rows("""
        select source, published_date, article_count, word_count, edit_count
        from mart.daily_volume_by_source
        order by all nulls last
    """)

    assert found == [
        ("harbour", date(2026, 3, 10), 2, 9, 1),
        ("harbour", date(2026, 3, 11), 1, 4, 0),
        ("harbour", None, 1, 4, 0),
        ("market", date(2026, 3, 10), 1, 4, 0),
    ]


def test_a_comparison_says_what_was_stored_from_where_and_how_much_of_it_the_other_has(
    add: Add, add_article: Add, rows: Rows
) -> None:
    add_article("a1")
    add("raw.documents", document_id="d1", article_id="a1", version_id="a1-v1", media_type="application/json")
    add("raw.documents", document_id="d2", article_id="a1", version_id="a1-v1", media_type="text/html")
    add(
        "core.comparisons",
        document_id="d2",
        article_id="a1",
        version_id="a1-v1",
        stored_share=1,
        told_share=0.4,
    )

    found = rows("""
        select source, title, told_by, stored_from, told_word_count, stored_word_count, stored_share,
            told_share
        from mart.comparisons
    """)

    assert found == [("harbour", "Ferry sails", "page", "record", 10, 4, 1.0, 0.4)]
