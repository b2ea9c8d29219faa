"""Whether a column of dates puts the day or the month first: decided by the column, not row by row.

``05/04/2018`` alone is anybody's guess; where ``19/04/2018`` stands in the same column it is the fifth
of April.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from tasks.sources.fields import FieldMap, FieldValue

MAX_ROWS = 200_000  # how far into a file the column is read before it is believed to be undecided

_ENOUGH = 50  # decisive dates of one mind
_SHORT_DATE = re.compile(r"\s*(?P<first>\d{1,2})[/.-](?P<second>\d{1,2})[/.-](?:\d{4}|\d{2})(?!\d)")
_ANYWHERE = re.compile(rb"\d[/.-]\d{1,2}[/.-]\d\d")
_DATES = ("published", "modified")


def may_need_order(sample: bytes) -> bool:
    """Is there anything in *sample* that looks like a date in figures with the year last?"""
    return _ANYWHERE.search(sample) is not None


def is_short_date(text: str) -> bool:
    """Is *text* a date in figures with the year last?

    >>> is_short_date("05/04/2018 10:00"), is_short_date("2018-04-05")
    (True, False)
    """
    return _SHORT_DATE.match(text) is not None


def decide_order(dates: Iterable[str]) -> str | None:
    """Return ``"DMY"`` or ``"MDY"``, or ``None`` where the *dates* do not say or do not agree.

    >>> decide_order(["05/04/2018", "19/04/2018"]), decide_order(["05/04/2018", "06/05/2018"])
    ('DMY', None)
    """
    days_first = months_first = 0
    for date in dates:
        found = _SHORT_DATE.match(date)
        if found is None:
            continue
        first, second = int(found["first"]), int(found["second"])
        days_first += 12 < first <= 31 and second <= 12
        months_first += 12 < second <= 31 and first <= 12
        if abs(days_first - months_first) >= _ENOUGH:
            break
    if days_first > 9 * months_first:
        return "DMY"
    return "MDY" if months_first > 9 * days_first else None


def dates_of(fields: dict[str, FieldValue]) -> Iterable[str]:
    """Yield the dates of one record."""
    for name in _DATES:
        value = fields.get(name)
        if isinstance(value, str):
            yield value


def order_of_records(records: Iterable[dict[str, object]], fields: FieldMap) -> str | None:
    """Return the order that the dates of *records* agree on, with the names that *fields* knows."""
    return decide_order(date for record in records for date in dates_of(fields.translate(record)))
