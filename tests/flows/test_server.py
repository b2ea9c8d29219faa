"""A Prefect server and a worker as an operator starts them, and a deployment that goes through both."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import duckdb
import httpx
import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
DEPLOY = """\
from flows.deploy import deploy
from tasks.settings import load_settings
print("\\n".join(deploy(load_settings())))
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def until(answer: Callable[[], Any], *, seconds: float, what: str) -> Any:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = answer()
        if found:
            return found
        time.sleep(0.5)
    pytest.fail(f"{what} did not come in {seconds:g} s")


@contextmanager
def running(*command: str, environment: dict[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as sink:
        process = subprocess.Popen(
            [sys.executable, "-m", *command], cwd=CHECKOUT, env=environment, stdout=sink, stderr=sink
        )
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def answers(api: httpx.Client) -> bool:
    try:
        return api.get("/health").status_code == 200
    except httpx.TransportError:
        return False


@pytest.mark.timeout(600)
def test_a_deployed_run_loads_a_folder_and_leaves_its_ledger(clippings: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "sources.toml").write_text(
        f'[[source]]\nname = "clippings"\npath = "{clippings}"\n', encoding="utf-8"
    )
    (clippings / "picture.png").unlink()
    port = free_port()
    environment = {
        **os.environ,
        "PREFECT_HOME": str(tmp_path / "prefect"),
        "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_WORKER_QUERY_SECONDS": "1",
        "DO_NOT_TRACK": "1",
        "NEWSMILL_HOME": str(home),
    }
    server = ("prefect", "server", "start", "--port", str(port))
    worker = ("prefect", "worker", "start", "--pool", "newsmill", "--type", "process")

    with ExitStack() as stack:
        api = stack.enter_context(httpx.Client(base_url=f"http://127.0.0.1:{port}/api", timeout=60))
        stack.enter_context(running(*server, environment=environment, log=tmp_path / "server.log"))
        until(lambda: answers(api), seconds=240, what="the server")
        for _ in range(2):  # deploying again changes nothing
            deployed = subprocess.run(
                [sys.executable, "-c", DEPLOY], cwd=CHECKOUT, env=environment, capture_output=True, text=True
            )
            assert deployed.returncode == 0, deployed.stdout + deployed.stderr
        deployment = api.get("/deployments/name/ingest/ingest").json()
        api.post(f"/deployments/{deployment['id']}/pause_deployment")  # else the hour may strike meanwhile
        stack.enter_context(running(*worker, environment=environment, log=tmp_path / "worker.log"))
        run = api.post(f"/deployments/{deployment['id']}/create_flow_run", json={}).json()

        def ending() -> dict[str, Any] | None:
            state: dict[str, Any] = api.get(f"/flow_runs/{run['id']}").json()["state"]
            final = ("COMPLETED", "FAILED", "CRASHED", "CANCELLED")
            return state if state["type"] in final else None

        state = until(ending, seconds=240, what="the end of the run")
        artifacts = api.post("/artifacts/latest/filter", json={}).json()
        schedules = {schedule["slug"] for schedule in deployment["schedules"]}

    assert (state["name"], state["message"]) == ("Completed", "2 read, 2 new, 0 updated, 0 rejected")
    assert "ended **completed**" in next(a["data"] for a in artifacts if a["key"] == "ingest-ledger")
    assert schedules == {"five-minutes"}
    assert deployment["concurrency_options"]["collision_strategy"] == "CANCEL_NEW"
    with duckdb.connect(str(home / "published" / "news.duckdb"), read_only=True) as connection:
        assert connection.execute(
            "select count(*) from mart.articles where source = 'clippings'"
        ).fetchall() == [(2,)]
