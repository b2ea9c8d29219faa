"""After a replay the warehouse says what one filled by the rules of today says, and nothing else moved."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tasks.loading import Loaded
from tasks.mill import Pieces, run_ingest
from tasks.model.errors import ConfigError
from tasks.model.records import Counts, RunStatus
from tasks.replay import run_replay
from tasks.settings import Settings
from tasks.warehouse.checks import run_checks

# What other rules could have made of the same documents, one statement each.
OTHER_RULES = {
    "a line too many": "update core.article_versions set body = body || chr(10) || 'Advertisement'",
    "another title": """
        update core.article_versions set title = 'Harbour';
        update core.articles set title = 'Harbour'
    """,
    "no quotes": "delete from core.quotes",
    "a name that is none": """
        insert into core.mentions by name select * replace (99 as position) from core.mentions
    """,
    "another day": """
        update core.articles set published_at = '1999-01-01', published_local = '1999-01-01'
        where published_at is not null
    """,
    "no authors": "delete from core.authors; update core.articles set author_names = []",
    "an excerpt": """
        update core.version_log set is_complete = false;
        update core.articles set is_complete = false
    """,
    "other words": "update core.version_log set body_hash = 'x'",
    "a chosen field": "update core.field_provenance set value = 'x' where field = 'title'",
}
KEPT = (
    "raw.documents",
    "core.articles",
    "core.article_versions",
    "core.version_log",
    "core.field_provenance",
    "core.edits",
    "core.edit_passages",
)
FACTS = ("core.mentions", "core.quotes", "core.authors", "core.places", "core.dates", "core.entities")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", workers=1, batch_size=4, lock_wait_seconds=10)


@pytest.fixture
def inputs(tmp_path: Path) -> list[str]:
    """Notes of a folder, and an export that repeats one article with another wording."""
    folder = tmp_path / "notes"
    folder.mkdir()
    for number in range(3):
        text = f"Harbour {number} opens\n\nMARLOW: “We are glad of berth {number},” said Ilse Okafor.\n"
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")
    export = tmp_path / "export.jsonl"
    with export.open("w", encoding="utf-8") as lines:
        for number, text in (
            (0, "The quay is closed."),
            (1, "The lock is open."),
            (0, "The quay is open again."),
        ):
            record = {
                "url": f"https://gazette.example/{number}",
                "title": f"Quay {number}",
                "author": "Tom Brandt",
                "published": "2026-03-02T08:00:00Z",
                "body": f"{text} The council of Marlow said so on Monday, and so did its clerk.",
            }
            lines.write(json.dumps(record) + "\n")
    return [str(folder), str(export)]


def ask(settings: Settings, query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
        return connection.execute(query).fetchall()


def contents(settings: Settings, tables: Sequence[str] = (*KEPT, *FACTS)) -> dict[str, list[tuple[Any, ...]]]:
    return {table: ask(settings, f"from {table} order by all") for table in tables}


def change(settings: Settings, statement: str) -> None:
    with duckdb.connect(str(settings.warehouse)) as connection:
        connection.execute(statement)


def offenders(settings: Settings) -> list[str]:
    with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
        return [name for name, rows in run_checks(connection).items() if rows]


def test_under_the_same_rules_a_replay_writes_nothing(settings: Settings, inputs: list[str]) -> None:
    run_ingest(settings, inputs)
    before = contents(settings)

    report = run_replay(settings)

    assert (report.total, report.status, report.message) == (
        Counts(read=6, unchanged=6),
        RunStatus.COMPLETED,
        "",
    )
    assert contents(settings) == before
    assert ask(settings, "from meta.replay_changes") == []
    assert offenders(settings) == []


@pytest.mark.parametrize("rules", OTHER_RULES)
def test_what_other_rules_made_is_made_anew_and_nothing_else_moves(
    settings: Settings, inputs: list[str], rules: str
) -> None:
    run_ingest(settings, inputs)
    before = contents(settings)
    change(settings, OTHER_RULES[rules])
    changed = contents(settings)
    assert changed != before

    report = run_replay(settings)

    assert report.total.read == 6 == report.total.updated + report.total.unchanged
    assert report.total.updated
    assert "came out otherwise" in report.message
    assert contents(settings) == before
    assert offenders(settings) == []


@pytest.mark.parametrize(
    "lost",
    [
        "update core.edits set kinds = ['update']",
        "update core.edit_passages set after_words = ['closed']",
        "delete from core.edits; delete from core.edit_passages",
    ],
    ids=["other forms", "other words", "stored by an earlier release"],
)
def test_edits_are_told_anew(settings: Settings, inputs: list[str], lost: str) -> None:
    told = "select * exclude (run_id, compared_at) from core.edits order by all"
    passages = "from core.edit_passages order by all"
    run_ingest(settings, inputs)
    before = ask(settings, told), ask(settings, passages)
    change(settings, lost)

    report = run_replay(settings)

    assert (ask(settings, told), ask(settings, passages)) == before
    assert ask(settings, "select part, wordings from meta.replay_changes") == [("edits", 1)]
    assert report.total.updated
    assert offenders(settings) == []


def test_a_later_wording_is_no_edit_after_a_replay(settings: Settings, inputs: list[str]) -> None:
    run_ingest(settings, inputs)
    change(settings, OTHER_RULES["other words"])
    run_replay(settings)
    export = Path(inputs[1])
    export.write_text(export.read_text(encoding="utf-8").replace('"title"', '"headline"'), encoding="utf-8")

    again = run_ingest(settings, inputs)

    assert again.total.new == again.total.updated == 0


def test_only_what_is_asked_for_is_read_again(settings: Settings, inputs: list[str]) -> None:
    run_ingest(settings, inputs)
    tomorrow = datetime.now(UTC) + timedelta(days=1)

    assert run_replay(settings, sources=["gazette.example"]).sources.keys() == {"gazette.example"}
    with pytest.raises(ConfigError, match="no stored document of nobody that came in since"):
        run_replay(settings, since=tomorrow, sources=["nobody"])


def test_before_anything_is_stored_a_sentence_says_so(settings: Settings) -> None:
    with pytest.raises(ConfigError, match="nothing is stored"):
        run_replay(settings)

    assert not settings.warehouse.exists()


def test_documents_that_are_gone_are_told_of_and_stay_stored(settings: Settings, inputs: list[str]) -> None:
    run_ingest(settings, inputs)
    before = contents(settings, FACTS)
    (Path(inputs[0]) / "1.txt").unlink()
    Path(inputs[1]).write_text(
        '{"title": "Nothing of it is left", "body": "Not a word."}\n', encoding="utf-8"
    )

    report = run_replay(settings)

    assert report.status is RunStatus.DEGRADED
    assert (report.total.unchanged, report.total.rejected, report.rejected_by) == (2, 1, {"missing_path": 1})
    assert "4 stored documents are not where they lay" in report.message
    assert contents(settings, FACTS) == before
    assert offenders(settings) == []


def test_a_replay_that_was_cut_off_is_finished_by_the_next_run_and_edits_nothing(
    settings: Settings, inputs: list[str]
) -> None:
    def busy(*_: object, **__: object) -> Loaded:
        return Loaded(busy="somebody holds it")

    run_ingest(settings, inputs)
    before = contents(settings)
    change(settings, OTHER_RULES["a line too many"])
    cut_off = run_replay(settings, pieces=Pieces(load=busy))
    assert cut_off.total == Counts(read=6, spooled=6)

    run_ingest(settings, inputs)

    after = contents(settings, ("core.article_versions", "core.version_log", *FACTS))
    assert after["core.article_versions"] == before["core.article_versions"]
    assert [row[:5] for row in after["core.version_log"]] == [row[:5] for row in before["core.version_log"]]
    ((counts,),) = ask(
        settings, "select sources from mart.run_ledger where run_id = '" + cut_off.run_id + "'"
    )
    assert sum(source["updated"] for source in counts.values()) == 6
    assert offenders(settings) == []
