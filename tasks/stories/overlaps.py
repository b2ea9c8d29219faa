"""How much of a text stands in another, and where: the evidence that one is a copy of the other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tasks.stories.fingerprints import Fingerprints
from tasks.stories.letters import Numbers

LEAST_SHARE_NEAR, LEAST_SHARE_FAR = 0.45, 0.75  # of the shorter text
_MORE_BY_START = 0.25  # of the share of the longer text that stands above the shared words
_LEAST_LETTERS = 60
_LATEST_START = 0.2  # as a share of the text in which the shared words start sooner
_LATEST_START_OF_OTHER = 0.5
_LONGEST_GAP = 200  # letters that may differ between two passages of one stretch
_DRIFT, _DRIFT_OF_GAP = 12, 8  # letters that may be more or fewer, and one in this many of the gap
_AHEAD = 2  # how many of the next passages may go on with a stretch; one between is met by chance


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlaps:
    """What two texts share, pair by pair: letters in stretches that run on alike in both.

    Of each pair the one is the shorter text. ``one_starts`` and ``other_starts`` are where the first
    stretch starts in either.
    """

    letters: Numbers
    one_starts: Numbers
    other_starts: Numbers
    one_counts: Numbers
    other_counts: Numbers

    def are_copies(self, are_near: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        """Tell which pairs are copies; *are_near* marks those published within days of each other.

        A copy has much of the shorter text, from the opening on: wire copy is cut from the end, and its
        lead rewritten at most. A follow-up that repeats old background has its own opening and the old
        words below, however many they are. The further down in the longer text the shared words start,
        the more of the shorter they have to make. Desks edit hard what they print at once; what is
        printed weeks later is a reprint.
        """
        one_starts = self.one_starts / self.one_counts
        other_starts = self.other_starts / self.other_counts
        least = np.where(are_near, LEAST_SHARE_NEAR, LEAST_SHARE_FAR) + _MORE_BY_START * other_starts
        found: npt.NDArray[np.bool_] = (
            (self.letters >= _LEAST_LETTERS)
            & (self.letters >= least * self.one_counts)
            & (np.minimum(one_starts, other_starts) <= _LATEST_START)
            & (np.maximum(one_starts, other_starts) <= _LATEST_START_OF_OTHER)
        )
        return found


def measure(prints: Fingerprints, ones: Numbers, others: Numbers) -> Overlaps:
    """Return what the texts *ones* share with the texts *others*; *prints* are the fine fingerprints.

    It is the same whichever of a pair is named first.

    >>> from tasks.stories.fingerprints import fingerprint_finely
    >>> story = " ".join(f"On quay {number} the crane {number * 7} was moved." for number in range(40))
    >>> other = " ".join(f"Goal {number} fell in minute {number * 2}." for number in range(80))
    >>> texts = [story, story[:600] + " Our town was not told.", other + story[1000:]]
    >>> prints = fingerprint_finely(texts)
    >>> overlaps = measure(prints, np.array([0, 0]), np.array([1, 2]))
    >>> (overlaps.letters / overlaps.one_counts).round(1).tolist()
    [0.9, 0.3]
    >>> overlaps.are_copies(np.array([True, True])).tolist()
    [True, False]
    """
    ones, others = _shorter_first(prints, ones, others)
    pairs, one_places, other_places = _shared_passages(prints, ones, others)
    order = np.lexsort((one_places, pairs))
    pairs, one_places, other_places = pairs[order], one_places[order], other_places[order]
    is_covered, is_linked = _link(pairs, one_places, other_places)
    gaps = np.where(is_covered, np.diff(one_places, append=0), 0)
    letters = np.bincount(pairs, weights=gaps, minlength=len(ones)).astype(np.int64)
    one_starts, other_starts = (
        _least_of_each(pairs[is_linked], places[is_linked], len(ones))
        for places in (one_places, other_places)
    )
    return Overlaps(
        letters=letters,
        one_starts=one_starts,
        other_starts=other_starts,
        one_counts=np.maximum(prints.counts[ones], 1),
        other_counts=np.maximum(prints.counts[others], 1),
    )


def _shorter_first(prints: Fingerprints, ones: Numbers, others: Numbers) -> tuple[Numbers, Numbers]:
    """Return pairs with the shorter text first; what their passages are decides between equals."""
    sums = np.bincount(prints.owners, weights=prints.keys, minlength=len(prints.counts))
    longer = prints.counts[ones] > prints.counts[others]
    longer |= (prints.counts[ones] == prints.counts[others]) & (sums[ones] > sums[others])
    return np.where(longer, others, ones), np.where(longer, ones, others)


def _shared_passages(
    prints: Fingerprints, ones: Numbers, others: Numbers
) -> tuple[Numbers, Numbers, Numbers]:
    """Return the number of the pair, and both positions, of each passage shared."""
    firsts = np.searchsorted(prints.owners, np.arange(len(prints.counts) + 1))
    sizes = np.diff(firsts)
    swapped = sizes[ones] > sizes[others]  # look up the fewer
    left, right = np.where(swapped, others, ones), np.where(swapped, ones, others)
    times = sizes[left]
    pairs = np.repeat(np.arange(len(ones)), times)
    rows = np.arange(len(pairs)) + np.repeat(firsts[left] - (np.cumsum(times) - times), times)
    codes = prints.owners.astype(np.uint64) << np.uint64(32) | prints.keys
    wanted = np.repeat(right.astype(np.uint64), times) << np.uint64(32) | prints.keys[rows]
    places = np.searchsorted(codes, wanted)
    places[places == len(codes)] = 0
    is_found = codes[places] == wanted if len(codes) else np.zeros(0, dtype=np.bool_)
    pairs = pairs[is_found]
    left_places, right_places = prints.positions[rows[is_found]], prints.positions[places[is_found]]
    was_swapped = swapped[pairs]
    return (
        pairs,
        np.where(was_swapped, right_places, left_places),
        np.where(was_swapped, left_places, right_places),
    )


def _link(
    pairs: Numbers, ones: Numbers, others: Numbers
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Tell from which passages the text runs on alike to the next, and which are part of such a stretch."""
    count = len(pairs)
    is_covered, is_linked = np.zeros(count, dtype=np.bool_), np.zeros(count, dtype=np.bool_)
    for step in range(1, _AHEAD + 1):
        if count <= step:
            break
        there, here = ones[step:] - ones[:-step], others[step:] - others[:-step]
        runs_on = (
            (pairs[step:] == pairs[:-step])
            & (here > 0)
            & (there <= _LONGEST_GAP)
            & (np.abs(there - here) <= _DRIFT + there // _DRIFT_OF_GAP)
        )
        for within in range(step):
            is_covered[within : count - step + within] |= runs_on
        is_linked[:-step] |= runs_on
        is_linked[step:] |= runs_on
    return is_covered, is_linked


def _least_of_each(pairs: Numbers, places: Numbers, count: int) -> Numbers:
    """Return the least of *places* for each of *count* pairs; a big number for a pair that has none."""
    least = np.full(count, np.iinfo(np.int64).max // 2)
    if len(pairs):
        starts = np.flatnonzero(np.append(True, pairs[1:] != pairs[:-1]))
        least[pairs[starts]] = np.minimum.reduceat(places, starts)
    return least
