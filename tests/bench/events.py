"""Accounts of one event, linked: among made-up events and in a made-up world whose truth is known.

python -m tests.bench.events                      # made-up events, three seeds
python -m tests.bench.events --articles 3000      # and a world of so many articles

Pairs count: two articles of one event, copies of one story aside. In the world the second account of an event
is prose about other people in other places; nothing but its hour links it to the first, so that what is found
there says how often unrelated articles are linked.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Hashable, Mapping
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path

import duckdb

from tests.bench.edits import key_of
from tests.bench.shared import REASON, SHARED, newsmill, watch
from tests.stories.reporters import report_days

_FIRST = datetime(2026, 3, 2, 6, tzinfo=UTC)
_EVENTS = "select coalesce(canonical_url, url) as url, event_id, story_id from mart.articles"


def read_events(home: Path) -> dict[str, tuple[str, str]]:
    """Return event and story of each article of *home*, by its address."""
    with duckdb.connect(str(home / "published" / "news.duckdb"), read_only=True) as connection:
        return {key_of(url): (event, story) for url, event, story in connection.execute(_EVENTS).fetchall()}


def pairs_of(groups: Mapping[str, Hashable]) -> set[tuple[str, str]]:
    """Return the pairs of keys that are in one group."""
    members: dict[Hashable, list[str]] = defaultdict(list)
    for key, group in groups.items():
        members[group].append(key)
    return {pair for keys in members.values() for pair in combinations(sorted(keys), 2)}


def print_score(name: str, truth: Mapping[str, int], stories: Mapping[str, Hashable], home: Path) -> None:
    """Print how many pairs of one event were linked, and how many of the linked pairs are of one event."""
    found = read_events(home)
    copies = pairs_of(stories) | pairs_of({key: story for key, (_, story) in found.items()})
    wanted = pairs_of(truth) - copies
    linked = pairs_of({key: event for key, (event, _) in found.items()}) - copies
    right = len(wanted & linked)
    precision, recall = right / max(1, len(linked)), right / max(1, len(wanted))
    print(
        f"{name:>24}  {len(found):,} articles; pairs wanted {len(wanted)}, linked {len(linked)},"
        f" right {right}: precision {precision:.3f}, recall {recall:.3f}",
        flush=True,
    )


def ingest(home: Path, *targets: Path) -> None:
    went = watch(newsmill("--home", str(home), "ingest", *map(str, targets)))
    if went.code not in (0, 3):
        raise SystemExit(f"ingest ended with {went.code}:\n{went.stderr}")


def measure_made_up(folder: Path, seed: int) -> None:
    told = report_days(7, 30, _FIRST, seed)
    path, truth = folder / f"events-{seed}.jsonl", {}
    with path.open("w", encoding="utf-8") as lines:
        for number, one in enumerate(told):
            url = f"https://paper-{number % 40}.example/{number}"
            truth[key_of(url)] = one.event
            row = {"url": url, "title": one.title, "published_at": one.at.isoformat(), "text": one.body}
            lines.write(json.dumps(row) + "\n")
    ingest(folder / f"home-{seed}", path)
    print_score(f"made up, seed {seed}", truth, {key: key for key in truth}, folder / f"home-{seed}")


def measure_world(folder: Path, articles: int) -> None:
    world = folder / "world"
    options = ["--articles", str(articles), "--sources", "60", "--seed", "31", "--formats", "dumps"]
    subprocess.run(
        [sys.executable, "-m", "newsworld", "generate", "--out", str(world), *options],
        cwd=SHARED,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    with (world / "truth.jsonl").open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    ingest(folder / "home-world", *sorted((world / "dumps").glob("*.jsonl")))
    truth = {key_of(row["url"]): row["event"] for row in rows}
    stories = {key_of(row["url"]): row["cluster"] or row["url"] for row in rows}
    print_score("newsworld", truth, stories, folder / "home-world")


def main() -> None:
    """Parse the command line and measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seeds", default="1,2,3")
    parser.add_argument("--articles", type=int, default=0, help="of a world beside them")
    parser.add_argument("--folder", type=Path, help="keep the warehouses here, a new folder")
    options = parser.parse_args()
    if options.articles and not SHARED.exists():
        raise SystemExit(REASON)
    with tempfile.TemporaryDirectory() as passing:
        folder = options.folder or Path(passing)
        folder.mkdir(parents=True, exist_ok=True)
        for seed in filter(None, options.seeds.split(",")):
            measure_made_up(folder, int(seed))
        if options.articles:
            measure_world(folder, options.articles)


if __name__ == "__main__":
    main()
