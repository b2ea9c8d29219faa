from __future__ import annotations

import gzip
import zlib

import brotli  # type: ignore[import-untyped]  # it ships without types
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from tasks.http_body import unpack_body
from tasks.model.errors import DocumentRejected, OversizedDocument, TruncatedDocument

PAGE = b"<p>" + b"The ferries return in spring. " * 300
CODED = {
    "gzip": gzip.compress(PAGE),
    "x-gzip": gzip.compress(PAGE[:100]) + gzip.compress(PAGE[100:]),
    "deflate": zlib.compress(PAGE),
    "br": brotli.compress(PAGE),
    "zstd": zstandard.ZstdCompressor().compress(PAGE),
    "gzip, br": brotli.compress(gzip.compress(PAGE)),
    "identity": PAGE,
    "": PAGE,
}


def _unpack(body: bytes, encoding: str = "", transfer: str = "", limit: int = 100_000) -> bytes:
    return unpack_body(body, encoding=encoding, transfer=transfer, limit=limit)


@pytest.mark.parametrize(("encoding", "body"), CODED.items(), ids=CODED.keys())
def test_every_coding_is_undone(encoding: str, body: bytes) -> None:
    assert _unpack(body, encoding.upper()) == PAGE


def test_deflate_without_its_header_is_undone() -> None:
    raw = zlib.compressobj(wbits=-15)

    assert _unpack(raw.compress(PAGE) + raw.flush(), "deflate") == PAGE


@pytest.mark.parametrize("encoding", ["gzip", "br", "zstd"])
def test_a_header_that_the_body_no_longer_follows_is_not_believed(encoding: str) -> None:
    assert _unpack(PAGE, encoding, "chunked") == PAGE


def test_chunks_are_joined_before_their_content_is_unpacked() -> None:
    packed = gzip.compress(PAGE)
    chunks = b"%x;name=value\r\n%s\r\n%X\r\n%s\r\n0\r\n\r\n" % (
        10,
        packed[:10],
        len(packed) - 10,
        packed[10:],
    )

    assert _unpack(chunks, "gzip", "chunked") == PAGE


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd"])
def test_a_body_that_is_cut_is_told(encoding: str) -> None:
    with pytest.raises(TruncatedDocument):
        _unpack(CODED[encoding][: len(CODED[encoding]) // 2], encoding)


@pytest.mark.parametrize("encoding", CODED.keys())
def test_a_body_that_unpacks_to_more_than_it_may_is_told(encoding: str) -> None:
    with pytest.raises(OversizedDocument):
        _unpack(CODED[encoding], encoding, limit=len(PAGE) - 1)


@given(st.binary(max_size=200), st.sampled_from(list(CODED)), st.sampled_from(["", "chunked"]))
def test_any_body_is_unpacked_or_rejected(body: bytes, encoding: str, transfer: str) -> None:
    for start in (b"", b"\x1f\x8b\x08\x00", b"\x28\xb5\x2f\xfd", b"5\r\n"):
        try:
            _unpack(start + body, encoding, transfer)
        except DocumentRejected:
            continue
