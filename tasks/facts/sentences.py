"""Where paragraphs and sentences of a text begin and end.

The other rules read a text sentence by sentence, so that no rule looks further than it should.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator

from tasks.facts.lexicon import word_list
from tasks.model.records import Span

_BLANK_LINE = re.compile(r"\n[ \t\u00a0]*\n\s*")
_LINE = re.compile(r"\n\s*")
_STOP = re.compile(r"[.!?…]{1,4}[\"”’»'\)\]]{0,3}(?=\s)")
_LAST_WORD = re.compile(r"([^\W\d_]|(?:[^\W\d_]\.){1,5}|[^\W\d_]{1,8})\.$")
_NEXT = re.compile(r"\s+[\"“‘«'(\[–—-]{0,2}\s?(\w)")


def split_paragraphs(text: str) -> tuple[Span, ...]:
    """Return the paragraphs of *text*: parted by blank lines or, where there are none, by line ends.

    >>> split_paragraphs("One.\\n\\nTwo\\nlines.")
    (Span(start=0, end=4), Span(start=6, end=16))
    >>> split_paragraphs("One.\\nTwo.")
    (Span(start=0, end=4), Span(start=5, end=9))
    """
    border = _BLANK_LINE if _BLANK_LINE.search(text) else _LINE
    found, start = [], 0
    for gap in border.finditer(text):
        found.append(Span(start, gap.start()))
        start = gap.end()
    found.append(Span(start, len(text)))
    return tuple(span for span in found if text[span.start : span.end].strip())


def split_sentences(text: str, within: Span | None = None) -> tuple[Span, ...]:
    """Return the sentences of *text*, or of the part *within* it.

    Abbreviations, initials and single quotation marks inside a word end no sentence:

    >>> text = "Gen. A. B. Munir met Mr. Otunga. “We agreed.” They left on Sept. 16."
    >>> [text[s.start:s.end] for s in split_sentences(text)]
    ['Gen. A. B. Munir met Mr. Otunga.', '“We agreed.”', 'They left on Sept. 16.']
    """
    within = within or Span(0, len(text))
    return tuple(_sentences(text, within))


def _sentences(text: str, within: Span) -> Iterator[Span]:
    start = within.start
    for stop in _STOP.finditer(text, within.start, within.end):
        after = _NEXT.match(text, stop.end(), within.end)
        if after is None or not _ends(text, stop, after.group(1)):
            continue
        yield Span(start, stop.end())
        start = stop.end()
        while start < within.end and text[start].isspace():
            start += 1
    if start < within.end:
        yield Span(start, within.end)


def _ends(text: str, stop: re.Match[str], following: str) -> bool:
    """Does the stop end a sentence that *following* is not a part of?"""
    if following.islower():
        return False
    if text[stop.start()] != "." or stop.end() - stop.start() > 1:
        return True
    word = _LAST_WORD.search(text, max(0, stop.start() - 12), stop.start() + 1)
    if word is None or (word.start() > 0 and text[word.start() - 1].isalnum()):
        return True
    bare = word.group(1)
    if len(bare) == 1:
        return bare.islower() or bare == "I"
    return bare.lower() not in word_list("words", "abbreviations")


def last_match(pattern: re.Pattern[str], text: str, start: int, end: int) -> re.Match[str] | None:
    """Return the last match of *pattern* between *start* and *end*.

    >>> last_match(re.compile("[ab]"), "abc", 0, 3).group()
    'b'
    """
    return next(iter(deque(pattern.finditer(text, start, end), maxlen=1)), None)
