from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tasks.warehouse.search_index import index_articles

CHECKS = sorted((Path(__file__).resolve().parents[2] / "sql" / "checks").glob("*.sql"))

Add = Callable[..., None]
Plant = Callable[["Builders"], object]

SEEN = datetime(2026, 3, 10, 10, tzinfo=UTC)
GONE_AGAIN = {"withdrawn_at": SEEN + timedelta(hours=2), "confirmed_at": SEEN + timedelta(hours=3)}
RETITLED: dict[str, Any] = {
    "position": 1,
    "kind": "headline",
    "change": "altered",
    "part": "title",
    "aspects": [],
    "before_start": 0,
    "before_end": 4,
    "before_text": "Port",
    "after_start": 0,
    "after_end": 10,
    "after_text": "Port opens",
    **{f"{side}_{part}": [] for side in ("before", "after") for part in ("words", "numbers", "names")},
}
BODY = 'Ilse Okafor opened the port. "Luck," she said, "and work."'


class Builders:
    """What a plant needs to put one fault into a warehouse that has none."""

    def __init__(
        self, add: Add, add_article: Add, add_fact: Add, connection: duckdb.DuckDBPyConnection
    ) -> None:
        self.add, self.add_article, self.add_fact = add, add_article, add_fact
        self.run = connection.execute


@pytest.fixture
def sound(add: Add, add_article: Add, add_fact: Add, warehouse: duckdb.DuckDBPyConnection) -> Builders:
    """A warehouse with a run, two articles, some facts and a quarantined document, and no fault."""
    add("meta.runs", run_id="run-1")
    add("meta.run_batches", batch_id="batch-1", document_count=4)
    add("meta.run_counts", read=4, new=2, updated=1, rejected=1)
    add("meta.run_rejections", reason="truncated", rejected=1)
    add("meta.quarantine", quarantine_id="q1", locator="in/a.gz")
    add_article(
        "a1",
        wordings=[("Port", "Old body."), ("Port opens", BODY)],
        canonical_url="https://a.example/1",
        withdrawn_at=GONE_AGAIN["withdrawn_at"],
    )
    add_article("a2", canonical_url="https://a.example/2")
    for number, (article_id, version_id) in enumerate((("a1", "a1-v1"), ("a1", "a1-v2"), ("a2", "a2-v1"))):
        add("raw.documents", document_id=f"d{number}", article_id=article_id, version_id=version_id)
    add("core.entities", entity_id="e1", kind="person", name="Ilse Okafor", first_seen_at=SEEN)
    pair = {"article_id": "a1", "before_version_id": "a1-v1", "after_version_id": "a1-v2"}
    add("core.edits", **pair, kinds=["headline"], run_id="run-1", compared_at=SEEN)
    add("core.edit_passages", **pair, **RETITLED)
    add("raw.fetches", fetch_id="f1")
    add("raw.addresses")
    add("core.withdrawals", article_id="a1", returned_at=SEEN + timedelta(hours=1))
    add("core.withdrawals", article_id="a1", **GONE_AGAIN)
    for article_id, version_id in (("a1", "a1-v2"), ("a2", "a2-v1")):
        add("core.fingerprints", article_id=article_id, version_id=version_id)
        add("core.story_members", article_id=article_id, version_id=version_id, story_id="a1")
    add_fact("mentions", "a1-v2", "Ilse Okafor", text="Ilse Okafor", name="Ilse Okafor", entity_id="e1")
    add_fact(
        "quotes",
        "a1-v2",
        'Luck," she said, "and work.',
        text="Luck, and work.",
        spans=[{"start": 30, "end": 35}, {"start": 48, "end": 57}],
        speaker="she",
        speaker_start=37,
        speaker_end=40,
    )
    index_articles(warehouse, ["a1", "a2"])
    return Builders(add, add_article, add_fact, warehouse)


def add_members(builders: Builders, *articles: str) -> None:
    """Put *articles* in the place of the members of the story of ``a1``."""
    builders.run("delete from core.story_members")
    for article_id in articles:
        builders.add("core.story_members", article_id=article_id, version_id="a1-v2", story_id="a1")


def add_accounts(builders: Builders, *accounts: tuple[str, str, str]) -> None:
    """Link articles: each of *accounts* is an article, the earlier one it is linked to, and the event."""
    for article_id, near, event_id in accounts:
        builders.add("core.event_members", article_id=article_id, near_article_id=near, event_id=event_id)


def offenders(builders: Builders, check: str) -> list[tuple[Any, ...]]:
    path = next(path for path in CHECKS if path.stem == check)
    return builders.run(path.read_text(encoding="utf-8")).fetchall()


