"""Read the JSON-LD of a page, which is often broken, and find the article in it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from tasks.model.wordings import normalise_words
from tasks.text.clean import clean_line, clean_text

Node = Mapping[str, Any]

_MOST_BYTES = 2_000_000
_MOST_NODES = 4_000
_WRAPPER = re.compile(
    r"\A\s*(?://\s?)?(?:<!\[CDATA\[|<!--|/\*\s?<!\[CDATA\[\s?\*/)|(?://\s?)?(?:\]\]>|-->)\s*;?\s*\Z"
)
_OPENS, _CLOSES = ("{", "["), ("}", "]")  # of a script with nothing wrapped around it
_BEFORE_PATH = re.compile(r"\A(?:https?:)?//[^/]{0,255}", re.IGNORECASE)
_TRAILING_COMMA = re.compile(r",(\s{0,200}[}\]])")
_LOOSE_FIELD = re.compile(
    r'"(headline|datePublished|dateModified|dateCreated|articleSection|inLanguage|alternativeHeadline)"\s{0,9}:\s{0,9}"((?:[^"\\]|\\.){1,500})"'
)
_LOOSE_AUTHOR = re.compile(
    r'"author"\s{0,9}:\s{0,9}[\[{\s]{0,20}[^\]}]{0,200}?"name"\s{0,9}:\s{0,9}"((?:[^"\\]|\\.){1,200})"'
)

_ARTICLE = frozenset(
    """
    Article NewsArticle ReportageNewsArticle AnalysisNewsArticle OpinionNewsArticle
    BackgroundNewsArticle AskPublicNewsArticle ReviewNewsArticle SatiricalArticle ScholarlyArticle
    BlogPosting LiveBlogPosting Report SocialMediaPosting TechArticle AdvertiserContentArticle Review
    """.split()  # noqa: SIM905  quoted words are harder to read
)
_PAGE = frozenset({"WebPage", "ItemPage", "VideoObject", "CreativeWork"})


class Update(NamedTuple):
    """A post of a live blog, as structured data has it."""

    body: str | None
    published: str | None
    headline: str | None


class StructuredData:
    """What the JSON-LD blocks of one page say, with its article and the nodes it points to.

    >>> article = '{"@type": "Article", "headline": "Gates", "author": {"@id": "#p"}}'
    >>> data = StructuredData(['{"@graph": [' + article + ', {"@id": "#p", "name": "Ilse Maar"},]};'])
    >>> data.text("headline"), data.names("author")
    ('Gates', ['Ilse Maar'])
    """

    def __init__(
        self, scripts: Iterable[str], *, addresses: Iterable[str | None] = (), headlines: Iterable[str] = ()
    ) -> None:
        self._paths = {_path(address) for address in addresses if address}
        self._headlines = {normalise_words(headline) for headline in headlines}
        self._nodes: list[Node] = []
        self._by_id: dict[str, Node] = {}
        for script in scripts:
            self._collect(_load(script))
        self.article = self._find_article()

    @property
    def is_article(self) -> bool:
        """Does the page say that it is an article of some kind?"""
        return self.article is not None and bool(_types(self.article) & _ARTICLE)

    @property
    def types(self) -> frozenset[str]:
        """The types of all that the page describes, such as ``CollectionPage``."""
        return frozenset(name for node in self._nodes for name in _types(node))

    @property
    def is_live_blog(self) -> bool:
        """Does the page say that it is a live blog?"""
        return self.article is not None and "LiveBlogPosting" in _types(self.article)

    @property
    def updates(self) -> tuple[Update, ...]:
        """The posts of a live blog, where the data carries them."""
        posts = (self.article or {}).get("liveBlogUpdate") or []
        return tuple(
            Update(*(clean_text(value) if isinstance(value, str) else None for value in _first_of(post)))
            for post in (posts if isinstance(posts, list) else [posts])
            if isinstance(post, dict)
        )

    def text(self, *names: str) -> str | None:
        """Return the first of the article's properties *names* that holds text."""
        for name in names:
            value = (self.article or {}).get(name)
            if isinstance(value, list):
                value = next((item for item in value if item), None)
            if isinstance(value, dict):
                value = value.get("name") or value.get("@value") or value.get("@id")
            if isinstance(value, str) and (line := clean_line(value[:2000])):
                return line
        return None

    def names(self, name: str) -> list[str]:
        """Return the names of the people and organisations that the article's property *name* points to."""
        value = (self.article or {}).get(name)
        found: list[str] = []
        for item in value if isinstance(value, list) else [value]:
            written = self._name_of(item)
            lines = written if isinstance(written, list) else [written]
            found.extend(clean_line(line[:500]) for line in lines if isinstance(line, str))
        return [name for name in found if name]

    def site_name(self) -> str | None:
        """Return the name of the publisher, or of the web site."""
        published_by = self.names("publisher")
        if published_by:
            return published_by[0]
        site = next((node for node in self._nodes if "WebSite" in _types(node)), None)
        name = site.get("name") if site else None
        return clean_line(name) or None if isinstance(name, str) else None

    def body(self) -> str | None:
        """Return ``articleBody`` as it is given: the whole story, or only a teaser of it."""
        value = (self.article or {}).get("articleBody")
        return value if isinstance(value, str) and value.strip() else None

    def is_free(self) -> bool | None:
        """Return whether the page says that it may be read for nothing."""
        value = (self.article or {}).get("isAccessibleForFree")
        if isinstance(value, bool):
            return value
        return {"true": True, "false": False}.get(str(value).strip().casefold().rsplit("/", 1)[-1])

    def _name_of(self, item: object) -> object:
        if isinstance(item, dict):
            if "name" not in item and isinstance(item.get("@id"), str):
                item = self._by_id.get(item["@id"], item)
            name = item.get("name")
            if not name and item.get("givenName"):
                name = f"{item['givenName']} {item.get('familyName') or ''}"
            return name
        return item

    def _collect(self, loaded: object) -> None:
        stack = [loaded]
        while stack and len(self._nodes) < _MOST_NODES:
            item = stack.pop()
            if isinstance(item, list):
                stack.extend(reversed(item))
            elif isinstance(item, dict):
                self._nodes.append(item)
                if isinstance(item.get("@id"), str) and len(item) > 1:
                    self._by_id.setdefault(item["@id"], item)
                stack.extend(
                    item[key]
                    for key in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement")
                    if key in item
                )

    def _find_article(self) -> Node | None:
        """Return the node of the article: of several that of this page, else the one that says most."""
        articles = [
            node
            for node in self._nodes
            if _types(node) & _ARTICLE and (node.get("headline") or node.get("datePublished"))
        ]
        if articles:
            return max(
                articles, key=lambda node: (self._is_own(node), "datePublished" in node, "headline" in node)
            )
        return next((node for node in self._nodes if _types(node) & _PAGE and "datePublished" in node), None)

    def _is_own(self, node: Node) -> bool:
        """Does *node* name the address of the page, or its headline?"""
        page = node.get("mainEntityOfPage")
        named = (node.get("url"), page.get("@id") if isinstance(page, dict) else page)
        headline = node.get("headline")
        return any(isinstance(address, str) and _path(address) in self._paths for address in named) or (
            isinstance(headline, str) and normalise_words(headline[:500]) in self._headlines
        )


