from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.model.errors import DocumentRejected, EmptyDocument, OversizedDocument, UndecodableDocument
from tasks.model.records import Charset, MediaType, RawDocument
from tasks.text.shape import MOST_PAGE_BYTES, shape


def _text(content: str | bytes, **about: object) -> RawDocument:
    data = content.encode() if isinstance(content, str) else content
    return RawDocument(source="files", locator="a.txt", media_type=MediaType.TEXT, content=data, **about)  # type: ignore[arg-type]  # mixed fields of one test helper


def test_a_text_becomes_an_article_with_its_credit_dateline_and_language() -> None:
    article = shape(
        _text(
            " date 2024-05-02 Dike repair: MILLHAVEN, April 30 (Lowland News Press): Crews came.\n\n"
            "Farms along the river had been warned the day before, the water board said.\n\n(With ANI inputs)"
        )
    )

    assert article.title == "Dike repair"
    assert article.dateline is not None
    assert (article.dateline.place, str(article.dateline.on)) == ("Millhaven", "2024-04-30")
    assert article.body.startswith("MILLHAVEN, April 30")
    assert article.body.endswith("the water board said.")
    assert [credit.agency for credit in article.credits] == ["ANI", "Lowland News Press"]
    assert article.language == "en"
    assert "date_conflict" in article.flags
    assert article.charset is not None
    assert article.charset.used == "utf-8"


def test_the_same_bytes_are_the_same_article() -> None:
    document = _text(
        "Ferry fares: The line raised them for the third time in two years, passengers were told."
    )

    assert shape(document) == shape(document)


def test_a_day_ahead_of_the_fetch_is_kept_and_flagged() -> None:
    fetched = datetime(2024, 5, 2, 12, tzinfo=UTC)

    ahead = shape(_text("date 2025-05-02 Ferry fares: They will rise.", fetched_at=fetched))
    same_day = shape(_text("date 2024-05-02 Ferry fares: They rise.", fetched_at=fetched))

    assert ahead.published is not None
    assert ahead.published.local == "2025-05-02"
    assert "date_in_future" in ahead.flags
    assert "date_in_future" not in same_day.flags


def test_the_charset_that_reading_settled_is_used_and_kept() -> None:
    settled = Charset(used="cp1252", sniffed="cp1252")

    article = shape(_text("Die Fähre fährt nicht".encode("cp1252"), charset=settled))

    assert article.body == "Die Fähre fährt nicht"
    assert article.charset is settled


def test_where_values_came_from_is_kept() -> None:
    article = shape(
        _text("date 2024-05-02 Ferry fares: The line raised them for the third time in two years.")
    )

    fields = {note.field: note for note in article.provenance if note.chosen}
    assert fields["published"].origin == "prefix"
    assert fields["title"].value == "Ferry fares"
    assert {"body", "language"} <= fields.keys()


@pytest.mark.parametrize(
    "content", [b"", b"   \n\n ", "\u200b\ufeff".encode()], ids=["nothing", "blank", "invisible"]
)
def test_a_text_without_words_is_empty(content: bytes) -> None:
    with pytest.raises(EmptyDocument):
        shape(_text(content))


def test_a_page_beyond_the_limit_is_oversized() -> None:
    page = RawDocument(
        source="x", locator="a.html", media_type=MediaType.HTML, content=b"<p>" * (MOST_PAGE_BYTES // 3 + 1)
    )

    with pytest.raises(OversizedDocument):
        shape(page)


def test_binary_is_undecodable() -> None:
    with pytest.raises(UndecodableDocument):
        shape(_text(bytes(range(256)) * 40))


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(list(MediaType)))
def test_any_bytes_give_an_article_or_a_reason(content: bytes, media_type: MediaType) -> None:
    with suppress(DocumentRejected):
        article = shape(RawDocument(source="x", locator="a", media_type=media_type, content=content))
        assert article.body or article.title