# A fault for each check, by the name of the check; some checks find several kinds of fault.
FAULTS: list[tuple[str, Plant]] = [
    ("addresses_are_asked_or_gone", lambda b: b.run("update raw.addresses set next_due_at = null")),
    ("addresses_are_asked_or_gone", lambda b: b.run("update raw.addresses set failure_count = 1")),
    ("addresses_are_asked_or_gone", lambda b: b.run("update raw.addresses set status = 'gone'")),
    ("addresses_are_asked_or_gone", lambda b: b.run("update raw.addresses set status = 'lost'")),
    (
        "articles_have_their_current_version",
        lambda b: b.run("update core.articles set current_version_id = 'gone' where article_id = 'a1'"),
    ),
    (
        "articles_have_their_current_version",
        lambda b: b.run("update core.articles set current_version = 1, current_version_id = 'a1-v1'"),
    ),
    ("batches_are_counted_once", lambda b: b.add("meta.run_batches", batch_id="batch-1", document_count=0)),
    ("batches_are_counted_once", lambda b: b.add("meta.run_batches", batch_id="batch-2", document_count=3)),
    ("batches_are_counted_once", lambda b: b.run("delete from meta.run_batches")),
    ("canonical_urls_are_unique", lambda b: b.add_article("a3", canonical_url="https://a.example/2")),
    ("documents_are_accounted_for", lambda b: b.run("delete from core.articles where article_id = 'a2'")),
    (
        "documents_are_accounted_for",
        lambda b: b.run("delete from core.article_versions where version_id = 'a1-v1'"),
    ),
    ("documents_are_accounted_for", lambda b: b.run("delete from meta.quarantine")),
    ("edits_are_of_neighbours", lambda b: b.run("update core.edits set before_version_id = 'a2-v1'")),
    ("edits_are_of_neighbours", lambda b: b.run("insert into core.edits from core.edits")),
    ("edits_are_of_neighbours", lambda b: b.run("delete from core.edits")),
    ("edits_quote_the_text", lambda b: b.run("update core.edit_passages set before_start = 1")),
    ("edits_quote_the_text", lambda b: b.run("update core.edit_passages set after_text = 'Port closes'")),
    (
        "facts_have_their_wording",
        lambda b: b.add("core.authors", version_id="gone", article_id="a1", name="A", as_written="A"),
    ),
    (
        "facts_have_their_wording",
        lambda b: b.add("core.authors", version_id="a2-v1", article_id="a1", name="A", as_written="A"),
    ),
    ("facts_quote_the_text", lambda b: b.run("""update core.mentions set "start" = 1""")),
    ("facts_quote_the_text", lambda b: b.run("""update core.mentions set "end" = 5000""")),
    ("facts_quote_the_text", lambda b: b.run("""update core.mentions set "start" = -1""")),
    ("facts_quote_the_text", lambda b: b.run("update core.mentions set part = 'kicker'")),
    ("facts_quote_the_text", lambda b: b.run("update core.quotes set text = 'Luck and work.'")),
    ("facts_quote_the_text", lambda b: b.run("update core.quotes set speaker = 'he'")),
    ("fetches_say_how_they_ended", lambda b: b.run("update raw.fetches set outcome = 'fine'")),
    ("fetches_say_how_they_ended", lambda b: b.run("update raw.fetches set outcome = 'not_modified'")),
    ("fetches_say_how_they_ended", lambda b: b.run("update raw.fetches set status = 404")),
    ("fetches_say_how_they_ended", lambda b: b.run("update raw.fetches set locator = null")),
    ("ledger_adds_up", lambda b: b.run("update meta.run_counts set unchanged = 1")),
    ("ledger_is_counted_once", lambda b: b.add("meta.run_counts")),
    ("mentions_name_entities", lambda b: b.run("delete from core.entities")),
    (
        "published_before_seen",
        lambda b: b.add_article("a3", published_at=SEEN + timedelta(days=3), first_seen_at=SEEN),
    ),
    ("rejections_have_reasons", lambda b: b.run("delete from meta.run_rejections")),
    ("rejections_have_reasons", lambda b: b.add("meta.run_rejections", reason="empty", rejected=1)),
    (
        "rows_are_stored_once",
        lambda b: b.add("raw.documents", document_id="d1", article_id="a1", version_id="a1-v1"),
    ),
    ("rows_are_stored_once", lambda b: b.run("insert into core.articles from core.articles limit 1")),
    (
        "rows_are_stored_once",
        lambda b: b.run("insert into core.article_versions from core.article_versions limit 1"),
    ),
    ("rows_are_stored_once", lambda b: b.run("insert into core.entities from core.entities")),
    ("rows_are_stored_once", lambda b: b.run("insert into meta.quarantine from meta.quarantine")),
    ("rows_are_stored_once", lambda b: b.run("insert into meta.runs from meta.runs")),
    ("rows_are_stored_once", lambda b: b.add("raw.fetches", fetch_id="f1")),
    ("rows_are_stored_once", lambda b: b.add("raw.addresses")),
    (
        "rows_are_stored_once",
        lambda b: b.run("insert into core.withdrawals from core.withdrawals limit 1"),
    ),
    ("runs_are_known", lambda b: b.run("delete from meta.runs")),
    ("runs_are_known", lambda b: b.add("raw.fetches", fetch_id="f2", run_id="run-9")),
    ("runs_are_known", lambda b: b.run("update meta.runs set ended_at = null")),
    ("timezone_is_known", lambda b: b.run("update meta.settings set value = 'Atlantis/Port'")),
    ("timezone_is_known", lambda b: b.run("insert into meta.settings values ('timezone', 'UTC')")),
    ("versions_are_numbered", lambda b: b.run("update core.version_log set version = version + 1")),
    (
        "versions_are_numbered",
        lambda b: b.run("update core.version_log set version = 1 where article_id = 'a1'"),
    ),
    ("versions_are_numbered", lambda b: b.run("delete from core.version_log where article_id = 'a2'")),
    ("views_are_commented", lambda b: b.run("comment on column mart.articles.title is null")),
    ("views_are_commented", lambda b: b.run("comment on view mart.articles is ''")),
    ("withdrawals_match_articles", lambda b: b.run("update core.articles set withdrawn_at = null")),
    (
        "withdrawals_match_articles",
        lambda b: b.run("update core.articles set withdrawn_at = now() where article_id = 'a2'"),
    ),
    ("withdrawals_match_articles", lambda b: b.run("delete from core.withdrawals where returned_at is null")),
    ("withdrawals_match_articles", lambda b: b.run("update core.withdrawals set returned_at = null")),
    ("withdrawals_match_articles", lambda b: b.add("core.withdrawals", article_id="a9", returned_at=SEEN)),
    (
        "withdrawals_match_articles",
        lambda b: b.run("update core.withdrawals set confirmed_at = withdrawn_at - interval 1 hour"),
    ),
    ("index_is_of_what_stands", lambda b: b.run("delete from core.search_documents")),
    ("index_is_of_what_stands", lambda b: b.run("update core.search_documents set version_id = 'a1-v1'")),
    (
        "index_is_of_what_stands",
        lambda b: b.run("insert into core.search_documents from core.search_documents"),
    ),
    ("events_are_opened_by_a_story", lambda b: add_accounts(b, ("a2", "a1", "a1"), ("a2", "a1", "a1"))),
    ("events_are_opened_by_a_story", lambda b: add_accounts(b, ("a1", "a2", "a2"), ("a2", "a1", "a1"))),
    ("events_are_opened_by_a_story", lambda b: add_accounts(b, ("a2", "a1", "a3"))),
    ("events_are_opened_by_a_story", lambda b: add_accounts(b, ("a2", "gone", "gone"))),
    ("stories_are_named_by_their_first", lambda b: add_members(b, "a1")),
    ("stories_are_named_by_their_first", lambda b: add_members(b, "a2", "a3")),
    ("stories_are_named_by_their_first", lambda b: add_members(b, "a1", "a2", "a2")),
    ("stories_are_named_by_their_first", lambda b: b.run("delete from core.fingerprints")),
    (
        "stories_are_named_by_their_first",
        lambda b: b.run("update core.fingerprints set version_id = 'a1-v1' where article_id = 'a1'"),
    ),
]


