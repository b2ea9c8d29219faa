"""A news site on loopback that answers as a test tells it to, and a reader that polls it sweep by sweep."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tasks.fetch.client import Client
from tasks.fetch.landing import LandingZone
from tasks.model.exchanges import FetchLimits
from tasks.model.records import Gone, RawDocument, Source, SourceKind
from tasks.polling.poll import pick_due_sources, poll
from tasks.polling.records import AddressState, Polled
from tasks.polling.state import PollState
from tasks.polling.sweep import Sweep

NOON = datetime(2026, 3, 12, 12, tzinfo=UTC)
WORDS = "The night ferry between Ambrel and Costa Lunga sails again, the harbour master said on Monday. " * 8


@dataclass(frozen=True, slots=True)
class Answer:
    body: bytes = b""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()


def page(title: str, *, text: str = WORDS, head: str = "") -> Answer:
    article = f"<article><h1>{title}</h1><p>{text}</p></article>"
    html = f"<html><head><title>{title}</title>{head}</head><body>{article}</body></html>"
    return Answer(html.encode(), headers=(("Content-Type", "text/html; charset=utf-8"),))


def item(link: str, title: str, text: str = "", *, published: str = "Thu, 12 Mar 2026 09:00:00 GMT") -> str:
    return (
        f"<item><title>{title}</title><link>{link}</link><guid>{link}</guid><pubDate>{published}</pubDate>"
        f"<description>{text or 'The ferry sails.'}</description></item>"
    )


def rss(*items: str, about: str = "", headers: Sequence[tuple[str, str]] = ()) -> Answer:
    xml = f'<?xml version="1.0"?><rss version="2.0"><channel><title>Courier</title>{about}{"".join(items)}'
    return Answer(
        f"{xml}</channel></rss>".encode(), headers=(("Content-Type", "application/rss+xml"), *headers)
    )


def sitemap(*entries: tuple[str, str], kind: str = "url") -> Answer:
    root = "urlset" if kind == "url" else "sitemapindex"
    inner = "".join(
        f"<{kind}><loc>{url}</loc><lastmod>{lastmod}</lastmod></{kind}>" for url, lastmod in entries
    )
    xml = f'<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{inner}</{root}>'
    return Answer(xml.encode(), headers=(("Content-Type", "application/xml"),))


@dataclass(slots=True)
class Site:
    """The server. Answers may be changed at any time; ``{here}`` in them is its own address."""

    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    is_away: bool = False
    _server: Any = None

    def __enter__(self) -> Self:
        self._listen(("127.0.0.1", 0))
        return self

    def _listen(self, address: tuple[str, int]) -> None:
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                site.serve(self)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                return

        self._server = ThreadingHTTPServer(address, Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    @contextmanager
    def away(self) -> Iterator[None]:
        """Be out of reach for a while: connections are refused, and those that are open end."""
        address = self._server.server_address
        self.is_away = True
        self.__exit__(None, None, None)
        try:
            yield
        finally:
            self.is_away = False
            self._listen(address)

    @property
    def pair(self) -> str:
        return f"127.0.0.1:{self._server.server_address[1]}"

    def url(self, path: str) -> str:
        return f"http://{self.pair}{path}"

    def serve(self, request: BaseHTTPRequestHandler) -> None:
        if self.is_away:
            request.close_connection = True
            return
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.asked.append((request.path, headers))
        answer = self.answers.get(request.path, Answer(b"not here", 404))
        given = dict(answer.headers)
        etag, modified = given.get("ETag"), given.get("Last-Modified")
        status, body = answer.status, answer.body.replace(b"{here}", self.url("").encode())
        is_same = (etag and headers.get("if-none-match") == etag) or (
            not etag and modified and headers.get("if-modified-since") == modified
        )
        if status == 200 and is_same:
            status, body = 304, b""
        request.send_response(status)
        for name, value in answer.headers:
            if status != 304 or given.get("X-Bare-304") is None or name not in ("ETag", "Last-Modified"):
                request.send_header(name, value.replace("{here}", self.url("")))
        if status != 304:
            request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    def paths(self) -> list[str]:
        """Return what was asked for and forget it, robots.txt left out."""
        paths = [path for path, _ in self.asked if path != "/robots.txt"]
        self.asked.clear()
        return paths


@dataclass(slots=True)
class Reader:
    """Polls *site* into a folder, as often and as late as a test wants."""

    site: Site
    folder: Path
    now: datetime = NOON
    recheck_hours: tuple[float, ...] = (1, 3)
    host_delay: float = 0.0
    ends_after: float | None = None
    runs: int = 0
    last: Sweep | None = None

    def source(self, path: str, kind: SourceKind = SourceKind.FEED, **options: Any) -> Source:
        target = path if kind is SourceKind.URLS and not path.startswith("/list") else self.site.url(path)
        return Source(target=target, name="courier", kind=kind, **options)

    def sweep(
        self, *sources: Source, after: timedelta | None = None, asked: bool = False, settle: bool = True
    ) -> list[Polled]:
        """Poll *sources*, *after* some time; without *settle* as if the run was killed before its batch."""
        self.now += after or timedelta()
        self.runs += 1
        run_id = f"run{self.runs}"
        with (
            PollState.open(self.folder) as state,
            LandingZone(self.folder, run_id=run_id) as zone,
        ):
            sweep = self.last = Sweep(
                state=state,
                zone=zone,
                clock=lambda: self.now,
                run_id=run_id,
                recheck_hours=self.recheck_hours,
                is_asked_for=asked,
                ends_at=self.ends_after,
            )
            named: Mapping[str, Source] = {source.name or "": source for source in sources}
            due = pick_due_sources(state, sources, sweep)
            with closing(poll(due, sweep, open_client=self._client, source_of=named.get)) as outcomes:
                came = list(outcomes)
            if settle:
                state.settle(one.receipt_id for one in came if one.receipt_id is not None)
        return came

    def _client(self, sweep: Sweep) -> Client:
        return Client(
            clock=sweep.clock,
            limits=FetchLimits(attempts=1, total_seconds=5),
            allow=[self.site.pair],
            host_delay_seconds=self.host_delay,
            robots_cache=sweep.state,
            on_robots=sweep.note_robots,
        )

    def addresses(self) -> list[AddressState]:
        with PollState.open(self.folder) as state:
            return state.addresses()

    def address(self) -> AddressState:
        [one] = self.addresses()
        return one


def shown(came: list[Polled]) -> list[str]:
    """Return what came as words: the kind of document, and the path of its address."""
    words: list[str] = []
    for polled in came:
        match polled.outcome:
            case RawDocument(media_type=media_type, url=url):
                kind = "page" if media_type == "text/html" else "item"
                words.append(f"{kind} /{(url or '').split('/', 3)[-1]}")
            case Gone(url=url, status=status):
                words.append(f"gone /{url.split('/', 3)[-1]} {status}")
            case rejection:
                words.append(f"rejected {rejection.reason}")
    return words
