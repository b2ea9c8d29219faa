"""Markup to paragraphs: of a feed item, a field with tags in it, or the chosen blocks of a page."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tasks.model.records import Media
from tasks.text.addresses import absolute_address
from tasks.text.blocks import Block, cut_blocks
from tasks.text.clean import clean_line
from tasks.text.draft import Anchor
from tasks.text.paragraphs import split_paragraphs
from tasks.text.tree import Element, parse_markup, words_of

_TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9-]{0,20}(?:\s[^<>]{0,2000})?/?>")
_CREDIT = re.compile(r"credit|copyright|photographer|(?:image|photo|caption)-?_?(?:source|by)", re.IGNORECASE)
_LONGEST_CREDIT = 120
_MOST_MEDIA = 20


def has_markup(text: str) -> bool:
    """Is there a tag in *text*?

    >>> has_markup("<p>Gates opened.</p>"), has_markup("5 < 7 and 8 > 3")
    (True, False)
    """
    return "<" in text and _TAG.search(text) is not None


def read_fragment(
    markup: str, base: str | None = None
) -> tuple[tuple[str, ...], tuple[Anchor, ...], tuple[Media, ...]]:
    """Return the paragraphs of *markup*, its links and its pictures; text without tags is plain text.

    >>> read_fragment("<p>Two <b>gates</b> opened.</p>Farms wait.")[0]
    ('Two gates opened.', 'Farms wait.')
    """
    if not has_markup(markup):
        return tuple(split_paragraphs(markup)), (), ()
    root = parse_markup(markup)
    if root is None:
        return (), (), ()
    paragraphs, anchors = to_paragraphs(cut_blocks(root), base)
    return paragraphs, anchors, find_media(root, base)


def to_paragraphs(blocks: Sequence[Block], base: str | None) -> tuple[tuple[str, ...], tuple[Anchor, ...]]:
    """Return the cleaned text of *blocks* as paragraphs, and where in them the links are."""
    paragraphs: list[str] = []
    anchors: list[Anchor] = []
    for block in blocks:
        text = clean_line(block.text)
        if not text:
            continue
        cursor = 0
        for words, address in block.anchors:
            url = absolute_address(address, base)
            start = text.find(clean_line(words), cursor) if url else -1
            if url is None or start < 0:
                continue
            cursor = start + len(clean_line(words))
            anchors.append(Anchor(paragraph=len(paragraphs), start=start, end=cursor, url=url))
        paragraphs.append(text)
    return tuple(paragraphs), tuple(anchors)


def find_media(root: Element, base: str | None) -> tuple[Media, ...]:
    """Return the pictures that stand in figures below *root*, with their captions."""
    media: dict[str, Media] = {}
    for figure in root.iter("figure"):
        image = next(figure.iter("img", "amp-img"), None)
        if image is None:
            continue
        url = absolute_address(image.get("src") or image.get("data-src"), base)
        if url is None:
            continue
        caption, credit = _read_caption(figure)
        media.setdefault(url, Media(url=url, caption=caption, credit=credit))
        if len(media) == _MOST_MEDIA:
            break
    return tuple(media.values())


def _read_caption(figure: Element) -> tuple[str | None, str | None]:
    """Return the caption of *figure*, and the credit that is marked in it or beside it."""
    caption = clean_line(words_of(next(figure.iter("figcaption"), None)))
    marked = (
        words_of(element)
        for element in figure.iter("span", "small", "cite", "p", "div", "em")
        if _CREDIT.search((element.get("class") or element.get("itemprop") or "")[:200])
    )
    credit = clean_line(next((words for words in marked if 1 < len(words) <= _LONGEST_CREDIT), ""))
    if credit:
        caption = caption.removesuffix(credit).rstrip(" |/–—-(")
    return caption or None, credit or None
