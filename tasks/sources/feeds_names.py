"""What the elements of a feed are called, whatever prefix or namespace their makers gave them.

Names come out in lower case: plain for the core of RSS, RDF and Atom (``item``, ``link``), with the usual
prefix for the modules (``dc:creator``), and with ``~`` for what nobody knows, so that a stranger's
``title`` is not taken for the title.
"""

from __future__ import annotations

import re
from functools import lru_cache

from lxml import etree

XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
XHTML = "http://www.w3.org/1999/xhtml"

FEED_ROOTS = frozenset(("rss", "feed", "rdf:rdf", "rdf", "channel"))
ITEMS = frozenset(("item", "entry"))

# prefix: the namespace to declare for it where a feed forgot to
PREFIXES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "media": "http://search.yahoo.com/mrss/",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "feedburner": "http://rssnamespace.org/feedburner/ext/1.0",
    "pheedo": "http://www.pheedo.com/namespace/pheedo",
    "sy": "http://purl.org/rss/1.0/modules/syndication/",
    "prism": "http://prismstandard.org/namespaces/basic/2.0/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "atom": "http://www.w3.org/2005/Atom",
    "rss": "http://purl.org/rss/1.0/",
    "xhtml": XHTML,
    "xlink": "http://www.w3.org/1999/xlink",
}
# how a namespace begins, scheme and "www." aside: its prefix; no prefix for the core
_BEGINNINGS = (
    ("purl.org/dc/elements", "dc:"),
    ("purl.org/dc/terms", "dcterms:"),
    ("purl.org/rss/1.0/modules/content", "content:"),
    ("purl.org/rss/1.0/modules/syndication", "sy:"),
    ("purl.org/rss/1.0/modules", "~"),
    ("search.yahoo.com/mrss", "media:"),
    ("itunes.com/dtds/podcast", "itunes:"),
    ("itunes.apple.com/dtds/podcast", "itunes:"),
    ("example.com/dtds/podcast", "itunes:"),
    ("rssnamespace.org/feedburner", "feedburner:"),
    ("pheedo.com/namespace", "pheedo:"),
    ("prismstandard.org/namespaces", "prism:"),
    ("w3.org/1999/02/22-rdf-syntax-ns", "rdf:"),
    ("w3.org/1999/xhtml", "xhtml:"),
    ("w3.org/2005/atom", ""),
    ("purl.org/atom", ""),
    ("purl.org/rss/", ""),
    ("purl.org/net/rss", ""),
    ("my.netscape.com/rdf/simple", ""),
    ("channel.netscape.com/rdf/simple", ""),
    ("my.netscape.com/publish/formats/rss", ""),
    ("backend.userland.com/", ""),
    ("blogs.law.harvard.edu/tech/rss", ""),
    ("cyber.law.harvard.edu/rss", ""),
    ("rssboard.org/rss-specification", ""),
)
_CORE_PREFIXES = ("atom:", "rss:", "a10:", "atom10:")
_WEB = re.compile(r"\s{0,9}(?:https?://)?(?:www\.)?", re.IGNORECASE)


@lru_cache(maxsize=4_096)
def plain_tag(tag: str, home: str | None = None) -> str:
    """Return what *tag*, as lxml spells it, is called here; *home* is the namespace of the feed itself.

    >>> plain_tag("{http://purl.org/dc/elements/1.1/}creator"), plain_tag("{http://www.w3.org/2005/Atom}link")
    ('dc:creator', 'link')
    >>> plain_tag("{urn:mine}title"), plain_tag("{urn:mine}title", "urn:mine"), plain_tag("media:title")
    ('~title', 'title', 'media:title')
    """
    if tag.startswith("{"):
        uri, _, local = tag[1:].partition("}")
        return _prefix_of(uri, home) + local.lower()
    name = tag.lower()  # a prefix that nobody declared is part of the name
    for prefix in _CORE_PREFIXES:
        name = name.removeprefix(prefix)
    return name


@lru_cache(maxsize=1_024)
def _prefix_of(uri: str, home: str | None) -> str:
    begins = _WEB.sub("", uri, count=1).lower()
    for beginning, prefix in _BEGINNINGS:
        if begins.startswith(beginning):
            return prefix
    return "" if uri == home else "~"


def home_of(root: etree._Element) -> str | None:
    """Return the namespace that a feed's own elements are in."""
    tag = str(root.tag)
    return tag[1:].partition("}")[0] if tag.startswith("{") else None
