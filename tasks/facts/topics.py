"""What an article is about, in IPTC Media Topics, by the words that show it.

The words stand in ``data/topics.toml``, which says for which languages. A topic is stated where several
different words show it, one of them a telling one, and more of them the longer the text. Where they do
not, there is no topic: none is better than a guess.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from tasks.model.records import Part, Span, Topic

_DATA = Path(__file__).parent / "data" / "topics.toml"
_WORD = re.compile(r"[^\W_]{1,60}")
_ENDING = 5  # letters that `*` stands for, at most
_WEIGHTS = {"telling": 2.0, "pointing": 1.0}
_COUNTED = 2  # times that one word is counted; saying it more often shows no more
_ENOUGH = 3.5  # points that a topic needs, and
_WORDS_A_POINT = 100  # one more for each of so many words of a text that is short,
_SHORT = 250
_FURTHER_WORDS_A_POINT = 200  # one more for each of so many words of a longer one
_KINDS_OF_WORDS = 2  # that a topic needs in the body where one of them is telling
_KINDS_OF_POINTING_WORDS = 5  # where none is
_BESIDE = 0.5  # of the points of the weightiest topic, to be stated beside it
_FIRST_LEVEL, _SECOND_LEVEL = 3, 4  # topics of an article, at most
_SHOWN = 12  # places kept as evidence
_RULE_VERSION = 1


@dataclass(frozen=True, slots=True)
class _Term:
    """A word or phrase that shows *topic*; of the last of its *words* only the beginning if ``is_stem``."""

    topic: str
    words: tuple[str, ...]
    is_stem: bool
    weight: float


@dataclass(frozen=True, slots=True)
class _Hit:
    term: _Term
    part: Part
    span: Span


def find_topics(body: str, title: str | None = None, language: str | None = "en") -> tuple[Topic, ...]:
    """Return the topics of the article, the weightiest first, each after the one it is narrower than.

    >>> body = "Voters go to the polls on Sunday. The election commission opened the ballot boxes. "
    >>> body += "Turnout was low at most polling stations, and both parties claim the lead in parliament."
    >>> [(topic.name, topic.text) for topic in find_topics(body, "A quiet election")]
    [('politics', 'election'), ('election', 'election')]

    A few words in passing make no topic, and a language without words has none:

    >>> find_topics("The election of a new club secretary took an hour."), find_topics(body, None, "fi")
    ((), ())
    """
    words = _words_for(language or "")
    if words is None:
        return ()
    hits = [*_hits(words, title or "", Part.TITLE), *_hits(words, body, Part.BODY)]
    enough = _points_needed(len(body.split()))
    broader = {topic: entry.get("broader", topic) for topic, entry in _entries().items()}
    found_by: dict[str, list[_Hit]] = defaultdict(list)
    for hit in hits:
        for topic in {hit.term.topic, broader[hit.term.topic]}:
            found_by[topic].append(hit)
    by_topic = {topic: _outermost(found) for topic, found in found_by.items()}
    points = {topic: _points(found) for topic, found in by_topic.items()}
    firsts = _weightiest(
        (topic for topic, found in by_topic.items() if topic == broader[topic] and _shows(found)),
        points,
        enough,
        _FIRST_LEVEL,
    )
    seconds = _weightiest(
        (t for t, found in by_topic.items() if broader[t] in firsts and broader[t] != t and _shows(found)),
        points,
        enough - 1,
        _SECOND_LEVEL,
    )
    order = [topic for first in firsts for topic in (first, *(t for t in seconds if broader[t] == first))]
    return tuple(_topic(topic, by_topic[topic], points[topic] / enough, body) for topic in order)


def covered_languages() -> tuple[str, ...]:
    """Return the languages in which there are words for every topic of the first level or one below it.

    >>> covered_languages()
    ('de', 'en', 'es', 'fr')
    """
    named = {key for entry in _entries().values() for key in entry if isinstance(entry[key], dict)}
    return tuple(sorted(named))


def _points(hits: Sequence[_Hit]) -> float:
    """Return the points of *hits*: each word by its weight, twice at most, and once more in the title."""
    counts: dict[tuple[str, ...], dict[Part, int]] = defaultdict(lambda: defaultdict(int))
    weights: dict[tuple[str, ...], float] = {}
    for hit in hits:
        counts[hit.term.words][hit.part] += 1
        weights[hit.term.words] = max(weights.get(hit.term.words, 0), hit.term.weight)
    return sum(
        weights[words] * (min(parts[Part.BODY], _COUNTED) + min(parts[Part.TITLE], 1))
        for words, parts in counts.items()
    )


def _outermost(hits: Sequence[_Hit]) -> list[_Hit]:
    """Return *hits* in the order of the text without those inside another, or at the place of one."""
    kept: list[_Hit] = []
    order = sorted(hits, key=lambda h: (h.part, h.span.start, -h.span.end, -h.term.weight))
    for hit in order:
        if not kept or kept[-1].part is not hit.part or kept[-1].span.end < hit.span.end:
            kept.append(hit)
    return kept


def _shows(hits: Sequence[_Hit]) -> bool:
    """Are there different words in the body, one of them telling, or many?"""
    kinds = {hit.term.words for hit in hits if hit.part is Part.BODY}
    is_told = any(hit.term.weight == _WEIGHTS["telling"] and hit.part is Part.BODY for hit in hits)
    return len(kinds) >= (_KINDS_OF_WORDS if is_told else _KINDS_OF_POINTING_WORDS)


def _weightiest(topics: Iterator[str], points: Mapping[str, float], enough: float, most: int) -> list[str]:
    ranked = sorted((topic for topic in topics if points[topic] >= enough), key=lambda t: (-points[t], t))
    return [topic for topic in ranked if points[topic] >= _BESIDE * points[ranked[0]]][:most]


def _points_needed(word_count: int) -> float:
    short, further = min(word_count, _SHORT), max(0, word_count - _SHORT)
    return _ENOUGH + short / _WORDS_A_POINT + further / _FURTHER_WORDS_A_POINT


def _topic(topic: str, hits: Sequence[_Hit], share: float, body: str) -> Topic:
    """Return the fact: its span is the first of the weightiest words.

    Its confidence grows with its points, of which *share* says how many times the needed ones they are.
    """
    in_body = [hit for hit in hits if hit.part is Part.BODY]
    best = max(hit.term.weight for hit in in_body)
    span = next(hit.span for hit in in_body if hit.term.weight == best)
    entry = _entries()[topic]
    return Topic(
        span=span,
        rule="topics.words",
        rule_version=_RULE_VERSION,
        confidence=round(share / (share + 0.5), 2),
        topic_id=topic,
        name=entry["name"],
        broader_id=entry.get("broader"),
        text=body[slice(*span)],
        spans=tuple(hit.span for hit in in_body[:_SHOWN]),
    )


def _hits(words: _Words, text: str, part: Part) -> Iterator[_Hit]:
    tokens = [(match.group().lower(), match.start(), match.end()) for match in _WORD.finditer(text)]
    for at, (token, start, end) in enumerate(tokens):
        for term in words.starting_with(token):
            last = at + len(term.words) - 1
            if last == at:
                yield _Hit(term, part, Span(start, end))
            elif last < len(tokens) and _continues(text, tokens[at : last + 1], term):
                yield _Hit(term, part, Span(start, tokens[last][2]))


def _continues(text: str, tokens: Sequence[tuple[str, int, int]], term: _Term) -> bool:
    """Do *tokens* stand as the phrase of *term*, one space, hyphen or apostrophe between two of them?"""
    for (_, _, before), (word, after, _), wanted in zip(tokens, tokens[1:], term.words[1:], strict=False):
        if after - before != 1 or text[before] not in " -\u00a0\u2011’'":
            return False
        is_last = wanted is term.words[-1]
        if word != wanted and not (term.is_stem and is_last and _is_ending(word, wanted)):
            return False
    return True


def _is_ending(word: str, stem: str) -> bool:
    return word.startswith(stem) and len(word) - len(stem) <= _ENDING


class _Words:
    """The terms of one language by the word they begin with."""

    def __init__(self, terms: Sequence[_Term]) -> None:
        self._exact: dict[str, list[_Term]] = defaultdict(list)
        self._stems: dict[str, list[_Term]] = defaultdict(list)
        for term in terms:
            is_short_stem = term.is_stem and len(term.words) == 1
            (self._stems if is_short_stem else self._exact)[term.words[0]].append(term)
        self.starting_with = lru_cache(maxsize=16_384)(self._starting_with)

    def _starting_with(self, word: str) -> tuple[_Term, ...]:
        shortest = max(2, len(word) - _ENDING)
        stems = [self._stems.get(word[:length], ()) for length in range(shortest, len(word) + 1)]
        return tuple(term for found in (self._exact.get(word, ()), *stems) for term in found)


@cache
def _words_for(language: str) -> _Words | None:
    if language not in covered_languages():
        return None
    return _Words([term for topic, entry in _entries().items() for term in _terms(topic, entry, language)])


def _terms(topic: str, entry: Mapping[str, Any], language: str) -> Iterator[_Term]:
    for strength, weight in _WEIGHTS.items():
        for written in entry.get(language, {}).get(strength, "").split():
            words = tuple(written.removesuffix("*").split("_"))
            yield _Term(topic, words, written.endswith("*"), weight)


@cache
def _entries() -> Mapping[str, Any]:
    with _DATA.open("rb") as file:
        return tomllib.load(file)
