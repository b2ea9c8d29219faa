"""What an item of a feed is to us: which article, whether it is whole, whether it changed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from tasks.sources.feeds import text_of_html
from tasks.sources.fields import FieldValue
from tasks.text.addresses import canonical_address, host_of

Item = dict[str, FieldValue]

_HEAD = 300_000  # bytes of a page in which it names itself
_LINK = re.compile(
    rb"<(?:link|meta)\b[^<>]{0,500}?\b(?:rel|property)\s{0,4}=\s{0,4}[\"']?(canonical|og:url)\b[^<>]{0,2000}>",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    rb"\b(?:href|content)\s{0,4}=\s{0,4}(?:\"([^\"<>]{1,2000})\"|'([^'<>]{1,2000})')", re.IGNORECASE
)
_CUT = re.compile(
    r"(?:\.\.\.|…|\[\s{0,3}(?:\.{3}|…)\s{0,3}\]|\b(?:read|continue|keep|view)\b[^.]{0,40}"
    r"\b(?:more|reading|on|article|story)\b.{0,80}|\bappeared first on\b.{0,200})\W{0,20}\Z",
    re.IGNORECASE,
)
_ENOUGH_WORDS = 80
_ENOUGH_CHARACTERS = 400  # of a script that puts no spaces between words
_NOT_CONTENT = frozenset(("image", "site_name"))


def key_of(item: Mapping[str, FieldValue]) -> str:
    """Return what names the article of *item*: its canonical address, else what little there is.

    An identifier changes when a server is moved, an address hardly ever: so it is asked last.

    >>> key_of({"url": "http://www.courier.example/a/?utm_source=rss", "id": "7"})
    'https://courier.example/a'
    >>> key_of({"id": "7", "title": "Night trains"})
    'id:7'
    """
    address = canonical_address(_one(item, "url"))
    if address:
        return address
    if identifier := _one(item, "id"):
        return f"id:{identifier[:500]}"
    return f"words:{digest_of(item)}"


def digest_of(item: Mapping[str, FieldValue]) -> str:
    """Return 32 hex digits that change when an item's words or times do; not with its identifier.

    >>> digest_of({"title": "a", "id": "1"}) == digest_of({"title": "a", "id": "2"})
    True
    """
    told = sorted((name, value) for name, value in item.items() if name not in _NOT_CONTENT | {"id", "url"})
    return hashlib.sha256(repr(told).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def short_key(key: str) -> str:
    """Return 16 hex digits for *key*: enough to tell the articles of one feed apart."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def is_whole(item: Mapping[str, FieldValue]) -> bool:
    """Does *item* hold its article to the end? A teaser ends in dots or asks to read on.

    >>> is_whole({"body": "The ferry sails. " * 40}), is_whole({"body": "The ferry sails. " * 40 + "[…]"})
    (True, False)
    >>> is_whole({"summary": "The ferry sails."})
    False
    """
    markup = _one(item, "body_html")
    text = text_of_html(markup) if markup else " ".join((_one(item, "body") or "").split())
    if _CUT.search(text[-400:]):
        return False
    spaced = len(text.split()) >= _ENOUGH_WORDS
    return spaced or (len(text) >= _ENOUGH_CHARACTERS and text.count(" ") < len(text) / 12)


def published_at(item: Mapping[str, FieldValue]) -> datetime | None:
    """Return when *item* says it was published, where that is written as standards ask; for the rhythm only.

    >>> published_at({"published": "Wed, 06 Mar 2024 01:00:00 GMT"}).isoformat()
    '2024-03-06T01:00:00+00:00'
    >>> published_at({"published": "last Tuesday"}) is None
    True
    """
    written = _one(item, "published")
    return read_instant(written) if written else None


def read_instant(written: str) -> datetime | None:
    """Return a time with its zone as RFC 822 and ISO 8601 write it; a day alone is its start."""
    try:
        moment = datetime.fromisoformat(written.strip())
    except ValueError:
        try:
            moment = parsedate_to_datetime(written)
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
    try:
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):  # year 1, or 9999
        return None


def canonical_of_page(content: bytes, url: str) -> str | None:
    """Return the address that a page calls its own, on its own site; its plain one where it names none.

    >>> page = b'<head><link rel="canonical" href="/a/1"><meta property="og:url" content="/b"></head>'
    >>> canonical_of_page(page, "https://courier.example/x?id=1")
    'https://courier.example/a/1'
    """
    own = canonical_address(url)
    named: dict[bytes, str] = {}
    for tag in _LINK.finditer(content[:_HEAD]):
        found = _ADDRESS.search(tag.group())
        if found:
            written = (found[1] or found[2]).decode("utf-8", "replace").replace("&amp;", "&")
            named.setdefault(tag[1].lower(), written)
    for kind in (b"canonical", b"og:url"):
        address = canonical_address(named.get(kind), url) if kind in named else None
        if address is None or not _same_site(host_of(address), host_of(url)):
            continue
        if address.count("/") == 3 and address.endswith("/") and own != address:
            continue  # every page of some sites names the front page
        return address
    return own


def _same_site(one: str | None, other: str | None) -> bool:
    if one is None or other is None:
        return False
    return one == other or one.endswith("." + other) or other.endswith("." + one)


def _one(item: Mapping[str, FieldValue], name: str) -> str | None:
    value = item.get(name)
    return value.strip() if isinstance(value, str) and value.strip() else None
