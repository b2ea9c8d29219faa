"""Markup to a tree, whatever the markup: any string gives a tree or ``None``, in bounded time and memory."""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice

from lxml import etree

_CONTROLS = bytes((*range(9), 11, 12, *range(14, 32)))
_WITHOUT_CONTROLS = bytes.maketrans(_CONTROLS, b" " * len(_CONTROLS))
_BLANK = re.compile("[\x00-\x1f\\s\ud800-\udfff\ufffe\uffff]*\\Z")
_SURROGATE = re.compile("[\ud800-\udfff]")
_NO_CHARACTERS = "\ufffe\uffff"
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
    if _BLANK.match(text) is not None:
        return None
    markup = _encode(text)
    if markup.count(b"<") > _MOST_TAGS:
        markup = _cut_after(markup, _MOST_TAGS)
    if _has_long_tag(markup):
        markup = _LONG.sub(_without_attributes, markup.decode()).encode()
    root, is_whole = _parse(markup, is_huge=False)
    return root if is_whole else _parse(_flatten(markup.decode()).encode(), is_huge=True)[0]


def words_of(element: Element | None) -> str:
    """Return the words in *element*, one space between them: of its first few hundred texts.

    No headline, byline or caption has more; elements left open hold the rest of the page, each again.

    >>> words_of(None)
    ''
    """
    if element is None:
        return ""
    if not len(element):
        return " ".join((element.text or "").split())
    return " ".join("".join(map(str, islice(element.itertext(), _MOST_TEXTS))).split())


def _parse(markup: bytes, *, is_huge: bool) -> tuple[Element | None, bool]:
    """Return the tree, and whether the parser went to the end of *markup*."""
    parser = etree.HTMLParser(
        encoding="utf-8",
        remove_comments=True,
        remove_pis=True,
        no_network=True,
        huge_tree=is_huge,
        collect_ids=False,  # nobody asks for an element by its id
    )
    try:
        root = etree.fromstring(markup, parser)
    except etree.XMLSyntaxError:  # nothing in it but comments and the like
        root = None
    last = parser.error_log.last_error
    return root, last is None or last.type_name != "ERR_RESOURCE_LIMIT"


def _encode(text: str) -> bytes:
    """Return *text* in UTF-8, a space for each character that is none.

    >>> _encode("Gates\\x00 \\ud800opened")
    b'Gates   opened'
    """
    for character in _NO_CHARACTERS:
        if character in text:
            text = text.replace(character, " ")
    try:
        markup = text.encode("utf-8")
    except UnicodeEncodeError:  # halves of a pair
        markup = _SURROGATE.sub(" ", text).encode("utf-8")
    return markup.translate(_WITHOUT_CONTROLS)


def _has_long_tag(markup: bytes) -> bool:
    """Does *markup* go on for long without the end of a tag?

    >>> _has_long_tag(b"<p>" * 90_000), _has_long_tag(b"<p>" + b"a" * 90_000), _has_long_tag(b"a" * 100_001)
    (False, False, True)
    """
    at, end = 0, len(markup)
    while end - at > _LONG_TAG:
        at = markup.rfind(b">", at, at + _LONG_TAG + 1) + 1
        if not at:
            return True
    return False


def _cut_after(markup: bytes, tags: int) -> bytes:
    """Return the beginning of *markup*, with so many tags."""
    place = -1
    for _ in range(tags):
        place = markup.find(b"<", place + 1)
    return markup[:place]


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
