"""The quarantine read again, from the bytes that were kept or the file they stand in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from tasks.intake import Chunk, read_chunks
from tasks.loading import read_waiting, resolve_read_again
from tasks.mill import PLAIN, Pieces
from tasks.model.records import RunReport, Source
from tasks.run import OnProgress, open_run, read_clock
from tasks.settings import Settings

PLACE_IN_FILE = r"#(?:line|row|item|article|offset)=\d+(?:&item=\d+)?$"  # for Python and for SQL
_PLACE_IN_FILE = re.compile(PLACE_IN_FILE)


def run_retry(
    settings: Settings,
    quarantine_ids: Sequence[str] = (),
    *,
    since: datetime | None = None,
    sources: Sequence[str] = (),
    on_progress: OnProgress | None = None,
    pieces: Pieces = PLAIN,
) -> RunReport:
    """Read what waits in quarantine again; what is an article now leaves it.

    All of it, or only *quarantine_ids*, what was rejected *since* then, and what is of *sources*.

    A place in a file (``notes.jsonl#line=5``) is read by itself, a whole file whole. What is rejected
    again stays, with one attempt more.
    """
    waiting = read_waiting(
        settings.warehouse,
        quarantine_ids,
        since=since,
        sources=sources,
        wait_seconds=settings.lock_wait_seconds,
    )
    places: dict[tuple[str, str], set[str]] = {}
    for _, name, locator in waiting:
        places.setdefault((name, file_of(locator)), set()).add(locator)
    with open_run(settings, flow="retry", load=pieces.load, on_progress=on_progress) as run:
        for (name, file), locators in places.items():
            source = source_of_file(settings, name, file)
            for chunk in read_chunks(source, first=run.ledger.read + 1, size=settings.batch_size):
                run.take(chunk if file in locators else _only(chunk, locators), source)
            run.send_off()
        report = run.finish()
    resolve_read_again(
        settings.warehouse,
        [identifier for identifier, _, _ in waiting],
        run_id=report.run_id,
        now=read_clock(settings),
        wait_seconds=settings.lock_wait_seconds,
    )
    pieces.refresh(settings)
    return report


def file_of(locator: str) -> str:
    """Return the path of the file that *locator* leads into.

    >>> file_of("in/notes.jsonl#line=5"), file_of("in/odd#name.txt")
    ('in/notes.jsonl', 'in/odd#name.txt')
    """
    return _PLACE_IN_FILE.sub("", locator)


def source_of_file(settings: Settings, name: str, file: str) -> Source:
    """Return *file* as a source, with what sources.toml says of the source called *name*."""
    known = settings.pick([name])[0] if settings.entry(name) else settings.pick([file])[0]
    return replace(known, target=file)


def _only(chunk: Chunk, locators: set[str]) -> Chunk:
    """Return those members of *chunk* that stand at one of *locators*."""
    documents = [numbered for numbered in chunk.documents if numbered.document.locator in locators]
    return Chunk(
        documents=documents,
        rejected=[rejection for rejection in chunk.rejected if rejection.locator in locators],
        byte_count=sum(len(numbered.document.content) for numbered in documents),
    )
