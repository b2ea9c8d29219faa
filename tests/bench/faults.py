"""Faults: what happens to a home that nobody watches, each done to it while it takes something in.

Each is called with a :class:`Stage`, does its damage, and leaves the rest to a rerun, as an operator would.
What must hold after that is in :func:`find_amiss`.
"""

from __future__ import annotations

import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from tasks.warehouse.checks import run_checks
from tests.bench.shared import CHECKOUT, newsmill
from tests.polling.site import Site

NOW = datetime(2026, 3, 12, 12, tzinfo=UTC)

_CONTENT = """\
select source, coalesce(canonical_url, title), version_count
from mart.articles
order by all
"""
_LEFTOVERS = ("*.part", "*.wal", "*.tmp", "spool/.new-*", "spool/*/*", "published/*.part")
_HOLD = """\
import sys, time, duckdb
connection = duckdb.connect(sys.argv[1])
print("held", flush=True)
sys.stdin.read()
"""

Content = list[tuple[Any, ...]]


@dataclass(slots=True)
class Stage:
    """A home, what it is to take in, and about how many seconds that takes undisturbed."""

    home: Path
    inputs: Sequence[str]
    moments: random.Random
    span: float
    site: Site | None = None  # where the sources are on the network
    now: datetime = NOW
    environment: Mapping[str, str] = field(default_factory=dict)

    def start(self, *inputs: str, **changes: str) -> subprocess.Popen[str]:
        """Start taking in *inputs*, or all; *changes* to the environment are named in lower case."""
        more = {f"NEWSMILL_{name.upper()}": value for name, value in changes.items()}
        wanted = inputs or self.inputs or ("--all",)
        return subprocess.Popen(
            newsmill("--home", str(self.home), "ingest", *wanted),
            cwd=CHECKOUT,
            env={**os.environ, "NEWSMILL_NOW": self.now.isoformat(), **self.environment, **more},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def ingest(self, *inputs: str, **changes: str) -> tuple[int, str]:
        """Take in *inputs*, or all; return the exit code and what was said."""
        process = self.start(*inputs, **changes)
        said, _ = process.communicate()
        return process.returncode, said

    def wait(self) -> None:
        """Let a while pass in which the run is somewhere, nobody knows where."""
        time.sleep(self.moments.uniform(0.3, self.span))


def kill(process: subprocess.Popen[str]) -> None:
    """Kill *process* with all that it started; nothing is said to anybody."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


# ------------------------------------------------------------------------------------- the faults


def run_killed(stage: Stage) -> None:
    """``kill -9`` of a run with its processes, at a moment nobody chose."""
    process = stage.start()
    stage.wait()
    kill(process)


def shaper_killed(stage: Stage) -> None:
    """``kill -9`` of one process of a run, as when memory runs out: the run has to go on without it."""
    process = stage.start()
    stage.wait()
    children = [pid for pid in _children(process.pid) if process.poll() is None]
    if children:
        os.kill(stage.moments.choice(children), signal.SIGKILL)
    process.communicate()


def two_at_once(stage: Stage) -> None:
    """Two runs of the same input at the same time."""
    ended = [process.communicate() and process.returncode for process in (stage.start(), stage.start())]
    _expect(set(ended) <= {0, 3}, f"two at once ended with {ended}")


def clock_set_back(stage: Stage) -> None:
    """A run a year before the one that came first."""
    first, *_ = stage.inputs or ("--all",)
    stage.ingest(first)
    earlier = (stage.now - timedelta(days=365)).isoformat()
    code, said = stage.ingest(now=earlier)
    _expect(code in (0, 3), f"with the clock set back it ended with {code}: {said}")


def disk_full(stage: Stage) -> None:
    """No file can grow beyond a size, whichever that is: what a full disk does to each of them."""
    limit = stage.moments.randrange(200_000, 6_000_000)
    code, said = _limited(stage, limit)
    _expect(code in (0, 1, 3), f"on a full disk it ended with {code}: {said}")
    _expect("Traceback" not in said, f"on a full disk it said: {said}")


def home_read_only(stage: Stage) -> None:
    """The disk is remounted to be read only, or the folder's rights are taken, between two runs."""
    stage.ingest(*stage.inputs[:1])
    with _read_only(stage.home) as is_possible:
        if is_possible:
            code, said = stage.ingest()
            _expect(code == 1 and "Traceback" not in said, f"read only, it ended with {code}: {said}")


def warehouse_held(stage: Stage) -> None:
    """Somebody has the warehouse open in a shell, and goes to lunch."""
    stage.ingest(*stage.inputs[:1])
    warehouse = stage.home / "warehouse.duckdb"
    holder = subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(warehouse)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout is not None
    holder.stdout.readline()
    try:
        code, said = stage.ingest(lock_wait_seconds="0.5")
        _expect(code == 3, f"with the warehouse held it ended with {code}: {said}")
    finally:
        holder.communicate("")


def warehouse_cut_short(stage: Stage) -> None:
    """The end of the warehouse is gone. A run says so; an operator moves the file away and begins anew."""
    stage.ingest()
    warehouse = stage.home / "warehouse.duckdb"
    os.truncate(warehouse, stage.moments.randrange(warehouse.stat().st_size))
    code, said = stage.ingest()
    _expect("Traceback" not in said, f"over a warehouse that was cut short it said: {said}")
    if code == 1:
        warehouse.rename(stage.home / "damaged.duckdb")
        warehouse.with_name("warehouse.duckdb.wal").unlink(missing_ok=True)
    state = stage.home / "landing" / "state.sqlite"
    state.unlink(missing_ok=True)  # all is asked for anew


def archive_cut_short(stage: Stage) -> None:
    """A run is killed, and the power cut takes the end of what it had landed."""
    run_killed(stage)
    for archive in (stage.home / "landing").rglob("*.warc.gz"):
        os.truncate(archive, stage.moments.randrange(archive.stat().st_size))


def network_gone(stage: Stage) -> None:
    """The network goes in the middle of a run, and is back a day later."""
    assert stage.site is not None
    process = stage.start()
    stage.wait()
    with stage.site.away():
        said, _ = process.communicate()
        _expect("Traceback" not in said, f"without a network it said: {said}")


Fault = Callable[[Stage], None]
ON_FILES: tuple[Fault, ...] = (
    run_killed,
    shaper_killed,
    two_at_once,
    clock_set_back,
    disk_full,
    home_read_only,
    warehouse_held,
    warehouse_cut_short,
)
ON_THE_NETWORK: tuple[Fault, ...] = (run_killed, archive_cut_short, network_gone, two_at_once, disk_full)


class Amiss(AssertionError):
    """What was not as it should be while a fault was done."""


def _expect(is_so: bool, otherwise: str) -> None:
    if not is_so:
        raise Amiss(otherwise)


def _children(pid: int) -> list[int]:
    try:
        listed = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    except OSError:
        return []
    return [int(child) for child in listed.split()]


def _limited(stage: Stage, limit: int) -> tuple[int, str]:
    """Take all in while no file may grow beyond *limit* bytes; what is started inherits that."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    try:
        process = stage.start()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    said, _ = process.communicate()
    return process.returncode, said


@contextmanager
def _read_only(folder: Path) -> Iterator[bool]:
    """Let nobody write below *folder*; yield whether that could be done: root heeds no rights."""
    if os.geteuid() == 0:
        bound = subprocess.run(
            ["mount", "--bind", str(folder), str(folder)], capture_output=True, check=False
        ).returncode
        if bound:
            yield False
            return
        try:
            subprocess.run(["mount", "-o", "remount,ro,bind", str(folder)], check=True, capture_output=True)
            yield True
        finally:
            subprocess.run(["umount", str(folder)], check=True, capture_output=True)
        return
    places = [folder, *(path for path in folder.rglob("*") if path.is_dir())]
    for place in places:
        place.chmod(0o555)
    try:
        yield True
    finally:
        for place in places:
            place.chmod(0o755)


# --------------------------------------------------------------------------------- what must hold


def read_content(home: Path) -> Content:
    """Return what readers of *home* see: each article, and how many wordings it has."""
    with duckdb.connect(str(home / "published" / "news.duckdb"), read_only=True) as connection:
        return connection.execute(_CONTENT).fetchall()


def find_amiss(stage: Stage, expected: Content) -> list[str]:
    """Rerun, and return what is not as it would be had nothing happened."""
    stage.now += timedelta(days=1)
    code, said = stage.ingest()
    amiss = [] if code in (0, 3) else [f"the rerun ended with {code}: {said}"]
    if "Traceback" in said:
        amiss.append(f"the rerun said {said}")
    if code in (0, 3):
        amiss += _compare(expected, read_content(stage.home))
        amiss += _look_inside(stage.home)
    left = {str(path.relative_to(stage.home)) for pattern in _LEFTOVERS for path in stage.home.glob(pattern)}
    return [*amiss, *(f"left behind: {path}" for path in sorted(left))]


def _compare(expected: Content, found: Content) -> list[str]:
    """Compare by article: a page that came later than its item leaves the item as a wording before it."""
    expected, found = [row[:2] for row in expected], [row[:2] for row in found]
    lost, more = sorted(set(expected) - set(found)), sorted(set(found) - set(expected))
    doubled = len(found) - len(set(found))
    amiss = [f"lost {len(lost)}, such as {lost[0]}"] if lost else []
    amiss += [f"{len(more)} that should not be, such as {more[0]}"] if more else []
    return amiss + ([f"{doubled} doubled"] if doubled else [])


def _look_inside(home: Path) -> list[str]:
    with duckdb.connect(str(home / "warehouse.duckdb"), read_only=True) as connection:
        offenders = {name: rows for name, rows in run_checks(connection).items() if rows}
        running = connection.execute("select run_id from meta.runs where state = 'running'").fetchall()
    amiss = [f"check {name}: {len(rows)} offenders, such as {rows[0]}" for name, rows in offenders.items()]
    return amiss + [f"run {run_id} runs for ever" for (run_id,) in running]
