"""Say which elements of a page no reader of the story wants: menus, buttons, comments, boxes, what is hidden.

They are told by what they are and by what they are called. What a name alone condemns is kept where it
holds much of the page's text, since pages hang such names on everything; and so is what only seems
condemned: a quotation in a figure, the rest of a story behind a button.
"""

from __future__ import annotations

import re
from itertools import islice

from lxml import etree

from tasks.text.tree import Element

HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_UNSEEN = frozenset(["script", "style", "template", "head", "title", "meta", "link"])
_NEVER = _UNSEEN | frozenset(
    """
    noscript nav footer button select option input textarea
    svg math iframe object embed video audio canvas map dialog menu label picture img amp-ad amp-list
    amp-sidebar amp-consent amp-embed amp-social-share amp-img amp-iframe amp-video amp-analytics
    amp-sticky-ad amp-auto-ads amp-lightbox amp-user-notification
    """.split()  # noqa: SIM905  quoted words are harder to read
)
_LEFT_OPEN = frozenset(["nav", "button", "label"])  # a page that forgets the end tag puts its story inside
_BESIDE = frozenset(["aside", "nav", "footer"])
_SOMETIMES = frozenset(["aside", "figure", "figcaption", "form"])

# Not "node--promoted": one system's word for a story that stands on the front page.
_JUNK_NAME = re.compile(
    r"""(?:^|(?<!\bwith)(?<!\bhas)(?<!\bw)(?<!\bno)(?<!node-)[\s_-])(?:
        share\w* | sharing | social\w*(?!\w|[\w-]{0,20}embed) | related\w* | recommend\w*
      | newsletter\w* | subscri\w*
      | sign-?up | comments? | disqus\w* | sidebar | side-bar | promo\w* | breadcrumbs?
      | cookie\w* | consent | gdpr | banner\w* | advert\w* | ads? | adslot | adsense | sponsor\w*
      | outbrain | taboola | footer | nav | navbar | navigation | menu\w*
      | most-?(?:read|viewed|popular|shared) | popular | trending | tags | tag-?list
      | author-?(?:bio|box|info|card|profile|about) | bio | about-?(?:the-)?author | captions?
      | wp-caption-text | popup | modal | overlay | toolbar | skip-\w+ | sr-only
      | screen-reader\w* | visually-hidden | visuallyhidden | pagination | pager
      | readnext | read-next | see-?also | more-?(?:from|on|stories|news|articles)\w* | carousel
      | slider | slideshow | poll | rating | survey | toc | print-?only
      | donation | donate\w* | support-us | app-?(?:promo|download|banner) | also-?(?:read|like)
      | follow-?us | reactions?
      | (?:tooltip|popover|rollover|hover-?card)[\w-]{0,20}(?:block|box|card|content|text|body)
    )(?=$|[\s_-])""",
    re.VERBOSE,
)
# A button to read on, or what it unfolds.
_UNFOLDING_NAME = re.compile(r"(?:^|[\s_-])read-?more\w*(?=$|[\s_-])")
_UNFOLDED = 120  # characters without a link that no button has
# What systems call any building block of a page, its text as well.
_MODULE_NAME = re.compile(r"(?:^|[\s_-])widget\w*(?=$|[\s_-])")
_PICTURE_NAME = re.compile(r"image|photo|picture|gallery|video|audio|player")
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
_FEWEST = 200  # characters of text on a page that can be shared out


