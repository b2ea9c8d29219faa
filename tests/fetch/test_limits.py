from __future__ import annotations

import asyncio
import gzip
import time
import zlib
from dataclasses import replace

import brotli  # type: ignore[import-untyped]  # it ships without types
import httpcore
import httpx
import pytest
import zstandard

from tasks.fetch import wire
from tasks.fetch.addresses import AddressGuard
from tasks.fetch.wire import NoAnswer
from tasks.model.exchanges import FetchOutcome
from tests.fetch.loopback import PAGE, QUICK, Asked, ask, http

Writer = asyncio.StreamWriter
LONG = b"The ferries return in spring. " * 300


async def say_nothing(_: Asked, __: Writer) -> None:
    await asyncio.sleep(60)


async def drip_headers(_: Asked, writer: Writer) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n")
    for number in range(1_000):
        writer.write(b"X-%d: a\r\n" % number)
        await asyncio.sleep(0.1)


async def drip_body(_: Asked, writer: Writer) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    for _number in range(1_000):
        writer.write(b"x")
        await asyncio.sleep(0.1)


async def stall(_: Asked, writer: Writer) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
    await asyncio.sleep(60)


@pytest.mark.parametrize(
    "answer",
    [say_nothing, drip_headers, drip_body, stall],
    ids=["silence", "headers drip", "body drips", "body stalls"],
)
def test_a_server_that_takes_its_time_is_left(answer: object) -> None:
    started = time.monotonic()
    told = ask({"/": answer}, "/", limits=replace(QUICK, total_seconds=1.0))  # type: ignore[dict-item]

    assert told.exchange.outcome is FetchOutcome.TIMED_OUT
    assert told.exchange.body == b""
    assert time.monotonic() - started < 20  # where the server would go on for a minute or more
    assert len(told.asked) == 1


def test_a_server_that_is_slow_within_its_limits_is_waited_for() -> None:
    async def slow(_: Asked, writer: Writer) -> None:
        await asyncio.sleep(0.2)
        writer.write(http()[:60])
        await asyncio.sleep(0.2)
        writer.write(http()[60:])

    told = ask({"/": slow}, "/")

    assert told.exchange.outcome is FetchOutcome.OK
    assert 0.15 < (told.exchange.first_byte_seconds or 0) < told.exchange.seconds


async def chunks_without_end(_: Asked, writer: Writer) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while not writer.is_closing():
        writer.write(b"2710\r\n" + b"x" * 10_000 + b"\r\n")
        await writer.drain()


def test_a_body_without_end_is_left_at_the_limit() -> None:
    told = ask({"/": chunks_without_end}, "/")

    assert told.exchange.outcome is FetchOutcome.OVERSIZED
    assert len(told.exchange.wire_body) < 400_000
    assert told.exchange.is_cut


def test_a_body_that_says_it_is_too_long_is_not_read() -> None:
    told = ask({"/": http(b"x", 200, "Content-Length: 50000000", length=False)}, "/")

    assert told.exchange.outcome is FetchOutcome.OVERSIZED
    assert told.exchange.wire_body == b""


BOMB = b"\0" * 20_000_000
BOMBS = {
    "gzip": gzip.compress(BOMB),
    "deflate": zlib.compress(BOMB),
    "br": brotli.compress(BOMB, quality=1),
    "zstd": zstandard.ZstdCompressor().compress(BOMB),
    "gzip, gzip": gzip.compress(gzip.compress(BOMB)),
}


@pytest.mark.parametrize("coding", BOMBS)
def test_a_bomb_is_not_unpacked(coding: str) -> None:
    told = ask({"/": http(BOMBS[coding], 200, f"Content-Encoding: {coding}")}, "/")

    assert told.exchange.outcome is FetchOutcome.OVERSIZED
    assert told.exchange.body == b""


@pytest.mark.parametrize("layers", [4, 50])
def test_a_body_packed_over_and_over_is_not_unpacked(layers: int) -> None:
    codings = ", ".join(["gzip"] * layers)
    told = ask({"/": http(PAGE, 200, f"Content-Encoding: {codings}")}, "/")

    assert told.exchange.outcome is FetchOutcome.UNDECODABLE


CODED = {
    "gzip": gzip.compress(LONG),
    "x-gzip": gzip.compress(LONG[:999]) + gzip.compress(LONG[999:]),
    "GZIP ": gzip.compress(LONG),
    "deflate": zlib.compress(LONG),
    "br": brotli.compress(LONG),
    "zstd": zstandard.ZstdCompressor().compress(LONG),
    "deflate, gzip": gzip.compress(zlib.compress(LONG)),
    "identity": LONG,
    "utf-8": LONG,
    "none": LONG,
}


@pytest.mark.parametrize("coding", CODED)
def test_a_body_is_unpacked_and_kept_as_it_came(coding: str) -> None:
    told = ask({"/": http(CODED[coding], 200, f"Content-Encoding: {coding}")}, "/")

    assert told.exchange.outcome is FetchOutcome.OK
    assert told.exchange.body == LONG
    assert told.exchange.wire_body == CODED[coding]


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_a_plain_body_under_a_wrong_header_is_read_as_it_is(coding: str) -> None:
    assert ask({"/": http(PAGE, 200, f"Content-Encoding: {coding}")}, "/").exchange.body == PAGE


