"""Every edit of a made-up world, read as pages in the order of their times and then in no order at all.

python -m tests.bench.edits --articles 3000

Each way the pages lie in several archives, each ingested by a run of its own; shuffled, an earlier wording
often comes runs after a later one. Recorded once is an edit of the truth that ``mart.edits`` has just once.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
from fastwarc.warc import ArchiveIterator, WarcRecordType

from tasks.model.wordings import normalise_words
from tests.bench.shared import REASON, SHARED, newsmill, watch

_EDITS = """
select coalesce(e.url, a.canonical_url) as url, e.version, e.title_before, e.title_after, e.body_before,
    e.body_after, e.kinds
from mart.edits as e
join mart.articles as a using (article_id)
where e.version is not null
order by e.article_id, e.version
"""
_MARK = ("(updated)", "（更新）")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What a revision of the truth, or a version of the warehouse, says."""

    title: str
    paragraphs: tuple[str, ...]

    @property
    def words(self) -> Counter[str]:
        return Counter(normalise_words(" ".join((self.title, *self.paragraphs))).split())


def generate(folder: Path, articles: int) -> Path:
    """Write a world as one archive of pages below *folder*."""
    world = folder / "world"
    options = ["--articles", str(articles), "--sources", "60", "--seed", "23", "--formats", "warc"]
    subprocess.run(
        [sys.executable, "-m", "newsworld", "generate", "--out", str(world), *options],
        cwd=SHARED,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return world


def read_truth(world: Path) -> dict[str, list[Wording]]:
    """Return the wordings that each article of *world* has had, those left out that say the same again."""
    found = {}
    with (world / "truth.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            told = row["revisions"] or [row]
            wordings: list[Wording] = []
            for one in told:
                wording = Wording(title=one["title"], paragraphs=tuple(one["text"].split("\n")))
                if not wordings or wording != wordings[-1]:
                    wordings.append(wording)
            found[key_of(row["url"])] = wordings
    return found


def key_of(url: str) -> str:
    """Return an address as truth and warehouse both have it."""
    return url.partition("://")[2].removeprefix("www.").rstrip("/")


def read_records(world: Path) -> list[tuple[str, bytes]]:
    """Return the answers in the archives of *world*, each as it lies there, with its time."""
    records = []
    for path in sorted((world / "warc").glob("*.warc.gz")):
        data = path.read_bytes()
        starts, times = [], []
        with path.open("rb") as file:
            for record in ArchiveIterator(file, record_types=WarcRecordType.any_type, parse_http=False):
                starts.append(record.stream_pos)
                is_answer = record.record_type == WarcRecordType.response
                times.append(record.headers["WARC-Date"] if is_answer else None)
        for start, end, at in zip(starts, [*starts[1:], len(data)], times, strict=True):
            if at is not None:
                records.append((at, data[start:end]))
    return records


def ingest(home: Path, records: Sequence[tuple[str, bytes]], parts: int) -> None:
    """Ingest *records* in as many archives as *parts*, a run each."""
    home.mkdir()
    size = -(-len(records) // parts)
    for number in range(parts):
        archive = home / f"part-{number}.warc.gz"
        archive.write_bytes(b"".join(data for _, data in records[number * size : (number + 1) * size]))
        went = watch(newsmill("--home", str(home), "ingest", str(archive)))
        if went.code not in (0, 3):
            raise SystemExit(f"ingest ended with {went.code}:\n{went.stderr}")


def read_edits(home: Path) -> dict[str, list[dict[str, Any]]]:
    """Return the edits that *home* holds, by article in the order of their versions."""
    found: dict[str, list[dict[str, Any]]] = {}
    with duckdb.connect(str(home / "published" / "news.duckdb"), read_only=True) as connection:
        for row in connection.sql(_EDITS).to_arrow_table().to_pylist():
            found.setdefault(key_of(row["url"]), []).append(row)
    return found


def score(truth: dict[str, list[Wording]], edits: dict[str, list[dict[str, Any]]]) -> str:
    """Say how many edits of *truth* there are in *edits*, once and in order, and what else there is."""
    counts: Counter[str] = Counter()
    for key, wordings in truth.items():
        stored = [(find_places(row, wordings), row) for row in edits.get(key, [])]
        times = Counter(places for places, _ in stored)
        told = [(place, place + 1) for place in range(len(wordings) - 1)]
        counts["truth"] += len(told)
        counts["once"] += sum(times[one] == 1 for one in told)
        counts["missed"] += sum(times[one] == 0 for one in told)
        counts["invented"] += sum(count - (one in told) for one, count in times.items())
        if stored:
            counts["several"] += 1
            counts["in order"] += [places for places, _ in stored] == told
        for places, row in stored:
            if places in told:
                counts["kinds"] += set(row["kinds"] or ()) == set(kinds_of(*places, wordings))
    counts["invented"] += sum(len(rows) for key, rows in edits.items() if key not in truth)
    return (
        f"edits {counts['truth']}, recorded once {counts['once']}, missed {counts['missed']}, "
        f"invented {counts['invented']}; in order {counts['in order']} of {counts['several']} articles; "
        f"kinds right {counts['kinds']}"
    )


def find_places(row: dict[str, Any], wordings: Sequence[Wording]) -> tuple[int, int]:
    """Return which wordings of the truth an edit is from and to: those whose words are the nearest."""

    def nearest(title: str | None, body: str) -> int:
        words = Wording(title=title or "", paragraphs=tuple(body.split("\n"))).words
        return min(
            range(len(wordings)),
            key=lambda place: ((words - wordings[place].words) + (wordings[place].words - words)).total(),
        )

    return nearest(row["title_before"], row["body_before"]), nearest(row["title_after"], row["body_after"])


def kinds_of(first: int, last: int, wordings: Sequence[Wording]) -> Iterator[str]:
    """Yield what an edit of the truth is: a note is a paragraph more, a mark in the headline an update."""
    before, after = wordings[first], wordings[last]
    if before.title != after.title:
        yield "headline"
    if sum(map(after.title.count, _MARK)) > sum(map(before.title.count, _MARK)):
        yield "update"
    if len(after.paragraphs) > len(before.paragraphs):
        yield "correction_note"
    if before.paragraphs != after.paragraphs[: len(before.paragraphs)]:
        yield "body"


def measure(folder: Path, articles: int, parts: int) -> None:
    """Read a world twice, in order and shuffled, and print the scores."""
    world = generate(folder, articles)
    truth, records = read_truth(world), read_records(world)
    print(f"{articles:,} articles, {len(records):,} answers in {parts} archives")
    in_order = sorted(records, key=lambda record: record[0])
    shuffled = random.Random(1).sample(in_order, len(in_order))
    for name, some in (("in order", in_order), ("shuffled", shuffled)):
        home = folder / name.replace(" ", "-")
        ingest(home, some, parts)
        print(f"{name}: {score(truth, read_edits(home))}")


def main() -> None:
    """Parse the command line and measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--articles", type=int, default=3_000)
    parser.add_argument("--parts", type=int, default=5)
    parser.add_argument("--folder", type=Path, help="keep the world and the warehouses here, a new folder")
    options = parser.parse_args()
    if not SHARED.exists():
        raise SystemExit(REASON)
    if options.folder is not None:
        options.folder.mkdir(parents=True)
        measure(options.folder, options.articles, options.parts)
        return
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder), options.articles, options.parts)


if __name__ == "__main__":
    main()
