"""Markup to a tree, whatever the markup: any string gives a tree or ``None``, in bounded time and memory."""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice

from lxml import etree

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_MOST_TAGS = 150_000  # the walk takes 60,000 elements, each of which costs some 250 bytes
_LONG_TAG = 100_000  # characters: longer ones are pictures written out, or thousands of attributes
_MOST_ATTRIBUTES = 5_000  # of one element; the parser's time grows with their square
_DEEP = 32  # from here on a wrapper right inside one of its own kind says nothing
_DEEPEST = 96  # from here on only what no end tag is needed for; the parser stops at 256
_ENDS_ITSELF = frozenset(
    """
    p h1 h2 h3 h4 h5 h6 br hr img meta link input base source script style title
    """.split()  # noqa: SIM905  quoted words are harder to read
)
_LONG = re.compile(rf"(<[a-zA-Z][a-zA-Z0-9:-]{{0,40}})[^<>]{{{_LONG_TAG},}}")
_MOST_TEXTS = 400
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,40})(?=[\s/>])[^<>]*>")

Element = etree._Element  # noqa: SLF001  lxml has no public name for it


def parse_markup(text: str) -> Element | None:
    """Return the root of the tree that *text* is markup of, or ``None`` where there is none.

    The parser gives up below 256 elements, and at a text or an attribute of 10 MB. No page that people
    read is like that, but some that are sent: such markup is made flat first.

    >>> words_of(parse_markup("<p>Gates <b>opened</b>"))
    'Gates opened'
    >>> words_of(parse_markup("<div>" * 9_999 + "<p>Gates <b>opened</b>"))
    'Gates opened'
    >>> parse_markup("   ") is None
    True
    """
    text = _CONTROLS.sub(" ", text)
    if not text or text.isspace():
        return None
    if text.count("<") > _MOST_TAGS:
        text = _cut_after(text, _MOST_TAGS)
    if max(map(len, text.split(">"))) > _LONG_TAG:
        text = _LONG.sub(_without_attributes, text)
    root, is_whole = _parse(text, is_huge=False)
    return root if is_whole else _parse(_flatten(text), is_huge=True)[0]


def words_of(element: Element | None) -> str:
    """Return the words in *element*, one space between them: of its first few hundred texts.

    No headline, byline or caption has more; elements left open hold the rest of the page, each again.

    >>> words_of(None)
    ''
    """
    if element is None:
        return ""
    return " ".join("".join(map(str, islice(element.itertext(), _MOST_TEXTS))).split())


def _parse(text: str, *, is_huge: bool) -> tuple[Element | None, bool]:
    """Return the tree, and whether the parser went to the end of *text*."""
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=is_huge
    )
    try:
        root = etree.fromstring(text.encode("utf-8"), parser)
    except etree.XMLSyntaxError:  # nothing in it but comments and the like
        root = None
    last = parser.error_log.last_error
    return root, last is None or last.type_name != "ERR_RESOURCE_LIMIT"


def _cut_after(text: str, tags: int) -> str:
    """Return the beginning of *text*, with so many tags."""
    place = -1
    for _ in range(tags):
        place = text.find("<", place + 1)
    return text[:place]


def _without_attributes(tag: re.Match[str]) -> str:
    """Return only the name of a *tag* that has more attributes than any that means well."""
    return tag[1] if len(tag[0].split(maxsplit=_MOST_ATTRIBUTES)) > _MOST_ATTRIBUTES else tag[0]


def _flatten(text: str) -> str:
    """Leave out the wrappers in *text* that lie too deep, each with its end tag.

    >>> _flatten("<div>" * 3_000 + "<p>Gates</p>" + "</div>" * 3_000).count("<div>")
    32
    """
    pieces: list[str] = []
    left_out: Counter[str] = Counter()
    depth, at, last = 0, 0, ""
    for found in _TAG.finditer(text):
        between = text[at : found.start()]
        pieces.append(between)
        at = found.end()
        name = found[2].lower()
        if name not in _ENDS_ITSELF:
            if found[1] and left_out[name]:
                left_out[name] -= 1
                continue
            if found[1]:
                depth = max(0, depth - 1)
            elif depth >= _DEEPEST or (depth >= _DEEP and name == last and not between.strip()):
                left_out[name] += 1
                pieces.append(" ")
                continue
            else:
                depth += 1
        last = name
        pieces.append(found.group())
    pieces.append(text[at:])
    return "".join(pieces)
