"""What a load costs where a million articles are stored, against the same load into an empty warehouse.

python -m tests.bench.big_load                      # 1,000,000 made-up articles; 2 GB in --folder
python -m tests.bench.big_load --publish            # and refresh the copy that readers open after each load

The articles are made by SQL and fill the tables that a load reads and writes. The same batches then go into
both warehouses in turn. CPU seconds are those of this process, DuckDB's threads among them.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import duckdb

from tasks.grouping import group_articles
from tasks.linking import link_stories
from tasks.model.records import Article, EntityType, Facts, Mention, Part, Span
from tasks.warehouse.connect import open_warehouse
from tasks.warehouse.publish import publish
from tests.stories.desk import write_copies, write_story
from tests.warehouse.warehouse_samples import DAY, NOW, load, make_article, moment

_STORIES, _COPIED = 350, 50  # of a batch; each of those copied has three copies
_MADE = "from range({count}) as t(i)"
_AT = f"timestamptz '{DAY.isoformat()}' - to_minutes((({{count}} - i) * 365 * 1440 // {{count}})::integer)"
_ENTITY = "md5('entity' || (hash(i * 10 + x) % 200000))"
_TABLES = {
    "core.articles": """\
select md5('a' || i) as article_id, 'source-' || i % 300 as source, 'https://paper.example/' || i as url,
    url as canonical_url, 'Title ' || i as title, ['Nora Feld'] as author_names, {at} as published_at,
    'minute' as published_precision, 'en' as language, 'article' as page_kind, true as is_complete,
    1 as version_count, 1 as current_version, md5('v' || i) as current_version_id,
    md5('c' || i) as content_hash, 230 as word_count, {at} as first_seen_at,
    {at} as last_seen_at, {at} as changed_at, 'r' as first_run_id, 'r' as last_run_id""",
    "core.article_versions": """\
select md5('v' || i) as version_id, md5('a' || i) as article_id, md5('c' || i) as content_hash,
    'Title ' || i as title, list_reduce(list_transform(range(45), lambda x: md5(i::varchar || x)),
    lambda one, other: one || ' ' || other) as body, 230 as word_count, 'en' as language,
    [] as tags, [] as flags, true as is_complete, md5('d' || i) as document_id, 'r' as run_id,
    {at} as first_seen_at""",
    "core.version_log": """\
select md5('a' || i) as article_id, 1 as version, md5('v' || i) as version_id, md5('t' || i) as title_hash,
    md5('b' || i) as body_hash, true as is_complete, {at} as seen_at, {at} as last_seen_at,
    'created' as change_kind, []::varchar[] as changed_fields, 'r' as run_id, 'r' as last_run_id""",
    "raw.documents": """\
select md5('d' || i) as document_id, 'source-' || i % 300 as source, 'in.jsonl#line=' || i as locator,
    sha256('d' || i) as sha256, 'application/json' as media_type, 2000 as byte_count,
    md5('a' || i) as article_id, md5('v' || i) as version_id, 'new' as outcome, 'r' as run_id,
    'b' as batch_id, i as sequence, {at} as first_seen_at""",
    "core.fingerprints": """\
select md5('a' || i) as article_id, md5('v' || i) as version_id, ({at})::date as "day", 1200 as letter_count,
    list_transform(range(75), lambda x: (hash(i * 1000 + x) % 4294967296)::uinteger) as keys,
    list_transform(range(75), lambda x: (x * 16)::usmallint) as positions,
    list_transform(range(9), lambda x: (hash(i * 1000 + x) % 536870912 * 8)::uinteger) as far_keys,
    list_transform(range(9), lambda x: (x * 120)::usmallint) as far_positions""",
    "core.story_members": """\
select md5('a' || i) as article_id, md5('a' || (i - i % 10)) as story_id, md5('v' || i) as version_id,
    md5('v' || (i - i % 10)) as first_version_id, true as is_same_title, 0.9 as copied_share,
    0.9 as kept_share, [] as added, [] as left_out""",
    "core.clues": f"""\
select md5('v' || i) as version_id, md5('a' || i) as article_id, 1 as position,
    list_transform(range(24), lambda x: 'p:' || {_ENTITY}) as clues, clues[:12] as lead_clues""",
    "core.mentions": f"""\
select md5('v' || i) as version_id, md5('a' || i) as article_id, x as position, 'Name ' || x as text,
    'person' as kind, 'Name ' || x as name, {_ENTITY} as entity_id, []::varchar[] as titles, 'body' as part,
    x * 20 as "start", x * 20 + 6 as "end", 'names' as rule, 1 as rule_version, 0.9 as confidence
