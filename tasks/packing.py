"""Documents to a batch in the spool: shaped, their facts stated, and each accounted for."""

from __future__ import annotations

import logging
import time
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from tasks.model.errors import DocumentRejected, InternalFault
from tasks.model.records import (
    Article,
    Batch,
    DocumentStub,
    Gone,
    Known,
    RawDocument,
    Rejection,
    Shaped,
    Stage,
)

_MAX_DETAIL = 500
_MAX_MESSAGE = 300

log = logging.getLogger(__name__)


class Numbered(NamedTuple):
    """A document and its place in the run."""

    sequence: int
    document: RawDocument


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """What becomes one batch: documents to be shaped, and what is decided about already."""

    path: Path  # of the batch in the spool
    run_id: str
    batch_id: str
    documents: tuple[Numbered, ...] = ()
    known: tuple[Known, ...] = ()
    gone: tuple[Gone, ...] = ()
    rejected: tuple[Rejection, ...] = ()
    document_seconds: float = 60.0
    is_replay: bool = False  # what is stored, shaped anew

    def __len__(self) -> int:
        return len(self.documents) + len(self.known) + len(self.gone) + len(self.rejected)

    def without(self, culprit: Numbered, detail: str) -> Group:
        """Return the group with *culprit* rejected because of *detail*."""
        rejection = _reject(culprit, InternalFault(detail), Stage.SHAPE)
        left = tuple(numbered for numbered in self.documents if numbered is not culprit)
        return replace(self, documents=left, rejected=(*self.rejected, rejection))


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """A batch that lies in the spool. ``seconds`` is what shaping and writing it took."""

    path: Path
    read: dict[str, int]  # by source
    rejected: dict[str, int]  # by reason
    seconds: float

    def __len__(self) -> int:
        return sum(self.read.values())


def pack(group: Group, *, on_document: Callable[[int], None] = lambda index: None) -> Packed:
    """Shape the documents of *group*, write its batch to the spool and return where it lies.

    ``on_document`` is called with the index of each document before it is touched. Raises
    :class:`WarehouseError` when the disk takes no more.
    """
    from tasks.warehouse.spool import write_batch  # with Arrow: the reading side starts faster without

    started = time.monotonic()
    kept, rejected = [], list(group.rejected)
    for index, numbered in enumerate(group.documents):
        on_document(index)
        outcome = shape_one(numbered)
        if isinstance(outcome, Shaped):
            kept.append(outcome)
        else:
            rejected.append(outcome)
    batch = Batch(kept=_join_pages(kept), known=group.known, gone=group.gone, rejected=tuple(rejected))
    write_batch(group.path, batch, run_id=group.run_id, batch_id=group.batch_id, is_replay=group.is_replay)
    return Packed(
        path=group.path,
        read=_count_sources(batch),
        rejected=dict(Counter(rejection.reason for rejection in rejected)),
        seconds=time.monotonic() - started,
    )


def shape_one(numbered: Numbered) -> Shaped | Rejection:
    """Return *numbered* as an article with its facts, or why it is none.

    An exception that is no :class:`DocumentRejected` is a fault of ours: it is logged, and costs this
    document only.
    """
    from tasks.facts.annotate import annotate  # gazetteers and word lists: workers only
    from tasks.text.shape import shape

    sequence, document = numbered
    stage = Stage.SHAPE
    try:
        article = shape(document)
        stage = Stage.FACTS
        article = annotate(article)
    except DocumentRejected as error:
        return _reject(numbered, error, stage)
    except Exception as error:
        fault = describe_fault(error)
        log.error("%s: a fault of Newsmill: %s", document.locator, fault)
        return _reject(numbered, InternalFault(fault), stage)
    return Shaped(sequence=sequence, document=DocumentStub.of(document), article=article)


def _join_pages(kept: Sequence[Shaped]) -> tuple[Shaped, ...]:
    """Return *kept*, the pages of one article joined where they came together, and its facts stated anew."""
    if not any(member.article.next_page_url for member in kept):
        return tuple(kept)
    from tasks.facts.annotate import annotate
    from tasks.text.paging import join_pages

    whole: dict[int, Article] = {}  # pages of one article share it
    members = []
    for member, article in zip(kept, join_pages([member.article for member in kept]), strict=True):
        if article is not member.article:
            if id(article) not in whole:
                whole[id(article)] = annotate(article)
            article = whole[id(article)]
        members.append(replace(member, article=article))
    return tuple(members)


def describe_fault(error: Exception) -> str:
    """Return what *error* says, and the line of ours or of a library that raised it.

    >>> describe_fault(ValueError("no month"))
    'ValueError: no month (no traceback)'
    """
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "no traceback"
    return f"{type(error).__name__}: {str(error)[:_MAX_MESSAGE]} ({place})"


def _reject(numbered: Numbered, error: DocumentRejected, stage: Stage) -> Rejection:
    return Rejection(
        source=numbered.document.source,
        locator=numbered.document.locator,
        stage=stage,
        reason=error.reason,
        detail=str(error)[:_MAX_DETAIL],
        sha256=numbered.document.sha256,
        sequence=numbered.sequence,
    )


def _count_sources(batch: Batch) -> dict[str, int]:
    members = [member.document.source for member in batch.kept]
    members += [member.document.source for member in batch.known]
    members += [gone.source for gone in batch.gone]
    return dict(Counter([*members, *(rejection.source for rejection in batch.rejected)]))
