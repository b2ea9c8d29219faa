"""Readings of dates that count from another day, of times of day, and of vague times."""

from __future__ import annotations

from datetime import date, timedelta

from tasks.facts.dates_durations import count_of
from tasks.facts.dates_grammar import Hit, Reading
from tasks.facts.dates_words import PARTS, WEEKDAY_NUMBERS, unit_of
from tasks.facts.lexicon import split_list
from tasks.facts.timex import (
    FUTURE_REF,
    PAST_REF,
    PRESENT_REF,
    Direction,
    duration_value,
    nearest_weekday,
    shift,
)
from tasks.model.records import DateKind, Grain

_BACK = frozenset(["last", "past", "previous"])
_ON = frozenset(["next", "coming", "following"])
_SPANNING = split_list("over within for during in")  # "over the next year" is a length
#: A bare "10:30" is a time behind one of these.
_BEFORE_TIME = split_list("at by from until till around about before after since between to and - –")


def read_weekday(hit: Hit) -> Reading | None:
    """Read ``Wednesday``, ``early Tuesday``, ``Sunday night``, ``last Friday``, ``Friday next week``."""
    word = hit.word("weekday")
    if len(word.rstrip(".")) < 6 and (
        hit.before() == "the" or not (word.endswith(".") or hit.before() == "on")
    ):
        return None  # "the Sun.", "SAT scores"
    weekday = WEEKDAY_NUMBERS[word.rstrip(".")]
    part = f"T{PARTS[hit.word('part')]}" if hit["part"] else ""
    named = _the_same_day(hit, weekday)
    if named is not None:
        return Reading(named.isoformat() + part, _kind(part), named)
    if hit.published is None:
        return Reading(f"XXXX-WXX-{weekday + 1}{part}", _kind(part))
    day = _weekday_from(hit, weekday, hit.published)
    return Reading(day.isoformat() + part, _kind(part), hit.published) if day else None


def _weekday_from(hit: Hit, weekday: int, published: date) -> date | None:
    try:
        if hit["which"]:
            weeks = {"last": -1, "previous": -1, "next": 1, "following": 1}.get(hit.word("which"), 0)
            monday = published - timedelta(days=published.weekday())
            return monday + timedelta(weeks=weeks, days=weekday)
        if hit["rel"] in ("previous", "following") and hit.reference:
            published = hit.reference.period.first
        if hit["rel"] in _BACK:
            return nearest_weekday(published - timedelta(days=1), weekday, Direction.PAST)
        if hit["rel"] in _ON:
            return nearest_weekday(published + timedelta(days=1), weekday, Direction.FUTURE)
    except OverflowError:
        return None
    direction = hit.direction()
    if hit["rel"] == "this" and direction is Direction.UNKNOWN:
        direction = Direction.FUTURE
    return nearest_weekday(published, weekday, direction)


def _the_same_day(hit: Hit, weekday: int) -> date | None:
    """Return the day just named in "2 June, a Sunday"."""
    reference = hit.reference
    if reference is None or hit.start - reference.end_token > 2 or hit["rel"]:
        return None
    if hit.before() not in ("a", ",", "(") or reference.period.first != reference.period.last:
        return None
    return reference.period.first if reference.period.first.weekday() == weekday else None


def read_weekday_beside(hit: Hit) -> Reading | None:
    """Read "the Friday before", counted from the day named last."""
    if hit.after()[:1].isalnum() or hit.reference is None:
        return None
    weekday = WEEKDAY_NUMBERS[hit.word("weekday").rstrip(".")]
    anchor = hit.reference.period.first
    step = timedelta(days=1)
    try:
        if hit.word("side") == "before":
            day = nearest_weekday(anchor - step, weekday, Direction.PAST)
        else:
            day = nearest_weekday(hit.reference.period.last + step, weekday, Direction.FUTURE)
    except OverflowError:
        return None
    return Reading(day.isoformat(), anchor=anchor) if day else None


def read_weekdays(hit: Hit) -> Reading | None:
    """Read "on Mondays" and "every Monday" as the repetition they are."""
    weekday = WEEKDAY_NUMBERS[hit.word("weekday").rstrip(".").removesuffix("s")]
    return Reading(f"XXXX-WXX-{weekday + 1}", DateKind.SET)


