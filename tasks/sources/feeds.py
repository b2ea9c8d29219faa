"""Feeds: RSS, Atom and RDF through feedparser, JSON Feed by hand; each item under our field names.

Dates stay as they were written, so that nobody's guess becomes a time of publication.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urljoin

import feedparser
import lxml.etree
import lxml.html

from tasks.charset import decode
from tasks.model.errors import DocumentRejected, MalformedRecord
from tasks.sources.fields import FieldValue
from tasks.sources.inputs import Input, Outcomes
from tasks.sources.json_lines import parse_json

Item = dict[str, FieldValue]

_WEB = ("http://", "https://")
_FULL_TEXT = 600  # characters of a description that is no teaser any more
_LIKE_MARKUP = re.compile(r"<[A-Za-z!/]|&(?:#\d{1,7}|#x[0-9A-Fa-f]{1,6}|[A-Za-z]{2,31});")
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]"
)  # control characters XML does not know
_CAPTION = re.compile(
    r"<media:(description|title|text)\b[^<>]{0,500}>"
    r"(?:[^<]{0,20000}|\s{0,99}<!\[CDATA\[[^\]]{0,20000}\]\]>\s{0,99})</media:\1>"
)
_DECLARATION = re.compile(r"\s*<\?xml\b[^>]{0,200}\?>")
_CHARSET = re.compile(r"""charset\s{0,4}=\s{0,4}["']?([\w.:-]{2,40})""", re.IGNORECASE)
_BLOCKS = re.compile(r"(?i)(?=</?(?:p|div|br|li|h[1-6]|tr|blockquote)\b)")


def read_feed(source: Input) -> Outcomes:
    """Yield each item of a feed that was saved to disk."""
    try:
        items = parse_feed(source.read_whole())
    except DocumentRejected as error:
        yield source.origin.reject(error)
        return
    for number, item in enumerate(items, 1):
        yield source.origin.record(item, f"item={number}", charset=source.found.charset)


def parse_feed(
    data: bytes, *, base_url: str | None = None, headers: Mapping[str, str] | None = None
) -> list[Item]:
    """Return the items of a feed in their order, each with the field names of ``fields.py``.

    *base_url* is the address the feed was got from, *headers* what the server said of it. What is no
    feed has no items.

    >>> feed = b"<rss><channel><item><title>Night trains</title><link>/n/1</link></item></channel></rss>"
    >>> parse_feed(feed, base_url="https://courier.example/feed")
    [{'url': 'https://courier.example/n/1', 'title': 'Night trains'}]

    Raise :class:`MalformedRecord` where the parser gives up on it.
    """
    try:
        text, _ = decode(data, declared=_declared_charset(headers or {}))
    except DocumentRejected:
        return []
    if text.lstrip().startswith("{"):
        return list(_json_items(text, base_url))
    return list(_xml_items(text, base_url))


def _declared_charset(headers: Mapping[str, str]) -> str | None:
    for name, value in headers.items():
        if name.lower() == "content-type" and (found := _CHARSET.search(value)):
            return found[1]
    return None


def _present(**fields: FieldValue | None) -> Item:
    """Return the fields that have a value."""
    return {name: value for name, value in fields.items() if value}


# ------------------------------------------------------------------------------------------ XML


def _xml_items(text: str, base_url: str | None) -> Iterator[Item]:
    # it is text already, so what the declaration says of its bytes is over
    text = _DECLARATION.sub("", _FORBIDDEN.sub("", text), count=1).lstrip()
    if "<media:group" not in text:  # in a group stands the text of a video, elsewhere a picture's caption
        text = _CAPTION.sub("", text)
    headers = {"content-type": "application/xml; charset=utf-8"}
    if base_url is not None:
        headers["content-location"] = base_url
    try:
        feed = feedparser.parse(
            text.encode("utf-8", "replace"), response_headers=headers, sanitize_html=False
        )
    except (ValueError, TypeError, LookupError, AttributeError, AssertionError, RecursionError) as error:
        raise MalformedRecord(f"a feed that cannot be parsed: {error}") from error
    about = feed.get("feed", {})
    shared = _present(language=_string(about.get("language")), site_name=_plain(about.get("title_detail")))
    is_atom = str(feed.get("version", "")).startswith("atom")
    for entry in feed.get("entries", ()):
        item = _xml_item(entry, is_atom)
        if item:
            yield {**item, **shared}


