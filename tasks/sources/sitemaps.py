"""Sitemaps and their indexes: which pages a site has, and when it says they changed."""

from __future__ import annotations

import gzip
import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from tasks.charset import decode
from tasks.model.errors import EmptyDocument, OversizedDocument, TruncatedDocument, UnknownFormat
from tasks.sources.channel import read_channel
from tasks.sources.feeds_markup import plain_text, resolve, text_of
from tasks.sources.feeds_mending import mended

MOST_BYTES = 52_428_800  # unpacked, as the protocol says
_MOST_ENTRIES = 100_000  # the protocol allows 50,000
_LONGEST_URL = 2_048
_GZIP = b"\x1f\x8b"
_ROOT = re.compile(
    r"<(?:[A-Za-z_][\w.-]{0,30}:)?(urlset|sitemapindex|rss|feed|rdf|html)(?=[\s>])", re.IGNORECASE
)
_ADDRESS_LINE = re.compile(r"https?://\S{3,2000}\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class SitemapEntry:
    """A page that a sitemap lists; times as they were written."""

    url: str
    lastmod: str | None = None
    published: str | None = None
    title: str | None = None
    language: str | None = None
    site_name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SitemapChild:
    """A sitemap that an index lists."""

    url: str
    lastmod: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitemap:
    """What a sitemap lists: pages, or as an index further sitemaps."""

    children: tuple[SitemapChild, ...] = ()
    entries: tuple[SitemapEntry, ...] = ()


def read_sitemap(data: bytes, *, base_url: str | None = None) -> Sitemap:
    """Return what a sitemap lists: in XML of any namespace, as lines of text, or as a feed; also gzipped.

    >>> page = b"<url><loc> /n/1 </loc><lastmod>2024-03-06</lastmod></url>"
    >>> read_sitemap(b"<urlset>" + page + b"</urlset>", base_url="https://courier.example/s.xml").entries[0].url
    'https://courier.example/n/1'
    >>> read_sitemap(b"https://courier.example/n/1").entries[0].url
    'https://courier.example/n/1'

    Raise :class:`DocumentRejected` for what is no sitemap, or too large for one.
    """
    data = unpack(data, limit=MOST_BYTES)
    if not data.strip(b"\0\t\n\r \xef\xbb\xbf\xfe\xff"):
        raise EmptyDocument("nothing in place of a sitemap")
    text = decode(data)[0].lstrip("\ufeff \t\r\n")
    del data  # it may be large, and so is what follows
    root = _ROOT.search(text, 0, 65_536)
    match root[1].lower() if root else "":
        case "urlset" | "sitemapindex":
            return _read_xml(text, base_url)
        case "rss" | "feed" | "rdf":
            return _read_feed(text, base_url)
        case "html":
            raise UnknownFormat("a page in place of a sitemap")
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    urls = list(dict.fromkeys(line for line in lines if _ADDRESS_LINE.match(line)))
    if len(urls) * 2 <= len(lines):
        raise UnknownFormat("neither a sitemap nor a list of addresses")
    return Sitemap(entries=tuple(SitemapEntry(url=url) for url in urls[:_MOST_ENTRIES]))


def unpack(data: bytes, *, limit: int) -> bytes:
    """Return *data* without its gzip, where it has one: sitemaps are often files that were packed.

    >>> unpack(gzip.compress(b"<urlset/>"), limit=100), unpack(b"<urlset/>", limit=100)
    (b'<urlset/>', b'<urlset/>')

    Raise :class:`OversizedDocument` beyond *limit* bytes and :class:`TruncatedDocument` where it is cut.
    """
    for _ in range(2):  # some servers pack what is packed already
        if not data.startswith(_GZIP):
            break
        try:
            with gzip.GzipFile(fileobj=io.BytesIO(data)) as packed:
                data = packed.read(limit + 1)
        except (EOFError, OSError, zlib.error) as error:
            raise TruncatedDocument(f"a gzip file that cannot be unpacked: {error}") from error
    if len(data) > limit:
        raise OversizedDocument(f"more than {limit:,} bytes")
    return data


def _read_xml(text: str, base_url: str | None) -> Sitemap:
    """Read strictly first; what fails is mended and read as far as it goes."""
    try:
        return _collect(_elements(_without_head(text), recover=False), base_url)
    except etree.XMLSyntaxError:
        pass
    try:
        return _collect(_elements(mended(text), recover=True), base_url)
    except etree.XMLSyntaxError as error:
        raise UnknownFormat(f"a sitemap that cannot be parsed: {error.msg}") from error


def _without_head(text: str) -> str:
    """Return *text* from its root on: no document type is ever parsed."""
    found = _ROOT.search(text, 0, 65_536)
    return text[found.start() :] if found else text


def _elements(text: str, *, recover: bool) -> Iterator[etree._Element]:
    """Yield each entry, and forget it: a tree of 50,000 would be ten times the file."""
    source = io.BytesIO(text.encode("utf-8", "replace"))
    names = [f"{{*}}{name}" for name in ("url", "sitemap")]
    for _, element in etree.iterparse(
        source,
        events=("end",),
        tag=names,
        encoding="utf-8",
        recover=recover,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    ):
        yield element
        element.clear()
        while element.getprevious() is not None:
            parent = element.getparent()
            if parent is None:
                break
            del parent[0]


def _collect(elements: Iterator[etree._Element], base_url: str | None) -> Sitemap:
    children: dict[str, SitemapChild] = {}
    entries: dict[str, SitemapEntry] = {}
    for element in elements:
        told = {_local(child): child for child in reversed(element) if isinstance(child.tag, str)}
        url = _url(told.get("loc"), base_url)
        if not url:
            continue
        lastmod = _text(told.get("lastmod"))
        if _local(element) == "sitemap":
            children.setdefault(url, SitemapChild(url=url, lastmod=lastmod))
        else:
            entries.setdefault(url, _entry(url, lastmod, told.get("news")))
        if len(entries) + len(children) >= _MOST_ENTRIES:
            break
    return Sitemap(children=tuple(children.values()), entries=tuple(entries.values()))


def _entry(url: str, lastmod: str | None, news: etree._Element | None) -> SitemapEntry:
    if news is None:
        return SitemapEntry(url=url, lastmod=lastmod)
    told: dict[str, etree._Element] = {}
    for child in news.iterdescendants():
        if isinstance(child.tag, str):
            told.setdefault(_local(child), child)
    return SitemapEntry(
        url=url,
        lastmod=lastmod,
        published=_text(told.get("publication_date")),
        title=plain_text(_text(told.get("title")) or "") or None,
        language=_text(told.get("language")),
        site_name=plain_text(_text(told.get("name")) or "") or None,
    )


def _local(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2].rpartition(":")[2].lower()


def _text(element: etree._Element | None) -> str | None:
    return None if element is None else " ".join(text_of(element).split()) or None


def _url(element: etree._Element | None, base_url: str | None) -> str:
    written = "" if element is None else "".join(text_of(element).split())
    url = resolve(written.replace("&amp;", "&"), base_url)
    return url if url.lower().startswith(("http://", "https://")) and len(url) <= _LONGEST_URL else ""


def _read_feed(text: str, base_url: str | None) -> Sitemap:
    """Return the pages of a feed: some sites name theirs as their sitemap."""
    entries: dict[str, SitemapEntry] = {}
    for item in read_channel(text.encode("utf-8", "replace"), base_url=base_url).items:
        url = item.get("url")
        if isinstance(url, str) and url.startswith(("http://", "https://")):
            told = {
                name: value
                for name in ("published", "title", "language")
                if isinstance(value := item.get(name), str)
            }
            modified = item.get("modified")
            entry = SitemapEntry(url=url, lastmod=modified if isinstance(modified, str) else None, **told)
            entries.setdefault(url, entry)
    if not entries:
        raise UnknownFormat("a feed without addresses in place of a sitemap")
    return Sitemap(entries=tuple(entries.values()))
