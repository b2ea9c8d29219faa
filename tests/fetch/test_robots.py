from __future__ import annotations

import asyncio
import gzip
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from tasks.fetch.client import Client
from tasks.fetch.robots import MAX_ROBOTS_BYTES, read_rules
from tasks.model.exchanges import Exchange, FetchOutcome
from tests.fetch.loopback import (
    NOON,
    PAGE,
    QUICK,
    Answer,
    Answers,
    Asked,
    Site,
    Sleeps,
    Told,
    ask,
    http,
    moved,
)
from tests.growth import grows_evenly

CLOSED = b"User-agent: *\nDisallow: /"
Stored = tuple[int | None, bytes, datetime]


def _ask_under(robots: Answer, path: str = "/news/1", *, others: Answers | None = None) -> Told:
    """Ask for a page of a site whose robots.txt is *robots*."""
    return ask({"/robots.txt": robots, path: http(), **(others or {})}, path, robots=True)


def _allows(text: bytes | str, path: str = "/news/1", agent: str = "Newsmill") -> bool:
    data = text.encode() if isinstance(text, str) else text
    rules = read_rules(200, data, agent=agent, fetched_at=NOON)
    return rules.allow(f"https://a.example{path}", agent)


# ------------------------------------------------------------------------------- what is not there


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
def test_a_file_that_is_not_there_has_no_rules(status: int) -> None:
    told = _ask_under(http(CLOSED, status))

    assert told.exchange.outcome is FetchOutcome.OK
    assert told.paths() == ["/robots.txt", "/news/1"]


async def _hang_up(_: Asked, writer: asyncio.StreamWriter) -> None:
    writer.close()


async def _stall(_: Asked, writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(60)


@pytest.mark.parametrize(
    "robots",
    [http(b"", 500), http(b"", 503), http(b"", 429), _hang_up, _stall],
    ids=["500", "503", "429", "hung up", "silent"],
)
def test_a_file_that_cannot_be_had_closes_the_site(robots: Answer) -> None:
    told = _ask_under(robots)

    assert told.exchange.outcome is FetchOutcome.DISALLOWED
    assert "robots.txt cannot be had" in told.exchange.detail
    assert set(told.paths()) == {"/robots.txt"}


@pytest.mark.parametrize("body", [b"<!doctype html><h1>Not found</h1>", b"\n <html>", b"", b" "])
def test_a_page_or_nothing_in_its_place_has_no_rules(body: bytes) -> None:
    assert _ask_under(http(body)).exchange.outcome is FetchOutcome.OK


def test_five_redirects_are_followed_and_a_sixth_leads_to_no_rules() -> None:
    chain: dict[str, Answer | list[Answer]] = {f"/r{n}": moved(f"/r{n + 1}") for n in range(1, 6)}
    closed = _ask_under(moved("/r1"), others={**chain, "/r5": http(CLOSED)})
    lost = _ask_under(moved("/r1"), others={**chain, "/r6": http(CLOSED)})

    assert closed.exchange.outcome is FetchOutcome.DISALLOWED
    assert lost.exchange.outcome is FetchOutcome.OK


def test_a_file_that_sends_us_round_in_circles_has_no_rules() -> None:
    assert _ask_under(moved("/robots.txt")).exchange.outcome is FetchOutcome.OK


def test_a_file_that_sends_us_inside_closes_the_site() -> None:
    told = _ask_under(moved("http://169.254.169.254/robots.txt"))

    assert told.exchange.outcome is FetchOutcome.DISALLOWED


# ----------------------------------------------------------------------------------- what it says


def test_what_is_disallowed_is_not_asked_for() -> None:
    told = _ask_under(http(b"User-agent: *\nDisallow: /news/\nAllow: /news/open/"))

    assert told.exchange.outcome is FetchOutcome.DISALLOWED
    assert told.exchange.hops == ()
    assert told.paths() == ["/robots.txt"]


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        ("User-agent: *\nDisallow: /news/\nAllow: /news/open/", "/news/open/1", True),
        ("User-agent: *\nAllow: /news/\nDisallow: /news/", "/news/1", True),
        ("User-agent: *\nDisallow: /*.pdf$", "/a.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/a.pdf?x", True),
        ("User-agent: *\nDisallow: /%C3%A4", "/ä", False),
        ("User-agent: *\nDisallow:", "/a", True),
        ("User-agent: *\nDisallow: /a # aside", "/a", False),
        ("\ufeffUser-agent: *\nDisallow: /", "/a", False),
        ("User-agent: *\rDisallow: /a\rDisallow: /b", "/b", False),
        ("user-AGENT:*\nDISALLOW:/", "/a", False),
        ("User-agent: *\n\nDisallow: /", "/a", False),
        ("Disallow: /", "/a", True),
    ],
)
def test_rules_are_read_as_the_standard_has_them(text: str, path: str, allowed: bool) -> None:
    assert _allows(text, path) is allowed


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("User-agent: Newsmill\nDisallow:\n\nUser-agent: *\nDisallow: /", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: NEWSMILL/9.9 # ours\nAllow: /", True),
        ("User-agent: Other\nUser-agent: newsmill\nDisallow: /\n\nUser-agent: *\nDisallow:", False),
        ("User-agent: newsmill\nDisallow: /a\n\nUser-agent: newsmill\nDisallow: /news", False),
        ("User-agent: News\nDisallow: /", True),
        ("User-agent: Newsmill-Images\nDisallow: /", True),
        ("User-agent: mill\nDisallow: /", True),
        ("User agent newsmill\nDisallow: /", False),
        ("User-agent: Other\nDisallow: /\nUser-agent:\nDisallow: /", True),
    ],
)
def test_the_group_of_our_own_name_is_the_one_that_counts(text: str, allowed: bool) -> None:
    assert _allows(text) is allowed


