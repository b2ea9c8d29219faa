"""Readings of feasts that fall on the same day, or on the same weekday of a month, each year."""

from __future__ import annotations

from datetime import date, timedelta

from tasks.facts.dates_calendar import checked, stated_year
from tasks.facts.dates_grammar import Hit, Reading
from tasks.facts.timex import Direction, nearest_day

#: First word → month and day.
_FIXED = {
    "new": (1, 1),
    "boxing": (12, 26),
    "christmas": (12, 25),
    "halloween": (10, 31),
    "valentine": (2, 14),
    "fourth": (7, 4),
    "july": (7, 4),
}
_EVES = {"new": (12, 31), "christmas": (12, 24)}
#: First word → month, weekday (Monday is 0) and which of them; -1 is the last.
_MOVING = {"thanksgiving": (11, 3, 4), "labor": (9, 0, 1), "memorial": (5, 0, -1)}


def read_holiday(hit: Hit) -> Reading | None:
    """Read ``Christmas Eve 2021``, ``Halloween``, ``Thanksgiving``."""
    words = hit.text.removeprefix("the ").split()
    year = stated_year(hit)
    anchor = hit.published if hit["rel"] else None
    if words[0] in _MOVING:
        return _moving(hit, words[0], year, anchor)
    month, day = (_EVES if "eve" in words else _FIXED)[words[0]]
    if year is not None:
        return checked(f"{year:04d}-{month:02d}-{day:02d}", anchor)
    if hit.published is None:
        return Reading(f"XXXX-{month:02d}-{day:02d}")
    value = nearest_day(hit.published, month, day, hit.direction())
    return Reading(value, anchor=hit.published) if value else None


def _moving(hit: Hit, name: str, year: int | None, anchor: date | None) -> Reading | None:
    if year is not None:
        return Reading(_day_of(name, year).isoformat(), anchor=anchor)
    if hit.published is None:
        return None
    this = _day_of(name, hit.published.year)
    direction = hit.direction()
    step = 1 if direction is Direction.FUTURE and this < hit.published else 0
    step = -1 if direction is not Direction.FUTURE and this > hit.published else step
    return Reading(_day_of(name, hit.published.year + step).isoformat(), anchor=hit.published)


def _day_of(name: str, year: int) -> date:
    """Return the day of a feast that keeps to a weekday.

    >>> _day_of("thanksgiving", 2016), _day_of("memorial", 2016)
    (datetime.date(2016, 11, 24), datetime.date(2016, 5, 30))
    """
    month, weekday, which = _MOVING[name]
    if which > 0:
        first = date(year, month, 1)
        return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (which - 1))
    last = date(year, month + 1, 1) - timedelta(days=1)
    return last - timedelta(days=(last.weekday() - weekday) % 7)
