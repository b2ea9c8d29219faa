"""The words that English dates are made of, and the numbers they stand for."""

from __future__ import annotations

import re

from tasks.facts.lexicon import split_list


def _in_order(words: str) -> tuple[str, ...]:
    return tuple(words.split())


MONTHS = _in_order("january february march april may june july august september october november december")
WEEKDAYS = _in_order("monday tuesday wednesday thursday friday saturday sunday")
_SHORT_MONTHS = _in_order("jan feb mar apr jun jul aug sep sept oct nov dec")
_SHORT_WEEKDAYS = _in_order("mon tue tues wed thu thur thurs fri sat sun")


def _numbered(names: tuple[str, ...], short: tuple[str, ...], first: int) -> dict[str, int]:
    numbers = {name: number for number, name in enumerate(names, first)}
    return numbers | {
        form: number for form in short for name, number in numbers.items() if name[:3] == form[:3]
    }


MONTH_NUMBERS = _numbered(MONTHS, _SHORT_MONTHS, 1)
WEEKDAY_NUMBERS = _numbered(WEEKDAYS, _SHORT_WEEKDAYS, 0)
#: Months that are common words or names too: alone they need a preposition to be believed.
DOUBTFUL_MONTHS = split_list("march april may june august mar jun")
#: Months and weekdays that are no dates unless they begin with a capital.
CAPITAL_ONLY = split_list("may march august mar jun sep dec jan mon wed sat sun fri thu")
#: Short forms that a full stop may belong to.
DOTTED = frozenset((*_SHORT_MONTHS, *_SHORT_WEEKDAYS))

_ONES = _in_order(
    """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen"""
)
_TENS = _in_order("twenty thirty forty fifty sixty seventy eighty ninety")
CARDINALS = (
    {name: number for number, name in enumerate(_ONES) if number}
    | {name: 10 * number for number, name in enumerate(_TENS, 2)}
    | {"dozen": 12}
)
ORDINALS = {
    name: number
    for number, name in enumerate(
        _in_order(
            """first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth
            fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"""
        ),
        1,
    )
}
DECADES = {
    name: number
    for number, name in enumerate(
        _in_order("twenties thirties forties fifties sixties seventies eighties nineties"), 2
    )
}
PARTS = {"morning": "MO", "afternoon": "AF", "evening": "EV", "night": "NI", "midday": "MI", "noon": "MI"}

#: What happens how often, as adjectives and adverbs have it.
OFTEN = {
    "hourly": "PT1H",
    "daily": "P1D",
    "nightly": "P1D",
    "weekly": "P1W",
    "monthly": "P1M",
    "quarterly": "P3M",
    "yearly": "P1Y",
    "annual": "P1Y",
    "annually": "P1Y",
}

_UNITS = _in_order("second minute hour day week weekend fortnight month quarter year decade")

#: Class of the grammar → the words in it, in lower case.
CLASSES: dict[str, tuple[str, ...]] = {
    "MONTH": MONTHS + _SHORT_MONTHS,
    "WEEKDAY": WEEKDAYS + _SHORT_WEEKDAYS,
    "WEEKDAYS": tuple(name + "s" for name in WEEKDAYS),
    "UNIT": (*_UNITS, "century"),
    "UNITS": (*(name + "s" for name in _UNITS), "centuries"),
    "NUMBER": tuple(CARDINALS),
    "ORDINAL": tuple(ORDINALS),
    "DECADE": tuple(DECADES),
    "PART": tuple(PARTS),
    "SEASON": _in_order("spring summer autumn fall winter"),
    "ARTICLE": _in_order("a an"),
    "VAGUE": _in_order("several few some many"),
    "OFTEN": tuple(OFTEN),
    "QUARTER_CODE": _in_order("q1 q2 q3 q4"),
    "HALF_CODE": _in_order("h1 h2"),
    "MERIDIEM": _in_order("am pm a.m. p.m. a.m p.m"),
    "ZONE": _in_order("gmt utc bst cet cest est edt cst cdt mst mdt pst pdt ist et pt jst"),
    "DASH": _in_order("- – —"),
    "SLASH": ("/",),
    "COMMA": (",",),
    "POSSESSIVE": ("'s", "’s"),
}

_ORDINAL_DIGITS = re.compile(r"(\d{1,3})(?:st|nd|rd|th)")


def number_of(word: str) -> str | None:
    """Return a number written in digits or as one word, as plain digits.

    >>> number_of("2,020"), number_of("fifteen"), number_of("couple")
    ('2020', '15', None)
    """
    if word in CARDINALS:
        return str(CARDINALS[word])
    plain = word.replace(",", "")
    return plain if plain.replace(".", "", 1).isdecimal() and plain.isascii() else None


def ordinal_of(word: str) -> int | None:
    """Return the number of an ordinal; digits alone count too.

    >>> ordinal_of("fourth"), ordinal_of("24th"), ordinal_of("16")
    (4, 24, 16)
    """
    if word in ORDINALS:
        return ORDINALS[word]
    match = _ORDINAL_DIGITS.fullmatch(word)
    return int(match[1]) if match else int(word) if word.isdecimal() and len(word) < 4 else None


def unit_of(word: str) -> str:
    """Return the singular of a unit of time.

    >>> unit_of("centuries"), unit_of("weeks"), unit_of("day")
    ('century', 'week', 'day')
    """
    return "century" if word == "centuries" else word.removesuffix("s")