@pytest.mark.parametrize("coding", ["gzip", "compress", "nonsense"])
def test_bytes_that_are_neither_are_never_passed_on(coding: str) -> None:
    told = ask({"/": http(bytes(range(256)) * 9, 200, f"Content-Encoding: {coding}")}, "/")

    assert told.exchange.outcome is FetchOutcome.UNDECODABLE
    assert told.exchange.body == b""


def test_a_compressed_file_without_a_coding_stays_as_it_is() -> None:
    packed = gzip.compress(LONG)

    assert ask({"/": http(packed, 200, "Content-Type: application/gzip")}, "/").exchange.body == packed


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_a_compressed_body_that_is_cut_is_told(coding: str) -> None:
    told = ask({"/": http(CODED[coding][:-30], 200, f"Content-Encoding: {coding}")}, "/")

    assert told.exchange.outcome is FetchOutcome.TRUNCATED


@pytest.mark.parametrize(
    "answer",
    [
        http(PAGE, 200, "Content-Length: 9999", length=False),
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n40\r\n" + b"x" * 64 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n",
    ],
    ids=["short", "chunks cut", "chunks garbled"],
)
def test_a_body_that_ends_too_soon_is_told(answer: bytes) -> None:
    async def send(_: Asked, writer: Writer) -> None:
        writer.write(answer)
        writer.close()

    told = ask({"/": send}, "/")

    assert told.exchange.outcome is FetchOutcome.TRUNCATED
    assert told.exchange.is_cut
    assert told.exchange.status == 200
    assert len(told.asked) == 1


def test_what_follows_the_stated_length_is_no_part_of_the_body() -> None:
    answer = http() + http(b"smuggled")

    told = ask({"/": answer, "/next": http(b"next")}, "/", "/next")

    assert [exchange.body for exchange in told.exchanges] == [PAGE, b"next"]


@pytest.mark.parametrize(
    "answer",
    [
        b"SSH-2.0-OpenSSH_9.6\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"a" * 1_000_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 9\r\n\r\nabcde",
        b"HTTP/1.1 99999 OK\r\n\r\n",
        b"\x00\xff" * 500,
    ],
    ids=["another protocol", "a huge header", "two lengths", "odd status", "bytes"],
)
def test_what_is_not_http_is_told(answer: bytes) -> None:
    async def send(_: Asked, writer: Writer) -> None:
        writer.write(answer)
        writer.close()

    told = ask({"/": send}, "/")

    assert told.exchange.outcome is FetchOutcome.UNREACHABLE
    assert told.exchange.hops == ()
    assert told.exchange.detail


@pytest.mark.parametrize("body", [b"", b" \r\n\t "])
def test_a_success_without_content_is_no_page(body: bytes) -> None:
    assert ask({"/": http(body)}, "/").exchange.outcome is FetchOutcome.EMPTY


def test_no_content_is_no_page() -> None:
    assert ask({"/": http(b"", 204, length=False)}, "/").exchange.outcome is FetchOutcome.EMPTY


def test_a_part_that_nobody_asked_for_is_no_page() -> None:
    part = ask({"/": http(PAGE, 206, "Content-Range: bytes 0-61/3000")}, "/").exchange
    whole = ask({"/": http(PAGE, 206, f"Content-Range: bytes 0-{len(PAGE) - 1}/{len(PAGE)}")}, "/").exchange

    assert (part.outcome, whole.outcome) == (FetchOutcome.TRUNCATED, FetchOutcome.OK)


def test_bytes_beyond_ascii_in_a_header_are_kept() -> None:
    told = ask({"/": http(PAGE, 200, "X-Town: Z\u00fcrich")}, "/")

    assert told.exchange.header("x-town") == "Z\u00fcrich"


def test_we_say_who_we_are_and_what_we_read() -> None:
    headers = ask({"/": http()}, "/").asked[0].headers

    assert headers["user-agent"] == "Newsmill/0.1 (+https://example.org/bot)"
    assert headers["accept-encoding"] == "gzip, deflate, br, zstd"
    assert headers["host"].startswith("127.0.0.1:")


@pytest.mark.parametrize(
    ("said", "may_retry"),
    [
        ("Server disconnected without sending a response.", True),
        ("Server disconnected", True),
        ("illegal header line", False),
    ],
    ids=["HTTP/1.1", "HTTP/2", "no HTTP"],
)
def test_a_connection_that_was_closed_while_it_lay_idle_is_worth_another_try(
    said: str, may_retry: bool
) -> None:
    class Closed(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            raise httpcore.RemoteProtocolError(said)

    target = AddressGuard().check_url("https://courier.example/")

    with pytest.raises(NoAnswer) as failure:
        asyncio.run(wire.ask(Closed(), target, [], limits=QUICK, seconds=1.0))

    assert failure.value.may_retry is may_retry
