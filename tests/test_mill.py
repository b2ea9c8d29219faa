from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tasks.ledger import Progress
from tasks.mill import Pieces, land_input, run_ingest
from tasks.model.errors import ConfigError, WarehouseDamaged
from tasks.model.records import Counts, RawDocument, RunStatus, Source
from tasks.settings import Settings, SourceEntry
from tasks.sources.read import read_source
from tasks.warehouse.checks import run_checks
from tasks.warehouse.connect import open_reader

CHECKOUT = Path(__file__).resolve().parents[1]
PLACES = ("Tarnbrook", "Marlow", "Kilnsea", "Ostrava", "Lagos", "Muscat", "Rostock", "Kisumu")

HOLD = "import duckdb, sys, time; c = duckdb.connect(sys.argv[1]); print('held', flush=True); time.sleep(600)"
# What is started in the background ignores SIGINT, and so does all that it starts: tests are no exception.
INGEST = """\
import signal, sys
from pathlib import Path
from tasks.mill import run_ingest
from tasks.settings import Settings, SourceEntry
signal.signal(signal.SIGINT, signal.default_int_handler)
settings = Settings(home=Path(sys.argv[1]), batch_size=5, workers=2)
run_ingest(settings, [sys.argv[2]], on_progress=lambda progress: print(progress.loaded, flush=True))
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", workers=1, lock_wait_seconds=10)


@pytest.fixture
def clippings(tmp_path: Path) -> Path:
    folder = tmp_path / "clippings"
    folder.mkdir()
    for number in range(4):
        write_story(folder, number)
    return folder


def write_story(folder: Path, number: int, *, title: str | None = None) -> Path:
    place = PLACES[number % len(PLACES)]
    path = folder / f"story-{number:05d}.txt"
    path.write_text(
        f"{title or f'Harbour number {number} opens at {place}'}\n\n"
        f"{place.upper()}: The harbour with the number {number} was opened at {place} on Monday, as the "
        f"council had decided. Its {number + 3} berths are let to fishermen, said Ilse Okafor.\n",
        encoding="utf-8",
    )
    return path


def write_lines(path: Path, count: int) -> Path:
    with path.open("w", encoding="utf-8") as lines:
        for number in range(count):
            record = {
                "url": f"https://gazette.example/{number}",
                "title": f"Harbour number {number} opens",
                "body": f"The harbour with the number {number} was opened at {PLACES[number % 8]} on Monday. "
                * 20,
                "published": f"2026-03-{number % 28 + 1:02d}T08:00:00Z",
            }
            lines.write(json.dumps(record) + "\n")
    return path


def ask(settings: Settings, query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
        return connection.execute(query).fetchall()


def published_articles(settings: Settings) -> int:
    with duckdb.connect(str(settings.published), read_only=True) as connection:
        ((count,),) = connection.execute("select count(*) from mart.articles").fetchall()
    assert isinstance(count, int)
    return count


@contextmanager
def held(settings: Settings) -> Iterator[None]:
    """Let another process hold the warehouse, as somebody's SQL shell does."""
    command = [sys.executable, "-c", HOLD, str(settings.warehouse)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        try:
            assert holder.stdout is not None
            assert holder.stdout.readline() == "held\n"
            yield
        finally:
            holder.kill()


def start(settings: Settings, target: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", INGEST, str(settings.home), str(target)],
        cwd=CHECKOUT,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def await_loaded(count: int, run: subprocess.Popen[str]) -> None:
    """Wait until *run* says that it has loaded so many documents."""
    assert run.stdout is not None
    assert any(int(loaded) >= count for loaded in run.stdout)


# ------------------------------------------------------------------------------------- all well


def test_what_is_read_is_stored_and_published(settings: Settings, clippings: Path) -> None:
    report = run_ingest(settings, [str(clippings)])

    assert report.status is RunStatus.COMPLETED
    assert report.sources == {"files": Counts(read=4, new=4)}
    assert ask(settings, "select count(*) from mart.articles") == [(4,)]
    assert ask(settings, "select run_id, state, read, new from mart.run_ledger") == [
        (report.run_id, "completed", 4, 4)
    ]
    assert settings.published.exists()
    assert list(settings.spool.iterdir()) == []


def test_running_it_again_changes_nothing(settings: Settings, clippings: Path) -> None:
    run_ingest(settings, [str(clippings)])
    before = settings.published.stat().st_mtime_ns

    report = run_ingest(settings, [str(clippings)])

    assert report.total == Counts(read=4, unchanged=4)
    assert report.seconds["shape"] < 1
    assert settings.published.stat().st_mtime_ns == before


def test_a_saved_page_is_counted_where_it_came_in_and_filed_under_the_host_it_names(
    settings: Settings, clippings: Path
) -> None:
    story = (clippings / "story-00000.txt").read_text(encoding="utf-8")
    head = "<link rel=canonical href='https://gazette.example/harbour'><title>Harbour opens</title>"
    for number, name in enumerate(("saved.html", "saved-again.html")):
        page = f"<html lang=en><head>{head}</head><h1>Harbour opens</h1><p>{story}</p><!-- {number} -->"
        (clippings / name).write_text(page, encoding="utf-8")

    first = run_ingest(settings, [str(clippings)])
    again = run_ingest(settings, [str(clippings)])

    assert first.sources == {"files": Counts(read=6, new=5, duplicate=1)}
    assert again.sources == {"files": Counts(read=6, unchanged=5, duplicate=1)}
    assert ask(settings, "select source, count(*) from mart.articles group by all order by all") == [
        ("files", 4),
        ("gazette.example", 1),
    ]
    with open_reader(settings.published) as connection:
        assert not any(run_checks(connection).values())


def test_many_batches_come_to_the_same_sums(settings: Settings, tmp_path: Path) -> None:
    lines = write_lines(tmp_path / "lines.jsonl", 53)
    seen: list[Progress] = []
    small = settings.model_copy(update={"batch_size": 5})

    report = run_ingest(
        small, [str(lines), str(lines.parent / "lines.*")], workers=2, on_progress=seen.append
    )

    assert report.total == Counts(read=106, new=53, duplicate=53)
    assert (seen[-1].read, seen[-1].loaded, seen[-1].where) == (106, 106, str(lines.parent / "lines.*"))
    assert ask(settings, "select sum(document_count), count(*) > 10 from meta.run_batches") == [(106, True)]


def test_an_edit_is_a_version_and_the_known_rest_is_not_shaped(settings: Settings, clippings: Path) -> None:
    run_ingest(settings, [str(clippings)])
    path = write_story(clippings, 2)
    path.write_text(path.read_text(encoding="utf-8").replace("fishermen", "anglers"), encoding="utf-8")

    report = run_ingest(settings, [str(clippings)])

    assert report.total == Counts(read=4, updated=1, unchanged=3)
    assert report.seconds["publish"] > 0


def test_a_copy_that_is_young_enough_stays(settings: Settings, clippings: Path) -> None:
    patient = settings.model_copy(update={"publish_every_seconds": 3_600})
    run_ingest(patient, [str(clippings)])
    before = settings.published.stat().st_mtime_ns
    write_story(clippings, 9)

    report = run_ingest(patient, [str(clippings)])

    assert report.total.new == 1
    assert settings.published.stat().st_mtime_ns == before

    run_ingest(settings, [str(clippings)])  # nothing new, but the copy is behind
    assert published_articles(settings) == 5


def test_standard_input_is_kept_and_read_from_there(settings: Settings) -> None:
    stream = io.BytesIO(
        b'{"url": "https://gazette.example/1", "title": "Ferry sails", "body": "It sails."}\n'
    )

    source = land_input(settings, Source(target="-"), stream=stream)

    assert Path(source.target).is_relative_to(settings.landing)
    assert run_ingest(settings, [source.target]).total == Counts(read=1, new=1)


def test_the_views_count_in_the_zone_of_the_settings(settings: Settings, clippings: Path) -> None:
    run_ingest(settings, [str(clippings)])

    run_ingest(settings.model_copy(update={"timezone": "Asia/Karachi"}), [str(clippings)])

    with duckdb.connect(str(settings.published), read_only=True) as connection:
        assert connection.execute("select timezone from mart.settings").fetchall() == [("Asia/Karachi",)]


def test_a_source_is_read_in_its_own_rhythm(settings: Settings, clippings: Path) -> None:
    hourly = SourceEntry(name="hourly", path=str(clippings), min_interval_seconds=3_600)
    always = SourceEntry(name="always", path=str(clippings))
    noon = datetime(2026, 3, 12, 12, tzinfo=UTC)

    def read(minutes: int, *targets: str, everything: bool = False) -> set[str]:
        now = {"now": noon + timedelta(minutes=minutes), "sources": (hourly, always)}
        return set(run_ingest(settings.model_copy(update=now), targets, everything=everything).sources)

    assert read(0) == {"hourly", "always"}
    assert read(30) == {"always"}
    assert read(31, everything=True) == {"hourly", "always"}
    assert read(32, "hourly") == {"hourly"}
    assert read(90) == {"always"}
    assert read(95) == {"hourly", "always"}


# ------------------------------------------------------------------------------- something amiss


def test_a_missing_path_fails_alone_and_degrades_in_company(settings: Settings, clippings: Path) -> None:
    nowhere = str(clippings / "nowhere")

    alone = run_ingest(settings, [nowhere])
    in_company = run_ingest(settings, [nowhere, str(clippings)])

    assert (alone.status, alone.message) == (RunStatus.FAILED, "nothing could be read")
    assert (in_company.status, in_company.total.new) == (RunStatus.DEGRADED, 4)
    assert in_company.rejected_by == {"missing_path": 1}


def test_a_source_that_gives_nothing_is_named(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()

    report = run_ingest(settings, [str(tmp_path / "empty")])

    assert report.status is RunStatus.DEGRADED
    assert report.message == f"nothing was found in {tmp_path / 'empty'}"


def test_a_fault_in_the_reader_ends_its_source_and_no_other(
    settings: Settings, clippings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(source: Source) -> Iterator[Any]:
        for number, document in enumerate(read_source(source)):
            if source.target.endswith("2.txt") and isinstance(document, RawDocument) and number == 0:
                raise ZeroDivisionError("a fault of ours")
            yield document

    monkeypatch.setattr("tasks.intake.read_source", read)

    report = run_ingest(settings, [str(path) for path in sorted(clippings.iterdir())])

    assert report.total == Counts(read=4, new=3, rejected=1)
    assert report.rejected_by == {"internal_error": 1}
    assert ask(
        settings,
        "select stage, detail like 'ZeroDivisionError: a fault of ours (test_mill.py:%' from mart.quarantine",
    ) == [("read", True)]


def test_a_home_that_cannot_be_written_is_a_sentence(settings: Settings, clippings: Path) -> None:
    settings.home.mkdir()
    settings.spool.write_text("in the way", encoding="utf-8")

    with pytest.raises(ConfigError, match=r"spool/.* cannot be made: "):
        run_ingest(settings, [str(clippings)])


def test_a_damaged_warehouse_is_a_sentence_and_stays_as_it_is(settings: Settings, clippings: Path) -> None:
    settings.home.mkdir()
    settings.warehouse.write_bytes(b"no warehouse at all" * 1_000)

    with pytest.raises(WarehouseDamaged):
        run_ingest(settings, [str(clippings)])

    assert settings.warehouse.read_bytes().startswith(b"no warehouse")
    assert list(settings.spool.iterdir()) == []


# -------------------------------------------------------------------- held, killed, interrupted


def test_what_cannot_be_loaded_waits_and_the_next_run_loads_it(settings: Settings, clippings: Path) -> None:
    run_ingest(settings, [str(write_story(clippings.parent, 77))])
    hasty = settings.model_copy(update={"lock_wait_seconds": 0.2})

    with held(settings):
        waiting = run_ingest(hasty, [str(clippings)])
    after = run_ingest(settings, [str(write_story(clippings.parent, 78))])

    assert (waiting.status, waiting.total) == (RunStatus.DEGRADED, Counts(read=4, spooled=4))
    assert "4 documents wait in the spool" in waiting.message
    assert after.total == Counts(read=1, new=1)
    assert ask(settings, "select state, read, new, spooled from mart.run_ledger order by started_at") == [
        ("completed", 1, 1, 0),
        ("degraded", 4, 4, 0),
        ("completed", 1, 1, 0),
    ]
    assert list(settings.spool.iterdir()) == []


@pytest.mark.timeout(300)
def test_a_killed_run_loses_nothing_and_doubles_nothing(settings: Settings, tmp_path: Path) -> None:
    lines = write_lines(tmp_path / "lines.jsonl", 400)
    with start(settings, lines) as run:
        await_loaded(15, run)
        run.kill()

    report = run_ingest(settings, [str(lines)])

    total = report.total
    assert (total.read, total.new + total.unchanged + total.duplicate) == (400, 400)
    assert total.new < 400
    assert ask(settings, "select count(*), count(distinct article_id) from core.articles") == [(400, 400)]
    assert ask(settings, "select count(*) from core.article_versions") == [(400,)]
    assert ask(settings, "select state from meta.runs order by started_at") == [
        ("interrupted",),
        ("completed",),
    ]
    assert list(settings.spool.iterdir()) == []


@pytest.mark.timeout(300)
def test_ctrl_c_loads_what_is_shaped_and_says_interrupted(settings: Settings, tmp_path: Path) -> None:
    lines = write_lines(tmp_path / "lines.jsonl", 1_500)
    with start(settings, lines) as run:
        await_loaded(15, run)
        run.send_signal(signal.SIGINT)
        _, said = run.communicate(timeout=60)

    assert "KeyboardInterrupt" in said.splitlines()[-1]
    assert ask(settings, 'select state, "new" >= 15, "read" = "new" + spooled from mart.run_ledger') == [
        ("interrupted", True, True)
    ]

    after = run_ingest(settings, [str(lines)])
    assert after.total.read == 1_500 == published_articles(settings)
    assert list(settings.spool.iterdir()) == []


def test_a_copy_that_a_run_left_behind_is_refreshed_by_the_next(settings: Settings, clippings: Path) -> None:
    class Killed(BaseException):
        """What ends a run between its last load and its copy."""

    def be_killed(settings: Settings) -> bool:
        raise Killed

    with pytest.raises(Killed):
        run_ingest(settings, [str(clippings)], pieces=Pieces(refresh=be_killed))

    report = run_ingest(settings, [str(clippings)])

    assert report.total == Counts(read=4, unchanged=4)
    assert published_articles(settings) == 4
