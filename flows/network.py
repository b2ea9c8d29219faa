"""What ``newsmill sources`` asks of the network before anything is configured or stored."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from flows.console import open_console, plain_table
from tasks.online import make_client
from tasks.polling.discover import Offer, discover, sample

if TYPE_CHECKING:
    from tasks.model.records import RawDocument, Rejection, Source
    from tasks.settings import Settings


def find_offers(settings: Settings, url: str) -> list[Offer]:
    """Return what can be read at *url* and on its site, the best first."""

    async def ask() -> list[Offer]:
        async with make_client(settings) as client:
            return await discover(client, url)

    return asyncio.run(ask())


def read_sample(settings: Settings, source: Source, *, most: int) -> list[RawDocument | Rejection]:
    """Return the first documents of *source*, which are stored nowhere."""

    async def ask() -> list[RawDocument | Rejection]:
        async with make_client(settings) as client:
            return await sample(client, source, most=most)

    return asyncio.run(ask())


def show_offers(offers: Sequence[Offer]) -> None:
    """Print *offers* for people: what each is, and what it holds."""
    table = plain_table(
        ["kind", "address", "articles", "whole", "newest", "first"], right=["articles", "whole"]
    )
    for offer in offers:
        table.add_row(
            offer.kind.value,
            offer.url,
            f"{offer.item_count:,}",
            f"{offer.whole_count:,}" if offer.whole_count else "",
            f"{offer.newest_at:%Y-%m-%d %H:%M}" if offer.newest_at else "",
            (offer.first_title or offer.title or "")[:60],
        )
    open_console(sys.stderr).print(table)
