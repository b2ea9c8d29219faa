"""A published copy that holds what an attacker would write, and the pages of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from flows.explore.app import make_app
from flows.explore.copy import PublishedCopy
from tasks.model.records import Author
from tasks.warehouse.connect import open_warehouse
from tests.warehouse.warehouse_samples import NOW, load, make_article, make_full_article, moment

EVIL = (
    "<script>document.title='run'</script><img src=x onerror=alert(1)> & \"q\" 's' </style></textarea>{{7*7}}"
)
HOST = "127.0.0.1:8000"

Get = Callable[..., httpx.Response]


def write_copy(path: Path, *, extra: int = 0) -> Path:
    """Write a warehouse to *path*: an evil article of two wordings, one with all facts, and *extra* more."""
    evil = make_article(
        "evil",
        f"{EVIL} The quay cost 4 million crowns, the council said.",
        title=f"Ferry {EVIL}",
        source=f"gull {EVIL}",
        authors=(Author(name=EVIL, as_written=EVIL),),
        published=moment(NOW - timedelta(days=2)),
        language='en" onload="alert(1)',
    )
    edited = make_article(
        "evil",
        f"{EVIL} The quay cost 6 million crowns, the council said.",
        title=f"Ferry {EVIL} again",
        source=f"gull {EVIL}",
        authors=evil.authors,
        published=evil.published,
    )
    full = replace(make_full_article(), published=moment(NOW - timedelta(days=1)))
    others = [make_article(f"more-{number}", title=f"Tides of day {number}") for number in range(extra)]
    spool = path.parent / "spool"
    spool.mkdir(parents=True, exist_ok=True)
    with open_warehouse(path) as connection:
        load(connection, spool, [evil, full, *others], run_id="run-1")
        load(connection, spool, [edited], run_id="run-2", now=NOW + timedelta(hours=1))
        connection.execute("checkpoint")
    return path


@pytest.fixture(scope="session")
def copy_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy that tests read and change nothing of."""
    return write_copy(tmp_path_factory.mktemp("explore") / "news.duckdb", extra=50)


@pytest.fixture(scope="session")
def copy(copy_path: Path) -> Iterator[PublishedCopy]:
    """Return that copy as it is read. DuckDB knows one of them in a process."""
    copy = PublishedCopy(copy_path, seconds=20)
    yield copy
    copy.close()


@pytest.fixture(scope="session")
def app(copy: PublishedCopy) -> Any:
    """Return the application on that copy."""
    return make_app(copy, hosts=[HOST], now=lambda: datetime(2026, 3, 12, 12, tzinfo=UTC))


@pytest.fixture(scope="session")
def get(app: Any) -> Get:
    """Return a function that asks the application something."""

    def ask(address: str, *, method: str = "GET", host: str = HOST, **headers: str) -> httpx.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}

        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(app=app)
            async with httpx.AsyncClient(transport=transport, base_url=f"http://{HOST}") as client:
                return await client.request(method, address, headers={"host": host, **named})

        return asyncio.run(send())

    return ask
