"""WARC: the stored answers of web servers, from our own landing folder or anybody's crawl.

A document is an answer that went well and holds a page, a feed or JSON; requests, redirects, pictures,
errors and repeats of what is stored elsewhere are none, and do not count. Archives are read whether each
record is compressed by itself, the file as a whole, or nothing; what stands before a cut is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import BinaryIO, NamedTuple

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from tasks.charset import decode
from tasks.http_body import unpack_body
from tasks.model.errors import (
    DocumentRejected,
    EmptyDocument,
    MalformedRecord,
    OversizedDocument,
    TruncatedDocument,
    UnknownFormat,
)
from tasks.model.records import MediaType, RawDocument, Rejection
from tasks.sources.detect import Format, markup_format
from tasks.sources.feeds import parse_feed
from tasks.sources.inputs import Input, Outcome, Outcomes
from tasks.sources.json_documents import articles_in
from tasks.sources.json_lines import parse_json
from tasks.sources.streams import ByteStream

TRUNCATED_FLAG = "archive_truncated"  # on the last document before the cut

_HEAD = 4_096
_MAX_HEADER = 1 << 16
_MAX_HELD = 100
_REMEMBERED = 1 << 18  # bytes of tape that can be wound back to find the next record
_LENGTH = re.compile(r"[0-9]{1,15}")
_RECORD_START = re.compile(rb"(?:^|\n)(?=WARC/[01]\.\d)")
_CHARSET = re.compile(r"""charset\s{0,4}=\s{0,4}["']?([\w.:-]{2,40})""", re.IGNORECASE)
_GENERIC = frozenset(("", "text/plain", "application/octet-stream", "unknown/unknown"))
_JSON_FEED = re.compile(rb'"version"\s{0,9}:\s{0,9}"https?:\\?/\\?/jsonfeed\.org\\?/version')
_FEED_START = re.compile(rb"[\s\xef\xbb\xbf]{0,64}<(?:\?xml|rss|feed|rdf:RDF)\b", re.IGNORECASE)
_MARKS = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"
_ANSWERS = WarcRecordType.response | WarcRecordType.resource


