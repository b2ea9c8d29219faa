"""Choose the headline of a page among everything that may be it.

Each candidate has the trust of the place it comes from, and gains by each other place that says the
same and by the words it shares with them: the banner of a site stands in an ``h1`` too, and shares none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from lxml import etree

from tasks.model.records import FieldProvenance
from tasks.model.wordings import normalise_words
from tasks.text.addresses import host_of
from tasks.text.clean import clean_line
from tasks.text.draft import candidate
from tasks.text.page import Page

# How far a place is trusted, found by search over labelled pages; what stands on the page is worth
# more than what is written for search engines and networks. Places of one kind are one witness.
_TRUST = {"data": 1.05, "h1": 1.0, "second h1": 0.7, "share": 0.5, "title": 0.0}
_AGREEMENT = 0.6  # for each other kind of place that says the same
_SHARED = 1.0  # for the share of words found in another kind of place

_META_TITLES = ("og:title", "twitter:title", "parsely-title", "sailthru.title", "dc.title", "title")
_SEPARATORS = re.compile(r"\s(?:[|–—•·»«/-]|::|<|>)\s|\s?[|｜]\s?|_(?=[^_]{2,20}\Z)")
_TIGHT_DASH = re.compile(r"\s?[-–](?=[^-–]{2,20}\Z)")
_SHORTEST_PART = 8  # characters of a title that may be the headline without the rest
_LOOSE = 80  # characters of white space around a line in the markup
_MOST_ELEMENTS = 20_000
_UNPRINTED = frozenset(("title", "script", "style", "option", "noscript", "a"))
_SHORTEST_LABEL = 6  # letters of a host's label that may be told within longer words


class _Candidate(NamedTuple):
    origin: str
    kind: str
    text: str
    key: str


def choose_title(
    page: Page, site_name: str | None, url: str | None
) -> tuple[str | None, tuple[FieldProvenance, ...]]:
    """Return the headline, without the name of the site, and the candidates for it."""
    sites = site_words(site_name, url)
    found = [(*place, clean_line(value[:1000])) for *place, value in _find(page)]
    texts = [text for _, _, text in found]
    candidates = []
    for origin, kind, text in found:
        bare = without_site(text, texts, sites)
        if key := normalise_words(bare):
            candidates.append(_Candidate(origin, kind, bare, key))
    eligible = [item for item in candidates if not _names_site(item.key, sites)]
    if not eligible:
        return None, ()
    best = max(eligible, key=lambda item: _score(item, candidates))
    notes = [candidate("title", item.text, item.origin, chosen=item is best) for item in candidates]
    text = _as_printed(best.text, page) if best.kind == "title" else best.text
    return text, tuple(note for note in notes if note is not None)


def site_words(site_name: str | None, url: str | None) -> set[str]:
    """Return what the site may call itself at either end of a title.

    >>> sorted(site_words("Aldern Courier", "https://www.alderncourier.example/a"))
    ['aldern courier', 'alderncourier', 'alderncourier example']
    """
    names = {normalise_words(site_name)} if site_name else set()
    if host := host_of(url):
        labels = host.removeprefix("www.").split(".")
        names.update((normalise_words(" ".join(labels)), *(label for label in labels[:-1] if len(label) > 3)))
        names.add(labels[0])
    return names - {""}


def without_site(title: str, others: Sequence[str], sites: set[str]) -> str:
    """Cut the name of the site, or of a section, off either end of *title*.

    >>> without_site("Gates opened | Local | Aldern Courier", (), {"aldern courier"})
    'Gates opened | Local'
    >>> without_site("Gates opened | Local | Aldern Courier", ["Gates opened"], {"aldern courier"})
    'Gates opened'
    """
    known = {normalise_words(other) for other in others}
    for found in reversed(list(_SEPARATORS.finditer(title))):
        head, tail = title[: found.start()], title[found.end() :]
        if normalise_words(head) in known and len(head) >= 8:
            return head
        if is_site(tail, sites) and head.strip():
            return without_site(head, others, sites)
    tight = _TIGHT_DASH.search(title)
    if tight is not None and normalise_words(title[tight.end() :]) in sites and tight.start() > 0:
        return title[: tight.start()]
    first = _SEPARATORS.search(title)
    if first is not None and is_site(title[: first.start()], sites):
        return title[first.end() :]
    return title


def _as_printed(title: str, page: Page) -> str:
    """Return the part of *title* that the page prints as a line of its own, all of it where none is.

    So the name of a site is told from a headline where nothing says how the site is called.
    """
    ends = [found.span() for found in _SEPARATORS.finditer(title)]
    parts = [title[:start] for start, _ in reversed(ends)] + [title[end:] for _, end in ends]
    wanted = {normalise_words(part): part for part in reversed(parts) if len(part) >= _SHORTEST_PART}
    if not wanted:
        return title
    whole, longest = normalise_words(title), max(map(len, parts)) + _LOOSE
    printed = {
        normalise_words(element.text)
        for element in islice(page.root.iter(etree.Element), _MOST_ELEMENTS)
        if element.text and element.tag not in _UNPRINTED and _SHORTEST_PART <= len(element.text) <= longest
    }
    if whole in printed:
        return title
    return next((part for key, part in reversed(wanted.items()) if key in printed), title)


def _find(page: Page) -> Iterator[tuple[str, str, str]]:
    """Yield place, kind of place and text of everything that may be the headline."""
    for number, headline in enumerate(page.headlines[:3]):
        yield "h1", "second h1" if number else "h1", headline
    if value := page.data.text("headline"):
        yield "json-ld", "data", value
    if value := page.prop("headline"):
        yield "microdata", "data", value
    for name in _META_TITLES:
        if value := page.meta(name):
            yield f"meta:{name}", "title" if name in ("dc.title", "title") else "share", value
    if page.title:
        yield "title", "title", page.title


def _score(item: _Candidate, candidates: Sequence[_Candidate]) -> float:
    others = [other for other in candidates if other.kind != item.kind]
    agreeing = {other.kind for other in others if other.key == item.key}
    words = set(item.key.split())
    shared = max((_share(words, set(other.key.split())) for other in others), default=0.5)
    return _TRUST[item.kind] + _AGREEMENT * len(agreeing) + _SHARED * shared


def _share(words: set[str], others: set[str]) -> float:
    return len(words & others) / min(len(words), len(others))


def _names_site(key: str, sites: set[str]) -> bool:
    """Are the words of *key* the name of the site, however it is spaced?"""
    squeezed = key.replace(" ", "")
    return any(squeezed == site.replace(" ", "") for site in sites)


def is_site(words: str, sites: set[str]) -> bool:
    """Do *words*, cut off a title, name the site: its name, a piece of it, or it with a word or two more?"""
    squeezed = normalise_words(words).replace(" ", "")
    names = [site.replace(" ", "") for site in sites]
    return any(
        squeezed == name
        or (len(squeezed) >= _SHORTEST_LABEL and squeezed in name)
        or (len(name) >= _SHORTEST_LABEL and name in squeezed and len(squeezed) <= 2 * len(name) + 4)
        for name in names
    )
