"""What an item says: its title, its summary and its whole text, each as text or as HTML that does nothing."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable

from lxml import etree

from tasks.sources.feeds_context import LONGEST, Context, Told, base_in
from tasks.sources.feeds_markup import (
    has_markup,
    inner_markup,
    make_inert,
    plain_text,
    resolve_links,
    text_of,
)
from tasks.sources.feeds_names import XML_BASE, plain_tag

_FULL_TEXT = 600  # characters of a description that is no teaser any more
_TEXTS = frozenset(("text", "text/plain", "plain"))
_EXCERPTS = ("summary", "description", "dc:description", "itunes:summary", "abstract", "media:description")
_MARKUPS = frozenset(("html", "text/html", "xhtml", "application/xhtml+xml"))


def _kind(element: etree._Element, context: Context) -> str:
    """Return how *element* is to be read: ``text``, ``html``, ``xhtml``, ``base64``, ``guess``."""
    said = (element.get("type") or "").strip().lower()
    mode = (element.get("mode") or "").strip().lower()
    if mode == "base64":
        return "base64"
    if len(element):
        return "xhtml" if said in ("xhtml", "application/xhtml+xml") or mode == "xml" else "html"
    if said in _MARKUPS or mode == "escaped":
        return "html"
    if said in _TEXTS or (not said and context.is_atom):
        return "text"
    if not said or said.startswith("text/") or said.endswith(("+xml", "/xml")) or "/" not in said:
        return "guess"
    return "base64"


def _written(element: etree._Element, context: Context) -> tuple[str, bool]:
    """Return what *element* holds, and whether it is HTML."""
    value, is_html = _read(element, context)
    return value[:LONGEST].strip(), is_html


def _read(element: etree._Element, context: Context) -> tuple[str, bool]:
    kind = _kind(element, context)
    if kind == "base64":
        value = _decoded(text_of(element))
        return value, has_markup(value)
    if kind == "text":
        return text_of(element), False
    value = inner_markup(element, is_escaped=kind != "xhtml") if len(element) else text_of(element)
    return value, kind != "guess" or has_markup(value)


def _decoded(text: str) -> str:
    """Return what base64 hides; the text itself where it hides none."""
    try:
        return base64.b64decode("".join(text.split()), validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return text


def _line(element: etree._Element, context: Context) -> str:
    value, is_html = _written(element, context)
    return plain_text(value, is_html=is_html)


def title_of(told: Told, context: Context) -> str:
    """Return the headline; that of a picture only where the item has none.

    >>> title_of({"title": [etree.fromstring("<title>R&amp;amp;D</title>")]}, Context(base=None, home=None))
    'R&D'
    """
    for name in ("title", "dc:title", "itunes:title", "media:title"):
        for element in told.get(name, ()):
            if title := " ".join(_line(element, context).split()):
                return title
    return ""


def texts_of(told: Told, context: Context) -> tuple[str, str, str]:
    """Return the summary as text, and the whole text: as text or as HTML, whichever it is.

    >>> content = etree.fromstring("<content type='html'>&lt;p>They sail.</content>")
    >>> texts_of({"content": [content]}, Context(base=None, home=None))
    ('', '', '<p>They sail.')
    """
    excerpt, markup = _excerpt(told, context)
    body, body_html = "", ""
    for element in _bodies(told):
        if element.get("src"):
            continue  # it is elsewhere
        value, is_html = _written(element, context)
        if not value:
            continue
        if is_html and element.get(XML_BASE) is None and not context.has_bases:
            body_html = make_inert(value)
        elif is_html:
            body_html = make_inert(resolve_links(value, base_in(element, context) or ""))
        else:
            body = value
        break
    if not body and not body_html and len(markup) >= _FULL_TEXT:
        body_html = make_inert(markup)
    return excerpt, body, body_html


def _bodies(told: Told) -> Iterable[etree._Element]:
    """Yield the elements that may hold the whole text, the best first."""
    for name in ("content:encoded", "encoded", "content", "xhtml:body", "body", "fullitem", "xhtml:div"):
        yield from told.get(name, ())
    if "summary" in told:  # beside a summary, a description is the text
        yield from told.get("description", ())


def _excerpt(told: Told, context: Context) -> tuple[str, str]:
    """Return the summary as text and as it was written."""
    for name in _EXCERPTS:
        for element in told.get(name, ()):
            value, is_html = _written(element, context)
            if value and (text := plain_text(value, is_html=is_html)):
                return text, value
    for group in told.get("media:group", ()):  # the text of a video
        for child in group:
            if isinstance(child.tag, str) and plain_tag(child.tag, context.home) == "media:description":
                return plain_text(text_of(child)), ""
    return "", ""