class _Tape:
    """A stream that remembers the last of what it gave, so that reading can go on behind damage."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._ahead = b""  # given before, to be given again
        self._given = b""
        self._position = 0
        self.record_start = -1  # position of the last record that was tried

    def read(self, size: int = -1) -> bytes:
        if self._ahead:
            chunk, self._ahead = self._ahead[:size], self._ahead[size:]
        else:
            chunk = self._stream.read(size)
        self._given = (self._given + chunk)[-_REMEMBERED:]
        self._position += len(chunk)
        return chunk

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = 0) -> int:
        raise OSError("a tape is not wound")

    def close(self) -> None:
        """Leave the stream to whoever opened it."""

    def wind_to_record(self) -> bool:
        """Go to what looks like the start of a record, behind the last one; say whether there is any."""
        while True:
            start = max(self.record_start + 1 - (self._position - len(self._given)), 0)
            found = _RECORD_START.search(self._given, start)
            if found is not None:
                self._ahead = self._given[found.end() :] + self._ahead
                self._position -= len(self._given) - found.end()
                self._given = b""
                self.record_start = self._position
                return True
            if not self.read(_REMEMBERED // 2):
                return False


def read_archive(source: Input) -> Outcomes:
    """Yield each document of the archive; where it is cut or damaged, a rejection that says so."""
    held: list[Outcome] = []  # the last document and what follows: only the end says whether it was cut
    for outcome in _outcomes(source):
        if isinstance(outcome, RawDocument) or len(held) == _MAX_HELD:
            yield from held
            held.clear()
        held.append(outcome)
    if len(held) > 1 and isinstance(held[0], RawDocument) and _is_cut(held[-1]):
        held[0] = replace(held[0], flags=(*held[0].flags, TRUNCATED_FLAG))
    yield from held


def _outcomes(source: Input) -> Outcomes:
    with source.open() as stream:
        tape = _Tape(stream.reader)
        while True:
            cut_told = False
            for record in _records(tape):
                if cut_told and isinstance(record, TruncatedDocument):
                    continue
                fragment = f"offset={_offset(stream, tape.record_start)}"
                for outcome in _read_record(source, record, fragment):
                    cut_told = _is_cut(outcome)
                    yield outcome
            if stream.problem is None:
                return
            if not cut_told:
                yield source.origin.reject(stream.problem)
            if not stream.resume():
                return


def _is_cut(outcome: Outcome) -> bool:
    return isinstance(outcome, Rejection) and outcome.reason == TruncatedDocument.reason


def _offset(stream: ByteStream, position: int) -> int:
    """Return where a record starts: in the file, or in its content where that is one compressed whole."""
    start, start_in_file = stream.member_start(position)
    return start_in_file if stream.is_compressed and start == position else position


def _records(tape: _Tape) -> Iterator[WarcRecord | DocumentRejected]:
    """Yield the records on *tape*, and an error for each stretch that holds none."""
    while True:
        records = ArchiveIterator(tape, stream_detect=False, max_header_len=_MAX_HEADER)
        record = None
        try:
            for record in records:
                tape.record_start = record.stream_pos
                yield record
        except OSError as error:
            if not tape.wind_to_record():
                yield TruncatedDocument(f"what follows is no record: {error}")
                return
            yield MalformedRecord(f"no record: {error}")
        else:
            if record is not None and _least_end(record) > tape.tell():
                yield TruncatedDocument("the last record is cut")
            return


def _least_end(record: WarcRecord) -> int:
    """Return where *record* ends, going by the length it states and without counting blanks."""
    length = record.headers.get("Content-Length") or ""
    headers = sum(len(name) + len(value) + len(":\r\n") for name, value in record.headers.items())
    return record.stream_pos + headers + (int(length) if _LENGTH.fullmatch(length) else 0)


# ---------------------------------------------------------------------------------- one record


class _Answer(NamedTuple):
    """What a server gave, with the coding of the transport undone."""

    content: bytes
    content_type: str
    url: str | None
    fetched_at: datetime | None


def _read_record(source: Input, record: WarcRecord | DocumentRejected, fragment: str) -> Outcomes:
    """Yield the documents of one record: one for a page, one for each item of a feed, none for a picture."""
    try:
        if isinstance(record, DocumentRejected):
            raise record
        answer = _answer(record, source.max_document)
        if answer is not None:
            yield from _documents(source, answer, fragment)
    except OSError as error:  # the reader met damage inside the record
        yield source.origin.reject(TruncatedDocument(f"a record that cannot be read: {error}"), fragment)
    except DocumentRejected as error:
        yield source.origin.reject(error, fragment)


def _answer(record: WarcRecord, limit: int) -> _Answer | None:
    """Return what *record* holds if it is a document that was given with success."""
    headers = record.headers
    if headers.get("Content-Length") is None:
        raise TruncatedDocument("a record without a length")
    if not record.record_type & _ANSWERS:
        return None
    http = record.http_headers if record.is_http_parsed else None
    if http is not None and not 200 <= (http.status_code or 0) < 300:
        return None
    content_type = (http or headers).get("Content-Type") or ""
    if not _may_be_document(content_type):
        return None
    if record.content_length > limit:
        raise OversizedDocument(f"a record of more than {limit:,} bytes")
    body = record.reader.read()
    if len(body) < record.content_length:
        raise TruncatedDocument(f"{len(body):,} of {record.content_length:,} bytes")
    if http is not None:
        encoding, transfer = http.get("Content-Encoding") or "", http.get("Transfer-Encoding") or ""
        body = unpack_body(body, encoding=encoding, transfer=transfer, limit=limit)
    if not body or body.isspace():
        raise EmptyDocument("an answer without content")
    url = (headers.get("WARC-Target-URI") or "").strip().strip("<>")
    return _Answer(body, content_type, url or None, _instant(headers.get("WARC-Date")))


def _may_be_document(content_type: str) -> bool:
    media_type = _media_type(content_type)
    return media_type in _GENERIC or any(
        word in media_type for word in ("html", "xml", "json", "rss", "atom")
    )


def _media_type(content_type: str) -> str:
    return content_type.partition(";")[0].strip().lower()


def _instant(written: str | None) -> datetime | None:
    """Return a WARC date as an instant, or ``None`` where it is none."""
    try:
        instant = datetime.fromisoformat((written or "").strip())
    except ValueError:
        return None
    return instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC)


def _documents(source: Input, answer: _Answer, fragment: str) -> Outcomes:
    declared = _CHARSET.search(answer.content_type)
    kind = _format_of(answer)
    if kind is Format.PAGE:
        yield source.origin.document(
            MediaType.HTML,
            answer.content,
            fragment,
            declared_charset=declared[1] if declared else None,
            url=answer.url,
            fetched_at=answer.fetched_at,
        )
    elif kind is Format.FEED:
        items = parse_feed(answer.content, base_url=answer.url, headers={"Content-Type": answer.content_type})
        if not items:
            raise EmptyDocument("a feed without items")
        for number, item in enumerate(items, 1):
            yield source.origin.record(item, f"{fragment}&item={number}", fetched_at=answer.fetched_at)
    elif kind is Format.JSON_DOCUMENT:
        value, _ = parse_json(answer.content)
        for number, article in enumerate(articles_in(value, source.fields), 1):
            if not isinstance(article, dict):
                raise MalformedRecord("JSON that is no article")
            fields = source.fields.translate(article)
            yield source.origin.record(fields, f"{fragment}&item={number}", fetched_at=answer.fetched_at)


def _format_of(answer: _Answer) -> Format | None:
    """Return what an answer is: as its header says, unless its first bytes say otherwise."""
    media_type = _media_type(answer.content_type)
    head = answer.content[:_HEAD]
    if "html" in media_type and not _FEED_START.match(head):
        return Format.PAGE
    if _JSON_FEED.search(head):
        return Format.FEED
    if "json" in media_type:
        return Format.JSON_DOCUMENT
    is_generic = media_type in _GENERIC
    if is_generic and not head.lstrip(_MARKS).startswith(b"<"):
        return None
    declared = _CHARSET.search(answer.content_type)
    text, _ = decode(answer.content, declared=declared[1] if declared else None)
    try:
        found = markup_format(text[:_HEAD])
    except UnknownFormat:
        if is_generic:
            return None
        raise
    if found is None and not is_generic:
        raise UnknownFormat(f"{media_type} that is no markup")
    return found
