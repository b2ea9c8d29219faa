"""Which place a name means: the country it lies in, and where, as the article shows.

Countries named in the article, towns that can only be one, and a country written right after a name
decide between places of the same name. A town that no gazetteer has takes the country of the places
beside it.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from tasks.facts.gazetteer import (
    Place,
    PlaceKind,
    country_size,
    demonym_country,
    find_places_named,
)
from tasks.facts.place_signs import container_of, whole_of
from tasks.model.records import EntityType, Mention, PlaceMention

RULE_VERSION = 3
_SMALL = 100_000  # people of a town that is taken for a namesake abroad …
_SEVERAL = 3  # … by an article that names so many places at home


def resolve_places(
    mentions: Sequence[Mention], body: str, *, context: Sequence[Mention] = ()
) -> tuple[PlaceMention, ...]:
    """Return the places among *mentions* with their countries; *context* is what else the article names.

    >>> from tasks.model.records import Span
    >>> def mention(text, start):
    ...     span = Span(start, start + len(text))
    ...     return Mention(span=span, rule="x", text=text, kind=EntityType.PLACE, name=text)
    >>> text = "Students in Durham, England"
    >>> [place.country for place in resolve_places([mention("Durham", 12), mention("England", 20)], text)]
    ['GB', 'GB']
    """
    near = countries_near([*mentions, *context])
    places = [mention for mention in mentions if mention.kind is EntityType.PLACE]
    chosen: dict[str, Place] = {}
    for mention in sorted(places, key=lambda place: container_of(place.span.end, body) is None):
        key = mention.name
        if key not in chosen:
            best = _choose(mention, body, near)
            if best is not None:
                chosen[key] = best
    sure = [
        (mention.span.start, chosen[mention.name].country) for mention in places if mention.name in chosen
    ]
    return tuple(_placed(mention, chosen.get(mention.name), sure, near) for mention in places)


@dataclass(frozen=True, slots=True)
class Near:
    """The countries an article names, each as often as it does, and the one it does not leave, if any."""

    named: Counter[str]
    home: str | None = None


def countries_near(mentions: Sequence[Mention]) -> Near:
    """Count the countries that *mentions* name, by themselves, by their towns or by their people.

    >>> from tasks.model.records import Span
    >>> towns = [
    ...     Mention(span=Span(0, 4), rule="x", text=name, kind=EntityType.PLACE, name=name)
    ...     for name in ("Kampala", "Jinja", "Uganda", "Gulu")
    ... ]
    >>> countries_near(towns)
    Near(named=Counter({'UG': 4}), home='UG')
    """
    named: Counter[str] = Counter()
    weighty: Counter[str] = Counter()
    for mention in mentions:
        code, weight = _country_shown(mention)
        if code is None:
            continue
        named[code] += 2 if weight is _Shown.LAND else 1
        if weight is not _Shown.SMALL_TOWN:
            weighty[code] += 1
    return Near(named, _home(weighty))


class _Shown(Enum):
    """By what a mention shows a country."""

    LAND = 0
    PART = 1
    SMALL_TOWN = 2


def _country_shown(mention: Mention) -> tuple[str | None, _Shown]:
    if mention.kind is EntityType.DEMONYM:
        return demonym_country(mention.text), _Shown.PART
    if mention.kind is not EntityType.PLACE:
        return None, _Shown.PART
    if mention.rule == "mentions.state":
        return "US", _Shown.PART
    places = find_places_named(mention.name)
    if len({place.country for place in places}) != 1:
        return None, _Shown.PART
    if places[0].kind is PlaceKind.COUNTRY:
        return places[0].country, _Shown.LAND
    return places[0].country, _Shown.SMALL_TOWN if _is_small(places[0]) else _Shown.PART


def _is_small(place: Place) -> bool:
    return place.kind is PlaceKind.CITY and place.population < _SMALL and not place.is_capital


def _home(weighty: Counter[str]) -> str | None:
    """Return the only country that the article's larger places lie in, if they are several."""
    (code, count), *others = weighty.most_common(2) or [("", 0)]
    return code if count >= _SEVERAL and not others else None


def _choose(mention: Mention, body: str, near: Near) -> Place | None:
    places = find_places_named(mention.name) or find_places_named(mention.text)
    if mention.rule == "mentions.state":
        return Place(name=mention.text, kind=PlaceKind.AREA, country="US")
    if not places:
        whole = whole_of(mention.text)
        return None if whole is None else whole._replace(name=mention.text, latitude=None, longitude=None)
    return choose_place(places, near, container_of(mention.span.end, body))


def choose_place(places: Sequence[Place], near: Near, container: Place | None = None) -> Place | None:
    """Return the one of *places*, all of one name, that an article means which has *near* about it.

    The small town of another country is none of them where the article stays in one country: there is
    one of that name at home, too small for the gazetteer.

    >>> durham = find_places_named("Durham")
    >>> [choose_place(durham, Near(Counter({code: 3}))).country for code in ("GB", "US")]
    ['GB', 'US']
    >>> choose_place(find_places_named("Delft"), Near(Counter({"PE": 4}), home="PE")) is None
    True
    """

    def weight(place: Place) -> float:
        size = math.log10(max(place.population, 10_000)) + (1.0 if place.is_capital else 0.0)
        if place.kind <= PlaceKind.REGION:
            size += 4.0
        elif place.kind is PlaceKind.AREA:
            size += 1.5 + country_size(place.country)
            if place.country is not None and place.country == near.home:
                size += 2.0
        if place.country is not None and place.country in near.named:
            size += 1.5 + min(near.named[place.country], 10) / 10
        if container is not None and container.country == place.country:
            size += 6.0 + (1.0 if container.area and container.area == place.area else 0.0)
        return size

    best = max(places, key=weight)
    away = near.home is not None and best.country != near.home and container is None
    return None if away and _is_small(best) else best


def _placed(
    mention: Mention, place: Place | None, sure: Sequence[tuple[int, str | None]], near: Near
) -> PlaceMention:
    if place is not None:
        is_country = place.kind is PlaceKind.COUNTRY
        return PlaceMention(
            span=mention.span,
            rule="places.gazetteer",
            rule_version=RULE_VERSION,
            confidence=0.9,
            part=mention.part,
            text=mention.text,
            name=place.name,
            country=place.country,
            latitude=None if is_country else place.latitude,
            longitude=None if is_country else place.longitude,
        )
    return PlaceMention(
        span=mention.span,
        rule="places.neighbour",
        rule_version=RULE_VERSION,
        confidence=0.4,
        part=mention.part,
        text=mention.text,
        name=mention.name,
        country=near.home or _neighbour(mention, sure, near.named),
    )


def _neighbour(mention: Mention, sure: Sequence[tuple[int, str | None]], named: Counter[str]) -> str | None:
    """Return the country of most places of the article, else the one most named, else the nearest."""
    placed = Counter(code for _, code in sure if code)
    if placed:
        (code, count), *rest = placed.most_common(2)
        if not rest or count > rest[0][1]:
            return code
    if named:
        (code, count), *others = named.most_common(2)
        if not others or count > others[0][1]:
            return code
    near = min(sure, key=lambda at: abs(at[0] - mention.span.start), default=None)
    return near[1] if near else None
