"""What shows that a name is an organisation's: its last word, its first, or what is said around it."""

from __future__ import annotations

import re

from tasks.facts.gazetteer import country_code, demonym_country, find_places_named
from tasks.facts.lexicon import is_everyday, is_given_name, word_list
from tasks.facts.names import Name

_ACRONYM = re.compile(r"[A-Z][A-Z&]{1,5}s?|[A-Z]{2,6}-[A-Z]{2,6}|[A-Z][a-z]?[A-Z]{2,4}")
_POINTED = re.compile(r"(?:[A-Z]\.){2,6}")
_COMPANY_BEFORE = re.compile(
    r"\b(?:company|companies|firm|operator|maker|manufacturer|giant|group|retailer|publisher"
    r"|broadcaster|airline"
    r"|carmaker|automaker|lender|insurer|start-?up|supplier|developer|contractor|conglomerate|agency|charity"
    r"|think[- ]tank|newspaper|daily|weekly|magazine|website|network|channel|station|outlet|union|party|bank"
    r"|league|club|band|rivals?|consultancy|owner|parent|subsidiary|rebels?|militia|shares of"
    r"|shares in|stake in"
    r"|analysts? at|economist at|strategist at|employees of|customers of|CEO of|chairman of|president of"
    r"|director of|founder of),? $"
)
_COMPANY_AFTER = re.compile(
    r"(?:['’]s?)? (?:shares|stock|employees|customers|executives|shareholders|plc|officials|spokesman"
    r"|spokeswoman"
    r"|spokesperson|fighters|militants|lawmakers|workers|fans|supporters|subsidiary|profits?|revenue)\b"
    r"|, (?:a|an|the|one of the) (?:[\w’'-]{1,20} ){0,4}(?:company|firm|newspaper|broadcaster|agency|group"
    r"|website|magazine|charity|union|bank|airline|maker|manufacturer|retailer|think[- ]tank|organi[sz]ation"
    r"|non-?profit|network|party|startup|start-up|operator|subsidiary|supplier|outlet|publisher|carrier"
    r"|developer|consultancy|body|watchdog|regulator)\b"
)
_TEAM_BEFORE = re.compile(
    r"\b(?:signed (?:for|with|by)|(?:loan|spell|stint|career) (?:at|with)|loaned to"
    r"|transfer(?:red)? (?:to|from)|contract (?:at|with)|bid from"
    r"|(?:goals?|hat-trick|debut|appearances?|played|playing|plays|scored) (?:for|against)"
    r"|draw (?:with|against)|(?:win|victory|triumph) (?:over|against)|(?:defeat|loss) (?:to|by|against)"
    r"|lost to|beaten by|clubs like) $"
)
_TEAM_AFTER = re.compile(
    r"(?:['’]s?)? (?:striker|midfielder|defender|goalkeeper|winger|forward|quarterback|pitcher|boss"
    r"|manager|captain|side|squad|coach|fans)\b|,? \d{1,2}[-–]\d{1,2}\b"
)
_VESSEL_BEFORE = re.compile(
    r"\b(?:ship|vessel|tanker|carrier|ferry|trawler|yacht|frigate|destroyer|submarine|freighter"
    r"|cruiser|corvette"
    r"|icebreaker|spacecraft|rover|lander),? $"
)


def is_known(name: str) -> bool:
    """Is *name* an organisation known everywhere by it?

    >>> is_known("UNHCR"), is_known("the United Nations"), is_known("F.B.I."), is_known("Tarn Capital")
    (True, True, True, False)
    """
    bare = name.removeprefix("the ").removeprefix("The ")
    if _POINTED.fullmatch(bare):
        bare = bare.replace(".", "")
    return bare in word_list("organisations", "known")


def has_head(name: Name) -> bool:
    """Does *name* end, or begin, as organisations' names do?

    >>> from tasks.facts.names import find_names
    >>> text = "at Tarn Capital, the Ministry of Works, Radio Cordillera and Damon Hill"
    >>> [has_head(found) for found in find_names(text)]
    [True, True, True, False]
    """
    words = name.words
    first, last = words[0].text.lower(), words[-1].text.lower().rstrip(".")
    if len(words) == 1:
        return False
    if words[-1].text in word_list("organisations", "forms"):
        return True
    if last in word_list("organisations", "heads"):
        if last not in word_list("organisations", "weak"):
            return True
        return not is_given_name(words[0].text)
    if first in word_list("organisations", "first_words"):
        return True
    return any(
        word.text.lower() in word_list("organisations", "openers") for word in words[:-1]
    ) and not is_given_name(words[0].text)


def is_acronym(name: Name) -> bool:
    """Is *name* one short word of capitals?

    >>> from tasks.facts.names import find_names
    >>> [is_acronym(name) for name in find_names("the NDRF and Peru")]
    [True, False]
    """
    return len(name.words) == 1 and _ACRONYM.fullmatch(name.words[0].text) is not None


def is_called_company(name: Name, body: str) -> bool:
    """Do the words around *name* call it a company, a paper, a group?

    >>> from tasks.facts.names import find_names
    >>> text = "Its operator, Halcyon, fell; Wayra, which fell too, did not."
    >>> [is_called_company(name, text) for name in find_names(text)]
    [True, False]
    """
    start, end = name.span
    before = _COMPANY_BEFORE.search(body, max(0, start - 24), start)
    return before is not None or _COMPANY_AFTER.match(body, end) is not None


def plays_like_team(name: Name, body: str) -> bool:
    """Does the sentence make a club of *name*, as of a town's: “signed for Tarnford”?

    >>> from tasks.facts.names import find_names
    >>> text = "A win over Lima took him from Quito to Lima striker Ana Tello."
    >>> [plays_like_team(name, text) for name in find_names(text)]
    [True, False, True, False]
    """
    start, end = name.span
    before = _TEAM_BEFORE.search(body, max(0, start - 28), start)
    return before is not None or _TEAM_AFTER.match(body, end) is not None


def is_called_vessel(name: Name, body: str) -> bool:
    """Does a ship's or spacecraft's kind stand before *name*?"""
    return _VESSEL_BEFORE.search(body, max(0, name.span.start - 16), name.span.start) is not None


def is_team_like(name: Name) -> bool:
    """Is *name* a place and a word more, as clubs and papers are called: “Colorado Rockies”?

    >>> from tasks.facts.names import find_names
    >>> [is_team_like(name) for name in find_names("the Colorado Rockies and Ana Quiroz")]
    [True, False]
    """
    words = name.words
    for cut in range(len(words) - 1, 0, -1):
        start = " ".join(word.text for word in words[:cut])
        if find_places_named(start) or demonym_country(start):
            rest = words[cut:]
            return country_code(start) is None and all(is_everyday(word.text.lower()) for word in rest)
    return False
