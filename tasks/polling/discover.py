"""What a site offers, and a little of what a source gives: asked and shown, and nothing is stored."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol
from urllib.parse import urljoin

from tasks.model.errors import DocumentRejected, SourceUnavailable
from tasks.model.exchanges import Exchange, FetchOutcome, Validators
from tasks.model.records import RawDocument, Rejection, Source, SourceKind
from tasks.polling.documents import Landing, document_of_item, document_of_page
from tasks.polling.items import Item, is_whole, published_at, read_instant
from tasks.polling.sweep import FEEDS, PAGES
from tasks.sources.channel import read_channel
from tasks.sources.discovery import WELL_KNOWN_FEEDS, WELL_KNOWN_SITEMAPS, What, find_feeds_in_page, what_is
from tasks.sources.links import find_article_links, read_address_list
from tasks.sources.sitemaps import read_sitemap

_MOST_FEEDS = 8
_MOST_SITEMAPS = 4
_FEW_LINKS = 5
_PAGES_OF_A_SAMPLE = 3

log = logging.getLogger(__name__)


class Finder(Protocol):
    """What finding out needs of a client."""

    async def get(self, url: str, *, validators: Validators | None = None, accept: str = ...) -> Exchange:
        """Ask *url*."""

    async def sitemaps(self, url: str) -> list[str]:
        """Return the sitemaps that the robots.txt of the site names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A source that could be had: what it is, and what it holds now."""

    kind: SourceKind
    url: str
    title: str | None = None
    language: str | None = None
    item_count: int = 0
    whole_count: int = 0  # items that hold their article to the end
    newest_at: datetime | None = None
    first_title: str | None = None

    @property
    def worth(self) -> tuple[int, bool, datetime]:
        """Sort key: the best offer is the largest."""
        ranks = {SourceKind.FEED: 3, SourceKind.SITEMAP: 2, SourceKind.PAGE: 1}
        newest = self.newest_at or datetime.min.replace(tzinfo=UTC)
        return ranks.get(self.kind, 0) if self.item_count else 0, self.whole_count > 0, newest


async def discover(client: Finder, url: str) -> list[Offer]:
    """Return what can be read at *url*, the best first: itself, or what its page and its site lead to.

    Raise :class:`SourceUnavailable` where it gives no answer of use.
    """
    exchange = await client.get(url, accept=PAGES)
    if exchange.outcome is not FetchOutcome.OK:
        said = exchange.outcome.value.replace("_", " ")
        raise SourceUnavailable(f"{url}: {said}{': ' + exchange.detail if exchange.detail else ''}")
    itself = look_at(exchange)
    if itself is not None and itself.kind is not SourceKind.PAGE:
        return [itself]
    offers = {itself.url: itself} if itself is not None else {}
    for candidate in await _candidates(client, exchange):
        asked = await client.get(candidate, accept=FEEDS)
        offer = look_at(asked) if asked.outcome is FetchOutcome.OK else None
        if offer is not None and offer.kind is not SourceKind.PAGE:
            offers.setdefault(offer.url, offer)
    return sorted((offer for offer in offers.values()), key=lambda offer: offer.worth, reverse=True)


async def _candidates(client: Finder, exchange: Exchange) -> list[str]:
    """Return the addresses at which a site may have feeds and sitemaps."""
    base = exchange.final_url
    found = [feed.url for feed in find_feeds_in_page(exchange.body, base, _headers(exchange))]
    feeds = found[:_MOST_FEEDS] or [urljoin(base, path) for path in WELL_KNOWN_FEEDS]
    named = (await client.sitemaps(base))[:_MOST_SITEMAPS]
    return list(dict.fromkeys([*feeds, *(named or [urljoin(base, path) for path in WELL_KNOWN_SITEMAPS])]))


def look_at(exchange: Exchange) -> Offer | None:
    """Return what an answer offers as a source, ``None`` where it offers nothing."""
    try:
        match what_is(exchange.body, _headers(exchange)):
            case What.FEED:
                return _feed(exchange)
            case What.SITEMAP | What.SITEMAP_INDEX:
                return _sitemap(exchange)
            case What.PAGE:
                return _page(exchange)
    except DocumentRejected as error:
        log.info("%s: %s", exchange.final_url, error)
    return None


def _feed(exchange: Exchange) -> Offer:
    channel = read_channel(exchange.body, base_url=exchange.final_url, headers=_headers(exchange))
    return Offer(
        kind=SourceKind.FEED,
        url=exchange.final_url,
        title=channel.title,
        language=channel.language,
        item_count=len(channel.items),
        whole_count=sum(map(is_whole, channel.items)),
        newest_at=_latest([published_at(item) for item in channel.items]),
        first_title=next((title for item in channel.items if (title := _title(item))), None),
    )


def _sitemap(exchange: Exchange) -> Offer:
    sitemap = read_sitemap(exchange.body, base_url=exchange.final_url)
    listed = [(one.published or one.lastmod, one.title) for one in sitemap.entries]
    moments = [read_instant(written) for written, _ in listed if written]
    moments += [read_instant(child.lastmod) for child in sitemap.children if child.lastmod]
    return Offer(
        kind=SourceKind.SITEMAP,
        url=exchange.final_url,
        title="an index of sitemaps" if sitemap.children else None,
        item_count=len(sitemap.entries) or len(sitemap.children),
        newest_at=_latest(moments),
        first_title=next((title for _, title in listed if title), None),
    )


def _page(exchange: Exchange) -> Offer | None:
    links = find_article_links(
        exchange.body, base_url=exchange.final_url, selector=None, headers=_headers(exchange)
    )
    if len(links) < _FEW_LINKS:
        return None
    first = next((link.text for link in links if link.text), None)
    return Offer(kind=SourceKind.PAGE, url=exchange.final_url, item_count=len(links), first_title=first)


async def sample(client: Finder, source: Source, *, most: int) -> list[RawDocument | Rejection]:
    """Return the first documents of *source*: items of a feed, or some of the pages it leads to.

    Raise :class:`SourceUnavailable` where it gives no answer of use.
    """
    exchange = await client.get(source.target, accept=FEEDS)
    if exchange.outcome is not FetchOutcome.OK:
        said = exchange.outcome.value.replace("_", " ")
        raise SourceUnavailable(f"{source.target}: {said}{': ' + exchange.detail if exchange.detail else ''}")
    what = what_is(exchange.body, _headers(exchange))
    landing = _landing(exchange)
    if what is What.FEED:
        items = read_channel(exchange.body, base_url=exchange.final_url, headers=_headers(exchange)).items
        return [
            document_of_item(source, landing, item, number) for number, item in enumerate(items[:most], 1)
        ]
    if source.kind is SourceKind.ADDRESS and what is What.PAGE:
        return [document_of_page(source, landing)]
    documents: list[RawDocument | Rejection] = []
    for url in _addresses(source, exchange, what)[: min(most, _PAGES_OF_A_SAMPLE)]:
        page = await client.get(url, accept=PAGES)
        if page.outcome is FetchOutcome.OK:
            documents.append(document_of_page(source, _landing(page)))
        else:
            log.warning("%s: %s", url, page.detail or page.outcome.value)
    return documents


def _addresses(source: Source, exchange: Exchange, what: What) -> list[str]:
    """Return the addresses of articles that an answer lists."""
    if what in (What.SITEMAP, What.SITEMAP_INDEX):
        return [entry.url for entry in read_sitemap(exchange.body, base_url=exchange.final_url).entries]
    if source.kind is SourceKind.URLS:
        return read_address_list(exchange.body)
    links = find_article_links(
        exchange.body, base_url=exchange.final_url, selector=source.links, headers=_headers(exchange)
    )
    return [link.url for link in links]


def _landing(exchange: Exchange) -> Landing:
    return Landing(
        path=exchange.final_url,
        offset="offset=0",
        status=exchange.status or 0,
        content=exchange.body,
        content_type=exchange.header("content-type") or "",
        url=exchange.final_url,
        at=exchange.started_at,
    )


def _headers(exchange: Exchange) -> dict[str, str]:
    return {"Content-Type": exchange.header("content-type") or ""}


def _latest(moments: Sequence[datetime | None]) -> datetime | None:
    return max((moment for moment in moments if moment is not None), default=None)


def _title(item: Item) -> str | None:
    title = item.get("title")
    return title if isinstance(title, str) else None
