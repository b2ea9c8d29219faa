"""Sources on the network: found from the address of a site, looked at, and exchanged with feed readers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tasks.settings import load_settings
from tests.polling.site import WORDS, Answer, Site, item, page, rss, sitemap

Newsmill = Callable[..., Any]

FRONT = b"""<html><head><link rel="alternate" type="application/rss+xml" href="/teasers">
<link rel="alternate" type="application/rss+xml" href="/whole"></head><body></body></html>"""


@pytest.fixture
def site() -> Iterator[Site]:
    answers = {
        "/": Answer(FRONT, headers=(("Content-Type", "text/html"),)),
        "/robots.txt": Answer(b"Sitemap: {here}/news.xml", headers=(("Content-Type", "text/plain"),)),
        "/teasers": rss(item("{here}/a", "Ferry")),
        "/whole": rss(item("{here}/a", "Ferry sails", WORDS), item("{here}/b", "Old kiln", WORDS)),
        "/news.xml": sitemap(("{here}/a", "2026-03-12T09:00:00Z")),
        "/a": page("Ferry sails"),
    }
    with Site(answers) as running:
        yield running


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    home.mkdir()
    (home / "sources.toml").write_text(
        "# Ask Ilse first.\n[settings]\nhost_delay_seconds = 0\n", encoding="utf-8"
    )
    return home


def test_a_site_is_added_by_what_it_offers_best(newsmill: Newsmill, site: Site, home: Path) -> None:
    went = newsmill("sources", "add", site.url("/"), home=home, environment={"NEWSMILL_ALLOW": site.pair})

    assert went.returncode == 0, went.stderr
    assert "/teasers" in went.stderr
    assert "/news.xml" in went.stderr
    [added] = load_settings(home).sources
    assert (added.kind, added.url) == ("feed", site.url("/whole"))
    assert (home / "sources.toml").read_text(encoding="utf-8").startswith("# Ask Ilse first.")


def test_a_site_is_added_as_what_was_asked_for(newsmill: Newsmill, site: Site, home: Path) -> None:
    environment = {"NEWSMILL_ALLOW": site.pair}

    newsmill("sources", "add", site.url("/"), "--kind", "sitemap", home=home, environment=environment)
    newsmill("sources", "add", site.url("/"), "--links", "h2 > a", home=home, environment=environment)

    assert [(entry.kind, entry.url, entry.links) for entry in load_settings(home).sources] == [
        ("sitemap", site.url("/news.xml"), None),
        ("page", site.url("/"), "h2 > a"),
    ]


def test_a_site_that_does_not_answer_is_not_added(newsmill: Newsmill, site: Site, home: Path) -> None:
    went = newsmill(
        "sources", "add", site.url("/nowhere"), home=home, environment={"NEWSMILL_ALLOW": site.pair}
    )

    assert went.returncode == 1
    assert "not found" in went.stderr
    assert load_settings(home).sources == ()


def test_a_check_reads_a_little_and_stores_nothing(newsmill: Newsmill, site: Site, home: Path) -> None:
    environment = {"NEWSMILL_ALLOW": site.pair, "COLUMNS": "200"}
    newsmill("sources", "add", site.url("/whole"), "--name", "courier", home=home, environment=environment)

    went = newsmill("sources", "check", "courier", site.url("/a"), home=home, environment=environment)

    assert went.returncode == 0, went.stderr
    assert "Ferry sails" in went.stdout
    assert [path.name for path in home.iterdir()] == ["sources.toml"]


def test_feeds_go_out_and_come_in_as_opml(newsmill: Newsmill, home: Path, tmp_path: Path) -> None:
    opml = tmp_path / "feeds.opml"
    opml.write_text(
        '<opml version="2.0"><body><outline text="Ports"><outline type="rss" text="Courier" '
        'xmlUrl="https://courier.example/feed?a=1&amp;b=2"/></outline>'
        '<outline type="rss" text="Courier" xmlUrl="https://courier.example/sport"/></body></opml>',
        encoding="utf-8",
    )

    first = newsmill("sources", "import", str(opml), home=home)
    second = newsmill("sources", "import", str(opml), home=home)
    out = newsmill("sources", "export", home=home)

    assert (first.returncode, second.returncode) == (0, 0), first.stderr
    assert [(entry.name, entry.url) for entry in load_settings(home).sources] == [
        ("Courier", "https://courier.example/feed?a=1&b=2"),
        ("Courier 2", "https://courier.example/sport"),
    ]
    assert "https://courier.example/feed?a=1&amp;b=2" in out.stdout
