"""Words, numbers and sentences of a text, each with its place in it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from tasks.model.records import Span
from tasks.stories.forms import ABBREVIATIONS

# Scripts that put no spaces between words: a character is the word.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_IN_NUMBERS = ".,'’\u066b\u066c"
_THIN = "\u00a0\u202f"  # between thousands
_WORD = re.compile(
    rf"\d+(?:[{_IN_NUMBERS}]\d+|[{_THIN}]\d{{3}}(?!\d))*|[{_UNSPACED}]|[^\s\d{_IN_NUMBERS}{_UNSPACED}][^\s{_IN_NUMBERS}{_UNSPACED}]*",
)
_GROUPING = re.compile(rf"[.,'’\u066c{_THIN}](?=\d{{3}}(?!\d))")
_DECIMAL = re.compile(r"[,\u066b]")
_LINE = re.compile(r"[^\n]+")
_STOP = re.compile(
    r"[.!?…]{1,6}[\"”’»'\)\]]{0,3}(?=\s)|[。！？｡؟۔।॥]{1,6}[\"”’」』）»]{0,3}",
)
_AFTER = re.compile(r"\s{1,40}[\"“‘«'(\[–—-]{0,3}(\w)")
_LAST_WORD = re.compile(r"([^\W\d_]{1,12})\.\Z")
_LONGEST_WORD = 14


class Word(NamedTuple):
    """A word caseless, or a number without grouping, and where it stands."""

    norm: str
    start: int
    end: int


class Sentence(NamedTuple):
    """A sentence, the words it is told by, and the line (from 0) that it stands in."""

    span: Span
    text: str
    words: tuple[Word, ...]
    line: int

    @property
    def norms(self) -> tuple[str, ...]:
        """The words alone."""
        return tuple(word.norm for word in self.words)


def split_words(text: str, start: int = 0) -> tuple[Word, ...]:
    """Return the words of *text*, which itself begins at *start*.

    >>> [word.norm for word in split_words("The levy: 1,200 crowns, “not” 2,5.")]
    ['the', 'levy', '1200', 'crowns', 'not', '2.5']
    >>> [word.norm for word in split_words("G20, 3pm")]
    ['g20', '3', 'pm']
    >>> [word.norm for word in split_words("共有12人")]
    ['共', '有', '12', '人']
    """
    blanked = text.translate(_BLANKED)
    return tuple(
        Word(_norm(found.group()), start + found.start(), start + found.end())
        for found in _WORD.finditer(blanked)
    )


def is_number(norm: str) -> bool:
    """Is a word's ``norm`` a number in digits?"""
    return norm[:1].isdigit()


def split_lines(text: str) -> tuple[str, ...]:
    """Return the lines of *text* that are not empty; the number of a sentence's line counts these."""
    return tuple(_LINE.findall(text))


def split_sentences(text: str) -> tuple[Sentence, ...]:
    """Return the sentences of *text*, line by line; those without a word are left out.

    >>> [one.text for one in split_sentences("Dr. Feld met A. Reyes. Both left.\\n\\nWho knows?")]
    ['Dr. Feld met A. Reyes.', 'Both left.', 'Who knows?']
    """
    found = []
    for number, line in enumerate(_LINE.finditer(text)):
        for span in _sentences(text, line.start(), line.end()):
            words = split_words(text[span.start : span.end], span.start)
            if words:
                found.append(Sentence(span, text[span.start : span.end], words, number))
    return tuple(found)


def _sentences(text: str, start: int, end: int) -> Iterator[Span]:
    for stop in _STOP.finditer(text, start, end):
        if _ends(text, stop, end):
            yield from _stripped(text, start, stop.end())
            start = stop.end()
    yield from _stripped(text, start, end)


def _ends(text: str, stop: re.Match[str], end: int) -> bool:
    """Does a sentence end at *stop*? Not after an initial or an abbreviation, nor before a small letter."""
    if text[stop.start()] not in ".!?…":
        return True
    after = _AFTER.match(text, stop.end(), end)
    if after is not None and after[1].islower():
        return False
    if stop.group() != ".":
        return True
    word = _LAST_WORD.search(text, max(0, stop.start() - _LONGEST_WORD), stop.end())
    if word is None:
        return True
    is_initial = len(word[1]) == 1 and word[1].isupper() and word[1] != "I"
    return not is_initial and word[1].casefold() not in ABBREVIATIONS


def _stripped(text: str, start: int, end: int) -> Iterator[Span]:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    end -= len(piece) - len(piece.rstrip())
    if start < end:
        yield Span(start, end)


def _norm(word: str) -> str:
    if not word[0].isdigit():
        return word.casefold()
    plain = word if word.isascii() else "".join(_plain_digit(character) for character in word)
    return _DECIMAL.sub(".", _GROUPING.sub("", plain))


def _plain_digit(character: str) -> str:
    return str(unicodedata.digit(character)) if character.isdigit() else character


class _Blanked(dict[int, str]):
    """A translation that blanks all but letters, marks and numbers, and changes no place in a text."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        is_kept = unicodedata.category(character)[0] in "LMN" or character in _IN_NUMBERS + _THIN
        self[code] = character if is_kept else " "
        return self[code]


_BLANKED = _Blanked()
