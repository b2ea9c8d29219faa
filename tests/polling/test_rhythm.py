"""When an address is asked next: promptly where news comes, seldom where none does, never against a wish."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tasks.polling.rhythm import Rhythm, Wishes, back_off, learn, load_rhythm, next_due, next_recheck

MIDNIGHT = datetime(2026, 3, 12, tzinfo=UTC)
QUARTER = timedelta(minutes=15)


def office_hours(days: int = 10) -> Rhythm:
    """Return what is learned of a source that publishes four times an hour from 8 to 18."""
    rhythm, now = learn(Rhythm(), [], now=MIDNIGHT), MIDNIGHT
    while now < MIDNIGHT + timedelta(days=days):
        now += QUARTER
        rhythm = learn(rhythm, [now] if 8 <= now.hour < 18 else [], now=now, items=50)
    return rhythm


def test_a_source_is_asked_promptly_in_its_hours_and_seldom_at_night() -> None:
    rhythm, day = office_hours(), MIDNIGHT + timedelta(days=10)

    assert next_due(rhythm, now=day.replace(hour=11)) - day.replace(hour=11) < QUARTER
    assert next_due(rhythm, now=day.replace(hour=2)) - day.replace(hour=2) >= timedelta(hours=1)


def test_a_short_feed_is_asked_before_its_items_fall_out() -> None:
    rhythm = Rhythm(hours=(240.0,) * 24, seconds=86_400 * 4, items=10)  # sixty an hour

    assert timedelta(minutes=4) < next_due(rhythm, now=MIDNIGHT) - MIDNIGHT <= timedelta(minutes=5)


def test_a_source_that_hardly_publishes_is_asked_seldom() -> None:
    rhythm = Rhythm(hours=(0.0,) * 23 + (1.0,), seconds=86_400 * 20)

    assert next_due(rhythm, now=MIDNIGHT) - MIDNIGHT >= timedelta(hours=1)


def test_days_and_hours_to_be_left_alone_are_skipped_unless_that_is_all_of_them() -> None:
    thursday = Wishes(skip_days=("Thursday",), skip_hours=(0, 1))

    assert next_due(Rhythm(), now=MIDNIGHT, wishes=thursday) == datetime(2026, 3, 13, 2, tzinfo=UTC)
    assert next_due(Rhythm(), now=MIDNIGHT, wishes=Wishes(skip_hours=tuple(range(24)))) - MIDNIGHT < QUARTER


@given(
    st.lists(st.datetimes(timezones=st.just(UTC)) | st.none(), max_size=20),
    st.integers(0, 200),
    st.integers(0, 10_000_000),
)
def test_whatever_a_feed_says_it_is_asked_again_within_a_day(
    published: list[datetime | None], items: int, seconds: int
) -> None:
    rhythm = learn(Rhythm(), published, now=MIDNIGHT, items=items)
    rhythm = learn(rhythm, published, now=MIDNIGHT + timedelta(seconds=seconds), items=items)
    now = MIDNIGHT + timedelta(seconds=seconds)

    due = next_due(load_rhythm(rhythm.dump()), now=now, wishes=Wishes(seconds=seconds))

    assert timedelta(minutes=4) < due - now <= timedelta(days=1)


def test_failures_and_rechecks_come_at_growing_intervals() -> None:
    pauses = [back_off(count, now=MIDNIGHT) - MIDNIGHT for count in range(1, 12)]
    assert pauses == sorted(pauses)
    assert pauses[-1] == timedelta(days=1)

    due, asked = MIDNIGHT, []
    while (again := next_recheck((1, 3, 12), first_seen=MIDNIGHT, now=due)) is not None:
        asked.append(again - MIDNIGHT)
        due = again
    assert asked == [timedelta(hours=hours) for hours in (1, 3, 12)]
