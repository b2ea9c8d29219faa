"""Walk a tree and cut it into blocks: runs of text that a reader sees as one paragraph, heading or line.

What no reader of the story wants (menus, share buttons, comments, boxes, what is hidden) is left out
here, by what it is and by what it is called; what a name alone condemns is kept where it holds much of
the page's text, since pages hang such names on everything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lxml import etree

from tasks.model.wordings import normalise_words
from tasks.text.tree import Element

_HEAD_REACH = 14  # blocks around the headline where a byline or a date may stand
_MOST_ELEMENTS = 60_000  # a page with more is a listing or an attack

BLOCK_TAGS = frozenset(
    """
    address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer
    form h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section summary table tbody td tfoot th
    thead tr ul
    """.split()  # noqa: SIM905  quoted words are harder to read
)
HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_NEVER = frozenset(
    """
    script style noscript template head title meta link nav footer button select option input textarea
    svg math iframe object embed video audio canvas map dialog menu label picture img amp-ad amp-list
    amp-sidebar amp-consent amp-embed amp-social-share amp-img amp-iframe amp-video amp-analytics
    amp-sticky-ad amp-auto-ads amp-lightbox amp-user-notification
    """.split()  # noqa: SIM905  quoted words are harder to read
)
_UNSEEN = frozenset(["script", "style", "template", "head", "title", "meta", "link"])
_SOMETIMES = frozenset(["aside", "figure", "figcaption", "form", "details"])

_JUNK_NAME = re.compile(
    r"""(?:^|(?<!\bwith)(?<!\bhas)(?<!\bw)(?<!\bno)[\s_-])(?:
        share\w* | sharing | social\w*(?!\w|[\w-]{0,20}embed) | related\w* | recommend\w*
      | newsletter\w* | subscri\w*
      | sign-?up | comments? | disqus\w* | sidebar | side-bar | promo\w* | breadcrumbs?
      | cookie\w* | consent | gdpr | banner\w* | advert\w* | ads? | adslot | adsense | sponsor\w*
      | outbrain | taboola | footer | nav | navbar | navigation | menu\w* | widget\w*
      | most-?(?:read|viewed|popular|shared) | popular | trending | tags | tag-?list
      | author-?(?:bio|box|info|card|profile|about) | bio | about-?(?:the-)?author | captions?
      | wp-caption-text | popup | modal | overlay | toolbar | skip-\w+ | sr-only
      | screen-reader\w* | visually-hidden | visuallyhidden | pagination | pager | read-?more\w*
      | readnext | read-next | see-?also | more-?(?:from|on|stories|news|articles)\w* | carousel
      | slider | slideshow | poll | rating | survey | toc | print-?only
      | donation | donate\w* | support-us | app-?(?:promo|download|banner) | also-?(?:read|like)
      | follow-?us | reactions?
    )(?=$|[\s_-])""",
    re.VERBOSE,
)
# Walls of consent often hold more words than the story: no share of the text redeems them.
_CONSENT_NAME = re.compile(
    r"(?:^|[\s_-])(?:onetrust|ot-sdk|optanon|didomi|qc-cmp|truste|usercentrics"
    r"|cookie-?(?:consent|banner|notice|law|bar))"
)
# What is named for the text of the story is it, whatever else its names say ("article-body paged").
_STORY_NAME = re.compile(
    r"(?:^|[\s_-])(?:article|story|entry|post|news)[_-]{0,2}(?:body|content|text)(?=$|\s)"
)
_HIDING_STYLE = re.compile(r"(?:display\s?:\s?none|visibility\s?:\s?hidden)", re.IGNORECASE)
_KEPT_SHARE = 0.4  # of the page's paragraph text: a box that holds so much is no box
_MOST_MEASURED = 12  # times the page's text: boxes within boxes without end are not measured one by one
_PARAGRAPHS_COUNT = 0.5  # of its text that a page must have in <p> for these to tell where its story is
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
    cutter = _Cutter(root, is_lenient=is_lenient)
    walk = etree.iterwalk(root, events=("start", "end"))
    count = 0
    for event, element in walk:
        tag = element.tag
        if event == "start":
            count += 1
            if count > _MOST_ELEMENTS:
                break
            if element is not root and cutter.is_junk(element, tag):
                walk.skip_subtree()
                cutter.skipped = element
                continue
            cutter.open(element, tag)
        else:
            cutter.close(element, tag, root)
    cutter.flush()
    return cutter.blocks


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


def _text_length(root: Element, *tags: str) -> int:
    """Return the characters of text in the elements *tags* below *root*, in any where none is named."""
    if not tags:
        return sum(
            len(text)
            for element in root.iter(etree.Element)
            if element.tag not in _NEVER
            for text in (element.text, element.tail)
            if text is not None and not text.isspace()
        )
    return sum(len(text) for element in root.iter(*tags) for text in element.itertext())


class _Cutter:
    """The state of one walk: the pieces of the block at hand, and the elements it stands in."""

    def __init__(self, root: Element, *, is_lenient: bool = False) -> None:
        self._is_lenient = is_lenient
        self._measured_length = 0
        self.blocks: list[Block] = []
        self.skipped: Element | None = None
        self._measured: tuple[str, ...] = ("p",)
        self._whole = _text_length(root, "p")
        everything = _text_length(root)
        if self._whole < _PARAGRAPHS_COUNT * everything:  # a page that does without <p>
            self._measured, self._whole = (), everything
        self._pieces: list[str] = []
        self._around: list[tuple[Element, str]] = []
        self._breaks = 0
        self._link: str | None = None
        self._link_from = 0
        self._line_from = 0  # the first piece after the last line end
        self._anchors: list[tuple[str, str]] = []
        self._link_length = 0

    def is_junk(self, element: Element, tag: str) -> bool:
        """Is *element* something that no reader of the story wants?"""
        if tag in _NEVER or not isinstance(tag, str):
            return not self._is_lenient or tag in _UNSEEN or not self._holds_much(element)
        if self._is_lenient:
            return False
        names = f"{element.get('class') or ''} {element.get('id') or ''}"
        hidden = element.get("hidden") is not None or element.get("aria-hidden") == "true"
        style = element.get("style")
        condemned = (
            tag in _SOMETIMES
            or hidden
            or (style is not None and _HIDING_STYLE.search(style) is not None)
            or (
                len(names) > 1
                and tag not in HEADINGS
                and (_JUNK_NAME.search(names[:400].lower()) or _CONSENT_NAME.search(names[:400].lower()))
                is not None
                and _STORY_NAME.search(names[:400].lower()) is None
            )
        )
        if not condemned or tag in ("body", "html", "main"):
            return False
        return _CONSENT_NAME.search(names[:400].lower()) is not None or not self._holds_much(element)

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

    def _holds_much(self, element: Element) -> bool:
        """Does *element* hold the headline, or so much of the text that it is no box?"""
        if next(element.iter("h1"), None) is not None:
            return True
        if self._whole < 200 or self._measured_length > _MOST_MEASURED * self._whole:
            return False
        length = _text_length(element, *self._measured)
        self._measured_length += length
        return length > _KEPT_SHARE * self._whole