def _path(address: str) -> str:
    """Return what is left of an address without scheme, host, query and the slash at its end."""
    return _BEFORE_PATH.sub("", address.strip()[:2000]).partition("?")[0].partition("#")[0].rstrip("/")


def _first_of(post: Node) -> tuple[object, object, object]:
    """Return the body, the time and the headline of a post."""
    return (
        post.get("articleBody") or post.get("text") or post.get("description"),
        post.get("datePublished") or post.get("dateModified"),
        post.get("headline") or post.get("name"),
    )


def _types(node: Node) -> set[str]:
    value = node.get("@type")
    names = value if isinstance(value, list) else [value]
    return {name.rsplit("/", 1)[-1].rsplit(":", 1)[-1] for name in names if isinstance(name, str)}


def _load(script: str) -> object:
    """Return what *script* holds, repairing what real pages break; ``None`` where nothing helps."""
    text = script[:_MOST_BYTES].strip()
    if text[:1] not in _OPENS or text[-1:] not in _CLOSES:
        for _ in range(3):
            text = _WRAPPER.sub("", text).strip()
        text = text.rstrip("; \n")
    for attempt in _repairs(text):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return _pick_fields(text)


def _repairs(text: str) -> Iterator[str]:
    yield text
    yield _TRAILING_COMMA.sub(r"\1", text)
    yield "[" + re.sub(r"}\s{0,20}{", "},{", text) + "]"  # several objects in a row
    yield text.replace("\\'", "'").replace("\\x", "\\u00")


def _pick_fields(text: str) -> object:
    """Pick single fields out of something that no parser reads."""
    fields: dict[str, Any] = {name: _unquote(value) for name, value in reversed(_LOOSE_FIELD.findall(text))}
    author = _LOOSE_AUTHOR.search(text)
    if author is not None:
        fields["author"] = {"name": _unquote(author[1])}
    return {"@type": "Article", **fields} if fields else None


def _unquote(written: str) -> str:
    try:
        return str(json.loads(f'"{written}"', strict=False))
    except ValueError:
        return written
