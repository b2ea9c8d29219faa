"""Stored documents shaped and stated anew, after a rule changed: from their bytes, without any network."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from datetime import datetime
from itertools import count, groupby
from operator import itemgetter

from tasks.intake import Chunk, read_chunks
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
    """Have the stored documents of *files* shaped, many small files at a time, and each file once.

    One archive holds the answers of many sources; they are told apart by what is stored of them.
    """
    settings, pile = run.settings, Chunk()
    found: Counter[tuple[str, str]] = Counter()
    wanted = {(name, file) for name, file, _ in files}
    for source in _readers(settings, files):
        for chunk in read_chunks(source, first=1, size=settings.batch_size):
            pile.documents += chunk.documents
            pile.rejected += [rejection for rejection in chunk.rejected if rejection.locator == source.target]
            pile.byte_count += chunk.byte_count
            if pile.is_full(settings.batch_size):
                found += _take_stored(run, pile, source, wanted, since)
                pile = Chunk()
    if len(pile):
        found += _take_stored(run, pile, source, wanted, since)
    for name, file, stored in files:
        missed = stored - found[name, file]
        if missed > 0:
            log.warning("%s: %d of %d stored documents of %s are not there", file, missed, stored, name)
            run.ledger.astray += missed
            run.ledger.astray_in = run.ledger.astray_in or file


def _readers(settings: Settings, files: Sequence[tuple[str, str, int]]) -> Iterator[Source]:
    """Yield each of *files* once as a source, again only where its sources name their fields differently."""
    for _, entries in groupby(files, key=itemgetter(1)):
        sources = (source_of_file(settings, name, file) for name, file, _ in entries)
        yield from {source.fields: source for source in sources}.values()


def _take_stored(
    run: Run, pile: Chunk, source: Source, wanted: Set[tuple[str, str]], since: datetime | None
) -> Counter[tuple[str, str]]:
    """Take in those documents of *pile* that wordings were taken from; return how many by source and file."""
    settings, came = run.settings, [document for _, document in pile.documents]
    numbers, found = count(run.ledger.read + 1), Counter[tuple[str, str]]()
    documents = []
    carriers = find_carriers(settings.warehouse, came, since=since, wait_seconds=settings.lock_wait_seconds)
    for name, document in carriers:
        place = (name, file_of(document.locator))
        if place not in wanted:
            continue
        found[place] += 1
        if document.source != name:  # an archive holds the answers of many sources
            hints = source_of_file(settings, *place).hints
            document = replace(document, source=name, hints=hints)
        documents.append(Numbered(next(numbers), document))
    run.take(
        Chunk(
            documents=documents,
            rejected=[replace(rejection, sequence=next(numbers)) for rejection in pile.rejected],
            byte_count=sum(len(document.content) for _, document in documents),
        ),
        source,
    )
    return found
