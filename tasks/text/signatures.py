"""Read the names in a byline: in the elements that print it, and in a line of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from tasks.model.records import Hints
from tasks.text.authors import split_authors
from tasks.text.calendar_words import month_of
from tasks.text.nearness import Nearness
from tasks.text.page import AUTHOR_ADDRESS
from tasks.text.tree import Element, words_of
from tasks.text.written import find_written

_NESTED = 12  # how far out an element that holds another one is looked for
_LONGEST = 200  # characters of a byline with everything that stands in it
_SMALL = frozenset(
    """
    a al af and av bin d da das de del della den der di do dos du e el en et i la las le los och og of
    ten ter the to und van vom von y zu zum zur
    """.split()  # noqa: SIM905  quoted words are harder to read
)
_NO_NAMES = frozenset(
    """
    sign log login comments comment share follow subscribe more read view see all please about home news
    contact copy author authors written posted published updated latest search like zur zum vor alle mehr
    übersicht autorenseite
    """.split()  # noqa: SIM905  quoted words are harder to read
)
_NO_NAME = re.compile(
    r"\b(?:review\w{0,3}|checked|expert|coordinator|founder|marketing|strategy|manager|director|ceo|author|autor\w{0,3})\b",
    re.IGNORECASE,
)
_DEGREE = re.compile(r",?\s(?:Ph\.?D|MD|MPH|MSc?|BSc?|RDN?|MBA|CPA|CSCS|JD|Esq|DDS|RN)\b\.?")
_MONTH_AND_DAY = re.compile(r"(?P<month>[^\W\d_]{3,12})\.?\s\d")
_NO_JAPANESE_NAME = re.compile("[をのはがた・]|[\u3040-\u9fff]{9}")
_STOP = re.compile(
    r"\s(?:on|am|le|el)\s(?=\w{3,10},?\s\w{3,9}\b|\d)|\s(?:hace|vor|há|il\sy\sa)\s\d|\b(?:View|See|Read|Follow|Alle|Über|About)\s"
    r"|\b(?:mon|tues?|wed|thu(?:rs)?|fri|sat|sun)(?:day)?,?\s\d|\s(?:updated|published|last|reviewed|posted)\b|\s\d",
    re.IGNORECASE,
)
_VIEW_ALL = re.compile(
    r"\A(?:view|see|read)?\s?(?:all|more|other)?\s?(?:posts|articles|stories|the\slatest)\s(?:by|from|of)\s"
    r"|\A(?:posted|published|updated)\s(?:on\s)?[^a-z]{0,6}(?:\w{3,9}\s\d{1,2},?\s\d{4}|\d[\d./-]{5,9})\s(?=by\s)",
    re.IGNORECASE,
)
_CREDITED = re.compile(
    r"\A(?:(?:text|texte|testo|words|story|interview|fotos?|photos?|bilder|video|von|by|und|and|&|et|y|e|/|\+|,)\s?){1,6}[:：]\s?",
    re.IGNORECASE,
)
_OFFSET = re.compile(
    r"\A\s?[(\[]?(?:UTC|GMT)?\s?[+−–-]\d{1,2}:?(?:\d{2})?[)\]]?|\A\s?[)\]]"
)  # of a time zone
_LEAST, _MOST = 2, 4  # words of a name that nothing but its place marks as one
_ENDS_PART = re.compile(r"\s?[|•·⋅‧/]\s?|\s[–—-]\s|\s{0,2}\n\s{0,2}")


def boxes_of(signed: Sequence[Element], near: Nearness) -> dict[Element, list[Element]]:
    """Return the outermost elements that name authors, each with those inside that hold no other one."""
    known = set(signed)
    boxes: dict[Element, list[Element]] = {}
    holders: set[Element] = set()
    for element in signed:
        box, climbing = element, element.getparent()
        for _ in range(_NESTED):
            if climbing is None:
                break
            if climbing in known:
                box = climbing
                holders.add(climbing)
            climbing = climbing.getparent()
        if box in boxes or not (near.is_aside(box) or near.is_beside(box)):
            boxes.setdefault(box, []).append(element)
    return {box: [leaf for leaf in leaves if leaf not in holders] for box, leaves in boxes.items()}


def is_beside(box: Element, first: Element) -> bool:
    """Do both boxes stand in one element, or in two neighbours?"""
    parent, other = box.getparent(), first.getparent()
    if parent is None or other is None:
        return False
    return parent is other or (
        parent.getparent() is other.getparent() and parent.get("class") == other.get("class")
    )


def names_in(box: Element, leaves: Sequence[Element]) -> list[str]:
    """Return the names in an element that names authors: of its links to authors, its parts, or its words."""
    linked = [
        words
        for link in box.iter("a")
        if (AUTHOR_ADDRESS.search((link.get("href") or "")[:300]) or link.get("rel") == "author")
        and (words := words_of(link))
    ]
    texts = ["\n".join(_texts_in(leaf)) for leaf in leaves]
    for lines in (linked, texts, ["\n".join(_texts_in(box))]):
        found = [
            name for line in dict.fromkeys(lines) if 2 < len(line) <= _LONGEST for name in names_in_line(line)
        ]
        if found:
            return list(dict.fromkeys(found))
    return []


def _texts_in(element: Element) -> Iterator[str]:
    """Yield the texts in *element*; those that abut without a space stand in boxes of their own."""
    pieces: list[str] = []
    for text in map(str, element.itertext()):
        if pieces and text[:1].strip() and pieces[-1][-1:].strip():
            yield " ".join("".join(pieces).split())
            pieces = []
        pieces.append(text)
    yield " ".join("".join(pieces).split())


def names_in_line(line: str) -> Iterator[str]:
    """Yield the names at the beginning of a byline, up to the first piece that is none.

    >>> list(names_in_line("By Nora Feld, Ugo Brand and Ilse Maar · 31 May 2024 · 3 comments"))
    ['Nora Feld', 'Ugo Brand', 'Ilse Maar']
    >>> list(names_in_line("Text & photos: Ugo Brand")), list(names_in_line("Sign in"))
    (['Ugo Brand'], [])
    """
    parts = (part.strip(" ,:") for part in _ENDS_PART.split(_VIEW_ALL.sub("", line.strip())))
    for part in parts:
        part = _CREDITED.sub("", part)
        part = _before_what_follows(part)
        if not part or part.casefold().rstrip(":") in _SMALL | {"by", "par", "por", "written by", "author"}:
            continue
        authors = [author for author in split_authors(part) if author.role in ("author", "agency")]
        names = [author.name for author in takewhile(lambda author: _is_name(author.name), authors)]
        if names and " " in names[0]:  # what is one word after a full name is a job, a degree or a place
            names = list(takewhile(lambda name: not (name.isascii() and " " not in name), names))
        if not names:
            break
        yield from names


def names_behind_date(line: str) -> list[str]:
    """Return the names in a *line* that holds a date and, behind it, nothing but full names.

    >>> names_behind_date("4 March 2024, 10:30 (+0530) Nora Feld and Ugo Brand")
    ['Nora Feld', 'Ugo Brand']
    >>> names_behind_date("4 March 2024 The gates were open at dawn"), names_behind_date("4 March 2024")
    ([], [])
    """
    dated = find_written(line, hints=Hints())
    if dated is None or dated.day is None or len(line) > _LONGEST or len(line[: dated.start].split()) > 1:
        return []
    rest = _OFFSET.sub("", line[dated.end :]).strip(" ,|•·–—-")
    if not rest or any(character.isdigit() or character in ":：" for character in rest):
        return []
    names = list(names_in_line(rest))
    named, words = sum(len(name.split()) for name in names), len(rest.split())
    if not all(_LEAST <= len(name.split()) <= _MOST for name in names) or words - named > len(names):
        return []
    return names


def _before_what_follows(part: str) -> str:
    """Return *part* without the day, the degree and the button behind a name."""
    stop = _STOP.search(part)
    dated = _MONTH_AND_DAY.search(part)
    if dated is not None and month_of(dated["month"]) and (stop is None or dated.start() < stop.start()):
        stop = dated
    return _DEGREE.sub("", part[: stop.start()] if stop else part).strip(" ,:∙")


def _is_name(name: str) -> bool:
    """Is *name* written like that of a person: up to five words, those of weight with a capital?"""
    words = name.split()
    if not 1 <= len(words) <= 5 or any(character.isdigit() for character in name):
        return False
    if words[0].casefold() in _NO_NAMES or _NO_JAPANESE_NAME.search(name) or _NO_NAME.search(name):
        return False
    return all(
        not word[:1].islower() or word.casefold().strip(".'’") in _SMALL or len(words) == 1 for word in words
    )
