"""A run that is killed in the middle of a sweep: nothing is lost, nothing doubled, and nobody asked twice."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.polling.site import Site, item, page, rss

CHECKOUT = Path(__file__).resolve().parents[2]
ARTICLES = 24


def newsmill(home: Path, site: Site, *arguments: str) -> subprocess.Popen[str]:
    inherited = {
        name: value for name, value in os.environ.items() if not name.startswith(("NEWSMILL_", "PREFECT_"))
    }
    return subprocess.Popen(
        [sys.executable, "-m", "flows.cli", "--home", str(home), "ingest", "--json", *arguments],
        cwd=CHECKOUT,
        env={**inherited, "NEWSMILL_ALLOW": site.pair, "NEWSMILL_BATCH_SIZE": "5", "NEWSMILL_WORKERS": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def ingest(home: Path, site: Site, *arguments: str) -> dict[str, Any]:
    process = newsmill(home, site, *arguments)
    output, said = process.communicate(timeout=120)
    assert process.returncode == 0, said
    ledger: dict[str, Any] = json.loads(output)
    return ledger


def publish(site: Site, home: Path, count: int = ARTICLES) -> None:
    """Have the site publish articles, and the home read them politely enough to be killed in between."""
    site.answers["/feed"] = rss(*(item(f"{{here}}/a{number}", f"Ferry {number}") for number in range(count)))
    site.answers |= {f"/a{number}": page(f"Ferry {number}") for number in range(count)}
    home.mkdir(exist_ok=True)
    (home / "sources.toml").write_text(
        "[settings]\nhost_delay_seconds = 0.1\n\n"
        f'[[source]]\nname = "courier"\nkind = "feed"\nurl = "{site.url("/feed")}"\n',
        encoding="utf-8",
    )


def articles(home: Path) -> tuple[int, int, int]:
    """Return articles, versions and documents of them."""
    with duckdb.connect(str(home / "warehouse.duckdb"), read_only=True) as connection:
        [row] = connection.execute(
            "select (select count(*) from core.articles), (select count(*) from core.article_versions),"
            " (select count(*) from raw.documents)"
        ).fetchall()
    return row


@pytest.mark.parametrize("pages", [3, 18], ids=["early", "late"])
def test_a_kill_loses_and_doubles_nothing(site: Site, tmp_path: Path, pages: int) -> None:
    home = tmp_path / "home"
    publish(site, home)
    process = newsmill(home, site)
    give_up = time.monotonic() + 60
    while sum(path.startswith("/a") for path, _ in site.asked) < pages:
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < give_up
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.communicate()

    ledger = ingest(home, site)

    assert ledger["read"] == ledger["new"] + ledger["duplicate"] + ledger["unchanged"]
    assert articles(home) == (ARTICLES, ARTICLES, 2 * ARTICLES)  # of each its page and its item
    asked = Counter(path for path, _ in site.asked if path.startswith("/a"))
    assert set(asked) == {f"/a{number}" for number in range(ARTICLES)}
    assert asked.total() <= ARTICLES + 1  # the one that was on its way
    assert ingest(home, site, "--all")["read"] == 0


def test_the_ledger_of_a_sweep_adds_up_and_its_requests_are_in_the_warehouse(
    site: Site, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    publish(site, home, count=4)

    ledger = ingest(home, site)

    assert (ledger["status"], ledger["read"], ledger["new"], ledger["duplicate"]) == ("completed", 8, 4, 4)
    with duckdb.connect(str(home / "published" / "news.duckdb"), read_only=True) as connection:
        fetched = connection.execute("select purpose, count(*) from mart.fetches group by all").fetchall()
        [health] = connection.execute("select source, status, next_due_at from mart.source_health").fetchall()
    assert dict(fetched) == {"robots": 1, "feed": 1, "article": 4}
    assert health[:2] == ("courier", "ok")
    assert health[2] is not None
