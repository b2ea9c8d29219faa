"""A feed asked once: what is new in it, what changed, and which of it has to wait for its page."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime

from tasks.model.errors import DocumentRejected
from tasks.model.exchanges import FetchOutcome
from tasks.model.records import FetchPages, Source
from tasks.polling.address import Answer, ask_address, save_useless, settle_address
from tasks.polling.documents import document_of_item, landing_of
from tasks.polling.items import Item, digest_of, is_whole, key_of, published_at
from tasks.polling.listings import is_due
from tasks.polling.records import AddressState, ArticleState, ArticleStatus, Polled
from tasks.polling.rhythm import Wishes, next_recheck
from tasks.polling.sweep import FEEDS, Asked, Held, Sweep
from tasks.sources.channel import Channel, read_channel

_OLDER_PAGES = 10  # of a feed in several pages, when it ran ahead of us

log = logging.getLogger(__name__)


async def visit_feed(sweep: Sweep, source: Source, one: AddressState) -> dict[str, Polled]:
    """Ask a feed, hand on what is new in it; return by article the items that wait for their page."""
    answer = await ask_address(sweep, source, one, accept=FEEDS) if is_due(sweep, one) else None
    if answer is None:
        return {}
    if answer.asked is None:
        settle_address(sweep, source, answer.one)
        return {}
    return await take_feed(sweep, source, answer, answer.asked)


async def take_feed(sweep: Sweep, source: Source, answer: Answer, asked: Asked) -> dict[str, Polled]:
    """Hand on what is new in a feed; return by article the items that wait for their page."""
    one = answer.one
    channel = _read(asked)
    if channel is None or not channel.is_feed:
        save_useless(sweep, source, one, asked, "it answered with something that is no feed")
        return {}
    is_first = one.asked_at is None or one.digest is None
    found = _Found(sweep=sweep, source=source)
    found.is_first = is_first
    with sweep.state.step():
        ready = found.take(channel, asked)
        settle_address(
            sweep,
            source,
            one,
            exchange=asked.exchange,
            published=found.published,
            item_count=len(channel.items),
            wishes=wishes_of(channel),
        )
    for polled in ready:
        await sweep.hand_on(polled)
    if found.all_new and one.rhythm is not None:
        await _read_older(sweep, source, channel, found)
    return found.waiting


async def _read_older(sweep: Sweep, source: Source, channel: Channel, found: _Found) -> None:
    """Follow a feed that ran ahead of us to its older pages, until something on them is known."""
    seen: set[str] = set()
    for _ in range(_OLDER_PAGES):
        if channel.next_url is None or channel.next_url in seen or sweep.is_late:
            return
        seen.add(channel.next_url)
        try:
            asked = await sweep.ask(source, channel.next_url, accept=FEEDS, purpose="feed")
        except Held:
            return
        older = _read(asked) if asked.exchange.outcome is FetchOutcome.OK else None
        if older is None or not older.items:
            return
        with sweep.state.step():
            ready = found.take(older, asked)
        for polled in ready:
            await sweep.hand_on(polled)
        if not found.all_new:
            return
        channel = older
    log.info("%s: more than %d older pages; the rest is left", source.name, _OLDER_PAGES)


def _read(asked: Asked) -> Channel | None:
    exchange = asked.exchange
    headers = {"Content-Type": exchange.header("content-type") or ""}
    try:
        return read_channel(exchange.body, base_url=exchange.final_url, headers=headers)
    except DocumentRejected:
        return None


def wishes_of(channel: Channel) -> Wishes:
    """Return what a feed says of how often it wants to be asked.

    ``sy:updatePeriod`` is no wish: one publishing system writes ``hourly`` into every feed in the world.
    """
    return Wishes(
        seconds=(channel.ttl_minutes or 0) * 60.0,
        skip_hours=channel.skip_hours,
        skip_days=channel.skip_days,
    )


class _Found:
    """What is new in a feed, page by page."""

    def __init__(self, *, sweep: Sweep, source: Source) -> None:
        self.sweep = sweep
        self.source = source
        self.is_first = False
        self.all_new = False  # is nothing of the last page known?
        self.published: list[datetime | None] = []
        self.waiting: dict[str, Polled] = {}

    def take(self, channel: Channel, asked: Asked) -> list[Polled]:
        """Keep what is new and what changed, inside the caller's step; return what is ready to go."""
        name = self.source.name or self.source.target
        keyed = [(key_of(item), item, number) for number, item in enumerate(channel.items, 1)]
        known = self.sweep.state.articles(name, [key for key, _, _ in keyed])
        self.all_new = bool(keyed) and not known
        ready: list[Polled] = []
        met: set[tuple[str, str]] = set()
        for key, item, number in keyed:
            digest = digest_of(item)
            article = known.get(key)
            if (key, digest) in met or (article is not None and article.item_digest == digest):
                continue
            met.add((key, digest))
            if article is None:
                self.published.append(published_at(item))
            polled = self._take_item(article, key, item, digest, number, asked)
            known[key] = self.sweep.state.articles(name, [key])[key]
            if polled is not None:
                ready.append(polled)
        return ready

    def _take_item(
        self, article: ArticleState | None, key: str, item: Item, digest: str, number: int, asked: Asked
    ) -> Polled | None:
        sweep, source, now = self.sweep, self.source, self.sweep.clock()
        name = source.name or source.target
        url = item.get("url")
        url = url if isinstance(url, str) and key.startswith("https://") else None
        needs_page = url is not None and _needs_page(source, item)
        before = article or ArticleState(source=name, key=key, url=url, first_seen_at=now)
        is_new = article is None or article.status is ArticleStatus.WAITING
        if needs_page:
            status = ArticleStatus.WAITING if is_new else before.status
            due: datetime | None = now
        else:
            status = ArticleStatus.KNOWN if is_new else before.status
            due = next_recheck(sweep.recheck_hours, first_seen=before.first_seen_at, now=now) if url else None
        sweep.state.save_article(
            replace(before, url=url or before.url, status=status, item_digest=digest, next_due_at=due)
        )
        document = document_of_item(source, landing_of(asked), item, number)
        receipt = sweep.state.add_receipt(name, document.locator, key)
        polled = Polled(source=name, outcome=document, receipt_id=receipt)
        if not needs_page:
            return polled
        replaced = self.waiting.pop(key, None)
        if replaced is not None and replaced.receipt_id is not None:
            sweep.state.settle([replaced.receipt_id])  # the same article twice in one feed: order decides
        self.waiting[key] = polled
        return None


def _needs_page(source: Source, item: Item) -> bool:
    match source.fetch_pages:
        case FetchPages.ALWAYS:
            return True
        case FetchPages.NEVER:
            return False
        case FetchPages.AUTO:
            return not is_whole(item)