def read_day_word(hit: Hit) -> Reading | None:
    """Read ``yesterday``, ``today``, ``tomorrow morning``, ``tonight``."""
    if hit.published is None:
        return None
    word = hit.word("day")
    part = f"T{PARTS[hit.word('part')]}" if hit["part"] else "TNI" if word == "tonight" else ""
    steps = {"yesterday": -1, "tomorrow": 1}.get(word, 0)
    if hit["beyond"]:
        steps *= 2
    value = shift(hit.published, "day", steps)
    return Reading(value + part, _kind(part), hit.published) if value else None


def read_relative_unit(hit: Hit) -> Reading | None:
    """Read ``last week``, ``earlier this month``, ``the following year``, ``this morning``."""
    relation, unit = hit.word("rel"), hit.word("unit")
    if unit in ("second", "minute", "hour", "fortnight"):
        return None
    if unit in PARTS:
        return _part_of_day(hit, relation, unit)
    if relation in ("following", "previous", "that", "same") or (hit["the"] and relation == "next"):
        return _from_reference(hit, relation, unit)
    if hit.published is None:
        return None
    if hit["the"] and relation in ("past", "last") and unit != "weekend":
        # "over the past week" is a stretch of time, "last week" a week of the calendar
        if relation == "last" and (unit == "day" or hit.after() == "of"):
            return None
        return Reading(duration_value("1", unit), DateKind.DURATION, hit.published)
    steps = -1 if relation in _BACK else 1 if relation in _ON else 0
    if unit == "day" and not steps:
        return None
    value = shift(hit.published, unit, steps)
    return Reading(value, anchor=hit.published) if value else None


def _part_of_day(hit: Hit, relation: str, part: str) -> Reading | None:
    anchor = hit.published
    if relation in ("that", "same", "following", "next") and hit.reference:
        anchor = hit.reference.period.first
    if anchor is None or relation not in ("last", "this", "that", "same", "following", "next"):
        return None
    steps = {"last": -1, "following": 1, "next": 1}.get(relation, 0)
    value = shift(anchor, "day", steps)
    return Reading(f"{value}T{PARTS[part]}", DateKind.TIME, anchor) if value else None


def _from_reference(hit: Hit, relation: str, unit: str) -> Reading | None:
    anchor = hit.reference.period.first if hit.reference else hit.published
    if anchor is None or (hit.reference is None and relation in ("that", "same")):
        return None
    if relation == "next" and unit != "day" and hit.before() in _SPANNING:
        return Reading(duration_value("1", unit), DateKind.DURATION, anchor)  # "over the next year"
    steps = -1 if relation == "previous" else 1 if relation in _ON else 0
    value = shift(anchor, unit, steps)
    return Reading(value, anchor=anchor) if value else None


def read_edge_of_unit(hit: Hit) -> Reading | None:
    """Read ``the end of the year`` as the present year."""
    if hit.published is None or hit.word("unit") in ("second", "minute", "hour", "fortnight", "century"):
        return None
    unit = hit.word("unit")
    value = shift(hit.published, unit, 0)
    return Reading(value, anchor=hit.published) if value and unit != "day" else None


def read_latest(hit: Hit) -> Reading | None:
    """Read ``the latest quarter``: the one that is over, and is reported on."""
    value = shift(hit.published, "quarter", -1) if hit.published else None
    return Reading(value, anchor=hit.published) if value else None


def read_year_before(hit: Hit) -> Reading | None:
    """Read ``the year-earlier quarter``, ``the year-ago period``: as named before, in the year before."""
    named = hit.reference.period if hit.reference else None
    if named is not None and named.grain in (Grain.QUARTER, Grain.MONTH):
        unit = "quarter" if named.grain is Grain.QUARTER else "month"
        value = shift(named.first, unit, -4 if unit == "quarter" else -12)
        return Reading(value, anchor=named.first) if value else None
    if hit.published is None:
        return None
    is_quarter = hit.word("unit") == "quarter"
    value = shift(hit.published, "quarter", -5) if is_quarter else shift(hit.published, "year", -1)
    return Reading(value, anchor=hit.published) if value else None


