"""What ``Retry-After`` says, in seconds from now, and how long to wait where nothing is said."""

from __future__ import annotations

import random
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_SECONDS = re.compile(r"\s{0,9}\+?([0-9]{1,9})(?:\.[0-9]{0,9})?\s{0,9}")
_LONGEST = 366 * 86_400.0

_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 16.0


def read_retry_after(value: str | None, *, now: datetime, date: str | None = None) -> float | None:
    """Return the seconds to wait, or ``None`` where *value* says nothing.

    >>> now = datetime(2024, 5, 6, 12, tzinfo=UTC)
    >>> read_retry_after("120", now=now)
    120.0
    >>> read_retry_after("Mon, 06 May 2024 12:01:00 GMT", now=now)
    60.0

    A date is taken by the clock that wrote it: *date* is the ``Date`` of the same answer.

    >>> read_retry_after("Mon, 06 May 2024 09:00:30 GMT", now=now, date="Mon, 06 May 2024 09:00:00 GMT")
    30.0
    """
    if not value:
        return None
    if said := _SECONDS.fullmatch(value):
        return min(float(said[1]), _LONGEST)
    until = read_http_date(value)
    if until is None:
        return None
    since = read_http_date(date or "") or now
    return min(max((until - since).total_seconds(), 0.0), _LONGEST)


def read_http_date(value: str) -> datetime | None:
    """Return an HTTP date as an instant, or ``None`` where it is none."""
    try:
        moment = parsedate_to_datetime(value[:64])
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def back_off(attempt: int, chance: random.Random) -> float:
    """Return the pause after failed try number *attempt*: doubled each time, and never in step with others.

    >>> [round(back_off(n, random.Random(1)), 2) for n in (1, 2, 3)]
    [0.63, 1.27, 2.54]
    """
    return min(_FIRST_PAUSE * (1 << (attempt - 1)), _LONGEST_PAUSE) * (0.5 + chance.random())
