"""What the readers of an item's parts share: the item's elements by name, and the feed around it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from tasks.sources.feeds_markup import resolve, text_of
from tasks.sources.feeds_names import XML_BASE, plain_tag
from tasks.sources.fields import FieldValue

Item = dict[str, FieldValue]
Told = dict[str, list[etree._Element]]  # noqa: SLF001  lxml's own name for the type

LONGEST = 2_000_000  # characters: whoever puts more into one item wants to fill a memory
SCHEME = re.compile(r"[A-Za-z][\w+.-]{0,30}:")
_WEB = ("http://", "https://")
_SINGLE = frozenset(
    ("link", "guid", "id", "title", "pubdate", "dc:date", "published", "updated", "dc:creator", "author")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What an item takes from the feed around it."""

    base: str | None
    home: str | None
    language: str = ""
    site_name: str = ""
    authors: tuple[str, ...] = ()
    is_atom: bool = False
    is_mended: bool = False
    has_bases: bool = False


def present(**fields: FieldValue | None) -> Item:
    """Return the fields that have a value.

    >>> present(title="Ferries", summary="", tags=[])
    {'title': 'Ferries'}
    """
    return {name: value for name, value in fields.items() if value}


def is_web(url: str) -> bool:
    """Is *url* an address of a page?

    >>> is_web("https://courier.example/1"), is_web("javascript:go()"), is_web("urn:1")
    (True, False, False)
    """
    return url[:8].lower().startswith(_WEB)


def told_in(element: etree._Element, context: Context, names: frozenset[str] | None) -> Told:
    """Return what stands in *element*, by name."""
    told: Told = {}
    for child in element:
        if isinstance(child.tag, str):
            name = plain_tag(child.tag, context.home)
            if names is None or name in names:
                told.setdefault(name, []).append(child)
    if context.is_mended and names is None:
        _rescue(told, element, context)
    return told


def _rescue(told: Told, element: etree._Element, context: Context) -> None:
    """Add what an element that nobody closed has swallowed."""
    for outer in element:
        for inner in outer.iterdescendants():
            name = plain_tag(inner.tag, context.home) if isinstance(inner.tag, str) else ""
            if name in _SINGLE and name not in told and plain_tag(str(outer.tag), context.home) != "source":
                told[name] = [inner]


def text_in(told: Told, *names: str) -> str:
    """Return the text of the first of *names* that has one.

    >>> text_in({"guid": [etree.fromstring("<guid> c-7 </guid>")]}, "id", "guid")
    'c-7'
    """
    for name in names:
        for element in told.get(name, ()):
            if text := text_of(element).strip():
                return text
    return ""


def base_in(element: etree._Element, context: Context) -> str | None:
    """Return the address against which the addresses in *element* are resolved."""
    if not context.has_bases:
        return context.base
    bases: list[str] = []
    node: etree._Element | None = element
    while node is not None:
        if own := node.get(XML_BASE):
            bases.append(own.strip())
        node = node.getparent()
    base = context.base
    for own in reversed(bases):
        if is_web(own) or not SCHEME.match(own):
            base = resolve(own, base) if base else own
    return base
