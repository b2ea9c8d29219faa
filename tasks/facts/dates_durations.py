"""Readings of durations ("15 years", "five-year") and of repetitions ("every two years")."""

from __future__ import annotations

from tasks.facts.dates_grammar import REFUSED, Hit, Reading
from tasks.facts.dates_words import OFTEN, PARTS, number_of, unit_of
from tasks.facts.lexicon import split_list
from tasks.facts.timex import Direction, duration_value, shift
from tasks.model.records import DateKind

#: "a week" is a duration after these, and a rate ("twice a week") otherwise.
_BEFORE_ONE = split_list(
    """for in within about over under than after nearly almost least most lasted lasts last takes take took
    of by during half spent spend spends roughly around only just every more"""
)
#: Plurals without a number are durations here: "for years", "hours before the vote".
_BEFORE_MANY = split_list("for in within over after of take takes took lasted lasts through")
_AFTER_MANY = split_list("before after later earlier")
_HALVES = {
    "minute": "PT30S",
    "hour": "PT30M",
    "day": "PT12H",
    "year": "P6M",
    "decade": "P5Y",
    "century": "P50Y",
}


def read_duration(hit: Hit) -> Reading | None:
    """Read ``15 years``, ``five-year``, ``some months``; an age is none.

    "In three days" of a sentence that looks ahead is a day, not a duration.
    """
    if _is_age(hit):
        return REFUSED
    unit = unit_of(hit.word("unit"))
    count = count_of(hit)
    if unit in ("quarter", "weekend", "night") and not hit["rel"]:
        return None  # "three quarters of them"
    if count is None:
        is_length = hit["rel"] is None and _is_stretch(hit)
        return Reading(duration_value("X", unit), DateKind.DURATION) if is_length else None
    if hit["article"] or (count == "1" and unit == "day" and hit["dash"] is None):
        beside = hit.after() in ("before", "after", "later", "earlier")
        if hit["rel"] is None and hit.before() not in _BEFORE_ONE and not beside:
            return None  # "$3 a day", "one day he"
        if unit == "second":
            return None
    if hit["half"]:
        value = _HALVES.get(unit)
        return Reading(value, DateKind.DURATION) if value else None
    if hit.before() == "in" and hit.published and not hit["rel"] and not hit["dash"] and count.isdecimal():
        value = shift(hit.published, unit, int(count[:6]))
        if value is not None and hit.direction() is Direction.FUTURE:
            return Reading(value, anchor=hit.published)
    return Reading(duration_value(count, unit), DateKind.DURATION)


def count_of(hit: Hit) -> str | None:
    """Return how many units are meant as digits, ``X`` where it is not said, ``None`` for no count."""
    if hit["number"]:
        count = number_of(hit.word("number"))
        ones = number_of(hit.word("ones")) if hit["ones"] else None
        if count and ones:
            # "twenty-five" is one number; of "10-15 years" the larger is kept
            is_sum = hit.word("number").endswith("ty") and len(ones) == 1
            count = str(int(count) + int(ones)) if is_sum else ones
        return f"{count}.5" if count and hit["plus"] and count.isdecimal() else count
    if hit["couple"]:
        return "2"
    if hit["half"]:
        return "0.5"
    if hit["article"]:
        return "1"
    return "X" if hit["vague"] else None


def _is_age(hit: Hit) -> bool:
    after = hit.after()
    if after == "old" or (after == "of" and hit.after(2) == "age"):
        return True
    return after in ("-", "–") and hit.after(2) in ("old", "olds")


def _is_stretch(hit: Hit) -> bool:
    """Is a plural alone ("years", "hours") a length of time here?"""
    if not hit.word("unit").endswith("s") or hit.after() == "of":
        return False
    return hit.before() in _BEFORE_MANY or hit.after() in _AFTER_MANY


def read_repetition(hit: Hit) -> Reading | None:
    """Read ``every two years``, ``twice a week``, ``each morning``."""
    word = hit.word("unit")
    if word in PARTS:
        return Reading(f"XXXX-XX-XXT{PARTS[word]}", DateKind.SET)
    count = number_of(hit.word("number")) if hit["number"] else "2" if hit["other"] else "1"
    return Reading(duration_value(count or "1", unit_of(word)), DateKind.SET)


def read_often(hit: Hit) -> Reading | None:
    """Read ``annually``, “the monthly report”, “paid weekly”; a capital makes it a name, as of a paper."""
    if hit.is_capitalised() or hit.has_name_after() or hit.before() in ("semi", "bi", "-"):
        return None
    is_noun = hit.before() in ("a", "an", "the", "of") and not hit.after().isalpha()
    return None if is_noun else Reading(OFTEN[hit.text], DateKind.SET)


def read_weekends(hit: Hit) -> Reading | None:
    """Read “on weekends”."""
    return Reading("XXXX-WXX-WE", DateKind.SET) if hit.before() in ("on", "at", "most") else None
