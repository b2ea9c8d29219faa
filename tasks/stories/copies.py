"""Copies of one text: which articles belong together, whichever way they came in.

Two articles are linked where one is a copy of the other by their texts alone and the days between them;
a story is whatever links join. No step looks at anything else, so the stories of a set of articles are
the same for one batch or many, and for any order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from tasks.stories.candidates import NEAR_DAYS, Pairs, find_pairs
from tasks.stories.fingerprints import Fingerprints, fingerprint_finely
from tasks.stories.letters import Numbers
from tasks.stories.overlaps import measure

WINDOW_DAYS = 90
_AT_ONCE = 4_000  # pairs compared before it is looked which are joined by now

ReadTexts = Callable[[Sequence[int]], Sequence[str]]


class Groups:
    """Numbers joined to groups; a group is named by the lowest number in it.

    >>> groups = Groups(range(5))
    >>> groups.join(4, 2)
    >>> groups.join(2, 1)
    >>> groups.names()
    [0, 1, 1, 3, 1]
    """

    def __init__(self, names: Sequence[int]) -> None:
        """Start from the groups that *names* has, a name a number."""
        self._above = list(names)

    def __len__(self) -> int:
        """Return how many numbers there are."""
        return len(self._above)

    def add(self, count: int) -> None:
        """Add *count* numbers, each a group of its own."""
        self._above += range(len(self._above), len(self._above) + count)

    def find(self, number: int) -> int:
        """Return the name of the group of *number*."""
        above = self._above
        while above[number] != number:
            above[number] = above[above[number]]
            number = above[number]
        return number

    def join(self, one: int, other: int) -> None:
        """Make one group of those of *one* and *other*."""
        one, other = self.find(one), self.find(other)
        self._above[max(one, other)] = min(one, other)

    def names(self) -> list[int]:
        """Return the group of each number."""
        return [self.find(number) for number in range(len(self._above))]


def find_links(
    prints: Fingerprints,
    days: Numbers,
    read_texts: ReadTexts,
    *,
    first_new: int = 0,
    stories: Sequence[int] | Numbers | None = None,
    window_days: int = WINDOW_DAYS,
) -> list[tuple[int, int]]:
    """Return links that join the articles from number *first_new* on to those they are copies of.

    *prints* and *days* are those of all articles, known and new, *read_texts* gives the texts of some, and
    *stories* says what is joined so far, by any number for each story. Not all links there are come back,
    but enough of them: two articles that are joined already are not compared.

    >>> from tasks.stories.fingerprints import fingerprint
    >>> story = " ".join(f"On quay {number} the crane {number * 7} was moved." for number in range(40))
    >>> news = " ".join(f"Boat {number} left for island {number * 3} at noon." for number in range(40))
    >>> texts = [story, news, story[:900] + " Our town was not told.", news + " As reported, " + story[900:]]
    >>> days = np.zeros(len(texts), dtype=np.int64)
    >>> sorted(find_links(fingerprint(texts), days, lambda some: [texts[one] for one in some]))
    [(0, 2), (1, 3)]
    """
    groups = Groups(range(len(days)) if stories is None else _first_of_each(stories))
    pairs = find_pairs(prints, days, first_new=first_new, window_days=window_days)
    pairs = _keep_apart(pairs, groups)
    compared = np.unique(np.concatenate([pairs.ones, pairs.others]))
    fine = fingerprint_finely(read_texts(compared.tolist()))
    links: list[tuple[int, int]] = []
    while len(pairs.ones):
        now, later = _split(pairs)
        overlaps = measure(fine, np.searchsorted(compared, now.ones), np.searchsorted(compared, now.others))
        are_copies = overlaps.are_copies(np.abs(days[now.ones] - days[now.others]) <= NEAR_DAYS)
        for one, other in zip(now.ones[are_copies].tolist(), now.others[are_copies].tolist(), strict=True):
            if groups.find(one) != groups.find(other):
                groups.join(one, other)
                links.append((one, other))
        pairs = _keep_apart(later, groups)
    return links


def _first_of_each(stories: Sequence[int] | Numbers) -> list[int]:
    """Return for each article the number of the first of its story."""
    _, first, places = np.unique(np.asarray(stories), return_index=True, return_inverse=True)
    names: list[int] = first[places].tolist()
    return names


def _keep_apart(pairs: Pairs, joined: Groups) -> Pairs:
    """Return those of *pairs* that are not in one group: for the others nothing is left to decide."""
    articles, places = np.unique(np.concatenate([pairs.ones, pairs.others]), return_inverse=True)
    names = np.array([joined.find(article) for article in articles.tolist()], dtype=np.int64)[places]
    apart = names[: len(pairs.ones)] != names[len(pairs.ones) :]
    return Pairs(ones=pairs.ones[apart], others=pairs.others[apart])


def _split(pairs: Pairs) -> tuple[Pairs, Pairs]:
    return (
        Pairs(ones=pairs.ones[:_AT_ONCE], others=pairs.others[:_AT_ONCE]),
        Pairs(ones=pairs.ones[_AT_ONCE:], others=pairs.others[_AT_ONCE:]),
    )
