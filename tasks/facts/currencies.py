"""Which currency is meant by a symbol, a code or a name, where the text decides it.

Names, codes and countries come from CLDR (through Babel); what CLDR lacks of the words that English
papers print is added here.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from babel import Locale
from babel.numbers import get_currency_name, get_territory_currencies

from tasks.facts.lexicon import split_list

#: Signs and short forms before a number. Several codes: the text has to decide.
SYMBOLS: dict[str, tuple[str, ...]] = {
    "$": ("USD",), "US$": ("USD",), "A$": ("AUD",), "AU$": ("AUD",), "C$": ("CAD",), "CA$": ("CAD",),
    "Can$": ("CAD",), "NZ$": ("NZD",), "HK$": ("HKD",), "S$": ("SGD",), "SG$": ("SGD",), "NT$": ("TWD",),
    "R$": ("BRL",), "MX$": ("MXN",), "J$": ("JMD",), "TT$": ("TTD",), "£": ("GBP",), "€": ("EUR",),
    "¥": ("JPY", "CNY"), "₹": ("INR",), "₽": ("RUB",), "₩": ("KRW",), "₺": ("TRY",), "₦": ("NGN",),
    "₱": ("PHP",), "₪": ("ILS",), "₴": ("UAH",), "₫": ("VND",), "฿": ("THB",), "₵": ("GHS",), "₸": ("KZT",),
    "₼": ("AZN",), "₾": ("GEL",), "₲": ("PYG",), "₡": ("CRC",), "₮": ("MNT",), "₭": ("LAK",),
    "Rs": ("INR", "PKR", "LKR", "NPR", "MUR", "SCR"), "Rs.": ("INR", "PKR", "LKR", "NPR", "MUR", "SCR"),
    "Re": ("INR", "PKR", "LKR", "NPR"), "Ksh": ("KES",), "KSh": ("KES",), "Sh": ("KES", "UGX", "TZS", "SOS"),
    "Tk": ("BDT",), "Tk.": ("BDT",), "RM": ("MYR",), "Rp": ("IDR",), "Kč": ("CZK",), "zł": ("PLN",),
    "kr": ("SEK", "NOK", "DKK", "ISK"), "Dh": ("AED", "MAD"), "Dh.": ("AED", "MAD"), "GH¢": ("GHS",),
}  # fmt: skip

_MORE_NAMES: dict[str, tuple[str, ...]] = {
    "crown": ("CZK", "SEK", "NOK", "DKK", "ISK"), "rouble": ("RUB", "BYN"), "zloty": ("PLN",),
    "renminbi": ("CNY",), "reais": ("BRL",), "taka": ("BDT",), "soum": ("UZS",),
    "rials": ("IRR", "OMR", "YER"),
    "riyals": ("SAR", "QAR"), "shekel": ("ILS",), "colones": ("CRC",), "quetzales": ("GTQ",),
    "guaranies": ("PYG",),
    "sterling": ("GBP",), "kroner": ("NOK", "DKK"), "kronor": ("SEK",), "krona": ("SEK",), "lira": ("TRY",),
    "liras": ("TRY",), "hryvnia": ("UAH",), "naira": ("NGN",), "kwacha": ("ZMW", "MWK"),
    "cfa": ("XOF", "XAF"),
    "forint": ("HUF",), "rupiah": ("IDR",), "ringgit": ("MYR",), "kyat": ("MMK",), "birr": ("ETB",),
    "tenge": ("KZT",), "lari": ("GEL",), "rufiyaa": ("MVR",), "cordobas": ("NIO",), "bolivars": ("VES",),
    "koruna": ("CZK",), "afghani": ("AFN",),
}  # fmt: skip

#: The one that is meant where a text says nothing else.
_CUSTOM = {
    "dollar": "USD",
    "pound": "GBP",
    "rupee": "INR",
    "lira": "TRY",
    "¥": "JPY",
    "rouble": "RUB",
    "won": "KRW",
    "rs": "INR",
    "re": "INR",
}
#: Names that are everyday words: as a currency they are found by their code or not at all.
_EVERYDAY = split_list("real gold mark marks sol som dram colon leone lei colón")


class _Currency(NamedTuple):
    code: str
    cues: tuple[str, ...]  # "Pakistani", "Pakistan"


@cache
def _currencies() -> dict[str, _Currency]:
    territories = Locale("en").territories
    lands: dict[str, list[str]] = {}
    for territory, name in territories.items():
        if len(territory) == 2:
            for code in get_territory_currencies(territory):
                lands.setdefault(code, []).append(name)
    return {code: _Currency(code, (*_adjectives(code), *names)) for code, names in lands.items()}


def _adjectives(code: str) -> tuple[str, ...]:
    """Return what CLDR puts before the name, in its two forms: "United Arab Emirates", "UAE"."""
    names = (get_currency_name(code, count=count, locale="en").split()[:-1] for count in (1, 2))
    adjectives = [" ".join(words) for words in names]
    adjectives += [adjective.removeprefix("New ").removesuffix(" New") for adjective in adjectives]
    return tuple(dict.fromkeys(adjective for adjective in adjectives if adjective not in ("", "Zealand")))


def currency_codes() -> frozenset[str]:
    """Return the codes of the currencies that are legal tender somewhere."""
    return frozenset(_currencies())


@cache
def currency_names() -> dict[str, tuple[str, ...]]:
    """Return name in lower case (``rupees``) → the currencies of that name.

    >>> currency_names()["soles"], "SEK" in currency_names()["crowns"]
    (('PEN',), True)
    """
    names: dict[str, set[str]] = {}
    for code in _currencies():
        for count in (1, 2):
            name = get_currency_name(code, count=count, locale="en").split()[-1].lower()
            names.setdefault(name, set()).add(code)
    for name, codes in _MORE_NAMES.items():
        for form in (name, name + "s"):
            names.setdefault(form, set()).update(codes)
    return {name: tuple(sorted(codes)) for name, codes in names.items() if name not in _EVERYDAY}


class CurrencyChooser:
    """Which of several currencies of one name a text means."""

    def __init__(self, body: str) -> None:
        self._body = body
        self._chosen: dict[tuple[str, str | None], str | None] = {}

    def choose(self, name: str, codes: tuple[str, ...], adjective: str | None = None) -> str | None:
        """Return the one of *codes* that *name* means, or ``None`` where nothing decides.

        An adjective decides ("Pakistani rupees"), else the countries the text speaks of, else custom
        (dollars are American):

        >>> rupees, crowns = currency_names()["rupees"], currency_names()["crowns"]
        >>> CurrencyChooser("The state bank of Pakistan paid 5 million rupees.").choose("rupees", rupees)
        'PKR'
        >>> CurrencyChooser("It cost 61 million crowns.").choose("crowns", crowns) is None
        True
        """
        key = (name, adjective)
        if key not in self._chosen:
            self._chosen[key] = self._decide(name, codes, adjective)
        return self._chosen[key]

    def _decide(self, name: str, codes: tuple[str, ...], adjective: str | None) -> str | None:
        if adjective:
            fitting = [code for code in codes if _fits(code, adjective)]
            if len(fitting) == 1:
                return fitting[0]
        if len(codes) == 1:
            return codes[0]
        custom = _CUSTOM.get(name) or _CUSTOM.get(name.removesuffix("s"))
        if custom in ("USD", "GBP"):
            return custom
        counts = {code: self._mentions(code) for code in codes}
        best = max(counts.values())
        leading = [code for code, count in counts.items() if count == best]
        return leading[0] if best and len(leading) == 1 else custom

    def _mentions(self, code: str) -> int:
        currency = _currencies().get(code)
        return sum(self._body.count(cue) for cue in set(currency.cues)) if currency else 0


def _fits(code: str, adjective: str) -> bool:
    if adjective in ("U.S.", "American"):
        return code == "USD"
    currency = _currencies().get(code)
    return currency is not None and adjective in currency.cues