def _xml_item(entry: Any, is_atom: bool) -> Item:
    # FeedParserDict answers for a missing "updated" with "published"; dict.get does not
    published, updated = (_string(dict.get(entry, name)) for name in ("published", "updated"))
    if not is_atom and not published:  # dc:date, which feedparser takes for an update
        published, updated = updated, ""
    description = entry.get("summary_detail") or {}
    html = _content(entry, is_atom)
    written = _string(description.get("value"))
    if not html and len(written) >= _FULL_TEXT:
        html = written
    return _present(
        url=_address(entry),
        title=_plain(entry.get("title_detail")),
        summary=_plain(description),
        body_html=html,
        authors=[name for author in entry.get("authors", ()) if (name := _string(author.get("name")))],
        published=published,
        modified=updated,
        tags=[term for tag in entry.get("tags", ()) if (term := _string(tag.get("term")))],
        id=_string(entry.get("id")),
        image=_image(entry),
    )


def _string(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _address(entry: Any) -> str:
    """Return where the article is: the address before a feed service put its own there."""
    for name in ("feedburner_origlink", "pheedo_origlink", "link"):
        address = _string(entry.get(name))
        if address:
            return address
    guid = _string(entry.get("id"))
    return guid if guid.startswith(_WEB) else ""


def _content(entry: Any, is_atom: bool) -> str:
    """Return the HTML of the whole article; the caption of a picture, which looks alike, is none."""
    has_media = "media_content" in entry or "media_thumbnail" in entry
    for content in entry.get("content", ()):
        is_html = "html" in _string(content.get("type"))
        if is_html or (is_atom and not has_media):
            return _string(content.get("value"))
    return ""


def _image(entry: Any) -> str:
    for media in (*entry.get("media_content", ()), *entry.get("enclosures", ())):
        kind = f"{media.get('medium', '')} {media.get('type', '')}"
        if "image" in kind:
            return _string(media.get("url") or media.get("href"))
    return ""


def _plain(detail: Any) -> str:
    """Return a title or summary as text, read as HTML where it is HTML."""
    value = _string((detail or {}).get("value"))
    if "html" not in _string((detail or {}).get("type")) or not _LIKE_MARKUP.search(value):
        return value
    return text_of_html(value)


def text_of_html(markup: str) -> str:
    """Return the text of a snippet of HTML on one line.

    >>> text_of_html("<p>R&amp;D chief</p><p>says <b>no</b></p>")
    'R&D chief says no'
    """
    try:
        tree = lxml.html.fragment_fromstring(_BLOCKS.sub(" ", markup), create_parent="div")
    except (lxml.etree.LxmlError, ValueError):
        return " ".join(markup.split())
    return " ".join("".join(map(str, tree.itertext())).split())


# ------------------------------------------------------------------------------------ JSON Feed


def _json_items(text: str, base_url: str | None) -> Iterator[Item]:
    try:
        feed, _ = parse_json(text.encode("utf-8", "replace"))
    except DocumentRejected:
        return
    entries = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(feed, dict) or not isinstance(entries, list):
        return
    shared = _present(language=_string(feed.get("language")), site_name=_string(feed.get("title")))
    base = base_url or _string(feed.get("feed_url")) or _string(feed.get("home_page_url"))
    for entry in entries:
        item = _json_item(entry, base) if isinstance(entry, dict) else {}
        if item:
            yield {**shared, **item}


def _json_item(entry: dict[str, object], base: str) -> Item:
    url = _string(entry.get("url")) or _string(entry.get("external_url"))
    identifier = _string(entry.get("id")) or str(entry.get("id") or "")
    if not url and identifier.startswith(_WEB):
        url = identifier
    return _present(
        url=_resolve(url, base),
        title=_string(entry.get("title")),
        summary=_string(entry.get("summary")),
        body=_string(entry.get("content_text")),
        body_html=_string(entry.get("content_html")),
        authors=_json_authors(entry),
        published=_string(entry.get("date_published")),
        modified=_string(entry.get("date_modified")),
        language=_string(entry.get("language")),
        tags=[tag for tag in _list(entry.get("tags")) if isinstance(tag, str) and tag.strip()],
        id=identifier,
        image=_string(entry.get("image")) or _string(entry.get("banner_image")),
    )


def _json_authors(entry: dict[str, object]) -> list[str]:
    """Return the names of version 1.1's list, or of version 1's single author."""
    authors = _list(entry.get("authors")) or [entry.get("author")]
    return [name for author in authors if isinstance(author, dict) and (name := _string(author.get("name")))]


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _resolve(url: str, base: str) -> str:
    try:
        return urljoin(base, url) if url else ""
    except ValueError:  # an IPv6 address that is none
        return url
