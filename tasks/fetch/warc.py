"""An exchange as WARC/1.1 records, each a gzip member: what was asked, and what came, as it came.

The bodies keep their content coding; chunks are joined already, so ``Transfer-Encoding`` goes by another
name. Nothing secret is written: no cookies, no credentials, no user names in addresses.
"""

from __future__ import annotations

import base64
import hashlib
import re
import uuid
import zlib
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from urllib.parse import urlsplit

from tasks.model.exchanges import Exchange, FetchOutcome, Headers, Hop

_SECRET = frozenset(
    (
        *("authorization", "proxy-authorization", "cookie", "cookie2", "set-cookie", "set-cookie2"),
        *("proxy-authenticate", "www-authenticate", "authentication-info", "x-api-key"),
    )
)
_RENAMED = {"transfer-encoding": "X-Archive-Orig-Transfer-Encoding"}
_ADDRESSES = frozenset(("location", "content-location", "referer", "link", "refresh"))
_USER = re.compile(r"(?<=://)[^/?#\s\"'<>]{1,500}@")
_LINE_ENDS = re.compile(r"[\r\n\x00]+")
_LEVEL = 6

_CUT_BECAUSE = {FetchOutcome.TIMED_OUT: "time", FetchOutcome.TRUNCATED: "disconnect"}


def pack_info(*, at: datetime, software: str, file_name: str, run_id: str) -> bytes:
    """Return the member that opens a file and says who wrote it."""
    fields = {"software": software, "format": "WARC File Format 1.1", "isPartOf": run_id}
    block = "".join(f"{name}: {_line(value)}\r\n" for name, value in fields.items()).encode()
    headers = [("WARC-Filename", file_name), ("Content-Type", "application/warc-fields")]
    return _pack("warcinfo", new_id(), at, headers, block)


def pack_exchange(exchange: Exchange) -> tuple[bytes, bytes]:
    """Return the members before the response of the last hop, and the member of that response."""
    *redirects, last = exchange.hops
    members: list[bytes] = []
    for hop in redirects:
        length = next((value for name, value in hop.headers if name.lower() == "content-length"), "0")
        cut = "unspecified" if length.strip() not in ("", "0") else None
        members += _pack_hop(hop, b"", exchange.started_at, cut)
    cut = _CUT_BECAUSE.get(exchange.outcome, "length") if exchange.is_cut else None
    request, response = _pack_hop(last, exchange.wire_body, exchange.started_at, cut)
    return b"".join([*members, request]), response


def _pack_hop(hop: Hop, body: bytes, at: datetime, cut: str | None) -> list[bytes]:
    request_id, response_id = new_id(), new_id()
    url = without_user(hop.url)
    shared = [("WARC-Target-URI", url)]
    if hop.peer:
        shared.append(("WARC-IP-Address", hop.peer))
    asked = _head(f"GET {_target(url)} HTTP/1.1", hop.request_headers)
    request = [
        *shared,
        ("WARC-Concurrent-To", response_id),
        ("Content-Type", "application/http; msgtype=request"),
    ]
    if not hop.http_version.startswith("HTTP/1"):
        shared.append(("WARC-Protocol", hop.http_version.lower().replace("http/", "h")))
    response = [
        *shared,
        ("WARC-Payload-Digest", digest(body)),
        ("Content-Type", "application/http; msgtype=response"),
        *([("WARC-Truncated", cut)] if cut else []),
    ]
    came = _head(f"HTTP/1.1 {hop.status:03d} {_reason(hop.status)}", hop.headers)
    return [
        _pack("request", request_id, at, request, asked),
        _pack("response", response_id, at, response, came + body),
    ]


def _target(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"


def _pack(kind: str, record_id: str, at: datetime, headers: Sequence[tuple[str, str]], block: bytes) -> bytes:
    lines = [
        "WARC/1.1",
        f"WARC-Type: {kind}",
        f"WARC-Record-ID: {record_id}",
        f"WARC-Date: {at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}",
        *(f"{name}: {_line(value)}" for name, value in headers),
        f"WARC-Block-Digest: {digest(block)}",
        f"Content-Length: {len(block)}",
    ]
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, 31)
    head = "\r\n".join(lines).encode("utf-8", "replace") + b"\r\n\r\n"
    return b"".join(
        (packer.compress(head), packer.compress(block), packer.compress(b"\r\n\r\n"), packer.flush())
    )


def _head(first: str, headers: Headers) -> bytes:
    lines = [first, *(f"{name}: {value}" for name, value in _clean(headers))]
    return "\r\n".join(lines).encode("latin-1", "replace") + b"\r\n\r\n"


def _clean(headers: Headers) -> Iterable[tuple[str, str]]:
    """Yield *headers* as they may be kept."""
    for name, value in headers:
        lower = name.lower()
        if lower in _SECRET:
            continue
        if lower in _ADDRESSES:
            value = _USER.sub("", value)
        yield _RENAMED.get(lower, _line(name)), _line(value)


def _line(value: str) -> str:
    return _LINE_ENDS.sub(" ", value)


def _reason(status: int) -> str:
    """Return a reason phrase; HTTP/2 has none, and readers of archives expect one."""
    return "OK" if 200 <= status < 300 else "Moved" if 300 <= status < 400 else "Error"


def digest(data: bytes) -> str:
    """Return the digest that archives use.

    >>> digest(b"")
    'sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ'
    """
    return "sha1:" + base64.b32encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode()


def new_id() -> str:
    """Return a new record id."""
    return f"<{uuid.uuid4().urn}>"


def without_user(url: str) -> str:
    """Return *url* without the user name and password in it.

    >>> without_user("https://ann:secret@a.example/x?to=b@c")
    'https://a.example/x?to=b@c'
    """
    return _USER.sub("", url, count=1) if "@" in url.partition("://")[2].partition("/")[0] else url
