"""Names of months, of weekdays and of the halves of a day, in the languages news is written in.

English stands here, since most addresses, headers and datelines use it. The rest is read from CLDR
when a text first asks for it.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from babel import Locale, UnknownLocaleError

LANGUAGES = tuple(
    """
    en es fr de pt it nl ru uk pl tr ar hi zh ja ko id vi sv da nb fi cs sk hu ro el he bg hr sr ca bn
    ta te ur fa ms lt
    """.split()  # noqa: SIM905  quoted words are harder to read
)

_ENGLISH_MONTHS = {
    name: month
    for month, names in enumerate(
        [
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sep sept",
            "october oct",
            "november nov",
            "december dec",
        ],
        start=1,
    )
    for name in names.split()
}

# Written in news and not in CLDR: Levantine Arabic months, month names without diacritics.
_ALSO = {
    "ar": {
        1: "كانون الثاني", 2: "شباط", 3: "آذار", 4: "نيسان", 5: "أيار", 6: "حزيران",
        7: "تموز", 8: "آب", 9: "أيلول", 10: "تشرين الأول", 11: "تشرين الثاني", 12: "كانون الأول",
    },
    "hi": {1: "जनवरी", 2: "फरवरी", 9: "सितंबर", 10: "अक्टूबर", 11: "नवंबर", 12: "दिसंबर"},
    "de": {1: "Jänner", 2: "Feber", 3: "Mrz"},
    "es": {9: "setiembre"},
}  # fmt: skip

_AFTERNOON = {"pm", "p.m.", "下午", "晚上", "午後", "오후", "م", "мп", "μμ", "مساء", "مساءً"}
_MORNING = {"am", "a.m.", "上午", "凌晨", "早上", "午前", "오전", "ص", "صباحا", "صباحًا"}
_NON_SPACING = re.compile("[\u0300-\u036f]")


def fold_word(word: str) -> str:
    """Return *word* as calendars compare it: caseless, without accents and the dot of a short form.

    >>> fold_word("Févr.")
    'fevr'
    """
    if word.isascii():
        return word.strip(".").lower()
    flat = _NON_SPACING.sub("", unicodedata.normalize("NFKD", word.casefold()))
    return unicodedata.normalize("NFC", flat).strip(".॰,")


def month_of(word: str, language: str | None = None) -> int | None:
    """Return the number of the month that *word* names, or ``None``.

    >>> month_of("Sept."), month_of("märz", "de"), month_of("августа"), month_of("Friday")
    (9, 3, 8, None)

    The language asked for decides first, then English, then any other that is sure of it.
    """
    folded = fold_word(word)
    if language and language != "en" and (month := _months(language).get(folded)):
        return month
    return _ENGLISH_MONTHS.get(folded) or _months_anywhere().get(folded)


def is_weekday(word: str, language: str | None = None) -> bool:
    """Is *word* the name of a day of the week?

    >>> is_weekday("Wed"), is_weekday("mercredi"), is_weekday("March")
    (True, True, False)
    """
    folded = fold_word(word)
    return (
        folded in _weekdays(language or "en") or folded in _weekdays("en") or folded in _weekdays_anywhere()
    )


def half_of_day(word: str) -> int | None:
    """Return 0 for a word that marks the morning, 12 for one that marks the afternoon, else ``None``."""
    flat = word.casefold().replace(" ", "")
    if flat in _AFTERNOON:
        return 12
    return 0 if flat in _MORNING else None


@lru_cache(maxsize=128)
def _months(language: str) -> dict[str, int]:
    """Month names of one language, as CLDR writes them within a date and alone."""
    locale = _locale(language)
    if locale is None:
        return {}
    names: dict[str, int] = {}
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for number, name in locale.months[context][width].items():
                names.setdefault(fold_word(name), number)
    for number, name in _ALSO.get(language, {}).items():
        names[fold_word(name)] = number
    return {name: number for name, number in names.items() if name and not name.isdigit()}


@lru_cache(maxsize=1)
def _months_anywhere() -> dict[str, int]:
    """Month names that mean the same month in every language that has them."""
    found: dict[str, set[int]] = {}
    for language in LANGUAGES:
        for name, number in _months(language).items():
            found.setdefault(name, set()).add(number)
    return {name: next(iter(numbers)) for name, numbers in found.items() if len(numbers) == 1}


@lru_cache(maxsize=128)
def _weekdays(language: str) -> frozenset[str]:
    locale = _locale(language)
    if locale is None:
        return frozenset()
    return frozenset(
        fold_word(name) for width in ("wide", "abbreviated") for name in locale.days["format"][width].values()
    )


@lru_cache(maxsize=1)
def _weekdays_anywhere() -> frozenset[str]:
    return frozenset().union(*(_weekdays(language) for language in LANGUAGES))


def _locale(language: str) -> Locale | None:
    """Return CLDR's data for *language*, or ``None`` where it has none."""
    try:
        return Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return None
