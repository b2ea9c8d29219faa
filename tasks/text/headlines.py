"""Tell headlines from sentences, and find the headline that a colon sets apart from its story."""

from __future__ import annotations

import re
from typing import NamedTuple

from tasks.text.dateline import read_opening

_LONGEST = 220  # characters
_MOST_WORDS = 32
_LABEL_WORDS = 3
_SEGMENTS = 4
_COLON = re.compile(r"\s?(?::(?=\s)|：)\s?")
_SENTENCE_END = re.compile(
    r"(?<![A-Z])(?<!\b(?:Mr|Ms|Dr|St|Lt|Jr|Sr|No|vs|Pt|Rs))(?<!\b(?:Mrs|Gen|Col|Sen|Rep|Gov|Sgt|Maj|Rev))[.!?…](?:\s|\Z)|[。！？।]"
)
_CLOSES_SENTENCE = re.compile(r"(?:(?<![A-Z])(?<!\.)\.|[,;:：]|[。।])[\"”’»)]?\Z")
_QUOTE = frozenset("\"'“”‘’«»„「『")

# What begins or ends an English sentence and hardly ever a headline.
_SENTENCE_START = re.compile(
    r"(?:the|a|an|this|that|these|those|it|he|she|they|we|i|you|in|on|at|but|and|there|his|her|their|our|as|since|when|while|if|by|for)\s",
    re.IGNORECASE,
)
_ANNOUNCES = re.compile(
    r"\b(?:said|says|say|added|adds|told|asked|asks|wrote|writes|stated|states|reads?|include[sd]?|including|follow(?:s|ing)|are|is|was|were"
    r"|be|clear|reporters|declared|warned|tweeted|posted|concluded|replied|explained|noted)\Z",
    re.IGNORECASE,
)
_ATTRIBUTED = re.compile(r",\s\w{2,20}(?:\s\w{2,20}){0,2}\s(?:says?|said)\Z")  # "…, police say"

# In small letters only: a headline with a capital on every word says nothing by its verbs. What a
# headline leaves out is what tells a sentence: an auxiliary or a day, and an article beside it.
_ASKS = re.compile(r"(?:what|why|how|who|whose|where|when|which|whether)\s[^,]*\Z", re.IGNORECASE)
_AUXILIARY = re.compile(
    r"\s(?:is|are|was|were|has|have|had|will|would|did|does|do|can|could|may|might|must|should"
    r"|(?:is|are|was|were|has|have|had|would|did|does|do|could|must|should)n['’]t|won['’]t|can(?:no|['’])t)(?=\s|\Z)"
)
_ARTICLE = re.compile(r"\s(?:the|a|an|its|his|her|their)\s")
_PAST_AND_ARTICLE = re.compile(r"\s[a-z]{2,20}ed\s(?:the|a|an|its|his|her|their)\s")
_ON_DAY = re.compile(r"\bon\s(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b", re.IGNORECASE)
_VERB_ENDING = re.compile(r"(?:ed|es|s)\Z")


class Headline(NamedTuple):
    """A headline set apart by a colon: with its kicker if it has one, and the story after it."""

    title: str
    kicker: str | None
    rest: str


def is_headline(line: str) -> bool:
    """Could *line* be a headline: short, and no finished sentence?

    >>> is_headline("Weavers open evening school"), is_headline("The guild has reopened its school.")
    (True, False)
    """
    if not 2 <= len(line) <= _LONGEST or len(line.split()) > _MOST_WORDS or not any(map(str.isalpha, line)):
        return False
    return _CLOSES_SENTENCE.search(line) is None


def is_topic_label(title: str) -> bool:
    """Does *title* name a topic rather than say what happened? Then it is a kicker as well.

    A label has at most three words, none but the first and the last in the form of a verb.

    >>> [is_topic_label(title) for title in ("Ossia-Tamsin accord", "Ossia suspends ferries")]
    [True, False]
    """
    words = title.split()
    if not 1 <= len(words) <= _LABEL_WORDS or len(title) > 40:
        return False
    return not any(word.islower() and _VERB_ENDING.search(word) for word in words[1:-1])


