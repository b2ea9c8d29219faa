from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.fetch.heads import HeadCleaner, clean_head
from tasks.model.exchanges import FetchOutcome
from tests.fetch.loopback import PAGE, Asked, ask, http

LEGAL = b"HTTP/1.1 200 OK\r\nServer: a\r\nX-Long: b\r\n c\r\nX-Empty:\r\n\r\n"


@pytest.mark.parametrize(
    ("line", "name", "value"),
    [
        ("X-Odd : 1", "x-odd", "1"),
        ("X Odd: 1", "x odd", None),
        ("no header at all", "no header at all", None),
        (": nameless", "", None),
        (" goes on from nothing", "goes", None),
        ("X-Zero: a\0b", "x-zero", "a b"),
        ("X-Fine: \u00e4\x01", "x-fine", "\u00e4\x01"),
        ("[xdebug] 0.3 s\r\n of nothing", "[xdebug] 0.3 s", None),
        ("<b>Warning</b>: header sent twice", "<b>warning</b>", None),
    ],
)
def test_an_odd_line_in_a_head_costs_at_most_itself(line: str, name: str, value: str | None) -> None:
    exchange = ask({"/": http(PAGE, 200, line, 'ETag: "1"')}, "/").exchange

    assert exchange.outcome is FetchOutcome.OK
    assert exchange.body == PAGE
    assert exchange.validators.etag == '"1"'
    assert exchange.header(name) == value


def test_a_head_that_comes_in_pieces_and_after_others_is_read() -> None:
    async def in_pieces(_: Asked, writer: asyncio.StreamWriter) -> None:
        whole = b"HTTP/1.1 103 Early Hints\r\nLink : </a>\r\n\r\n" + http(PAGE, 200, "X-Odd : 1", "Oops")
        for start in range(0, len(whole), 7):
            writer.write(whole[start : start + 7])
            await writer.drain()
            await asyncio.sleep(0)

    told = ask({"/": in_pieces}, "/", "/")

    assert [exchange.body for exchange in told.exchanges] == [PAGE] * 2
    assert told.exchange.header("x-odd") == "1"
    assert {asked.connection for asked in told.asked} == {1}


def test_a_legal_head_stays_as_it_is() -> None:
    assert clean_head(LEGAL) == LEGAL
    assert clean_head(LEGAL.replace(b"\r\n", b"\n")) == LEGAL.replace(b"\r\n", b"\n")


@given(st.binary(max_size=200), st.integers(min_value=1, max_value=30))
def test_a_body_is_passed_on_byte_for_byte(body: bytes, step: int) -> None:
    cleaner = HeadCleaner()
    cleaner.begin()
    whole = LEGAL + body

    pieces = [cleaner.feed(whole[start : start + step]) for start in range(0, len(whole), step)]

    assert b"".join([*pieces, cleaner.feed(b"")]) == whole


@given(st.binary(max_size=300))
def test_any_bytes_come_out_in_the_end(data: bytes) -> None:
    cleaner = HeadCleaner()
    cleaner.begin()

    passed = cleaner.feed(data) + cleaner.feed(b"")

    assert len(passed) <= len(data)
    assert cleaner.feed(data) == data
