"""OPML: lists of feeds, as feed readers give and take them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml import etree

from tasks.charset import decode
from tasks.model.errors import MalformedRecord
from tasks.sources.feeds_tree import read_xml

_MOST_FEEDS = 20_000
_DEPTH = 20  # of folders in folders


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlineFeed:
    """A feed in a list of feeds; ``category`` is the folders it lies in, with slashes between."""

    name: str
    url: str
    html_url: str | None = None
    category: str | None = None


def read_opml(data: bytes) -> list[OutlineFeed]:
    """Return the feeds of an OPML file in their order, each once.

    >>> read_opml(b'<opml><body><outline text="Ports"><outline xmlUrl="https://a.example/f"/></outline></body></opml>')
    [OutlineFeed(name='a.example', url='https://a.example/f', html_url=None, category='Ports')]

    Raise :class:`MalformedRecord` where it is none, :class:`UndecodableDocument` where it is no text.
    """
    text, _ = decode(data)
    root = read_xml(text.lstrip("\ufeff"))
    if root is None or not any(_name(element) in ("opml", "outline") for element in (root, *root)):
        raise MalformedRecord("no OPML: neither <opml> nor <outline> in it")
    found: dict[str, OutlineFeed] = {}
    for feed in _feeds(root, (), _DEPTH):
        found.setdefault(feed.url, feed)
        if len(found) >= _MOST_FEEDS:
            break
    return list(found.values())


def _feeds(element: etree._Element, folders: tuple[str, ...], depth: int) -> Iterator[OutlineFeed]:
    for outline in element:
        told = {str(name).lower(): " ".join(str(value).split()) for name, value in outline.attrib.items()}
        name = told.get("title") or told.get("text") or ""
        url = told.get("xmlurl", "")
        if url.lower().startswith("feed:"):
            url = "https:" + url[5:] if url[5:].startswith("//") else url[5:]
        if url.lower().startswith(("http://", "https://")):
            category = "/".join(folders) or told.get("category") or None
            host = url.split("/")[2]
            yield OutlineFeed(
                name=name or host, url=url, html_url=told.get("htmlurl") or None, category=category
            )
        if depth and len(outline):
            inside = (*folders, name) if name and _name(outline) == "outline" and not url else folders
            yield from _feeds(outline, inside, depth - 1)


def _name(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2].lower()


def write_opml(entries: Iterable[OutlineFeed], *, title: str = "Newsmill") -> bytes:
    """Return *entries* as an OPML file, a folder for each category.

    >>> feed = OutlineFeed(name="R&D", url="https://a.example/f", category="Ports")
    >>> read_opml(write_opml([feed])) == [feed]
    True
    """
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = _clean(title)
    body = etree.SubElement(root, "body")
    folders: dict[tuple[str, ...], etree._Element] = {(): body}
    for entry in entries:
        path = tuple(part for part in (entry.category or "").split("/") if part)
        for depth in range(1, len(path) + 1):
            if path[:depth] not in folders:
                name = _clean(path[depth - 1])
                folders[path[:depth]] = etree.SubElement(folders[path[: depth - 1]], "outline", text=name)
        told = {"type": "rss", "text": entry.name, "title": entry.name, "xmlUrl": entry.url}
        if entry.html_url:
            told["htmlUrl"] = entry.html_url
        etree.SubElement(folders[path], "outline", {name: _clean(value) for name, value in told.items()})
    return etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)


def _clean(text: str) -> str:
    """Return *text* without the characters that XML has no way to write."""
    return "".join(
        char
        for char in text
        if char in "\t\n\r" or (char >= " " and not "\ud800" <= char <= "\udfff" and char < "\ufffe")
    )
