"""The server and the worker of one machine, kept up by one process that watches them.

``HOME/services/`` holds ``up.lock`` (held by ``flock`` as long as the watching process lives, with its pid),
``state.json`` (where the server answers, what was started) and a log for each process. Whoever holds no
lock is not up, whatever files say: a kill or a power cut leaves nothing that has to be cleared by hand.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import FrameType

from flows.leftovers import end_processes, find_marked
from tasks.model.errors import ConfigError
from tasks.quiet import DEFAULTS

CHECKOUT = Path(__file__).resolve().parents[1]
WORK_POOL = "newsmill"
DEFAULT_PORT = 4200

_LOCK, _STATE = "up.lock", "state.json"
_SERVER_PATIENCE = 300.0  # seconds: the first start makes a database, on whatever disk that is
_GRACE = 60.0  # seconds for a run under way to load what it shaped
_GLANCE = 0.5
_LONGEST_PAUSE = 60.0  # between two starts of a process that keeps ending
_STEADY = 300.0  # seconds up, after which a process counts as well
_LOG_BYTES = 20_000_000  # then a log starts anew, and the one before is kept
_SETTINGS = {
    **DEFAULTS,
    "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "false",
    "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",  # else its database grows for ever
    "PREFECT_SERVER_DATABASE_TIMEOUT": "60",  # SQLite lets one write at a time: better late than 503
    "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": "30",  # a run that is silent for three of them was killed
    "PREFECT_CLI_COLORS": "false",
}

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Up:
    """What is up: the process that watches, where the server answers, and what runs."""

    pid: int
    api: str
    is_ready: bool = False
    children: Mapping[str, int] = field(default_factory=dict)

    @property
    def page(self) -> str:
        """The address of the server's page.

        >>> Up(pid=1, api="http://127.0.0.1:4200/api").page
        'http://127.0.0.1:4200'
        """
        return self.api.removesuffix("/api")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the services of a home keep their files, and the port of the server."""

    home: Path
    port: int = DEFAULT_PORT

    @property
    def folder(self) -> Path:
        """The folder of pids, state and logs."""
        return self.home / "services"

    @property
    def api(self) -> str:
        """Where the server answers: the one that the environment names, else one of our own."""
        return os.environ.get("PREFECT_API_URL") or f"http://127.0.0.1:{self.port}/api"

    @property
    def has_own_server(self) -> bool:
        """Is the server ours to start?"""
        return not os.environ.get("PREFECT_API_URL")

    def log(self, name: str) -> Path:
        """Return the log of the process called *name*."""
        return self.folder / f"{name}.log"

    def environment(self) -> dict[str, str]:
        """Return what the processes are told; what an operator has set goes before ours."""
        return {
            "PREFECT_HOME": str(self.home / "prefect"),
            **_SETTINGS,
            **os.environ,
            "PREFECT_API_URL": self.api,
            "NEWSMILL_HOME": str(self.home),
            "NEWSMILL_SERVICE": str(self.home),  # what is ours is found by this after a kill
        }


# ----------------------------------------------------------------------------------- is it up?


def find_up(place: Place) -> Up | None:
    """Return what is up for the home of *place*, or ``None``."""
    path = place.folder / _LOCK
    try:
        handle = os.open(path, os.O_RDWR)
    except OSError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        pid = int(os.read(handle, 20) or b"0")
        return _read_state(place, pid)
    finally:
        os.close(handle)
    return None