from (select i, unnest(range(8)) as x""",
}
_ENTITIES = """\
insert into core.entities
select md5('entity' || i), 'person', 'Name ' || i, now() from range(200000) as t(i)
"""


def fill(connection: duckdb.DuckDBPyConnection, count: int) -> None:
    """Store *count* made-up articles, of the year before the first batch; three in ten are in stories."""
    at = _AT.format(count=count)
    for table, select in _TABLES.items():
        made = _MADE.format(count=count)
        closing = ")" if table == "core.mentions" else ""
        where = " where i % 10 < 3" if table == "core.story_members" else ""
        connection.execute(
            f"insert into {table} by name {select.format(at=at, count=count)} {made}{where}{closing}"
        )
    if count:
        connection.execute(_ENTITIES)
    connection.execute("checkpoint")


def make_batch(number: int) -> list[Article]:
    """Return 500 articles of a day: 350 stories, and three copies of fifty of them."""
    articles = []
    for story in range(number * _STORIES, (number + 1) * _STORIES):
        told = list(write_copies(write_story(story), story).values())
        for place, text in enumerate(told[: 4 if story % _STORIES < _COPIED else 1]):
            published = moment(DAY + timedelta(days=number, minutes=story % _STORIES + 60 * place))
            one = make_article(f"{story}-{place}", text, published=published, source=f"source-{place}")
            articles.append(_with_names(one, story))
    return articles


def _with_names(article: Article, story: int) -> Article:
    """Return *article* with names as facts, some of them its own and some everybody's."""
    words = [f"Name {story * 3 + number}" for number in range(6)] + [f"Name {n}" for n in range(story % 3)]
    mentions = tuple(
        Mention(
            span=Span(0, 1), text=article.body[:1], kind=EntityType.PERSON, name=name, part=Part.BODY,
            rule="names", rule_version=1, confidence=0.9,
        )
        for name in words
    )  # fmt: skip
    return make_article(
        article.url.rpartition("/")[2] if article.url else "",
        article.body,
        published=article.published,
        source=article.source,
        facts=Facts(mentions=mentions),
    )


@contextmanager
def timed(into: list[tuple[float, float]]) -> Iterator[None]:
    """Note the CPU and wall seconds of the block."""
    cpu, wall = time.process_time(), time.monotonic()
    yield
    into.append((time.process_time() - cpu, time.monotonic() - wall))


def run_batch(folder: Path, number: int, *, is_published: bool) -> dict[str, tuple[float, float]]:
    """Load batch *number* into the warehouse of *folder*; return the seconds of each step."""
    batch, path = make_batch(number), folder / "warehouse.duckdb"
    steps: dict[str, list[tuple[float, float]]] = {"load": [], "group": [], "publish": []}
    with timed(steps["load"]), open_warehouse(path) as connection:
        load(connection, folder, batch, run_id=f"run-{number}")
    with timed(steps["group"]), open_warehouse(path) as connection:
        while group_articles(connection, window_days=90) or link_stories(connection):
            pass
    if is_published:
        with timed(steps["publish"]):
            publish(path, folder / "published.duckdb", min_interval_seconds=0, now=NOW, wait_seconds=60)
    return {name: found[0] for name, found in steps.items() if found}


def measure(folder: Path, count: int, batches: int, *, is_published: bool) -> None:
    """Fill two warehouses, load the same into both, and print the medians and how they compare."""
    folders = {}
    for name, size in (("empty", 0), ("full", count)):
        folders[name] = folder / name
        folders[name].mkdir(exist_ok=True)
        path, started = folders[name] / "warehouse.duckdb", time.monotonic()
        if not path.exists():
            with open_warehouse(path) as connection:
                fill(connection, size)
        print(f"{name}: {path.stat().st_size >> 20} MB, {time.monotonic() - started:.0f} s", flush=True)
    first = len(list(folders["full"].glob("*.parquet")))  # batches of an earlier measurement
    found: dict[str, list[dict[str, tuple[float, float]]]] = {name: [] for name in folders}
    for number in range(first, first + batches + 1):
        for name, some in folders.items():
            steps = run_batch(some, number, is_published=is_published)
            if number > first:  # the first one pays for imports and the cache of the disk
                found[name].append(steps)
    _print_medians(found)
    print(f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10} MB")


def _print_medians(found: dict[str, list[dict[str, tuple[float, float]]]]) -> None:
    for steps in (["load"], ["group"], ["load", "group"], ["publish"]):
        if steps[0] in found["full"][0]:
            cpu, wall = (_compare(found, steps, place) for place in (0, 1))
            print(f"{' and '.join(steps):>15}   CPU {cpu}   wall {wall}", flush=True)


def _compare(found: dict[str, list[dict[str, tuple[float, float]]]], steps: Sequence[str], place: int) -> str:
    """Return the medians of what *steps* took together, in CPU seconds (0) or by the clock (1)."""
    empty, full = (
        statistics.median(sum(run[step][place] for step in steps) for run in found[name])
        for name in ("empty", "full")
    )
    return f"{empty:.2f} s empty, {full:.2f} s full, {full / empty:.2f} times"


def main() -> None:
    """Parse the command line and measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--articles", type=int, default=1_000_000)
    parser.add_argument("--batches", type=int, default=5)
    parser.add_argument("--publish", action="store_true")
    parser.add_argument("--folder", type=Path, help="keep the warehouses here, for another measurement")
    options = parser.parse_args()
    if options.folder is not None:
        options.folder.mkdir(parents=True, exist_ok=True)
        measure(options.folder, options.articles, options.batches, is_published=options.publish)
        return
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder), options.articles, options.batches, is_published=options.publish)


if __name__ == "__main__":
    main()
