from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.model.errors import DocumentRejected, MalformedRecord
from tasks.sources.opml import OutlineFeed, read_opml, write_opml


def test_feeds_are_read_from_folders_in_folders_each_once() -> None:
    data = b"""<?xml version="1.0"?><opml version="1.0"><head><title>Mine</title></head><body>
    <outline text="News"><outline text="Coast">
    <outline text="Fjord Post" type="rss" xmlUrl="https://fjord.example/feed" htmlUrl="https://fjord.example/"/>
    </outline><outline title="R&D" XMLURL="feed://lab.example/rss"/></outline>
    <outline text="again" xmlUrl="https://fjord.example/feed"/><outline text="a page" url="https://a.example/"/>
    <outline xmlUrl="javascript:go()"/></body></opml>"""

    assert read_opml(data) == [
        OutlineFeed(
            name="Fjord Post",
            url="https://fjord.example/feed",
            html_url="https://fjord.example/",
            category="News/Coast",
        ),
        OutlineFeed(name="R&D", url="https://lab.example/rss", category="News"),
    ]


@pytest.mark.parametrize("data", [b"", b"<html><body/></html>", b"no list"], ids=["nothing", "page", "text"])
def test_what_is_no_list_of_feeds_is_refused(data: bytes) -> None:
    with pytest.raises(MalformedRecord):
        read_opml(data)


NAMES = st.text(st.characters(codec="utf-8"), max_size=12).map(lambda text: f"n{' '.join(text.split())}")


@given(
    st.lists(
        st.tuples(NAMES, st.none() | st.from_regex(r"[a-z]{1,5}(/[a-z]{1,5})?", fullmatch=True)), max_size=5
    )
)
def test_what_was_written_is_read_again(named: list[tuple[str, str | None]]) -> None:
    entries = [
        OutlineFeed(name=name, url=f"https://a.example/{number}", category=category)
        for number, (name, category) in enumerate(named)
    ]

    again = read_opml(write_opml(entries))

    assert {feed.url: feed.category for feed in again} == {feed.url: feed.category for feed in entries}


@given(st.binary(max_size=200))
def test_any_bytes_are_a_list_or_refused(data: bytes) -> None:
    for content in (data, b"<opml><body><outline " + data):
        with suppress(DocumentRejected):
            assert isinstance(read_opml(content), list)
