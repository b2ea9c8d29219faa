"""Documents to batches in processes of their own, which a hostile document may take down alone.

A :class:`Crew` starts up to so many workers (``python -m tasks.workers``). Each says which document it
turns to next, so when it crashes, is killed for want of memory or overstays its time, the culprit is
known: it is quarantined, a fresh worker takes the rest, and no other document is lost. A worker ends
when its standard input does, whether the run is done or was killed.
"""

from __future__ import annotations

import contextlib
import faulthandler
import importlib
import logging
import os
import pickle
import queue
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import IO, NamedTuple, Self

from tasks.model.errors import NewsError
from tasks.packing import Group, Packed, pack

_CHECKOUT = Path(__file__).resolve().parents[1]
_MAX_FALSE_STARTS = 3
_OOM_SCORE = "600"  # let the system end a worker before the run, its shell or its server

log = logging.getLogger(__name__)


class _Turn(NamedTuple):
    """A worker says: now comes the document with this index."""

    document: int


class _Said(NamedTuple):
    """A worker's log line."""

    logger: str
    level: int
    text: str


class _Lost(Exception):
    """A worker ended in the middle; ``index`` is the document it had in hand, if it had come to one."""

    def __init__(self, index: int | None, detail: str) -> None:
        super().__init__(detail)
        self.index = index
        self.detail = detail


class Crew:
    """Up to *size* workers, each started when there is work for it.

    >>> with Crew(2) as crew:
    ...     crew.is_full
    False
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._threads = ThreadPoolExecutor(size, thread_name_prefix="crew")
        self._idle: queue.LifoQueue[_Worker | None] = queue.LifoQueue()
        self._workers: set[_Worker] = set()
        self._under_way = 0
        self._is_dismissed = False
        self._lock = threading.Lock()
        for _ in range(size):
            self._idle.put(None)  # a place for a worker that is not needed yet; the last in goes out first

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.dismiss()

    @property
    def is_full(self) -> bool:
        """Is there a group for each worker and one more waiting? More would only fill the memory."""
        return self._under_way > self._size

    def submit(self, group: Group) -> Future[Packed]:
        """Have *group* packed; what the future raises is a :class:`NewsError`.

        Where nothing is to be shaped there is nothing to fear, and it is packed here and now.
        """
        if not group.documents:
            done: Future[Packed] = Future()
            done.set_result(pack(group))
            return done
        with self._lock:
            self._under_way += 1
        return self._threads.submit(self._pack, group)

    def warm_up(self) -> None:
        """Start the first worker before there is work for it: its word lists take a second to load."""
        self._idle.get()
        self._idle.put(self._hire())

    def dismiss(self) -> None:
        """Let the workers go; what they have in hand is dropped."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        with self._lock:
            self._is_dismissed = True
            for worker in self._workers:
                worker.end()
        self._threads.shutdown(wait=True)

    def _pack(self, group: Group) -> Packed:
        worker = self._idle.get()
        false_starts = 0
        try:
            while True:
                if worker is None:
                    worker = self._hire()
                try:
                    return worker.pack(group)
                except _Lost as lost:
                    self._let_go(worker)
                    worker = None
                    if lost.index is None:
                        false_starts += 1
                        if false_starts == _MAX_FALSE_STARTS:
                            raise NewsError(f"workers do not start: {lost.detail}") from lost
                        continue
                    culprit = group.documents[lost.index]
                    log.warning("%s: %s; it is quarantined", culprit.document.locator, lost.detail)
                    group = group.without(culprit, lost.detail)
        finally:
            self._idle.put(worker)
            with self._lock:
                self._under_way -= 1

    def _hire(self) -> _Worker:
        with self._lock:
            self._refuse_when_dismissed()
            worker = _Worker()
            self._workers.add(worker)
            return worker

    def _let_go(self, worker: _Worker) -> None:
        with self._lock:
            self._refuse_when_dismissed()
            self._workers.discard(worker)

    def _refuse_when_dismissed(self) -> None:
        if self._is_dismissed:
            raise NewsError("the run is over")


