"""Numbers in running text, in digits and in words, with the scale behind them."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from tasks.facts.dates_words import CARDINALS

SCALES = {
    "hundred": 100, "thousand": 10**3, "k": 10**3, "lakh": 10**5, "lakhs": 10**5, "million": 10**6,
    "m": 10**6, "mn": 10**6, "mln": 10**6, "crore": 10**7, "crores": 10**7, "cr": 10**7, "billion": 10**9,
    "bn": 10**9, "b": 10**9, "lakh crore": 10**12, "trillion": 10**12, "tn": 10**12, "trn": 10**12,
}  # fmt: skip
#: Scales that are also units or initials: believed beside a currency only.
SHORT_SCALES = frozenset({"k", "m", "b", "cr"})

_DIGITS = re.compile(
    r"\d{1,3}(?:,\d{2,3}){1,7}+(?:\.\d{1,9}+)?(?!\d)|\d{1,18}+(?:\.\d{1,9}+)?(?!\d)", re.ASCII
)
_SPELLED = sorted(CARDINALS.keys() - {"dozen"}, key=len, reverse=True)
_WORD = re.compile(
    "(?:" + "|".join([*_SPELLED, *(word.capitalize() for word in _SPELLED)]) + r")(?:-[a-z]{3,5})?\b"
)
_ARTICLE = re.compile(r"(?<![\w-])(?:[Hh]alf )?[Aa]n?\s\Z")
_SCALE_ALONE = re.compile(r"\b(?:hundred|thousand|lakh|million|crore|billion|trillion)\b")
_SCALE = re.compile(
    r"""[\s-]?
    (?P<scale> lakh[\s-]crore | hundred | thousand | lakhs? | million | crores? | billion | trillion
             | mn | mln | bn | trn | tn | cr | [mkb] )
    \b (?!['’-])""",
    re.VERBOSE,
)


class Numeral(NamedTuple):
    """A number in the text, without its scale."""

    start: int
    end: int
    value: Decimal


class Scale(NamedTuple):
    """A scale behind a number: where it ends, its name, and its size."""

    end: int
    name: str
    size: int


def find_numerals(body: str) -> list[Numeral]:
    """Return the numbers in *body* that stand for themselves and not in a code, in its order.

    >>> [(n.start, str(n.value)) for n in find_numerals("1,512 of twenty-five (COVID-19); half a million")]
    [(0, '1512'), (9, '25'), (33, '0.5')]
    """
    found = [*_in_digits(body), *_in_words(body), *_articles(body)]
    return sorted(found)


def scale_behind(body: str, position: int) -> Scale | None:
    """Return the scale that follows a number ending at *position*.

    >>> scale_behind("Rs 5 lakh crore", 4)
    Scale(end=15, name='lakh crore', size=1000000000000)
    """
    match = _SCALE.match(body, position)
    if match is None:
        return None
    name = match["scale"].replace("-", " ")
    name = " ".join(name.split())
    return Scale(match.end(), name, SCALES[name])


def _in_digits(body: str) -> list[Numeral]:
    numerals = []
    for match in _DIGITS.finditer(body):
        start, end = match.span()
        before = body[max(0, start - 2) : start]
        value = Decimal(match.group().replace(",", ""))
        if before:
            if before[-1] in ".,/:" or before[-1].isdecimal():
                continue
            if before[-1] in "-−" and not before[0].isdecimal():
                if before[0].isalpha():
                    continue  # COVID-19
                if before[0] not in "-−)" or len(before) == 1:
                    start, value = start - 1, -value
        numerals.append(Numeral(start, end, value))
    return numerals


def _in_words(body: str) -> list[Numeral]:
    numerals = []
    for match in _WORD.finditer(body):
        start = match.start()
        if start and (body[start - 1].isalnum() or body[start - 1] == "-"):
            continue
        tens, _, ones = match.group().lower().partition("-")
        value, end = CARDINALS[tens], match.end()
        if ones in CARDINALS and value >= 20 and CARDINALS[ones] < 10:
            value += CARDINALS[ones]
        elif ones:
            end = start + len(tens)
        numerals.append(Numeral(start, end, Decimal(value)))
    return numerals


def _articles(body: str) -> list[Numeral]:
    """Return the "a" of "a million" and the "half a" of "half a million"."""
    numerals = []
    for scale in _SCALE_ALONE.finditer(body):
        article = _ARTICLE.search(body, max(0, scale.start() - 9), scale.start())
        if article:
            value = Decimal("0.5") if article.group()[0] in "Hh" else Decimal(1)
            numerals.append(Numeral(article.start(), scale.start() - 1, value))
    return numerals