def has_auxiliary(title: str) -> bool:
    """Does a segment of *title* that asks nothing have an auxiliary, which headlines do without?

    >>> [has_auxiliary(title) for title in ("Ferry fares were published", "Fares: why they will rise")]
    [True, False]
    """
    return any(_AUXILIARY.search(part) and not _ASKS.match(part) for part in _COLON.split(title))


def split_headline(text: str) -> Headline | None:
    """Return the headline that opens *text* and ends at a colon, or ``None``.

    A headline may itself hold a colon: it goes on while the next segment reads like a headline too
    and a sentence starts after it.

    >>> found = split_headline("Ferry fares: Evening sailings cut: The line said so on Monday.")
    >>> found.title, found.kicker, found.rest
    ('Ferry fares: Evening sailings cut', 'Ferry fares', 'The line said so on Monday.')
    >>> split_headline("Ferry fares: The minister was clear: No more cuts.").title
    'Ferry fares'

    Half a sentence is none, whatever stands behind its colon:

    >>> split_headline("The line has published its fares: Adults pay four euros, children two.") is None
    True

    A dateline is none, and neither is what announces a quotation:

    >>> split_headline("MILLHAVEN, March 4: The gates are open.") is None
    True
    >>> split_headline('The minister said: "No more cuts."') is None
    True
    """
    if read_opening(text, None).dateline is not None:
        return None
    ends: list[re.Match[str]] = []
    start = 0
    for colon in _COLON.finditer(text, 0, _SEGMENTS * _LONGEST):
        segment = text[start : colon.start()]
        if not _fits(segment, text[colon.end() :], first=not ends):
            if not ends or not segment[:1].islower() or colon.start() > _LONGEST:
                break
            continue
        if ends and read_opening(text[start:], None).dateline is not None:
            break
        ends.append(colon)
        start = colon.end()
        if len(ends) == _SEGMENTS or start > _LONGEST:
            break
    ends = _drop_open_end(ends, text)
    if not ends:
        return None
    title, first = text[: ends[-1].start()], text[: ends[0].start()]
    if len(ends) > 1:
        kicker = first if len(first.split()) <= _LABEL_WORDS + 2 else None
    else:
        kicker = first if is_topic_label(first) else None
    return Headline(title, kicker, text[ends[-1].end() :])


def _fits(segment: str, after: str, *, first: bool) -> bool:
    """Could *segment* be a piece of a headline, and what comes *after* it go on or begin the story?"""
    if not is_headline(segment) or _SENTENCE_END.search(segment) or len(after) < 2:
        return False
    if not _ATTRIBUTED.search(segment) and (_ANNOUNCES.search(segment) or _is_half_sentence(segment)):
        return False
    if first:
        return True
    if after[0] in _QUOTE or after[0].islower():
        return False
    return segment[:1].islower() or _SENTENCE_START.match(segment) is None


def _is_half_sentence(segment: str) -> bool:
    """Is *segment* the beginning of a sentence that goes on behind its colon?"""
    if len(segment.split()) <= _LABEL_WORDS or _ASKS.match(segment):
        return False
    if _SENTENCE_START.match(segment) is None and _ARTICLE.search(segment) is None:
        return False
    return any(sign.search(segment) for sign in (_AUXILIARY, _PAST_AND_ARTICLE, _ON_DAY))


def _drop_open_end(ends: list[re.Match[str]], text: str) -> list[re.Match[str]]:
    """A story does not begin with a small letter: where it seems to, no colon set a headline apart."""
    if len(ends) == 1 and text[ends[0].end() : ends[0].end() + 1].islower():
        return (
            ends
            if _SENTENCE_START.match(text) is None
            and len(text[: ends[0].start()].split()) <= _LABEL_WORDS + 2
            else []
        )
    return ends
