"""Scenarios of a web server, played against whole runs: what was asked, and what is stored after it.

A scenario says how its server answers each path, request by request, and how many runs there are. Between
two runs a day passes, or what the scenario says, on the clock that the pipeline is given.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tasks.mill import run_ingest
from tasks.model.records import RunStatus, SourceKind
from tasks.settings import Settings, SourceEntry
from tasks.warehouse.connect import open_reader

_A_DAY = 86_400.0
_STATES = {RunStatus.DEGRADED.value: "completed_with_errors"}
_ERRORS = {"timed_out": "timeout"}


def play(folder: Path, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts about the scenario in *folder*, under the names that the cases use for them."""
    scenario = json.loads((folder / given["file"]).read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as place:
        log = Path(place) / "requests.jsonl"
        with _server(folder / given["file"], (folder / given["player"]).resolve(), log) as pair:
            settings = _settings(Path(place) / "home", pair, given["subscribe"])
            started, now = time.monotonic(), datetime.now(UTC)
            for number in range(scenario.get("runs", 1)):
                now += timedelta(seconds=scenario.get("gap_s", _A_DAY)) if number else timedelta()
                report = run_ingest(settings.model_copy(update={"now": now}))
            state = _STATES.get(report.status.value, report.status.value)
            facts = {"run_state": state, "seconds": time.monotonic() - started}
        return {**facts, **_requests(log), **_stored(settings, pair)}


@contextmanager
def _server(scenario: Path, player: Path, log: Path) -> Iterator[str]:
    """Serve *scenario*; give host and port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen([sys.executable, str(player), str(scenario), str(port), str(log)])
    try:
        _await_listening(port)
        yield f"127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


def _await_listening(port: int) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(f"nothing listens on port {port}")


def _settings(home: Path, pair: str, paths: list[str]) -> Settings:
    feeds = [SourceEntry(name=path, kind=SourceKind.FEED, url=f"http://{pair}{path}") for path in paths]
    return Settings(home=home, workers=1, allow=(pair,), host_delay_seconds=0, sources=tuple(feeds))


def _requests(log: Path) -> dict[str, Any]:
    """Return what the server was asked: how often by path, and what it answered."""
    asked = (
        [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()] if log.exists() else []
    )
    statuses: dict[str, list[int]] = {}
    for one in asked:
        statuses.setdefault(one["path"], []).append(one["status"])
    return {
        "requests": {path: len(answers) for path, answers in statuses.items()},
        "statuses": statuses,
        "user_agents": sorted({one["ua"] or "" for one in asked}),
    }


def _stored(settings: Settings, pair: str) -> dict[str, Any]:
    """Return what the warehouse says of the feeds and their articles."""
    with open_reader(settings.published) as connection:
        articles = connection.execute("select url, title, version_count from mart.articles").fetchall()
        feeds = connection.execute(
            "select source, address, status, last_outcome, failure_count, next_due_at, held_until,"
            " last_asked_at from mart.addresses order by source"
        ).fetchall()
        seen = dict(
            connection.execute("select source, count(*) from mart.articles group by source").fetchall()
        )
    first = next((feed for feed in feeds if feed[0] == settings.sources[0].name), feeds[0])
    waits = [
        (max(due, held or due) - asked).total_seconds() for *_, due, held, asked in feeds if due and asked
    ]
    return {
        "articles": len(articles),
        "titles": sorted(title for _, title, _ in articles if title),
        "versions": sum(count for *_, count in articles),
        "items_seen": seen,
        "feeds": len(feeds),
        "feed_url_after": first[1],
        "feed_status": first[2],
        "feed_errors": {
            source: _ERRORS.get(outcome, outcome) for source, _, _, outcome, failures, *_ in feeds if failures
        },
        "next_fetch_after_s": min(waits, default=None),
        "base": f"http://{pair}",
    }
