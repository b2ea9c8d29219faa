"""What travels between the network and the rest: one request and what came of it.

Bytes and headers only: what they mean is for ``sources`` and ``text`` to say.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

Headers = tuple[tuple[str, str], ...]


class FetchOutcome(StrEnum):
    """What became of a request. The names are the codes of ``raw.fetches.outcome``."""

    OK = "ok"  # a usable body came, whole
    NOT_MODIFIED = "not_modified"  # 304 to validators that we sent
    EMPTY = "empty"  # a success without content
    NOT_FOUND = "not_found"  # 404
    GONE = "gone"  # 410
    REFUSED = "refused"  # 401, 403, 451 and other 4xx
    THROTTLED = "throttled"  # 429, or 503 with Retry-After
    SERVER_ERROR = "server_error"  # 5xx after the last try
    TIMED_OUT = "timed_out"  # one of the time limits
    UNREACHABLE = "unreachable"  # no address, no connection, TLS or protocol trouble
    DISALLOWED = "disallowed"  # robots.txt says no, or cannot be had
    BLOCKED = "blocked"  # an address we never connect to, or a scheme other than http(s)
    REDIRECTED_AWAY = "redirected_away"  # a loop, too many hops, or a redirect without a target
    OVERSIZED = "oversized"  # more bytes than the limit, on the wire or decoded
    TRUNCATED = "truncated"  # the connection ended before the body did
    UNDECODABLE = "undecodable"  # a content coding that is unknown or broken


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What a server gave to ask "has it changed?" with, byte for byte as given."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One request on the wire and its answer's head: each redirect is one, and the last answer is one.

    ``request_headers`` are those sent, without credentials.
    """

    url: str
    status: int
    headers: Headers
    request_headers: Headers = ()
    http_version: str = "HTTP/1.1"
    peer: str | None = None  # the address that was connected to


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A request with its redirects and retries, and what came of it.

    ``body`` is decoded from its content coding, ``wire_body`` is what was received (transfer coding
    undone), for the archive; both are empty where none was read. ``permanent_url`` is the address to be
    stored instead of ``url``: set where every hop up to it was a 301 or 308. Times in seconds.
    """

    url: str  # as asked
    outcome: FetchOutcome
    detail: str = ""  # a sentence for people
    final_url: str
    permanent_url: str | None = None
    status: int | None = None
    headers: Headers = ()
    body: bytes = b""
    wire_body: bytes = b""
    is_cut: bool = False  # ``wire_body`` is not all that the server had to give
    hops: tuple[Hop, ...] = ()
    attempts: int = 1
    retry_after_seconds: float | None = None
    validators: Validators = field(default_factory=Validators)  # to be sent next time
    started_at: datetime
    seconds: float = 0.0
    first_byte_seconds: float | None = None

    def header(self, name: str) -> str | None:
        """Return the last value of header *name*, whatever its case."""
        name = name.lower()
        return next((value for key, value in reversed(self.headers) if key.lower() == name), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Landed:
    """Where an exchange lies in the landing zone; ``locator`` is ``PATH#offset=N`` of its response record."""

    locator: str
    byte_count: int  # of the compressed member


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchLimits:
    """How much one request may cost: bytes on the wire and decoded, seconds, redirects, tries."""

    wire_bytes: int = 20_000_000
    body_bytes: int = 20_000_000
    connect_seconds: float = 10.0
    first_byte_seconds: float = 20.0
    between_bytes_seconds: float = 10.0
    total_seconds: float = 60.0
    redirects: int = 8
    attempts: int = 3
