"""What an answer is, and where a site keeps its feeds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

import lxml.html

from tasks.charset import decode
from tasks.model.errors import DocumentRejected
from tasks.sources.feeds_markup import resolve
from tasks.sources.feeds_mending import outside
from tasks.sources.json_feed import read_json_feed
from tasks.sources.links import base_of, parse_page, read_page
from tasks.sources.sitemaps import MOST_BYTES, unpack

WELL_KNOWN_FEEDS = (
    "/feed", "/feed/", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml", "/rss/index.xml",
    "/feeds/all.rss", "/feed.json", "/feeds/posts/default", "/index.rdf", "/?feed=rss2",
)  # fmt: skip
WELL_KNOWN_SITEMAPS = (
    "/sitemap_news.xml", "/news-sitemap.xml", "/sitemap-news.xml", "/sitemap_index.xml", "/sitemap.xml",
    "/sitemap.xml.gz", "/wp-sitemap.xml", "/sitemap.txt",
)  # fmt: skip

_MOST_FEEDS = 100
_HEAD = 65_536  # characters in which a document says what it is
_CHARSET = re.compile(r"""charset\s{0,4}=\s{0,4}["']?([\w.:-]{2,40})""", re.IGNORECASE)
_ROOT = re.compile(
    r"<(?:[A-Za-z_][\w.-]{0,30}:)?(rss|feed|rdf|channel|urlset|sitemapindex|html|head|body|opml|svg)(?=[\s>/])",
    re.IGNORECASE,
)
_PAGE_TAG = re.compile(
    r"<(?:!doctype html|html|head|body|div|p|a|table|h1|title|meta|script)\b", re.IGNORECASE
)
_ADDRESS_LINE = re.compile(r"https?://\S{3,2000}\Z", re.IGNORECASE)
_FEED_TYPES = frozenset(
    ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml",
     "application/x.atom+xml", "application/rss", "application/xml", "application/json", "text/xml",
     "text/rss", "text/rdf")
)  # fmt: skip
_LOOSE_TYPES = frozenset(
    ("application/json", "application/xml", "text/xml")
)  # may be anything: an oEmbed, a style
_FEED_PATH = re.compile(
    r"(?:^|[/._-])(?:rss\d?|atom|feeds?|rdf|index\.xml)(?:[/._-]|\Z)|[?&]feed=", re.IGNORECASE
)
_FEED_WORDS = re.compile(r"\b(?:rss|atom|feeds?|xml|json feed|syndication)\b", re.IGNORECASE)
_COMMENTS = re.compile(
    r"/comments?/(?:feed|rss|default)|[?&]withcomments|\bcomments feed\b|\bkommentar", re.IGNORECASE
)
_NO_FEED = re.compile(
    r"\.(?:jpe?g|png|gif|svg|css|js|pdf|mp3|html?)\Z|oembed|/wp-json/|xmlrpc|osd\.xml|opensearch",
    re.IGNORECASE,
)


class What(StrEnum):
    """What an answer is, as far as a source goes."""

    FEED = "feed"
    SITEMAP = "sitemap"
    SITEMAP_INDEX = "sitemap index"
    PAGE = "page"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundFeed:
    """A feed that a page names."""

    url: str
    title: str | None = None
    media_type: str | None = None


def what_is(data: bytes, headers: Mapping[str, str] | None = None) -> What:
    """Return what *data* is by its own bytes; what the server calls it decides only where they leave it open.

    >>> what_is(b"<rss><channel/></rss>", {"Content-Type": "text/html"}), what_is(b"<urlset/>")
    (<What.FEED: 'feed'>, <What.SITEMAP: 'sitemap'>)
    >>> what_is(b"<!doctype html><title>Courier</title>"), what_is(bytes(range(256)))
    (<What.PAGE: 'page'>, <What.OTHER: 'other'>)
    """
    stated = next((value for name, value in (headers or {}).items() if name.lower() == "content-type"), "")
    declared = _CHARSET.search(stated)
    try:
        data = unpack(data, limit=MOST_BYTES)
        text, _ = decode(data[: 4 * _HEAD], declared=declared[1] if declared else None, is_html=True)
    except DocumentRejected:
        return What.OTHER
    text = text.lstrip("\ufeff \t\r\n")
    if text.startswith("{"):
        return What.FEED if _is_json_feed(data, text) else What.OTHER
    root = _ROOT.search("".join(outside(text[:_HEAD])))
    match root[1].lower() if root else "":
        case "rss" | "feed" | "rdf" | "channel":
            return What.FEED
        case "urlset":
            return What.SITEMAP
        case "sitemapindex":
            return What.SITEMAP_INDEX
        case "html" | "head" | "body":
            return What.PAGE
        case "opml" | "svg":
            return What.OTHER
    lines = [line.strip() for line in text.split("\n")[:200] if line.strip()][:100]
    if lines and sum(bool(_ADDRESS_LINE.match(line)) for line in lines) * 2 > len(lines):
        return What.SITEMAP
    is_page = len(_PAGE_TAG.findall(text[:_HEAD])) > (0 if "html" in stated.lower() else 1)
    return What.PAGE if is_page else What.OTHER


