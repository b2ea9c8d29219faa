"""Events in the warehouse: independent accounts of one thing, from loads of articles to the views."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tasks.grouping import group_articles
from tasks.linking import link_stories
from tasks.model.records import Article, EntityType, Facts, Mention, Part, Span
from tasks.warehouse.checks import run_checks
from tasks.warehouse.connect import open_warehouse
from tests.stories.desk import write_story
from tests.warehouse.warehouse_samples import DAY, load, make_article, moment, rows


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_warehouse(tmp_path / "warehouse.duckdb") as connection:
        yield connection


def account(key: str, names: str, *, hours: float = 0, body: str | None = None, **fields: Any) -> Article:
    """Return an article that names *names*, places in capitals, in words of its own or those of *body*."""
    text = body or "\n\n".join(write_story(sum(map(ord, key)), 4))
    mentions = tuple(
        Mention(
            span=Span(0, 1),
            text=text[0],
            kind=EntityType.PLACE if name.isupper() else EntityType.PERSON,
            name=name.title(),
            part=Part.BODY,
            rule="names",
            rule_version=1,
            confidence=0.9,
        )
        for name in names.split(", ")
    )
    return make_article(
        key,
        text,
        title=f"Report of {key}",
        published=moment(DAY + timedelta(hours=hours)),
        facts=Facts(mentions=mentions),
        **fields,
    )


def a_week() -> list[Article]:
    """Return accounts of two events in one town, in which the minister is named everywhere."""
    return [
        account("fire-1", "nora feld, quay company, ALDERN, ansel okoro"),
        account("fire-2", "nora feld, quay company, ALDERN, ilse moss", hours=9),
        account("fire-3", "nora feld, quay company, TARN", hours=30),
        account("vote-1", "dalia verhoest, reed alliance, ALDERN, ansel okoro", hours=12),
        account("vote-2", "dalia verhoest, reed alliance, LATHE", hours=20),
        *(account(f"other-{n}", f"person {n}, ALDERN, ansel okoro", hours=n) for n in range(12)),
    ]


def load_and_link(
    connection: duckdb.DuckDBPyConnection, folder: Path, batch: Sequence[Article], run: str = "run-1"
) -> None:
    load(connection, folder, batch, run_id=run)
    group_articles(connection, window_days=90)
    while link_stories(connection):
        pass


def events(connection: duckdb.DuckDBPyConnection) -> set[tuple[str, ...]]:
    """Return the keys of the articles of each event of two and more, the one that opens it first."""
    found = rows(
        connection,
        """
        select list(split_part(url, '/', -1) order by article_id <> event_id, url) as keys
        from stage.articles
        group by event_id
        having count(*) > 1
        """,
    )
    return {tuple(keys) for (keys,) in found}


def test_accounts_that_name_the_same_are_of_one_event_and_what_many_name_links_nothing(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    load_and_link(warehouse, tmp_path, a_week())

    assert events(warehouse) == {("fire-1", "fire-2", "fire-3"), ("vote-1", "vote-2")}
    assert not any(run_checks(warehouse).values())


def test_accounts_are_no_copies_and_copies_are_one_account(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    text = "\n\n".join(write_story(7))
    names = "nora feld, quay company, ALDERN"
    load_and_link(
        warehouse,
        tmp_path,
        [
            account("wire", names, body=text),
            account("copy", names, body=text, hours=2),
            account("own", names, hours=4),
        ],
    )

    assert rows(warehouse, "select article_count, story_count, places, len(names) from mart.events") == [
        (3, 2, ["Aldern"], 2)
    ]
    assert rows(warehouse, "select title, near_title, hours_after from mart.event_accounts") == [
        ("Report of own", "Report of wire", 4.0)
    ]


@pytest.mark.parametrize("size", [1, 5])
def test_events_are_the_same_whichever_way_the_articles_came(tmp_path: Path, size: int) -> None:
    articles, found = a_week(), []
    shuffled = random.Random(size).sample(articles, len(articles))
    for name, batches in (
        ("whole", [articles]),
        ("parts", [shuffled[start : start + size] for start in range(0, len(shuffled), size)]),
    ):
        folder = tmp_path / name
        folder.mkdir()
        with open_warehouse(folder / "warehouse.duckdb") as connection:
            for number, batch in enumerate(batches):
                load_and_link(connection, folder, batch, run=f"run-{number}")
            found.append(rows(connection, "select * from core.event_members order by article_id"))

    assert found[0] == found[1]


def test_the_same_names_a_week_later_are_another_event(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    names = "nora feld, quay company, ALDERN"

    load_and_link(warehouse, tmp_path, [account("now", names), account("later", names, hours=24 * 7)])

    assert events(warehouse) == set()


def test_an_earlier_account_that_comes_late_opens_the_event(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    names = "nora feld, quay company, ALDERN"
    load_and_link(warehouse, tmp_path, [account("second", names, hours=5), account("third", names, hours=9)])

    load_and_link(warehouse, tmp_path, [account("first", names)], run="run-2")

    assert events(warehouse) == {("first", "second", "third")}


def test_an_account_that_was_rewritten_leaves_its_event(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    names = "nora feld, quay company, ALDERN"
    load_and_link(warehouse, tmp_path, [account("mine", names), account("yours", names, hours=5)])

    rewritten = account(
        "yours", "gus pell", hours=5, body="We erred.", modified=moment(DAY + timedelta(days=1))
    )
    load_and_link(warehouse, tmp_path, [rewritten], run="run-2")

    assert events(warehouse) == set()
    assert rows(warehouse, "select * from core.event_members") == []
