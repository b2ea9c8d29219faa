"""What keeps a home from growing for ever, and what fills its gaps."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tasks.backfill import Days, run_backfill
from tasks.maintain import run_maintain
from tasks.mill import run_ingest
from tasks.model.errors import ConfigError
from tasks.model.records import FetchPages, RunStatus, SourceKind
from tasks.settings import Settings, SourceEntry
from tasks.warehouse.checks import run_checks
from tasks.warehouse.connect import open_warehouse
from tests.polling.site import NOON, WORDS, Answer, Site, item, page, rss, sitemap

TODAY = Days(first=date(2026, 3, 12), last=date(2026, 3, 12))


@pytest.fixture
def site() -> Iterator[Site]:
    courier = rss(item("{here}/quay", "Quay closed"), item("{here}/lock", "Lock open"))
    pages = {"/quay": page("Quay closed"), "/lock": page("Lock open", text=WORDS[:-9])}
    gazette = rss(item("{here}/ferry", "Ferry sails", WORDS))
    with Site({"/courier": courier, "/gazette": gazette, **pages}) as running:
        yield running


@pytest.fixture
def settings(site: Site, tmp_path: Path) -> Settings:
    courier = SourceEntry(name="courier", kind=SourceKind.FEED, url=site.url("/courier"))
    gazette = SourceEntry(
        name="gazette", kind=SourceKind.FEED, url=site.url("/gazette"), fetch_pages=FetchPages.NEVER
    )
    return Settings(
        home=tmp_path / "home",
        workers=1,
        lock_wait_seconds=10,
        allow=(site.pair,),
        host_delay_seconds=0,
        now=NOON,
        sources=(courier, gazette),
    )


def ask(settings: Settings, query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
        assert not any(run_checks(connection).values())
        return connection.execute(query).fetchall()


def at(settings: Settings, **changes: Any) -> Settings:
    return settings.model_copy(update=changes)


# --------------------------------------------------------------------------------- maintenance


def test_what_the_landing_zone_may_not_keep_goes_with_the_requests_that_led_there(
    settings: Settings,
) -> None:
    run_ingest(settings)
    later = at(settings, now=NOON + timedelta(days=40), retention_days=30)

    report = run_maintain(later)

    assert report.status is RunStatus.COMPLETED
    assert not list(settings.landing.rglob("*.warc.gz"))
    assert ask(settings, "select count(*) from raw.fetches") == [(0,)]
    assert ask(settings, "select count(*) from mart.articles") == [(3,)]


def test_without_a_retention_nothing_that_was_fetched_is_forgotten(settings: Settings) -> None:
    run_ingest(settings)
    before = ask(settings, "select count(*) from raw.fetches")

    run_maintain(at(settings, now=NOON + timedelta(days=400)))

    assert ask(settings, "select count(*) from raw.fetches") == before


def test_requests_are_kept_as_long_as_their_answers_lie_there(settings: Settings) -> None:
    run_ingest(settings)
    later = at(settings, now=NOON + timedelta(days=40), retention_days=30)
    kept = next(settings.landing.rglob("*.warc.gz"))
    aside = kept.rename(settings.home / "aside")
    run_ingest(at(settings, now=NOON + timedelta(days=1)), everything=True)
    aside.rename(kept)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tasks.fetch.landing.expire", lambda folder, before: [])  # somebody holds them
        run_maintain(later)

    assert ask(settings, "select count(*) > 0 from raw.fetches") == [(True,)]


def test_the_addresses_of_a_source_that_was_removed_are_forgotten_and_its_articles_stay(
    settings: Settings,
) -> None:
    run_ingest(settings)

    report = run_maintain(at(settings, sources=settings.sources[:1]))

    assert "1 addresses forgotten" in report.message
    assert ask(settings, "select distinct source from raw.addresses") == [("courier",)]
    assert ask(settings, "select count(*) from mart.articles where source = 'gazette'") == [(1,)]


def test_maintaining_twice_changes_nothing_the_second_time(settings: Settings) -> None:
    run_ingest(settings)
    run_maintain(at(settings, sources=settings.sources[:1]))

    again = run_maintain(at(settings, sources=settings.sources[:1]))

    assert (again.status, again.message) == (RunStatus.COMPLETED, "")


def test_what_a_killed_run_left_is_loaded_or_removed(settings: Settings) -> None:
    run_ingest(settings)
    unfinished = settings.spool / ".new-20260312T090000-1f2e"
    unfinished.mkdir(parents=True)

    run_maintain(settings)

    assert list(settings.spool.iterdir()) == []


def test_a_check_that_finds_offenders_makes_it_degraded(settings: Settings) -> None:
    run_ingest(settings)
    with open_warehouse(settings.warehouse) as connection:
        connection.execute("update meta.run_counts set unchanged = unchanged + 1")

    report = run_maintain(settings)

    assert report.status is RunStatus.DEGRADED
    assert "check ledger_adds_up" in report.message


def test_where_nothing_is_stored_there_is_nothing_to_maintain(settings: Settings) -> None:
    with pytest.raises(ConfigError, match="nothing is stored"):
        run_maintain(settings)


# ------------------------------------------------------------------------------------ backfill


def test_a_backfill_asks_for_no_page_that_is_stored(settings: Settings, site: Site) -> None:
    run_ingest(settings)
    site.paths()

    report = run_backfill(settings, TODAY)

    assert sorted(site.paths()) == ["/courier", "/gazette"]
    assert (report.total.new, report.total.rejected) == (0, 0)


def test_a_page_that_was_given_up_is_asked_for_again(settings: Settings, site: Site) -> None:
    lock = site.answers.pop("/lock")
    run_ingest(settings)
    site.answers["/lock"] = lock

    report = run_backfill(settings, TODAY, sources=["courier"])

    assert report.sources["courier"].new + report.sources["courier"].updated == 1
    assert ask(settings, "select count(*) from mart.articles where word_count > 50") == [(3,)]


def test_what_was_landed_and_got_lost_is_read_from_where_it_lies(settings: Settings, site: Site) -> None:
    run_ingest(settings)
    with open_warehouse(settings.warehouse) as connection:  # as an older copy that was put back has it
        kept = connection.sql("from raw.fetches").to_arrow_table()
    settings.warehouse.unlink()
    with open_warehouse(settings.warehouse) as connection:
        connection.register("kept", kept)
        connection.execute("insert into raw.fetches from kept")
        connection.execute(
            "insert into meta.runs (run_id, flow, state, started_at) "
            "select distinct run_id, 'ingest', 'completed', now() from kept"
        )
    site.paths()

    report = run_backfill(settings, TODAY)

    assert report.total.new == 3
    assert sorted(site.paths()) == ["/courier", "/gazette"]


def test_a_warehouse_that_was_lost_is_filled_from_what_the_lists_said(settings: Settings, site: Site) -> None:
    run_ingest(settings)
    settings.warehouse.unlink()
    site.paths()

    report = run_backfill(settings, TODAY)

    assert report.total.new == 3
    assert sorted(site.paths()) == ["/courier", "/gazette", "/lock", "/quay"]


def test_other_days_are_left_alone(settings: Settings, site: Site) -> None:
    run_ingest(settings)
    settings.warehouse.unlink()
    site.paths()

    run_backfill(settings, Days(first=date(2026, 2, 1), last=date(2026, 2, 28)), sources=["courier"])

    assert site.paths() == ["/courier"]


def test_sitemaps_of_the_days_are_read_anew(settings: Settings, site: Site) -> None:
    site.answers |= {
        "/map": sitemap(("{here}/m2", "2026-02-28"), ("{here}/m3", "2026-03-12"), kind="sitemap"),
        "/m2": sitemap(("{here}/old", "2026-02-20")),
        "/m3": sitemap(("{here}/quay", "2026-03-12")),
        "/old": page("Old bridge"),
    }
    entry = SourceEntry(name="map", kind=SourceKind.SITEMAP, url=site.url("/map"))
    settings = at(settings, sources=(entry,))
    run_ingest(settings)
    site.answers["/m3"] = sitemap(("{here}/quay", "2026-03-12"), ("{here}/lock", "2026-03-12"))
    site.paths()

    report = run_backfill(settings, TODAY)

    assert sorted(site.paths()) == ["/lock", "/m3", "/map"]
    assert report.total.new == 1


def test_a_source_without_an_answer_leaves_the_others_alone(settings: Settings, site: Site) -> None:
    site.answers["/gazette"] = Answer(b"", 500)

    report = run_backfill(settings, TODAY)

    assert report.status is RunStatus.DEGRADED
    assert report.sources["courier"].new == 2


@pytest.mark.parametrize(
    ("days", "sources", "said"),
    [
        (Days(first=date(2026, 3, 2), last=date(2026, 3, 1)), [], "wrong order"),
        (TODAY, ["nobody"], "is no source"),
    ],
    ids=["order", "source"],
)
def test_a_wrong_question_is_a_sentence(
    settings: Settings, days: Days, sources: list[str], said: str
) -> None:
    with pytest.raises(ConfigError, match=said):
        run_backfill(settings, days, sources=sources)
