"""JSON Feed, versions 1 and 1.1; the small mistakes that its makers make are forgiven."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tasks.model.errors import DocumentRejected
from tasks.sources.feeds_context import LONGEST, Item, is_web, present
from tasks.sources.feeds_markup import make_inert, plain_text, resolve
from tasks.sources.feeds_tree import MOST_ITEMS
from tasks.sources.json_lines import parse_json


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonFeed:
    """A JSON feed; what it does not say is empty."""

    items: tuple[Item, ...]
    title: str
    language: str
    page_url: str
    self_url: str
    hub_url: str
    next_url: str


def read_json_feed(text: str, base_url: str | None) -> JsonFeed | None:
    """Return the feed that *text* spells, ``None`` where it is no JSON Feed.

    >>> feed = read_json_feed('{"title": "Post", "items": [{"id": 7, "url": "/n/7"}]}', "https://post.example/f")
    >>> feed.title, feed.items
    ('Post', ({'site_name': 'Post', 'url': 'https://post.example/n/7', 'id': '7'},))
    >>> read_json_feed('{"error": 404}', None) is None
    True
    """
    try:
        feed, _ = parse_json(text.lstrip("\ufeff").encode("utf-8", "replace"))
    except DocumentRejected:
        return None
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        return None
    shared = present(language=_string(feed.get("language")), site_name=_string(feed.get("title")))
    base = base_url or _string(feed.get("feed_url")) or _string(feed.get("home_page_url"))
    authors = _authors(feed)
    items: list[Item] = []
    for entry in feed["items"][:MOST_ITEMS]:
        item = _item(entry, base, authors) if isinstance(entry, dict) else {}
        if item:
            items.append({**shared, **item})
    return JsonFeed(
        items=tuple(items),
        title=_string(feed.get("title")),
        language=_string(feed.get("language")),
        page_url=_web(feed.get("home_page_url"), base),
        self_url=_web(feed.get("feed_url"), base),
        next_url=_web(feed.get("next_url"), base),
        hub_url=next(_hubs(feed), ""),
    )


def _hubs(feed: dict[str, object]) -> Iterator[str]:
    for hub in _list(feed.get("hubs")):
        if isinstance(hub, dict) and (url := _web(hub.get("url"), "")):
            yield url


def _item(entry: dict[str, object], base: str, feed_authors: list[str]) -> Item:
    identifier = _identifier(entry.get("id"))
    written = (_string(entry.get("url")), _string(entry.get("external_url")), identifier)
    url = next((one for one in written[:2] if one and ":" not in one.partition("/")[0]), "")
    url = next((one for one in written if is_web(one)), url)
    item = present(
        url=resolve(url, base),
        title=plain_text(_string(entry.get("title")), is_html=False),
        summary=plain_text(_string(entry.get("summary")), is_html=False),
        body=_string(entry.get("content_text")),
        body_html=make_inert(_string(entry.get("content_html"))[:LONGEST]),
        authors=_authors(entry),
        published=_string(entry.get("date_published")),
        modified=_string(entry.get("date_modified")),
        language=_string(entry.get("language")),
        tags=[tag.strip() for tag in _list(entry.get("tags")) if isinstance(tag, str) and tag.strip()],
        id=identifier,
        image=resolve(_string(entry.get("image")) or _string(entry.get("banner_image")), base),
    )
    if item and "authors" not in item and feed_authors:
        item["authors"] = feed_authors
    return item


def _authors(holder: dict[str, object]) -> list[str]:
    """Return the names in version 1.1's list and as version 1's single author, each once."""
    told = holder.get("authors")
    several = told if isinstance(told, list) else [told]
    names = [
        _string(author) or (_string(author.get("name")) if isinstance(author, dict) else "")
        for author in (*several, holder.get("author"))
    ]
    return list(dict.fromkeys(name for name in names if name))


def _identifier(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return ""
    return str(value).strip()


def _web(value: object, base: str) -> str:
    url = resolve(_string(value), base)
    return url if is_web(url) else ""


def _string(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