def _is_json_feed(data: bytes, head: str) -> bool:
    if "jsonfeed.org/version" in head[:4_000].replace("\\/", "/"):
        return True
    try:
        return '"items"' in head and read_json_feed(decode(data)[0], None) is not None
    except DocumentRejected:
        return False


def find_feeds_in_page(
    data: bytes, base_url: str, headers: Mapping[str, str] | None = None
) -> list[FoundFeed]:
    """Return the feeds that a page names, those it declares before those it merely links to.

    >>> page = b'<link rel=alternate type="application/rss+xml" href=/f title=A><a href="/rss/sport">RSS</a>'
    >>> [(feed.url, feed.title) for feed in find_feeds_in_page(page, "https://courier.example/")]
    [('https://courier.example/f', 'A'), ('https://courier.example/rss/sport', 'RSS')]
    """
    try:
        root = parse_page(read_page(data, headers))
    except DocumentRejected:
        return []
    if root is None:
        return []
    base = base_of(root, base_url)
    found: dict[str, FoundFeed] = {}
    feeds = [*_declared(root, base), *_linked(root, base)]
    for feed in sorted(feeds, key=_is_of_comments):  # what readers say of articles comes last
        found.setdefault(feed.url, feed)
    return list(found.values())[:_MOST_FEEDS]


def _declared(root: lxml.html.HtmlElement, base: str) -> Iterator[FoundFeed]:
    for link in root.iter("link"):
        relations = (link.get("rel") or "").lower().split()
        media_type = (link.get("type") or "").partition(";")[0].strip().lower()
        href = link.get("href") or ""
        is_named = "feed" in relations or ("alternate" in relations and media_type in _FEED_TYPES)
        if (
            not is_named
            or (media_type in _LOOSE_TYPES and not _FEED_PATH.search(href))
            or _NO_FEED.search(href)
        ):
            continue
        if url := _web(href, base):
            yield FoundFeed(url=url, title=_line(link.get("title")), media_type=media_type or None)


def _linked(root: lxml.html.HtmlElement, base: str) -> Iterator[FoundFeed]:
    for anchor in root.iter("a"):
        href = anchor.get("href") or ""
        url = _web(href, base)
        if not url or _NO_FEED.search(href):
            continue
        parts = urlsplit(url)
        media_type = (anchor.get("type") or "").strip().lower()
        words = (
            _line(" ".join((anchor.text_content(), anchor.get("title") or "", anchor.get("class") or "")))
            or ""
        )
        named = _FEED_PATH.search(f"{parts.path}?{parts.query}") is not None
        if media_type in _FEED_TYPES - _LOOSE_TYPES or (named and _is_feedlike(parts.path, words)):
            yield FoundFeed(
                url=url,
                title=_line(anchor.text_content()) or _line(anchor.get("title")),
                media_type=media_type or None,
            )


def _is_feedlike(path: str, words: str) -> bool:
    return path.lower().endswith(
        (".xml", ".rss", ".atom", ".rdf", "/rss", "/feed", "/feed/", "/rss/")
    ) or bool(_FEED_WORDS.search(words))


def _is_of_comments(feed: FoundFeed) -> bool:
    return _COMMENTS.search(f"{feed.url} {feed.title or ''}") is not None


def _web(href: str, base: str) -> str:
    href = href.strip()
    if href.lower().startswith("feed:"):
        href = "https:" + href[5:] if href[5:].startswith("//") else href[5:]
    url = resolve(href, base).partition("#")[0]
    try:
        return url if urlsplit(url).hostname and url.lower().startswith(("http://", "https://")) else ""
    except ValueError:
        return ""


def _line(text: str | None) -> str | None:
    return " ".join((text or "").split())[:300] or None
