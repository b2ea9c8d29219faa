from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.model.errors import MalformedRecord
from tasks.model.records import MediaType, RawDocument, Rejection, Source
from tasks.sources.feeds import parse_feed
from tasks.sources.read import read_source

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:media="http://search.yahoo.com/mrss/"><channel><title>Fjord Post</title><link>https://fjord.example/</link>
<language>en-GB</language><lastBuildDate>Fri, 03 May 2024 10:00:00 GMT</lastBuildDate>
<item><title>Night ferries &amp;amp; buses</title><link>/n/1</link><guid isPermaLink="false">fp-1</guid>
 <dc:creator>Ida Moen</dc:creator><pubDate>Thu, 02 May 2024 10:00:00 +0200</pubDate>
 <category>Transport</category>
 <description>&lt;p&gt;They return &lt;b&gt;in spring&lt;/b&gt;.&lt;/p&gt;</description>
 <content:encoded><![CDATA[<p>They return in spring.</p><p>The line said so.</p>]]></content:encoded>
 <media:content url="https://fjord.example/1.jpg" medium="image">
 <media:description>A ferry</media:description></media:content></item>
<item><title>Old bridge</title><link>https://fjord.example/n/2</link><pubDate>when it suits</pubDate></item>
</channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://fjord.example/blog/"><title>Blog</title>
<entry><title type="html">Ferries &amp;lt;3</title><link href="one"/><id>urn:1</id>
<author><name>Ida Moen</name></author>
<published>2024-05-02T10:00:00+02:00</published><updated>2024-05-03T10:00:00+02:00</updated>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>They return.</p></div></content>
</entry></feed>"""

JSON_FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Fjord Post",
    "language": "nb",
    "home_page_url": "https://fjord.example/",
    "items": [
        {
            "id": "1",
            "url": "/n/1",
            "title": "Ferries",
            "content_html": "<p>They return.</p>",
            "tags": ["a", 7],
        },
        {
            "id": "https://fjord.example/n/2",
            "content_text": "Short.",
            "author": {"name": "Ida Moen"},
            "language": "en",
        },
        "no item",
    ],
}


def test_an_rss_item_has_our_fields() -> None:
    first, second = parse_feed(RSS.encode(), base_url="https://fjord.example/feed.xml")

    assert first == {
        "url": "https://fjord.example/n/1",
        "title": "Night ferries & buses",
        "summary": "They return in spring.",
        "body_html": "<p>They return in spring.</p><p>The line said so.</p>",
        "authors": ["Ida Moen"],
        "published": "Thu, 02 May 2024 10:00:00 +0200",
        "tags": ["Transport"],
        "id": "fp-1",
        "image": "https://fjord.example/1.jpg",
        "language": "en-GB",
        "site_name": "Fjord Post",
    }
    assert second["published"] == "when it suits"


def test_an_atom_entry_has_our_fields() -> None:
    (entry,) = parse_feed(ATOM.encode())

    assert entry == {
        "url": "https://fjord.example/blog/one",
        "title": "Ferries <3",
        "body_html": "<p>They return.</p>",
        "authors": ["Ida Moen"],
        "published": "2024-05-02T10:00:00+02:00",
        "modified": "2024-05-03T10:00:00+02:00",
        "id": "urn:1",
        "site_name": "Blog",
    }


def test_a_json_feed_item_has_our_fields() -> None:
    first, second = parse_feed(json.dumps(JSON_FEED).encode())

    assert first == {
        "language": "nb",
        "site_name": "Fjord Post",
        "url": "https://fjord.example/n/1",
        "title": "Ferries",
        "body_html": "<p>They return.</p>",
        "tags": ["a"],
        "id": "1",
    }
    assert (second["url"], second["body"], second["authors"], second["language"]) == (
        "https://fjord.example/n/2",
        "Short.",
        ["Ida Moen"],
        "en",
    )


def test_an_item_without_a_date_gets_none_from_the_feed() -> None:
    feed = RSS.replace("<pubDate>when it suits</pubDate>", "")

    assert "published" not in parse_feed(feed.encode())[1]


def test_a_description_that_is_the_whole_text_is_the_body() -> None:
    text = "The ferries return in spring, the line said on Thursday. " * 20
    feed = (
        f"<rss><channel><item><title>Ferries</title><description>{text}</description></item></channel></rss>"
    )

    (item,) = parse_feed(feed.encode())

    assert item["body_html"] == text.strip()


@pytest.mark.parametrize(
    "damage",
    [
        lambda feed: "\n\n" + feed,
        lambda feed: feed.replace("Night", "Ni\x08ght"),
        lambda feed: feed.replace('encoding="utf-8"', 'encoding="iso-8859-1"').replace("ferries", "færries"),
        lambda feed: feed.removesuffix("</channel></rss>"),
        lambda feed: feed.replace('xmlns:dc="http://purl.org/dc/elements/1.1/"', ""),
    ],
    ids=["blank lines first", "control character", "wrong encoding", "not closed", "prefix not declared"],
)
def test_a_damaged_feed_still_has_its_items(damage: object) -> None:
    assert callable(damage)

    items = parse_feed(damage(RSS).encode(), base_url="https://fjord.example/feed.xml")

    assert [item["url"] for item in items] == ["https://fjord.example/n/1", "https://fjord.example/n/2"]
    assert items[0]["title"] in ("Night ferries & buses", "Night færries & buses")


def test_the_charset_that_the_server_stated_counts() -> None:
    feed = "<rss><channel><item><title>Паромы вернутся весной</title></item></channel></rss>"

    (item,) = parse_feed(feed.encode("koi8_r"), headers={"Content-Type": "text/xml; charset=koi8-r"})

    assert item["title"] == "Паромы вернутся весной"


@pytest.mark.parametrize("data", [b"", b"<html><body>Not found</body></html>", b"{", b"\x00" * 50, b"[1]"])
def test_what_is_no_feed_has_no_items(data: bytes) -> None:
    assert parse_feed(data) == []


def test_a_saved_feed_is_read_item_by_item(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text(RSS.replace("/n/1", "https://fjord.example/n/1"))
    (tmp_path / "b.json").write_text(json.dumps(JSON_FEED))
    (tmp_path / "c.xml").write_text("<rss><channel><title>Nothing new</title></channel></rss>")

    outcomes = list(read_source(Source(target=str(tmp_path))))

    assert [o.reason if isinstance(o, Rejection) else o.url for o in outcomes] == [
        "https://fjord.example/n/1",
        "https://fjord.example/n/2",
        "https://fjord.example/n/1",
        "https://fjord.example/n/2",
        "empty",
    ]
    first = outcomes[0]
    assert isinstance(first, RawDocument)
    assert (first.media_type, first.source) == (MediaType.RECORD, "fjord.example")
    assert first.locator == f"{tmp_path / 'a.xml'}#item=1"


@given(st.data())
def test_a_damaged_feed_is_parsed_or_malformed(data: st.DataObject) -> None:
    feed = data.draw(st.sampled_from([RSS, ATOM, json.dumps(JSON_FEED)]))
    content = bytearray(feed.encode())
    for _ in range(data.draw(st.integers(1, 4))):
        position = data.draw(st.integers(0, len(content)))
        content[position : position + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=12))

    try:
        items = parse_feed(bytes(content), base_url="https://fjord.example/feed.xml")
    except MalformedRecord:
        return

    assert all(value for item in items for value in item.values())
