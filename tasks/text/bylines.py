"""Choose the authors of a page among its data, its metas and what is printed beside its headline."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from tasks.model.records import Author, FieldProvenance
from tasks.model.wordings import normalise_words
from tasks.text.authors import is_account, is_byline, organisation, split_authors
from tasks.text.blocks import Block, lines_near_headline
from tasks.text.calendar_words import month_of
from tasks.text.clean import clean_line
from tasks.text.draft import candidate
from tasks.text.nearness import Nearness
from tasks.text.page import AUTHOR_ADDRESS, Page
from tasks.text.titles import is_site, site_words
from tasks.text.tree import Element, words_of

# How far a place is trusted that names people. The data comes first, unless only another place is
# confirmed by what is printed beside the headline.
_TRUST = {"json-ld": 3.0, "byline": 2.5, "text": 2.4, "meta": 2.2, "line": 1.0}
_CONFIRMED = 1.0  # what is printed names one of them too, or the data one of those printed
_ONE_WORD = -0.7  # a nickname, or an account
_LIKE_SITE = -1.0  # the site, or somebody whose own it is

_AUTHOR_METAS = tuple(
    """
    author article:author article:author_name parsely-author dc.creator dcterms.creator sailthru.author
    byl cxenseparse:author og:article:author citation_author twitter:creator_name authors byline
    """.split()  # noqa: SIM905  quoted words are harder to read
)
_MOST_ELEMENTS = 60
_LONGEST_LINE = 60
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
    r"\s(?:on|am|le|el)\s(?=\w{3,10},?\s\w{3,9}\b|\d)|\s(?:hace|vor|há|il\sy\sa)\s\d|(?:View|See|Read|Follow|Alle|Über|About)\b"
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
_ENDS_PART = re.compile(r"\s?[|•·⋅‧/]\s?|\s[–—-]\s|\s{0,2}\n\s{0,2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Named:
    origin: str
    written: tuple[str, ...]
    people: tuple[Author, ...]

    @property
    def kind(self) -> str:
        return self.origin.partition(":")[0]

    @property
    def is_printed(self) -> bool:
        return self.kind in ("byline", "text", "line")

    @property
    def keys(self) -> set[str]:
        return {normalise_words(author.name) for author in self.people}


def choose_authors(
    page: Page, blocks: Sequence[Block], title: str | None, site_name: str | None, url: str | None
) -> tuple[tuple[Author, ...], tuple[FieldProvenance, ...]]:
    """Return the authors, and every place that names some.

    People come before organisations: the outlet is the author only where the page names nobody else.
    """
    near = Nearness(page.root, title)
    named = [*_declared(page, site_name), *_printed(page, blocks, title, near, site_name)]
    sites = site_words(site_name, url)
    with_people = [item for item in named if item.people]
    best = max(with_people, key=lambda item: _score(item, with_people, sites), default=None)
    if best is not None:
        chosen = _complete(best, with_people)
    else:
        best, chosen = _organisation(page, named)
    notes = (
        candidate("authors", "; ".join(item.written), item.origin, chosen=item is best) for item in named
    )
    return chosen, tuple(note for note in notes if note is not None)


def _score(item: _Named, others: Sequence[_Named], sites: set[str]) -> float:
    score = _TRUST[item.kind]
    if any(item.keys & other.keys for other in others if other.is_printed != item.is_printed):
        score += _CONFIRMED
    if all(_is_one_word(author.name) for author in item.people):
        score += _ONE_WORD
    if all(is_site(author.name, sites) for author in item.people):
        score += _LIKE_SITE
    return score


def _is_one_word(name: str) -> bool:
    return name.isascii() and " " not in name


def _complete(best: _Named, others: Sequence[_Named]) -> tuple[Author, ...]:
    """Return the people of *best*, with names cut short made whole and who is printed beside them added.

    "Nora" or "norafeld" in the data is the "Nora Feld" that is printed.
    """
    whole = [author for other in others for author in other.people if " " in author.name]
    people = tuple(
        next((full for full in whole if _is_short_for(author.name, full.name)), author)
        for author in best.people
    )
    keys = {normalise_words(author.name) for author in people}
    for other in others:
        if other.kind == "byline" and keys < other.keys and len(other.keys) <= len(keys) + 3:
            return other.people
    return people


def _is_short_for(short: str, full: str) -> bool:
    if " " in short:
        return False
    key, words = normalise_words(short), normalise_words(full)
    return len(key) > 2 and (words.split()[0] == key or words.replace(" ", "") == key.replace(" ", ""))


def _organisation(page: Page, named: Sequence[_Named]) -> tuple[_Named | None, tuple[Author, ...]]:
    """Return the first body that any place names as author."""
    for item in named:
        found = tuple(author for line in item.written[:5] if (author := organisation(line)) is not None)
        if found:
            return item, found[:3]
    return None, ()


def _declared(page: Page, site_name: str | None) -> Iterator[_Named]:
    """Yield what data and metas say, unprinted."""
    places = [
        ("json-ld", page.data.names("author") or page.data.names("creator")),
        *((f"meta:{name}", page.metas[name]) for name in _AUTHOR_METAS if name in page.metas),
        ("meta:itemprop", page.props.get("author", [])[:6]),
    ]
    for origin, values in places:
        lines = tuple(line for value in values if (line := clean_line(value)) and not _is_address(line))
        if lines:
            yield _Named(origin=origin, written=lines, people=_people(lines, site_name))


def _is_address(line: str) -> bool:
    return line.startswith(("http:", "https:", "/", "@", "www.")) or line.isdigit()


def _people(lines: Sequence[str], site_name: str | None) -> tuple[Author, ...]:
    return tuple(
        author
        for author in split_authors(list(lines) if len(lines) > 1 else lines[0], publisher=site_name)
        if not is_account(author.name)
    )


def _printed(
    page: Page, blocks: Sequence[Block], title: str | None, near: Nearness, site_name: str | None
) -> Iterator[_Named]:
    """Yield the bylines beside the headline: elements marked or named as such, then lines that read so."""
    boxes = _boxes_of(page.signed[:_MOST_ELEMENTS], near)
    first: Element | None = None
    names: list[str] = []
    for box, leaves in sorted(boxes.items(), key=lambda item: near.steps_to(item[0])):
        found = _names_in(box, leaves)
        if not found or (first is not None and not _is_beside(box, first)):
            continue
        first = box if first is None else first
        names.extend(found)
    lines = tuple(dict.fromkeys(names))[:8]
    if lines:
        yield _Named(origin="byline", written=lines, people=_people(lines, site_name))
    for line in lines_near_headline(blocks, title):
        if is_byline(line):
            lines = (line, *_read_line(line))
            yield _Named(origin="text", written=lines[:1], people=_people(lines[1:] or lines, site_name))
            break
    for block in blocks:
        if (
            len(block.text) <= _LONGEST_LINE
            and is_byline(block.text)
            and (names := list(_read_line(block.text)))
        ) and " " in names[0]:
            yield _Named(origin="line", written=(block.text,), people=_people(names, site_name))
            break


def _boxes_of(signed: Sequence[Element], near: Nearness) -> dict[Element, list[Element]]:
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


def _is_beside(box: Element, first: Element) -> bool:
    """Do both boxes stand in one element, or in two neighbours?"""
    parent, other = box.getparent(), first.getparent()
    if parent is None or other is None:
        return False
    return parent is other or (
        parent.getparent() is other.getparent() and parent.get("class") == other.get("class")
    )


def _names_in(box: Element, leaves: Sequence[Element]) -> list[str]:
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
            name for line in dict.fromkeys(lines) if 2 < len(line) <= _LONGEST for name in _read_line(line)
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


def _read_line(line: str) -> Iterator[str]:
    """Yield the names at the beginning of a byline, up to the first piece that is none.

    >>> list(_read_line("By Nora Feld, Ugo Brand and Ilse Maar · 31 May 2024 · 3 comments"))
    ['Nora Feld', 'Ugo Brand', 'Ilse Maar']
    >>> list(_read_line("Text & photos: Ugo Brand")), list(_read_line("Sign in"))
    (['Ugo Brand'], [])
    """
    parts = (part.strip(" ,:") for part in _ENDS_PART.split(_VIEW_ALL.sub("", line.strip())))
    for part in parts:
        part = _CREDITED.sub("", part)
        part = _before_what_follows(part)
        if not part or part.casefold().rstrip(":") in _SMALL | {"by", "par", "por", "written by", "author"}:
            continue
        authors = split_authors(part)
        names = [author.name for author in takewhile(lambda author: _is_name(author.name), authors)]
        if names and " " in names[0]:  # what is one word after a full name is a job, a degree or a place
            names = list(takewhile(lambda name: not _is_one_word(name), names))
        if not names:
            break
        yield from names


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
