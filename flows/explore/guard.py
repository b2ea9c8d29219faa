"""Who may ask, and what a browser may do with the answer.

A page on the web can make a browser ask anything of this machine. So only names that mean this machine are
answered (a foreign name that was made to point here is refused), nothing is answered that another site's
page embeds, and what is answered may be framed, read or sent on by nobody.
"""

from __future__ import annotations

from collections.abc import Iterable

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}
_METHODS = frozenset(("GET", "HEAD"))


def loopback_names(port: int) -> frozenset[str]:
    """Return what a ``Host`` header says of a server of this machine at *port*.

    >>> sorted(loopback_names(8080))
    ['127.0.0.1:8080', '[::1]:8080', 'localhost:8080']
    """
    return frozenset(f"{name}:{port}" for name in ("127.0.0.1", "localhost", "[::1]"))


class Guard:
    """Answers those who may ask through *app*, with the headers every answer has."""

    def __init__(self, app: ASGIApp, *, hosts: Iterable[str]) -> None:
        self._app = app
        self._hosts = frozenset(host.lower() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or answer with the headers of every answer."""
        if scope["type"] != "http":
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
            await send(message)

        refusal = self._refusal(scope)
        await (refusal or self._app)(scope, receive, send_guarded)

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        headers = Headers(scope=scope)
        if headers.get("host", "").lower() not in self._hosts:
            return PlainTextResponse("This server answers under the name of this machine only.\n", 421)
        if scope["method"] not in _METHODS:
            return PlainTextResponse("Here is only something to read.\n", 405, {"Allow": "GET, HEAD"})
        if comes_from_elsewhere(headers) and headers.get("sec-fetch-mode") != "navigate":
            return PlainTextResponse("Another site's page may not ask this.\n", 403)
        return None


def comes_from_elsewhere(headers: Headers) -> bool:
    """Return whether another site's page caused the request, as far as the browser says.

    >>> comes_from_elsewhere(Headers({"sec-fetch-site": "cross-site"})), comes_from_elsewhere(Headers({}))
    (True, False)
    """
    return headers.get("sec-fetch-site", "none") not in ("none", "same-origin")
