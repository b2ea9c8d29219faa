"""A whole made-up world through the mill: nothing lost, nothing doubled, and what it costs.

python -m tests.bench.newsworld --articles 10000            # two runs, scored
python -m tests.bench.newsworld --articles 10000 --kill 10  # kill -9 at random moments first
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.shared import CHECKOUT, REASON, SHARED, Watched, newsmill, watch


def generate(folder: Path, articles: int, *, sources: int = 60, formats: str = "text,dumps,warc") -> Path:
    """Write a world of *articles* in *formats* below *folder*, once."""
    world = folder / f"world-{articles}"
    if not (world / "world.json").exists():
        sizes = ["--articles", str(articles), "--sources", str(sources), "--seed", "11"]
        subprocess.run(
            [
                sys.executable,
                "-m",
                "newsworld",
                "generate",
                "--out",
                str(world),
                *sizes,
                "--formats",
                formats,
            ],
            cwd=SHARED,
            check=True,
            stdout=subprocess.DEVNULL,
        )
    return world


def inputs(world: Path) -> list[str]:
    """Return the parts of *world* that hold articles."""
    return [str(world / part) for part in ("text", "dumps", "warc")]


def ingest(home: Path, world: Path) -> tuple[Watched, dict[str, object]]:
    """Ingest *world* into *home* and return how that went, with its ledger."""
    went = watch(newsmill("--home", str(home), "ingest", "--json", *inputs(world)))
    if went.code not in (0, 3):
        raise SystemExit(f"ingest ended with {went.code}:\n{went.stderr}")
    return went, json.loads(went.stdout)


def interrupt(home: Path, world: Path, *, times: int, span: float, seed: int = 1) -> None:
    """Start the ingest and kill it with all it started, *times* times, at random moments within *span* s."""
    moments = random.Random(seed)
    for _ in range(times):
        process = subprocess.Popen(
            newsmill("--home", str(home), "ingest", *inputs(world)),
            cwd=CHECKOUT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        time.sleep(moments.uniform(1.0, span))
        ended = process.poll()
        if ended is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        print(f"killed {'too late' if ended is not None else 'at work'}", file=sys.stderr)


def score(home: Path, world: Path, folder: Path) -> str:
    """Export what *home* holds and return what the world's scorer says of it."""
    stored = folder / "stored.jsonl"
    subprocess.run(
        newsmill("--home", str(home), "export", "articles", "--format", "jsonl", "--to", str(stored)),
        cwd=CHECKOUT,
        check=True,
        stderr=subprocess.DEVNULL,
    )
    command = ["score", "--truth", str(world / "truth.jsonl"), "--got", str(stored)]
    scorer = [sys.executable, "-m", "newsworld", *command]
    return subprocess.run(scorer, cwd=SHARED, check=True, capture_output=True, text=True).stdout


def measure(folder: Path, articles: int, *, kills: int = 0) -> None:
    """Ingest a world twice, after *kills* killed attempts, and print the ledger and the scores."""
    world, home = generate(folder, articles), folder / f"home-{articles}-{kills}"
    if kills:
        interrupt(home, world, times=kills, span=20.0)
    first, ledger = ingest(home, world)
    second, again = ingest(home, world)
    read = int(str(ledger["read"]))
    print(f"## newsworld, {articles:,} articles, {kills} kills before")
    for name, went, counts in (("first run", first, ledger), ("second run", second, again)):
        kept = {
            key: counts[key]
            for key in ("read", "new", "updated", "unchanged", "duplicate", "rejected", "spooled")
        }
        print(f"{name:12} {went.seconds:7.1f} s  peak {went.peak_mb:6.0f} MB  {kept}")
    print(f"documents/s  {read / first.seconds:.0f}   second/first {second.seconds / first.seconds:.3f}")
    checks = subprocess.run(
        newsmill("--home", str(home), "doctor"), cwd=CHECKOUT, capture_output=True, text=True
    )
    print(f"doctor ends with {checks.returncode}")
    print(score(home, world, folder))


def main() -> None:
    """Parse the command line and measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--kill", type=int, default=0, help="kill -9 so many attempts first")
    parser.add_argument("--folder", type=Path, help="keep the world and the warehouse here")
    options = parser.parse_args()
    if not SHARED.exists():
        raise SystemExit(REASON)
    if options.folder is not None:
        options.folder.mkdir(parents=True, exist_ok=True)
        measure(options.folder, options.articles, kills=options.kill)
        return
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder), options.articles, kills=options.kill)


if __name__ == "__main__":
    main()
