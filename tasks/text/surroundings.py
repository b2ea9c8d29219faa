"""The elements that the blocks of a page stand in, numbered from the outside in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from tasks.text.blocks import Block
from tasks.text.tree import Element

Numbers = NDArray[np.float64]
Places = NDArray[np.intp]

_LONGEST_NAMES = 300
_MOST_STEPS = 9  # to a name that says something: what stands further off says nothing of the block

# What the parts of a page are called, in classes and ids, in the order of ``NAMED``.
_BODY = (
    r"(?:article|story|post|entry|content|news|main|detail|artikel|text)[-_]{0,4}"
    r"(?:body|content|text|copy|inner|main|wrap)"
    r"|body-?(?:text|copy|content)|articlebody|rich-?text|paragraph|wysiwyg"
)
_STORY = (
    r"article|story|post|entry|body|content|text|main|paragraph|copy|news|detail|artikel|corpo|cuerpo|nota"
    r"|texte"
)
_OTHER = (
    r"related|recommend|promo|teaser|card|widget|sidebar|aside|footer|header|nav|menu|share|social|newsletter"
    r"|subscri|comment|author|byline|caption|credit|tag|topic|more|list|item|ad-|ads|advert|banner|cookie|meta"
    r"|date|time|bio|summary|live|embed|tool|module|box|trending|popular|latest|breadcrumb|rating|disclaimer"
    r"|correction"
)
_LEAD = (
    r"lead|lede|stand-?first|sub-?title|sub-?head|summary|dek|deck|excerpt|intro|chapo|chapeau|ingress|vorspann"
    r"|sommario|bajada|manchet"
)
_PICTURE = r"caption|image|photo|figure|media|video|gallery|img|pic|credit"
_NAMES = tuple(map(re.compile, (_BODY, _STORY, _OTHER, _LEAD, _PICTURE)))
NAMED = ("body", "story", "other", "lead", "picture")
_TAGS = {
    "article": 0, "main": 1, "aside": 2, "figure": 2, "figcaption": 2, "ul": 3, "ol": 3, "dl": 3, "header": 4,
    "footer": 4, "form": 4, "blockquote": 5, "table": 5, "section": 5,
}  # fmt: skip
TAGGED = ("article", "main", "aside", "list", "edge", "section")


class Surroundings:
    """The elements around *blocks*: an element has a greater number than the one it stands in.

    >>> from tasks.text.blocks import cut_blocks
    >>> from tasks.text.tree import parse_markup
    >>> blocks = cut_blocks(parse_markup("<div><p>Two gates.<p>Three.</div><ul><li>Home</ul>"))
    >>> around = Surroundings(blocks)
    >>> around.own.tolist(), around.parents, around.depths
    ([3, 4, 6], [-1, 0, 1, 2, 2, 1, 5], [0, 1, 2, 3, 3, 2, 3])
    >>> around.steps_between(3, 6)
    4
    """

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.parents: list[int] = []
        self.depths: list[int] = []
        self.kinds: list[int] = []  # of like tag and class
        self.paths: list[int] = []  # of like kind in elements of like kind, two levels up
        self._named: list[tuple[bool, ...]] = []
        self._tagged: list[int] = []
        self._numbers: dict[Element, int] = {}
        self._signatures: dict[tuple[object, ...], int] = {}
        self._near: list[int] = []
        self.own: Places = np.array([self._number(block.element) for block in blocks], dtype=np.intp)

    def __len__(self) -> int:
        return len(self.parents)

    def sum_up(self, amounts: Numbers) -> Numbers:
        """Return for each element the sum of *amounts*, a row for each block, of the blocks in it."""
        sums = np.zeros((len(self), amounts.shape[1]))
        np.add.at(sums, self.own, amounts)
        for number in range(len(self) - 1, 0, -1):
            sums[self.parents[number]] += sums[number]
        return sums

    def above(self, places: Places) -> Places:
        """Return the parents of the elements *places*; what has none is its own."""
        parents = np.array(self.parents, dtype=np.intp)[places]
        return np.where(parents >= 0, parents, places)

    def innermost(self, amounts: Numbers, least: float) -> int:
        """Return the innermost element that holds *least* of *amounts*."""
        holding = np.flatnonzero(amounts >= least)
        return max(map(int, holding), key=lambda number: self.depths[number], default=0)

    def seen_from(self, place: int) -> tuple[list[int], list[int], list[int]]:
        """Say for each element how it stands to the element *place*.

        The first number is how far up from it an element is that holds both, the second how far that
        is above *place*, the third the outermost element around it that does not hold *place*.
        """
        line: dict[int, int] = {}
        climbing = place
        while climbing >= 0:
            line[climbing] = len(line)
            climbing = self.parents[climbing]
        ups, downs, boxes = [0] * len(self), [0] * len(self), list(range(len(self)))
        for number, parent in enumerate(self.parents):
            if number in line:
                downs[number] = line[number]
            elif parent >= 0:
                ups[number], downs[number] = ups[parent] + 1, downs[parent]
                if parent not in line:
                    boxes[number] = boxes[parent]
        return ups, downs, boxes

    def steps_between(self, one: int, other: int) -> int:
        """Return how many elements must be left and entered on the way from *one* to *other*."""
        steps = 0
        while one != other:
            if self.depths[one] >= self.depths[other]:
                one = self.parents[one]
            else:
                other = self.parents[other]
            steps += 1
        return steps

    def names(self) -> Numbers:
        """Return for each element how many around it have a name of each kind, then how near one is."""
        kinds = len(NAMED)
        found = np.zeros((len(self), 2 * kinds))
        for number, (parent, named) in enumerate(zip(self.parents, self._named, strict=True)):
            row = found[number]
            if parent >= 0:
                row[:] = found[parent]
                row[kinds:] = np.minimum(row[kinds:] + 1, _MOST_STEPS)
            else:
                row[kinds:] = _MOST_STEPS
            if True in named:
                for kind, is_named in enumerate(named):
                    if is_named:
                        row[kind] += 1
                        row[kinds + kind] = 0
        return found

    def tags(self) -> Numbers:
        """Return for each element how many of each kind of tag are around it, itself counted."""
        found = np.zeros((len(self), len(TAGGED)))
        for number, (parent, kind) in enumerate(zip(self.parents, self._tagged, strict=True)):
            if parent >= 0:
                found[number] = found[parent]
            if kind >= 0:
                found[number, kind] += 1
        return found

    def _number(self, element: Element) -> int:
        """Return the number of *element*; it and those around it get one when they are first met."""
        unknown: list[Element] = []
        climbing: Element | None = element
        while climbing is not None and climbing not in self._numbers:
            unknown.append(climbing)
            climbing = climbing.getparent()
        parent = -1 if climbing is None else self._numbers[climbing]
        for met in reversed(unknown):
            number = self._numbers[met] = len(self.parents)
            self._add(met, parent)
            parent = number
        return parent

    def _add(self, element: Element, parent: int) -> None:
        classes = element.get("class")
        kind = self._sign(element.tag, classes)
        near = self._sign(kind, self.kinds[parent] if parent >= 0 else -1)
        self.parents.append(parent)
        self.depths.append(self.depths[parent] + 1 if parent >= 0 else 0)
        self.kinds.append(kind)
        self.paths.append(self._sign(kind, self._near[parent] if parent >= 0 else -1, "two"))
        self._near.append(near)
        self._tagged.append(_TAGS.get(element.tag, -1))
        names = f"{classes or ''} {element.get('id') or ''} {element.get('itemprop') or ''}"
        self._named.append(_kinds_of(names[:_LONGEST_NAMES].lower()))

    def _sign(self, *parts: object) -> int:
        return self._signatures.setdefault(parts, len(self._signatures))

    def near_paths(self) -> list[int]:
        """Return for each element the kinds of the two elements around it, as a number."""
        return [self._near[parent] if parent >= 0 else -1 for parent in self.parents]


@lru_cache(maxsize=4_096)
def _kinds_of(names: str) -> tuple[bool, ...]:
    if len(names) < 3:
        return (False,) * len(_NAMES)
    return tuple(pattern.search(names) is not None for pattern in _NAMES)
