"""The server: on this machine's own address, for the person who sits at it."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable
from datetime import UTC, datetime

import uvicorn

from flows.explore.app import make_app
from flows.explore.copy import PublishedCopy
from flows.explore.guard import loopback_names
from tasks.model.errors import ConfigError
from tasks.settings import Settings

_AT_ONCE = 64  # connections; a browser keeps six


def serve(
    settings: Settings, *, host: str, port: int, seconds: float, announce: Callable[[str], None]
) -> None:
    """Serve the copy of *settings* until interrupted; *announce* is told the address once it answers.

    Raises :class:`ConfigError` where *host* is no address of this machine's loopback, or the port is taken.
    """
    copy = PublishedCopy(settings.published, seconds=seconds)
    with copy.asked():
        pass  # a sentence now is better than a page with one later
    listening = listen(host, port)
    bound = listening.getsockname()[1]
    config = uvicorn.Config(
        make_app(copy, hosts=loopback_names(bound), now=lambda: settings.now or datetime.now(UTC)),
        log_level="warning",
        access_log=False,
        server_header=False,
        lifespan="off",
        ws="none",
        limit_concurrency=_AT_ONCE,
        timeout_graceful_shutdown=3,
    )
    announce(f"http://{f'[{host}]' if ':' in host else host}:{bound}/")
    try:
        uvicorn.Server(config).run(sockets=[listening])
    except KeyboardInterrupt:
        pass  # how the person who started it ends it
    finally:
        listening.close()
        copy.close()


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens on the loopback address *host*; port 0 is a free one."""
    try:
        is_loopback = ipaddress.ip_address(host).is_loopback
    except ValueError:
        is_loopback = False
    if not is_loopback:
        raise ConfigError(
            f"{host} is not this machine alone: use 127.0.0.1 or ::1, and for others a tunnel (ssh -L) "
            "or a proxy that asks who they are"
        )
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise ConfigError(f"{host}:{port} cannot be listened on: {error.strerror or error}") from error
