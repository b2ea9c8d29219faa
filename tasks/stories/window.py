"""The last so many days of articles, in memory: what a new batch is compared with."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from tasks.stories.candidates import NEAR_DAYS
from tasks.stories.copies import WINDOW_DAYS, Groups, find_links
from tasks.stories.fingerprints import NONE, Fingerprints, are_far_keys, fingerprint, join
from tasks.stories.letters import Numbers

ReadTexts = Callable[[Sequence[int]], Sequence[str]]


class Window:
    """Articles numbered from 0 in the order in which they come, and the stories they make.

    It keeps no text: *read_texts* is asked for those that have to be compared. Where articles come in the
    order of their days, :meth:`settle` lets go of what no article to come can be a copy of.

    >>> story = " ".join(f"On quay {number} the crane {number * 7} was moved." for number in range(40))
    >>> texts = [story, "Nothing else is known.", "By our reporter. " + story]
    >>> window = Window(lambda numbers: [texts[number] for number in numbers])
    >>> window.add(texts[:2], [738_000, 738_000])
    >>> window.add(texts[2:], [738_001])
    >>> window.groups.names()
    [0, 1, 0]
    """

    def __init__(self, read_texts: ReadTexts, *, window_days: int = WINDOW_DAYS) -> None:
        """Start with nothing."""
        self.groups = Groups(())
        self._read_texts = read_texts
        self._window_days = window_days
        self._prints = NONE
        self._days: Numbers = np.zeros(0, dtype=np.int64)
        self._numbers: Numbers = np.zeros(0, dtype=np.int64)  # of the articles that are kept

    def add(self, texts: Sequence[str], days: Sequence[int]) -> None:
        """Take in articles with *texts*, published on *days*."""
        first_new, first = len(self._numbers), len(self.groups)
        self.groups.add(len(texts))
        self._prints = join([self._prints, fingerprint(texts)])
        self._days = np.concatenate([self._days, np.array(days, dtype=np.int64)])
        self._numbers = np.concatenate([self._numbers, np.arange(first, first + len(texts))])
        numbers = self._numbers.tolist()
        links = find_links(
            self._prints,
            self._days,
            lambda some: self._read_texts([numbers[one] for one in some]),
            first_new=first_new,
            stories=[self.groups.find(number) for number in numbers],
            window_days=self._window_days,
        )
        for one, other in links:
            self.groups.join(numbers[one], numbers[other])

    def settle(self, day: int) -> None:
        """Let go of what articles of *day* and later are not compared with."""
        prints, days = self._prints, self._days
        kept = np.flatnonzero(days >= day - self._window_days)
        names = np.full(len(days), -1)
        names[kept] = np.arange(len(kept))
        is_near = days >= day - NEAR_DAYS
        chosen = (names >= 0)[prints.owners] & (is_near[prints.owners] | are_far_keys(prints.keys))
        self._prints = Fingerprints(
            owners=names[prints.owners[chosen]],
            keys=prints.keys[chosen],
            positions=prints.positions[chosen],
            counts=prints.counts[kept],
        )
        self._days, self._numbers = days[kept], self._numbers[kept]
