"""What lies in the landing zone as documents: the same ones whether it was landed now or before a kill.

The locators are those under which ``tasks/sources/archives.py`` finds the same bytes again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from fastwarc.warc import ArchiveIterator, WarcRecordType

from tasks.http_body import unpack_body
from tasks.model.errors import DocumentRejected, UnknownFormat
from tasks.model.records import FetchPages, MediaType, RawDocument, Rejection, Source
from tasks.polling.records import ArticleState, ArticleStatus, Polled
from tasks.polling.sweep import Asked
from tasks.sources.fields import FieldValue
from tasks.sources.origin import Origin

_CHARSET = re.compile(r"""charset\s{0,4}=\s{0,4}["']?([\w.:-]{2,40})""", re.IGNORECASE)
_PLACE = re.compile(r"offset=(\d{1,15})(?:&item=(\d{1,9}))?")
_MARKS = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Landing:
    """An answer in the landing zone: where it lies, and what it is. ``content`` is without codings."""

    path: str
    offset: str
    status: int
    content: bytes
    content_type: str
    url: str
    at: datetime

    @property
    def locator(self) -> str:
        """Where it lies."""
        return f"{self.path}#{self.offset}"

    @property
    def headers(self) -> dict[str, str]:
        """The headers that say what it is."""
        return {"Content-Type": self.content_type}


def landing_of(asked: Asked) -> Landing:
    """Return the landed answer of an exchange."""
    path, offset = asked.where
    exchange = asked.exchange
    return Landing(
        path=path,
        offset=offset,
        status=exchange.status or 0,
        content=exchange.body,
        content_type=exchange.header("content-type") or "",
        url=exchange.final_url,
        at=exchange.started_at.astimezone(UTC),
    )


def read_landing(locator: str, *, limit: int) -> tuple[Landing, int | None] | None:
    """Return the answer that lies at *locator* and the number of the item meant, if one is.

    ``None`` where it cannot be had any more: the file was deleted, or lost its end with the power.
    """
    path, _, fragment = locator.rpartition("#")
    place = _PLACE.fullmatch(fragment)
    if place is None:
        return None
    try:
        with Path(path).open("rb") as stream:
            stream.seek(int(place[1]))
            record = next(iter(ArchiveIterator(stream, record_types=WarcRecordType.response)), None)
            if record is None or record.http_headers is None:
                return None
            headers = record.http_headers
            encoding = headers.get("Content-Encoding") or ""
            content = unpack_body(record.reader.read(), encoding=encoding, transfer="", limit=limit)
            landing = Landing(
                path=path,
                offset=f"offset={place[1]}",
                status=headers.status_code or 0,
                content=content,
                content_type=headers.get("Content-Type") or "",
                url=(record.headers.get("WARC-Target-URI") or "").strip("<> "),
                at=datetime.fromisoformat(record.headers.get("WARC-Date") or "").astimezone(UTC),
            )
    except (OSError, ValueError, DocumentRejected):
        return None
    return landing, int(place[2]) if place[2] else None


def counterpart_key(source: Source, article: ArticleState) -> str | None:
    """Return the key of *article* where it is read from its feed, so that its page is no wording of it."""
    is_read_elsewhere = (
        article.item_digest is not None
        and article.status is not ArticleStatus.WAITING
        and not article.has_page
        and source.fetch_pages is not FetchPages.ALWAYS
    )
    return article.key if is_read_elsewhere else None


def as_counterpart(polled: Polled, key: str) -> Polled:
    """Return *polled* as something to be compared with the article *key*, which is read elsewhere."""
    if not isinstance(polled.outcome, RawDocument):
        return polled
    return replace(polled, outcome=replace(polled.outcome, counterpart_of=key))


def document_of_page(
    source: Source, landing: Landing, *, counterpart_of: str | None = None
) -> RawDocument | Rejection:
    """Return a page as a document; as a rejection where something else is in its place.

    *counterpart_of* is the key of the article where its feed holds it whole.
    """
    origin = Origin(source=source, path=landing.path)
    media_type = landing.content_type.partition(";")[0].strip().lower()
    if "html" not in media_type and not landing.content[:512].lstrip(_MARKS).startswith(b"<"):
        said = UnknownFormat(f"{media_type or 'something'} in place of a page")
        return origin.reject(said, landing.offset, content=landing.content)
    declared = _CHARSET.search(landing.content_type)
    document = origin.document(
        MediaType.HTML,
        landing.content,
        landing.offset,
        declared_charset=declared[1] if declared else None,
        url=landing.url,
        fetched_at=landing.at,
    )
    return replace(document, counterpart_of=counterpart_of) if counterpart_of else document


def document_of_item(
    source: Source, landing: Landing, item: Mapping[str, FieldValue], number: int
) -> RawDocument | Rejection:
    """Return item *number* of a feed as a document."""
    origin = Origin(source=source, path=landing.path)
    return origin.record(item, f"{landing.offset}&item={number}", fetched_at=landing.at)
