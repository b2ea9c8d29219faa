"""The fault campaign in full: each fault many times, on a made-up world, scored after the rerun.

python -m tests.bench.campaign                              # 300 articles, each fault five times
python -m tests.bench.campaign --only run_killed --times 200
"""

from __future__ import annotations

import argparse
import random
import shutil
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.bench.faults import ON_FILES, Amiss, Content, Fault, Stage, find_amiss, read_content
from tests.bench.newsworld import generate, inputs, score
from tests.bench.shared import REASON, SHARED


def play(fault: Fault, stage: Stage, expected: Content, world: Path, folder: Path) -> list[str]:
    """Do *fault* to *stage* and rerun; return what is amiss after it, the world's own scorer included."""
    try:
        fault(stage)
    except Amiss as told:
        return [str(told)]
    amiss = find_amiss(stage, expected)
    if not amiss:
        said = dict(line.split(maxsplit=1) for line in score(stage.home, world, folder).splitlines() if line)
        amiss = [f"{name} {said[name]}" for name in ("lost", "doubled") if int(said[name])]
    return amiss


def measure(folder: Path, options: argparse.Namespace) -> None:
    """Do each fault as often as asked for, and print how many times all was well after it."""
    world = generate(folder, options.articles, sources=8)
    calm = Stage(folder / "calm", inputs(world), random.Random(), 1.0)
    started = time.monotonic()
    code, said = calm.ingest()
    if code not in (0, 3):
        raise SystemExit(f"undisturbed, it ended with {code}: {said}")
    span, expected = time.monotonic() - started, read_content(calm.home)
    print(f"## {options.articles:,} articles, {span:.1f} s undisturbed, each fault {options.times} times")
    wanted = options.only.split(",") if options.only else [fault.__name__ for fault in ON_FILES]
    for fault in (one for one in ON_FILES if one.__name__ in wanted):
        well: Counter[bool] = Counter()
        for number in range(options.times):
            home = folder / f"{fault.__name__}-{number}"
            stage = Stage(home, inputs(world), random.Random(f"{fault.__name__}-{number}"), span)
            amiss = play(fault, stage, expected, world, folder)
            well[not amiss] += 1
            if amiss:
                print(f"{fault.__name__} {number}: {'; '.join(amiss)}", flush=True)
            shutil.rmtree(home)
        print(f"{fault.__name__:22} {well[True]:4} of {options.times} with all there once", flush=True)


def main() -> None:
    """Parse the command line and measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--articles", type=int, default=300)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--only", help="comma-separated names of faults")
    options = parser.parse_args()
    if not SHARED.exists():
        raise SystemExit(REASON)
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder), options)


if __name__ == "__main__":
    main()
