"""Where a document comes from: what every reader of this room is told and signs with."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Self

import orjson

from tasks.model.errors import DocumentRejected, EmptyDocument
from tasks.model.records import Charset, Hints, MediaType, RawDocument, Rejection, Source, Stage
from tasks.model.sources import UNNAMED as UNNAMED  # readers of this room take it from here
from tasks.model.sources import source_of_url
from tasks.sources.fields import FieldValue

_ARTICLE_FIELDS = frozenset(("title", "body", "body_html", "summary", "standfirst"))
_MAX_NAME = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """A file of a source. ``path`` is absolute, so that a locator leads back from anywhere."""

    source: Source
    path: str

    @classmethod
    def at(cls, source: Source, path: Path) -> Self:
        """Return the origin for the file at *path*; a name that is no text is spelled with escapes."""
        return cls(source=source, path=str(path).encode("utf-8", "backslashreplace").decode())

    def locator(self, fragment: str = "") -> str:
        """Return the way back to the bytes: the path, and where in the file."""
        return f"{self.path}#{fragment}" if fragment else self.path

    def reject(
        self, error: DocumentRejected, fragment: str = "", *, content: bytes | None = None
    ) -> Rejection:
        """Return *error* as the rejection of the document at *fragment*."""
        return Rejection(
            source=self.source.name or UNNAMED,
            locator=self.locator(fragment),
            stage=Stage.READ,
            reason=error.reason,
            detail=str(error),
            sha256=None if content is None else hashlib.sha256(content).hexdigest(),
        )

    def document(
        self,
        media_type: MediaType,
        content: bytes,
        fragment: str = "",
        *,
        charset: Charset | None = None,
        declared_charset: str | None = None,
        url: str | None = None,
        fetched_at: datetime | None = None,
        flags: tuple[str, ...] = (),
    ) -> RawDocument:
        """Return text or a page as it was given."""
        return RawDocument(
            source=self.source.name or source_of_url(url) or UNNAMED,
            locator=self.locator(fragment),
            media_type=media_type,
            content=content,
            charset=charset,
            declared_charset=declared_charset,
            url=url,
            fetched_at=fetched_at,
            hints=self.source.hints,
            flags=flags,
        )

    def record(
        self,
        fields: Mapping[str, FieldValue],
        fragment: str,
        *,
        charset: Charset | None = None,
        hints: Hints | None = None,
        fetched_at: datetime | None = None,
    ) -> RawDocument | Rejection:
        """Return a row, line or item as a document; as a rejection when it has neither title nor text."""
        content = orjson.dumps(fields)
        if _ARTICLE_FIELDS.isdisjoint(fields):
            return self.reject(EmptyDocument("neither title nor text"), fragment, content=content)
        url = _one(fields.get("url")) or _one(fields.get("canonical_url"))
        return RawDocument(
            source=self.source.name or source_name(fields, url),
            locator=self.locator(fragment),
            media_type=MediaType.RECORD,
            content=content,
            charset=charset,
            url=url,
            fetched_at=fetched_at,
            hints=hints or self.source.hints,
        )


def _one(value: FieldValue | None) -> str | None:
    return value if isinstance(value, str) else None


def source_name(fields: Mapping[str, FieldValue], url: str | None) -> str:
    """Return the source a record belongs to: the one it names, else the host of its address.

    >>> source_name({"source": "Tarnbrook Courier"}, "https://www.courier.example/1")
    'Tarnbrook Courier'
    >>> source_name({}, "https://www.courier.example/1")
    'courier.example'
    """
    named = " ".join((_one(fields.get("source")) or "").split())[:_MAX_NAME]
    if named.startswith(("http://", "https://")):
        named = source_of_url(named) or named
    return named or source_of_url(url) or UNNAMED
