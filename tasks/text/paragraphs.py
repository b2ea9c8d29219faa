"""Find the paragraphs of plain text, whose line ends may mean a paragraph or just a full line."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from tasks.text.clean import clean_text

_WIDEST_WRAP = 100  # characters; text is not wrapped by hand or by mail programs beyond this
_BLANK = re.compile(r"\n\n+")
_SENTENCE_END = re.compile(r"[.!?:;…。！？؟।۔»”\"'’)\]]\Z")
_CJK = re.compile("[\u3000-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uff00-\uffef]")
_LIST_ITEM = re.compile(r"(?:[-*•–—·]|\d{1,3}[.)])\s")


def split_paragraphs(text: str) -> list[str]:
    r"""Return the paragraphs of *text*, cleaned, each on one line.

    A blank line always ends a paragraph. A single line end does too, unless the text is wrapped:

    >>> split_paragraphs("The board met.\nIt voted.\n\nDredging begins in May.")
    ['The board met.', 'It voted.', 'Dredging begins in May.']
    >>> split_paragraphs("The board of the harbour met on the\nfirst floor of the customs house to\nvote.")
    ['The board of the harbour met on the first floor of the customs house to vote.']

    A text is wrapped when the next word would hardly ever have fitted on the line before.
    """
    blocks = _blocks(clean_text(text))
    wrapped = _is_wrapped(blocks)
    return [paragraph for lines in blocks for paragraph in _join(lines, wrapped=wrapped)]


def join_paragraphs(paragraphs: Iterable[str]) -> str:
    """Return the body that *paragraphs* make."""
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def is_wrapped_text(text: str) -> bool:
    """Do the lines of *text*, which is clean, end because they were full?"""
    return _is_wrapped(_blocks(text))


def _blocks(text: str) -> list[list[str]]:
    return [block.split("\n") for block in _BLANK.split(text) if block]


def _is_wrapped(blocks: list[list[str]]) -> bool:
    """Do the lines end because they were full?"""
    breaks = [(line, following) for lines in blocks for line, following in pairwise(lines)]
    if not breaks:
        return False
    width = max(len(line) for lines in blocks for line in lines)
    if width > _WIDEST_WRAP or width < 20:
        return False
    full = sum(len(line) + 1 + _first_word_length(following) > width for line, following in breaks)
    open_ended = sum(_SENTENCE_END.search(line[-1:]) is None for line, _ in breaks)
    return full >= 0.7 * len(breaks) and open_ended >= 0.5 * len(breaks)


def _first_word_length(line: str) -> int:
    return 1 if _CJK.match(line) else len(line.split(" ", 1)[0])


def _join(lines: list[str], *, wrapped: bool) -> list[str]:
    """Put together the lines of one block that belong to one paragraph."""
    paragraphs = [[lines[0]]]
    for before, line in pairwise(lines):
        if _continues(before, line, wrapped=wrapped):
            paragraphs[-1].append(f"{_glue(before, line)}{line}")
        else:
            paragraphs.append([line])
    return ["".join(pieces) for pieces in paragraphs]


def _continues(before: str, line: str, *, wrapped: bool) -> bool:
    if _LIST_ITEM.match(line):
        return False
    return wrapped or (line[:1].islower() and _SENTENCE_END.search(before[-1:]) is None)


def _glue(before: str, line: str) -> str:
    """Return what stands between two lines: nothing in Chinese and Japanese, or after a word's own hyphen."""
    if _CJK.match(before[-1]) and _CJK.match(line):
        return ""
    return "" if before.endswith("-") and before[-2:-1].isalpha() else " "
