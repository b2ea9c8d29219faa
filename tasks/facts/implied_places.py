"""Places that an article points at without naming them by themselves.

A hospital, a school, a court is an organisation and a place. “Syrian forces” or the “Muscat Film
Festival” say where things are when the country or the town has no mention of its own; where it has one,
nothing is added. The rule of each row says which it is: ``places.facility``, ``places.demonym``,
``places.within``, ``places.seat``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache

from tasks.facts.gazetteer import (
    Place,
    PlaceKind,
    country_code,
    country_name,
    demonym_country,
    find_places_named,
    main_city,
)
from tasks.facts.lexicon import is_everyday, is_given_name, split_list, table, word_list
from tasks.facts.places import Near, choose_place, countries_near
from tasks.model.records import EntityType, Mention, PlaceMention, Span

RULE_VERSION = 2

_HUGE = 1_000_000  # … even where nothing else in the article lies in its country
_LARGE = 100_000  # people of a town that is believed inside another name …
_NOUN_AFTER = re.compile(r" [a-z]{3,20}|-[a-z]{3,20} [a-z]")  # “Ugandan police”, “the Ugandan-led search”
_LISTED_AFTER = re.compile(r"(?:,|,? and) (?P<other>[A-Z][a-z]{2,15}) ")
_NAMESAKES = frozenset(["Turkey", "Guinea"])  # countries that things are called by
_HOLDERS = (EntityType.ORGANISATION, EntityType.EVENT, EntityType.AGREEMENT, EntityType.PRODUCT)


def find_implied_places(
    mentions: Sequence[Mention], places: Sequence[PlaceMention], body: str
) -> tuple[PlaceMention, ...]:
    """Return the places among *mentions* that are none by type, and that *places* do not name.

    >>> from tasks.facts.mentions import find_mentions
    >>> text = "Ugandan police closed the Nairobi Film Festival at Tarn Hospital."
    >>> for place in find_implied_places(find_mentions(text), (), text):
    ...     print(place.text, place.country, place.rule)
    Ugandan UG places.demonym
    Nairobi KE places.within
    Tarn Hospital None places.facility
    """
    named = {place.name for place in places} | {place.text for place in places}
    countries = {code for name in named if (code := country_code(name))}
    lies_in = Counter(place.country for place in places if place.country)
    near = countries_near(mentions)
    taken = {at for place in places for at in range(*place.span)}
    found: list[PlaceMention] = []
    for mention in mentions:
        if not taken.isdisjoint(range(*mention.span)):
            continue
        if mention.kind is EntityType.DEMONYM:
            code = demonym_country(mention.text)
            if code and code not in countries and _qualifies(mention, body):
                found.append(_row(mention, "places.demonym", country_name(code), code))
        elif mention.kind in _HOLDERS:
            found += _of_holder(mention, body, named, countries, lies_in, near)
    return tuple(found)


def _qualifies(mention: Mention, body: str) -> bool:
    """Is a demonym an adjective here (“Ugandan police”), not the people or the language?"""
    start, end = mention.span
    if mention.text.endswith("s") and demonym_country(mention.text[:-1]):
        return False
    listed = _LISTED_AFTER.match(body, end)
    if listed is not None and demonym_country(listed["other"]):
        end = listed.end("other")  # “German and Irish immigrants”
    return _NOUN_AFTER.match(body, end) is not None and body[max(0, start - 4) : start] != " in "


def _of_holder(
    mention: Mention,
    body: str,
    named: set[str],
    countries: set[str],
    lies_in: Counter[str],
    near: Near,
) -> Iterator[PlaceMention]:
    """Yield the place that an organisation or event is, or the one its name holds."""
    text = mention.text.removeprefix("the ").removeprefix("The ")
    seat = _seats().get(text)
    if seat is not None:
        yield _row(mention, "places.seat", text, seat or None)
        return
    within = _within(mention, body, near)
    if within is not None and not _is_near(within[1], lies_in):
        within = None
    if _is_facility(text.lower().split()):
        usual = next((code for code, _ in lies_in.most_common(1)), None)
        yield _row(mention, "places.facility", mention.name, within[1].country if within else usual)
        return
    if within is None:
        return
    span, place = within
    is_named = place.country in countries if place.kind is PlaceKind.COUNTRY else place.name in named
    if not is_named and body[slice(*span)] not in named:
        yield PlaceMention(
            span=span,
            rule="places.within",
            rule_version=RULE_VERSION,
            confidence=0.6,
            part=mention.part,
            text=body[slice(*span)],
            name=place.name,
            country=place.country,
            latitude=None if place.kind is PlaceKind.COUNTRY else place.latitude,
            longitude=None if place.kind is PlaceKind.COUNTRY else place.longitude,
        )


def _is_near(place: Place, lies_in: Counter[str]) -> bool:
    """Is *place* so well known, or so placed, that its name inside another means it?

    An article that names no country and no town is local news, and so are its bodies.
    """
    known = place.kind <= PlaceKind.REGION or place.is_capital or place.population >= _HUGE
    is_local = not lies_in and place.kind is PlaceKind.CITY
    return known or is_local or place.country in lies_in


def _is_facility(words: Sequence[str]) -> bool:
    """Does a name of these words, in lower case, end or begin as that of a building one can go to?"""
    if len(words) > 2 and words[0] in ("university", "embassy") and words[1] == "of":
        return True
    return len(words) > 1 and words[-1] in word_list("places", "facilities")


@cache
def _seats() -> dict[str, str]:
    """Return the houses that governments are called by, with their countries; a union has none."""
    return {name: code for code, names in table("places", "seats").items() for name in split_list(names)} | {
        "EU": "",
        "European Union": "",
    }


def _within(mention: Mention, body: str, near: Near) -> tuple[Span, Place] | None:
    """Return the first place inside a name, if it is a country, an area or a large town."""
    text, start = body[slice(*mention.span)], mention.span.start
    starts = [at for at, letter in enumerate(text) if at == 0 or text[at - 1] == " "]
    for first in starts:
        ends = [at - 1 for at in starts if at > first][:3] + ([len(text)] if len(starts) < 4 else [])
        ends.append(len(text))
        for end in sorted({at for at in ends if at > first}, reverse=True):
            part = text[first:end].removesuffix("'s").removesuffix("’s")
            if part != text and part[:1].isupper() and (place := _sure(part, near, text[:first])) is not None:
                return Span(start + first, start + first + len(part)), place
    return None


def _sure(part: str, near: Near, before: str) -> Place | None:
    """Return the place that *part* of a name surely is, with what of the name stands *before* it."""
    if part.count(" ") > 2 or (part.isupper() and len(part) > 3):
        return None
    found = find_places_named(part)
    best = choose_place(found, near) if found else None
    if best is None:
        return None
    is_land = best.kind in (PlaceKind.REGION, PlaceKind.COUNTRY)
    if is_land and (before.endswith(" of ") or (best.kind is PlaceKind.COUNTRY and _is_plain_land(part))):
        return best
    if is_land:
        return None if is_everyday(part.lower()) else best
    if " " not in part and (is_everyday(part.lower()) or is_given_name(part)):
        return (
            main_city(part, None) if best.population > 1_000_000 and not is_everyday(part.lower()) else None
        )
    return best if best.kind is PlaceKind.AREA or best.population > _LARGE else None


def _is_plain_land(part: str) -> bool:
    """Does *part* name a country and no bird, no pig and no child: “Japan”, not “Turkey” or “Chad”?"""
    return part not in _NAMESAKES and not is_given_name(part)


def _row(mention: Mention, rule: str, name: str, country: str | None) -> PlaceMention:
    return PlaceMention(
        span=mention.span,
        rule=rule,
        rule_version=RULE_VERSION,
        confidence=0.6,
        part=mention.part,
        text=mention.text,
        name=name,
        country=country,
    )
