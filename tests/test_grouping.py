"""Stories in the warehouse, from loads of articles to the views."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tasks.grouping import group_articles
from tasks.mill import run_ingest
from tasks.model.records import Article
from tasks.settings import load_settings
from tasks.warehouse.checks import run_checks
from tasks.warehouse.connect import open_reader, open_warehouse
from tests.stories.desk import write_copies, write_follow_up, write_story
from tests.warehouse.warehouse_samples import DAY, load, make_article, moment, rows


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_warehouse(tmp_path / "warehouse.duckdb") as connection:
        yield connection


def at(day: int, key: str, body: str, **fields: Any) -> Article:
    return make_article(key, body, published=moment(DAY + timedelta(days=day)), **fields)


def a_fortnight() -> list[Article]:
    """Return four stories, each with some copies and a follow-up, and the keys that say which is which."""
    articles = []
    for number in range(4):
        story = write_story(number)
        for place, text in enumerate(list(write_copies(story, number).values())[: number + 2]):
            articles.append(at(number + (place > 0), f"s{number}-{place}", text))
        articles.append(at(number + 5, f"f{number}", write_follow_up(story, number)))
    return articles


def load_and_group(
    connection: duckdb.DuckDBPyConnection, folder: Path, batch: Sequence[Article], run: str = "run-1"
) -> int:
    load(connection, folder, batch, run_id=run)
    return group_articles(connection, window_days=90)


def stories(connection: duckdb.DuckDBPyConnection) -> set[tuple[str, ...]]:
    """Return the keys of the articles of each story, the first article first."""
    found = rows(
        connection,
        """
        select list(split_part(url, '/', -1) order by article_id <> story_id, url) as keys
        from stage.articles
        group by story_id
        """,
    )
    return {tuple(keys) for (keys,) in found}


def test_copies_are_a_story_named_by_its_first_article(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    compared = load_and_group(warehouse, tmp_path, a_fortnight())

    assert compared == 18
    assert stories(warehouse) == {
        ("s0-0", "s0-1"),
        ("s1-0", "s1-1", "s1-2"),
        ("s2-0", "s2-1", "s2-2", "s2-3"),
        ("s3-0", "s3-1", "s3-2", "s3-3", "s3-4"),
        *((f"f{number}",) for number in range(4)),
    }
    assert not any(run_checks(warehouse).values())


def test_what_is_compared_is_not_compared_again(warehouse: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    load_and_group(warehouse, tmp_path, a_fortnight())

    assert load_and_group(warehouse, tmp_path, a_fortnight(), run="run-2") == 0


@pytest.mark.parametrize("size", [1, 5])
def test_stories_are_the_same_whichever_way_the_articles_came(tmp_path: Path, size: int) -> None:
    articles, found = a_fortnight(), []
    shuffled = random.Random(size).sample(articles, len(articles))
    for name, batches in (
        ("whole", [articles]),
        ("parts", [shuffled[start : start + size] for start in range(0, len(shuffled), size)]),
    ):
        folder = tmp_path / name
        folder.mkdir()
        with open_warehouse(folder / "warehouse.duckdb") as connection:
            for number, batch in enumerate(batches):
                load_and_group(connection, folder, batch, run=f"run-{number}")
            members = rows(connection, "select * from core.story_members order by article_id")
            found.append((stories(connection), members))

    assert found[0] == found[1]


def test_an_earlier_article_that_comes_late_gives_the_story_its_name(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    text = "\n\n".join(write_story(1))
    load_and_group(warehouse, tmp_path, [at(2, "second", text), at(3, "third", text)])

    load_and_group(warehouse, tmp_path, [at(1, "first", text)], run="run-2")

    assert stories(warehouse) == {("first", "second", "third")}


def test_an_article_that_joins_two_stories_makes_them_one(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    text = "\n\n".join(write_story(1))
    load_and_group(warehouse, tmp_path, [at(0, "first", text), at(1, "second", text)])
    load_and_group(warehouse, tmp_path, [at(150, "late", text), at(151, "later", text)], run="run-2")
    apart = stories(warehouse)

    load_and_group(warehouse, tmp_path, [at(75, "between", text)], run="run-3")

    assert apart == {("first", "second"), ("late", "later")}
    assert stories(warehouse) == {("first", "between", "late", "later", "second")}


def test_an_article_that_was_rewritten_leaves_its_story(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    text = "\n\n".join(write_story(1))
    mine = at(0, "mine", text)
    load_and_group(warehouse, tmp_path, [mine, at(1, "yours", text), at(1, "theirs", text)])

    rewritten = at(0, "mine", "\n\n".join(write_story(2)), modified=moment(DAY + timedelta(days=2)))
    load_and_group(warehouse, tmp_path, [rewritten], run="run-2")

    assert ("mine",) in stories(warehouse)
    assert {frozenset(keys) for keys in stories(warehouse)} == {
        frozenset({"mine"}),
        frozenset({"yours", "theirs"}),
    }
    assert not any(run_checks(warehouse).values())


def test_what_a_killed_run_left_is_compared_by_the_next(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    text = "\n\n".join(write_story(1))
    load(warehouse, tmp_path, [at(0, "first", text)])

    assert load_and_group(warehouse, tmp_path, [at(1, "second", text)], run="run-2") == 2
    assert stories(warehouse) == {("first", "second")}


def test_an_ingest_fills_the_views_of_stories(tmp_path: Path) -> None:
    story = write_story(1)
    copies = write_copies(story, 1)
    told = {
        "aldern": ("Warden chosen", "2026-03-06T08:00Z", f"{copies['as it came']}\n\n(With ANI inputs)"),
        "tarnbrook": ("Warden chosen!", "2026-03-06T09:30Z", copies["with a local paragraph"]),
        "kayar": ("Our view", "2026-03-06T11:00Z", "\n\n".join(write_story(2))),
    }
    clippings = tmp_path / "in.jsonl"
    clippings.write_text(
        "".join(
            json.dumps(
                {
                    "url": f"https://{source}.example/warden",
                    "source": source,
                    "title": title,
                    "published_at": published,
                    "text": text,
                }
            )
            + "\n"
            for source, (title, published, text) in told.items()
        ),
        encoding="utf-8",
    )
    settings = load_settings(tmp_path / "home")

    run_ingest(settings, [str(clippings)], workers=1)

    with open_reader(settings.published) as connection:
        assert rows(
            connection,
            """
            select first_source, title, article_count, sources, wire_agencies, credited_count
            from mart.stories
            order by first_published_at
            """,
        ) == [
            ("aldern", "Warden chosen", 2, ["aldern", "tarnbrook"], ["ANI"], 1),
            ("kayar", "Our view", 1, ["kayar"], [], 0),
        ]
        assert rows(
            connection,
            """
            select source, first_source, hours_after, is_same_title, is_credited, added_count > 0 as has_added
            from mart.syndication
            """,
        ) == [("tarnbrook", "aldern", 1.5, True, False, True)]
        assert rows(connection, "select source, wire_agencies from mart.uncredited_wire_copy") == [
            ("tarnbrook", ["ANI"])
        ]


def test_one_wire_story_in_three_outlets_is_one_story_of_its_agency(tmp_path: Path) -> None:
    text = write_story(1)
    told = {
        "aldern": ("Warden chosen", "2026-03-06T08:00Z", "PORT ALDERN (Kestwire) - " + "\n".join(text)),
        "tarnbrook": ("Feld it is", "2026-03-06T09:10Z", "\n".join(text) + " (With Kestwire inputs)"),
        "kayar": ("Warden: Feld wins", "2026-03-06T11:00Z", "\n".join(text[:5])),
        "lathe": ("Feld to speak", "2026-03-07T11:00Z", f"The warden speaks. {write_story(2)[0]}"),
    }
    clippings = tmp_path / "in.jsonl"
    clippings.write_text(
        "".join(
            json.dumps(
                {"url": f"https://{one}.example/1", "source": one, "title": title, "date": at, "text": body}
            )
            + "\n"
            for one, (title, at, body) in told.items()
        ),
        encoding="utf-8",
    )
    settings = load_settings(tmp_path / "home")

    run_ingest(settings, [str(clippings)], workers=1)

    with open_reader(settings.published) as connection:
        assert rows(
            connection,
            """
            select first_source, sources, wire_agencies, credited_count
            from mart.stories
            order by article_count desc
            """,
        ) == [
            ("aldern", ["aldern", "kayar", "tarnbrook"], ["Kestwire"], 2),
            ("lathe", ["lathe"], [], 0),
        ]
