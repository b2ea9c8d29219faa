"""Which place a name means: the country it lies in, and where, as the article shows.

Countries named in the article, towns that can only be one, and a country written right after a name
decide between places of the same name. A town that no gazetteer has takes the country of the places
beside it.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

from tasks.facts.gazetteer import (
    Place,
    PlaceKind,
    country_code,
    country_name,
    demonym_country,
    find_places_named,
)
from tasks.facts.lexicon import is_everyday, is_given_name, word_list
from tasks.facts.names import Name
from tasks.model.records import EntityType, Mention, PlaceMention

_LOCATIVE = re.compile(
    r"\b(?:in|near|at|from|to|towards?|outside|around|across|into|via|between|off|north of|south of"
    r"|east of|west of"
    r"|city of|town of|village of|province of|state of|district of|capital of|port of|island of|region of"
    r"|visit(?:ed|ing|s)?|reach(?:ed|ing)?|left|leaving|city|town|village|capital,?|district)"
    r" (?:the |nearby |central |downtown |eastern |western |northern |southern |both |neighbouring "
    r"|neighboring )?$"
)
_STRICTLY_LOCATIVE = re.compile(
    r"\b(?:in|near|outside|north of|south of|east of|west of|city of|town of|village of|province of"
    r"|district of"
    r"|capital of|port of|island of|capital,?|town|village|nearby|eastern|western|northern|southern"
    r"|central|downtown|hails from|[a-z]{3,12}(?:er|or|ent"
    r"|man|ist) from) $"
)
_PLACE_AFTER = re.compile(
    r" (?:district|province|region|state|county|city|town|village|airport|river|island|area|pit|mine"
    r"|dam|valley|refinery|peninsula|coast)\b"
)
_CONTAINER = re.compile(r",? [\[(]?((?:[A-Z]\.){2,3}|[A-Z][\w.’'-]{1,24}(?: [A-Z][\w’'-]{1,24}){0,2})")
_DATELINE_AFTER = re.compile(
    r",? (?:[A-Z][a-z]{2,8}\.? \d{1,2} )?\(|,? [\[(][A-Z]|: | [—–-] |, [A-Z][a-z]{2,8}\.? \d{1,2}\b"
)


def is_gazetteer_place(name: Name, body: str, *, known: bool = False) -> bool:
    """Is *name* a place that the gazetteer has, and is it meant here?

    A name that is also an everyday word or a given name needs a word that leads to a place before it:

    >>> from tasks.facts.names import find_names
    >>> text = "Nice people met in Reading and Lima."
    >>> [name.text(text) for name in find_names(text) if is_gazetteer_place(name, text)]
    ['Reading', 'Lima']
    """
    text = name.text(body)
    places = find_places_named(text)
    if not places:
        return False
    best = places[0]
    if best.kind <= PlaceKind.REGION:
        return not (
            best.kind is PlaceKind.REGION
            and len(name.words) == 1
            and is_everyday(text.lower())
            and name.opens
        )
    if known or leads_to_place(name, body) or has_container(name, body):
        return True
    single = len(name.words) == 1
    if single and text.isupper():
        return opens_dateline(name, body)
    if single and (is_everyday(text.lower()) or is_given_name(text)):
        return opens_dateline(name, body) or (best.population > 1_000_000 and not is_everyday(text.lower()))
    return best.population > 100_000 or best.kind is PlaceKind.AREA or opens_dateline(name, body)


def leads_to_place(name: Name, body: str, *, strictly: bool = False) -> bool:
    """Do the words before *name* lead to a place?"""
    start, end = name.span
    before = _STRICTLY_LOCATIVE if strictly else _LOCATIVE
    return (
        before.search(body, max(0, start - 28), start) is not None
        or _PLACE_AFTER.match(body, end) is not None
    )


def has_container(name: Name, body: str) -> bool:
    """Does the country or state that *name* lies in stand right after it?"""
    container = container_of(name.span.end, body)
    return container is not None


def opens_dateline(name: Name, body: str) -> bool:
    """Does *name* open a paragraph the way datelines do?"""
    start, end = name.span
    return (
        body[max(0, start - 1) : start] in ("", "\n", " ")
        and name.opens
        and bool(_DATELINE_AFTER.match(body, end))
    )


def container_of(end: int, body: str) -> Place | None:
    """Return the country or state written right after a name that ends at *end*.

    >>> container_of(6, "Durham, North Carolina").name
    'North Carolina'
    """
    if body[end : end + 2] != ", " and body[end : end + 2] not in (" [", " ("):
        return None
    after = _CONTAINER.match(body, end)
    if after is None:
        return None
    words = after.group(1).split(" ")
    for size in range(len(words), 0, -1):
        found = find_places_named(" ".join(words[:size]).rstrip("."))
        if found and found[0].kind in (PlaceKind.COUNTRY, PlaceKind.AREA):
            return found[0]
    state = word_list("places", "us_state_abbreviations")
    short = after.group(1).split(" ")[0]
    if short in state or f"{short}." in state:
        return Place(name=short, kind=PlaceKind.AREA, country="US")
    return None


def is_state_after_comma(name: Name, body: str) -> bool:
    """Is *name* the short form of a US state after its town: “Gainesville, Va.”?

    >>> from tasks.facts.names import find_names
    >>> text = "He lives in Gainesville, Va. with her."
    >>> [is_state_after_comma(name, text) for name in find_names(text)]
    [False, True]
    """
    text, (start, _) = name.text(body), name.span
    states = word_list("places", "us_state_abbreviations")
    return body[max(0, start - 2) : start] == ", " and (text in states or f"{text}." in states)


def has_geographic_head(name: Name) -> bool:
    """Is *name* called a river, an island, an airport?

    >>> from tasks.facts.names import find_names
    >>> [has_geographic_head(name) for name in find_names("off Lake Tarn, the River Wye and Joan Wye")]
    [True, True, False]
    """
    words = name.words
    if len(words) < 2 or any(word.text.lower() in ("secretary", "minister") for word in words):
        return False
    first, last = words[0].text.lower().rstrip("."), words[-1].text.lower()
    if last in word_list("places", "directions") and len(words) > 2:
        last = words[-2].text.lower()
    if last in word_list("places", "heads"):
        if last not in word_list("places", "surname_heads"):
            return True
        return not (len(words) == 2 and is_given_name(words[0].text) and not find_places_named(words[0].text))
    return first in word_list("places", "openers") and first not in (
        "st",
        "san",
        "santa",
        "saint",
        "via",
        "la",
    )


def is_part_of_place(name: Name) -> bool:
    """Is *name* a side of a known place: “West Wales”, “Southern California”?

    >>> from tasks.facts.names import find_names
    >>> [is_part_of_place(name) for name in find_names("in Northern Kenya with West Ham")]
    [True, False]
    """
    return whole_of(" ".join(word.text for word in name.words)) is not None


def whole_of(text: str) -> Place | None:
    """Return the country or area that *text* names a side of."""
    side, _, rest = text.partition(" ")
    if side.lower() not in word_list("places", "sides") or not rest:
        return None
    found = find_places_named(rest)
    return found[0] if found and found[0].kind in (PlaceKind.COUNTRY, PlaceKind.AREA) else None


# ------------------------------------------------------------------------------------ resolution


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
    named = _countries_named([*mentions, *context])
    places = [mention for mention in mentions if mention.kind is EntityType.PLACE]
    chosen: dict[str, Place] = {}
    for mention in sorted(places, key=lambda place: container_of(place.span.end, body) is None):
        key = mention.name
        if key not in chosen:
            best = _choose(mention, body, named)
            if best is not None:
                chosen[key] = best
    sure = [
        (mention.span.start, chosen[mention.name].country) for mention in places if mention.name in chosen
    ]
    return tuple(_placed(mention, chosen.get(mention.name), sure, named) for mention in places)


def _countries_named(mentions: Sequence[Mention]) -> Counter[str]:
    """Count the countries that an article names, by themselves or by their people."""
    named: Counter[str] = Counter()
    for mention in mentions:
        if mention.kind is EntityType.PLACE:
            code = country_code(mention.name)
            if code is not None:
                named[code] += 2
            elif (places := find_places_named(mention.name)) and len({p.country for p in places}) == 1:
                named[places[0].country or ""] += 1
            elif mention.rule == "mentions.state":
                named["US"] += 1
        elif mention.kind is EntityType.DEMONYM and (code := demonym_country(mention.text)):
            named[code] += 1
    return named


def _choose(mention: Mention, body: str, named: Counter[str]) -> Place | None:
    places = find_places_named(mention.name) or find_places_named(mention.text)
    if mention.rule == "mentions.state":
        return Place(name=mention.text, kind=PlaceKind.AREA, country="US")
    if not places:
        whole = whole_of(mention.text)
        return None if whole is None else whole._replace(name=mention.text, latitude=None, longitude=None)
    container = container_of(mention.span.end, body)

    def weight(place: Place) -> float:
        size = math.log10(max(place.population, 10_000)) + (1.0 if place.is_capital else 0.0)
        if place.kind is PlaceKind.COUNTRY:
            size += 4.0
        elif place.kind is PlaceKind.AREA:
            size += 1.5
        if place.country is not None and place.country in named:
            size += 1.5 + min(named[place.country], 10) / 10
        if container is not None and container.country == place.country:
            size += 6.0 + (1.0 if container.area and container.area == place.area else 0.0)
        return size

    return max(places, key=weight)


def _placed(
    mention: Mention, place: Place | None, sure: Sequence[tuple[int, str | None]], named: Counter[str]
) -> PlaceMention:
    if place is not None:
        is_country = place.kind is PlaceKind.COUNTRY
        return PlaceMention(
            span=mention.span,
            rule="places.gazetteer",
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
        confidence=0.4,
        part=mention.part,
        text=mention.text,
        name=mention.name,
        country=_neighbour(mention, sure, named),
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


def canonical_place(text: str) -> str:
    """Return the name a place goes by: a country's English name, else as written without capitals only.

    >>> canonical_place("the US"), canonical_place("LIMA"), canonical_place("Bombay")
    ('United States', 'Lima', 'Mumbai')
    """
    found = find_places_named(text)
    if not found:
        return text
    best = found[0]
    if best.kind is PlaceKind.COUNTRY and best.country and best.name == country_name(best.country):
        return country_name(best.country)
    return best.name if len({place.name for place in found}) == 1 else text.removeprefix("the ")
