"""A feed as a whole: its items, and what it says of itself and of when to ask again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import islice

from lxml import etree

from tasks.charset import decode, sniff
from tasks.model.errors import EmptyDocument, OversizedDocument
from tasks.sources.feeds_context import Context, Item
from tasks.sources.feeds_items import read_item
from tasks.sources.feeds_markup import plain_text, resolve, text_of
from tasks.sources.feeds_names import XML_BASE, XML_LANG, plain_tag
from tasks.sources.feeds_tree import FeedTree, read_tree
from tasks.sources.json_feed import read_json_feed

_MOST_BYTES = 32_000_000
_CHARSET = re.compile(r"""charset\s{0,4}=\s{0,4}["']?([\w.:-]{2,40})""", re.IGNORECASE)
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]{1,200}")
_TELLING_RUNS = 120
_LONG = 8_192
_HEAD = 400  # bytes in which a feed declares its charset
_C1_BYTES = re.compile(rb"\xc2[\x80-\x9f]")
_C1 = re.compile("[\x80-\x9f]")
_C1_REFERENCE = re.compile(r"&(amp;)?#(?:(1[2-5]\d)|[xX]([89][0-9A-Fa-f]));")
_NUMBER = re.compile(r"\s{0,9}(\d{1,7})")
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_PERIODS = {"hourly": 3_600, "daily": 86_400, "weekly": 604_800, "monthly": 2_592_000, "yearly": 31_536_000}


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """What a feed holds and says; ``is_feed`` is false for what is none, such as a page."""

    is_feed: bool
    items: tuple[Item, ...] = ()
    title: str | None = None
    language: str | None = None
    page_url: str | None = None
    hub_url: str | None = None
    self_url: str | None = None
    next_url: str | None = None
    ttl_minutes: int | None = None
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[str, ...] = ()
    update_period_seconds: int | None = None


def read_channel(
    data: bytes, *, base_url: str | None = None, headers: Mapping[str, str] | None = None
) -> Channel:
    """Return the feed that *data* is, RSS, RDF, Atom or JSON, however broken.

    >>> feed = b"<rss><channel><title>A</title><ttl>30</ttl><item><title>R&D</title></item></channel></rss>"
    >>> channel = read_channel(feed)
    >>> channel.title, channel.ttl_minutes, channel.items
    ('A', 30, ({'title': 'R&D', 'site_name': 'A'},))
    >>> read_channel(b"<html><body>Not found</body></html>").is_feed
    False

    Raise :class:`UndecodableDocument` for what is no text, :class:`EmptyDocument` for nothing and
    :class:`OversizedDocument` for what no feed is.
    """
    told = {name.lower(): value for name, value in (headers or {}).items()}
    if len(data) > _MOST_BYTES:
        raise OversizedDocument(f"a feed of more than {_MOST_BYTES:,} bytes")
    if not data.strip(b"\0\t\n\r \xef\xbb\xbf\xfe\xff"):
        raise EmptyDocument("nothing in place of a feed")
    declared = _CHARSET.search(told.get("content-type", ""))
    text, is_utf8 = _decoded(data, declared[1] if declared else None)
    base_url = _located(base_url, told.get("content-location"))
    if text.lstrip("\ufeff \t\r\n").startswith("{"):
        return _json_channel(text, base_url)
    tree = read_tree(_settle_c1(text.lstrip("\ufeff"), data if is_utf8 else b""))
    return (
        Channel(is_feed=False) if tree is None else _xml_channel(tree, base_url, told.get("content-language"))
    )


def _located(base_url: str | None, location: str | None) -> str | None:
    if not location:
        return base_url
    return resolve(location, base_url) if base_url else location


def _decoded(data: bytes, declared: str | None) -> tuple[str, bool]:
    """Return the text of *data*, and whether it is UTF-8.

    Where the charset of a long Latin text has to be guessed, its few letters beyond ASCII tell it faster
    than the whole; other scripts are judged as ever.
    """
    try:
        data.decode()
    except UnicodeDecodeError:
        runs = list(islice(_BEYOND_ASCII.finditer(data), _TELLING_RUNS))
        is_sparse = sum(run.end() - run.start() for run in runs) <= 1.5 * len(runs)
        if is_sparse and len(data) > _LONG and b"\0" not in data[:_LONG]:
            sample = b" ".join(data[max(0, run.start() - 8) : run.end() + 8] for run in runs)
            declared = sniff(data[:_HEAD] + sample, declared).used
    text, charset = decode(data, declared=declared)
    return text, charset.used == "utf-8"


def _settle_c1(text: str, utf8: bytes) -> str:
    """Return *text* with what windows-1252 has for quotes and dashes as such: nobody means C1 controls."""
    if not text.isascii() and (_C1_BYTES.search(utf8) if utf8 else _C1.search(text)):
        text = _C1.sub(lambda found: _as_windows(ord(found.group())), text)
    if "&#1" in text or "#x8" in text or "#x9" in text or "&amp;#1" in text:
        text = _C1_REFERENCE.sub(_settle_reference, text)
    return text


def _settle_reference(found: re.Match[str]) -> str:
    number = int(found[2]) if found[2] else int(found[3], 16)
    return found.group() if not 0x80 <= number <= 0x9F else f"&{found[1] or ''}#{ord(_as_windows(number))};"


def _as_windows(number: int) -> str:
    return bytes((number,)).decode("cp1252", "ignore") or chr(number)


# ------------------------------------------------------------------------------------------ XML


