"""XML that its makers wrote wrong, mended as text: what is broken costs at most the place it stands in.

Document types are cut out here, before anything is parsed: no entity grows, and nothing outside is opened.
"""

from __future__ import annotations

import html.entities
import re
from collections.abc import Iterator

from tasks.sources.feeds_names import PREFIXES

HEAD = 65_536  # characters in which a document says what it is
_LONGEST_SUBSET = 262_144

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_DECLARATION = re.compile(r"<\?xml\b[^<>]{0,400}>", re.IGNORECASE)
_START = re.compile(
    r"<(?:\?xml|!DOCTYPE|rss\b|feed\b|rdf:RDF\b|channel\b|\w{1,20}:(?:RDF|rss|feed)\b)", re.IGNORECASE
)
ROOT = re.compile(r"<([A-Za-z_][\w.:-]{0,80})")
_DOCTYPE = re.compile(r"<!DOCTYPE\b", re.IGNORECASE)
_ENTITY_DECLARATION = re.compile(
    r"""<!ENTITY\s{1,9}([A-Za-z_][\w.-]{0,40})\s{1,9}(?:"([^"<>%]{0,200})"|'([^'<>%]{0,200})')\s{0,9}>"""
)
_MOST_ENTITIES = 500
_REFERENCE = re.compile(r"&(?:#(\d{1,8})|#[xX]([0-9A-Fa-f]{1,8})|([A-Za-z_][\w.-]{0,40}));")
_KEPT = frozenset(("amp", "lt", "gt", "quot", "apos"))
_BROKEN = re.compile(r"(<!\[CDATA\[)|(<!--)|(&)|(<(?![A-Za-z_/!?]))|(\]\]>)")
_CDATA, _NOTE, _AMPERSAND, _STRAY = 1, 2, 3, 4
_HIDING = re.compile(r"<!\[CDATA\[|<!--")
_OPENS = re.compile(r"<([A-Za-z_][\w.:-]{0,80})(?:\s[^<>]{0,500})?>\s{0,200}\Z")
_PREFIXED = re.compile(
    r"<([A-Za-z_][\w.-]{0,30}):[A-Za-z_]|\s([A-Za-z_][\w.-]{0,30}):[A-Za-z_][\w.-]{0,40}\s{0,9}="
)
_DECLARED = re.compile(r"\sxmlns:([A-Za-z_][\w.-]{0,30})\s{0,9}=")
_MOST_PREFIXES = 200
_VOID = re.compile(
    r"<!\[CDATA\[.*?\]\]>|<(br|hr|img|input|wbr|area|col)(?=[\s/>])([^<>]{0,4000}?)/?>",
    re.DOTALL | re.IGNORECASE,
)
_TAG = re.compile(r"<!\[CDATA\[.*?\]\]>|<[A-Za-z_][^<>=]{0,200}=[^<>]{0,4000}>", re.DOTALL)
_ATTRIBUTE = re.compile(r"""(\s[\w:.-]{1,80}\s{0,9}=\s{0,9})("[^"]*"|'[^']*'|[^\s"'<>]+)""")


def mended(text: str) -> str:
    """Return the XML that *text* was meant to be, from its root element on.

    >>> mended("\\n<?xml version='1.0'?><!DOCTYPE a><a href=x&y>R&D<br></a>")
    '<a href="x&amp;y">R&amp;D<br/></a>'
    """
    text, entities = unwrapped(text)
    return close_tags(declare(mend(text, entities)))


def unwrapped(text: str) -> tuple[str, dict[str, str]]:
    """Return *text* from its root element on, and the entities that its document type declares.

    >>> unwrapped("cached\\n<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY co 'Courier'>]><rss/>")
    ('<rss/>', {'co': 'Courier'})
    """
    start = _START.search(text, 0, HEAD)
    begins = text.lstrip()
    if start is not None and (not begins.startswith("<") or begins.startswith("<?")):
        text = text[start.start() :]
    text = _without_prologue(_DECLARATION.sub("", text.lstrip(), count=1))
    if _DOCTYPE.match(text) is None:
        return text, {}
    inner, close = text.find("["), text.find(">")
    subset = ""
    if 0 <= inner < close:
        end = text.find("]", inner, _LONGEST_SUBSET)
        while end >= 0 and not text[end + 1 : end + 50].lstrip().startswith(">"):
            end = text.find("]", end + 1, _LONGEST_SUBSET)
        subset = text[inner : max(end, inner)]
        close = text.find(">", end) if end >= 0 else -1
    return _without_prologue(text[close + 1 :] if close >= 0 else ""), _entities_in(subset)


def _without_prologue(text: str) -> str:
    """Return *text* without comments and instructions before its root."""
    text = text.lstrip()
    for _ in range(50):
        mark = "-->" if text.startswith("<!--") else "?>" if text.startswith("<?") else ""
        end = text.find(mark) if mark else -1
        if end < 0:
            break
        text = text[end + len(mark) :].lstrip()
    return text


def _entities_in(subset: str) -> dict[str, str]:
    """Return the entities that are plain text or one character: no others, so that none can grow."""
    found: dict[str, str] = {}
    for match in _ENTITY_DECLARATION.finditer(subset):
        value = match[2] if match[2] is not None else match[3]
        if len(found) < _MOST_ENTITIES and "&" not in value.replace("&#", ""):
            found.setdefault(match[1], _REFERENCE.sub(_character, value))
    return found


