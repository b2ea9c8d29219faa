"""One sweep under way: what all its visits share, and the one door through which a request goes."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import queue
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol
from urllib.parse import urlsplit

from tasks.model.errors import DocumentRejected
from tasks.model.exchanges import Exchange, FetchOutcome, Landed, Validators
from tasks.model.records import Gone, RawDocument, Rejection, Source, Stage
from tasks.polling.records import Polled
from tasks.polling.state import PollState

FEEDS = (
    "application/atom+xml, application/rss+xml, application/feed+json;q=0.9, application/xml;q=0.9, */*;q=0.5"
)
PAGES = "text/html, application/xhtml+xml;q=0.9, */*;q=0.5"

_LONGEST_HOLD = timedelta(days=7)
_AHEAD_BYTES = 16_000_000  # of documents that nobody has taken yet: then the network waits for the disk
_POLITE_PAUSE = 0.02

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]


class Getter(Protocol):
    """What a sweep needs of a client; ``tasks.fetch.client.Client`` is one."""

    async def get(self, url: str, *, validators: Validators | None = None, accept: str = ...) -> Exchange:
        """Ask *url*."""


class Zone(Protocol):
    """Where exchanges are landed; ``tasks.fetch.landing.LandingZone`` is one."""

    def land(self, exchange: Exchange) -> Landed:
        """Append *exchange* to the archive."""


class Held(Exception):
    """A host asked to be left alone until ``until``: no request is made."""

    def __init__(self, url: str, until: datetime) -> None:
        super().__init__(f"{origin_of(url)} asked for patience until {until:%Y-%m-%d %H:%M} UTC")
        self.until = until


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An exchange, and where it lies if there was an answer."""

    exchange: Exchange
    locator: str = ""

    @property
    def digest(self) -> str:
        """Hex digest of the body."""
        return hashlib.sha256(self.exchange.body).hexdigest()[:32]

    @property
    def where(self) -> tuple[str, str]:
        """The file of :attr:`locator`, and the place in it."""
        path, _, fragment = self.locator.partition("#")
        return path, fragment

    @property
    def trouble(self) -> str:
        """What came of it, as a sentence for people."""
        exchange = self.exchange
        said = exchange.outcome.value.replace("_", " ")
        detail = exchange.detail or (f"HTTP {exchange.status}" if exchange.status else "")
        return f"{said}: {detail}" if detail else said


#: Whose visit it is in which robots.txt is asked for.
_VISITED: ContextVar[str] = ContextVar("visited", default="")


