"""Links to articles on a page that lists them, and addresses in a file that lists those."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urldefrag, urlsplit

import lxml.etree
import lxml.html
from bs4 import BeautifulSoup
from soupsieve import SelectorSyntaxError

from tasks.charset import decode
from tasks.model.errors import ConfigError, DocumentRejected, OversizedDocument
from tasks.sources.feeds_markup import resolve

_MOST_BYTES = 16_000_000
_MOST_LINKS = 2_000
_LONGEST_URL = 2_048
_CHARSET = re.compile(r"""charset\s{0,4}=\s{0,4}["']?([\w.:-]{2,40})""", re.IGNORECASE)

# parts of an address that lead to lists, people, shops and forms, in the languages of many sites
_NO_ARTICLE = frozenset(
    """
    tag tags category categories kategorie kategorien categoria categorias topic topics thema themen
    tema temas sujet author authors autor autoren auteur autore profile people staff team login signin
    signup register registration account konto subscribe subscription abo abonnement newsletter
    newsletters search suche recherche buscar about about-us contact contact-us kontakt impressum
    imprint privacy datenschutz terms agb legal cookies cookie-policy advertise advertising werbung jobs
    careers shop store cart checkout feed feeds rss sitemap archive archives archiv page pages help faq
    support gallery galleries podcasts wetter weather horoscope games spiele puzzles crosswords share
    print comments comment wp-login.php wp-admin cdn-cgi user users
    """.split()  # noqa: SIM905  reads better than eighty quoted words
)
_FILES = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|pdf|mp[34]|m4a|zip|css|js|json|xml|rss|ico|docx?|xlsx?)\Z", re.IGNORECASE
)
_DAY = re.compile(r"/(?:19|20)\d{2}[/-]?(?:0?[1-9]|1[0-2]|[a-z]{3})[/-]?(?:\d{1,2})?(?=[/_-]|\Z)")
_NUMBER = re.compile(
    r"(?<!\d)\d{5,20}(?!\d)|(?:^|[-_/.])[a-z]{0,3}\d{4,}(?:[-_/.]|$)|[0-9a-f]{8}-?[0-9a-f]{4}", re.IGNORECASE
)
_SLUG_WORD = re.compile(r"[^\W\d_]{2,40}")
_ENOUGH = 4
_FAMILY = 5  # numbered addresses alike make a list, where nothing else looks like one
_DIGITS = re.compile(r"\d{1,20}")
_ADDRESS = re.compile(r"https?://[^\s\"'<>\\^`{|}]{3,2000}", re.IGNORECASE)
_BARE = re.compile(r"(?:[\w-]{1,63}\.){1,6}[A-Za-z]{2,24}(?:/[^\s\"'<>]{0,2000})?\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link on a page: where to, and what it says."""

    url: str
    text: str


def find_article_links(
    data: bytes, *, base_url: str, selector: str | None = None, headers: Mapping[str, str] | None = None
) -> list[Link]:
    """Return the links to articles on a page, in its order, each address once.

    *selector* is a CSS selector of links, or of what holds them; without one the links that look like
    articles of the same site are taken: by their address, their words and where they stand. Where none
    does, the largest family of numbered addresses is: ``/story/1``, ``/story/2``, …

    >>> page = b'<h2><a href="/2024/03/harbour-plans">Harbour plans passed</a></h2><a href="/about">Us</a>'
    >>> [link.url for link in find_article_links(page, base_url="https://courier.example/")]
    ['https://courier.example/2024/03/harbour-plans']

    Raise :class:`DocumentRejected` for what is no page, :class:`ConfigError` for what is no selector.
    """
    text = read_page(data, headers)
    found = _selected(text, base_url, selector) if selector else _likely(text, base_url)
    links: dict[str, Link] = {}
    for link in found:
        known = links.get(link.url)
        if known is None or len(known.text) < len(link.text):
            links[link.url] = link  # a picture and a headline lead to the same place
        if len(links) >= _MOST_LINKS:
            break
    return list(links.values())


def read_page(data: bytes, headers: Mapping[str, str] | None) -> str:
    """Return the text of a page, in the charset that it or its server states.

    >>> read_page(b"<p>Hafengeb\\xfchr", {"Content-Type": "text/html; charset=windows-1252"})
    '<p>Hafengebühr'
    """
    if len(data) > _MOST_BYTES:
        raise OversizedDocument(f"a page of more than {_MOST_BYTES:,} bytes")
    stated = next((value for name, value in (headers or {}).items() if name.lower() == "content-type"), "")
    declared = _CHARSET.search(stated)
    text, _ = decode(data, declared=declared[1] if declared else None, is_html=True)
    return text.replace("\0", "")


def parse_page(text: str) -> lxml.html.HtmlElement | None:
    """Return the tree of a page, ``None`` where there is nothing in it.

    >>> parse_page("<p>Ferries").text_content(), parse_page("  ")
    ('Ferries', None)
    """
    parser = lxml.html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True)
    try:
        root: lxml.html.HtmlElement | None = lxml.html.document_fromstring(
            text.encode("utf-8", "replace"), parser=parser
        )
    except (lxml.etree.LxmlError, ValueError):
        return None
    return root


def base_of(root: lxml.html.HtmlElement, base_url: str) -> str:
    """Return the address that the links of a page are resolved against.

    >>> base_of(parse_page('<base href="/en/">'), "https://courier.example/x")
    'https://courier.example/en/'
    """
    own = next((href for base in root.iter("base") if (href := base.get("href"))), "")
    return resolve(own, base_url) if own else base_url


