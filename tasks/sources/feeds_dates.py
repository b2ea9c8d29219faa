"""The dialects of dates that only feeds speak, put into words that everybody reads.

What is written clearly, or is no date, stays as it was written: nobody's guess becomes a time of publication.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import get_month_names

# ISO 8601 as it was before 2000, where a year may lose its century
_SHORT_DAY = re.compile(r"(\d{2})(-?)(\d{2})\2(\d{2})\Z")
_SHORT_MONTH = re.compile(r"-(\d{2})-?(\d{2})\Z")
_SHORT_ORDINAL = re.compile(r"(\d{2})-?(\d{3})\Z")
_ORDINAL = re.compile(r"(\d{4})(\d{3})\Z")
_LONG_MONTH = re.compile(r"(\d{4})-0(\d{2})-(\d{2})(?=[T ]|\Z)")
_LONGEST = 60

_STAMP = re.compile(
    r"(?:[^\W\d_]{2,12}\.?,?\s{0,3})?(?P<day>\d{1,2})\.?[\s-](?P<month>[^\W\d_]{3,12})\.?[\s-](?P<year>\d{4}|\d{2}),?\s{1,3}"
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?\s{0,2}\(?(?P<zone>[A-Z]{1,4}|[+-]\d{2}:?\d{2})?\)?\Z"
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# the languages in which servers are set up that write dates by their own locale
_LANGUAGES = [
    "bg",
    "ca",
    "cs",
    "da",
    "de",
    "el",
    "es",
    "et",
    "eu",
    "fi",
    "fr",
    "gl",
    "hr",
    "hu",
    "is",
    "it",
    "lt",
    "lv",
    "nb",
    "nl",
    "pl",
    "pt",
    "ro",
    "ru",
    "sk",
    "sl",
    "sr",
    "sv",
    "tr",
    "uk",
]
# abbreviations without a place in RFC 822 that mean one zone, summer time included where it has any
_ZONES = {
    "AT": "America/Halifax",
    "ET": "America/New_York",
    "CT": "America/Chicago",
    "MT": "America/Denver",
    "PT": "America/Los_Angeles",
}
_FIXED = {"MET": 1, "MEST": 2, "MEZ": 1, "MESZ": 2}
# abbreviations that several countries use: the country of the feed's own language tag decides
_ZONES_OF = {
    "IST": {"IN": "Asia/Kolkata", "IL": "Asia/Jerusalem", "IE": "Europe/Dublin"},
    "BST": {"GB": "Europe/London", "BD": "Asia/Dhaka"},
    "CST": {"CN": "Asia/Shanghai", "TW": "Asia/Taipei", "CU": "America/Havana"},
    "AST": {"SA": "Asia/Riyadh", "KW": "Asia/Kuwait", "CA": "America/Halifax"},
    "GST": {"AE": "Asia/Dubai", "OM": "Asia/Muscat"},
    "PST": {"PH": "Asia/Manila"},
    "MST": {"MY": "Asia/Kuala_Lumpur"},
    "SST": {"SG": "Asia/Singapore"},
}
_REGION = re.compile(r"[A-Za-z]{2,3}[-_](?:[A-Za-z]{4}[-_])?([A-Za-z]{2})\Z")


def settle_date(written: str, *, is_iso: bool, language: str = "") -> str:
    """Return *written*, in ISO 8601 where it is in a dialect that only feeds speak.

    *is_iso* says that its element is to hold ISO 8601, so that ``031231`` is a day. *language* is the
    feed's, whose country tells one IST from another.

    >>> settle_date("Mon, 26 January 2004 16:31:00 ET", is_iso=False)
    '2004-01-26T16:31:00-05:00'
    >>> settle_date("Tue, 05 Mar 2024 09:15 IST", is_iso=False, language="en-in")
    '2024-03-05T09:15:00+05:30'
    >>> settle_date("031231", is_iso=True), settle_date("soon", is_iso=True)
    ('2003-12-31', 'soon')
    >>> settle_date("Ke, 06 Maa 2024 11:34 +0200", is_iso=False)  # Finnish, by a server set to it
    '06 Mar 2024 11:34 +0200'
    """
    written = " ".join(written.split())
    if len(written) > _LONGEST or not written:
        return written
    found = _STAMP.match(written)
    if found is not None:
        return _stamp(found, language)
    return _long_form(written) if is_iso else written


def _long_form(written: str) -> str:
    if found := _LONG_MONTH.match(written):  # a month with three digits
        return f"{found[1]}-{found[2]}-{found[3]}{written[found.end() :]}"
    if len(written) > 9:
        return written
    if found := _SHORT_DAY.match(written):
        return f"{_year(found[1])}-{found[3]}-{found[4]}"
    if found := _SHORT_MONTH.match(written):
        return f"{_year(found[1])}-{found[2]}"
    if found := _SHORT_ORDINAL.match(written):
        return f"{_year(found[1])}-{found[2]}"
    if found := _ORDINAL.match(written):
        return f"{found[1]}-{found[2]}"
    return written


def _year(two: str) -> str:
    return ("20" if int(two) < 70 else "19") + two


def _stamp(found: re.Match[str], language: str) -> str:
    """Return a time in the manner of RFC 822 in words that everybody reads."""
    written, zone = found.group(), found["zone"] or ""
    if found["year"].startswith("00"):
        return ""  # the year 1 is how some systems write that there is no date
    month = _month(found["month"], language)
    if month is None:
        return written
    region = _REGION.match(language.strip())
    name = _ZONES.get(zone) or _ZONES_OF.get(zone, {}).get(region[1].upper() if region else "")
    if name is None and zone not in _FIXED:
        start, end = found.start("day"), found.span("month")
        is_english = found["month"][:3].title() in _MONTHS
        return written if is_english else f"{written[start : end[0]]}{_MONTHS[month - 1]}{written[end[1] :]}"
    year = found["year"] if len(found["year"]) == 4 else _year(found["year"])
    time = (int(found["hour"]), int(found["minute"]), int(found["second"] or 0))
    try:
        local = datetime(int(year), month, int(found["day"]), *time)  # noqa: DTZ001  its zone is joined below
    except ValueError:
        return written
    offset = local.replace(tzinfo=ZoneInfo(name)).utcoffset() if name else timedelta(hours=_FIXED[zone])
    minutes = int((offset or timedelta()).total_seconds()) // 60
    sign, (hours, rest) = "-" if minutes < 0 else "+", divmod(abs(minutes), 60)
    return f"{local.isoformat()}{sign}{hours:02d}:{rest:02d}"


def _month(word: str, language: str) -> int | None:
    """Return the month that *word* is or begins, where all languages that know it agree."""
    english = word[:3].title()
    if english in _MONTHS:
        return _MONTHS.index(english) + 1
    own = _months_in(language[:2].lower()) if language[:2].lower() in _LANGUAGES else {}
    named = _begun(word, own) or {number for code in _LANGUAGES for number in _begun(word, _months_in(code))}
    return named.pop() if len(named) == 1 else None


def _begun(word: str, months: dict[str, int]) -> set[int]:
    return {number for name, number in months.items() if name.startswith(word.casefold())}


@lru_cache(maxsize=64)
def _months_in(language: str) -> dict[str, int]:
    """Return the months' names in *language*, as they stand in a date and alone."""
    found: dict[str, int] = {}
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            names = get_month_names(width, context=context, locale=language)
            found.update({str(name).casefold(): int(number) for number, name in names.items()})
    return found
