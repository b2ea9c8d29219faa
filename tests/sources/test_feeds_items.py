from __future__ import annotations

import base64

import pytest

from tasks.sources.feeds import parse_feed
from tasks.sources.fields import FieldValue

ORIGINAL = """<feedburner:origLink xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0">
https://fjord.example/n/1</feedburner:origLink>"""
CREATOR = '<dc:creator xmlns:dc="http://purl.org/dc/elements/1.1/">Ida Moen</dc:creator>'
HIDDEN = base64.b64encode(b"<p>They sail.</p>").decode()
BASE = "https://fjord.example/feeds/all.xml"


def rss(item: str, *, around: str = "") -> dict[str, FieldValue]:
    (found,) = parse_feed(
        f"<rss><channel>{around}<item>{item}</item></channel></rss>".encode(), base_url=BASE
    )
    return found


def atom(entry: str, attributes: str = "") -> dict[str, FieldValue]:
    feed = f'<feed xmlns="http://www.w3.org/2005/Atom" {attributes}><entry>{entry}</entry></feed>'
    (found,) = parse_feed(feed.encode(), base_url=BASE)
    return found


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("Ports &amp; ferries", "Ports & ferries"),
        ("Ports &amp;amp; ferries", "Ports & ferries"),
        ("Ports &amp;amp;amp; ferries", "Ports & ferries"),
        ("<![CDATA[Caf&eacute; &#8211; <em>open</em>]]>", "Café – open"),
        ("5 &lt; 6", "5 < 6"),
        ("sort a vector&lt;T&gt;", "sort a vector<T>"),
        ("It&#146;s open", "It’s open"),
        ("<b>Ferries</b> sail", "Ferries sail"),
        ("&lt;script&gt;go()&lt;/script&gt;Ferries", "Ferries"),
    ],
)
def test_a_title_is_the_text_that_was_meant(written: str, title: str) -> None:
    assert rss(f"<title>{written}</title>")["title"] == title


def test_a_title_that_is_said_to_be_text_keeps_its_brackets() -> None:
    assert atom('<title type="text">The &lt;blink> tag</title>')["title"] == "The <blink> tag"


def test_the_headline_goes_before_the_caption_of_a_picture() -> None:
    media = 'xmlns:media="http://search.yahoo.com/mrss/"'

    assert rss(f"<media:title {media}>A quay</media:title><title>Ferries</title>")["title"] == "Ferries"
    assert rss(f"<media:title {media}>A quay</media:title>")["title"] == "A quay"


def test_a_stranger_of_the_same_name_is_not_taken_for_the_title() -> None:
    assert rss('<title xmlns="urn:x">Widget</title><title>Ferries</title>')["title"] == "Ferries"


@pytest.mark.parametrize(
    ("item", "url"),
    [
        ("<link>/n/1</link>", "https://fjord.example/n/1"),
        ("<link> https://fjord.example/n/1\n</link>", "https://fjord.example/n/1"),
        ("<link>https://fjord.example/n/1?a=1&amp;amp;b=2</link>", "https://fjord.example/n/1?a=1&b=2"),
        ('<link href="n/1"/>', "https://fjord.example/feeds/n/1"),
        ("<guid>https://fjord.example/n/1</guid>", "https://fjord.example/n/1"),
        ("<guid>/n/1</guid>", "https://fjord.example/n/1"),
        ("<link>javascript:go()</link><guid>https://fjord.example/n/1</guid>", "https://fjord.example/n/1"),
        (f"<link>https://proxy.example/x</link>{ORIGINAL}", "https://fjord.example/n/1"),
    ],
)
def test_the_address_is_that_of_the_article(item: str, url: str) -> None:
    assert rss(item)["url"] == url


@pytest.mark.parametrize("item", ["<link>javascript:go()</link>", "<link>mailto:a@b.example</link>"])
def test_what_leads_to_no_page_is_no_address(item: str) -> None:
    assert "url" not in rss(f"<title>a</title>{item}")


def test_an_entry_leads_to_its_first_page_and_not_to_its_sound_or_comments() -> None:
    entry = """<link rel="enclosure" type="audio/mpeg" href="/a.mp3"/><link rel="replies" href="/n/1#c"/>
    <link href="/n/1"/><link hreflang="de" href="/de/n/1"/>"""

    assert atom(entry)["url"] == "https://fjord.example/n/1"


def test_bases_within_bases_are_followed() -> None:
    entry = '<link xml:base="2024/" href="ferries"/><id>../x</id>'

    found = atom(entry, 'xml:base="https://other.example/news/"')

    assert found["url"] == "https://other.example/news/2024/ferries"
    assert found["id"] == "https://other.example/x"


def test_links_in_a_text_are_resolved_where_a_base_is_stated() -> None:
    entry = '<content type="html" xml:base="https://other.example/n/">&lt;a href="2">two&lt;/a></content>'

    assert atom(entry)["body_html"] == '<a href="https://other.example/n/2">two</a>'


