"""When an address is asked next: what its server wishes, and what its own hours of publication teach.

News should be seen a quarter of an hour after it is published, with as few requests as that takes. Within
an hour nobody knows when the next article comes, so in the hours in which a source publishes it is asked
every quarter of an hour. The hours that hold next to none of its articles are learned, and it is asked
seldom in them; so is a source that publishes hardly ever.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

HOURS = 24
_MINUTE = 60
_HOUR = 3_600
_DAY = 24 * _HOUR

#: A run every five minutes finds it due at the third: asking takes part of the quarter of an hour.
_PROMPT = 14 * _MINUTE + 30
_LEAST = 4 * _MINUTE + 30  # for a feed so short that its items would fall out in a quarter of an hour
_QUIET = 2 * _HOUR  # in the hours that hold next to nothing
_SLOW = (
    (0.03, 30 * _MINUTE),
    (0.012, _HOUR),
    (0.003, 4 * _HOUR),
)  # fewer articles an hour than, and its interval
_LATE_SHARE = 0.03  # of the articles of a source may come in its quiet hours
_MEMORY = 14 * _DAY  # in which half of what was learned is forgotten
_LEARNED = 3 * _DAY  # before that nothing is known of its hours
_LONGEST_WISH = _HOUR  # a server that asks for more rest than that is asked every hour
_BACKOFF = 15 * _MINUTE
_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """How many articles an address gave in each hour of the day (UTC), the older the less they count.

    ``seconds`` is how long it has been watched, counted the same way; ``items`` how many its feed holds.
    """

    hours: tuple[float, ...] = (0.0,) * HOURS
    seconds: float = 0.0
    items: int = 0
    at: datetime | None = None

    @property
    def rate(self) -> float:
        """Articles an hour."""
        return sum(self.hours) / (self.seconds / _HOUR) if self.seconds else 0.0

    def dump(self) -> str:
        """Return it as text, for :func:`load_rhythm`."""
        hours = [round(count, 3) for count in self.hours]
        at = self.at.isoformat() if self.at else None
        return json.dumps({"hours": hours, "seconds": round(self.seconds), "items": self.items, "at": at})


def load_rhythm(text: str | None) -> Rhythm:
    """Return what :meth:`Rhythm.dump` wrote; nothing learned where it is no such text.

    >>> load_rhythm(Rhythm(items=20).dump()).items, load_rhythm("{}").items
    (20, 0)
    """
    try:
        said = json.loads(text or "{}")
        hours = tuple(float(count) for count in said["hours"])
        at = datetime.fromisoformat(said["at"]) if said["at"] else None
        if len(hours) != HOURS:
            return Rhythm()
        return Rhythm(hours=hours, seconds=float(said["seconds"]), items=int(said["items"]), at=at)
    except (ValueError, KeyError, TypeError):
        return Rhythm()


def learn(
    rhythm: Rhythm, published: Iterable[datetime | None], *, now: datetime, items: int | None = None
) -> Rhythm:
    """Return *rhythm* after an address gave new articles, published then (``None``: just now).

    The first look teaches from the times of publication alone: as far back as they go it was watched.

    >>> noon = datetime(2026, 3, 12, 12, tzinfo=UTC)
    >>> first = learn(Rhythm(), [noon - timedelta(hours=hour) for hour in range(48)], now=noon)
    >>> round(first.rate, 1)
    1.0
    """
    hours = list(rhythm.hours)
    if rhythm.at is None:
        dated = [moment for moment in published if moment is not None and _is_recent(moment, now)]
        span = (now - min(dated)).total_seconds() if dated else 0.0
        seconds = max(span, 1.0)
        if span < _HOUR:
            dated = []  # a handful at once says nothing of the hours
        moments = dated
    else:
        passed = max(0.0, (now - rhythm.at).total_seconds())
        kept = 0.5 ** (passed / _MEMORY)
        hours = [count * kept for count in hours]
        seconds = rhythm.seconds * kept + passed
        since = now - timedelta(days=1)
        moments = [moment if moment and since <= moment <= now else now for moment in published]
    for moment in moments:
        hours[moment.astimezone(UTC).hour] += 1
    return replace(
        rhythm, hours=tuple(hours), seconds=seconds, at=now, items=rhythm.items if items is None else items
    )


def _is_recent(moment: datetime, now: datetime) -> bool:
    return now - timedelta(seconds=_MEMORY) <= moment <= now


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What a server and its feed wish: seconds between two requests, and times to be left alone (GMT)."""

    seconds: float = 0.0
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[str, ...] = ()


