"""How long each view and macro takes on a warehouse of a million invented articles.

python -m tests.bench.views --articles 1000000 --mentions 12

Makes the warehouse by SQL in a temporary directory, some gigabytes for a while, and removes it afterwards.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from pathlib import Path

import duckdb

from tasks.warehouse.connect import open_reader, open_warehouse

_BYTES_AN_ARTICLE = 6_000  # of free disk that is asked for
_FACT = """\
md5('v' || n) as version_id, md5(n::varchar) as article_id, place as position, 'body' as part,
    place * 40 as "start", place * 40 + 12 as "end", 'bench' as rule, 1 as rule_version,
    0.9::double as confidence"""
# A name of many is in few articles, and a few are in many.
_NAME = "floor(pow((hash(n * 97 + place) % 1000003) / 1000003, 6) * 200000)::integer"
_STATEMENTS = (
    """\
insert into core.articles by name
select
    md5(n::varchar) as article_id, 'source ' || n % 200 as source, 'https://gazette.example/' || n as url,
    'Ferry ' || n as title, ['Ilse Okafor'] as author_names,
    timestamptz '2024-01-01 00:00:00+00' + interval 1 minute * n as published_at,
    'minute' as published_precision, 'en' as language, 'article' as page_kind, true as is_complete,
    1 as version_count, 1 as current_version, md5('v' || n) as current_version_id, 'c' as content_hash,
    400 as word_count, published_at + interval 5 minute as first_seen_at, first_seen_at as last_seen_at,
    first_seen_at as changed_at, 'run-1' as first_run_id, 'run-1' as last_run_id
from range($articles) as numbers(n)
""",
    """\
insert into core.article_versions by name
select
    md5('v' || n) as version_id, md5(n::varchar) as article_id, 'c' as content_hash, 'Ferry ' || n as title,
    'The ferry of Tarnbrook sails to pier ' || n as body, 400 as word_count, [] as tags, [] as flags,
    true as is_complete, 'd' as document_id, 'run-1' as run_id, now() as first_seen_at
from range($articles) as numbers(n)
""",
    """\
insert into core.entities by name
select md5('e' || n) as entity_id, 'person' as kind, 'Name ' || n as name, now() as first_seen_at
from range(200001) as numbers(n)
""",
    f"""\
insert into core.mentions by name
select {_FACT}, 'person' as kind, 'Name ' || {_NAME} as name, name as text, md5('e' || {_NAME}) as entity_id,
    [] as titles
from range($articles) as numbers(n), range($mentions) as places(place)
""",
    f"""\
insert into core.quotes by name
select {_FACT}, 'direct' as kind, 'It sails, said ' || n as text, [] as spans, 'said' as cue,
    'Name ' || {_NAME} as speaker_name, md5('e' || {_NAME}) as speaker_entity_id
from range($articles) as numbers(n), range(2) as places(place)
""",
    f"""\
insert into core.places by name
select {_FACT}, 'Town ' || {_NAME} % 5000 as name, name as text, 'GB' as country, 51.5::double as latitude,
    0.1::double as longitude
from range($articles) as numbers(n), range(2) as places(place)
""",
    f"""\
insert into core.keywords by name
select {_FACT}, 'phrase ' || {_NAME} as phrase, phrase as text, 1 as mention_count
from range($articles) as numbers(n), range(6) as places(place)
""",
)
_SINCE, _UNTIL = (f"timestamptz '2025-06-{day} 00:00:00+00'" for day in ("02", "09"))
_WEEK = f"published_at >= {_SINCE} and published_at < {_UNTIL}"
_QUESTIONS = {
    "mart.articles, a week, without bodies": f"select count(distinct url) from mart.articles where {_WEEK}",
    "mart.mentions, a name": "select count(source) from mart.mentions where name = 'Name 77'",
    "mart.mentions, a week": f"select count(distinct name) from mart.mentions where {_WEEK}",
    "mart.entities, a week": f"select name, count(*) from mart.entities where {_WEEK} group by name limit 20",
    "mart.top_entities, unfiltered": "from mart.top_entities limit 20",
    "mart.entity_trend_by_week, a name": "from mart.entity_trend_by_week where name = 'Name 77'",
    "mart.quotes, a speaker": "select count(text) from mart.quotes where speaker_name = 'Name 77'",
    "mart.places_by_country": "from mart.places_by_country limit 20",
    "mart.daily_volume_by_source": "from mart.daily_volume_by_source limit 20",
    "mart.source_freshness": "from mart.source_freshness limit 20",
    "mart.field_completeness": "from mart.field_completeness limit 20",
    "mart.wire_copy_by_source": "from mart.wire_copy_by_source limit 20",
    "mart.stories": "from mart.stories order by source_count desc limit 20",
    "about()": "from about('Name 77')",
    "quotes_of()": "from quotes_of('Name 77')",
    "trend()": "from trend('Name 77')",
    "similar_to()": "from similar_to(md5('4711'))",
}


def make(warehouse: Path, articles: int, mentions: int) -> None:
    """Write the invented rows to *warehouse*."""
    with open_warehouse(warehouse, memory_limit="4GB") as connection:
        connection.execute("set preserve_insertion_order = false")
        for statement in _STATEMENTS:
            given = {"articles": articles, "mentions": mentions}
            named = {name: value for name, value in given.items() if f"${name}" in statement}
            connection.execute(statement, named)
        connection.execute("checkpoint")


def time_of(connection: duckdb.DuckDBPyConnection, question: str) -> float:
    """Return the milliseconds of the best of three."""
    best = float("inf")
    for _ in range(3):
        started = time.monotonic()
        connection.execute(question).fetchall()
        best = min(best, time.monotonic() - started)
    return best * 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--articles", type=int, default=1_000_000)
    parser.add_argument("--mentions", type=int, default=12, help="of an article")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if shutil.disk_usage(folder).free < given.articles * _BYTES_AN_ARTICLE:
            raise SystemExit(f"{folder} has no room for so many articles")
        warehouse = Path(folder, "warehouse.duckdb")
        make(warehouse, given.articles, given.mentions)
        print(
            f"{given.articles:,} articles, {given.articles * given.mentions:,} mentions, "
            f"{warehouse.stat().st_size / 1e6:,.0f} MB",
            flush=True,
        )
        with open_reader(warehouse, memory_limit="2GB") as connection:
            for name, question in _QUESTIONS.items():
                print(f"{time_of(connection, question):8.0f} ms  {name}", flush=True)


if __name__ == "__main__":
    main()
