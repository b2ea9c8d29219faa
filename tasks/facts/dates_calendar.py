"""Readings of dates that name a place in the calendar: days, months, years, quarters, seasons."""

from __future__ import annotations

from datetime import date

from tasks.facts.dates_grammar import REFUSED, Hit, Reading
from tasks.facts.dates_words import (
    DECADES,
    DOUBTFUL_MONTHS,
    MONTH_NUMBERS,
    WEEKDAY_NUMBERS,
    ordinal_of,
)
from tasks.facts.lexicon import split_list
from tasks.facts.timex import Direction, nearest_day, nearest_month, period_of, season_value
from tasks.model.records import DateKind

#: Words that make the year or month after them a date beyond doubt.
TEMPORAL = split_list(
    """in since by from until till of before after during through throughout between around about early
    late mid last next this to for circa year years starting beginning ending ended and or as"""
)
_STRONG_TEMPORAL = split_list("in since by until till during from before after circa year of through")
#: A number after one of these is a label: "Flight 1980", "Resolution 1973".
_NUMBERED = split_list(
    """flight room route section page article highway bus no number nos model type line unit channel
    resolution act rule form order bill lot apollo boeing airbus radio street avenue road block gate
    ward version batch class version case building hall platform plus minus $ £ € ¥ ₹ rs usd # only than
    least exactly nearly almost over under"""
)
#: What a four-digit number before it counts or measures.
_COUNTED = split_list(
    """people persons men women children deaths cases votes seats jobs workers soldiers troops homes houses
    words points meters metres miles kilometers kilometres km kg feet acres hectares tons tonnes barrels
    pounds dollars euros rupees percent per pc mw gw mhz hp cc rpm km/h mph gb mb bn million billion
    crore lakh thousand square cubic degrees calories pages times units copies years days hours minutes"""
)
_COUNTING_MARKS = frozenset("%°")
_SEASON_AFTER = split_list("in during since until till through throughout by over")
_VERBS_IN_S = split_list("was is has as does its this his")
_NOT_COUNTED = split_list("elections olympics games protests")


def read_iso(hit: Hit) -> Reading | None:
    """Read ``2024-03-11``."""
    word = hit.text.upper()
    return checked(word[:16] if "T" in word else word)


def read_slashed(hit: Hit) -> Reading | None:
    """Read ``22/03/2013`` where the numbers themselves say which is the month."""
    first, second, year = (int(part) for part in hit.text.split("/"))
    if first > 12:
        return checked(f"{year:04d}-{second:02d}-{first:02d}")
    if second > 12 or first == second:
        return checked(f"{year:04d}-{first:02d}-{second:02d}")
    return REFUSED


def read_day(hit: Hit) -> Reading | None:
    """Read a day of a month, with the year, with "this year", or with neither."""
    month, day = MONTH_NUMBERS[hit.word("month").rstrip(".")], ordinal_of(hit.word("day"))
    if day is None:
        return None
    year = stated_year(hit)
    if year is not None:
        return checked(f"{year:04d}-{month:02d}-{day:02d}", hit.published if hit["rel"] else None)
    if not _can_be(month, day):
        return REFUSED
    reported_on = hit.dateline.on if hit.dateline else hit.published
    if hit.published is None or reported_on is None:
        return Reading(f"XXXX-{month:02d}-{day:02d}")
    reference = hit.reference_in_sentence()
    direction = Direction.UNKNOWN if hit.dateline else hit.direction()
    if (
        reference
        and direction is not Direction.FUTURE
        and reference.period.first.year < hit.published.year - 1
    ):
        return checked(f"{reference.period.first.year:04d}-{month:02d}-{day:02d}", reference.period.first)
    weekday = WEEKDAY_NUMBERS[hit.word("weekday").rstrip(".")] if hit["weekday"] else None
    value = nearest_day(reported_on, month, day, direction, weekday)
    return Reading(value, anchor=hit.published) if value else Reading(f"XXXX-{month:02d}-{day:02d}")


