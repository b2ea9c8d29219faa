"""A made-up world that publishes on a clock, polled by the deployed flow on a real Prefect server.

python -m tests.bench.clock                            # ten days, forty sources, a run every three hours
python -m tests.bench.clock --days 2 --every 30
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import duckdb
import httpx

from tests.bench.bookkeeping import server
from tests.bench.shared import CHECKOUT, REASON, SHARED, memory_of, newsmill

_START = datetime(2024, 3, 1, tzinfo=UTC)
_AFTER = timedelta(days=2)  # so that the last articles are asked for again
_DELAY = 0.05  # seconds between two requests to one host: the world has few hosts and little time
_FINAL = ("COMPLETED", "FAILED", "CRASHED", "CANCELLED")


def generate(folder: Path, *, articles: int, sources: int, days: int, seed: int) -> Path:
    """Write a world that can be served on a clock below *folder*."""
    world = folder / "world"
    command = ["generate", "--out", world, "--articles", articles, "--sources", sources, "--days", days]
    command += ["--seed", seed, "--start", _START.date(), "--formats", "pages,feeds", "--text-share", 0]
    subprocess.run(
        [sys.executable, "-m", "newsworld", *map(str, command)],
        cwd=SHARED,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return world


@contextmanager
def lab(world: Path | None = None) -> Iterator[dict[str, Any]]:
    """Run the server that misbehaves, with *world* on it; give the addresses of its hosts."""
    command = [sys.executable, str(SHARED / "faultlab" / "lab.py"), "--quiet"]
    command += ["--world", str(world)] if world else []
    with subprocess.Popen(command, cwd=SHARED, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield json.loads(process.stdout.readline())
        finally:
            process.terminate()


def write_sources(home: Path, feeds: Sequence[tuple[str, str]], *, hosts: Sequence[str]) -> None:
    """Write the sources.toml of *home*."""
    allow = ", ".join(f'"{host.removeprefix("http://")}"' for host in hosts)
    lines = ["[settings]", f"host_delay_seconds = {_DELAY}", f"allow = [{allow}]"]
    for name, url in feeds:
        lines += ["", "[[source]]", f'name = "{name}"', 'kind = "feed"', f'url = "{url}"']
    (home / "sources.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def choose_hosts(origins: dict[str, str], count: int) -> list[str]:
    """Return *count* of the lab's hosts that shut nobody out."""
    chosen: list[str] = []
    for base in origins.values():
        try:
            answer = httpx.get(f"{base}/robots.txt", timeout=5)
        except httpx.HTTPError:
            continue
        is_open = answer.status_code == 404 or (answer.is_success and "isallow: /" not in answer.text)
        if len(chosen) < count and is_open:
            chosen.append(base)
    return chosen


