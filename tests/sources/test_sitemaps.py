from __future__ import annotations

import gzip
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.model.errors import (
    DocumentRejected,
    EmptyDocument,
    OversizedDocument,
    TruncatedDocument,
    UnknownFormat,
)
from tasks.sources import sitemaps
from tasks.sources.sitemaps import Sitemap, read_sitemap

NEWS = """<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"
 xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc> https://fjord.example/n/1?a=1&amp;b=2 </loc><lastmod>2024-05-03</lastmod>
<image:image><image:loc>https://fjord.example/1.jpg</image:loc><image:title>A quay</image:title></image:image>
<n:news><n:publication><n:name>Fjord Post</n:name><n:language>nb</n:language></n:publication>
<n:publication_date>2024-05-02T10:00+02:00</n:publication_date>
<n:title>Ferries &amp;amp; tides</n:title></n:news></url>
<url><loc>/n/2</loc></url><url><loc>javascript:go()</loc></url><url/><url><loc>/n/2</loc></url></urlset>"""


def test_a_news_sitemap_tells_of_its_articles() -> None:
    sitemap = read_sitemap(NEWS.encode(), base_url="https://fjord.example/news.xml")

    first, second = sitemap.entries
    assert (first.url, first.lastmod) == ("https://fjord.example/n/1?a=1&b=2", "2024-05-03")
    assert (first.published, first.title) == ("2024-05-02T10:00+02:00", "Ferries & tides")
    assert (first.language, first.site_name) == ("nb", "Fjord Post")
    assert (second.url, second.title) == ("https://fjord.example/n/2", None)
    assert sitemap.children == ()


def test_an_index_lists_sitemaps() -> None:
    index = """<sitemapindex><sitemap><loc>https://fjord.example/a.xml.gz</loc><lastmod>2024-05-03</lastmod>
    </sitemap><sitemap><loc>b.xml</loc></sitemap></sitemapindex>"""

    children = read_sitemap(index.encode(), base_url="https://fjord.example/maps/index.xml").children

    assert [(child.url, child.lastmod) for child in children] == [
        ("https://fjord.example/a.xml.gz", "2024-05-03"),
        ("https://fjord.example/maps/b.xml", None),
    ]


@pytest.mark.parametrize("times", [1, 2], ids=["packed", "packed twice"])
def test_a_packed_sitemap_is_known_by_its_bytes(times: int) -> None:
    data = NEWS.encode()
    for _ in range(times):
        data = gzip.compress(data)

    assert len(read_sitemap(data, base_url="https://fjord.example/").entries) == 2


@pytest.mark.parametrize(
    "data",
    [
        NEWS.replace("&amp;b", "&b"),
        NEWS.replace('xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"', ""),
        "\n\n" + NEWS,
        NEWS.removesuffix("</urlset>"),
        NEWS.replace("A quay", "A \x08 quay &nbsp;"),
        NEWS.replace("<urlset", "<!DOCTYPE urlset [<!ENTITY a 'b'>]><urlset"),
    ],
    ids=["ampersand", "prefix", "blank lines", "cut", "control character", "doctype"],
)
def test_a_damaged_sitemap_keeps_its_entries(data: str) -> None:
    entries = read_sitemap(data.encode(), base_url="https://fjord.example/").entries

    assert [entry.url for entry in entries] == [
        "https://fjord.example/n/1?a=1&b=2",
        "https://fjord.example/n/2",
    ]
    assert entries[0].language == "nb"


def test_lines_of_addresses_are_a_sitemap() -> None:
    data = (
        b"\xef\xbb\xbfhttps://fjord.example/n/1\r\nhttps://fjord.example/n/2\r\n\r\nhttps://fjord.example/n/1"
    )

    assert [entry.url for entry in read_sitemap(data).entries] == [
        "https://fjord.example/n/1",
        "https://fjord.example/n/2",
    ]


def test_a_feed_in_place_of_a_sitemap_gives_its_pages() -> None:
    item = "<item><title>A</title><link>/n/1</link><pubDate>2 May 2024</pubDate></item>"
    feed = f"<rss><channel>{item}</channel></rss>"

    (entry,) = read_sitemap(feed.encode(), base_url="https://fjord.example/").entries

    assert (entry.url, entry.title, entry.published) == ("https://fjord.example/n/1", "A", "2 May 2024")


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", EmptyDocument),
        (b"<!doctype html><html><body>Not found</body></html>", UnknownFormat),
        (b"Not found", UnknownFormat),
        (gzip.compress(NEWS.encode())[:-40], TruncatedDocument),
    ],
    ids=["nothing", "page", "text", "cut in its packing"],
)
def test_what_is_no_sitemap_is_refused_with_its_reason(data: bytes, error: type[DocumentRejected]) -> None:
    with pytest.raises(error):
        read_sitemap(data)


def test_a_sitemap_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps, "MOST_BYTES", 1_000)

    with pytest.raises(OversizedDocument):
        read_sitemap(gzip.compress(b"<urlset>" + b" " * 2_000))


@given(
    st.binary(max_size=200)
    | st.text("<>/urlsetoc &;!-[]", max_size=200).map(lambda text: f"<urlset>{text}".encode())
)
def test_any_bytes_are_a_sitemap_or_refused(data: bytes) -> None:
    with suppress(DocumentRejected):
        assert isinstance(read_sitemap(data, base_url="https://a.example/"), Sitemap)