def _selected(text: str, base_url: str, selector: str) -> Iterator[Link]:
    soup = BeautifulSoup(text, "lxml")
    base = soup.find("base", href=True)
    base_url = resolve(str(base["href"]), base_url) if base else base_url
    try:
        chosen = soup.select(selector, limit=_MOST_LINKS)
    except (SelectorSyntaxError, NotImplementedError) as error:
        raise ConfigError(f"links: {selector!r} is no CSS selector: {str(error).splitlines()[0]}") from error
    for element in chosen:
        for anchor in (element,) if element.name == "a" else element.find_all("a", href=True):
            if url := _web(str(anchor.get("href") or ""), base_url):
                yield Link(url=url, text=" ".join(anchor.get_text(" ").split()))


def _web(href: str, base_url: str) -> str:
    """Return where *href* leads, without the place on that page; nothing for what leads to no page."""
    url = urldefrag(resolve(href, base_url)).url if not href.strip().startswith("#") else ""
    return url if url[:8].lower().startswith(("http://", "https://")) and len(url) <= _LONGEST_URL else ""


# --------------------------------------------------------------------------------- what looks likely


def _likely(text: str, base_url: str) -> Iterator[Link]:
    root = parse_page(text)
    if root is None:
        return
    base = base_of(root, base_url)
    family: dict[str, list[Link]] = {}
    likely = 0
    away = set(root.xpath("//nav//a | //footer//a | //aside//a | //form//a"))
    cards = set(
        root.xpath("//article//a | //h1//a | //h2//a | //h3//a | //h4//a | //a[.//h2 or .//h3 or .//h4]")
    )
    for anchor in root.iter("a"):
        url = _web(anchor.get("href") or "", base)
        if not url or not _same_site(url, base_url):
            continue
        words = " ".join(anchor.text_content().split())
        worth = _worth_of_address(url, base_url) + _worth_of_words(words)
        link = Link(url=url, text=words)
        if worth + 2 * (anchor in cards) - 3 * (anchor in away) >= _ENOUGH:
            likely += 1
            yield link
        elif anchor not in away and (shape := _shape_of(url)):
            family.setdefault(shape, []).append(link)
    largest = max(family.values(), key=len, default=[])
    if not likely and len(largest) >= _FAMILY:
        yield from largest


def _shape_of(url: str) -> str:
    """Return what addresses of one list have in common: all but the number in the last part of the path.

    >>> _shape_of("https://courier.example/articles/17.html"), _shape_of("https://courier.example/about")
    ('/articles/#.html', '')
    """
    path = urlsplit(url).path
    folder, _, last = path.rpartition("/")
    names = [name for name in folder.lower().split("/") if name]
    if _FILES.search(path) or not names or _NO_ARTICLE.intersection(names):
        return ""
    shape = _DIGITS.sub("#", last)
    return f"{folder}/{shape}" if shape != last else ""


def _worth_of_address(url: str, page_url: str) -> int:
    """Return what an address says for an article; a list, a file, or the page itself is none."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return -9
    path = unquote(parts.path)
    names = [name for name in path.lower().split("/") if name]
    if not names or _FILES.search(path) or url.rstrip("/") == page_url.rstrip("/"):
        return -9
    if _NO_ARTICLE.intersection(names):
        return -4
    slug = max(names, key=len)
    words = len(_SLUG_WORD.findall(slug)) if "-" in slug or "_" in slug else 0
    worth = min(words, 4) - (0 if words else 1)
    worth += 2 if _DAY.search(path) else 0
    worth += 2 if _NUMBER.search(path) or _NUMBER.search(parts.query) else 0
    return worth + (1 if len(names) > 1 or path.endswith((".html", ".htm")) else 0)


def _worth_of_words(words: str) -> int:
    """Return what a link's words say for a headline: that there are several."""
    if not words:
        return 0
    count = len(words.split())
    if words.count(" ") < len(words) / 14 and not words.isascii():
        count = len(words) // 3  # of a script that puts no spaces between words
    return 2 if count >= 5 else 1 if count >= 3 else -1


def _same_site(url: str, page_url: str) -> bool:
    try:
        one, other = urlsplit(url).hostname or "", urlsplit(page_url).hostname or ""
    except ValueError:
        return False
    one, other = one.removeprefix("www."), other.removeprefix("www.")
    return bool(one) and (one == other or one.endswith("." + other) or other.endswith("." + one))


# --------------------------------------------------------------------------------- lists of addresses


def read_address_list(data: bytes) -> list[str]:
    """Return the addresses in a text that lists them, each once; lines that begin with ``#`` are notes.

    >>> read_address_list(b"# ours\\nhttps://courier.example/1, Harbour\\n\\ncourier.example/2\\nhttps://courier.example/1\\n")
    ['https://courier.example/1', 'https://courier.example/2']
    """
    try:
        text, _ = decode(data[:_MOST_BYTES])
    except DocumentRejected:
        return []
    found: dict[str, None] = {}
    for line in text.lstrip("\ufeff").splitlines():
        line = line.strip()
        if line.startswith(("#", "//", ";")):
            continue
        address = _ADDRESS.search(line)
        if address is not None:
            url = address.group().rstrip(",;.")
            found.setdefault(url if len(url) <= _LONGEST_URL else "")
        elif _BARE.match(line):
            found.setdefault(f"https://{line}")
    found.pop("", None)
    return list(found)
