"""One item of an RSS, RDF or Atom feed under our field names."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml import etree

from tasks.sources.feeds_address import address_of, identifier_of
from tasks.sources.feeds_context import Context, Item, Told, base_in, present, text_in, told_in
from tasks.sources.feeds_dates import settle_date
from tasks.sources.feeds_markup import plain_text, resolve, text_of
from tasks.sources.feeds_names import XML_LANG, plain_tag
from tasks.sources.feeds_texts import texts_of, title_of

_EMAIL_FIRST = re.compile(r"(?:mailto:)?(\S{1,100}@\S{1,100})\s{0,9}\(([^()]{1,200})\)\Z")

# whichever comes first has the say; the second half of each holds ISO 8601 by its own standard
_PUBLISHED = (
    ("pubdate", False), ("published", True), ("issued", True), ("dc:date", True), ("dcterms:issued", True),
    ("created", True), ("dcterms:created", True), ("prism:publicationdate", True), ("dcterms:date", True),
    ("date", False),
)  # fmt: skip
_MODIFIED = (("updated", True), ("modified", True), ("dcterms:modified", True), ("lastbuilddate", False))


def read_item(element: etree._Element, context: Context, *, names: frozenset[str] | None = None) -> Item:
    """Return the fields of the item at *element*; of a feed itself those called *names*.

    >>> author = "<author>a@b.example (Ann Bee)</author>"
    >>> item = etree.fromstring(f"<item><title>R&amp;D</title><link>/1</link>{author}</item>")
    >>> read_item(item, Context(base="https://courier.example/feed", home=None))
    {'url': 'https://courier.example/1', 'title': 'R&D', 'authors': ['Ann Bee (a@b.example)']}
    """
    told = told_in(element, context, names)
    identifier = identifier_of(told, element, context)
    title, language = title_of(told, context), _language(told, element, context)
    summary, body, body_html = texts_of(told, context)
    item = present(
        url=address_of(told, element, identifier, context),
        title=title,
        summary=summary,
        body=body,
        body_html=body_html,
        authors=_authors(told, context),
        published=_date(told, _PUBLISHED, language),
        modified=_date(told, _MODIFIED, language),
        tags=_tags(told),
        id=identifier,
        image=_image(told, context),
    )
    if names is not None or not (item or "dc:language" in told):
        return item
    if context.authors and "authors" not in item:
        item["authors"] = list(context.authors)
    item.update(present(language=language, site_name=context.site_name))
    return item


def _authors(told: Told, context: Context) -> list[str]:
    names: list[str] = []
    for name in ("author", "dc:creator", "dc:author", "itunes:author"):
        for element in told.get(name, ()):
            names += _persons(element, context)
        if names and name != "author":
            break
    if not names:
        for source in told.get("source", ()):
            for child in source:
                if isinstance(child.tag, str) and plain_tag(child.tag, context.home) == "author":
                    names += _persons(child, context)
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(name.partition(" (")[0].casefold(), name)
    return list(found.values())


def _persons(element: etree._Element, context: Context) -> list[str]:
    """Return whom *element* names, the address in brackets after the name."""
    parts: dict[str, str] = {}
    for child in element:
        if isinstance(child.tag, str):
            parts.setdefault(plain_tag(child.tag, context.home), " ".join(text_of(child).split()))
    name, email = parts.get("name", ""), parts.get("email", "")
    if name or email:
        return [f"{name} ({email})" if name and email and email not in name else name or email]
    text = plain_text(" ".join(text_of(element).split()))
    found = _EMAIL_FIRST.match(text)
    return [f"{found[2].strip()} ({found[1]})"] if found else [text] if text else []


def _tags(told: Told) -> list[str]:
    tags: list[str] = []
    for name in ("category", "dc:subject", "media:category"):
        for element in told.get(name, ()):
            label, term = (element.get("label") or "").strip(), (element.get("term") or "").strip()
            tags += [label, term] if _differ(label, term) else [label or term]
            if not label and not term:
                tags.append(plain_text(text_of(element)))
    for name in ("tags", "keywords", "itunes:keywords"):
        for element in told.get(name, ()):
            tags += [word.strip() for word in text_of(element).split(",")]
    return list(dict.fromkeys(tag for tag in tags if tag))


def _differ(label: str, term: str) -> bool:
    plain = [re.sub(r"[\W_]+", "", text).casefold() for text in (label, term)]
    return bool(label and term) and plain[0] != plain[1]


def _date(told: Told, names: Iterable[tuple[str, bool]], language: str) -> str:
    for name, is_iso in names:
        for element in reversed(told.get(name, ())):  # of several, the last word
            if written := text_of(element).strip():
                return settle_date(written, is_iso=is_iso, language=language)
    return ""


def _language(told: Told, element: etree._Element, context: Context) -> str:
    """Return the language of the item: its own word, else that of its text or title, or around it."""
    if own := text_in(told, "dc:language", "language"):
        return own
    holders = [told[name][0] for name in ("content", "title", "summary", "description") if name in told]
    for holder in (*holders[:1], element):
        if (language := holder.get(XML_LANG)) is not None:
            return str(language).strip()
    return context.language


def _image(told: Told, context: Context) -> str:
    media = [*told.get("media:content", ()), *told.get("enclosure", ())]
    media += [child for group in told.get("media:group", ()) for child in group if isinstance(child.tag, str)]
    for one in media:
        if "image" in f"{one.get('medium', '')} {one.get('type', '')}" and (
            url := one.get("url") or one.get("href")
        ):
            return resolve(url, base_in(one, context))
    for name in ("media:thumbnail", "itunes:image"):
        for one in told.get(name, ()):
            if url := one.get("url") or one.get("href"):
                return resolve(url, base_in(one, context))
    return ""
