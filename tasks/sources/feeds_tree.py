"""A feed as elements: read strictly where that goes, mended where not, item by item at the worst."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from tasks.model.errors import OversizedDocument
from tasks.sources.feeds_mending import (
    HEAD,
    ROOT,
    close_tags,
    declare,
    escape,
    mend,
    mended,
    outside,
    unwrapped,
)
from tasks.sources.feeds_names import FEED_ROOTS, ITEMS, PREFIXES, XML_BASE, XML_LANG, home_of, plain_tag

MOST_ITEMS = 50_000
_MOST_TAGS = 500_000  # of them a tree takes some 150 MB; the 50,000 items of no live feed have fewer
_DEPTH = 4  # at which items may stand: rss/channel/items/item
_TRIES = 3  # roots that are looked for behind a program's complaints

_ANCHOR = re.compile(r"<(?:\w{1,20}:)?(?:rss|feed|RDF|channel)(?=[\s>])", re.IGNORECASE)
_PIECES = re.compile(
    r"<!\[CDATA\[.*?\]\]>|<(?P<end>/)?(?:[A-Za-z_]\w{0,20}:)?(?:item|entry)(?=[\s>])[^<>]{0,2000}>",
    re.IGNORECASE | re.DOTALL,
)
_OPENED = re.compile(r"<([A-Za-z_][\w.:-]{0,80})")
_CLOSED = re.compile(r"</([^<>]{0,80})>")


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedTree:
    """A feed's parts: ``head`` holds what is said of it as a whole."""

    root: etree._Element
    head: etree._Element
    items: tuple[etree._Element, ...]
    home: str | None
    is_mended: bool = False


def read_tree(text: str) -> FeedTree | None:
    """Return the parts of the feed that *text* is, ``None`` where it is none.

    >>> tree = read_tree("<rss><channel><title>R&D</title><item><link>/1</link></item></channel></rss>")
    >>> len(tree.items), tree.head[0].text, tree.is_mended
    (1, 'R&D', True)
    >>> read_tree("<html><body>Not found</body></html>") is None
    True

    Raise :class:`OversizedDocument` where its tree would fill the memory.
    """
    if text.count("<") > _MOST_TAGS and sum(part.count("<") for part in outside(text)) > _MOST_TAGS:
        raise OversizedDocument(f"a feed of more than {_MOST_TAGS:,} tags")
    for _ in range(_TRIES):
        unwrapped_text, entities = unwrapped(text)
        parts = _read(unwrapped_text, entities)
        root = ROOT.match(unwrapped_text)
        if parts is not None or (root and root[1].lower().rpartition(":")[2] == "html"):
            return parts
        anchor = _ANCHOR.search(unwrapped_text, 1, HEAD)
        if anchor is None:
            break
        text = unwrapped_text[anchor.start() :]
    return None


def _read(text: str, entities: dict[str, str]) -> FeedTree | None:
    root = ROOT.match(text)
    if root is None or root[1].lower().rpartition(":")[2] == "html":
        return None
    tree = _parse(text)
    if tree is not None:
        return _parts(tree)
    better = mend(text, entities)
    tree = _parse(better)
    if tree is None and (declared := declare(better)) is not better:
        better, tree = declared, _parse(declared)
    return _parts(tree, is_mended=True) if tree is not None else _in_pieces(better)


def read_xml(text: str) -> etree._Element | None:
    """Return the root of XML that is no feed, mended where it has to be; ``None`` for what is no XML.

    >>> read_xml("<opml><body><outline text='R&D'/></body></opml>")[0][0].get("text")
    'R&D'
    """
    inner, _ = unwrapped(text)
    if ROOT.match(inner) is None:
        return None
    root = _parse(inner)
    return _parse(mended(text), recover=True) if root is None else root


def _parse(text: str, *, recover: bool = False) -> etree._Element | None:
    parser = etree.XMLParser(
        encoding="utf-8",
        recover=recover,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        # libxml2 may give no root at all for what it recovered; the stubs do not say so
        root: etree._Element | None = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    return root


def _parts(root: etree._Element, *, is_mended: bool = False) -> FeedTree | None:
    home = home_of(root)
    name = plain_tag(str(root.tag), home)
    head = next((child for child in root if plain_tag(str(child.tag), home) == "channel"), root)
    if name not in FEED_ROOTS and head is root:
        return None
    items: list[etree._Element] = []
    for item in _items_in(root, home, _DEPTH):
        items.append(item)
        if len(items) >= MOST_ITEMS:
            break
    return FeedTree(root=root, head=head, items=tuple(items), home=home, is_mended=is_mended)


def _items_in(element: etree._Element, home: str | None, depth: int) -> Iterator[etree._Element]:
    for child in element:
        if plain_tag(str(child.tag), home) in ITEMS:
            yield child
        elif depth and len(child):
            yield from _items_in(child, home, depth - 1)


def _in_pieces(text: str) -> FeedTree | None:
    """Return a feed whose items are read one by one, so that one that is broken breaks no other."""
    spans = list(_spans(text))
    ends = [0, *(end for _, end in spans)]
    starts = [*(start for start, _ in spans), len(text)]
    between = "".join(text[end:start] for end, start in zip(ends, starts, strict=True))
    root = _parse(close_tags(between), recover=True)
    parts = _parts(root, is_mended=True) if root is not None else None
    if root is None or parts is None:
        return None
    around = _around(root, parts.head)
    items = (_piece(around, text[start:end]) for start, end in spans[:MOST_ITEMS])
    found = tuple(item for item in items if item is not None)
    return FeedTree(root=root, head=parts.head, items=found, home=parts.home, is_mended=True)


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each item stands: to its end, or to the beginning of the next."""
    start = -1
    for found in _PIECES.finditer(text):
        if found.group().startswith("<!"):
            continue
        if found["end"]:
            if start >= 0:
                yield start, found.end()
            start = -1
        elif not found.group().endswith("/>"):
            if start >= 0:
                yield start, found.start()
            start = found.start()
    if start >= 0:
        yield start, len(text)


def _around(root: etree._Element, head: etree._Element) -> str:
    """Return a start tag that declares what the feed's own root and channel declare."""
    spaces: dict[str | None, str] = {}
    spaces.update(PREFIXES)
    spaces.update(root.nsmap)
    spaces.update(head.nsmap)
    told = [
        f' xmlns{f":{prefix}" if prefix else ""}="{escape(uri)}"'
        for prefix, uri in spaces.items()
        if prefix != "xml"
    ]
    for name, attribute in ((XML_BASE, "xml:base"), (XML_LANG, "xml:lang")):
        if (value := head.get(name) or root.get(name)) is not None:
            told.append(f' {attribute}="{escape(value)}"')
    return f"<r{''.join(told)}>"


def _piece(around: str, markup: str) -> etree._Element | None:
    markup = close_tags(markup)
    root = _parse(f"{around}{markup}</r>")
    if root is None:
        opened = {found[1] for found in _OPENED.finditer(markup)}
        closed = _CLOSED.sub(lambda found: found.group() if found[1] in opened else "", markup)
        root = _parse(f"{around}{declare(closed)}", recover=True)
    return root[0] if root is not None and len(root) else None
