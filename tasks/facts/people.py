"""What shows that a name is a person's, and the titles that stand beside it.

A title is written before the name with a capital (“Transport Secretary Grace Otunga”, inside the run of
capitals), before it in small letters (“relief commissioner Anirban Lahiri”, “Latvia's transport
minister, Ilze Krastina”), or after it (“Helen Marwick, an analyst at …”).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from tasks.facts.gazetteer import country_code, demonym_country, find_places_named
from tasks.facts.lexicon import is_everyday, is_given_name, word_list
from tasks.facts.names import Name

_REACH = 90  # characters read before and after a name
_TITLE_WORDS = 4
_AFTER = re.compile(
    r"""
    ,\ (?P<age>(?:aged\ )?\d{1,3},\ )?
    (?:(?:an?|the|then|now|its|his|her|their|our|my|who\ is|former|[\w.]{2,20}['’]s)\ )*?
    (?P<title>(?:[\w’'-]{1,24}\ ){0,5}?(?P<role>[\w-]{2,24}))
    (?=\ (?:of|at|for|in|from|with|to|and|who|on|based|by)\b|[,.;)])
    """,
    re.VERBOSE,
)
_RETIRED = re.compile(
    r"(?P<rank>[A-Z][a-z]{2,20}(?: [A-Z][a-z]{2,20}){0,2}) \((?:[Rr]etd|[Rr]td|[Rr]et)\.?\) $"
)
_AGE = re.compile(r", (?:aged )?\d{1,3}(?:,|\.| and )|, who\b| \(\d{2}\)")
_SAYING = (
    r"(?:said|says|told|added|adds|tells|wrote|writes|tweeted|replied|recalled|explained|admitted"
    r"|insisted|argued"
    r"|testified|complained|joked|remarked|warned|conceded|stated|noted|thinks|thought|believes|believed)"
)
_SPEAKS = re.compile(rf" (?:also |later |has |had |then )?{_SAYING}\b")
_SPOKEN = re.compile(rf"\b{_SAYING} $")
_ACTS = re.compile(
    r" (?:was born|died|resigned|reported from|smiled|laughed|married|graduated|pleaded|scored"
    r"|apologised|retired"
    r"|shook|nodded|grew up|attended|joined|starred|tested positive|studied|served as|who )\b"
)
_OPENERS = frozenset(
    ["army", "navy", "police", "party", "union", "company", "opposition", "deputy", "acting"]
)
_INITIAL = re.compile(r"[^\W\d_]\.?|(?:[^\W\d_]\.){1,4}")


class Peeled(NamedTuple):
    """A run of capitals taken apart: what stands before the title, the title, the name proper."""

    before: Name | None
    title: str | None
    name: Name | None


@dataclass(frozen=True, slots=True)
class Beside:
    """Titles found next to a name, nearest first, and whether they, or a relation, show a person."""

    titles: tuple[str, ...] = ()
    shows_person: bool = False


# ---------------------------------------------------------------------------------- title inside


def peel_titles(name: Name, body: str) -> Peeled:
    """Take the titles off the front of *name*.

    >>> from tasks.facts.names import find_names
    >>> text = "so US Defense Secretary Lloyd Austin said"
    >>> peeled = peel_titles(find_names(text)[0], text)
    >>> peeled.before.text(text), peeled.title, peeled.name.text(text)
    ('US', 'Defense Secretary', 'Lloyd Austin')
    """
    words = [word.text.lower().rstrip(".") for word in name.words]
    last = _last_title_word(name, words, body)
    if last is None:
        return Peeled(None, None, name)
    start = last
    while start > 0 and _belongs_to_title(name, words, start - 1, body):
        start -= 1
    end = last + 1
    title = body[name.words[start].start : name.words[last].end]
    return Peeled(
        name.cut(0, start) if start else None,
        title if body[name.words[last].end - 1] != "." else title.rstrip("."),
        name.cut(end) if end < len(words) else None,
    )


def _last_title_word(name: Name, words: list[str], body: str) -> int | None:
    """Return the index of the word that ends the title at the front of a run."""
    titles = title_words()
    for at in range(min(len(words) - 1, 7), -1, -1):
        several = (
            at + 1 < len(words) and words[at].removesuffix("s") in titles
        )  # “Prime Ministers Rao and Lee”
        if words[at] not in titles and not several:
            continue
        if _is_linked(name, at + 1, body):
            end = _end_of_office(name, words, at + 1)
            if end is None:
                continue
            return end
        rest = len(words) - at - 1
        if rest == 0 and not _is_title_alone(name, words, body):
            continue
        if rest and (at > 0 or rest > 0) and not _is_surname_like(name, words, at):
            continue
        return at
    return None


def _end_of_office(name: Name, words: list[str], at: int) -> int | None:
    """Return the last word of “Secretary of State” where a person's name follows it."""
    end = at
    while end < len(words) and is_everyday(words[end]) and not is_given_name(name.words[end].text):
        end += 1
    return end - 1 if at < end < len(words) else None


def _is_surname_like(name: Name, words: list[str], at: int) -> bool:
    """Is what follows a title a name, and not the rest of an organisation's (“General Motors”)?"""
    after = words[at + 1 :]
    ending = after[-1]
    if ending in word_list("organisations", "heads") and ending not in word_list("organisations", "weak"):
        return False
    if at > 0 and is_given_name(name.words[0].text) and not is_everyday(words[0]):
        return False  # “John Major”, “Martin Luther King”
    if is_given_name(name.words[at + 1].text):
        return True
    return not (words[at] in ("general", "major", "king", "father", "field") and is_everyday(after[0]))


def _is_title_alone(name: Name, words: list[str], body: str) -> bool:
    """Is the whole run a title without a name: “Prime Minister”, “Russian President”?"""
    heads = word_list("organisations", "heads") | word_list("organisations", "openers")
    if any(_is_linked(name, at, body) for at in range(1, len(words))):
        return words[0] in title_words() and words[0] not in heads
    plain = [w for w in name.words if not (find_places_named(w.text) or demonym_country(w.text))]
    return all(is_everyday(word.text.lower()) or word.text.lower() in title_words() for word in plain)


def _is_linked(name: Name, at: int, body: str) -> bool:
    """Does an “of” or “for” stand before the word at *at*?"""
    if at >= len(name.words):
        return False
    return body[name.words[at - 1].end : name.words[at].start].strip(" .") != ""


def _belongs_to_title(name: Name, words: list[str], at: int, body: str) -> bool:
    if _is_linked(name, at + 1, body):
        return words[at] in ("secretary", "minister", "chief", "chairman", "director")
    if words[at] in title_words():
        return True
    text = name.words[at].text
    if (at == 0 and find_places_named(text) and not is_everyday(words[at])) or country_code(text):
        return False
    if demonym_country(text) or (text.isupper() and len(text) > 1):
        return False
    if text in word_list("organisations", "known"):
        return False
    return is_everyday(words[at]) and words[at] not in word_list("words", "function")


@cache
def title_words() -> frozenset[str]:
    """Return every word that can end a title, in lower case."""
    lists = [word_list("people", name) for name in ("honorifics", "ranks", "roles")]
    return frozenset(word for words in lists for word in words if " " not in word)


# ---------------------------------------------------------------------------------- title beside


def titles_beside(name: Name, body: str, *, begins: int | None = None) -> Beside:
    """Return the titles in small letters before and after *name*, and what they show.

    *begins* is where a capitalised title before the name begins, if there is one.

    >>> from tasks.facts.names import find_names
    >>> text = "Hill country's works chief Peter Ssali"
    >>> titles_beside(find_names(text)[-1], text)
    Beside(titles=('works chief',), shows_person=True)
    >>> text = "A mistake, said Helen Marwick, an analyst at a bank."
    >>> titles_beside(find_names(text)[-1], text).titles
    ('analyst',)
    """
    start, end = name.span
    if begins is not None:
        start = begins
    before = _title_before(body[max(0, start - _REACH) : start])
    after = _AFTER.match(body, end)
    titles = [before[0]] if before and before[0] else []
    shows = before is not None
    if after:
        role = after["role"].lower()
        if role in title_words() or role in word_list("people", "relations"):
            shows = True
            title = _trim_title(after["title"])
            if (role in word_list("people", "roles") and not after["age"] and title) or (
                role in word_list("people", "roles") and title and role not in _CALLINGS
            ):
                titles.append(title)
    told = _AGE.match(body, end) is not None and body[max(0, start - 4) : start].lower() != "the "
    return Beside(tuple(dict.fromkeys(titles)), shows or told)


_CALLINGS = word_list("people", "relations")


def _title_before(left: str) -> tuple[str | None, bool] | None:
    """Return the title that *left* ends with, or ``(None, True)`` for a relation."""
    if not left.endswith((" ", "\u00a0")):
        return None
    retired = _RETIRED.search(left)
    if retired and retired["rank"].split()[-1].lower() in title_words():
        return retired["rank"], True
    words = left.split()
    if not words:
        return None
    has_comma = words[-1].endswith(",")
    role = words[-1].rstrip(",").lower()
    if role not in title_words() and role not in _CALLINGS:
        return None
    first = len(words) - 1
    while first > 0 and len(words) - first < _TITLE_WORDS and _modifies(words[first - 1]):
        first -= 1
    if first > 0 and _opens_title(words, first - 1):
        first -= 1  # “Army chief General Karim came”
    opener = words[first - 1].lower() if first > 0 else ""
    owned = opener.endswith(("'s", "’s", "s'", "s’"))
    if (
        has_comma
        and not owned
        and opener not in ("his", "her", "its", "their", "our", "my", "the", "a", "an")
    ):
        return None
    if role in _CALLINGS or opener in ("his", "her", "their", "our", "my"):
        return None, True
    if words[-1][:1].isupper() and role not in word_list("people", "roles"):
        return None
    return " ".join(words[first:]).rstrip(","), True


def _opens_title(words: Sequence[str], at: int) -> bool:
    """Does the word at *at* open a sentence, and the title, with its capital?"""
    opens = at == 0 or words[at - 1].endswith((".", "!", "?", "”"))
    return opens and words[at].istitle() and words[at].lower() in _OPENERS


def _modifies(word: str) -> bool:
    """Can *word* stand inside a title: “coast guard”, “deputy”, “vice-”?"""
    low = word.lower()
    if (
        not word.islower()
        or low in word_list("people", "not_in_titles")
        or low in word_list("words", "function")
    ):
        return False
    if low.endswith(("ed", "ing")) and low not in ("retired", "managing", "acting", "housing", "shipping"):
        return False
    return low.replace("-", "").isalpha() and (low in title_words() or is_everyday(low) or "-" in low)


def _trim_title(title: str) -> str:
    """Drop what stands before the title proper: an article, an owner, “former” stays."""
    words = title.split()
    while words and (
        words[0].lower() in word_list("people", "not_in_titles") or words[0].endswith(("'s", "’s"))
    ):
        words.pop(0)
    return " ".join(words)


# -------------------------------------------------------------------------------------- a person?


def has_given_name(name: Name) -> bool:
    """Does *name* read as given name and surname: “Ana Quiroz”, “Leila M. Fischer”, “J.K. Rowling”?"""
    words = name.words
    if not 2 <= len(words) <= 5 or any(not word.text[0].isalpha() for word in words):
        return False
    first = words[0].text
    if any(_INITIAL.fullmatch(word.text) for word in words[:-1]) and len(words[-1].text) > 2:
        return not words[-1].text.isupper() and not find_places_named(first)
    if (first.isupper() and len(first) > 1) or country_code(first) or demonym_country(first):
        return False
    return is_given_name(first) or (
        len(words) > 2 and is_given_name(words[1].text) and not is_everyday(first.lower())
    )


def acts_like_person(name: Name, body: str) -> bool:
    """Does the sentence make *name* speak, or do what people do?"""
    start, end = name.span
    if _SPEAKS.match(body, end) or _ACTS.match(body, end):
        return True
    return _SPOKEN.search(body, max(0, start - 20), start) is not None
