"""A record (a row, a line of JSON, a feed item) to the parts of an article."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import orjson

from tasks.model.errors import EmptyDocument, MalformedRecord
from tasks.model.records import FieldProvenance, Media, Moment, RawDocument
from tasks.text.addresses import absolute_address, canonical_address
from tasks.text.authors import split_authors
from tasks.text.clean import clean_line
from tasks.text.draft import Anchor, Draft, candidate
from tasks.text.fragment import has_markup, read_fragment
from tasks.text.headlines import is_topic_label
from tasks.text.language import identify_language, language_code
from tasks.text.moments import read_moment
from tasks.text.paragraphs import split_paragraphs

Fields = Mapping[str, str | list[str]]

_INLINE = ("title", "kicker", "standfirst", "section", "credit", "site_name")


def read_record(document: RawDocument) -> Draft:
    """Return the parts of the article that *document*, a JSON object under our field names, holds.

    Where the record has no body its summary stands in, and the article is not complete; a headline
    alone is kept only with the address at which the rest can be found.

    Raises :class:`MalformedRecord` where the content is no object, and :class:`EmptyDocument` where it
    has no text, and no headline with an address either.
    """
    fields = _load(document)
    base = _text(fields, "url") or document.url
    lines = {name: _line(fields, name) for name in _INLINE}
    paragraphs, anchors, media, body_origin = _read_body(fields, base)
    if not paragraphs and not (lines["title"] and base):
        found = "a headline alone, without text or address" if lines["title"] else "neither title nor text"
        raise EmptyDocument(f"{document.locator}: {found}")
    stated = language_code(_text(fields, "language"))
    language = stated or identify_language(
        paragraphs[0] if paragraphs else lines["title"] or "", document.hints.language
    )
    published, published_flags, published_seen = _read_time(fields, "published", document, language)
    modified, modified_flags, modified_seen = _read_time(fields, "modified", document, language)
    authors = split_authors(
        fields.get("authors", ()), publisher=lines["site_name"] or _text(fields, "source")
    )
    title = lines["title"]
    url = absolute_address(_text(fields, "url"), document.url)
    seen: list[FieldProvenance | None] = [
        candidate("title", title, "field:title"),
        candidate("authors", _joined(fields, "authors"), "field:authors", chosen=bool(authors)),
        *published_seen,
        *modified_seen,
    ]
    return Draft(
        paragraphs=paragraphs,
        title=title,
        kicker=lines["kicker"] or (title if title and is_topic_label(title) else None),
        standfirst=lines["standfirst"],
        url=url,
        canonical_url=canonical_address(_text(fields, "canonical_url"), base) or canonical_address(url),
        site_name=lines["site_name"],
        authors=authors,
        published=published,
        modified=modified,
        language=stated,
        section=lines["section"],
        tags=_tags(fields),
        credit=lines["credit"],
        anchors=anchors,
        media=_media(fields, base, media),
        is_complete=body_origin != "field:summary",
        flags=(
            *published_flags,
            *modified_flags,
            *(("summary_only",) if body_origin == "field:summary" else ()),
        ),
        provenance=tuple(note for note in seen if note is not None),
        body_origin=body_origin,
    )


def _load(document: RawDocument) -> Fields:
    try:
        fields = orjson.loads(document.content)
    except orjson.JSONDecodeError as error:
        raise MalformedRecord(f"{document.locator}: {error}") from error
    if not isinstance(fields, dict):
        raise MalformedRecord(f"{document.locator}: a record is an object, this is {type(fields).__name__}")
    return {
        name: value if isinstance(value, str) else [item for item in value if isinstance(item, str)]
        for name, value in fields.items()
        if isinstance(value, str | list)
    }


def _text(fields: Fields, name: str) -> str | None:
    """Return the value of a field that has one, the first of several."""
    value = fields.get(name)
    if isinstance(value, list):
        value = next((item for item in value if item.strip()), None)
    return (value.strip() or None) if value else None


def _joined(fields: Fields, name: str) -> str | None:
    value = fields.get(name)
    return "; ".join(value) if isinstance(value, list) else value


def _line(fields: Fields, name: str) -> str | None:
    """Return a short field cleaned and without tags."""
    text = _text(fields, name)
    if text is None:
        return None
    line = clean_line(text)
    if has_markup(line):  # titles arrive with <em> and <br>, once escaped or twice
        line = clean_line(" ".join(read_fragment(line)[0]))
    return line or None


def _read_body(
    fields: Fields, base: str | None
) -> tuple[tuple[str, ...], tuple[Anchor, ...], tuple[Media, ...], str]:
    """Return paragraphs, links and pictures of the first field that holds text, and its name."""
    for name in ("body_html", "body", "summary", "standfirst"):
        value = fields.get(name)
        if isinstance(value, list):
            paragraphs = tuple(paragraph for item in value for paragraph in _read_text(item, base)[0])
            if paragraphs:
                return paragraphs, (), (), f"field:{name}"
        elif value and value.strip():
            paragraphs, anchors, media = _read_text(value, base)
            if paragraphs:
                origin = "field:summary" if name == "standfirst" else f"field:{name}"
                return paragraphs, anchors, media, origin
    return (), (), (), "field:body"


def _read_text(text: str, base: str | None) -> tuple[tuple[str, ...], tuple[Anchor, ...], tuple[Media, ...]]:
    if has_markup(text):
        return read_fragment(text, base)
    return tuple(split_paragraphs(text)), (), ()


def _read_time(
    fields: Fields, name: str, document: RawDocument, language: str | None
) -> tuple[Moment | None, tuple[str, ...], list[FieldProvenance | None]]:
    written = _text(fields, name)
    if written is None:
        return None, (), []
    origin = f"field:{name}"
    reading = read_moment(written, hints=document.hints, language=language, origin=origin)
    flags = (reading.doubt,) if reading.doubt else ()
    return reading.moment, flags, [candidate(name, written, origin, chosen=reading.moment is not None)]


def _tags(fields: Fields) -> tuple[str, ...]:
    value = fields.get("tags", [])
    items = value if isinstance(value, list) else value.split(",")
    return tuple(dict.fromkeys(tag for item in items if (tag := clean_line(item))))


def _media(fields: Fields, base: str | None, inside: tuple[Media, ...]) -> tuple[Media, ...]:
    """Put the record's own picture before those in its body."""
    lead = absolute_address(_text(fields, "image"), base)
    if lead is None:
        return inside
    same = next((medium for medium in inside if medium.url == lead), Media(url=lead))
    return (replace(same, url=lead), *(medium for medium in inside if medium.url != lead))
