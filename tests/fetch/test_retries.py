from __future__ import annotations

import asyncio
import socket
import struct
from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime

import pytest

from tasks.model.exchanges import FetchLimits, FetchOutcome
from tests.fetch.loopback import NOON, PAGE, Asked, ask, http

PATIENT = FetchLimits(first_byte_seconds=1.0, between_bytes_seconds=1.0, total_seconds=40.0)


async def reset(_: Asked, writer: asyncio.StreamWriter) -> None:
    socket_ = writer.get_extra_info("socket")
    socket_.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


async def hang_up(_: Asked, writer: asyncio.StreamWriter) -> None:
    writer.close()


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_what_may_pass_is_tried_again(status: int) -> None:
    told = ask({"/": [http(b"", status), http(b"", status), http()]}, "/", limits=PATIENT)

    assert told.exchange.outcome is FetchOutcome.OK
    assert told.exchange.attempts == len(told.asked) == 3
    assert len(told.exchange.hops) == 1
    first, second = told.slept
    assert 0.4 <= first <= 1.5
    assert 0.9 <= second <= 3.0


@pytest.mark.parametrize("fault", [reset, hang_up])
def test_a_connection_that_breaks_before_any_byte_is_tried_again(fault: object) -> None:
    told = ask({"/": [fault, http()]}, "/", limits=PATIENT)  # type: ignore[list-item]

    assert told.exchange.outcome is FetchOutcome.OK
    assert told.exchange.attempts == 2


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (400, FetchOutcome.REFUSED),
        (401, FetchOutcome.REFUSED),
        (403, FetchOutcome.REFUSED),
        (404, FetchOutcome.NOT_FOUND),
        (410, FetchOutcome.GONE),
        (451, FetchOutcome.REFUSED),
        (500, FetchOutcome.SERVER_ERROR),
        (501, FetchOutcome.SERVER_ERROR),
    ],
)
def test_what_will_not_pass_is_asked_once(status: int, outcome: FetchOutcome) -> None:
    told = ask({"/": http(PAGE, status)}, "/")

    assert told.exchange.outcome is outcome
    assert told.exchange.status == status
    assert told.exchange.body == b""
    assert len(told.asked) == 1


def test_a_server_that_stays_down_is_left_after_the_last_try() -> None:
    told = ask({"/": http(b"", 503)}, "/", limits=PATIENT)

    assert told.exchange.outcome is FetchOutcome.SERVER_ERROR
    assert len(told.asked) == PATIENT.attempts


def test_no_try_begins_that_the_time_does_not_suffice_for() -> None:
    told = ask({"/": http(b"", 503)}, "/", limits=replace(PATIENT, total_seconds=0.8))

    assert told.exchange.outcome is FetchOutcome.SERVER_ERROR
    assert len(told.asked) == 1


def test_seconds_of_a_retry_after_are_waited_for() -> None:
    told = ask({"/": [http(b"", 429, "Retry-After: 5"), http()]}, "/", limits=PATIENT)

    assert told.exchange.outcome is FetchOutcome.OK
    assert 5.0 <= told.slept[0] <= 6.0


def test_a_date_of_a_retry_after_is_read_by_the_clock_of_the_server() -> None:
    wrong_clock = NOON - timedelta(days=3)
    headers = (
        f"Date: {format_datetime(wrong_clock, usegmt=True)}",
        f"Retry-After: {format_datetime(wrong_clock + timedelta(seconds=7), usegmt=True)}",
    )
    told = ask({"/": [http(b"", 503, *headers), http()]}, "/", limits=PATIENT)

    assert told.exchange.outcome is FetchOutcome.OK
    assert 7.0 <= told.slept[0] <= 8.0


def test_a_day_of_retry_after_is_reported_and_not_slept() -> None:
    told = ask({"/": http(b"", 429, "Retry-After: 86400")}, "/", "/other", limits=PATIENT)

    first, second = told.exchanges
    assert first.outcome is second.outcome is FetchOutcome.THROTTLED
    assert first.retry_after_seconds == 86_400
    assert 86_000 < (second.retry_after_seconds or 0) <= 86_400
    assert told.paths() == ["/"]  # the host is left alone altogether
    assert told.slept == []


def test_a_retry_after_that_is_nonsense_is_none() -> None:
    told = ask({"/": http(b"", 429, "Retry-After: soon")}, "/", limits=PATIENT)

    assert told.exchange.outcome is FetchOutcome.THROTTLED
    assert told.exchange.retry_after_seconds is None
    assert len(told.asked) == 3
