"""What only a whole pipeline shows: robots, politeness, endless lists, corrections, syndication."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import duckdb
import pytest

from tests.bench.shared import REASON, SHARED

CHECKOUT = Path(__file__).resolve().parents[2]
LAB = SHARED / "faultlab"

pytestmark = pytest.mark.skipif(not LAB.exists(), reason=REASON)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lab:
    base: str
    origins: dict[str, str]

    def ask(self, path: str) -> Any:
        with urlopen(f"{self.base}{path}", timeout=10) as answer:
            text = answer.read()
        return json.loads(text) if text.strip().startswith((b"{", b"[")) else text

    def requests(self, origin: str, path: str) -> int:
        """Return how often *path* was asked for at *origin*."""
        return sum(one["path"].partition("?")[0] == path for one in self.log(origin))

    def log(self, origin: str) -> list[dict[str, Any]]:
        entries: list[dict[str, Any]] = self.ask("/__log")
        return [one for one in entries if one["origin"] == origin]


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    process = subprocess.Popen(
        [sys.executable, "lab.py"], cwd=LAB, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout is not None
    said = json.loads(process.stdout.readline())
    yield Lab(base=said["base"], origins=said["origins"])
    process.terminate()
    process.wait(timeout=10)
    process.stdout.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class Newsroom:
    """A home that reads from the lab."""

    home: Path
    lab: Lab

    def configure(self, kind: str, origin: str, path: str, *, delay: float = 0.05) -> None:
        self.home.mkdir(exist_ok=True)
        (self.home / "sources.toml").write_text(
            f"[settings]\nhost_delay_seconds = {delay}\n\n"
            f'[[source]]\nname = "desk"\nkind = "{kind}"\nurl = "{self.lab.origins[origin]}{path}"\n',
            encoding="utf-8",
        )

    def ingest(self, *addresses: str) -> dict[str, Any]:
        inherited = {k: v for k, v in os.environ.items() if not k.startswith(("NEWSMILL_", "PREFECT_"))}
        allow = ",".join(url.partition("://")[2] for url in self.lab.origins.values())
        went = subprocess.run(
            [sys.executable, "-m", "flows.cli", "--home", str(self.home), "ingest", "--json", *addresses],
            cwd=CHECKOUT,
            env={**inherited, "NEWSMILL_ALLOW": allow, "NEWSMILL_WORKERS": "1"},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        ledger: dict[str, Any] = json.loads(went.stdout)
        return ledger

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.home / "warehouse.duckdb"), read_only=True) as connection:
            return connection.execute(query).fetchall()


@pytest.fixture
def newsroom(lab: Lab, tmp_path: Path) -> Newsroom:
    lab.ask("/__reset")
    return Newsroom(home=tmp_path / "home", lab=lab)


def test_a_packed_sitemap_is_read(newsroom: Newsroom) -> None:
    newsroom.configure("sitemap", "main", "/enc/gz-file")

    assert newsroom.ingest()["new"] == 12


def test_the_stub_of_a_refresh_is_no_article(newsroom: Newsroom) -> None:
    ledger = newsroom.ingest(f"{newsroom.lab.origins['main']}/r/meta-refresh")

    assert ledger["rejected_by"] == {"not_an_article": 1}


def test_a_correction_is_a_version_of_the_same_article(newsroom: Newsroom) -> None:
    url = f"{newsroom.lab.origins['main']}/p/corrected"
    newsroom.ingest(url)

    assert newsroom.ingest(url)["updated"] == 1
    bodies = newsroom.rows("select body from mart.article_versions order by version")
    assert [("fourteen weeks" in body, "Correction" in body) for (body,) in bodies] == [
        (False, False),
        (True, True),
    ]
    assert newsroom.rows("select count(*), max(version_count) from mart.articles") == [(1, 2)]


def test_a_feed_without_end_is_left_after_some_pages(newsroom: Newsroom) -> None:
    newsroom.configure("feed", "main", "/f/endless-pages")
    newsroom.ingest()
    newsroom.ingest("desk")

    assert newsroom.lab.requests("main", "/f/endless-pages") <= 60


def test_an_index_that_lists_itself_is_asked_once(newsroom: Newsroom) -> None:
    newsroom.configure("sitemap", "main", "/f/sitemap-loop.xml")
    newsroom.ingest()

    assert newsroom.lab.requests("main", "/f/sitemap-loop.xml") == 1


def test_pages_are_fetched_where_robots_allow_it_and_nowhere_else(newsroom: Newsroom) -> None:
    expected = {
        "robots-5xx": 0,
        "robots-disallow": 0,
        "robots-huge": 1,
        "robots-missing": 1,
        "robots-html": 1,
        "robots-delay": 1,
    }
    lab = newsroom.lab

    ledger = newsroom.ingest(*(f"{lab.origins[origin]}/news/1.html" for origin in expected))

    assert {origin: lab.requests(origin, "/news/1.html") for origin in expected} == expected
    assert (ledger["status"], ledger["new"]) == ("degraded", 4)
    stats = lab.ask("/__stats")["origins"]
    assert all(stats[origin]["robots_first"] for origin in expected)


def test_a_crawl_delay_is_kept(newsroom: Newsroom) -> None:
    base = newsroom.lab.origins["robots-delay"]
    newsroom.ingest(f"{base}/news/1.html", f"{base}/news/1.html?page=2")

    assert newsroom.lab.ask("/__stats")["origins"]["robots-delay"]["min_gap"] >= 1.9


def test_fifty_links_are_followed_one_after_the_other(newsroom: Newsroom) -> None:
    newsroom.configure("page", "polite", "/", delay=0.25)
    ledger = newsroom.ingest()
    stats = newsroom.lab.ask("/__stats")["origins"]["polite"]

    assert ledger["new"] == 50
    assert stats["max_parallel"] == 1
    assert stats["peak_per_second"] <= 5
    assert stats["robots_first"]
    assert newsroom.lab.ask("/__stats")["canary"] == []


def test_a_story_of_five_outlets_is_five_articles(newsroom: Newsroom) -> None:
    stories = [f"{newsroom.lab.origins[f'wire{number}']}/story.html" for number in range(1, 6)]

    assert newsroom.ingest(*stories)["new"] == 5
    assert len(newsroom.rows("select distinct canonical_url from mart.articles")) == 5
