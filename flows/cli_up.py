"""``newsmill up`` and ``newsmill down``: everything that runs unattended on one machine, in one command."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli_guard import options_of
from flows.console import say
from tasks.model.errors import ConfigError

if TYPE_CHECKING:
    from flows.services import Place, Up

CHECKOUT = Path(__file__).resolve().parents[1]

_PATIENCE = 420.0  # seconds until a start counts as failed
_DOWN_PATIENCE = 200.0
_GLANCE = 0.3


def up(
    context: typer.Context,
    port: Annotated[
        int, typer.Option(min=1, max=65_535, envvar="NEWSMILL_PORT", help="Port of the Prefect server.")
    ] = 4200,
    foreground: Annotated[
        bool, typer.Option("--foreground", help="Stay here and watch, as systemd and containers want it.")
    ] = False,
) -> None:
    """Start Prefect's server, the deployments and a worker for this machine, and keep them up.

    Where PREFECT_API_URL names a server, that one is used, and only a worker is started.
    """
    from flows.services import Place, find_up, keep_up
    from tasks.settings import load_settings

    settings = load_settings(options_of(context).home)
    place = Place(home=settings.home, port=port)
    running = find_up(place)
    if running is not None:
        say(f"{settings.home} is up already: {running.page} (process {running.pid})")
        return
    if foreground:
        keep_up(place, say)
        return
    found = _start_apart(place)
    say(f"{settings.home} is up: {found.page}")
    say(f"export PREFECT_API_URL={found.api}")
    say(f"logs are in {place.folder}; `newsmill down` ends it")


def _start_apart(place: Place) -> Up:
    """Start the watching process apart from this terminal; return what is up when it is."""
    place.folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "flows.cli", "--home", str(place.home)]
    with place.log("up").open("wb") as log:
        watcher = subprocess.Popen(
            [*command, "up", "--foreground", "--port", str(place.port)],
            cwd=CHECKOUT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        return _await(place, watcher)
    except BaseException:
        watcher.terminate()
        watcher.wait()
        raise


def _await(place: Place, watcher: subprocess.Popen[bytes]) -> Up:
    """Return what *watcher* has brought up; raise :class:`ConfigError` where it comes to nothing."""
    from flows.services import find_up, tail

    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until and watcher.poll() is None:
        found = find_up(place)
        if found is not None and found.is_ready:
            return found
        time.sleep(_GLANCE)
    raise ConfigError(f"nothing is up: {tail(place.log('up'))}")


def down(context: typer.Context) -> None:
    """End what `newsmill up` started; a run under way loads what it has shaped first."""
    from flows.leftovers import end_processes, find_marked
    from flows.services import Place, find_up
    from tasks.settings import load_settings

    place = Place(home=load_settings(options_of(context).home).home)
    running = find_up(place)
    if running is None:
        end_processes(find_marked(place.home), grace=_DOWN_PATIENCE / 4, say=say)
        say(f"{place.home} is not up")
        return
    os.kill(running.pid, signal.SIGTERM)
    until = time.monotonic() + _DOWN_PATIENCE
    while find_up(place) is not None:
        if time.monotonic() > until:
            os.kill(running.pid, signal.SIGKILL)
            end_processes(find_marked(place.home), grace=_GLANCE, say=say)
            break
        time.sleep(_GLANCE)
    say(f"{place.home} is down")
