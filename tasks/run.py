"""One run under way: what it read, what is being shaped, what waits to be loaded."""

from __future__ import annotations

import logging
import secrets
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

from tasks.intake import Chunk, is_absence
from tasks.ledger import Ledger, Progress
from tasks.loading import (
    Load,
    Loaded,
    begin_run,
    find_known_documents,
    group_changed,
    load_spooled,
    record_interruption,
    record_run,
    tidy_search,
)
from tasks.model.errors import NewsError, WarehouseBusy, WarehouseError
from tasks.model.records import DocumentStub, Known, RunReport, RunStatus, Source
from tasks.packing import Group, Packed, describe_fault
from tasks.runfolder import Header, RunFolder, take_over
from tasks.settings import Settings
from tasks.workers import Crew

OnProgress = Callable[[Progress], None]

_KNOWN_TO_A_BATCH = 10  # times as many known documents as new ones: they weigh next to nothing
_PROGRESS_EVERY = 0.2  # seconds
_BUSY_PAUSE = 5.0  # seconds until a warehouse that was busy is asked again
_LAST_LOADS = 10.0  # seconds that whoever pressed Ctrl-C waits for what is shaped
_AT_ONCE = 8  # batches to a load, which Ctrl-C does not break off
_INTERRUPTED = "interrupted"

log = logging.getLogger(__name__)


def read_clock(settings: Settings) -> datetime:
    """Return the time: the one that is set, else the system's."""
    return settings.now or datetime.now(UTC)


@contextmanager
def open_run(
    settings: Settings,
    *,
    flow: str,
    load: Load = load_spooled,
    on_progress: OnProgress | None = None,
    is_replay: bool = False,
    load_pause: float = 0.0,
) -> Iterator[Run]:
    """Start a run, after taking over what killed runs left in the spool.

    Loads come no sooner than *load_pause* seconds after one another: batches wait in the spool meanwhile.

    ``is_replay`` says that its documents are stored, and are to say it anew by the rules of today.

    The published copy is refreshed inside, so that a run that is killed before leaves its folder as a sign
    for the next one. On Ctrl-C the batches that are shaped are loaded, as far as ten seconds go, and the run
    is marked interrupted. Whatever else happens, what lies in the spool is loaded by the next run.
    """
    started_at = read_clock(settings)
    run_id = f"{started_at:%Y%m%dT%H%M%S}-{secrets.token_hex(4)}"
    folder = RunFolder.create(settings.spool, Header(run_id=run_id, flow=flow, started_at=started_at))
    crew = Crew(settings.workers)
    if not settings.warehouse.exists():
        crew.warm_up()  # all will be new
    run = Run(
        settings, folder, crew, load=load, on_progress=on_progress, is_replay=is_replay, load_pause=load_pause
    )
    try:
        run.begin()
        yield run
    except NewsError as error:
        run.give_up(str(error))
        raise
    except Exception as error:
        run.give_up(describe_fault(error))
        raise
    except BaseException:  # Ctrl-C, or a scheduler's order to end
        run.break_off()
        raise
    finally:
        crew.dismiss()  # before the lock goes: nobody writes into a folder that is free
        if run.leaves_copy_behind:
            folder.keep()
        folder.close()


