"""Feeds: RSS, RDF, Atom and JSON Feed; each item under our field names.

Dates stay as they were written, so that nobody's guess becomes a time of publication.
"""

from __future__ import annotations

from collections.abc import Mapping

from tasks.model.errors import DocumentRejected
from tasks.sources.channel import read_channel
from tasks.sources.feeds_context import Item
from tasks.sources.feeds_markup import text_of_html
from tasks.sources.inputs import Input, Outcomes

__all__ = ["Item", "parse_feed", "read_feed", "text_of_html"]


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
    """
    try:
        return list(read_channel(data, base_url=base_url, headers=headers).items)
    except DocumentRejected:
        return []