def next_due(
    rhythm: Rhythm, *, now: datetime, wishes: Wishes | None = None, floor_seconds: float = 0.0
) -> datetime:
    """Return when an address that answered *now* is asked next, *floor_seconds* from now at the earliest.

    >>> noon = datetime(2026, 3, 12, 12, tzinfo=UTC)
    >>> next_due(Rhythm(), now=noon).isoformat()
    '2026-03-12T12:14:30+00:00'
    >>> next_due(Rhythm(), now=noon, wishes=Wishes(seconds=1800)).isoformat()
    '2026-03-12T12:30:00+00:00'
    """
    wishes = wishes or Wishes()
    due = _by_rhythm(rhythm, now)
    least = max(floor_seconds, min(wishes.seconds, _LONGEST_WISH))
    return _after_skipped(max(due, now + timedelta(seconds=least)), wishes)


def _by_rhythm(rhythm: Rhythm, now: datetime) -> datetime:
    if rhythm.seconds < _LEARNED:
        return now + timedelta(seconds=_busy_interval(rhythm, is_learned=False))
    quiet = quiet_hours(rhythm)
    hour = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    interval = _busy_interval(rhythm, is_learned=True)
    if now.astimezone(UTC).hour not in quiet or interval > _QUIET:
        return now + timedelta(seconds=interval)
    busy = next(
        (
            hour + timedelta(hours=ahead)
            for ahead in range(1, HOURS)
            if (hour.hour + ahead) % HOURS not in quiet
        ),
        now + timedelta(days=1),
    )
    return min(now + timedelta(seconds=_QUIET), busy + timedelta(seconds=_PROMPT))


def _busy_interval(rhythm: Rhythm, *, is_learned: bool) -> float:
    rate = rhythm.rate
    if is_learned:
        # A source that has been silent is not asked as if it were over with it: half an article is assumed.
        assumed = (sum(rhythm.hours) + 0.5) / (rhythm.seconds / _HOUR)
        for least, seconds in reversed(_SLOW):
            if assumed < least:
                return seconds
    if rhythm.items and rate * _PROMPT / _HOUR > rhythm.items / 2:
        return max(_LEAST, rhythm.items / 2 / rate * _HOUR)
    return _PROMPT


def quiet_hours(rhythm: Rhythm) -> frozenset[int]:
    """Return the hours of the day (UTC) that together hold next to none of the articles.

    >>> hours = tuple(10.0 if 8 <= hour < 18 else 0.0 for hour in range(24))
    >>> office = Rhythm(hours=hours, seconds=10 * 86400)
    >>> 3 in quiet_hours(office), 12 in quiet_hours(office)
    (True, False)
    """
    # Each hour is judged with its neighbours: one article at 05:58 says that 06:00 is no dead hour.
    smooth = [
        rhythm.hours[hour - 1] * 0.25 + rhythm.hours[hour] * 0.5 + rhythm.hours[(hour + 1) % HOURS] * 0.25
        for hour in range(HOURS)
    ]
    doubt = 0.5 / HOURS  # half an article that may come at any hour
    total = sum(smooth) + HOURS * doubt
    quiet: set[int] = set()
    spent = 0.0
    for hour in sorted(range(HOURS), key=lambda hour: (smooth[hour], hour)):
        spent += (smooth[hour] + doubt) / total
        if spent > _LATE_SHARE:
            break
        quiet.add(hour)
    return frozenset(quiet)


def _after_skipped(due: datetime, wishes: Wishes) -> datetime:
    """Return *due*, or the first hour after it that the feed does not ask to be left alone in."""
    hours = frozenset(hour % HOURS for hour in wishes.skip_hours)
    days = frozenset(day.strip().casefold() for day in wishes.skip_days)
    if len(hours) >= HOURS or len(days) >= len(_NAMES):
        return due  # never is no rhythm
    moment = due.astimezone(UTC)
    for _ in range(8 * HOURS):
        if moment.hour not in hours and _NAMES[moment.weekday()].casefold() not in days:
            return moment
        moment = moment.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return due


def back_off(failures: int, *, now: datetime, floor_seconds: float = 0.0) -> datetime:
    """Return when an address that failed *failures* times in a row is asked next: a day from now at most.

    >>> noon = datetime(2026, 3, 12, 12, tzinfo=UTC)
    >>> [str(back_off(count, now=noon) - noon) for count in (1, 2, 3, 40)]
    ['0:15:00', '0:30:00', '1:00:00', '1 day, 0:00:00']
    """
    seconds = _BACKOFF * 2 ** min(max(failures, 1) - 1, 20)
    return now + timedelta(seconds=max(floor_seconds, min(seconds, _DAY)))


def next_recheck(hours: Sequence[float], *, first_seen: datetime, now: datetime) -> datetime | None:
    """Return when an article is asked again, *hours* after it was first seen; ``None`` when it is old.

    >>> noon = datetime(2026, 3, 12, 12, tzinfo=UTC)
    >>> str(next_recheck([1, 3, 12], first_seen=noon, now=noon + timedelta(hours=2)))
    '2026-03-12 15:00:00+00:00'
    """
    age = (now - first_seen).total_seconds() / _HOUR
    ahead = [after for after in sorted(hours) if after > age and math.isfinite(after)]
    return first_seen + timedelta(hours=ahead[0]) if ahead else None
