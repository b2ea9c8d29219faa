"""Connections: the name is resolved here, each number is judged, and the one judged is connected to."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

import httpcore
import httpx

from tasks.fetch.addresses import AddressGuard, BlockedAddress
from tasks.fetch.heads import HeadCleaner

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
_Origin = tuple[str, bytes, int | None]  # the host as it goes into the request: not every one can be shown

_KEPT_OPEN = 40  # origins; a poll of many hosts would else hold a socket to each of them
_KEEP_SECONDS = 15.0
_TRIED = 4  # addresses of a name; the time for connecting is shared among them
_RESOLVING = 32  # names at once: each that nobody answers for occupies a thread for seconds
_PREFACE = b"PRI * HTTP/2.0"
_TAIL = 64  # bytes of an answer's end that are compared

_TRIPPED = (ValueError, LookupError)  # what the protocol libraries let through of bytes they did not expect


class NoSuchHost(httpcore.ConnectError):
    """The name does not resolve, and asking again in a moment would not help."""


async def resolve(host: str, port: int) -> list[str]:
    """Return the addresses of *host*, in the order of the system's preference."""
    loop = asyncio.get_running_loop()
    try:
        found = await loop.run_in_executor(_resolvers(), _look_up, host, port)
    except socket.gaierror as error:
        kind = httpcore.ConnectError if error.errno == socket.EAI_AGAIN else NoSuchHost
        raise kind(f"{host} does not resolve: {error.strerror}") from error
    except (OSError, UnicodeError) as error:
        raise NoSuchHost(f"{host} does not resolve: {error}") from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def _look_up(host: str, port: int) -> list[tuple[Any, ...]]:
    return list(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))


@cache
def _resolvers() -> ThreadPoolExecutor:
    """Return threads of our own: those of the loop are as few as the machine has cores, and others' too."""
    return ThreadPoolExecutor(_RESOLVING, thread_name_prefix="resolve")


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Opens connections for the pool, to public addresses only."""

    def __init__(self, guard: AddressGuard, resolver: Resolve = resolve) -> None:
        self._guard = guard
        self._resolve = resolver
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to one of the addresses of *host*; raise :class:`BlockedAddress` where none may be used."""
        try:
            async with asyncio.timeout(timeout):
                addresses = await self._judged(host, port)
        except TimeoutError as error:
            raise httpcore.ConnectTimeout(f"{host} did not resolve in {timeout:g} s") from error
        problem: Exception | None = None
        for address in addresses[:_TRIED]:
            try:
                stream = await self._inner.connect_tcp(
                    address,
                    port,
                    timeout=timeout and timeout / min(len(addresses), _TRIED),
                    local_address=local_address,
                    socket_options=socket_options,
                )
                return WatchedStream(stream)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                problem = error
        raise problem or NoSuchHost(f"{host} has no address")

    async def _judged(self, host: str, port: int) -> list[str]:
        """Return the addresses of *host* that may be connected to, of which there is at least one."""
        allowed: list[str] = []
        blocked: BlockedAddress | None = None
        for address in await self._resolve(host, port):
            try:
                self._guard.check_address(host, port, address)
            except BlockedAddress as error:
                blocked = error
            else:
                allowed.append(address)
        if blocked is not None and not allowed:
            raise blocked
        return allowed

    async def sleep(self, seconds: float) -> None:
        """Sleep; the pool asks for it between its own tries, which are not used."""
        await asyncio.sleep(seconds)


