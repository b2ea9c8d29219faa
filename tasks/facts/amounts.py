"""Money, percentages and measured quantities, with what was counted and in which currency."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from tasks.facts.currencies import SYMBOLS, CurrencyChooser, currency_codes, currency_names
from tasks.facts.numerals import SHORT_SCALES, Numeral, find_numerals, scale_behind
from tasks.model.records import Amount, AmountKind, Span

RULE_VERSION = 1

#: Unit → the forms it is written in.
_UNIT_FORMS = {
    "kilometre": "kilometre kilometres kilometer kilometers km kms",
    "metre": "metre metres meter meters",
    "centimetre": "centimetre centimetres centimeter centimeters cm",
    "millimetre": "millimetre millimetres millimeter millimeters mm",
    "mile": "mile miles",
    "foot": "foot feet",
    "inch": "inch inches",
    "yard": "yard yards",
    "hectare": "hectare hectares ha",
    "acre": "acre acres",
    "tonne": "tonne tonnes",
    "ton": "ton tons",
    "kilogram": "kilogram kilograms kilogramme kilogrammes kilo kilos kg kgs",
    "gram": "gram grams gramme grammes",
    "pound": "pounds lb lbs",
    "ounce": "ounce ounces oz",
    "quintal": "quintal quintals",
    "litre": "litre litres liter liters",
    "gallon": "gallon gallons",
    "barrel": "barrel barrels",
    "bushel": "bushel bushels",
    "cusec": "cusec cusecs",
    "kilowatt": "kilowatt kilowatts kW",
    "megawatt": "megawatt megawatts MW",
    "gigawatt": "gigawatt gigawatts GW",
    "kilowatt-hour": "kWh",
    "megawatt-hour": "MWh",
    "gigawatt-hour": "GWh",
    "terawatt-hour": "TWh",
    "degree": "degree degrees",
    "knot": "knot knots",
    "mile per hour": "mph",
    "kilometre per hour": "kph kmph km/h",
    "megabyte": "megabyte megabytes MB",
    "gigabyte": "gigabyte gigabytes GB",
    "terabyte": "terabyte terabytes TB",
}
_UNITS = {form: unit for unit, forms in _UNIT_FORMS.items() for form in forms.split()}

_LEADING = re.compile(
    r"(?<![^\W_])(?P<symbol>"
    + "|".join(re.escape(s) for s in sorted(SYMBOLS, key=len, reverse=True))
    + r"|[A-Z]{3})\s?\Z"
)
_PERCENT = re.compile(
    r"(?:\s?%|[\s-](?P<points>percentage[\s-]points?)\b|[\s-]per[\s-]?cent\b(?!\w)|\s?pc\b)"
)
_NAME = re.compile(
    r"[\s-](?P<adjective>(?:U\.S\.|[A-Z]\w{1,20})(?:\s[A-Z]\w{1,20}){0,2}\s)?(?P<name>[^\W\d_]{2,12})\b"
)
_TRAILING_SYMBOL = re.compile(r"\s?(?P<symbol>[€£¥₹₽₩₺]|zł|Kč|kr)(?!\w)")
_MEASURE = re.compile(
    r"[\s-]?(?P<area>square|sq\.?|cubic)?[\s-]?(?P<unit>km/h|[A-Za-z]{1,12})\b(?P<rate>\s(?:per|an|a)\s(?:hour|day|second|minute)\b)?"
)
_RANGE = re.compile(r"\s?(?:-|–|—|to|and|or)\s?")
_WEIGHED = re.compile(r"\s+(?:of|heavier|lighter|in weight)\b")


class _Found(NamedTuple):
    """A number with what belongs to it, before its neighbours are looked at."""

    start: int
    end: int
    number: Decimal
    scale: int
    currency: str | None
    is_money: bool
    percent: bool
    unit: str | None


def find_amounts(body: str) -> tuple[Amount, ...]:
    """Return the amounts of money, percentages and measured quantities in *body*.

    >>> [(a.text, a.value, a.currency) for a in find_amounts("It put up US$410 million and Rs 250 crore.")]
    [('US$410 million', 410000000.0, 'USD'), ('Rs 250 crore', 2500000000.0, 'INR')]
    >>> [(a.kind.value, a.value, a.unit) for a in find_amounts("Up 5.2%, or 33 per cent, over 93 kilometres")]
    [('percent', 5.2, None), ('percent', 33.0, None), ('quantity', 93.0, 'kilometre')]

    The first number of a range takes what stands behind the second:

    >>> [(a.value, a.currency) for a in find_amounts("between 3 and 5 billion euros")]
    [(3000000000.0, 'EUR'), (5000000000.0, 'EUR')]

    A currency the text does not decide is ``None``; a number that measures nothing is no amount.

    >>> find_amounts("38 villages and 61 million crowns")[0].currency is None
    True
    """
    chooser = CurrencyChooser(body)
    found = [_read_number(body, numeral, chooser) for numeral in find_numerals(body)]
    numbers = [each for each in found if each is not None]
    for position in range(len(numbers) - 1, 0, -1):
        numbers[position - 1 : position + 1] = _share(body, numbers[position - 1], numbers[position])
    return tuple(_amounts(body, numbers))


def _read_number(body: str, numeral: Numeral, chooser: CurrencyChooser) -> _Found | None:
    start, end, number = numeral
    bare = _Found(start, end, number, 1, None, False, False, None)
    leading = _LEADING.search(body, max(0, start - 6), start)
    codes = _codes_of_symbol(leading["symbol"]) if leading else None
    if not codes and start and body[start - 1].isalpha():
        return None  # the 4 of "G4"
    percent = _PERCENT.match(body, end)
    if percent:
        unit = "percentage point" if percent["points"] else None
        return bare._replace(end=percent.end(), percent=True, unit=unit)

    scale = scale_behind(body, end)
    if scale and (codes or scale.name not in SHORT_SCALES or _name_follows(body, scale.end)):
        bare = bare._replace(end=scale.end, scale=scale.size)
    if leading and codes:
        currency = chooser.choose(leading["symbol"].lower().rstrip("."), codes)
        return bare._replace(start=leading.start(), currency=currency, is_money=True)
    return _read_behind(body, bare, chooser)


def _read_behind(body: str, found: _Found, chooser: CurrencyChooser) -> _Found:
    """Read what stands behind a number: a sign, a currency, a unit, or nothing of them."""
    sign = _TRAILING_SYMBOL.match(body, found.end)
    if sign:
        currency = chooser.choose(sign["symbol"], SYMBOLS[sign["symbol"]])
        return found._replace(end=sign.end(), currency=currency, is_money=True)
    name = _NAME.match(body, found.end)
    if name:
        word, adjective = name["name"], (name["adjective"] or "").strip() or None
        codes = (word,) if word in currency_codes() and not adjective else currency_names().get(word)
        if codes and _is_money(body, name, found):
            return found._replace(
                end=name.end(), currency=chooser.choose(word, codes, adjective), is_money=True
            )
    measure = _MEASURE.match(body, found.end)
    if measure and measure["unit"] in _UNITS:
        area = {"s": "square ", "c": "cubic "}.get((measure["area"] or "")[:1], "")
        rate = " per " + measure["rate"].split()[-1] if measure["rate"] else ""
        return found._replace(
            end=measure.end() if rate else measure.end("unit"), unit=area + _UNITS[measure["unit"]] + rate
        )
    return found


def _is_money(body: str, name: re.Match[str], found: _Found) -> bool:
    """Are these pounds and won money, rather than a weight and a victory?"""
    word = name["name"]
    if word in ("pound", "pounds") and not name["adjective"]:
        is_weight = (
            _WEIGHED.match(body, name.end()) or "weigh" in body[max(0, found.start - 40) : found.start]
        )
        return found.scale > 1 or (found.number >= 100 and not is_weight)
    if word == "won":
        return found.scale > 1 or found.number >= 1000 or name["adjective"] is not None
    return True


def _codes_of_symbol(symbol: str) -> tuple[str, ...] | None:
    return SYMBOLS.get(symbol) or ((symbol,) if symbol in currency_codes() else None)


def _name_follows(body: str, position: int) -> bool:
    name = _NAME.match(body, position)
    return name is not None and name["name"] in currency_names()


def _share(body: str, first: _Found, second: _Found) -> tuple[_Found, _Found]:
    """Give the two ends of a range the currency, scale and unit that only one of them has."""
    gap = body[first.end : second.start] if second.start - first.end < 8 else "."
    if not _RANGE.fullmatch(gap) or not (_is_something(first) or _is_something(second)):
        return first, second
    is_bare = not _is_something(first) or (first.is_money and second.is_money)
    if is_bare and first.scale == 1 and first.number < second.number:
        first = first._replace(scale=second.scale)
    if not _is_something(first) and (
        gap.strip() in ("-", "–", "to") or "between" in body[max(0, first.start - 9) : first.start]
    ):
        first = first._replace(
            currency=second.currency, is_money=second.is_money, percent=second.percent, unit=second.unit
        )
    elif first.is_money and not _is_something(second) and gap.strip() in ("-", "–", "to"):
        second = second._replace(currency=first.currency, is_money=True)
        if first.scale == 1 and second.scale > 1:
            first = first._replace(scale=second.scale)
    return first, second


def _is_something(found: _Found) -> bool:
    return found.is_money or found.percent or found.unit is not None


def _amounts(body: str, numbers: list[_Found]) -> Iterator[Amount]:
    for found in numbers:
        if not _is_something(found):
            continue
        kind = (
            AmountKind.MONEY
            if found.is_money
            else AmountKind.PERCENT
            if found.percent
            else AmountKind.QUANTITY
        )
        yield Amount(
            span=Span(found.start, found.end),
            rule=f"amount.{kind.value}",
            rule_version=RULE_VERSION,
            text=body[found.start : found.end],
            kind=kind,
            value=float(found.number * found.scale),
            currency=found.currency,
            unit=found.unit,
        )
