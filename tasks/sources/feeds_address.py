"""Where the article of an item is, and what the feed calls it."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from tasks.sources.feeds_context import SCHEME, Context, Told, base_in, is_web, text_in
from tasks.sources.feeds_markup import resolve, text_of


def identifier_of(told: Told, element: etree._Element, context: Context) -> str:
    """Return what a feed calls its item: its guid, id or ``rdf:about``, an address resolved.

    >>> item = etree.fromstring("<item><guid> c-7 </guid></item>")
    >>> identifier_of({"guid": [item[0]]}, item, Context(base=None, home=None))
    'c-7'
    """
    for name in ("guid", "id"):
        for one in told.get(name, ()):
            if text := text_of(one).strip():
                is_path = text.startswith("/") or (context.has_bases and not SCHEME.match(text))
                return resolve(text, base_in(one, context)) if name == "id" and is_path else text
    about = next((value for name, value in element.attrib.items() if str(name).endswith("}about")), "")
    return str(about).strip() or text_in(told, "dc:identifier")


def address_of(told: Told, element: etree._Element, identifier: str, context: Context) -> str:
    """Return where the article is: the address before a feed service put its own there.

    >>> item = etree.fromstring("<item><link>/n/1</link></item>")
    >>> address_of({"link": [item[0]]}, item, "", Context(base="https://courier.example/feed", home=None))
    'https://courier.example/n/1'
    """
    original = text_in(told, "feedburner:origlink", "pheedo:origlink")
    if is_web(original):
        return original
    written = ""
    for address in _links(told, context):
        written = address
        if context.is_atom and is_web(address):
            break  # the first of several is the article, the others are its translations
    if is_web(written):
        return written
    if is_web(identifier):
        return identifier
    own = element.get("href") or ""
    return written or resolve(own, base_in(element, context)) or _permalink(told, context)


def _links(told: Told, context: Context) -> Iterator[str]:
    """Yield the addresses of pages that an item links to, then those that may be something else."""
    others: list[str] = []
    is_alone = True
    for link in told.get("link", ()):
        resource = (value for name, value in link.attrib.items() if str(name).endswith("}resource"))
        href = link.get("href") or next(resource, None)
        address = str(text_of(link) if href is None else href).strip().replace("&amp;", "&")
        relation = (link.get("rel") or "alternate").strip().lower().rpartition("/")[2]
        leads_on = address and (is_web(address) or not SCHEME.match(address))
        if not leads_on or (href is not None and relation != "alternate"):
            continue
        if href is None or "html" in (link.get("type") or "text/html").lower():
            is_alone = False
            yield resolve(address, base_in(link, context))
        else:
            others.append(resolve(address, base_in(link, context)))
    yield from others[:1] if is_alone else ()


def _permalink(told: Told, context: Context) -> str:
    """Return where a guid leads that is a path on the site."""
    for guid in told.get("guid", ()):
        path = text_of(guid).strip()
        if path.startswith("/") and (guid.get("isPermaLink") or "true").lower() == "true" and context.base:
            return resolve(path, base_in(guid, context))
    return ""