@dataclass(slots=True)
class Sweep:
    """What the visits of one sweep share. ``emit`` waits while the other side has enough to do.

    With ``is_asked_for`` a person named the sources: they are asked whether they are due or not. After
    ``ends_at``, by the monotonic clock, no request is begun that can wait for the next sweep. ``silent``
    says by source why it gave no answer, ``deferred`` who asked for patience, which is no fault.
    """

    state: PollState
    zone: Zone
    clock: Clock
    run_id: str
    recheck_hours: Sequence[float] = ()
    is_asked_for: bool = False
    ends_at: float | None = None
    requests: int = 0
    asked: dict[str, None] = field(default_factory=dict)
    asked_count: int = 0  # addresses that a person named may be of one source
    silent: dict[str, str] = field(default_factory=dict)
    deferred: dict[str, str] = field(default_factory=dict)
    failed_pages: Counter[str] = field(default_factory=Counter)
    out: queue.SimpleQueue[Polled | BaseException | None] = field(default_factory=queue.SimpleQueue)
    stopped: threading.Event = field(default_factory=threading.Event)
    client: Getter = field(init=False)
    _ahead: int = 0
    _ahead_lock: threading.Lock = field(default_factory=threading.Lock)
    _holds: dict[str, datetime] | None = None
    _number: int = 0

    @property
    def is_late(self) -> bool:
        """Is it time to leave the rest to the next sweep?"""
        return self.ends_at is not None and time.monotonic() >= self.ends_at

    async def ask(
        self, source: Source, url: str, *, validators: Validators | None = None, accept: str, purpose: str
    ) -> Asked:
        """Ask *url* and land the answer before anybody judges it. Raises :class:`Held`."""
        name = source.name or source.target
        origin = origin_of(url)
        held = self._held_until(origin)
        if held is not None:
            raise Held(url, held)
        _VISITED.set(name)
        exchange = await self.client.get(url, validators=validators, accept=accept)
        return self._land(exchange, name, purpose)

    def note_robots(self, exchange: Exchange) -> None:
        """Land an answer to a request for robots.txt, which the client makes by itself."""
        self._land(exchange, _VISITED.get(), "robots")

    def _land(self, exchange: Exchange, name: str, purpose: str) -> Asked:
        self.requests += 1
        locator = self.zone.land(exchange).locator if exchange.hops else ""
        now = self.clock()
        with self.state.step():
            if exchange.outcome is FetchOutcome.THROTTLED and exchange.retry_after_seconds:
                until = now + min(timedelta(seconds=exchange.retry_after_seconds), _LONGEST_HOLD)
                for origin in {origin_of(exchange.url), origin_of(exchange.final_url)}:
                    self.state.hold(origin, until)
                    self._all_holds()[origin] = until
            self._note(exchange, name, locator, purpose, now)
        return Asked(exchange=exchange, locator=locator)

    def _held_until(self, origin: str) -> datetime | None:
        until = self._all_holds().get(origin)
        return until if until is not None and until > self.clock() else None

    def _all_holds(self) -> dict[str, datetime]:
        if self._holds is None:
            self._holds = self.state.holds(now=self.clock())
        return self._holds

    def _note(self, exchange: Exchange, name: str, locator: str, purpose: str, now: datetime) -> None:
        self._number += 1
        fetch_id = f"{self.run_id}-{self._number:06d}"
        self.state.note_fetch(
            fetch_id,
            {
                "fetch_id": fetch_id,
                "run_id": self.run_id,
                "source": name,
                "purpose": purpose,
                "url": exchange.url,
                "final_url": exchange.final_url,
                "status": exchange.status,
                "outcome": exchange.outcome.value,
                "detail": exchange.detail or None,
                "etag": exchange.validators.etag,
                "last_modified": exchange.validators.last_modified,
                "media_type": (exchange.header("content-type") or "").partition(";")[0].strip() or None,
                "wire_byte_count": len(exchange.wire_body),
                "body_byte_count": len(exchange.body),
                "is_cut": exchange.is_cut,
                "attempt_count": exchange.attempts,
                "redirect_count": max(0, len(exchange.hops) - 1),
                "retry_after_seconds": exchange.retry_after_seconds,
                "seconds": exchange.seconds,
                "first_byte_seconds": exchange.first_byte_seconds,
                "locator": locator or None,
                "fetched_at": now.isoformat(),
            },
        )

    async def emit(
        self, source: Source, outcome: RawDocument | Rejection | Gone, receipt_id: int | None = None
    ) -> None:
        """Hand *outcome* over."""
        await self.hand_on(
            Polled(source=source.name or source.target, outcome=outcome, receipt_id=receipt_id)
        )

    async def hand_on(self, polled: Polled) -> None:
        """Hand *polled* over, when there is room."""
        while self._ahead > _AHEAD_BYTES and not self.stopped.is_set():
            await asyncio.sleep(_POLITE_PAUSE)
        if self.stopped.is_set():
            raise asyncio.CancelledError
        with self._ahead_lock:
            self._ahead += weight_of(polled)
        self.out.put(polled)

    def taken(self, polled: Polled) -> None:
        """Say that the other side has taken *polled*."""
        with self._ahead_lock:
            self._ahead -= weight_of(polled)

    def reject(self, source: Source, locator: str, error: DocumentRejected) -> Rejection:
        """Return *error* as the rejection of what lies at *locator*."""
        return Rejection(
            source=source.name or source.target,
            locator=locator,
            stage=Stage.READ,
            reason=error.reason,
            detail=str(error),
        )


def weight_of(polled: Polled) -> int:
    """Return how many bytes *polled* holds, roughly."""
    return 500 + (len(polled.outcome.content) if isinstance(polled.outcome, RawDocument) else 0)


def origin_of(url: str) -> str:
    """Return scheme, host and port of *url*: what a host's wishes are kept under.

    >>> origin_of("HTTPS://Courier.example/feed"), origin_of("no address")
    ('https://courier.example:443', 'no address')
    """
    try:
        parts = urlsplit(url)
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    except ValueError:
        return url
    return f"{parts.scheme}://{parts.hostname}:{port}" if parts.hostname else url
