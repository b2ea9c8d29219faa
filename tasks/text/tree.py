"""Markup to a tree, whatever the markup: any string gives a tree or ``None``, in bounded time."""

from __future__ import annotations

import re

from lxml import etree

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

Element = etree._Element  # noqa: SLF001  lxml has no public name for it


def parse_markup(text: str) -> Element | None:
    """Return the root of the tree that *text* is markup of, or ``None`` where there is none.

    The parser stops 256 elements deep: no page that people read is nested so far.

    >>> words_of(parse_markup("<p>Gates <b>opened</b>"))
    'Gates opened'
    >>> parse_markup("   ") is None
    True
    """
    data = _CONTROLS.sub(" ", text).encode("utf-8")
    if not data.strip():
        return None
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError:  # nothing in it but comments and the like
        return None


def words_of(element: Element | None) -> str:
    """Return the words in *element*, one space between them.

    >>> words_of(None)
    ''
    """
    return "" if element is None else " ".join("".join(map(str, element.itertext())).split())
