"""What it costs to ask feeds in which nothing changed: CPU seconds of whole ``newsmill ingest`` processes.

python -m tests.bench.unchanged --feeds 500
"""

from __future__ import annotations

import argparse
import os
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.bench.bookkeeping import Cost, cost_of
from tests.polling.site import WORDS, Site, item, rss

_START = datetime(2026, 3, 12, 12, tzinfo=UTC)


def ingest(home: Path, site: Site, now: datetime, *arguments: str) -> Cost:
    """Run one process at the time *now*; the server answers from here and is not counted."""
    environment = {**os.environ, "NEWSMILL_ALLOW": site.pair, "NEWSMILL_NOW": now.isoformat()}
    return cost_of(["--home", str(home), "ingest", *arguments], environment)


def measure(home: Path, feeds: int) -> None:
    """Fill the state, then ask all again at once, and then let an hour pass in steps of five minutes."""
    items = [item(f"{{here}}/{number}", f"Story {number}", WORDS) for number in range(20)]
    validators = [("ETag", '"constant"')]
    with Site({f"/feed/{number}": rss(*items, headers=validators) for number in range(feeds)}) as site:
        blocks = ["[settings]", "host_delay_seconds = 0", 'timezone = "UTC"']
        for number in range(feeds):
            url = site.url(f"/feed/{number}")
            blocks += ["[[source]]", f'name = "feed {number}"', 'kind = "feed"', f'url = "{url}"']
            blocks += ["fetch_pages = false"]
        (home / "sources.toml").write_text("\n".join(blocks) + "\n", encoding="utf-8")
        ingest(home, site, _START, "--all")
        ingest(home, site, _START + timedelta(hours=1), "--all")  # they were seen twice by now
        before = len(site.asked)
        once = ingest(home, site, _START + timedelta(hours=2), "--all")
        print(
            f"{feeds} unchanged feeds, asked once: {len(site.asked) - before} requests, CPU {once.cpu:.1f} s"
        )
        before, cpu = len(site.asked), 0.0
        for tick in range(1, 13):
            cpu += ingest(home, site, _START + timedelta(hours=2, minutes=5 * tick)).cpu
        asked = len(site.asked) - before
        print(f"an hour of runs every five minutes: {asked} requests, CPU {cpu:.1f} s, 12 starts included")


def main() -> None:
    """Parse the command line and measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--feeds", type=int, default=500)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        measure(Path(home), options.feeds)


if __name__ == "__main__":
    main()
