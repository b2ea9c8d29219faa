"""One pass over a page for everything that is said about the article outside its body."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from lxml import etree

from tasks.text.jsonld import StructuredData
from tasks.text.tree import Element, words_of

_MOST_ELEMENTS = 60_000
_LONGEST_TITLE = 2_000
_MOST_HEADLINES = 20
_MOST_IN_HEADLINE = 100  # elements: those left open hold the rest of the page
# These read class names in small letters, and begin with letters where they can: then a search skips
# what cannot be the beginning, and costs a fraction.
_NEAR = re.compile(r"\b(?:byline|author|autor|auteur|written-?by|writer|reporter|contributor|journalist)")
_NOT_NEAR = re.compile(
    r"bio|image|photo|avatar|box|more|follow|social|share|list|related|comment|topic|date|time|desc"
)
_DATED = re.compile(
    r"dat(?:e|um)|fecha|time(?:stamp|\b)|publish|posted|pubblica|byline"
    r"|stand(?<!\wstand)\b|meta(?<!\wmeta)\b|info(?<!\winfo)\w{0,6}\b"
)
AUTHOR_ADDRESS = re.compile(
    r"/(?:authors?|autor(?:en|es|e)?|auteurs?|autori|profiles?|people|staff|by|journalist\w{0,3}|writers?"
    r"|contributors?|reporters?|columnists?|redaktion|team)/[^/?#]{2,80}",
    re.IGNORECASE,
)
_KICKER = re.compile(
    r"kicker|top-?line|over-?line|eyebrow|dachzeile|spitzmarke|super-?title|pre-?title|roof-?line|ueberzeile"
    r"|antetitulo|surtitre|occhiello",
    re.IGNORECASE,
)
_FRONT_PAGE = re.compile(r"(?:(?:https?:)?//[^/?#]{1,100})?/?(?:index\.(?:html?|php))?\Z", re.IGNORECASE)
_UNSEEN = re.compile(
    r"(?:^|[\s_-])(?:sr-only|visually-?hidden|screen-?reader\w*|hide-accessible|aural|off-?screen)(?=$|[\s_-])",
    re.IGNORECASE,
)
_MOST_NOTED = 200
_LIVE = re.compile(
    r"(?<![^\s_-])(?:live-?(?:blog|post|update|feed|event|reporting)\w*|liveblog\w*)(?=$|[\s_-])"
)
_PAYWALL = re.compile(
    r"(?<![^\s_-])(?:paywall\w*|locked|subscriber-only|premium-wall|piano-\w+|regwall|meter-wall)(?=$|[\s_-])"
)
_TIMED = re.compile(r"time|date|clock|uhr|hora|heure")
_CLOCK = re.compile(r"(?<!\d)(?:[01]?\d|2[0-3])[:.h][0-5]\d(?!\d)")
_CLOCK_TAGS = frozenset(["span", "div", "p", "a"])
_OF_THE_HEAD = frozenset(["meta", "script", "link", "title", "html"])
# A part of what each of these needs: most names have none of them, and are done with.
_TELLING = re.compile(
    r"author|autor|auteur|byline|writ|reporter|contributor|journalist|dat[eu]|fecha|time|publish|pubblica"
    r"|posted|stand|meta|info|live|wall|locked|subscriber|piano|clock|uhr|hora|heure"
)
_LONG_SCRIPT, _LONGEST_SCRIPT = 1_000, 3_000_000  # characters
_MOST_SCRIPTS = 60
_STATE = re.compile(r"application/json\Z", re.IGNORECASE)
_SHORTEST_STATE = 200  # characters
_LONGEST_NAMES = 300  # characters of class and id
_LONGEST_CLASS = 100  # of a time
_MOST_KNOWN = 8_192  # names remembered: the pages of a site have the same few hundred


class _Named(NamedTuple):
    """What the class and the id of an element say that it is."""

    is_signed: bool
    is_dated: bool
    is_live: bool
    is_paywall: bool
    is_timed: bool  # the class alone


@dataclass(slots=True)
class Page:
    """What the elements of a page say. ``metas`` and ``props`` keep the order of the page."""

    root: Element
    language: str | None = None
    title: str | None = None
    canonical: str | None = None
    metas: dict[str, list[str]] = field(default_factory=dict)
    props: dict[str, list[str]] = field(default_factory=dict)
    headlines: list[str] = field(default_factory=list)
    banners: list[str] = field(default_factory=list)
    kicker: str | None = None
    dated: list[Element] = field(default_factory=list)  # elements that are, or are named as, a time
    clocks: list[Element] = field(default_factory=list)  # named as a time, and printing one
    signed: list[Element] = field(default_factory=list)  # elements marked or named as naming authors
    data: StructuredData = field(default_factory=lambda: StructuredData([]))
    state_scripts: list[Element] = field(default_factory=list)
    script_elements: list[Element] = field(default_factory=list)
    live_posts: int = 0
    has_paywall: bool = False

    @property
    def states(self) -> Iterator[str]:
        """Yield the data that the page carries for its own scripts; it is long, and mostly not asked for."""
        for script in self.state_scripts:
            text = script.text or ""
            if len(text) > _SHORTEST_STATE:
                yield text

    def meta(self, *names: str) -> str | None:
        """Return the content of the first meta element that has one of *names*, in their order."""
        return next((self.metas[name][0] for name in names if name in self.metas), None)

    @property
    def scripts(self) -> Iterator[str]:
        """The programs of the page that are long enough to carry a story."""
        texts = (element.text for element in self.script_elements)
        return (text for text in texts if text and _LONG_SCRIPT < len(text) < _LONGEST_SCRIPT)

    def prop(self, name: str) -> str | None:
        """Return the first value of the microdata or RDFa property *name*."""
        return next(iter(self.props.get(name, ())), None)


def scan_page(root: Element) -> Page:
    """Return what the page below *root* says about itself.

    >>> from tasks.text.tree import parse_markup
    >>> root = parse_markup("<html lang=en><title>Gates</title><meta name=author content='Ilse Maar'>")
    >>> page = scan_page(root)
    >>> page.language, page.title, page.meta("author")
    ('en', 'Gates', 'Ilse Maar')
    """
    page = Page(root)
    scripts: list[str] = []
    for element in islice(root.iter(), _MOST_ELEMENTS):
        tag = element.tag
        if tag in _OF_THE_HEAD:
            _read_head(element, tag, page, scripts)
            continue
        if tag == "h1":
            _read_headline(element, page)
        attributes = element.keys()
        if attributes:
            _read_element(element, tag, attributes, page)
    page.headlines = page.headlines or [banner for banner in page.banners if banner]
    page.data = StructuredData(
        scripts, addresses=(page.canonical, page.meta("og:url")), headlines=page.headlines
    )
    return page


def _read_head(element: Element, tag: str, page: Page, scripts: list[str]) -> None:
    """Note what an element says that is not shown; such stand in the body as well."""
    if tag == "meta":
        _read_meta(element, page)
    elif tag == "script":
        _read_script(element, page, scripts)
    elif tag == "link":
        if page.canonical is None and "canonical" in (element.get("rel") or "").lower().split():
            page.canonical = element.get("href")
    elif tag == "title":
        page.title = page.title or words_of(element)[:_LONGEST_TITLE]
    else:
        page.language = element.get("lang") or element.get("{http://www.w3.org/XML/1998/namespace}lang")


def _read_meta(element: Element, page: Page) -> None:
    content = (element.get("content") or "").strip()
    name = element.get("property") or element.get("name") or element.get("http-equiv")
    if content and name:
        page.metas.setdefault(name.strip().lower(), []).append(content[:2000])
    _read_property(element, page)


def _read_script(element: Element, page: Page, scripts: list[str]) -> None:
    kind = (element.get("type") or "").lower()
    if "ld+json" in kind:
        scripts.append(element.text or "")
    elif _STATE.match(kind):
        page.state_scripts.append(element)
    elif (not kind or "javascript" in kind) and len(page.script_elements) < _MOST_SCRIPTS:
        page.script_elements.append(element)


def _read_element(element: Element, tag: str, attributes: Sequence[str | bytes], page: Page) -> None:
    if "itemprop" in attributes or "property" in attributes:
        _read_property(element, page)
    if tag == "time":
        _note(page.dated, element)
    class_name = element.get("class") if "class" in attributes else None
    identifier = element.get("id") if "id" in attributes else None
    if class_name or identifier:
        names = _read_names((class_name or "")[:_LONGEST_NAMES], (identifier or "")[:_LONGEST_NAMES])
        if names is not None:
            _note_names(element, tag, names, page)
    if (tag == "a" and AUTHOR_ADDRESS.search((element.get("href") or "")[:300])) or (
        "rel" in attributes and element.get("rel") == "author"
    ):
        _note(page.signed, element)


def _read_headline(element: Element, page: Page) -> None:
    """Note a headline, and set apart the kicker that stands inside it."""
    if len(page.headlines) + len(page.banners) >= _MOST_HEADLINES:
        return
    if _is_banner(element):
        page.banners.append(words_of(element)[:_LONGEST_TITLE])
        return
    headline = words_of(element)[:_LONGEST_TITLE]
    for child in islice(element.iter(etree.Element), _MOST_IN_HEADLINE):
        if child is not element and _KICKER.search(f"{child.get('class') or ''}"[:300]):
            kicker = words_of(child)
            rest = headline.removeprefix(kicker).lstrip(" :|–—-")
            if kicker and rest != headline and rest:
                page.kicker, headline = page.kicker or kicker.strip(" :|–—-"), rest
            break
    if headline:
        page.headlines.append(headline)


def _is_banner(element: Element) -> bool:
    """Is a heading the name of the site, which leads to its front page, or there for screen readers only?"""
    if _UNSEEN.search((element.get("class") or "")[:300]):
        return True
    link = next(element.iter("a"), None)
    return link is not None and _FRONT_PAGE.match((link.get("href") or "")[:300]) is not None


def _note(elements: list[Element], element: Element) -> None:
    if len(elements) < _MOST_NOTED and (not elements or elements[-1] is not element):
        elements.append(element)


@lru_cache(maxsize=_MOST_KNOWN)
def _read_names(class_name: str, identifier: str) -> _Named | None:
    """Return what the class and the id of an element say that it is, ``None`` for nothing of interest.

    >>> _read_names("byline", "live-blog")
    _Named(is_signed=True, is_dated=True, is_live=True, is_paywall=False, is_timed=False)
    >>> _read_names("author-bio", "") is None
    True
    """
    names = f"{class_name} {identifier}"[:_LONGEST_NAMES].lower()
    if _TELLING.search(names) is None:
        return None
    found = _Named(
        is_signed=_NEAR.search(names) is not None and _NOT_NEAR.search(names) is None,
        is_dated=_DATED.search(names) is not None,
        is_live="live" in names and _LIVE.search(names) is not None,
        is_paywall=_PAYWALL.search(names) is not None,
        is_timed=_TIMED.search(class_name[:_LONGEST_CLASS].lower()) is not None,
    )
    return found if any(found) else None


def _note_names(element: Element, tag: str, names: _Named, page: Page) -> None:
    if names.is_signed:
        _note(page.signed, element)
    if names.is_dated:
        _note(page.dated, element)
    if names.is_timed and tag in _CLOCK_TAGS and element.text and _CLOCK.search(element.text[:80]):
        page.clocks.append(element)
    page.live_posts += names.is_live
    page.has_paywall |= names.is_paywall


def _read_property(element: Element, page: Page) -> None:
    """Note a property of microdata or RDFa: its content, its time, or its words."""
    names = element.get("itemprop") or (element.get("property") if element.tag != "meta" else None)
    if not names:
        return
    value = element.get("content") or element.get("datetime")
    if value is None and names not in ("articleBody", "text", "description"):
        value = words_of(element)[:400] if element.get("itemscope") is None or names == "author" else ""
    if "author" in names and element.tag != "meta":
        _note(page.signed, element)
        return
    for name in names.split():
        if value and value.strip():
            page.props.setdefault(name.rsplit(":", 1)[-1], []).append(value.strip())
