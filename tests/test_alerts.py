"""What should be looked at is told once, with what was before; what is as ever is not."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from flows.alerts import Alert, Kind, compare_with_known, find_alerts, remember
from flows.source_rows import read_source_rows
from tasks.settings import Settings, SourceEntry
from tasks.warehouse.connect import open_warehouse
from tests.polling.site import NOON

DAY = timedelta(days=1)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A home with a warehouse, in which the source `courier` is configured."""
    home = tmp_path / "home"
    entry = SourceEntry(name="courier", path=str(tmp_path))
    settings = Settings(home=home, now=NOON, sources=(entry,), lock_wait_seconds=5)
    with open_warehouse(settings.warehouse):
        pass
    settings.published.parent.mkdir()
    settings.published.write_bytes(settings.warehouse.read_bytes())
    return settings


def add_run(
    connection: duckdb.DuckDBPyConnection, at: datetime, *, flow: str = "ingest", **said: Any
) -> None:
    state, message = said.pop("state", "completed"), said.pop("message", "")
    connection.execute(
        "insert into meta.runs (run_id, flow, state, started_at, ended_at, message)"
        " values (?, ?, ?, ?, ?, ?)",
        [f"{flow}-{at:%m%dT%H%M}", flow, state, at, at, message],
    )
    counts = {"read": sum(said.values()), **said}
    names = ("read", "new", "updated", "unchanged", "duplicate", "rejected", "spooled")
    connection.execute(
        "insert into meta.run_counts values (?, 'courier', ?, ?, ?, ?, ?, ?, ?)",
        [f"{flow}-{at:%m%dT%H%M}", *(counts.get(name, 0) for name in names)],
    )


def add_articles(
    connection: duckdb.DuckDBPyConnection, at: datetime, count: int, *, words: int = 200, dated: bool = True
) -> None:
    connection.execute(
        """
        insert into core.articles by name
        select
            printf('%s-%d', $at::varchar, i) as article_id, 'courier' as source, ['Ilse'] as author_names,
            case when $dated then $at end as published_at, 'article' as page_kind, true as is_complete,
            1 as version_count, 1 as current_version, 'v' as current_version_id, 'c' as content_hash,
            $words as word_count, $at as first_seen_at, $at as last_seen_at, $at as changed_at,
            printf('ingest-%s', strftime($at::timestamptz, '%m%dT%H%M')) as first_run_id, 'r' as last_run_id
        from range($count) as r(i)
        """,
        {"at": at, "count": count, "words": words, "dated": dated},
    )


def kinds(settings: Settings) -> list[tuple[str, str]]:
    return [(one.kind.value, one.subject) for one in find_alerts(settings)]


def test_where_all_is_well_nothing_is_said(settings: Settings) -> None:
    with open_warehouse(settings.warehouse) as connection:
        for hours in range(20):
            add_run(connection, NOON - timedelta(hours=hours), new=10)
            add_articles(connection, NOON - timedelta(hours=hours), 10)

    assert find_alerts(settings) == []


def test_an_empty_home_has_nothing_amiss(tmp_path: Path) -> None:
    assert find_alerts(Settings(home=tmp_path / "home", now=NOON)) == []


def test_a_source_goes_quiet_against_its_own_rhythm(settings: Settings) -> None:
    with open_warehouse(settings.warehouse) as connection:
        for hours in range(72, 84):
            add_articles(connection, NOON - timedelta(hours=hours), 2)
            add_run(connection, NOON - timedelta(hours=hours), new=2)
        for hours in range(72):
            add_run(connection, NOON - timedelta(hours=hours), unchanged=2)

    (alert,) = find_alerts(settings)

    assert (alert.kind, alert.subject) == (Kind.QUIET_SOURCE, "courier")
    assert alert.text == "no new article for 72 hours; its longest silence was 1"


