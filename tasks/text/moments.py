"""Read a time of publication as it was written, and keep how much of it was written.

The forms that machines write (ISO 8601, RFC 2822, seconds since 1970) are read by pattern in
microseconds; everything else goes to :mod:`tasks.text.written`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from tasks.model.records import Hints, Moment, Precision
from tasks.text.calendar_words import month_of
from tasks.text.written import AMBIGUOUS, EARLIEST, INVALID, LATEST, find_written, full_year
from tasks.text.zones import Zone, named_zone, only_zone_of, to_utc, zone_of

_ISO = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})"
    r"(?:[Tt ]{1,2}(\d{2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?"
    r"\s?([Zz]|UTC|GMT|[+\-−]\d{2}(?::?\d{2})?)?(?:\[([\w/+-]{3,40})\])?)?\Z"
)
_ISO_BASIC = re.compile(r"(\d{4})(\d{2})(\d{2})(?:[T ]?(\d{2})(\d{2})(\d{2})?\s?(Z|[+\-]\d{2}:?\d{2})?())?\Z")
_ISO_WEEK = re.compile(r"(\d{4})-?W(\d{2})(?:-?(\d))?\Z")
_ISO_ORDINAL = re.compile(r"(\d{4})-(\d{3})\Z")
_ISO_MONTH = re.compile(r"(\d{4})-(\d{2})\Z")
_YEAR = re.compile(r"(?:1[6-9]|20|21)\d{2}\Z")
_RFC_2822 = re.compile(
    r"(?:[A-Za-z]{3,9}\.?,?\s{1,2})?(\d{1,2})[\s-]([A-Za-z]{3,9})\.?[\s-](\d{4}|\d{2})"
    r"(?:,?\s{1,2}(\d{1,2}):(\d{2})(?::(\d{2}))?\s{0,2}([A-Za-z]{1,4}|[+-]\d{4})?)?\Z"
)
_C_TIME = re.compile(
    r"[A-Za-z]{3} ([A-Za-z]{3}) {1,2}(\d{1,2}) (\d{2}):(\d{2}):(\d{2}) "
    r"(?:([A-Z]{1,5}(?:[+-]\d{4})?|[+-]\d{4}) )?(\d{4})\Z"
)
_EPOCH = re.compile(r"-?\d{9,10}(?:\.\d{1,9})?\Z|\d{12,13}\Z|\d{16}\Z")
_EPOCH_FROM, _EPOCH_TO = (
    157_766_400,
    4_102_444_800,
)  # 1975 to 2100: smaller numbers are counters, larger ones identifiers

_CLOCK_TIMES = frozenset({Precision.HOUR, Precision.MINUTE, Precision.SECOND})
_LENGTHS = {  # of an ISO 8601 time cut to the precision, the coarsest first
    Precision.YEAR: 4,
    Precision.MONTH: 7,
    Precision.DAY: 10,
    Precision.HOUR: 13,
    Precision.MINUTE: 16,
    Precision.SECOND: 19,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a time as written gave: a moment, or a doubt, or (``ambiguous_date``) both.

    ``doubt`` is ``invalid_date`` (the calendar has no such day), ``unreadable_date``, or
    ``ambiguous_date``: 05/04/2018 with nothing to say which number is the month. Of that only the
    year is sure, so the moment is that year.
    """

    moment: Moment | None = None
    doubt: str | None = None


def parse_moment(text: str, *, hints: Hints, language: str | None = None, origin: str) -> Moment | None:
    """Return the time that *text* names, as precise as it was written, or ``None``.

    A time without a zone is read in ``hints.timezone``; without that its ``zone`` is ``None`` and
    UTC is assumed.

    >>> parse_moment("2023-08-04T15:20+05:30", hints=Hints(), origin="meta").at.isoformat()
    '2023-08-04T09:50:00+00:00'
    >>> moment = parse_moment("Mar 6, 2024", hints=Hints(), origin="field:published")
    >>> moment.local, moment.zone, str(moment.precision)
    ('2024-03-06', None, 'day')
    >>> parse_moment("2023-02-30", hints=Hints(), origin="prefix") is None
    True
    """
    return read_moment(text, hints=hints, language=language, origin=origin).moment


def read_moment(text: str, *, hints: Hints, language: str | None = None, origin: str) -> Reading:
    """Return what *text* gives as a time, with the reason where it gives none or not all of it.

    >>> read_moment("2023-02-30", hints=Hints(), origin="prefix").doubt
    'invalid_date'
    >>> read_moment("05/04/2018", hints=Hints(), origin="meta").moment.local
    '2018'
    """
    text = text.strip()
    if not text:
        return Reading()
    machine = _read_machine(text, hints, origin)
    return machine if machine is not None else _read_human(text, hints, language, origin)


def make_moment(
    local: datetime, *, precision: Precision, zone: Zone | None, hints: Hints, origin: str
) -> Reading:
    """Return the moment at which a clock in *zone* shows *local*.

    Without a zone that of the source stands in, and for a clock time that of its country, if it has but one.
    """
    zone = zone or named_zone(hints.timezone)
    if zone is None and precision in _CLOCK_TIMES:
        zone = only_zone_of(hints.country)
    at = (
        to_utc(local, zone) if EARLIEST <= local.year <= LATEST else None
    )  # 0001-01-01 is how some systems write nothing
    if at is None:
        return Reading(doubt=INVALID)
    name = None if zone is None else zone.name
    return Reading(
        moment=Moment(at=at, local=_cut(local, precision), zone=name, precision=precision, origin=origin)
    )


