"""The room's door: a raw document goes in, an article comes out, or a reason why not."""

from __future__ import annotations

from dataclasses import replace

from tasks.charset import decode
from tasks.model.errors import OversizedDocument
from tasks.model.records import Article, Charset, MediaType, RawDocument
from tasks.text.addresses import absolute_address, canonical_address
from tasks.text.draft import Draft, finish
from tasks.text.html import read_page
from tasks.text.plain import read_plain
from tasks.text.record import read_record

MOST_PAGE_BYTES = 12_000_000  # the longest live blogs have about 5 MB of markup
MOST_TEXT_BYTES = 20_000_000


def shape(document: RawDocument) -> Article:
    """Return the article that *document* holds.

    Raises a :class:`tasks.model.errors.DocumentRejected`: of these :class:`UndecodableDocument`,
    :class:`EmptyDocument`, :class:`OversizedDocument`, :class:`MalformedRecord` or
    :class:`NotAnArticle`, and nothing else, whatever the bytes.

    >>> article = shape(RawDocument(
    ...     source="files", locator="a.txt", media_type=MediaType.TEXT,
    ...     content=b" date 2024-03-04 Dike repair: Engineers opened the gates. (With ANI inputs)"))
    >>> article.title, article.body, article.credits[0].agency
    ('Dike repair', 'Engineers opened the gates.', 'ANI')
    """
    _refuse_oversized(document)
    if document.media_type is MediaType.RECORD:
        draft, charset = read_record(document), document.charset or Charset(used="utf-8")
    elif document.media_type is MediaType.HTML:
        text, charset = _decode(document, is_html=True)
        draft = read_page(text, url=document.url, hints=document.hints, locator=document.locator)
    else:
        text, charset = _decode(document, is_html=False)
        draft = _with_address(read_plain(text, hints=document.hints), document)
    return finish(draft, document, charset)


def _refuse_oversized(document: RawDocument) -> None:
    limit = MOST_PAGE_BYTES if document.media_type is MediaType.HTML else MOST_TEXT_BYTES
    if len(document.content) > limit:
        raise OversizedDocument(f"{document.locator}: {len(document.content)} bytes, the limit is {limit}")


def _decode(document: RawDocument, *, is_html: bool) -> tuple[str, Charset]:
    """Decode with the charset that reading the source has settled, or settle it now."""
    known = document.charset
    if known is not None and not is_html:
        return decode(document.content, declared=known.used)[0], known
    declared = known.declared if known is not None else document.declared_charset
    return decode(document.content, declared=declared, is_html=is_html)


def _with_address(draft: Draft, document: RawDocument) -> Draft:
    url = absolute_address(document.url)
    return replace(draft, url=url, canonical_url=canonical_address(url)) if url else draft
