from __future__ import annotations

import asyncio

import pytest

from tasks.fetch.client import Client
from tasks.model.exchanges import Exchange, FetchOutcome, Validators
from tests.fetch.loopback import NOON, PAGE, QUICK, Asked, Site, Sleeps, ask, http, moved


def test_a_permanent_move_gives_the_address_to_be_stored() -> None:
    told = ask({"/old": moved("/new", 301), "/new": moved("/newest", 308), "/newest": http()}, "/old")

    assert told.exchange.outcome is FetchOutcome.OK
    assert told.exchange.permanent_url == told.exchange.final_url == told.base + "/newest"
    assert [hop.status for hop in told.exchange.hops] == [301, 308, 200]


@pytest.mark.parametrize("status", [302, 303, 307])
def test_a_move_for_the_time_being_changes_no_stored_address(status: int) -> None:
    told = ask({"/old": moved("/new", status), "/new": http()}, "/old")

    assert told.exchange.outcome is FetchOutcome.OK
    assert told.exchange.permanent_url is None
    assert told.exchange.final_url == told.base + "/new"


def test_what_lies_behind_a_temporary_move_is_not_permanent() -> None:
    told = ask({"/a": moved("/b", 301), "/b": moved("/c", 302), "/c": moved("/d", 301), "/d": http()}, "/a")

    assert told.exchange.permanent_url == told.base + "/b"


def test_a_permanent_move_to_nothing_is_not_believed() -> None:
    told = ask({"/old": moved("/gone", 301), "/gone": http(b"", 410)}, "/old")

    assert told.exchange.outcome is FetchOutcome.GONE
    assert told.exchange.permanent_url is None


def test_a_loop_is_seen_at_once() -> None:
    told = ask({"/a": moved("/b"), "/b": moved("/a")}, "/a")

    assert told.exchange.outcome is FetchOutcome.REDIRECTED_AWAY
    assert told.paths() == ["/a", "/b"]


def test_a_chain_without_end_is_left() -> None:
    told = ask({f"/{n}": moved(f"/{n + 1}") for n in range(100)}, "/0")

    assert told.exchange.outcome is FetchOutcome.REDIRECTED_AWAY
    assert len(told.asked) == QUICK.redirects + 1


@pytest.mark.parametrize("status", [300, 301, 302])
def test_a_redirect_without_a_target_is_no_page(status: int) -> None:
    told = ask({"/a": http(PAGE, status)}, "/a")

    assert told.exchange.outcome is FetchOutcome.REDIRECTED_AWAY
    assert told.exchange.status == status
    assert told.exchange.body == b""


@pytest.mark.parametrize(
    ("location", "path"),
    [
        ("../c/./d", "/c/d"),
        ("?page=2", "/a/b?page=2"),
        ("\\c\\d", "/c/d"),
        ("/c d", "/c%20d"),
        ("/\u00c3\u00a4", "/%C3%A4"),  # UTF-8, as bytes
        ("/\u00e4", "/%C3%A4"),  # Latin-1
        ("{here}/c#part", "/c"),
    ],
)
def test_a_target_is_read_as_browsers_read_it(location: str, path: str) -> None:
    told = ask({"/a/b": moved(location), path: http()}, "/a/b")

    assert told.paths() == ["/a/b", path]
    assert told.exchange.outcome is FetchOutcome.OK


@pytest.mark.parametrize(
    "location",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://localhost:1/",
        "file:///etc/hostname",
        "data:text/html,x",
        "http://ann:secret@news.example/",
        "//10.0.0.1/",
        "http://[::1",
    ],
)
def test_a_redirect_that_leads_where_we_never_go_is_blocked(location: str) -> None:
    told = ask({"/a": moved(location, 301)}, "/a")

    assert told.exchange.outcome in (FetchOutcome.BLOCKED, FetchOutcome.REDIRECTED_AWAY)
    assert told.exchange.permanent_url is None
    assert told.paths() == ["/a"]
    assert "secret" not in told.exchange.detail


async def _ask_again_with_cookie(asked: Asked, writer: asyncio.StreamWriter) -> None:
    answer = http() if "seen=1" in asked.headers.get("cookie", "") else moved("/", 302, "Set-Cookie: seen=1")
    writer.write(answer)


def test_a_site_that_wants_its_cookie_back_gets_it() -> None:
    told = ask({"/": _ask_again_with_cookie}, "/")

    assert told.exchange.outcome is FetchOutcome.OK
    assert len(told.asked) == 2
    assert "cookie" not in {name.lower() for hop in told.exchange.hops for name, _ in hop.request_headers}


def test_a_cookie_is_forgotten_after_the_exchange() -> None:
    told = ask({"/": http(PAGE, 200, "Set-Cookie: id=7")}, "/", "/")

    assert all("cookie" not in asked.headers for asked in told.asked)


def test_a_cookie_goes_to_no_other_host() -> None:
    async def run() -> tuple[Exchange, Site, Site]:
        async with Site({"/": http()}) as other:
            there = f"http://localhost:{other.port}/"
            async with Site({"/": moved(there, 302, "Set-Cookie: id=7; Domain=localhost")}) as site:
                allow = [site.pair, f"localhost:{other.port}"]
                async with Client(
                    clock=lambda: NOON, allow=allow, limits=QUICK, sleep=Sleeps(), host_delay_seconds=0
                ) as client:
                    return await client.get(site.url("/"), robots=False), site, other

    exchange, _, other = asyncio.run(run())

    assert exchange.outcome is FetchOutcome.OK
    assert "cookie" not in other.asked[0].headers


def test_a_secure_cookie_is_not_sent_in_the_clear() -> None:
    told = ask({"/": moved("/b", 302, "Set-Cookie: id=7; Secure"), "/b": http()}, "/")

    assert "cookie" not in told.asked[1].headers


def test_no_site_fills_the_jar() -> None:
    told = ask(
        {"/": moved("/b", 302, *(f"Set-Cookie: c{n}={n}" for n in range(500))), "/b": http()},
        "/",
    )

    assert told.asked[1].headers["cookie"].count("=") <= 50


def test_conditions_go_along_to_where_the_redirect_leads() -> None:
    told = ask(
        {"/a": moved("/b"), "/b": http(b"", 304, length=False)}, "/a", validators=Validators(etag='"1"')
    )

    assert told.asked[1].headers["if-none-match"] == '"1"'
    assert told.exchange.outcome is FetchOutcome.NOT_MODIFIED