def _xml_channel(tree: FeedTree, base_url: str | None, language: str | None) -> Channel:
    told = _children(tree)
    links = _links(tree, base_url)
    title = plain_text(_first(told, "title", "dc:title")) or None
    own_language = tree.head.get(XML_LANG) or tree.root.get(XML_LANG)
    language = (
        _first(told, "language", "dc:language") or own_language or (language or "").partition(",")[0].strip()
    )
    context = Context(
        base=base_url or links.get("self") or links.get("page"),
        home=tree.home,
        language=language,
        site_name=title or "",
        authors=_feed_authors(told, tree),
        is_atom=plain_tag(str(tree.root.tag), tree.home) == "feed",
        is_mended=tree.is_mended,
        has_bases=any(True for _ in tree.root.iterfind(f".//*[@{XML_BASE}]"))
        or tree.root.get(XML_BASE) is not None,
    )
    items = (read_item(element, context) for element in tree.items)
    return Channel(
        is_feed=True,
        items=_without_shared_ids([item for item in items if item]),
        title=title,
        language=language or None,
        page_url=links.get("page"),
        hub_url=links.get("hub"),
        self_url=links.get("self"),
        next_url=links.get("next"),
        ttl_minutes=_number(_first(told, "ttl"), most=525_600),
        skip_hours=_hours(told.get("skiphours", ())),
        skip_days=_days(told.get("skipdays", ())),
        update_period_seconds=_period(_first(told, "sy:updateperiod"), _first(told, "sy:updatefrequency")),
    )


def _children(tree: FeedTree) -> dict[str, list[etree._Element]]:
    told: dict[str, list[etree._Element]] = {}
    heads = (tree.head,) if tree.head is tree.root else (tree.head, tree.root)
    for head in heads:
        for child in head:
            if isinstance(child.tag, str):
                told.setdefault(plain_tag(child.tag, tree.home), []).append(child)
    return told


def _first(told: Mapping[str, list[etree._Element]], *names: str) -> str:
    for name in names:
        for element in told.get(name, ()):
            if text := " ".join(text_of(element).split()):
                return text
    return ""


def _feed_authors(told: Mapping[str, list[etree._Element]], tree: FeedTree) -> tuple[str, ...]:
    """Return the authors that entries inherit; only Atom says that they do."""
    if plain_tag(str(tree.root.tag), tree.home) != "feed":
        return ()
    context = Context(base=None, home=tree.home)
    holder = read_item(tree.root, context, names=frozenset(("author",)))
    authors = holder.get("authors", ())
    return tuple(authors) if isinstance(authors, list) else ()


def _links(tree: FeedTree, base_url: str | None) -> dict[str, str]:
    """Return the feed's links by what they are for."""
    found: dict[str, str] = {}
    for element in _children(tree).get("link", ()):
        href = (element.get("href") or "").strip()
        relation = (element.get("rel") or "alternate").strip().lower()
        own = element.get(XML_BASE) or tree.head.get(XML_BASE) or tree.root.get(XML_BASE)
        base = resolve(own, base_url) if own else base_url
        if href and relation in ("self", "hub", "next"):
            found.setdefault(relation, resolve(href, base))
        elif href and relation == "alternate":
            found.setdefault("page", resolve(href, base))
        elif not href and (text := text_of(element).strip()):
            found.setdefault("page", resolve(text, base))
    return {name: url for name, url in found.items() if url.startswith(("http://", "https://"))}


def _without_shared_ids(items: list[Item]) -> tuple[Item, ...]:
    """Return *items*, those identifiers left out that several articles have: they identify nothing."""
    places: dict[object, set[object]] = {}
    for item in items:
        if "id" in item:
            places.setdefault(item["id"], set()).add(str(item.get("url") or item.get("title")))
    shared = {identifier for identifier, urls in places.items() if len(urls) > 1}
    if not shared:
        return tuple(items)
    return tuple({k: v for k, v in item.items() if k != "id" or v not in shared} for item in items)


def _number(text: str, *, most: int) -> int | None:
    found = _NUMBER.match(text)
    return min(int(found[1]), most) if found and int(found[1]) else None


def _hours(elements: list[etree._Element] | tuple[()]) -> tuple[int, ...]:
    """Return the hours of the day, in UTC, at which a feed is not to be asked; 24 is midnight."""
    said = [text_of(hour).strip() for element in elements for hour in element if isinstance(hour.tag, str)]
    return tuple(
        sorted(
            {
                int(hour) % 24
                for hour in said
                if hour.isascii() and hour.isdigit() and len(hour) < 3 and int(hour) < 25
            }
        )
    )


def _days(elements: list[etree._Element] | tuple[()]) -> tuple[str, ...]:
    said = {
        text_of(day).strip().lower() for element in elements for day in element if isinstance(day.tag, str)
    }
    return tuple(day.capitalize() for day in _DAYS if day in said)


def _period(period: str, frequency: str) -> int | None:
    seconds = _PERIODS.get(period.lower())
    return None if seconds is None else seconds // (_number(frequency, most=10_000) or 1)


# ----------------------------------------------------------------------------------------- JSON


def _json_channel(text: str, base_url: str | None) -> Channel:
    feed = read_json_feed(text, base_url)
    if feed is None:
        return Channel(is_feed=False)
    channel = Channel(
        is_feed=True,
        items=_without_shared_ids(list(feed.items)),
        title=feed.title or None,
        language=feed.language or None,
        page_url=feed.page_url or None,
        hub_url=feed.hub_url or None,
        self_url=feed.self_url or None,
        next_url=feed.next_url or None,
    )
    return replace(channel, next_url=None) if channel.next_url == base_url else channel
