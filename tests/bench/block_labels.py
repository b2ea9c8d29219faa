"""Lay the gold texts of labelled pages beside the blocks of our own, and say which of these are story."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

UNKNOWN = -1.0
_WORD = re.compile(r"\w+")
_FEW = 6  # words: what is shorter is story only where it is a line of its own
_SHINGLE = 4
_FOUND = 0.4  # of a text's shingles, from where it has used up its places in the gold text


def label(page: Any, texts: Sequence[str]) -> list[float]:
    """Return for each of *texts* the share of it that is story, ``UNKNOWN`` where either way is right.

    The snippet set says something of few texts; some sets have bodies with and without a standfirst.
    """
    labels = page.labels
    if page.set == "tf":
        return [_by_snippets(" ".join(text.split()), labels) for text in texts]
    bodies = labels["bodies"] if "bodies" in labels else _with_and_without(labels["paragraphs"])
    shares = [lay_beside(texts, body) for body in dict.fromkeys(bodies)]
    return [max(each) if max(each) - min(each) < 0.25 else UNKNOWN for each in zip(*shares, strict=True)]


def count_words(text: str) -> int:
    """Return how many words the scorer sees in *text*."""
    return len(_WORD.findall(text))


def _by_snippets(text: str, labels: dict[str, list[str]]) -> float:
    wanted = [" ".join(snippet.split()) for snippet in labels["with"]]
    unwanted = [" ".join(snippet.split()) for snippet in labels["without"]]
    is_wanted = any(snippet in text or (len(text) > 25 and text in snippet) for snippet in wanted)
    is_unwanted = any(snippet in text for snippet in unwanted)
    return UNKNOWN if is_wanted == is_unwanted else float(is_wanted)


def _with_and_without(paragraphs: Sequence[str]) -> list[str]:
    """Return the body with its optional paragraphs, which stand in brackets, and without."""
    plain = [paragraph for paragraph in paragraphs if not paragraph.startswith("[")]
    every = [re.sub(r"\A\[(.*)\]\Z", r"\1", paragraph, flags=re.DOTALL) for paragraph in paragraphs]
    return ["\n".join(plain), "\n".join(every)]


def lay_beside(texts: Sequence[str], body: str) -> list[float]:
    """Return for each of *texts* the share of it that stands in *body*, each place used once.

    Longer ones come first: what is a paragraph of the story must not lose its place to a teaser of it.

    >>> lay_beside(["Home", "Two of the five gates are open at dawn."], "Two of the five gates are open.")
    [0.0, 0.6666666666666666]
    """
    words = _WORD.findall(body.lower())
    left = Counter(_shingles(words))
    lines = Counter(" ".join(_WORD.findall(line.lower())) for line in body.split("\n"))
    flat = f" {' '.join(words)} "
    own = [_WORD.findall(text.lower()) for text in texts]
    shares = [0.0] * len(texts)
    for place in sorted(range(len(texts)), key=lambda place: -min(len(own[place]), 25)):
        line = " ".join(own[place])
        if not line:
            continue
        if len(own[place]) < _FEW:
            if lines[line] > 0:
                lines[line] -= 1
                shares[place] = 1.0
            elif len(own[place]) >= _SHINGLE and f" {line} " in flat:
                shares[place] = 0.7
            continue
        shingles = Counter(_shingles(own[place]))
        hits = shingles & left
        shares[place] = hits.total() / shingles.total()
        if shares[place] >= _FOUND:
            left -= hits
    return shares


def _shingles(words: Sequence[str]) -> list[tuple[str, ...]]:
    return [tuple(words[start : start + _SHINGLE]) for start in range(len(words) - _SHINGLE + 1)]
