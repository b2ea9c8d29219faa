"""One request and its answer, within the limits: the only place where bytes come in."""

from __future__ import annotations

import asyncio
import ssl
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import anyio
import h2.exceptions
import hpack.exceptions
import httpcore
import httpx
import hyperframe.exceptions

from tasks.fetch.addresses import BlockedAddress, Target
from tasks.fetch.network import NoSuchHost, WatchedStream
from tasks.model.exchanges import FetchLimits, FetchOutcome, Headers, Hop

_ERROR_PAGE_BYTES = 65_536  # of what comes with a redirect or an error: enough to see what it was

_TROUBLE = (
    *(httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError, httpcore.UnsupportedProtocol),
    *(httpcore.ConnectionNotAvailable, httpx.TransportError, OSError, EOFError),
    *(anyio.BrokenResourceError, anyio.ClosedResourceError, anyio.EndOfStream),
    *(h2.exceptions.H2Error, hpack.exceptions.HPACKError, hyperframe.exceptions.HyperframeError),
)
_CONNECTING = (httpcore.ConnectError, httpcore.ConnectTimeout, httpx.ConnectError, httpx.ConnectTimeout)
_TIMEOUTS = (httpcore.TimeoutException, httpx.TimeoutException, TimeoutError)
_RESETS = (httpcore.ReadError, httpcore.WriteError, httpx.ReadError, httpx.WriteError)
_SILENT_CLOSE = "server disconnected"  # HTTP/1.1 adds "without sending a response"


class NoAnswer(Exception):
    """No answer came; ``may_retry`` where another try in a moment could help."""

    def __init__(self, outcome: FetchOutcome, detail: str, *, may_retry: bool = False) -> None:
        super().__init__(detail)
        self.outcome = outcome
        self.may_retry = may_retry


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The head of an answer and what was read of its body; ``problem`` where that is not as it should be."""

    target: Target
    status: int
    headers: Headers
    request_headers: Headers
    http_version: str
    peer: str | None
    first_byte_seconds: float
    body: bytes = b""
    is_cut: bool = False
    problem: FetchOutcome | None = None
    detail: str = ""

    def header(self, name: str) -> str:
        """Return the last value of header *name*, which is in lower case, or nothing."""
        return next((value for key, value in reversed(self.headers) if key.lower() == name), "")

    def hop(self) -> Hop:
        """Return the head as what travels."""
        return Hop(
            url=str(self.target.url),
            status=self.status,
            headers=self.headers,
            request_headers=self.request_headers,
            http_version=self.http_version,
            peer=self.peer,
        )


@dataclass(slots=True)
class _Reading:
    """What has been read of a body so far."""

    pieces: list[bytes] = field(default_factory=list)
    is_cut: bool = False
    problem: FetchOutcome | None = None
    detail: str = ""

    def fail(self, outcome: FetchOutcome, detail: str) -> None:
        self.is_cut, self.problem, self.detail = True, outcome, detail


async def ask(
    transport: httpx.AsyncBaseTransport,
    target: Target,
    headers: list[tuple[bytes, bytes]],
    *,
    limits: FetchLimits,
    seconds: float,
    cut_at: int | None = None,
) -> Answer:
    """Ask *target*, within *limits* and *seconds*, and return the answer with its body as received.

    Raise :class:`NoAnswer` where none came and :class:`BlockedAddress` where none may be asked for. With
    *cut_at*, so many bytes are enough, and a longer body is no fault.
    """
    # Left to httpx, the host would be made readable first, which fails for names that still resolve.
    request = httpx.Request(
        "GET",
        target.url,
        headers=[(b"Host", target.url.netloc), *headers],
        extensions={"timeout": {"connect": limits.connect_seconds}},
    )
    started = time.monotonic()
    patience = min(seconds, limits.connect_seconds + limits.first_byte_seconds)
    response: httpx.Response | None = None
    reading = _Reading()
    first_byte, peer = 0.0, None
    try:
        try:
            async with asyncio.timeout(patience) as timer:
                response = await transport.handle_async_request(request)
                first_byte = time.monotonic() - started
                peer = _peer(response)  # while the connection is open
                await _read(response, reading, timer, limits, seconds - first_byte, cut_at)
        except _TROUBLE as error:
            if response is None:
                raise _no_answer(error, target, patience) from error
            if isinstance(error, _TIMEOUTS):
                reading.fail(FetchOutcome.TIMED_OUT, _too_slow(limits, time.monotonic() - started, seconds))
            else:
                reading.fail(FetchOutcome.TRUNCATED, f"the answer broke off: {_said(error)}")
    finally:
        if response is not None:
            await _close(response)
    return Answer(
        target=target,
        status=response.status_code,
        headers=_decoded(response.headers.raw),
        request_headers=_decoded([pair for pair in request.headers.raw if pair[0].lower() != b"cookie"]),
        http_version=_version(response),
        peer=peer,
        first_byte_seconds=first_byte,
        body=b"".join(reading.pieces),
        is_cut=reading.is_cut,
        problem=reading.problem,
        detail=reading.detail,
    )


async def _read(
    response: httpx.Response,
    reading: _Reading,
    timer: asyncio.Timeout,
    limits: FetchLimits,
    seconds: float,
    cut_at: int | None,
) -> None:
    """Read the body, each piece within its time and all of them within *seconds*."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + seconds
    timer.reschedule(min(deadline, loop.time() + limits.between_bytes_seconds))
    is_page = 200 <= response.status_code < 300
    enough = cut_at if cut_at is not None else None if is_page else _ERROR_PAGE_BYTES
    stated = response.headers.get("content-length", "")
    if enough is None and stated.isdecimal() and int(stated[:18]) > limits.wire_bytes:
        reading.fail(
            FetchOutcome.OVERSIZED, f"{stated[:18]} bytes, where {limits.wire_bytes:,} are the limit"
        )
        return
    size = 0
    async for piece in response.stream:  # type: ignore[union-attr]  # the transports here are asynchronous
        reading.pieces.append(piece)
        size += len(piece)
        if enough is not None and size > enough:
            reading.is_cut = True
            return
        if enough is None and size > limits.wire_bytes:
            reading.fail(FetchOutcome.OVERSIZED, f"more than {limits.wire_bytes:,} bytes")
            return
        timer.reschedule(min(deadline, loop.time() + limits.between_bytes_seconds))
    stream = response.extensions.get("network_stream")
    if isinstance(stream, WatchedStream) and _version(response).startswith("HTTP/1"):
        is_chunked = "chunked" in response.headers.get("transfer-encoding", "").lower()
        stream.end_answer(b"" if is_chunked or not reading.pieces else reading.pieces[-1])