def test_our_name_is_that_of_the_user_agent() -> None:
    rules = http(b"User-agent: Gazetteer\nDisallow: /")
    told = ask({"/robots.txt": rules, "/": http()}, "/", robots=True, user_agent="Gazetteer/2.0")

    assert told.exchange.outcome is FetchOutcome.DISALLOWED


def test_only_the_first_half_megabyte_counts() -> None:
    filler = b"# nothing\n" * (MAX_ROBOTS_BYTES // 10)
    told = _ask_under(http(b"User-agent: *\nDisallow: /a\n" + filler + b"Disallow: /news/\n"))

    assert told.exchange.outcome is FetchOutcome.OK
    assert not _allows(b"User-agent: *\nDisallow: /a\n" + filler, "/a")


def test_a_file_without_end_is_read_no_further_than_it_counts() -> None:
    sent = 0

    async def without_end(_: Asked, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n" + CLOSED + b"\n")
        while not writer.is_closing():
            writer.write(b"# nothing\n" * 1_000)
            await writer.drain()
            sent += 10_000

    told = _ask_under(without_end)

    assert told.exchange.outcome is FetchOutcome.DISALLOWED
    assert sent < 8_000_000  # of which the most lies in the buffers between


@pytest.mark.parametrize(
    ("write", "size"),
    [
        (lambda n: "".join(f"User-agent:a{i}\n" for i in range(n)) + "Disallow:/x\n" * n, 16_000),
        (lambda n: "User-agent: *\n" + "Disallow: /*a*b*c*d*e*f*g\n" * n, 18_000),
        (lambda n: "User-agent: *\n" + "Disallow: /" + "*a" * n, 100_000),
        (lambda n: "User-agent: *\nCrawl-delay: 1e309\nRequest-rate: 1/0s\nDisallow: http://[\n" * n, 6_000),
    ],
    ids=["agents by rules", "wildcards", "one long rule", "odd values"],
)
def test_work_on_a_file_grows_no_faster_than_the_file(write: Callable[[int], str], size: int) -> None:
    assert grows_evenly(lambda lines: _allows(write(lines), "/" + "a" * 2_000), size)


def test_a_compressed_file_is_read() -> None:
    told = _ask_under(http(gzip.compress(CLOSED), 200, "Content-Encoding: gzip"))

    assert told.exchange.outcome is FetchOutcome.DISALLOWED


def test_a_crawl_delay_is_kept() -> None:
    rules = http(b"User-agent: *\nCrawl-delay: 2\n")
    told = ask({"/robots.txt": rules, "/a": http(), "/b": http()}, "/a", "/b", robots=True)

    assert told.slept == [2.0, 2.0]
    assert told.paths() == ["/robots.txt", "/a", "/b"]


def test_a_redirect_is_followed_only_where_its_target_may_be_asked() -> None:
    rules = http(b"User-agent: *\nDisallow: /private/")
    told = ask({"/robots.txt": rules, "/a": moved("/private/a")}, "/a", robots=True)

    assert told.exchange.outcome is FetchOutcome.DISALLOWED
    assert told.paths() == ["/robots.txt", "/a"]
    assert [hop.status for hop in told.exchange.hops] == [302]


def test_each_site_has_rules_of_its_own() -> None:
    async def run() -> tuple[Exchange, list[str], list[str]]:
        async with (
            Site({"/robots.txt": http(CLOSED)}) as other,
            Site({"/a": moved(other.url("/b"))}) as site,
            Client(
                clock=lambda: NOON,
                allow=[site.pair, other.pair],
                limits=QUICK,
                host_delay_seconds=0,
                sleep=Sleeps(),
            ) as client,
        ):
            return await client.get(site.url("/a")), site.paths(), other.paths()

    exchange, here, there = asyncio.run(run())

    assert exchange.outcome is FetchOutcome.DISALLOWED
    assert (here, there) == (["/robots.txt", "/a"], ["/robots.txt"])


def test_nobody_is_asked_for_leave_where_none_is_needed() -> None:
    told = ask({"/robots.txt": http(CLOSED), "/a": http()}, "/a", robots=False)

    assert told.paths() == ["/a"]


# -------------------------------------------------------------------------------- how long it lasts


@dataclass(slots=True)
class _Cache:
    kept: dict[str, Stored] = field(default_factory=dict)

    def get_robots(self, origin: str) -> Stored | None:
        return self.kept.get(origin)

    def put_robots(self, origin: str, status: int | None, text: bytes, fetched_at: datetime) -> None:
        self.kept[origin] = (status, text, fetched_at)


def _ask_at(
    hours: Sequence[float], robots: list[Answer], *, cache: _Cache | None = None
) -> tuple[list[str], list[str]]:
    """Ask a page at *hours* after noon; return the outcomes, and the paths that were asked for."""

    async def run() -> tuple[list[str], list[str]]:
        now = NOON
        async with (
            Site({"/robots.txt": robots, "/a": http()}) as site,
            Client(
                clock=lambda: now,
                allow=[site.pair],
                limits=QUICK,
                host_delay_seconds=0,
                sleep=Sleeps(),
                robots_cache=cache,
            ) as client,
        ):
            outcomes = []
            for hour in hours:
                now = NOON + timedelta(hours=hour)
                outcomes.append((await client.get(site.url("/a"))).outcome.value)
            return outcomes, site.paths()

    return asyncio.run(run())


def test_a_file_is_asked_for_once_a_day() -> None:
    _, paths = _ask_at([0, 1, 23.9, 24.1, 30], [http(b"User-agent: *\n")])

    assert [path == "/robots.txt" for path in paths] == [True, False, False, False, True, False, False]


def test_many_at_once_ask_for_it_once() -> None:
    async def run() -> list[str]:
        async with (
            Site({"/robots.txt": http(b"User-agent: *\n"), "/a": http()}) as site,
            Client(
                clock=lambda: NOON, allow=[site.pair], limits=QUICK, host_delay_seconds=0, sleep=Sleeps()
            ) as client,
        ):
            await asyncio.gather(*(client.get(site.url("/a")) for _ in range(10)))
            return site.paths()

    assert asyncio.run(run()) == ["/robots.txt"] + ["/a"] * 10


def test_a_closed_site_is_asked_again_after_half_an_hour() -> None:
    outcomes, paths = _ask_at([0, 0.4, 0.6], [http(b"", 500), http(b"", 404)])

    assert outcomes == ["disallowed", "disallowed", "ok"]
    assert paths == ["/robots.txt", "/robots.txt", "/a"]


def test_an_older_copy_stands_while_no_new_one_can_be_had() -> None:
    known = http(b"User-agent: *\nDisallow: /private/")
    outcomes, _ = _ask_at([0, 25, 26, 24 * 40], [known, http(b"", 500)])

    assert outcomes == ["ok", "ok", "ok", "disallowed"]


def test_what_is_known_is_handed_on_to_the_next_run() -> None:
    cache = _Cache()
    _ask_at([0], [http(CLOSED)], cache=cache)
    ((origin, stored),) = cache.kept.items()
    assert stored == (200, CLOSED, NOON)

    async def next_run() -> tuple[Exchange, list[str]]:
        async with Site({"/a": http()}) as site:
            cache.kept = {f"http://{site.pair}": stored}
            async with Client(
                clock=lambda: NOON + timedelta(hours=5),
                allow=[site.pair],
                limits=QUICK,
                robots_cache=cache,
            ) as client:
                return await client.get(site.url("/a")), site.paths()

    exchange, paths = asyncio.run(next_run())
    assert origin.startswith("http://127.0.0.1:")
    assert exchange.outcome is FetchOutcome.DISALLOWED
    assert paths == []


def test_an_old_copy_in_the_cache_stands_too_and_is_not_overwritten_by_silence() -> None:
    async def run() -> tuple[FetchOutcome, Stored]:
        async with Site({"/robots.txt": http(b"", 503), "/a": http()}) as site:
            origin = f"http://{site.pair}"
            cache = _Cache({origin: (200, CLOSED, NOON - timedelta(days=2))})
            async with Client(
                clock=lambda: NOON,
                allow=[site.pair],
                limits=QUICK,
                robots_cache=cache,
                host_delay_seconds=0,
                sleep=Sleeps(),
            ) as client:
                return (await client.get(site.url("/a"))).outcome, cache.kept[origin]

    outcome, kept = asyncio.run(run())

    assert outcome is FetchOutcome.DISALLOWED
    assert kept[1:] == (CLOSED, NOON - timedelta(days=2))


# ------------------------------------------------------------------------------ what else it is for


def test_the_sitemaps_it_names_are_told_each_once() -> None:
    text = b"Sitemap: https://a.example/1\nUser-agent: x\nSitemap: /2.xml\nsitemap: https://a.example/1\n"
    seen: list[Exchange] = []

    async def run() -> tuple[list[str], list[str], list[str]]:
        async with (
            Site({"/robots.txt": http(text)}) as site,
            Client(clock=lambda: NOON, allow=[site.pair], limits=QUICK, on_robots=seen.append) as client,
        ):
            there = await client.sitemaps(site.url("/deep/page"))
            nowhere = await client.sitemaps("http://127.0.0.1:1/")
            return there, nowhere, [site.url("/2.xml")]

    there, nowhere, (second,) = asyncio.run(run())

    assert there == ["https://a.example/1", second]
    assert nowhere == []
    assert [exchange.wire_body for exchange in seen] == [text]


def test_the_page_of_a_site_without_any_file_comes_whole() -> None:
    told = ask({"/a": http()}, "/a", robots=True)

    assert told.exchange.body == PAGE
