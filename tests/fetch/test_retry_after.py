from __future__ import annotations

import random
from datetime import timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.fetch.retry_after import back_off, read_http_date, read_retry_after
from tests.fetch.loopback import NOON

YEAR = 366 * 86_400.0


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("0", 0.0),
        ("120", 120.0),
        (" 120 ", 120.0),
        ("+120", 120.0),
        ("1.5", 1.0),
        ("999999999", YEAR),
        ("Mon, 06 May 2024 12:02:00 GMT", 120.0),
        ("Monday, 06-May-24 12:02:00 GMT", 120.0),
        ("Mon May  6 12:02:00 2024", 120.0),
        ("Mon, 06 May 2024 14:02:00 +0200", 120.0),
        ("Mon, 06 May 2024 11:00:00 GMT", 0.0),  # over already
        ("Fri, 31 Dec 9999 23:59:59 GMT", YEAR),
    ],
)
def test_seconds_and_dates_are_read(said: str, seconds: float) -> None:
    assert read_retry_after(said, now=NOON) == seconds


@pytest.mark.parametrize(
    "said", [None, "", "soon", "-5", "1e9", "12 minutes", "99999999999", "06 May", "\x00"]
)
def test_what_says_nothing_is_none(said: str | None) -> None:
    assert read_retry_after(said, now=NOON) is None


def test_a_date_is_read_by_the_clock_that_wrote_it() -> None:
    slow_clock = NOON - timedelta(hours=7)
    until = format_datetime(slow_clock + timedelta(minutes=5), usegmt=True)

    assert read_retry_after(until, now=NOON) == 0.0
    assert read_retry_after(until, now=NOON, date=format_datetime(slow_clock, usegmt=True)) == 300.0
    assert read_retry_after(until, now=slow_clock, date="no date") == 300.0


@given(st.text(max_size=80))
def test_any_text_is_read_or_says_nothing(said: str) -> None:
    seconds = read_retry_after(said, now=NOON, date=said)

    assert seconds is None or 0 <= seconds <= YEAR
    assert read_http_date(said) is None or seconds is not None


def test_pauses_double_vary_and_have_an_end() -> None:
    chance = random.Random(7)
    pauses = [[back_off(attempt, chance) for _ in range(50)] for attempt in (1, 2, 3, 4, 5, 6, 60)]

    for attempt, these in enumerate(pauses[:5]):
        assert all(0.5 * 2**attempt <= pause <= 1.5 * 2**attempt for pause in these)
        assert len(set(these)) > 40
    assert max(pauses[-1]) <= 24
