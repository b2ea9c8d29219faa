"""Where the labelled data and the scorers lie, and how a command is run and watched."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("NEWSMILL_SHARED", CHECKOUT.parent / "shared"))
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # else each start compiles everything again
REASON = f"the labelled data is not beside the checkout ({SHARED.name}/)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """How a command went: exit code, seconds, and the peak of its processes' memory together."""

    code: int
    seconds: float
    peak_mb: float
    stdout: str
    stderr: str


def newsmill(*arguments: str) -> list[str]:
    """Return the command line of ``newsmill`` with *arguments*, in this interpreter."""
    return [sys.executable, "-m", "flows.cli", *arguments]


def watch(command: Sequence[str], *, every: float = 0.1) -> Watched:
    """Run *command* to its end, adding up the resident memory of it and all its descendants."""
    started, peak = time.monotonic(), 0
    process = subprocess.Popen(
        command,
        cwd=CHECKOUT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    while process.poll() is None:
        peak = max(peak, _resident_together(process.pid))
        time.sleep(every)
    stdout, stderr = process.communicate()
    return Watched(
        code=process.returncode,
        seconds=time.monotonic() - started,
        peak_mb=peak / 1e6,
        stdout=stdout,
        stderr=stderr,
    )


def memory_of(leader: int) -> float:
    """Return the resident megabytes of *leader* and of all that it started."""
    return _resident_together(leader) / 1e6


def _resident_together(leader: int) -> int:
    return sum(_resident(pid) for pid in _family(leader))


def _family(leader: int) -> set[int]:
    """Return *leader* and its descendants, those included that opened a session of their own."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue  # it ended while we were looking
        children.setdefault(int(fields[1]), []).append(int(entry.name))
    family, waiting = {leader}, [leader]
    while waiting:
        found = children.get(waiting.pop(), [])
        family.update(found)
        waiting.extend(found)
    return family


def _resident(pid: int) -> int:
    """Return the proportional resident bytes of *pid*: pages that processes share count once."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return 0  # it ended while we were looking
    return 0
