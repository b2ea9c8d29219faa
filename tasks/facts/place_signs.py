"""What shows that a name is a place's: the gazetteer, its own words, and the words around it."""

from __future__ import annotations

import re

from tasks.facts.gazetteer import Place, PlaceKind, country_name, find_places_named
from tasks.facts.lexicon import is_everyday, is_given_name, word_list
from tasks.facts.names import Name

_LOCATIVE = re.compile(
    r"\b(?:in|near|at|from|to|towards?|outside|around|across|into|via|between|off|north of|south of"
    r"|east of|west of"
    r"|city of|town of|village of|province of|state of|district of|capital of|port of|island of|region of"
    r"|(?:residents?|people|mayor|suburbs?|outskirts|streets|coast|bishop|archbishop|governor|airport) of"
    r"|visit(?:ed|ing|s)?|reach(?:ed|ing)?|left|leaving|city|town|village|capital,?|district)"
    r" (?:the |nearby |central |downtown |eastern |western |northern |southern |both |neighbouring "
    r"|neighboring )?$"
)
_STRICTLY_LOCATIVE = re.compile(
    r"\b(?:in|near|outside|north of|south of|east of|west of|city of|town of|village of|province of"
    r"|district of|(?:residents?|mayor|suburbs?|outskirts|streets|coast) of"
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


def is_territory(text: str) -> bool:
    """Is *text* a country, a region or an area, and no town too?

    >>> is_territory("Bavaria"), is_territory("Barnsley")
    (True, False)
    """
    places = find_places_named(text)
    return bool(places) and not any(place.kind is PlaceKind.CITY for place in places)


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
