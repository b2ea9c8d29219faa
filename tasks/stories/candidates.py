"""Which articles are worth comparing: those that share passages, and far enough apart in the text.

Whether two articles are a pair depends on the two alone and on nothing else that is there, neither on how
common a passage is nor on what came before. So the pairs of a set of articles are the same whichever way
it came in.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tasks.stories.fingerprints import Fingerprints, are_far_keys
from tasks.stories.letters import Hashes, Numbers
from tasks.stories.overlaps import LEAST_SHARE_FAR, LEAST_SHARE_NEAR

LEAST_SHARED = 2  # passages
NEAR_DAYS = 3  # in which nearly all copies of a text are published
_LEAST_EXTENT = 48  # letters from the start of the first shared passage to that of the last
_SLACK_NEAR, _SLACK_FAR = 150, 600  # letters that a thin sample may overlook at the ends
_AT_ONCE = 4_000_000  # shared passages in memory together
_DAY_ZERO = np.int64(1 << 22)  # keeps a day that is looked for positive


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """Pairs of articles by their numbers, ``ones`` < ``others``, the likeliest to be copies first."""

    ones: Numbers
    others: Numbers


def find_pairs(prints: Fingerprints, days: Numbers, *, first_new: int, window_days: int) -> Pairs:
    """Return the pairs among the articles of *prints* of which one is new at least.

    Those from number *first_new* on are new. *days* has the day of each article, counted from any start;
    pairs further apart than *window_days* are none. Nor are those whose first and last shared passage do
    not span as much of the shorter text as a copy has of it.

    >>> from tasks.stories.fingerprints import fingerprint
    >>> story = " ".join(f"On quay {number} the crane {number * 7} was moved." for number in range(40))
    >>> texts = [story, "By our reporter. " + story, " ".join(f"Goal {n}, in minute {n}." for n in range(40))]
    >>> days = np.zeros(3, dtype=np.int64)
    >>> pairs = find_pairs(fingerprint(texts), days, first_new=0, window_days=90)
    >>> pairs.ones.tolist(), pairs.others.tolist()
    ([0], [1])
    """
    found = [_find(prints, days, first_new=first_new, reach=(0, min(NEAR_DAYS, window_days)))]
    if window_days > NEAR_DAYS:
        sparse = prints.pick(are_far_keys(prints.keys))
        reach = (NEAR_DAYS + 1, window_days)
        found.append(_find(sparse, days, first_new=first_new, reach=reach))
    ones, others, shared = (np.concatenate(columns) for columns in zip(*found, strict=True))
    order = np.argsort(-shared, kind="stable")
    return Pairs(ones=ones[order], others=others[order])


def _find(
    prints: Fingerprints, days: Numbers, *, first_new: int, reach: tuple[int, int]
) -> tuple[Numbers, Numbers, Numbers]:
    """Return the pairs whose days lie *reach* apart, and how many passages each shares."""
    share, slack = (LEAST_SHARE_FAR, _SLACK_FAR) if reach[0] else (LEAST_SHARE_NEAR, _SLACK_NEAR)
    parts = [
        _keep_spanning(*_by_pair(*hits), prints.counts, share=share, slack=slack)
        for hits in _shared_passages(prints, days, first_new=first_new, reach=reach)
    ]
    if not parts:
        none = np.zeros(0, dtype=np.int64)
        return none, none, none
    ones, others, shared = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    return ones, others, shared


def _shared_passages(
    prints: Fingerprints, days: Numbers, *, first_new: int, reach: tuple[int, int]
) -> Iterator[tuple[Hashes, Numbers, Numbers]]:
    """Yield pairs, a row for each passage they share, with its position in the one and in the other.

    All rows of a pair come together. Of two new articles the one with the lower number counts as known.
    """
    start = int(np.searchsorted(prints.owners, first_new))
    new = np.arange(start, len(prints.owners))
    if not len(new):
        return
    known = _with_keys_of(prints, new)
    codes = _code(prints.keys[known], days[prints.owners[known]])
    order = np.argsort(codes, kind="stable")
    known, codes = known[order], codes[order]
    day = days[prints.owners[new]]
    low = np.searchsorted(codes, _code(prints.keys[new], day - reach[1]), side="left")
    high = np.searchsorted(codes, _code(prints.keys[new], day + reach[1]), side="right")
    for part in _in_parts(high - low, prints.owners[new]):
        times = (high - low)[part]
        rows = np.repeat(new[part], times)
        offsets = np.arange(len(rows)) - np.repeat(np.cumsum(times) - times, times)
        mates = known[np.repeat(low[part], times) + offsets]
        one, other = prints.owners[mates], prints.owners[rows]
        kept = one < other
        if reach[0]:
            kept &= np.abs(days[one] - days[other]) >= reach[0]
        one, other, rows, mates = one[kept], other[kept], rows[kept], mates[kept]
        pairs = one.astype(np.uint64) << np.uint64(32) | other.astype(np.uint64)
        yield pairs, prints.positions[mates], prints.positions[rows]


def _with_keys_of(prints: Fingerprints, new: Numbers) -> Numbers:
    """Return the rows whose key a new article has as well."""
    if len(new) == len(prints.keys):
        return new
    wanted = np.unique(prints.keys[new])
    places = np.searchsorted(wanted, prints.keys)
    places[places == len(wanted)] = 0
    return np.flatnonzero(wanted[places] == prints.keys)


def _code(keys: npt.NDArray[np.uint32], days: Numbers) -> Hashes:
    return keys.astype(np.uint64) << np.uint64(32) | (days + _DAY_ZERO).astype(np.uint64)


def _in_parts(sizes: Numbers, owners: Numbers) -> Iterator[slice]:
    """Yield slices of rows that come to some millions, and hold whole articles."""
    ends = np.append(np.flatnonzero(owners[1:] != owners[:-1]) + 1, len(owners))
    totals = np.cumsum(sizes)
    start, done = 0, 0
    for end in ends.tolist():
        if totals[end - 1] - done >= _AT_ONCE or end == len(owners):
            yield slice(start, end)
            start, done = end, int(totals[end - 1])


def _by_pair(pairs: Hashes, ones: Numbers, others: Numbers) -> tuple[Hashes, Numbers, Numbers]:
    """Return each pair once, with the number of passages it shares and the letters these span."""
    if not len(pairs):
        return pairs, ones, others
    order = np.argsort(pairs, kind="stable")
    pairs, ones, others = pairs[order], ones[order], others[order]
    starts = np.flatnonzero(np.append(True, pairs[1:] != pairs[:-1]))
    shared = np.diff(np.append(starts, len(pairs)))
    many = shared >= LEAST_SHARED  # most share one by chance: no need to look where
    spans = [
        np.maximum.reduceat(places, starts)[many] - np.minimum.reduceat(places, starts)[many]
        for places in (ones, others)
    ]
    return pairs[starts][many], shared[many], np.minimum(*spans)


def _keep_spanning(
    pairs: Hashes, shared: Numbers, spans: Numbers, counts: Numbers, *, share: float, slack: int
) -> tuple[Numbers, Numbers, Numbers]:
    ones = (pairs >> np.uint64(32)).astype(np.int64)
    others = (pairs & np.uint64(0xFFFFFFFF)).astype(np.int64)
    needed = share * np.minimum(counts[ones], counts[others])
    kept = (spans >= _LEAST_EXTENT) & (spans + slack >= needed)
    return ones[kept], others[kept], shared[kept]
