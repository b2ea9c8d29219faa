"""What Prefect's start-up and bookkeeping add to a run: the same input plainly and recorded by a server.

python -m tests.bench.bookkeeping --articles 10000
"""

from __future__ import annotations

import argparse
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.bench.newsworld import generate
from tests.bench.shared import CHECKOUT, REASON, SHARED, newsmill


@contextmanager
def server(folder: Path) -> Iterator[dict[str, str]]:
    """Run a Prefect server whose database lies in *folder*; give the environment that names it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}/api"
    environment = {
        **os.environ,
        "PREFECT_HOME": str(folder / "prefect"),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_LOGGING_LEVEL": "WARNING",
        "DO_NOT_TRACK": "1",
    }
    command = [sys.executable, "-m", "prefect", "server", "start", "--port", str(port)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _await(f"{address}/health", seconds=240)
        yield {**environment, "PREFECT_API_URL": address}
    finally:
        process.terminate()
        process.wait()


def _await(address: str, *, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if httpx.get(address).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.5)
    raise SystemExit(f"no server at {address} after {seconds:g} s")


def seconds_of(arguments: list[str], environment: Mapping[str, str]) -> float:
    """Run ``newsmill`` with *arguments* and return the seconds it took; a failed run ends the measurement."""
    started = time.monotonic()
    went = subprocess.run(
        newsmill(*arguments), cwd=CHECKOUT, env=environment, capture_output=True, text=True, check=False
    )
    if went.returncode not in (0, 3):
        raise SystemExit(f"newsmill ended with {went.returncode}:\n{went.stderr}")
    return time.monotonic() - started


def measure(folder: Path, articles: int) -> None:
    """Ingest the JSONL and CSV of a world plainly and recorded, and print both and the difference."""
    dumps = str(generate(folder, articles) / "dumps")
    plain = seconds_of(["--home", str(folder / "plain"), "ingest", dumps], os.environ)
    with server(folder) as environment:
        seconds_of(["--home", str(folder / "recorded"), "deploy"], environment)
        started = seconds_of(
            ["--home", str(folder / "small"), "ingest", str(CHECKOUT / "seeds")], environment
        )
        recorded = seconds_of(["--home", str(folder / "recorded"), "ingest", dumps], environment)
    seeds = seconds_of(["--home", str(folder / "small-plain"), "ingest", str(CHECKOUT / "seeds")], os.environ)
    print(
        f"samples        plain {seeds:6.1f} s  recorded {started:6.1f} s  start-up {started - seeds:5.1f} s"
    )
    share = (recorded - plain) / recorded
    print(f"{articles:,} articles  plain {plain:6.1f} s  recorded {recorded:6.1f} s  Prefect {share:.1%}")


def main() -> None:
    """Parse the command line and measure."""
    parser = argparse.ArgumentParser(description="What Prefect adds to a run")
    parser.add_argument("--articles", type=int, default=10_000)
    options = parser.parse_args()
    if not SHARED.exists():
        raise SystemExit(REASON)
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder), options.articles)


if __name__ == "__main__":
    main()