async def _close(response: httpx.Response) -> None:
    """Give the connection back, or close it where the body was not read to its end."""
    with suppress(*_TROUBLE):  # it is closed all the same
        await response.stream.aclose()  # type: ignore[union-attr]


# ---------------------------------------------------------------------------------- what went wrong


def _no_answer(error: BaseException, target: Target, patience: float) -> NoAnswer:
    """Say what it means that no head of an answer came."""
    host = target.host
    if isinstance(error, NoSuchHost):
        return NoAnswer(FetchOutcome.UNREACHABLE, str(error))
    if isinstance(error, _CONNECTING):
        is_slow = isinstance(error, _TIMEOUTS)
        outcome = FetchOutcome.TIMED_OUT if is_slow else FetchOutcome.UNREACHABLE
        certificate = _certificate_problem(error)
        if certificate:
            return NoAnswer(outcome, f"{host} shows a certificate that is not trusted: {certificate}")
        return NoAnswer(outcome, f"no connection to {host}: {_said(error)}", may_retry=True)
    if isinstance(error, _TIMEOUTS):
        return NoAnswer(FetchOutcome.TIMED_OUT, f"no answer from {host} within {patience:g} s")
    is_reset = isinstance(error, _RESETS) or _SILENT_CLOSE in str(error).lower()
    return NoAnswer(
        FetchOutcome.UNREACHABLE,
        f"{host} {'closed the connection' if is_reset else 'sent what is not HTTP'}: {_said(error)}",
        may_retry=is_reset,
    )


def _certificate_problem(error: BaseException | None) -> str | None:
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return error.verify_message
        error = error.__cause__ or error.__context__
    return None


def _said(error: BaseException) -> str:
    return (str(error) or type(error).__name__)[:200]


def _too_slow(limits: FetchLimits, spent: float, seconds: float) -> str:
    if spent >= seconds - 0.05:
        return f"not complete within {limits.total_seconds:g} s"
    return f"nothing more within {limits.between_bytes_seconds:g} s"


# ----------------------------------------------------------------------------------------- the head


def _decoded(raw: list[tuple[bytes, bytes]]) -> Headers:
    """Return headers as text of the same bytes: Latin-1 loses none."""
    return tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in raw)


def _version(response: httpx.Response) -> str:
    version = response.extensions.get("http_version", b"HTTP/1.1")
    return version.decode("ascii", "replace") if isinstance(version, bytes) else str(version)


def _peer(response: httpx.Response) -> str | None:
    stream: Any = response.extensions.get("network_stream")
    if stream is None:
        return None
    try:
        address = stream.get_extra_info("server_addr")
    except Exception:  # a closed socket has no peer, whatever its backend raises
        return None
    return f"{address[0]}" if address else None


__all__ = ["Answer", "BlockedAddress", "NoAnswer", "ask"]
