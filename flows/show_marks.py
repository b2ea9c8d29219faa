"""A text cut where marks begin and end, so that each piece is covered by the same facts throughout."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from flows.show_article import ShownFact

_BLANK = re.compile(r"\n{2,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A run of characters. ``over`` are the facts that cover it, the one with the longest mark first.

    ``closes`` are those whose mark ends where it ends. Marks at the very same place are one: ``opened`` and
    ``closed`` count the places that begin and end with it.
    """

    text: str
    over: tuple[ShownFact, ...] = ()
    closes: tuple[ShownFact, ...] = ()
    opened: int = 0
    closed: int = 0
    end: int = 0  # where it ends in its part


class _Mark(NamedTuple):
    start: int
    end: int
    fact: ShownFact


def cut_text(text: str, facts: Iterable[ShownFact], *, start: int = 0) -> tuple[Piece, ...]:
    """Return *text*, which stands at *start* of its part, as pieces with the facts that mark them.

    Marks that reach over the text's ends are cut there.

    >>> fact = ShownFact(number=1, kind="person", text="b", value="", part="body", spans=((1, 2),), rule="r",
    ...                  rule_version=1, confidence=1.0, is_marked=True)
    >>> [(piece.text, len(piece.over)) for piece in cut_text("abc", [fact])]
    [('a', 0), ('b', 1), ('c', 0)]
    """
    end = start + len(text)
    begins: dict[int, list[_Mark]] = defaultdict(list)
    borders = {start, end}
    for fact in facts:
        for first, last in fact.spans:
            low, high = max(first, start), min(last, end)
            if low < high:
                begins[low].append(_Mark(low, high, fact))
                borders |= {low, high}
    pieces: list[Piece] = []
    marks: list[_Mark] = []  # open ones, the longest first
    ordered = sorted(borders)
    for low, high in pairwise(ordered):
        opening = sorted(begins.get(low, ()), key=lambda mark: (-mark.end, mark.fact.number))
        marks = sorted([*marks, *opening], key=lambda mark: -mark.end)
        closing = [mark for mark in marks if mark.end == high]
        pieces.append(
            Piece(
                text=text[low - start : high - start],
                over=tuple(mark.fact for mark in marks),
                closes=tuple(sorted((mark.fact for mark in closing), key=lambda fact: fact.number)),
                opened=len({mark.end for mark in opening}),
                closed=len({mark.start for mark in closing}),
                end=high,
            )
        )
        marks = [mark for mark in marks if mark.end > high]
    return tuple(pieces)


def paragraphs(text: str, facts: Iterable[ShownFact]) -> list[tuple[int, str, list[ShownFact]]]:
    r"""Return the paragraphs of *text*: where each starts, its words, and the facts that mark it.

    >>> paragraphs("One.\n\nTwo.", [])
    [(0, 'One.', []), (6, 'Two.', [])]
    """
    starts = [0, *(gap.end() for gap in _BLANK.finditer(text))]
    ends = [*(gap.start() for gap in _BLANK.finditer(text)), len(text)]
    near: list[dict[int, ShownFact]] = [{} for _ in starts]
    for fact in facts:
        for low, high in fact.spans:
            number = max(bisect_right(starts, low) - 1, 0)
            while number < len(starts) and starts[number] < high:
                near[number][fact.number] = fact
                number += 1
    return [
        (start, text[start:end], list(found.values()))
        for start, end, found in zip(starts, ends, near, strict=True)
        if start < end
    ]


def in_part(facts: Sequence[ShownFact], part: str) -> tuple[ShownFact, ...]:
    """Return the facts that are marked in *part*."""
    return tuple(fact for fact in facts if fact.is_marked and fact.part == part)