def read_day_range(hit: Hit) -> Reading | None:
    """Read ``March 3-5, 2024`` as the range it is."""
    first, last = (ordinal_of(hit.word(group)) for group in ("first", "last"))
    if first is None or last is None or first >= last:
        return None
    if hit["joint"] == "and" and hit.before() != "between":
        return None
    month = MONTH_NUMBERS[hit.word("month").rstrip(".")]
    year = stated_year(hit)
    anchor = None
    if year is None:
        if hit.published is None or not _can_be(month, last):
            return None
        anchor = hit.published
        value = nearest_day(hit.published, month, first, hit.direction())
        if value is None:
            return None
        year = int(value[:4])
    return checked(f"{year:04d}-{month:02d}-{first:02d}/{year:04d}-{month:02d}-{last:02d}", anchor)


def read_month_of_year(hit: Hit) -> Reading | None:
    """Read ``October 2005``, ``July this year``, ``the end of May 2024``."""
    year = stated_year(hit)
    if year is None:
        return None
    month = MONTH_NUMBERS[hit.word("month").rstrip(".")]
    return checked(f"{year:04d}-{month:02d}", hit.published if hit["rel"] else None)


def read_month_range(hit: Hit) -> Reading | None:
    """Read ``June-August 2023``."""
    first, last = (MONTH_NUMBERS[hit.word(group).rstrip(".")] for group in ("first", "last"))
    year = int(hit.word("year"))
    begin = year if first < last else year - 1
    return checked(f"{begin:04d}-{first:02d}/{year:04d}-{last:02d}")


def read_month(hit: Hit) -> Reading | None:
    """Read a month without its year, if it is no name or common word."""
    word = hit.word("month").rstrip(".")
    is_certain = hit["rel"] or hit["edge"] or hit.before() in TEMPORAL
    if word in DOUBTFUL_MONTHS and not is_certain:
        return None
    if len(word) < 5 and word not in ("may", "june", "july") and not is_certain:
        return None
    if word in DOUBTFUL_MONTHS and not hit["rel"] and hit.has_name_after():
        return None  # "for April Jones"
    month = MONTH_NUMBERS[word]
    if hit.published is None:
        return Reading(f"XXXX-{month:02d}")
    if hit["rel"] in ("last", "past"):
        year = hit.published.year - (month >= hit.published.month)
        return Reading(f"{year:04d}-{month:02d}", anchor=hit.published)
    if hit["rel"] in ("next", "coming"):
        year = hit.published.year + (month <= hit.published.month)
        return Reading(f"{year:04d}-{month:02d}", anchor=hit.published)
    direction = hit.direction()
    reference = hit.reference_in_sentence()
    if reference and direction is not Direction.FUTURE and reference.period.first.year < hit.published.year:
        year = reference.period.first.year
        return Reading(f"{year:04d}-{month:02d}", anchor=reference.period.first)
    year = nearest_month(hit.published, month, direction)
    return Reading(f"{year:04d}-{month:02d}", anchor=hit.published)


def read_year(hit: Hit) -> Reading | None:
    """Read a year, unless the number counts something or labels something.

    "In 2016", "the 2016 vote" and "2016 was" are years; "2016 votes" and "Flight 2016" are not.
    """
    year = int(hit.word("year"))
    before, after = hit.before(), hit.after()
    if before in _NUMBERED or after in _COUNTED or after in _COUNTING_MARKS:
        return None
    if hit.is_part_of_code():
        return None
    is_stated = bool(hit["edge"] or hit["named"]) or before in _STRONG_TEMPORAL
    if not is_stated and not 1800 <= year <= 2100:
        return None
    if before not in ("the", "a", "his", "her", "their", "its", "this", "that"):
        looks_counted = (
            after.endswith("s") and after.isalpha() and len(after) > 3 and after not in _VERBS_IN_S
            and after not in _NOT_COUNTED and not hit.has_name_after()
        )  # fmt: skip
        if looks_counted and not is_stated:
            return None
    return checked(f"{year:04d}")


