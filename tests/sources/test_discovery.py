from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.sources.discovery import (
    WELL_KNOWN_FEEDS,
    WELL_KNOWN_SITEMAPS,
    What,
    find_feeds_in_page,
    what_is,
)

HOME = "https://fjord.example/en/"


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"<rss version='2.0'/>", What.FEED),
        (b"\n<?xml version='1.0'?><!-- <html> --><feed xmlns='http://www.w3.org/2005/Atom'/>", What.FEED),
        (b"<rdf:RDF xmlns:rdf='r'></rdf:RDF>", What.FEED),
        ("<?xml version='1.0' encoding='utf-16'?><rss/>".encode("utf-16"), What.FEED),
        (b'{"version": "https://jsonfeed.org/version/1.1", "items": []}', What.FEED),
        (b'{"items": [{"id": "1"}]}', What.FEED),
        (b'{"error": "no"}', What.OTHER),
        (b"<urlset><url/></urlset>", What.SITEMAP),
        (b"<sm:urlset xmlns:sm='x'/>", What.SITEMAP),
        (gzip.compress(b"<sitemapindex/>"), What.SITEMAP_INDEX),
        (b"https://fjord.example/1\nhttps://fjord.example/2\n", What.SITEMAP),
        (b"<!doctype html><p>Harbour", What.PAGE),
        (b"<html><body><pre>&lt;rss></pre></body></html>", What.PAGE),
        (b"<opml version='2.0'/>", What.OTHER),
        (b"%PDF-1.7", What.OTHER),
        (b"just words", What.OTHER),
        (b"", What.OTHER),
    ],
)
def test_an_answer_is_known_by_its_own_bytes(data: bytes, what: What) -> None:
    assert what_is(data, {"Content-Type": "text/plain"}) is what


def test_a_fragment_that_the_server_calls_html_is_a_page() -> None:
    assert what_is(b"Moved <a href='/x'>here</a>", {"content-type": "text/html"}) is What.PAGE


def test_the_feeds_that_a_page_declares_come_before_those_it_links_to_and_comments_last() -> None:
    page = """<head>
    <link rel="alternate" type="application/rss+xml" title="Comments Feed" href="/comments/feed/">
    <link rel="ALTERNATE" type="application/rss+xml; charset=utf-8" title="Fjord Post" href="feed.xml">
    <link rel="alternate" type="application/json" href="/wp-json/wp/v2/pages/2">
    <link rel="alternate" type="application/json" href="/feed.json">
    <link rel="alternate" hreflang="nb" href="/nb/"><link rel="stylesheet" href="/feed.css"></head>
    <body><a href="/rss/sport.xml">Sport</a><a href="/rss/help.html">What is RSS?</a>
    <a href="feed:https://fjord.example/atom.xml">Atom</a><a href="/feedback">Feedback</a>
    <a href="javascript:feed()">feed</a><a href="/feed.xml">x</a></body>"""

    found = find_feeds_in_page(page.encode(), HOME)

    assert [feed.url for feed in found] == [
        "https://fjord.example/en/feed.xml",
        "https://fjord.example/feed.json",
        "https://fjord.example/rss/sport.xml",
        "https://fjord.example/atom.xml",
        "https://fjord.example/feed.xml",
        "https://fjord.example/comments/feed/",
    ]
    assert (found[0].title, found[0].media_type) == ("Fjord Post", "application/rss+xml")


def test_the_well_known_places_are_paths_of_a_site() -> None:
    for paths in (WELL_KNOWN_FEEDS, WELL_KNOWN_SITEMAPS):
        assert len(set(paths)) == len(paths)
        assert all(path.startswith("/") for path in paths)


@given(st.binary(max_size=200))
def test_any_bytes_are_something(data: bytes) -> None:
    assert isinstance(what_is(data), What)
    assert isinstance(find_feeds_in_page(b"<link rel=feed href=" + data, HOME), list)
