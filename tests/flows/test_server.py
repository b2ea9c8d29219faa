"""``newsmill up`` as an operator runs it: a real server and worker, and what they do when they are killed."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import httpx
import pytest

from flows.leftovers import find_marked, is_alive
from flows.services import Place, Up, find_up

CHECKOUT = Path(__file__).resolve().parents[2]
FINAL = ("COMPLETED", "FAILED", "CRASHED", "CANCELLED")

pytestmark = pytest.mark.timeout(900)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def until(answer: Callable[[], Any], *, what: str, seconds: float = 240) -> Any:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = answer()
        if found:
            return found
        time.sleep(0.3)
    pytest.fail(f"{what} did not come in {seconds:g} s")


@dataclass
class Machine:
    """A home with a folder to read, and what runs for it."""

    home: Path
    port: int
    api: httpx.Client

    def newsmill(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        hidden = ("PREFECT_", "NEWSMILL_")
        environment = {name: value for name, value in os.environ.items() if not name.startswith(hidden)}
        return subprocess.run(
            [sys.executable, "-m", "flows.cli", "--home", str(self.home), *arguments],
            cwd=CHECKOUT,
            env={**environment, "PREFECT_WORKER_QUERY_SECONDS": "1", "NEWSMILL_PORT": str(self.port)},
            capture_output=True,
            text=True,
            check=False,
            timeout=600,
        )

    @property
    def up(self) -> Up:
        found = find_up(Place(home=self.home, port=self.port))
        assert found is not None
        return found

    def deployment(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = self.api.get(f"/deployments/name/{name}").json()
        return found

    def start_run(self, deployment: str, **asked: Any) -> str:
        identifier: str = self.post(
            f"/deployments/{self.deployment(deployment)['id']}/create_flow_run", asked
        )["id"]
        return identifier

    def post(self, path: str, body: dict[str, Any]) -> Any:
        """Ask the server, again where its database was busy."""

        def answer() -> httpx.Response | None:
            said = self.api.post(path, json=body)
            return said if said.is_success else None

        return until(answer, what=f"an answer to {path}", seconds=60).json()

    def ending(self, run: str) -> dict[str, Any]:
        def ended() -> dict[str, Any] | None:
            said = self.api.get(f"/flow_runs/{run}")
            state: dict[str, Any] = said.json()["state"] if said.is_success else {"type": "BUSY"}
            return state if state["type"] in FINAL else None

        found: dict[str, Any] = until(ended, what=f"the end of run {run}")
        return found


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """A machine that is up; its schedules sleep, so that no hour strikes meanwhile."""
    home, port = tmp_path_factory.mktemp("machine") / "home", free_port()
    folder = home / "clippings"
    folder.mkdir(parents=True)
    (folder / "ferry.txt").write_text(
        "Ferry returns to Tarnbrook\n\nTARNBROOK: The night ferry returns on Monday, said Ilse Okafor. "
        "It had been laid up since the storm of last winter.\n",
        encoding="utf-8",
    )
    (home / "sources.toml").write_text(
        f'[settings]\ntimezone = "Asia/Karachi"\n[[source]]\nname = "clippings"\npath = "{folder}"\n',
        encoding="utf-8",
    )
    with httpx.Client(base_url=f"http://127.0.0.1:{port}/api", timeout=60) as api:
        running = Machine(home=home, port=port, api=api)
        went = running.newsmill("up")
        try:
            assert went.returncode == 0, went.stderr
            for one in running.post("/deployments/filter", {}):
                api.post(f"/deployments/{one['id']}/pause_deployment")
            yield running
        finally:
            running.newsmill("down")


def test_a_second_up_says_that_it_is_up(machine: Machine) -> None:
    before = machine.up

    again = machine.newsmill("up")

    assert (again.returncode, machine.up) == (0, before)
    assert f"is up already: http://127.0.0.1:{machine.port}" in again.stderr


def test_a_deployed_run_loads_a_folder_and_leaves_its_ledger(machine: Machine) -> None:
    run = machine.start_run("ingest/ingest")

    state = machine.ending(run)

    artifacts = machine.post("/artifacts/latest/filter", {})
    name = machine.api.get(f"/flow_runs/{run}").json()["name"]
    assert (state["name"], state["message"]) == ("Completed", "1 read, 1 new, 0 updated, 0 rejected")
    assert "ended **completed**" in next(one["data"] for one in artifacts if one["key"] == "ingest-ledger")
    assert name.startswith("ingest 20")
    with duckdb.connect(str(machine.home / "published" / "news.duckdb"), read_only=True) as connection:
        assert connection.execute("select count(*) from mart.articles").fetchall() == [(1,)]


def test_each_deployment_has_its_schedule_zone_and_limit(machine: Machine) -> None:
    found = {one["name"]: one for one in machine.post("/deployments/filter", {})}

    schedules = {
        name: [(one["slug"], one["schedule"]["timezone"], one["active"]) for one in deployment["schedules"]]
        for name, deployment in found.items()
    }
    strategies = {name: one["concurrency_options"]["collision_strategy"] for name, one in found.items()}
    assert schedules == {
        "ingest": [("five-minutes", "UTC", True)],
        "drop": [("minute", "UTC", False)],
        "replay": [],
        "backfill": [],
        "publish": [("half-past", "UTC", True)],
        "maintain": [("night", "Asia/Karachi", True)],
        "report": [("morning", "Asia/Karachi", True)],
        "check": [("half-hour", "UTC", True)],
    }
    assert {name for name, strategy in strategies.items() if strategy == "ENQUEUE"} == {"replay", "backfill"}
    assert all("newsmill" in one["tags"] and one["description"] for one in found.values())


def test_every_parameter_has_a_type_and_says_what_it_is(machine: Machine) -> None:
    for one in machine.post("/deployments/filter", {}):
        for name, said in one["parameter_openapi_schema"]["properties"].items():
            assert said.get("description"), f"{one['name']}: {name}"
            assert {"type", "anyOf", "format"} & said.keys(), f"{one['name']}: {name}"


def test_missed_hours_are_caught_up_once(machine: Machine) -> None:
    ingest = machine.deployment("ingest/ingest")["id"]
    os.kill(machine.up.children["worker"], signal.SIGSTOP)  # an outage
    try:
        missed = [datetime.now(UTC) - timedelta(minutes=5 * late) for late in range(5, 0, -1)]
        runs = [
            machine.post(
                f"/deployments/{ingest}/create_flow_run",
                {"state": {"type": "SCHEDULED", "state_details": {"scheduled_time": due.isoformat()}}},
            )["id"]
            for due in missed
        ]
    finally:
        os.kill(machine.up.children["worker"], signal.SIGCONT)

    endings = [machine.ending(run)["type"] for run in runs]

    assert set(endings) <= {"COMPLETED", "CANCELLED"}
    assert endings.count("COMPLETED") >= 1
    assert endings.count("CANCELLED") >= 2, "they ran side by side, or one after the other"


def test_the_other_flows_run_too(machine: Machine) -> None:
    for name in ("publish/publish", "report/report", "maintain/maintain", "check/check", "ingest/drop"):
        state = machine.ending(machine.start_run(name))
        assert state["type"] == "COMPLETED", (name, state["message"])

    today = f"{datetime.now(UTC):%Y-%m-%d}"
    filled = machine.ending(
        machine.start_run("backfill/backfill", parameters={"first": today, "last": today})
    )
    keys = {one["key"] for one in machine.post("/artifacts/latest/filter", {})}
    assert filled["type"] == "COMPLETED", filled["message"]
    assert {"report", "sources", "alerts", "ingest-ledger"} <= keys


def test_automations_end_killed_runs_and_send_on_alerts(machine: Machine) -> None:
    found = {one["name"]: one for one in machine.post("/automations/filter", {})}

    assert set(found) == {"newsmill: end killed runs", "newsmill: alerts", "newsmill: failed runs"}
    assert all(one["enabled"] for one in found.values())


def test_a_worker_that_is_killed_is_started_again(machine: Machine) -> None:
    worker = machine.up.children["worker"]
    os.kill(worker, signal.SIGKILL)

    until(lambda: machine.up.children["worker"] != worker, what="another worker")

    assert machine.ending(machine.start_run("publish/publish"))["type"] == "COMPLETED"


def test_after_the_watcher_was_killed_the_next_up_starts_from_scratch(machine: Machine) -> None:
    before = machine.up
    os.kill(before.pid, signal.SIGKILL)
    until(lambda: not is_alive(before.pid), what="its end")
    assert find_up(Place(home=machine.home)) is None

    again = machine.newsmill("up")

    assert again.returncode == 0, again.stderr
    assert not any(is_alive(pid) for pid in before.children.values())
    assert machine.up.children.keys() == before.children.keys()


def test_down_leaves_nothing_running_and_a_second_down_says_so(machine: Machine) -> None:
    before = machine.up

    first, second = machine.newsmill("down"), machine.newsmill("down")

    assert (first.returncode, second.returncode) == (0, 0)
    assert "is not up" in second.stderr
    assert not any(is_alive(pid) for pid in (before.pid, *before.children.values()))
    assert find_marked(machine.home) == []


def test_a_port_that_is_taken_is_named(machine: Machine) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        went = machine.newsmill("up", "--port", str(port))

    assert went.returncode == 1
    assert f"port {port} is in use" in went.stderr
