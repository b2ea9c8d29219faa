from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.model.errors import DocumentRejected
from tasks.sources.channel import Channel, read_channel

GOOD = "<item><title>Good {n}</title><link>https://a.example/{n}</link></item>"
BROKEN = [
    "<item><title>Bad <b>one</title><link>https://a.example/bad</link></item>",
    "<item><title>Bad<br>one</title><link>https://a.example/bad</link></item>",
    "<item><title><![CDATA[Bad one</title><link>https://a.example/bad</link></item>",
    "<item><title>Bad &one; &#xD800; R&D \x08 5 < 6</title><link>https://a.example/bad</link></item>",
    "<item><title>Bad one</title><link>https://a.example/bad</link>",
    "<item><title>Bad ]]> one</title><link>https://a.example/bad</link></item>",
    "<item><title>Bad <!-- one</title><link>https://a.example/bad</link></item>",
    "<item><title class=x>Bad one</title><link>https://a.example/bad</link><x:y/></item>",
    "<item><title a='1' a='2'>Bad one</title><link>https://a.example/bad</link></item>",
    "<item></title><link>https://a.example/bad</link></channel></item>",
]


@pytest.mark.parametrize("broken", BROKEN)
def test_a_bad_item_costs_no_other(broken: str) -> None:
    items = GOOD.format(n=1) + broken + GOOD.format(n=2)

    channel = read_channel(f"<rss><channel><title>A</title>{items}</channel></rss>".encode())

    assert channel.title == "A"
    urls = [item.get("url") for item in channel.items]
    assert urls == ["https://a.example/1", "https://a.example/bad", "https://a.example/2"]
    assert [item["title"] for item in channel.items if "bad" not in str(item["url"])] == ["Good 1", "Good 2"]


def test_what_an_open_element_swallowed_is_found_again() -> None:
    item = "<item><description>Soon<p>more<link>https://a.example/1</link><guid>g</guid></item>"

    (found,) = read_channel(f"<rss><channel>{item}</channel></rss>".encode()).items

    assert (found["url"], found["id"]) == ("https://a.example/1", "g")


def test_a_feed_that_was_cut_keeps_its_whole_items() -> None:
    feed = "<rss><channel>" + "".join(GOOD.format(n=n) for n in range(5)) + "</channel></rss>"

    items = read_channel(feed[:300].encode()).items

    assert [item["title"] for item in items[:4]] == ["Good 0", "Good 1", "Good 2", "Good 3"]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda feed: "\n\n<!-- cached -->" + feed,
        lambda feed: "Notice: x in y.php\n" + feed,
        lambda feed: "<br /><b>Warning</b>: x<br />" + feed,
        lambda feed: '<?xml version="1.1"?><?xml-stylesheet href="a.xsl"?><!-- a -->' + feed,
        lambda feed: '<!DOCTYPE rss PUBLIC "-//N//DTD RSS 0.91//EN" "http://dtd.example/rss.dtd">' + feed,
        lambda feed: feed + "<script>count()</script>",
        lambda feed: feed.replace("<rss", "<RSS").replace("</rss", "</RSS"),
        lambda feed: feed.replace("rss>", 'rdf:RDF xmlns="http://purl.org/rss/1.0/">', 1).replace(
            "</rss>", "</rdf:RDF>"
        ),
    ],
    ids=["comment", "notice", "warning", "prologue", "doctype", "tail", "capitals", "undeclared root"],
)
def test_what_stands_around_a_feed_does_no_harm(spoil: Callable[[str], str]) -> None:
    feed = spoil("<rss><channel>" + GOOD.format(n=1) + "</channel></rss>")

    assert [item["title"] for item in read_channel(feed.encode()).items] == ["Good 1"]


@pytest.mark.parametrize("prefix", ["dc", "DC"])
def test_a_prefix_that_nobody_declared_means_the_usual(prefix: str) -> None:
    item = f"<item><title>A</title><{prefix}:creator>Ida Moen</{prefix}:creator></item>"

    (found,) = read_channel(f"<rss><channel>{item}</channel></rss>".encode()).items

    assert found["authors"] == ["Ida Moen"]


def test_an_entity_of_the_feed_s_own_is_text_and_one_that_grows_is_nothing() -> None:
    subset = (
        '<!ENTITY co "Courier"><!ENTITY a "ha"><!ENTITY b "&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">'
    )
    feed = f"<!DOCTYPE rss [{subset}]><rss><channel><item><title>&co; &b; &f;</title></item></channel></rss>"

    (item,) = read_channel(feed.encode()).items

    assert item["title"] == "Courier &b; &f;"


@pytest.mark.parametrize(
    "hostile",
    [
        "<![CDATA[" * 200_000,
        "<!-- " * 300_000,
        "<rss " * 300_000,
        "<a " + "b=" * 400_000,
        "<item>" * 200_000,
        "<x>" * 300_000,
        "&a" * 500_000,
        "]" * 1_000_000,
        "<description>" + "<br " * 200_000,
        "<title><![CDATA[" * 60_000,
    ],
    ids=[
        "cdata",
        "comments",
        "roots",
        "attributes",
        "items",
        "depth",
        "entities",
        "brackets",
        "void",
        "open",
    ],
)
@pytest.mark.parametrize(
    "head", ["<rss><channel>", "<!DOCTYPE rss [", ""], ids=["in a feed", "doctype", "alone"]
)
def test_hostile_text_is_read_in_bounded_time(head: str, hostile: str) -> None:
    start = time.process_time()

    with suppress(DocumentRejected):
        read_channel((head + hostile).encode())

    assert time.process_time() - start < 8


@given(st.binary(max_size=300))
def test_any_bytes_are_a_channel_or_refused(data: bytes) -> None:
    _read(data)


TOKENS = [
    "<rss>", "<channel>", "<item>", "</item>", "<title>", "</title>", "<link/>", "<![CDATA[", "]]>", "&amp;",
    "&x;", "&#0;", "<entry xml:base='::'>", "<feed xmlns='http://www.w3.org/2005/Atom'>", "<link href='http://['/>",
    "<dc:date>", "<content type='xhtml'>", "<p", "'", '"', "text", "{", '"items": [', "\x00", "<!--",
    "<!DOCTYPE a [",
]  # fmt: skip


@given(st.lists(st.sampled_from(TOKENS), max_size=40))
def test_any_heap_of_markup_is_a_channel_or_refused(tokens: list[str]) -> None:
    _read("".join(tokens).encode())


def _read(data: bytes) -> None:
    try:
        channel = read_channel(data, base_url="https://a.example/feed")
    except DocumentRejected:
        return
    assert isinstance(channel, Channel)
    assert all(value for item in channel.items for value in item.values())