class WatchedStream(httpcore.AsyncNetworkStream):
    """A connection that reads the heads of answers kindly, and knows whether more came than was asked for.

    Some servers send more than they said they would. What is left over would pass for the answer to the
    next request, so such a connection is not used again: :meth:`end_answer` is told where an answer ended.
    """

    def __init__(self, inner: httpcore.AsyncNetworkStream) -> None:
        self._inner = inner
        self._tail = b""
        self._is_spoiled = False
        self._heads = HeadCleaner()
        self._has_frames = False

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what is there."""
        while True:
            data = await self._inner.read(max_bytes, timeout)
            self._tail = data[-_TAIL:] if len(data) >= _TAIL else (self._tail + data)[-_TAIL:]
            passed = self._heads.feed(data)
            if passed or not data:
                return passed

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write *buffer*."""
        self._has_frames = self._has_frames or buffer.startswith(_PREFACE)
        if not self._has_frames:
            self._heads.begin()
        await self._inner.write(buffer, timeout)

    async def aclose(self) -> None:
        """Close the connection."""
        await self._inner.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Return the connection with TLS on it."""
        return WatchedStream(await self._inner.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> Any:
        """Return what is known; data that nobody asked for makes the pool close the connection."""
        if info == "is_readable" and self._is_spoiled:
            return True
        return self._inner.get_extra_info(info)

    def end_answer(self, last: bytes) -> None:
        """Take *last* for the last bytes of the answer, before the blank line where it has no body."""
        end = last[-_TAIL:]
        self._is_spoiled = not self._tail.endswith(end or (b"\r\n\r\n", b"\n\n"))


def _misspoken(error: Exception) -> httpcore.RemoteProtocolError:
    return httpcore.RemoteProtocolError(f"{type(error).__name__}: {error}")


@cache
def tls_context() -> ssl.SSLContext:
    """Return the one TLS context of this process: building one costs as much as twenty requests."""
    return httpx.create_ssl_context()


@dataclass(slots=True)
class _Door:
    """The connections to one origin, and how many answers are being read from them."""

    pool: httpcore.AsyncConnectionPool
    users: int = 0


class GuardedTransport(httpx.AsyncBaseTransport):
    """What httpx's own transport does, on connections of :class:`GuardedBackend` and without proxies.

    A proxy of the environment would resolve names itself, and so undo the guard. Each origin has a pool
    of its own: httpcore looks at every connection of a pool for every request, which costs more than the
    request where there are hundreds.
    """

    def __init__(self, guard: AddressGuard, resolver: Resolve = resolve) -> None:
        self._backend = GuardedBackend(guard, resolver)
        self._doors: OrderedDict[_Origin, _Door] = OrderedDict()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send *request*; errors are those of httpcore, and :class:`BlockedAddress`."""
        url = request.url
        door = await self._enter((url.scheme, url.raw_host, url.port))
        try:
            response = await door.pool.handle_async_request(
                httpcore.Request(
                    method=request.method,
                    url=httpcore.URL(
                        scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
                    ),
                    headers=request.headers.raw,
                    content=None,
                    extensions=request.extensions,
                )
            )
        except _TRIPPED as error:
            door.users -= 1
            raise _misspoken(error) from error
        except BaseException:
            door.users -= 1
            raise
        return httpx.Response(
            status_code=response.status,
            headers=response.headers,
            stream=_Body(cast("AsyncIterator[bytes]", response.stream), door),
            extensions=response.extensions,
        )

    async def aclose(self) -> None:
        """Close every connection."""
        doors, self._doors = self._doors, OrderedDict()
        for door in doors.values():
            await door.pool.aclose()

    async def _enter(self, origin: _Origin) -> _Door:
        door = self._doors.get(origin)
        if door is None:
            door = self._doors[origin] = _Door(self._pool())
        self._doors.move_to_end(origin)
        door.users += 1
        if len(self._doors) > _KEPT_OPEN:
            await self._close_oldest()
        return door

    async def _close_oldest(self) -> None:
        for origin, door in self._doors.items():
            if not door.users:
                del self._doors[origin]
                await door.pool.aclose()
                return

    def _pool(self) -> httpcore.AsyncConnectionPool:
        return httpcore.AsyncConnectionPool(
            ssl_context=tls_context(),
            max_connections=None,  # the gate counts
            keepalive_expiry=_KEEP_SECONDS,
            http1=True,
            http2=True,
            network_backend=self._backend,
        )


class _Body(httpx.AsyncByteStream):
    def __init__(self, stream: AsyncIterator[bytes], door: _Door) -> None:
        self._stream = stream
        self._door: _Door | None = door

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for piece in self._stream:
                yield piece
        except _TRIPPED as error:
            raise _misspoken(error) from error

    async def aclose(self) -> None:
        door, self._door = self._door, None
        if door is not None:
            door.users -= 1
        await cast("Any", self._stream).aclose()
