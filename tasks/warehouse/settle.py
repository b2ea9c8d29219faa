"""Decide what each document of a batch is to the warehouse, in the order in which they came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple, Protocol

from tasks.model.errors import InternalFault
from tasks.model.records import Rejection, Stage
from tasks.model.wordings import Decision, Outcome, Version, Wording
from tasks.warehouse.incoming import Incoming
from tasks.warehouse.standing import Candidate, Standing, find_candidates, merge_standing
from tasks.warehouse.state import Compared, State


class Decide(Protocol):
    """How ``tasks.stories.versions.decide`` is called; the rooms do not know each other."""

    def __call__(
        self, log: Sequence[Version], wording: Wording, *, is_stored: bool, run_id: str, now: datetime
    ) -> Decision:
        """Return what a document that says *wording* is to an article with *log*."""


class Verdict(NamedTuple):
    """What a document was to the warehouse. ``is_stored``: ``raw.documents`` had it already."""

    incoming: Incoming
    article_id: str
    version_id: str
    wording_at: datetime | None
    outcome: Outcome
    is_stored: bool
    is_beside: bool = False
    is_compared: bool = False
    is_same_title: bool | None = None  # as that of the version; null where either has none


class Told(NamedTuple):
    """A candidate for a field of a version, and the document that gave it."""

    version_id: str
    article_id: str
    document_id: str
    candidate: Candidate


@dataclass(slots=True, kw_only=True)
class Settled:
    """What the load of a batch has to write. ``state`` is what holds after it."""

    state: State
    verdicts: list[Verdict] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)
    versions: list[Verdict] = field(default_factory=list)  # each brings a wording nobody had
    authors: list[Verdict] = field(default_factory=list)  # each brings the authors of a stored wording
    candidates: list[Told] = field(default_factory=list)
    changed: set[str] = field(default_factory=set)  # articles whose row differs
    rewritten: set[str] = field(default_factory=set)  # articles that have another version log
    touched: set[str] = field(default_factory=set)  # all articles that were met
    known: frozenset[str] = frozenset()  # articles that were stored before the batch


def settle(
    incoming: Sequence[Incoming],
    rejections: Sequence[Rejection],
    state: State,
    decide: Decide,
    *,
    run_id: str,
    now: datetime,
) -> Settled:
    """Return what is to be written for *incoming* and *rejections*; *state* is moved on in place."""
    settled = Settled(state=state, rejections=list(rejections), known=frozenset(state.logs))
    for one in incoming:
        resolved = _resolve(one, state)
        if resolved is None:
            settled.rejections.append(reject_stranger(one))
        else:
            _settle_one(one, *resolved, settled, decide, run_id=run_id, now=now)
    return settled


def _resolve(one: Incoming, state: State) -> tuple[str, Wording] | None:
    """Return the article and the wording that a document is about.

    Bytes that are known were not shaped again: they say what they said when they came before. Fetched
    anew, they say it of the time of this fetch.
    """
    if one.told is not None and one.wording is not None:
        return one.told.article_id, one.wording
    same = state.same_bytes.get((one.source, one.sha256))
    if same is None:
        return None
    wordings = [version.wording for version in state.logs.get(same.article_id, ())]
    found = next((wording for wording in wordings if wording.version_id == same.version_id), None)
    if found is None:
        return None
    if same.is_beside:
        return same.article_id, replace(found, at=one.fetched_at, is_counterpart=True)
    says_fetched = same.fetched_at is not None and same.wording_at == same.fetched_at
    at = one.fetched_at if says_fetched and one.fetched_at is not None else same.wording_at
    return same.article_id, replace(found, at=at)


def _settle_one(
    one: Incoming,
    article_id: str,
    wording: Wording,
    settled: Settled,
    decide: Decide,
    *,
    run_id: str,
    now: datetime,
) -> None:
    state = settled.state
    is_stored = one.document_id in state.documents
    before = state.logs.get(article_id, ())
    if _is_edited_since(state.compared.get(article_id), before, wording):
        wording = replace(wording, is_counterpart=False)
    decision = decide(before, wording, is_stored=is_stored, run_id=run_id, now=now)
    standing = decision.log[decision.index].wording
    verdict = Verdict(
        incoming=one,
        article_id=article_id,
        version_id=standing.version_id,
        wording_at=wording.at,
        outcome=decision.outcome,
        is_stored=is_stored,
        is_beside=decision.is_beside or (one.wording is None and wording.is_counterpart),
        is_compared=one.wording is not None and (decision.is_beside or wording.is_counterpart),
        is_same_title=None
        if None in (wording.title_hash, standing.title_hash)
        else wording.title_hash == standing.title_hash,
    )
    if verdict.is_compared and one.is_page:
        state.compared[article_id] = Compared(standing.version_id, wording.title_hash, wording.body_hash)
    settled.verdicts.append(verdict)
    settled.touched.add(article_id)
    state.documents.add(one.document_id)
    state.logs[article_id] = decision.log
    if decision.outcome in (Outcome.NEW, Outcome.UPDATED):
        settled.rewritten.add(article_id)
        settled.changed.add(article_id)
        if all(version.wording.version_id != standing.version_id for version in before):
            settled.versions.append(verdict)
        _note_change(article_id, settled, now=now)
    if one.told is not None:
        is_now = decision.index == len(decision.log) - 1 and decision.outcome is Outcome.UPDATED
        _settle_standing(verdict, one.told, settled, is_now=is_now)


def _is_edited_since(compared: Compared | None, log: Sequence[Version], wording: Wording) -> bool:
    """Does a page say otherwise than when it was compared last, with the wording that still stands?

    Then the article was edited where its feed does not say so. Where the feed has changed as well, that
    was the edit.
    """
    return (
        compared is not None
        and wording.is_counterpart
        and compared.version_id == log[-1].wording.version_id
        and compared.body_hash != wording.body_hash
    )


def _note_change(article_id: str, settled: Settled, *, now: datetime) -> None:
    stored = settled.state.articles.get(article_id)
    if stored is not None:
        settled.state.articles[article_id] = replace(stored, changed_at=now)


def _settle_standing(verdict: Verdict, told: Standing, settled: Settled, *, is_now: bool) -> None:
    articles, article_id = settled.state.articles, verdict.article_id
    stored = articles.get(article_id)
    if stored is None:
        articles[article_id] = told
        return
    merged = merge_standing(stored, told, is_now=is_now)
    if verdict.outcome is not Outcome.UPDATED:
        _settle_candidates(verdict, stored, told, merged, settled)
    if merged != stored:
        articles[article_id] = merged
        settled.changed.add(article_id)


def _settle_candidates(
    verdict: Verdict, stored: Standing, told: Standing, merged: Standing, settled: Settled
) -> None:
    """Keep what a document gave for a wording that is stored: what was lacking, and what contradicts."""
    if merged.author_names and not stored.author_names:
        settled.authors.append(verdict)
    settled.candidates += [
        Told(verdict.version_id, verdict.article_id, verdict.incoming.document_id, candidate)
        for candidate in find_candidates(stored, told, merged, verdict.incoming.origins)
    ]


def reject_stranger(one: Incoming) -> Rejection:
    """Quarantine a document of which only its difference to another warehouse was spooled; that is gone."""
    return Rejection(
        source=one.source,
        locator=one.locator,
        stage=Stage.LOAD,
        reason=InternalFault.reason,
        detail="its bytes were known to a warehouse that is gone; read it again",
        sha256=one.sha256,
        sequence=one.sequence,
    )
