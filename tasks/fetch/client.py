"""The client: one for a run, shared by all who ask. It never raises for what the world does."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from datetime import datetime
from types import TracebackType
from typing import Self

import httpx

from tasks.fetch.addresses import AddressGuard, BlockedAddress
from tasks.fetch.gate import Gate
from tasks.fetch.journey import Journey, Request
from tasks.fetch.network import GuardedTransport
from tasks.fetch.redirects import resolve_address
from tasks.fetch.robots import MAX_ROBOTS_BYTES, MAX_ROBOTS_REDIRECTS, Robots, RobotsCache
from tasks.model.exchanges import Exchange, FetchLimits, Validators

ANYTHING = "text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8"
DEFAULT_USER_AGENT = "Newsmill/0.1"

_ROBOTS_ATTEMPTS = 2


class Client:
    """Asks addresses, politely. Use it as a context manager, from one event loop.

    *clock* gives the time that exchanges are stamped with. *allow* exempts ``host:port`` pairs from the
    address guard. *robots_cache* keeps robots.txt between runs, and *on_robots* is called with each exchange
    that asked for one, so that it can be archived like any other. *transport* is for tests that need no
    network; without it connections go to public addresses only.
    """

    def __init__(
        self,
        *,
        clock: Callable[[], datetime],
        user_agent: str = DEFAULT_USER_AGENT,
        contact: str | None = None,
        limits: FetchLimits = FetchLimits(),  # noqa: B008 - it is frozen
        allow: Iterable[str] = (),
        host_delay_seconds: float = 1.0,
        concurrency: int = 16,
        robots_cache: RobotsCache | None = None,
        on_robots: Callable[[Exchange], None] | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._clock = clock
        self._user_agent = f"{user_agent} (+{contact})" if contact else user_agent
        self._limits = limits
        self._guard = AddressGuard(allow)
        self._gate = Gate(host_delay_seconds=host_delay_seconds, concurrency=concurrency, sleep=sleep)
        self._transport = transport or GuardedTransport(self._guard)
        self._chance = random.Random()
        self._on_robots = on_robots
        agent = user_agent.partition("/")[0].strip() or user_agent
        self._robots = Robots(agent=agent, fetch=self._get_robots, clock=clock, cache=robots_cache)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close every connection."""
        await self._transport.aclose()

    async def get(
        self,
        url: str,
        *,
        validators: Validators | None = None,
        accept: str = ANYTHING,
        limits: FetchLimits | None = None,
        robots: bool = True,
    ) -> Exchange:
        """Ask *url* and return what came of it, whatever the world does.

        With *validators* the server is asked whether anything changed. Without *robots* nobody asks
        robots.txt for leave.
        """
        return await self._journey(
            Request(
                url=url,
                validators=validators,
                accept=accept,
                limits=limits or self._limits,
                robots=self._robots if robots else None,
            )
        ).run()

    async def sitemaps(self, url: str) -> list[str]:
        """Return the sitemaps that the robots.txt of the site of *url* names, each once, in their order."""
        try:
            target = self._guard.check_url(url)
        except BlockedAddress:
            return []
        rules = await self._robots.rules_of(target)
        named = rules.parsed.sitemaps if rules.parsed is not None else ()
        found = (resolve_address(f"{target.origin}/", said) for said in named)
        return [address for address in dict.fromkeys(found) if address is not None]

    async def _get_robots(self, url: str) -> Exchange:
        limits = replace(
            self._limits,
            body_bytes=MAX_ROBOTS_BYTES,
            redirects=MAX_ROBOTS_REDIRECTS,
            attempts=min(self._limits.attempts, _ROBOTS_ATTEMPTS),
        )
        request = Request(
            url=url,
            validators=None,
            accept="text/plain, */*;q=0.5",
            limits=limits,
            robots=None,
            cut_at=MAX_ROBOTS_BYTES,
        )
        exchange = await self._journey(request).run()
        if self._on_robots is not None:
            self._on_robots(exchange)
        return exchange

    def _journey(self, request: Request) -> Journey:
        return Journey(
            request=request,
            guard=self._guard,
            gate=self._gate,
            transport=self._transport,
            user_agent=self._user_agent,
            chance=self._chance,
            started_at=self._clock(),
        )


def fetch_once(
    url: str,
    *,
    clock: Callable[[], datetime],
    user_agent: str = DEFAULT_USER_AGENT,
    contact: str | None = None,
    validators: Validators | None = None,
    accept: str = ANYTHING,
    limits: FetchLimits = FetchLimits(),  # noqa: B008 - it is frozen
    allow: Iterable[str] = (),
    robots: bool = True,
) -> Exchange:
    """Ask one address, without an event loop around; see :class:`Client`."""

    async def ask() -> Exchange:
        async with Client(
            clock=clock, user_agent=user_agent, contact=contact, limits=limits, allow=allow
        ) as client:
            return await client.get(url, validators=validators, accept=accept, robots=robots)

    return asyncio.run(ask())