@pytest.mark.parametrize("check", [path.stem for path in CHECKS])
def test_a_sound_warehouse_has_no_offenders(sound: Builders, check: str) -> None:
    assert offenders(sound, check) == []


@pytest.mark.parametrize("check", [path.stem for path in CHECKS])
@pytest.mark.usefixtures("warehouse")
def test_an_empty_warehouse_has_no_offenders(warehouse: duckdb.DuckDBPyConnection, check: str) -> None:
    path = next(path for path in CHECKS if path.stem == check)

    assert warehouse.execute(path.read_text(encoding="utf-8")).fetchall() == []


@pytest.mark.parametrize(
    ("check", "plant"), FAULTS, ids=[f"{check}-{number}" for number, (check, _) in enumerate(FAULTS)]
)
def test_a_check_finds_a_planted_offender(sound: Builders, check: str, plant: Plant) -> None:
    plant(sound)

    assert offenders(sound, check)


def test_every_check_has_a_planted_offender() -> None:
    assert {path.stem for path in CHECKS} == {check for check, _ in FAULTS}


def test_a_date_two_days_ahead_may_be_a_time_zone(sound: Builders) -> None:
    sound.add_article("a3", published_at=SEEN + timedelta(days=1), first_seen_at=SEEN)

    assert offenders(sound, "published_before_seen") == []


def test_what_waits_in_the_spool_is_read_and_not_yet_in_a_batch(sound: Builders) -> None:
    sound.add("meta.runs", run_id="run-2")
    sound.add("meta.run_counts", run_id="run-2", read=7, spooled=7)

    assert offenders(sound, "batches_are_counted_once") == []
    assert offenders(sound, "ledger_adds_up") == []