def test_a_source_that_fails_three_times_is_told_of_and_one_that_failed_once_is_not(
    settings: Settings,
) -> None:
    with open_warehouse(settings.warehouse) as connection:
        add_run(connection, NOON - timedelta(hours=3), new=2)
        add_run(connection, NOON - timedelta(hours=2), rejected=1)
    once = kinds(settings)
    with open_warehouse(settings.warehouse) as connection:
        add_run(connection, NOON - timedelta(hours=1), rejected=1)
        add_run(connection, NOON, rejected=1)

    assert (once, kinds(settings)) == ([], [("failing_source", "courier")])


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        ({"new": 100}, {"new": 10, "rejected": 10}, [("rejects_rise", "courier")]),
        ({"new": 100}, {"new": 10, "rejected": 4}, []),
        ({"new": 50, "rejected": 50}, {"new": 10, "rejected": 10}, []),
    ],
    ids=["a rise", "too few to say", "as ever"],
)
def test_a_rise_in_rejects_is_told_of(
    settings: Settings, before: dict[str, Any], now: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    with open_warehouse(settings.warehouse) as connection:
        add_run(connection, NOON - 3 * DAY, **before)
        add_run(connection, NOON, **now)

    assert kinds(settings) == expected


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        ({}, {"words": 3}, [("empty_bodies", "courier")]),
        ({}, {"dated": False}, [("missing_dates", "courier")]),
        ({"dated": False}, {"dated": False}, []),
        ({"words": 3}, {}, []),
    ],
    ids=["no text", "no dates", "never had any", "better"],
)
def test_a_drop_in_quality_is_told_of(
    settings: Settings, before: dict[str, Any], now: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    with open_warehouse(settings.warehouse) as connection:
        add_run(connection, NOON, new=40)
        add_articles(connection, NOON - 10 * DAY, 20, **before)
        add_articles(connection, NOON - timedelta(hours=1), 20, **now)

    assert kinds(settings) == expected


def test_a_source_that_was_removed_is_not_told_of(settings: Settings) -> None:
    with open_warehouse(settings.warehouse) as connection:
        for hours in range(4):
            add_run(connection, NOON - timedelta(hours=hours), rejected=1)

    assert kinds(settings.model_copy(update={"sources": ()})) == []


def test_runs_that_stay_away_are_told_of_by_their_own_rhythm(settings: Settings) -> None:
    with open_warehouse(settings.warehouse) as connection:
        for minutes in range(0, 60, 5):
            add_run(connection, NOON - timedelta(minutes=minutes), unchanged=1)

    soon = kinds(settings.model_copy(update={"now": NOON + timedelta(minutes=50)}))
    late = kinds(settings.model_copy(update={"now": NOON + timedelta(hours=2)}))

    assert (soon, late) == ([], [("no_run", "ingest")])


def test_a_maintenance_that_found_something_is_told_of_until_one_finds_nothing(settings: Settings) -> None:
    with open_warehouse(settings.warehouse) as connection:
        add_run(connection, NOON - DAY, flow="maintain", state="degraded", message="check x: 2 offenders")
    found = find_alerts(settings)
    with open_warehouse(settings.warehouse) as connection:
        add_run(connection, NOON, flow="maintain")

    assert [(one.kind, one.text) for one in found] == [(Kind.MAINTENANCE, "check x: 2 offenders")]
    assert find_alerts(settings) == []


def test_a_full_disk_a_waiting_spool_and_a_stale_copy_are_told_of(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = settings.spool / "run-1" / "batch-000001.parquet"
    batch.parent.mkdir(parents=True)
    batch.write_bytes(b"")
    settings.published.unlink()
    monkeypatch.setattr("flows.alerts.shutil.disk_usage", lambda _: type("", (), {"free": 10})())

    found = kinds(settings.model_copy(update={"now": datetime.now(NOON.tzinfo) + DAY}))

    assert [kind for kind, _ in found] == ["disk_low", "spool_waits", "stale_copy"]


def test_a_warehouse_that_was_cut_short_is_told_of(settings: Settings) -> None:
    settings.published.unlink()
    settings.warehouse.write_bytes(settings.warehouse.read_bytes()[:5000])

    assert [kind for kind, _ in kinds(settings)] == ["stale_copy", "warehouse"]


def test_an_alert_is_new_once_and_over_once(settings: Settings) -> None:
    alert = Alert(kind=Kind.DISK_LOW, subject="/srv", text="full")

    first, _ = compare_with_known(settings, [alert])
    remember(settings, first)
    later = settings.model_copy(update={"now": NOON + DAY})
    second, still = compare_with_known(later, [alert])
    remember(later, second)
    _, over = compare_with_known(later, [])

    assert [(one.is_new, one.since) for one in (*first, *second)] == [(True, NOON), (False, NOON)]
    assert (still, over) == ([], ["disk_low /srv"])


def test_what_is_remembered_may_be_cut_short(settings: Settings) -> None:
    (settings.home / "alerts.json").write_text('{"disk_low', encoding="utf-8")

    alerts, over = compare_with_known(settings, [Alert(kind=Kind.DISK_LOW, subject="/srv", text="full")])

    assert (alerts[0].is_new, over) == (True, [])


def test_each_source_has_a_row_with_rhythm_and_novelty(settings: Settings) -> None:
    with open_warehouse(settings.warehouse) as connection:
        add_run(connection, NOON, new=7, unchanged=21)
        add_articles(connection, NOON, 7)

    (row,) = read_source_rows(settings)

    assert (row["source"], row["articles a day"], row["novelty"]) == ("courier", "1.0", "25 %")


def test_every_alert_is_in_the_operations_handbook() -> None:
    handbook = Path(__file__).resolve().parents[1] / "docs" / "operations.md"
    table = handbook.read_text(encoding="utf-8").split("## Alerts")[1].split("\n## ")[0]

    assert {line.split("`")[1] for line in table.splitlines() if line.startswith("| `")} == set(Kind)


def test_the_command_says_it_in_a_line_and_an_exit_code(
    settings: Settings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from typer.testing import CliRunner

    from flows.cli import app

    settings.published.unlink()
    with open_warehouse(settings.warehouse) as connection:
        add_run(connection, NOON, new=1)

    def check(*options: str) -> Any:
        arguments = ["--home", str(settings.home), "check", *options]
        return CliRunner().invoke(app, arguments, env={"NEWSMILL_NOW": NOON.isoformat()})

    said, news, no_news = check("--json"), check("--new", "--json"), check("--new")

    line = json.loads(said.stdout)
    assert (said.exit_code, news.exit_code, no_news.exit_code) == (3, 3, 0)
    assert (line["status"], [one["kind"] for one in line["alerts"]]) == ("alert", ["stale_copy"])
    assert no_news.output == ""
