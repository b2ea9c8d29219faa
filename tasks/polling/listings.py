"""What lists articles, read: feeds, sitemaps and their indexes, watched pages, lists of addresses."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from tasks.model.errors import ConfigError, DocumentRejected
from tasks.model.records import Source, SourceKind
from tasks.polling.address import ask_address, save_useless, settle_address
from tasks.polling.items import key_of, read_instant
from tasks.polling.records import AddressState, AddressStatus, ArticleState, ArticleStatus
from tasks.polling.rhythm import Wishes
from tasks.polling.sweep import FEEDS, PAGES, Asked, Sweep
from tasks.sources.links import find_article_links, read_address_list
from tasks.sources.sitemaps import Sitemap, read_sitemap

_CHILDREN = 50  # sitemaps of an index to a sweep, the newest first; the rest has its turn in the next ones
_DEPTH = 3  # of indexes within indexes
_STAMPED = 0.8  # of the known entries have a new lastmod: the generator dates all of them alike
_FEW = 20

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """An article's address as a list gives it."""

    url: str
    lastmod: str | None = None
    published: datetime | None = None


async def visit_sitemap(sweep: Sweep, source: Source, one: AddressState, *, depth: int = 0) -> None:
    """Ask a sitemap, note what it lists, and ask those that it is an index of."""
    if is_due(sweep, one):
        answer = await ask_address(sweep, source, one, accept=PAGES)
        if answer is not None and answer.asked is None:
            settle_address(sweep, source, answer.one)
        elif answer is not None and answer.asked is not None:
            take_sitemap(sweep, source, answer.one, answer.asked)
    await visit_children(sweep, source, one.url, depth=depth)


def take_sitemap(sweep: Sweep, source: Source, one: AddressState, asked: Asked) -> None:
    """Note what a sitemap lists."""
    exchange = asked.exchange
    try:
        sitemap = read_sitemap(exchange.body, base_url=exchange.final_url)
    except DocumentRejected as error:
        save_useless(sweep, source, one, asked, f"no sitemap: {error}")
        return
    if not sitemap.children and not sitemap.entries and _is_page(asked):
        save_useless(sweep, source, one, asked, "a page in place of a sitemap")
        return
    listed = [
        Listed(
            url=entry.url,
            lastmod=entry.lastmod,
            published=read_instant(entry.published or entry.lastmod or ""),
        )
        for entry in sitemap.entries
    ]
    with sweep.state.step():
        published = note_articles(sweep, source, listed)
        _note_children(sweep, one, sitemap)
        settle_address(sweep, source, one, exchange=exchange, published=published, wishes=Wishes())


def _note_children(sweep: Sweep, one: AddressState, sitemap: Sitemap) -> None:
    """Keep which sitemaps an index lists; those with a new date are due."""
    name = one.source
    known = {child.url: child for child in sweep.state.addresses([name])}
    listed: dict[str, None] = {}
    for child in sitemap.children:
        if child.url in (one.url, one.address) or child.url in listed:
            continue
        before = known.get(child.url)
        if before is not None and before.parent != one.url:
            continue  # it is one above, or another index has it
        listed[child.url] = None
        if before is None:
            before = AddressState(
                source=name, url=child.url, kind=SourceKind.SITEMAP, address=child.url, parent=one.url
            )
        elif child.lastmod == before.lastmod:
            continue
        due = sweep.clock() if before.status is AddressStatus.ACTIVE else None
        sweep.state.save_address(replace(before, lastmod=child.lastmod, next_due_at=due))
    sweep.state.forget_children(name, one.url, but=listed)


async def visit_children(sweep: Sweep, source: Source, parent: str, *, depth: int) -> None:
    """Ask the sitemaps that are due of those an index lists, the newest first."""
    if depth >= _DEPTH:
        return
    children = [
        child
        for child in sweep.state.addresses([source.name or source.target])
        if child.parent == parent and is_due(sweep, child, by_rhythm=True)
    ]
    children.sort(key=lambda child: (child.lastmod or "", child.url), reverse=True)
    for child in children[:_CHILDREN]:
        if sweep.is_late:
            return
        await visit_sitemap(sweep, source, child, depth=depth + 1)


async def visit_page(sweep: Sweep, source: Source, one: AddressState) -> None:
    """Ask a watched page, and note the articles that it links to."""
    answer = await ask_address(sweep, source, one, accept=PAGES) if is_due(sweep, one) else None
    if answer is None or answer.asked is None:
        if answer is not None:
            settle_address(sweep, source, answer.one)
        return
    take_links(sweep, source, answer.one, answer.asked)