def read_overnight(hit: Hit) -> Reading | None:
    """Read ``overnight`` as the night of the report."""
    if hit.published is None or hit.is_capitalised() or not hit.after().isascii():
        return None
    return Reading(f"{hit.published.isoformat()}TNI", DateKind.TIME, hit.published)


def read_distance(hit: Hit) -> Reading | None:
    """Read ``two weeks ago``, ``three days from now``, ``a year earlier``."""
    side = hit.word("side")
    unit = unit_of(hit.word("unit"))
    count = count_of(hit)
    if side == "before" and hit.after()[:1].isalnum():
        return None  # "two days before the vote" is a duration
    if count is None or not count.isdecimal():
        if side == "ago" and unit != "second":
            return Reading(PAST_REF)
        return Reading(duration_value("X", unit), DateKind.DURATION) if hit["qty"] else None
    anchor = hit.published if side in ("ago", "from", "hence") else _anchor_of_distance(hit)
    if anchor is None:
        return None
    steps = -int(count[:6]) if side in ("ago", "earlier", "before") else int(count[:6])
    value = shift(anchor, unit, steps)
    if value is None:
        return Reading(duration_value(count, unit), DateKind.DURATION)
    return Reading(value, anchor=anchor)


def _anchor_of_distance(hit: Hit) -> date | None:
    return hit.reference.period.first if hit.reference else hit.published


def read_present(_: Hit) -> Reading | None:
    """Read ``now`` and its like."""
    return Reading(PRESENT_REF)


def read_past(hit: Hit) -> Reading | None:
    """Read ``recently``, ``recent years``, ``in the past``."""
    if hit.text.endswith(" past") and hit.before() != "in":
        return None
    return Reading(PAST_REF)


def read_future(hit: Hit) -> Reading | None:
    """Read ``the coming years``, ``soon``, ``the future``."""
    if hit.text in ("soon", "shortly") and (
        hit.after() in ("after", "before", "as")
        or hit.before() == "as"
        or hit.direction() is not Direction.FUTURE
    ):
        return None
    return Reading(FUTURE_REF)


def read_weekend(hit: Hit) -> Reading | None:
    """Read ``the weekend``: the one the sentence looks at."""
    if hit.published is None:
        return None
    back = hit.published.weekday() < 5 and hit.direction() is not Direction.FUTURE
    value = shift(hit.published, "weekend", -1 if back else 0)
    return Reading(value, anchor=hit.published) if value else None


def read_clock(hit: Hit) -> Reading | None:
    """Read a time of day; without a day beside it, it is one of the publication day."""
    named = {"noon": "12:00", "midday": "12:00", "midnight": "00:00"}.get(hit.word("time"))
    if not (hit.before() in _BEFORE_TIME if named else _is_time(hit)):
        return None
    clock = named or _clock(hit.word("time"), hit["meridiem"])
    if clock is None:
        return None
    if hit.published is None:
        return Reading(f"XXXX-XX-XXT{clock}", DateKind.TIME)
    return Reading(f"{hit.published.isoformat()}T{clock}", DateKind.TIME, hit.published)


def _is_time(hit: Hit) -> bool:
    word = hit.word("time")
    return bool(hit["meridiem"] or hit["zone"] or word.endswith("m")) or (
        ":" in word and hit.before() in _BEFORE_TIME
    )


def _clock(word: str, meridiem: str | None) -> str | None:
    """Return ``HH:MM`` of "5pm", "10:30", "1430"; ``None`` where there is no such time."""
    suffix = word[-2:] if word.endswith("m") else (meridiem or "").replace(".", "")
    digits = word.removesuffix("am").removesuffix("pm").replace(".", ":")
    if ":" not in digits and len(digits) == 4:
        digits = f"{digits[:2]}:{digits[2:]}"
    hour_text, _, minute_text = digits.partition(":")
    if len(hour_text) > 2 or not hour_text.isdecimal() or len(minute_text) > 2:
        return None
    hour, minute = int(hour_text), int(minute_text or 0)
    if suffix:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if suffix == "pm" else 0)
    return f"{hour:02d}:{minute:02d}" if hour < 24 and minute < 60 else None


def _kind(part: str) -> DateKind:
    return DateKind.TIME if part else DateKind.DATE
