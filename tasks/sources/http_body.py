"""The body of a stored HTTP response: chunks joined, compression undone, within a limit.

Archives keep headers that their bodies no longer follow (a crawler that unpacked the body left
``Content-Encoding`` as it was), so a coding is undone only where the bytes show it.
"""

from __future__ import annotations

import re
import zlib

import brotli  # type: ignore[import-untyped]  # it ships without types
import zstandard

from tasks.model.errors import MalformedRecord, OversizedDocument, TruncatedDocument

_CHUNK_SIZE = re.compile(rb"[ \t]{0,8}([0-9A-Fa-f]{1,8})[ \t]{0,8}(?:;[^\r\n]{0,200})?\r?\n")
_STEP = 1 << 18
_SIP = 1_024  # of zstandard, which has no limit to its output: 32 MB at most
_MAX_CODINGS = 3  # some servers compress twice


def unpack_body(body: bytes, *, encoding: str, transfer: str, limit: int) -> bytes:
    """Return *body* as the page it was before transport; the headers are given as they were sent.

    >>> chunks = b"5\\r\\nnight\\r\\n7\\r\\n trains\\r\\n0\\r\\n\\r\\n"
    >>> unpack_body(chunks, encoding="", transfer="chunked", limit=99)
    b'night trains'

    Raise :class:`OversizedDocument` where it unpacks to more than *limit* bytes, and
    :class:`TruncatedDocument` where it ends in the middle.
    """
    if "chunked" in transfer.lower() and _CHUNK_SIZE.match(body):
        body = _join_chunks(body)
    codings = [coding.strip().lower() for coding in encoding.split(",") if coding.strip()]
    for coding in reversed(codings[:_MAX_CODINGS]):
        body = _decode(body, coding, limit)
    if len(body) > limit:
        raise OversizedDocument(f"a body of more than {limit:,} bytes")
    return body


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


def _decode(body: bytes, coding: str, limit: int) -> bytes:
    if coding in ("gzip", "x-gzip") and body.startswith(b"\x1f\x8b"):
        return _inflate(body, 31, limit)
    if coding == "deflate":
        return _inflate(body, 15 if body[:1] == b"\x78" else -15, limit)
    if coding == "zstd" and body.startswith(b"\x28\xb5\x2f\xfd"):
        return _unpack_zstandard(body, limit)
    if coding == "br" and body.lstrip()[:1] not in b"<{":  # brotli has no mark; what reads as a page is one
        return _unpack_brotli(body, limit)
    return body


def _inflate(body: bytes, window: int, limit: int) -> bytes:
    output = b""
    while body:
        member = zlib.decompressobj(wbits=window)
        try:
            output += member.decompress(body, limit + 1 - len(output))
        except zlib.error as error:
            raise MalformedRecord(f"a body that does not unpack: {error}") from error
        _check_size(output, limit)
        if not member.eof:
            raise TruncatedDocument("a compressed body that ends in the middle")
        body = member.unused_data if window == 31 and member.unused_data.startswith(b"\x1f\x8b") else b""
    return output


def _unpack_brotli(body: bytes, limit: int) -> bytes:
    decompressor = brotli.Decompressor()
    output = bytearray()
    data = body
    try:
        while not decompressor.is_finished():
            part = decompressor.process(data, output_buffer_limit=_STEP)
            data = b""
            output += part
            _check_size(output, limit)
            if not part and decompressor.can_accept_more_data():
                raise TruncatedDocument("a compressed body that ends in the middle")
    except brotli.error as error:
        raise MalformedRecord(f"a body that does not unpack: {error}") from error
    return bytes(output)


def _unpack_zstandard(body: bytes, limit: int) -> bytes:
    frame = zstandard.ZstdDecompressor().decompressobj()
    output = bytearray()
    try:
        for start in range(0, len(body), _SIP):
            output += frame.decompress(body[start : start + _SIP])
            _check_size(output, limit)
            if frame.eof:
                return bytes(output)
    except zstandard.ZstdError as error:
        raise MalformedRecord(f"a body that does not unpack: {error}") from error
    raise TruncatedDocument("a compressed body that ends in the middle")


def _check_size(output: bytes | bytearray, limit: int) -> None:
    if len(output) > limit:
        raise OversizedDocument(f"a body that unpacks to more than {limit:,} bytes")
