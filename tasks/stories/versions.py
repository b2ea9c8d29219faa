"""The versions of an article: which wordings it has had, in which order they stood.

A log is a tuple of :class:`Version`, oldest first. Excerpts stand before whole texts, and among equals
the time decides at which a wording stood by its own account; a wording without a time, or with the
time of another, comes after what is there. So what an article says now is the last of its log.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from tasks.model.wordings import ChangeKind, Decision, Outcome, Version, Wording


def decide(
    log: Sequence[Version], wording: Wording, *, is_stored: bool, run_id: str, now: datetime
) -> Decision:
    """Return what a document that says *wording* is to an article with *log*.

    ``is_stored`` says that this very document (same bytes from the same place) was loaded before: it
    then never makes a version, whatever came since. Three documents of one load, the first and the
    last of them with the same words:

    >>> from datetime import UTC
    >>> day = datetime(2026, 3, 6, tzinfo=UTC)
    >>> log = ()
    >>> for text in ("v1", "v2", "v1"):
    ...     wording = Wording(version_id=text, body_hash=text, at=day)
    ...     decision = decide(log, wording, is_stored=False, run_id="run", now=day)
    ...     log = decision.log
    ...     print(decision.outcome, [version.wording.version_id for version in log])
    new ['v1']
    updated ['v1', 'v2']
    updated ['v1', 'v2', 'v1']
    >>> [str(version.change) for version in log]
    ['created', 'edited', 'reverted']

    An older wording that comes late gets its place, and the article still says what it said:

    >>> older = Wording(version_id="v0", body_hash="v0", at=datetime(2026, 3, 5, tzinfo=UTC))
    >>> decision = decide(log, older, is_stored=False, run_id="run", now=day)
    >>> decision.outcome, decision.index, decision.log[0].change, decision.log[-1].wording.version_id
    (<Outcome.UPDATED: 'updated'>, 0, <ChangeKind.EARLIER_WORDING: 'earlier_wording'>, 'v1')
    """
    if log and is_stored:
        return _meet(log, _find_stored(log, wording), None, run_id=run_id, now=now)
    if log and log[-1].wording.is_complete and (wording.is_counterpart or not wording.is_complete):
        # An excerpt of what is known whole says nothing about it, nor does what another place makes of it.
        met = _meet(log, len(log) - 1, None, run_id=run_id, now=now)
        return replace(met, is_beside=not are_same(log[-1].wording, wording))
    place = _find_place(log, wording)
    standing = _find_same_beside(log, place, wording)
    if standing is not None:
        return _meet(log, standing, wording.at, run_id=run_id, now=now)
    return Decision(
        outcome=Outcome.UPDATED if log else Outcome.NEW,
        log=_with_version(log, place, wording, run_id=run_id, now=now),
        index=place,
    )


def are_same(one: Wording, other: Wording) -> bool:
    """Do two wordings say the same? A missing title is no change of title.

    >>> untitled = Wording(version_id="a", body_hash="x")
    >>> titled = Wording(version_id="b", body_hash="x", title_hash="t")
    >>> are_same(untitled, titled)
    True
    """
    if one.version_id == other.version_id:
        return True
    return one.body_hash == other.body_hash and None in (one.title_hash, other.title_hash)


def _find_stored(log: Sequence[Version], wording: Wording) -> int:
    """Return the index of the version that a stored document stands for, the last one if it left none."""
    same = [index for index, version in enumerate(log) if are_same(version.wording, wording)]
    within = [index for index in same if _covers(log[index], wording.at)]
    return next(reversed(within or same), len(log) - 1)


def _covers(version: Version, at: datetime | None) -> bool:
    start, until = version.wording.at, version.until
    return at is not None and start is not None and until is not None and start <= at <= until


def _find_place(log: Sequence[Version], wording: Wording) -> int:
    """Return the index before which *wording* belongs."""
    if wording.at is None:
        return len(log)
    for index, version in enumerate(log):
        known = version.wording
        if known.is_complete == wording.is_complete and known.at is not None and known.at > wording.at:
            return index
    return len(log)


def _find_same_beside(log: Sequence[Version], place: int, wording: Wording) -> int | None:
    """Return the index of the neighbour of *place* that says the same, or ``None``."""
    if place > 0 and are_same(log[place - 1].wording, wording):
        return place - 1
    if place < len(log) and are_same(log[place].wording, wording) and not _splits(log, place, wording):
        return place  # what is known to follow stood earlier than was known
    return None


def _splits(log: Sequence[Version], place: int, wording: Wording) -> bool:
    """Did the version before *place* stand again after the time of *wording*?"""
    if place == 0 or wording.at is None:
        return False
    before = log[place - 1]
    is_equal = before.wording.is_complete == wording.is_complete
    return is_equal and before.until is not None and before.until > wording.at


def _meet(log: Sequence[Version], index: int, at: datetime | None, *, run_id: str, now: datetime) -> Decision:
    """Return the decision that a document repeats version *index*, and says that it stood *at*."""
    seen = log[index]
    is_met = any(
        version.wording.version_id == seen.wording.version_id and version.last_run_id == run_id
        for version in log
    )
    start, until = seen.wording.at, seen.until
    floor = log[index - 1].until if index else None
    if at is not None and (floor is None or at >= floor):  # else it contradicts what stood before
        start = min(start or at, at)
        until = max(until or at, at)
    met = replace(
        seen,
        wording=replace(seen.wording, at=start),
        until=until,
        last_seen_at=max(seen.last_seen_at, now),
        last_run_id=run_id,
    )
    return Decision(
        outcome=Outcome.DUPLICATE if is_met else Outcome.UNCHANGED,
        log=(*log[:index], met, *log[index + 1 :]),
        index=index,
    )


def _with_version(
    log: Sequence[Version], place: int, wording: Wording, *, run_id: str, now: datetime
) -> tuple[Version, ...]:
    """Return *log* with *wording* as a version of its own at *place*.

    Where the version before it is known to have stood later as well, it stands on both sides.
    """
    version = Version(
        wording=wording,
        until=wording.at,
        change=ChangeKind.EDITED,
        changed_fields=(),
        seen_at=now,
        last_seen_at=now,
        run_id=run_id,
        last_run_id=run_id,
    )
    earlier, later = tuple(log[:place]), tuple(log[place:])
    if _splits(log, place, wording):
        split = earlier[-1]
        again = replace(split, wording=replace(split.wording, at=split.until), change=ChangeKind.REVERTED)
        earlier, later = (*earlier[:-1], replace(split, until=split.wording.at)), (again, *later)
    if later:
        version = replace(version, change=ChangeKind.EARLIER_WORDING)
    return _with_changes((*earlier, version, *later))


def _with_changes(log: Sequence[Version]) -> tuple[Version, ...]:
    """Return *log* with each version compared with the one before it."""
    compared: list[Version] = []
    stood: set[str] = set()
    for version in log:
        before = compared[-1].wording if compared else None
        kind = version.change
        if kind is not ChangeKind.EARLIER_WORDING:
            kind = _kind_of_change(before, version.wording, has_stood=version.wording.version_id in stood)
        compared.append(
            replace(version, change=kind, changed_fields=_changed_fields(before, version.wording))
        )
        stood.add(version.wording.version_id)
    return tuple(compared)


def _kind_of_change(before: Wording | None, wording: Wording, *, has_stood: bool) -> ChangeKind:
    if before is None:
        return ChangeKind.CREATED
    if has_stood:
        return ChangeKind.REVERTED
    if wording.is_complete and not before.is_complete:
        return ChangeKind.COMPLETED
    return ChangeKind.EDITED


def _changed_fields(before: Wording | None, wording: Wording) -> tuple[str, ...]:
    if before is None:
        return ()
    has_new_title = before.title_hash != wording.title_hash
    has_new_body = before.body_hash != wording.body_hash
    return tuple(field for field, changed in (("title", has_new_title), ("body", has_new_body)) if changed)
