"""Walk a tree and cut it into blocks: runs of text that a reader sees as one paragraph, heading or line.

What no reader of the story wants (menus, share buttons, comments, boxes, what is hidden) is left out
here, by what it is and by what it is called; what a name alone condemns is kept where it holds much of
the page's text, since pages hang such names on everything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from lxml import etree

from tasks.model.wordings import normalise_words
from tasks.text.junk import HEADINGS, Junk
from tasks.text.tree import Element

_HEAD_REACH = 14  # blocks around the headline where a byline or a date may stand
_QUOTE_TAGS = frozenset(["blockquote", "figure", "q"])
_QUOTE_DEPTH = 3
_MOST_QUOTES = 50
_LIFTED = 30  # characters that no story has twice by chance
_MOST_ELEMENTS = 60_000  # a page with more is a listing or an attack

_MOST_BLOCKS = 20_000  # the longest live blogs have a fifth

BLOCK_TAGS = frozenset(
    """
    address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer
    form h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section summary table tbody td tfoot th
    thead tr ul
    """.split()  # noqa: SIM905  quoted words are harder to read
)
_SENTENCE_END = re.compile(r"[.!?…。！？।؟][\"”’»)」』\]]{0,2}\Z")


@dataclass(slots=True)
class Block:
    """One run of text. ``element`` is the nearest block-level element around it."""

    text: str
    element: Element
    tag: str
    link_length: int = 0
    anchors: list[tuple[str, str]] = field(default_factory=list)  # words and address, in order

    @property
    def is_heading(self) -> bool:
        """Is it set as a heading?"""
        return self.tag in HEADINGS

    @property
    def link_share(self) -> float:
        """The share of its characters that are links."""
        return min(1.0, self.link_length / len(self.text)) if self.text else 0.0

    @property
    def is_prose(self) -> bool:
        """Does it read like a sentence or more of a story, links or not?"""
        length = len(self.text)
        if self.is_heading or length < 12:
            return False
        ended = _SENTENCE_END.search(self.text[-4:]) is not None
        if self.link_share > 0.5:
            return ended and length >= 80
        if self.link_share > 0.15 and not ended and self.tag != "p":
            return False  # a teaser: its headline as a link, and the start of its text
        return (ended and length >= 40) or length >= 120 or (ended and _is_dense(self.text))


def _is_dense(text: str) -> bool:
    """Is it written in characters of which few make a sentence?"""
    return text[0] > "\u2e80"


def cut_blocks(root: Element, *, is_lenient: bool = False) -> list[Block]:
    """Return the blocks below *root* in the order of the page.

    *is_lenient*: no name condemns, and no tag that holds much of the text. It is for pages on which
    nothing is left otherwise: some hang ``widget`` on every paragraph, or leave a ``button`` open.

    >>> from tasks.text.tree import parse_markup
    >>> page = parse_markup("<nav>Home</nav><h1>Gates</h1><div>Two opened.<br><br><a href=x>Three</a> stay.")
    >>> [(block.tag, block.text, block.anchors) for block in cut_blocks(page)]
    [('h1', 'Gates', []), ('div', 'Two opened.', []), ('div', 'Three stay.', [('Three', 'x')])]
    """
    cutter, junk = _Cutter(), Junk(root, is_lenient=is_lenient)
    walk = etree.iterwalk(root, events=("start", "end"))
    count = 0
    for event, element in walk:
        tag = element.tag
        if event == "start":
            count += 1
            if count > _MOST_ELEMENTS or len(cutter.blocks) > _MOST_BLOCKS:
                break
            if element is not root and junk.is_junk(element, tag):
                walk.skip_subtree()
                cutter.skipped = element
                continue
            cutter.open(element, tag)
        else:
            cutter.close(element, tag, root)
    cutter.flush()
    return _without_repeats(cutter.blocks)


def lines_near_headline(blocks: Sequence[Block], title: str | None) -> Iterator[str]:
    """Yield the short lines near the headline, those below it first."""
    wanted = normalise_words(title or "")
    place = next(
        (
            i
            for i, block in enumerate(blocks)
            if block.tag == "h1" or (wanted and normalise_words(block.text) == wanted)
        ),
        None,
    )
    start = 0 if place is None else place + 1
    for block in blocks[start : start + _HEAD_REACH]:
        if len(block.text) <= 160:
            yield block.text
    for block in reversed(blocks[max(0, (place or 0) - 4) : place or 0]):
        if len(block.text) <= 160:
            yield block.text


def _without_repeats(blocks: list[Block]) -> list[Block]:
    """Leave out words set large for their looks: the story has them again, in their sentence."""
    quoted = [block for block in blocks if _QUOTE_TAGS & _tags_around(block)][:_MOST_QUOTES]
    if not quoted:
        return blocks
    lifted = {id(block) for block in quoted}
    words = "\n".join(normalise_words(block.text) for block in blocks if id(block) not in lifted)
    repeated = {
        id(block) for block in quoted if len(key := normalise_words(block.text)) >= _LIFTED and key in words
    }
    return [block for block in blocks if id(block) not in repeated]


def _tags_around(block: Block) -> set[str]:
    """Return the tags of the element of *block* and of those right around it."""
    around = islice(block.element.iterancestors(), _QUOTE_DEPTH)
    return {block.tag, *(str(element.tag) for element in around)}


class _Cutter:
    """The state of one walk: the pieces of the block at hand, and the elements it stands in."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.skipped: Element | None = None
        self._pieces: list[str] = []
        self._around: list[tuple[Element, str]] = []
        self._breaks = 0
        self._link: str | None = None
        self._link_from = 0
        self._line_from = 0  # the first piece after the last line end
        self._anchors: list[tuple[str, str]] = []
        self._link_length = 0

    def open(self, element: Element, tag: str) -> None:
        """Begin *element* and take its first text."""
        if tag in BLOCK_TAGS:
            self.flush()
            self._around.append((element, tag))
        elif tag == "br":
            self._break()
        elif tag == "a":
            self._link = element.get("href") or ""
            self._link_from = len(self._pieces)
        if element.text:
            self._add(element.text)

    def close(self, element: Element, tag: str, root: Element) -> None:
        """End *element* and take the text after it."""
        if element is self.skipped:
            self.skipped = None
            if tag in BLOCK_TAGS:
                self.flush()
        elif tag in BLOCK_TAGS:
            self.flush()
            if self._around and self._around[-1][0] is element:
                self._around.pop()
        elif tag == "a":
            self._end_link()
            self._link = None
        if element.tail and element is not root:
            self._add(element.tail)

    def flush(self) -> None:
        """End the block at hand, if there is anything in it."""
        address = self._link
        self._end_link()
        text = " ".join("".join(self._pieces).split())
        if text and self._around:
            element, tag = self._around[-1]
            self.blocks.append(Block(text, element, tag, min(self._link_length, len(text)), self._anchors))
        self._pieces, self._anchors = [], []
        self._breaks = self._link_length = self._link_from = self._line_from = 0
        self._link = address

    def _add(self, text: str) -> None:
        self._pieces.append(text)
        if self._breaks and not text.isspace():
            self._breaks = 0

    def _break(self) -> None:
        """Take a line end: two in a row end the block, one ends a line that is a sentence."""
        self._breaks += 1
        line = " ".join("".join(self._pieces[self._line_from :]).split())
        self._line_from = len(self._pieces)
        if self._breaks > 1 or (len(line) >= 60 and _SENTENCE_END.search(line[-4:])):
            self.flush()
        else:
            self._pieces.append("\n")

    def _end_link(self) -> None:
        if self._link is None:
            return
        words = " ".join("".join(self._pieces[self._link_from :]).split())
        if words:
            self._link_length += len(words)
            if self._link:
                self._anchors.append((words, self._link))
        self._link_from = len(self._pieces)