class _Worker:
    """One process: groups go in by its standard input, turns and answers come out of its output."""

    def __init__(self) -> None:
        paths = [str(_CHECKOUT), *filter(None, [os.environ.get("PYTHONPATH")])]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tasks.workers"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
            process_group=0,  # Ctrl-C is for the run, which then decides
        )

    def pack(self, group: Group) -> Packed:
        """Have *group* packed, raise what the worker raised, and :class:`_Lost` if it ended."""
        index: int | None = None
        turned_at = time.monotonic()
        try:
            _send(self._stdin, group)
            while True:
                match pickle.load(self._stdout):
                    case _Turn(index):
                        turned_at = time.monotonic()
                    case Packed() as packed:
                        return packed
                    case _Said(logger, level, text):
                        logging.getLogger(logger).log(level, "%s", text)
                    case NewsError() as error:
                        raise error
        except (EOFError, OSError, pickle.UnpicklingError) as error:
            late = time.monotonic() - turned_at >= group.document_seconds
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(timeout=1)  # it has closed its output, so it is on its way
            self.end()
            raise _Lost(index, self._last_words(late, group.document_seconds)) from error

    def end(self) -> None:
        """End the process, whatever it is doing."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):  # what it was to read is not read any more
                if stream is not None:
                    stream.close()

    def _last_words(self, late: bool, limit: float) -> str:
        if late:
            return f"took more than {limit:g} s"
        code = self._process.returncode
        if code == -signal.SIGKILL:
            return "ended its worker process (killed, most likely for want of memory)"
        if code is not None and code < 0:
            return f"ended its worker process ({signal.Signals(-code).name})"
        return f"ended its worker process (exit code {code})"

    @property
    def _stdin(self) -> IO[bytes]:
        assert self._process.stdin is not None
        return self._process.stdin

    @property
    def _stdout(self) -> IO[bytes]:
        assert self._process.stdout is not None
        return self._process.stdout


# ---------------------------------------------------------------------------------- a worker


def serve() -> None:
    """Pack the groups that standard input brings until it ends: the life of a worker."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    output = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints is no answer
    logging.basicConfig(level=logging.INFO, handlers=[_Messenger(output)], force=True)
    _give_way()
    _warm_up()
    groups: queue.SimpleQueue[Group] = queue.SimpleQueue()
    threading.Thread(target=_receive, args=(groups,), daemon=True).start()
    with Path(os.devnull).open("w") as nowhere:
        while True:
            _send(output, _answer(groups.get(), output, nowhere))


def _receive(groups: queue.SimpleQueue[Group]) -> None:
    """Hand on what comes in, and end the process with its input: then the run is over, or was killed."""
    try:
        while True:
            groups.put(pickle.load(sys.stdin.buffer))
    except (EOFError, pickle.UnpicklingError):
        os._exit(0)


def _answer(group: Group, output: IO[bytes], nowhere: IO[str]) -> Packed | NewsError:
    def turn_to(index: int) -> None:
        _send(output, _Turn(index))
        # Ends the process from outside the interpreter, which may be held by C code that never returns.
        faulthandler.dump_traceback_later(group.document_seconds, exit=True, file=nowhere)

    try:
        return pack(group, on_document=turn_to)
    except NewsError as error:
        return error
    finally:
        faulthandler.cancel_dump_traceback_later()


def _warm_up() -> None:
    """Load what every document needs, before the first one comes and its time runs."""
    from tasks.facts.annotate import facts_of

    facts_of("Ferries return to Lagos.", language="en")
    importlib.import_module("tasks.text.shape")
    importlib.import_module("tasks.warehouse.spool")


def _give_way() -> None:
    """Ask the system to end this process first when memory runs out, where it can be asked."""
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(_OOM_SCORE)


class _Messenger(logging.Handler):
    """Sends log lines to the run, which knows where they should go."""

    def __init__(self, output: IO[bytes]) -> None:
        super().__init__()
        self._output = output

    def emit(self, record: logging.LogRecord) -> None:
        """Send the line of *record*."""
        _send(self._output, _Said(record.name, record.levelno, record.getMessage()))


def _send(stream: IO[bytes], message: object) -> None:
    pickle.dump(message, stream, protocol=pickle.HIGHEST_PROTOCOL)
    stream.flush()


if __name__ == "__main__":
    from tasks.workers import serve as serve_as_module  # so that messages are pickled by their full name

    serve_as_module()
