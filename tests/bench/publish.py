"""What publishing costs, and what readers notice of it.

python -m tests.bench.publish --articles 1000 10000 100000      # seconds by way of copying
python -m tests.bench.publish --loads 1000                       # readers in a loop, and one left open
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import duckdb

from tasks.warehouse.connect import open_reader, open_warehouse
from tasks.warehouse.publish import publish

_ARTICLES = """\
insert into core.articles by name
select
    md5(n::varchar) as article_id, 'source ' || n % 50 as source, 'Ferry ' || n as title, [] as author_names,
    timestamptz '2026-01-01 00:00:00+00' + interval 1 minute * n as published_at,
    'minute' as published_precision,
    'en' as language, 'article' as page_kind, true as is_complete, 1 as version_count, 1 as current_version,
    md5('v' || n) as current_version_id, md5('c' || n) as content_hash, 400 as word_count,
    published_at as first_seen_at, published_at as last_seen_at, published_at as changed_at,
    'run-1' as first_run_id, 'run-1' as last_run_id
from range($first, $last) as numbers(n)
"""
_WORDINGS = """\
insert into core.article_versions by name
select
    md5('v' || n) as version_id, md5(n::varchar) as article_id, md5('c' || n) as content_hash,
    'Ferry ' || n as title,
    list_aggregate(
        [substr(md5((n * 500 + word)::varchar), 1, 2 + (n + word) % 6) for word in range(400)],
        'string_agg',
        ' '
    ) as body,
    400 as word_count, [] as tags, [] as flags, true as is_complete, md5('d' || n) as document_id,
    'run-1' as run_id,
    timestamptz '2026-01-01 00:00:00+00' as first_seen_at
from range($first, $last) as numbers(n)
"""


def fill(warehouse: Path, first: int, last: int) -> None:
    """Load invented articles, numbered from *first* up to *last*, past the mill."""
    with open_warehouse(warehouse, memory_limit="2GB") as connection:
        for start in range(first, last, 50_000):
            given = {"first": start, "last": min(last, start + 50_000)}
            connection.execute(_ARTICLES, given)
            connection.execute(_WORDINGS, given)


def copy_database(warehouse: Path, target: Path) -> None:
    """Copy table by table, as ``copy from database`` does."""
    target.unlink(missing_ok=True)
    with duckdb.connect(config={"memory_limit": "2GB", "threads": 2}) as connection:
        connection.execute(f"attach '{warehouse}' as warehouse (read_only)")
        connection.execute(f"attach '{target}' as copied (storage_version 'v1.5.0')")
        connection.execute("copy from database warehouse to copied")


def copy_clone(warehouse: Path, target: Path) -> None:
    """Copy by a clone of the file system, or not at all."""
    subprocess.run(["cp", "--reflink=always", str(warehouse), str(target)], check=True, capture_output=True)


def copy_changed(warehouse: Path, target: Path, block: int = 1 << 18) -> None:
    """Write only the blocks of the file that differ from an older copy, which nobody has open."""
    if not target.exists():
        shutil.copyfile(warehouse, target)
    with warehouse.open("rb") as source, target.open("r+b") as copy:
        while piece := source.read(block):
            place = copy.tell()
            if copy.read(block) != piece:
                copy.seek(place)
                copy.write(piece)
        copy.truncate()
        os.fsync(copy.fileno())


def measure(counts: list[int]) -> None:
    """Print the seconds of each way, at each size."""
    ways: dict[str, Callable[[Path, Path], object]] = {
        "publish()": publish,
        "copy from database": copy_database,
        "clone": copy_clone,
        "changed blocks": copy_changed,
    }
    with tempfile.TemporaryDirectory() as folder:
        warehouse, first = Path(folder, "warehouse.duckdb"), 0
        for count in sorted(counts):
            fill(warehouse, first, count)
            first = count
            print(f"{count:,} articles, {warehouse.stat().st_size / 1e6:,.0f} MB")
            for name, copy in ways.items():
                target = Path(folder, f"{name.split('(')[0].replace(' ', '_')}.duckdb")
                print(f"  {name:20} {_seconds(copy, warehouse, target)}")
            again = _seconds(publish, warehouse, Path(folder, "publish.duckdb"))
            print(f"  {'publish(), no change':20} {again}")


def _seconds(copy: Callable[[Path, Path], object], warehouse: Path, target: Path) -> str:
    started = time.monotonic()
    try:
        copy(warehouse, target)
    except subprocess.CalledProcessError:
        return "not to be had on this file system"
    return f"{time.monotonic() - started:.2f} s"


def stay_open(loads: int, readers: int = 10) -> None:
    """Print what readers in a loop, and one left open, meet while *loads* are published."""
    with tempfile.TemporaryDirectory() as folder:
        warehouse, published = Path(folder, "warehouse.duckdb"), Path(folder, "published", "news.duckdb")
        fill(warehouse, 0, 100)
        publish(warehouse, published)
        errors: list[str] = []
        answers: list[int] = []
        done = threading.Event()
        threads = [
            threading.Thread(target=_read, args=(published, done, answers, errors)) for _ in range(readers)
        ]
        with open_reader(published) as left_open:
            for thread in threads:
                thread.start()
            for number in range(loads):
                fill(warehouse, 100 + number, 101 + number)
                publish(warehouse, published)
            done.set()
            for thread in threads:
                thread.join()
            stale = left_open.execute("select count(*) from mart.articles").fetchall()[0][0]
        with open_reader(published) as last:
            count = last.execute("select count(*) from mart.articles").fetchall()[0][0]
        print(f"{loads} loads, {len(answers)} answers, {len(errors)} errors {errors[:3]}")
        print(f"the reader left open sees {stale} articles, a new one {count} of {100 + loads}")


def _read(published: Path, done: threading.Event, answers: list[int], errors: list[str]) -> None:
    """Ask again and again from a process of its own each time, as a shell does."""
    while not done.is_set():
        try:
            with duckdb.connect() as connection:
                connection.execute(f"attach '{published}' as news (read_only)")
                answers.append(connection.execute("select count(*) from news.core.articles").fetchall()[0][0])
        except duckdb.Error as error:
            errors.append(str(error))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--articles", type=int, nargs="*", default=[])
    parser.add_argument("--loads", type=int, default=0)
    given = parser.parse_args()
    if given.articles:
        measure(given.articles)
    if given.loads:
        stay_open(given.loads)


if __name__ == "__main__":
    main()