@pytest.mark.parametrize(
    ("content", "field", "value"),
    [
        ('<content type="text">5 &lt; 6</content>', "body", "5 < 6"),
        ('<content type="html">&lt;p>They sail.</content>', "body_html", "<p>They sail."),
        (
            '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>A<br/>b</p></div></content>',
            "body_html",
            "<p>A<br>b</p>",
        ),
        (
            f'<content type="application/octet-stream">{HIDDEN}</content>',
            "body_html",
            "<p>They sail.</p>",
        ),
        ('<content src="https://a.example/full"/><summary>Soon</summary>', "summary", "Soon"),
    ],
    ids=["text", "html", "xhtml", "base64", "elsewhere"],
)
def test_atom_says_how_its_content_is_to_be_read(content: str, field: str, value: str) -> None:
    assert atom(content)[field] == value


@pytest.mark.parametrize(
    "markup",
    [
        "<script>go()</script><p>They sail.</p>",
        '<p onmouseover="go()">They sail.</p>',
        '<a href="java&#x73;cript:go()">They sail.</a>',
        '<a href=" java\nscript:go()">They sail.</a>',
        '<iframe src="https://a.example/"></iframe>They sail.',
        "<img src=x ONERROR=go()>They sail.",
        '<svg><a xlink:href="javascript:go()">They sail.</a></svg>',
    ],
)
def test_a_text_does_nothing_in_a_browser(markup: str) -> None:
    body = rss(f"<content><![CDATA[{markup}]]></content>")["body_html"]

    assert isinstance(body, str)
    assert "They sail." in body
    assert not any(acting in body.lower() for acting in ("script", "go()", "iframe", "onerror"))


def test_harmless_markup_comes_back_letter_for_letter() -> None:
    markup = '<p CLASS=x>R&amp;D &mdash; on = off<br><img src="a.png"></p>'

    assert rss(f"<content><![CDATA[{markup}]]></content>")["body_html"] == markup


@pytest.mark.parametrize(
    ("item", "authors"),
    [
        ("<author>ida@a.example (Ida Moen)</author>", ["Ida Moen (ida@a.example)"]),
        ("<author>Ida Moen</author><creator/>", ["Ida Moen"]),
        (CREATOR, ["Ida Moen"]),
        (f"<author>ida@a.example (Ida Moen)</author>{CREATOR}", ["Ida Moen (ida@a.example)"]),
    ],
)
def test_whoever_is_named_is_an_author_once(item: str, authors: list[str]) -> None:
    assert rss(item)["authors"] == authors


def test_categories_come_from_every_place_that_has_them() -> None:
    item = """<category>Ports</category><category term="sea" label="The sea"/><category>Ports</category>
    <keywords xmlns="http://www.itunes.com/dtds/podcast-1.0.dtd">quays, tides</keywords>"""

    assert rss(item)["tags"] == ["Ports", "The sea", "sea", "quays", "tides"]


@pytest.mark.parametrize(
    ("language", "written", "settled"),
    [
        ("", "Thu, 02 May 2024 10:00:00 +0200", "Thu, 02 May 2024 10:00:00 +0200"),
        ("", "when it suits", "when it suits"),
        ("", "Thu, 02 May 2024 10:00:00 ET", "2024-05-02T10:00:00-04:00"),
        ("", "Thu, 02 May 2024 10:00:00 MEST", "2024-05-02T10:00:00+02:00"),
        ("en-IN", "Thu, 02 May 2024 10:00 IST", "2024-05-02T10:00:00+05:30"),
        ("he-IL", "Thu, 02 May 2024 10:00 IST", "2024-05-02T10:00:00+03:00"),
        ("", "Thu, 02 May 2024 10:00 IST", "Thu, 02 May 2024 10:00 IST"),
        ("", "to, 02 touko 2024 10:00:00 +0300", "02 May 2024 10:00:00 +0300"),
        ("pl", "czw, 02 lis 2023 10:00:00 +0100", "02 Nov 2023 10:00:00 +0100"),
        ("hr", "čet, 02 lis 2023 10:00:00 +0100", "02 Oct 2023 10:00:00 +0100"),
        ("", "02 lis 2023 10:00:00 +0100", "02 lis 2023 10:00:00 +0100"),
    ],
)
def test_a_date_is_settled_only_where_its_dialect_is_known(language: str, written: str, settled: str) -> None:
    found = rss(f"<pubDate>{written}</pubDate>", around=f"<language>{language}</language>")

    assert found["published"] == settled


def test_the_year_one_is_no_date() -> None:
    assert "published" not in rss("<title>a</title><pubDate>Mon, 01 Jan 0001 00:00:00 GMT</pubDate>")


def test_a_date_without_its_century_is_read_only_where_iso_dates_belong() -> None:
    assert atom("<published>031231</published>")["published"] == "2003-12-31"
    assert atom("<published>2003-12</published>")["published"] == "2003-12"
    assert rss("<pubDate>031231</pubDate>")["published"] == "031231"
