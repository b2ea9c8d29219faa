"""Markup inside feeds: its text, its source, and the same without what would act in a browser."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from urllib.parse import urljoin

import lxml.etree
import lxml.html

_TAGS = (
    "a|abbr|acronym|address|area|article|aside|audio|b|bdi|bdo|big|blink|blockquote|body|br|button|canvas|caption|center|"
    "cite|code|col|colgroup|dd|del|details|dfn|dir|div|dl|dt|em|embed|fieldset|figcaption|figure|font|footer|form|"
    "frame|frameset|h[1-6]|head|header|hr|html|i|iframe|img|input|ins|kbd|label|legend|li|link|main|map|mark|math|"
    "menu|meta|nav|nobr|noscript|object|ol|option|p|param|picture|pre|q|rp|rt|ruby|s|samp|script|section|select|small|"
    "source|span|strike|strong|style|sub|summary|sup|svg|table|tbody|td|textarea|tfoot|th|thead|time|title|tr|tt|u|ul|"
    "var|video|wbr|applet|base"
)
_TAG = re.compile(rf"</?(?:{_TAGS})(?=[\s/>])|<!--", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_OTHER_TAG = re.compile(rf"<(?!/?(?:{_TAGS})(?=[\s/>])|!--)", re.IGNORECASE)
_BLOCKS = re.compile(r"(?i)(?=</?(?:p|div|br|li|h[1-6]|tr|blockquote)\b)")
_PICTURE = re.compile(r"<(?:img|picture|video|audio|svg|math)(?=[\s/>])", re.IGNORECASE)
_SIMPLE = re.compile(
    r"(?:[^<]++|</?(?:p|br|b|i|u|em|strong|span|div|ul|ol|li|h[1-6]|blockquote)\s?/?>)*+\Z", re.IGNORECASE
)
_ANY_TAG = re.compile(r"<[^<>]{1,20}>")
_SILENT = frozenset(("script", "style"))

# A quick look at lower-case markup that may be wrong on the safe side: what passes it has nothing that acts.
# Each begins with a letter that is looked for fast; one expression for all of them is ten times slower.
_ACTS = (
    "script:",
    "script :",
    "srcdoc",
    "-moz-binding",
    "expression(",
    "behavio",
    "@import",
    "data:text",
    "data:image/s",
)
_MAY_ACT = (
    re.compile(r"<(?:\s|script|style|iframe|frame|object|embed|applet|base|meta|link|form|template)"),
    re.compile(r"on[a-z]{2,30}\s{0,9}="),
    # an address whose scheme is spelled with entities or broken over lines
    re.compile(r"=\s{0,9}[\"']?[a-z\s]{0,30}(?:[\x00-\x1f]|&(?:#|tab|newline|colon))"),
)
_DROPPED_WITH_TEXT = frozenset(("script", "style", "template"))
_DROPPED = frozenset(
    ("iframe", "frame", "frameset", "object", "embed", "applet", "base", "meta", "link", "form")
)
_ADDRESSES = frozenset(
    ("href", "src", "action", "formaction", "background", "poster", "data", "cite", "longdesc", "lowsrc",
     "dynsrc", "xlink:href", "{http://www.w3.org/1999/xlink}href")
)  # fmt: skip
_ACTING_ADDRESS = re.compile(
    r"(?:javascript|vbscript|livescript|mocha):|data:\s*text/(?:html|xml)|data:image/svg"
)
_ACTING_STYLE = re.compile(r"expression|behaviou?r|-moz-binding|script\s*:|@import", re.IGNORECASE)
_ABSOLUTE = ('href="http', "href='http", 'src="http', "src='http")
_BLANK = re.compile(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\ufeff]+")
_XMLNS = re.compile(r'\sxmlns(?::[\w.-]{1,40})?="[^"<>]{0,300}"')


def has_markup(text: str) -> bool:
    """Is there an HTML tag or an entity in *text*?

    >>> has_markup("5 < 6"), has_markup("a std::vector<T>"), has_markup("a <b>b</b>"), has_markup("R&amp;D")
    (False, False, True, True)
    """
    return ("<" in text and _TAG.search(text) is not None) or (
        "&" in text and _ENTITY.search(text) is not None
    )


def text_of_html(markup: str) -> str:
    """Return the text of a snippet of HTML on one line.

    >>> text_of_html("<p>R&amp;D chief</p><p>says <b>no</b></p>")
    'R&D chief says no'

    What is no tag of HTML is text, and a script is none:

    >>> text_of_html("<i>vector<T></i> sort<script>go()</script>")
    'vector<T> sort'
    """
    if "<" not in markup:
        return " ".join(html.unescape(markup).split())
    if _SIMPLE.match(markup):  # most teasers, at a tenth of the cost
        return " ".join(html.unescape(_ANY_TAG.sub("", _BLOCKS.sub(" ", markup))).split())
    marked = _BLOCKS.sub(" ", _OTHER_TAG.sub("&lt;", markup))
    try:
        tree = lxml.html.fragment_fromstring(marked, create_parent="div")
    except (lxml.etree.LxmlError, ValueError):
        return " ".join(markup.split())
    return " ".join("".join(_texts(tree)).split())


def plain_text(value: str, *, is_html: bool = True) -> str:
    """Return a title or summary as text. What is said to be text already keeps its angle brackets.

    >>> plain_text("Ports &amp;amp; <em>ferries</em>"), plain_text("<blink> and R&amp;D", is_html=False)
    ('Ports & ferries', '<blink> and R&D')

    A picture without a word stays as its markup:

    >>> plain_text('<img src="a.png" onerror="go()">')
    '<img src="a.png">'
    """
    value = value.strip()
    if not has_markup(value):
        return value
    if not is_html and not may_act(value):
        return _unescaped(value)
    text = _unescaped(text_of_html(value))
    return text if text or not _PICTURE.search(value) else make_inert(value)


def _unescaped(text: str) -> str:
    """Return *text* without the entities that someone escaped once too often."""
    return html.unescape(text) if "&" in text and _ENTITY.search(text) else text


def _texts(element: lxml.etree._Element) -> Iterator[str]:
    """Yield the pieces of text in *element*, those of scripts and comments aside."""
    if not any(True for _ in element.iter("script", "style", lxml.etree.Comment, lxml.etree.PI)):
        yield from map(str, element.itertext())
        return
    for event, node in lxml.etree.iterwalk(element, events=("start", "end", "comment", "pi")):
        if event == "start":
            if node.tag not in _SILENT and node.text:
                yield node.text
        elif node is not element and node.tail:
            yield node.tail


def text_of(element: lxml.etree._Element) -> str:
    """Return the text of *element* as it is written, with that of what stands inside."""
    return str(element.text or "") if not len(element) else "".join(map(str, element.itertext()))


def inner_markup(element: lxml.etree._Element, *, is_escaped: bool) -> str:
    """Return what stands in *element* as HTML, a lone ``div`` around it left out.

    With *is_escaped* the text may itself be HTML that was escaped, as in RSS.

    >>> inner_markup(lxml.etree.fromstring("<c>a &amp; <b>b</b></c>"), is_escaped=False)
    'a &amp; <b>b</b>'
    """
    while len(element) == 1 and _local(element[0]) == "div" and not (element.text or "").strip():
        if (element[0].tail or "").strip():
            break
        element = element[0]
    if not len(element):
        text = str(element.text or "")
        return text if is_escaped else html.escape(text, quote=False)
    for node in element.iter(lxml.etree.Element):
        if node is not element and "}" in str(node.tag):
            node.tag = _local(node)
    lxml.etree.cleanup_namespaces(element)
    raw = is_escaped and any(has_markup(str(text)) for text in element.itertext())
    pieces = [element.text or "", *(_piece(child, is_raw=raw) for child in element)]
    if not raw:
        pieces[0] = html.escape(pieces[0], quote=False)
    return "".join(pieces)


def _piece(child: lxml.etree._Element, *, is_raw: bool) -> str:
    tail = str(child.tail or "")
    if child.tag is lxml.etree.Entity:  # pragma: no cover - entities are settled before parsing
        return tail
    markup = _XMLNS.sub("", lxml.etree.tostring(child, encoding="unicode", method="html", with_tail=False))
    return (html.unescape(markup) if is_raw else markup) + (
        tail if is_raw else html.escape(tail, quote=False)
    )


def _local(element: lxml.etree._Element) -> str:
    return str(element.tag).rpartition("}")[2].lower()


def may_act(markup: str) -> bool:
    """May something in *markup* act in a browser? A quick look, on the safe side.

    >>> may_act("<p>Ferries</p>"), may_act("<img src=a.png ONLOAD=go()>")
    (False, True)
    """
    lower = markup.lower()
    return any(acting in lower for acting in _ACTS) or any(acting.search(lower) for acting in _MAY_ACT)


def make_inert(markup: str) -> str:
    """Return *markup* without scripts, frames, event handlers and addresses that run.

    >>> make_inert('<p onclick="go()">All <a href="java&#115;cript:go()">sail</a><script>go()</script></p>')
    '<p>All <a>sail</a></p>'

    What has nothing of that kind comes back letter for letter.
    """
    if not may_act(markup):
        return markup
    try:
        tree = lxml.html.fragment_fromstring(markup, create_parent="div")
    except (lxml.etree.LxmlError, ValueError):
        return html.escape(markup, quote=False)
    for node in list(tree.iter()):
        if node is tree:
            continue
        if not isinstance(node.tag, str) or node.tag in _DROPPED_WITH_TEXT:
            node.drop_tree()
        elif node.tag in _DROPPED:
            node.drop_tag()
        else:
            _disarm(node)
    first = html.escape(tree.text or "", quote=False)
    return first + "".join(lxml.etree.tostring(child, encoding="unicode", method="html") for child in tree)


def _disarm(node: lxml.html.HtmlElement) -> None:
    for name, value in list(node.attrib.items()):
        key, written = str(name).lower(), _BLANK.sub("", str(value)).lower()
        acts = key.startswith("on") or key == "srcdoc"
        acts = acts or (key in _ADDRESSES and _ACTING_ADDRESS.match(written) is not None)
        if acts or (key == "style" and _ACTING_STYLE.search(str(value))):
            del node.attrib[name]


def resolve_links(markup: str, base: str) -> str:
    """Return *markup* with the addresses in it resolved against *base*.

    >>> resolve_links('<a href="n/1">Ferries</a>', "https://courier.example/feed/")
    '<a href="https://courier.example/feed/n/1">Ferries</a>'
    """
    lower = markup.lower()
    if lower.count("href") + lower.count("src=") == sum(map(lower.count, _ABSOLUTE)):
        return markup
    try:
        tree = lxml.html.fragment_fromstring(markup, create_parent="div")
    except (lxml.etree.LxmlError, ValueError):
        return markup
    for node in tree.iter(lxml.etree.Element):
        for name in ("href", "src"):
            if value := node.get(name):
                node.set(name, resolve(value, base))
    first = html.escape(tree.text or "", quote=False)
    return first + "".join(lxml.etree.tostring(child, encoding="unicode", method="html") for child in tree)


def resolve(url: str, base: str | None) -> str:
    """Return *url* as an absolute address, as far as there is a *base*.

    >>> resolve(" n/1 ", "https://courier.example/feed/"), resolve("n/1", None)
    ('https://courier.example/feed/n/1', 'n/1')
    """
    url = url.strip()
    if not url or not base or (url.startswith(("http://", "https://")) and "/.." not in url):
        return url
    try:
        return urljoin(base, url)
    except ValueError:  # an IPv6 address that is none
        return url
