"""One request from its address to its outcome: through redirects, second tries and all that may go wrong."""

from __future__ import annotations

import logging
import random
from dataclasses import dataclass, field
from datetime import datetime

import httpx

from tasks.fetch.addresses import AddressGuard, BlockedAddress, Target, shown_url
from tasks.fetch.gate import Gate, HostHeld
from tasks.fetch.outcomes import Verdict, judge
from tasks.fetch.redirects import FOLLOWED, PERMANENT, Cookies, read_location
from tasks.fetch.retry_after import back_off, read_retry_after
from tasks.fetch.robots import Robots
from tasks.fetch.validators import conditional_headers
from tasks.fetch.wire import Answer, NoAnswer, ask
from tasks.model.exchanges import Exchange, FetchLimits, FetchOutcome, Hop, Validators

log = logging.getLogger(__name__)

ACCEPTED_CODINGS = b"gzip, deflate, br, zstd"

_WORTH_RETRYING = frozenset((429, 502, 503, 504))
_LONGEST_PATIENCE = 30.0  # seconds of a Retry-After that are slept; more is reported
_LONGEST_HOLD = 7 * 86_400.0
_LEAST_BUDGET = 0.5  # seconds: a try with less is none
_SOON = 0.05  # a server that says "in two seconds" has a clock of its own


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked, and how much it may cost. ``cut_at`` bytes are enough, where a start is all we want."""

    url: str
    validators: Validators | None
    accept: str
    limits: FetchLimits
    robots: Robots | None
    cut_at: int | None = None


@dataclass(slots=True, kw_only=True)
class Journey:
    """A request under way. It ends in an :class:`Exchange`, whatever the world does."""

    request: Request
    guard: AddressGuard
    gate: Gate
    transport: httpx.AsyncBaseTransport
    user_agent: str
    chance: random.Random
    started_at: datetime
    hops: list[Hop] = field(default_factory=list)
    cookies: Cookies = field(default_factory=Cookies)
    permanent_url: str | None = None
    is_permanent: bool = True
    spent: float = 0.0
    attempts: int = 1
    first_byte_seconds: float | None = None
    at: str = ""  # where it has come to
    last: Answer | None = None  # of the last hop

    async def run(self) -> Exchange:
        """Go, and return what came of it."""
        self.at = self.request.url
        try:
            target = self.guard.check_url(self.at)
            seen: set[tuple[str, str]] = set()
            while True:
                answer = await self._step(target, seen)
                if answer.status not in FOLLOWED:
                    return self._exchange(
                        judge(answer, self.request.validators, self._limits, cut=self._is_start)
                    )
                target = self._next(answer)
        except BlockedAddress as error:
            return self._ended(_Ended(FetchOutcome.BLOCKED, str(error)))
        except _Ended as end:
            return self._ended(end)

    async def _step(self, target: Target, seen: set[tuple[str, str]]) -> Answer:
        """Ask one address on the way."""
        self.at = str(target.url)
        await self._check_robots(target)
        here = (self.at, self.cookies.header_for(target))  # with a new cookie it may answer otherwise
        if here in seen:
            raise _Ended(FetchOutcome.REDIRECTED_AWAY, f"{shown_url(self.at)} leads back to itself")
        seen.add(here)
        answer = await self._ask(target)
        self.hops.append(answer.hop())
        self.last = answer
        self.cookies.take(target, answer.headers)
        return answer

    @property
    def _limits(self) -> FetchLimits:
        return self.request.limits

    @property
    def _is_start(self) -> bool:
        return self.request.cut_at is not None

    async def _check_robots(self, target: Target) -> None:
        if self.request.robots is None:
            return
        rules = await self.request.robots.rules_of(target)
        if rules.crawl_delay:
            self.gate.slow_down(target.origin, rules.crawl_delay)
        if not rules.allow(str(target.url), self.request.robots.agent):
            raise _Ended(FetchOutcome.DISALLOWED, f"{target.origin}: {rules.reason}")

    def _next(self, answer: Answer) -> Target:
        """Return where a redirect leads."""
        location = read_location(answer.headers, str(answer.target.url))
        if location is None:
            raise _Ended(
                FetchOutcome.REDIRECTED_AWAY, f"HTTP {answer.status} without a target", answer.status
            )
        if len(self.hops) > self._limits.redirects:
            detail = f"more than {self._limits.redirects} redirects"
            raise _Ended(FetchOutcome.REDIRECTED_AWAY, detail, answer.status)
        target = self.guard.check_url(location)
        is_downgrade = answer.target.url.scheme == "https" and target.url.scheme == "http"
        # Once for the time being, and what comes behind is for the time being too.
        self.is_permanent = self.is_permanent and answer.status in PERMANENT and not is_downgrade
        if self.is_permanent:
            self.permanent_url = str(target.url)
        return target

    # ------------------------------------------------------------------------------------ the tries

    async def _ask(self, target: Target) -> Answer:
        """Ask *target*, again where that may help, and return the last answer."""
        tries = 0
        while True:
            tries += 1
            answer: Answer | None = None
            failure: NoAnswer | None = None
            budget = self._limits.total_seconds - self.spent
            if budget < _LEAST_BUDGET:
                raise _Ended(FetchOutcome.TIMED_OUT, f"not done within {self._limits.total_seconds:g} s")
            try:
                answer = await self._ask_once(target, budget)
            except NoAnswer as error:
                failure = error
            pause = self._pause(target, tries, answer, failure)
            if pause is None:
                if answer is not None:
                    return answer
                assert failure is not None
                raise _Ended(failure.outcome, str(failure)) from failure
            said = failure or f"HTTP {answer.status if answer else ''}"
            log.info("%s: %s; once more in %.1f s", shown_url(self.at), said, pause)
            self.attempts += 1
            self.spent += pause
            self.gate.hold(target.origin, pause)

    async def _ask_once(self, target: Target, budget: float) -> Answer:
        headers = [
            (b"User-Agent", self.user_agent.encode("latin-1", "replace")),
            (b"Accept", self.request.accept.encode("latin-1", "replace")),
            (b"Accept-Encoding", ACCEPTED_CODINGS),
            *conditional_headers(self.request.validators),
        ]
        cookie = self.cookies.header_for(target)
        if cookie:
            headers.append((b"Cookie", cookie.encode("latin-1")))
        try:
            async with self.gate.turn(target.origin) as turn:
                try:
                    answer = await ask(
                        self.transport,
                        target,
                        headers,
                        limits=self._limits,
                        seconds=budget,
                        cut_at=self.request.cut_at,
                    )
                finally:
                    self.spent += turn.seconds()
        except HostHeld as error:
            raise _Ended(FetchOutcome.THROTTLED, str(error), retry_after=error.seconds) from error
        self.first_byte_seconds = answer.first_byte_seconds
        return answer

    def _pause(
        self, target: Target, tries: int, answer: Answer | None, failure: NoAnswer | None
    ) -> float | None:
        """Return how long to wait for the next try, or ``None`` where there is to be none."""
        asked = None
        if answer is not None:
            if answer.status not in _WORTH_RETRYING:
                return None
            asked = self._retry_after(answer)
            if asked is not None and asked > _LONGEST_PATIENCE:
                self.gate.hold(target.origin, min(asked, _LONGEST_HOLD))
                return None
        elif failure is not None and not failure.may_retry:
            return None
        pause = back_off(tries, self.chance)
        if asked is not None:
            pause = asked + _SOON + pause * 0.1  # not before, and not all at the same moment
        left = self._limits.total_seconds - self.spent - pause
        if tries >= self._limits.attempts or left < _LEAST_BUDGET:
            if asked:
                self.gate.hold(target.origin, asked)
            return None
        return pause

    def _retry_after(self, answer: Answer) -> float | None:
        return read_retry_after(
            answer.header("retry-after"), now=self.started_at, date=answer.header("date") or None
        )

    # -------------------------------------------------------------------------------------- the end

    def _exchange(self, verdict: Verdict) -> Exchange:
        answer = verdict.answer
        is_kept = verdict.outcome in (FetchOutcome.OK, FetchOutcome.NOT_MODIFIED)
        return self._done(
            Exchange(
                url=self.request.url,
                outcome=verdict.outcome,
                detail=verdict.detail,
                final_url=self.at,
                permanent_url=self.permanent_url if is_kept else None,
                status=answer.status,
                headers=answer.headers,
                body=verdict.body,
                wire_body=answer.body,
                is_cut=answer.is_cut,
                hops=tuple(self.hops),
                attempts=self.attempts,
                retry_after_seconds=self._retry_after(answer) if answer.status in (429, 503) else None,
                validators=verdict.validators,
                started_at=self.started_at,
                seconds=self.spent,
                first_byte_seconds=self.first_byte_seconds,
            )
        )

    def _ended(self, end: _Ended) -> Exchange:
        """Return the exchange of a journey that ended without an answer to judge.

        What the last hop gave is archived with it, and is no answer to what was asked: ``headers`` are
        those of an answer only where that has a status.
        """
        last = self.last
        return self._done(
            Exchange(
                url=self.request.url,
                outcome=end.outcome,
                detail=str(end),
                final_url=self.at,
                status=end.status,
                headers=last.headers if last and end.status else (),
                wire_body=last.body if last else b"",
                is_cut=last.is_cut if last else False,
                hops=tuple(self.hops),
                attempts=self.attempts,
                retry_after_seconds=end.retry_after,
                validators=self.request.validators or Validators(),
                started_at=self.started_at,
                seconds=self.spent,
                first_byte_seconds=self.first_byte_seconds,
            )
        )

    def _done(self, exchange: Exchange) -> Exchange:
        is_well = exchange.outcome in (FetchOutcome.OK, FetchOutcome.NOT_MODIFIED)
        log.log(
            logging.DEBUG if is_well else logging.INFO,
            "%s: %s%s%s, %s bytes in %.2f s%s",
            shown_url(exchange.url),
            exchange.outcome.value,
            f" (HTTP {exchange.status})" if exchange.status else "",
            f": {exchange.detail}" if exchange.detail else "",
            f"{len(exchange.wire_body):,}",
            exchange.seconds,
            f", {len(exchange.hops)} hops to {shown_url(exchange.final_url)}"
            if len(exchange.hops) > 1
            else "",
        )
        if exchange.permanent_url:
            log.info("%s has moved for good to %s", shown_url(exchange.url), exchange.permanent_url)
        return exchange


class _Ended(Exception):
    """The journey ends here, without an answer to judge."""

    def __init__(
        self,
        outcome: FetchOutcome,
        detail: str,
        status: int | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(detail)
        self.outcome, self.status, self.retry_after = outcome, status, retry_after
