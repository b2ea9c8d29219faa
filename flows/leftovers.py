"""Processes of ours that nobody watches any more, found by what their environment says."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

_MARK = b"NEWSMILL_SERVICE="
_GLANCE = 0.1
_PROC = Path("/proc")


def find_marked(home: Path, *, but: Collection[int] = ()) -> list[int]:
    """Return the processes that were started for the services of *home*, this one and *but* left out.

    Asked of ``/proc``: where there is none, nobody is found, and the system's own supervisor has to do it.
    What the processes *but* started is left out with them.
    """
    if not sys.platform.startswith("linux"):
        return []
    wanted = _MARK + os.fsencode(home)
    found: list[int] = []
    for entry in _PROC.iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            is_ours = wanted in (entry / "environ").read_bytes().split(b"\0")
            session = os.getsid(int(entry.name))
        except OSError:  # it ended meanwhile, or is somebody else's
            continue
        if is_ours and session not in but:
            found.append(int(entry.name))
    return found


def end_processes(pids: Sequence[int], *, grace: float, say: Callable[[str], None]) -> None:
    """End *pids*: asked first, and killed after *grace* seconds."""
    waiting = [pid for pid in pids if _signal(pid, signal.SIGTERM)]
    if waiting:
        say(f"ending {len(waiting)} process{'es' * (len(waiting) > 1)} that nobody watches")
    until = time.monotonic() + grace
    while waiting and time.monotonic() < until:
        time.sleep(_GLANCE)
        waiting = [pid for pid in waiting if is_alive(pid)]
    for pid in waiting:
        _signal(pid, signal.SIGKILL)


def is_alive(pid: int) -> bool:
    """Does the process *pid* run? One that ended and was not waited for does not.

    >>> is_alive(os.getpid())
    True
    """
    if not _signal(pid, 0):
        return False
    try:
        state = (_PROC / str(pid) / "stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return not sys.platform.startswith("linux")
    return state.rpartition(")")[2].split()[0] != "Z"


def _signal(pid: int, number: int) -> bool:
    """Send *number* to *pid*; return whether there was such a process."""
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return False
    return True
