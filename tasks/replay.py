"""Stored documents shaped and stated anew, after a rule changed: from their bytes, without any network."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import count

from tasks.intake import CHUNK_BYTES, Chunk, read_chunks
from tasks.loading import find_carriers, find_stored_files, read_replay_changes
from tasks.mill import PLAIN, Pieces
from tasks.model.errors import ConfigError
from tasks.model.records import RunReport, Source
from tasks.packing import Numbered
from tasks.retry import PLACE_IN_FILE, file_of, source_of_file
from tasks.run import OnProgress, Run, open_run
from tasks.settings import Settings

log = logging.getLogger(__name__)


def run_replay(
    settings: Settings,
    *,
    since: datetime | None = None,
    sources: Sequence[str] = (),
    on_progress: OnProgress | None = None,
    pieces: Pieces = PLAIN,
) -> RunReport:
    """Read the documents that stored wordings were taken from again; what comes out otherwise replaces them.

    Only those that came in *since* then, and only of *sources*, where these are given. A wording counts as
    updated where anything about it is new, else as unchanged. A document that is not where it lay, or is
    no article by the rules of today, costs nothing that is stored: the first is told of, the second is
    put in the quarantine. The message of the report says what came out otherwise.

    Raises :class:`ConfigError` where nothing is stored that could be read again.
    """
    files = _find_files(settings, since, sources)
    with open_run(
        settings,
        flow="replay",
        load=pieces.load,
        on_progress=on_progress,
        is_replay=True,
        load_pause=pieces.load_pause,
    ) as run:
        _take_again(run, files, since)
        report = run.finish()
        if run.has_changed:
            run.leaves_copy_behind = not pieces.refresh(settings)
    changes = read_replay_changes(settings.warehouse, report.run_id, wait_seconds=settings.lock_wait_seconds)
    return replace(report, message="; ".join(filter(None, (report.message, describe_changes(changes)))))


def describe_changes(changes: dict[str, int]) -> str:
    """Say what came out otherwise.

    >>> describe_changes({"mentions": 1200, "article_versions": 3})
    'came out otherwise: mentions of 1,200 wordings, text of 3 wordings'
    """
    if not changes:
        return ""
    words = {"article_versions": "text", "field_provenance": "provenance"}
    parts = (f"{words.get(part, part)} of {count:,} wordings" for part, count in changes.items())
    return f"came out otherwise: {', '.join(parts)}"


def _find_files(
    settings: Settings, since: datetime | None, sources: Sequence[str]
) -> list[tuple[str, str, int]]:
    """Return source and file of what is stored, and how many documents of each."""
    if not settings.warehouse.exists():
        raise ConfigError(f"nothing is stored in {settings.home} yet: `newsmill ingest` comes first")
    files = find_stored_files(
        settings.warehouse,
        place=PLACE_IN_FILE,
        since=since,
        sources=sources,
        wait_seconds=settings.lock_wait_seconds,
    )
    if not files:
        of = f" of {', '.join(sources)}" if sources else ""
        came = f" that came in since {since:%Y-%m-%d}" if since else ""
        raise ConfigError(f"no stored document{of}{came} can be read again")
    return files


def _take_again(run: Run, files: Sequence[tuple[str, str, int]], since: datetime | None) -> None:
    """Have the stored documents of *files* shaped, many small files at a time."""
    settings, pile = run.settings, Chunk()
    found: Counter[str] = Counter()
    for name, file, _ in files:
        source = source_of_file(settings, name, file)
        for chunk in read_chunks(source, first=1, size=settings.batch_size):
            pile.documents += chunk.documents
            pile.rejected += [rejection for rejection in chunk.rejected if rejection.locator == file]
            pile.byte_count += chunk.byte_count
            if len(pile) >= settings.batch_size or pile.byte_count >= CHUNK_BYTES:
                found += _take_stored(run, pile, source, since)
                pile = Chunk()
    if len(pile):
        found += _take_stored(run, pile, source, since)
    for _, file, stored in files:
        if found[file] < stored:
            log.warning("%s: %d of %d stored documents are not there", file, stored - found[file], stored)
            run.ledger.astray += stored - found[file]
            run.ledger.astray_in = run.ledger.astray_in or file


def _take_stored(run: Run, pile: Chunk, source: Source, since: datetime | None) -> Counter[str]:
    """Take in those documents of *pile* that wordings were taken from; return how many by file."""
    stored = find_carriers(
        run.settings.warehouse,
        [document for _, document in pile.documents],
        since=since,
        wait_seconds=run.settings.lock_wait_seconds,
    )
    numbers = count(run.ledger.read + 1)
    run.take(
        Chunk(
            documents=[Numbered(next(numbers), document) for document in stored],
            rejected=[replace(rejection, sequence=next(numbers)) for rejection in pile.rejected],
            byte_count=sum(len(document.content) for document in stored),
        ),
        source,
    )
    return Counter(file_of(document.locator) for document in stored)
