"""One article is one article, whatever address, feed or form it comes in."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tasks.mill import run_ingest
from tasks.settings import Settings

BODY = (
    "The harbour of Marlow will charge a toll of 12 crowns from May. Harbour warden Nora Feld told the"
    " council so on Tuesday. Fishing boats will not pay, and the money is meant for the new lock. Feld said"
    " the town had waited long enough for it. The council votes next week, and two of its members have said"
    " they will not come."
)
ADDRESSES = (
    "http://www.gazette.example/n/toll",
    "https://gazette.example/n/toll/?utm_source=rss&utm_medium=feed",
    "https://m.gazette.example/n/toll",
    "https://gazette.example/n/toll/amp",
    "https://gazette-example.cdn.ampproject.org/c/s/gazette.example/n/toll?fbclid=1",
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", workers=1, lock_wait_seconds=10)


def ask(settings: Settings, query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
        return connection.execute(query).fetchall()


def articles(settings: Settings) -> list[tuple[Any, ...]]:
    return ask(settings, "select canonical_url, version_count from mart.articles order by all")


def feed(*items: str) -> str:
    return f'<rss version="2.0"><channel><title>Gazette</title>{"".join(items)}</channel></rss>'


def item(link: str, guid: str, body: str = BODY) -> str:
    link = link.replace("&", "&amp;")
    return (
        f"<item><title>Marlow sets a toll</title><link>{link}</link><guid isPermaLink='false'>{guid}</guid>"
        f"<pubDate>Tue, 10 Mar 2026 09:00:00 GMT</pubDate><description>{body}</description></item>"
    )


def page(canonical: str | None, body: str = BODY) -> str:
    named = f'<link rel="canonical" href="{canonical}">' if canonical else ""
    paragraphs = "".join(f"<p>{sentence}.</p>" for sentence in body.rstrip(".").split(". "))
    return (
        f"<html><head><title>Marlow sets a toll</title>{named}</head><body><article>"
        f"<h1>Marlow sets a toll</h1><time datetime='2026-03-10T09:00:00Z'>10 March 2026</time>"
        f"{paragraphs}</article></body></html>"
    )


def write(folder: Path, files: Iterable[tuple[str, str]]) -> list[str]:
    written = []
    for name, text in files:
        (folder / name).write_text(text, encoding="utf-8")
        written.append(str(folder / name))
    return written


def test_the_same_article_in_five_feeds_is_one(settings: Settings, tmp_path: Path) -> None:
    feeds = [
        (f"feed-{number}.xml", feed(item(address, f"guid-{number}")))
        for number, address in enumerate(ADDRESSES)
    ]

    report = run_ingest(settings, write(tmp_path, feeds))

    assert articles(settings) == [("https://gazette.example/n/toll", 1)]
    assert (report.total.new, report.total.duplicate) == (1, 4)


def test_an_item_with_another_guid_is_the_same_article(settings: Settings, tmp_path: Path) -> None:
    for number in range(3):
        (name,) = write(tmp_path, [("feed.xml", feed(item(ADDRESSES[0], f"server-{number}/4711")))])
        run_ingest(settings, [name])

    assert articles(settings) == [("https://gazette.example/n/toll", 1)]


@pytest.mark.parametrize("order", [1, -1], ids=["item first", "page first"])
def test_a_feed_item_and_its_page_are_one(settings: Settings, tmp_path: Path, order: int) -> None:
    files = [
        ("feed.xml", feed(item(ADDRESSES[1], "4711", f"{BODY[:90]}…"))),
        ("page.html", page("https://www.gazette.example/n/toll")),
    ]

    run_ingest(settings, write(tmp_path, files[::order]))

    ((canonical, _),) = articles(settings)
    assert canonical == "https://gazette.example/n/toll"
    assert ask(settings, "select is_complete from mart.articles") == [(True,)]


def test_a_page_that_names_its_address_is_that_article_wherever_it_was_read(
    settings: Settings, tmp_path: Path
) -> None:
    records = [
        {"url": address, "canonical_url": "https://gazette.example/n/toll", "title": "Toll", "body": BODY}
        for address in ("https://gazette.example/?p=4711", "https://beta.gazette.example/n/toll-new")
    ]
    lines = "\n".join(map(json.dumps, records))

    run_ingest(settings, write(tmp_path, [("export.jsonl", lines)]))

    assert articles(settings) == [("https://gazette.example/n/toll", 1)]


def test_an_address_with_another_number_is_another_article(settings: Settings, tmp_path: Path) -> None:
    items = [item(f"https://gazette.example/n?id={number}", "same-guid") for number in (1, 2)]

    run_ingest(settings, write(tmp_path, [("feed.xml", feed(*items))]))

    assert len(articles(settings)) == 2


def test_a_text_on_which_only_counters_moved_is_unchanged(settings: Settings, tmp_path: Path) -> None:
    outcomes = []
    for noise in ("5 comments", "7 comments\n\nAdvertisement", "Read more: The old lock of Marlow"):
        record = {
            "url": ADDRESSES[0],
            "title": "Toll",
            "published": "2026-03-10",
            "body": f"{BODY}\n\n{noise}",
        }
        outcomes.append(run_ingest(settings, write(tmp_path, [("export.jsonl", json.dumps(record))])).total)

    assert [(total.new, total.unchanged, total.updated) for total in outcomes] == [
        (1, 0, 0),
        (0, 1, 0),
        (0, 1, 0),
    ]
    assert ask(settings, "from mart.edits") == []
