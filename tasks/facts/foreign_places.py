"""Countries and large towns that an article in another language names, by their names in CLDR."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from babel import Locale, UnknownLocaleError
from babel.core import get_global

from tasks.facts.gazetteer import NOT_COUNTRIES, country_name, fold, main_city
from tasks.model.records import EntityType, Mention, PlaceMention, Span

NO_SPACES = frozenset({"zh", "ja", "th", "lo", "km", "my"})
WORD = re.compile(r"[^\s\d.,;:!?\"“”„«»()\[\]।،؛؟…—–/]{1,40}")
_LONGEST = 4  # words in the name of a country
_LONGEST_RUN = 8  # characters, where words are not parted


def find_foreign_places(body: str, language: str) -> tuple[PlaceMention, ...]:
    """Return the countries and large towns that a text of *language* names.

    >>> [place.country for place in find_foreign_places("Она уехала в Лондон через Египет.", "ru")]
    ['GB', 'EG']
    """
    known = _known_in(language)
    if not known.names:
        return ()
    spans = _unparted(body, known) if language in NO_SPACES else _parted(body, known)
    return tuple(_place(body, span, known.names[fold(body[span.start : span.end])]) for span in spans)


class _Known(NamedTuple):
    """The names of places in one language, folded, and how long the names are that begin with …"""

    names: Mapping[str, tuple[str, str]]
    words: Mapping[str, int]  # … a word, in words
    letters: Mapping[str, int]  # … a character, in characters


@cache
def _known_in(language: str) -> _Known:
    names = _names_in(language)
    words: dict[str, int] = {}
    letters: dict[str, int] = {}
    for name in names:
        found = WORD.findall(name)
        if found:
            words[found[0]] = max(words.get(found[0], 0), len(found))
        letters[name[:1]] = max(letters.get(name[:1], 0), len(name))
    return _Known(names, words, letters)


def _place(body: str, span: Span, target: tuple[str, str]) -> PlaceMention:
    name, country = target
    city = main_city(name, country)
    return PlaceMention(
        span=span,
        rule="places.cldr",
        confidence=0.8,
        text=body[span.start : span.end],
        name=name,
        country=country,
        latitude=city.latitude if city else None,
        longitude=city.longitude if city else None,
    )


def _parted(body: str, known: _Known) -> Iterator[Span]:
    words = [match.span() for match in WORD.finditer(body)]
    at = 0
    while at < len(words):
        start, end = words[at]
        most = known.words.get(_folded(body[start:end]), 0)
        for size in range(min(most, _LONGEST, len(words) - at), 0, -1):
            span = Span(start, words[at + size - 1][1])
            if span.end - span.start < 60 and fold(body[span.start : span.end]) in known.names:
                yield span
                at += size - 1
                break
        at += 1


def _unparted(body: str, known: _Known) -> Iterator[Span]:
    letters = [_folded(letter) for letter in body]
    at = 0
    while at < len(body):
        most = known.letters.get(letters[at][:1], 0)
        for size in range(min(most, _LONGEST_RUN, len(body) - at), 1, -1):
            if "".join(letters[at : at + size]) in known.names:
                yield Span(at, at + size)
                at += size - 1
                break
        at += 1


@lru_cache(maxsize=65_536)
def _folded(word: str) -> str:
    """Return *word* as the names of places are kept; most words of a text come again."""
    return fold(word)


@cache
def _names_in(language: str) -> Mapping[str, tuple[str, str]]:
    """Return name → (English name, country) of the countries and towns that CLDR has in *language*."""
    try:
        locale = Locale(language)
    except (UnknownLocaleError, ValueError):
        return {}
    names = {
        fold(name): (country_name(code), code)
        for code, name in locale.territories.items()
        if len(code) == 2 and code.isalpha() and code not in NOT_COUNTRIES and len(name) > 1
    }
    english, local = Locale("en").time_zones, locale.time_zones
    for zone, country in get_global("zone_territories").items():
        given = zone.rsplit("/", 1)[-1].replace("_", " ")
        town = local.get(zone, {}).get("city", given)
        city = main_city(english.get(zone, {}).get("city", given), country)
        if city is not None and city.country and len(town) > 1:
            names.setdefault(fold(town), (city.name, city.country))
    return names


def as_mentions(places: Sequence[PlaceMention]) -> tuple[Mention, ...]:
    """Return the mentions that go with *places*."""
    return tuple(
        Mention(
            span=place.span,
            rule=place.rule,
            confidence=place.confidence,
            part=place.part,
            text=place.text,
            kind=EntityType.PLACE,
            name=place.name,
        )
        for place in places
    )
