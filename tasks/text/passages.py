"""The posts of a live blog, on their way from the page into the body."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tasks.model.records import LivePost, Moment, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Paragraphs that are one post: from ``start`` up to, and without, ``end``."""

    start: int
    end: int
    rule: str
    at: Moment | None = None
    headline: str | None = None


def shift_passages(passages: Sequence[Passage], by: int) -> tuple[Passage, ...]:
    """Return *passages* after so many paragraphs before them were left out.

    >>> shift_passages([Passage(start=1, end=3, rule="post")], 1)[0].end
    2
    """
    return tuple(
        replace(passage, start=max(0, passage.start - by), end=passage.end - by)
        for passage in passages
        if passage.end > by
    )


def place_passages(passages: Sequence[Passage], paragraphs: Sequence[str], body: str) -> tuple[LivePost, ...]:
    """Return where in *body*, the *paragraphs* joined by a blank line, each of *passages* stands.

    >>> post = Passage(start=1, end=2, rule="post")
    >>> place_passages([post], ["Gates open.", "One is shut."], "Gates open.\\n\\nOne is shut.")[0].span
    Span(start=13, end=25)
    """
    if not passages:
        return ()
    starts, total = [], 0
    for paragraph in paragraphs:
        starts.append(total)
        total += len(paragraph) + 2 if paragraph else 0
    found = []
    for passage in passages:
        last = passage.end - 1
        start, end = starts[passage.start], min(starts[last] + len(paragraphs[last]), len(body))
        if start < end:
            found.append(
                LivePost(span=Span(start, end), rule=passage.rule, at=passage.at, headline=passage.headline)
            )
    return tuple(found)
