"""What one run of capitals names, judged by itself and by the words around it.

The surest signs come first: a country, an organisation known everywhere, a title. Signs that may
mislead come last and with a low confidence, so that the rest of the article can overrule them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tasks.facts.capitals import Word
from tasks.facts.gazetteer import country_code, demonym_country, find_places_named
from tasks.facts.lexicon import is_everyday, is_given_name, word_list
from tasks.facts.names import Name
from tasks.facts.organisations import (
    has_head,
    is_acronym,
    is_called_company,
    is_called_vessel,
    is_known,
    is_team_like,
    plays_like_team,
)
from tasks.facts.people import acts_like_person, has_given_name, peel_titles, titles_beside
from tasks.facts.place_signs import (
    canonical_place,
    has_container,
    has_geographic_head,
    is_gazetteer_place,
    is_part_of_place,
    is_state_after_comma,
    is_territory,
    leads_to_place,
    opens_dateline,
)
from tasks.model.records import EntityType, Mention

_NUMERAL = re.compile(r"[IVX]{1,5}|\d{1,4}")
_CODE = re.compile(r"[A-Z]-?\d")
_VAGUE = frozenset(["West", "Gulf", "Pacific", "Atlantic", "Arctic"])  # a region only where it stands alone
RULE_VERSION = 3  # of every rule named mentions.…
UNDECIDED = 0.5  # below this the rest of the article may overrule


@dataclass(slots=True)
class Draft:
    """A mention in the making; ``kind`` is ``None`` while nothing shows what it is."""

    name: Name
    text: str
    kind: EntityType | None
    rule: str
    confidence: float
    canonical: str
    titles: tuple[str, ...] = ()


def judge(name: Name, body: str) -> Iterator[Draft]:
    """Yield what one run of capitals names: nothing, one thing, or a country and what follows it.

    >>> from tasks.facts.names import find_names
    >>> text = "and Pakistan Prime Minister Leila M. Fischer said"
    >>> [(draft.text, draft.kind.value) for draft in judge(find_names(text)[0], text)]
    [('Pakistan', 'place'), ('Leila M. Fischer', 'person')]
    """
    text = name.text(body)
    if (land := _land(name, text)) is not None:
        yield land
        return
    if name.opens and len(name.words) > 1 and _is_adverbial(name, body):
        yield from judge(name.cut(1), body)
        return
    if len(name.words) > 1 and text.isupper() and is_known(name.words[0].text):
        yield from judge(name.cut(0, 1), body)
        return
    if is_known(text):
        yield plain_draft(name, body, EntityType.ORGANISATION, "mentions.known", 0.9)
        return
    if is_state_after_comma(name, body):
        yield plain_draft(_with_point(name, body), body, EntityType.PLACE, "mentions.state", 0.9)
        return
    peeled = peel_titles(name, body)
    if peeled.title is not None:
        if peeled.before is not None:
            yield from judge(peeled.before, body)
        if peeled.name is not None:
            yield person_draft(peeled.name, body, "mentions.title", 0.95, peeled.title)
        return
    kind, rule, confidence = _kind(name, body)
    if kind is None or confidence < 0.8:
        parts = list(_after_land(name, body))
        if parts:
            yield from parts
            return
    if kind is EntityType.PERSON:
        yield person_draft(name, body, rule, confidence)
    else:
        yield plain_draft(name, body, kind, rule, confidence)


def _with_point(name: Name, body: str) -> Name:
    """Return the short form of a state with the point that belongs to it: “Va.”."""
    *others, last = name.words
    pointed = f"{last.text}."
    if body[last.end : last.end + 1] != "." or pointed not in word_list("places", "us_state_abbreviations"):
        return name
    return Name((*others, Word(pointed, last.start, last.end + 1)), opens=name.opens, shouted=name.shouted)


def _is_adverbial(name: Name, body: str) -> bool:
    """Does an everyday word that opens the sentence stand before a country or its people?"""
    first, second = name.words[0].text, name.cut(1, 2)
    if not is_everyday(first.lower()) or is_given_name(first):
        return False
    land = _land(second, second.text(body))
    return land is not None and land.kind is EntityType.DEMONYM


def _kind(name: Name, body: str) -> tuple[EntityType | None, str, float]:
    """Return what *name* by itself and the words around it show, the surest sign first."""
    several = len(name.words) > 1
    last = _last_word(name)
    if is_called_vessel(name, body):
        return EntityType.PRODUCT, "mentions.vessel", 0.7
    if several and name.words[0].text.lower() in word_list("other", "event_openers"):
        return EntityType.EVENT, "mentions.event", 0.9
    if has_head(name):
        return EntityType.ORGANISATION, "mentions.head", 0.85
    if several and last in word_list("other", "agreements") and not is_given_name(name.words[0].text):
        return EntityType.AGREEMENT, "mentions.agreement", 0.8
    if several and last in word_list("other", "events") and not is_given_name(name.words[0].text):
        return EntityType.EVENT, "mentions.event", 0.8
    if several and is_gazetteer_place(name, body):
        return EntityType.PLACE, "mentions.gazetteer", 0.9
    if has_geographic_head(name) or is_part_of_place(name):
        return EntityType.PLACE, "mentions.geography", 0.85
    if several and last in ("junior", "jr", "jr.", "senior", "sr", "sr."):
        return EntityType.PERSON, "mentions.suffix", 0.85
    beside = titles_beside(name, body)
    if beside.shows_person and not is_acronym(name):
        return EntityType.PERSON, "mentions.beside", 0.9
    if has_given_name(name):
        return EntityType.PERSON, "mentions.given_name", 0.85
    if is_gazetteer_place(name, body):
        if plays_like_team(name, body) and not is_territory(name.text(body)):
            return EntityType.ORGANISATION, "mentions.plays", 0.8
        return EntityType.PLACE, "mentions.gazetteer", 0.8
    if is_called_company(name, body):
        return EntityType.ORGANISATION, "mentions.called", 0.8
    if is_acronym(name):
        return EntityType.ORGANISATION, "mentions.capitals", 0.6
    return _weak_kind(name, body)


def _follows_in(name: Name, body: str) -> bool:
    """Does only “in” lead to *name*? One is in a film, a trade, a series too."""
    return body[max(0, name.span.start - 4) : name.span.start] == " in "


def _last_word(name: Name) -> str:
    """Return the last word in lower case, a numeral after it left off: “World War II”."""
    last = name.words[-1].text
    if len(name.words) > 2 and _NUMERAL.fullmatch(last):
        last = name.words[-2].text
    return last.lower()


def _weak_kind(name: Name, body: str) -> tuple[EntityType | None, str, float]:
    """Return what *name* may be where only its surroundings speak."""
    several = len(name.words) > 1
    if any(_CODE.search(word.text) for word in name.words):
        return EntityType.PRODUCT, "mentions.code", 0.4
    leads = leads_to_place(name, body, strictly=True)
    if has_container(name, body) or (leads and not _follows_in(name, body)):
        return EntityType.PLACE, "mentions.near", 0.6
    if leads or opens_dateline(name, body):
        return EntityType.PLACE, "mentions.locative", 0.55
    if is_team_like(name):
        return EntityType.ORGANISATION, "mentions.team", 0.6
    if acts_like_person(name, body):
        return EntityType.PERSON, "mentions.speaks", 0.6
    everyday = sum(is_everyday(word.text.lower()) for word in name.words)
    if several and everyday == 0 and len(name.words) <= 3:
        return EntityType.PERSON, "mentions.unusual", 0.4
    if several and (everyday < len(name.words) or not name.opens):
        return EntityType.ORGANISATION, "mentions.usual", 0.35
    if not several and is_given_name(name.words[0].text):
        return EntityType.PERSON, "mentions.given_name", 0.45
    return None, "mentions.undecided", 0.2


def _land(name: Name, text: str) -> Draft | None:
    """Return the country, region or demonym that *name* is."""
    word = text.removeprefix("The ")
    if demonym_country(word) or word in word_list("places", "region_adjectives"):
        return Draft(name, text, EntityType.DEMONYM, "mentions.demonym", 0.95, word)
    if country_code(text) or word in word_list("places", "region_names"):
        if word in _VAGUE and name.opens:
            return None
        return Draft(name, text, EntityType.PLACE, "mentions.land", 0.95, canonical_place(text))
    return None


def lands_in(name: Name, body: str) -> Iterator[Draft]:
    """Yield the countries, demonyms and large towns inside a run where capitals say nothing."""
    at = 0
    while at < len(name.words):
        for size in range(min(3, len(name.words) - at), 0, -1):
            part = name.cut(at, at + size)
            text = part.text(body)
            land = _land(part, text) or _land(part, text.title())
            if land is None and any(p.population > 1_000_000 for p in find_places_named(text)):
                land = plain_draft(part, body, EntityType.PLACE, "mentions.gazetteer", 0.7)
            if land is not None and not (size == 1 and is_everyday(text.lower()) and not text.isupper()):
                yield land
                at += size - 1
                break
        at += 1


def _after_land(name: Name, body: str) -> Iterator[Draft]:
    """Take a country or demonym off the front of a run, and judge the rest."""
    for size in range(min(3, len(name.words) - 1), 0, -1):
        front = name.cut(0, size)
        land = _land(front, front.text(body))
        if land is not None and land.text not in _VAGUE:
            yield land
            yield from judge(name.cut(size), body)
            return


def plain_draft(name: Name, body: str, kind: EntityType | None, rule: str, confidence: float) -> Draft:
    """Return a draft of *kind*; a place goes by its English name."""
    text = name.text(body)
    canonical = canonical_place(text) if kind is EntityType.PLACE else text
    return Draft(name, text, kind, rule, confidence, canonical)


def person_draft(name: Name, body: str, rule: str, confidence: float, title: str | None = None) -> Draft:
    """Return a draft of a person, with the titles that stand beside the name."""
    draft = plain_draft(name, body, EntityType.PERSON, rule, confidence)
    begins = body.rfind(title, 0, name.span.start) if title else -1
    beside = titles_beside(name, body, begins=begins if begins >= 0 else None)
    draft.titles = tuple(dict.fromkeys([*([title] if title else []), *beside.titles]))
    return draft


def as_mention(draft: Draft) -> Mention:
    """Return the mention that a decided draft has become."""
    if draft.kind is None:
        raise ValueError(f"{draft.text} is undecided")
    return Mention(
        span=draft.name.span,
        rule=draft.rule,
        rule_version=RULE_VERSION,
        confidence=draft.confidence,
        text=draft.text,
        kind=draft.kind,
        name=draft.canonical,
        titles=draft.titles,
    )