def read_years(hit: Hit) -> Reading | None:
    """Read ``between 2019 and 2022``, ``2019-22`` and ``from 2019 to 2022`` as one range."""
    first, last = int(hit.word("first")), hit.word("last")
    joiner = hit.word("joint")
    if joiner == "and" and hit.before() != "between":
        return None
    if joiner not in ("and", "to", "through") and hit.is_part_of_code():
        return None
    end = int(last) if len(last) == 4 else first // 100 * 100 + int(last)
    if end <= first or not first >= 1000 or hit.after() in _COUNTED:
        return None
    if len(last) == 2 and joiner in ("and", "to", "through"):
        return None
    return checked(f"{first:04d}/{end:04d}")


def read_decade(hit: Hit) -> Reading | None:
    """Read ``the 1980s``, ``the late '90s``, ``the nineties``."""
    word = hit.word("decade")
    if word in DECADES:
        return Reading(f"19{DECADES[word]}") if hit["the"] else None
    digits = word.strip("'’s")
    if len(digits) == 4 and digits.endswith("00") and digits < "1900":
        return Reading(digits[:2])  # the 1700s
    if len(digits) == 4:
        return Reading(digits[:3])
    return Reading(f"{'20' if digits in ('00', '10', '20') else '19'}{digits[0]}")


def read_century(hit: Hit) -> Reading | None:
    """Read ``the 19th century``."""
    number = ordinal_of(hit.word("ordinal"))
    return Reading(f"{number - 1:02d}") if number and 1 < number <= 22 else None


def read_quarter(hit: Hit) -> Reading | None:
    """Read ``the fourth quarter of 2024``, ``fourth-quarter``, ``Q4``."""
    word = hit.word("quarter")
    number = int(word[1]) if word[0] == "q" else ordinal_of(word)
    if number is None or not 1 <= number <= 4:
        return None
    return _part_of_year(hit, "Q", number, 3)


def read_half(hit: Hit) -> Reading | None:
    """Read ``the first half of 2024``, ``H1 2024``."""
    word = hit.word("half")
    number = int(word[1]) if word[0] == "h" else ordinal_of(word)
    return _part_of_year(hit, "H", number, 6) if number in (1, 2) else None


def read_season(hit: Hit) -> Reading | None:
    """Read a season that has a year beside it, a "last", "this" or "next", or an "in the"."""
    season = hit.word("season")
    year = stated_year(hit)
    if year is not None:
        return checked(season_value(year, season), hit.published if hit["rel"] else None)
    this = period_of(season_value(hit.published.year, season)) if hit.published else None
    if hit.published is None or this is None:
        return None
    if hit["which"] is None:
        if hit.before() not in _SEASON_AFTER or hit.after() in ("of", "-", "–") or hit.has_name_after():
            return None
        year = nearest_month(hit.published, this.first.month, hit.direction())
        return Reading(season_value(year, season), anchor=hit.published)
    year = hit.published.year
    if hit["which"] in ("last", "past") and this.first <= hit.published:
        year -= this.last >= hit.published
    elif hit["which"] in ("last", "past"):
        year -= 1
    elif hit["which"] in ("next", "coming") and this.first <= hit.published:
        year += 1
    return Reading(season_value(year, season), anchor=hit.published)


def _part_of_year(hit: Hit, letter: str, number: int, months: int) -> Reading | None:
    year = stated_year(hit)
    anchor = hit.published if hit["rel"] or year is None else None
    if year is None:
        if hit.published is None:
            return None
        first_month = (number - 1) * months + 1
        year = nearest_month(hit.published, first_month, hit.direction())
    return Reading(f"{year:04d}-{letter}{number}", DateKind.DATE, anchor)


def stated_year(hit: Hit) -> int | None:
    """Return the year written beside a date, in digits or as "last year"."""
    written = hit["year"]
    if written is not None:
        return int(written)
    relation = hit["rel"]
    if relation is None or hit.published is None:
        return None
    if relation in ("that", "same"):
        return hit.reference.period.first.year if hit.reference else None
    return hit.published.year + {"last": -1, "previous": -1, "next": 1, "following": 1}.get(relation, 0)


def _can_be(month: int, day: int) -> bool:
    return period_of(f"2024-{month:02d}-{day:02d}") is not None  # 2024 is a leap year


def checked(value: str, anchor: date | None = None) -> Reading:
    """Refuse what is no day of the calendar."""
    return Reading(value, anchor=anchor) if period_of(value) else REFUSED
