"""Time zones as news writes them: offsets, IANA names, and abbreviations that mean one thing only."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.core import get_global

from tasks.model.records import Hints

_OFFSET = re.compile(r"(?:UTC|GMT)?\s?([+\-−–])(\d{1,2})(?::?(\d{2}))?", re.IGNORECASE)
_WIDEST = timedelta(hours=15)

# Hours east of UTC. RFC 2822 fixes the American ones.
_ABBREVIATIONS: dict[str, float] = {
    "UTC": 0, "GMT": 0, "Z": 0, "UT": 0, "WET": 0, "WEST": 1, "CET": 1, "MEZ": 1, "CEST": 2, "MESZ": 2,
    "EET": 2, "EEST": 3, "MSK": 3, "МСК": 3, "TRT": 3, "SAST": 2, "CAT": 2, "WAT": 1, "EAT": 3, "PKT": 5,
    "NPT": 5.75, "WIB": 7, "WITA": 8, "WIT": 9, "SGT": 8, "HKT": 8, "JST": 9, "KST": 9, "AWST": 8,
    "ACST": 9.5, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13, "EST": -5, "EDT": -4, "CDT": -5, "MDT": -6,
    "PDT": -7, "AKST": -9, "AKDT": -8, "HST": -10, "BRT": -3, "ART": -3,
    "غرينتش": 0,
}  # fmt: skip

# The same letters, a different zone: the country decides.
_BY_COUNTRY: dict[str, dict[str, float]] = {
    "IST": {"IN": 5.5, "IL": 2, "IE": 1},
    "CST": {"US": -6, "CA": -6, "MX": -6, "CR": -6, "CN": 8, "TW": 8, "CU": -5},
    "MST": {"US": -7, "CA": -7, "MX": -7, "MY": 8},
    "PST": {"US": -8, "CA": -8, "MX": -8, "PH": 8},
    "BST": {"GB": 1, "BD": 6},
    "AST": {"CA": -4, "PR": -4, "SA": 3, "KW": 3, "IQ": 3},
    "GST": {"AE": 4, "OM": 4},
    "SST": {"SG": 8},
    "PHT": {"PH": 8},
}
_COUNTRY_OF_ZONE = {
    "Asia/Kolkata": "IN", "Asia/Calcutta": "IN", "Asia/Jerusalem": "IL", "Europe/Dublin": "IE",
    "Europe/London": "GB", "Asia/Dhaka": "BD", "Asia/Shanghai": "CN", "Asia/Taipei": "TW", "Asia/Manila":
    "PH", "Asia/Dubai": "AE", "Asia/Riyadh": "SA", "America/New_York": "US", "America/Chicago": "US",
    "America/Denver": "US", "America/Los_Angeles": "US", "America/Mexico_City": "MX", "America/Toronto":
    "CA", "America/Halifax": "CA", "America/Havana": "CU",
}  # fmt: skip
# Where nothing says otherwise, these are American: RFC 2822 reads them so.
_AMERICAN = {"CST": -6, "MST": -7, "PST": -8}


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """A zone and its name: an offset such as ``+05:30``, ``UTC``, or an IANA name."""

    name: str
    info: tzinfo


def zone_of(written: str, hints: Hints) -> Zone | None:
    """Return the zone that *written* names, or ``None`` where it does not decide.

    >>> zone_of("GMT+5:30", Hints()).name, zone_of("EDT", Hints()).name
    ('+05:30', '-04:00')
    >>> zone_of("IST", Hints()) is None, zone_of("IST", Hints(country="IN")).name
    (True, '+05:30')
    """
    written = written.strip().strip("()")
    offset = _OFFSET.fullmatch(written)
    if offset is not None:
        sign = 1 if offset[1] == "+" else -1
        return fixed_zone(sign * (int(offset[2]) * 60 + int(offset[3] or 0)))
    letters = written.replace(".", "").upper()
    if letters in _BY_COUNTRY:
        country = hints.country or _COUNTRY_OF_ZONE.get(hints.timezone or "")
        hours = _BY_COUNTRY[letters].get(country or "", None if country else _AMERICAN.get(letters))
        return None if hours is None else fixed_zone(round(hours * 60))
    if letters in _ABBREVIATIONS:
        return fixed_zone(round(_ABBREVIATIONS[letters] * 60))
    return named_zone(written) if "/" in written else None


def fixed_zone(minutes: int) -> Zone | None:
    """Return the zone that lies so many *minutes* east of UTC, or ``None`` where there is none.

    >>> fixed_zone(-90).name, fixed_zone(0).name, fixed_zone(6000)
    ('-01:30', 'UTC', None)
    """
    if minutes == 0:
        return Zone(name="UTC", info=UTC)
    offset = timedelta(minutes=minutes)
    if abs(offset) > _WIDEST:
        return None
    hours, rest = divmod(abs(minutes), 60)
    return Zone(name=f"{'-' if minutes < 0 else '+'}{hours:02d}:{rest:02d}", info=timezone(offset))


@lru_cache(maxsize=512)
def named_zone(name: str | None) -> Zone | None:
    """Return the IANA zone called *name*, or ``None`` where there is none.

    >>> named_zone("Asia/Kolkata").name, named_zone("Mars/Olympus")
    ('Asia/Kolkata', None)
    """
    if not name:
        return None
    try:
        return Zone(name=name, info=ZoneInfo(name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


@lru_cache(maxsize=256)
def only_zone_of(country: str | None) -> Zone | None:
    """Return the zone of a *country* that has one only, or ``None``.

    >>> only_zone_of("JP").name, only_zone_of("US")
    ('Asia/Tokyo', None)
    """
    names = get_global("territory_zones").get(country or "", ())
    return named_zone(names[0]) if len(names) == 1 else None


def to_utc(local: datetime, zone: Zone | None) -> datetime | None:
    """Return the instant at which a clock in *zone* (unknown: UTC) shows *local*.

    ``None`` beyond the calendar.

    >>> to_utc(datetime(2024, 3, 1, 9), fixed_zone(330))
    datetime.datetime(2024, 3, 1, 3, 30, tzinfo=datetime.timezone.utc)
    """
    try:
        return local.replace(tzinfo=UTC if zone is None else zone.info).astimezone(UTC)
    except OverflowError:
        return None