def measure(folder: Path, options: argparse.Namespace) -> None:
    """Let the world's days pass, and print what the warehouse holds of them."""
    world = generate(
        folder, articles=options.articles, sources=options.sources, days=options.days, seed=options.seed
    )
    home = folder / "home"
    home.mkdir()
    with lab(world) as told, server(folder) as environment:
        hosts = choose_hosts(told["origins"], 8)
        listed = httpx.get(f"{hosts[0]}/w/").json()
        feeds = [
            (one["id"], one["feed"].replace(hosts[0], hosts[number % len(hosts)]))
            for number, one in enumerate(listed)
        ]
        write_sources(home, feeds, hosts=hosts)
        environment |= {"NEWSMILL_HOME": str(home), "PREFECT_WORKER_QUERY_SECONDS": "1"}
        subprocess.run(newsmill("deploy"), cwd=CHECKOUT, env=environment, check=True)
        with polling(environment) as run:
            times, peaks = pass_time(run, hosts, options)
        stats = httpx.get(f"{hosts[0]}/__stats").json()
    print(f"## {options.sources} sources, {options.articles:,} articles in {options.days} days")
    print(f"{len(times)} runs, {sum(times) / len(times):.1f} s each; peak {max(peaks):.0f} MB")
    third = max(len(peaks) // 3, 1)
    thirds = [f"{max(peaks[at : at + third]):.0f} MB" for at in range(0, len(peaks), third)]
    print(f"peak by thirds  {', '.join(thirds)}")
    print(describe_hosts(stats))
    print(describe_edits(home, world, timedelta(minutes=options.every)))
    print(score(home, world, folder))


@contextmanager
def polling(environment: dict[str, str]) -> Iterator[Callable[[datetime], float]]:
    """Start a worker; give what runs the deployment at a time, and returns the peak of its memory in MB."""
    base = environment["PREFECT_API_URL"]
    command = [sys.executable, "-m", "prefect", "worker", "start", "--pool", "newsmill", "--type", "process"]
    worker = subprocess.Popen(
        command,
        cwd=CHECKOUT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    with httpx.Client(base_url=base, timeout=60) as api:
        deployment = api.get("/deployments/name/ingest/ingest").json()["id"]
        api.post(f"/deployments/{deployment}/pause_deployment")

        def run(now: datetime) -> float:
            asked = {"job_variables": {"env": {"NEWSMILL_NOW": now.isoformat()}}}
            made = _made(lambda: api.post(f"/deployments/{deployment}/create_flow_run", json=asked))
            peak = 0.0
            while True:
                answer = api.get(f"/flow_runs/{made}")
                if not answer.is_success:
                    time.sleep(1)
                    continue
                state = answer.json()["state"]
                peak = max(peak, memory_of(worker.pid))
                if state["type"] in _FINAL:
                    break
                time.sleep(0.25)
            if state["type"] != "COMPLETED":
                raise SystemExit(f"a run ended {state['name']}: {state['message']}")
            print(f"{state['name']}: {state['message']}", file=sys.stderr)
            return peak

        try:
            yield run
        finally:
            worker.kill()
            worker.wait()


def _made(create: Callable[[], httpx.Response]) -> str:
    """Return the id of what *create* makes; the server's SQLite database may be locked for a moment."""
    for _ in range(10):
        answer = create()
        if answer.is_success:
            identifier: str = answer.json()["id"]
            return identifier
        time.sleep(1)
    raise SystemExit(f"the server makes no run: {answer.status_code} {answer.text[:300]}")


def pass_time(
    run: Callable[[datetime], float], hosts: Sequence[str], options: argparse.Namespace
) -> tuple[list[float], list[float]]:
    """Move both clocks on and run, again and again; return the seconds and the peak memory of each run."""
    times, peaks = [], []
    now, end = _START, _START + timedelta(days=options.days) + _AFTER
    while now < end:
        now += timedelta(minutes=options.every)
        httpx.get(f"{hosts[0]}/__clock", params={"now": f"{now:%Y-%m-%dT%H:%M:%SZ}"})
        started = time.monotonic()
        peaks.append(run(now))
        times.append(time.monotonic() - started)
    return times, peaks


def describe_hosts(stats: dict[str, Any]) -> str:
    """Say what the hosts saw of us."""
    said = [f"canary hits {len(stats['canary'])}"]
    for name, seen in stats["origins"].items():
        if seen.get("requests"):
            said.append(f"{name:12} " + ", ".join(f"{key} {value}" for key, value in seen.items()))
    return "\n".join(said)


def describe_edits(home: Path, world: Path, every: timedelta) -> str:
    """Say how many edits and withdrawals of the world the warehouse knows.

    An edit could be seen if two wordings stood at the times of two runs.
    """
    with duckdb.connect(str(home / "published" / "news.duckdb"), read_only=True) as connection:
        rows = connection.execute(
            "select coalesce(url, canonical_url), version_count, is_withdrawn from mart.articles"
        ).fetchall()
        fetches = connection.execute(
            "select purpose, outcome, count(*) from mart.fetches group by all order by all"
        ).fetchall()
    stored = {_key(url): (versions, gone) for url, versions, gone in rows}
    revised = could = found = withdrawn = marked = invented = 0
    with (world / "truth.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            truth = json.loads(line)
            versions, gone = stored.get(_key(truth["url"]), (0, False))
            revisions = max(len(truth["revisions"]), 1)
            moments = [datetime.fromisoformat(one["at"]) for one in truth["revisions"]]
            revised += revisions - 1
            could += max(len({-((_START - moment) // every) for moment in moments}), 1) - 1
            found += min(versions, revisions) - 1 if versions else 0
            invented += max(versions - revisions, 0)
            withdrawn += bool(truth["withdrawn"])
            marked += bool(truth["withdrawn"]) and gone
    said = [
        f"edits {revised}, of which {could} could be seen; recorded {found}, invented {invented}",
        f"withdrawn {withdrawn}, marked {marked}",
    ]
    said += [f"{purpose:10} {outcome:14} {count:7,}" for purpose, outcome, count in fetches]
    return "\n".join(said)


def _key(url: str) -> str:
    """Return source and path of an article, whichever address the world was read from."""
    parts = urlsplit(url)
    _, is_served, place = parts.path.partition("/w/")
    return unquote(place if is_served else parts.netloc.split(".")[0] + parts.path)


def score(home: Path, world: Path, folder: Path) -> str:
    """Export what *home* holds and return what the world's scorer says of it."""
    stored = folder / "stored.jsonl"
    command = newsmill("--home", str(home), "export", "articles", "--format", "jsonl", "--to", str(stored))
    subprocess.run(command, cwd=CHECKOUT, check=True, stderr=subprocess.DEVNULL)
    arguments = ["score", "--truth", str(world / "truth.jsonl"), "--got", str(stored)]
    scorer = [sys.executable, "-m", "newsworld", *arguments]
    return subprocess.run(scorer, cwd=SHARED, check=True, capture_output=True, text=True).stdout


def main() -> None:
    """Parse the command line and measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--articles", type=int, default=2_000)
    parser.add_argument("--sources", type=int, default=40)
    parser.add_argument("--days", type=int, default=10)
    parser.add_argument("--every", type=int, default=180, help="minutes between two runs")
    parser.add_argument("--seed", type=int, default=5)
    options = parser.parse_args()
    if not SHARED.exists():
        raise SystemExit(REASON)
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder), options)


if __name__ == "__main__":
    main()