class Run:
    """One run under way. Made by :func:`open_run`."""

    def __init__(
        self,
        settings: Settings,
        folder: RunFolder,
        crew: Crew,
        *,
        load: Load,
        on_progress: OnProgress | None,
        is_replay: bool = False,
        load_pause: float = 0.0,
    ) -> None:
        self.settings = settings
        self._is_replay = is_replay
        self._load_pause = load_pause
        self._load_again_at = 0.0
        self.ledger = Ledger()
        self.has_changed = False  # does the warehouse hold what the published copy does not?
        self.leaves_copy_behind = False  # and is it to stay so for now?
        self.on_spooled: Callable[[Sequence[int]], None] | None = None  # called with receipts
        self._folder = folder
        self._crew = crew
        self._load = load
        self._on_progress = on_progress
        self._pile = Chunk()  # documents that become the next batch
        self._known: list[Known] = []
        self._batch_count = 0
        self._under_way: deque[Future[Packed]] = deque()
        self._receipts: dict[Future[Packed], list[int]] = {}
        self._waiting: list[Packed] = []  # shaped, and not loaded yet
        self._busy = ""  # who held the warehouse when it was asked last
        self._ask_again_at = 0.0
        self._started = monotonic()
        self._told_at = 0.0
        self._where = ""

    # ----------------------------------------------------------------------------- beginning

    def begin(self) -> None:
        """Record the run, and load what runs before it left."""
        try:
            self.has_changed |= begin_run(
                self.settings.warehouse,
                self._folder.header,
                timezone=self.settings.timezone,
                wait_seconds=self._patience(),
            )
            for folder in take_over(self.settings.spool):
                try:
                    self._adopt(folder)
                finally:
                    folder.close()
        except WarehouseBusy as error:
            self._note_busy(str(error))

    def _adopt(self, folder: RunFolder) -> None:
        """Load what an earlier run left in *folder*, under the name of that run.

        An empty folder is left by a run that ended after its last load and before the copy was refreshed.
        """
        self.has_changed = True
        warehouse, header, wait = self.settings.warehouse, folder.header, self._patience()
        if header.ended_at is None:
            record_interruption(warehouse, header, now=read_clock(self.settings), wait_seconds=wait)
        else:
            record_run(warehouse, header, wait_seconds=wait)
        loaded = self._load_paths(folder.batches())
        if not loaded.busy:
            folder.release()
        count = sum(counts.read for counts in loaded.counts.values())
        log.info("%d documents of run %s, which left them, are loaded", count, header.run_id)

    # ---------------------------------------------------------------------------- on the way

    @property
    def run_id(self) -> str:
        """The name of the run."""
        return self._folder.header.run_id

    def take(self, chunk: Chunk, source: Source) -> None:
        """Put *chunk* of *source* on the pile, and send off what fills a batch."""
        self._where = source.name or source.target
        self.ledger.read += len(chunk)
        self.ledger.absent += sum(map(is_absence, chunk.rejected))
        known = self._find_known(chunk)
        for numbered in chunk.documents:
            sequence, document = numbered
            if (document.source, document.sha256) in known:
                self._known.append(Known(sequence=sequence, document=DocumentStub.of(document)))
            else:
                self._pile.documents.append(numbered)
                self._pile.byte_count += len(document.content)
        self._pile.rejected += chunk.rejected
        self._pile.gone += chunk.gone
        self._pile.receipts += chunk.receipts
        size = self.settings.batch_size
        if self._pile.is_full(size) or len(self._known) >= size * _KNOWN_TO_A_BATCH:
            self.send_off()
        self._tell()

    def send_off(self) -> None:
        """Have the pile shaped, wait while all workers have enough to do, and load what is ready."""
        if len(self._pile) or self._known:
            receipts = self._pile.receipts
            self._under_way.append(self._crew.submit(self._next_group()))
            self._receipts[self._under_way[-1]] = receipts
        while self._crew.is_full:
            self._await_first()
        self._load_ready()

    def drain(self) -> None:
        """Have all that was taken shaped, and load what the warehouse takes."""
        self.send_off()
        while self._under_way:
            self._await_first()
            self._load_ready()

    def _next_group(self) -> Group:
        self._batch_count += 1
        run_id = self._folder.header.run_id
        group = Group(
            path=self._folder.batch_path(self._batch_count),
            run_id=run_id,
            batch_id=f"{run_id}-{self._batch_count:06d}",
            documents=tuple(self._pile.documents),
            known=tuple(self._known),
            gone=tuple(self._pile.gone),
            rejected=tuple(self._pile.rejected),
            document_seconds=self.settings.document_seconds,
            is_replay=self._is_replay,
        )
        self._pile, self._known = Chunk(), []
        return group

    def _find_known(self, chunk: Chunk) -> set[tuple[str, str]]:
        """Return source and digest of those documents whose bytes became an article before."""
        if self._is_replay or not chunk.documents or not self._may_ask():
            return set()
        try:
            with self.ledger.timed("load"):
                known = find_known_documents(
                    self.settings.warehouse, chunk.documents, wait_seconds=self._patience()
                )
        except WarehouseBusy as error:  # then they are shaped again, and the load finds the same
            self._note_busy(str(error))
            return set()
        self._busy = ""
        return known

    def _await_first(self) -> None:
        packed = self._under_way[0].result()
        receipts = self._receipts.pop(self._under_way.popleft(), [])
        if receipts and self.on_spooled is not None:
            self.on_spooled(receipts)
        self.ledger.note_packed(packed)
        self._waiting.append(packed)
        self._tell()

    def _load_ready(self) -> None:
        self._collect_shaped()
        if self._may_ask() and monotonic() >= self._load_again_at:
            self._load_waiting()

    def _collect_shaped(self) -> None:
        while self._under_way and self._under_way[0].done():
            self._await_first()

    def _load_waiting(self) -> None:
        while self._waiting:
            count = len(self._waiting)
            self._load_first(_AT_ONCE)
            if len(self._waiting) == count:  # the warehouse is busy
                return

    def _load_first(self, count: int) -> None:
        # After Ctrl-C in the middle of a load, what was loaded by then is not there any more.
        first, rest = self._waiting[:count], self._waiting[count:]
        waiting = [packed for packed in first if packed.path.exists()]
        loaded = self._load_paths([packed.path for packed in waiting])
        if not loaded.busy:
            self.ledger.note_loaded(loaded.counts, waiting)
            self._waiting = rest
            self._load_again_at = monotonic() + self._load_pause
            self._tell()

    def _load_paths(self, paths: Sequence[Path]) -> Loaded:
        if not paths:
            return Loaded()
        with self.ledger.timed("load"):
            loaded = self._load(
                self.settings.warehouse,
                paths,
                now=read_clock(self.settings),
                wait_seconds=self._patience(),
            )
        if loaded.busy:
            self._note_busy(loaded.busy)
        else:
            self._busy = ""
        self.has_changed |= any(counts.changed or counts.rejected for counts in loaded.counts.values())
        return loaded

    # ------------------------------------------------------------------------------- the end

    def finish(self) -> RunReport:
        """Load the rest, record how the run ended, and return the report."""
        self.drain()
        self._load_waiting()
        for packed in self._waiting:
            self.ledger.note_spooled(packed)
        self._group_changed()
        report = self._report()
        self._record_end(report.status)
        self._tell(at_once=True)
        return report

    def _group_changed(self) -> None:
        """Tell the copies of one text among what was loaded, and tidy the search index.

        What is not done now, the next run does.
        """
        if not self.has_changed or not self._may_ask():
            return
        try:
            with self.ledger.timed("copies"):
                group_changed(
                    self.settings.warehouse,
                    window_days=self.settings.copies_window_days,
                    wait_seconds=self._patience(),
                )
            with self.ledger.timed("search"):
                tidy_search(self.settings.warehouse, wait_seconds=self._patience())
        except WarehouseBusy as error:
            self._note_busy(str(error))

    def break_off(self) -> None:
        """Load what is shaped, leave the rest to the next run, drop what is not, and say interrupted."""
        self._under_way = deque(future for future in self._under_way if future.done())
        self._collect_shaped()
        until = monotonic() + _LAST_LOADS
        while self._waiting and self._may_ask() and monotonic() < until:
            self._load_first(1)
        for packed in self._waiting:
            self.ledger.note_spooled(packed)
        self.leaves_copy_behind = self.has_changed
        self._record_end(_INTERRUPTED)

    def give_up(self, message: str) -> None:
        """Record that the run failed because of *message*, if the warehouse takes even that."""
        self.leaves_copy_behind = self.has_changed
        with suppress(WarehouseError):  # what is wrong is known by now: *message* is on its way to the caller
            self._record_end(RunStatus.FAILED, message)

    def _record_end(self, state: str, message: str | None = None) -> None:
        header = replace(
            self._folder.header,
            state=state,
            ended_at=read_clock(self.settings),
            message=self.ledger.message(self._busy) if message is None else message,
            seconds=dict(self.ledger.seconds),
            spooled=self.ledger.spooled,
        )
        try:
            record_run(self.settings.warehouse, header, wait_seconds=self._patience())
        except WarehouseBusy as error:
            self._note_busy(str(error))
            self._folder.note_end(header)

    def _report(self) -> RunReport:
        header = self._folder.header
        self.ledger.seconds["total"] = monotonic() - self._started
        return RunReport(
            run_id=header.run_id,
            flow=header.flow,
            status=self.ledger.status(),
            started_at=header.started_at,
            ended_at=read_clock(self.settings),
            sources=dict(self.ledger.counts),
            rejected_by=self.ledger.rejected_by(),
            seconds=dict(self.ledger.seconds),
            message=self.ledger.message(self._busy),
        )

    # ---------------------------------------------------------------------- a busy warehouse

    def _note_busy(self, who: str) -> None:
        log.info("%s; going on without", who)
        self._busy = who
        self._ask_again_at = monotonic() + _BUSY_PAUSE

    def _may_ask(self) -> bool:
        return not self._busy or monotonic() >= self._ask_again_at

    def _patience(self) -> float:
        """Return the seconds to wait for the warehouse: all that is allowed, but only once in a row."""
        return 0.0 if self._busy else self.settings.lock_wait_seconds

    def _tell(self, *, at_once: bool = False) -> None:
        """Say how far we are, a few times a second at most."""
        now = monotonic()
        if self._on_progress is None or (now - self._told_at < _PROGRESS_EVERY and not at_once):
            return
        self._told_at = now
        self._on_progress(
            Progress(
                read=self.ledger.read,
                shaped=self.ledger.shaped,
                loaded=self.ledger.total.read,
                rejected=self.ledger.rejected,
                where=self._where,
                rate=self.ledger.read / max(now - self._started, 0.001),
            )
        )
