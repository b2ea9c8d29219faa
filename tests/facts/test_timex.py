"""The calendar behind the values of dates."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.facts.timex import Direction, nearest_day, nearest_weekday, period_of, shift
from tasks.model.records import Grain


@pytest.mark.parametrize(
    ("value", "grain", "first", "last"),
    [
        ("2024-02-29", Grain.DAY, date(2024, 2, 29), date(2024, 2, 29)),
        ("2024-W01", Grain.WEEK, date(2024, 1, 1), date(2024, 1, 7)),
        ("2024-W01-WE", Grain.WEEKEND, date(2024, 1, 6), date(2024, 1, 7)),
        ("2024-Q4", Grain.QUARTER, date(2024, 10, 1), date(2024, 12, 31)),
        ("2024-H2", Grain.HALF, date(2024, 7, 1), date(2024, 12, 31)),
        ("2024-WI", Grain.SEASON, date(2024, 12, 1), date(2025, 2, 28)),
        ("2024", Grain.YEAR, date(2024, 1, 1), date(2024, 12, 31)),
        ("19", Grain.CENTURY, date(1900, 1, 1), date(1999, 12, 31)),
        ("2024-01-01TNI", Grain.PART_OF_DAY, date(2024, 1, 1), date(2024, 1, 1)),
        ("2024-01-01T10:30", Grain.TIME, date(2024, 1, 1), date(2024, 1, 1)),
    ],
)
def test_a_value_covers_its_first_to_its_last_day(value: str, grain: Grain, first: date, last: date) -> None:
    assert period_of(value) == (grain, first, last)


def test_the_day_of_publication_counts_both_ways() -> None:
    monday = date(2024, 1, 1)

    assert nearest_weekday(monday, 0, Direction.PAST) == monday
    assert nearest_weekday(monday, 0, Direction.FUTURE) == monday


def test_a_weekday_beside_a_day_decides_its_year() -> None:
    assert nearest_day(date(2024, 1, 1), 3, 5, Direction.PAST, weekday=1) == "2024-03-05"


@given(st.dates(), st.integers(0, 6), st.sampled_from([Direction.PAST, Direction.FUTURE]))
def test_a_weekday_is_less_than_a_week_away(day: date, weekday: int, direction: Direction) -> None:
    found = nearest_weekday(day, weekday, direction)

    if found is not None:
        assert found.weekday() == weekday
        assert abs(found - day) < timedelta(days=7)


@given(
    st.dates(), st.sampled_from(["day", "week", "month", "quarter", "year", "decade"]), st.integers(-999, 999)
)
def test_what_is_counted_lies_in_the_calendar_or_nowhere(day: date, unit: str, count: int) -> None:
    value = shift(day, unit, count)

    assert value is None or len(value) >= 3
    if count == 0 and value is not None:
        period = period_of(value)
        assert period is None or period.first <= day <= period.last


@given(st.text(max_size=20))
def test_any_string_has_a_period_or_none(value: str) -> None:
    period = period_of(value)

    assert period is None or period.first <= period.last or "/" in value