class Junk:
    """What of one page is junk.

    *is_lenient*: no name condemns, and no tag that holds much of the text.

    >>> from tasks.text.tree import parse_markup
    >>> root = parse_markup("<nav>Home</nav><div class=share-bar>Mail</div><p>Gates opened.")
    >>> junk = Junk(root)
    >>> [junk.is_junk(next(root.iter(tag)), tag) for tag in ("nav", "div", "p")]
    [True, True, False]
    """

    def __init__(self, root: Element, *, is_lenient: bool = False) -> None:
        self._root, self._is_lenient = root, is_lenient
        self._modular: bool | None = None
        self._begins_shown: dict[Element | None, bool] = {}
        self._measured_length = 0
        self._in_paragraphs = _text_length(root, "p")
        self._measured: tuple[str, ...] = ("p",)
        self._whole = self._in_paragraphs
        everything = _text_length(root)
        if self._whole < _PARAGRAPHS_COUNT * everything:  # a page that does without <p>
            self._measured, self._whole = (), everything

    def is_junk(self, element: Element, tag: str) -> bool:
        """Is *element* something that no reader of the story wants?"""
        if tag in _NEVER or not isinstance(tag, str):
            return self._is_barred(element, tag)
        if self._is_lenient:
            return False
        names = f"{element.get('class') or ''} {element.get('id') or ''}"[:400].lower()
        is_named = len(names) > 1 and tag not in HEADINGS and _is_junk_name(names)
        if not is_named and not self._seems_junk(element, tag, names):
            return False
        if tag in ("body", "html", "main"):
            return False
        return _CONSENT_NAME.search(names) is not None or not self._holds_much(element)

    def _is_barred(self, element: Element, tag: object) -> bool:
        """Is *element*, of a kind that holds no story, junk? One that was left open may hold all of it."""
        if self._is_lenient:
            return tag in _UNSEEN or not self._holds_much(element)
        return tag not in _LEFT_OPEN or not self._holds_paragraphs(element)

    def _seems_junk(self, element: Element, tag: str, names: str) -> bool:
        """Is *element* hidden, or of a kind that mostly holds something else than the story?"""
        if tag in _SOMETIMES:
            return not _holds_quoted(element, tag)
        if _UNFOLDING_NAME.search(names) is not None and not _is_text(element):
            return True
        if _MODULE_NAME.search(names) is not None and (
            _PICTURE_NAME.search(names) is not None or not self._is_modular()
        ):
            return True
        if _is_hidden(element):
            return tag != "p" or not self._goes_on(element)
        style = element.get("style")
        return style is not None and _HIDING_STYLE.search(style) is not None

    def _goes_on(self, paragraph: Element) -> bool:
        """Is *paragraph* hidden among siblings that begin in the open, as behind a button to read all?"""
        parent = paragraph.getparent()
        if parent not in self._begins_shown:
            first = None if parent is None else parent.find("p")
            self._begins_shown[parent] = first is not None and not _is_hidden(first)
        return self._begins_shown[parent]

    def _holds_much(self, element: Element) -> bool:
        """Does *element* hold the headline, or so much of the text that it is no box?"""
        if next(element.iter("h1"), None) is not None:
            return True
        return self._share_of(element, self._measured, self._whole) > _KEPT_SHARE

    def _is_modular(self) -> bool:
        """Is the page built of modules, so that its story stands in them and their name says nothing?"""
        if self._modular is None:
            length, outer = 0, set[Element]()
            for element in self._root.iter("div", "section", "article", "td"):
                name = element.get("class")
                if name is None or _MODULE_NAME.search(name[:400].lower()) is None:
                    continue
                if not any(box in outer or box.tag in _BESIDE for box in element.iterancestors()):
                    outer.add(element)
                    length += _text_length(element, *self._measured)
            self._modular = self._whole >= _FEWEST and length > _KEPT_SHARE * self._whole
        return self._modular

    def _holds_paragraphs(self, element: Element) -> bool:
        """Does *element* hold much of what the page has in paragraphs?"""
        return self._share_of(element, ("p",), self._in_paragraphs) > _KEPT_SHARE

    def _share_of(self, element: Element, tags: tuple[str, ...], whole: int) -> float:
        """Return which share of the text of *whole* characters *element* holds, in elements *tags*."""
        if whole < _FEWEST or self._measured_length > _MOST_MEASURED * whole:
            return 0.0
        length = _text_length(element, *tags)
        self._measured_length += length
        return length / whole


def _is_hidden(element: Element) -> bool:
    return element.get("hidden") is not None or element.get("aria-hidden") == "true"


def _is_junk_name(names: str) -> bool:
    if _JUNK_NAME.search(names) is None and _CONSENT_NAME.search(names) is None:
        return False
    return _STORY_NAME.search(names) is None


def _holds_quoted(element: Element, tag: str) -> bool:
    """Is *element* a figure around a table or a quotation, which belong to the story?"""
    return tag == "figure" and next(element.iter("table", "blockquote"), None) is not None


def _is_text(element: Element) -> bool:
    """Is *element* a text of some length, without a link?"""
    return (
        next(element.iter("a", "button"), None) is None
        and sum(map(len, map(str, islice(element.itertext(), 40)))) >= _UNFOLDED
    )


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
    outermost = (
        one for one in root.iter(*tags) if one is root or next(one.iterancestors(*tags), None) is None
    )
    return sum(len(text) for element in outermost for text in element.itertext())
