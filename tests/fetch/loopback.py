"""A web server on loopback that answers as a test tells it to, byte by byte where that matters."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self

from tasks.fetch.client import Client
from tasks.model.exchanges import Exchange, FetchLimits, Validators

NOON = datetime(2024, 5, 6, 12, tzinfo=UTC)
PAGE = b"<html><body><p>The ferries return in spring.</p></body></html>"
QUICK = FetchLimits(
    wire_bytes=200_000,
    body_bytes=400_000,
    connect_seconds=1.0,
    first_byte_seconds=0.4,
    between_bytes_seconds=0.4,
    total_seconds=3.0,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request as it arrived."""

    path: str
    headers: dict[str, str]
    at: float
    connection: int


Answer = bytes | Callable[[Asked, asyncio.StreamWriter], Awaitable[None]]
Answers = Mapping[str, Answer | list[Answer]]  # by path; of a list one each time, the last for good


def http(body: bytes = PAGE, status: int = 200, *headers: str, length: bool = True) -> bytes:
    """Return an answer as bytes."""
    lines = [f"HTTP/1.1 {status} Reason", *headers]
    if length:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def moved(to: str, status: int = 302, *headers: str) -> bytes:
    """Return a redirect."""
    return http(b"moved", status, f"Location: {to}", *headers)


@dataclass(slots=True)
class Site:
    """The server; ``{here}`` in an answer is its own address.

    An answer without a length ends with its connection.
    """

    answers: Answers
    asked: list[Asked] = field(default_factory=list)
    connections: int = 0
    port: int = 0
    _server: asyncio.Server | None = None
    _open: set[asyncio.StreamWriter] = field(default_factory=set)

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.close()
        for writer in self._open:
            writer.transport.abort()
        await asyncio.sleep(0)

    @property
    def pair(self) -> str:
        return f"127.0.0.1:{self.port}"

    def url(self, path: str) -> str:
        return f"http://{self.pair}{path}"

    def paths(self) -> list[str]:
        return [asked.path for asked in self.asked]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        connection = self.connections
        self._open.add(writer)
        try:
            while not writer.is_closing():
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                first, *lines = head.strip().split("\r\n")
                pairs = (line.partition(":") for line in lines)
                headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
                at = asyncio.get_running_loop().time()
                asked = Asked(path=first.split(" ")[1], headers=headers, at=at, connection=connection)
                self.asked.append(asked)
                await self._answer(asked, writer)
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()
            self._open.discard(writer)

    async def _answer(self, asked: Asked, writer: asyncio.StreamWriter) -> None:
        answer = self.answers.get(asked.path, http(b"not here", 404))
        if isinstance(answer, list):
            times = self.paths().count(asked.path)
            answer = answer[min(times, len(answer)) - 1]
        if not isinstance(answer, bytes):
            await answer(asked, writer)
            return
        writer.write(answer.replace(b"{here}", self.url("").encode()))
        await writer.drain()
        head = answer.partition(b"\r\n\r\n")[0].lower()
        if b"content-length" not in head and b"chunked" not in head and not head.startswith(b"http/1.1 304"):
            writer.close()


@dataclass(slots=True)
class Sleeps:
    """Sleeps that do not take the time they last, but are written down."""

    seconds: list[float] = field(default_factory=list)

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(round(seconds, 1))
        await asyncio.sleep(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What came of a test's requests."""

    exchanges: list[Exchange]
    asked: list[Asked]
    slept: list[float]
    base: str

    @property
    def exchange(self) -> Exchange:
        return self.exchanges[-1]

    def paths(self) -> list[str]:
        return [asked.path for asked in self.asked]


def ask(
    answers: Answers,
    *paths: str,
    validators: Validators | None = None,
    robots: bool = False,
    limits: FetchLimits = QUICK,
    **options: Any,
) -> Told:
    """Serve *answers*, ask for *paths* one after the other, and return what came of it."""

    async def run() -> Told:
        sleeps = Sleeps()
        settings = {
            "host_delay_seconds": 0.0,
            "sleep": sleeps,
            "contact": "https://example.org/bot",
            **options,
        }
        async with (
            Site(answers) as site,
            Client(clock=lambda: NOON, allow=[site.pair], limits=limits, **settings) as client,
        ):
            exchanges = [
                await client.get(
                    path if "://" in path else site.url(path), validators=validators, robots=robots
                )
                for path in paths
            ]
            return Told(exchanges=exchanges, asked=site.asked, slept=sleeps.seconds, base=site.url(""))

    return asyncio.run(run())
