"""What Prefect's start-up and bookkeeping add to a run: the same input plainly and recorded by a server.

python -m tests.bench.bookkeeping --articles 10000
"""

from __future__ import annotations

import argparse
import os
import resource
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

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


class Cost(NamedTuple):
    """What a command took: seconds on the clock, and of processors, its own and those of what it started."""

    seconds: float
    cpu: float


def cost_of(arguments: list[str], environment: Mapping[str, str]) -> Cost:
    """Run ``newsmill`` with *arguments* and return what it took; a failed run ends the measurement."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    went = subprocess.run(
        newsmill(*arguments), cwd=CHECKOUT, env=environment, capture_output=True, text=True, check=False
    )
    seconds, after = time.monotonic() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    if went.returncode not in (0, 3):
        raise SystemExit(f"newsmill ended with {went.returncode}:\n{went.stderr}")
    return Cost(seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def measure(folder: Path, articles: int) -> None:
    """Ingest the samples, and the JSONL and CSV of a world, plainly and recorded; print what each took."""
    samples, dumps = str(CHECKOUT / "seeds"), str(generate(folder, articles) / "dumps")
    with server(folder) as environment:
        cost_of(["--home", str(folder / "deployed"), "deploy"], environment)
        for name, target in (("samples", samples), (f"{articles:,} articles", dumps)):
            plain = cost_of(["--home", str(folder / f"plain {name}"), "ingest", target], os.environ)
            recorded = cost_of(["--home", str(folder / f"recorded {name}"), "ingest", target], environment)
            more = Cost(recorded.seconds - plain.seconds, recorded.cpu - plain.cpu)
            print(
                f"{name:15} plain {plain.seconds:6.1f} s, CPU {plain.cpu:6.1f} s   "
                f"recorded {recorded.seconds:6.1f} s, CPU {recorded.cpu:6.1f} s   "
                f"Prefect {more.seconds:5.1f} s, CPU {more.cpu:5.1f} s ({more.cpu / recorded.cpu:.1%})"
            )


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
