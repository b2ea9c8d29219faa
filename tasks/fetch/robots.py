"""robots.txt after RFC 9309: who may be asked what, how slowly, and which sitemaps a site names.

A file that is not there (4xx) or is a page in its place has no rules. One that cannot be had (5xx, 429,
no connection) closes the site until it can, unless an older copy is known. Files are kept for a day.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from protego import Protego

from tasks.fetch.addresses import Target
from tasks.model.exchanges import Exchange, FetchOutcome

log = logging.getLogger(__name__)

MAX_ROBOTS_BYTES = 500 * 1024  # RFC 9309, 2.5: what follows need not be read
MAX_ROBOTS_REDIRECTS = 5

_GOOD_FOR = timedelta(hours=24)
_RETRY_AFTER = timedelta(minutes=30)  # where there was no answer
_UNAVAILABLE = timedelta(days=30)  # an old copy is not believed for longer
_REMEMBERED = 2_000
_MAX_LINE = 2_048
_MARK = "\ufeff"
_AGENT_LINE = re.compile(r"user(?:-|\s{1,99})?agent(?:\s{0,99}:|\s)(.{0,2048})", re.IGNORECASE)
_OTHERS = "?"  # can be no agent's name

Fetch = Callable[[str], Awaitable[Exchange]]
Clock = Callable[[], datetime]


class RobotsCache(Protocol):
    """Keeps files between runs, by origin (``https://example.com:443``); ``None`` as status is no answer."""

    def get_robots(self, origin: str) -> tuple[int | None, bytes, datetime] | None:
        """Return status, text and time of the fetch, or ``None`` where nothing is known."""

    def put_robots(self, origin: str, status: int | None, text: bytes, fetched_at: datetime) -> None:
        """Keep what was fetched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The rules of one site. Without ``parsed``, all is allowed or nothing is."""

    parsed: Protego | None
    allows_all: bool
    fetched_at: datetime
    good_until: datetime
    reason: str = ""
    crawl_delay: float | None = None

    def allow(self, url: str, agent: str) -> bool:
        """Say whether *agent* may ask *url*."""
        return self.allows_all if self.parsed is None else bool(self.parsed.can_fetch(url, agent))


def read_rules(status: int | None, text: bytes, *, agent: str, fetched_at: datetime) -> Rules:
    """Return the rules that an answer to a request for robots.txt means.

    >>> from datetime import UTC
    >>> noon = datetime(2024, 5, 6, 12, tzinfo=UTC)
    >>> rules = read_rules(200, b"User-agent: *\\nDisallow: /private/", agent="Newsmill", fetched_at=noon)
    >>> rules.allow("https://a.example/private/x", "Newsmill"), rules.allow("https://a.example/", "Newsmill")
    (False, True)
    >>> read_rules(503, b"", agent="Newsmill", fetched_at=noon).allow("https://a.example/", "Newsmill")
    False
    """
    if status is None or status >= 500 or status == 429:
        said = f"HTTP {status}" if status else "no answer"
        return Rules(
            parsed=None,
            allows_all=False,
            fetched_at=fetched_at,
            good_until=fetched_at + _RETRY_AFTER,
            reason=f"robots.txt cannot be had ({said})",
        )
    good_until = fetched_at + _GOOD_FOR
    lines = text[:MAX_ROBOTS_BYTES].decode("utf-8", "replace").removeprefix(_MARK)
    if not 200 <= status < 300 or lines.lstrip()[:1] == "<":
        return Rules(parsed=None, allows_all=True, fetched_at=fetched_at, good_until=good_until)
    own = agent.lower()
    parsed = Protego.parse("\n".join(_for_one_agent(line[:_MAX_LINE], own) for line in lines.splitlines()))
    return Rules(
        parsed=parsed,
        allows_all=False,
        fetched_at=fetched_at,
        good_until=good_until,
        reason="robots.txt does not allow it",
        crawl_delay=parsed.crawl_delay(own),
    )


def _for_one_agent(line: str, own: str) -> str:
    """Return *line*, or a line for all others where it names an agent that is not *own*.

    Names are compared whole, as the RFC has it. A file that names ten thousand agents for its ten thousand
    rules would else be kept as a hundred million.

    >>> [_for_one_agent(f"User-agent: {name}", "newsmill") for name in ("Newsmill/2.0 # us", "News", "*")]
    ['User-agent: newsmill', 'User-agent: ?', 'User-agent: *']
    """
    found = _AGENT_LINE.match(line.partition("#")[0].strip())
    if found is None:
        return line
    name = found[1].partition("/")[0].strip().lower()
    if name not in ("", "*"):
        name = own if name.rstrip("*") == own else _OTHERS
    return f"User-agent: {name}"


class Robots:
    """The rules of all sites that are asked; *fetch* gets one robots.txt."""

    def __init__(self, *, agent: str, fetch: Fetch, clock: Clock, cache: RobotsCache | None = None) -> None:
        self.agent = agent
        self._fetch = fetch
        self._clock = clock
        self._cache = cache
        self._known: OrderedDict[str, Rules] = OrderedDict()
        self._asking: dict[str, asyncio.Lock] = {}

    async def rules_of(self, target: Target) -> Rules:
        """Return the rules for the site of *target*, asking for them at most once a day."""
        origin = target.origin
        rules = self._fresh(origin)
        if rules is not None:
            return rules
        lock = self._asking.setdefault(origin, asyncio.Lock())
        async with lock:
            rules = self._fresh(origin) or await self._ask(origin)
        self._asking.pop(origin, None)
        return rules

    def _fresh(self, origin: str) -> Rules | None:
        rules = self._known.get(origin) or self._stored(origin)
        return rules if rules is not None and self._clock() < rules.good_until else None

    def _stored(self, origin: str) -> Rules | None:
        stored = self._cache.get_robots(origin) if self._cache is not None else None
        if stored is None:
            return None
        status, text, fetched_at = stored
        rules = read_rules(status, text, agent=self.agent, fetched_at=fetched_at)
        self._remember(origin, rules)
        return rules

    async def _ask(self, origin: str) -> Rules:
        before = self._known.get(origin)
        exchange = await self._fetch(f"{origin}/robots.txt")
        now = self._clock()
        status = _status(exchange)
        rules = read_rules(status, exchange.body, agent=self.agent, fetched_at=now)
        if status is None and exchange.detail:
            rules = replace(rules, reason=f"robots.txt cannot be had ({exchange.detail})")
        is_silent = rules.parsed is None and not rules.allows_all
        if (
            is_silent
            and before is not None
            and not _is_silent(before)
            and now - before.fetched_at < _UNAVAILABLE
        ):
            log.warning(
                "%s: robots.txt cannot be had, its copy of %s stands", origin, _shown(before.fetched_at)
            )
            rules = Rules(
                parsed=before.parsed,
                allows_all=before.allows_all,
                fetched_at=before.fetched_at,
                good_until=now + _RETRY_AFTER,
                reason=before.reason,
                crawl_delay=before.crawl_delay,
            )
        else:
            if is_silent:
                log.warning(
                    "%s: %s; nothing is asked there until %s", origin, rules.reason, _shown(rules.good_until)
                )
            if self._cache is not None:
                self._cache.put_robots(origin, status, exchange.body[:MAX_ROBOTS_BYTES], now)
        self._remember(origin, rules)
        return rules

    def _remember(self, origin: str, rules: Rules) -> None:
        self._known[origin] = rules
        self._known.move_to_end(origin)
        if len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)


def _is_silent(rules: Rules) -> bool:
    return rules.parsed is None and not rules.allows_all


def _shown(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"


def _status(exchange: Exchange) -> int | None:
    """Return what the answer counts as: a redirect that leads nowhere is a file that is not there."""
    if exchange.outcome is FetchOutcome.REDIRECTED_AWAY:
        return 404
    if exchange.outcome in (FetchOutcome.OK, FetchOutcome.EMPTY):
        return exchange.status
    if exchange.status is not None and 400 <= exchange.status < 600:
        return exchange.status
    return None
