from __future__ import annotations

import json

import pytest

from tasks.model.errors import EmptyDocument, UndecodableDocument
from tasks.sources.channel import read_channel

CHANNEL = """<rss version="2.0" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"
 xmlns:atom="http://www.w3.org/2005/Atom"><channel>
<title>Fjord &amp;amp; Coast</title><link>https://fjord.example/</link><language>nb-NO</language>
<atom:link rel="self" href="/feed.xml"/><atom:link rel="hub" href="https://hub.example/"/>
<atom:link rel="next" href="/feed.xml?page=2"/>
<ttl>45</ttl><sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>
<skipHours><hour>3</hour><hour>24</hour><hour>noon</hour></skipHours>
<skipDays><day>Sunday</day><day>someday</day></skipDays>
<item><title>Ferries</title><link>/n/1</link></item></channel></rss>"""


def test_a_channel_tells_of_itself_and_when_to_ask_again() -> None:
    channel = read_channel(CHANNEL.encode(), base_url="https://fjord.example/feed.xml")

    assert channel.is_feed
    assert (channel.title, channel.language) == ("Fjord & Coast", "nb-NO")
    assert channel.page_url == "https://fjord.example/"
    assert channel.self_url == "https://fjord.example/feed.xml"
    assert channel.hub_url == "https://hub.example/"
    assert channel.next_url == "https://fjord.example/feed.xml?page=2"
    assert (channel.ttl_minutes, channel.update_period_seconds) == (45, 1800)
    assert (channel.skip_hours, channel.skip_days) == ((0, 3), ("Sunday",))
    assert [item["url"] for item in channel.items] == ["https://fjord.example/n/1"]


def test_a_json_channel_tells_the_same() -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Fjord",
        "home_page_url": "https://fjord.example/",
        "feed_url": "https://fjord.example/feed.json",
        "next_url": "/feed.json?page=2",
        "hubs": [{"type": "WebSub", "url": "https://hub.example/"}],
        "authors": [{"name": "Ida Moen"}],
        "items": [{"id": 1, "content_text": "They sail."}, {"id": "2", "author": {"name": "Per Dahl"}}],
    }

    channel = read_channel(json.dumps(feed).encode(), base_url="https://fjord.example/feed.json")

    assert channel.is_feed
    assert (channel.hub_url, channel.next_url) == (
        "https://hub.example/",
        "https://fjord.example/feed.json?page=2",
    )
    assert [(item["id"], item["authors"]) for item in channel.items] == [
        ("1", ["Ida Moen"]),
        ("2", ["Per Dahl"]),
    ]


@pytest.mark.parametrize(
    "data",
    [
        b"<html><head><title>Sign in</title></head></html>",
        b"<!DOCTYPE html><p>Gone",
        b"<urlset><url/></urlset>",
        b"{}",
        b'{"items": 7}',
        b"Service unavailable",
    ],
    ids=["page", "doctype", "sitemap", "object", "no list", "text"],
)
def test_what_is_no_feed_says_so(data: bytes) -> None:
    channel = read_channel(data, headers={"Content-Type": "application/rss+xml"})

    assert not channel.is_feed
    assert channel.items == ()


def test_a_feed_without_items_is_a_feed() -> None:
    assert read_channel(b"<feed xmlns='http://www.w3.org/2005/Atom'/>").is_feed


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xef\xbb\xbf \r\n"], ids=["none", "lines", "mark"])
def test_nothing_is_refused_as_empty(data: bytes) -> None:
    with pytest.raises(EmptyDocument):
        read_channel(data)


def test_what_is_no_text_is_refused_with_its_reason() -> None:
    with pytest.raises(UndecodableDocument):
        read_channel(bytes(range(256)) * 20)


def test_an_identifier_that_several_articles_share_identifies_none() -> None:
    feed = "<rss><channel>{}</channel></rss>".format(
        "".join(f"<item><guid>home</guid><link>https://a.example/{n}</link></item>" for n in range(3))
    )

    assert all("id" not in item for item in read_channel(feed.encode()).items)


def test_an_article_that_stands_in_a_feed_twice_keeps_its_identifier() -> None:
    item = "<item><guid>a-1</guid><link>https://a.example/1</link></item>"

    channel = read_channel(f"<rss><channel>{item}{item}</channel></rss>".encode())

    assert [one["id"] for one in channel.items] == ["a-1", "a-1"]


def test_the_language_is_that_of_the_text_then_of_the_entry_then_of_the_feed_then_of_the_server() -> None:
    feed = """<feed xmlns="http://www.w3.org/2005/Atom"><entry xml:lang="nb"><title xml:lang="sv">a</title>
    <content xml:lang="da">b</content></entry><entry xml:lang="nb"><title>a</title></entry>
    <entry><title>a</title></entry></feed>"""

    channel = read_channel(feed.encode(), headers={"Content-Language": "fi, en"})

    assert [item["language"] for item in channel.items] == ["da", "nb", "fi"]


def test_entries_inherit_the_authors_of_an_atom_feed_only() -> None:
    atom = """<feed xmlns="http://www.w3.org/2005/Atom"><author><name>Ida Moen</name></author>
    <entry><title>a</title></entry><entry><title>b</title><author><email>p@a.example</email></author></entry>
    <entry><title>c</title><source><author><name>Per Dahl</name></author></source></entry></feed>"""
    rss = "<rss><channel><author>Ida Moen</author><item><title>a</title></item></channel></rss>"

    authors = [item.get("authors") for item in read_channel(atom.encode()).items]

    assert authors == [["Ida Moen"], ["p@a.example"], ["Per Dahl"]]
    assert "authors" not in read_channel(rss.encode()).items[0]
