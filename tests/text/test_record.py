from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from tasks.model.errors import EmptyDocument, MalformedRecord
from tasks.model.records import Article, Hints, MediaType, RawDocument
from tasks.text.shape import shape


def _shape(fields: Any, **about: Any) -> Article:
    content = json.dumps(fields, ensure_ascii=True).encode()
    return shape(
        RawDocument(
            source="files", locator="x.jsonl#line=1", media_type=MediaType.RECORD, content=content, **about
        )
    )


def test_every_field_of_a_record_has_its_place() -> None:
    article = _shape(
        {
            "url": "http://www.paper.example/fares/?utm_source=feed",
            "title": "Fares &amp;amp; <em>timetables</em>",
            "body": "The line raised fares.\n\nBoats wait. (With AFP inputs)",
            "authors": ["By Nora Feld", "Ugo Brand"],
            "published": "2024-05-02T10:00:00+02:00",
            "modified": "2024-05-03T08:00:00Z",
            "language": "en-GB",
            "section": "Travel",
            "tags": ["ferries", "ferries", "fares"],
            "image": "https://paper.example/boat.jpg",
            "site_name": "Aldern Courier",
        }
    )

    assert article.title == "Fares & timetables"
    assert article.body == "The line raised fares.\n\nBoats wait."
    assert article.credit_line == "(With AFP inputs)"
    assert [author.name for author in article.authors] == ["Nora Feld", "Ugo Brand"]
    assert article.published is not None
    assert article.published.local == "2024-05-02T10:00:00"
    assert article.wording_at is not None
    assert article.wording_at.isoformat() == "2024-05-03T08:00:00+00:00"
    assert article.canonical_url == "https://paper.example/fares"
    assert (article.language, article.section, article.tags) == ("en", "Travel", ("ferries", "fares"))
    assert article.media[0].url == "https://paper.example/boat.jpg"


@pytest.mark.parametrize(
    ("modified", "stood"),
    [("2024-05-02T08:00:00Z", "12:00"), ("2024-05-02", "12:00"), ("2024-05-02T09:30:00Z", "09:30")],
    ids=["as published", "a day alone", "since"],
)
def test_a_page_that_was_never_modified_stood_when_it_was_fetched(modified: str, stood: str) -> None:
    article = _shape(
        {"title": "Fares", "body": "Boats wait.", "published": "2024-05-02T08:00:00Z", "modified": modified},
        fetched_at=datetime(2024, 5, 2, 12, tzinfo=UTC),
    )

    assert article.wording_at is not None
    assert f"{article.wording_at:%H:%M}" == stood


def test_markup_becomes_paragraphs_and_links_with_their_places() -> None:
    article = _shape(
        {
            "url": "https://paper.example/a",
            "title": "Fares",
            "body_html": "<p>The <a href='/line'>line</a> raised <b>fares</b>.</p><p>Boats&nbsp;wait.</p>",
        }
    )

    assert article.body == "The line raised fares.\n\nBoats wait."
    (link,) = article.links
    assert (link.url, article.body[link.span.start : link.span.end]) == ("https://paper.example/line", "line")


def test_a_record_of_one_letter_is_kept() -> None:
    article = _shape({"title": "A", "body": "x", "published": "19/04/2018"}, hints=Hints(date_order="DMY"))

    assert (article.title, article.body) == ("A", "x")
    assert article.published is not None
    assert article.published.local == "2018-04-19"


def test_a_summary_stands_in_for_a_body_and_says_so() -> None:
    article = _shape({"title": "Fares rise", "summary": "The line raised fares…"})

    assert article.body == "The line raised fares…"
    assert not article.is_complete
    assert "summary_only" in article.flags


def test_a_title_alone_is_an_article_that_is_not_complete() -> None:
    article = _shape({"title": "Fares rise", "url": "https://paper.example/a"})

    assert article.body == ""
    assert not article.is_complete
    assert "no_body" in article.flags


def test_a_body_given_as_list_is_its_paragraphs() -> None:
    assert _shape({"title": "Fares", "body": ["One.", "Two."]}).body == "One.\n\nTwo."


def test_the_headline_repeated_as_first_paragraph_is_left_out() -> None:
    assert (
        _shape({"title": "Fares rise", "body": "FARES RISE\n\nThe line raised them."}).body
        == "The line raised them."
    )


def test_an_agency_in_a_field_or_byline_is_credited() -> None:
    by_field = _shape({"title": "Fares", "body": "The line raised them.", "credit": "Reuters"})
    by_author = _shape(
        {"title": "Fares", "body": "The line raised them.", "authors": "By Agence France-Presse"}
    )

    for article, agency, written in (
        (by_field, "REUTERS", "Reuters"),
        (by_author, "AFP", "Agence France-Presse"),
    ):
        (credit,) = article.credits
        assert credit.agency == agency
        assert article.credit_line is not None
        assert article.credit_line[credit.span.start : credit.span.end] == written


def test_doubtful_times_are_flagged_and_every_candidate_is_kept() -> None:
    article = _shape({"title": "Fares", "body": "They rose.", "published": "2023-02-30"})

    assert article.published is None
    assert "invalid_date" in article.flags
    assert ("published", "2023-02-30", False) in [
        (note.field, note.value, note.chosen) for note in article.provenance
    ]


@pytest.mark.parametrize(
    "content", [b"{", b"[]", b'"text"', b"\xff"], ids=["cut", "list", "string", "no utf-8"]
)
def test_what_is_no_object_is_malformed(content: bytes) -> None:
    with pytest.raises(MalformedRecord):
        shape(RawDocument(source="files", locator="x#line=1", media_type=MediaType.RECORD, content=content))


@pytest.mark.parametrize(
    "fields", [{}, {"title": " ", "body": "\u200b\n "}, {"authors": "Nora Feld"}, {"title": 7}]
)
def test_neither_title_nor_text_is_empty(fields: dict[str, Any]) -> None:
    with pytest.raises(EmptyDocument):
        _shape(fields)