def mend(text: str, entities: dict[str, str]) -> str:
    """Return *text* with what XML does not allow between its tags in a form that it does.

    >>> mend("<a>R&D &eacute;t&co; &no; 5 < 6\\f &#0;<![CDATA[<b>]]></a>", {"co": "Courier"})
    '<a>R&amp;D étCourier &amp;no; 5 &lt; 6 \ufffd<![CDATA[<b>]]></a>'
    """
    text = _FORBIDDEN.sub("", text)
    sections, notes = _Ends(text, "]]>"), _Ends(text, "-->")
    pieces: list[str] = []
    at = 0
    while found := _BROKEN.search(text, at):
        pieces.append(text[at : found.start()])
        at = found.end()
        match found.lastindex:
            case 1:
                section, at = _section(text, found.start(), sections.after(at))
                pieces.append(section)
            case 2:
                end = notes.after(at)
                if end < 0:
                    pieces.append("&lt;!--")
                at = end + 3 if end >= 0 else at
            case 3:
                reference = _REFERENCE.match(text, found.start())
                pieces.append(_settled(reference, entities) if reference else "&amp;")
                at = reference.end() if reference else at
            case 4:
                pieces.append("&lt;")
            case _:
                pieces.append("]]&gt;")
    pieces.append(text[at:])
    return "".join(pieces)


def outside(text: str) -> Iterator[str]:
    """Yield the parts of *text* that stand outside of CDATA sections and comments.

    >>> list(outside("<a><![CDATA[<b>]]>c<!-- <d> --></a>"))
    ['<a>', 'c', '</a>']
    """
    sections, notes = _Ends(text, "]]>"), _Ends(text, "-->")
    at = 0
    while found := _HIDING.search(text, at):
        end = (sections if found.group().endswith("[") else notes).after(found.end())
        yield text[at : found.start()] if end >= 0 else text[at : found.end()]
        at = end + 3 if end >= 0 else found.end()
    yield text[at:]


class _Ends:
    """Where a mark comes next in a text that is walked once: it is not looked for again from each place."""

    def __init__(self, text: str, mark: str) -> None:
        self._text, self._mark, self._next = text, mark, -2

    def after(self, at: int) -> int:
        """Return the place of the mark at or after *at*, -1 where there is none."""
        if self._next != -1 and self._next < at:
            self._next = self._text.find(self._mark, at)
        return self._next


def _section(text: str, start: int, end: int) -> tuple[str, int]:
    """Return the CDATA section that opens at *start*, and where the text goes on after it.

    One that nobody closed ends with its element: it must not swallow the articles after it.
    """
    inside = text.find("<![CDATA[", start + 9, end if end >= 0 else start + _LONGEST_SUBSET)
    if end >= 0 and inside < 0:
        return text[start : end + 3], end + 3
    opened = _OPENS.search(text[max(0, start - 800) : start])
    limit = inside if inside >= 0 else start + _LONGEST_SUBSET
    stop = text.find(f"</{opened[1]}>", start, limit) if opened else -1
    if stop >= 0:
        return text[start:stop] + "]]>", stop
    if end >= 0:
        return text[start : end + 3], end + 3
    return "", start + 9


def _settled(reference: re.Match[str], entities: dict[str, str]) -> str:
    name = reference[3]
    if name is None:
        return escape(_character(reference))
    if name in _KEPT:
        return reference.group()
    value = entities.get(name) or html.entities.html5.get(f"{name};")
    return escape(value) if value is not None else f"&amp;{name};"


def _character(reference: re.Match[str]) -> str:
    """Return the character that a reference by number stands for."""
    if reference[3]:
        return reference.group()
    number = int(reference[1]) if reference[1] else int(reference[2], 16)
    if number > 0x10FFFF or 0xD800 <= number <= 0xDFFF or number in (0, 0xFFFE, 0xFFFF):
        return "\ufffd"
    return "" if _FORBIDDEN.match(chr(number)) else chr(number)


def escape(text: str) -> str:
    """Return *text* as it is written in XML, between tags or in an attribute.

    >>> escape('R&D "<new>"')
    'R&amp;D &quot;&lt;new&gt;&quot;'
    """
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def declare(text: str) -> str:
    """Return *text* with a declaration for each prefix that is used and declared nowhere.

    >>> declare("<rss><dc:date/></rss>")
    '<rss xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:date/></rss>'
    """
    used = {found[1] or found[2] for found in _PREFIXED.finditer(text)}
    missing = sorted(used - set(_DECLARED.findall(text)) - {"xml", "xmlns"})
    root = ROOT.match(text)
    if not missing or root is None:
        return text
    uris = {prefix: PREFIXES.get(prefix.lower(), f"urn:{prefix}") for prefix in missing[:_MOST_PREFIXES]}
    added = "".join(f' xmlns:{prefix}="{uri}"' for prefix, uri in uris.items())
    return text[: root.end()] + added + text[root.end() :]


def close_tags(markup: str) -> str:
    """Return *markup* with the elements of HTML that have no end closed, and attributes in quotes.

    >>> close_tags("<p class=x>a<br>b<img src='a.png'></p>")
    '<p class="x">a<br/>b<img src=\\'a.png\\'/></p>'
    """
    markup = _VOID.sub(lambda found: f"<{found[1]}{found[2]}/>" if found[1] else found.group(), markup)
    return _TAG.sub(_quote_all, markup)


def _quote_all(tag: re.Match[str]) -> str:
    return tag.group() if tag.group().startswith("<!") else _ATTRIBUTE.sub(_quote, tag.group())


def _quote(attribute: re.Match[str]) -> str:
    name, value = attribute[1], attribute[2]
    if value[0] in "\"'":
        return attribute.group()
    slash = "/" if value.endswith("/") and attribute.end() == len(attribute.string) - 1 else ""
    return f'{name}"{value.removesuffix(slash) if slash else value}"{slash}'
