"""Where names stand in an English text: runs of capitalised words, cut where a name ends.

What a name names is not decided here. A run is joined over “of”, “for” and “and” inside the names
of organisations, over particles and initials, and cut at possessives, at words that are never part
of a name, and between two countries joined by a hyphen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field

from tasks.facts.capitals import GAP, UPPER, Word, find_shouted_lines, find_words
from tasks.facts.gazetteer import country_code, find_places_named
from tasks.facts.lexicon import is_everyday, is_given_name, word_list
from tasks.model.records import Span

_INITIAL_GAP = re.compile(r"\.[ \u00a0]{0,2}")
_NUMBER_GAP = re.compile(r" \d{1,4} ")
_LINK_GAP = re.compile(r" (of the|of|for the|for|and|&|on|against|to the|in) ")
_PARTICLE_GAP = re.compile(
    r" (?:(?:de|del|della|di|da|das|dos|do|du|van|von|der|den|ter|ten|bin|ibn|bint|al|el|ul|af|av|y)"
    r"(?: (?:la|las|los|le|der|den|al))?|de la|la|le|zu) "
)
_SHARED_GAP = re.compile(r"['’]s? ")
_CAPITALS = re.compile(rf"[{UPPER}]\w{{1,30}}(?:[ \u00a0][{UPPER}]\w{{1,30}}){{0,6}}")
_COUNTRY_AFTER = re.compile(rf",? [\[(]?([{UPPER}][\w.]{{1,20}}(?: [{UPPER}]\w{{1,20}}){{0,2}})")
_DATELINE_AFTER = re.compile(r":| [—–-]{1,2} |,? \([A-Z]{2}")
_BYLINE = re.compile(rf"[{UPPER}][\w.,’' \[\]]{{2,60}}\([{UPPER}][\w /]{{1,30}}\)")
_WHOLE = frozenset(["senate", "parliament", "congress", "government", "treasury"])  # bodies by themselves
_MAX_WORDS = 14  # in one name; a longer run of capitals is none
_OPENING = " \t\u00a0\"“‘«„([_'’"


@dataclass(frozen=True, slots=True)
class Name:
    """A run of words that together name something.

    ``opens`` says that it opens a sentence, where a capital proves nothing; ``shouted`` that it
    stands among capitals only.
    """

    words: tuple[Word, ...]
    opens: bool = False
    shouted: bool = False
    span: Span = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "span", Span(self.words[0].start, self.words[-1].end))

    def text(self, body: str) -> str:
        """Return the name as it stands in *body*, on one line."""
        return " ".join(body[self.words[0].start : self.words[-1].end].split())

    def cut(self, start: int, end: int | None = None) -> Name:
        """Return the name made of its words from *start* to before *end*."""
        return Name(self.words[start:end], opens=self.opens and start == 0, shouted=self.shouted)


def find_names(body: str) -> tuple[Name, ...]:
    """Return the names in *body*, in the order of the text.

    >>> text = "Teams of the Bank of England met Óscar Tello. Pakistan-US ties grew, the RBI's chief said."
    >>> [name.text(text) for name in find_names(text)]
    ['Bank of England', 'Óscar Tello', 'Pakistan', 'US', 'RBI']
    """
    words = find_words(body)
    shouted = find_shouted_lines(body)
    runs = (run for line in _runs(body, words) for run in _cut_run(body, line))
    names = (_named(body, run, shouted) for run in runs)
    found = list(names)
    elsewhere = {name.words[0].text for name in found if not name.opens and len(name.words) == 1}
    elsewhere |= {name.words[-1].text for name in found if len(name.words) > 1}
    return tuple(name for name in found if not _is_prose(name, elsewhere, body))


# ------------------------------------------------------------------------------------------- runs


def _runs(body: str, words: Sequence[Word]) -> Iterator[list[Word]]:
    """Join words that stand side by side, or with a link that names have inside."""
    run: list[Word] = []
    for word in words:
        if run and not _joins(body, run, word):
            yield run
            run = []
        run.append(word)
    if run:
        yield run


def _joins(body: str, run: list[Word], word: Word) -> bool:
    """Is *word* a part of the name that *run* has begun?"""
    last = run[-1]
    if len(run) >= _MAX_WORDS or word.start - last.end > 12 or _is_stop(body, word) or _is_stop(body, last):
        return False
    if word.start - last.end < 1:
        return False
    if GAP.fullmatch(body, last.end, word.start):
        return not (last.text.endswith(".") and _ends_sentence(last))
    if _INITIAL_GAP.fullmatch(body, last.end, word.start):
        return len(last.text) == 1 or last.text.lower() in word_list("words", "title_abbreviations")
    if _NUMBER_GAP.fullmatch(body, last.end, word.start):
        return not is_everyday(last.text.lower()) or last.text in (
            "South",
            "North",
            "West",
            "East",
            "Channel",
        )
    if _PARTICLE_GAP.fullmatch(body, last.end, word.start):
        return not _is_head(last)
    if _SHARED_GAP.fullmatch(body, last.end, word.start):
        saint = len(run) > 1 and run[-2].text in ("St", "St.", "Saint")
        return saint or last.text.lower() in word_list("words", "possessors")
    link = _LINK_GAP.fullmatch(body, last.end, word.start)
    return link is not None and _links(body, run, link.group(1), word)


def _links(body: str, run: list[Word], link: str, word: Word) -> bool:
    """Does “of”, “for” or “and” stand inside a name here?"""
    last = run[-1].text.lower()
    if link == "&":
        return True
    so_far = " ".join(word.text for word in run[-3:])
    if link in ("and", "of") and country_code(f"{so_far} {link} {word.text}") is not None:
        return True
    openers = word_list("organisations", "openers")
    if link.startswith("of"):
        if country_code(word.text) is not None:
            return any(w.text.lower() in word_list("organisations", "national") for w in run)
        return (
            last in openers or _opens_agreement(last) or last in ("house", "justice", "secretary", "commons")
        )
    if link.startswith("for"):
        return last in openers or _opens_agreement(last)
    if link == "and":
        has_opener = any(w.text.lower() in openers for w in run) and " of " in body[run[0].start : word.start]
        plain = is_everyday(word.text.lower()) and is_everyday(last)
        whole = word.text.lower() in openers or word.text.lower() in _WHOLE
        return (has_opener and plain and not whole) or (
            plain and _head_ahead(body, word) and not _is_head(run[-1])
        )
    if link in ("on", "against", "to the"):
        return _opens_agreement(last) or last in ("committee", "commission", "conference", "council")
    return link == "in" and last in ("studies", "research")


def _opens_agreement(word: str) -> bool:
    return word in word_list("other", "agreements") and word not in ("deal", "law", "code")


def _head_ahead(body: str, word: Word) -> bool:
    """Do the capitalised words from *word* on end with the head of an organisation's name?"""
    found = _CAPITALS.match(body, word.start, word.start + 80)
    last = found.group().rsplit(maxsplit=1)[-1].lower() if found else ""
    return last in word_list("organisations", "heads") or last in word_list("organisations", "openers")


