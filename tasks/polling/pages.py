"""The pages of articles: fetched when they are new, asked again while recent, taken back when gone."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from tasks.model.exchanges import FetchOutcome, Validators
from tasks.model.records import FetchPages, Gone, Source, SourceKind
from tasks.polling.documents import as_counterpart, counterpart_key, document_of_page, landing_of
from tasks.polling.items import canonical_of_page
from tasks.polling.records import ArticleState, ArticleStatus, Polled
from tasks.polling.recovery import read_receipts
from tasks.polling.rhythm import back_off, next_recheck
from tasks.polling.sweep import PAGES, Asked, Held, Sweep

Waiting = Mapping[str, Polled]  # items that stand back until their page is there, by the key of the article

_AT_ONCE = 50  # pages to a look into the state
_GIVE_UP = 6  # failures of a page that was never there, over some eight hours
_TROUBLE = 1.0  # then the rest waits for the next sweep
_FOR_GOOD = frozenset(
    (
        FetchOutcome.NOT_FOUND,
        FetchOutcome.GONE,
        FetchOutcome.REFUSED,
        FetchOutcome.DISALLOWED,
        FetchOutcome.BLOCKED,
        FetchOutcome.REDIRECTED_AWAY,
        FetchOutcome.OVERSIZED,
        FetchOutcome.UNDECODABLE,
    )
)
_AWAY = (FetchOutcome.NOT_FOUND, FetchOutcome.GONE)
#: What each failure in a row adds to the trouble: a server that is down has other things to do.
_TROUBLES = {
    FetchOutcome.THROTTLED: 1.0,
    FetchOutcome.SERVER_ERROR: 0.34,
    FetchOutcome.TIMED_OUT: 0.34,
    FetchOutcome.UNREACHABLE: 0.34,
    FetchOutcome.DISALLOWED: 0.1,
}

log = logging.getLogger(__name__)


async def fetch_pages(sweep: Sweep, source: Source, waiting: Waiting) -> None:
    """Ask for the pages of *source* that are due, one after the other, until none is or time is up.

    Those of a feed whose pages nobody wants are not even watched.
    """
    if source.kind is SourceKind.FEED and source.fetch_pages is FetchPages.NEVER:
        return
    name = source.name or source.target
    trouble = 0.0
    while not sweep.is_late:
        due = sweep.state.due_articles(name, now=sweep.clock(), most=_AT_ONCE)
        for article in due:
            if sweep.is_late:
                return
            try:
                outcome = await fetch_page(sweep, source, article, waiting)
            except Held as held:
                sweep.deferred.setdefault(name, str(held))
                return
            trouble = trouble + _TROUBLES[outcome] if outcome in _TROUBLES else 0.0
            if trouble >= _TROUBLE:
                return
        if not due:
            return


async def fetch_page(
    sweep: Sweep, source: Source, article: ArticleState, waiting: Waiting | None = None
) -> FetchOutcome:
    """Ask for the page of *article*, hand on what came, and return the outcome. Raises :class:`Held`."""
    now = sweep.clock()
    if article.url is None:
        sweep.state.save_article(replace(article, status=ArticleStatus.KNOWN, next_due_at=None))
        return FetchOutcome.OK
    asked = await sweep.ask(
        source, article.url, validators=article.validators, accept=PAGES, purpose="article"
    )
    exchange = asked.exchange
    items = _items_of(sweep, source, article, waiting or {})
    if exchange.outcome is FetchOutcome.OK or article.has_page:
        # An item that asked for its page says less than that.
        items = [as_counterpart(polled, article.key) for polled in items]
    if exchange.outcome is FetchOutcome.OK:
        await _take_page(sweep, source, article, asked, items)
    elif exchange.outcome is FetchOutcome.NOT_MODIFIED:
        sweep.state.save_article(
            replace(
                article,
                status=ArticleStatus.KNOWN,
                failures=0,
                validators=exchange.validators,
                fetched_at=now,
                next_due_at=_recheck(sweep, article, now),
            )
        )
        await _hand_on(sweep, items)
    elif exchange.outcome in _AWAY and article.status in (ArticleStatus.KNOWN, ArticleStatus.GONE):
        await _take_back(sweep, source, article, asked)
    else:
        await _note_failure(sweep, source, article, asked, items)
    return exchange.outcome


async def _take_page(
    sweep: Sweep, source: Source, article: ArticleState, asked: Asked, items: list[Polled]
) -> None:
    """Hand on the page, and after it what its item says besides.

    What the feed holds whole is read there: its page is watched for being there, and compared with it.
    """
    now, exchange = sweep.clock(), asked.exchange
    is_same = article.page_digest == asked.digest
    counterpart_of = counterpart_key(source, article)
    name = source.name or source.target
    canonical = canonical_of_page(exchange.body, exchange.final_url)
    with sweep.state.step():
        if canonical is not None and canonical != article.key:
            # The item would become an article of its own under the address that the feed links to.
            sweep.state.settle(polled.receipt_id for polled in items if polled.receipt_id is not None)
            items = []
        sweep.state.save_article(
            replace(
                article,
                status=ArticleStatus.KNOWN,
                has_page=article.has_page or counterpart_of is None,
                page_digest=asked.digest,
                validators=exchange.validators,
                failures=0,
                fetched_at=now,
                next_due_at=_recheck(sweep, article, now),
            )
        )
        receipt = None
        # A page that is back from being withdrawn is told of even if it is the same as before.
        if article.status is ArticleStatus.GONE or not is_same:
            receipt = sweep.state.add_receipt(name, asked.locator, article.key)
    if receipt is not None:
        page = document_of_page(source, landing_of(asked), counterpart_of=counterpart_of)
        await sweep.emit(source, page, receipt)
    await _hand_on(sweep, items)


async def _take_back(sweep: Sweep, source: Source, article: ArticleState, asked: Asked) -> None:
    """Hand on that the page of *article* is withdrawn; it is asked again as others are: it may come back."""
    now, name = sweep.clock(), source.name or source.target
    is_news = article.status is not ArticleStatus.GONE
    with sweep.state.step():
        sweep.state.save_article(
            replace(
                article,
                status=ArticleStatus.GONE,
                validators=Validators(),
                fetched_at=now,
                failures=0,
                next_due_at=_recheck(sweep, article, now),
            )
        )
        receipt = sweep.state.add_receipt(name, asked.locator, article.key) if is_news else None
    if is_news:
        gone = Gone(
            source=name,
            url=article.url or article.key,
            at=asked.exchange.started_at,
            status=asked.exchange.status or 0,
            locator=asked.locator,
        )
        log.info("%s: %s is withdrawn (%d)", name, gone.url, gone.status)
        await sweep.emit(source, gone, receipt)


async def _note_failure(
    sweep: Sweep, source: Source, article: ArticleState, asked: Asked, items: list[Polled]
) -> None:
    """Ask again later and later, until it is given up; the item is enough where the page is not to be had."""
    now, exchange, name = sweep.clock(), asked.exchange, source.name or source.target
    failures = article.failures + 1
    due: datetime | None = back_off(failures, now=now)
    status = article.status
    if exchange.outcome is FetchOutcome.THROTTLED:
        failures = article.failures
        sweep.deferred.setdefault(name, f"{article.url}: {asked.trouble}")
        due = now + timedelta(seconds=max(exchange.retry_after_seconds or 0.0, 900.0))
    elif failures >= _GIVE_UP or exchange.outcome is FetchOutcome.GONE:
        if status is ArticleStatus.WAITING:
            status, due = ArticleStatus.GIVEN_UP, None
        else:
            due = _recheck(sweep, article, now)
    sweep.state.save_article(replace(article, status=status, failures=failures, next_due_at=due))
    if exchange.outcome is not FetchOutcome.THROTTLED:
        sweep.failed_pages[name] += 1
        if source.kind in (SourceKind.URLS, SourceKind.ADDRESS):  # this very page was asked for
            told_as = source.target if source.kind is SourceKind.ADDRESS else name
            sweep.silent.setdefault(told_as, f"{article.url}: {asked.trouble}")
        log.info("%s: %s: %s", name, article.url, asked.trouble)
    if exchange.outcome in _FOR_GOOD or failures > 1:
        await _hand_on(sweep, items)


def _items_of(sweep: Sweep, source: Source, article: ArticleState, waiting: Waiting) -> list[Polled]:
    """Return the items that stood back for the page of *article*, those of earlier sweeps as well."""
    held = waiting.get(article.key)
    if article.status is not ArticleStatus.WAITING:  # then earlier ones were handed on
        return [held] if held else []
    kept = sweep.state.receipts_of(article.source, article.key)
    read = [receipt for receipt in kept if held is None or receipt.receipt_id != held.receipt_id]
    return [*read_receipts(sweep.state, source, read), *([held] if held else [])]


async def _hand_on(sweep: Sweep, items: list[Polled]) -> None:
    for polled in items:
        await sweep.hand_on(polled)


def _recheck(sweep: Sweep, article: ArticleState, now: datetime) -> datetime | None:
    return next_recheck(sweep.recheck_hours, first_seen=article.first_seen_at, now=now)
