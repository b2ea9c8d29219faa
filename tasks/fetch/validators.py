"""What to ask "has it changed?" with: kept byte for byte, and believed only where it can be."""

from __future__ import annotations

import re

from tasks.fetch.retry_after import read_http_date
from tasks.model.exchanges import Headers, Validators

# Quoted as the standard has it, or bare as some servers send it; both are compared byte for byte.
_TAG = re.compile(r'(?:W/)?"[\x20\x21\x23-\x7e\x80-\xff]{1,1000}"|[\x21\x23-\x2b\x2d-\x7e\x80-\xff]{1,1000}')
_EMPTY_TAG = re.compile(r'(?:W/)?"?"?\s{0,4}')


def read_validators(headers: Headers, *, before: Validators | None = None) -> Validators:
    """Return the validators in *headers*; those of *before* stand where a 304 repeats none.

    >>> read_validators((("ETag", 'W/"a-gzip"'), ("Last-Modified", "yesterday-ish")))
    Validators(etag='W/"a-gzip"', last_modified=None)
    >>> read_validators((), before=Validators(etag='"a"'))
    Validators(etag='"a"', last_modified=None)
    """
    etag = _last(headers, "etag")
    if etag is not None and (_EMPTY_TAG.fullmatch(etag) or not _TAG.fullmatch(etag)):
        etag = None
    modified = _last(headers, "last-modified")
    if modified is not None and read_http_date(modified) is None:
        modified = None
    if before is not None:
        etag, modified = etag or before.etag, modified or before.last_modified
    return Validators(etag=etag, last_modified=modified)


def conditional_headers(validators: Validators | None) -> list[tuple[bytes, bytes]]:
    """Return the headers that ask for an answer only if something changed.

    >>> conditional_headers(Validators(etag='"a"'))
    [(b'If-None-Match', b'"a"')]
    """
    if validators is None:
        return []
    said = ((b"If-None-Match", validators.etag), (b"If-Modified-Since", validators.last_modified))
    return [(name, value.encode("latin-1")) for name, value in said if value and _can_be_sent(value)]


def _can_be_sent(value: str) -> bool:
    return all(" " <= character <= "\xff" and character != "\x7f" for character in value)


def _last(headers: Headers, name: str) -> str | None:
    return next((value.strip() for key, value in reversed(headers) if key.lower() == name), None)
