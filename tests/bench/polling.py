"""How soon articles are seen and what it costs: the rhythm on a made-up world's times, without a network.

python -m tests.bench.polling                       # as published, round the clock
python -m tests.bench.polling --nights              # the same with nights and weekends
python -m tests.bench.polling --articles 20000 --sources 40 --days 30
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
from bisect import bisect_right
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tasks.polling.rhythm import Rhythm, learn, next_due
from tests.bench.shared import REASON, SHARED

TICK = timedelta(minutes=5)  # `newsmill ingest` runs so often
GOAL = timedelta(minutes=15)
FEED_ITEMS = 100


def publication_times(articles: int, sources: int, days: int, seed: int) -> dict[str, list[datetime]]:
    """Return when each source of a made-up world published, in order."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["generate", "--out", folder, "--articles", str(articles), "--sources", str(sources)]
        command += ["--days", str(days), "--seed", str(seed), "--formats", "text", "--text-share", "0"]
        subprocess.run(
            [sys.executable, "-m", "newsworld", *command], cwd=SHARED, check=True, stdout=subprocess.DEVNULL
        )
        times: dict[str, list[datetime]] = defaultdict(list)
        with (Path(folder) / "index.jsonl").open(encoding="utf-8") as index:
            for line in index:
                source, _, published, *_ = json.loads(line)
                times[source].append(datetime.fromtimestamp(published, UTC))
    return {source: sorted(moments) for source, moments in times.items()}


def with_nights(times: dict[str, list[datetime]], seed: int) -> dict[str, list[datetime]]:
    """Keep of the articles what newsrooms publish: nine in ten gone at night, six in ten at weekends."""
    chance = random.Random(seed)
    kept: dict[str, list[datetime]] = {}
    for source, moments in times.items():
        zone = chance.choice((-300, -240, 0, 0, 60, 120, 300, 330, 345, 480))
        kept[source] = []
        for moment in moments:
            local = moment + timedelta(minutes=zone)
            share = 1.0 if 7 <= local.hour < 22 else 0.1
            share *= 0.4 if local.weekday() >= 5 else 1.0
            if chance.random() < share:
                kept[source].append(moment)
    return kept


def watch(moments: list[datetime], start: datetime, end: datetime) -> tuple[int, int, int]:
    """Return requests, articles that came up, and those of them that were seen in time."""
    rhythm = Rhythm()
    requests = in_time = seen = 0
    now, due = start, start
    while now < end:
        if due <= now:
            requests += 1
            known = bisect_right(moments, now)
            fresh = moments[seen:known]
            first = rhythm.at is None
            rhythm = learn(rhythm, fresh[-FEED_ITEMS:], now=now, items=FEED_ITEMS)
            in_time += 0 if first else sum(now - moment <= GOAL for moment in fresh)
            seen = known
            due = next_due(rhythm, now=now)
        now += TICK
    return requests, bisect_right(moments, end) - bisect_right(moments, start), in_time


def measure(times: dict[str, list[datetime]], name: str) -> tuple[float, float]:
    """Print and return the share seen in time, and the requests as a share of asking at every tick."""
    first = min(moments[0] for moments in times.values() if moments)
    start = first.replace(hour=0, minute=0, second=0) + timedelta(days=1)  # feeds hold a day by then
    end = max(moments[-1] for moments in times.values() if moments)
    requests = articles = in_time = 0
    for moments in times.values():
        asked, came, soon = watch(moments, start, end)
        requests, articles, in_time = requests + asked, articles + came, in_time + soon
    every = len(times) * ((end - start) / TICK)
    share, cost = in_time / articles, requests / every
    days = (end - start).days
    print(f"{name}: {len(times)} sources, {articles:,} articles, {days} days")
    print(f"  seen within 15 minutes  {share:6.1%}")
    print(f"  requests                {cost:6.1%} of asking every 5 minutes ({requests:,})")
    return share, cost


def main() -> None:
    """Parse the command line and measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--sources", type=int, default=40)
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--nights", action="store_true", help="also with nights and weekends")
    options = parser.parse_args()
    if not SHARED.exists():
        raise SystemExit(REASON)
    times = publication_times(options.articles, options.sources, options.days, options.seed)
    measure(times, "round the clock")
    if options.nights:
        measure(with_nights(times, options.seed), "with nights and weekends")


if __name__ == "__main__":
    main()
