"""The sweep: all sources that are due, asked side by side in a loop of their own, handed on one by one."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import threading
from collections.abc import Callable, Generator, Sequence
from contextlib import AbstractAsyncContextManager

from tasks.model.errors import DocumentRejected
from tasks.model.records import Source, SourceKind
from tasks.polling.address import Answer, ask_address, settle_address
from tasks.polling.documents import document_of_page, landing_of
from tasks.polling.feeds import take_feed, visit_feed
from tasks.polling.items import key_of
from tasks.polling.listings import (
    is_due,
    take_links,
    take_sitemap,
    visit_children,
    visit_page,
    visit_sitemap,
    visit_urls,
)
from tasks.polling.pages import fetch_page, fetch_pages
from tasks.polling.records import AddressState, AddressStatus, ArticleState, ArticleStatus, Polled
from tasks.polling.recovery import SourceOf, recover
from tasks.polling.rhythm import Wishes, next_recheck
from tasks.polling.state import PollState
from tasks.polling.sweep import Asked, Getter, Held, Sweep
from tasks.sources.discovery import What, what_is

OpenClient = Callable[[Sweep], AbstractAsyncContextManager[Getter]]

_ANYTHING = "text/html, application/xhtml+xml, application/atom+xml, application/rss+xml, */*;q=0.8"

log = logging.getLogger(__name__)


def pick_due_sources(state: PollState, sources: Sequence[Source], sweep: Sweep) -> list[Source]:
    """Return those of *sources* that have anything to be asked, the longest overdue first."""
    now = sweep.clock()
    names = [source.name or source.target for source in sources]
    addresses: dict[str, list[AddressState]] = {}
    for one in state.addresses(names):
        addresses.setdefault(one.source, []).append(one)
    with_pages = state.sources_with_due_articles(now=now)
    due: list[tuple[str, int, Source]] = []
    for place, (name, source) in enumerate(zip(names, sources, strict=True)):
        known = addresses.get(name, [])
        current = next((one for one in known if one.url == source.target), None)
        moments = [one.next_due_at for one in known if one.next_due_at is not None]
        is_wanted = (
            sweep.is_asked_for
            or current is None
            or (current.next_due_at is None and current.status is AddressStatus.ACTIVE)
            or any(moment <= now for moment in moments)
            or name in with_pages
        )
        if is_wanted:
            first = min(moments).isoformat() if current is not None and moments else ""
            due.append((first, place, source))
    return [source for _, _, source in sorted(due, key=lambda entry: entry[:2])]


def poll(
    sources: Sequence[Source], sweep: Sweep, *, open_client: OpenClient, source_of: SourceOf
) -> Generator[Polled]:
    """Yield what came in since a killed run, and then what *sources* give, as it comes.

    The asking happens in a thread of its own and waits when nobody takes what is yielded. When the
    generator is closed, it ends. What goes wrong with one source is told in ``sweep.silent``.
    """
    thread = threading.Thread(
        target=_run_loop, args=(sources, sweep, open_client, source_of), name="sweep", daemon=True
    )
    thread.start()
    try:
        while True:
            came = sweep.out.get()
            if came is None:
                return
            if isinstance(came, BaseException):
                raise came
            sweep.taken(came)
            yield came
    finally:
        sweep.stopped.set()
        thread.join()


def _run_loop(sources: Sequence[Source], sweep: Sweep, open_client: OpenClient, source_of: SourceOf) -> None:
    try:
        asyncio.run(_sweep(sources, sweep, open_client, source_of))
    except asyncio.CancelledError:
        sweep.out.put(None)
    except BaseExceptionGroup as group:
        sweep.out.put(group.exceptions[0])
    except BaseException as error:
        sweep.out.put(error)
    else:
        sweep.out.put(None)


async def _sweep(
    sources: Sequence[Source], sweep: Sweep, open_client: OpenClient, source_of: SourceOf
) -> None:
    for polled in recover(sweep.state, source_of):
        await sweep.hand_on(polled)
    async with open_client(sweep) as client, asyncio.TaskGroup() as group:
        sweep.client = client
        visits = [group.create_task(_visit(sweep, source)) for source in sources]
        watch = group.create_task(_watch(sweep, visits))
        await asyncio.wait(visits) if visits else None
        watch.cancel()


async def _watch(sweep: Sweep, visits: Sequence[asyncio.Task[None]]) -> None:
    """End the visits when nobody wants what they bring any more."""
    while not sweep.stopped.is_set():
        await asyncio.sleep(0.2)
    for visit in visits:
        visit.cancel()


async def _visit(sweep: Sweep, source: Source) -> None:
    """Ask one source; a fault of ours costs this source only, and is told."""
    name = source.name or source.target
    if sweep.is_late:
        return  # it stays due, and is among the first next time
    sweep.asked[name] = None
    sweep.asked_count += 1
    try:
        await _ask(sweep, source, name)
    except Held as held:
        sweep.deferred.setdefault(name, str(held))
    except (OSError, sqlite3.Error):  # the disk takes no more
        raise
    except Exception as error:
        log.exception("%s: a fault of Newsmill while asking", name)
        sweep.silent[name] = f"a fault of Newsmill: {type(error).__name__}: {error}"


async def _ask(sweep: Sweep, source: Source, name: str) -> None:
    state = sweep.state
    if source.kind is SourceKind.ADDRESS:
        await _visit_address(sweep, source, name)
        return
    state.forget_others(name, source.target)
    one = state.address(name, source.target, source.kind)
    waiting: dict[str, Polled] = {}
    match source.kind:
        case SourceKind.FEED:
            waiting = await visit_feed(sweep, source, one)
        case SourceKind.SITEMAP:
            await visit_sitemap(sweep, source, one)
        case SourceKind.PAGE:
            await visit_page(sweep, source, one)
        case _:
            await visit_urls(sweep, source, one)
    await fetch_pages(sweep, source, waiting)


async def _visit_address(sweep: Sweep, source: Source, name: str) -> None:
    """Ask an address that a person named, and do with it what it turns out to be."""
    state, key = sweep.state, key_of({"url": source.target})
    article = state.articles(name, [key]).get(key)
    if article is not None and article.status is not ArticleStatus.GIVEN_UP:
        await fetch_page(sweep, source, article)
        return
    one = state.address(name, source.target, SourceKind.ADDRESS)
    answer = await ask_address(sweep, source, one, accept=_ANYTHING) if is_due(sweep, one) else None
    if answer is None:
        return
    if answer.asked is None:
        settle_address(sweep, source, answer.one)
        await visit_children(sweep, source, one.url, depth=0)
        await fetch_pages(sweep, source, {})
        return
    await _take_address(sweep, source, answer, answer.asked, key)


async def _take_address(sweep: Sweep, source: Source, answer: Answer, asked: Asked, key: str) -> None:
    exchange, waiting = asked.exchange, {}
    headers = {"Content-Type": exchange.header("content-type") or ""}
    try:
        what = what_is(exchange.body, headers)
    except DocumentRejected:
        what = What.OTHER
    match what:
        case What.FEED:
            waiting = await take_feed(sweep, source, answer, asked)
        case What.SITEMAP | What.SITEMAP_INDEX:
            take_sitemap(sweep, source, answer.one, asked)
            await visit_children(sweep, source, answer.one.url, depth=0)
        case What.PAGE if _is_front(exchange.final_url):
            take_links(sweep, source, answer.one, asked)
        case _:
            await _take_article(sweep, source, answer.one, asked, key)
            return
    await fetch_pages(sweep, source, waiting)


async def _take_article(sweep: Sweep, source: Source, one: AddressState, asked: Asked, key: str) -> None:
    name, now = source.name or source.target, sweep.clock()
    with sweep.state.step():
        settle_address(sweep, source, one, exchange=asked.exchange, wishes=Wishes())
        sweep.state.save_article(
            ArticleState(
                source=name,
                key=key,
                url=source.target,
                status=ArticleStatus.KNOWN,
                has_page=True,
                page_digest=asked.digest,
                validators=asked.exchange.validators,
                first_seen_at=now,
                fetched_at=now,
                next_due_at=next_recheck(sweep.recheck_hours, first_seen=now, now=now),
            )
        )
        receipt = sweep.state.add_receipt(name, asked.locator, key)
    await sweep.emit(source, document_of_page(source, landing_of(asked)), receipt)


def _is_front(url: str) -> bool:
    return url.partition("://")[2].partition("/")[2] in ("", "index.html", "index.htm", "index.php")
