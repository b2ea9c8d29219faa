"""Several sites at once, and a site over several visits."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

import pytest

from tasks.fetch.client import Client, fetch_once
from tasks.model.exchanges import Exchange, FetchOutcome, Validators
from tests.fetch.loopback import NOON, PAGE, QUICK, Answers, Asked, Site, Sleeps, ask, http, moved

BRIEF = replace(QUICK, total_seconds=0.8)


def _ask_all(sites: Sequence[Answers], path: str, **options: object) -> list[tuple[Exchange, float]]:
    """Ask each of *sites* for *path*, all at once; return what came of it and after how many seconds."""

    async def run() -> list[tuple[Exchange, float]]:
        async with AsyncExitStack() as stack:
            served = [await stack.enter_async_context(Site(answers)) for answers in sites]
            client = await stack.enter_async_context(
                Client(clock=lambda: NOON, allow=[site.pair for site in served], limits=BRIEF, **options)  # type: ignore[arg-type]
            )
            started = time.monotonic()

            async def get(site: Site) -> tuple[Exchange, float]:
                exchange = await client.get(site.url(path), robots=False)
                return exchange, time.monotonic() - started

            return await asyncio.gather(*(get(site) for site in served))

    return asyncio.run(run())


async def _say_nothing(_: Asked, __: asyncio.StreamWriter) -> None:
    await asyncio.sleep(60)


async def _drip(_: Asked, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n")
    while True:
        writer.write(b"x")
        await asyncio.sleep(0.05)


def test_sites_that_never_answer_do_not_hold_up_one_that_does() -> None:
    sites: list[Answers] = [{"/": _say_nothing}, {"/": _drip}, {"/": http()}]

    (silent, _), (dripping, until), (healthy, after) = _ask_all(sites, "/")

    assert (silent.outcome, dripping.outcome) == (FetchOutcome.TIMED_OUT, FetchOutcome.TIMED_OUT)
    assert healthy.outcome is FetchOutcome.OK
    assert after < until


def test_a_site_never_has_two_requests_of_ours_at_once() -> None:
    at_once: list[int] = []
    inside = 0

    async def page(_: Asked, writer: asyncio.StreamWriter) -> None:
        nonlocal inside
        inside += 1
        at_once.append(inside)
        await asyncio.sleep(0.005)
        inside -= 1
        writer.write(http())

    async def run() -> list[float]:
        async with (
            Site({f"/{n}": page for n in range(10)}) as site,
            Client(clock=lambda: NOON, allow=[site.pair], limits=QUICK, host_delay_seconds=0.03) as client,
        ):
            await asyncio.gather(*(client.get(site.url(f"/{n}")) for n in range(10)))
            return [asked.at for asked in site.asked]

    times = asyncio.run(run())

    assert len(times) == 11  # and robots.txt once
    assert set(at_once) == {1}
    assert min(later - earlier for earlier, later in pairwise(times)) >= 0.025


def test_an_answer_is_asked_for_with_the_validators_of_the_last_one() -> None:
    async def run() -> tuple[list[str], list[str | None]]:
        answers = [
            http(PAGE, 200, 'ETag: "one"'),
            http(PAGE, 200, 'ETag: "two"'),
            http(b"", 304, length=False),
        ]
        async with (
            Site({"/": list(answers)}) as site,
            Client(
                clock=lambda: NOON, allow=[site.pair], limits=QUICK, host_delay_seconds=0, sleep=Sleeps()
            ) as client,
        ):
            validators, outcomes = Validators(), []
            for _ in range(4):
                exchange = await client.get(site.url("/"), validators=validators, robots=False)
                validators = exchange.validators
                outcomes.append(exchange.outcome.value)
            return outcomes, [asked.headers.get("if-none-match") for asked in site.asked]

    outcomes, sent = asyncio.run(run())

    assert outcomes == ["ok", "ok", "not_modified", "not_modified"]
    assert sent == [None, '"one"', '"two"', '"two"']


def test_a_host_that_asked_for_patience_is_left_alone_by_all_who_ask() -> None:
    async def run() -> tuple[list[Exchange], list[str]]:
        limited = http(b"", 429, "Retry-After: Mon, 06 May 2024 13:00:00 GMT")
        async with (
            Site({"/one": limited, "/two": http()}) as site,
            Client(
                clock=lambda: NOON, allow=[site.pair], limits=QUICK, host_delay_seconds=0, sleep=Sleeps()
            ) as client,
        ):
            paths = ("/one", "/two", "/two")
            exchanges = await asyncio.gather(*(client.get(site.url(path), robots=False) for path in paths))
            return exchanges, site.paths()

    exchanges, paths = asyncio.run(run())

    assert [exchange.outcome for exchange in exchanges] == [FetchOutcome.THROTTLED] * 3
    assert all(3_590 < (exchange.retry_after_seconds or 0) <= 3_600 for exchange in exchanges)
    assert paths == ["/one"]


@pytest.mark.parametrize("host", ["xn--a", "xn--a.example", "xn--i-7iq.invalid"])
def test_a_name_that_is_no_valid_international_one_is_asked_for_like_any_other(host: str) -> None:
    told = ask({"/": moved(f"http://{host}/")}, "/")

    assert told.exchange.outcome in (FetchOutcome.UNREACHABLE, FetchOutcome.TIMED_OUT)
    assert told.exchange.final_url == f"http://{host}/"


def test_one_address_is_asked_without_an_event_loop() -> None:
    exchange = fetch_once("http://127.0.0.1:1/", clock=lambda: datetime.now(UTC))

    assert exchange.outcome is FetchOutcome.BLOCKED
    assert exchange.hops == ()
