"""Find a day, and the time beside it, in a short piece of text such as a byline or a date field.

Whatever the language: month names come from CLDR, digits of any script count, and Chinese, Japanese,
Korean and Vietnamese dates have forms of their own. What was not written is not filled in.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from dataclasses import dataclass
from datetime import date

from tasks.model.records import Hints
from tasks.text.calendar_words import half_of_day, is_weekday, month_of
from tasks.text.zones import Zone, named_zone, zone_of

AMBIGUOUS = "ambiguous_date"
INVALID = "invalid_date"

EARLIEST, LATEST = 1600, 2199
_LONGEST = 400  # characters looked at: a date field is never longer, a hostile one may be

_DIGITS = {
    code: str(unicodedata.decimal(chr(code)))
    for code in range(0x80, sys.maxunicode + 1)
    if unicodedata.category(chr(code)) == "Nd"
} | {0xFF0F: "/", 0xFF1A: ":", 0xFF0E: "."}

_WORD = r"(?P<word>[^\s\d,.()|/:;\-]{2,20}(?:\s(?:الأول|الثاني))?)"
_ON_DAY = (
    re.compile(r"(?<!\d)(?P<year>\d{4})(?P<sep>[-/.])\s?(?P<month>\d{1,2})(?P=sep)\s?(?P<day>\d{1,2})(?!\d)"),
    re.compile(
        r"(?:(?P<era>令和|平成|昭和)(?P<era_year>\d{1,2}|元)|(?<!\d)(?P<year>\d{4}))\s?[年년]"
        r"\s?(?P<month>\d{1,2})\s?[月월](?:\s?(?P<day>\d{1,2})\s?[日일号])?"
    ),
    re.compile(
        rf"(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|re|ª|º|°|\.|-?го)?[\s\-/,]{{0,3}}(?:(?:de|of)\s)?{_WORD}\.?[\s,\-/]{{1,3}}"
        r"(?:(?:de|del|of)\s)?(?P<year>\d{4}|['’]?\d{2})(?![\d:])"
    ),
    re.compile(
        rf"{_WORD}\.?[\s\-]{{1,2}}(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)?[\s,\-]{{1,3}}(?P<year>\d{{4}})(?!\d)"
    ),
    re.compile(rf"(?<!\d)(?P<year>\d{{4}})[.,\-]?\s?{_WORD}\.?[\s\-](?P<day>\d{{1,2}})(?!\d)"),
    re.compile(r"(?<!\d)(?P<day>\d{1,2})\s(?:tháng|thg)\s(?P<month>\d{1,2}),?\s(?:năm\s)?(?P<year>\d{4})"),
    re.compile(r"(?<!\d)(?P<a>\d{1,2})(?P<sep>[-/.])\s?(?P<b>\d{1,2})(?P=sep)\s?(?P<year>\d{4}|\d{2})(?!\d)"),
)
_IN_MONTH = re.compile(rf"{_WORD}\.?,?\s(?:(?:de|del|of)\s)?(?P<year>\d{{4}})(?!\d)")
_ERA_STARTS = {"令和": 2019, "平成": 1989, "昭和": 1926}

_TIME = re.compile(
    r"""
    (?P<before>上午|下午|凌晨|早上|晚上|午前|午後|오전|오후)?\s?
    (?<!\d)(?P<hour>\d{1,2})
    (?:\s?(?P<sep>[:.hHu時时시點点])\s?(?:(?P<minute>\d{2})(?!\d)
        (?:\s?[:.分분]\s?(?P<second>\d{2})(?!\d)(?:[.,]\d{1,9})?)?)?\s?[分분秒초]?)?
    \s?(?P<half>[aApP]\.?\s?[mM]\b\.?|[صم]\b|مساءً?|صباحًا|صباحا)?
    (?:\s?(?P<clock>hrs|hours|Uhr|uhr|h)\b)?
    (?:[\s,]{0,2}\(?(?P<zone>
        (?:UTC|GMT)?\s?[+−–-]\d{1,2}(?::?\d{2})?(?!\d)
        | [A-Z][A-Za-z]{2,12}/[A-Z][A-Za-z_]{2,20}(?:/[A-Z][A-Za-z_]{2,20})?
        | [A-Z]{1,5}\b | МСК | بتوقيت\sغرينتش ))?
    """,
    re.VERBOSE,
)
_GAP = re.compile(
    r"(?:\s|[,|•·@/(\-–—T]|[（(][^)）]{1,8}[)）]|\b(?:at|à|um|às|as|a|las|alle|ore|kl|klo|o|u|lúc|pukul|saat|г|в|о)\b\.?|الساعة|कोे?|बजे){0,8}"
)
_BETWEEN = re.compile(
    r"(?:\s|[,|•·/()\-–—.]|\b(?:on|am|den|le|el|del|de|Uhr|hrs)\b|[^\W\d_]{3,10}(?=,?\s?\Z)){0,6}\Z"
)

_MONTH_FIRST = frozenset({"US", "PH", "PR", "GU", "AS", "VI", "FM", "MH", "PW"})
_UNDECIDED_COUNTRIES = frozenset({"CA"})
_UNDECIDED_LANGUAGES = frozenset({"en", "zh", "ja", "ko", "hu", "fa"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A date as far as it was written; ``start`` and ``end`` enclose it and its time in the text.

    ``doubt`` is ``ambiguous_date`` where day and month cannot be told apart (both are ``None`` then)
    and ``invalid_date`` where the calendar has no such day.
    """

    year: int
    month: int | None
    day: int | None
    hour: int | None = None
    minute: int | None = None
    second: int | None = None
    zone: Zone | None = None
    start: int
    end: int
    doubt: str | None = None


def find_written(text: str, *, hints: Hints, language: str | None = None) -> Written | None:
    """Return the first date in *text*, with the time and zone beside it, or ``None``.

    >>> found = find_written("Updated: Mon, 4 March 2024, 10:30 am IST", hints=Hints(country="IN"))
    >>> found.month, found.day, found.hour, found.minute, found.zone.name
    (3, 4, 10, 30, '+05:30')
    """
    flat = ascii_digits(text[:_LONGEST])
    days = [day for pattern in _ON_DAY if (day := _first(pattern, flat, hints, language)) is not None]
    if not days:
        day = _first(_IN_MONTH, flat, hints, language)
        return day
    day = min(days, key=lambda found: (found.start, -found.end))
    return day if day.doubt else _with_time(day, flat, hints)


def ascii_digits(text: str) -> str:
    """Return *text* with the digits of all scripts as ASCII ones, its length unchanged.

    >>> ascii_digits("٥ أغسطس ٢٠٢٣")
    '5 أغسطس 2023'
    """
    return text if text.isascii() else text.translate(_DIGITS)


def full_year(written: str) -> int:
    """Return the year that two or four digits stand for; ``69`` is 2069 and ``70`` is 1970.

    >>> full_year("24"), full_year("'98"), full_year("1987")
    (2024, 1998, 1987)

    Some systems write the year 1 for nothing; that is no short form of 2001:

    >>> full_year("0001")
    1
    """
    digits = written.strip("'’")
    year = int(digits)
    if len(digits) > 2:
        return year
    return year + (2000 if year < 70 else 1900)


def decide_order(
    first: int, second: int, *, separator: str, hints: Hints, language: str | None
) -> str | None:
    """Return ``DMY`` or ``MDY`` for two numbers before a year, or ``None`` where nothing decides.

    The numbers themselves come first, then what the source or its column says, then the separator
    (dots are day first everywhere), the country, and last the language.

    >>> decide_order(5, 4, separator="/", hints=Hints(country="GB"), language="en")
    'DMY'
    >>> decide_order(5, 4, separator="/", hints=Hints(), language="en") is None
    True
    """
    if first > 12 or second > 12:
        return "MDY" if second > 12 >= first else "DMY"
    if first == second:
        return "DMY"
    if hints.date_order:
        return hints.date_order
    if separator == ".":
        return "DMY"
    if hints.country and hints.country not in _UNDECIDED_COUNTRIES:
        return "MDY" if hints.country in _MONTH_FIRST else "DMY"
    if language and language not in _UNDECIDED_LANGUAGES:
        return "DMY"
    return None


def _first(pattern: re.Pattern[str], text: str, hints: Hints, language: str | None) -> Written | None:
    """Return the first match of *pattern* whose words are month names and whose year is a year."""
    for found in pattern.finditer(text):
        day = _read_day(found, hints, language)
        if day is not None:
            return day
    return None


def _read_day(found: re.Match[str], hints: Hints, language: str | None) -> Written | None:
    groups = found.groupdict()
    if groups.get("era"):
        count = 1 if groups["era_year"] == "元" else int(groups["era_year"])
        year = _ERA_STARTS[groups["era"]] + count - 1
    else:
        year = full_year(groups["year"])
    if not EARLIEST <= year <= LATEST:
        return None
    month: int | None
    day = int(groups["day"]) if groups.get("day") else None
    if groups.get("word"):
        month = month_of(groups["word"], language)
        if month is None:
            return None
    elif groups.get("month"):
        month = int(groups["month"])
    else:
        first, second = int(groups["a"]), int(groups["b"])
        order = decide_order(first, second, separator=groups["sep"], hints=hints, language=language)
        if order is None:
            return Written(
                year=year, month=None, day=None, start=found.start(), end=found.end(), doubt=AMBIGUOUS
            )
        day, month = (first, second) if order == "DMY" else (second, first)
    doubt = None if _exists(year, month, day) else INVALID
    return Written(year=year, month=month, day=day, start=found.start(), end=found.end(), doubt=doubt)


def _exists(year: int, month: int, day: int | None) -> bool:
    try:
        date(year, month, 1 if day is None else day)
    except ValueError:
        return False
    return True


def _with_time(day: Written, text: str, hints: Hints) -> Written:
    """Add to *day* the time that stands after it, or else before it."""
    gap = _GAP.match(text, day.end)
    after = _TIME.match(text, gap.end() if gap else day.end)
    if after is not None and (timed := _read_time(day, after, hints)) is not None:
        return timed
    offset = max(0, day.start - 60)
    for before in reversed(list(_TIME.finditer(text, offset, day.start))):
        if (
            _is_between(text[before.end() : day.start])
            and (timed := _read_time(day, before, hints)) is not None
        ):
            return timed
    return day


def _is_between(text: str) -> bool:
    """May *text* stand between a time and the day it belongs to?"""
    words = re.findall(r"[^\W\d_]{3,12}", text)
    return (
        len(text) <= 30
        and _BETWEEN.fullmatch(text) is not None
        and all(len(w) <= 3 or is_weekday(w) for w in words)
    )


def _read_time(day: Written, found: re.Match[str], hints: Hints) -> Written | None:
    hour = int(found["hour"])
    minute = int(found["minute"]) if found["minute"] else None
    half = half_of_day(found["half"] or found["before"] or "")
    if (
        minute is None
        and half is None
        and not found["clock"]
        and (found["sep"] or "") not in tuple("時时시點点h")
    ):
        return None
    if (
        found["sep"] == "."
        and minute is not None
        and found.end("minute") < day.start
        and found.string[found.end("minute")] == "."
    ):
        return None
    if half is not None and 1 <= hour <= 12:
        hour = hour % 12 + half
    second = int(found["second"]) if found["second"] else None
    if hour > 23 or (minute or 0) > 59 or (second or 0) > 59:
        return None
    zone = _read_zone(found["zone"], hints)
    end = found.end() if zone is not None or not found["zone"] else found.start("zone")
    return Written(
        year=day.year,
        month=day.month,
        day=day.day,
        hour=hour,
        minute=minute,
        second=second,
        zone=zone,
        start=min(day.start, found.start()),
        end=max(day.end, end),
    )


def _read_zone(written: str | None, hints: Hints) -> Zone | None:
    if not written:
        return None
    if written in ("ET", "PT"):
        return named_zone("America/New_York" if written == "ET" else "America/Los_Angeles")
    return zone_of(written.removeprefix("بتوقيت "), hints)
