"""One pass over a page for everything that is said about the article outside its body."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from lxml import etree

from tasks.text.jsonld import StructuredData
from tasks.text.tree import Element, words_of

_MOST_ELEMENTS = 60_000
_LONGEST_TITLE = 2_000
_MOST_HEADLINES = 20
_MOST_IN_HEADLINE = 100  # elements: those left open hold the rest of the page
_NEAR = re.compile(
    r"\b(?:byline|author|autor|auteur|written-?by|writer|reporter|contributor|journalist)", re.IGNORECASE
)
_NOT_NEAR = re.compile(
    r"bio|image|photo|avatar|box|more|follow|social|share|list|related|comment|topic|date|time|desc",
    re.IGNORECASE,
)
_DATED = re.compile(
    r"date|datum|fecha|timestamp|publish|posted|pubblica|byline|\b(?:stand|time|meta|info\w{0,6})\b|Time\b|-time\b",
    re.IGNORECASE,
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
    r"(?:^|[\s_-])(?:live-?(?:blog|post|update|feed|event|reporting)\w*|liveblog\w*)(?=$|[\s_-])",
    re.IGNORECASE,
)
_PAYWALL = re.compile(
    r"(?:^|[\s_-])(?:paywall\w*|locked|subscriber-only|premium-wall|piano-\w+|regwall|meter-wall)(?=$|[\s_-])",
    re.IGNORECASE,
)
_LONG_SCRIPT, _LONGEST_SCRIPT = 1_000, 3_000_000  # characters
_MOST_SCRIPTS = 60
_STATE = re.compile(r"application/json\Z", re.IGNORECASE)


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
    signed: list[Element] = field(default_factory=list)  # elements marked or named as naming authors
    data: StructuredData = field(default_factory=lambda: StructuredData([]))
    states: list[str] = field(default_factory=list)
    script_elements: list[Element] = field(default_factory=list)
    live_posts: int = 0
    has_paywall: bool = False

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
    for count, element in enumerate(root.iter()):
        if count > _MOST_ELEMENTS:
            break
        tag = element.tag
        if tag == "meta":
            _read_meta(element, page)
        elif tag == "script":
            _read_script(element, page, scripts)
        elif tag == "link":
            if "canonical" in (element.get("rel") or "").lower().split() and page.canonical is None:
                page.canonical = element.get("href")
        elif tag == "title":
            page.title = page.title or words_of(element)[:_LONGEST_TITLE]
        elif tag == "html":
            page.language = element.get("lang") or element.get("{http://www.w3.org/XML/1998/namespace}lang")
        else:
            _read_element(element, tag, page)
    page.headlines = page.headlines or [banner for banner in page.banners if banner]
    page.data = StructuredData(
        scripts, addresses=(page.canonical, page.meta("og:url")), headlines=page.headlines
    )
    return page


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
    elif _STATE.match(kind) and element.text and len(element.text) > 200:
        page.states.append(element.text)
    elif (not kind or "javascript" in kind) and len(page.script_elements) < _MOST_SCRIPTS:
        page.script_elements.append(element)


def _read_element(element: Element, tag: str, page: Page) -> None:
    if tag == "h1":
        _read_headline(element, page)
    attributes = element.attrib
    if not attributes:
        return
    if "itemprop" in attributes or "property" in attributes:
        _read_property(element, page)
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    if len(names) > 1:
        _read_names(element, tag, names[:300], page)
    elif tag == "time":
        _note(page.dated, element)
    if element.get("rel") == "author" or (
        tag == "a" and AUTHOR_ADDRESS.search((element.get("href") or "")[:300])
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


def _read_names(element: Element, tag: str, names: str, page: Page) -> None:
    """Note what the class or id of an element says it is."""
    if _NEAR.search(names) and not _NOT_NEAR.search(names):
        _note(page.signed, element)
    if tag == "time" or _DATED.search(names):
        _note(page.dated, element)
    if _LIVE.search(names):
        page.live_posts += 1
    if not page.has_paywall and _PAYWALL.search(names):
        page.has_paywall = True


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
