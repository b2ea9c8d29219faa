"""Sources on the network through the whole mill: stored, seen again, taken back, replayed without asking."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tasks.mill import run_ingest
from tasks.model.records import Counts, FetchPages, SourceKind
from tasks.replay import run_replay
from tasks.settings import Settings, SourceEntry
from tasks.warehouse.checks import run_checks
from tests.polling.site import NOON, WORDS, Answer, Site, item, page, rss

LATER = {"now": NOON + timedelta(hours=2)}


@pytest.fixture
def site() -> Iterator[Site]:
    courier = rss(item("{here}/quay", "Quay closed", WORDS), item("{here}/lock", "Lock open", WORDS[:-8]))
    gazette = rss(item("{here}/ferry", "Ferry sails"))
    with Site({"/courier": courier, "/gazette": gazette, "/ferry": page("Ferry sails")}) as running:
        yield running


@pytest.fixture
def settings(site: Site, tmp_path: Path) -> Settings:
    sources = [
        SourceEntry(name=name, kind=SourceKind.FEED, url=site.url(f"/{name}"), fetch_pages=fetch_pages)
        for name, fetch_pages in (("courier", FetchPages.NEVER), ("gazette", FetchPages.ALWAYS))
    ]
    return Settings(
        home=tmp_path / "home",
        workers=1,
        lock_wait_seconds=10,
        allow=(site.pair,),
        host_delay_seconds=0,
        now=NOON,
        sources=tuple(sources),
    )


def ask(settings: Settings, query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(settings.published), read_only=True) as connection:
        assert not any(run_checks(connection).values())
        return connection.execute(query).fetchall()


def test_feeds_and_pages_become_articles_and_every_request_is_known(settings: Settings) -> None:
    report = run_ingest(settings)

    assert {name: counts.new for name, counts in report.sources.items()} == {"courier": 2, "gazette": 1}
    assert ask(settings, "select source, title from mart.articles order by all") == [
        ("courier", "Lock open"),
        ("courier", "Quay closed"),
        ("gazette", "Ferry sails"),
    ]
    assert ask(settings, "select source, status, failure_count from mart.source_health order by all") == [
        ("courier", "ok", 0),
        ("gazette", "ok", 0),
    ]
    located = ask(settings, "select count(*) from mart.fetches where outcome = 'ok' and locator is null")
    assert located == [(0,)]


def test_asked_again_at_once_nothing_is_stored_twice(settings: Settings) -> None:
    run_ingest(settings)

    again = run_ingest(settings, everything=True)

    assert again.total.new == again.total.updated == 0
    assert ask(settings, "select count(*) from mart.articles") == [(3,)]


def test_a_page_that_is_gone_marks_its_article_and_deletes_nothing(settings: Settings, site: Site) -> None:
    run_ingest(settings)
    site.answers["/ferry"] = Answer(b"gone", 410)

    gone = run_ingest(settings.model_copy(update=LATER), everything=True)

    assert gone.sources["gazette"].updated == 1
    assert ask(settings, "select title, is_withdrawn from mart.articles where source = 'gazette'") == [
        ("Ferry sails", True)
    ]
    assert ask(settings, "select source, title from mart.withdrawn") == [("gazette", "Ferry sails")]


def test_a_whole_item_and_its_page_are_both_kept_and_compared_and_are_no_edit(
    settings: Settings, site: Site
) -> None:
    site.answers |= {
        "/quay": page("Quay closed", text=f"{WORDS} The quay was built in 1911."),
        "/lock": page("Lock"),
    }
    sources = [entry.model_copy(update={"fetch_pages": FetchPages.AUTO}) for entry in settings.sources]
    settings = settings.model_copy(update={"sources": tuple(sources)})
    run_ingest(settings)

    run_ingest(settings.model_copy(update=LATER))

    compared = """
        select title, told_by, stored_from, is_same_title, told_word_count - stored_word_count,
            stored_share, told_share < 1
        from mart.comparisons where source = 'courier' order by title
    """
    assert ask(settings, compared) == [
        ("Lock open", "page", "record", False, 1, 0.5, False),
        ("Quay closed", "page", "record", True, 6, 1.0, True),
    ]
    assert ask(settings, "select count(*) from mart.article_versions where source = 'courier'") == [(2,)]


def test_an_edit_of_the_page_alone_is_an_edit_of_a_whole_item_too(settings: Settings, site: Site) -> None:
    sources = [entry.model_copy(update={"fetch_pages": FetchPages.AUTO}) for entry in settings.sources]
    settings = settings.model_copy(update={"sources": tuple(sources)})
    site.answers |= {"/quay": page("Quay closed"), "/lock": page("Lock open")}
    run_ingest(settings)
    run_ingest(settings.model_copy(update={"now": NOON + timedelta(hours=2)}))
    site.answers |= {"/quay": page("Quay closed", text=WORDS.replace("Monday", "Tuesday"))}

    run_ingest(settings.model_copy(update={"now": NOON + timedelta(hours=4)}))

    versions = (
        "select title, change_kind, body like '%Tuesday%' from mart.article_versions where source = 'courier'"
    )
    assert ask(settings, f"{versions} order by title, version") == [
        ("Lock open", "created", False),
        ("Quay closed", "created", False),
        ("Quay closed", "edited", True),
    ]


def test_an_item_beside_its_page_is_no_edit_whatever_it_says(settings: Settings, site: Site) -> None:
    site.answers["/gazette"] = rss(item("{here}/ferry", "Ferry sails at last", WORDS))

    run_ingest(settings)

    assert ask(settings, "select title from mart.article_versions where source = 'gazette'") == [
        ("Ferry sails",)
    ]
    compared = "select told_by, stored_from, is_same_title, stored_share from mart.comparisons"
    assert ask(settings, compared) == [("record", "page", False, 1.0)]


def test_what_was_fetched_is_replayed_for_each_source_and_nobody_is_asked(
    settings: Settings, site: Site
) -> None:
    run_ingest(settings)
    with duckdb.connect(str(settings.warehouse)) as connection:
        before = connection.execute("from core.article_versions order by all").fetchall()
        connection.execute("update core.article_versions set body = 'Advertisement'")
    asked = len(site.asked)
    assert not any(path in ("/quay", "/lock") for path, _ in site.asked)

    report = run_replay(settings)

    assert report.total == Counts(read=3, updated=3)
    assert report.sources.keys() == {"courier", "gazette"}
    assert len(site.asked) == asked
    with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
        assert connection.execute("from core.article_versions order by all").fetchall() == before


def test_a_source_without_an_answer_is_failing_and_recovers_by_itself(settings: Settings, site: Site) -> None:
    run_ingest(settings)
    before = site.answers["/courier"]
    site.answers["/courier"] = replace(before, body=b"", status=500)

    report = run_ingest(settings.model_copy(update=LATER), everything=True)
    health = "select status, failure_count, last_error from mart.source_health where source = 'courier'"
    failing = ask(settings, health)
    site.answers["/courier"] = before
    run_ingest(settings.model_copy(update={"now": NOON + timedelta(hours=4)}), everything=True)

    assert "courier" in report.message
    assert failing[0][1] == 1
    assert "HTTP 500" in failing[0][2]
    assert ask(settings, health)[0][:2] == ("ok", 0)
