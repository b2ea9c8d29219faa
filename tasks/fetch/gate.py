"""Politeness: one request at a time to a host, a pause after each, and a limit to all together.

A host here is an origin: scheme, host and port. What a server asks for (a ``Crawl-delay``, a
``Retry-After``) lengthens its pause.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

log = logging.getLogger(__name__)

LONGEST_CRAWL_DELAY = 30.0  # seconds; some files ask for hours, which would be never
LONGEST_WAIT = 60.0  # for a host that asked for patience: beyond it the caller is told instead

_FORGET_ABOVE = 4_096  # hosts that are remembered although nothing is known of them but their last request


class HostHeld(Exception):
    """The host asked to be left alone for ``seconds`` more; nothing was sent."""

    def __init__(self, origin: str, seconds: float) -> None:
        super().__init__(f"{origin} asked for patience: {seconds:.0f} s to go")
        self.seconds = seconds


@dataclass(slots=True)
class _Host:
    delay: float
    free_at: float = 0.0  # by the monotonic clock
    held_until: float = 0.0
    users: int = 0
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class Turn:
    """A turn that has begun."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._began = monotonic()

    def seconds(self) -> float:
        """Return how long it has lasted so far."""
        return self._monotonic() - self._began


class Gate:
    """Lets requests through, each in its turn; times are those of *monotonic*."""

    def __init__(
        self,
        *,
        host_delay_seconds: float = 1.0,
        concurrency: int = 16,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._delay = host_delay_seconds
        self._together = asyncio.Semaphore(concurrency)
        self._sleep = sleep
        self._monotonic = monotonic
        self._hosts: dict[str, _Host] = {}

    @asynccontextmanager
    async def turn(self, origin: str) -> AsyncIterator[Turn]:
        """Wait until *origin* may be asked, and keep the others waiting until the answer is there.

        Raise :class:`HostHeld` at once where that would be longer than :data:`LONGEST_WAIT` because
        the host asked for it.
        """
        host = self._host(origin)
        host.users += 1
        try:
            async with host.lock:
                self._check_hold(origin, host)
                await self._wait(host)
                self._check_hold(origin, host)
                async with self._together:
                    try:
                        yield Turn(self._monotonic)
                    finally:
                        host.free_at = self._monotonic() + host.delay
        finally:
            host.users -= 1

    def hold(self, origin: str, seconds: float) -> None:
        """Let nothing through to *origin* for *seconds*."""
        host = self._host(origin)
        host.held_until = max(host.held_until, self._monotonic() + seconds)
        log.info("%s is left alone for %.1f s", origin, seconds)

    def slow_down(self, origin: str, delay: float) -> None:
        """Make the pause of *origin* at least *delay* seconds, and at most :data:`LONGEST_CRAWL_DELAY`.

        A pause that has begun is lengthened too: the wish may have come with the last answer.
        """
        host = self._host(origin)
        longer = max(host.delay, min(delay, LONGEST_CRAWL_DELAY))
        host.free_at += longer - host.delay
        host.delay = longer

    def delay_of(self, origin: str) -> float:
        """Return the pause after a request to *origin*."""
        return self._host(origin).delay

    def _check_hold(self, origin: str, host: _Host) -> None:
        held = host.held_until - self._monotonic()
        if held > LONGEST_WAIT:
            raise HostHeld(origin, held)

    async def _wait(self, host: _Host) -> None:
        waited_for = 0.0
        while (until := max(host.free_at, host.held_until)) > waited_for:
            seconds = until - self._monotonic()
            if seconds > 0:
                await self._sleep(seconds)
            waited_for = until  # it may have been held again meanwhile

    def _host(self, origin: str) -> _Host:
        host = self._hosts.get(origin)
        if host is None:
            if len(self._hosts) > _FORGET_ABOVE:
                self._forget()
            host = self._hosts[origin] = _Host(delay=self._delay)
        return host

    def _forget(self) -> None:
        now = self._monotonic()
        self._hosts = {
            origin: host
            for origin, host in self._hosts.items()
            if host.users or host.delay != self._delay or max(host.free_at, host.held_until) > now
        }
