"""Gaps filled: what was landed or listed in some days and is stored nowhere is taken in, and nothing else."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from tasks.loading import find_unknown, find_unstored
from tasks.mill import PLAIN, Pieces
from tasks.model.errors import ConfigError
from tasks.model.exchanges import Validators
from tasks.model.records import FetchPages, RunReport, Source
from tasks.polling.items import key_of
from tasks.polling.records import ArticleState, ArticleStatus
from tasks.polling.state import PollState
from tasks.run import OnProgress, Run, open_run, read_clock
from tasks.settings import Settings

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """From one day to another, both included, in UTC."""

    first: date
    last: date

    @property
    def start(self) -> datetime:
        """The first instant."""
        return datetime.combine(self.first, time(), UTC)

    @property
    def end(self) -> datetime:
        """The first instant after."""
        return datetime.combine(self.last + timedelta(days=1), time(), UTC)

    def hold(self, said: str | None) -> bool:
        """Does the day that *said* begins with, as sitemaps write it, lie in them?

        >>> days = Days(first=date(2026, 3, 1), last=date(2026, 3, 31))
        >>> days.hold("2026-03-31T22:10:00+02:00"), days.hold("2026-04-01"), days.hold("2026-03")
        (True, False, True)
        """
        if not said:
            return False
        return f"{self.first}"[: len(said)] <= said[:10] <= f"{self.last}"


def run_backfill(
    settings: Settings,
    days: Days,
    *,
    sources: Sequence[str] = (),
    on_progress: OnProgress | None = None,
    pieces: Pieces = PLAIN,
) -> RunReport:
    """Take in what is missing of *days*: of all sources, or those named *sources*.

    Pages that were landed then and are stored nowhere are read from where they lie. Addresses that were
    listed then and are not in the warehouse are asked for again, those that were given up too, and every
    list of the sources is read anew, sitemaps of these days included. Files are read as ever. What is
    stored costs no request. Raises :class:`ConfigError` for days in the wrong order or an unknown source.
    """
    if days.last < days.first:
        raise ConfigError(f"from {days.first} to {days.last}: these days are in the wrong order")
    unknown = [name for name in sources if settings.entry(name) is None]
    if unknown:
        raise ConfigError(f"{unknown[0]!r} is no source of {settings.sources_file}")
    picked = settings.pick(sources)
    polled = [source for source in picked if source.kind.is_polled]
    with open_run(
        settings, flow="backfill", load=pieces.load, on_progress=on_progress, load_pause=pieces.load_pause
    ) as run:
        if polled:
            pieces.ask(run, polled, is_asked_for=True, prepare=_Gaps(run, days, polled))
        for source in picked:
            if not source.kind.is_polled:
                pieces.take_in(run, source)
        report = run.finish()
        if run.has_changed or not settings.published.exists():
            run.leaves_copy_behind = not pieces.refresh(settings)
    return report


class _Gaps:
    """Marks in the polling state what is missing, before the sweep begins."""

    def __init__(self, run: Run, days: Days, sources: Sequence[Source]) -> None:
        self._run = run
        self._days = days
        self._names = [source.name or source.target for source in sources]
        self._without_pages = {source.name for source in sources if source.fetch_pages is FetchPages.NEVER}

    def __call__(self, state: PollState) -> None:
        """Have all that is missing taken in by the sweep that follows."""
        landed = self._remember_landed(state)
        asked = self._ask_for_missing(state, landed)
        self._read_lists_anew(state)
        said = f"{len(landed):,} pages lay there, {asked:,} are asked for again"
        self._run.ledger.notes.append(said)
        log.info("%s to %s: %s", self._days.first, self._days.last, said)

    def _remember_landed(self, state: PollState) -> set[tuple[str, str]]:
        """Make a receipt for each page that lies in the landing zone and is stored nowhere."""
        settings = self._run.settings
        unstored = find_unstored(
            settings.warehouse,
            start=self._days.start,
            end=self._days.end,
            sources=self._names,
            wait_seconds=settings.lock_wait_seconds,
        )
        landed = {(name, key_of({"url": url})): locator for name, url, locator in unstored}  # the newest
        waiting = {(receipt.source, receipt.key) for receipt in state.receipts()}
        for (name, key), locator in landed.items():
            if (name, key) not in waiting:
                with state.step():
                    state.add_receipt(name, locator, key)
                    article = state.articles(name, [key]).get(key)
                    if article is not None and article.status is ArticleStatus.WAITING:
                        state.save_article(replace(article, status=ArticleStatus.KNOWN))
        return set(landed)

    def _ask_for_missing(self, state: PollState, landed: set[tuple[str, str]]) -> int:
        """Make those addresses due that were listed in these days, and that no article has."""
        settings, days = self._run.settings, self._days
        listed = [
            article
            for article in state.all_articles(self._names)
            if (days.start <= article.first_seen_at < days.end or days.hold(article.lastmod))
            and (article.source, article.key) not in landed
            and article.url is not None
            and article.status is not ArticleStatus.GONE
        ]
        asked = [
            (article.source, place) for article in listed for place in (article.url, article.key) if place
        ]
        missing = find_unknown(settings.warehouse, asked, wait_seconds=settings.lock_wait_seconds)
        now, count = read_clock(settings), 0
        with state.step():
            for article in listed:
                is_missing = {(article.source, article.url), (article.source, article.key)} <= missing
                if is_missing or article.status in (ArticleStatus.GIVEN_UP, ArticleStatus.WAITING):
                    is_read = article.source in self._without_pages  # from its item, in the list
                    again = replace(article, item_digest=None) if is_read else _as_new(article, now)
                    state.save_article(again)
                    count += 1
        return count

    def _read_lists_anew(self, state: PollState) -> None:
        """Forget what the lists answered, and make the sitemaps of these days due."""
        now = read_clock(self._run.settings)
        for name in self._names:
            state.forget_answers(name)
        with state.step():
            for one in state.addresses(self._names):
                if one.parent is not None and (
                    one.lastmod is None or one.lastmod[:10] >= f"{self._days.first}"
                ):
                    state.save_address(replace(one, next_due_at=now if one.next_due_at else None))


def _as_new(article: ArticleState, now: datetime) -> ArticleState:
    """Return *article* as one whose page was never asked for."""
    return replace(
        article,
        status=ArticleStatus.WAITING,
        has_page=False,
        item_digest=None,
        page_digest=None,
        validators=Validators(),
        failures=0,
        next_due_at=now,
    )