def _is_head(word: Word) -> bool:
    low = word.text.lower()
    return low in word_list("organisations", "heads") or low in word_list("organisations", "openers")


def _is_stop(body: str, word: Word) -> bool:
    """Is this a word that no name contains? An initial is none of them."""
    low = word.text.lower()
    if len(low) == 1 and body[word.end : word.end + 1] == ".":
        return False
    if low in word_list("words", "function"):
        return not (word.text.isupper() and len(word.text) > 1) and word.text not in (
            "The",
            "New",
            "First",
            "All",
        )
    return low in word_list("words", "calendar") and low not in ("may", "sun", "march", "pm")


def _ends_sentence(word: Word) -> bool:
    """Does the point of “U.S.” end the sentence too? Not where a name goes on."""
    return len(word.text) > 6


# ------------------------------------------------------------------------------------------ names


def _cut_run(body: str, run: list[Word]) -> Iterator[list[Word]]:
    """Drop words that are never a name, at both ends and alone."""
    start, end = 0, len(run)
    while start < end and _never_opens(body, run, start):
        start += 1
    while end > start and _never_closes(body, run[end - 1]):
        end -= 1
    if start < end:
        yield run[start:end]


def _never_opens(body: str, run: list[Word], at: int) -> bool:
    word, low = run[at], run[at].text.lower()
    alone = at == len(run) - 1
    if low in ("the", "all"):
        return alone or _opens_sentence(body, word.start)
    if low == "new" and not alone and find_places_named(f"{word.text} {run[at + 1].text}"):
        return False
    if low in ("new", "first", "last", "next"):
        return alone or (_opens_sentence(body, word.start) and is_everyday(run[at + 1].text.lower()))
    if low in ("may", "march", "sun", "pm"):
        return alone or bool(re.match(r" \d", body[word.end : word.end + 2])) or not is_given_name(word.text)
    return low in word_list("words", "not_names") or _is_stop(body, word)


def _never_closes(body: str, word: Word) -> bool:
    low = word.text.lower()
    return _is_stop(body, word) or low in ("the", "new") or low in word_list("words", "not_names")


def _opens_sentence(body: str, start: int) -> bool:
    """Does the word at *start* open a sentence, a line or a quotation?"""
    at = start - 1
    quoted = False
    while at >= 0 and body[at] in _OPENING:
        quoted = quoted or (body[at] not in " \t\u00a0([_")
        at -= 1
    if at < 0 or quoted or body[at] in "!?:;…\n–—•|*”»":
        return True
    if body[at] == "-":
        return body[at + 1 : start].isspace()
    if body[at] == ")":
        return _BYLINE.fullmatch(body, body.rfind("\n", 0, at) + 1, at + 1) is not None
    if body[at] != ".":
        return False
    before = body[max(0, at - 10) : at].split()[-1:] or [""]
    return not (len(before[0]) == 1 or before[0].lower() in word_list("words", "title_abbreviations"))


def _named(body: str, run: list[Word], shouted: Sequence[Span]) -> Name:
    words = tuple(run)
    loud = any(span.start <= words[0].start < span.end for span in shouted)
    return Name(words, opens=_opens_sentence(body, words[0].start), shouted=loud)


def _is_prose(name: Name, elsewhere: Set[str], body: str) -> bool:
    """Is this the first word of a sentence, and no name?

    It is one if the word stands capitalised *elsewhere* too, alone or as a surname, or opens a dateline.
    """
    first = name.words[0].text
    if not name.opens or len(name.words) > 1 or not is_everyday(first.lower()):
        return False
    if first in elsewhere or (first.isupper() and len(first) > 1) or country_code(first):
        return False
    if _DATELINE_AFTER.match(body, name.span.end) and find_places_named(first):
        return False
    country = _COUNTRY_AFTER.match(body, name.span.end)
    return country is None or country_code(country.group(1)) is None
