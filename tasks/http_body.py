"""The body of an HTTP response: chunks joined, compression undone, within a limit.

Servers and archives keep headers that their bodies do not follow (a crawler that unpacked the body
left ``Content-Encoding`` as it was, a script compresses and does not say so in the right place), so a
coding is undone only where the bytes show it, and bytes that are plainly not compressed are taken as
they are.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

import brotli  # type: ignore[import-untyped]  # it ships without types
import zstandard

from tasks.model.errors import MalformedRecord, OversizedDocument, TruncatedDocument

_CHUNK_SIZE = re.compile(rb"[ \t]{0,8}([0-9A-Fa-f]{1,8})[ \t]{0,8}(?:;[^\r\n]{0,200})?\r?\n")
_STEP = 1 << 18
_SIP = 1_024  # of zstandard, which has no limit to its output: 32 MB at most
_WINDOW = 1 << 25  # bytes a zstandard frame may refer back to; RFC 9659 asks for no more than 8 MB
_MAX_CODINGS = 3  # some servers compress twice
_GZIP, _ZSTANDARD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_GZIP_NAMES = ("gzip", "x-gzip", "gz", "application/gzip")
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_HEAD = 1_024
_MANY_CONTROLS = 0.02  # of the first bytes: text has none or a few, compressed bytes have a tenth


def unpack_body(body: bytes, *, encoding: str, transfer: str, limit: int) -> bytes:
    """Return *body* as the page it was before transport; the headers are given as they were sent.

    >>> chunks = b"5\\r\\nnight\\r\\n7\\r\\n trains\\r\\n0\\r\\n\\r\\n"
    >>> unpack_body(chunks, encoding="", transfer="chunked", limit=99)
    b'night trains'

    A header that the bytes plainly do not follow is not believed:

    >>> unpack_body(b"<p>Night trains</p>", encoding="gzip", transfer="", limit=99)
    b'<p>Night trains</p>'

    Raise :class:`OversizedDocument` where it unpacks to more than *limit* bytes,
    :class:`TruncatedDocument` where it ends in the middle, and :class:`MalformedRecord` where it is
    neither what the header says nor plain.
    """
    if "chunked" in transfer.lower() and _CHUNK_SIZE.match(body):
        body = _join_chunks(body)
    for coding in _codings(encoding):
        body = _gather(_pieces(body, coding), limit)
    if len(body) > limit:
        raise OversizedDocument(f"a body of more than {limit:,} bytes")
    return body


def unpack_start(body: bytes, *, encoding: str, limit: int) -> bytes:
    """Return the first *limit* bytes of what the start of a body, or a whole one, unpacks to.

    >>> unpack_start(zlib.compress(b"User-agent: *")[:-6], encoding="deflate", limit=10)
    b'User-agent'
    """
    for coding in _codings(encoding):
        output = bytearray()
        try:
            for piece in _pieces(body, coding):
                output += piece
                if len(output) >= limit:
                    break
        except TruncatedDocument:
            pass  # it was cut on purpose
        body = bytes(output)
    return body[:limit]


def _codings(encoding: str) -> list[str]:
    """Return the codings of a header, the one to be undone first at the front."""
    codings = [coding.partition(";")[0].strip().lower() for coding in encoding.split(",")]
    codings = [coding for coding in codings if coding not in ("", "identity", "none")]
    if len(codings) > _MAX_CODINGS:
        raise MalformedRecord(f"a body compressed {len(codings)} times over")
    return codings[::-1]


def _gather(pieces: Iterator[bytes], limit: int) -> bytes:
    output: list[bytes] = []
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > limit:
            raise OversizedDocument(f"a body that unpacks to more than {limit:,} bytes")
        output.append(piece)
    return output[0] if len(output) == 1 else b"".join(output)


def _join_chunks(body: bytes) -> bytes:
    """Return the chunks without their sizes; what follows one that is cut or garbled is let go."""
    parts, position = [], 0
    while found := _CHUNK_SIZE.match(body, position):
        size = int(found[1], 16)
        if size == 0:
            break
        parts.append(body[found.end() : found.end() + size])
        position = found.end() + size
        position += 2 if body[position : position + 2] == b"\r\n" else 1
    return b"".join(parts)


# ------------------------------------------------------------------------------------ one coding


def _pieces(body: bytes, coding: str) -> Iterator[bytes]:
    """Yield what *body* unpacks to; its first bytes say more about how than the name of the coding."""
    if coding == "br":
        yield from _unpack_brotli(body)
    elif body.startswith(_GZIP):
        yield from _inflate(body, 31)
    elif body.startswith(_ZSTANDARD):
        yield from _unpack_zstandard(body)
    elif coding == "deflate" or (coding in _GZIP_NAMES and _has_zlib_header(body)):
        yield from _inflate_deflate(body)
    elif _is_plain(body):
        yield body
    else:
        raise MalformedRecord(f"a body that is neither {coding[:40]} nor plain")


def _is_plain(body: bytes) -> bool:
    """Say whether *body* looks like text in any charset, or holds nothing."""
    head = body[:_HEAD]
    if not head or head.startswith(_MARKS):
        return True
    return len(_CONTROLS.findall(head)) <= len(head) * _MANY_CONTROLS


def _has_zlib_header(body: bytes) -> bool:
    return len(body) > 1 and body[0] & 0x0F == 8 and (body[0] << 8 | body[1]) % 31 == 0


def _inflate_deflate(body: bytes) -> Iterator[bytes]:
    """Undo "deflate", which servers send with the header that is asked for and without it."""
    pieces = _inflate(body, 15 if _has_zlib_header(body) else -15)
    try:
        first = next(pieces, b"")
    except (MalformedRecord, TruncatedDocument):
        if not _is_plain(body):
            raise
        yield body
        return
    yield first
    yield from pieces


def _inflate(body: bytes, window: int) -> Iterator[bytes]:
    rest: bytes | memoryview = body
    while len(rest):
        member = zlib.decompressobj(wbits=window)
        position = 0
        while not member.eof:
            sip = rest[position : position + _STEP]
            position += len(sip)
            try:
                piece = member.decompress(sip, _STEP)
                while True:
                    if piece:
                        yield piece
                    if member.eof or not (piece or member.unconsumed_tail):
                        break
                    piece = member.decompress(member.unconsumed_tail, _STEP)
            except zlib.error as error:
                raise MalformedRecord(f"a body that does not unpack: {error}") from error
            if not len(sip) and not member.eof:
                raise TruncatedDocument("a compressed body that ends in the middle")
        rest = memoryview(body)[len(body) - (len(rest) - position + len(member.unused_data)) :]
        if window != 31 or bytes(rest[:2]) != _GZIP:
            return  # what follows the last member is padding or rubbish


def _unpack_brotli(body: bytes) -> Iterator[bytes]:
    """Undo brotli, which has no mark: text that it was not made of does not unpack."""
    if body.lstrip()[:1] in (b"<", b"{", b"") and _is_plain(body):
        yield body
        return
    decompressor = brotli.Decompressor()
    data, is_first = body, True
    try:
        while not decompressor.is_finished():
            piece = decompressor.process(data, output_buffer_limit=_STEP)
            data = b""
            if piece:
                is_first = False
                yield piece
            elif decompressor.can_accept_more_data():
                raise TruncatedDocument("a compressed body that ends in the middle")
    except brotli.error as error:
        if not is_first or not _is_plain(body):
            raise MalformedRecord(f"a body that does not unpack: {error}") from error
        yield body


def _unpack_zstandard(body: bytes) -> Iterator[bytes]:
    rest = body
    while rest.startswith(_ZSTANDARD):
        frame = zstandard.ZstdDecompressor(max_window_size=_WINDOW).decompressobj()
        position = 0
        try:
            while not frame.eof:
                sip = rest[position : position + _SIP]
                if not sip:
                    raise TruncatedDocument("a compressed body that ends in the middle")
                position += len(sip)
                piece = frame.decompress(sip)
                if piece:
                    yield piece
        except zstandard.ZstdError as error:
            raise MalformedRecord(f"a body that does not unpack: {error}") from error
        rest = rest[position - len(frame.unused_data) :]