def _cut(local: datetime, precision: Precision) -> str:
    return local.isoformat()[: _LENGTHS[precision]]


def _read_machine(text: str, hints: Hints, origin: str) -> Reading | None:
    """Read the forms that programs write, or return ``None`` for anything else."""
    iso = _ISO.match(text) or _ISO_BASIC.match(text)
    if iso is not None:
        year, month, day, hour, minute, second, zone, name = iso.groups()
        found = zone_of(zone, hints) if zone else named_zone(name)
        return _assemble((int(year), int(month), int(day)), (hour, minute, second), found, hints, origin)
    rfc = _RFC_2822.match(text)
    if rfc is not None and (month_number := month_of(rfc[2])) is not None:
        found = zone_of(rfc[7], hints) if rfc[7] else None
        return _assemble(
            (full_year(rfc[3]), month_number, int(rfc[1])), (rfc[4], rfc[5], rfc[6]), found, hints, origin
        )
    ctime = _C_TIME.match(text)
    if ctime is not None and (month_number := month_of(ctime[1])) is not None:
        found = zone_of(ctime[6], hints) if ctime[6] else None
        return _assemble(
            (int(ctime[7]), month_number, int(ctime[2])), (ctime[3], ctime[4], ctime[5]), found, hints, origin
        )
    if _EPOCH.match(text):
        return _read_epoch(float(text), origin)
    return _read_rare_iso(text, hints, origin)


def _assemble(
    day: tuple[int, int, int],
    time: tuple[str | None, str | None, str | None],
    zone: Zone | None,
    hints: Hints,
    origin: str,
) -> Reading:
    hour, minute, second = (None if part is None else int(part) for part in time)
    try:
        local = datetime(*day)  # noqa: DTZ001  a wall clock: the zone is joined in make_moment
    except ValueError:
        return Reading(doubt=INVALID)
    if hour is None:
        return make_moment(local, precision=Precision.DAY, zone=zone, hints=hints, origin=origin)
    if hour > 24 or (minute or 0) > 59 or (second or 0) > 60 or (hour == 24 and (minute or second)):
        return Reading(doubt=INVALID)
    precision = (
        Precision.SECOND if second is not None else Precision.MINUTE if minute is not None else Precision.HOUR
    )
    local += timedelta(
        hours=hour, minutes=minute or 0, seconds=min(second or 0, 59)
    )  # 24:00, and a leap second
    return make_moment(local, precision=precision, zone=zone, hints=hints, origin=origin)


def _read_epoch(number: float, origin: str) -> Reading | None:
    """Read seconds, milliseconds or microseconds since 1970, where the result is a plausible day."""
    for unit in (1, 1_000, 1_000_000):
        seconds = number / unit
        if _EPOCH_FROM <= seconds <= _EPOCH_TO:
            at = datetime.fromtimestamp(int(seconds), UTC)
            local = at.isoformat()[: _LENGTHS[Precision.SECOND]]
            return Reading(
                moment=Moment(at=at, local=local, zone="UTC", precision=Precision.SECOND, origin=origin)
            )
    return None


def _read_rare_iso(text: str, hints: Hints, origin: str) -> Reading | None:
    """Read weeks, days of the year, months and years."""
    try:
        if week := _ISO_WEEK.match(text):
            day = date.fromisocalendar(int(week[1]), int(week[2]), int(week[3] or 1))
        elif ordinal := _ISO_ORDINAL.match(text):
            day = date(int(ordinal[1]), 1, 1) + timedelta(days=int(ordinal[2]) - 1)
            if not int(ordinal[2]) >= 1 or day.year != int(ordinal[1]):
                return Reading(doubt=INVALID)
        elif month := _ISO_MONTH.match(text):
            local = datetime(int(month[1]), int(month[2]), 1)  # noqa: DTZ001  a wall clock, as above
            return make_moment(local, precision=Precision.MONTH, zone=None, hints=hints, origin=origin)
        elif _YEAR.match(text):
            local = datetime(int(text), 1, 1)  # noqa: DTZ001  a wall clock, as above
            return make_moment(local, precision=Precision.YEAR, zone=None, hints=hints, origin=origin)
        else:
            return None
    except (ValueError, OverflowError):
        return Reading(doubt=INVALID)
    return _assemble((day.year, day.month, day.day), (None, None, None), None, hints, origin)


def _read_human(text: str, hints: Hints, language: str | None, origin: str) -> Reading:
    found = find_written(text, hints=hints, language=language)
    if found is None:
        return Reading(doubt="unreadable_date")
    if found.doubt == INVALID:
        return Reading(doubt=INVALID)
    parts = (found.month, found.day, found.hour, found.minute, found.second)
    day = datetime(found.year, found.month or 1, found.day or 1)  # noqa: DTZ001  a wall clock, as above
    local = day + timedelta(hours=found.hour or 0, minutes=found.minute or 0, seconds=found.second or 0)
    known = next((i for i, part in enumerate(parts) if part is None), len(parts))
    precision = tuple(_LENGTHS)[known]
    reading = make_moment(local, precision=precision, zone=found.zone, hints=hints, origin=origin)
    return Reading(moment=reading.moment, doubt=found.doubt if found.doubt == AMBIGUOUS else reading.doubt)
