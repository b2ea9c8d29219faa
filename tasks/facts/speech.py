"""Who speaks: the words around a verb of saying, read for its subject.

Everything here works on one sentence at a time and on the mentions already found.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from tasks.facts.lexicon import word_list
from tasks.facts.sentences import last_match, split_paragraphs, split_sentences
from tasks.model.records import EntityType, Mention, Span

PRONOUN = re.compile(r"(?:he|she|they|it|we|i|who|He|She|They|It|We|I|Who)\b(?!['’])")
#: Each word fits one alternative only, so that a run of them is read in one way.
_DROPPED_END = re.compile(
    r"(?:[\s,]{1,4}(?:has|have|had|also|later|then|further|however|earlier|once|only|long|first|already|even|never"
    r"|often|still|just|now|since|would|could|will|does|do|did|not|was|is|as|himself|herself|itself"
    r"|meanwhile|(?:declined|refused) to"
    r"|on (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|[a-z]{3,12}ly))++$"
)
ADVERBIAL = re.compile(
    r"(?:On|In|At|By|After|Before|During|For|From|Since|With|Without|While|When|As|If|Although|Though"
    r"|Despite|Speaking"
    r"|Asked|Citing|Referring|Addressing|Earlier|Later|However|Meanwhile|But|And|Yet|So|Still|Then"
    r"|Also|Instead|Moreover"
    r"|Separately|Last|Late|Early|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|Yesterday"
    r"|Today|Now|Until"
    r"|Because|Over|Under|Following|According|Responding|Talking|Writing|Outside|Inside|Across|Amid|To)\b"
)
_OWN_START = re.compile(
    r"(?:But|And|Yet|So|Still|However,|Meanwhile,|Then|Also,|Later,|Earlier,|(?:[Ww]hile|[Ww]hen|[Bb]ecause|Although"
    r"|Though|If|As|then|and|but)(?=\s))\s+"
)
_JOINED = re.compile(
    r"\s(?:but|while|as|because|when|although|though|after|before)\s|;\s|:\s|\s[—–-]\s"
    r"|\band\s(?=(?:he|she|it|they)\b)"
)
_CONTINUED = re.compile(r"(?:^|[\s,])(?:and|but|then)$")
_NOUN_PHRASE = re.compile(
    r"(?:(?:the|a|an|one|two|three|several|some|many|his|her|its|their|our|another|both|officials?"
    r"|police|sources?)\b"
    r"|[A-Z“\"])[^,.;:!?\n“”\"]{0,120}",
)
_PHRASE_END = re.compile(
    r"[,;:!?\n“”\"(]|\.(?<![A-Z]\.)(?<!\b[DM][rs]\.)(?<!\b(?:Mrs|Sen|Rep|Gov|Gen|Col|Rev|Sgt|Cpl)\.)"
    r"|\s(?:in|at|on|during|after|before|when|as|while|who|which|that|to|about|from|by"
    r"|if|and then|,)\s"
)
_ANY_WORD = re.compile(r"[^\W\d_]{1,40}")
_MAX_SUBJECT = 160
_MOST_IN_ROLE = 4  # words of “the deputy army chief”
_MOST_HOLDERS = 8  # of one role that are looked at


@dataclass(frozen=True, slots=True)
class Speaker:
    """A speaker as written, the entity that stands for, and the verb that shows it."""

    span: Span
    text: str
    name: str | None
    cue: str | None = None
    is_person: bool = False


class _Holder(NamedTuple):
    """Who is said, at one place in a text, to hold a title of these words."""

    at: int
    words: frozenset[str]
    name: str


def _held_at(holder: _Holder) -> int:
    return holder.at


@cache
def verb_pattern(name: str) -> re.Pattern[str]:
    """Return a pattern for the verbs of the list *name*, or of several lists with a space between.

    >>> bool(verb_pattern("verbs").search("she pointed out"))
    True
    """
    verbs = sorted({verb for one in name.split() for verb in word_list("speech", one)}, key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, verbs))})(?![\w-])")


class Scene:
    """A text with its paragraphs, sentences and mentions, ready to be asked."""

    def __init__(self, body: str, mentions: Sequence[Mention]) -> None:
        self.body = body
        self.paragraphs = split_paragraphs(body)
        self.sentences = [split_sentences(body, paragraph) for paragraph in self.paragraphs]
        self._flat = [sentence for sentences in self.sentences for sentence in sentences]
        self._sentence_starts = [sentence.start for sentence in self._flat]
        self.mentions = [
            m for m in mentions if m.kind in (EntityType.PERSON, EntityType.ORGANISATION, EntityType.PLACE)
        ]
        self._starts = [mention.span.start for mention in self.mentions]
        self._kinds = {mention.name: mention.kind for mention in self.mentions}
        self._holders: dict[str, list[_Holder]] = {}
        for mention in self.mentions:
            for words in (title.lower().split() for title in mention.titles if title.strip()):
                holder = _Holder(mention.span.start, frozenset(words), mention.name)
                self._holders.setdefault(words[-1], []).append(holder)

    def kind_of(self, name: str | None) -> EntityType | None:
        """Return what the entity called *name* is, if the text names it."""
        return self._kinds.get(name) if name else None

    def holder_of(self, role: str, at: int) -> str | None:
        """Return who alone is said before *at* to hold *role*, such as “the army chief”."""
        the, *words = role.lower().split() or [""]
        if the != "the" or not 0 < len(words) <= _MOST_IN_ROLE:
            return None
        held = self._holders.get(words[-1], [])
        held = held[: bisect_left(held, at, key=_held_at)][-_MOST_HOLDERS:]
        names = {holder.name for holder in held if holder.words.issuperset(words)}
        return names.pop() if len(names) == 1 else None

    def sentence_at(self, at: int) -> Span:
        """Return the sentence that holds the character at *at*."""
        index = bisect_left(self._sentence_starts, at + 1) - 1
        return self._flat[max(index, 0)] if self._flat else Span(0, len(self.body))

    def sentence_before(self, at: int) -> Span | None:
        """Return the sentence before the one that holds *at*."""
        index = bisect_left(self._sentence_starts, at + 1) - 2
        return self._flat[index] if index >= 0 else None

    def word_at(self, at: int) -> str:
        """Return the word that begins at *at*."""
        found = _ANY_WORD.match(self.body, at)
        return found.group() if found else ""

    def mentions_in(self, span: Span, *kinds: EntityType) -> list[Mention]:
        """Return the mentions inside *span*, of *kinds* or of any."""
        found = []
        for index in range(bisect_left(self._starts, span.start), len(self.mentions)):
            mention = self.mentions[index]
            if mention.span.start >= span.end:
                break
            if mention.span.end <= span.end and (not kinds or mention.kind in kinds):
                found.append(mention)
        return found

    def last_person_before(self, at: int) -> Mention | None:
        """Return the person that a pronoun at *at* most likely means: the first of a near sentence."""
        here = self.sentence_at(at)
        person = self.subject_person(Span(here.start, at))
        before = here
        for _ in range(4):
            if person is not None:
                return person
            earlier = self.sentence_before(before.start)
            if earlier is None:
                return None
            person = self.subject_person(earlier)
            before = earlier
        return person

    def subject_person(self, span: Span) -> Mention | None:
        """Return the first person of *span*, before one who only owns something there: “Rao’s deputy”."""
        people = self.mentions_in(span, EntityType.PERSON)
        return next((one for one in people if not self.is_owner(one)), people[0] if people else None)

    def is_owner(self, mention: Mention) -> bool:
        """Does an apostrophe follow *mention*?"""
        return self.body[mention.span.end : mention.span.end + 1] in ("’", "'")


# ----------------------------------------------------------------------------- subject of a verb


def subject_before(scene: Scene, start: int, cue: int) -> Span | None:
    """Return the subject that stands between *start* and the verb at *cue*.

    >>> text = "On Thursday, two officials said that it rained."
    >>> span = subject_before(Scene(text, ()), 0, text.index("said"))
    >>> text[span.start:span.end]
    'two officials'
    """
    start = max(start, cue - _MAX_SUBJECT * 2)
    text = scene.body[start:cue]
    text = text[: len(text.rstrip())]
    opening = _OWN_START.match(text)
    if opening:
        start, text = start + opening.end(), text[opening.end() :]
    has_comma = text.endswith(",")
    dropped = None if has_comma else _DROPPED_END.search(text)
    if dropped is not None:
        has_comma = dropped.group().startswith(",")
        text = text[: dropped.start()]
    text = text.rstrip(",").rstrip()
    joined = last_match(_JOINED, text, 0, len(text))
    if joined is not None:
        start, text = start + joined.end(), text[joined.end() :]
    if not text or _CONTINUED.search(text):
        return None
    offset = (
        _appositive_start(scene, start, text) if has_comma else text.rfind(", ") + 2 if ", " in text else 0
    )
    if offset and not has_comma and _is_list_like(text[offset:]):
        offset = 0
    span = _trim(scene.body, start + offset, start + len(text))
    if span is None or span.end - span.start > _MAX_SUBJECT:
        return None
    return span


def _is_list_like(part: str) -> bool:
    return part.startswith(("and ", "or "))


def _appositive_start(scene: Scene, start: int, text: str) -> int:
    """Return where a subject begins that has something between commas after it."""
    parts, at = [], 0
    for piece in text.split(", "):
        parts.append((at, piece))
        at += len(piece) + 2
    for offset, piece in parts:
        if ADVERBIAL.match(piece):
            continue
        return offset
    return parts[-1][0]


def subject_after(scene: Scene, start: int, end: int) -> Span | None:
    """Return the subject that follows a verb of saying: “said Helen Marwick, an analyst”.

    >>> text = "said the minister in Lima."
    >>> span = subject_after(Scene(text, ()), 4, len(text))
    >>> text[span.start:span.end]
    'the minister'
    """
    body = scene.body
    while start < end and body[start] in " ,\u00a0\n":
        start += 1
    pronoun = PRONOUN.match(body, start, end)
    if pronoun:
        return Span(*pronoun.span())
    near = [m for m in scene.mentions_in(Span(start, min(end, start + 90))) if m.kind is not EntityType.PLACE]
    phrase = _PHRASE_END.search(body, start, min(end, start + _MAX_SUBJECT))
    stop = phrase.start() if phrase else min(end, start + _MAX_SUBJECT)
    if near and scene.is_owner(near[0]) and body.startswith(", ", stop):
        named = scene.mentions_in(Span(stop, stop + 40), EntityType.PERSON)
        if named and named[0].span.start == stop + 2:
            return Span(start, named[0].span.end)  # "Mr Rao’s deputy, Jon Adler"
    near = [m for m in near if m.span.start <= stop]
    if near:
        head = next((m for m in near if m.kind is EntityType.PERSON and not scene.is_owner(m)), near[0])
        return Span(start, head.span.end)
    if _NOUN_PHRASE.match(body, start, end) or body[start : start + 1].islower():
        return _trim(body, start, stop)
    return None


def _trim(body: str, start: int, end: int) -> Span | None:
    while start < end and body[start] in " ,\u00a0\n\"“”'":
        start += 1
    while end > start and body[end - 1] in " ,\u00a0\n":
        end -= 1
    return Span(start, end) if start < end else None
