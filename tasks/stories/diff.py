"""Which words changed between two passages, and which passages of two texts belong together.

All of it is bounded: what a text can make of these functions grows with its length and not faster.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from tasks.stories.words import Sentence

_MOST_WORDS = 100  # on each side, that are compared word with word
_COMMON = 24  # passages that a word may be in and still say which belong together
_MOST_CANDIDATES = 8
_SHARED_AT_LEAST = 0.5
_CONTAINED_AT_LEAST = 0.75
_SHORTEST_CONTAINED = 5  # words
_FOR_DISTANCE = 0.05


class Run(NamedTuple):
    """Words of one passage that stand where other words, or none, stand in the other: half-open ranges."""

    before: tuple[int, int]
    after: tuple[int, int]


class Shingles:
    """The runs of words of a text, to ask whether words stand in it one after the other."""

    _LENGTH = 5

    def __init__(self, sentences: Sequence[Sentence]) -> None:
        self._sentences = {sentence.norms for sentence in sentences}
        words = [word for sentence in sentences for word in sentence.norms]
        self._runs = set(zip(*(words[shift:] for shift in range(self._LENGTH)), strict=False))

    def hold(self, words: Sequence[str]) -> bool:
        """Do *words* stand in the text? Fewer than five have to be a sentence there."""
        if tuple(words) in self._sentences:
            return True
        runs = zip(*(words[shift:] for shift in range(self._LENGTH)), strict=False)
        return len(words) >= self._LENGTH and all(run in self._runs for run in runs)


def find_runs(before: Sequence[str], after: Sequence[str]) -> tuple[Run, ...]:
    """Return where the words *before* and *after* differ.

    >>> find_runs("it cost five crowns".split(), "it will cost six crowns".split())
    (Run(before=(1, 1), after=(1, 2)), Run(before=(2, 3), after=(3, 4)))
    """
    return tuple(_find_runs(before, after, 0, 0))


def pair_sentences(removed: Sequence[Sentence], added: Sequence[Sentence]) -> tuple[tuple[int, int], ...]:
    """Return the indexes of those of *removed* and *added* that are one sentence in two wordings."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    for index, sentence in enumerate(added):
        for word in dict.fromkeys(sentence.norms):
            places[word].append(index)
    counts = [Counter(sentence.norms) for sentence in added]
    scored = []
    for index, sentence in enumerate(removed):
        own = Counter(sentence.norms)
        met = Counter(
            other for word in own if len(places.get(word, ())) <= _COMMON for other in places.get(word, ())
        )
        for other, _ in met.most_common(_MOST_CANDIDATES):
            score = _likeness(own, counts[other])
            if score is not None:
                distance = abs(index / len(removed) - other / len(added))
                scored.append((score - _FOR_DISTANCE * distance, index, other))
    return _best_pairs(scored)


def _best_pairs(scored: list[tuple[float, int, int]]) -> tuple[tuple[int, int], ...]:
    left: set[int] = set()
    right: set[int] = set()
    pairs = []
    for _, index, other in sorted(scored, key=lambda item: (-item[0], item[1], item[2])):
        if index not in left and other not in right:
            left.add(index)
            right.add(other)
            pairs.append((index, other))
    return tuple(sorted(pairs))


def _likeness(one: Counter[str], other: Counter[str]) -> float | None:
    """Return how much of two passages is the same, ``None`` where they are two."""
    common = (one & other).total()
    sizes = sorted((one.total(), other.total()))
    shared, contained = 2 * common / sum(sizes), common / sizes[0]
    if shared >= _SHARED_AT_LEAST:
        return shared
    if sizes[0] >= _SHORTEST_CONTAINED and contained >= _CONTAINED_AT_LEAST:
        return shared
    return None


def _find_runs(before: Sequence[str], after: Sequence[str], before_at: int, after_at: int) -> Iterator[Run]:
    head = _same_at_head(before, after)
    tail = _same_at_head(before[head:][::-1], after[head:][::-1])
    before, after = before[head : len(before) - tail], after[head : len(after) - tail]
    before_at, after_at = before_at + head, after_at + head
    if not before and not after:
        return
    if len(before) <= _MOST_WORDS and len(after) <= _MOST_WORDS:
        yield from _compare(before, after, before_at, after_at)
        return
    anchors = _find_anchors(before, after)
    if not anchors:
        yield _run(before, after, before_at, after_at)
        return
    start, other_start = 0, 0
    for index, other in (*anchors, (len(before), len(after))):
        gap, other_gap = before[start:index], after[other_start:other]
        if len(gap) <= _MOST_WORDS and len(other_gap) <= _MOST_WORDS:
            yield from _compare(gap, other_gap, before_at + start, after_at + other_start)
        else:
            yield _run(gap, other_gap, before_at + start, after_at + other_start)
        start, other_start = index + 1, other + 1


def _compare(before: Sequence[str], after: Sequence[str], before_at: int, after_at: int) -> Iterator[Run]:
    for tag, start, end, other_start, other_end in SequenceMatcher(
        None, before, after, autojunk=False
    ).get_opcodes():
        if tag != "equal":
            yield Run((before_at + start, before_at + end), (after_at + other_start, after_at + other_end))


def _run(before: Sequence[str], after: Sequence[str], before_at: int, after_at: int) -> Run:
    return Run((before_at, before_at + len(before)), (after_at, after_at + len(after)))


def _same_at_head(before: Sequence[str], after: Sequence[str]) -> int:
    return next(
        (index for index, (one, other) in enumerate(zip(before, after, strict=False)) if one != other),
        min(len(before), len(after)),
    )


def _find_anchors(before: Sequence[str], after: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """Return places of words that each side has once, in an order that both sides share."""
    counts, other_counts = Counter(before), Counter(after)
    other_place = {word: index for index, word in enumerate(after) if other_counts[word] == 1}
    shared = [
        (index, other_place[word])
        for index, word in enumerate(before)
        if counts[word] == 1 and word in other_place
    ]
    return _longest_rising(shared)


def _longest_rising(places: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Return the longest part of *places* in which both numbers rise; the first of them do already."""
    ends: list[int] = []  # the least end of a rising part, by its length
    holders: list[int] = []
    before: list[int | None] = []
    for index, (_, other) in enumerate(places):
        length = bisect_left(ends, other)
        before.append(holders[length - 1] if length else None)
        ends[length : length + 1] = [other]
        holders[length : length + 1] = [index]
    chain = []
    at = holders[-1] if holders else None
    while at is not None:
        chain.append(places[at])
        at = before[at]
    return tuple(reversed(chain))
