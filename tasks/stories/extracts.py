"""What a copy has of the text it was made from: sentences kept, added and left out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tasks.model.records import Span

_END = re.compile(r"[.!?…]{1,4}[\"”’»')\]]{0,3}(?=\s)|[。！？]|\n")
_WORD = re.compile(r"[^\W_]+")
_RUN = 3  # words in a row that make a match
_LEAST_TAKEN = 0.5  # of the words of a sentence: a word or two replaced breaks three runs each
_MOST_SENTENCES = 400  # some 8,000 words


@dataclass(frozen=True, slots=True, kw_only=True)
class Extract:
    """What a copy has of a first text. The shares are of words, from 0 to 1."""

    copied_share: float
    kept_share: float
    added: tuple[Span, ...]
    left_out: tuple[Span, ...]


def describe_copy(first: str, copy: str) -> Extract:
    """Return what *copy* has of *first*, by sentences: ``left_out`` are of *first*, ``added`` of *copy*.

    >>> first = "The board met on Friday in the old hall. It chose a new warden. Nora Feld has the post now."
    >>> copy = "The board met on Friday in the old town hall. It chose a new warden. We were not told."
    >>> extract = describe_copy(first, copy)
    >>> [copy[span.start : span.end] for span in extract.added]
    ['We were not told.']
    >>> [first[span.start : span.end] for span in extract.left_out]
    ['Nora Feld has the post now.']
    >>> round(extract.copied_share, 2), round(extract.kept_share, 2)
    (0.79, 0.7)
    """
    first_sentences, copy_sentences = _split(first), _split(copy)
    copied, added = _find_taken(copy, copy_sentences, _runs_of(first, first_sentences))
    kept, left_out = _find_taken(first, first_sentences, _runs_of(copy, copy_sentences))
    return Extract(copied_share=copied, kept_share=kept, added=added, left_out=left_out)


def _split(text: str) -> tuple[Span, ...]:
    found, start = [], 0
    for end in (*(match.end() for match in _END.finditer(text)), len(text)):
        sentence = text[start:end]
        if sentence.strip():
            at = start + len(sentence) - len(sentence.lstrip())
            found.append(Span(at, at + len(sentence.strip())))
        start = end
        if len(found) == _MOST_SENTENCES:
            break
    return tuple(found)


def _words(text: str, span: Span) -> list[str]:
    return _WORD.findall(text[span.start : span.end].casefold())


def _runs(words: Sequence[str]) -> list[tuple[str, ...]]:
    """Return the runs of three words, or the words themselves where there are fewer."""
    return [tuple(words[at : at + _RUN]) for at in range(max(1, len(words) - _RUN + 1))]


def _runs_of(text: str, sentences: Sequence[Span]) -> set[tuple[str, ...]]:
    return {run for span in sentences for run in _runs(_words(text, span))}


def _find_taken(
    text: str, sentences: Sequence[Span], known: set[tuple[str, ...]]
) -> tuple[float, tuple[Span, ...]]:
    """Return the share of words in sentences that are *known*, and the other sentences."""
    taken = total = 0
    others: list[Span] = []
    for span in sentences:
        words = _words(text, span)
        total += len(words)
        if words and _count_covered(words, known) >= _LEAST_TAKEN * len(words):
            taken += len(words)
        elif words:
            others.append(span)
    return (taken / total if total else 0.0), tuple(others)


def _count_covered(words: Sequence[str], known: set[tuple[str, ...]]) -> int:
    """Return how many of *words* stand in a run that is *known*."""
    covered = [False] * len(words)
    for at, run in enumerate(_runs(words)):
        if run in known:
            covered[at : at + len(run)] = [True] * len(run)
    return sum(covered)
