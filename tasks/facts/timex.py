"""TIMEX3 values and the calendar behind them: what period a value names, and how to count in them.

A value is the string the warehouse keeps (``2023-08-02``, ``2005-10``, ``2024-Q4``, ``2023-11-05TNI``,
``198`` for the 1980s, ``P15Y``). Everything here is arithmetic on such values; finding them in prose
is the work of ``dates.py``.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import MAXYEAR, date, timedelta
from enum import StrEnum
from typing import NamedTuple

from tasks.model.records import Grain

PAST_REF = "PAST_REF"
PRESENT_REF = "PRESENT_REF"
FUTURE_REF = "FUTURE_REF"

#: Units of a duration: designator, and whether it stands in the time part of the value.
UNITS = {
    "second": ("S", True),
    "minute": ("M", True),
    "hour": ("H", True),
    "day": ("D", False),
    "night": ("D", False),
    "weekend": ("WE", False),
    "week": ("W", False),
    "fortnight": ("W", False),
    "month": ("M", False),
    "quarter": ("Q", False),
    "year": ("Y", False),
    "decade": ("DE", False),
    "century": ("CE", False),
}

_SEASONS = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}  # the month each starts in, northern

_VALUE = re.compile(
    r"""
    (?P<year>\d{4})
    (?: -W(?P<week>\d\d)(?P<weekend>-WE)?
      | -Q(?P<quarter>[1-4])
      | -H(?P<half>[12])
      | -(?P<season>SP|SU|FA|WI)
      | -(?P<month>\d\d)(?:-(?P<day>\d\d)(?P<time>T.{1,20})?)?
    )?""",
    re.VERBOSE,
)
_DECADE = re.compile(r"\d{3}")
_CENTURY = re.compile(r"\d{2}")


class Direction(StrEnum):
    """Which way from the day of publication a date without its year or week lies."""

    PAST = "past"
    FUTURE = "future"
    UNKNOWN = "unknown"


class Period(NamedTuple):
    """The days a value covers, both inclusive, and its size."""

    grain: Grain
    first: date
    last: date


def period_of(value: str) -> Period | None:
    """Return the period that *value* names, or ``None`` where it names no days of the calendar.

    >>> period_of("2024-02")
    Period(grain=<Grain.MONTH: 'month'>, first=datetime.date(2024, 2, 1), last=datetime.date(2024, 2, 29))
    >>> period_of("198").last
    datetime.date(1989, 12, 31)
    >>> period_of("2019/2022").last
    datetime.date(2022, 12, 31)

    A date that does not exist is none, and neither are durations and references:

    >>> [period_of(value) for value in ("2023-02-30", "P3D", "PAST_REF")]
    [None, None, None]
    """
    if "/" in value:
        begin, end = (period_of(part) for part in value.split("/", 1))
        return Period(begin.grain, begin.first, end.last) if begin and end else None
    try:
        if _DECADE.fullmatch(value):
            return Period(Grain.DECADE, date(int(value) * 10, 1, 1), date(int(value) * 10 + 9, 12, 31))
        if _CENTURY.fullmatch(value):
            return Period(Grain.CENTURY, date(int(value) * 100, 1, 1), date(int(value) * 100 + 99, 12, 31))
        match = _VALUE.fullmatch(value)
        return _dated_period(match) if match else None
    except (ValueError, OverflowError):  # the calendar says there is no such day
        return None


def _dated_period(match: re.Match[str]) -> Period:
    year = int(match["year"])
    if match["week"]:
        monday = date.fromisocalendar(year, int(match["week"]), 1)
        if match["weekend"]:
            return Period(Grain.WEEKEND, monday + timedelta(days=5), monday + timedelta(days=6))
        return Period(Grain.WEEK, monday, monday + timedelta(days=6))
    if match["quarter"]:
        return _months(Grain.QUARTER, year, int(match["quarter"]) * 3 - 2, 3)
    if match["half"]:
        return _months(Grain.HALF, year, int(match["half"]) * 6 - 5, 6)
    if match["season"]:
        return _months(Grain.SEASON, year, _SEASONS[match["season"]], 3)
    if not match["month"]:
        return _months(Grain.YEAR, year, 1, 12)
    if not match["day"]:
        return _months(Grain.MONTH, year, int(match["month"]), 1)
    day = date(year, int(match["month"]), int(match["day"]))
    if not match["time"]:
        return Period(Grain.DAY, day, day)
    return Period(Grain.TIME if match["time"][1].isdigit() else Grain.PART_OF_DAY, day, day)


def _months(grain: Grain, year: int, month: int, count: int) -> Period:
    last = year * 12 + month - 1 + count - 1
    last_year, last_month = last // 12, last % 12 + 1
    return Period(
        grain, date(year, month, 1), date(last_year, last_month, monthrange(last_year, last_month)[1])
    )


def week_value(day: date) -> str:
    """Return the ISO week of *day*.

    >>> week_value(date(2024, 12, 30))
    '2025-W01'
    """
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def month_value(day: date) -> str:
    """Return the month of *day*, as in ``2024-03``."""
    return f"{day.year:04d}-{day.month:02d}"


def season_value(year: int, season: str) -> str:
    """Return the value of a season named in English.

    >>> season_value(2024, "autumn")
    '2024-FA'
    """
    code = {"spring": "SP", "summer": "SU", "autumn": "FA", "fall": "FA", "winter": "WI"}[season]
    return f"{year:04d}-{code}"


def add_months(day: date, count: int) -> date:
    """Return *day* moved by *count* months, on the last day of the month where that is shorter.

    >>> add_months(date(2024, 1, 31), 1)
    datetime.date(2024, 2, 29)
    """
    total = day.year * 12 + day.month - 1 + count
    year, month = total // 12, total % 12 + 1
    if not 1 <= year <= MAXYEAR:
        raise OverflowError(f"year {year} is outside the calendar")
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def shift(day: date, unit: str, count: int) -> str | None:
    """Return the value of the *unit* that lies *count* units from *day*, or ``None`` past the calendar.

    >>> shift(date(2023, 8, 4), "month", -1), shift(date(2023, 8, 4), "day", 3)
    ('2023-07', '2023-08-07')
    """
    try:
        return _shift(day, unit, count)
    except (OverflowError, ValueError):
        return None


def _shift(day: date, unit: str, count: int) -> str | None:
    match unit:
        case "day":
            return (day + timedelta(days=count)).isoformat()
        case "night":
            return (day + timedelta(days=count)).isoformat() + "TNI"
        case "week":
            return week_value(day + timedelta(weeks=count))
        case "fortnight":
            return week_value(day + timedelta(weeks=2 * count))
        case "weekend":
            return week_value(day + timedelta(weeks=count)) + "-WE"
        case "month":
            return month_value(add_months(day, count))
        case "quarter":
            moved = add_months(day, 3 * count)
            return f"{moved.year:04d}-Q{(moved.month + 2) // 3}"
        case "year":
            return f"{add_months(day, 12 * count).year:04d}"
        case "decade":
            return f"{day.year // 10 + count:03d}"
        case "century":
            return f"{day.year // 100 + count:02d}"
    return None  # seconds, minutes and hours are not counted from a day


def duration_value(count: str, unit: str) -> str:
    """Return the value of a duration; *count* is a number as digits, or ``X`` for an unknown one.

    >>> duration_value("15", "year"), duration_value("72", "hour"), duration_value("X", "month")
    ('P15Y', 'PT72H', 'PXM')
    """
    if unit == "fortnight" and count.isdecimal():
        count = str(2 * int(count))
    if unit == "quarter" and count.isdecimal():
        count, unit = str(3 * int(count)), "month"
    designator, timed = UNITS[unit]
    return f"P{'T' if timed else ''}{count}{designator}"


def end_of_duration(start: date, last: date, value: str) -> date | None:
    """Return the last day of a duration that began between *start* and *last*, or ``None``.

    >>> end_of_duration(date(2005, 10, 1), date(2005, 10, 31), "P15Y")
    datetime.date(2020, 10, 31)
    """
    match = re.fullmatch(r"P(\d{1,4})(D|W|M|Y)", value)
    if match is None:
        return None
    count = int(match[1])
    try:
        if match[2] in "DW":
            return last + timedelta(days=count * (7 if match[2] == "W" else 1))
        months = count * (12 if match[2] == "Y" else 1)
        whole_month = start.day == 1 and last.day == monthrange(last.year, last.month)[1]
        moved = add_months(last, months)
        return moved.replace(day=monthrange(moved.year, moved.month)[1]) if whole_month else moved
    except (OverflowError, ValueError):
        return None


def nearest_weekday(published: date, weekday: int, direction: Direction) -> date | None:
    """Return the day named by a weekday (Monday is 0): the publication day itself counts both ways.

    >>> nearest_weekday(date(2023, 8, 9), 2, Direction.PAST)
    datetime.date(2023, 8, 9)
    >>> nearest_weekday(date(2024, 1, 1), 4, Direction.FUTURE)
    datetime.date(2024, 1, 5)
    """
    back = (published.weekday() - weekday) % 7
    try:
        if direction is Direction.FUTURE:
            return published + timedelta(days=(7 - back) % 7)
        return published - timedelta(days=back)
    except OverflowError:
        return None


def nearest_month(published: date, month: int, direction: Direction) -> int:
    """Return the year of a month named alone.

    >>> nearest_month(date(2024, 2, 10), 11, Direction.PAST)
    2023
    """
    if direction is Direction.FUTURE:
        return published.year + (month < published.month)
    return published.year - (month > published.month)


def nearest_day(
    published: date, month: int, day: int, direction: Direction, weekday: int | None = None
) -> str | None:
    """Return the value of a day and month without a year.

    >>> nearest_day(date(2024, 1, 10), 11, 7, Direction.PAST)
    '2023-11-07'

    A *weekday* written beside it decides. Where neither that nor the sentence says which way it lies,
    the nearest is meant, and what is past is nearer. A day is let pass in the past tense: a dateline
    in Asia is a day ahead of the same moment elsewhere.
    """
    candidates: list[date] = []
    for year in range(published.year - 1, published.year + 2):
        try:
            candidates.append(date(year, month, day))
        except ValueError:
            continue
    named = [each for each in candidates if each.weekday() == weekday]
    if named:
        allowed = named
    elif direction is Direction.PAST:
        allowed = [each for each in candidates if (each - published).days <= 1]
    elif direction is Direction.FUTURE:
        allowed = [each for each in candidates if each >= published]
    else:
        allowed = candidates
    if not allowed:
        # 29 February: written without its year, and none of the neighbouring years has one.
        return None
    return min(
        allowed, key=lambda each: max((published - each).days, 2 * (each - published).days)
    ).isoformat()
