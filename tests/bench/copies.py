"""Copies of one text, found among made-up wire copy whose truth is known.

python -m tests.bench.copies                       # 10,000 documents, five seeds; batches and orders
python -m tests.bench.copies --sizes 100000        # and so many documents; 1000000 takes half an hour to make
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

from tasks.stories.window import Window
from tests.bench.shared import CHECKOUT, REASON, SHARED

WIREGEN = SHARED / "bench" / "structured" / "wiregen.py"
_SLIM = ("id", "cluster", "level")  # what the score looks at


def load_wiregen() -> ModuleType:
    spec = importlib.util.spec_from_file_location("wiregen", WIREGEN)
    if spec is None or spec.loader is None:
        raise SystemExit(REASON)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def make(path: Path, *, count: int, seed: int) -> Path:
    arguments = ["make", "--n", str(count), "--seed", str(seed), "--out", str(path)]
    subprocess.run([sys.executable, str(WIREGEN), *arguments], check=True)
    return path


def measure(path: Path) -> dict[str, Any]:
    """Cluster *path* in a process of its own; return scores, CPU seconds and peak memory."""
    answer = path.with_suffix(".tsv")
    code = "import sys; from tests.bench.adapters import cluster; cluster(*sys.argv[1:])"
    empty = _spent([sys.executable, "-c", "import tests.bench.adapters"])[0]
    seconds, megabytes = _spent([sys.executable, "-c", code, str(path), str(answer)])
    truth = [{name: document[name] for name in _SLIM} for document in _documents(path)]
    found = dict(line.rstrip("\n").split("\t") for line in answer.open(encoding="utf-8"))
    scores: dict[str, Any] = load_wiregen().score(truth, found)
    return {**scores, "per_second": round(len(truth) / (seconds - empty)), "megabytes": megabytes}


def _spent(command: list[str]) -> tuple[float, int]:
    """Run *command*; return its CPU seconds and its peak memory in megabytes."""
    report = (
        "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True);"
        "u = resource.getrusage(resource.RUSAGE_CHILDREN); print(u.ru_utime + u.ru_stime, u.ru_maxrss)"
    )
    went = subprocess.run(
        [sys.executable, "-c", report, *command], cwd=CHECKOUT, capture_output=True, text=True, check=True
    )
    seconds, kilobytes = went.stdout.split()[-2:]
    return float(seconds), int(kilobytes) // 1024


def _documents(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def stories_in_batches(documents: list[dict[str, Any]], batches: int) -> frozenset[frozenset[str]]:
    window = Window(lambda numbers: [documents[number]["text"] for number in numbers])
    size = -(-len(documents) // batches)
    for start in range(0, len(documents), size):
        batch = documents[start : start + size]
        days = [date.fromisoformat(document["published"]).toordinal() for document in batch]
        window.add([document["text"] for document in batch], days)
    groups: dict[int, set[str]] = {}
    for document, group in zip(documents, window.groups.names(), strict=True):
        groups.setdefault(group, set()).add(document["id"])
    return frozenset(map(frozenset, groups.values()))


def print_scores(name: str, found: dict[str, Any]) -> None:
    print(
        f"{name:>16}  ARI {found['ari']:.4f}  precision {found['precision']:.4f}"
        f"  recall {found['recall']:.4f}  heavy {found['joined_original_heavy']:.4f}"
        f"  follow-ups merged {found['followup_wrongly_merged']:.4f}"
        f"  {found['per_second']:,} a CPU second  {found['megabytes']:,} MB",
        flush=True,
    )


def print_batches(path: Path) -> None:
    documents = list(_documents(path))
    at_once = stories_in_batches(documents, 1)
    shuffled = random.Random(1).sample(documents, len(documents))
    for batches, given in ((1, shuffled), (10, documents), (1_000, documents), (1_000, shuffled)):
        started = time.process_time()
        is_same = stories_in_batches(given, batches) == at_once
        order = "shuffled" if given is shuffled else "as made"
        said = "the same stories" if is_same else "OTHER STORIES"
        print(f"{batches:>6} batches, {order}: {said}, {time.process_time() - started:.0f} s", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description="Find the copies in made-up wire copy")
    parser.add_argument("--seeds", default="1,2,3,4,5", help="of 10,000 documents each")
    parser.add_argument("--sizes", default="", help="more sizes, of seed 1")
    parser.add_argument("--file", type=Path, action="append", default=[], help="what was made before")
    parser.add_argument("--no-batches", action="store_true")
    options = parser.parse_args()
    if not WIREGEN.exists():
        raise SystemExit(REASON)
    for path in options.file:
        print_scores(path.stem, measure(path))
    with tempfile.TemporaryDirectory() as folder:
        for seed in filter(None, options.seeds.split(",")):
            path = make(Path(folder, f"seed-{seed}.jsonl"), count=10_000, seed=int(seed))
            print_scores(f"seed {seed}", measure(path))
            if seed == "1" and not options.no_batches:
                print_batches(path)
        for size in filter(None, options.sizes.split(",")):
            path = make(Path(folder, f"{size}.jsonl"), count=int(size), seed=1)
            print_scores(f"{int(size):,}", measure(path))


if __name__ == "__main__":
    main()
