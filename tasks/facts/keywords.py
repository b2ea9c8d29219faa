"""The phrases that characterise an article, in any language, by how it uses them itself.

A phrase weighs more the earlier, the oftener and in the more sentences it stands, in the title most of
all. Languages with a list in ``data/function_words.toml`` have sharper borders; in others a word of three
letters holds the text together. Chinese and Japanese, which leave no space between words, give runs of
characters that come again.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import NamedTuple

from tasks.facts.lexicon import split_list
from tasks.model.records import Keyword, Span

_DATA = Path(__file__).parent / "data" / "function_words.toml"
_UNSPACED = "\u3400-\u4dbf\u4e00-\u9fff\u30a1-\u30fa\u30fc"  # Han and Katakana
_MARKS = (
    "\u0300-\u036f\u064b-\u065f\u0670\u0900-\u0963\u0966-\u0dff\u200c\u200d"  # parts of a word, no letters
)
_LETTERS = rf"[^\W_{_UNSPACED}]"
_TOKEN = re.compile(
    rf"{_LETTERS}{{1,60}}(?:[{_MARKS}]{{1,4}}{_LETTERS}{{0,60}}){{0,30}}|[{_UNSPACED}]{{1,40}}"
)
_IS_UNSPACED = re.compile(rf"[{_UNSPACED}]")
_STOP = re.compile(r"[.!?…]\W|[\n。！？।]")
# Characters that bind, in Chinese: no run of characters reaches over one of them.
_BINDING = re.compile(
    "[的了在是和与或等将为对也就都而及其这那有不被从到于以之上下中年月日个一二三四五六七八九十]"
)
_HYPHENS = " -\u2010\u2011"
_WORDS = 3  # of a phrase, at most
_WORDS_OF_A_NAME = 5
_CHARACTERS = 6  # of a run without spaces, at most
_SHORTEST = 4  # letters of a word that stands alone
_LONG = 6  # letters of a word that stands once in the body and in the title
_MOST = 10  # keywords of an article
_LONGEST_TEXT = 60_000  # characters that are read; what characterises a text is said before
_RULE_VERSION = 1


@dataclass(slots=True)
class _Candidate:
    """A phrase, and where it stands."""

    words: tuple[str, ...]
    first: Span
    sentences: list[int] = field(default_factory=list)
    capitals: int = 0  # times that all its words begin with one


class _Word(NamedTuple):
    """A word that binds nothing; ``is_again`` where it comes again anywhere in the text."""

    lower: str
    start: int
    end: int
    is_upper: bool
    is_again: bool


class _Phrase(NamedTuple):
    sentence: int
    words: tuple[str, ...]
    span: Span
    is_name: bool


def find_keywords(body: str, title: str | None = None, language: str | None = None) -> tuple[Keyword, ...]:
    """Return the phrases that characterise the article, the weightiest first.

    >>> body = "The ferry pact was signed in Ambrel. Ilse Brandt, who fought the ferry pact, left Ambrel."
    >>> [keyword.text for keyword in find_keywords(body, "Ferry pact ends feud", "en")]
    ['ferry pact', 'Ambrel', 'Ilse Brandt']

    What is said once, and not in the title, characterises nothing unless it is a name:

    >>> find_keywords("It rained on the harbour and on the square.", None, "en")
    ()
    """
    text = body[:_LONGEST_TEXT]
    headline = _Headline(title or "")
    candidates = _read_candidates(text, _function_words(language), headline)
    _drop_parts(candidates)
    weights = {
        words: _weight(candidate, words in headline)
        for words, candidate in candidates.items()
        if _characterises(candidate, words in headline)
    }
    chosen: list[tuple[str, ...]] = []
    for words in sorted(weights, key=lambda one: (-weights[one], candidates[one].first)):
        if len(chosen) == _MOST:
            break
        if not any(_contains(words, other) or _contains(other, words) for other in chosen):
            chosen.append(words)
    return tuple(_keyword(text, candidates[words], weights[words]) for words in chosen)


class _Headline:
    """The words of a title, to be asked for phrases."""

    def __init__(self, title: str) -> None:
        self._words = f" {' '.join(match.group().lower() for match in _TOKEN.finditer(title))} "

    def __contains__(self, words: tuple[str, ...]) -> bool:
        if _IS_UNSPACED.match(words[0]):
            return "".join(words) in self._words
        return f" {' '.join(words)} " in self._words


def _keyword(text: str, candidate: _Candidate, weight: float) -> Keyword:
    return Keyword(
        span=candidate.first,
        rule="keywords.phrase",
        rule_version=_RULE_VERSION,
        confidence=round(weight / (weight + 2), 2),
        text=text[slice(*candidate.first)],
        phrase=("" if _IS_UNSPACED.match(candidate.words[0]) else " ").join(candidate.words),
        mention_count=len(candidate.sentences),
    )


def _weight(candidate: _Candidate, is_in_title: bool) -> float:
    """Weigh a phrase: its count, in how many sentences, how early, how long, and whether the title has it."""
    count, spread = len(candidate.sentences), len(set(candidate.sentences))
    early = 1 / (1 + math.log1p(candidate.sentences[0]) / 2)
    is_name = candidate.capitals * 2 > count
    longer = 1 + 0.3 * (len(candidate.words) - 1)
    return (
        math.sqrt(count * spread) * early * longer * (2.0 if is_in_title else 1.0) * (1.3 if is_name else 1)
    )


def _characterises(candidate: _Candidate, is_in_title: bool) -> bool:
    count, (first, *more) = len(candidate.sentences), candidate.words
    is_name = candidate.capitals * 2 > count
    if _IS_UNSPACED.match(first):
        return count > 1
    if not more and len(first) < _SHORTEST:
        return False
    return count > 1 or (is_name and bool(more)) or (is_in_title and not more and len(first) >= _LONG)


def _read_candidates(
    text: str, function_words: frozenset[str], headline: _Headline
) -> dict[tuple[str, ...], _Candidate]:
    """Return the phrases of *text* by their words in lower case, those that can characterise it."""
    found: dict[tuple[str, ...], _Candidate] = {}
    for sentence, words, span, is_name in _phrases(text, function_words, headline):
        candidate = found.get(words)
        if candidate is None:
            candidate = found[words] = _Candidate(words, span)
        candidate.sentences.append(sentence)
        candidate.capitals += is_name
    return found


def _phrases(text: str, function_words: frozenset[str], headline: _Headline) -> Iterator[_Phrase]:
    """Yield each phrase that comes again, may come again, is a name, or is a word of the title."""
    ends = [match.start() for match in _STOP.finditer(text)]
    tokens = [(match.group(), match.start(), match.end()) for match in _TOKEN.finditer(text)]
    counts = Counter(word.lower() for word, _, _ in tokens)
    sentence, opens = 0, True
    run: list[_Word] = []
    for word, start, end in tokens:
        while sentence < len(ends) and ends[sentence] < start:
            sentence, opens = sentence + 1, True
        if _IS_UNSPACED.match(word):
            yield from _unspaced_phrases(word, start, sentence)
            continue
        if run and (start - run[-1].end != 1 or text[start - 1] not in _HYPHENS):
            run = []
        lower = word.lower()
        if lower in function_words or not word[0].isalpha() or (len(word) <= 3 and not word.isupper()):
            run, opens = [], False
            continue
        is_again = counts[lower] > 1
        run = [*run[1 - _WORDS_OF_A_NAME :], _Word(lower, start, end, word[0].isupper(), is_again)]
        if is_again or (lower,) in headline:
            yield _Phrase(sentence, (lower,), Span(start, end), word[0].isupper() and not opens)
        yield from _longer_phrases(run, sentence)
        opens = False


def _longer_phrases(run: Sequence[_Word], sentence: int) -> Iterator[_Phrase]:
    """Yield the phrases of several words that end with *run*."""
    words: tuple[str, ...] = ()
    is_name = is_again = True
    for word in reversed(run):
        is_name, is_again = is_name and word.is_upper, is_again and word.is_again
        words = (word.lower, *words)
        if not is_name and (not is_again or len(words) > _WORDS):
            return
        if len(words) > 1:
            yield _Phrase(sentence, words, Span(word.start, run[-1].end), is_name)


def _unspaced_phrases(run: str, start: int, sentence: int) -> Iterator[_Phrase]:
    """Yield the runs of two to six characters in *run* that reach over no binding one."""
    at = start
    for piece in _BINDING.split(run):
        for begin in range(len(piece) - 1):
            for end in range(begin + 2, min(begin + _CHARACTERS, len(piece)) + 1):
                yield _Phrase(sentence, tuple(piece[begin:end]), Span(at + begin, at + end), False)
        at += len(piece) + 1


def _drop_parts(candidates: dict[tuple[str, ...], _Candidate]) -> None:
    """Drop the phrases that stand nowhere but inside one longer phrase which comes again as often."""
    for words, candidate in list(candidates.items()):
        if len(words) == 1 or len(candidate.sentences) < 2 or words not in candidates:
            continue
        for part in (words[1:], words[:-1]):
            inner = candidates.get(part)
            if inner is not None and len(inner.sentences) <= len(candidate.sentences):
                del candidates[part]


def _contains(words: Sequence[str], part: Sequence[str]) -> bool:
    """Does *part* stand in *words*, one after the other?"""
    return any(tuple(words[at : at + len(part)]) == tuple(part) for at in range(len(words) - len(part) + 1))


@cache
def _function_words(language: str | None) -> frozenset[str]:
    """Return those of *language*; where it has no list, or is not known, none."""
    with _DATA.open("rb") as file:
        return split_list(tomllib.load(file).get(language or "", ""))