def take_links(sweep: Sweep, source: Source, one: AddressState, asked: Asked) -> None:
    """Note the articles that a watched page links to."""
    exchange = asked.exchange
    headers = {"Content-Type": exchange.header("content-type") or ""}
    try:
        links = find_article_links(
            exchange.body, base_url=exchange.final_url, selector=source.links, headers=headers
        )
    except (DocumentRejected, ConfigError) as error:  # no page, or a selector that is none
        save_useless(sweep, source, one, asked, f"no links: {error}")
        return
    if not links:
        said = f"no link matches {source.links!r}" if source.links else "no link looks like an article"
        save_useless(sweep, source, one, asked, said)
        return
    with sweep.state.step():
        published = note_articles(sweep, source, [Listed(url=link.url) for link in links])
        settle_address(sweep, source, one, exchange=exchange, published=published, wishes=Wishes())


async def visit_urls(sweep: Sweep, source: Source, one: AddressState) -> None:
    """Read a list of addresses, from the network or a file."""
    if not is_due(sweep, one):
        return
    if urlsplit(one.address).scheme in ("http", "https"):
        answer = await ask_address(sweep, source, one, accept=FEEDS)
        if answer is None or answer.asked is None:
            if answer is not None:
                settle_address(sweep, source, answer.one)
            return
        one, data = answer.one, answer.asked.exchange.body
    else:
        try:
            data = Path(one.address).expanduser().read_bytes()
        except OSError as error:
            sweep.silent.setdefault(one.told_as, f"{one.address}: {error.strerror or error}")
            return
        now = sweep.clock()
        one = replace(one, asked_at=now, succeeded_at=now, last_outcome="ok")
    listed = [Listed(url=url) for url in read_address_list(data)]
    if not listed:
        sweep.silent.setdefault(one.told_as, f"{one.address}: no address in it")
    with sweep.state.step():
        published = note_articles(sweep, source, listed)
        settle_address(sweep, source, one, published=published)


def is_due(sweep: Sweep, one: AddressState, *, by_rhythm: bool = False) -> bool:
    """Is *one* to be asked now? A person who asks for it goes before its rhythm, not before its server."""
    now = sweep.clock()
    if one.status is AddressStatus.GONE:
        if sweep.is_asked_for:
            sweep.silent.setdefault(one.told_as, one.last_error or f"{one.address} is gone for good (410)")
        return False
    if one.held_until is not None and one.held_until > now:
        if sweep.is_asked_for:
            until = f"{one.held_until:%Y-%m-%d %H:%M} UTC"
            sweep.deferred.setdefault(one.told_as, f"{one.address} asked for patience until {until}")
        return False
    if sweep.is_asked_for and not by_rhythm:
        return True
    return one.next_due_at is None or one.next_due_at <= now


def note_articles(sweep: Sweep, source: Source, listed: Iterable[Listed]) -> list[datetime | None]:
    """Keep the addresses that are new, have those asked again that changed; return when the new came out."""
    name, now = source.name or source.target, sweep.clock()
    by_key = {key_of({"url": entry.url}): entry for entry in reversed(list(listed))}
    known = sweep.state.articles(name, by_key)
    changed = [key for key, entry in by_key.items() if key in known and _is_newer(entry.lastmod, known[key])]
    is_stamped = len(known) > _FEW and len(changed) > _STAMPED * len(known)
    published: list[datetime | None] = []
    for key, entry in by_key.items():
        before = known.get(key)
        if before is None:
            published.append(entry.published)
            sweep.state.save_article(
                ArticleState(
                    source=name,
                    key=key,
                    url=entry.url,
                    status=ArticleStatus.WAITING,
                    lastmod=entry.lastmod,
                    first_seen_at=now,
                    next_due_at=now,
                )
            )
        elif before.lastmod != entry.lastmod and entry.lastmod:
            is_due_again = key in changed and not is_stamped
            due = now if is_due_again else before.next_due_at
            sweep.state.save_article(replace(before, lastmod=entry.lastmod, next_due_at=due))
    return published


def _is_newer(lastmod: str | None, article: ArticleState) -> bool:
    """Is *lastmod* another than before, and later than the page was got?"""
    if not lastmod or lastmod == article.lastmod or article.fetched_at is None:
        return False
    changed_at = read_instant(lastmod)
    return changed_at is None or len(lastmod) <= len("2026-01-01") or changed_at > article.fetched_at


def _is_page(asked: Asked) -> bool:
    return b"<html" in asked.exchange.body[:4_096].lower()