def _read_state(place: Place, pid: int) -> Up:
    """Return what the process *pid* wrote down; it may not have come to that yet."""
    try:
        said = Up(**json.loads((place.folder / _STATE).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return Up(pid=pid, api=place.api)
    return said if said.pid == pid else Up(pid=pid, api=place.api)


@contextmanager
def _only_watcher(place: Place) -> Iterator[None]:
    """Hold the lock of *place*; raise :class:`ConfigError` where somebody has it or no file can be made."""
    path = place.folder / _LOCK
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise ConfigError(f"{path} cannot be made: {error.strerror or error}") from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.ftruncate(handle, 0)
        os.pwrite(handle, str(os.getpid()).encode(), 0)
        yield
    except BlockingIOError as error:
        raise ConfigError(f"{place.home} is up already: `newsmill down` ends it") from error
    finally:
        os.close(handle)


# ---------------------------------------------------------------------------------- keep it up


def keep_up(place: Place, say: Say) -> None:
    """Start server, deployments and worker of *place*, and keep them up until a signal says otherwise.

    SIGTERM and Ctrl-C end all of it in order: first the worker, whose run loads what it has shaped.
    """
    with _only_watcher(place), _told_to_end() as told:
        end_processes(find_marked(place.home), grace=_GRACE, say=say)  # of a watcher that was killed
        watcher = _Watcher(place, say, told)
        try:
            watcher.run()
        finally:
            watcher.stop()
            (place.folder / _STATE).unlink(missing_ok=True)


@contextmanager
def _told_to_end() -> Iterator[list[int]]:
    """Yield a list that a signal to end is put into."""
    told: list[int] = []

    def note(number: int, _: FrameType | None) -> None:
        told.append(number)

    numbers = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
    before = {number: signal.signal(number, note) for number in numbers}
    try:
        yield told
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@dataclass(slots=True)
class _Child:
    """One process that is to be up."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = 1.0
    start_at: float = 0.0


class _Watcher:
    """Starts the processes, and those again that end."""

    def __init__(self, place: Place, say: Say, told: list[int]) -> None:
        self._place = place
        self._say = say
        self._told = told
        self._environment = place.environment()
        self._children: list[_Child] = []

    def run(self) -> None:
        """Bring all of it up, then watch."""
        place = self._place
        if place.has_own_server:
            if _is_taken(place.port):
                raise ConfigError(f"port {place.port} is in use by another process: `newsmill up --port N`")
            self._start(
                "server", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(place.port)
            )
        if not self._await_server() or not self._deploy():
            return
        self._start("worker", "prefect", "worker", "start", "--pool", WORK_POOL, "--type", "process")
        self._note(is_ready=True)
        self._say(f"{place.home} is up: {place.api.removesuffix('/api')}")
        while not self._told:
            time.sleep(_GLANCE)
            self._look()

    def _start(self, name: str, *command: str) -> None:
        child = _Child(name=name, command=[sys.executable, "-m", *command])
        self._children.append(child)
        self._launch(child)

    def _launch(self, child: _Child) -> None:
        with self._place.log(child.name).open("ab") as log:
            child.process = subprocess.Popen(
                child.command,
                cwd=CHECKOUT,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        child.started = time.monotonic()
        self._note()

    def _note(self, *, is_ready: bool = False) -> None:
        """Write down what is up, in one step."""
        children = {child.name: child.process.pid for child in self._children if child.process}
        up = Up(pid=os.getpid(), api=self._place.api, is_ready=is_ready, children=children)
        part = self._place.folder / f"{_STATE}.part"
        part.write_text(json.dumps(asdict(up)) + "\n", encoding="utf-8")
        part.replace(self._place.folder / _STATE)

    def _await_server(self) -> bool:
        """Wait until the server answers; return whether nobody has said to end meanwhile."""
        until = time.monotonic() + _SERVER_PATIENCE
        while not self._told:
            if _answers(self._place.api):
                return True
            for child in self._children:
                if child.process is not None and child.process.poll() is not None:
                    raise ConfigError(f"the Prefect server ended: {tail(self._place.log(child.name))}")
            if time.monotonic() > until:
                raise ConfigError(f"no Prefect server answers at {self._place.api}")
            time.sleep(_GLANCE)
        return False

    def _deploy(self) -> bool:
        """Register the deployments; return whether nobody has said to end meanwhile."""
        with self._place.log("deploy").open("wb") as log:
            deploying = subprocess.Popen(
                [sys.executable, "-m", "flows.cli", "--home", str(self._place.home), "deploy"],
                cwd=CHECKOUT,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        while deploying.poll() is None:
            if self._told:
                deploying.terminate()
                deploying.wait()
                return False
            time.sleep(_GLANCE)
        if deploying.returncode:
            raise ConfigError(f"the deployments could not be made: {tail(self._place.log('deploy'))}")
        return True

    def _look(self) -> None:
        """Start again what ended, later each time; a log that is full starts anew."""
        now = time.monotonic()
        for child in self._children:
            _rotate(self._place.log(child.name))
            if child.process is not None and child.process.poll() is not None:
                child.pause = 1.0 if now - child.started > _STEADY else min(_LONGEST_PAUSE, 2 * child.pause)
                child.start_at = now + child.pause
                code = child.process.returncode
                self._say(f"{child.name} ended with {code}; it is started again in {child.pause:g} s")
                child.process = None
            if child.process is None and now >= child.start_at:
                self._launch(child)
                self._note(is_ready=True)

    def stop(self) -> None:
        """End all of it, the worker and what it runs first."""
        for child in reversed(self._children):
            if child.process is None:
                continue
            child.process.terminate()
            try:
                child.process.wait(timeout=_GRACE)
            except subprocess.TimeoutExpired:
                child.process.kill()
                child.process.wait()
            if child.name == "worker":  # its runs have sessions of their own
                server = [
                    other.process.pid for other in self._children if other.process and other is not child
                ]
                runs = find_marked(self._place.home, but=server)
                end_processes(runs, grace=_GRACE, say=self._say)
        end_processes(find_marked(self._place.home), grace=_GLANCE, say=self._say)


def _is_taken(port: int) -> bool:
    """Does anybody listen on *port* of this machine?"""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _answers(api: str) -> bool:
    try:
        with urllib.request.urlopen(f"{api}/health", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _rotate(log: Path) -> None:
    """Start *log* anew where it is full; who writes appends, and goes on at the new start."""
    if log.exists() and log.stat().st_size > _LOG_BYTES:
        shutil.copyfile(log, log.with_suffix(".log.1"))
        os.truncate(log, 0)


def tail(log: Path) -> str:
    """Return the last lines of *log* as one."""
    try:
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError as error:
        return f"{log} cannot be read: {error.strerror or error}"
    said = " / ".join(line.strip() for line in lines[-4:] if line.strip())
    return f"{said} ({log})" if said else f"{log} is empty"
